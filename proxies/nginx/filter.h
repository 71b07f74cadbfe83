/*
 * The filters: what passes to the client, what is kept back, what is cut.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_FILTER_H
#define NGX_HTTP_TCENVELOPE_FILTER_H

#include "response.h"

#pragma GCC visibility push(hidden)

/* Puts the header and body filters in front of those that stand there. */
void ngx_http_tcenvelope_filter_init(void);

/* A handler of the rewrite phase: what nginx has given up is answered or cut before its
 * post_action. Afterwards nginx would wait for the end of a response that is held, or keep the
 * connection of one that is cut. */
ngx_int_t ngx_http_tcenvelope_before_post_action(ngx_http_request_t *r);

#pragma GCC visibility pop

#endif
