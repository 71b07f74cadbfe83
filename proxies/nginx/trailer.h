/*
 * tcenvelope_trailer: the verdict behind the body (RFC 9110, section 6.5).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_TRAILER_H
#define NGX_HTTP_TCENVELOPE_TRAILER_H

#include "response.h"

#pragma GCC visibility push(hidden)

/* Announces the trailer, where the location asks for one. To be called before the header is sent: a
 * response of HTTP/1.1 is then sent in chunks, without Content-Length. */
ngx_int_t ngx_http_tcenvelope_trailer_announce(ngx_http_request_t *r,
                                               const ngx_http_tcenvelope_response_t *response);

/* Adds the trailer with the verdict. To be called before the last buffer is sent. */
ngx_int_t ngx_http_tcenvelope_trailer_add(ngx_http_request_t *r,
                                          const ngx_http_tcenvelope_response_t *response);

#pragma GCC visibility pop

#endif
