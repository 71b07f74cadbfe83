#include "scope.h"

/* The slice module requests parts and joins them after this filter. In observe mode the client
 * may request a range, which nginx cuts out later; the other modes disable ranges. */
static ngx_uint_t ngx_http_tcenvelope_is_partial(const ngx_http_request_t *r,
                                                 const ngx_http_tcenvelope_loc_conf_t *loc) {
    return (r->upstream != NULL && r->upstream->headers_in.status_n == NGX_HTTP_PARTIAL_CONTENT) ||
           (loc->mode == TCE_HTTP_MODE_OBSERVE && r->allow_ranges && r->headers_in.range != NULL);
}

static tce_text ngx_http_tcenvelope_text_of(const ngx_str_t *string) {
    return (tce_text){(const char *)string->data, string->len};
}

static ngx_uint_t ngx_http_tcenvelope_is_encoding(const ngx_table_elt_t *field) {
    static u_char name[] = "Content-Encoding";
    return field->hash != 0 && field->key.len == sizeof(name) - 1 &&
           ngx_strncasecmp(field->key.data, name, sizeof(name) - 1) == 0;
}

/* nginx points to one field of several. For those the value is a list that names no one coding. */
static tce_text ngx_http_tcenvelope_encoding(ngx_http_request_t *r) {
    static const tce_text several = {"several, codings", sizeof("several, codings") - 1};
    const ngx_table_elt_t *found = r->headers_out.content_encoding;
    if (found == NULL) {
        return (tce_text){NULL, 0};
    }
    for (const ngx_list_part_t *part = &r->headers_out.headers.part; part != NULL;
         part = part->next) {
        const ngx_table_elt_t *fields = part->elts;
        for (ngx_uint_t i = 0; i < part->nelts; i++) {
            if (&fields[i] != found && ngx_http_tcenvelope_is_encoding(&fields[i])) {
                return several;
            }
        }
    }
    return ngx_http_tcenvelope_text_of(&found->value);
}

tce_http_head ngx_http_tcenvelope_head(ngx_http_request_t *r,
                                       const ngx_http_tcenvelope_loc_conf_t *loc) {
    static const tce_text bodiless = {"HEAD", 4};
    tce_http_head head = TCE_HTTP_HEAD_INIT;
    head.method = r->header_only ? bodiless : ngx_http_tcenvelope_text_of(&r->method_name);
    head.status = (uint16_t)r->headers_out.status;
    head.content_type = ngx_http_tcenvelope_text_of(&r->headers_out.content_type);
    head.content_encoding = ngx_http_tcenvelope_encoding(r);
    if (r->headers_out.content_length_n >= 0) {
        head.content_length = (uint64_t)r->headers_out.content_length_n;
    }
    head.is_partial = ngx_http_tcenvelope_is_partial(r, loc) != 0;
    return head;
}

tce_http_skip ngx_http_tcenvelope_skip_of(const ngx_http_request_t *r,
                                          const ngx_http_tcenvelope_loc_conf_t *loc,
                                          const tce_http_head *head) {
    return r->err_status >= NGX_HTTP_SPECIAL_RESPONSE ? TCE_HTTP_SKIP_STATUS
                                                      : tce_http_skip_of(&loc->policy, head);
}
