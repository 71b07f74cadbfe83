/*
 * Real responses: the library's report of each document agrees with an independent reading.
 *
 * The folder is the environment's TCE_CORPUS, or the one that the build was configured with:
 * responses.records holds documents, each after its length (32 bits, little-endian), and
 * responses.ndjson one document per line.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"
#include "validators.h"

/* ---- Files -----------------------------------------------------------------------------------*/

typedef struct file {
    char *bytes;
    size_t length;
} file;

static FILE *file_open(const char *name) {
    const char *folder = getenv("TCE_CORPUS");
    char path[4096];
    const int length =
        snprintf(path, sizeof(path), "%s/%s", folder != NULL ? folder : TCE_CORPUS, name);
    assert_in_range(length, 1, sizeof(path) - 1);
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        fail_msg("%s cannot be read", path);
    }
    return stream;
}

static file file_read(const char *name) {
    FILE *stream = file_open(name);
    assert_int_equal(fseek(stream, 0, SEEK_END), 0);
    const long end = ftell(stream);
    assert_true(end > 0);
    rewind(stream);
    const file f = {malloc((size_t)end), (size_t)end};
    assert_non_null(f.bytes);
    assert_int_equal(fread(f.bytes, 1, f.length, stream), f.length);
    fclose(stream);
    return f;
}

/* ---- Counts ----------------------------------------------------------------------------------*/

typedef struct counts {
    size_t documents;
    size_t verdicts[TCE_VERDICT_INVALID + 1];
    size_t broken;
    size_t violations[TCE_VIOLATION_END];
    size_t failures; /* documents whose report differs */
} counts;

static void count(counts *c, const reading *r) {
    c->documents++;
    c->verdicts[r->verdict]++;
    c->broken += r->broken ? 1 : 0;
    for (size_t v = 0; v < TCE_VIOLATION_END; v++) {
        c->violations[v] += r->violations >> v & 1;
    }
}

static void print_counts(const char *name, const counts *c) {
    printf("%s: %zu documents, %zu success, %zu failure, %zu invalid", name, c->documents,
           c->verdicts[TCE_VERDICT_SUCCESS], c->verdicts[TCE_VERDICT_FAILURE],
           c->verdicts[TCE_VERDICT_INVALID]);
    printf("\n  json_*: %zu\n", c->broken);
    for (size_t v = 0; v < TCE_VIOLATION_END; v++) {
        if (c->violations[v] != 0) {
            printf("  %s: %zu\n", tce_violation_name((tce_violation)v), c->violations[v]);
        }
    }
}

/* ---- Comparing -------------------------------------------------------------------------------*/

/* The bits of the JSON violations. */
static uint64_t json_violations(void) {
    uint64_t set = 0;
    for (size_t v = TCE_VIOLATION_JSON_EMPTY; v <= TCE_VIOLATION_JSON_SIZE; v++) {
        set |= (uint64_t)1 << v;
    }
    return set;
}

static bool same_text(const reading_text *expected, tce_text got) {
    if (!expected->present || got.bytes == NULL) {
        return !expected->present && got.bytes == NULL;
    }
    return expected->length == got.length && memcmp(expected->bytes, got.bytes, got.length) == 0;
}

/* For a broken document, only that it is broken: the reading does not say where, nor which
 * violations precede the break. */
static bool same(const reading *expected, const tce_report *got) {
    const uint64_t json = got->violations & json_violations();
    if (expected->broken) {
        return json != 0 && got->verdict == TCE_VERDICT_INVALID;
    }
    return got->verdict == expected->verdict && got->violations == expected->violations &&
           same_text(&expected->request_id, got->request_id) &&
           same_text(&expected->error_code, got->error_code) &&
           same_text(&expected->error_message, got->error_message) &&
           got->message_truncated == expected->message_truncated;
}

#define FAILURES_SHOWN 10

static void compare(counts *c, const reading *expected, const tce_report *got) {
    if (same(expected, got)) {
        return;
    }
    c->failures++;
    if (c->failures <= FAILURES_SHOWN) {
        const char *first = tce_violation_name(got->first_violation);
        fprintf(stderr, "document %zu: expected %s, violations %llx%s; got %s, violations %llx",
                c->documents - 1, tce_verdict_name(expected->verdict),
                (unsigned long long)expected->violations, expected->broken ? ", not JSON" : "",
                tce_verdict_name(got->verdict), (unsigned long long)got->violations);
        fprintf(stderr, " (first %s at %llu)\n", first != NULL ? first : "none",
                (unsigned long long)got->violation_offset);
    }
}

