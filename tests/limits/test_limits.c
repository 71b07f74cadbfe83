/*
 * libyajl's memory at its worst. The library under test aborts when libyajl asks for more than its
 * arena holds, so that these documents pass only if the arena's formula covers them.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "tcenvelope.h"
#include "yajl/tokenizer_state.h"

static tce_options with_depth(uint32_t depth) {
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = TCE_ENGINE_YAJL;
    options.max_depth = depth;
    return options;
}

typedef struct fixture {
    envelope envelope;
    tce_report report;
    tce_options options;
    tokenizer *tokenizer;
    uint64_t offset;
} fixture;

static void begin(fixture *f, uint32_t depth) {
    f->options = with_depth(depth);
    f->offset = 0;
    envelope_init(&f->envelope, &f->options, &f->report);
    envelope_reset(&f->envelope);
    f->tokenizer = malloc(yajl_engine.size(&f->options));
    assert_non_null(f->tokenizer);
    yajl_engine.init(f->tokenizer, &f->envelope);
}

static void feed(fixture *f, const char *text, size_t times) {
    for (size_t i = 0; i < times; i++) {
        for (const char *p = text; *p != '\0'; p++) {
            (void)yajl_engine.feed(f->tokenizer, (const uint8_t *)p, 1, f->offset++);
        }
    }
}

/* A name that libyajl unescapes to almost the longest copied length, and such a string: both of
 * its buffers grow. */
static void feed_long_strings(fixture *f) {
    feed(f, "\"\\n", 1);
    feed(f, "x", 7000);
    feed(f, "\":\"\\n", 1);
    feed(f, "y", 7000);
    feed(f, "\",\"\":", 1);
}

static size_t used_at_worst(uint32_t depth) {
    fixture f;
    begin(&f, depth);
    for (uint32_t i = 0; i < depth; i++) {
        feed(&f, "{", 1);
        if (i < SCOPE_ERROR) {
            feed_long_strings(&f);
        } else {
            feed(&f, "\"\":", 1);
        }
    }
    assert_false(envelope_stopped(&f.envelope));
    feed(&f, "[", 1);
    assert_true(tce_report_has(&f.report, TCE_VIOLATION_JSON_DEPTH));
    const size_t used = f.tokenizer->parser.memory.used;
    assert_true(used <= f.tokenizer->parser.memory.size);
    free(f.tokenizer);
    return used;
}

static void the_arena_suffices_at_every_depth(void **state) {
    (void)state;
    for (uint32_t depth = 1; depth <= TCE_MAX_DEPTH_LIMIT; depth += depth < 520 ? 1 : 7) {
        (void)used_at_worst(depth);
    }
    print_message("at the default depth: %zu of %zu bytes; at the limit: %zu of %zu\n",
                  used_at_worst(TCE_MAX_DEPTH_DEFAULT), PARSER_MEMORY(TCE_MAX_DEPTH_DEFAULT),
                  used_at_worst(TCE_MAX_DEPTH_LIMIT), PARSER_MEMORY(TCE_MAX_DEPTH_LIMIT));
}

/* The document must be large enough that the test above can fail. The other half of the arena is
 * for blocks that happen to grow in place. */
static void the_worst_document_fills_half_of_the_arena(void **state) {
    (void)state;
    assert_true(used_at_worst(TCE_MAX_DEPTH_LIMIT) * 2 > PARSER_MEMORY(TCE_MAX_DEPTH_LIMIT));
}

static void many_documents_need_no_more_memory_than_one(void **state) {
    (void)state;
    fixture f;
    begin(&f, TCE_MAX_DEPTH_LIMIT);
    for (int i = 0; i < 1000; i++) {
        f.offset = 0;
        feed(&f, i % 3 == 0 ? "[[[[}" : "{\"Response\":{\"RequestId\":\"\\u0041\"}}", 1);
        assert_int_equal(f.envelope.broken, i % 3 == 0);
        envelope_reset(&f.envelope);
        yajl_engine.reset(f.tokenizer);
    }
    assert_true(f.tokenizer->parser.memory.used <= PARSER_MEMORY(TCE_MAX_DEPTH_LIMIT) / 2);
    free(f.tokenizer);
}

/* ---- The limits of the options, through the public API ---------------------------------------*/

/* Returns whether the document has the violation. */
static bool breaks(const tce_options *options, const char *json, size_t length,
                   tce_violation violation) {
    uint64_t storage[8192];
    tce_validator *v = tce_init(storage, sizeof(storage), options);
    assert_non_null(v);
    (void)tce_feed(v, json, length);
    return tce_report_has(tce_finish(v), violation);
}

static void every_depth_passes_at_the_limit_and_breaks_one_past_it(void **state) {
    (void)state;
    char json[TCE_MAX_DEPTH_LIMIT + 1];
    memset(json, '[', sizeof(json));
    for (uint32_t depth = 1; depth <= TCE_MAX_DEPTH_LIMIT; depth++) {
        const tce_options options = with_depth(depth);
        assert_false(breaks(&options, json, depth, TCE_VIOLATION_JSON_DEPTH));
        assert_true(breaks(&options, json, depth + 1, TCE_VIOLATION_JSON_DEPTH));
    }
}

static void max_bytes_near_its_largest_does_not_overflow(void **state) {
    (void)state;
    tce_options options = TCE_OPTIONS_INIT;
    options.max_bytes = UINT64_MAX;
    assert_false(breaks(&options, "[]", 2, TCE_VIOLATION_JSON_SIZE));
    options.max_bytes = 1;
    assert_true(breaks(&options, "  ", 2, TCE_VIOLATION_JSON_SIZE));
}

/* clang-format off */
TESTS(
    T(the_arena_suffices_at_every_depth),
    T(the_worst_document_fills_half_of_the_arena),
    T(many_documents_need_no_more_memory_than_one),
    T(every_depth_passes_at_the_limit_and_breaks_one_past_it),
    T(max_bytes_near_its_largest_does_not_overflow),
)
