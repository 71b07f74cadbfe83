#include "validator.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

#include "options.h"
#include "json/bytes.h"

/* ---- Reading ---------------------------------------------------------------------------------*/

/* How many of the next bytes are within max_bytes. */
static size_t within_limit(const tce_validator *v, uint64_t length) {
    const uint64_t limit = v->options.max_bytes;
    const uint64_t left = limit - v->position;
    return limit != 0 && length > left ? (size_t)left : (size_t)length;
}

/* There is a byte at offset max_bytes. */
static void break_at_limit(tce_validator *v) {
    const uint64_t limit = v->options.max_bytes;
    if (!v->envelope.complete) {
        v->ops->interrupt(v->engine, TCE_VIOLATION_JSON_SIZE, limit);
    } else if (!validator_stopped(v)) {
        envelope_break(&v->envelope, TCE_VIOLATION_JSON_SIZE, limit);
    }
}

/* Feeds the engine the bytes within the limit. Returns how many it took. */
static size_t read_within_limit(tce_validator *v, const uint8_t *bytes, size_t length) {
    const size_t taken = v->ops->feed(v->engine, bytes, within_limit(v, length), v->position);
    v->position += taken;
    return taken;
}

/* Whether the value continues in bytes that only the limit keeps from the engine. */
static bool wants_more(const tce_validator *v, size_t taken, size_t length) {
    return taken < length && !v->envelope.complete && !validator_stopped(v);
}

size_t validator_read_value(tce_validator *v, const uint8_t *bytes, size_t length) {
    const size_t taken = read_within_limit(v, bytes, length);
    if (wants_more(v, taken, length)) {
        v->ops->end_before(v->engine, bytes[taken]);
    }
    if (wants_more(v, taken, length)) {
        break_at_limit(v);
    }
    return taken;
}

void validator_skip(tce_validator *v, uint64_t length) {
    const uint64_t limit = v->options.max_bytes;
    const bool over = limit != 0 && length > limit - v->position;
    v->position += over ? limit - v->position : length;
    if (over) {
        break_at_limit(v);
    }
}

static void read_after_value(tce_validator *v, const uint8_t *bytes, size_t length) {
    const size_t allowed = within_limit(v, length);
    const size_t skipped = (size_t)(skip_white_space(bytes, bytes + allowed) - bytes);
    v->position += skipped;
    if (skipped < allowed) {
        envelope_break(&v->envelope, TCE_VIOLATION_JSON_TRAILING, v->position);
        return;
    }
    if (allowed < length) {
        break_at_limit(v);
    }
}

/* Reads a document that is complete, if that is certainly a valid envelope. Returns whether it took
 * all bytes: otherwise the rest is white space, or nothing was taken. */
static bool read_document(tce_validator *v, const uint8_t *bytes, size_t length) {
    const uint64_t limit = v->options.max_bytes;
    if (v->ops->document == NULL || (limit != 0 && length > limit)) {
        return false;
    }
    v->position = v->ops->document(v->engine, bytes, length);
    return v->position == length;
}

/* Reads bytes of which taken have been read. */
__attribute__((noinline)) static void read_bytes(tce_validator *v, const uint8_t *bytes,
                                                 size_t length, size_t taken) {
    if (!v->envelope.complete && !validator_stopped(v)) {
        taken = read_within_limit(v, bytes, length);
        if (wants_more(v, taken, length)) {
            break_at_limit(v);
        }
    }
    if (v->envelope.complete && !validator_stopped(v)) {
        read_after_value(v, bytes + taken, length - taken);
    }
}

void validator_feed(tce_validator *v, const uint8_t *bytes, size_t length) {
    v->envelope.report->length += length;
    if (v->position != 0 || validator_stopped(v)) {
        read_bytes(v, bytes, length, 0);
    } else if (!read_document(v, bytes, length)) {
        read_bytes(v, bytes, length, (size_t)v->position);
    }
}

void validator_end(tce_validator *v) {
    if (!validator_stopped(v) && !v->envelope.complete) {
        v->ops->finish(v->engine, v->position);
    }
    envelope_finish(&v->envelope);
    v->finished = true;
}

tce_status validator_status(const tce_validator *v) {
    if (v->envelope.cancelled) {
        return TCE_CANCELLED;
    }
    return v->envelope.report->verdict == TCE_VERDICT_INVALID ? TCE_REJECTED : TCE_OK;
}

/* ---- Life cycle ------------------------------------------------------------------------------*/

static_assert(sizeof(tce_validator) % TCE_STORAGE_ALIGNMENT == 0, "the engine's state follows");
static_assert(alignof(tce_validator) <= TCE_STORAGE_ALIGNMENT, "as tce_init asks of storage");

