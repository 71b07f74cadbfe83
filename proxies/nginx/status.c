#include "status.h"

#include "conf.h"
#include "counters.h"
#include "headers.h"
#include "status_parts.h"

#include <sys/random.h>

/* Bytes of the nonce that the page's own style and script carry, so that no others run. */
#define NONCE_BYTES 16

#define CHARSET "; charset=utf-8"

typedef struct {
    ngx_str_t type;
    void (*write)(ngx_http_tcenvelope_text_t *text, const ngx_http_tcenvelope_numbers_t *numbers);
} ngx_http_tcenvelope_status_format_t;

static const ngx_http_tcenvelope_status_format_t ngx_http_tcenvelope_status_writers[] = {
    [NGX_HTTP_TCENVELOPE_STATUS_HTML] = {ngx_string("text/html" CHARSET),
                                         ngx_http_tcenvelope_write_html},
    [NGX_HTTP_TCENVELOPE_STATUS_JSON] = {ngx_string("application/json"),
                                         ngx_http_tcenvelope_write_json},
    [NGX_HTTP_TCENVELOPE_STATUS_PROMETHEUS] = {ngx_string("text/plain; version=0.0.4" CHARSET),
                                               ngx_http_tcenvelope_write_prometheus},
};

ngx_conf_enum_t ngx_http_tcenvelope_status_formats[] = {
    {ngx_string("html"), NGX_HTTP_TCENVELOPE_STATUS_HTML},
    {ngx_string("json"), NGX_HTTP_TCENVELOPE_STATUS_JSON},
    {ngx_string("prometheus"), NGX_HTTP_TCENVELOPE_STATUS_PROMETHEUS},
    {ngx_null_string, 0}};

/* ---- Request --------------------------------------------------------------------------------*/

/* The format that the request selects, or the location's. NULL: an unknown format. */
static const ngx_http_tcenvelope_status_format_t *
ngx_http_tcenvelope_status_format_of(ngx_http_request_t *r, ngx_http_tcenvelope_status_e location) {
    static u_char argument[] = "format";
    ngx_str_t wanted;
    if (ngx_http_arg(r, argument, sizeof(argument) - 1, &wanted) != NGX_OK) {
        return &ngx_http_tcenvelope_status_writers[location];
    }
    for (const ngx_conf_enum_t *f = ngx_http_tcenvelope_status_formats; f->name.len > 0; f++) {
        if (f->name.len == wanted.len && ngx_strncmp(f->name.data, wanted.data, wanted.len) == 0) {
            return &ngx_http_tcenvelope_status_writers[f->value];
        }
    }
    return NULL;
}

/* ---- Header ---------------------------------------------------------------------------------*/

static ngx_int_t ngx_http_tcenvelope_status_push_header(ngx_http_request_t *r, ngx_str_t name,
                                                        ngx_str_t value) {
    return ngx_http_tcenvelope_push(&r->headers_out.headers, name, value);
}

static ngx_int_t ngx_http_tcenvelope_status_make_nonce(ngx_http_request_t *r, ngx_str_t *nonce) {
    u_char random[NONCE_BYTES];
    nonce->len = 2 * sizeof(random);
    nonce->data = ngx_pnalloc(r->pool, nonce->len);
    if (nonce->data == NULL) {
        return NGX_ERROR;
    }
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
        ngx_log_error(NGX_LOG_ERR, r->connection->log, ngx_errno, "getrandom() failed");
        return NGX_ERROR;
    }
    (void)ngx_hex_dump(nonce->data, random, sizeof(random));
    return NGX_OK;
}

/* The page may apply its own style, run its own script and fetch its own location, and nothing
 * else. */
static ngx_int_t ngx_http_tcenvelope_status_push_policy(ngx_http_request_t *r,
                                                        const ngx_str_t *nonce) {
    static const char policy[] =
        "default-src 'none'; style-src 'nonce-%V'; "
        "script-src 'nonce-%V'; connect-src 'self'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'";
    const size_t size = sizeof(policy) + 2 * nonce->len;
    ngx_str_t value = {0, ngx_pnalloc(r->pool, size)};
    if (value.data == NULL) {
        return NGX_ERROR;
    }
    value.len = (size_t)(ngx_snprintf(value.data, size, policy, nonce, nonce) - value.data);
    return ngx_http_tcenvelope_status_push_header(
        r, (ngx_str_t)ngx_string("Content-Security-Policy"), value);
}

