#include "kept.h"

/* Room for size bytes and some of what may follow: as much again as there is, so that a body of any
 * pieces takes few buffers; never more than may be kept. What its length announces is not believed.
 */
static size_t next_capacity(const ngx_http_tcenvelope_response_t *response, size_t size) {
    off_t left = response->loc->hold_size - response->kept_size;
    off_t wanted = ngx_max(response->kept_size, ngx_max((off_t)size, (off_t)ngx_pagesize));
    return (size_t)ngx_min(wanted, left);
}

static ngx_int_t add_buf(ngx_http_request_t *r, ngx_http_tcenvelope_response_t *response,
                         size_t size) {
    ngx_buf_t *buf = ngx_create_temp_buf(r->pool, next_capacity(response, size));
    ngx_chain_t *link = ngx_alloc_chain_link(r->pool);
    if (buf == NULL || link == NULL) {
        return NGX_ERROR;
    }
    *link = (ngx_chain_t){buf, NULL};
    *response->kept_last = link;
    response->kept_last = &link->next;
    response->kept_buf = buf;
    return NGX_OK;
}

static ngx_int_t keep_bytes(ngx_http_request_t *r, ngx_http_tcenvelope_response_t *response,
                            const u_char *bytes, size_t size) {
    while (size > 0) {
        ngx_buf_t *buf = response->kept_buf;
        size_t n = buf == NULL ? 0 : ngx_min(size, (size_t)(buf->end - buf->last));
        if (n > 0) {
            buf->last = ngx_cpymem(buf->last, bytes, n);
            bytes += n;
            size -= n;
            response->kept_size += (off_t)n;
        } else if (add_buf(r, response, size) != NGX_OK) {
            return NGX_ERROR;
        }
    }
    return NGX_OK;
}

ngx_int_t ngx_http_tcenvelope_keep(ngx_http_request_t *r, ngx_http_tcenvelope_response_t *response,
                                   const ngx_chain_t *in) {
    for (; in != NULL; in = in->next) {
        const ngx_buf_t *buf = in->buf;
        if (ngx_buf_in_memory(buf) &&
            keep_bytes(r, response, buf->pos, (size_t)(buf->last - buf->pos)) != NGX_OK) {
            return NGX_ERROR;
        }
    }
    return NGX_OK;
}

ngx_chain_t *ngx_http_tcenvelope_take(ngx_http_tcenvelope_response_t *response, ngx_chain_t *in) {
    *response->kept_last = in;
    ngx_chain_t *all = response->kept;
    response->kept = NULL;
    response->kept_last = &response->kept;
    response->kept_buf = NULL;
    return all;
}

void ngx_http_tcenvelope_consume(ngx_chain_t *in) {
    for (; in != NULL; in = in->next) {
        in->buf->pos = in->buf->last;
        in->buf->file_pos = in->buf->file_last;
    }
}
