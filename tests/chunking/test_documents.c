/*
 * Every document of the table, through every engine, cut into chunks in every way, with its bytes
 * at different places in memory: the report is always the one in its row.
 */
#define _DEFAULT_SOURCE 1 /* mmap with MAP_ANONYMOUS */

#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "documents.h"

/* ---- A run of one row ------------------------------------------------------------------------*/

/* Where the bytes of a chunk are while they are fed. */
typedef enum placement {
    IN_THE_DOCUMENT,     /* among the other bytes of the row */
    BEFORE_A_GUARD_PAGE, /* the byte after the last one cannot be read */
    AFTER_A_GUARD_PAGE,  /* the byte before the first one cannot be read */
    BEFORE_GARBAGE       /* the bytes after the last one would change the document */
} placement;

/* What takes the bytes. */
typedef enum subject { A_VALIDATOR, A_SINGLE_STREAM } subject;

typedef struct run {
    const char *runner; /* the test, for messages */
    subject subject;
    placement placement;
    tce_engine engine;
    char garbage;
    size_t cut; /* what the runner varies: the offset of a cut, or the chunk size */
    void *storage;
    tce_validator *validator;
    tce_stream *stream;
    written_document document;
    recording recorded;
    recording
        complete; /* what was recorded when the same row was fed in one chunk; count 0: unknown */
    bool timed;   /* moments holds those of this row */
    size_t moments[EVENTS_MAX]; /* after how many bytes each event must have been recorded */
    size_t reports;             /* calls of on_report */
    bool agreed;                /* what on_report found */
    bool wrong_status;          /* tce_feed returned another status than expected */
    bool wrong_moment;          /* a callback came in another chunk than its moment */
    size_t failures;            /* rows of this test that failed */
} run;

static bool on_report(void *user, const tce_report *report);

static void must(bool condition, const char *what) {
    if (!condition) {
        fail_msg("%s", what);
    }
}

static tce_options run_options(run *r) {
    tce_options options = TCE_OPTIONS_INIT;
    recording_attach(&r->recorded, &options);
    options.engine = r->engine;
    options.max_depth = r->document.row->max_depth;
    options.max_bytes = r->document.row->max_bytes;
    options.on_report = on_report;
    return options;
}

/* The callbacks' user is the recording, a member of its run. */
static run *run_of(recording *recorded) {
    return (run *)(void *)((char *)recorded - offsetof(run, recorded));
}

/* The storage has exactly the size asked for, so that a sanitizer reports an access past it. */
static void run_open(run *r, const document *row) {
    document_write(row, &r->document);
    recording_clear(&r->complete);
    r->timed = false;
    const tce_options options = run_options(r);
    const bool lone = r->subject == A_VALIDATOR;
    const size_t size = lone ? tce_storage_size(&options) : tce_stream_storage_size(&options);
    r->storage = malloc(size);
    r->validator = lone ? tce_init(r->storage, size, &options) : NULL;
    r->stream = lone ? NULL : tce_stream_init(r->storage, size, &options, TCE_FRAMING_SINGLE);
    must(r->validator != NULL || r->stream != NULL, "the storage that was asked for is refused");
}

static void run_close(run *r) {
    free(r->storage);
    r->storage = NULL;
}

/* ---- Bytes in memory -------------------------------------------------------------------------*/

#define CLOBBER 0xA5 /* what a chunk's bytes become after it was fed: they may not be needed */

static char *guarded;         /* readable bytes between two pages that are not */
static size_t guarded_length; /* of them */
static char loose[2 * DOCUMENT_BYTES_MAX];

static void guard_open(void) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    guarded_length = (DOCUMENT_BYTES_MAX + page - 1) / page * page;
    char *pages = mmap(NULL, guarded_length + 2 * page, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must(pages != MAP_FAILED, "mmap");
    guarded = pages + page;
    must(mprotect(pages, page, PROT_NONE) == 0, "mprotect");
    must(mprotect(guarded + guarded_length, page, PROT_NONE) == 0, "mprotect");
}

