#include "status.h"

#include "conf.h"
#include "headers.h"

#include <sys/random.h>

/* Bytes of the nonce that the page's own style and script carry, so that no others run. */
#define NONCE_BYTES 16

ngx_conf_enum_t ngx_http_tcenvelope_status_formats[] = {
    {ngx_string("html"), TCE_HTTP_FORMAT_HTML},
    {ngx_string("json"), TCE_HTTP_FORMAT_JSON},
    {ngx_string("prometheus"), TCE_HTTP_FORMAT_PROMETHEUS},
    {ngx_null_string, 0}};

/* What is sent. */
typedef struct {
    tce_http_format format;
    const tce_http_snapshot *snapshot;
    char nonce[2 * NONCE_BYTES]; /* of this response */
} ngx_http_tcenvelope_status_t;

/* ---- Request --------------------------------------------------------------------------------*/

/* The format that the request selects, or the location's. NGX_DECLINED: an unknown format. */
static ngx_int_t ngx_http_tcenvelope_status_format_of(ngx_http_request_t *r, ngx_uint_t location) {
    static u_char argument[] = "format";
    ngx_str_t wanted;
    if (ngx_http_arg(r, argument, sizeof(argument) - 1, &wanted) != NGX_OK) {
        return (ngx_int_t)location;
    }
    for (const ngx_conf_enum_t *f = ngx_http_tcenvelope_status_formats; f->name.len > 0; f++) {
        if (f->name.len == wanted.len && ngx_strncmp(f->name.data, wanted.data, wanted.len) == 0) {
            return (ngx_int_t)f->value;
        }
    }
    return NGX_DECLINED;
}

/* ---- Header ---------------------------------------------------------------------------------*/

static ngx_int_t ngx_http_tcenvelope_status_push_header(ngx_http_request_t *r, const char *name,
                                                        const char *value) {
    u_char *copy = ngx_pnalloc(r->pool, ngx_strlen(name) + ngx_strlen(value));
    if (copy == NULL) {
        return NGX_ERROR;
    }
    const ngx_str_t key = {ngx_strlen(name), copy};
    const ngx_str_t text = {ngx_strlen(value), ngx_cpymem(copy, name, ngx_strlen(name))};
    ngx_memcpy(text.data, value, text.len);
    return ngx_http_tcenvelope_push(&r->headers_out.headers, key, text);
}

static tce_text ngx_http_tcenvelope_status_nonce(const ngx_http_tcenvelope_status_t *status) {
    return (tce_text){status->nonce, sizeof(status->nonce)};
}

static ngx_int_t ngx_http_tcenvelope_status_push_policy(ngx_http_request_t *r,
                                                        ngx_http_tcenvelope_status_t *status) {
    u_char random[NONCE_BYTES];
    char policy[TCE_HTTP_PAGE_POLICY_MAX];
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
        ngx_log_error(NGX_LOG_ERR, r->connection->log, ngx_errno, "getrandom() failed");
        return NGX_ERROR;
    }
    (void)ngx_hex_dump((u_char *)status->nonce, random, sizeof(random));
    (void)tce_http_page_policy(ngx_http_tcenvelope_status_nonce(status), policy, sizeof(policy));
    return ngx_http_tcenvelope_status_push_header(r, "Content-Security-Policy", policy);
}

/* A type with its parameters, of which nginx wants to know where they begin. */
static ngx_int_t ngx_http_tcenvelope_status_set_type(ngx_http_request_t *r, const char *type) {
    const size_t length = ngx_strlen(type);
    u_char *copy = ngx_pnalloc(r->pool, length);
    if (copy == NULL) {
        return NGX_ERROR;
    }
    ngx_memcpy(copy, type, length);
    const u_char *parameters = ngx_strlchr(copy, copy + length, ';');
    r->headers_out.content_type = (ngx_str_t){length, copy};
    r->headers_out.content_type_len = parameters == NULL ? length : (size_t)(parameters - copy);
    r->headers_out.content_type_lowcase = NULL;
    return NGX_OK;
}

