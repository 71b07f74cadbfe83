#include "reject.h"

#include "answer.h"
#include "cache.h"
#include "hold.h"
#include "phase.h"

/* Nothing of the held response may show in the one that replaces it. */
static void ngx_http_tcenvelope_forget_response(ngx_http_request_t *r) {
    void *own = ngx_http_get_module_ctx(r, ngx_http_tcenvelope_module);
    ngx_http_clean_header(r);
    ngx_memzero(r->ctx, sizeof(void *) * ngx_http_max_module);
    ngx_http_set_ctx(r, own, ngx_http_tcenvelope_module);
    r->expect_trailers = 0;
    r->buffered &= ~NGX_HTTP_TCENVELOPE_BUFFERED & 0xf;
    ngx_http_tcenvelope_leave_cache(r);
}

/* To nginx a rejection is an error; with 200, its page becomes an answer of that status, which no
 * error_page replaces. */
static ngx_int_t ngx_http_tcenvelope_status_of(ngx_http_request_t *r,
                                               const ngx_http_tcenvelope_response_t *response) {
    const ngx_uint_t status = response->loc->reject_status;
    r->error_page |= status == NGX_HTTP_OK;
    return status == NGX_HTTP_OK ? NGX_HTTP_BAD_GATEWAY : (ngx_int_t)status;
}

/* When nginx does not buffer the request body, the first upstream has consumed it: a second one
 * would wait for it, or take the rest for all of it. No error_page is followed then. */
ngx_int_t ngx_http_tcenvelope_rejection(ngx_http_request_t *r,
                                        ngx_http_tcenvelope_response_t *response) {
    r->error_page |= r->request_body_no_buffering;
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_IDLE);
    ngx_http_tcenvelope_answer_prepare(r, response);
    ngx_http_tcenvelope_response_close(r, response);
    ngx_http_tcenvelope_forget_response(r);
    return ngx_http_tcenvelope_status_of(r, response);
}

/* Ends the upstream as nginx does after a read error: it releases the upstream and sends a
 * flush. */
static void ngx_http_tcenvelope_end_upstream(const ngx_http_request_t *r,
                                             const ngx_http_tcenvelope_response_t *response) {
    ngx_http_upstream_t *upstream = r->upstream;
    if (tce_http_has_all_bytes(response->http) || !response->from_upstream ||
        !ngx_http_tcenvelope_upstream_alive(r)) {
        return;
    }
    if (upstream->buffering && upstream->pipe != NULL) {
        upstream->pipe->upstream_error = 1;
    } else {
        upstream->error = 1;
    }
}

ngx_int_t ngx_http_tcenvelope_drain(ngx_http_request_t *r, ngx_http_tcenvelope_response_t *response,
                                    ngx_chain_t *in) {
    const ngx_int_t end = ngx_http_tcenvelope_end_of(r, response, in);
    ngx_http_tcenvelope_consume(in);
    switch (end) {
    case TCE_HTTP_END_COMPLETE:
        return ngx_http_tcenvelope_rejection(r, response);
    case TCE_HTTP_END_UPSTREAM_FAILED:
        /* gunzip, if it precedes this filter, returns only errors from a flush. */
        return ngx_http_special_response_handler(r, ngx_http_tcenvelope_rejection(r, response));
    default:
        ngx_http_tcenvelope_end_upstream(r, response);
        return NGX_OK;
    }
}

ngx_int_t ngx_http_tcenvelope_reject(ngx_http_request_t *r,
                                     ngx_http_tcenvelope_response_t *response, ngx_chain_t *in) {
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_DRAINING);
    ngx_http_tcenvelope_exclude_from_cache(r, response);
    return ngx_http_tcenvelope_drain(r, response, in);
}