/* ---- Records ---------------------------------------------------------------------------------*/

#define CHUNK 512

static owned_validator validator_of(tce_engine engine) {
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    return validator_make(&options);
}

static const tce_report *validate_in_chunks(tce_validator *v, const char *json, size_t length) {
    tce_reset(v);
    for (size_t from = 0; from < length; from += CHUNK) {
        (void)tce_feed(v, json + from, length - from < CHUNK ? length - from : CHUNK);
    }
    return tce_finish(v);
}

static void check_record(counts *c, tce_validator *v, const char *json, size_t length) {
    static reading expected;
    tce_report complete;
    reading_of(json, length, &expected);
    count(c, &expected);
    (void)tce_validate(json, length, NULL, &complete);
    compare(c, &expected, &complete);
    compare(c, &expected, validate_in_chunks(v, json, length));
}

#define LENGTH_BYTES 4

static size_t record_length(const char *bytes) {
    size_t length = 0;
    for (size_t i = LENGTH_BYTES; i > 0; i--) {
        length = length << 8 | (unsigned char)bytes[i - 1];
    }
    return length;
}

static counts check_records(const file *f, tce_validator *v) {
    counts c = {0};
    size_t at = 0;
    while (at < f->length) {
        assert_true(f->length - at >= LENGTH_BYTES);
        const size_t length = record_length(f->bytes + at);
        at += LENGTH_BYTES;
        assert_true(f->length - at >= length);
        check_record(&c, v, f->bytes + at, length);
        at += length;
    }
    return c;
}

static void every_record_matches_an_independent_reading(void **state) {
    (void)state;
    const file f = file_read("responses.records");
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        if (!tce_engine_available(engines[e])) {
            continue;
        }
        owned_validator owned = validator_of(engines[e]);
        const counts c = check_records(&f, owned.v);
        print_counts("responses.records", &c);
        assert_int_equal(c.failures, 0);
        validator_free(&owned);
    }
    free(f.bytes);
}

/* ---- Lines -----------------------------------------------------------------------------------*/

/* Each report is compared with a reading of the line at its offset. */
typedef struct lines {
    const file *file;
    counts counts;
    size_t next; /* offset of the next line */
} lines;

static bool check_line(void *user, const tce_report *report) {
    static reading expected;
    lines *l = user;
    const char *line = l->file->bytes + l->next;
    const char *end = memchr(line, '\n', l->file->length - l->next);
    const size_t length = end != NULL ? (size_t)(end - line) : l->file->length - l->next;
    reading_of(line, length, &expected);
    count(&l->counts, &expected);
    compare(&l->counts, &expected, report);
    const bool framed = report->offset == l->next && report->length == length &&
                        report->index == l->counts.documents - 1;
    l->counts.failures += framed ? 0 : 1;
    l->next += length + 1;
    return true;
}

static counts check_lines(const file *f, tce_engine engine) {
    lines l = {.file = f};
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    options.user = &l;
    options.on_report = check_line;
    const size_t size = tce_stream_storage_size(&options);
    void *storage = malloc(size);
    tce_stream *s = tce_stream_init(storage, size, &options, TCE_FRAMING_NDJSON);
    for (size_t from = 0; from < f->length; from += CHUNK) {
        const size_t length = f->length - from < CHUNK ? f->length - from : CHUNK;
        assert_int_equal(tce_stream_feed(s, f->bytes + from, length), TCE_OK);
    }
    assert_int_equal(tce_stream_finish(s), TCE_OK);
    assert_true(l.next >= f->length);
    free(storage);
    return l.counts;
}

static void every_line_matches_an_independent_reading(void **state) {
    (void)state;
    const file f = file_read("responses.ndjson");
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        if (tce_engine_available(engines[e])) {
            const counts c = check_lines(&f, engines[e]);
            print_counts("responses.ndjson", &c);
            assert_int_equal(c.failures, 0);
        }
    }
    free(f.bytes);
}

/* clang-format off */
TESTS(
    T(every_record_matches_an_independent_reading),
    T(every_line_matches_an_independent_reading),
)
