/*
 * Benchmarks driven from C: a case is a row, and what it does a few functions. Google Benchmark
 * runs them and takes its own options from the command line.
 */
#ifndef BENCH_HARNESS_H
#define BENCH_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What one pass works on, and what it must answer. */
typedef struct bench_work {
    void *state;
    size_t bytes;
    size_t documents;
    uint64_t digest;
} bench_work;

typedef struct bench_case {
    char name[96]; /* workload/reader/feed */
    const void *row;
    void (*prepare)(const void *row); /* what is not to be counted as the case's own memory */
    void (*begin)(const void *row, bench_work *work);
    uint64_t (*pass)(void *state); /* what is timed; returns the digest */
    void (*end)(void *state);
} bench_case;

/* What a reader of the figures must know of how they came about. */
typedef struct bench_fact {
    const char *name;
    const char *value;
} bench_fact;

/* Runs the cases that the command line asks for. Returns the exit status: not 0 where an argument
 * is none, or a pass answered something else than it must. */
int bench_run(int argc, char **argv, const bench_case *cases, size_t count, const bench_fact *facts,
              size_t fact_count);

#ifdef __cplusplus
}
#endif

#endif
