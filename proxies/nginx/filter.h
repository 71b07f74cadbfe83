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

#pragma GCC visibility pop

#endif
