/*
 * The status location: the counters in the library's formats.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_STATUS_H
#define NGX_HTTP_TCENVELOPE_STATUS_H

#include "vocabulary.h"

#pragma GCC visibility push(hidden)

/* The formats' names, for the directive. */
extern ngx_conf_enum_t ngx_http_tcenvelope_status_formats[];

/* The content handler of a status location: answers GET and HEAD requests with the counters of
 * the zone. The argument "format" of the request overrides the format of the location. */
ngx_int_t ngx_http_tcenvelope_status_handler(ngx_http_request_t *r);

#pragma GCC visibility pop

#endif
