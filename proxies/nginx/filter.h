/*
 * The header and body filters: they pass, hold, abort or reject a response.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_FILTER_H
#define NGX_HTTP_TCENVELOPE_FILTER_H

#include "vocabulary.h"

#pragma GCC visibility push(hidden)

/* Inserts the header and body filters in front of the filters already installed. */
void ngx_http_tcenvelope_filter_init(void);

#pragma GCC visibility pop

#endif
