/*
 * The table of documents as one stream: each document's report is the one in its row.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "documents.h"
#include "validators.h"

/* Several rows of the table of documents, one after the other. */
typedef struct joined {
    written_document document;
    size_t next; /* the row that the next report is of */
    size_t failures;
    uint64_t offset; /* where the next document begins */
    bool (*belongs)(const written_document *d);
} joined;

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool by_default(const written_document *d) {
    return d->row->max_depth == 0 && d->row->max_bytes == 0;
}

/* A line of its own: no newline in it, and not blank. */
static bool is_a_line(const written_document *d) {
    return by_default(d) && memchr(d->json, '\n', d->length) == NULL &&
           d->row->violations[0].violation != TCE_VIOLATION_JSON_EMPTY;
}

/* A value whose bytes begin and end as the document does. */
static bool is_a_value(const written_document *d) {
    bool broken = d->length == 0 || is_space(d->json[0]) || is_space(d->json[d->length - 1]);
    for (const expected_violation *v = d->row->violations; v->violation != TCE_VIOLATION_NONE;
         v++) {
        broken = broken || is_json_violation(v->violation);
    }
    return by_default(d) && !broken;
}

/* Writes out the next row that belongs to the stream, from this one on. */
static bool joined_find(joined *j, size_t from) {
    for (j->next = from; j->next < documents_count(); j->next++) {
        document_write(document_at(j->next), &j->document);
        if (j->belongs(&j->document)) {
            return true;
        }
    }
    return false;
}

static bool on_joined_report(void *user, const tce_report *report) {
    joined *j = user;
    const char *difference = document_difference(&j->document, report, NULL);
    if (difference == NULL && report->offset != j->offset) {
        difference = "the offset in the stream";
    }
    if (difference != NULL) {
        j->failures++;
        fprintf(stderr, "%s in a stream: %s\n", j->document.row->name, difference);
        document_explain(&j->document, report, NULL);
    }
    j->offset += j->document.length + 1;
    (void)joined_find(j, j->next + 1);
    return true;
}

static void feed_in_chunks(tce_stream *s, const char *bytes, size_t length, size_t size) {
    for (size_t from = 0; from < length; from += size) {
        const tce_status status =
            tce_stream_feed(s, bytes + from, length - from < size ? length - from : size);
        assert_int_equal(status, TCE_OK);
    }
}

/* Feeds the rows that belong, each followed by a newline. */
static void feed_joined(tce_stream *s, bool (*belongs)(const written_document *d), size_t size) {
    static joined source;
    source.belongs = belongs;
    for (bool found = joined_find(&source, 0); found;
         found = joined_find(&source, source.next + 1)) {
        source.document.json[source.document.length] = '\n';
        feed_in_chunks(s, source.document.json, source.document.length + 1, size);
    }
}

static void run_joined(tce_engine engine, tce_framing framing,
                       bool (*belongs)(const written_document *d), size_t size) {
    static joined j;
    j = (joined){.belongs = belongs};
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    options.user = &j;
    options.on_report = on_joined_report;
    const size_t storage_size = tce_stream_storage_size(&options);
    void *storage = malloc(storage_size);
    tce_stream *s = tce_stream_init(storage, storage_size, &options, framing);
    assert_non_null(s);
    assert_true(joined_find(&j, 0));
    feed_joined(s, belongs, size);
    assert_int_equal(tce_stream_finish(s), TCE_OK);
    assert_int_equal(j.failures, 0);
    assert_int_equal(j.next, documents_count());
    free(storage);
}

static void run_joined_in_chunks(tce_framing framing, bool (*belongs)(const written_document *d)) {
    static const size_t sizes[] = {1, 7, 64, DOCUMENT_BYTES_MAX};
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
            if (tce_engine_available(engines[e])) {
                run_joined(engines[e], framing, belongs, sizes[i]);
            }
        }
    }
}

static void the_table_as_lines_gives_the_same_reports(void **state) {
    (void)state;
    run_joined_in_chunks(TCE_FRAMING_NDJSON, is_a_line);
}

static void the_table_as_concatenated_values_gives_the_same_reports(void **state) {
    (void)state;
    run_joined_in_chunks(TCE_FRAMING_CONCATENATED, is_a_value);
}

/* clang-format off */
TESTS(
    T(the_table_as_lines_gives_the_same_reports),
    T(the_table_as_concatenated_values_gives_the_same_reports),
)
