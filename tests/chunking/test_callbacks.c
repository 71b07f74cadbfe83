/*
 * Callbacks: their order, the byte that each comes with, and cancelling.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>

#include "document_run.h"
#include "validators.h"

typedef struct order {
    const char *json; /* an apostrophe is a quotation mark */
    size_t count;
    callback_event events[8];
} order;

#define VIOLATED(where, what)                                                                      \
    { CALLED_VIOLATION, TCE_VIOLATION_##what, where }
#define CALLED(what)                                                                               \
    { CALLED_##what, TCE_VIOLATION_NONE, 0 }

static const order orders[] = {
    {"{'Response':{'RequestId':'a'}}", 1, {CALLED(REQUEST_ID)}},
    {"{'Response':{'RequestId':'a','Error':{'Code':'c','Message':'m'}}}",
     3,
     {CALLED(REQUEST_ID), CALLED(ERROR_CODE), CALLED(ERROR_MESSAGE)}},
    {"{'Response':{'Error':{'Message':'m','Code':'c'},'RequestId':'a'}}",
     3,
     {CALLED(ERROR_MESSAGE), CALLED(ERROR_CODE), CALLED(REQUEST_ID)}},
    {"{'Response':{'RequestId':'a','RequestId':'b','Error':{'Code':'c'}}} x",
     5,
     {CALLED(REQUEST_ID), VIOLATED(29, REQUEST_ID_DUPLICATE), CALLED(ERROR_CODE),
      VIOLATED(64, MESSAGE_MISSING), VIOLATED(68, JSON_TRAILING)}},
    {"{'Response':{'Error':{'Code':'','Message':''},'RequestId':'a'",
     4,
     {VIOLATED(29, CODE_EMPTY), CALLED(ERROR_MESSAGE), CALLED(REQUEST_ID),
      VIOLATED(61, JSON_TRUNCATED)}},
};
#define ORDER_COUNT (sizeof(orders) / sizeof(orders[0]))

/* A row without expectations: only the order of its callbacks is compared. */
static void run_order(document_run *r, const order *o) {
    const document row = {.name = o->json, .json = {{o->json, strlen(o->json), 1, false}}};
    recording expected = {.count = o->count};
    memcpy(expected.events, o->events, sizeof(o->events));
    run_open(r, &row);
    for (size_t at = 0; at <= r->document.length; at++) {
        run_begin(r);
        run_feed(r, 0, at);
        run_feed(r, at, r->document.length - at);
        assert_non_null(tce_finish(r->validator));
        if (!recording_equal(&expected, &r->recorded)) {
            fail_msg("the order of callbacks for %s cut at %zu", o->json, at);
        }
    }
    run_close(r);
}

static void callbacks_come_in_the_order_of_the_document(void **state) {
    (void)state;
    static document_run r;
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        r = (document_run){.runner = "order", .engine = engines[e]};
        for (size_t i = 0; i < ORDER_COUNT && tce_engine_available(r.engine); i++) {
            run_order(&r, &orders[i]);
        }
    }
}

/* length: of the bytes up to and including the one that completes the member. */
static void expect_known_at(document_run *r, size_t length, callback_kind what) {
    run_begin(r);
    run_feed(r, 0, length - 1);
    assert_false(recording_has(&r->recorded, what));
    run_feed(r, length - 1, 1);
    assert_true(recording_has(&r->recorded, what));
}

static void a_member_is_reported_with_the_byte_that_completes_it(void **state) {
    (void)state;
    static document_run r;
    const document row = {
        .name = "facts",
        .json = {TEXT("{'Response':{'RequestId':'a','Error':{'Code':'c','Message':'m'},'x':]")}};
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        r = (document_run){.runner = "facts", .engine = engines[e]};
        if (tce_engine_available(r.engine)) {
            run_open(&r, &row);
            expect_known_at(&r, 28, CALLED_REQUEST_ID);
            expect_known_at(&r, 48, CALLED_ERROR_CODE);
            expect_known_at(&r, 62, CALLED_ERROR_MESSAGE);
            expect_known_at(&r, r.document.length, CALLED_VIOLATION);
            run_close(&r);
        }
    }
}

