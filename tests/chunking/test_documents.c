/*
 * Every document of the table, through every engine, cut into chunks in every way, with its bytes
 * at different places in memory: the report is always the one in its row.
 */
#include "harness.h"

#include "document_run.h"

/* ---- Ways to feed a row ----------------------------------------------------------------------*/

#define CUT_ALL_MAX 2000 /* rows of up to this many bytes are cut at every offset */
#define CUT_EDGE    100  /* of longer ones: everywhere near an end and near the violation */
#define CUT_STEP    97   /* and elsewhere at every multiple of this */

static bool near(size_t offset, uint64_t place) {
    return offset + CUT_EDGE >= place && offset <= place + CUT_EDGE;
}

static bool is_cut_tested(const document_run *r, size_t offset) {
    const size_t length = r->document.length;
    return length <= CUT_ALL_MAX || near(offset, 0) || near(offset, length) ||
           near(offset, r->document.row->violations[0].offset) || offset % CUT_STEP == 0;
}

static bool every_cut(document_run *r) {
    for (size_t at = 0; at <= r->document.length; at++) {
        if (is_cut_tested(r, at) && !feed_in_two(r, at)) {
            return false;
        }
    }
    return true;
}

static bool byte_by_byte(document_run *r) {
    return feed_chunks(r, 1);
}

/* An empty chunk is valid, with and without an address. */
static bool byte_by_byte_with_nothing_between(document_run *r) {
    run_begin(r);
    for (size_t at = 0; at < r->document.length; at++) {
        run_feed(r, at, 0);
        run_feed(r, at, 1);
        (void)subject_feed(r, NULL, 0);
    }
    return run_end(r);
}

static bool chunks_of_2_to_130(document_run *r) {
    for (size_t size = 2; size <= 130; size++) {
        if (!feed_chunks(r, size)) {
            return false;
        }
    }
    return true;
}

/* Feeds the row once with each of these chunk sizes. */
static bool some_chunk_sizes(document_run *r) {
    static const size_t sizes[] = {1, 2, 3, 5, 7, 8, 16, 31, 63, 64, 65, 512, 4096};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        if (!feed_chunks(r, sizes[i])) {
            return false;
        }
    }
    return true;
}

/* Slow runners cut rows of up to this many bytes at every offset. */
#define CUT_SOME_MAX 120

static bool complete_cut_and_in_chunks(document_run *r) {
    if (!feed_complete(r)) {
        return false;
    }
    const size_t step = r->document.length <= CUT_SOME_MAX ? 1 : CUT_STEP;
    for (size_t at = 0; at <= r->document.length; at += step) {
        if (!feed_in_two(r, at)) {
            return false;
        }
    }
    return some_chunk_sizes(r);
}

/* ---- Cuts ------------------------------------------------------------------------------------*/

static void complete_documents(void **state) {
    (void)state;
    run_table("complete", A_VALIDATOR, IN_THE_DOCUMENT, 0, run_complete);
}

static void every_cut_into_two_chunks(void **state) {
    (void)state;
    run_table("two chunks", A_VALIDATOR, IN_THE_DOCUMENT, 0, every_cut);
}

static void one_byte_at_a_time(void **state) {
    (void)state;
    run_table("byte by byte", A_VALIDATOR, IN_THE_DOCUMENT, 0, byte_by_byte);
    run_table("byte by byte with nothing between", A_VALIDATOR, IN_THE_DOCUMENT, 0,
              byte_by_byte_with_nothing_between);
}

static void every_chunk_size_from_2_to_130(void **state) {
    (void)state;
    run_table("chunks", A_VALIDATOR, IN_THE_DOCUMENT, 0, chunks_of_2_to_130);
}

static bool at_once(document_run *r) {
    tce_report report;
    const tce_verdict verdict = tce_validate(r->document.json, r->document.length, NULL, &report);
    must(verdict == report.verdict, "tce_validate returns the report's verdict");
    must(tce_validate(r->document.json, r->document.length, NULL, NULL) == verdict,
         "tce_validate needs no report");
    recording_clear(&r->complete); /* tce_validate calls nothing back: the recording is of the
                                      previous document_run */
    return run_agrees(r, &report);
}

/* tce_validate has the default options, so only rows with the default options apply. */
static bool at_once_by_default(document_run *r) {
    const document *row = r->document.row;
    return (row->max_depth != 0 && row->max_depth != TCE_MAX_DEPTH_DEFAULT) ||
           row->max_bytes != 0 || at_once(r);
}

static void one_call_for_a_complete_document(void **state) {
    (void)state;
    run_table("tce_validate", A_VALIDATOR, IN_THE_DOCUMENT, 0, at_once_by_default);
}

/* ---- Memory ----------------------------------------------------------------------------------*/

static void nothing_is_read_past_the_chunk(void **state) {
    (void)state;
    guard_open();
    run_table("before a guard page", A_VALIDATOR, BEFORE_A_GUARD_PAGE, 0,
              complete_cut_and_in_chunks);
}

static void nothing_is_read_before_the_chunk(void **state) {
    (void)state;
    guard_open();
    run_table("after a guard page", A_VALIDATOR, AFTER_A_GUARD_PAGE, 0, complete_cut_and_in_chunks);
}

static void bytes_past_the_chunk_do_not_matter(void **state) {
    (void)state;
    static const char garbage[] = {'"', '}', ']', '7', 'e', ' ', '\\', '\x80', '\xFF'};
    for (size_t i = 0; i < sizeof(garbage); i++) {
        run_table("before garbage", A_VALIDATOR, BEFORE_GARBAGE, garbage[i], some_chunk_sizes);
    }
}

/* ---- As a stream of one document -------------------------------------------------------------*/

static void a_single_stream_reports_the_same(void **state) {
    (void)state;
    run_table("single stream, complete", A_SINGLE_STREAM, IN_THE_DOCUMENT, 0, run_complete);
}

static void a_single_stream_reports_the_same_for_every_cut(void **state) {
    (void)state;
    run_table("single stream, two chunks", A_SINGLE_STREAM, IN_THE_DOCUMENT, 0, every_cut);
}

static void a_single_stream_reports_the_same_in_chunks(void **state) {
    (void)state;
    run_table("single stream, chunks", A_SINGLE_STREAM, IN_THE_DOCUMENT, 0, some_chunk_sizes);
}

static void a_stream_reads_nothing_past_the_chunk(void **state) {
    (void)state;
    guard_open();
    run_table("single stream before a guard page", A_SINGLE_STREAM, BEFORE_A_GUARD_PAGE, 0,
              complete_cut_and_in_chunks);
}

/* clang-format off */
TESTS(
    T(complete_documents),
    T(every_cut_into_two_chunks),
    T(one_byte_at_a_time),
    T(every_chunk_size_from_2_to_130),
    T(one_call_for_a_complete_document),
    T(nothing_is_read_past_the_chunk),
    T(nothing_is_read_before_the_chunk),
    T(bytes_past_the_chunk_do_not_matter),
    T(a_single_stream_reports_the_same),
    T(a_single_stream_reports_the_same_for_every_cut),
    T(a_single_stream_reports_the_same_in_chunks),
    T(a_stream_reads_nothing_past_the_chunk),
)
