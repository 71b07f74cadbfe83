/*
 * One validator for many documents: nothing of a document remains after tce_reset, and a report
 * remains until then.
 */
#include "harness.h"

#include "document_run.h"
#include "validators.h"

static bool default_options(const document *row) {
    return row->max_depth == 0 && row->max_bytes == 0;
}

/* Runs each row after each way to leave the previous one: finished, or fed up to some byte. */
static void run_after_others(document_run *r, const document *left, size_t left_at, bool finished) {
    static written_document before;
    document_write(left, &before);
    recording_clear(&r->recorded);
    tce_reset(r->validator);
    (void)tce_feed(r->validator, before.json, left_at < before.length ? left_at : before.length);
    if (finished) {
        (void)tce_finish(r->validator);
    }
    (void)feed_complete(r);
}

static void run_all_rows_on_one_validator(document_run *r) {
    run_open(r, document_at(0));
    const document *left = document_at(0);
    for (size_t i = 0; i < documents_count(); i++) {
        if (default_options(document_at(i))) {
            document_write(document_at(i), &r->document);
            run_after_others(r, left, DOCUMENT_BYTES_MAX, true);
            run_after_others(r, left, DOCUMENT_BYTES_MAX, false);
            left = document_at(i);
        }
    }
    run_close(r);
}

static void a_reset_validator_remembers_no_other_document(void **state) {
    (void)state;
    static document_run r;
    r = (document_run){.runner = "reset", .subject = A_VALIDATOR};
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        r.engine = engines[e];
        if (tce_engine_available(r.engine)) {
            run_all_rows_on_one_validator(&r);
        }
    }
    assert_int_equal(r.failures, 0);
}

#define RESET_POINTS 40 /* of one row */

/* A reset at any of many offsets leaves no state that the next document could see. */
static bool left_at_many_bytes(document_run *r) {
    const size_t step = r->document.length / RESET_POINTS + 1;
    for (size_t at = 1; at <= r->document.length; at += step) {
        r->cut = at;
        run_begin(r);
        run_feed(r, 0, at);
        if (!feed_complete(r)) {
            return false;
        }
    }
    return true;
}

static void a_reset_in_mid_document_leaves_no_state(void **state) {
    (void)state;
    run_table("reset in mid-document", A_VALIDATOR, IN_THE_DOCUMENT, 0, left_at_many_bytes);
}

/* A second tce_finish returns the same report; feeding after it is misuse and changes nothing. */
static bool finished_twice(document_run *r) {
    run_begin(r);
    run_feed(r, 0, r->document.length);
    const tce_report *first = tce_finish(r->validator);
    const tce_report *second = tce_finish(r->validator);
    must(first == second, "tce_finish returns the same report again");
    must(tce_feed(r->validator, "x", 1) == TCE_MISUSE, "feeding after the end is misuse");
    return run_agrees(r, tce_finish(r->validator));
}

static void a_report_is_unchanged_until_reset(void **state) {
    (void)state;
    run_table("finished twice", A_VALIDATOR, IN_THE_DOCUMENT, 0, finished_twice);
}

/* clang-format off */
TESTS(
    T(a_reset_validator_remembers_no_other_document),
    T(a_reset_in_mid_document_leaves_no_state),
    T(a_report_is_unchanged_until_reset),
)
