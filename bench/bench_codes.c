/*
 * What a lookup of an error code costs: ours among the common codes and in a catalogue, beside
 * gperf's table of the common codes, bsearch and GLib's hash table over the catalogue's.
 *
 *   bench_codes [LIST]     LIST: codes, one a line or in the third field; generated without it
 *
 * All cases are run in turn, round after round; the best round of each counts. The figures of one
 * run are compared with each other, never with those of another.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tcenvelope.h"

#define ROUNDS    25
#define QUERIES   4096
#define CODES_MAX ((size_t)1 << 20)

const char *gperf_find(register const char *str, register size_t len);

typedef struct code_list {
    tce_text *codes;
    size_t count;
} code_list;

/* ---- Codes -----------------------------------------------------------------------------------*/

static int compare_codes(const void *left, const void *right) {
    const tce_text *a = left;
    const tce_text *b = right;
    const size_t shorter = a->length < b->length ? a->length : b->length;
    const int order = memcmp(a->bytes, b->bytes, shorter);
    return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

static void *must(void *memory) {
    if (memory == NULL) {
        (void)fprintf(stderr, "bench_codes: there is not enough memory\n");
        exit(2);
    }
    return memory;
}

static tce_text duplicate(const char *text, size_t length) {
    char *copy = must(malloc(length + 1));
    memcpy(copy, text, length);
    copy[length] = '\0';
    return (tce_text){copy, length};
}

/* The code of a line: the third field, or all of it where there are no tabs. Ends the field. */
static const char *code_of(char *line) {
    char *code = line;
    for (int i = 0; i < 2 && strchr(line, '\t') != NULL; i++) {
        code += strcspn(code, "\t");
        code += *code == '\t';
    }
    code[strcspn(code, "\t")] = '\0';
    return code;
}

static code_list read_list(const char *path) {
    code_list list = {must(calloc(CODES_MAX, sizeof(tce_text))), 0};
    char line[2048];
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    while (list.count < CODES_MAX && fgets(line, sizeof(line), file) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        const char *code = code_of(line);
        list.codes[list.count++] = duplicate(code, strlen(code));
    }
    (void)fclose(file);
    if (list.count == 0) {
        (void)fprintf(stderr, "bench_codes: %s: there is no code in it\n", path);
        exit(2);
    }
    return list;
}

static code_list make_list(void) {
    code_list list = {must(calloc(CODES_MAX, sizeof(tce_text))), 6000};
    for (size_t i = 0; i < list.count; i++) {
        char code[64];
        const int length =
            snprintf(code, sizeof(code), "%s.Reason%zu", tce_code_name((tce_code)(8 + i % 18)), i);
        list.codes[i] = duplicate(code, (size_t)length);
    }
    return list;
}

static code_list common_list(void) {
    code_list list = {must(calloc(TCE_CODE_END, sizeof(tce_text))), 0};
    for (int i = 1; i < TCE_CODE_END; i++) {
        const char *name = tce_code_name((tce_code)i);
        list.codes[list.count++] = (tce_text){name, strlen(name)};
    }
    return list;
}

/* The codes in another order, over and over; or with their last byte changed. */
static tce_text *queries_of(const code_list *list, bool missing) {
    tce_text *queries = must(calloc(QUERIES, sizeof(*queries)));
    uint64_t random = 1;
    for (size_t i = 0; i < QUERIES; i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const tce_text code = list->codes[(random >> 33) % list->count];
        char query[512];
        memcpy(query, code.bytes, code.length);
        if (missing) {
            query[code.length - 1] = '~';
        }
        queries[i] = duplicate(query, code.length);
    }
    return queries;
}

/* ---- Cases -----------------------------------------------------------------------------------*/

static const tce_catalogue *catalogue;
static code_list sorted;
static GHashTable *table;

static size_t find_ours(const tce_text *query) {
    tce_code_info info;
    tce_code_lookup(query->bytes, query->length, &info);
    return info.kind == TCE_KIND_COMMON;
}

static size_t find_beside_catalogue(const tce_text *query) {
    tce_code_info info;
    tce_catalogue_lookup(catalogue, query->bytes, query->length, &info);
    return info.kind == TCE_KIND_COMMON;
}

static size_t find_in_catalogue(const tce_text *query) {
    tce_code_info info;
    tce_catalogue_lookup(catalogue, query->bytes, query->length, &info);
    return info.entry != NULL;
}

static size_t find_by_gperf(const tce_text *query) {
    return gperf_find(query->bytes, query->length) != NULL;
}

static size_t find_by_bsearch(const tce_text *query) {
    return bsearch(query, sorted.codes, sorted.count, sizeof(*query), compare_codes) != NULL;
}

static size_t find_by_glib(const tce_text *query) {
    return g_hash_table_contains(table, query->bytes) ? 1 : 0;
}

typedef struct bench_case {
    const char *name;
    size_t (*find)(const tce_text *query);
    const tce_text *queries;
    bool found;  /* what every query must answer */
    double best; /* nanoseconds for each */
} bench_case;

static double now(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static size_t run_queries(const bench_case *c) {
    size_t found = 0;
    for (size_t i = 0; i < QUERIES; i++) {
        found += c->find(&c->queries[i]);
    }
    return found;
}

/* Twice: what the cases before it left in the caches is not this one's cost. */
static void run_round(bench_case *c) {
    (void)run_queries(c);
    const double begin = now();
    const size_t found = run_queries(c);
    const double each = (now() - begin) / QUERIES;
    c->best = c->best == 0 || each < c->best ? each : c->best;
    if (found != (c->found ? QUERIES : 0)) {
        (void)fprintf(stderr, "%s: %zu found\n", c->name, found);
        exit(1);
    }
}

static void open_catalogue(const code_list *list) {
    tce_catalogue_row *rows = must(calloc(list->count, sizeof(*rows)));
    for (size_t i = 0; i < list->count; i++) {
        rows[i].code = list->codes[i];
    }
    size_t size = 0;
    const void *image = must(tce_catalogue_build(rows, list->count, &size, NULL));
    catalogue = tce_catalogue_open(image, size, NULL);
    printf("catalogue: %u codes, %zu bytes\n", tce_catalogue_code_count(catalogue), size);
    free(rows);
}

static void prepare_peers(const code_list *list) {
    sorted = *list;
    qsort(sorted.codes, sorted.count, sizeof(*sorted.codes), compare_codes);
    table = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < list->count; i++) {
        (void)g_hash_table_add(table, g_strdup(list->codes[i].bytes));
    }
}

int main(int argc, char **argv) {
    const code_list all = argc > 1 ? read_list(argv[1]) : make_list();
    const code_list common = common_list();
    open_catalogue(&all);
    prepare_peers(&all);
    const tce_text *common_hits = queries_of(&common, false);
    const tce_text *common_misses = queries_of(&common, true);
    const tce_text *hits = queries_of(&all, false);
    const tce_text *misses = queries_of(&all, true);
    bench_case cases[] = {
        {"common, ours", find_ours, common_hits, true, 0},
        {"common, gperf", find_by_gperf, common_hits, true, 0},
        {"common, missed, ours", find_ours, common_misses, false, 0},
        {"common, missed, gperf", find_by_gperf, common_misses, false, 0},
        {"common, with a catalogue", find_beside_catalogue, common_hits, true, 0},
        {"catalogue, ours", find_in_catalogue, hits, true, 0},
        {"catalogue, bsearch", find_by_bsearch, hits, true, 0},
        {"catalogue, glib", find_by_glib, hits, true, 0},
        {"catalogue, missed, ours", find_in_catalogue, misses, false, 0},
        {"catalogue, missed, bsearch", find_by_bsearch, misses, false, 0},
        {"catalogue, missed, glib", find_by_glib, misses, false, 0},
    };
    const size_t count = sizeof(cases) / sizeof(cases[0]);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < count; i++) {
            run_round(&cases[i]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        printf("%-28s %6.1f ns  %5.2f times a common code\n", cases[i].name, cases[i].best,
               cases[i].best / cases[0].best);
    }
    return 0;
}
