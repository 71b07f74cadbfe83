/*
 * The order of the filters: "config" puts this one after gunzip and what precedes it, so that it
 * reads the body that the upstream meant, and before everything that changes bodies.
 *
 *     WATCHING --------------- violation, in abort -------------> CUT
 *        |  ^
 *        |  '-- overflow, passed ----------.
 *        v                                 |
 *      IDLE <------- sound --------- HOLDING -- unsound --> DRAINING -- the end --> IDLE
 */
#include "filter.h"

#include "conf.h"
#include "hold.h"
#include "response.h"
#include "trailer.h"

/* A bit of r->buffered, next to NGX_HTTP_SSI_BUFFERED, NGX_HTTP_SUB_BUFFERED and
 * NGX_HTTP_COPY_BUFFERED: the response is not complete while some of it is held. */
#define NGX_HTTP_TCENVELOPE_BUFFERED 0x08

static ngx_http_output_header_filter_pt ngx_http_next_header_filter;
static ngx_http_output_body_filter_pt ngx_http_next_body_filter;

static void ngx_http_tcenvelope_set_phase(const ngx_http_request_t *r,
                                          ngx_http_tcenvelope_response_t *response,
                                          ngx_http_tcenvelope_phase_e phase) {
#if (NGX_DEBUG)
    static const char *const names[] = {
        [NGX_HTTP_TCENVELOPE_IDLE] = "idle",       [NGX_HTTP_TCENVELOPE_WATCHING] = "watching",
        [NGX_HTTP_TCENVELOPE_HOLDING] = "holding", [NGX_HTTP_TCENVELOPE_DRAINING] = "draining",
        [NGX_HTTP_TCENVELOPE_CUT] = "cut",
    };
    if (phase != response->phase) {
        ngx_log_debug3(NGX_LOG_DEBUG_HTTP, r->connection->log, 0,
                       "tcenvelope: %s -> %s after %uL bytes", names[response->phase], names[phase],
                       response->bytes);
    }
#else
    (void)r;
#endif
    response->phase = phase;
}

/* ---- Abort ----------------------------------------------------------------------------------*/

#if (NGX_HTTP_CACHE)

/* The end of a body without an announced length arrives after nginx has stored it. */
static ngx_uint_t ngx_http_tcenvelope_is_stored(const ngx_http_request_t *r,
                                                const ngx_http_tcenvelope_response_t *response) {
    return r->cached || (r->upstream->cacheable && r->cache->updated &&
                         response->verdict != NGX_HTTP_TCENVELOPE_INCOMPLETE);
}

/* nginx treats a missing file as one that was never stored. */
static void ngx_http_tcenvelope_remove_file(const ngx_http_request_t *r) {
    const u_char *name = r->cache->file.name.data;
    if (name != NULL && ngx_delete_file(name) == NGX_FILE_ERROR && ngx_errno != NGX_ENOENT) {
        ngx_log_error(NGX_LOG_CRIT, r->connection->log, ngx_errno,
                      "tcenvelope: " ngx_delete_file_n " \"%s\" failed", name);
    }
}

static void ngx_http_tcenvelope_exclude_from_cache(ngx_http_request_t *r,
                                                   const ngx_http_tcenvelope_response_t *response) {
    if (r->upstream == NULL) {
        return;
    }
    if (r->cache != NULL && ngx_http_tcenvelope_is_stored(r, response)) {
        ngx_http_tcenvelope_remove_file(r);
    }
    r->upstream->cacheable = 0;
}

#else

static void ngx_http_tcenvelope_exclude_from_cache(ngx_http_request_t *r,
                                                   const ngx_http_tcenvelope_response_t *response) {
    (void)r;
    (void)response;
}

#endif

/* Without a length, the body ends when the connection closes, and HTTP/0.9 has no header to
 * announce one. A reset is not such an end. */
static ngx_uint_t ngx_http_tcenvelope_ends_with_connection(const ngx_http_request_t *r) {
    return r->http_version < NGX_HTTP_VERSION_10 ||
           (r->headers_out.content_length_n == -1 && !r->chunked);
}

