/* The sizes and shapes of the documents of a corpus, to compare generated ones with real ones. */
#ifndef BENCH_SHAPE_H
#define BENCH_SHAPE_H

#include "corpus.h"

typedef struct shape {
    size_t documents;
    size_t bytes;
    size_t objects;
    size_t arrays;
    size_t strings; /* names too */
    size_t string_bytes;
    size_t long_strings; /* of LONG_STRING bytes or more */
    size_t numbers;
    size_t literals;
    size_t escapes;
    size_t non_ascii; /* bytes */
    size_t white;     /* bytes between tokens */
    size_t depths;    /* the sum over all documents */
    size_t failures;
    size_t *lengths; /* owned; sorted */
} shape;

#define LONG_STRING 256

void shape_measure(shape *out, const corpus *c);

/* The length that this share of the documents does not exceed. */
size_t shape_quantile(const shape *s, double share);

void shape_free(shape *s);

#endif
