/*
 * Requests that nginx ends in the middle of a body, without calling a filter: when it cannot parse
 * what the upstream sends, for example.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_EARLY_END_H
#define NGX_HTTP_TCENVELOPE_EARLY_END_H

#include "response.h"

#pragma GCC visibility push(hidden)

/* From here on the request is answered or aborted if nginx ends it early. */
ngx_int_t ngx_http_tcenvelope_watch_for_early_end(ngx_http_request_t *r);

/* A rewrite phase handler that answers or aborts a request which nginx has terminated, before
 * its post_action runs. Afterwards nginx would wait for the end of a held response, or keep an
 * aborted connection open. */
ngx_int_t ngx_http_tcenvelope_before_post_action(ngx_http_request_t *r);

#pragma GCC visibility pop

#endif
