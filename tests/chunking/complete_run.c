#define _DEFAULT_SOURCE 1 /* mmap with MAP_ANONYMOUS */

#include "complete_run.h"

#include "harness.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "subjects.h"

/* ---- Bytes between protected pages -----------------------------------------------------------*/

static char *guarded;
static size_t guarded_length;

void complete_open(void) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    guarded_length = ((size_t)2 * (COMPLETE_BYTES_MAX + 1) + page - 1) / page * page;
    char *pages = mmap(NULL, guarded_length + 2 * page, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(pages != MAP_FAILED);
    guarded = pages + page;
    assert_int_equal(mprotect(pages, page, PROT_NONE), 0);
    assert_int_equal(mprotect(guarded + guarded_length, page, PROT_NONE), 0);
}

/* Flush against the page before the bytes, or the one after them. On the other side are bytes that
 * would make another document of it. */
static char *place(const char *bytes, size_t length, bool at_end) {
    char *placed = at_end ? guarded + guarded_length - length : guarded;
    memset(at_end ? placed - 64 : placed + length, '}', 64);
    memcpy(placed, bytes, length);
    return placed;
}

/* ---- What is reported ------------------------------------------------------------------------*/

/* A call of a callback, with a hash of its arguments. */
typedef struct call {
    char what;
    uint64_t offset;
    uint64_t hash;
} call;

#define CALLS_MAX 40

typedef struct outcome {
    size_t cancel_at;
    size_t calls;
    call call[CALLS_MAX];
    size_t reports;
    tce_report report;
} outcome;

static uint64_t hash_of(tce_text text, uint64_t more) {
    uint64_t hash = (UINT64_C(0xCBF29CE484222325) ^ more) + text.length;
    for (size_t i = 0; i < text.length; i++) {
        hash = (hash ^ (uint8_t)text.bytes[i]) * UINT64_C(0x100000001B3);
    }
    return hash;
}

static bool note(outcome *o, char what, uint64_t offset, uint64_t hash) {
    if (o->calls < CALLS_MAX) {
        o->call[o->calls] = (call){what, offset, hash};
    }
    return o->calls++ != o->cancel_at;
}

static bool on_request_id(void *user, tce_text id) {
    return note(user, 'r', 0, hash_of(id, 0));
}

static bool on_error_code(void *user, tce_text code, const tce_code_info *info) {
    return note(user, 'c', 0, hash_of(code, (uint64_t)info->code << 8 | info->kind));
}

static bool on_error_message(void *user, tce_text message, bool truncated) {
    return note(user, 'm', 0, hash_of(message, truncated));
}

static bool on_violation(void *user, tce_violation violation, uint64_t offset) {
    return note(user, 'v', offset, violation);
}

static tce_options options_of(const complete_limits *limits, tce_engine engine, outcome *o) {
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = engine;
    options.max_depth = limits->max_depth;
    options.max_bytes = limits->max_bytes;
    options.user = o;
    options.on_request_id = on_request_id;
    options.on_error_code = on_error_code;
    options.on_error_message = on_error_message;
    options.on_violation = on_violation;
    o->cancel_at = limits->cancel_at;
    o->calls = 0;
    o->reports = 0;
    return options;
}

/* ---- The difference of two outcomes ----------------------------------------------------------*/

static bool same_text(tce_text a, tce_text b) {
    return (a.bytes == NULL) == (b.bytes == NULL) && a.length == b.length &&
           (a.bytes == NULL ||
            (memcmp(a.bytes, b.bytes, a.length) == 0 && a.bytes[a.length] == b.bytes[b.length]));
}

static bool same_info(const tce_code_info *a, const tce_code_info *b) {
    return a->code == b->code && a->kind == b->kind && a->code_class == b->code_class &&
           a->service_count == b->service_count && a->entry == b->entry &&
           (a->category == NULL) == (b->category == NULL) &&
           (a->category == NULL || strcmp(a->category, b->category) == 0);
}

static bool same_calls(const outcome *a, const outcome *b) {
    bool same = a->calls == b->calls && a->calls <= CALLS_MAX;
    for (size_t i = 0; same && i < a->calls; i++) {
        same = a->call[i].what == b->call[i].what && a->call[i].offset == b->call[i].offset &&
               a->call[i].hash == b->call[i].hash;
    }
    return same;
}

