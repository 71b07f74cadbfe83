#include "response.h"

#include "counters.h"

extern ngx_module_t ngx_http_copy_filter_module; /* nginx declares it in no header */

/* ---- Lookup ---------------------------------------------------------------------------------*/

/* Marks the cleanup that holds the response. There is nothing to clean up: an internal redirect
 * clears the modules' contexts, but not the pool's list of cleanups. */
static void ngx_http_tcenvelope_response_marker(void *data) {
    (void)data;
}

static ngx_http_tcenvelope_response_t *
ngx_http_tcenvelope_find_in_pool(const ngx_http_request_t *r) {
    for (const ngx_pool_cleanup_t *cleanup = r->pool->cleanup; cleanup != NULL;
         cleanup = cleanup->next) {
        if (cleanup->handler == ngx_http_tcenvelope_response_marker) {
            return cleanup->data;
        }
    }
    return NULL;
}

ngx_http_tcenvelope_response_t *ngx_http_tcenvelope_response(ngx_http_request_t *r) {
    ngx_http_tcenvelope_response_t *response =
        ngx_http_get_module_ctx(r, ngx_http_tcenvelope_module);
    if (response == NULL && r == r->main && (r->internal || r->filter_finalize)) {
        response = ngx_http_tcenvelope_find_in_pool(r);
        ngx_http_set_ctx(r, response, ngx_http_tcenvelope_module);
    }
    return response;
}

static ngx_http_tcenvelope_response_t *
ngx_http_tcenvelope_find_or_create_response(ngx_http_request_t *r) {
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response(r);
    if (response != NULL) {
        ngx_http_tcenvelope_response_close(r, response);
        return response;
    }
    ngx_pool_cleanup_t *cleanup = ngx_pool_cleanup_add(r->pool, sizeof(*response));
    if (cleanup == NULL) {
        return NULL;
    }
    cleanup->handler = ngx_http_tcenvelope_response_marker;
    ngx_memzero(cleanup->data, sizeof(*response));
    ngx_http_set_ctx(r, cleanup->data, ngx_http_tcenvelope_module);
    return cleanup->data;
}

/* ---- Start ----------------------------------------------------------------------------------*/

ngx_uint_t ngx_http_tcenvelope_upstream_alive(const ngx_http_request_t *r) {
    return r->upstream != NULL && r->upstream->cleanup != NULL;
}

/* A validator is reused within its location. Each location that a request visits gets its own. */
static tce_validator *
ngx_http_tcenvelope_validator_for(ngx_http_request_t *r,
                                  const ngx_http_tcenvelope_response_t *former,
                                  const ngx_http_tcenvelope_loc_conf_t *loc) {
    if (former->validator != NULL && former->loc == loc) {
        tce_reset(former->validator);
        return former->validator;
    }
    return tce_init(ngx_palloc(r->pool, loc->storage_size), loc->storage_size, &loc->options);
}

static ngx_http_tcenvelope_response_t *
ngx_http_tcenvelope_response_start(ngx_http_request_t *r, ngx_uint_t with_validator) {
    const ngx_http_tcenvelope_loc_conf_t *loc =
        ngx_http_get_module_loc_conf(r, ngx_http_tcenvelope_module);
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_find_or_create_response(r);
    if (response == NULL) {
        return NULL;
    }
    *response = (ngx_http_tcenvelope_response_t){
        .loc = loc,
        .validator = with_validator ? ngx_http_tcenvelope_validator_for(r, response, loc) : NULL,
        .length = r->headers_out.content_length_n,
        .hold_limit = UINT64_MAX,
        .from_upstream = ngx_http_tcenvelope_upstream_alive(r) != 0,
        .held_last = &response->held,
    };
    return response;
}

ngx_http_tcenvelope_response_t *ngx_http_tcenvelope_response_begin(ngx_http_request_t *r) {
    return ngx_http_tcenvelope_response_start(r, 1);
}

ngx_http_tcenvelope_response_t *ngx_http_tcenvelope_response_begin_skipped(ngx_http_request_t *r) {
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response_start(r, 0);
    if (response != NULL) {
        response->verdict = NGX_HTTP_TCENVELOPE_SKIPPED;
    }
    return response;
}

