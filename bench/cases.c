#include "cases.h"

#include <stdio.h>
#include <stdlib.h>

#include "../tests/support/random.h"
#include "corpus.h"
#include "must.h"
#include "peer.h"
#include "workloads.h"

/* ---- Rows ------------------------------------------------------------------------------------*/

typedef struct feed {
    const char *slug;
    size_t chunk;
} feed;

static const feed complete = {"complete", SIZE_MAX};
static const feed chunks[] = {{"64k", 65536}, {"4k", 4096}, {"512", 512}};

/* For the one document that is fed in chunks of many sizes. */
static const feed chunk_series[] = {
    {"1", 1},         {"2", 2},         {"4", 4},           {"8", 8},
    {"16", 16},       {"32", 32},       {"64", 64},         {"128", 128},
    {"256", 256},     {"512", 512},     {"1024", 1024},     {"4096", 4096},
    {"16384", 16384}, {"65536", 65536}, {"262144", 262144}, {"1048576", 1048576},
};

#define HELD 48 /* blocks that move the next reader's memory */

/* A workload, made when the first case needs it, and what every reader must answer. */
typedef struct load {
    const workload *kind;
    corpus corpus;
    uint64_t digest;
    size_t documents;
    bool made;
    uint64_t layout; /* random */
    void *held[HELD];
} load;

typedef struct row {
    load *load;
    const peer *reader; /* NULL: bytes are copied, the upper bound */
    const feed *feed;
} row;

/* ---- Passes ----------------------------------------------------------------------------------*/

/* What a pass uses. */
typedef struct run {
    const row *row;
    void *reader;
    char *copy;
} run;

static uint64_t pass_documents(void *state) {
    const run *r = state;
    const corpus *c = &r->row->load->corpus;
    const size_t chunk = r->row->feed->chunk;
    uint64_t digest = 0;
    for (size_t i = 0; i < c->count; i++) {
        answer a;
        r->row->reader->validate(r->reader, corpus_bytes(c, i), c->documents[i].length, chunk, &a);
        digest = digest_add(digest, &a);
    }
    return digest;
}

static uint64_t pass_lines(void *state) {
    const run *r = state;
    const corpus *c = &r->row->load->corpus;
    return r->row->reader->validate_lines(r->reader, c->bytes, c->documents[0].length,
                                          r->row->feed->chunk);
}

static uint64_t validate_line_by_line(const peer *reader, void *state, const char *lines,
                                      size_t length) {
    const char *end = lines + length;
    uint64_t digest = 0;
    for (const char *line = lines; line < end;) {
        const char *line_end = memchr(line, '\n', (size_t)(end - line));
        answer a;
        reader->validate(state, line, (size_t)(line_end - line), SIZE_MAX, &a);
        digest = digest_add(digest, &a);
        line = line_end + 1;
    }
    return digest;
}

static uint64_t pass_line_by_line(void *state) {
    const run *r = state;
    const corpus *c = &r->row->load->corpus;
    return validate_line_by_line(r->row->reader, r->reader, c->bytes, c->documents[0].length);
}

/* The copy is as long as the longest document, so it stays in the caches as a proxy's buffer does.
 */
static uint64_t pass_copy(void *state) {
    const run *r = state;
    const corpus *c = &r->row->load->corpus;
    for (size_t i = 0; i < c->count; i++) {
        memcpy(r->copy, corpus_bytes(c, i), c->documents[i].length);
        __asm__ volatile("" : : "r"(r->copy) : "memory"); /* or the copy is optimised away */
    }
    return r->row->load->digest;
}

/* ---- Loads -----------------------------------------------------------------------------------*/

static uint64_t digest_of(load *l) {
    const peer *reader = &engine_yajl;
    void *state = reader->begin(0, workload_is_lines(l->kind));
    uint64_t digest = 0;
    if (workload_is_lines(l->kind)) {
        digest =
            reader->validate_lines(state, l->corpus.bytes, l->corpus.documents[0].length, SIZE_MAX);
    } else {
        const row r = {l, reader, &complete};
        run all = {.row = &r, .reader = state};
        digest = pass_documents(&all);
    }
    reader->end(state);
    return digest;
}

static size_t count_lines(const corpus *c) {
    size_t lines = 0;
    for (size_t i = 0; i < c->length; i++) {
        lines += c->bytes[i] == '\n' ? 1 : 0;
    }
    return lines;
}

static void make_load(load *l) {
    if (!l->kind->make(&l->corpus, l->kind->parameter)) {
        (void)fprintf(stderr, "bench: the documents of '%s' cannot be read\n", l->kind->slug);
        exit(2);
    }
    l->made = true;
    l->documents = workload_is_lines(l->kind) ? count_lines(&l->corpus) : l->corpus.count;
    l->digest = digest_of(l);
}

