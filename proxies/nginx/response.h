/*
 * One response that is being validated: the library's state of it, and what is nginx's own.
 *
 * It begins when the header filter decides to validate a response. It gets its verdict at the end
 * of the body, when it is aborted, or at the latest in the log phase. It is allocated in the pool
 * of the main request.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_RESPONSE_H
#define NGX_HTTP_TCENVELOPE_RESPONSE_H

#include "conf.h"

#pragma GCC visibility push(hidden)

/* What the body filter does with the bytes. */
typedef enum {
    NGX_HTTP_TCENVELOPE_IDLE = 0,  /* passes them: nothing is validated, or the verdict is known */
    NGX_HTTP_TCENVELOPE_WATCHING,  /* shows them to the library and passes them */
    NGX_HTTP_TCENVELOPE_HOLDING,   /* shows them and holds them, and the header */
    NGX_HTTP_TCENVELOPE_DRAINING,  /* discards them to the end, then sends an error instead */
    NGX_HTTP_TCENVELOPE_ANSWERING, /* replaces them, nginx's own error page, by an envelope */
    NGX_HTTP_TCENVELOPE_CUT        /* refuses them: the connection is being closed */
} ngx_http_tcenvelope_phase_e;

typedef struct {
    const ngx_http_tcenvelope_loc_conf_t *loc; /* the location in which it began */
    ngx_http_tcenvelope_phase_e phase;
    tce_http *http;             /* under loc->policy; NULL: memory is exhausted */
    void *decoder;              /* the library's, while it may decode; NULL: none */
    unsigned from_upstream : 1; /* an upstream sends it */
    unsigned closed : 1;        /* the outcome is counted and logged */
    unsigned enveloped : 1;     /* nginx's own error page becomes an envelope */

    /* Held bytes. */
    ngx_chain_t *held;       /* NULL: none */
    ngx_chain_t **held_last; /* the link to write */
    ngx_buf_t *held_buf;     /* the last of them; NULL: none */
    off_t held_size;
} ngx_http_tcenvelope_response_t;

/* The request's last response that was validated or rejected, or NULL. Subrequests have none. */
ngx_http_tcenvelope_response_t *ngx_http_tcenvelope_response(ngx_http_request_t *r);

/* Begins a response, after closing the previous one of the request. Returns NULL, or a response
 * without a tce_http, if memory is exhausted. */
ngx_http_tcenvelope_response_t *ngx_http_tcenvelope_response_begin(ngx_http_request_t *r);

/* Shows the head to the library, and gives it memory for a decoder. */
tce_http_action ngx_http_tcenvelope_show_head(ngx_http_request_t *r,
                                              ngx_http_tcenvelope_response_t *response,
                                              const tce_http_head *head);

/* Shows the bytes and the end of a chain to the library. Returns what to do with all of it. */
tce_http_action ngx_http_tcenvelope_show_body(const ngx_http_request_t *r,
                                              ngx_http_tcenvelope_response_t *response,
                                              const ngx_chain_t *in);

/* The end of the body that the chain signals, or NGX_DECLINED. */
ngx_int_t ngx_http_tcenvelope_end_of(const ngx_http_request_t *r,
                                     const ngx_http_tcenvelope_response_t *response,
                                     const ngx_chain_t *in);

/* How a response ends whose body has not ended. */
tce_http_ending ngx_http_tcenvelope_early_end(const ngx_http_request_t *r,
                                              const ngx_http_tcenvelope_response_t *response);

/* Whether an upstream is active for the request. */
ngx_uint_t ngx_http_tcenvelope_upstream_alive(const ngx_http_request_t *r);

/* What is known of the response; with TCE_HTTP_VERDICT_NONE before its verdict. */
const tce_http_outcome *ngx_http_tcenvelope_outcome(const ngx_http_tcenvelope_response_t *response);

/* Counts the outcome, and logs it if the response is not sound. Sets the verdict first if there
 * is none. Later calls do nothing. */
void ngx_http_tcenvelope_response_close(ngx_http_request_t *r,
                                        ngx_http_tcenvelope_response_t *response);

/* Whether r is a main request of a guarded location whose response passes without validation. */
ngx_uint_t ngx_http_tcenvelope_is_skipped(const ngx_http_request_t *r);

/* Counts one that is not validated. */
void ngx_http_tcenvelope_count(ngx_http_request_t *r, const tce_http_outcome *outcome);

#pragma GCC visibility pop

#endif
