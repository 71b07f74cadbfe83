#include "hold.h"

/* Capacity for size bytes and some of what may follow. It doubles what is held, so that a body
 * in chunks of any size takes few buffers, up to the hold limit. The announced length is not
 * trusted. */
static size_t ngx_http_tcenvelope_hold_next_capacity(const ngx_http_tcenvelope_response_t *response,
                                                     size_t size) {
    off_t left = response->loc->hold_size - response->held_size;
    off_t wanted = ngx_max(response->held_size, ngx_max((off_t)size, (off_t)ngx_pagesize));
    return (size_t)ngx_min(wanted, left);
}

static ngx_int_t ngx_http_tcenvelope_hold_add_buf(ngx_http_request_t *r,
                                                  ngx_http_tcenvelope_response_t *response,
                                                  size_t size) {
    ngx_buf_t *buf =
        ngx_create_temp_buf(r->pool, ngx_http_tcenvelope_hold_next_capacity(response, size));
    ngx_chain_t *link = ngx_alloc_chain_link(r->pool);
    if (buf == NULL || link == NULL) {
        return NGX_ERROR;
    }
    *link = (ngx_chain_t){buf, NULL};
    *response->held_last = link;
    response->held_last = &link->next;
    response->held_buf = buf;
    return NGX_OK;
}

static ngx_int_t ngx_http_tcenvelope_hold_bytes(ngx_http_request_t *r,
                                                ngx_http_tcenvelope_response_t *response,
                                                const u_char *bytes, size_t size) {
    while (size > 0) {
        ngx_buf_t *buf = response->held_buf;
        size_t n = buf == NULL ? 0 : ngx_min(size, (size_t)(buf->end - buf->last));
        if (n > 0) {
            buf->last = ngx_cpymem(buf->last, bytes, n);
            bytes += n;
            size -= n;
            response->held_size += (off_t)n;
        } else if (ngx_http_tcenvelope_hold_add_buf(r, response, size) != NGX_OK) {
            return NGX_ERROR;
        }
    }
    return NGX_OK;
}

ngx_int_t ngx_http_tcenvelope_hold_append(ngx_http_request_t *r,
                                          ngx_http_tcenvelope_response_t *response,
                                          const ngx_chain_t *in) {
    for (; in != NULL; in = in->next) {
        const ngx_buf_t *buf = in->buf;
        if (ngx_buf_in_memory(buf) &&
            ngx_http_tcenvelope_hold_bytes(r, response, buf->pos, (size_t)(buf->last - buf->pos)) !=
                NGX_OK) {
            return NGX_ERROR;
        }
    }
    return NGX_OK;
}

ngx_chain_t *ngx_http_tcenvelope_hold_take(ngx_http_tcenvelope_response_t *response,
                                           ngx_chain_t *in) {
    *response->held_last = in;
    ngx_chain_t *all = response->held;
    response->held = NULL;
    response->held_last = &response->held;
    response->held_buf = NULL;
    return all;
}

void ngx_http_tcenvelope_consume(ngx_chain_t *in) {
    for (; in != NULL; in = in->next) {
        in->buf->pos = in->buf->last;
        in->buf->file_pos = in->buf->file_last;
    }
}
