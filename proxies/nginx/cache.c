#include "cache.h"

#if (NGX_HTTP_CACHE)

ngx_uint_t ngx_http_tcenvelope_is_cached(const ngx_http_request_t *r) {
    return r->cached;
}

/* The end of a body without an announced length arrives after nginx has stored it. */
static ngx_uint_t ngx_http_tcenvelope_is_stored(const ngx_http_request_t *r,
                                                const ngx_http_tcenvelope_response_t *response) {
    return r->cached ||
           (r->upstream->cacheable && r->cache->updated &&
            ngx_http_tcenvelope_outcome(response)->verdict != TCE_HTTP_VERDICT_INCOMPLETE);
}

/* nginx treats a missing file as one that was never stored. */
static void ngx_http_tcenvelope_remove_file(const ngx_http_request_t *r) {
    const u_char *name = r->cache->file.name.data;
    if (name != NULL && ngx_delete_file(name) == NGX_FILE_ERROR && ngx_errno != NGX_ENOENT) {
        ngx_log_error(NGX_LOG_CRIT, r->connection->log, ngx_errno,
                      "tcenvelope: " ngx_delete_file_n " \"%s\" failed", name);
    }
}

void ngx_http_tcenvelope_exclude_from_cache(ngx_http_request_t *r,
                                            const ngx_http_tcenvelope_response_t *response) {
    if (r->upstream == NULL) {
        return;
    }
    if (r->cache != NULL && ngx_http_tcenvelope_is_stored(r, response)) {
        ngx_http_tcenvelope_remove_file(r);
    }
    r->upstream->cacheable = 0;
}

/* A named location does not start with a cache entry of its own, unlike other redirects. An active
 * upstream still uses this one. */
void ngx_http_tcenvelope_leave_cache(ngx_http_request_t *r) {
    r->cached = 0;
    if (!ngx_http_tcenvelope_upstream_alive(r)) {
        r->cache = NULL;
    }
}

#else

ngx_uint_t ngx_http_tcenvelope_is_cached(const ngx_http_request_t *r) {
    (void)r;
    return 0;
}

void ngx_http_tcenvelope_exclude_from_cache(ngx_http_request_t *r,
                                            const ngx_http_tcenvelope_response_t *response) {
    (void)r;
    (void)response;
}

void ngx_http_tcenvelope_leave_cache(ngx_http_request_t *r) {
    (void)r;
}

#endif
