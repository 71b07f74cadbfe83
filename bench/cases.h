/* The cases: every reader on every workload, at every size of the pieces that it is fed. */
#ifndef BENCH_CASES_H
#define BENCH_CASES_H

#include "harness.h"

typedef struct case_list {
    bench_case *cases; /* owned, and so is what follows */
    size_t count;
    struct row *rows;
    struct load *loads;
    size_t load_count;
} case_list;

/* All cases. What they read is made when it is first asked for. */
case_list cases_make(void);

void cases_free(case_list *l);

#endif