/* ---- Bytes ----------------------------------------------------------------------------------*/

/* nginx signals the failure of an upstream only by a flush after it has released the upstream.
 * The copy filter may still be reading a file at that time, into buffers on which the HTTP/2
 * filter has left a flush. */
static ngx_uint_t ngx_http_tcenvelope_upstream_gone(const ngx_http_request_t *r,
                                                    const ngx_http_tcenvelope_response_t *response,
                                                    const ngx_buf_t *buf) {
    return buf->flush && buf->tag != (ngx_buf_tag_t)&ngx_http_copy_filter_module &&
           response->from_upstream && !ngx_http_tcenvelope_upstream_alive(r);
}

static ngx_http_tcenvelope_end_e
ngx_http_tcenvelope_end_of_buf(const ngx_http_request_t *r,
                               const ngx_http_tcenvelope_response_t *response,
                               const ngx_buf_t *buf) {
    if (buf->last_buf) {
        return NGX_HTTP_TCENVELOPE_COMPLETE;
    }
    return ngx_http_tcenvelope_upstream_gone(r, response, buf) ? NGX_HTTP_TCENVELOPE_DIED
                                                               : NGX_HTTP_TCENVELOPE_NOT_ENDED;
}

ngx_http_tcenvelope_end_e ngx_http_tcenvelope_end_of(const ngx_http_request_t *r,
                                                     const ngx_http_tcenvelope_response_t *response,
                                                     const ngx_chain_t *in) {
    ngx_http_tcenvelope_end_e end = NGX_HTTP_TCENVELOPE_NOT_ENDED;
    for (; in != NULL && end == NGX_HTTP_TCENVELOPE_NOT_ENDED; in = in->next) {
        end = ngx_http_tcenvelope_end_of_buf(r, response, in->buf);
    }
    return end;
}

static void ngx_http_tcenvelope_feed_bytes(ngx_http_tcenvelope_response_t *response,
                                           const u_char *bytes, uint64_t size) {
    response->status = tce_feed(response->validator, bytes, (size_t)size);
    response->bytes += size;
}

ngx_uint_t ngx_http_tcenvelope_is_refused(const ngx_http_tcenvelope_response_t *response) {
    return response->overflowed && response->loc->overflow == NGX_HTTP_TCENVELOPE_REJECT;
}

/* The bytes within the hold limit are validated first: whether a response is rejected for them
 * must not depend on the bytes that arrive in the same buffer. If the response is refused for
 * its size, the rest is not validated. */
static void ngx_http_tcenvelope_feed_buf(ngx_http_tcenvelope_response_t *response,
                                         const ngx_buf_t *buf) {
    if (!ngx_buf_in_memory(buf)) {
        response->unseen = response->unseen || ngx_buf_size(buf) != 0;
        return;
    }
    uint64_t size = (uint64_t)(buf->last - buf->pos);
    uint64_t remaining = response->overflowed ? size : response->hold_limit - response->bytes;
    uint64_t first = ngx_min(size, remaining);
    ngx_http_tcenvelope_feed_bytes(response, buf->pos, first);
    if (first == size || response->status != TCE_OK) {
        return;
    }
    response->overflowed = 1;
    if (!ngx_http_tcenvelope_is_refused(response)) {
        ngx_http_tcenvelope_feed_bytes(response, buf->pos + first, size - first);
    }
}

/* A body of known length ends with its last byte, and that byte is the last one that can be
 * withheld from the client. */
ngx_uint_t ngx_http_tcenvelope_is_complete(const ngx_http_tcenvelope_response_t *response) {
    return response->length >= 0 && response->bytes >= (uint64_t)response->length;
}

/* nginx also sends last_buf for a body that is shorter than its announced length. The client
 * would wait for the rest. */
static ngx_http_tcenvelope_end_e
ngx_http_tcenvelope_end_with(const ngx_http_request_t *r,
                             const ngx_http_tcenvelope_response_t *response, const ngx_buf_t *buf) {
    if (ngx_http_tcenvelope_is_complete(response)) {
        return NGX_HTTP_TCENVELOPE_COMPLETE;
    }
    ngx_http_tcenvelope_end_e end = ngx_http_tcenvelope_end_of_buf(r, response, buf);
    return end == NGX_HTTP_TCENVELOPE_COMPLETE && response->length >= 0 ? NGX_HTTP_TCENVELOPE_DIED
                                                                        : end;
}

