#include "workloads.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate.h"

#define SMALL_COUNT     17000
#define SHORT_COUNT     10000
#define SHORT_LONGEST   256
#define LIST_SIZE       ((size_t)6000000)
#define HUGE_LIST_SIZE  ((size_t)19000000)
#define BASE64_SIZE     ((size_t)5000000)
#define EXTREME_SIZE    ((size_t)2000000)
#define EXTREME_NESTING 500
#define NESTING_SIZE    ((size_t)100000)

static bool make_small(corpus *out, size_t count) {
    generate_responses(out, count, false);
    return true;
}

static bool make_small_pretty(corpus *out, size_t count) {
    generate_responses(out, count, true);
    return true;
}

static bool make_short(corpus *out, size_t count) {
    generate_short_responses(out, count, SHORT_LONGEST);
    return true;
}

static bool make_failures(corpus *out, size_t count) {
    generate_failures(out, count);
    return true;
}

static bool make_list(corpus *out, size_t size) {
    generate_list(out, false, size);
    return true;
}

static bool make_list_pretty(corpus *out, size_t size) {
    generate_list(out, true, size);
    return true;
}

static bool make_base64(corpus *out, size_t size) {
    generate_base64(out, size);
    return true;
}

static bool make_nested(corpus *out, size_t levels) {
    generate_nested(out, levels == EXTREME_NESTING ? EXTREME_SIZE : NESTING_SIZE, levels);
    return true;
}

static bool make_escapes(corpus *out, size_t size) {
    generate_escapes(out, size);
    return true;
}

static bool make_non_ascii(corpus *out, size_t size) {
    generate_non_ascii(out, size);
    return true;
}

static bool make_numbers(corpus *out, size_t size) {
    generate_numbers(out, size);
    return true;
}

/* One response of about that size, a failure when it is too small for anything else. */
static bool make_sized(corpus *out, size_t size) {
    generator g = GENERATOR_INIT;
    generate_response(&g, out, false, size, false);
    return true;
}

/* ---- Lines -----------------------------------------------------------------------------------*/

/* The documents as lines of one. */
static void join_lines(corpus *out, const corpus *documents) {
    for (size_t i = 0; i < documents->count; i++) {
        corpus_append(out, corpus_bytes(documents, i), documents->documents[i].length);
        corpus_append(out, "\n", 1);
    }
    corpus_end_document(out);
}

static bool make_lines(corpus *out, size_t count) {
    corpus documents = {0};
    generate_responses(&documents, count, false);
    join_lines(out, &documents);
    corpus_free(&documents);
    return true;
}

static bool make_short_lines(corpus *out, size_t count) {
    corpus documents = {0};
    generate_short_responses(&documents, count, SHORT_LONGEST);
    join_lines(out, &documents);
    corpus_free(&documents);
    return true;
}

/* ---- Real documents --------------------------------------------------------------------------*/

static bool read_real(corpus *out, bool (*read)(corpus *, const char *), const char *name) {
    const char *folder = getenv("TCE_CORPUS");
    char path[4096];
    const int length =
        snprintf(path, sizeof(path), "%s/%s", folder != NULL ? folder : TCE_CORPUS, name);
    return length > 0 && (size_t)length < sizeof(path) && read(out, path);
}

static void copy_short(corpus *out, const corpus *from, size_t longest) {
    for (size_t i = 0; i < from->count; i++) {
        const size_t length = from->documents[i].length;
        if (length <= longest) {
            corpus_append(out, corpus_bytes(from, i), length);
            corpus_end_document(out);
        }
    }
}

/* Those of at most longest bytes. */
static bool make_live(corpus *out, size_t longest) {
    corpus all = {0};
    const bool made = read_real(&all, corpus_read_lines, "responses.ndjson");
    copy_short(out, &all, longest);
    corpus_free(&all);
    corpus_shuffle(out);
    return made;
}

static bool make_live_lines(corpus *out, size_t longest) {
    corpus documents = {0};
    const bool made = make_live(&documents, longest);
    join_lines(out, &documents);
    corpus_free(&documents);
    return made;
}

static bool make_documented(corpus *out, size_t parameter) {
    (void)parameter;
    const bool made = read_real(out, corpus_read_records, "responses.records");
    corpus_shuffle(out);
    return made;
}

/* ---- The table -------------------------------------------------------------------------------*/

