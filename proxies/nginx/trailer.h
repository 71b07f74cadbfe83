/*
 * tcenvelope_trailer: the verdict after the body (RFC 9110, section 6.5).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_TRAILER_H
#define NGX_HTTP_TCENVELOPE_TRAILER_H

#include "response.h"

#pragma GCC visibility push(hidden)

/* Announces the trailer if the location has one. Called before the header is sent: an HTTP/1.1
 * response is then chunked, without Content-Length. */
ngx_int_t ngx_http_tcenvelope_trailer_announce(ngx_http_request_t *r,
                                               const ngx_http_tcenvelope_response_t *response);

/* Adds the trailer with the verdict. Called before the last buffer is sent. */
ngx_int_t ngx_http_tcenvelope_trailer_add(ngx_http_request_t *r,
                                          const ngx_http_tcenvelope_response_t *response);

#pragma GCC visibility pop

#endif
