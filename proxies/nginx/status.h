/*
 * The status location: the counters as a page for people, as JSON and as Prometheus text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_STATUS_H
#define NGX_HTTP_TCENVELOPE_STATUS_H

#include "counters.h"

#pragma GCC visibility push(hidden)

typedef enum {
    NGX_HTTP_TCENVELOPE_STATUS_HTML = 0,
    NGX_HTTP_TCENVELOPE_STATUS_JSON,
    NGX_HTTP_TCENVELOPE_STATUS_PROMETHEUS
} ngx_http_tcenvelope_status_e;

/* The formats' names, for the directive's slot handler. */
extern ngx_conf_enum_t ngx_http_tcenvelope_status_formats[];

/* Answers a GET or HEAD request with the counters of the zone; the request's argument "format"
 * takes the place of the location's. The content handler of the module calls this. */
ngx_int_t ngx_http_tcenvelope_status_answer(ngx_http_request_t *r, ngx_shm_zone_t *zone,
                                            ngx_http_tcenvelope_status_e format);

#pragma GCC visibility pop

#endif
