#include "state.h"

#include "head.h"
#include "outcome.h"
#include "policy.h"

#define HTTP_BYTES ((sizeof(tce_http) + 15) & ~(size_t)15)

/* ---- Life ------------------------------------------------------------------------------------*/

static size_t storage_size(const tce_http_policy *resolved) {
    return HTTP_BYTES + tce_storage_size(resolved->options);
}

size_t tce_http_storage_size(const tce_http_policy *policy) {
    tce_http_policy resolved;
    return policy_resolve(&resolved, policy) == NULL ? storage_size(&resolved) : 0;
}

/* Everything but the policy and the validator. */
static void prepare(tce_http *h) {
    h->state = RESPONSE_IDLE;
    h->last = TCE_HTTP_ACTION_MISUSE;
    h->status = TCE_OK;
    h->length = TCE_HTTP_LENGTH_UNKNOWN;
    h->is_unseen = false;
    h->has_ended = false;
    h->is_busy = false;
    decode_begin(&h->decode, TCE_HTTP_CODING_IDENTITY, 0, 0);
    h->outcome = (tce_http_outcome){.coding = TCE_HTTP_CODING_IDENTITY};
}

tce_http *tce_http_init(void *storage, size_t size, const tce_http_policy *policy) {
    tce_http_policy resolved;
    if (policy_resolve(&resolved, policy) != NULL || storage == NULL ||
        (uintptr_t)storage % TCE_STORAGE_ALIGNMENT != 0 || size < storage_size(&resolved)) {
        return NULL;
    }
    tce_http *h = storage;
    h->validator = tce_init((char *)storage + HTTP_BYTES, size - HTTP_BYTES, resolved.options);
    h->max_bytes = resolved.options == NULL ? 0 : resolved.options->max_bytes;
    h->policy = resolved;
    h->policy.options = NULL;
    prepare(h);
    return h;
}

void tce_http_reset(tce_http *h) {
    if (h != NULL && !h->is_busy) {
        tce_reset(h->validator);
        prepare(h);
    }
}

/* ---- What is known ---------------------------------------------------------------------------*/

uint64_t tce_http_bytes(const tce_http *h) {
    return h == NULL ? 0 : h->outcome.bytes;
}

bool tce_http_has_all_bytes(const tce_http *h) {
    return h != NULL && h->length != TCE_HTTP_LENGTH_UNKNOWN && h->outcome.bytes >= h->length;
}

bool tce_http_is_unsound(const tce_http *h) {
    if (h == NULL || h->outcome.verdict == TCE_HTTP_VERDICT_SKIPPED) {
        return false;
    }
    if (h->outcome.verdict != TCE_HTTP_VERDICT_NONE) {
        return !outcome_is_sound(&h->outcome);
    }
    return h->is_unseen || h->status != TCE_OK || h->decode.violation != TCE_VIOLATION_NONE;
}

/* ---- Transitions -----------------------------------------------------------------------------*/

static tce_http_action pass(tce_http *h, tce_http_done done) {
    const bool was_held = h->state == RESPONSE_HOLDING;
    h->state = h->outcome.verdict == TCE_HTTP_VERDICT_NONE ? RESPONSE_WATCHING : RESPONSE_PASSING;
    h->outcome.done = done;
    return was_held ? TCE_HTTP_ACTION_RELEASE : TCE_HTTP_ACTION_FORWARD;
}

static tce_http_action cut(tce_http *h) {
    outcome_settle(h, TCE_HTTP_END_NOT_SEEN);
    h->state = RESPONSE_CUT;
    h->outcome.done = TCE_HTTP_DONE_ABORTED;
    return TCE_HTTP_ACTION_ABORT;
}

static tce_http_action reject(tce_http *h) {
    outcome_settle(h, TCE_HTTP_END_NOT_SEEN);
    h->state = RESPONSE_DRAINING;
    h->outcome.done = TCE_HTTP_DONE_REJECTED;
    return TCE_HTTP_ACTION_REJECT;
}

/* ---- Head ------------------------------------------------------------------------------------*/

static tce_http_action begin_skipped(tce_http *h, tce_http_skip skip) {
    h->outcome.verdict = TCE_HTTP_VERDICT_SKIPPED;
    h->outcome.skip = skip;
    if (!tce_http_rejects_skip(&h->policy, skip)) {
        h->state = RESPONSE_PASSING;
        return TCE_HTTP_ACTION_FORWARD;
    }
    h->outcome.reason = tce_http_skip_meaning(skip);
    return reject(h);
}

