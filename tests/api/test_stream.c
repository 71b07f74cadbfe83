/*
 * Streams of documents: where each begins and ends in the three framings, whatever the cuts.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "documents.h"

/* ---- The table -------------------------------------------------------------------------------*/

typedef struct framed {
    uint64_t offset; /* in the stream */
    uint64_t bytes;
    tce_verdict verdict;
    const char *request_id; /* NULL: absent */
    expected_violation violations[6];
} framed;

#define FRAMED_MAX 8

/* A stream and its documents, whose indexes are their places in the list. */
typedef struct stream_row {
    const char *name;
    part bytes[PARTS_MAX];
    framed documents[FRAMED_MAX];
    size_t count; /* of documents */
    uint64_t max_bytes;
    uint32_t max_depth;
} stream_row;

/* clang-format off */
#define GOOD(offset, bytes, id)    {offset, bytes, TCE_VERDICT_SUCCESS, id, {{0}}}
#define FAILED_F(offset, bytes)    {offset, bytes, TCE_VERDICT_FAILURE, "f", {{0}}}
#define BAD(offset, bytes, ...)    {offset, bytes, TCE_VERDICT_INVALID, NULL, {__VA_ARGS__}}
#define BAD_A(offset, bytes, ...)  {offset, bytes, TCE_VERDICT_INVALID, "a", {__VA_ARGS__}}
/* clang-format on */

#define FROM(...) .bytes = {__VA_ARGS__}
#define GIVES(...)                                                                                 \
    .documents = {__VA_ARGS__}, .count = sizeof((framed[]){__VA_ARGS__}) / sizeof(framed)

#define A "{'Response':{'RequestId':'a'}}" /* 30 bytes */
#define B "{'Response':{'RequestId':'b'}}"
#define F "{'Response':{'Error':{'Code':'c','Message':'m'},'RequestId':'f'}}" /* 65 bytes */

/* A document that is no envelope, but is read to its end. */
#define VALUE(offset, bytes)  BAD(offset, bytes, AT(0, ROOT_NOT_OBJECT))
#define OBJECT(offset, bytes) BAD(offset, bytes, AT((bytes)-1, RESPONSE_MISSING))

static const stream_row single_rows[] = {
    {"single: one document", FROM(TEXT(A)), GIVES(GOOD(0, 30, "a"))},
    {"single: white space belongs to the document", FROM(TEXT(" \n" A "\r\n")),
     GIVES(GOOD(0, 34, "a"))},
    {"single: newlines do not divide", FROM(TEXT("{\n}\n")),
     GIVES(BAD(0, 4, AT(2, RESPONSE_MISSING)))},
    {"single: no bytes are an empty document", FROM(TEXT("")), GIVES(BAD(0, 0, AT(0, JSON_EMPTY)))},
    {"single: white space is an empty document", FROM(TEXT(" \n\n")),
     GIVES(BAD(0, 3, AT(3, JSON_EMPTY)))},
    {"single: a second document is a trailing byte", FROM(TEXT(A B)),
     GIVES(BAD_A(0, 60, AT(30, JSON_TRAILING)))},
    {"single: a second line is a trailing byte", FROM(TEXT(A "\n" B)),
     GIVES(BAD_A(0, 61, AT(31, JSON_TRAILING)))},
    {"single: what follows a violation is counted", FROM(TEXT("]"), TIMES(5000, "x")),
     GIVES(BAD(0, 5001, AT(0, JSON_SYNTAX)))},
    {"single: cut", FROM(TEXT("{'a':")), GIVES(BAD(0, 5, AT(5, JSON_TRUNCATED)))},
    {"single: past max_bytes", FROM(TEXT(A)), GIVES(BAD(0, 30, AT(10, JSON_SIZE))),
     .max_bytes = 10},
};

