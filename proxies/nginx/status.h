/*
 * The status location: the counters as a page, as JSON and as Prometheus text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_STATUS_H
#define NGX_HTTP_TCENVELOPE_STATUS_H

#include "vocabulary.h"

#pragma GCC visibility push(hidden)

typedef enum {
    NGX_HTTP_TCENVELOPE_STATUS_HTML = 0,
    NGX_HTTP_TCENVELOPE_STATUS_JSON,
    NGX_HTTP_TCENVELOPE_STATUS_PROMETHEUS
} ngx_http_tcenvelope_status_e;

/* The formats' names, for the directive. */
extern ngx_conf_enum_t ngx_http_tcenvelope_status_formats[];

/* The content handler of a status location: answers GET and HEAD requests with the counters of
 * the zone. The argument "format" of the request overrides the format of the location. */
ngx_int_t ngx_http_tcenvelope_status_handler(ngx_http_request_t *r);

#pragma GCC visibility pop

#endif