void ngx_http_tcenvelope_validate(ngx_http_request_t *r, ngx_http_tcenvelope_response_t *response,
                                  const ngx_chain_t *in) {
    for (; in != NULL && response->verdict == NGX_HTTP_TCENVELOPE_NO_VERDICT; in = in->next) {
        ngx_http_tcenvelope_feed_buf(response, in->buf);
        if (ngx_http_tcenvelope_is_refused(response)) {
            return;
        }
        ngx_http_tcenvelope_end_e end = ngx_http_tcenvelope_end_with(r, response, in->buf);
        if (end != NGX_HTTP_TCENVELOPE_NOT_ENDED) {
            ngx_http_tcenvelope_finish(response, end);
        }
    }
}

/* ---- Verdict --------------------------------------------------------------------------------*/

static ngx_http_tcenvelope_verdict_e
ngx_http_tcenvelope_verdict_of_complete(const tce_report *report) {
    switch (report->verdict) {
    case TCE_VERDICT_SUCCESS:
        return NGX_HTTP_TCENVELOPE_SUCCESS;
    case TCE_VERDICT_FAILURE:
        return NGX_HTTP_TCENVELOPE_FAILURE;
    case TCE_VERDICT_INVALID:
        return tce_report_has(report, TCE_VIOLATION_JSON_TRUNCATED) ? NGX_HTTP_TCENVELOPE_TRUNCATED
                                                                    : NGX_HTTP_TCENVELOPE_INVALID;
    default:
        return NGX_HTTP_TCENVELOPE_UNSEEN;
    }
}

static ngx_http_tcenvelope_verdict_e
ngx_http_tcenvelope_verdict_at_end(const ngx_http_tcenvelope_response_t *response,
                                   ngx_http_tcenvelope_end_e end) {
    if (response->unseen || response->report == NULL) {
        return NGX_HTTP_TCENVELOPE_UNSEEN;
    }
    if (end == NGX_HTTP_TCENVELOPE_COMPLETE) {
        return ngx_http_tcenvelope_verdict_of_complete(response->report);
    }
    if (response->status == TCE_REJECTED) {
        return NGX_HTTP_TCENVELOPE_INVALID;
    }
    return end == NGX_HTTP_TCENVELOPE_DIED ? NGX_HTTP_TCENVELOPE_INCOMPLETE
                                           : NGX_HTTP_TCENVELOPE_UNSEEN;
}

/* A body that was cut short is neither truncated nor empty JSON: the end of the input says
 * nothing about it. */
static void ngx_http_tcenvelope_take_violations(ngx_http_tcenvelope_response_t *response,
                                                ngx_http_tcenvelope_end_e end) {
    static const uint64_t of_the_end =
        UINT64_C(1) << TCE_VIOLATION_JSON_TRUNCATED | UINT64_C(1) << TCE_VIOLATION_JSON_EMPTY;
    const tce_report *report = response->report;
    if (response->verdict != NGX_HTTP_TCENVELOPE_INVALID &&
        response->verdict != NGX_HTTP_TCENVELOPE_TRUNCATED) {
        return;
    }
    response->violations = report->violations;
    response->violation = report->first_violation;
    response->offset = report->violation_offset;
    if (end != NGX_HTTP_TCENVELOPE_COMPLETE) {
        response->violations &= ~of_the_end;
    }
}

void ngx_http_tcenvelope_finish(ngx_http_tcenvelope_response_t *response,
                                ngx_http_tcenvelope_end_e end) {
    if (response->verdict != NGX_HTTP_TCENVELOPE_NO_VERDICT) {
        return;
    }
    response->report = tce_finish(response->validator);
    response->verdict = ngx_http_tcenvelope_verdict_at_end(response, end);
    ngx_http_tcenvelope_take_violations(response, end);
}

