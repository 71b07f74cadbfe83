/*
 * ngx_http_tcenvelope_module: what its files share.
 *
 * A header filter shows the head of a response to libtcenvelope-http, a body filter its bytes, and
 * both do what the library answers. The log phase counts and logs the outcome. README.md in this
 * folder describes the directives and variables.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_VOCABULARY_H
#define NGX_HTTP_TCENVELOPE_VOCABULARY_H

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>
#include <tcenvelope_http.h>

/* The module exports its ngx_module_t only. */
#pragma GCC visibility push(hidden)

extern ngx_module_t ngx_http_tcenvelope_module __attribute__((visibility("default")));

#pragma GCC visibility pop

#endif
