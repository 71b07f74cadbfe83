/*
 * Which responses are validated.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_SCOPE_H
#define NGX_HTTP_TCENVELOPE_SCOPE_H

#include "conf.h"

#pragma GCC visibility push(hidden)

/* Whether the location and the header ask for validation. */
ngx_uint_t ngx_http_tcenvelope_is_guarded(const ngx_http_request_t *r,
                                          const ngx_http_tcenvelope_loc_conf_t *loc);

/* Why a guarded response cannot be validated, or NULL. */
const char *ngx_http_tcenvelope_skip_reason(ngx_http_request_t *r,
                                            ngx_http_tcenvelope_loc_conf_t *loc);

#pragma GCC visibility pop

#endif