static void ngx_http_tcenvelope_reset_on_close(const ngx_http_request_t *r) {
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
#if (NGX_HTTP_V2)
    if (r->stream != NULL) {
        return;
    }
#endif
    if (ngx_http_tcenvelope_ends_with_connection(r) &&
        setsockopt(r->connection->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) == -1) {
        ngx_log_error(NGX_LOG_ALERT, r->connection->log, ngx_socket_errno,
                      "tcenvelope: setsockopt(SO_LINGER) failed");
    }
}

static ngx_int_t ngx_http_tcenvelope_cut(ngx_http_request_t *r,
                                         ngx_http_tcenvelope_response_t *response) {
    ngx_http_tcenvelope_finish(response, ngx_http_tcenvelope_early_end(r, response));
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_CUT);
    response->action = NGX_HTTP_TCENVELOPE_ABORTED;
    r->connection->error = 1; /* with a post_action, NGX_ERROR alone does not close it */
    ngx_http_tcenvelope_exclude_from_cache(r, response);
    ngx_http_tcenvelope_reset_on_close(r);
    ngx_http_tcenvelope_response_close(r, response);
    return NGX_ERROR;
}

/* Closes a response that has its verdict. Losing the trailer does not mislead the client. */
static void ngx_http_tcenvelope_settle(ngx_http_request_t *r,
                                       ngx_http_tcenvelope_response_t *response) {
    if (response->verdict != NGX_HTTP_TCENVELOPE_NO_VERDICT) {
        ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_IDLE);
        ngx_http_tcenvelope_response_close(r, response);
        (void)ngx_http_tcenvelope_trailer_add(r, response);
    }
}

/* ---- Rejection ------------------------------------------------------------------------------*/

/*
 * nginx's own function for this, ngx_http_filter_finalize_request, may be called anywhere in the
 * body, so it terminates the request after the answer, and with it a second upstream that
 * error_page selected. At the end of the body there is nothing left to terminate: an error status
 * that is returned there reaches ngx_http_finalize_request like that of any handler. A response is
 * therefore rejected at its end, and an active upstream is ended early.
 */

static void ngx_http_tcenvelope_leave_cache(ngx_http_request_t *r) {
#if (NGX_HTTP_CACHE)
    r->cached = 0;
    /* A named location does not start with a cache entry of its own, unlike other redirects. An
     * active upstream still uses this one. */
    if (!ngx_http_tcenvelope_upstream_alive(r)) {
        r->cache = NULL;
    }
#else
    (void)r;
#endif
}

/* Nothing of the held response may show in the one that replaces it. */
static void ngx_http_tcenvelope_forget_response(ngx_http_request_t *r) {
    void *own = ngx_http_get_module_ctx(r, ngx_http_tcenvelope_module);
    ngx_http_clean_header(r);
    ngx_memzero(r->ctx, sizeof(void *) * ngx_http_max_module);
    ngx_http_set_ctx(r, own, ngx_http_tcenvelope_module);
    r->expect_trailers = 0;
    r->buffered &= ~NGX_HTTP_TCENVELOPE_BUFFERED & 0xf;
    ngx_http_tcenvelope_leave_cache(r);
}

/*
 * Returns the status for nginx to answer with. When nginx does not buffer the request body, the
 * first upstream has consumed it: a second one would wait for it, or take the rest for all of it.
 * No error_page is followed then.
 */
static ngx_int_t ngx_http_tcenvelope_rejection(ngx_http_request_t *r,
                                               ngx_http_tcenvelope_response_t *response) {
    r->error_page |= r->request_body_no_buffering;
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_IDLE);
    response->action = NGX_HTTP_TCENVELOPE_REJECTED;
    ngx_http_tcenvelope_response_close(r, response);
    ngx_http_tcenvelope_forget_response(r);
    return (ngx_int_t)response->loc->reject_status;
}

/* Ends the upstream as nginx does after a read error: it releases the upstream and sends a
 * flush. */
static void ngx_http_tcenvelope_end_upstream(const ngx_http_request_t *r,
                                             const ngx_http_tcenvelope_response_t *response) {
    ngx_http_upstream_t *upstream = r->upstream;
    if (ngx_http_tcenvelope_is_complete(response) || !response->from_upstream ||
        !ngx_http_tcenvelope_upstream_alive(r)) {
        return;
    }
    if (upstream->buffering && upstream->pipe != NULL) {
        upstream->pipe->upstream_error = 1;
    } else {
        upstream->error = 1;
    }
}

