/*
 * Traffic Server writes the body to the transform's write VIO, the input, and the transform to the
 * connection that follows it, the output. Its first write makes Traffic Server send the head; until
 * then the head can change.
 */
#include "transform.h"

#include "client.h"
#include "reject.h"

/* Bytes of a block of the output: held responses are small. */
#define BLOCK_SIZE TS_IOBUFFER_SIZE_INDEX_8K

/* What was sent before a cut gets this long to leave the server. */
#define CUT_DELAY_MS 20

/* ---- Output ----------------------------------------------------------------------------------*/

/* Begins to write, with the total number of bytes or INT64_MAX. */
static void output_begin(response *r, int64_t total) {
    if (r->output == NULL) {
        r->output =
            TSVConnWrite(TSTransformOutputVConnGet(r->transform), r->transform, r->reader, total);
    }
}

/* The total that the head announces. */
static int64_t announced(const response *r) {
    return r->length <= INT64_MAX ? (int64_t)r->length : INT64_MAX;
}

static void output_continue(response *r) {
    if (r->output != NULL) {
        TSVIOReenable(r->output);
    }
}

static void output_end(response *r) {
    output_begin(r, r->written);
    TSVIONBytesSet(r->output, r->written);
    TSVIOReenable(r->output);
}

/* ---- Taking ----------------------------------------------------------------------------------*/

static bool input_is_open(TSVIO input) {
    return TSVIOBufferGet(input) != NULL;
}

/* The bytes of the body that were not taken yet. */
static int64_t bytes_left(const response *r, TSVIO input) {
    return TSVIONTodoGet(input) - r->owed;
}

/* The number of bytes to take now. */
static int64_t available(const response *r, TSVIO input) {
    const int64_t left = bytes_left(r, input);
    const int64_t ready = TSIOBufferReaderAvail(TSVIOReaderGet(input));
    return ready < left ? ready : left;
}

/* Once Traffic Server knows that the last byte is taken, it hears of no error of this transform any
 * more. So in abort one byte less is reported until the end is known. */
static void take(response *r, TSVIO input, int64_t size) {
    const int64_t before = TSVIONDoneGet(input) + r->owed;
    const bool is_end = bytes_left(r, input) == size;
    TSIOBufferReaderConsume(TSVIOReaderGet(input), size);
    r->owed = r->settings->policy.mode == TCE_HTTP_MODE_ABORT && !is_end && before + size > 0;
    TSVIONDoneSet(input, before + size - r->owed);
}

static void call_upstream(TSVIO input, TSEvent event) {
    (void)TSContCall(TSVIOContGet(input), event, input);
}

/* ---- Showing ---------------------------------------------------------------------------------*/

/* What releases a part of the bytes releases all of them, and what refuses a part refuses all. */
static tce_http_action combine(tce_http_action all, tce_http_action action) {
    return all != TCE_HTTP_ACTION_RELEASE || action > TCE_HTTP_ACTION_RELEASE ? action : all;
}

static tce_http_action show_bytes(response *r, const char *bytes, int64_t size) {
    const tce_http_action action = tce_http_body(r->http, bytes, (size_t)size);
    return action != TCE_HTTP_ACTION_MISUSE ? action : response_miss(r);
}

static tce_http_action show_blocks(response *r, TSIOBufferReader reader, int64_t size) {
    tce_http_action all = TCE_HTTP_ACTION_FORWARD;
    TSIOBufferBlock block = TSIOBufferReaderStart(reader);
    while (size > 0 && block != NULL && tce_http_outcome_of(r->http) == NULL) {
        int64_t n = 0;
        const char *bytes = TSIOBufferBlockReadStart(block, reader, &n);
        n = n < size ? n : size;
        all = combine(all, show_bytes(r, bytes, n));
        size -= n;
        block = TSIOBufferBlockNext(block);
    }
    return all;
}

/* Shows the next bytes, and the end if it follows them. */
static tce_http_action show(response *r, TSVIO input, int64_t size) {
    tce_http_action action = show_blocks(r, TSVIOReaderGet(input), size);
    if (size == bytes_left(r, input) && action <= TCE_HTTP_ACTION_RELEASE) {
        action = combine(action, tce_http_end(r->http, TCE_HTTP_END_COMPLETE));
    }
    return action;
}

/* ---- Acting ----------------------------------------------------------------------------------*/

static void pass(response *r, TSIOBufferReader from, int64_t size) {
    r->written += size > 0 ? TSIOBufferCopy(r->buffer, from, size, 0) : 0;
}

/* Copies the bytes: a reference to a block costs more than a small one holds. */
static void hold(response *r, TSIOBufferReader from, int64_t size) {
    TSIOBufferBlock block = TSIOBufferReaderStart(from);
    while (size > 0 && block != NULL) {
        int64_t n = 0;
        const char *bytes = TSIOBufferBlockReadStart(block, from, &n);
        n = n < size ? n : size;
        r->written += TSIOBufferWrite(r->buffer, bytes, n);
        size -= n;
        block = TSIOBufferBlockNext(block);
    }
}

/* A response that was held to its end gets its length, however it came. */
static void release(response *r) {
    r->phase = PHASE_WATCHING;
    output_begin(r, tce_http_outcome_of(r->http) != NULL ? r->written : announced(r));
}

/* What was rejected is not stored: Traffic Server decides about that after the output has begun. */
static void reject(response *r) {
    TSIOBufferReaderConsume(r->reader, r->written);
    r->written = 0;
    r->phase = PHASE_ENDED;
    TSHttpTxnTransformedRespCache(r->txn, 0);
    reject_output(r);
    output_end(r);
}

