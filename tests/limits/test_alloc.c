/*
 * Nothing is allocated between tce_init and the last call: over every document of the table, in
 * every engine, complete and byte by byte, in every framing.
 */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "allocations.h"
#include "documents.h"
#include "validators.h"

static char json[DOCUMENT_BYTES_MAX];
static uint64_t storage[8192];

static void *volatile sink;

static void the_count_sees_an_allocation(void **state) {
    (void)state;
    const size_t before = allocations_count();
    sink = malloc(1);
    const size_t between = allocations_count();
    free(sink);
    assert_int_equal(between - before, 1);
    assert_int_equal(allocations_count() - between, 1);
}

static tce_options options_of(const document *row, tce_engine engine) {
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    options.max_depth = row->max_depth;
    options.max_bytes = row->max_bytes;
    return options;
}

/* Calls every function of a validator, and none of cmocka's in between. */
static size_t allocations_of_validator(tce_validator *v, size_t length, size_t chunk) {
    const size_t before = allocations_count();
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < length; i += chunk) {
            (void)tce_feed(v, json + i, length - i < chunk ? length - i : chunk);
        }
        (void)tce_finish(v);
        tce_reset(v);
    }
    return allocations_count() - before;
}

static size_t allocations_of_stream(tce_stream *s, size_t length, size_t chunk) {
    const size_t before = allocations_count();
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < length; i += chunk) {
            (void)tce_stream_feed(s, json + i, length - i < chunk ? length - i : chunk);
        }
        (void)tce_stream_finish(s);
        tce_stream_reset(s);
    }
    return allocations_count() - before;
}

typedef void row_test(const document *row, const tce_options *options, size_t length);

static void for_each_row_and_engine(row_test *test) {
    for (size_t i = 0; i < documents_count(); i++) {
        const document *row = document_at(i);
        const size_t length = parts_write(row->json, json);
        for (size_t e = 0; e < ENGINE_COUNT; e++) {
            const tce_options options = options_of(row, engines[e]);
            if (tce_engine_available(engines[e])) {
                test(row, &options, length);
            }
        }
    }
}

static void expect_none(const document *row, const char *what, size_t allocations) {
    if (allocations != 0) {
        fail_msg("%s: %s allocates %zu times", row->name, what, allocations);
    }
}

static void check_validator(const document *row, const tce_options *options, size_t length) {
    tce_validator *v = tce_init(storage, sizeof(storage), options);
    assert_non_null(v);
    expect_none(row, "a complete document", allocations_of_validator(v, length, length + 1));
    expect_none(row, "byte by byte", allocations_of_validator(v, length, 1));
}

static void check_streams(const document *row, const tce_options *options, size_t length) {
    for (int framing = TCE_FRAMING_SINGLE; framing <= TCE_FRAMING_CONCATENATED; framing++) {
        tce_stream *s = tce_stream_init(storage, sizeof(storage), options, (tce_framing)framing);
        assert_non_null(s);
        expect_none(row, tce_framing_name((tce_framing)framing),
                    allocations_of_stream(s, length, 7));
    }
}

static void check_validate(const document *row, const tce_options *options, size_t length) {
    (void)options;
    tce_report report;
    const size_t before = allocations_count();
    (void)tce_validate(json, length, NULL, &report);
    expect_none(row, "tce_validate", allocations_count() - before);
}

static void a_validator_allocates_nothing(void **state) {
    (void)state;
    for_each_row_and_engine(check_validator);
}

static void a_stream_allocates_nothing(void **state) {
    (void)state;
    for_each_row_and_engine(check_streams);
}

static void validate_allocates_nothing(void **state) {
    (void)state;
    for_each_row_and_engine(check_validate);
}

/* clang-format off */
TESTS(
    T(the_count_sees_an_allocation),
    T(a_validator_allocates_nothing),
    T(a_stream_allocates_nothing),
    T(validate_allocates_nothing),
)
