/* The cases: every reader on every workload, at every size of the pieces that it is fed. */
#ifndef BENCH_CASES_H
#define BENCH_CASES_H

#include "harness.h"

/* All cases, *count of them; owned by the caller until the program's end. */
bench_case *cases_make(size_t *count);

#endif