static ngx_int_t ngx_http_tcenvelope_drain(ngx_http_request_t *r,
                                           ngx_http_tcenvelope_response_t *response,
                                           ngx_chain_t *in) {
    ngx_http_tcenvelope_end_e end = ngx_http_tcenvelope_end_of(r, response, in);
    ngx_http_tcenvelope_consume(in);
    switch (end) {
    case NGX_HTTP_TCENVELOPE_COMPLETE:
        return ngx_http_tcenvelope_rejection(r, response);
    case NGX_HTTP_TCENVELOPE_DIED:
        /* gunzip, if it precedes this filter, returns only errors from a flush. */
        return ngx_http_special_response_handler(r, ngx_http_tcenvelope_rejection(r, response));
    default:
        ngx_http_tcenvelope_end_upstream(r, response);
        return NGX_OK;
    }
}

/*
 * nginx is about to close the connection, so the answer must be complete at once. An error_page may
 * read a file in a thread, wait for a subrequest or ask a second upstream, so none is followed. The
 * rate limit is off because nothing sends a delayed rest.
 */
static void ngx_http_tcenvelope_answer_at_once(ngx_http_request_t *r, ngx_int_t status) {
    r->error_page = 1;
    r->keepalive = 0;
    r->limit_rate = 0;
    r->limit_rate_set = 1;
    (void)ngx_http_special_response_handler(r, status);
}

/* nginx closes an HTTP/2 stream before the last cleanups of its request run: r->count is 0 then. */
static ngx_uint_t
ngx_http_tcenvelope_is_answerable(const ngx_http_request_t *r,
                                  const ngx_http_tcenvelope_response_t *response) {
    return r->count > 0 && (response->phase == NGX_HTTP_TCENVELOPE_HOLDING ||
                            response->phase == NGX_HTTP_TCENVELOPE_DRAINING);
}

/* A cleanup handler. When nginx cannot parse what the upstream sends, it terminates the request
 * in the middle of the body, and calls no filter. */
static void ngx_http_tcenvelope_end_early(void *data) {
    ngx_http_request_t *r = data;
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response(r);
    if (response == NULL || response->closed ||
        ngx_http_tcenvelope_early_end(r, response) != NGX_HTTP_TCENVELOPE_DIED) {
        return;
    }
    if (response->loc->mode == NGX_HTTP_TCENVELOPE_ABORT) {
        (void)ngx_http_tcenvelope_cut(r, response);
    } else if (ngx_http_tcenvelope_is_answerable(r, response)) {
        ngx_http_tcenvelope_answer_at_once(r, ngx_http_tcenvelope_rejection(r, response));
    }
}

static ngx_uint_t ngx_http_tcenvelope_version_of(const ngx_http_request_t *r) {
#if (NGX_HTTP_V2)
    if (r->stream != NULL) {
        return NGX_HTTP_VERSION_20;
    }
#endif
    return (ngx_uint_t)r->http_major * 1000 + (ngx_uint_t)r->http_minor;
}

/* For post_action nginx continues a terminated request as an HTTP/0.9 one to which nothing is
 * sent, and frees it afterwards. */
ngx_int_t ngx_http_tcenvelope_before_post_action(ngx_http_request_t *r) {
    if (!r->post_action || r != r->main) {
        return NGX_DECLINED;
    }
    r->post_action = 0;
    r->header_only = 0;
    r->http_version = ngx_http_tcenvelope_version_of(r);
    ngx_http_tcenvelope_end_early(r);
    r->post_action = 1;
    r->header_only = 1;
    r->http_version = NGX_HTTP_VERSION_9;
    return NGX_DECLINED;
}

static ngx_int_t ngx_http_tcenvelope_watch_for_early_end(ngx_http_request_t *r) {
    ngx_http_cleanup_t *cleanup = ngx_http_cleanup_add(r, 0);
    if (cleanup == NULL) {
        return NGX_ERROR;
    }
    cleanup->handler = ngx_http_tcenvelope_end_early;
    cleanup->data = r;
    return NGX_OK;
}