static ngx_int_t ngx_http_tcenvelope_status_prepare_header(
    ngx_http_request_t *r, const ngx_http_tcenvelope_status_format_t *format, size_t size) {
    const u_char *parameters =
        ngx_strlchr(format->type.data, format->type.data + format->type.len, ';');
    r->headers_out.status = NGX_HTTP_OK;
    r->headers_out.content_length_n = (off_t)size;
    r->headers_out.content_type = format->type;
    r->headers_out.content_type_len =
        parameters == NULL ? format->type.len : (size_t)(parameters - format->type.data);
    r->headers_out.content_type_lowcase = NULL;
    if (ngx_http_tcenvelope_status_push_header(r, (ngx_str_t)ngx_string("Cache-Control"),
                                               (ngx_str_t)ngx_string("no-store"))) {
        return NGX_ERROR;
    }
    return ngx_http_tcenvelope_status_push_header(
        r, (ngx_str_t)ngx_string("X-Content-Type-Options"), (ngx_str_t)ngx_string("nosniff"));
}

/* ---- Answer ---------------------------------------------------------------------------------*/

static ngx_int_t
ngx_http_tcenvelope_status_send_body(ngx_http_request_t *r,
                                     const ngx_http_tcenvelope_status_format_t *format,
                                     const ngx_http_tcenvelope_numbers_t *numbers, size_t size) {
    ngx_buf_t *body = ngx_create_temp_buf(r->pool, size);
    if (body == NULL) {
        return NGX_ERROR;
    }
    ngx_http_tcenvelope_text_t text = {body->pos, 0};
    format->write(&text, numbers);
    body->last = body->pos + text.size;
    body->last_buf = r == r->main;
    body->last_in_chain = 1;
    return ngx_http_output_filter(r, &(ngx_chain_t){body, NULL});
}

static ngx_int_t ngx_http_tcenvelope_status_write(ngx_http_request_t *r,
                                                  const ngx_http_tcenvelope_status_format_t *format,
                                                  const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_text_t size = {NULL, 0};
    format->write(&size, numbers);
    if (ngx_http_tcenvelope_status_prepare_header(r, format, size.size) != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    const ngx_int_t rc = ngx_http_send_header(r);
    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }
    return ngx_http_tcenvelope_status_send_body(r, format, numbers, size.size);
}

static ngx_int_t ngx_http_tcenvelope_status_refuse_method(ngx_http_request_t *r) {
    if (ngx_http_tcenvelope_status_push_header(r, (ngx_str_t)ngx_string("Allow"),
                                               (ngx_str_t)ngx_string("GET, HEAD"))) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return NGX_HTTP_NOT_ALLOWED;
}

static ngx_int_t ngx_http_tcenvelope_status_take_numbers(ngx_http_request_t *r,
                                                         ngx_http_tcenvelope_numbers_t *numbers) {
    const ngx_http_tcenvelope_main_conf_t *main =
        ngx_http_get_module_main_conf(r, ngx_http_tcenvelope_module);
    return ngx_http_tcenvelope_take_numbers(r->pool, ngx_http_tcenvelope_counters(main->zone),
                                            numbers);
}

ngx_int_t ngx_http_tcenvelope_status_handler(ngx_http_request_t *r) {
    const ngx_http_tcenvelope_loc_conf_t *loc =
        ngx_http_get_module_loc_conf(r, ngx_http_tcenvelope_module);
    ngx_http_tcenvelope_numbers_t numbers;
    if (!(r->method & (NGX_HTTP_GET | NGX_HTTP_HEAD))) {
        return ngx_http_tcenvelope_status_refuse_method(r);
    }
    const ngx_http_tcenvelope_status_format_t *format =
        ngx_http_tcenvelope_status_format_of(r, (ngx_http_tcenvelope_status_e)loc->status_format);
    if (format == NULL) {
        return NGX_HTTP_BAD_REQUEST;
    }
    const ngx_int_t rc = ngx_http_discard_request_body(r);
    if (rc != NGX_OK) {
        return rc;
    }
    if (ngx_http_tcenvelope_status_take_numbers(r, &numbers) != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    if (format->write == ngx_http_tcenvelope_write_html &&
        (ngx_http_tcenvelope_status_make_nonce(r, &numbers.nonce) ||
         ngx_http_tcenvelope_status_push_policy(r, &numbers.nonce))) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return ngx_http_tcenvelope_status_write(r, format, &numbers);
}
