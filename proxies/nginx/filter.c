/*
 * The order of the filters: "config" puts this one after gunzip and what precedes it, so that it
 * reads the body that the upstream meant, and before everything that changes bodies.
 */
#include "filter.h"

#include "abort.h"
#include "answer.h"
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
    if (tce_http_outcome_of(response->http) != NULL) {
        ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_IDLE);
        ngx_http_tcenvelope_response_close(r, response);
        (void)ngx_http_tcenvelope_trailer_add(r, response);
    }
}

static ngx_int_t ngx_http_tcenvelope_forward(ngx_http_request_t *r,
                                             ngx_http_tcenvelope_response_t *response,
                                             ngx_chain_t *in) {
    ngx_http_tcenvelope_settle(r, response);
    return ngx_http_next_body_filter(r, in);
}

/* Sends the header, the held bytes and the chain. */
static ngx_int_t ngx_http_tcenvelope_release(ngx_http_request_t *r,
                                             ngx_http_tcenvelope_response_t *response,
                                             ngx_chain_t *in) {
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_WATCHING);
    r->buffered &= ~NGX_HTTP_TCENVELOPE_BUFFERED & 0xf;
    ngx_http_tcenvelope_settle(r, response);
    ngx_int_t rc = ngx_http_next_header_filter(r);
    if (rc == NGX_ERROR || rc > NGX_OK) {
        return NGX_ERROR;
    }
    return ngx_http_next_body_filter(r, ngx_http_tcenvelope_hold_take(response, in));
}

static ngx_int_t ngx_http_tcenvelope_hold(ngx_http_request_t *r,
                                          ngx_http_tcenvelope_response_t *response,
                                          ngx_chain_t *in) {
    if (ngx_http_tcenvelope_hold_append(r, response, in) != NGX_OK) {
        (void)tce_http_miss(response->http);
        return ngx_http_tcenvelope_reject(r, response, in);
    }
    ngx_http_tcenvelope_consume(in);
    return NGX_OK;
}

/* Shows the chain to the library, and does what it answers. */
static ngx_int_t ngx_http_tcenvelope_validate(ngx_http_request_t *r,
                                              ngx_http_tcenvelope_response_t *response,
                                              ngx_chain_t *in) {
    switch (ngx_http_tcenvelope_show_body(r, response, in)) {
    case TCE_HTTP_ACTION_FORWARD:
        return ngx_http_tcenvelope_forward(r, response, in);
    case TCE_HTTP_ACTION_HOLD:
        return ngx_http_tcenvelope_hold(r, response, in);
    case TCE_HTTP_ACTION_RELEASE:
        return ngx_http_tcenvelope_release(r, response, in);
    case TCE_HTTP_ACTION_REJECT:
        return ngx_http_tcenvelope_reject(r, response, in);
    case TCE_HTTP_ACTION_ABORT:
        return ngx_http_tcenvelope_cut(r, response);
    default:
        return NGX_ERROR;
    }
}

static ngx_int_t ngx_http_tcenvelope_answer(ngx_http_request_t *r,
                                            ngx_http_tcenvelope_response_t *response,
                                            ngx_chain_t *in) {
    ngx_chain_t *envelope = ngx_http_tcenvelope_answer_body(r, response, in);
    if (envelope == NULL) {
        return NGX_OK;
    }
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_IDLE);
    return ngx_http_next_body_filter(r, envelope);
}

static ngx_int_t ngx_http_tcenvelope_body_filter(ngx_http_request_t *r, ngx_chain_t *in) {
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response(r);
    if (response == NULL || response->phase == NGX_HTTP_TCENVELOPE_IDLE) {
        return ngx_http_next_body_filter(r, in);
    }
    if (response->phase == NGX_HTTP_TCENVELOPE_CUT) {
        return NGX_ERROR;
    }
    if (in == NULL) {
        return response->phase == NGX_HTTP_TCENVELOPE_WATCHING ? ngx_http_next_body_filter(r, in)
                                                               : NGX_OK;
    }
    switch (response->phase) {
    case NGX_HTTP_TCENVELOPE_DRAINING:
        return ngx_http_tcenvelope_drain(r, response, in);
    case NGX_HTTP_TCENVELOPE_ANSWERING:
        return ngx_http_tcenvelope_answer(r, response, in);
    default:
        return ngx_http_tcenvelope_validate(r, response, in);
    }
}

/* ---- Header filter --------------------------------------------------------------------------*/

static ngx_int_t ngx_http_tcenvelope_begin_holding(ngx_http_request_t *r,
                                                   ngx_http_tcenvelope_response_t *response) {
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_HOLDING);
    r->buffered |= NGX_HTTP_TCENVELOPE_BUFFERED;
    /* A second upstream may need the request's body. Without this, nginx closes its file after
     * the header of the first upstream. */
    r->preserve_body = 1;
    return NGX_OK;
}