static bool same_violations(const tce_report *a, const tce_report *b) {
    return a->first_violation == b->first_violation && a->violations == b->violations &&
           a->violation_count == b->violation_count &&
           memcmp(a->violation_order, b->violation_order, sizeof(a->violation_order)) == 0;
}

/* NULL: there is none. */
static const char *difference(const outcome *a, const outcome *b) {
    const tce_report *r = &a->report;
    const tce_report *s = &b->report;
    return r->verdict != s->verdict                         ? "the verdict"
           : !same_violations(r, s)                         ? "the violations"
           : r->violation_offset != s->violation_offset     ? "the violation's offset"
           : !same_text(r->request_id, s->request_id)       ? "the request id"
           : !same_text(r->error_code, s->error_code)       ? "the code"
           : !same_text(r->error_message, s->error_message) ? "the message"
           : r->message_truncated != s->message_truncated   ? "whether the message is cut"
           : !same_info(&r->code_info, &s->code_info)       ? "what is known of the code"
           : r->length != s->length                         ? "the length"
           : r->index != s->index || r->offset != s->offset ? "the index or offset"
           : memcmp(r->reserved, s->reserved, sizeof(r->reserved)) != 0 ? "what is reserved"
           : !same_calls(a, b)                                          ? "the callbacks"
                                                                        : NULL;
}

/* ---- Ways ------------------------------------------------------------------------------------*/

typedef struct document {
    const char *json;
    size_t length;
    const complete_limits *limits;
    const char *subject, *way; /* for messages */
    outcome expected;
} document;

static void print_document(const document *d) {
    (void)fprintf(stderr, "%zu bytes, max_depth %u, max_bytes %llu: \"", d->length,
                  d->limits->max_depth, (unsigned long long)d->limits->max_bytes);
    for (size_t i = 0; i < d->length; i++) {
        const unsigned char byte = (unsigned char)d->json[i];
        const bool is_printed = byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
        (void)fprintf(stderr, is_printed ? "%c" : "\\%03o", byte);
    }
    (void)fprintf(stderr, "\"\n");
}

static void print_report(const tce_report *r) {
    const char *verdict = tce_verdict_name(r->verdict);
    (void)fprintf(stderr, "  %s, %llu bytes;", verdict != NULL ? verdict : "none",
                  (unsigned long long)r->length);
    for (uint32_t i = 0; i < r->violation_count; i++) {
        (void)fprintf(stderr, " %s", tce_violation_name(r->violation_order[i]));
    }
    (void)fprintf(stderr, " at %llu; id '%.*s', code '%.*s', message '%.*s'\n",
                  (unsigned long long)r->violation_offset, (int)r->request_id.length,
                  r->request_id.bytes != NULL ? r->request_id.bytes : "", (int)r->error_code.length,
                  r->error_code.bytes != NULL ? r->error_code.bytes : "",
                  (int)r->error_message.length,
                  r->error_message.bytes != NULL ? r->error_message.bytes : "");
}

static void expect(const document *d, const outcome *o) {
    const char *differs = difference(&d->expected, o);
    if (differs != NULL) {
        (void)fprintf(stderr, "%s, %s: %s differs\n", d->subject, d->way, differs);
        print_report(&d->expected.report);
        print_report(&o->report);
        print_document(d);
        fail();
    }
}

#define STORAGE_BYTES 65536 /* enough for any subject */

static outcome found; /* of the way that runs */

static void validate_at_once(document *d, tce_engine engine, bool at_end) {
    d->way =
        at_end ? "tce_validate, before a protected page" : "tce_validate, after a protected page";
    const tce_options options = options_of(d->limits, engine, &found);
    const char *json = place(d->json, d->length, at_end);
    const tce_verdict verdict = tce_validate(json, d->length, &options, &found.report);
    assert_int_equal(verdict, found.report.verdict);
}