ngx_uint_t ngx_http_tcenvelope_is_unsound(const ngx_http_tcenvelope_response_t *response) {
    if (response->verdict != NGX_HTTP_TCENVELOPE_NO_VERDICT) {
        return response->verdict != NGX_HTTP_TCENVELOPE_SUCCESS &&
               response->verdict != NGX_HTTP_TCENVELOPE_FAILURE;
    }
    return response->unseen || response->status != TCE_OK;
}

/* ---- Outcome --------------------------------------------------------------------------------*/

/* A client that disconnects is not an error of the response. */
static ngx_uint_t ngx_http_tcenvelope_log_level(const ngx_http_tcenvelope_response_t *response) {
    return response->verdict == NGX_HTTP_TCENVELOPE_UNSEEN && !response->unseen &&
                   response->reason == NULL
               ? NGX_LOG_INFO
               : NGX_LOG_WARN;
}

/* Logs what is wrong and where, never the content. */
static void ngx_http_tcenvelope_log_unsound(const ngx_http_request_t *r,
                                            const ngx_http_tcenvelope_response_t *response) {
    u_char place[96], *end = place + sizeof(place) - 1, *p;
    if (response->violation != TCE_VIOLATION_NONE) {
        p = ngx_slprintf(place, end, "%s at byte %uL", tce_violation_name(response->violation),
                         response->offset);
    } else if (response->reason != NULL) {
        p = ngx_slprintf(place, end, "%s", response->reason);
    } else {
        p = ngx_slprintf(place, end, "seen up to byte %uL", response->bytes);
    }
    *p = '\0';
    const char *action = ngx_http_tcenvelope_action_name(response->action);
    ngx_log_error(ngx_http_tcenvelope_log_level(response), r->connection->log, 0,
                  "tcenvelope: %s response, %s, %s",
                  ngx_http_tcenvelope_verdict_name(response->verdict), place,
                  action == NULL ? "nothing sent" : action);
}

static void ngx_http_tcenvelope_count_outcome(ngx_http_request_t *r,
                                              const ngx_http_tcenvelope_outcome_t *outcome) {
    const ngx_http_tcenvelope_main_conf_t *main =
        ngx_http_get_module_main_conf(r, ngx_http_tcenvelope_module);
    if (main->zone != NULL) {
        ngx_http_tcenvelope_count(main->zone, outcome);
    }
}

/* nginx also releases an upstream without a flush, when it cannot parse what the upstream sends. */
ngx_http_tcenvelope_end_e
ngx_http_tcenvelope_early_end(const ngx_http_request_t *r,
                              const ngx_http_tcenvelope_response_t *response) {
    const ngx_connection_t *client = r->connection;
    return response->from_upstream && !ngx_http_tcenvelope_upstream_alive(r) && !client->error &&
                   !client->timedout
               ? NGX_HTTP_TCENVELOPE_DIED
               : NGX_HTTP_TCENVELOPE_NOT_ENDED;
}

void ngx_http_tcenvelope_response_close(ngx_http_request_t *r,
                                        ngx_http_tcenvelope_response_t *response) {
    if (response->closed) {
        return;
    }
    response->closed = 1;
    ngx_http_tcenvelope_finish(response, ngx_http_tcenvelope_early_end(r, response));
    ngx_http_tcenvelope_outcome_t outcome = {
        .verdict = response->verdict,
        .action = response->action,
        .violations = response->violations,
        .bytes = response->bytes,
    };
    if (response->report != NULL) {
        outcome.code = response->report->error_code;
    }
    ngx_http_tcenvelope_count_outcome(r, &outcome);
    if (ngx_http_tcenvelope_is_unsound(response)) {
        ngx_http_tcenvelope_log_unsound(r, response);
    }
}

ngx_uint_t ngx_http_tcenvelope_is_skipped(const ngx_http_request_t *r) {
    const ngx_http_tcenvelope_loc_conf_t *loc =
        ngx_http_get_module_loc_conf(r, ngx_http_tcenvelope_module);
    return r == r->main && loc->mode != NGX_HTTP_TCENVELOPE_OFF && r->header_sent;
}

void ngx_http_tcenvelope_count_skipped(ngx_http_request_t *r) {
    ngx_http_tcenvelope_count_outcome(
        r, &(ngx_http_tcenvelope_outcome_t){.verdict = NGX_HTTP_TCENVELOPE_SKIPPED});
}
