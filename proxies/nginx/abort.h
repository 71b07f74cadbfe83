/*
 * Aborting a response: the client must see that it is not complete.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_ABORT_H
#define NGX_HTTP_TCENVELOPE_ABORT_H

#include "response.h"

#pragma GCC visibility push(hidden)

/* Aborts the response, as the library has asked, and closes it. Returns NGX_ERROR, with which nginx
 * closes the connection. */
ngx_int_t ngx_http_tcenvelope_cut(ngx_http_request_t *r, ngx_http_tcenvelope_response_t *response);

#pragma GCC visibility pop

#endif