/* The address of its memory can cost a reader much of its speed: the processor confuses a store and
 * a later load that are a multiple of 4 KiB apart. Blocks of random sizes move the memory in each
 * repetition, so that no result depends on one unlucky address. */
static void disturb_heap(load *l) {
    for (size_t i = 0; i < HELD; i++) {
        free(l->held[i]);
        l->held[i] = malloc(16 + 16 * random_below(&l->layout, 128));
    }
}

static void prepare(const void *context) {
    load *l = ((const row *)context)->load;
    if (!l->made) {
        make_load(l);
    }
    disturb_heap(l);
}

static void begin(const void *context, bench_work *work) {
    const row *r = context;
    const size_t longest = corpus_longest(&r->load->corpus);
    run *state = must_have(calloc(1, sizeof(*state)));
    state->row = r;
    if (r->reader != NULL) {
        state->reader = r->reader->begin(longest, workload_is_lines(r->load->kind));
    } else {
        state->copy = must_have(malloc(longest));
    }
    *work = (bench_work){state, corpus_size(&r->load->corpus), r->load->documents, r->load->digest};
}

static void end(void *context) {
    run *state = context;
    if (state->row->reader != NULL) {
        state->row->reader->end(state->reader);
    }
    free(state->copy);
    free(state);
}

/* ---- The list --------------------------------------------------------------------------------*/

#define CASES_MAX 2000
#define LOADS_MAX 100

static uint64_t (*pass_of(const row *r))(void *) {
    if (r->reader == NULL) {
        return pass_copy;
    }
    if (!workload_is_lines(r->load->kind)) {
        return pass_documents;
    }
    return r->reader->validate_lines != NULL ? pass_lines : pass_line_by_line;
}

static void require_space(size_t count, size_t max) {
    if (count == max) {
        (void)fprintf(stderr, "bench: there are more than %zu cases or workloads\n", max);
        exit(2);
    }
}

static void add(case_list *l, row r) {
    require_space(l->count, CASES_MAX);
    bench_case *c = &l->cases[l->count];
    l->rows[l->count] = r;
    *c = (bench_case){.row = &l->rows[l->count],
                      .prepare = prepare,
                      .begin = begin,
                      .pass = pass_of(&r),
                      .end = end};
    (void)snprintf(c->name, sizeof(c->name), "%s/%s/%s", r.load->kind->slug,
                   r.reader != NULL ? r.reader->slug : "memcpy", r.feed->slug);
    l->count++;
}

static void add_feeds(case_list *l, load *from, const peer *reader, const feed *feeds,
                      size_t count) {
    for (size_t i = 0; i < count; i++) {
        add(l, (row){from, reader, &feeds[i]});
    }
}

/* tce_validate has no stream. */
static bool can_read(const peer *reader, const workload *w) {
    return !workload_is_lines(w) || reader != &engine_validate;
}

/* Other libraries are fed in chunks only in the series that is about chunks: libyajl reads a long
 * string from its beginning again for every chunk. */
static void add_reader(case_list *l, load *from, const peer *reader) {
    if (!can_read(reader, from->kind)) {
        return;
    }
    add(l, (row){from, reader, &complete});
    if (!reader->in_chunks) {
        return;
    }
    if (from->kind->group == WORKLOAD_CHUNKS) {
        add_feeds(l, from, reader, chunk_series, sizeof(chunk_series) / sizeof(chunk_series[0]));
    } else if (reader->ours) {
        add_feeds(l, from, reader, chunks, sizeof(chunks) / sizeof(chunks[0]));
    }
}

static void add_load(case_list *l, const workload *kind) {
    require_space(l->load_count, LOADS_MAX);
    load *from = &l->loads[l->load_count];
    l->load_count++;
    from->kind = kind;
    const peer *reader = NULL;
    for (size_t i = 0; (reader = peer_at(i)) != NULL; i++) {
        add_reader(l, from, reader);
    }
    add(l, (row){from, NULL, &complete});
}

case_list cases_make(void) {
    case_list l = {.cases = must_have(calloc(CASES_MAX, sizeof(bench_case))),
                   .rows = must_have(calloc(CASES_MAX, sizeof(row))),
                   .loads = must_have(calloc(LOADS_MAX, sizeof(load)))};
    const workload *w = NULL;
    for (size_t i = 0; (w = workload_at(i)) != NULL; i++) {
        add_load(&l, w);
    }
    return l;
}

static void free_load(load *l) {
    for (size_t i = 0; i < HELD; i++) {
        free(l->held[i]);
    }
    corpus_free(&l->corpus);
}

void cases_free(case_list *l) {
    for (size_t i = 0; i < l->load_count; i++) {
        free_load(&l->loads[i]);
    }
    free(l->loads);
    free(l->rows);
    free(l->cases);
}