static tce_http_action begin_validated(tce_http *h) {
    if (h->policy.mode == TCE_HTTP_MODE_HOLD) {
        h->state = RESPONSE_HOLDING;
        return TCE_HTTP_ACTION_HOLD;
    }
    h->state = RESPONSE_WATCHING;
    h->outcome.done = TCE_HTTP_DONE_PASSED;
    /* No body follows the head, and after it nothing can be withheld. */
    if (h->policy.mode == TCE_HTTP_MODE_ABORT && h->length == 0) {
        outcome_settle(h, TCE_HTTP_END_COMPLETE);
        return cut(h);
    }
    return TCE_HTTP_ACTION_FORWARD;
}

tce_http_action tce_http_begin(tce_http *h, const tce_http_head *head) {
    tce_http_coding coding;
    if (h == NULL || h->is_busy || h->state != RESPONSE_IDLE || !head_is_usable(head)) {
        return TCE_HTTP_ACTION_MISUSE;
    }
    const tce_http_skip skip = head_skip(&h->policy, head, &coding);
    h->length = head->content_length;
    h->outcome.coding = coding;
    if (skip != TCE_HTTP_SKIP_NONE) {
        return begin_skipped(h, skip);
    }
    decode_begin(&h->decode, coding, h->policy.ratio, h->max_bytes);
    h->is_busy = true;
    const tce_http_action action = begin_validated(h);
    h->is_busy = false;
    return action;
}

size_t tce_http_decoder_size(const tce_http *h) {
    return h == NULL ? 0 : decode_size(&h->decode, &h->policy);
}

bool tce_http_give_decoder(tce_http *h, void *memory, size_t size) {
    return h != NULL && !h->is_busy && decode_give(&h->decode, memory, size, &h->policy);
}

/* ---- Body ------------------------------------------------------------------------------------*/

static void miss(tce_http *h, const char *reason) {
    h->is_unseen = true;
    if (h->outcome.reason == NULL) {
        h->outcome.reason = reason;
    }
}

static void read_encoded(tce_http *h, const uint8_t *bytes, size_t length) {
    if (h->decode.memory != NULL && !h->decode.failed) {
        h->status = decode_read(&h->decode, h->validator, h->status, bytes, length);
    }
    if (h->decode.memory == NULL || h->decode.failed) {
        miss(h, "no memory for its decoder");
    }
}

static void read_bytes(tce_http *h, const uint8_t *bytes, size_t length) {
    h->outcome.bytes += length;
    if (length == 0) {
        return;
    }
    if (h->decode.decoder != NULL) {
        read_encoded(h, bytes, length);
    } else {
        h->status = tce_feed(h->validator, bytes, length);
    }
}

/* How many of length bytes are the body's: those past its announced length are not. */
static size_t within_length(const tce_http *h, size_t length) {
    const uint64_t left = h->length - h->outcome.bytes;
    return length <= left ? length : (size_t)left;
}

static void settle_if_complete(tce_http *h) {
    if (tce_http_has_all_bytes(h)) {
        outcome_settle(h, TCE_HTTP_END_COMPLETE);
    }
}

static tce_http_action watch(tce_http *h, const uint8_t *bytes, size_t length) {
    read_bytes(h, bytes, length);
    settle_if_complete(h);
    if (h->policy.mode == TCE_HTTP_MODE_ABORT && tce_http_is_unsound(h)) {
        return cut(h);
    }
    return pass(h, h->outcome.done);
}

static tce_http_action overflow(tce_http *h, const uint8_t *rest, size_t length) {
    if (h->policy.on_overflow == TCE_HTTP_ELSE_REJECT) {
        h->outcome.reason = "larger than the hold limit";
        return reject(h);
    }
    read_bytes(h, rest, length);
    settle_if_complete(h);
    return pass(h, TCE_HTTP_DONE_OVERFLOWED);
}

/* The bytes within the hold limit are validated first: whether a response is rejected for them must
 * not depend on the bytes that arrive with them. */
