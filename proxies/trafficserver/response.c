#include "response.h"

response *response_create(TSHttpTxn txn, const settings *s) {
    response *r = TSmalloc(sizeof(*r));
    *r = (response){.txn = txn, .settings = s, .length = TCE_HTTP_LENGTH_UNKNOWN};
    return r;
}

/* ---- Start -----------------------------------------------------------------------------------*/

static void reset(response *r) {
    const size_t size = r->settings->storage_size;
    if (r->http != NULL) {
        tce_http_reset(r->http);
    } else {
        r->http = tce_http_init(TSmalloc(size), size, &r->settings->policy);
    }
    TSfree(r->decoder);
    r->decoder = NULL;
}

static void give_decoder(response *r) {
    const size_t size = tce_http_decoder_size(r->http);
    if (size > 0) {
        r->decoder = TSmalloc(size);
        (void)tce_http_give_decoder(r->http, r->decoder, size);
    }
}

tce_http_action response_begin(response *r, const tce_http_head *head) {
    reset(r);
    const tce_http_action action = tce_http_begin(r->http, head);
    give_decoder(r);
    r->length = head->content_length;
    r->phase = action == TCE_HTTP_ACTION_HOLD    ? PHASE_HOLDING
               : action == TCE_HTTP_ACTION_ABORT ? PHASE_CUTTING
                                                 : PHASE_WATCHING;
    return action;
}

tce_http_action response_miss(response *r) {
    const tce_http_action action = tce_http_miss(r->http);
    if (action != TCE_HTTP_ACTION_MISUSE) {
        return action;
    }
    switch (r->settings->policy.mode) {
    case TCE_HTTP_MODE_HOLD:
        return TCE_HTTP_ACTION_REJECT;
    case TCE_HTTP_MODE_ABORT:
        return TCE_HTTP_ACTION_ABORT;
    default:
        return TCE_HTTP_ACTION_FORWARD;
    }
}

/* ---- End -------------------------------------------------------------------------------------*/

static bool has_reached(const response *r, TSMilestonesType milestone) {
    TSHRTime time = 0;
    return TSHttpTxnMilestoneGet(r->txn, milestone, &time) == TS_SUCCESS && time != 0;
}

/* The side of the upstream is also closed when a client has left. But the end of the client's side
 * is noted only where the client ended it, not where Traffic Server does since the upstream is
 * gone. */
bool response_broke_off(const response *r) {
    return has_reached(r, TS_MILESTONE_SERVER_CLOSE) && !has_reached(r, TS_MILESTONE_UA_CLOSE);
}

void response_destroy(response *r) {
    if (r->transform != NULL) {
        TSContDestroy(r->transform);
    }
    if (r->buffer != NULL) {
        TSIOBufferDestroy(r->buffer);
    }
    TSContDestroy(r->guard);
    TSfree(r->decoder);
    TSfree(r->http);
    TSfree(r);
}