static char *place(const run *r, size_t length) {
    switch (r->placement) {
    case BEFORE_A_GUARD_PAGE:
        return guarded + guarded_length - length;
    case AFTER_A_GUARD_PAGE:
        return guarded;
    case BEFORE_GARBAGE:
        memset(loose + length, r->garbage, DOCUMENT_BYTES_MAX);
        return loose;
    case IN_THE_DOCUMENT:
    default:
        return NULL;
    }
}

/* ---- Feeding ---------------------------------------------------------------------------------*/

static tce_status subject_feed(run *r, const void *bytes, size_t length) {
    return r->subject == A_VALIDATOR ? tce_feed(r->validator, bytes, length)
                                     : tce_stream_feed(r->stream, bytes, length);
}

/* A validator reports when the verdict is known to be invalid, a stream when nothing more can be
 * framed. */
static tce_status expected_status(const run *r) {
    if (r->subject == A_VALIDATOR) {
        return recording_has(&r->recorded, CALLED_VIOLATION) ? TCE_REJECTED : TCE_OK;
    }
    return recording_has_json_violation(&r->recorded) ? TCE_UNFRAMABLE : TCE_OK;
}

/* How many events the first `fed` bytes decide. */
static size_t expected_events(const run *r, size_t fed) {
    size_t count = 0;
    while (count < EVENTS_MAX && r->moments[count] <= fed) {
        count++;
    }
    return count;
}

static void run_feed(run *r, size_t from, size_t length) {
    const char *bytes = r->document.json + from;
    char *placed = place(r, length);
    if (placed != NULL) {
        memcpy(placed, bytes, length);
    }
    const tce_status status = subject_feed(r, placed != NULL ? placed : bytes, length);
    r->wrong_status = r->wrong_status || status != expected_status(r);
    r->wrong_moment =
        r->wrong_moment || (r->timed && r->recorded.count != expected_events(r, from + length));
    if (placed != NULL) {
        memset(placed, CLOBBER, length);
    }
}

static void run_begin(run *r) {
    recording_clear(&r->recorded);
    r->reports = 0;
    r->wrong_status = false;
    r->wrong_moment = false;
    if (r->subject == A_VALIDATOR) {
        tce_reset(r->validator);
    } else {
        tce_stream_reset(r->stream);
    }
}

static const char *run_difference(const run *r, const tce_report *report) {
    const char *difference = document_difference(&r->document, report, &r->recorded);
    if (difference == NULL && (report->index != 0 || report->offset != 0)) {
        difference = "index and offset";
    }
    if (difference == NULL && r->complete.count != 0 &&
        !recording_equal(&r->complete, &r->recorded)) {
        difference = "the order of callbacks";
    }
    if (difference == NULL && r->wrong_status) {
        difference = "the status while feeding";
    }
    if (difference == NULL && r->wrong_moment) {
        difference = "the moment of a callback";
    }
    return difference;
}

/* Returns whether the report is the row's; if not, prints what was fed. */
static bool run_agrees(run *r, const tce_report *report) {
    const char *difference = run_difference(r, report);
    if (difference == NULL) {
        return true;
    }
    r->failures++;
    fprintf(stderr, "%s\n  %s: %s differs (engine %s, cut %zu)\n", r->document.row->name, r->runner,
            difference, tce_engine_name(r->engine), r->cut);
    document_explain(&r->document, report, &r->recorded);
    return false;
}

static bool on_report(void *user, const tce_report *report) {
    run *r = run_of(user);
    r->reports++;
    r->agreed = run_agrees(r, report);
    return true;
}

/* Ends the document. Returns false when the report differs: other cuts of the row are then skipped.
 */
static bool run_end(run *r) {
    if (r->subject == A_VALIDATOR) {
        return run_agrees(r, tce_finish(r->validator));
    }
    const tce_status status = tce_stream_finish(r->stream);
    must(r->reports == 1, "a single stream reports once");
    must(status == expected_status(r), "the status of a stream's end");
    return r->agreed;
}

