#include "reject.h"

#include "head.h"

#include <string.h>

static const tce_text content_type = {"Content-Type", 12};
static const tce_text cache_control = {"Cache-Control", 13};
static const tce_text json = {"application/json", 16};
static const tce_text no_store = {"no-store", 8};

static bool has_envelope(const response *r) {
    return r->settings->body == REJECT_BODY_ENVELOPE &&
           tce_http_outcome_of(r->http)->done == TCE_HTTP_DONE_REJECTED;
}

/* Writes the answer. Returns its length. */
static size_t write_body(const response *r, char body[TCE_HTTP_REJECT_BODY_MAX]) {
    char uuid[TS_CRUUID_STRING_LEN + 1] = "";
    if (!has_envelope(r)) {
        return 0;
    }
    (void)TSClientRequestUuidGet(r->txn, uuid);
    const tce_text own = {uuid, strlen(uuid)};
    return tce_http_reject_body(r->http, own, body, TCE_HTTP_REJECT_BODY_MAX);
}

/* Only a rejection has the status of the policy; what the upstream did not complete has 502. */
static TSHttpStatus status_of(const response *r) {
    const bool rejected = tce_http_outcome_of(r->http)->done == TCE_HTTP_DONE_REJECTED;
    return rejected ? (TSHttpStatus)r->settings->policy.reject_status : TS_HTTP_STATUS_BAD_GATEWAY;
}

static void set_status(const response *r, TSMBuffer buffer, TSMLoc head) {
    const TSHttpStatus status = status_of(r);
    const char *reason = TSHttpHdrReasonLookup(status);
    (void)TSHttpHdrStatusSet(buffer, head, status);
    (void)TSHttpHdrReasonSet(buffer, head, reason, (int)strlen(reason));
    head_set(buffer, head, cache_control, no_store);
}

void reject_output(response *r) {
    TSMBuffer buffer;
    TSMLoc head;
    char body[TCE_HTTP_REJECT_BODY_MAX];
    const size_t size = write_body(r, body);
    if (TSHttpTxnTransformRespGet(r->txn, &buffer, &head) == TS_SUCCESS) {
        head_clear(buffer, head); /* nothing of the response may show */
        head_set(buffer, head, content_type, size > 0 ? json : (tce_text){NULL, 0});
        set_status(r, buffer, head);
        TSHandleMLocRelease(buffer, TS_NULL_MLOC, head);
    }
    r->written += TSIOBufferWrite(r->buffer, body, (int64_t)size);
}

void reject_transaction(response *r) {
    char body[TCE_HTTP_REJECT_BODY_MAX];
    const size_t size = write_body(r, body);
    r->is_replaced = true;
    TSHttpTxnStatusSet(r->txn, status_of(r));
    if (size > 0) {
        char *copy = TSmalloc(size); /* Traffic Server frees it */
        memcpy(copy, body, size);
        TSHttpTxnErrorBodySet(r->txn, copy, size, TSstrdup(json.bytes));
    }
}

void reject_head(response *r) {
    TSMBuffer buffer;
    TSMLoc head;
    if (TSHttpTxnClientRespGet(r->txn, &buffer, &head) == TS_SUCCESS) {
        set_status(r, buffer, head);
        TSHandleMLocRelease(buffer, TS_NULL_MLOC, head);
    }
}
