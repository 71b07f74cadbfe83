#include "harness.h"

#include <atomic>

#include <benchmark/benchmark.h>

#ifdef BENCH_COUNTS_MEMORY
#include "../tests/support/allocations.h"
#endif

namespace {

std::atomic<bool> failed{false};

/* Counting allocations has its price: the program that measures time does without. */
#ifdef BENCH_COUNTS_MEMORY
constexpr bool counts_memory = true;
#else
constexpr bool counts_memory = false;
std::size_t allocations_count() {
    return 0;
}
std::size_t allocations_peak() {
    return 0;
}
void allocations_begin_peak() {
}
#endif

/* One pass, of which only the answers matter. */
bool answers(benchmark::State &state, const bench_case &row, const bench_work &work) {
    if (row.pass(work.state) == work.digest) {
        return true;
    }
    failed = true;
    state.SkipWithError("the answers are wrong");
    return false;
}

/* What a pass allocates when the one before it has left its buffers in place. */
bool count_memory(benchmark::State &state, const bench_case &row, const bench_work &work) {
    const std::size_t calls = allocations_count();
    if (!answers(state, row, work)) {
        return false;
    }
    state.counters["allocations"] =
        static_cast<double>(allocations_count() - calls) / static_cast<double>(work.documents);
    state.counters["memory"] = static_cast<double>(allocations_peak());
    return true;
}

/* The first pass is not timed: it brings everything into the caches. */
bool rehearse(benchmark::State &state, const bench_case &row, const bench_work &work) {
    return answers(state, row, work) && (!counts_memory || count_memory(state, row, work));
}

void set_counters(benchmark::State &state, const bench_work &work) {
    using benchmark::Counter;
    const auto passes = state.iterations();
    state.SetBytesProcessed(passes * static_cast<std::int64_t>(work.bytes));
    state.counters["documents"] =
        Counter(static_cast<double>(work.documents), Counter::kIsIterationInvariantRate);
    state.counters["document"] = Counter(static_cast<double>(work.documents),
                                         Counter::kIsIterationInvariantRate | Counter::kInvert);
}

void run_case(benchmark::State &state, const bench_case &row) {
    bench_work work{};
    row.prepare(row.row);
    allocations_begin_peak();
    row.begin(row.row, &work);
    if (rehearse(state, row, work)) {
        for (auto _ : state) {
            benchmark::DoNotOptimize(row.pass(work.state));
        }
        set_counters(state, work);
    }
    row.end(work.state);
}

} // namespace

int bench_run(int argc, char **argv, const bench_case *cases, size_t count, const bench_fact *facts,
              size_t fact_count) {
    for (size_t i = 0; i < fact_count; i++) {
        benchmark::AddCustomContext(facts[i].name, facts[i].value);
    }
    for (size_t i = 0; i < count; i++) {
        benchmark::RegisterBenchmark(cases[i].name, run_case, cases[i]);
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    const bool none = benchmark::RunSpecifiedBenchmarks() == 0;
    benchmark::Shutdown();
    return none ? 2 : failed ? 1 : 0;
}
