#ifndef BENCH_MUST_H
#define BENCH_MUST_H

#include <stdio.h>
#include <stdlib.h>

/* memory, or the end of the program with a message when it is NULL. */
static inline void *must_have(void *memory) {
    if (memory == NULL) {
        (void)fprintf(stderr, "bench: there is not enough memory\n");
        exit(2);
    }
    return memory;
}

#endif
