#include "harness.h"

#include <atomic>

#include <benchmark/benchmark.h>

#ifdef BENCH_COUNTS_MEMORY
#include "../tests/allocations.h"
#endif

namespace {

std::atomic<bool> failed{false};

/* Where allocations are counted, the counting has its price: the program that measures time does
 * without. */
#ifdef BENCH_COUNTS_MEMORY
class Memory {
  public:
    void begin() {
        allocations_begin_peak();
    }
    void before_pass() {
        calls_ = allocations_count();
    }
    void after_pass(benchmark::State &state, const bench_work &work) const {
        state.counters["allocations"] =
            static_cast<double>(allocations_count() - calls_) / static_cast<double>(work.documents);
        state.counters["memory"] = static_cast<double>(allocations_peak());
    }

  private:
    std::size_t calls_ = 0;
};
#else
class Memory {
  public:
    void begin() {
    }
    void before_pass() {
    }
    void after_pass(benchmark::State &, const bench_work &) const {
    }
};
#endif

/* The first pass is not timed: it brings everything into the caches, and shows that the answers
 * are right. The second is the first with its buffers in place. */
bool rehearse(benchmark::State &state, const bench_case &row, const bench_work &work,
              Memory &memory) {
    const bool first = row.pass(work.state) == work.digest;
    memory.before_pass();
    const bool second = row.pass(work.state) == work.digest;
    memory.after_pass(state, work);
    if (!first || !second) {
        failed = true;
        state.SkipWithError("the answers are wrong");
    }
    return first && second;
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
    Memory memory;
    row.prepare(row.row);
    memory.begin();
    row.begin(row.row, &work);
    if (rehearse(state, row, work, memory)) {
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
