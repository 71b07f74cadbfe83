/*
 * Variables with what is known of the response, for access logs. They are not cached, because their
 * values change while the response passes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_VARIABLES_H
#define NGX_HTTP_TCENVELOPE_VARIABLES_H

#include "vocabulary.h"

#pragma GCC visibility push(hidden)

ngx_int_t ngx_http_tcenvelope_add_variables(ngx_conf_t *cf);

#pragma GCC visibility pop

#endif
