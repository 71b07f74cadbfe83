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

ngx_int_t ngx_http_tcenvelope_trailer_add(ngx_http_request_t *r,
                                          const ngx_http_tcenvelope_response_t *response) {
    ngx_str_t value;
    if (response->loc->trailer.len == 0) {
        return NGX_OK;
    }
    value.data = ngx_pnalloc(r->pool, TCE_HTTP_LINE_MAX);
    if (value.data == NULL) {
        return NGX_ERROR;
    }
    value.len = tce_http_field(ngx_http_tcenvelope_outcome(response), (char *)value.data,
                               TCE_HTTP_LINE_MAX);
    return ngx_http_tcenvelope_push(&r->headers_out.trailers, response->loc->trailer, value);
}
