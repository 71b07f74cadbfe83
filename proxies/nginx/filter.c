/*
 * The order of the filters: "config" puts this one after gunzip and what precedes it, so that it
 * reads the body that the upstream meant, and before everything that changes bodies.
 */
#include "filter.h"

#include "abort.h"
#include "cache.h"
#include "early_end.h"
#include "hold.h"
#include "phase.h"
#include "reject.h"
#include "scope.h"
#include "trailer.h"

static ngx_http_output_header_filter_pt ngx_http_next_header_filter;
static ngx_http_output_body_filter_pt ngx_http_next_body_filter;

/* ---- Body filter ----------------------------------------------------------------------------*/

/* Closes a response that has its verdict. Losing the trailer does not mislead the client. */
static void ngx_http_tcenvelope_settle(ngx_http_request_t *r,
                                       ngx_http_tcenvelope_response_t *response) {
    if (response->verdict != NGX_HTTP_TCENVELOPE_NO_VERDICT) {
        ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_IDLE);
        ngx_http_tcenvelope_response_close(r, response);
        (void)ngx_http_tcenvelope_trailer_add(r, response);
    }
}

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
