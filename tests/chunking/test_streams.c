/*
 * The table of streams, cut into chunks in every way, in every engine.
 */
#include "harness.h"

#include <stdlib.h>

#include "stream_run.h"
#include "validators.h"

/* ---- Cuts ------------------------------------------------------------------------------------*/

static bool feed_split(stream_run *r, size_t at) {
    r->cut = at;
    run_begin(r);
    run_feed(r, 0, at);
    run_feed(r, at, r->length - at);
    return run_end(r);
}

#define SPLIT_STEP 61 /* between the splits of long streams */

static bool every_split(stream_run *r) {
    const size_t step = r->length <= 1000 ? 1 : SPLIT_STEP;
    for (size_t at = 0; at <= r->length; at += step) {
        if (!feed_split(r, at)) {
            return false;
        }
    }
    return true;
}

static bool chunks_of_1_to_130(stream_run *r) {
    for (size_t size = 1; size <= 130; size++) {
        if (!feed_chunks(r, size)) {
            return false;
        }
    }
    return true;
}

/* ---- All rows, all engines -------------------------------------------------------------------*/

typedef bool (*row_runner)(stream_run *r);

static size_t run_rows(tce_framing framing, row_runner runner) {
    static stream_run r;
    size_t count = 0;
    const stream_row *rows = stream_rows(framing, &count);
    size_t failures = 0;
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        for (size_t i = 0; i < count && tce_engine_available(engines[e]); i++) {
            r = (stream_run){.row = &rows[i], .framing = framing, .engine = engines[e]};
            run_open(&r);
            failures += runner(&r) ? 0 : 1;
            free(r.storage);
        }
    }
    return failures;
}

static void run_table(row_runner runner) {
    size_t failures = run_rows(TCE_FRAMING_SINGLE, runner);
    failures += run_rows(TCE_FRAMING_NDJSON, runner);
    failures += run_rows(TCE_FRAMING_CONCATENATED, runner);
    assert_int_equal(failures, 0);
}

static void complete_streams(void **state) {
    (void)state;
    run_table(feed_complete);
}

static void streams_in_every_two_way_split(void **state) {
    (void)state;
    run_table(every_split);
}

static void streams_in_chunks_of_1_to_130(void **state) {
    (void)state;
    run_table(chunks_of_1_to_130);
}

/* Reset at many of its bytes, or after its end, a stream keeps no state. */
static bool reset_at_many_bytes(stream_run *r) {
    for (size_t at = 0; at <= r->length; at += r->length / 40 + 1) {
        run_begin(r);
        run_feed(r, 0, at);
        if (!feed_complete(r)) {
            return false;
        }
    }
    return feed_complete(r);
}

static void a_reset_stream_remembers_no_other_documents(void **state) {
    (void)state;
    run_table(reset_at_many_bytes);
}

/* clang-format off */
TESTS(
    T(complete_streams),
    T(streams_in_every_two_way_split),
    T(streams_in_chunks_of_1_to_130),
    T(a_reset_stream_remembers_no_other_documents),
)