/* Does with the header what the library answers. */
static ngx_int_t ngx_http_tcenvelope_begin(ngx_http_request_t *r,
                                           ngx_http_tcenvelope_response_t *response,
                                           const tce_http_head *head) {
    switch (ngx_http_tcenvelope_show_head(r, response, head)) {
    case TCE_HTTP_ACTION_FORWARD:
        ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_WATCHING);
        return ngx_http_next_header_filter(r);
    case TCE_HTTP_ACTION_HOLD:
        return ngx_http_tcenvelope_begin_holding(r, response);
    case TCE_HTTP_ACTION_REJECT:
        return ngx_http_tcenvelope_rejection(r, response);
    case TCE_HTTP_ACTION_ABORT:
        return ngx_http_tcenvelope_cut(r, response);
    default:
        return NGX_ERROR;
    }
}

/* What nginx has to do for a response that is validated. */
static ngx_int_t ngx_http_tcenvelope_prepare(ngx_http_request_t *r,
                                             const ngx_http_tcenvelope_response_t *response) {
    if (response == NULL || response->http == NULL ||
        ngx_http_tcenvelope_trailer_announce(r, response) != NGX_OK) {
        return NGX_ERROR;
    }
    r->filter_need_in_memory = 1;
    if (response->loc->mode == TCE_HTTP_MODE_OBSERVE) {
        return NGX_OK;
    }
    r->allow_ranges = 0;
    return ngx_http_tcenvelope_watch_for_early_end(r);
}

/* After an internal failure (no memory, for example), only observe passes the response. */
static ngx_int_t ngx_http_tcenvelope_give_up(ngx_http_request_t *r,
                                             const ngx_http_tcenvelope_loc_conf_t *loc) {
    return loc->mode == TCE_HTTP_MODE_OBSERVE ? ngx_http_next_header_filter(r) : NGX_ERROR;
}

/* Whether r answers a rejection itself, and not with what a second upstream has sent. */
static ngx_uint_t ngx_http_tcenvelope_is_answer(const ngx_http_request_t *r,
                                                const ngx_http_tcenvelope_response_t *response) {
    return ngx_http_tcenvelope_outcome(response)->done == TCE_HTTP_DONE_REJECTED &&
           !ngx_http_tcenvelope_upstream_alive(r) && !ngx_http_tcenvelope_is_cached(r);
}

static ngx_int_t ngx_http_tcenvelope_send_answer(ngx_http_request_t *r,
                                                 ngx_http_tcenvelope_response_t *response) {
    if (response->enveloped) {
        response->enveloped = 0;
        ngx_http_tcenvelope_answer_header(r, response);
        ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_ANSWERING);
    }
    return ngx_http_next_header_filter(r);
}

/* Another response replaces the one of this context. */
static void ngx_http_tcenvelope_replace(ngx_http_request_t *r,
                                        ngx_http_tcenvelope_response_t *response) {
    ngx_http_tcenvelope_response_close(r, response);
    ngx_http_tcenvelope_set_phase(r, response, NGX_HTTP_TCENVELOPE_IDLE);
}

static ngx_int_t ngx_http_tcenvelope_filter_header(ngx_http_request_t *r) {
    const ngx_http_tcenvelope_loc_conf_t *loc =
        ngx_http_get_module_loc_conf(r, ngx_http_tcenvelope_module);
    const tce_http_head head = ngx_http_tcenvelope_head(r, loc);
    const tce_http_skip skip = ngx_http_tcenvelope_skip_of(r, loc, &head);
    if (skip != TCE_HTTP_SKIP_NONE && !tce_http_rejects_skip(&loc->policy, skip)) {
        return ngx_http_next_header_filter(r);
    }
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response_begin(r);
    return ngx_http_tcenvelope_prepare(r, response) == NGX_OK
               ? ngx_http_tcenvelope_begin(r, response, &head)
               : ngx_http_tcenvelope_give_up(r, loc);
}

static ngx_int_t ngx_http_tcenvelope_header_filter(ngx_http_request_t *r) {
    if (r != r->main) {
        return ngx_http_next_header_filter(r);
    }
    ngx_http_tcenvelope_response_t *response = ngx_http_tcenvelope_response(r);
    if (response != NULL && response->phase != NGX_HTTP_TCENVELOPE_CUT) {
        ngx_http_tcenvelope_replace(r, response);
        if (ngx_http_tcenvelope_is_answer(r, response)) {
            return ngx_http_tcenvelope_send_answer(r, response);
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
