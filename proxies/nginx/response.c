#include "response.h"

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

/* The state is reused within its location. Each location that a request visits gets its own. */
static tce_http *ngx_http_tcenvelope_http_for(ngx_http_request_t *r,
                                              const ngx_http_tcenvelope_response_t *former,
                                              const ngx_http_tcenvelope_loc_conf_t *loc) {
    if (former->http != NULL && former->loc == loc) {
        tce_http_reset(former->http);
        return former->http;
    }
    return tce_http_init(ngx_palloc(r->pool, loc->storage_size), loc->storage_size, &loc->policy);
}

ngx_http_tcenvelope_response_t *ngx_http_tcenvelope_response_begin(ngx_http_request_t *r) {
    const ngx_http_tcenvelope_loc_conf_t *loc =
        ngx_http_get_module_loc_conf(r, ngx_http_tcenvelope_module);
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_find_or_create_response(r);
    if (response == NULL) {
        return NULL;
    }
    *response = (ngx_http_tcenvelope_response_t){
        .loc = loc,
        .http = ngx_http_tcenvelope_http_for(r, response, loc),
        .from_upstream = ngx_http_tcenvelope_upstream_alive(r) != 0,
        .held_last = &response->held,
    };
    return response;
}

tce_http_action ngx_http_tcenvelope_show_head(ngx_http_request_t *r,
                                              ngx_http_tcenvelope_response_t *response,
                                              const tce_http_head *head) {
    const tce_http_action action = tce_http_begin(response->http, head);
    const size_t size = tce_http_decoder_size(response->http);
    if (size > 0) {
        response->decoder = ngx_palloc(r->pool, size);
        (void)tce_http_give_decoder(response->http, response->decoder, size);
    }
    return action;
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

static ngx_int_t ngx_http_tcenvelope_end_of_buf(const ngx_http_request_t *r,
                                                const ngx_http_tcenvelope_response_t *response,
                                                const ngx_buf_t *buf) {
    if (buf->last_buf) {
        return TCE_HTTP_END_COMPLETE;
    }
    return ngx_http_tcenvelope_upstream_gone(r, response, buf)
               ? (ngx_int_t)TCE_HTTP_END_UPSTREAM_FAILED
               : NGX_DECLINED;
}

ngx_int_t ngx_http_tcenvelope_end_of(const ngx_http_request_t *r,
                                     const ngx_http_tcenvelope_response_t *response,
                                     const ngx_chain_t *in) {
    ngx_int_t end = NGX_DECLINED;
    for (; in != NULL && end == NGX_DECLINED; in = in->next) {
        end = ngx_http_tcenvelope_end_of_buf(r, response, in->buf);
    }
    return end;
}

static tce_http_action ngx_http_tcenvelope_show_buf(const ngx_http_request_t *r,
                                                    ngx_http_tcenvelope_response_t *response,
                                                    const ngx_buf_t *buf) {
    if (!ngx_buf_in_memory(buf) && ngx_buf_size(buf) != 0) {
        return tce_http_miss(response->http);
    }
    const size_t size = ngx_buf_in_memory(buf) ? (size_t)(buf->last - buf->pos) : 0;
    tce_http_action action = tce_http_body(response->http, buf->pos, size);
    const ngx_int_t end = ngx_http_tcenvelope_end_of_buf(r, response, buf);
    if (end != NGX_DECLINED &&
        (action == TCE_HTTP_ACTION_FORWARD || action == TCE_HTTP_ACTION_HOLD)) {
        action = tce_http_end(response->http, (tce_http_ending)end);
    }
    return action;
}

/* What releases a part of a chain releases all of it, and what refuses a part refuses all. */
tce_http_action ngx_http_tcenvelope_show_body(const ngx_http_request_t *r,
                                              ngx_http_tcenvelope_response_t *response,
                                              const ngx_chain_t *in) {
    tce_http_action all = TCE_HTTP_ACTION_FORWARD;
    for (; in != NULL && tce_http_outcome_of(response->http) == NULL; in = in->next) {
        const tce_http_action action = ngx_http_tcenvelope_show_buf(r, response, in->buf);
        if (all != TCE_HTTP_ACTION_RELEASE || action > TCE_HTTP_ACTION_RELEASE) {
            all = action;
        }
    }
    return all;
}

/* ---- Outcome --------------------------------------------------------------------------------*/

const tce_http_outcome *
ngx_http_tcenvelope_outcome(const ngx_http_tcenvelope_response_t *response) {
    static const tce_http_outcome none = {.verdict = TCE_HTTP_VERDICT_NONE};
    const tce_http_outcome *outcome = tce_http_outcome_of(response->http);
    return outcome == NULL ? &none : outcome;
}

/* A client that disconnects is not an error of the response. Logs what is wrong and where, never
 * the content. */
static void ngx_http_tcenvelope_log_unsound(const ngx_http_request_t *r,
                                            const tce_http_outcome *outcome) {
    char line[TCE_HTTP_LINE_MAX];
    const ngx_uint_t level = outcome->verdict == TCE_HTTP_VERDICT_UNSEEN && outcome->reason == NULL
                                 ? NGX_LOG_INFO
                                 : NGX_LOG_WARN;
    (void)tce_http_describe(outcome, line, sizeof(line));
    ngx_log_error(level, r->connection->log, 0, "tcenvelope: %s", line);
}

void ngx_http_tcenvelope_count(ngx_http_request_t *r, const tce_http_outcome *outcome) {
    const ngx_http_tcenvelope_main_conf_t *main =
        ngx_http_get_module_main_conf(r, ngx_http_tcenvelope_module);
    if (main->zone != NULL) {
        tce_http_count(main->zone->data, outcome);
    }
}

/* nginx also releases an upstream without a flush, when it cannot parse what the upstream sends. */
tce_http_ending ngx_http_tcenvelope_early_end(const ngx_http_request_t *r,
                                              const ngx_http_tcenvelope_response_t *response) {
    const ngx_connection_t *client = r->connection;
    return response->from_upstream && !ngx_http_tcenvelope_upstream_alive(r) && !client->error &&
                   !client->timedout
               ? TCE_HTTP_END_UPSTREAM_FAILED
               : TCE_HTTP_END_CLIENT_GONE;
}

/* The decoder's memory is larger than all the rest. */
static void ngx_http_tcenvelope_free_decoder(ngx_http_request_t *r,
                                             ngx_http_tcenvelope_response_t *response) {
    if (response->decoder != NULL) {
        (void)ngx_pfree(r->pool, response->decoder);
        response->decoder = NULL;
    }
}

void ngx_http_tcenvelope_response_close(ngx_http_request_t *r,
                                        ngx_http_tcenvelope_response_t *response) {
    if (response->closed) {
        return;
    }
    response->closed = 1;
    (void)tce_http_end(response->http, ngx_http_tcenvelope_early_end(r, response));
    ngx_http_tcenvelope_free_decoder(r, response);
    const tce_http_outcome *outcome = ngx_http_tcenvelope_outcome(response);
    ngx_http_tcenvelope_count(r, outcome);
    if (tce_http_is_unsound(response->http) || outcome->done == TCE_HTTP_DONE_REJECTED) {
        ngx_http_tcenvelope_log_unsound(r, outcome);
    }
}

ngx_uint_t ngx_http_tcenvelope_is_skipped(const ngx_http_request_t *r) {
    const ngx_http_tcenvelope_loc_conf_t *loc =
        ngx_http_get_module_loc_conf(r, ngx_http_tcenvelope_module);
    return r == r->main && loc->mode != TCE_HTTP_MODE_OFF && r->header_sent;
}
