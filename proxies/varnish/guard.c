#include "guard.h"

#include "filter.h"
#include "report.h"
#include "task.h"

#include <string.h>

/* ---- Filters ---------------------------------------------------------------------------------*/

/* Whether a list, separated by blanks, holds the filter. */
static bool is_listed(const char *list) {
    static const char name[] = FILTER_NAME;
    const size_t length = sizeof(name) - 1;
    for (const char *p = strstr(list, name); p != NULL; p = strstr(p + length, name)) {
        const bool begins = p == list || p[-1] == ' ';
        if (begins && (p[length] == ' ' || p[length] == '\0')) {
            return true;
        }
    }
    return false;
}

static void add_filter(VRT_CTX) {
    const char *list = VRT_r_beresp_filters(ctx);
    if (!is_listed(list)) {
        VRT_l_beresp_filters(ctx, NULL, TOSTRANDS(3, FILTER_NAME, " ", list));
    }
}

/* ---- Responses without a body ----------------------------------------------------------------*/

/* As Varnish finds it: for these it opens no filters. */
static bool has_no_body(VRT_CTX) {
    const struct http *response = ctx->http_beresp;
    const uint16_t status = response->status;
    if (VRT_r_beresp_was_304(ctx) != 0 || status / 100 == 1 || status == 204 || status == 304 ||
        strcmp(http_GetMethod(ctx->http_bereq), "HEAD") == 0) {
        return true;
    }
    if (http_GetHdr(response, H_Transfer_Encoding, NULL)) {
        return false;
    }
    return http_GetHdr(response, H_Content_Length, NULL)
               ? http_GetContentLength(response) == 0
               : http_HdrIs(response, H_Connection, "keep-alive") != 0;
}

/* The answer in its place is up to vcl_backend_error. */
static void refuse(VRT_CTX, const tce_http_policy *policy) {
    VRT_synth(ctx, policy->reject_status, NULL);
    if (VRT_handled(ctx) == 0) {
        VRT_handling(ctx, VCL_RET_ERROR);
    }
}

static void settle_without_body(VRT_CTX, task *t) {
    tce_http_head head = filter_head(ctx->http_bereq, ctx->http_beresp);
    head.content_length = 0;
    if (VRT_r_beresp_was_304(ctx) != 0) { /* its body was validated when it was fetched */
        head.status = 304;
    }
    (void)tce_http_begin(t->http, &head);
    const tce_http_action action = tce_http_end(t->http, TCE_HTTP_END_COMPLETE);
    task_close(t, TCE_HTTP_END_COMPLETE);
    report_outcome(ctx->vsl, tce_http_outcome_of(t->http));
    if (action == TCE_HTTP_ACTION_REJECT || action == TCE_HTTP_ACTION_ABORT) {
        refuse(ctx, t->policy);
    }
}

/* ---- Guard -----------------------------------------------------------------------------------*/

/* Without space, only observe passes the response. */
static void give_up(VRT_CTX, const tce_http_policy *policy) {
    const bool is_refused = policy->mode != TCE_HTTP_MODE_OBSERVE;
    report_exhausted(ctx->vsl, is_refused);
    if (is_refused) {
        refuse(ctx, policy);
    }
}

void guard_response(VRT_CTX, const tce_http_policy *policy) {
    if (ctx->method != VCL_MET_BACKEND_RESPONSE) {
        VRT_fail(ctx, "tcenvelope: guard() can only be called in vcl_backend_response");
        return;
    }
    if (policy == NULL) {
        task_switch_off(ctx);
        return;
    }
    task *t = task_open(ctx, policy);
    if (t == NULL) {
        give_up(ctx, policy);
    } else if (has_no_body(ctx)) {
        settle_without_body(ctx, t);
    } else {
        add_filter(ctx);
    }
}
