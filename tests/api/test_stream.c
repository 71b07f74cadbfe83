/*
 * The life of a stream: when it reports, cancelling, storage, options, misuse.
 */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "stream_run.h"

/* ---- Cancelling ------------------------------------------------------------------------------*/

static const stream_row three_lines = {"three lines", FROM(RAW("1\n2\n3")),
                                       GIVES(VALUE(0, 1), VALUE(2, 1), VALUE(4, 1))};

static stream_run *open_lines(void) {
    static stream_run r;
    r = (stream_run){.row = &three_lines, .framing = TCE_FRAMING_NDJSON};
    run_open(&r);
    run_begin(&r);
    return &r;
}

static void a_report_answered_with_false_cancels(void **state) {
    (void)state;
    for (size_t number = 0; number < 3; number++) {
        stream_run *r = open_lines();
        r->cancel_at = number;
        const bool at_the_end = number == 2; /* the last line ends with the stream */
        assert_int_equal(tce_stream_feed(r->stream, r->bytes, r->length),
                         at_the_end ? TCE_OK : TCE_CANCELLED);
        if (!at_the_end) {
            assert_int_equal(tce_stream_feed(r->stream, "\n4\n", 3), TCE_CANCELLED);
        }
        assert_int_equal(tce_stream_finish(r->stream), TCE_CANCELLED);
        assert_int_equal(tce_stream_finish(r->stream), TCE_CANCELLED);
        assert_int_equal(r->reports, number + 1);
        assert_true(feed_complete(r));
        free(r->storage);
    }
}

static void another_callback_answered_with_false_cancels_without_a_report(void **state) {
    (void)state;
    stream_run *r = open_lines();
    r->recorded.cancel_at = 1; /* root_not_object of the second line */
    assert_int_equal(tce_stream_feed(r->stream, r->bytes, r->length), TCE_CANCELLED);
    assert_int_equal(tce_stream_feed(r->stream, "\n4\n", 3), TCE_CANCELLED);
    assert_int_equal(tce_stream_finish(r->stream), TCE_CANCELLED);
    assert_int_equal(r->reports, 1);
    assert_int_equal(r->recorded.count, 2);
    assert_true(feed_complete(r));
    free(r->storage);
}

/* ---- Misuse ----------------------------------------------------------------------------------*/

static void no_stream_is_misuse(void **state) {
    (void)state;
    assert_int_equal(tce_stream_feed(NULL, "1", 1), TCE_MISUSE);
    assert_int_equal(tce_stream_finish(NULL), TCE_MISUSE);
    tce_stream_reset(NULL);
}

static void no_bytes_with_a_length_are_misuse_until_reset(void **state) {
    (void)state;
    stream_run *r = open_lines();
    assert_int_equal(tce_stream_feed(r->stream, NULL, 0), TCE_OK);
    assert_int_equal(tce_stream_feed(r->stream, NULL, 1), TCE_MISUSE);
    assert_int_equal(tce_stream_feed(r->stream, "1\n", 2), TCE_MISUSE);
    assert_int_equal(tce_stream_finish(r->stream), TCE_MISUSE);
    assert_int_equal(r->reports, 0);
    assert_true(feed_complete(r));
    free(r->storage);
}

static void feeding_after_the_end_is_misuse(void **state) {
    (void)state;
    stream_run *r = open_lines();
    assert_int_equal(tce_stream_feed(r->stream, r->bytes, r->length), TCE_OK);
    assert_int_equal(tce_stream_finish(r->stream), TCE_OK);
    assert_int_equal(tce_stream_feed(r->stream, "4\n", 2), TCE_MISUSE);
    assert_int_equal(tce_stream_finish(r->stream), TCE_OK);
    assert_int_equal(r->reports, 3);
    assert_true(feed_complete(r));
    free(r->storage);
}

static void storage_that_cannot_be_used_is_refused(void **state) {
    (void)state;
    const tce_options options = TCE_OPTIONS_INIT;
    const size_t size = tce_stream_storage_size(&options);
    char *storage = malloc(size + TCE_STORAGE_ALIGNMENT);
    assert_true(size > 0);
    assert_null(tce_stream_init(NULL, size, &options, TCE_FRAMING_NDJSON));
    assert_null(tce_stream_init(storage, size - 1, &options, TCE_FRAMING_NDJSON));
    assert_null(tce_stream_init(storage, 0, &options, TCE_FRAMING_NDJSON));
    for (size_t i = 1; i < TCE_STORAGE_ALIGNMENT; i++) {
        assert_null(tce_stream_init(storage + i, size, &options, TCE_FRAMING_NDJSON));
    }
    assert_non_null(tce_stream_init(storage, size, &options, TCE_FRAMING_NDJSON));
    free(storage);
}

static void a_framing_that_is_none_is_refused(void **state) {
    (void)state;
    const tce_options options = TCE_OPTIONS_INIT;
    const size_t size = tce_stream_storage_size(&options);
    void *storage = malloc(size);
    assert_null(tce_stream_init(storage, size, &options, (tce_framing)3));
    assert_null(tce_stream_init(storage, size, &options, (tce_framing)-1));
    assert_non_null(tce_stream_init(storage, size, &options, TCE_FRAMING_CONCATENATED));
    free(storage);
}