static ngx_int_t ngx_http_tcenvelope_reject(ngx_http_request_t *r,
                                            ngx_http_tcenvelope_response_t *response,
                                            ngx_chain_t *in) {
    ngx_http_tcenvelope_finish(response, NGX_HTTP_TCENVELOPE_NOT_ENDED);
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_DRAINING);
    ngx_http_tcenvelope_exclude_from_cache(r, response);
    return ngx_http_tcenvelope_drain(r, response, in);
}

/* ---- Body filter ----------------------------------------------------------------------------*/

static ngx_int_t ngx_http_tcenvelope_watch(ngx_http_request_t *r,
                                           ngx_http_tcenvelope_response_t *response,
                                           ngx_chain_t *in) {
    ngx_http_tcenvelope_validate(r, response, in);
    if (response->loc->mode == NGX_HTTP_TCENVELOPE_ABORT &&
        ngx_http_tcenvelope_is_unsound(response)) {
        return ngx_http_tcenvelope_cut(r, response);
    }
    ngx_http_tcenvelope_settle(r, response);
    return ngx_http_next_body_filter(r, in);
}

/* Sends the header, the held bytes and the chain. */
static ngx_int_t ngx_http_tcenvelope_release(ngx_http_request_t *r,
                                             ngx_http_tcenvelope_response_t *response,
                                             ngx_http_tcenvelope_action_e action, ngx_chain_t *in) {
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_WATCHING);
    response->action = action;
    r->buffered &= ~NGX_HTTP_TCENVELOPE_BUFFERED & 0xf;
    ngx_http_tcenvelope_settle(r, response);
    ngx_int_t rc = ngx_http_next_header_filter(r);
    if (rc == NGX_ERROR || rc > NGX_OK) {
        return NGX_ERROR;
    }
    return ngx_http_next_body_filter(r, ngx_http_tcenvelope_hold_take(response, in));
}

static ngx_int_t ngx_http_tcenvelope_overflow(ngx_http_request_t *r,
                                              ngx_http_tcenvelope_response_t *response,
                                              ngx_chain_t *in) {
    if (!ngx_http_tcenvelope_is_refused(response)) {
        return ngx_http_tcenvelope_release(r, response, NGX_HTTP_TCENVELOPE_OVERFLOWED, in);
    }
    response->reason = "larger than tcenvelope_hold_size";
    return ngx_http_tcenvelope_reject(r, response, in);
}

static ngx_int_t ngx_http_tcenvelope_hold(ngx_http_request_t *r,
                                          ngx_http_tcenvelope_response_t *response,
                                          ngx_chain_t *in) {
    ngx_http_tcenvelope_validate(r, response, in);
    if (response->overflowed) {
        return ngx_http_tcenvelope_overflow(r, response, in);
    }
    if (ngx_http_tcenvelope_is_unsound(response)) {
        return ngx_http_tcenvelope_reject(r, response, in);
    }
    if (response->verdict != NGX_HTTP_TCENVELOPE_NO_VERDICT) {
        return ngx_http_tcenvelope_release(r, response, NGX_HTTP_TCENVELOPE_RELEASED, in);
    }
    if (ngx_http_tcenvelope_hold_append(r, response, in) != NGX_OK) {
        response->unseen = 1;
        return ngx_http_tcenvelope_reject(r, response, in);
    }
    ngx_http_tcenvelope_consume(in);
    return NGX_OK;
}

static ngx_int_t ngx_http_tcenvelope_body_filter(ngx_http_request_t *r, ngx_chain_t *in) {
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response(r);
    if (response == NULL) {
        return ngx_http_next_body_filter(r, in);
    }
    switch (response->phase) {
    case NGX_HTTP_TCENVELOPE_WATCHING:
        return in == NULL ? ngx_http_next_body_filter(r, in)
                          : ngx_http_tcenvelope_watch(r, response, in);
    case NGX_HTTP_TCENVELOPE_HOLDING:
        return in == NULL ? NGX_OK : ngx_http_tcenvelope_hold(r, response, in);
    case NGX_HTTP_TCENVELOPE_DRAINING:
        return in == NULL ? NGX_OK : ngx_http_tcenvelope_drain(r, response, in);
    case NGX_HTTP_TCENVELOPE_CUT:
        return NGX_ERROR;
    default:
        return ngx_http_next_body_filter(r, in);
    }
}

/* ---- Header filter --------------------------------------------------------------------------*/

