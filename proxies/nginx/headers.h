/*
 * Header fields.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_HEADERS_H
#define NGX_HTTP_TCENVELOPE_HEADERS_H

#include <ngx_config.h>
#include <ngx_core.h>

#pragma GCC visibility push(hidden)

/* Adds a field to a list of headers or trailers. Name and value must live as long as the
 * request. */
ngx_int_t ngx_http_tcenvelope_push(ngx_list_t *fields, ngx_str_t name, ngx_str_t value);

#pragma GCC visibility pop

#endif