static const expected_violation *json_violation_of(const document *row) {
    const expected_violation *v = row->violations;
    while (v->violation != TCE_VIOLATION_NONE && !is_json_violation(v->violation)) {
        v++;
    }
    return v->violation != TCE_VIOLATION_NONE ? v : NULL;
}

/* What the end of the input decides, or what begins like a byte-order mark: its first byte rules
 * out every valid document, its next two which violation it is. */
static bool is_decided_later(const document_run *r, const expected_violation *v) {
    return v->offset == r->document.length || r->document.json[v->offset] == '\xEF';
}

static bool known_with_its_byte(document_run *r) {
    const expected_violation *v = json_violation_of(r->document.row);
    if (v == NULL || is_decided_later(r, v)) {
        return true;
    }
    const size_t before = (size_t)v->offset;
    run_begin(r);
    run_feed(r, 0, before);
    const bool early = recording_has_json_violation(&r->recorded);
    run_feed(r, before, 1);
    if (early || !recording_has_json_violation(&r->recorded) || r->wrong_status) {
        fprintf(stderr, "%s\n  its violation is not reported with its byte\n",
                r->document.row->name);
        r->failures++;
    }
    return true;
}

static void a_json_violation_is_reported_with_its_byte(void **state) {
    (void)state;
    run_table("moments", A_VALIDATOR, IN_THE_DOCUMENT, 0, known_with_its_byte);
    run_table("moments in a stream", A_SINGLE_STREAM, IN_THE_DOCUMENT, 0, known_with_its_byte);
}

/* Feeds the rest of a document after a callback returned false: no more callbacks, no verdict.
 */
static bool cancelled_in_chunks(document_run *r, size_t number, size_t size) {
    run_begin(r);
    r->recorded.cancel_at = number;
    bool agrees = true;
    for (size_t from = 0; from < r->document.length; from += size) {
        const size_t left = r->document.length - from;
        const tce_status status =
            tce_feed(r->validator, r->document.json + from, left < size ? left : size);
        agrees = agrees && (status == TCE_CANCELLED) == (r->recorded.count > number);
    }
    const tce_report *report = tce_finish(r->validator);
    return agrees && r->recorded.count == number + 1 && report != NULL &&
           report->verdict == TCE_VERDICT_NONE && tce_feed(r->validator, "x", 1) == TCE_MISUSE;
}

/* The report holds every member and violation that was called back before. */
static bool report_holds_what_was_called_back(const document_run *r, const tce_report *report) {
    bool agrees = true;
    for (size_t i = 0; i + 1 < r->recorded.count; i++) {
        const callback_event *event = &r->recorded.events[i];
        agrees = agrees &&
                 (event->what != CALLED_VIOLATION || tce_report_has(report, event->violation)) &&
                 (event->what != CALLED_REQUEST_ID || report->request_id.bytes != NULL) &&
                 (event->what != CALLED_ERROR_CODE || report->error_code.bytes != NULL) &&
                 (event->what != CALLED_ERROR_MESSAGE || report->error_message.bytes != NULL);
    }
    return agrees;
}

static bool cancelled_everywhere(document_run *r) {
    static const size_t sizes[] = {1, 16, DOCUMENT_BYTES_MAX};
    for (size_t number = 0; number < r->complete.count; number++) {
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
            if (!cancelled_in_chunks(r, number, sizes[i]) ||
                !report_holds_what_was_called_back(r, tce_finish(r->validator))) {
                fprintf(stderr, "%s\n  cancelled by callback %zu in chunks of %zu\n",
                        r->document.row->name, number, sizes[i]);
                r->failures++;
                return false;
            }
        }
    }
    return feed_complete(r);
}

static void every_callback_can_cancel(void **state) {
    (void)state;
    run_table("cancelled", A_VALIDATOR, IN_THE_DOCUMENT, 0, cancelled_everywhere);
}

/* clang-format off */
TESTS(
    T(callbacks_come_in_the_order_of_the_document),
    T(a_member_is_reported_with_the_byte_that_completes_it),
    T(a_json_violation_is_reported_with_its_byte),
    T(every_callback_can_cancel),
)
