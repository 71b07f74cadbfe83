#include "response.h"

#include "counters.h"
#include "notes.h"

#include <http_connection.h>
#include <stdlib.h>

/* ---- Life -----------------------------------------------------------------------------------*/

tcenvelope_response *tcenvelope_response_of(const request_rec *r) {
    tcenvelope_response *found = NULL;
    for (; r != NULL && found == NULL; r = r->prev) {
        found = ap_get_module_config(r->request_config, &tcenvelope_module);
    }
    return found;
}

tcenvelope_response *tcenvelope_response_begin(request_rec *r) {
    tcenvelope_response *former = tcenvelope_response_of(r);
    if (former != NULL) {
        tcenvelope_response_close(former);
    }
    tcenvelope_response *response = apr_pcalloc(r->pool, sizeof(*response));
    response->r = r;
    response->conf = tcenvelope_conf_of(r);
    tcenvelope_set_policy(&response->policy, response->conf);
    const size_t size = tce_http_storage_size(&response->policy.policy);
    response->http = tce_http_init(apr_palloc(r->pool, size), size, &response->policy.policy);
    response->held = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    response->passing = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    ap_set_module_config(r->request_config, &tcenvelope_module, response);
    return response;
}

/* A decoder is larger than all the rest, and its window may be megabytes: the pool's allocator
 * would keep it for later requests. */
static apr_status_t free_decoder(void *decoder) {
    free(decoder);
    return APR_SUCCESS;
}

static void add_decoder(tcenvelope_response *response, size_t size) {
    response->decoder = malloc(size);
    if (response->decoder != NULL) {
        apr_pool_cleanup_register(response->r->pool, response->decoder, free_decoder,
                                  apr_pool_cleanup_null);
    }
    (void)tce_http_give_decoder(response->http, response->decoder, size);
}

static void remove_decoder(tcenvelope_response *response) {
    if (response->decoder != NULL) {
        (void)apr_pool_cleanup_run(response->r->pool, response->decoder, free_decoder);
        response->decoder = NULL;
    }
}

tce_http_action tcenvelope_show_head(tcenvelope_response *response, const tce_http_head *head) {
    const tce_http_action action = tce_http_begin(response->http, head);
    const size_t size = tce_http_decoder_size(response->http);
    if (size > 0) {
        add_decoder(response, size);
    }
    return action;
}

/* ---- Buckets --------------------------------------------------------------------------------*/

bool tcenvelope_is_decided(const tcenvelope_response *response) {
    return tce_http_outcome_of(response->http) != NULL;
}

static tce_http_action end(tcenvelope_response *response, tce_http_ending ending) {
    return tce_http_end(response->http, ending);
}

/* httpd itself ends the body of a handler that has stopped because the client has left. */
static tce_http_ending ending_of(const tcenvelope_response *response) {
    return response->r->connection->aborted || response->is_refused ? TCE_HTTP_END_CLIENT_GONE
                                                                    : TCE_HTTP_END_COMPLETE;
}

static tce_http_action show_data(tcenvelope_response *response, apr_bucket *bucket) {
    const char *bytes;
    apr_size_t length;
    return apr_bucket_read(bucket, &bytes, &length, APR_BLOCK_READ) == APR_SUCCESS
               ? tce_http_body(response->http, bytes, length)
               : end(response, TCE_HTTP_END_UPSTREAM_FAILED);
}

/* What releases a part of a bucket releases all of it, and what refuses a part refuses all. */
static tce_http_action both(tce_http_action former, tce_http_action action) {
    return former == TCE_HTTP_ACTION_RELEASE && action < TCE_HTTP_ACTION_RELEASE ? former : action;
}

/* A file is read through a copy of its bucket, a part at a time: reading the bucket itself would
 * turn it into buckets in memory, as large as the file together. */
static tce_http_action show_file(tcenvelope_response *response, apr_bucket *bucket) {
    apr_bucket_brigade *parts =
        apr_brigade_create(response->r->pool, response->r->connection->bucket_alloc);
    apr_bucket *part;
    tce_http_action action = TCE_HTTP_ACTION_FORWARD;
    if (apr_bucket_copy(bucket, &part) != APR_SUCCESS) {
        return tce_http_miss(response->http);
    }
    APR_BRIGADE_INSERT_TAIL(parts, part);
    while (!APR_BRIGADE_EMPTY(parts) && !tcenvelope_is_decided(response)) {
        part = APR_BRIGADE_FIRST(parts);
        action = both(action, show_data(response, part));
        apr_bucket_delete(part);
    }
    (void)apr_brigade_destroy(parts);
    return action;
}

tce_http_action tcenvelope_show_bucket(tcenvelope_response *response, apr_bucket *bucket) {
    if (APR_BUCKET_IS_EOS(bucket)) {
        return end(response, ending_of(response));
    }
    if (AP_BUCKET_IS_ERROR(bucket) || AP_BUCKET_IS_EOC(bucket)) {
        return end(response, TCE_HTTP_END_UPSTREAM_FAILED);
    }
    if (APR_BUCKET_IS_METADATA(bucket)) {
        return tce_http_body(response->http, NULL, 0);
    }
    return APR_BUCKET_IS_FILE(bucket) ? show_file(response, bucket) : show_data(response, bucket);
}

/* ---- Outcome --------------------------------------------------------------------------------*/

/* A client that leaves is not an error of the response. Logs what is wrong and where, never the
 * content. */
static void log_unsound(const tcenvelope_response *response, const tce_http_outcome *outcome) {
    char line[TCE_HTTP_LINE_MAX];
    const int level = outcome->verdict == TCE_HTTP_VERDICT_UNSEEN && outcome->reason == NULL
                          ? APLOG_INFO
                          : APLOG_WARNING;
    (void)tce_http_describe(outcome, line, sizeof(line));
    ap_log_rerror(APLOG_MARK, level, 0, response->r, "tcenvelope: %s", line);
}

void tcenvelope_response_close(tcenvelope_response *response) {
    if (response->is_closed) {
        return;
    }
    response->is_closed = true;
    (void)end(response, TCE_HTTP_END_CLIENT_GONE);
    remove_decoder(response);
    const tce_http_outcome *outcome = tce_http_outcome_of(response->http);
    if (outcome == NULL) {
        return; /* only where the library could not begin */
    }
    tce_http_count(tcenvelope_counters_of(response->r), outcome);
    if (tce_http_is_unsound(response->http) || outcome->done == TCE_HTTP_DONE_REJECTED) {
        log_unsound(response, outcome);
    }
}
