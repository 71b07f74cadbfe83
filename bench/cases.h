/* The cases: every reader on every workload, in chunks of every size. */
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

/* All cases. A workload is made when a case first needs it. */
case_list cases_make(void);

void cases_free(case_list *l);

#endif