/* ---- Cuts ------------------------------------------------------------------------------------*/

static bool feed_complete(run *r) {
    r->cut = r->document.length;
    run_begin(r);
    run_feed(r, 0, r->document.length);
    return run_end(r);
}

static bool feed_in_two(run *r, size_t offset) {
    r->cut = offset;
    run_begin(r);
    run_feed(r, 0, offset);
    run_feed(r, offset, r->document.length - offset);
    return run_end(r);
}

static bool feed_chunks(run *r, size_t size) {
    r->cut = size;
    run_begin(r);
    for (size_t from = 0; from < r->document.length; from += size) {
        const size_t left = r->document.length - from;
        run_feed(r, from, left < size ? left : size);
    }
    return run_end(r);
}

#define CUT_ALL_MAX 2000 /* rows of up to this many bytes are cut at every offset */
#define CUT_EDGE    100  /* of longer ones: everywhere near an end and near the violation */
#define CUT_STEP    97   /* and elsewhere at every multiple of this */

static bool near(size_t offset, uint64_t place) {
    return offset + CUT_EDGE >= place && offset <= place + CUT_EDGE;
}

static bool is_cut_tested(const run *r, size_t offset) {
    const size_t length = r->document.length;
    return length <= CUT_ALL_MAX || near(offset, 0) || near(offset, length) ||
           near(offset, r->document.row->violations[0].offset) || offset % CUT_STEP == 0;
}

static bool complete(run *r) {
    const bool agrees = feed_complete(r);
    r->complete = r->recorded;
    return agrees;
}

static bool every_cut(run *r) {
    for (size_t at = 0; at <= r->document.length; at++) {
        if (is_cut_tested(r, at) && !feed_in_two(r, at)) {
            return false;
        }
    }
    return true;
}

static bool byte_by_byte(run *r) {
    return feed_chunks(r, 1);
}

/* An empty chunk is valid, with and without an address. */
static bool byte_by_byte_with_nothing_between(run *r) {
    run_begin(r);
    for (size_t at = 0; at < r->document.length; at++) {
        run_feed(r, at, 0);
        run_feed(r, at, 1);
        (void)subject_feed(r, NULL, 0);
    }
    return run_end(r);
}

static bool chunks_of_2_to_130(run *r) {
    for (size_t size = 2; size <= 130; size++) {
        if (!feed_chunks(r, size)) {
            return false;
        }
    }
    return true;
}

/* Feeds the row once with each of these chunk sizes. */
static bool some_chunk_sizes(run *r) {
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

static bool complete_cut_and_in_chunks(run *r) {
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

/* ---- All rows, all engines -------------------------------------------------------------------*/

static const tce_engine engines[] = {TCE_ENGINE_YAJL, TCE_ENGINE_SIMD};
#define ENGINE_COUNT (sizeof(engines) / sizeof(engines[0]))

typedef bool (*row_runner)(run *r);

/* Fills in the moments of the row: those at which the yajl engine, fed byte by byte, calls back.
 * Events of tce_finish have none. */
static void learn_moments(run *r, const document *row) {
    static run by_bytes;
    by_bytes = (run){.runner = "moments", .subject = A_VALIDATOR, .engine = TCE_ENGINE_YAJL};
    memset(r->moments, 0xFF, sizeof(r->moments));
    run_open(&by_bytes, row);
    run_begin(&by_bytes);
    for (size_t fed = 0; fed < by_bytes.document.length; fed++) {
        const size_t recorded = by_bytes.recorded.count;
        run_feed(&by_bytes, fed, 1);
        for (size_t i = recorded; i < by_bytes.recorded.count; i++) {
            r->moments[i] = fed + 1;
        }
    }
    run_close(&by_bytes);
    r->timed = true;
}

/* What is recorded of the row in one chunk is kept, for the order of callbacks in the others. */
static void run_row(run *r, const document *row, row_runner runner) {
    run_open(r, row);
    learn_moments(r, row);
    const placement wanted = r->placement;
    r->placement = IN_THE_DOCUMENT;
    if (complete(r)) {
        r->placement = wanted;
        (void)runner(r);
    }
    r->placement = wanted;
    run_close(r);
}

static void run_rows(run *r, row_runner runner) {
    size_t available = 0;
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        if (!tce_engine_available(engines[e])) {
            continue;
        }
        available++;
        r->engine = engines[e];
        for (size_t i = 0; i < documents_count(); i++) {
            run_row(r, document_at(i), runner);
        }
    }
    must(available > 0, "no engine is available");
    assert_int_equal(r->failures, 0);
}

static void run_table(const char *name, subject who, placement where, char garbage,
                      row_runner runner) {
    static run r;
    r = (run){.runner = name, .subject = who, .placement = where, .garbage = garbage};
    run_rows(&r, runner);
}

/* ---- The table itself ------------------------------------------------------------------------*/

#define ROWS_MIN 300

static void rows_have_unique_names(void **state) {
    (void)state;
    assert_true(documents_count() >= ROWS_MIN);
    for (size_t i = 0; i < documents_count(); i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(document_at(i)->name, document_at(j)->name) == 0) {
                fail_msg("two rows are called '%s'", document_at(i)->name);
            }
        }
    }
}

