/*
 * Which filter runs when: "config" puts this one right behind gunzip and what stands before it, so
 * that it sees what the upstream meant, and in front of all that changes bodies.
 *
 *     WATCHING --------------- violation, in abort -------------> CUT
 *        |  ^
 *        |  '-- no more room, passed on --.
 *        v                                |
 *      IDLE <------- sound --------- KEEPING -- unsound --> DRAINING -- the end --> IDLE
 */
#include "filter.h"

#include "hold.h"
#include "trailer.h"

/* Of r->buffered, beside NGX_HTTP_SSI_, _SUB_ and _COPY_BUFFERED: the response is not finished
 * while some of it is kept. */
#define NGX_HTTP_TCENVELOPE_BUFFERED 0x08

static ngx_http_output_header_filter_pt ngx_http_next_header_filter;
static ngx_http_output_body_filter_pt ngx_http_next_body_filter;

/* ---- Ends -----------------------------------------------------------------------------------*/

#if (NGX_HTTP_CACHE)

/* A body whose length was not announced ends after nginx has stored it. */
static ngx_uint_t ngx_http_tcenvelope_is_stored(const ngx_http_request_t *r,
                                                const ngx_http_tcenvelope_response_t *response) {
    return r->cached || (r->upstream->cacheable && r->cache->updated &&
                         response->verdict != NGX_HTTP_TCENVELOPE_INCOMPLETE);
}

/* nginx takes a file that is gone for one that was never stored. */
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

/* Without a length a closed connection is the body's end, and HTTP/0.9 has not even a header to
 * tell it in; a reset one is not. */
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
    response->phase = NGX_HTTP_TCENVELOPE_CUT;
    response->action = NGX_HTTP_TCENVELOPE_ABORTED;
    r->connection->error = 1; /* NGX_ERROR alone does not close it where there is a post_action */
    ngx_http_tcenvelope_exclude_from_cache(r, response);
    ngx_http_tcenvelope_reset_on_close(r);
    ngx_http_tcenvelope_response_close(r, response);
    return NGX_ERROR;
}

/* The verdict has come. A client that misses the trailer was not told anything wrong. */
static void ngx_http_tcenvelope_settle(ngx_http_request_t *r,
                                       ngx_http_tcenvelope_response_t *response) {
    if (response->verdict != NGX_HTTP_TCENVELOPE_NO_VERDICT) {
        response->phase = NGX_HTTP_TCENVELOPE_IDLE;
        ngx_http_tcenvelope_response_close(r, response);
        (void)ngx_http_tcenvelope_trailer_add(r, response);
    }
}

/* ---- Rejection ------------------------------------------------------------------------------*/

/*
 * nginx's own way, ngx_http_filter_finalize_request, tears the request down behind the answer, and
 * with it a second upstream that error_page went to. It has to, for it may be called anywhere in
 * the body. At the body's end there is nothing to tear down, and the status of an error, returned
 * from there, comes to ngx_http_finalize_request like one of any handler. So a response is rejected
 * at its end, and an upstream is brought to its end early.
 */

static void ngx_http_tcenvelope_leave_cache(ngx_http_request_t *r) {
#if (NGX_HTTP_CACHE)
    r->cached = 0;
    /* A named location does not begin with a cache entry of its own, as other redirections do. An
     * upstream that is still at work goes on using this one. */
    if (!ngx_http_tcenvelope_upstream_alive(r)) {
        r->cache = NULL;
    }
#else
    (void)r;
#endif
}

/* Nothing of the response that was kept back may show in the one that takes its place. */
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
 * The status that nginx is to answer with. The body of a request that nginx does not buffer is gone
 * with the first upstream: a second one would wait for it, or take what is left for all of it. So
 * no error_page is followed.
 */
static ngx_int_t ngx_http_tcenvelope_rejection(ngx_http_request_t *r,
                                               ngx_http_tcenvelope_response_t *response) {
    r->error_page |= r->request_body_no_buffering;
    response->phase = NGX_HTTP_TCENVELOPE_IDLE;
    response->action = NGX_HTTP_TCENVELOPE_REJECTED;
    ngx_http_tcenvelope_response_close(r, response);
    ngx_http_tcenvelope_forget_response(r);
    return (ngx_int_t)response->loc->reject_status;
}

/* What nginx does when it fails to read an upstream: it lets go of it, and says so with a flush. */
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
        /* gunzip, if it stands before, returns nothing but errors from a flush. */
        return ngx_http_special_response_handler(r, ngx_http_tcenvelope_rejection(r, response));
    default:
        ngx_http_tcenvelope_end_upstream(r, response);
        return NGX_OK;
    }
}

/*
 * There is still time for an answer, but for none that needs time: nginx is about to close the
 * connection. A page that error_page names may read a file in a thread, wait for a subrequest, or
 * send the request to a second upstream, so none is followed; nor does a rate limit hold back what
 * nobody is there to send later.
 */
static void ngx_http_tcenvelope_answer_at_once(ngx_http_request_t *r, ngx_int_t status) {
    r->error_page = 1;
    r->keepalive = 0;
    r->limit_rate = 0;
    r->limit_rate_set = 1;
    (void)ngx_http_special_response_handler(r, status);
}

