#include "conf.h"
#include "directives.h"
#include "early_end.h"
#include "filter.h"
#include "response.h"
#include "scope.h"
#include "variables.h"

/* A response that passed without validation. The header that was sent shows why. */
static void ngx_http_tcenvelope_count_skipped(ngx_http_request_t *r) {
    const ngx_http_tcenvelope_loc_conf_t *loc =
        ngx_http_get_module_loc_conf(r, ngx_http_tcenvelope_module);
    const tce_http_head head = ngx_http_tcenvelope_head(r, loc);
    const tce_http_skip skip = ngx_http_tcenvelope_skip_of(r, loc, &head);
    ngx_http_tcenvelope_count(r,
                              &(tce_http_outcome){
                                  .verdict = TCE_HTTP_VERDICT_SKIPPED,
                                  .skip = skip == TCE_HTTP_SKIP_NONE ? TCE_HTTP_SKIP_STATUS : skip,
                              });
}

/* Runs before the access log is written, so that the log has the verdict. */
static ngx_int_t ngx_http_tcenvelope_log_handler(ngx_http_request_t *r) {
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response(r);
    if (response != NULL) {
        ngx_http_tcenvelope_response_close(r, response);
        /* The rejection has cleared the contexts of other modules. With this set, realip finds
         * its own in the pool. */
        r->filter_finalize |= ngx_http_tcenvelope_outcome(response)->done == TCE_HTTP_DONE_REJECTED;
    } else if (ngx_http_tcenvelope_is_skipped(r)) {
        ngx_http_tcenvelope_count_skipped(r);
    }
    return NGX_OK;
}

static ngx_array_t *ngx_http_tcenvelope_handlers_of(ngx_conf_t *cf, ngx_http_phases phase) {
    ngx_http_core_main_conf_t *core = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);
    return &core->phases[phase].handlers;
}

/* nginx runs the log handlers in the order of this array, in which the access log's handler may
 * already be. */
static ngx_int_t ngx_http_tcenvelope_add_first_log_handler(ngx_conf_t *cf,
                                                           ngx_http_handler_pt handler) {
    ngx_array_t *handlers = ngx_http_tcenvelope_handlers_of(cf, NGX_HTTP_LOG_PHASE);
    if (ngx_array_push(handlers) == NULL) {
        return NGX_ERROR;
    }
    ngx_http_handler_pt *first = handlers->elts;
    ngx_memmove(first + 1, first, (handlers->nelts - 1) * sizeof(*first));
    *first = handler;
    return NGX_OK;
}

/* nginx runs the handlers of the other phases from last to first. */
static ngx_int_t ngx_http_tcenvelope_add_rewrite_handler(ngx_conf_t *cf,
                                                         ngx_http_handler_pt handler) {
    ngx_http_handler_pt *last =
        ngx_array_push(ngx_http_tcenvelope_handlers_of(cf, NGX_HTTP_REWRITE_PHASE));
    if (last == NULL) {
        return NGX_ERROR;
    }
    *last = handler;
    return NGX_OK;
}

static ngx_int_t ngx_http_tcenvelope_init(ngx_conf_t *cf) {
    ngx_http_tcenvelope_filter_init();
    if (ngx_http_tcenvelope_add_rewrite_handler(cf, ngx_http_tcenvelope_before_post_action) !=
        NGX_OK) {
        return NGX_ERROR;
    }
    return ngx_http_tcenvelope_add_first_log_handler(cf, ngx_http_tcenvelope_log_handler);
}

static ngx_http_module_t ngx_http_tcenvelope_module_ctx = {
    ngx_http_tcenvelope_add_variables,    /* preconfiguration */
    ngx_http_tcenvelope_init,             /* postconfiguration */
    ngx_http_tcenvelope_create_main_conf, /* create main configuration */
    ngx_http_tcenvelope_init_main_conf,   /* init main configuration */
    NULL,                                 /* create server configuration */
    NULL,                                 /* merge server configuration */
    ngx_http_tcenvelope_create_loc_conf,  /* create location configuration */
    ngx_http_tcenvelope_merge_loc_conf    /* merge location configuration */
};

ngx_module_t ngx_http_tcenvelope_module = {
    NGX_MODULE_V1,
    &ngx_http_tcenvelope_module_ctx,
    ngx_http_tcenvelope_commands,
    NGX_HTTP_MODULE,
    NULL, /* init master */
    NULL, /* init module */
    NULL, /* init process */
    NULL, /* init thread */
    NULL, /* exit thread */
    NULL, /* exit process */
    NULL, /* exit master */
    NGX_MODULE_V1_PADDING,
};
