/*
 * Rejecting a held response: an error status is sent instead of it.
 *
 * nginx's own function for this, ngx_http_filter_finalize_request, may be called anywhere in the
 * body, so it terminates the request after the answer, and with it a second upstream that
 * error_page selected. At the end of the body there is nothing left to terminate: an error status
 * that is returned there reaches ngx_http_finalize_request like that of any handler. A response is
 * therefore rejected at its end, and an active upstream is ended early.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_REJECT_H
#define NGX_HTTP_TCENVELOPE_REJECT_H

#include "response.h"

#pragma GCC visibility push(hidden)

/* Rejects the response at its end, as the library has asked. in is its current chain. */
ngx_int_t ngx_http_tcenvelope_reject(ngx_http_request_t *r,
                                     ngx_http_tcenvelope_response_t *response, ngx_chain_t *in);

/* Discards the next chain of such a response. At the end, returns the status or sends the answer.
 */
ngx_int_t ngx_http_tcenvelope_drain(ngx_http_request_t *r, ngx_http_tcenvelope_response_t *response,
                                    ngx_chain_t *in);

/* Closes the response as rejected, and removes its traces. Returns the status for nginx to answer
 * with. */
ngx_int_t ngx_http_tcenvelope_rejection(ngx_http_request_t *r,
                                        ngx_http_tcenvelope_response_t *response);

#pragma GCC visibility pop

#endif