/* A stream of HTTP/2 is closed before the last of its cleanups run: nothing counts it then. */
static ngx_uint_t
ngx_http_tcenvelope_is_answerable(const ngx_http_request_t *r,
                                  const ngx_http_tcenvelope_response_t *response) {
    return r->count > 0 && (response->phase == NGX_HTTP_TCENVELOPE_HOLDING ||
                            response->phase == NGX_HTTP_TCENVELOPE_DRAINING);
}

/* nginx tears the request down in the middle of the body, so that no filter hears of it: it cannot
 * read what the upstream sends. */
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

/* For post_action nginx goes on with a request that it has given up, as one of HTTP/0.9 to which
 * nothing is sent, and tears it down when that is done. */
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
    response->phase = NGX_HTTP_TCENVELOPE_DRAINING;
    ngx_http_tcenvelope_exclude_from_cache(r, response);
    return ngx_http_tcenvelope_drain(r, response, in);
}

/* ---- The body -------------------------------------------------------------------------------*/

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

/* Sends the header, what was kept, and the chain. */
static ngx_int_t ngx_http_tcenvelope_release(ngx_http_request_t *r,
                                             ngx_http_tcenvelope_response_t *response,
                                             ngx_http_tcenvelope_action_e action, ngx_chain_t *in) {
    response->phase = NGX_HTTP_TCENVELOPE_WATCHING;
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

/* ---- The header -----------------------------------------------------------------------------*/

/* Whether the response is none to be judged, and nothing is missing when it is not. */
static ngx_uint_t ngx_http_tcenvelope_is_out_of_scope(const ngx_http_request_t *r,
                                                      const ngx_http_tcenvelope_loc_conf_t *loc) {
    ngx_uint_t status = r->headers_out.status;
    return r->method == NGX_HTTP_HEAD || r->header_only || status == NGX_HTTP_NO_CONTENT ||
           status == NGX_HTTP_NOT_MODIFIED ||
           (status != NGX_HTTP_PARTIAL_CONTENT &&
            !ngx_http_tcenvelope_validates_status(loc, status));
}

/* The slice module asks for parts, and puts them together behind this filter. In observe the client
 * may ask for a part, and nginx cuts it out; the other modes do not let it. */
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

/* Why a response in scope cannot be judged, or NULL. */
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
    response->phase = NGX_HTTP_TCENVELOPE_HOLDING;
    response->hold_limit = (uint64_t)response->loc->hold_size;
    r->buffered |= NGX_HTTP_TCENVELOPE_BUFFERED;
    /* A second upstream may need the body of the request. nginx would close its file with the
     * header of the first one. */
    r->preserve_body = 1;
    return NGX_OK;
}

static ngx_int_t ngx_http_tcenvelope_begin_watching(ngx_http_request_t *r,
                                                    ngx_http_tcenvelope_response_t *response) {
    response->phase = NGX_HTTP_TCENVELOPE_WATCHING;
    response->action = NGX_HTTP_TCENVELOPE_PASSED;
    /* With the header of an empty body all is said. */
    if (response->loc->mode == NGX_HTTP_TCENVELOPE_ABORT && response->length == 0) {
        ngx_http_tcenvelope_finish(response, NGX_HTTP_TCENVELOPE_COMPLETE);
        return ngx_http_tcenvelope_cut(r, response);
    }
    return ngx_http_next_header_filter(r);
}

/* What cannot be judged for a failure of ours is passed in observe alone. */
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

/* Another response takes the place of one that was judged, or was being judged. Returns whether it
 * is nginx's answer to a rejection, and not what a second upstream has sent. */
static ngx_uint_t ngx_http_tcenvelope_is_answer(ngx_http_request_t *r) {
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response(r);
    if (response == NULL || response->phase == NGX_HTTP_TCENVELOPE_CUT) {
        return 0;
    }
    ngx_http_tcenvelope_response_close(r, response);
    response->phase = NGX_HTTP_TCENVELOPE_IDLE;
    return response->action == NGX_HTTP_TCENVELOPE_REJECTED &&
           !ngx_http_tcenvelope_upstream_alive(r) && !ngx_http_tcenvelope_is_cached(r);
}

static ngx_int_t ngx_http_tcenvelope_header_filter(ngx_http_request_t *r) {
    ngx_http_tcenvelope_loc_conf_t *loc =
        ngx_http_get_module_loc_conf(r, ngx_http_tcenvelope_module);
    /* nginx's own error pages are not judged: it does not ask whether their header may be sent. */
    if (r != r->main || ngx_http_tcenvelope_is_answer(r) ||
        r->err_status >= NGX_HTTP_SPECIAL_RESPONSE || loc->mode == NGX_HTTP_TCENVELOPE_OFF ||
        ngx_http_tcenvelope_is_out_of_scope(r, loc)) {
        return ngx_http_next_header_filter(r);
    }
    const char *reason = ngx_http_tcenvelope_skip_reason(r, loc);
    return reason == NULL ? ngx_http_tcenvelope_begin(r, loc)
                          : ngx_http_tcenvelope_skip(r, loc, reason);
}

void ngx_http_tcenvelope_filter_init(void) {
    ngx_http_next_header_filter = ngx_http_top_header_filter;
    ngx_http_top_header_filter = ngx_http_tcenvelope_header_filter;
    ngx_http_next_body_filter = ngx_http_top_body_filter;
    ngx_http_top_body_filter = ngx_http_tcenvelope_body_filter;
}
