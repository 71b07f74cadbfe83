/*
 * A stream: every engine and every cut must report the same documents, and each document must be
 * reported as a validator of its own would.
 */
#include <stdlib.h>
#include <string.h>

#include "target.h"

static timeline moments; /* of the input, as run() feeds it */

typedef enum cut { CUT_NOWHERE, CUT_AT_RANDOM, CUT_EVERYWHERE } cut;

static size_t next_cut(cut how, uint64_t *random, size_t left) {
    if (how == CUT_EVERYWHERE) {
        return 1;
    }
    return how == CUT_AT_RANDOM ? target_cut(random, left) : left;
}

static tce_options options_of(const control *c, tce_engine engine) {
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    options.max_depth = c->max_depth;
    options.max_bytes = c->max_bytes;
    return options;
}

static void feed(tce_stream *s, const uint8_t *bytes, size_t length, cut how, uint64_t random,
                 const record *r) {
    for (size_t i = 0; i < length;) {
        const size_t n = next_cut(how, &random, length - i);
        uint8_t *chunk = target_copy(bytes + i, n);
        const tce_status status = tce_stream_feed(s, chunk, n);
        free(chunk);
        REQUIRE(status == TCE_OK || status == TCE_UNFRAMABLE);
        i += n;
        if (r != NULL) {
            timeline_take(&moments, i, r, status);
        }
    }
}

static record run(const control *c, tce_engine engine, const uint8_t *bytes, size_t length,
                  cut how) {
    record r = {0};
    tce_options options = options_of(c, engine);
    record_callbacks(&options, &r);
    guarded_storage g = target_storage(tce_stream_storage_size(&options));
    tce_stream *s = tce_stream_init(g.storage, g.size, &options, c->framing);
    REQUIRE(s != NULL);
    feed(s, bytes, length, how, c->random, &r);
    const tce_status status = tce_stream_finish(s);
    REQUIRE(tce_stream_finish(s) == status);
    record_number(&r, status);
    target_release(&g);
    return r;
}

/* Fills in the moments. */
static void learn_moments(const control *c, const uint8_t *bytes, size_t length) {
    moments.known = false;
    (void)run(c, REFERENCE_ENGINE, bytes, length < TIMELINE_MAX ? length : TIMELINE_MAX,
              CUT_EVERYWHERE);
    moments.known = true;
}

/* A callback cancels: the same facts are reported before it. */
static record run_cancelled(const control *c, tce_engine engine, const uint8_t *bytes,
                            size_t length, cut how) {
    record r = {.calls_max = 1 + c->random % 8};
    uint64_t random = c->random;
    tce_options options = options_of(c, engine);
    record_callbacks(&options, &r);
    guarded_storage g = target_storage(tce_stream_storage_size(&options));
    tce_stream *s = tce_stream_init(g.storage, g.size, &options, c->framing);
    REQUIRE(s != NULL);
    for (size_t i = 0; i < length;) {
        const size_t n = next_cut(how, &random, length - i);
        REQUIRE((tce_stream_feed(s, bytes + i, n) == TCE_CANCELLED) == record_cancelled(&r));
        i += n;
    }
    REQUIRE((tce_stream_finish(s) == TCE_CANCELLED) == record_cancelled(&r));
    target_release(&g);
    return r;
}

/* Calls that break a rule, and a stream that is used again. */
static void check_misuse(const control *c, const uint8_t *bytes, size_t length) {
    uint64_t storage[8192];
    REQUIRE(tce_stream_init(storage, sizeof(storage), NULL, (tce_framing)99) == NULL);
    REQUIRE(tce_stream_init(NULL, sizeof(storage), NULL, c->framing) == NULL);
    REQUIRE(tce_stream_init(storage, 8, NULL, c->framing) == NULL);
    const tce_options unusable = {0};
    REQUIRE(tce_stream_storage_size(&unusable) == 0);
    REQUIRE(tce_stream_init(storage, sizeof(storage), &unusable, c->framing) == NULL);
    tce_stream *s = tce_stream_init(storage, sizeof(storage), NULL, c->framing);
    REQUIRE(s != NULL);
    (void)tce_stream_feed(s, bytes, length);
    REQUIRE(tce_stream_feed(s, NULL, 1) == TCE_MISUSE);
    REQUIRE(tce_stream_feed(s, bytes, length) == TCE_MISUSE);
    REQUIRE(tce_stream_finish(s) == TCE_MISUSE);
    tce_stream_reset(s);
    REQUIRE(tce_stream_feed(s, bytes, length) != TCE_MISUSE);
    REQUIRE(tce_stream_finish(s) != TCE_MISUSE);
    REQUIRE(tce_stream_feed(s, bytes, length) == TCE_MISUSE);
    REQUIRE(tce_stream_feed(NULL, bytes, length) == TCE_MISUSE);
    REQUIRE(tce_stream_finish(NULL) == TCE_MISUSE);
    tce_stream_reset(NULL);
}

