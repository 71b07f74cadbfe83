#include "trailer.h"

#include "headers.h"

ngx_int_t ngx_http_tcenvelope_trailer_announce(ngx_http_request_t *r,
                                               const ngx_http_tcenvelope_response_t *response) {
    static const ngx_str_t name = ngx_string("Trailer");
    if (response->loc->trailer.len == 0) {
        return NGX_OK;
    }
    r->expect_trailers = 1;
    return ngx_http_tcenvelope_push(&r->headers_out.headers, name, response->loc->trailer);
}

/* An item with parameters (RFC 8941, section 3.3). It contains only the module's own names:
 * bytes of the response do not belong in a header. */
static u_char *ngx_http_tcenvelope_write_value(u_char *p, u_char *end,
                                               const ngx_http_tcenvelope_response_t *response) {
    p = ngx_slprintf(p, end, "%s", ngx_http_tcenvelope_verdict_name(response->verdict));
    if (response->violation != TCE_VIOLATION_NONE) {
        p = ngx_slprintf(p, end, ";violation=%s;offset=%uL",
                         tce_violation_name(response->violation), response->offset);
    }
    return p;
}

ngx_int_t ngx_http_tcenvelope_trailer_add(ngx_http_request_t *r,
                                          const ngx_http_tcenvelope_response_t *response) {
    static const size_t most = 128; /* more than the longest names and number */
    ngx_str_t value;
    if (response->loc->trailer.len == 0) {
        return NGX_OK;
    }
    value.data = ngx_pnalloc(r->pool, most);
    if (value.data == NULL) {
        return NGX_ERROR;
    }
    value.len = (size_t)(ngx_http_tcenvelope_write_value(value.data, value.data + most, response) -
                         value.data);
    return ngx_http_tcenvelope_push(&r->headers_out.trailers, response->loc->trailer, value);
}