static ngx_int_t ngx_http_tcenvelope_status_prepare_header(ngx_http_request_t *r,
                                                           ngx_http_tcenvelope_status_t *status) {
    r->headers_out.status = NGX_HTTP_OK;
    if (status->format == TCE_HTTP_FORMAT_HTML &&
        ngx_http_tcenvelope_status_push_policy(r, status) != NGX_OK) {
        return NGX_ERROR;
    }
    if (ngx_http_tcenvelope_status_set_type(r, tce_http_format_type(status->format)) != NGX_OK ||
        ngx_http_tcenvelope_status_push_header(r, "Cache-Control", "no-store") != NGX_OK) {
        return NGX_ERROR;
    }
    return ngx_http_tcenvelope_status_push_header(r, "X-Content-Type-Options", "nosniff");
}

/* ---- Answer ---------------------------------------------------------------------------------*/

/* The text is written twice: first to compute its size, then into memory of that size. */
static bool ngx_http_tcenvelope_status_measure(void *user, const char *bytes, size_t length) {
    size_t *size = user;
    (void)bytes;
    *size += length;
    return true;
}

static bool ngx_http_tcenvelope_status_append(void *user, const char *bytes, size_t length) {
    ngx_buf_t *buf = user;
    buf->last = ngx_cpymem(buf->last, bytes, length);
    return true;
}

static void ngx_http_tcenvelope_status_write(const ngx_http_tcenvelope_status_t *status,
                                             tce_http_write *write, void *user) {
    (void)tce_http_format_write(status->snapshot, status->format,
                                ngx_http_tcenvelope_status_nonce(status), write, user);
}

static ngx_int_t ngx_http_tcenvelope_status_send(ngx_http_request_t *r,
                                                 const ngx_http_tcenvelope_status_t *status) {
    size_t size = 0;
    ngx_http_tcenvelope_status_write(status, ngx_http_tcenvelope_status_measure, &size);
    r->headers_out.content_length_n = (off_t)size;
    const ngx_int_t rc = ngx_http_send_header(r);
    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }
    ngx_buf_t *body = ngx_create_temp_buf(r->pool, size);
    if (body == NULL) {
        return NGX_ERROR;
    }
    ngx_http_tcenvelope_status_write(status, ngx_http_tcenvelope_status_append, body);
    body->last_buf = r == r->main;
    body->last_in_chain = 1;
    return ngx_http_output_filter(r, &(ngx_chain_t){body, NULL});
}

static const tce_http_snapshot *ngx_http_tcenvelope_status_snapshot(ngx_http_request_t *r) {
    const ngx_http_tcenvelope_main_conf_t *main =
        ngx_http_get_module_main_conf(r, ngx_http_tcenvelope_module);
    const size_t size = tce_http_snapshot_size(main->zone->data);
    return tce_http_snapshot_take(ngx_palloc(r->pool, size), size, main->zone->data, ngx_time());
}

static ngx_int_t ngx_http_tcenvelope_status_refuse_method(ngx_http_request_t *r) {
    return ngx_http_tcenvelope_status_push_header(r, "Allow", "GET, HEAD") == NGX_OK
               ? NGX_HTTP_NOT_ALLOWED
               : NGX_HTTP_INTERNAL_SERVER_ERROR;
}

ngx_int_t ngx_http_tcenvelope_status_handler(ngx_http_request_t *r) {
    const ngx_http_tcenvelope_loc_conf_t *loc =
        ngx_http_get_module_loc_conf(r, ngx_http_tcenvelope_module);
    if (!(r->method & (NGX_HTTP_GET | NGX_HTTP_HEAD))) {
        return ngx_http_tcenvelope_status_refuse_method(r);
    }
    const ngx_int_t format = ngx_http_tcenvelope_status_format_of(r, loc->status_format);
    if (format == NGX_DECLINED) {
        return NGX_HTTP_BAD_REQUEST;
    }
    const ngx_int_t rc = ngx_http_discard_request_body(r);
    if (rc != NGX_OK) {
        return rc;
    }
    ngx_http_tcenvelope_status_t status = {.format = (tce_http_format)format,
                                           .snapshot = ngx_http_tcenvelope_status_snapshot(r)};
    if (status.snapshot == NULL ||
        ngx_http_tcenvelope_status_prepare_header(r, &status) != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return ngx_http_tcenvelope_status_send(r, &status);
}
