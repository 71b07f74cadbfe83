/*
 * tcenvelope_reject_body: the body of a rejection. nginx makes a page of its own for the status
 * that a rejection returns. This header and body become an envelope on their way through the
 * filters.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_ANSWER_H
#define NGX_HTTP_TCENVELOPE_ANSWER_H

#include "response.h"

#pragma GCC visibility push(hidden)

/* Decides whether the rejection of the response will be an envelope: not where error_page answers.
 */
void ngx_http_tcenvelope_answer_prepare(ngx_http_request_t *r,
                                        ngx_http_tcenvelope_response_t *response);

/* Makes the header that of the envelope. */
void ngx_http_tcenvelope_answer_header(ngx_http_request_t *r,
                                       const ngx_http_tcenvelope_response_t *response);

/* The envelope in place of a chain of nginx's page: NULL before its last buffer. */
ngx_chain_t *ngx_http_tcenvelope_answer_body(ngx_http_request_t *r,
                                             const ngx_http_tcenvelope_response_t *response,
                                             ngx_chain_t *in);

#pragma GCC visibility pop

#endif
