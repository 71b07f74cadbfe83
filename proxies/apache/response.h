/*
 * One response that is being validated: the library's state of it, and what is httpd's own.
 *
 * It begins with the first brigade that reaches the filter, and gets its verdict with the end of
 * the body, when it is aborted, or at the latest before the access log is written. It lives in the
 * pool of its request.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_RESPONSE_H
#define TCENVELOPE_RESPONSE_H

#include "conf.h"

/* What the filter does with buckets. */
typedef enum {
    TCENVELOPE_WATCHING = 0, /* shows them to the library and passes them */
    TCENVELOPE_HOLDING,      /* shows them and holds them */
    TCENVELOPE_ENDED /* refuses them: another answer was sent, or the connection is being closed */
} tcenvelope_phase;

typedef struct {
    request_rec *r;
    const tcenvelope_conf *conf;
    tcenvelope_policy policy;
    tcenvelope_phase phase;
    tce_http *http;
    void *decoder;            /* the library's, while it may decode; NULL: none */
    apr_bucket_brigade *held; /* held buckets; the brigade in which others pass */
    apr_bucket_brigade *passing;
    bool is_answered; /* an envelope was sent in its place */
    bool is_closed;   /* the outcome is counted and logged */
    bool is_refused;  /* what follows the filter did not take a brigade: the client has left */
} tcenvelope_response;

/* The last response that began for r or for a request that it was redirected from, or NULL. */
tcenvelope_response *tcenvelope_response_of(const request_rec *r);

/* Begins the response of r, after closing a former one. */
tcenvelope_response *tcenvelope_response_begin(request_rec *r);

/* Shows the head to the library, and gives it memory for a decoder. */
tce_http_action tcenvelope_show_head(tcenvelope_response *response, const tce_http_head *head);

/* Shows a bucket of data, or the end of the body, to the library. Returns what to do with all of
 * it. */
tce_http_action tcenvelope_show_bucket(tcenvelope_response *response, apr_bucket *bucket);

/* Whether a verdict is known, so that nothing more has to be shown. */
bool tcenvelope_is_decided(const tcenvelope_response *response);

/* Sets the verdict if there is none, then counts and logs it. Later calls do nothing. */
void tcenvelope_response_close(tcenvelope_response *response);

#endif
