#include "stream_run.h"

#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static stream_run *run_of(recording *recorded) {
    return (stream_run *)(void *)((char *)recorded - offsetof(stream_run, recorded));
}

static const char *violations_difference(const framed *expected, const tce_report *got) {
    size_t count = 0;
    while (expected->violations[count].violation != TCE_VIOLATION_NONE) {
        if (count >= got->violation_count ||
            got->violation_order[count] != expected->violations[count].violation) {
            return "the violations";
        }
        count++;
    }
    if (got->violation_count != count ||
        got->first_violation != expected->violations[0].violation) {
        return "the violations";
    }
    return got->violation_offset != expected->violations[0].offset ? "the violation's offset"
                                                                   : NULL;
}

static bool same_id(const char *expected, tce_text got) {
    if (expected == NULL || got.bytes == NULL) {
        return expected == NULL && got.bytes == NULL;
    }
    return strlen(expected) == got.length && memcmp(expected, got.bytes, got.length) == 0;
}

static const char *report_difference(const framed *expected, const tce_report *got) {
    if (got->offset != expected->offset) {
        return "the offset";
    }
    if (got->length != expected->bytes) {
        return "the bytes";
    }
    if (got->verdict != expected->verdict) {
        return "the verdict";
    }
    if (!same_id(expected->request_id, got->request_id)) {
        return "the request id";
    }
    return violations_difference(expected, got);
}

static void print_report(const tce_report *report) {
    const char *const verdict = tce_verdict_name(report->verdict);
    fprintf(stderr, "  got document %llu at %llu, %llu bytes: %s;",
            (unsigned long long)report->index, (unsigned long long)report->offset,
            (unsigned long long)report->length, verdict != NULL ? verdict : "none");
    for (size_t i = 0; i < report->violation_count; i++) {
        fprintf(stderr, " %s", tce_violation_name(report->violation_order[i]));
    }
    fprintf(stderr, " (at %llu)\n", (unsigned long long)report->violation_offset);
}

static bool on_report(void *user, const tce_report *report) {
    stream_run *r = run_of(user);
    const size_t number = r->reports;
    r->reports++;
    const char *difference = number >= r->row->count ? "the number of documents"
                             : report->index != number
                                 ? "the index"
                                 : report_difference(&r->row->documents[number], report);
    if (difference != NULL && r->difference == NULL) {
        r->difference = difference;
        print_report(report);
    }
    return number != r->cancel_at;
}

static tce_options run_options(stream_run *r) {
    tce_options options = TCE_OPTIONS_INIT;
    recording_attach(&r->recorded, &options);
    options.engine = r->engine;
    options.max_bytes = r->row->max_bytes;
    options.max_depth = r->row->max_depth;
    options.on_report = on_report;
    return options;
}

void run_open(stream_run *r) {
    const tce_options options = run_options(r);
    const size_t size = tce_stream_storage_size(&options);
    r->length = parts_write(r->row->bytes, r->bytes);
    r->storage = malloc(size);
    r->stream = tce_stream_init(r->storage, size, &options, r->framing);
    assert_non_null(r->stream);
}

void run_begin(stream_run *r) {
    tce_stream_reset(r->stream);
    recording_clear(&r->recorded);
    r->reports = 0;
    r->difference = NULL;
    r->cancel_at = SIZE_MAX;
}

/* A line that is broken leaves the others; otherwise nothing more can be framed. The recording is
 * of all documents, and short enough here to hold them. */
static tce_status expected_status(const stream_run *r) {
    return r->framing != TCE_FRAMING_NDJSON && recording_has_json_violation(&r->recorded)
               ? TCE_UNFRAMABLE
               : TCE_OK;
}

void run_feed(stream_run *r, size_t from, size_t length) {
    const tce_status status = tce_stream_feed(r->stream, r->bytes + from, length);
    if (status != expected_status(r) && r->difference == NULL) {
        r->difference = "the status while feeding";
    }
}

bool run_end(stream_run *r) {
    const tce_status status = tce_stream_finish(r->stream);
    if (r->difference == NULL && r->reports != r->row->count) {
        r->difference = "the number of documents";
    }
    if (r->difference == NULL && status != expected_status(r)) {
        r->difference = "the status at the end";
    }
    if (r->difference == NULL && tce_stream_finish(r->stream) != status) {
        r->difference = "the status of a second finish";
    }
    if (r->difference != NULL) {
        fprintf(stderr, "%s (engine %s, cut %zu): %s\n", r->row->name, tce_engine_name(r->engine),
                r->cut, r->difference);
    }
    return r->difference == NULL;
}

bool feed_chunks(stream_run *r, size_t size) {
    r->cut = size;
    run_begin(r);
    for (size_t from = 0; from < r->length; from += size) {
        run_feed(r, from, r->length - from < size ? r->length - from : size);
    }
    return run_end(r);
}

bool feed_complete(stream_run *r) {
    return feed_chunks(r, DOCUMENT_BYTES_MAX);
}
