/*
 * Benchmarks of the library beside its peers.
 *
 *   bench [--kernel=NAME] [--benchmark_filter=REGEX] [--benchmark_...]
 *
 * A case is called workload/reader/feed: small/yajl/4k. What counts is the ratio of two cases of
 * one run. --benchmark_list_tests lists them. --kernel, which comes first, makes the simd engine
 * run that kernel, and every simdjson the same instruction set.
 */
#define _GNU_SOURCE /* for clearenv */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "must.h"
#include "peer.h"

#define FACTS_MAX 32
#define KERNEL    "--kernel="

static size_t add_versions(bench_fact *facts, size_t count) {
    const peer *p = NULL;
    for (size_t i = 0; (p = peer_at(i)) != NULL && count < FACTS_MAX; i++) {
        facts[count] = (bench_fact){p->slug, p->version()};
        count++;
    }
    return count;
}

static void set_variable(const char *name, const char *value) {
    if (value != NULL && setenv(name, value, 1) != 0) {
        must_have(NULL);
    }
}

/* The library reads the environment wherever it chooses a kernel, tce_validate in every call.
 * Nothing is left in it that the search would have to pass. */
static void set_environment(const char *kernel) {
    const char *folder = getenv("TCE_CORPUS");
    char *kept = folder != NULL ? must_have(strdup(folder)) : NULL;
    (void)clearenv();
    set_variable("TCE_KERNEL", kernel);
    set_variable("TCE_CORPUS", kept);
    free(kept);
}

/* Returns whether the kernel, if any, runs here in the engine and in the peers. */
static bool force(const char *kernel) {
    set_environment(kernel);
    if (kernel == NULL ||
        (tce_engine_instruction_set(TCE_ENGINE_SIMD) != NULL && peers_force(kernel))) {
        return true;
    }
    (void)fprintf(stderr,
                  "bench: --kernel: no kernel '%s' runs here, or simdjson has no such one; "
                  "lib/simd/kernels.def lists them\n",
                  kernel);
    return false;
}

/* The name in the first argument; NULL: it is another argument, or none. */
static const char *kernel_of(int argc, char **argv) {
    const size_t length = sizeof(KERNEL) - 1;
    return argc > 1 && strncmp(argv[1], KERNEL, length) == 0 ? argv[1] + length : NULL;
}

int main(int argc, char **argv) {
    const char *kernel = kernel_of(argc, argv);
    const int skipped = kernel != NULL ? 1 : 0;
    bench_fact facts[FACTS_MAX] = {
        {"compiler", BENCH_COMPILER}, {"build", BENCH_BUILD}, {"version", tce_version()}};
    if (!force(kernel)) {
        return 2;
    }
    argv[skipped] = argv[0];
    case_list l = cases_make();
    const int status =
        bench_run(argc - skipped, argv + skipped, l.cases, l.count, facts, add_versions(facts, 3));
    cases_free(&l);
    return status;
}
