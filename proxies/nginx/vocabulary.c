#include "vocabulary.h"

static const char *const ngx_http_tcenvelope_verdict_names[NGX_HTTP_TCENVELOPE_VERDICT_END] = {
    [NGX_HTTP_TCENVELOPE_SUCCESS] = "success",       [NGX_HTTP_TCENVELOPE_FAILURE] = "failure",
    [NGX_HTTP_TCENVELOPE_INVALID] = "invalid",       [NGX_HTTP_TCENVELOPE_TRUNCATED] = "truncated",
    [NGX_HTTP_TCENVELOPE_INCOMPLETE] = "incomplete", [NGX_HTTP_TCENVELOPE_UNSEEN] = "unseen",
    [NGX_HTTP_TCENVELOPE_SKIPPED] = "skipped",
};

static const char *const ngx_http_tcenvelope_action_names[NGX_HTTP_TCENVELOPE_ACTION_END] = {
    [NGX_HTTP_TCENVELOPE_PASSED] = "passed",         [NGX_HTTP_TCENVELOPE_ABORTED] = "aborted",
    [NGX_HTTP_TCENVELOPE_RELEASED] = "released",     [NGX_HTTP_TCENVELOPE_REJECTED] = "rejected",
    [NGX_HTTP_TCENVELOPE_OVERFLOWED] = "overflowed",
};

const char *ngx_http_tcenvelope_verdict_name(ngx_uint_t verdict) {
    return verdict < NGX_HTTP_TCENVELOPE_VERDICT_END ? ngx_http_tcenvelope_verdict_names[verdict]
                                                     : NULL;
}

const char *ngx_http_tcenvelope_action_name(ngx_uint_t action) {
    return action < NGX_HTTP_TCENVELOPE_ACTION_END ? ngx_http_tcenvelope_action_names[action]
                                                   : NULL;
}
