/*
 * One response that is being validated.
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
    NGX_HTTP_TCENVELOPE_IDLE = 0, /* passes them: nothing is validated, or the verdict is known */
    NGX_HTTP_TCENVELOPE_WATCHING, /* validates and passes them */
    NGX_HTTP_TCENVELOPE_HOLDING,  /* validates and holds them, and the header */
    NGX_HTTP_TCENVELOPE_DRAINING, /* discards them to the end, then sends an error instead */
    NGX_HTTP_TCENVELOPE_CUT       /* refuses them: the connection is being closed */
} ngx_http_tcenvelope_phase_e;

/* How a response ended. */
typedef enum {
    /* It has not: validation stopped, or the client disconnected. */
    NGX_HTTP_TCENVELOPE_NOT_ENDED = 0,
    NGX_HTTP_TCENVELOPE_COMPLETE, /* the body ended as HTTP ends bodies */
    NGX_HTTP_TCENVELOPE_DIED      /* the upstream closed, reset or timed out */
} ngx_http_tcenvelope_end_e;

typedef struct {
    const ngx_http_tcenvelope_loc_conf_t *loc; /* the location in which it began */
    ngx_http_tcenvelope_phase_e phase;
    tce_validator *validator;   /* of loc->options */
    tce_status status;          /* of the validator, after the last bytes */
    off_t length;               /* of the body, as announced; -1: unknown */
    uint64_t bytes;             /* bytes of the body that the validator has read */
    uint64_t hold_limit;        /* bytes of the body that may be held */
    unsigned from_upstream : 1; /* an upstream sends it */
    unsigned unseen : 1;        /* some of the body was not in memory, or could not be held */
    unsigned overflowed : 1;    /* the body is larger than the hold limit, and valid up to it */
    unsigned closed : 1;        /* the outcome is counted and logged */

    /* Held bytes. */
    ngx_chain_t *held;       /* NULL: none */
    ngx_chain_t **held_last; /* the link to write */
    ngx_buf_t *held_buf;     /* the last of them; NULL: none */
    off_t held_size;

    /* The outcome. */
    ngx_http_tcenvelope_verdict_e verdict;
    ngx_http_tcenvelope_action_e action;
    const tce_report *report; /* in the validator; NULL: no verdict */
    uint64_t violations;      /* a set; empty unless the verdict is about the bytes */
    tce_violation violation;  /* the first of them, or TCE_VIOLATION_NONE */
    uint64_t offset;          /* of the first of them */
    const char *reason;       /* why it was rejected without a verdict; static; NULL: none */
} ngx_http_tcenvelope_response_t;

/* The request's last response that was validated or rejected, or NULL. Subrequests have none. */
ngx_http_tcenvelope_response_t *ngx_http_tcenvelope_response(ngx_http_request_t *r);

/* Begins a response that is validated, or one that is rejected without a validator, after
 * closing the previous response of the request. Returns NULL, or a response without a validator,
 * if memory is exhausted. */
ngx_http_tcenvelope_response_t *ngx_http_tcenvelope_response_begin(ngx_http_request_t *r);
ngx_http_tcenvelope_response_t *ngx_http_tcenvelope_response_begin_skipped(ngx_http_request_t *r);

/* Whether an upstream is active for the request. */
ngx_uint_t ngx_http_tcenvelope_upstream_alive(const ngx_http_request_t *r);

/* Feeds the bytes of a chain to the validator, and sets the verdict if they end the response. */
void ngx_http_tcenvelope_validate(ngx_http_request_t *r, ngx_http_tcenvelope_response_t *response,
                                  const ngx_chain_t *in);

/* The end that the chain signals. The body may be shorter than announced. */
ngx_http_tcenvelope_end_e ngx_http_tcenvelope_end_of(const ngx_http_request_t *r,
                                                     const ngx_http_tcenvelope_response_t *response,
                                                     const ngx_chain_t *in);

/* Whether the response exceeds the hold limit and is rejected for that. */
ngx_uint_t ngx_http_tcenvelope_is_refused(const ngx_http_tcenvelope_response_t *response);

/* Whether the validator has read as many bytes as were announced. */
ngx_uint_t ngx_http_tcenvelope_is_complete(const ngx_http_tcenvelope_response_t *response);

/* Sets the verdict from what is known at this end. Later calls do nothing. */
void ngx_http_tcenvelope_finish(ngx_http_tcenvelope_response_t *response,
                                ngx_http_tcenvelope_end_e end);

/* Whether the response is already known not to be sound. */
ngx_uint_t ngx_http_tcenvelope_is_unsound(const ngx_http_tcenvelope_response_t *response);

/* The end of a response whose body has not ended: DIED or NOT_ENDED. */
ngx_http_tcenvelope_end_e
ngx_http_tcenvelope_early_end(const ngx_http_request_t *r,
                              const ngx_http_tcenvelope_response_t *response);

/* Counts the outcome, and logs it if the response is not sound. Sets the verdict first if there
 * is none. Later calls do nothing. */
void ngx_http_tcenvelope_response_close(ngx_http_request_t *r,
                                        ngx_http_tcenvelope_response_t *response);

/* Whether r is a main request of a guarded location whose response passes without validation. */
ngx_uint_t ngx_http_tcenvelope_is_skipped(const ngx_http_request_t *r);

/* Counts it as skipped. */
void ngx_http_tcenvelope_count_skipped(ngx_http_request_t *r);

#pragma GCC visibility pop

#endif
