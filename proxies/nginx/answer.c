#include "answer.h"

#include "hold.h"

/* As nginx decides it in ngx_http_special_response_handler. */
static ngx_uint_t ngx_http_tcenvelope_has_error_page(ngx_http_request_t *r, ngx_uint_t status) {
    const ngx_http_core_loc_conf_t *core = ngx_http_get_module_loc_conf(r, ngx_http_core_module);
    if (r->error_page || core->error_pages == NULL || r->uri_changes == 0) {
        return 0;
    }
    const ngx_http_err_page_t *pages = core->error_pages->elts;
    for (ngx_uint_t i = 0; i < core->error_pages->nelts; i++) {
        if (pages[i].status == (ngx_int_t)status) {
            return 1;
        }
    }
    return 0;
}

void ngx_http_tcenvelope_answer_prepare(ngx_http_request_t *r,
                                        ngx_http_tcenvelope_response_t *response) {
    const ngx_http_tcenvelope_loc_conf_t *loc = response->loc;
    response->enveloped = loc->reject_body == NGX_HTTP_TCENVELOPE_ENVELOPE &&
                          !ngx_http_tcenvelope_has_error_page(r, loc->reject_status);
}

/* nginx's own identifier of the request. */
static tce_text ngx_http_tcenvelope_own_request_id(ngx_http_request_t *r) {
    static ngx_str_t name = ngx_string("request_id");
    const ngx_http_variable_value_t *value =
        ngx_http_get_variable(r, &name, ngx_hash_key(name.data, name.len));
    return value == NULL || value->not_found ? (tce_text){NULL, 0}
                                             : (tce_text){(const char *)value->data, value->len};
}

static size_t ngx_http_tcenvelope_answer_write(ngx_http_request_t *r,
                                               const ngx_http_tcenvelope_response_t *response,
                                               char body[TCE_HTTP_REJECT_BODY_MAX]) {
    return tce_http_reject_body(response->http, ngx_http_tcenvelope_own_request_id(r), body,
                                TCE_HTTP_REJECT_BODY_MAX);
}

void ngx_http_tcenvelope_answer_header(ngx_http_request_t *r,
                                       const ngx_http_tcenvelope_response_t *response) {
    char body[TCE_HTTP_REJECT_BODY_MAX];
    ngx_http_clear_content_length(r);
    r->headers_out.content_length_n = (off_t)ngx_http_tcenvelope_answer_write(r, response, body);
    ngx_str_set(&r->headers_out.content_type, "application/json");
    r->headers_out.content_type_len = r->headers_out.content_type.len;
    r->headers_out.content_type_lowcase = NULL;
    if (response->loc->reject_status == NGX_HTTP_OK) {
        r->err_status = 0;
        r->headers_out.status = NGX_HTTP_OK;
        r->headers_out.status_line.len = 0;
    }
}

static ngx_uint_t ngx_http_tcenvelope_has_last_buf(const ngx_chain_t *in) {
    ngx_uint_t found = 0;
    for (; in != NULL; in = in->next) {
        found |= in->buf->last_buf;
    }
    return found;
}

ngx_chain_t *ngx_http_tcenvelope_answer_body(ngx_http_request_t *r,
                                             const ngx_http_tcenvelope_response_t *response,
                                             ngx_chain_t *in) {
    ngx_http_tcenvelope_consume(in);
    if (!ngx_http_tcenvelope_has_last_buf(in)) {
        return NULL;
    }
    ngx_buf_t *buf = ngx_create_temp_buf(r->pool, TCE_HTTP_REJECT_BODY_MAX);
    ngx_chain_t *link = ngx_alloc_chain_link(r->pool);
    if (buf == NULL || link == NULL) {
        return NULL;
    }
    buf->last += ngx_http_tcenvelope_answer_write(r, response, (char *)buf->pos);
    buf->last_buf = 1;
    buf->last_in_chain = 1;
    *link = (ngx_chain_t){buf, NULL};
    return link;
}
