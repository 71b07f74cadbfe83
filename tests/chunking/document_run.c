#define _DEFAULT_SOURCE 1 /* mmap with MAP_ANONYMOUS */

#include "document_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "subjects.h"
#include "validators.h"

/* ---- A run of one row ------------------------------------------------------------------------*/

static bool on_report(void *user, const tce_report *report);

void must(bool condition, const char *what) {
    if (!condition) {
        fail_msg("%s", what);
    }
}

static tce_options run_options(document_run *r) {
    tce_options options = TCE_OPTIONS_INIT;
    recording_attach(&r->recorded, &options);
    options.engine = r->engine;
    options.max_depth = r->document.row->max_depth;
    options.max_bytes = r->document.row->max_bytes;
    options.on_report = on_report;
    return options;
}

/* The callbacks' user is the recording, a member of its run. */
static document_run *run_of(recording *recorded) {
    return (document_run *)(void *)((char *)recorded - offsetof(document_run, recorded));
}

/* The storage has exactly the size asked for, so that a sanitizer reports an access past it. */
void run_open(document_run *r, const document *row) {
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

void run_close(document_run *r) {
    free(r->storage);
    r->storage = NULL;
}

/* ---- Bytes in memory -------------------------------------------------------------------------*/

#define CLOBBER 0xA5 /* what a chunk's bytes become after it was fed: they may not be needed */

static char *guarded;         /* readable bytes between two pages that are not */
static size_t guarded_length; /* of them */
static char loose[2 * DOCUMENT_BYTES_MAX];

void guard_open(void) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    guarded_length = (DOCUMENT_BYTES_MAX + page - 1) / page * page;
    char *pages = mmap(NULL, guarded_length + 2 * page, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must(pages != MAP_FAILED, "mmap");
    guarded = pages + page;
    must(mprotect(pages, page, PROT_NONE) == 0, "mprotect");
    must(mprotect(guarded + guarded_length, page, PROT_NONE) == 0, "mprotect");
}

static char *place(const document_run *r, size_t length) {
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

tce_status subject_feed(document_run *r, const void *bytes, size_t length) {
    return r->subject == A_VALIDATOR ? tce_feed(r->validator, bytes, length)
                                     : tce_stream_feed(r->stream, bytes, length);
}

/* A validator reports when the verdict is known to be invalid, a stream when nothing more can be
 * framed. */
static tce_status expected_status(const document_run *r) {
    if (r->subject == A_VALIDATOR) {
        return recording_has(&r->recorded, CALLED_VIOLATION) ? TCE_REJECTED : TCE_OK;
    }
    return recording_has_json_violation(&r->recorded) ? TCE_UNFRAMABLE : TCE_OK;
}

/* How many events the first `fed` bytes decide. */
static size_t expected_events(const document_run *r, size_t fed) {
    size_t count = 0;
    while (count < EVENTS_MAX && r->moments[count] <= fed) {
        count++;
    }
    return count;
}

void run_feed(document_run *r, size_t from, size_t length) {
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

void run_begin(document_run *r) {
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

static const char *run_difference(const document_run *r, const tce_report *report) {
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

bool run_agrees(document_run *r, const tce_report *report) {
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
    document_run *r = run_of(user);
    r->reports++;
    r->agreed = run_agrees(r, report);
    return true;
}

bool run_end(document_run *r) {
    if (r->subject == A_VALIDATOR) {
        return run_agrees(r, tce_finish(r->validator));
    }
    const tce_status status = tce_stream_finish(r->stream);
    must(r->reports == 1, "a single stream reports once");
    must(status == expected_status(r), "the status of a stream's end");
    return r->agreed;
}

/* ---- Cuts ------------------------------------------------------------------------------------*/

bool feed_complete(document_run *r) {
    r->cut = r->document.length;
    run_begin(r);
    run_feed(r, 0, r->document.length);
    return run_end(r);
}

bool feed_in_two(document_run *r, size_t offset) {
    r->cut = offset;
    run_begin(r);
    run_feed(r, 0, offset);
    run_feed(r, offset, r->document.length - offset);
    return run_end(r);
}

bool feed_chunks(document_run *r, size_t size) {
    r->cut = size;
    run_begin(r);
    for (size_t from = 0; from < r->document.length; from += size) {
        const size_t left = r->document.length - from;
        run_feed(r, from, left < size ? left : size);
    }
    return run_end(r);
}

bool run_complete(document_run *r) {
    const bool agrees = feed_complete(r);
    r->complete = r->recorded;
    return agrees;
}

/* ---- All rows, all engines -------------------------------------------------------------------*/

/* Fills in the moments of the row: those at which the reference engine, fed byte by byte, calls
 * back.
 * Events of tce_finish have none. */
static void learn_moments(document_run *r, const document *row) {
    static document_run by_bytes;
    by_bytes =
        (document_run){.runner = "moments", .subject = A_VALIDATOR, .engine = REFERENCE_ENGINE};
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

/* In one chunk first: this order of callbacks is expected of the other ways. */
static void run_row(document_run *r, const document *row, row_runner runner) {
    run_open(r, row);
    learn_moments(r, row);
    const placement wanted = r->placement;
    r->placement = IN_THE_DOCUMENT;
    if (run_complete(r)) {
        r->placement = wanted;
        (void)runner(r);
    }
    r->placement = wanted;
    run_close(r);
}

static void run_rows(document_run *r, row_runner runner) {
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

void run_table(const char *name, subject who, placement where, char garbage, row_runner runner) {
    static document_run r;
    r = (document_run){.runner = name, .subject = who, .placement = where, .garbage = garbage};
    run_rows(&r, runner);
}