/* ---- Each document by itself -----------------------------------------------------------------*/

typedef struct comparison {
    const control *control;
    tce_stream *stream;
    const uint8_t *bytes;
    size_t length;
    uint64_t next_index;
    uint64_t next_offset; /* no document may begin before */
} comparison;

/* The document's own bytes, by a validator. */
static record validate_alone(const comparison *state, const tce_report *report) {
    record r = {0};
    const tce_options options = options_of(state->control, TCE_ENGINE_AUTO);
    guarded_storage g = target_storage(tce_storage_size(&options));
    tce_validator *v = tce_init(g.storage, g.size, &options);
    REQUIRE(v != NULL);
    (void)tce_feed(v, state->bytes + report->offset, (size_t)report->length);
    tce_report alone = *tce_finish(v);
    alone.index = report->index;
    alone.offset = report->offset;
    alone.request_id.bytes = alone.request_id.bytes != NULL ? alone.request_id_bytes : NULL;
    alone.error_code.bytes = alone.error_code.bytes != NULL ? alone.error_code_bytes : NULL;
    alone.error_message.bytes =
        alone.error_message.bytes != NULL ? alone.error_message_bytes : NULL;
    record_report(&r, &alone);
    target_release(&g);
    return r;
}

static bool on_report(void *user, const tce_report *report) {
    comparison *state = user;
    REQUIRE(tce_stream_feed(state->stream, "x", 1) == TCE_MISUSE);
    REQUIRE(tce_stream_finish(state->stream) == TCE_MISUSE);
    tce_stream_reset(state->stream);
    REQUIRE(report->index == state->next_index++);
    REQUIRE(report->offset >= state->next_offset);
    REQUIRE(report->offset <= state->length && report->length <= state->length - report->offset);
    state->next_offset = report->offset + report->length;
    record in_stream = {0};
    record_report(&in_stream, report);
    const record alone = validate_alone(state, report);
    REQUIRE(record_equal(&in_stream, &alone));
    return true;
}

static void compare_each(const control *c, const uint8_t *bytes, size_t length) {
    comparison state = {.control = c, .bytes = bytes, .length = length};
    tce_options options = options_of(c, TCE_ENGINE_AUTO);
    options.user = &state;
    options.on_report = on_report;
    guarded_storage g = target_storage(tce_stream_storage_size(&options));
    tce_stream *s = tce_stream_init(g.storage, g.size, &options, c->framing);
    REQUIRE(s != NULL);
    state.stream = s;
    feed(s, bytes, length, CUT_AT_RANDOM, c->random, NULL);
    (void)tce_stream_finish(s);
    target_release(&g);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < CONTROL_BYTES) {
        return 0;
    }
    const control c = target_control(data);
    const uint8_t *bytes = data + CONTROL_BYTES;
    const size_t length = size - CONTROL_BYTES;
    learn_moments(&c, bytes, length);
    const record expected = run(&c, REFERENCE_ENGINE, bytes, length, CUT_NOWHERE);
    for (size_t i = 0; i < SUBJECT_KINDS; i++) {
        if (subject_choose(&subject_kinds[i])) {
            const record complete = run(&c, subject_kinds[i].engine, bytes, length, CUT_NOWHERE);
            REQUIRE(record_equal(&complete, &expected));
            const record in_chunks = run(&c, subject_kinds[i].engine, bytes, length, CUT_AT_RANDOM);
            REQUIRE(record_equal(&in_chunks, &expected));
            const record early =
                run_cancelled(&c, subject_kinds[i].engine, bytes, length, CUT_AT_RANDOM);
            const record cancelled =
                run_cancelled(&c, REFERENCE_ENGINE, bytes, length, CUT_NOWHERE);
            REQUIRE(record_equal(&early, &cancelled));
        }
    }
    subject_restore();
    compare_each(&c, bytes, length);
    check_misuse(&c, bytes, length);
    return 0;
}
