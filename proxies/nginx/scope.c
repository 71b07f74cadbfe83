#include "scope.h"

/* Whether the response is outside what the module validates, so that skipping it loses nothing. */
static ngx_uint_t ngx_http_tcenvelope_is_out_of_scope(const ngx_http_request_t *r,
                                                      const ngx_http_tcenvelope_loc_conf_t *loc) {
    ngx_uint_t status = r->headers_out.status;
    return r->method == NGX_HTTP_HEAD || r->header_only || status == NGX_HTTP_NO_CONTENT ||
           status == NGX_HTTP_NOT_MODIFIED ||
           (status != NGX_HTTP_PARTIAL_CONTENT &&
            !ngx_http_tcenvelope_validates_status(loc, status));
}

/* nginx's own error pages are not validated: nginx does not check whether their header may be
 * sent. */
ngx_uint_t ngx_http_tcenvelope_is_guarded(const ngx_http_request_t *r,
                                          const ngx_http_tcenvelope_loc_conf_t *loc) {
    return r->err_status < NGX_HTTP_SPECIAL_RESPONSE && loc->mode != NGX_HTTP_TCENVELOPE_OFF &&
           !ngx_http_tcenvelope_is_out_of_scope(r, loc);
}

/* The slice module requests parts and joins them after this filter. In observe mode the client
 * may request a range, which nginx cuts out later; the other modes disable ranges. */
static ngx_uint_t ngx_http_tcenvelope_is_partial(const ngx_http_request_t *r,
                                                 const ngx_http_tcenvelope_loc_conf_t *loc) {
    return r->headers_out.status == NGX_HTTP_PARTIAL_CONTENT ||
           (r->upstream != NULL && r->upstream->headers_in.status_n == NGX_HTTP_PARTIAL_CONTENT) ||
           (loc->mode == NGX_HTTP_TCENVELOPE_OBSERVE && r->allow_ranges &&
            r->headers_in.range != NULL);
}

static ngx_uint_t ngx_http_tcenvelope_is_encoded(const ngx_http_request_t *r) {
    static u_char none[] = "identity";
    const ngx_table_elt_t *encoding = r->headers_out.content_encoding;
    return encoding != NULL && encoding->value.len > 0 &&
           (encoding->value.len != sizeof(none) - 1 ||
            ngx_strncasecmp(encoding->value.data, none, sizeof(none) - 1) != 0);
}

const char *ngx_http_tcenvelope_skip_reason(ngx_http_request_t *r,
                                            ngx_http_tcenvelope_loc_conf_t *loc) {
    if (ngx_http_tcenvelope_is_partial(r, loc)) {
        return "partial content";
    }
    if (ngx_http_tcenvelope_is_encoded(r)) {
        return "encoded content";
    }
    return ngx_http_test_content_type(r, &loc->types) == NULL ? "content of another type" : NULL;
}
