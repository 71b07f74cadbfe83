/*
 * ngx_http_tcenvelope_module: what its files share.
 *
 * A header filter decides whether a response is validated, a body filter feeds its bytes to a
 * validator of the library, and the log phase counts and logs the outcome. README.md in this folder
 * describes the directives and variables.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_VOCABULARY_H
#define NGX_HTTP_TCENVELOPE_VOCABULARY_H

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>
#include <tcenvelope.h>

/* The module exports its ngx_module_t only. */
#pragma GCC visibility push(hidden)

extern ngx_module_t ngx_http_tcenvelope_module __attribute__((visibility("default")));

/* ---- Vocabulary -----------------------------------------------------------------------------*/

/* The result for one response. */
typedef enum {
    NGX_HTTP_TCENVELOPE_NO_VERDICT = 0, /* the response has not ended */
    NGX_HTTP_TCENVELOPE_SUCCESS,
    NGX_HTTP_TCENVELOPE_FAILURE,
    NGX_HTTP_TCENVELOPE_INVALID,
    NGX_HTTP_TCENVELOPE_TRUNCATED,  /* the HTTP body is complete, its JSON text is not */
    NGX_HTTP_TCENVELOPE_INCOMPLETE, /* the upstream failed; valid up to there */
    NGX_HTTP_TCENVELOPE_UNSEEN,     /* the module did not see the complete body */
    NGX_HTTP_TCENVELOPE_SKIPPED,    /* not validated: its status, type, method or encoding */
    NGX_HTTP_TCENVELOPE_VERDICT_END
} ngx_http_tcenvelope_verdict_e;

/* What the module did with it. */
typedef enum {
    NGX_HTTP_TCENVELOPE_NO_ACTION = 0,
    NGX_HTTP_TCENVELOPE_PASSED,
    NGX_HTTP_TCENVELOPE_ABORTED,
    NGX_HTTP_TCENVELOPE_RELEASED,   /* held to its end, found sound, then sent */
    NGX_HTTP_TCENVELOPE_REJECTED,   /* replaced by an error */
    NGX_HTTP_TCENVELOPE_OVERFLOWED, /* larger than the hold limit, so passed */
    NGX_HTTP_TCENVELOPE_ACTION_END
} ngx_http_tcenvelope_action_e;

/* Static names for logs and counters ("invalid", "rejected"). NULL for the first of each enum
 * and for other numbers. */
const char *ngx_http_tcenvelope_verdict_name(ngx_uint_t verdict);
const char *ngx_http_tcenvelope_action_name(ngx_uint_t action);

#pragma GCC visibility pop

#endif
