/*
 * The header and body filters: pass, hold, abort or reject a response.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_FILTER_H
#define NGX_HTTP_TCENVELOPE_FILTER_H

#include "vocabulary.h"

#pragma GCC visibility push(hidden)

/* Inserts the header and body filters in front of the filters already installed. */
void ngx_http_tcenvelope_filter_init(void);

/* A rewrite phase handler that answers or aborts a request which nginx has terminated, before
 * its post_action runs. Afterwards nginx would wait for the end of a held response, or keep an
 * aborted connection open. */
ngx_int_t ngx_http_tcenvelope_before_post_action(ngx_http_request_t *r);

#pragma GCC visibility pop

#endif