/* Whether the response is outside what the module validates, so that skipping it loses nothing. */
static ngx_uint_t ngx_http_tcenvelope_is_out_of_scope(const ngx_http_request_t *r,
                                                      const ngx_http_tcenvelope_loc_conf_t *loc) {
    ngx_uint_t status = r->headers_out.status;
    return r->method == NGX_HTTP_HEAD || r->header_only || status == NGX_HTTP_NO_CONTENT ||
           status == NGX_HTTP_NOT_MODIFIED ||
           (status != NGX_HTTP_PARTIAL_CONTENT &&
            !ngx_http_tcenvelope_validates_status(loc, status));
}

/* The slice module requests parts and joins them after this filter. In observe mode the client
 * may request a range, which nginx cuts out later; the other modes disable ranges. */
static ngx_uint_t ngx_http_tcenvelope_is_partial(const ngx_http_request_t *r,
                                                 const ngx_http_tcenvelope_loc_conf_t *loc) {
    return r->headers_out.status == NGX_HTTP_PARTIAL_CONTENT ||
           (r->upstream != NULL && r->upstream->headers_in.status_n == NGX_HTTP_PARTIAL_CONTENT) ||
           (loc->mode == NGX_HTTP_TCENVELOPE_OBSERVE && r->allow_ranges &&
            r->headers_in.range != NULL);
}

static ngx_uint_t ngx_http_tcenvelope_is_encoded(const ngx_http_request_t *r) {
    static u_char none[] = "identity";
    const ngx_table_elt_t *encoding = r->headers_out.content_encoding;
    return encoding != NULL && encoding->value.len > 0 &&
           (encoding->value.len != sizeof(none) - 1 ||
            ngx_strncasecmp(encoding->value.data, none, sizeof(none) - 1) != 0);
}

/* Why a response in scope cannot be validated, or NULL. */
static const char *ngx_http_tcenvelope_skip_reason(ngx_http_request_t *r,
                                                   ngx_http_tcenvelope_loc_conf_t *loc) {
    if (ngx_http_tcenvelope_is_partial(r, loc)) {
        return "partial content";
    }
    if (ngx_http_tcenvelope_is_encoded(r)) {
        return "encoded content";
    }
    return ngx_http_test_content_type(r, &loc->types) == NULL ? "content of another type" : NULL;
}

static ngx_int_t ngx_http_tcenvelope_skip(ngx_http_request_t *r,
                                          const ngx_http_tcenvelope_loc_conf_t *loc,
                                          const char *reason) {
    if (loc->mode != NGX_HTTP_TCENVELOPE_HOLD || loc->on_skip == NGX_HTTP_TCENVELOPE_PASS) {
        return ngx_http_next_header_filter(r);
    }
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response_begin_skipped(r);
    if (response == NULL) {
        return NGX_ERROR;
    }
    response->reason = reason;
    return ngx_http_tcenvelope_rejection(r, response);
}

static ngx_int_t ngx_http_tcenvelope_begin_holding(ngx_http_request_t *r,
                                                   ngx_http_tcenvelope_response_t *response) {
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_HOLDING);
    response->hold_limit = (uint64_t)response->loc->hold_size;
    r->buffered |= NGX_HTTP_TCENVELOPE_BUFFERED;
    /* A second upstream may need the request's body. Without this, nginx closes its file after
     * the header of the first upstream. */
    r->preserve_body = 1;
    return NGX_OK;
}

static ngx_int_t ngx_http_tcenvelope_begin_watching(ngx_http_request_t *r,
                                                    ngx_http_tcenvelope_response_t *response) {
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_WATCHING);
    response->action = NGX_HTTP_TCENVELOPE_PASSED;
    /* No body follows the header. */
    if (response->loc->mode == NGX_HTTP_TCENVELOPE_ABORT && response->length == 0) {
        ngx_http_tcenvelope_finish(response, NGX_HTTP_TCENVELOPE_COMPLETE);
        return ngx_http_tcenvelope_cut(r, response);
    }
    return ngx_http_next_header_filter(r);
}

