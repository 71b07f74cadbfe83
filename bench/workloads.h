/* What there is to read: a table, made when it is asked for, the same in every run. */
#ifndef BENCH_WORKLOADS_H
#define BENCH_WORKLOADS_H

#include "corpus.h"

/* Which question a workload is for. */
typedef enum workload_group {
    WORKLOAD_COMMON,      /* what every peer is measured on */
    WORKLOAD_REAL,        /* the same, of documents that may not be at hand */
    WORKLOAD_STREAM,      /* lines of one stream */
    WORKLOAD_REAL_STREAM, /* the same, of documents that may not be at hand */
    WORKLOAD_SIZES,       /* one document that grows */
    WORKLOAD_LINES,       /* a stream that grows */
    WORKLOAD_NESTING,     /* one document that is nested deeper and deeper */
    WORKLOAD_CHUNKS       /* one document, in chunks of many sizes */
} workload_group;

typedef struct workload {
    const char *slug;
    const char *title;
    workload_group group;
    bool (*make)(corpus *out, size_t parameter); /* false: it is not at hand */
    size_t parameter;
} workload;

/* index from 0; NULL past the last. */
const workload *workload_at(size_t index);
const workload *workload_find(const char *slug);

/* Whether the documents are lines, each ended by its line feed, in the corpus's one document. */
bool workload_is_lines(const workload *w);

#endif