static const workload workloads[] = {
    {"small", "17,000 documents, compact", WORKLOAD_COMMON, make_small, SMALL_COUNT},
    {"short", "10,000 documents of at most 256 bytes", WORKLOAD_COMMON, make_short, SHORT_COUNT},
    {"small-pretty", "17,000 documents, pretty", WORKLOAD_COMMON, make_small_pretty, SMALL_COUNT},
    {"large-pretty", "one large pretty response", WORKLOAD_COMMON, make_list_pretty, LIST_SIZE},
    {"large-compact", "one large compact response", WORKLOAD_COMMON, make_list, LIST_SIZE},
    {"huge-compact", "one 20 MB compact response", WORKLOAD_COMMON, make_list, HUGE_LIST_SIZE},
    {"base64", "one 5 MB string", WORKLOAD_COMMON, make_base64, BASE64_SIZE},
    {"failures", "17,000 failed calls", WORKLOAD_COMMON, make_failures, SMALL_COUNT},
    {"nested", "all brackets, 500 deep", WORKLOAD_COMMON, make_nested, EXTREME_NESTING},
    {"escapes", "all escapes", WORKLOAD_COMMON, make_escapes, EXTREME_SIZE},
    {"non-ascii", "all non-ASCII", WORKLOAD_COMMON, make_non_ascii, EXTREME_SIZE},
    {"numbers", "all numbers", WORKLOAD_COMMON, make_numbers, EXTREME_SIZE},
    {"live-small", "real documents of at most 256 bytes", WORKLOAD_REAL, make_live, SHORT_LONGEST},
    {"live", "real documents, compact", WORKLOAD_REAL, make_live, SIZE_MAX},
    {"documented", "real documents, pretty", WORKLOAD_REAL, make_documented, 0},
    {"stream", "17,000 documents, one stream", WORKLOAD_STREAM, make_lines, SMALL_COUNT},
    {"live-small-lines", "real documents of at most 256 bytes, one stream", WORKLOAD_REAL_STREAM,
     make_live_lines, SHORT_LONGEST},
    {"live-lines", "real documents, one stream", WORKLOAD_REAL_STREAM, make_live_lines, SIZE_MAX},

    {"size-100", "100", WORKLOAD_SIZES, make_sized, 100},
    {"size-200", "200", WORKLOAD_SIZES, make_sized, 200},
    {"size-1000", "1000", WORKLOAD_SIZES, make_sized, 1000},
    {"size-10000", "10000", WORKLOAD_SIZES, make_sized, 10000},
    {"size-30000", "30000", WORKLOAD_SIZES, make_sized, 30000},
    {"size-100000", "100000", WORKLOAD_SIZES, make_list, 100000},
    {"size-1000000", "1000000", WORKLOAD_SIZES, make_list, 1000000},
    {"size-10000000", "10000000", WORKLOAD_SIZES, make_list, 10000000},
    {"size-100000000", "100000000", WORKLOAD_SIZES, make_list, 100000000},

    {"lines-1", "1", WORKLOAD_LINES, make_short_lines, 1},
    {"lines-10", "10", WORKLOAD_LINES, make_short_lines, 10},
    {"lines-100", "100", WORKLOAD_LINES, make_short_lines, 100},
    {"lines-1000", "1000", WORKLOAD_LINES, make_short_lines, 1000},
    {"lines-10000", "10000", WORKLOAD_LINES, make_short_lines, 10000},
    {"lines-100000", "100000", WORKLOAD_LINES, make_short_lines, 100000},
    {"lines-1000000", "1000000", WORKLOAD_LINES, make_short_lines, 1000000},

    {"nesting-1", "1", WORKLOAD_NESTING, make_nested, 1},
    {"nesting-4", "4", WORKLOAD_NESTING, make_nested, 4},
    {"nesting-16", "16", WORKLOAD_NESTING, make_nested, 16},
    {"nesting-64", "64", WORKLOAD_NESTING, make_nested, 64},
    {"nesting-256", "256", WORKLOAD_NESTING, make_nested, 256},
    {"nesting-508", "508", WORKLOAD_NESTING, make_nested, 508},

    {"chunks", "one pretty response of 1 MB", WORKLOAD_CHUNKS, make_list_pretty, 500000},
};

const workload *workload_at(size_t index) {
    return index < sizeof(workloads) / sizeof(workloads[0]) ? &workloads[index] : NULL;
}

const workload *workload_find(const char *slug) {
    const workload *w = NULL;
    for (size_t i = 0; (w = workload_at(i)) != NULL && strcmp(w->slug, slug) != 0;) {
        i++;
    }
    return w;
}

bool workload_is_lines(const workload *w) {
    return w->group == WORKLOAD_STREAM || w->group == WORKLOAD_REAL_STREAM ||
           w->group == WORKLOAD_LINES;
}
