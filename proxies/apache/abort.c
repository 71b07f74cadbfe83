#include "abort.h"

#include <apr_portable.h>
#include <http_connection.h>
#include <sys/socket.h>

/* Without a length the body ends when the connection closes, and HTTP/0.9 has no head to announce
 * one. A reset is not such an end. */
static bool ends_with_connection(const request_rec *r) {
    return r->assbackwards ||
           (!r->chunked && apr_table_get(r->headers_out, "Content-Length") == NULL);
}

/* httpd closes an aborted connection without an orderly shutdown, so that the kernel sends a reset.
 */
static void reset_on_close(const request_rec *r) {
    const struct linger linger = {.l_onoff = 1, .l_linger = 0};
    apr_os_sock_t descriptor;
    if (apr_os_sock_get(&descriptor, ap_get_conn_socket(r->connection)) != APR_SUCCESS ||
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) == -1) {
        ap_log_rerror(APLOG_MARK, APLOG_ERR, errno, r, "tcenvelope: setsockopt(SO_LINGER) failed");
    }
    r->connection->aborted = 1;
}

/* mod_http2 answers with a page of its own where a stream ends before its head. */
static void pass_head(ap_filter_t *f, apr_bucket_brigade *out) {
    APR_BRIGADE_INSERT_TAIL(out, apr_bucket_flush_create(f->c->bucket_alloc));
    (void)ap_pass_brigade(f->next, out);
    (void)apr_brigade_cleanup(out);
}

/* As mod_proxy does it when its backend fails: the error makes httpd leave out the last chunk, and
 * reset a stream of HTTP/2. The end of the connection makes it send no error page. */
static void pass_end(ap_filter_t *f, apr_bucket_brigade *out) {
    apr_bucket_alloc_t *alloc = f->c->bucket_alloc;
    APR_BRIGADE_INSERT_TAIL(out, ap_bucket_error_create(HTTP_BAD_GATEWAY, NULL, f->r->pool, alloc));
    APR_BRIGADE_INSERT_TAIL(out, ap_bucket_eoc_create(alloc));
    APR_BRIGADE_INSERT_TAIL(out, apr_bucket_eos_create(alloc));
    (void)ap_pass_brigade(f->next, out);
    (void)apr_brigade_cleanup(out);
}

apr_status_t tcenvelope_cut(ap_filter_t *f, tcenvelope_response *response) {
    request_rec *r = f->r;
    response->phase = TCENVELOPE_ENDED;
    tcenvelope_response_close(response);
    r->no_cache = 1;
    r->connection->keepalive = AP_CONN_CLOSE;
    (void)apr_brigade_cleanup(response->passing);
    if (r->connection->master != NULL) {
        pass_head(f, response->passing);
    } else if (ends_with_connection(r)) {
        reset_on_close(r);
    }
    pass_end(f, response->passing);
    return APR_ECONNABORTED;
}