/* After an internal failure (no memory, for example), only observe passes the response. */
static ngx_int_t ngx_http_tcenvelope_give_up(ngx_http_request_t *r,
                                             const ngx_http_tcenvelope_loc_conf_t *loc,
                                             ngx_http_tcenvelope_response_t *response) {
    if (loc->mode != NGX_HTTP_TCENVELOPE_OBSERVE) {
        return NGX_ERROR;
    }
    if (response != NULL) {
        response->action = NGX_HTTP_TCENVELOPE_PASSED;
    }
    return ngx_http_next_header_filter(r);
}

static ngx_int_t ngx_http_tcenvelope_begin(ngx_http_request_t *r,
                                           const ngx_http_tcenvelope_loc_conf_t *loc) {
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response_begin(r);
    if (response == NULL || response->validator == NULL ||
        ngx_http_tcenvelope_trailer_announce(r, response) != NGX_OK) {
        return ngx_http_tcenvelope_give_up(r, loc, response);
    }
    r->filter_need_in_memory = 1;
    if (loc->mode != NGX_HTTP_TCENVELOPE_OBSERVE) {
        r->allow_ranges = 0;
        if (ngx_http_tcenvelope_watch_for_early_end(r) != NGX_OK) {
            return NGX_ERROR;
        }
    }
    return loc->mode == NGX_HTTP_TCENVELOPE_HOLD ? ngx_http_tcenvelope_begin_holding(r, response)
                                                 : ngx_http_tcenvelope_begin_watching(r, response);
}

static ngx_uint_t ngx_http_tcenvelope_is_cached(const ngx_http_request_t *r) {
#if (NGX_HTTP_CACHE)
    return r->cached;
#else
    (void)r;
    return 0;
#endif
}

/* Whether r answers a rejection itself, and not with what a second upstream has sent. */
static ngx_uint_t ngx_http_tcenvelope_is_answer(const ngx_http_request_t *r,
                                                const ngx_http_tcenvelope_response_t *response) {
    return response->action == NGX_HTTP_TCENVELOPE_REJECTED &&
           !ngx_http_tcenvelope_upstream_alive(r) && !ngx_http_tcenvelope_is_cached(r);
}

/* Another response replaces the one of this context. */
static void ngx_http_tcenvelope_replace(ngx_http_request_t *r,
                                        ngx_http_tcenvelope_response_t *response) {
    ngx_http_tcenvelope_response_close(r, response);
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_IDLE);
}

/* Whether the location and the header ask for validation. nginx's own error pages are not
 * validated: nginx does not check whether their header may be sent. */
static ngx_uint_t ngx_http_tcenvelope_is_guarded(const ngx_http_request_t *r,
                                                 const ngx_http_tcenvelope_loc_conf_t *loc) {
    return r->err_status < NGX_HTTP_SPECIAL_RESPONSE && loc->mode != NGX_HTTP_TCENVELOPE_OFF &&
           !ngx_http_tcenvelope_is_out_of_scope(r, loc);
}

static ngx_int_t ngx_http_tcenvelope_filter_header(ngx_http_request_t *r) {
    ngx_http_tcenvelope_loc_conf_t *loc =
        ngx_http_get_module_loc_conf(r, ngx_http_tcenvelope_module);
    if (!ngx_http_tcenvelope_is_guarded(r, loc)) {
        return ngx_http_next_header_filter(r);
    }
    const char *reason = ngx_http_tcenvelope_skip_reason(r, loc);
    return reason == NULL ? ngx_http_tcenvelope_begin(r, loc)
                          : ngx_http_tcenvelope_skip(r, loc, reason);
}

static ngx_int_t ngx_http_tcenvelope_header_filter(ngx_http_request_t *r) {
    if (r != r->main) {
        return ngx_http_next_header_filter(r);
    }
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response(r);
    if (response != NULL && response->phase != NGX_HTTP_TCENVELOPE_CUT) {
        ngx_http_tcenvelope_replace(r, response);
        if (ngx_http_tcenvelope_is_answer(r, response)) {
            return ngx_http_next_header_filter(r);
        }
    }
    return ngx_http_tcenvelope_filter_header(r);
}

void ngx_http_tcenvelope_filter_init(void) {
    ngx_http_next_header_filter = ngx_http_top_header_filter;
    ngx_http_top_header_filter = ngx_http_tcenvelope_header_filter;
    ngx_http_next_body_filter = ngx_http_top_body_filter;
    ngx_http_top_body_filter = ngx_http_tcenvelope_body_filter;
}
