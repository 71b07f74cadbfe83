/* Where other libraries give another verdict than the contract, although their drivers use all
 * that these libraries offer. */
#ifndef BENCH_DEVIATIONS_H
#define BENCH_DEVIATIONS_H

#include "tcenvelope.h"

typedef struct deviation {
    const char *peers;     /* slugs, as a pattern of bash's kind */
    uint64_t misses;       /* violations that it does not see; 0: a valid document is refused */
    const char *documents; /* names in the tests' table of documents, as such a pattern */
    const char *why;
} deviation;

/* index from 0; NULL past the last. */
const deviation *deviation_at(size_t index);

#endif