static tce_http_action hold(tce_http *h, const uint8_t *bytes, size_t length) {
    const uint64_t left = h->policy.hold_size - h->outcome.bytes;
    const size_t first = length <= left ? length : (size_t)left;
    read_bytes(h, bytes, first);
    settle_if_complete(h);
    if (tce_http_is_unsound(h)) {
        return reject(h);
    }
    if (h->outcome.verdict != TCE_HTTP_VERDICT_NONE) {
        return pass(h, TCE_HTTP_DONE_RELEASED);
    }
    return first == length ? TCE_HTTP_ACTION_HOLD : overflow(h, bytes + first, length - first);
}

static tce_http_action body(tce_http *h, const uint8_t *bytes, size_t length) {
    switch (h->state) {
    case RESPONSE_PASSING:
        return TCE_HTTP_ACTION_FORWARD;
    case RESPONSE_WATCHING:
        return watch(h, bytes, length);
    case RESPONSE_HOLDING:
        return hold(h, bytes, length);
    case RESPONSE_DRAINING:
        return TCE_HTTP_ACTION_REJECT;
    case RESPONSE_CUT:
        return TCE_HTTP_ACTION_ABORT;
    default:
        return TCE_HTTP_ACTION_MISUSE;
    }
}

static bool can_read(const tce_http *h) {
    return h != NULL && !h->is_busy && !h->has_ended && h->state != RESPONSE_IDLE;
}

tce_http_action tce_http_body(tce_http *h, const void *bytes, size_t length) {
    if (!can_read(h)) {
        return TCE_HTTP_ACTION_MISUSE;
    }
    if (bytes == NULL && length != 0) {
        miss(h, "some of it was not shown");
        return TCE_HTTP_ACTION_MISUSE;
    }
    h->is_busy = true;
    const tce_http_action action = body(h, bytes, within_length(h, length));
    h->is_busy = false;
    return action;
}

tce_http_action tce_http_miss(tce_http *h) {
    if (!can_read(h)) {
        return TCE_HTTP_ACTION_MISUSE;
    }
    if (h->outcome.verdict == TCE_HTTP_VERDICT_NONE) {
        miss(h, "some of it was not shown");
    }
    return tce_http_body(h, NULL, 0);
}

tce_http_action tce_http_overflow(tce_http *h) {
    if (!can_read(h)) {
        return TCE_HTTP_ACTION_MISUSE;
    }
    h->is_busy = true;
    const tce_http_action action =
        h->state == RESPONSE_HOLDING ? overflow(h, NULL, 0) : body(h, NULL, 0);
    h->is_busy = false;
    return action;
}

/* ---- End -------------------------------------------------------------------------------------*/

/* The client waits for what was announced and does not come. */
static tce_http_ending ending_of(const tce_http *h, tce_http_ending ending) {
    const bool is_short = h->length != TCE_HTTP_LENGTH_UNKNOWN && !tce_http_has_all_bytes(h);
    return ending == TCE_HTTP_END_COMPLETE && is_short ? TCE_HTTP_END_UPSTREAM_FAILED : ending;
}

static tce_http_action end_watched(tce_http *h, tce_http_ending ending) {
    outcome_settle(h, ending);
    if (h->policy.mode == TCE_HTTP_MODE_ABORT && ending != TCE_HTTP_END_CLIENT_GONE &&
        tce_http_is_unsound(h)) {
        return cut(h);
    }
    return pass(h, h->outcome.done);
}

static tce_http_action end_held(tce_http *h, tce_http_ending ending) {
    outcome_settle(h, ending);
    if (!tce_http_is_unsound(h)) {
        return pass(h, TCE_HTTP_DONE_RELEASED);
    }
    if (ending == TCE_HTTP_END_CLIENT_GONE) { /* no answer reaches it */
        h->state = RESPONSE_DRAINING;
        return TCE_HTTP_ACTION_REJECT;
    }
    return reject(h);
}

static tce_http_action end(tce_http *h, tce_http_ending ending) {
    switch (h->state) {
    case RESPONSE_WATCHING:
        return end_watched(h, ending);
    case RESPONSE_HOLDING:
        return end_held(h, ending);
    default:
        return body(h, NULL, 0);
    }
}

tce_http_action tce_http_end(tce_http *h, tce_http_ending ending) {
    if (h == NULL || h->is_busy || h->state == RESPONSE_IDLE ||
        (unsigned)ending > TCE_HTTP_END_NOT_SEEN) {
        return TCE_HTTP_ACTION_MISUSE;
    }
    if (!h->has_ended) {
        h->is_busy = true;
        h->last = end(h, ending_of(h, ending));
        h->has_ended = true;
        h->is_busy = false;
    }
    return h->last;
}