static const stream_row ndjson_rows[] = {
    {"ndjson: no bytes", FROM(TEXT(""))},
    {"ndjson: newlines alone", FROM(TEXT("\n\n\n"))},
    {"ndjson: one line", FROM(TEXT(A "\n")), GIVES(GOOD(0, 30, "a"))},
    {"ndjson: one line without a newline", FROM(TEXT(A)), GIVES(GOOD(0, 30, "a"))},
    {"ndjson: three lines", FROM(TEXT(A "\n" F "\n" B "\n")),
     GIVES(GOOD(0, 30, "a"), FAILED_F(31, 65), GOOD(97, 30, "b"))},
    {"ndjson: the last line without a newline", FROM(TEXT(A "\n" B)),
     GIVES(GOOD(0, 30, "a"), GOOD(31, 30, "b"))},
    {"ndjson: blank lines are skipped", FROM(TEXT("\n\n" A "\n\n\n" B "\n\n")),
     GIVES(GOOD(2, 30, "a"), GOOD(35, 30, "b"))},
    {"ndjson: lines of white space are blank", FROM(TEXT(" \n\t\r\n" A "\n  \n \t \r\n" B "\n ")),
     GIVES(GOOD(5, 30, "a"), GOOD(44, 30, "b"))},
    {"ndjson: CR LF", FROM(TEXT(A "\r\n" B "\r\n")), GIVES(GOOD(0, 31, "a"), GOOD(32, 31, "b"))},
    {"ndjson: blank lines of CR LF", FROM(TEXT("\r\n\r\n" A "\r\n\r\n" B)),
     GIVES(GOOD(4, 31, "a"), GOOD(38, 30, "b"))},
    {"ndjson: CR alone does not divide", FROM(TEXT(A "\r" B "\n")),
     GIVES(BAD_A(0, 61, AT(31, JSON_TRAILING)))},
    {"ndjson: white space belongs to its line", FROM(TEXT("  " A " \n\t" B "\t\n")),
     GIVES(GOOD(0, 33, "a"), GOOD(34, 32, "b"))},
    {"ndjson: a broken line spoils itself alone", FROM(TEXT(A "\n{]xyz\n" B "\n")),
     GIVES(GOOD(0, 30, "a"), BAD(31, 5, AT(1, JSON_SYNTAX)), GOOD(37, 30, "b"))},
    {"ndjson: a line cut in a string spoils itself alone", FROM(TEXT("{'a\n" A "\n")),
     GIVES(BAD(0, 3, AT(3, JSON_TRUNCATED)), GOOD(4, 30, "a"))},
    {"ndjson: a line cut in a sequence spoils itself alone", FROM(TEXT("'\xE4\xB8\n" A)),
     GIVES(BAD(0, 3, AT(3, JSON_TRUNCATED)), GOOD(4, 30, "a"))},
    {"ndjson: a line cut in an escape spoils itself alone", FROM(TEXT("'\\\n'\\u00\n" A)),
     GIVES(BAD(0, 2, AT(2, JSON_TRUNCATED)), BAD(3, 5, AT(5, JSON_TRUNCATED)), GOOD(9, 30, "a"))},
    {"ndjson: a line cut in a literal and one cut in a number", FROM(TEXT("tru\n1.\n" A)),
     GIVES(BAD(0, 3, AT(3, JSON_TRUNCATED)), BAD(4, 2, AT(2, JSON_TRUNCATED)), GOOD(7, 30, "a"))},
    {"ndjson: lines of numbers", FROM(TEXT("1\n-0\n12e5")),
     GIVES(VALUE(0, 1), VALUE(2, 2), VALUE(5, 4))},
    {"ndjson: bad UTF-8 spoils its line alone", FROM(TEXT("'\xFF'\n\x80\n" A)),
     GIVES(BAD(0, 3, AT(1, JSON_UTF8)), BAD(4, 1, AT(0, JSON_UTF8)), GOOD(6, 30, "a"))},
    {"ndjson: NUL bytes", FROM(TEXT("\0\n" A "\0\n{\0}\n" B)),
     GIVES(BAD(0, 1, AT(0, JSON_SYNTAX)), BAD_A(2, 31, AT(30, JSON_TRAILING)),
           BAD(34, 3, AT(1, JSON_SYNTAX)), GOOD(38, 30, "b"))},
    {"ndjson: a vertical tab is no blank line", FROM(TEXT("\v\n \f\n" A)),
     GIVES(BAD(0, 1, AT(0, JSON_SYNTAX)), BAD(2, 2, AT(1, JSON_SYNTAX)), GOOD(5, 30, "a"))},
    {"ndjson: two documents on a line", FROM(TEXT(A A "\n" B)),
     GIVES(BAD_A(0, 60, AT(30, JSON_TRAILING)), GOOD(61, 30, "b"))},
    {"ndjson: a document that spans lines", FROM(TEXT("{\n'a': 1\n}\n" A)),
     GIVES(BAD(0, 1, AT(1, JSON_TRUNCATED)),
           BAD(2, 6, AT(0, ROOT_NOT_OBJECT), AT(3, JSON_TRAILING)), BAD(9, 1, AT(0, JSON_SYNTAX)),
           GOOD(11, 30, "a"))},
    {"ndjson: envelope violations", FROM(TEXT("{}\n{'Response':{}}\n[1]\n" A)),
     GIVES(OBJECT(0, 2), BAD(3, 15, AT(13, REQUEST_ID_MISSING)), VALUE(19, 3), GOOD(23, 30, "a"))},
    {"ndjson: a byte-order mark spoils the first line alone",
     FROM(TEXT("\xEF\xBB\xBF" A "\n" A "\n \xEF\xBB\xBF\n\xEF\n" B)),
     GIVES(BAD(0, 33, AT(0, JSON_BOM)), GOOD(34, 30, "a"), BAD(65, 4, AT(1, JSON_SYNTAX)),
           BAD(70, 1, AT(0, JSON_SYNTAX)), GOOD(72, 30, "b"))},
    {"ndjson: max_bytes is of a line, without its newline",
     FROM(TEXT(A "\n" A " \n" B "\n" B "\r\n" B)),
     GIVES(GOOD(0, 30, "a"), BAD_A(31, 31, AT(30, JSON_SIZE)), GOOD(63, 30, "b"),
           {94, 31, TCE_VERDICT_INVALID, "b", {AT(30, JSON_SIZE)}}, GOOD(126, 30, "b")),
     .max_bytes = 30},
    {"ndjson: a number of max_bytes", FROM(TEXT("12\n123\n12")),
     GIVES(VALUE(0, 2), BAD(3, 3, AT(2, JSON_SIZE)), VALUE(7, 2)), .max_bytes = 2},
    {"ndjson: white space before a value counts", FROM(TEXT(" 1\n  1\n    1\n1")),
     GIVES(BAD(0, 2, AT(1, ROOT_NOT_OBJECT)), BAD(3, 3, AT(2, JSON_SIZE)),
           BAD(7, 5, AT(2, JSON_SIZE)), VALUE(13, 1)),
     .max_bytes = 2},
    {"ndjson: blank lines are blank, whatever max_bytes", FROM(TEXT("     \n1\n\t\t\t\r\n2")),
     GIVES(VALUE(6, 1), VALUE(13, 1)), .max_bytes = 2},
    {"ndjson: max_depth is of a line", FROM(TEXT("[[]]\n[[[]]]\n[[\n[[]]")),
     GIVES(VALUE(0, 4), BAD(5, 6, AT(0, ROOT_NOT_OBJECT), AT(2, JSON_DEPTH)),
           BAD(12, 2, AT(0, ROOT_NOT_OBJECT), AT(2, JSON_TRUNCATED)), VALUE(15, 4)),
     .max_depth = 2},
    {"ndjson: long lines",
     FROM(TEXT("'"), TIMES(5000, "x"), TEXT("'\n" A "\n]"), TIMES(5000, "y"), TEXT("\n" B)),
     GIVES(VALUE(0, 5002), GOOD(5003, 30, "a"), BAD(5034, 5001, AT(0, JSON_SYNTAX)),
           GOOD(10036, 30, "b"))},
    {"ndjson: many blank lines between", FROM(TEXT(A), TIMES(3000, "\n"), TEXT(B)),
     GIVES(GOOD(0, 30, "a"), GOOD(3030, 30, "b"))},
};