static void options_that_cannot_be_used_are_refused(void **state) {
    (void)state;
    tce_options options = TCE_OPTIONS_INIT;
    const size_t size = tce_stream_storage_size(&options);
    void *storage = malloc(size);
    options.max_depth = TCE_MAX_DEPTH_LIMIT + 1;
    assert_int_equal(tce_stream_storage_size(&options), 0);
    assert_null(tce_stream_init(storage, size, &options, TCE_FRAMING_SINGLE));
    free(storage);
}

static void no_options_are_the_defaults(void **state) {
    (void)state;
    const tce_options options = TCE_OPTIONS_INIT;
    const size_t size = tce_stream_storage_size(NULL);
    assert_int_equal(size, tce_stream_storage_size(&options));
    void *storage = malloc(size);
    tce_stream *s = tce_stream_init(storage, size, NULL, TCE_FRAMING_NDJSON);
    assert_non_null(s);
    assert_int_equal(tce_stream_feed(s, "1\n{\n", 4), TCE_OK);
    assert_int_equal(tce_stream_finish(s), TCE_OK);
    free(storage);
}

/* ---- Calls from within a callback ------------------------------------------------------------*/

typedef struct caller {
    tce_stream *stream;
    size_t reports;
    tce_status fed;
    tce_status finished;
} caller;

static bool call_from_within(void *user, const tce_report *report) {
    caller *c = user;
    (void)report;
    c->reports++;
    c->fed = tce_stream_feed(c->stream, "9\n", 2);
    c->finished = tce_stream_finish(c->stream);
    tce_stream_reset(c->stream);
    return true;
}

static void calls_from_within_a_callback_are_misuse_and_do_nothing(void **state) {
    (void)state;
    caller c = {0};
    tce_options options = TCE_OPTIONS_INIT;
    options.user = &c;
    options.on_report = call_from_within;
    const size_t size = tce_stream_storage_size(&options);
    void *storage = malloc(size);
    c.stream = tce_stream_init(storage, size, &options, TCE_FRAMING_NDJSON);
    assert_int_equal(tce_stream_feed(c.stream, "1\n2\n3", 5), TCE_OK);
    assert_int_equal(c.reports, 2);
    assert_int_equal(c.fed, TCE_MISUSE);
    assert_int_equal(c.finished, TCE_MISUSE);
    assert_int_equal(tce_stream_finish(c.stream), TCE_OK);
    assert_int_equal(c.reports, 3);
    assert_int_equal(c.fed, TCE_MISUSE);
    assert_int_equal(c.finished, TCE_MISUSE);
    free(storage);
}

/* ---- Reports come as soon as their document's end is known -----------------------------------*/

static void expect_reports_after(stream_run *r, const char *bytes, size_t reports) {
    assert_int_equal(tce_stream_feed(r->stream, bytes, strlen(bytes)), TCE_OK);
    assert_int_equal(r->reports, reports);
}

static void a_line_is_reported_with_its_newline(void **state) {
    (void)state;
    stream_run *r = open_lines();
    expect_reports_after(r, "1", 0);
    expect_reports_after(r, "\n", 1);
    expect_reports_after(r, "2\n3", 2);
    assert_int_equal(tce_stream_finish(r->stream), TCE_OK);
    assert_int_equal(r->reports, 3);
    free(r->storage);
}

static const stream_row three_values = {"three values", FROM(RAW("[]7 ''")),
                                        GIVES(VALUE(0, 2), VALUE(2, 1), VALUE(4, 2))};

static void a_value_is_reported_with_the_byte_that_ends_it(void **state) {
    (void)state;
    static stream_run r;
    r = (stream_run){.row = &three_values, .framing = TCE_FRAMING_CONCATENATED};
    run_open(&r);
    run_begin(&r);
    expect_reports_after(&r, "[", 0);
    expect_reports_after(&r, "]", 1);
    expect_reports_after(&r, "7", 1);
    expect_reports_after(&r, " ", 2);
    expect_reports_after(&r, "\"", 2);
    expect_reports_after(&r, "\"", 3);
    assert_int_equal(tce_stream_finish(r.stream), TCE_OK);
    assert_null(r.difference);
    free(r.storage);
}

/* clang-format off */
TESTS(
    T(a_report_answered_with_false_cancels),
    T(another_callback_answered_with_false_cancels_without_a_report),
    T(no_stream_is_misuse),
    T(no_bytes_with_a_length_are_misuse_until_reset),
    T(feeding_after_the_end_is_misuse),
    T(storage_that_cannot_be_used_is_refused),
    T(a_framing_that_is_none_is_refused),
    T(options_that_cannot_be_used_are_refused),
    T(no_options_are_the_defaults),
    T(calls_from_within_a_callback_are_misuse_and_do_nothing),
    T(a_line_is_reported_with_its_newline),
    T(a_value_is_reported_with_the_byte_that_ends_it),
)
