/*
 * One response under judgement.
 *
 * It begins when the header filter has decided to judge a response, and has its verdict when the
 * body ends, when it is cut off, or at the latest in the log phase. It lives in the main request's
 * pool.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef NGX_HTTP_TCENVELOPE_RESPONSE_H
#define NGX_HTTP_TCENVELOPE_RESPONSE_H

#include "conf.h"

#pragma GCC visibility push(hidden)

/* What the body filter does with the bytes. */
typedef enum {
    NGX_HTTP_TCENVELOPE_IDLE = 0, /* passes them: nothing is judged, or the verdict has come */
    NGX_HTTP_TCENVELOPE_WATCHING, /* judges them and passes them */
    NGX_HTTP_TCENVELOPE_HOLDING,  /* judges them and keeps them, and the header too */
    NGX_HTTP_TCENVELOPE_DRAINING, /* throws them away until the end, then answers in their place */
    NGX_HTTP_TCENVELOPE_CUT       /* refuses them: the connection is being closed */
} ngx_http_tcenvelope_phase_e;

/* How a response came to its end. */
typedef enum {
    /* It has not: the module stopped looking, or the client went away. */
    NGX_HTTP_TCENVELOPE_NOT_ENDED = 0,
    NGX_HTTP_TCENVELOPE_COMPLETE, /* the body has ended as HTTP ends bodies */
    NGX_HTTP_TCENVELOPE_DIED      /* the upstream has closed, reset or timed out */
} ngx_http_tcenvelope_end_e;

typedef struct {
    const ngx_http_tcenvelope_loc_conf_t *loc; /* the location that began it */
    ngx_http_tcenvelope_phase_e phase;
    tce_validator *validator;   /* of loc->options */
    tce_status status;          /* of the validator, after the last bytes */
    off_t length;               /* of the body, as announced; -1: not known */
    uint64_t bytes;             /* of the body, that came to the validator */
    uint64_t hold_limit;        /* bytes of the body that may be kept back */
    unsigned from_upstream : 1; /* an upstream sends it */
    unsigned unseen : 1;        /* some of the body was not in memory, or could not be kept */
    unsigned overflowed : 1;    /* nothing was wrong with what there was room for, and more came */
    unsigned closed : 1;        /* the account is */

    /* Bytes that are kept back. */
    ngx_chain_t *held;       /* NULL: none */
    ngx_chain_t **held_last; /* the link to write */
    ngx_buf_t *held_buf;     /* the last of them; NULL: none */
    off_t held_size;

    /* The account. */
    ngx_http_tcenvelope_verdict_e verdict;
    ngx_http_tcenvelope_action_e action;
    const tce_report *report; /* in the validator; NULL: without a verdict */
    uint64_t violations;      /* a set; 0 also where the verdict is not about the bytes */
    tce_violation violation;  /* the first of them, or TCE_VIOLATION_NONE */
    uint64_t offset;          /* of the first of them */
    const char *reason;       /* of a rejection without a verdict; static; NULL: none */
} ngx_http_tcenvelope_response_t;

/* The last response of the request that was judged or rejected, or NULL. Subrequests have none. */
ngx_http_tcenvelope_response_t *ngx_http_tcenvelope_response(ngx_http_request_t *r);

/* Opens the account of a response that is judged, with a validator, or of one that is rejected
 * without. The account of a former response is closed. NULL, or without a validator: no memory. */
ngx_http_tcenvelope_response_t *ngx_http_tcenvelope_response_begin(ngx_http_request_t *r);
ngx_http_tcenvelope_response_t *ngx_http_tcenvelope_response_begin_skipped(ngx_http_request_t *r);

/* Whether an upstream is at work for the request. */
ngx_uint_t ngx_http_tcenvelope_upstream_alive(const ngx_http_request_t *r);

/* Shows the bytes of a buffer chain to the validator, and gives the verdict when they end the
 * response. */
void ngx_http_tcenvelope_validate(ngx_http_request_t *r, ngx_http_tcenvelope_response_t *response,
                                  const ngx_chain_t *in);

/* The end that nginx tells of in the chain; the body may be shorter than it was announced. */
ngx_http_tcenvelope_end_e ngx_http_tcenvelope_end_of(const ngx_http_request_t *r,
                                                     const ngx_http_tcenvelope_response_t *response,
                                                     const ngx_chain_t *in);

/* Whether the response overflowed where that is a reason to reject it. */
ngx_uint_t ngx_http_tcenvelope_is_refused(const ngx_http_tcenvelope_response_t *response);

/* Whether all of the body that was announced came to the validator. */
ngx_uint_t ngx_http_tcenvelope_is_complete(const ngx_http_tcenvelope_response_t *response);

/* Gives the verdict, once: what is known at this end. */
void ngx_http_tcenvelope_finish(ngx_http_tcenvelope_response_t *response,
                                ngx_http_tcenvelope_end_e end);

/* Whether what is known rules a sound response out. */
ngx_uint_t ngx_http_tcenvelope_is_unsound(const ngx_http_tcenvelope_response_t *response);

/* How a request ends whose body has not: DIED, or NOT_ENDED. */
ngx_http_tcenvelope_end_e
ngx_http_tcenvelope_early_end(const ngx_http_request_t *r,
                              const ngx_http_tcenvelope_response_t *response);

/* Closes the account, once: gives the verdict, if none came, counts the response, and logs one that
 * is not sound. */
void ngx_http_tcenvelope_response_close(ngx_http_request_t *r,
                                        ngx_http_tcenvelope_response_t *response);

/* Whether the request is a main one of a guarded location whose response is passed without being
 * looked at. */
ngx_uint_t ngx_http_tcenvelope_is_skipped(const ngx_http_request_t *r);

/* Counts such a request. */
void ngx_http_tcenvelope_count_skipped(ngx_http_request_t *r);

#pragma GCC visibility pop

#endif
