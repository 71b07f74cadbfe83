/*
 * The bytes of a response that is kept back, copied to buffers of its own: nginx reuses those that
 * they came in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_HOLD_H
#define NGX_HTTP_TCENVELOPE_HOLD_H

#include "response.h"

#pragma GCC visibility push(hidden)

/* Copies the chain's bytes behind those that are kept. They fit, and are in memory. */
ngx_int_t ngx_http_tcenvelope_hold_append(ngx_http_request_t *r,
                                          ngx_http_tcenvelope_response_t *response,
                                          const ngx_chain_t *in);

/* Takes what is kept, followed by the chain. */
ngx_chain_t *ngx_http_tcenvelope_hold_take(ngx_http_tcenvelope_response_t *response,
                                           ngx_chain_t *in);

/* Marks the chain's bytes as sent, so that nginx has its buffers back. */
void ngx_http_tcenvelope_consume(ngx_chain_t *in);

#pragma GCC visibility pop

#endif
