#include "filter.h"

#include "report.h"
#include "task.h"

#include <stdlib.h>
#include <string.h>

/* ---- Head ------------------------------------------------------------------------------------*/

static tce_text text_of(const char *text) {
    return (tce_text){text, text == NULL ? 0 : strlen(text)};
}

static tce_text field_of(const struct http *response, hdr_t name) {
    const char *value = NULL;
    (void)http_GetHdr(response, name, &value);
    return text_of(value);
}

tce_http_head filter_head(const struct http *request, const struct http *response) {
    tce_http_head head = TCE_HTTP_HEAD_INIT;
    head.method = text_of(http_GetMethod(request));
    head.content_type = field_of(response, H_Content_Type);
    head.content_encoding = field_of(response, H_Content_Encoding);
    head.status = response->status;
    return head;
}

/* ---- Answers of http/ ------------------------------------------------------------------------*/

/* After this, Varnish gives up the response: it cuts a client that has seen a part of it off, and
 * asks vcl_backend_error otherwise. */
static enum vfp_status refuse(struct vfp_ctx *vc, const task *t) {
    char line[TCE_HTTP_LINE_MAX];
    (void)tce_http_describe(tce_http_outcome_of(t->http), line, sizeof(line));
    return VFP_Error(vc, "tcenvelope: %s", line);
}

/* An internal failure passes in observe only. */
static bool is_refusal(const task *t, tce_http_action action) {
    return action == TCE_HTTP_ACTION_REJECT || action == TCE_HTTP_ACTION_ABORT ||
           (action == TCE_HTTP_ACTION_MISUSE && t->policy->mode != TCE_HTTP_MODE_OBSERVE);
}

/* ---- Processor -------------------------------------------------------------------------------*/

/* Without the memory the response counts as not seen, as http/ has it. */
static void provide_decoder(task *t) {
    const size_t size = tce_http_decoder_size(t->http);
    if (size > 0) {
        t->decoder = malloc(size);
        (void)tce_http_give_decoder(t->http, t->decoder, size);
    }
}

/* Varnish opens the filters before it delivers the head. */
static enum vfp_status v_matchproto_(vfp_init_f)
    init(VRT_CTX, struct vfp_ctx *vc, struct vfp_entry *entry) {
    CHECK_OBJ_NOTNULL(ctx, VRT_CTX_MAGIC);
    CHECK_OBJ_NOTNULL(vc, VFP_CTX_MAGIC);
    CHECK_OBJ_NOTNULL(entry, VFP_ENTRY_MAGIC);
    task *t = task_get(ctx);
    if (t == NULL && task_is_off(ctx)) {
        return VFP_NULL;
    }
    if (t == NULL) {
        return VFP_Error(vc, "tcenvelope: no guard: call tcenvelope.guard() instead of adding the "
                             "filter to beresp.filters");
    }
    entry->priv1 = t;
    http_CollectHdr(vc->resp, H_Content_Encoding);
    const tce_http_head head = filter_head(vc->req, vc->resp);
    const tce_http_action action = tce_http_begin(t->http, &head);
    if (is_refusal(t, action)) {
        return refuse(vc, t);
    }
    provide_decoder(t);
    /* Here, not in guard(): what is skipped is streamed, and VCL can have changed it since. */
    if (action == TCE_HTTP_ACTION_HOLD) {
        VRT_l_beresp_do_stream(ctx, 0);
    }
    return tce_http_outcome_of(t->http) == NULL ? VFP_OK : VFP_NULL;
}

static enum vfp_status v_matchproto_(vfp_pull_f)
    pull(struct vfp_ctx *vc, struct vfp_entry *entry, void *bytes, ssize_t *length) {
    task *t;
    CHECK_OBJ_NOTNULL(vc, VFP_CTX_MAGIC);
    CHECK_OBJ_NOTNULL(entry, VFP_ENTRY_MAGIC);
    CAST_OBJ_NOTNULL(t, entry->priv1, TASK_MAGIC);
    AN(length);
    const enum vfp_status status = VFP_Suck(vc, bytes, length);
    if (status == VFP_ERROR) {
        (void)tce_http_end(t->http, TCE_HTTP_END_UPSTREAM_FAILED);
        return status;
    }
    tce_http_action action = tce_http_body(t->http, bytes, (size_t)*length);
    if (status == VFP_END && !is_refusal(t, action)) {
        action = tce_http_end(t->http, TCE_HTTP_END_COMPLETE);
    }
    if (is_refusal(t, action)) {
        *length = 0;
        return refuse(vc, t);
    }
    return status;
}

/* A body without its end: a later filter or the storage has failed, or the client of a response
 * that is not cached has left. */
static void v_matchproto_(vfp_fini_f) fini(struct vfp_ctx *vc, struct vfp_entry *entry) {
    task *t;
    CHECK_OBJ_NOTNULL(vc, VFP_CTX_MAGIC);
    CHECK_OBJ_NOTNULL(entry, VFP_ENTRY_MAGIC);
    if (entry->priv1 != NULL) { /* a filter before this one can have failed to open */
        TAKE_OBJ_NOTNULL(t, &entry->priv1, TASK_MAGIC);
        task_close(t, vc->failed ? TCE_HTTP_END_NOT_SEEN : TCE_HTTP_END_CLIENT_GONE);
        report_outcome(vc->wrk->vsl, tce_http_outcome_of(t->http));
    }
}

const struct vfp filter_vfp = {.name = FILTER_NAME, .init = init, .pull = pull, .fini = fini};