/* In one chunk, and again in a chunk and the bytes after it. */
static void validate_by_feeding(document *d, tce_engine engine, size_t first) {
    static _Alignas(TCE_STORAGE_ALIGNMENT) uint8_t storage[STORAGE_BYTES];
    d->way = first == d->length ? "tce_feed" : "tce_feed in two chunks";
    const tce_options options = options_of(d->limits, engine, &found);
    tce_validator *v = tce_init(storage, sizeof(storage), &options);
    assert_non_null(v);
    char *chunk = place(d->json, first, true);
    (void)tce_feed(v, chunk, first);
    memset(chunk, 0xA5, first); /* the chunk is not needed any more */
    chunk = place(d->json + first, d->length - first, true);
    (void)tce_feed(v, chunk, d->length - first);
    tce_report_copy(&found.report, tce_finish(v));
    expect(d, &found);
}

/* ---- Lines -----------------------------------------------------------------------------------*/

static const document *of_lines; /* whose reports come in */

/* Both lines are the document. */
static bool on_report(void *user, const tce_report *report) {
    outcome *o = user;
    const size_t line = of_lines->length + 1;
    tce_report_copy(&o->report, report);
    assert_int_equal(report->index, o->reports);
    assert_int_equal(report->offset, o->reports * line);
    o->report.index = 0;
    o->report.offset = 0;
    expect(of_lines, o);
    o->reports++;
    o->calls = 0;
    return true;
}

/* The same document in a line: other white space in the place of newlines, which neither may be in
 * strings. */
static void put_line(char *line, const document *d) {
    for (size_t i = 0; i < d->length; i++) {
        const char byte = d->json[i];
        line[i] = (char)(byte == '\n' ? '\r' : byte);
    }
    line[d->length] = '\n';
}

static size_t put_lines(char *lines, const document *d) {
    put_line(lines, d);
    put_line(lines + d->length + 1, d);
    return 2 * d->length + 1; /* the second without its newline */
}

/* A blank line is no document. */
static size_t lines_expected(const document *d) {
    if (tce_report_has(&d->expected.report, TCE_VIOLATION_JSON_EMPTY)) {
        return 0;
    }
    for (size_t i = 0; i < d->length; i++) {
        if (strchr(" \n\r\t", d->json[i]) == NULL || d->json[i] == '\0') {
            return d->limits->cancel_at < d->expected.calls ? 0 : 2;
        }
    }
    return 0;
}

static void validate_lines(document *d, tce_engine engine) {
    static _Alignas(TCE_STORAGE_ALIGNMENT) uint8_t storage[STORAGE_BYTES];
    static char lines[2 * COMPLETE_BYTES_MAX + 2];
    d->way = "lines";
    of_lines = d;
    tce_options options = options_of(d->limits, engine, &found);
    options.on_report = on_report;
    tce_stream *s = tce_stream_init(storage, sizeof(storage), &options, TCE_FRAMING_NDJSON);
    assert_non_null(s);
    const size_t length = put_lines(lines, d);
    (void)tce_stream_feed(s, place(lines, length, true), length);
    (void)tce_stream_finish(s);
    assert_int_equal(found.reports, lines_expected(d));
}

/* ---- Subjects --------------------------------------------------------------------------------*/

static void compare_subject(document *d, tce_engine engine) {
    validate_at_once(d, engine, true);
    expect(d, &found);
    validate_at_once(d, engine, false);
    expect(d, &found);
    validate_by_feeding(d, engine, d->length);
    validate_by_feeding(d, engine,
                        (size_t)(hash_of((tce_text){d->json, d->length}, 0) % (d->length + 1)));
    validate_lines(d, engine);
}

tce_verdict complete_compare(const char *json, size_t length, const complete_limits *limits) {
    static document d;
    d.json = json;
    d.length = length;
    d.limits = limits;
    validate_at_once(&d, REFERENCE_ENGINE, true);
    d.expected = found;
    tce_report_copy(&d.expected.report, &found.report);
    size_t compared = 0;
    for (size_t i = 0; i < SUBJECT_KINDS; i++) {
        if (subject_choose(&subject_kinds[i])) {
            d.subject = subject_kinds[i].name;
            compare_subject(&d, subject_kinds[i].engine);
            compared++;
        }
    }
    assert_true(compared >= SUBJECTS_MIN);
    subject_restore();
    return d.expected.report.verdict;
}
