/*
 * Benchmarks of the library beside its peers.
 *
 *   bench [--benchmark_filter=REGEX] [--benchmark_...]
 *
 * A case is called workload/reader/feed: small/yajl/4k. What counts is the ratio of two cases of
 * one run. --benchmark_list_tests lists them.
 */
#include "cases.h"
#include "peer.h"

#include <stdio.h>

#define FACTS_MAX 32

static size_t add_versions(bench_fact *facts, size_t count) {
    const peer *p = NULL;
    for (size_t i = 0; (p = peer_at(i)) != NULL && count < FACTS_MAX; i++) {
        facts[count] = (bench_fact){p->slug, p->version()};
        count++;
    }
    return count;
}

int main(int argc, char **argv) {
    bench_fact facts[FACTS_MAX] = {
        {"compiler", BENCH_COMPILER}, {"build", BENCH_BUILD}, {"version", tce_version()}};
    case_list l = cases_make();
    const int status = bench_run(argc, argv, l.cases, l.count, facts, add_versions(facts, 3));
    cases_free(&l);
    return status;
}
