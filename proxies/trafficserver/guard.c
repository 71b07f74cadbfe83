#include "guard.h"

#include "head.h"
#include "outcome.h"
#include "reject.h"
#include "response.h"
#include "transform.h"

static const tce_text range = {"Range", 5};

/* Of the transaction's argument that says that it is guarded or exempt. The copies of this plugin
 * (see counters.c) share it. */
static int argument;

const char *guard_open(void) {
    return TSUserArgIndexReserve(TS_USER_ARGS_TXN, PLUGIN_NAME, "is guarded or exempt",
                                 &argument) == TS_SUCCESS
               ? NULL
               : "no argument of a transaction is left";
}

/* ---- The response's head ---------------------------------------------------------------------*/

typedef TSReturnCode get_head(TSHttpTxn txn, TSMBuffer *buffer, TSMLoc *head);

static bool follows_ranges(const response *r) {
    return r->settings->policy.mode == TCE_HTTP_MODE_OBSERVE;
}

/* What comes from the cache is not stored again. */
static TSEvent begin(response *r, TSMBuffer buffer, TSMLoc response_head, bool is_cached) {
    char codings[HEAD_CODINGS_MAX];
    tce_http_head head = head_read(r->txn, buffer, response_head, codings);
    head.is_partial = is_cached && follows_ranges(r) && head_request_has(r->txn, range);
    const tce_http_action action = response_begin(r, &head);
    TSHttpTxnTransformedRespCache(r->txn, !is_cached);
    if (action == TCE_HTTP_ACTION_REJECT) {
        (void)TSHttpTxnServerRespNoStoreSet(r->txn, 1);
        reject_transaction(r);
        return TS_EVENT_HTTP_ERROR;
    }
    if (tce_http_skip_of(&r->settings->policy, &head) == TCE_HTTP_SKIP_NONE) {
        transform_add(r);
    }
    return TS_EVENT_HTTP_CONTINUE;
}

static TSEvent begin_with(response *r, get_head *get, bool is_cached) {
    TSMBuffer buffer;
    TSMLoc head;
    if (get(r->txn, &buffer, &head) != TS_SUCCESS) {
        return TS_EVENT_HTTP_CONTINUE;
    }
    const TSEvent next = begin(r, buffer, head, is_cached);
    TSHandleMLocRelease(buffer, TS_NULL_MLOC, head);
    return next;
}

static bool is_not_modified(TSHttpTxn txn) {
    TSMBuffer buffer;
    TSMLoc head;
    if (TSHttpTxnServerRespGet(txn, &buffer, &head) != TS_SUCCESS) {
        return false;
    }
    const bool same = TSHttpHdrStatusGet(buffer, head) == TS_HTTP_STATUS_NOT_MODIFIED;
    TSHandleMLocRelease(buffer, TS_NULL_MLOC, head);
    return same;
}

/* An upstream that says 304 to Traffic Server makes it serve what is stored. */
static TSEvent server_answered(response *r) {
    int lookup = TS_CACHE_LOOKUP_MISS;
    (void)TSHttpTxnCacheLookupStatusGet(r->txn, &lookup);
    const bool is_cached = lookup == TS_CACHE_LOOKUP_HIT_STALE && is_not_modified(r->txn);
    return begin_with(r, is_cached ? TSHttpTxnCachedRespGet : TSHttpTxnServerRespGet, is_cached);
}

/* A part of a stored response cannot be validated, so all of it is sent. */
static TSEvent cache_answered(response *r) {
    int lookup = TS_CACHE_LOOKUP_MISS;
    (void)TSHttpTxnCacheLookupStatusGet(r->txn, &lookup);
    const bool is_fresh = lookup == TS_CACHE_LOOKUP_HIT_FRESH;
    if (!follows_ranges(r) && (is_fresh || lookup == TS_CACHE_LOOKUP_HIT_STALE)) {
        head_request_remove(r->txn, range);
    }
    return is_fresh ? begin_with(r, TSHttpTxnCachedRespGet, true) : TS_EVENT_HTTP_CONTINUE;
}

/* ---- The client's head -----------------------------------------------------------------------*/

static TSEvent client_answered(response *r) {
    TSMBuffer buffer;
    TSMLoc head;
    if (TSHttpTxnClientRespGet(r->txn, &buffer, &head) == TS_SUCCESS) {
        r->client_status = (uint16_t)TSHttpHdrStatusGet(buffer, head);
        TSHandleMLocRelease(buffer, TS_NULL_MLOC, head);
    }
    if (r->is_replaced) {
        reject_head(r);
    }
    transform_head_is_out(r);
    return TS_EVENT_HTTP_CONTINUE;
}

/* ---- Hooks -----------------------------------------------------------------------------------*/

/* The transform can close later than the transaction. */
static TSEvent transaction_closed(response *r) {
    outcome_close(r);
    r->txn_closed = true;
    if (r->transform == NULL || TSVConnClosedGet(r->transform) != 0) {
        response_destroy(r);
    }
    return TS_EVENT_HTTP_CONTINUE;
}

static TSEvent follow(response *r, TSEvent event) {
    switch (event) {
    case TS_EVENT_HTTP_CACHE_LOOKUP_COMPLETE:
        return cache_answered(r);
    case TS_EVENT_HTTP_READ_RESPONSE_HDR:
        return server_answered(r);
    case TS_EVENT_HTTP_SEND_RESPONSE_HDR:
        return client_answered(r);
    case TS_EVENT_HTTP_TXN_CLOSE:
        return transaction_closed(r);
    default:
        return TS_EVENT_HTTP_CONTINUE;
    }
}

static int handle(TSCont guard, TSEvent event, void *data) {
    TSHttpTxn txn = data;
    TSHttpTxnReenable(txn, follow(TSContDataGet(guard), event));
    return 0;
}

void guard_begin(TSHttpTxn txn, const settings *s) {
    static const TSHttpHookID hooks[] = {TS_HTTP_CACHE_LOOKUP_COMPLETE_HOOK,
                                         TS_HTTP_READ_RESPONSE_HDR_HOOK,
                                         TS_HTTP_SEND_RESPONSE_HDR_HOOK, TS_HTTP_TXN_CLOSE_HOOK};
    if (TSUserArgGet(txn, argument) != NULL) {
        return;
    }
    guard_exempt(txn);
    if (s->policy.mode == TCE_HTTP_MODE_OFF) {
        return;
    }
    response *r = response_create(txn, s);
    r->guard = TSContCreate(handle, NULL);
    TSContDataSet(r->guard, r);
    for (size_t i = 0; i < COUNT(hooks); i++) {
        TSHttpTxnHookAdd(txn, hooks[i], r->guard);
    }
}

void guard_exempt(TSHttpTxn txn) {
    TSUserArgSet(txn, argument, &argument);
}