static const stream_row concatenated_rows[] = {
    {"concatenated: no bytes", FROM(TEXT(""))},
    {"concatenated: white space alone", FROM(TEXT(" \t\r\n"))},
    {"concatenated: one document", FROM(TEXT(A)), GIVES(GOOD(0, 30, "a"))},
    {"concatenated: white space belongs to no document", FROM(TEXT(" \n" A " \t\r\n")),
     GIVES(GOOD(2, 30, "a"))},
    {"concatenated: one right behind the other", FROM(TEXT(A B F)),
     GIVES(GOOD(0, 30, "a"), GOOD(30, 30, "b"), FAILED_F(60, 65))},
    {"concatenated: white space between", FROM(TEXT(A " " B "\n\n" F "\n")),
     GIVES(GOOD(0, 30, "a"), GOOD(31, 30, "b"), FAILED_F(63, 65))},
    {"concatenated: documents that span lines", FROM(TEXT("{\n}\n{\n}")),
     GIVES(OBJECT(0, 3), OBJECT(4, 3))},
    {"concatenated: envelope violations keep the framing", FROM(TEXT("{}{'Response':1}[]" A)),
     GIVES(OBJECT(0, 2), BAD(2, 14, AT(12, RESPONSE_NOT_OBJECT)), VALUE(16, 2), GOOD(18, 30, "a"))},
    {"concatenated: numbers", FROM(TEXT("1 2")), GIVES(VALUE(0, 1), VALUE(2, 1))},
    {"concatenated: a zero ends before a digit", FROM(TEXT("01")), GIVES(VALUE(0, 1), VALUE(1, 1))},
    {"concatenated: a minus begins another number", FROM(TEXT("12-0-3e5-1")),
     GIVES(VALUE(0, 2), VALUE(2, 2), VALUE(4, 4), VALUE(8, 2))},
    {"concatenated: a number at the end of input", FROM(TEXT(A "12.5e+1")),
     GIVES(GOOD(0, 30, "a"), VALUE(30, 7))},
    {"concatenated: literals", FROM(TEXT("truefalsenull true")),
     GIVES(VALUE(0, 4), VALUE(4, 5), VALUE(9, 4), VALUE(14, 4))},
    {"concatenated: values of all kinds", FROM(TEXT("[1]2'x'{}true-1null")),
     GIVES(VALUE(0, 3), VALUE(3, 1), VALUE(4, 3), OBJECT(7, 2), VALUE(9, 4), VALUE(13, 2),
           VALUE(15, 4))},
    {"concatenated: strings", FROM(TEXT("''''")), GIVES(VALUE(0, 2), VALUE(2, 2))},
    {"concatenated: a wrong byte begins a document that runs to the end", FROM(TEXT(A " ]" B "\n")),
     GIVES(GOOD(0, 30, "a"), BAD(31, 32, AT(0, JSON_SYNTAX)))},
    {"concatenated: a broken document runs to the end", FROM(TEXT(A "{'a',}" A)),
     GIVES(GOOD(0, 30, "a"), BAD(30, 36, AT(4, JSON_SYNTAX)))},
    {"concatenated: a comma between documents", FROM(TEXT(A "," B)),
     GIVES(GOOD(0, 30, "a"), BAD(30, 31, AT(0, JSON_SYNTAX)))},
    {"concatenated: a number and a letter", FROM(TEXT("12x 3")),
     GIVES(VALUE(0, 2), BAD(2, 3, AT(0, JSON_SYNTAX)))},
    {"concatenated: a second fraction", FROM(TEXT("1.5.5")),
     GIVES(VALUE(0, 3), BAD(3, 2, AT(0, JSON_SYNTAX)))},
    {"concatenated: bad UTF-8 between documents", FROM(TEXT(A "\xFF" B)),
     GIVES(GOOD(0, 30, "a"), BAD(30, 31, AT(0, JSON_UTF8)))},
    {"concatenated: bad UTF-8 right behind a number", FROM(TEXT("7\x80")),
     GIVES(VALUE(0, 1), BAD(1, 1, AT(0, JSON_UTF8)))},
    {"concatenated: a vertical tab between documents", FROM(TEXT(A "\v" B)),
     GIVES(GOOD(0, 30, "a"), BAD(30, 31, AT(0, JSON_SYNTAX)))},
    {"concatenated: the last document cut", FROM(TEXT(A " {'Response':{'RequestId':'a'")),
     GIVES(GOOD(0, 30, "a"), BAD_A(31, 28, AT(28, JSON_TRUNCATED)))},
    {"concatenated: the last document cut in white space", FROM(TEXT(A "[ \n")),
     GIVES(GOOD(0, 30, "a"), BAD(30, 3, AT(0, ROOT_NOT_OBJECT), AT(3, JSON_TRUNCATED)))},
    {"concatenated: the last literal cut", FROM(TEXT("true tru")),
     GIVES(VALUE(0, 4), BAD(5, 3, AT(3, JSON_TRUNCATED)))},
    {"concatenated: the last number cut", FROM(TEXT("1 -")),
     GIVES(VALUE(0, 1), BAD(2, 1, AT(1, JSON_TRUNCATED)))},
    {"concatenated: a byte-order mark first", FROM(TEXT("\xEF\xBB\xBF" A)),
     GIVES(BAD(0, 33, AT(0, JSON_BOM)))},
    {"concatenated: a byte-order mark cut", FROM(TEXT("\xEF\xBB")),
     GIVES(BAD(0, 2, AT(0, JSON_SYNTAX)))},
    {"concatenated: depth is of a document", FROM(TEXT("[[]][[]][[[")),
     GIVES(VALUE(0, 4), VALUE(4, 4), BAD(8, 3, AT(0, ROOT_NOT_OBJECT), AT(2, JSON_DEPTH))),
     .max_depth = 2},
    {"concatenated: max_bytes is of a document",
     FROM(TEXT(A "  " A B " {'x':'0123456789012345678901234567890'}")),
     GIVES(GOOD(0, 30, "a"), GOOD(32, 30, "a"), GOOD(62, 30, "b"), BAD(93, 39, AT(30, JSON_SIZE))),
     .max_bytes = 30},
    {"concatenated: white space is of no document, whatever max_bytes",
     FROM(TIMES(1000, " "), TEXT(A), TIMES(1000, "\n"), TEXT(B), TIMES(1000, "\t")),
     GIVES(GOOD(1000, 30, "a"), GOOD(2030, 30, "b")), .max_bytes = 30},
    {"concatenated: a number of max_bytes with another value behind it", FROM(TEXT("12 {}12{}12")),
     GIVES(VALUE(0, 2), OBJECT(3, 2), VALUE(5, 2), OBJECT(7, 2), VALUE(9, 2)), .max_bytes = 2},
    {"concatenated: a number longer than max_bytes", FROM(TEXT("12 123 {}")),
     GIVES(VALUE(0, 2), BAD(3, 6, AT(2, JSON_SIZE))), .max_bytes = 2},
    {"concatenated: long values",
     FROM(TEXT("'"), TIMES(5000, "x"), TEXT("'"), TIMES(5000, "7"), TEXT(A)),
     GIVES(VALUE(0, 5002), VALUE(5002, 5000), GOOD(10002, 30, "a"))},
};

