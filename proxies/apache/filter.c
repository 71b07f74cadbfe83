/*
 * The order of the filters: INFLATE precedes this one, so that it reads the body that INFLATE
 * makes, and whatever changes bodies follows it: INCLUDES, SUBSTITUTE, DEFLATE. mod_cache stores
 * what this one has passed.
 */
#include "filter.h"

#include "abort.h"
#include "hold.h"
#include "notes.h"
#include "reject.h"
#include "scope.h"

#include <util_filter.h>

/* ---- Passing --------------------------------------------------------------------------------*/

static apr_status_t pass(ap_filter_t *f, tcenvelope_response *response) {
    const apr_status_t status = ap_pass_brigade(f->next, response->passing);
    (void)apr_brigade_cleanup(response->passing);
    response->is_refused = response->is_refused || status != APR_SUCCESS;
    return status;
}

static void add(tcenvelope_response *response, apr_bucket *bucket) {
    APR_BUCKET_REMOVE(bucket);
    APR_BRIGADE_INSERT_TAIL(response->passing, bucket);
}

/* An internal failure (no memory, for example) passes in observe alone. */
static apr_status_t fail(ap_filter_t *f, tcenvelope_response *response, apr_bucket *bucket) {
    switch (response->policy.policy.mode) {
    case TCE_HTTP_MODE_HOLD:
        return tcenvelope_reject(f, response);
    case TCE_HTTP_MODE_ABORT:
        return tcenvelope_cut(f, response);
    default:
        if (bucket != NULL) {
            add(response, bucket);
        }
        return APR_SUCCESS;
    }
}

/* ---- Body -----------------------------------------------------------------------------------*/

/* Does with the bucket what the library answers. */
static apr_status_t act(ap_filter_t *f, tcenvelope_response *response, tce_http_action action,
                        apr_bucket *bucket) {
    switch (action) {
    case TCE_HTTP_ACTION_RELEASE:
        tcenvelope_release(response);
        add(response, bucket);
        return APR_SUCCESS;
    case TCE_HTTP_ACTION_FORWARD:
        add(response, bucket);
        return APR_SUCCESS;
    case TCE_HTTP_ACTION_HOLD:
        return tcenvelope_hold(response, bucket);
    case TCE_HTTP_ACTION_REJECT:
        return tcenvelope_reject(f, response);
    case TCE_HTTP_ACTION_ABORT:
        return tcenvelope_cut(f, response);
    default:
        return fail(f, response, bucket);
    }
}

/* A bucket of unknown length, from a pipe for example, becomes one of known length and the rest.
 * While there is nothing to read, what precedes it must not wait. */
static apr_status_t read_ahead(ap_filter_t *f, tcenvelope_response *response, apr_bucket *bucket) {
    const char *bytes;
    apr_size_t length;
    apr_status_t status = apr_bucket_read(bucket, &bytes, &length, APR_NONBLOCK_READ);
    if (APR_STATUS_IS_EAGAIN(status)) {
        APR_BRIGADE_INSERT_TAIL(response->passing, apr_bucket_flush_create(f->c->bucket_alloc));
    }
    if (APR_BRIGADE_EMPTY(response->passing)) {
        return APR_SUCCESS;
    }
    return pass(f, response);
}

static apr_status_t take(ap_filter_t *f, tcenvelope_response *response, apr_bucket *bucket) {
    apr_status_t status = APR_SUCCESS;
    if (bucket->length == (apr_size_t)-1) {
        status = read_ahead(f, response, bucket);
    }
    if (status != APR_SUCCESS) {
        return status;
    }
    if (tcenvelope_is_decided(response)) {
        add(response, bucket);
        return APR_SUCCESS;
    }
    const tce_http_action action = tcenvelope_show_bucket(response, bucket);
    if (tcenvelope_is_decided(response)) {
        tcenvelope_set_notes(f->r, tce_http_outcome_of(response->http));
    }
    return act(f, response, action, bucket);
}

static apr_status_t take_all(ap_filter_t *f, tcenvelope_response *response,
                             apr_bucket_brigade *in) {
    apr_status_t status = APR_SUCCESS;
    while (status == APR_SUCCESS && response->phase != TCENVELOPE_ENDED && !APR_BRIGADE_EMPTY(in)) {
        status = take(f, response, APR_BRIGADE_FIRST(in));
    }
    return status != APR_SUCCESS || APR_BRIGADE_EMPTY(response->passing) ? status
                                                                         : pass(f, response);
}

/* ---- Head -----------------------------------------------------------------------------------*/

static apr_status_t begin(ap_filter_t *f, tcenvelope_response *response,
                          const tce_http_head *head) {
    switch (tcenvelope_show_head(response, head)) {
    case TCE_HTTP_ACTION_FORWARD:
        return APR_SUCCESS;
    case TCE_HTTP_ACTION_HOLD:
        response->phase = TCENVELOPE_HOLDING;
        return APR_SUCCESS;
    case TCE_HTTP_ACTION_REJECT:
        tcenvelope_set_notes(f->r, tce_http_outcome_of(response->http));
        return tcenvelope_reject(f, response);
    case TCE_HTTP_ACTION_ABORT:
        return tcenvelope_cut(f, response);
    default:
        return fail(f, response, NULL);
    }
}

static bool is_in_scope(request_rec *r, const tce_http_head *head) {
    tcenvelope_policy policy;
    tcenvelope_set_policy(&policy, tcenvelope_conf_of(r));
    const tce_http_skip skip = tce_http_skip_of(&policy.policy, head);
    return skip == TCE_HTTP_SKIP_NONE || tce_http_rejects_skip(&policy.policy, skip);
}

/* Refuses what is left. The error makes the handler stop; it must not be one after a complete body,
 * as the handler has succeeded then. */
static apr_status_t refuse(const tcenvelope_response *response, apr_bucket_brigade *in) {
    const bool is_complete =
        !APR_BRIGADE_EMPTY(in) && APR_BUCKET_IS_EOS(APR_BRIGADE_LAST(in)) && response->is_answered;
    (void)apr_brigade_cleanup(in);
    return is_complete ? APR_SUCCESS : AP_FILTER_ERROR;
}

static apr_status_t filter(ap_filter_t *f, apr_bucket_brigade *in) {
    tcenvelope_response *response = f->ctx;
    apr_status_t status = APR_SUCCESS;
    if (APR_BRIGADE_EMPTY(in)) {
        return APR_SUCCESS; /* nothing to show, and the head may still change */
    }
    if (response == NULL) {
        const tce_http_head head = tcenvelope_head_of(f->r);
        if (!is_in_scope(f->r, &head)) {
            ap_remove_output_filter(f);
            return ap_pass_brigade(f->next, in);
        }
        f->ctx = response = tcenvelope_response_begin(f->r);
        status = begin(f, response, &head);
    }
    if (status == APR_SUCCESS) {
        status = take_all(f, response, in);
    }
    if (response->phase == TCENVELOPE_ENDED) {
        return refuse(response, in);
    }
    (void)apr_brigade_cleanup(in);
    return status;
}

void tcenvelope_filter_register(void) {
    (void)ap_register_output_filter(TCENVELOPE_FILTER, filter, NULL, AP_FTYPE_RESOURCE);
}

void tcenvelope_filter_insert(request_rec *r) {
    if (tcenvelope_is_guarded(r)) {
        (void)ap_add_output_filter(TCENVELOPE_FILTER, NULL, r, r->connection);
    }
}
