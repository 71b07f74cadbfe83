/*
 * The hold buffer: a copy of a held body's bytes, because nginx reuses its own buffers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_HOLD_H
#define NGX_HTTP_TCENVELOPE_HOLD_H

#include "response.h"

#pragma GCC visibility push(hidden)

/* A bit of r->buffered, next to NGX_HTTP_SSI_BUFFERED, NGX_HTTP_SUB_BUFFERED and
 * NGX_HTTP_COPY_BUFFERED: the response is not complete while some of it is held. */
#define NGX_HTTP_TCENVELOPE_BUFFERED 0x08

/* Appends the chain's bytes to the hold buffer. They fit, and are in memory. */
ngx_int_t ngx_http_tcenvelope_hold_append(ngx_http_request_t *r,
                                          ngx_http_tcenvelope_response_t *response,
                                          const ngx_chain_t *in);

/* Takes the held bytes out of the hold buffer, with the chain appended. */
ngx_chain_t *ngx_http_tcenvelope_hold_take(ngx_http_tcenvelope_response_t *response,
                                           ngx_chain_t *in);

/* Marks the chain's bytes as consumed, so that nginx can reuse its buffers. */
void ngx_http_tcenvelope_consume(ngx_chain_t *in);

#pragma GCC visibility pop

#endif
