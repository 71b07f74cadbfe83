#include "early_end.h"

#include "abort.h"
#include "reject.h"

/*
 * nginx is about to close the connection, so the answer must be complete at once. An error_page may
 * read a file in a thread, wait for a subrequest or ask a second upstream, so none is followed. The
 * rate limit is off because nothing sends a delayed rest.
 */
static void ngx_http_tcenvelope_answer_at_once(ngx_http_request_t *r,
                                               ngx_http_tcenvelope_response_t *response) {
    r->error_page = 1;
    r->keepalive = 0;
    r->limit_rate = 0;
    r->limit_rate_set = 1;
    (void)ngx_http_special_response_handler(r, ngx_http_tcenvelope_rejection(r, response));
}

/* nginx closes an HTTP/2 stream before the last cleanups of its request run: r->count is 0 then. */
static ngx_uint_t
ngx_http_tcenvelope_is_answerable(const ngx_http_request_t *r,
                                  const ngx_http_tcenvelope_response_t *response) {
    return r->count > 0 && (response->phase == NGX_HTTP_TCENVELOPE_HOLDING ||
                            response->phase == NGX_HTTP_TCENVELOPE_DRAINING);
}

/* A cleanup handler. */
static void ngx_http_tcenvelope_end_early(void *data) {
    ngx_http_request_t *r = data;
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response(r);
    if (response == NULL || response->closed ||
        ngx_http_tcenvelope_early_end(r, response) != TCE_HTTP_END_UPSTREAM_FAILED) {
        return;
    }
    const ngx_uint_t is_answerable = ngx_http_tcenvelope_is_answerable(r, response);
    const tce_http_action action = tce_http_end(response->http, TCE_HTTP_END_UPSTREAM_FAILED);
    if (action == TCE_HTTP_ACTION_ABORT) {
        (void)ngx_http_tcenvelope_cut(r, response);
    } else if (is_answerable) {
        ngx_http_tcenvelope_answer_at_once(r, response);
    }
}

static ngx_uint_t ngx_http_tcenvelope_version_of(const ngx_http_request_t *r) {
#if (NGX_HTTP_V2)
    if (r->stream != NULL) {
        return NGX_HTTP_VERSION_20;
    }
#endif
#if (NGX_HTTP_V3)
    if (r->connection->quic != NULL) {
        return NGX_HTTP_VERSION_30;
    }
#endif
    return (ngx_uint_t)r->http_major * 1000 + (ngx_uint_t)r->http_minor;
}

/* For post_action nginx continues a terminated request as an HTTP/0.9 one to which nothing is
 * sent, and frees it afterwards. */
ngx_int_t ngx_http_tcenvelope_before_post_action(ngx_http_request_t *r) {
    if (!r->post_action || r != r->main) {
        return NGX_DECLINED;
    }
    r->post_action = 0;
    r->header_only = 0;
    r->http_version = ngx_http_tcenvelope_version_of(r);
    ngx_http_tcenvelope_end_early(r);
    r->post_action = 1;
    r->header_only = 1;
    r->http_version = NGX_HTTP_VERSION_9;
    return NGX_DECLINED;
}

ngx_int_t ngx_http_tcenvelope_watch_for_early_end(ngx_http_request_t *r) {
    ngx_http_cleanup_t *cleanup = ngx_http_cleanup_add(r, 0);
    if (cleanup == NULL) {
        return NGX_ERROR;
    }
    cleanup->handler = ngx_http_tcenvelope_end_early;
    cleanup->data = r;
    return NGX_OK;
}