static void rows_fit_their_buffers(void **state) {
    (void)state;
    for (size_t i = 0; i < documents_count(); i++) {
        const document *row = document_at(i);
        assert_true(parts_write(row->json, NULL) <= DOCUMENT_BYTES_MAX);
        assert_true(parts_write(row->request_id, NULL) <= TCE_MAX_REQUEST_ID);
        assert_true(parts_write(row->error_code, NULL) <= TCE_MAX_CODE);
        assert_true(parts_write(row->error_message, NULL) <= TCE_MAX_MESSAGE);
        assert_int_equal(row->violations[EXPECTED_MAX - 1].violation, TCE_VIOLATION_NONE);
    }
}

/* A verdict follows from the violations and from Error, and a JSON violation is the last. */
static void rows_do_not_contradict_themselves(void **state) {
    (void)state;
    for (size_t i = 0; i < documents_count(); i++) {
        const document *row = document_at(i);
        const bool violated = row->violations[0].violation != TCE_VIOLATION_NONE;
        assert_int_equal(violated, row->verdict == TCE_VERDICT_INVALID);
        assert_true(violated || row->request_id[0].times != 0);
        assert_true(violated ||
                    (row->error_code[0].times != 0) == (row->verdict == TCE_VERDICT_FAILURE));
        for (size_t v = 0; v + 1 < EXPECTED_MAX; v++) {
            assert_true(!is_json_violation(row->violations[v].violation) ||
                        row->violations[v + 1].violation == TCE_VIOLATION_NONE);
        }
    }
}

#define ROWS_PER_VIOLATION_MIN 4

/* Violations of a content coding are not of a document. */
static void every_violation_of_a_document_has_rows(void **state) {
    (void)state;
    size_t rows[TCE_VIOLATION_COUNT_MAX] = {0};
    for (size_t i = 0; i < documents_count(); i++) {
        for (size_t v = 0; v < EXPECTED_MAX; v++) {
            rows[document_at(i)->violations[v].violation]++;
        }
    }
    for (size_t violation = 1; violation < TCE_VIOLATION_END; violation++) {
        const bool of_a_coding = violation >= TCE_VIOLATION_CODING_CORRUPT;
        assert_true(of_a_coding ? rows[violation] == 0 : rows[violation] >= ROWS_PER_VIOLATION_MIN);
    }
}

/* ---- Cuts ------------------------------------------------------------------------------------*/

