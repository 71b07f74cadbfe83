#include "abort.h"

#include "cache.h"
#include "phase.h"

/* Without a length, the body ends when the connection closes, and HTTP/0.9 has no header to
 * announce one. A reset is not such an end. */
static ngx_uint_t ngx_http_tcenvelope_ends_with_connection(const ngx_http_request_t *r) {
    return r->http_version < NGX_HTTP_VERSION_10 ||
           (r->headers_out.content_length_n == -1 && !r->chunked);
}

/* A stream of HTTP/2 or HTTP/3 ends without its connection. nginx resets it, because the connection
 * is marked with an error. */
static ngx_uint_t ngx_http_tcenvelope_is_multiplexed(const ngx_http_request_t *r) {
#if (NGX_HTTP_V2)
    if (r->stream != NULL) {
        return 1;
    }
#endif
#if (NGX_HTTP_V3)
    if (r->connection->quic != NULL) {
        return 1;
    }
#endif
    (void)r;
    return 0;
}

static void ngx_http_tcenvelope_reset_on_close(const ngx_http_request_t *r) {
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    if (!ngx_http_tcenvelope_is_multiplexed(r) && ngx_http_tcenvelope_ends_with_connection(r) &&
        setsockopt(r->connection->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) == -1) {
        ngx_log_error(NGX_LOG_ALERT, r->connection->log, ngx_socket_errno,
                      "tcenvelope: setsockopt(SO_LINGER) failed");
    }
}

ngx_int_t ngx_http_tcenvelope_cut(ngx_http_request_t *r, ngx_http_tcenvelope_response_t *response) {
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_CUT);
    r->connection->error = 1; /* with a post_action, NGX_ERROR alone does not close it */
    ngx_http_tcenvelope_exclude_from_cache(r, response);
    ngx_http_tcenvelope_reset_on_close(r);
    ngx_http_tcenvelope_response_close(r, response);
    return NGX_ERROR;
}
