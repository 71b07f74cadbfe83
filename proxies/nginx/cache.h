/*
 * nginx's cache: a rejected response does not stay in it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_CACHE_H
#define NGX_HTTP_TCENVELOPE_CACHE_H

#include "response.h"

#pragma GCC visibility push(hidden)

/* Whether the response comes from the cache. */
ngx_uint_t ngx_http_tcenvelope_is_cached(const ngx_http_request_t *r);

/* Removes the response from the cache, or stops nginx from storing it. */
void ngx_http_tcenvelope_exclude_from_cache(ngx_http_request_t *r,
                                            const ngx_http_tcenvelope_response_t *response);

/* Detaches the request from its cache entry, so that another response can replace this one. */
void ngx_http_tcenvelope_leave_cache(ngx_http_request_t *r);

#pragma GCC visibility pop

#endif