/* ---- A run of one row ------------------------------------------------------------------------*/

typedef struct run {
    const stream_row *row;
    tce_framing framing;
    tce_engine engine;
    void *storage;
    tce_stream *stream;
    recording heard;
    size_t reports;
    size_t cut;
    const char *difference; /* the first one found */
    size_t cancel_at;       /* the report of this number is answered with false */
    tce_status in_callback; /* what calls from within on_report answered */
    size_t length;
    char bytes[DOCUMENT_BYTES_MAX];
} run;

static run *run_of(recording *heard) {
    return (run *)(void *)((char *)heard - offsetof(run, heard));
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
    run *r = run_of(user);
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

static tce_options run_options(run *r) {
    tce_options options = TCE_OPTIONS_INIT;
    recording_attach(&r->heard, &options);
    options.engine = r->engine;
    options.max_bytes = r->row->max_bytes;
    options.max_depth = r->row->max_depth;
    options.on_report = on_report;
    return options;
}

static void run_open(run *r) {
    const tce_options options = run_options(r);
    const size_t size = tce_stream_storage_size(&options);
    r->length = parts_write(r->row->bytes, r->bytes);
    r->storage = malloc(size);
    r->stream = tce_stream_init(r->storage, size, &options, r->framing);
    assert_non_null(r->stream);
}

static void run_begin(run *r) {
    tce_stream_reset(r->stream);
    recording_clear(&r->heard);
    r->reports = 0;
    r->difference = NULL;
    r->cancel_at = SIZE_MAX;
}

/* A line that is broken leaves the others; otherwise nothing more can be framed. The recording is
 * of all documents, and short enough here to hold them. */
static tce_status expected_status(const run *r) {
    return r->framing != TCE_FRAMING_NDJSON && recording_has_json_violation(&r->heard)
               ? TCE_UNFRAMABLE
               : TCE_OK;
}

static void run_feed(run *r, size_t from, size_t length) {
    const tce_status status = tce_stream_feed(r->stream, r->bytes + from, length);
    if (status != expected_status(r) && r->difference == NULL) {
        r->difference = "the status while feeding";
    }
}

static bool run_end(run *r) {
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

/* ---- Cuts ------------------------------------------------------------------------------------*/

static bool feed_split(run *r, size_t at) {
    r->cut = at;
    run_begin(r);
    run_feed(r, 0, at);
    run_feed(r, at, r->length - at);
    return run_end(r);
}

static bool feed_pieces(run *r, size_t size) {
    r->cut = size;
    run_begin(r);
    for (size_t from = 0; from < r->length; from += size) {
        run_feed(r, from, r->length - from < size ? r->length - from : size);
    }
    return run_end(r);
}

static bool whole(run *r) {
    return feed_pieces(r, DOCUMENT_BYTES_MAX);
}

#define SPLIT_STEP 61 /* between the splits of long streams */

static bool every_split(run *r) {
    const size_t step = r->length <= 1000 ? 1 : SPLIT_STEP;
    for (size_t at = 0; at <= r->length; at += step) {
        if (!feed_split(r, at)) {
            return false;
        }
    }
    return true;
}

static bool pieces_of_1_to_130(run *r) {
    for (size_t size = 1; size <= 130; size++) {
        if (!feed_pieces(r, size)) {
            return false;
        }
    }
    return true;
}

/* ---- All rows, all engines -------------------------------------------------------------------*/

static const tce_engine engines[] = {TCE_ENGINE_YAJL, TCE_ENGINE_SIMD};
#define ENGINE_COUNT (sizeof(engines) / sizeof(engines[0]))

typedef bool (*row_runner)(run *r);

static size_t run_rows(tce_framing framing, const stream_row *rows, size_t count,
                       row_runner runner) {
    static run r;
    size_t failures = 0;
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        for (size_t i = 0; i < count && tce_engine_available(engines[e]); i++) {
            r = (run){.row = &rows[i], .framing = framing, .engine = engines[e]};
            run_open(&r);
            failures += runner(&r) ? 0 : 1;
            free(r.storage);
        }
    }
    return failures;
}

#define ROWS(rows) rows, sizeof(rows) / sizeof((rows)[0])

static void run_table(row_runner runner) {
    size_t failures = run_rows(TCE_FRAMING_SINGLE, ROWS(single_rows), runner);
    failures += run_rows(TCE_FRAMING_NDJSON, ROWS(ndjson_rows), runner);
    failures += run_rows(TCE_FRAMING_CONCATENATED, ROWS(concatenated_rows), runner);
    assert_int_equal(failures, 0);
}

static void whole_streams(void **state) {
    (void)state;
    run_table(whole);
}

static void streams_in_every_two_way_split(void **state) {
    (void)state;
    run_table(every_split);
}

static void streams_in_pieces_of_1_to_130(void **state) {
    (void)state;
    run_table(pieces_of_1_to_130);
}

/* Left at many of its bytes, or finished, a stream leaves nothing behind. */
static bool left_at_many_bytes(run *r) {
    for (size_t at = 0; at <= r->length; at += r->length / 40 + 1) {
        run_begin(r);
        run_feed(r, 0, at);
        if (!whole(r)) {
            return false;
        }
    }
    return whole(r);
}

static void a_reset_stream_begins_anew(void **state) {
    (void)state;
    run_table(left_at_many_bytes);
}

/* ---- The documents of the table, as streams --------------------------------------------------*/

/* Several rows of the table of documents, one behind the other. */
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

static void feed_in_pieces(tce_stream *s, const char *bytes, size_t length, size_t size) {
    for (size_t from = 0; from < length; from += size) {
        const tce_status status =
            tce_stream_feed(s, bytes + from, length - from < size ? length - from : size);
        assert_int_equal(status, TCE_OK);
    }
}

/* Feeds the rows that belong, each with a newline behind it. */
static void feed_joined(tce_stream *s, bool (*belongs)(const written_document *d), size_t size) {
    static joined source;
    source.belongs = belongs;
    for (bool found = joined_find(&source, 0); found;
         found = joined_find(&source, source.next + 1)) {
        source.document.json[source.document.length] = '\n';
        feed_in_pieces(s, source.document.json, source.document.length + 1, size);
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

static void run_joined_in_pieces(tce_framing framing, bool (*belongs)(const written_document *d)) {
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
    run_joined_in_pieces(TCE_FRAMING_NDJSON, is_a_line);
}

static void the_table_as_concatenated_values_gives_the_same_reports(void **state) {
    (void)state;
    run_joined_in_pieces(TCE_FRAMING_CONCATENATED, is_a_value);
}

/* ---- Cancelling ------------------------------------------------------------------------------*/

static const stream_row three_lines = {"three lines", FROM(RAW("1\n2\n3")),
                                       GIVES(VALUE(0, 1), VALUE(2, 1), VALUE(4, 1))};

static run *open_lines(void) {
    static run r;
    r = (run){.row = &three_lines, .framing = TCE_FRAMING_NDJSON};
    run_open(&r);
    run_begin(&r);
    return &r;
}

static void a_report_answered_with_false_cancels(void **state) {
    (void)state;
    for (size_t number = 0; number < 3; number++) {
        run *r = open_lines();
        r->cancel_at = number;
        const bool at_the_end = number == 2; /* the last line ends with the stream */
        assert_int_equal(tce_stream_feed(r->stream, r->bytes, r->length),
                         at_the_end ? TCE_OK : TCE_CANCELLED);
        if (!at_the_end) {
            assert_int_equal(tce_stream_feed(r->stream, "\n4\n", 3), TCE_CANCELLED);
        }
        assert_int_equal(tce_stream_finish(r->stream), TCE_CANCELLED);
        assert_int_equal(tce_stream_finish(r->stream), TCE_CANCELLED);
        assert_int_equal(r->reports, number + 1);
        assert_true(whole(r));
        free(r->storage);
    }
}

static void another_callback_answered_with_false_cancels_without_a_report(void **state) {
    (void)state;
    run *r = open_lines();
    r->heard.cancel_at = 1; /* root_not_object of the second line */
    assert_int_equal(tce_stream_feed(r->stream, r->bytes, r->length), TCE_CANCELLED);
    assert_int_equal(tce_stream_feed(r->stream, "\n4\n", 3), TCE_CANCELLED);
    assert_int_equal(tce_stream_finish(r->stream), TCE_CANCELLED);
    assert_int_equal(r->reports, 1);
    assert_int_equal(r->heard.count, 2);
    assert_true(whole(r));
    free(r->storage);
}

/* ---- Misuse ----------------------------------------------------------------------------------*/

static void no_stream_is_misuse(void **state) {
    (void)state;
    assert_int_equal(tce_stream_feed(NULL, "1", 1), TCE_MISUSE);
    assert_int_equal(tce_stream_finish(NULL), TCE_MISUSE);
    tce_stream_reset(NULL);
}

static void no_bytes_with_a_length_are_misuse_until_reset(void **state) {
    (void)state;
    run *r = open_lines();
    assert_int_equal(tce_stream_feed(r->stream, NULL, 0), TCE_OK);
    assert_int_equal(tce_stream_feed(r->stream, NULL, 1), TCE_MISUSE);
    assert_int_equal(tce_stream_feed(r->stream, "1\n", 2), TCE_MISUSE);
    assert_int_equal(tce_stream_finish(r->stream), TCE_MISUSE);
    assert_int_equal(r->reports, 0);
    assert_true(whole(r));
    free(r->storage);
}

static void feeding_after_the_end_is_misuse(void **state) {
    (void)state;
    run *r = open_lines();
    assert_int_equal(tce_stream_feed(r->stream, r->bytes, r->length), TCE_OK);
    assert_int_equal(tce_stream_finish(r->stream), TCE_OK);
    assert_int_equal(tce_stream_feed(r->stream, "4\n", 2), TCE_MISUSE);
    assert_int_equal(tce_stream_finish(r->stream), TCE_OK);
    assert_int_equal(r->reports, 3);
    assert_true(whole(r));
    free(r->storage);
}

static void storage_that_cannot_be_used_is_refused(void **state) {
    (void)state;
    const tce_options options = TCE_OPTIONS_INIT;
    const size_t size = tce_stream_storage_size(&options);
    char *storage = malloc(size + TCE_STORAGE_ALIGNMENT);
    assert_true(size > 0);
    assert_null(tce_stream_init(NULL, size, &options, TCE_FRAMING_NDJSON));
    assert_null(tce_stream_init(storage, size - 1, &options, TCE_FRAMING_NDJSON));
    assert_null(tce_stream_init(storage, 0, &options, TCE_FRAMING_NDJSON));
    for (size_t i = 1; i < TCE_STORAGE_ALIGNMENT; i++) {
        assert_null(tce_stream_init(storage + i, size, &options, TCE_FRAMING_NDJSON));
    }
    assert_non_null(tce_stream_init(storage, size, &options, TCE_FRAMING_NDJSON));
    free(storage);
}

static void a_framing_that_is_none_is_refused(void **state) {
    (void)state;
    const tce_options options = TCE_OPTIONS_INIT;
    const size_t size = tce_stream_storage_size(&options);
    void *storage = malloc(size);
    assert_null(tce_stream_init(storage, size, &options, (tce_framing)3));
    assert_null(tce_stream_init(storage, size, &options, (tce_framing)-1));
    assert_non_null(tce_stream_init(storage, size, &options, TCE_FRAMING_CONCATENATED));
    free(storage);
}

static void options_that_cannot_be_used_are_refused(void **state) {
    (void)state;
    tce_options options = TCE_OPTIONS_INIT;
    const size_t size = tce_stream_storage_size(&options);
    void *storage = malloc(size);
    options.max_depth = TCE_MAX_DEPTH_LIMIT + 1;
    assert_int_equal(tce_stream_storage_size(&options), 0);
    assert_null(tce_stream_init(storage, size, &options, TCE_FRAMING_SINGLE));
    free(storage);
}

static void no_options_are_the_defaults(void **state) {
    (void)state;
    const tce_options options = TCE_OPTIONS_INIT;
    const size_t size = tce_stream_storage_size(NULL);
    assert_int_equal(size, tce_stream_storage_size(&options));
    void *storage = malloc(size);
    tce_stream *s = tce_stream_init(storage, size, NULL, TCE_FRAMING_NDJSON);
    assert_non_null(s);
    assert_int_equal(tce_stream_feed(s, "1\n{\n", 4), TCE_OK);
    assert_int_equal(tce_stream_finish(s), TCE_OK);
    free(storage);
}

/* ---- Calls from within a callback ------------------------------------------------------------*/

typedef struct caller {
    tce_stream *stream;
    size_t reports;
    tce_status fed;
    tce_status finished;
} caller;

static bool call_from_within(void *user, const tce_report *report) {
    caller *c = user;
    (void)report;
    c->reports++;
    c->fed = tce_stream_feed(c->stream, "9\n", 2);
    c->finished = tce_stream_finish(c->stream);
    tce_stream_reset(c->stream);
    return true;
}

static void calls_from_within_a_callback_are_misuse_and_do_nothing(void **state) {
    (void)state;
    caller c = {0};
    tce_options options = TCE_OPTIONS_INIT;
    options.user = &c;
    options.on_report = call_from_within;
    const size_t size = tce_stream_storage_size(&options);
    void *storage = malloc(size);
    c.stream = tce_stream_init(storage, size, &options, TCE_FRAMING_NDJSON);
    assert_int_equal(tce_stream_feed(c.stream, "1\n2\n3", 5), TCE_OK);
    assert_int_equal(c.reports, 2);
    assert_int_equal(c.fed, TCE_MISUSE);
    assert_int_equal(c.finished, TCE_MISUSE);
    assert_int_equal(tce_stream_finish(c.stream), TCE_OK);
    assert_int_equal(c.reports, 3);
    assert_int_equal(c.fed, TCE_MISUSE);
    assert_int_equal(c.finished, TCE_MISUSE);
    free(storage);
}

/* ---- Reports come as soon as their document's end is known -----------------------------------*/

static void expect_reports_after(run *r, const char *bytes, size_t reports) {
    assert_int_equal(tce_stream_feed(r->stream, bytes, strlen(bytes)), TCE_OK);
    assert_int_equal(r->reports, reports);
}

static void a_line_is_reported_with_its_newline(void **state) {
    (void)state;
    run *r = open_lines();
    expect_reports_after(r, "1", 0);
    expect_reports_after(r, "\n", 1);
    expect_reports_after(r, "2\n3", 2);
    assert_int_equal(tce_stream_finish(r->stream), TCE_OK);
    assert_int_equal(r->reports, 3);
    free(r->storage);
}

static const stream_row three_values = {"three values", FROM(RAW("[]7 ''")),
                                        GIVES(VALUE(0, 2), VALUE(2, 1), VALUE(4, 2))};

static void a_value_is_reported_with_the_byte_that_ends_it(void **state) {
    (void)state;
    static run r;
    r = (run){.row = &three_values, .framing = TCE_FRAMING_CONCATENATED};
    run_open(&r);
    run_begin(&r);
    expect_reports_after(&r, "[", 0);
    expect_reports_after(&r, "]", 1);
    expect_reports_after(&r, "7", 1);
    expect_reports_after(&r, " ", 2);
    expect_reports_after(&r, "\"", 2);
    expect_reports_after(&r, "\"", 3);
    assert_int_equal(tce_stream_finish(r.stream), TCE_OK);
    assert_null(r.difference);
    free(r.storage);
}

/* clang-format off */
TESTS(
    T(whole_streams),
    T(streams_in_every_two_way_split),
    T(streams_in_pieces_of_1_to_130),
    T(a_reset_stream_begins_anew),
    T(the_table_as_lines_gives_the_same_reports),
    T(the_table_as_concatenated_values_gives_the_same_reports),
    T(a_report_answered_with_false_cancels),
    T(another_callback_answered_with_false_cancels_without_a_report),
    T(no_stream_is_misuse),
    T(no_bytes_with_a_length_are_misuse_until_reset),
    T(feeding_after_the_end_is_misuse),
    T(storage_that_cannot_be_used_is_refused),
    T(a_framing_that_is_none_is_refused),
    T(options_that_cannot_be_used_are_refused),
    T(no_options_are_the_defaults),
    T(calls_from_within_a_callback_are_misuse_and_do_nothing),
    T(a_line_is_reported_with_its_newline),
    T(a_value_is_reported_with_the_byte_that_ends_it),
)