static void complete_documents(void **state) {
    (void)state;
    run_table("complete", A_VALIDATOR, IN_THE_DOCUMENT, 0, complete);
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

static bool at_once(run *r) {
    tce_report report;
    const tce_verdict verdict = tce_validate(r->document.json, r->document.length, NULL, &report);
    must(verdict == report.verdict, "tce_validate returns the report's verdict");
    must(tce_validate(r->document.json, r->document.length, NULL, NULL) == verdict,
         "tce_validate needs no report");
    recording_clear(
        &r->complete); /* tce_validate calls nothing back: the recording is of the previous run */
    return run_agrees(r, &report);
}

/* tce_validate has the default options, so only rows with the default options apply. */
static bool at_once_by_default(run *r) {
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

/* ---- One validator for many documents --------------------------------------------------------*/

static bool default_options(const document *row) {
    return row->max_depth == 0 && row->max_bytes == 0;
}

/* Runs each row after each way to leave the previous one: finished, or fed up to some byte. */
static void run_after_others(run *r, const document *left, size_t left_at, bool finished) {
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

static void run_all_rows_on_one_validator(run *r) {
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
    static run r;
    r = (run){.runner = "reset", .subject = A_VALIDATOR};
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
static bool left_at_many_bytes(run *r) {
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
static bool finished_twice(run *r) {
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

/* ---- Callbacks -------------------------------------------------------------------------------*/

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
static void run_order(run *r, const order *o) {
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
    static run r;
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        r = (run){.runner = "order", .engine = engines[e]};
        for (size_t i = 0; i < ORDER_COUNT && tce_engine_available(r.engine); i++) {
            run_order(&r, &orders[i]);
        }
    }
}

/* length: of the bytes up to and including the one that completes the member. */
static void expect_known_at(run *r, size_t length, callback_kind what) {
    run_begin(r);
    run_feed(r, 0, length - 1);
    assert_false(recording_has(&r->recorded, what));
    run_feed(r, length - 1, 1);
    assert_true(recording_has(&r->recorded, what));
}

static void a_member_is_reported_with_the_byte_that_completes_it(void **state) {
    (void)state;
    static run r;
    const document row = {
        .name = "facts",
        .json = {TEXT("{'Response':{'RequestId':'a','Error':{'Code':'c','Message':'m'},'x':]")}};
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        r = (run){.runner = "facts", .engine = engines[e]};
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
static bool is_decided_later(const run *r, const expected_violation *v) {
    return v->offset == r->document.length || r->document.json[v->offset] == '\xEF';
}

static bool known_with_its_byte(run *r) {
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
static bool cancelled_in_chunks(run *r, size_t number, size_t size) {
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
static bool report_holds_what_was_called_back(const run *r, const tce_report *report) {
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

static bool cancelled_everywhere(run *r) {
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

/* ---- As a stream of one document -------------------------------------------------------------*/

static void a_single_stream_reports_the_same(void **state) {
    (void)state;
    run_table("single stream, complete", A_SINGLE_STREAM, IN_THE_DOCUMENT, 0, complete);
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
    T(rows_have_unique_names),
    T(rows_fit_their_buffers),
    T(rows_do_not_contradict_themselves),
    T(every_violation_of_a_document_has_rows),
    T(complete_documents),
    T(every_cut_into_two_chunks),
    T(one_byte_at_a_time),
    T(every_chunk_size_from_2_to_130),
    T(one_call_for_a_complete_document),
    T(nothing_is_read_past_the_chunk),
    T(nothing_is_read_before_the_chunk),
    T(bytes_past_the_chunk_do_not_matter),
    T(a_reset_validator_remembers_no_other_document),
    T(a_reset_in_mid_document_leaves_no_state),
    T(a_report_is_unchanged_until_reset),
    T(callbacks_come_in_the_order_of_the_document),
    T(a_member_is_reported_with_the_byte_that_completes_it),
    T(a_json_violation_is_reported_with_its_byte),
    T(every_callback_can_cancel),
    T(a_single_stream_reports_the_same),
    T(a_single_stream_reports_the_same_for_every_cut),
    T(a_single_stream_reports_the_same_in_chunks),
    T(a_stream_reads_nothing_past_the_chunk),
)