static void cut_later(response *r) {
    (void)TSContScheduleOnPool(r->transform, CUT_DELAY_MS, TS_THREAD_POOL_NET);
}

/* An empty response would be complete: one byte is announced that never follows. */
static void cut(response *r) {
    r->phase = PHASE_CUTTING;
    output_begin(r, r->length == 0 ? 1 : announced(r));
    if (r->client_status != 0) {
        cut_later(r);
    }
}

static void act(response *r, tce_http_action action, TSIOBufferReader from, int64_t size) {
    switch (action) {
    case TCE_HTTP_ACTION_HOLD:
        hold(r, from, size);
        break;
    case TCE_HTTP_ACTION_RELEASE:
        pass(r, from, size);
        release(r);
        break;
    case TCE_HTTP_ACTION_REJECT:
        reject(r);
        break;
    case TCE_HTTP_ACTION_ABORT:
        cut(r);
        break;
    default:
        pass(r, from, size);
        output_begin(r, announced(r));
        break;
    }
}

/* ---- Input -----------------------------------------------------------------------------------*/

static void end_watching(response *r) {
    if (r->phase == PHASE_WATCHING) {
        r->phase = PHASE_ENDED;
        client_will_be_reset(r, false);
        output_end(r);
    }
}

/* The input was shut down: its end follows no bytes. */
static void input_ended(response *r) {
    if (r->phase != PHASE_ENDED) {
        act(r, tce_http_end(r->http, TCE_HTTP_END_COMPLETE), NULL, 0);
        end_watching(r);
    }
}

/* Says what follows after some bytes were taken. */
static void answer_input(response *r, TSVIO input, int64_t taken) {
    if (TSVIONTodoGet(input) == 0) {
        end_watching(r);
        call_upstream(input, TS_EVENT_VCONN_WRITE_COMPLETE);
    } else if (r->phase == PHASE_ENDED) {
        call_upstream(input, TS_EVENT_VCONN_EOS); /* the rest is not wanted */
    } else if (taken > 0) {
        output_continue(r);
        call_upstream(input, TS_EVENT_VCONN_WRITE_READY);
    }
}

static void input_ready(response *r, TSVIO input) {
    const int64_t size = available(r, input);
    if (size > 0 || bytes_left(r, input) == 0) {
        act(r, show(r, input, size), TSVIOReaderGet(input), size);
    }
    if (r->phase != PHASE_CUTTING) { /* which leaves the input open */
        take(r, input, size);
        answer_input(r, input, size);
    }
}

static void pump(response *r) {
    TSVIO input = TSVConnWriteVIOGet(r->transform);
    if (r->buffer == NULL) {
        r->buffer = TSIOBufferSizedCreate(BLOCK_SIZE);
        r->reader = TSIOBufferReaderAlloc(r->buffer);
    }
    if (r->phase == PHASE_CUTTING) {
        if (r->output == NULL) {
            cut(r);
        }
    } else if (!input_is_open(input)) {
        input_ended(r);
    } else if (r->phase != PHASE_ENDED) {
        input_ready(r, input);
    }
}

/* ---- Failures --------------------------------------------------------------------------------*/

/* Ends the client's connection, and a write to the cache, as incomplete. Other transforms must
 * see it from the upstream's side, which is gone once the input is shut down. */
static void fail(response *r) {
    TSVIO input = TSVConnWriteVIOGet(r->transform);
    client_end_now(r);
    if (input_is_open(input)) {
        call_upstream(input, TS_EVENT_ERROR);
    } else {
        TSVConnAbort(TSTransformOutputVConnGet(r->transform), 1);
    }
}

/* Whether the upstream broke off and Traffic Server waits for a transform that it has closed. */
static bool is_waited_for(const response *r) {
    return r->client_status == 0 && !r->is_replaced && response_broke_off(r);
}

/* When the upstream breaks off, Traffic Server closes all of the transaction that it knows of. A
 * client that has no head yet is not part of it, and would wait until a timeout. */
static void replace(response *r) {
    (void)tce_http_end(r->http, TCE_HTTP_END_UPSTREAM_FAILED);
    reject_transaction(r);
    TSHttpTxnReenable(r->txn, TS_EVENT_HTTP_ERROR);
}

static void closed(response *r) {
    if (r->txn_closed) {
        response_destroy(r);
    } else if (is_waited_for(r)) {
        replace(r);
    }
}

/* ---- Events ----------------------------------------------------------------------------------*/

static int handle(TSCont transform, TSEvent event, void *data) {
    response *r = TSContDataGet(transform);
    (void)data;
    if (TSVConnClosedGet(transform) != 0) {
        closed(r);
    } else if (event == TS_EVENT_ERROR) {
        call_upstream(TSVConnWriteVIOGet(transform), TS_EVENT_ERROR);
    } else if (event == TS_EVENT_VCONN_WRITE_COMPLETE) {
        TSVConnShutdown(TSTransformOutputVConnGet(transform), 0, 1);
    } else if (event == TS_EVENT_TIMEOUT && r->phase == PHASE_CUTTING) {
        fail(r);
    } else {
        pump(r);
    }
    return 0;
}

void transform_add(response *r) {
    if (r->transform == NULL) {
        r->transform = TSTransformCreate(handle, r->txn);
        TSContDataSet(r->transform, r);
        TSHttpTxnHookAdd(r->txn, TS_HTTP_RESPONSE_TRANSFORM_HOOK, r->transform);
    }
}

void transform_head_is_out(response *r) {
    if (r->phase != PHASE_ENDED && r->output != NULL) {
        client_will_be_reset(r, true);
    }
    if (r->phase == PHASE_CUTTING && r->output != NULL) {
        cut_later(r);
    }
}