static size_t size_for(const tce_options *resolved) {
    return sizeof(tce_validator) + engine_find(resolved->engine)->size(resolved);
}

size_t tce_storage_size(const tce_options *options) {
    tce_options resolved;
    return options_resolve(&resolved, options) == NULL ? size_for(&resolved) : 0;
}

static void start(tce_validator *v) {
    v->position = 0;
    v->busy = false;
    v->misused = false;
    v->finished = false;
    envelope_reset(&v->envelope);
}

/* Initialises a validator with checked options. */
static void make(tce_validator *v, const engine_ops *ops, tce_report *report) {
    v->ops = ops;
    v->engine = v + 1;
    envelope_init(&v->envelope, &v->options, report);
    start(v);
    ops->init(v->engine, &v->envelope);
}

tce_validator *tce_init(void *storage, size_t size, const tce_options *options) {
    tce_options resolved;
    if (storage == NULL || (uintptr_t)storage % TCE_STORAGE_ALIGNMENT != 0 ||
        options_resolve(&resolved, options) != NULL || size < size_for(&resolved)) {
        return NULL;
    }
    tce_validator *v = (tce_validator *)storage;
    v->options = resolved;
    make(v, engine_find(resolved.engine), &v->report);
    return v;
}

void tce_reset(tce_validator *v) {
    if (v == NULL || v->busy) {
        return;
    }
    start(v);
    v->ops->reset(v->engine);
}

/* ---- A lone document -------------------------------------------------------------------------*/

tce_status tce_feed(tce_validator *v, const void *bytes, size_t length) {
    if (v == NULL || v->busy || v->misused || v->finished) {
        return TCE_MISUSE;
    }
    if (bytes == NULL && length > 0) {
        v->misused = true;
        return TCE_MISUSE;
    }
    v->busy = true;
    if (length > 0) {
        validator_feed(v, (const uint8_t *)bytes, length);
    }
    v->busy = false;
    return validator_status(v);
}

const tce_report *tce_finish(tce_validator *v) {
    if (v == NULL || v->busy || v->misused) {
        return NULL;
    }
    if (!v->finished) {
        v->busy = true;
        validator_end(v);
        v->busy = false;
    }
    return v->envelope.report;
}

/* ---- One call, one document ------------------------------------------------------------------*/

typedef struct one_call {
    const engine_ops *ops;
    const tce_options *resolved;
    const void *json;
    size_t length;
    tce_report *report; /* the caller's; NULL: none */
} one_call;

/* The validator is used for one document, so it needs no life cycle. */
static tce_verdict validate_in(tce_validator *v, const one_call *call) {
    v->options = *call->resolved;
    make(v, call->ops, call->report != NULL ? call->report : &v->report);
    if (call->length > 0) {
        validator_feed(v, (const uint8_t *)call->json, call->length);
    }
    validator_end(v);
    return v->envelope.report->verdict;
}

/* Each has its own frame, so that the stack in use is that of the engine in use. */
#define OWN_FRAME __attribute__((noinline))

#ifndef TCE_WITHOUT_SIMD
OWN_FRAME static tce_verdict validate_by_simd(const one_call *call) {
    union {
        tce_validator validator;
        uint8_t bytes[sizeof(tce_validator) + SIMD_ENGINE_SIZE_MAX];
    } storage;
    return validate_in(&storage.validator, call);
}
#endif

#ifndef TCE_WITHOUT_YAJL
OWN_FRAME static tce_verdict validate_by_yajl(const one_call *call) {
    union {
        tce_validator validator;
        uint8_t bytes[sizeof(tce_validator) + YAJL_ENGINE_SIZE_MAX];
    } storage;
    return validate_in(&storage.validator, call);
}
#endif

static tce_verdict validate_by_engine(const one_call *call) {
#if defined(TCE_WITHOUT_YAJL)
    return validate_by_simd(call);
#elif defined(TCE_WITHOUT_SIMD)
    return validate_by_yajl(call);
#else
    return call->ops == &simd_engine ? validate_by_simd(call) : validate_by_yajl(call);
#endif
}

tce_verdict tce_validate(const void *json, size_t length, const tce_options *options,
                         tce_report *report) {
    tce_options resolved;
    if ((json == NULL && length > 0) || options_resolve(&resolved, options) != NULL) {
        return TCE_VERDICT_NONE;
    }
    const one_call call = {engine_find(resolved.engine), &resolved, json, length, report};
    return validate_by_engine(&call);
}
