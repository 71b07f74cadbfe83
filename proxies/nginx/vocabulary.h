/*
 * ngx_http_tcenvelope_module: what its files share.
 *
 * A header filter decides whether a response is judged, a body filter shows every byte to a
 * validator of the library, the log phase closes the account. README.md in this folder says what
 * the directives and variables mean.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_VOCABULARY_H
#define NGX_HTTP_TCENVELOPE_VOCABULARY_H

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>
#include <tcenvelope.h>

/* Nothing of the module but its ngx_module_t is for others. */
#pragma GCC visibility push(hidden)

extern ngx_module_t ngx_http_tcenvelope_module __attribute__((visibility("default")));

/* ---- Vocabulary -----------------------------------------------------------------------------*/

/* What became of one response. */
typedef enum {
    NGX_HTTP_TCENVELOPE_NO_VERDICT = 0, /* the response has not ended */
    NGX_HTTP_TCENVELOPE_SUCCESS,
    NGX_HTTP_TCENVELOPE_FAILURE,
    NGX_HTTP_TCENVELOPE_INVALID,
    NGX_HTTP_TCENVELOPE_TRUNCATED,  /* the body is whole for HTTP; its JSON text is not */
    NGX_HTTP_TCENVELOPE_INCOMPLETE, /* the upstream died; nothing was wrong before */
    NGX_HTTP_TCENVELOPE_UNSEEN,     /* the body was not shown whole to the module */
    NGX_HTTP_TCENVELOPE_SKIPPED,    /* not to be judged, by status, type, method or encoding */
    NGX_HTTP_TCENVELOPE_VERDICT_END
} ngx_http_tcenvelope_verdict_e;

/* What the module did with it. */
typedef enum {
    NGX_HTTP_TCENVELOPE_NO_ACTION = 0,
    NGX_HTTP_TCENVELOPE_PASSED,
    NGX_HTTP_TCENVELOPE_ABORTED,
    NGX_HTTP_TCENVELOPE_RELEASED,   /* held until its end, and sound */
    NGX_HTTP_TCENVELOPE_REJECTED,   /* answered in its place */
    NGX_HTTP_TCENVELOPE_OVERFLOWED, /* too large to be held, so passed */
    NGX_HTTP_TCENVELOPE_ACTION_END
} ngx_http_tcenvelope_action_e;

/* Static names as logs and counters print them ("invalid", "rejected"); NULL for the first of each
 * and for numbers that are none. */
const char *ngx_http_tcenvelope_verdict_name(ngx_uint_t verdict);
const char *ngx_http_tcenvelope_action_name(ngx_uint_t action);

#pragma GCC visibility pop

#endif
