/*
 * What the library is shown of a response's head.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_SCOPE_H
#define NGX_HTTP_TCENVELOPE_SCOPE_H

#include "conf.h"

#pragma GCC visibility push(hidden)

/* The head of the response that the request is about to send. */
tce_http_head ngx_http_tcenvelope_head(ngx_http_request_t *r,
                                       const ngx_http_tcenvelope_loc_conf_t *loc);

/* Why it is not validated. nginx's own error pages are not: nginx does not check whether their
 * header may be sent. */
tce_http_skip ngx_http_tcenvelope_skip_of(const ngx_http_request_t *r,
                                          const ngx_http_tcenvelope_loc_conf_t *loc,
                                          const tce_http_head *head);

#pragma GCC visibility pop

#endif
