/*
 * The directives, and what they accept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_DIRECTIVES_H
#define NGX_HTTP_TCENVELOPE_DIRECTIVES_H

#include "vocabulary.h"

#pragma GCC visibility push(hidden)

extern ngx_command_t ngx_http_tcenvelope_commands[];

#pragma GCC visibility pop

#endif
