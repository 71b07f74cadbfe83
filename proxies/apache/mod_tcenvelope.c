/* The module's hooks. */
#include "vocabulary.h"

#include "conf.h"
#include "counters.h"
#include "directives.h"
#include "filter.h"
#include "notes.h"
#include "response.h"
#include "scope.h"
#include "status.h"

/* A response that passed without validation. One that mod_cache sends was validated when it was
 * stored, and does not count here. */
static void close_skipped(request_rec *r) {
    tcenvelope_policy policy;
    const tce_http_head head = tcenvelope_head_of(r);
    tcenvelope_set_policy(&policy, tcenvelope_conf_of(r));
    const tce_http_outcome outcome = {
        .verdict = TCE_HTTP_VERDICT_SKIPPED,
        .skip = tce_http_skip_of(&policy.policy, &head),
    };
    if (outcome.skip != TCE_HTTP_SKIP_NONE) {
        tce_http_count(tcenvelope_counters_of(r), &outcome);
        tcenvelope_set_notes(r, &outcome);
    }
}

/* Runs before the access log is written, so that the log has the verdict. */
static int close_response(request_rec *r) {
    while (r->next != NULL) { /* where internal redirects have led */
        r = r->next;
    }
    tcenvelope_response *response = tcenvelope_response_of(r);
    if (response != NULL) {
        tcenvelope_response_close(response);
        const tce_http_outcome *outcome = tce_http_outcome_of(response->http);
        if (outcome != NULL) {
            tcenvelope_set_notes(r, outcome);
        }
    } else if (tcenvelope_is_guarded(r)) {
        close_skipped(r);
    }
    return DECLINED;
}

static void register_hooks(apr_pool_t *pool) {
    (void)pool;
    tcenvelope_filter_register();
    ap_hook_post_config(tcenvelope_counters_open, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_insert_filter(tcenvelope_filter_insert, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_handler(tcenvelope_status_handler, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_log_transaction(close_response, NULL, NULL, APR_HOOK_REALLY_FIRST);
}

module AP_MODULE_DECLARE_DATA tcenvelope_module = {
    STANDARD20_MODULE_STUFF,
    tcenvelope_create_conf,
    tcenvelope_merge_conf,
    tcenvelope_create_server,
    NULL, /* a server's own configuration is that of the main server */
    tcenvelope_directives,
    register_hooks,
    AP_MODULE_FLAG_NONE,
};
