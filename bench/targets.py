"""The speed that the library aims at: its ratios to simdjson on one instruction set."""
import measuring
from measuring import figure, table

ENGINE = "simd"
KERNELS = ["icelake", "haswell"]
PEERS = ["simdjson-dom", "simdjson-ondemand", "yyjson"]
CHUNKS = ["4k", "512"]


class Row:
    """A workload, and for each of KERNELS the ratios to DOM and to On-Demand that it aims at."""

    def __init__(self, workload, title, *ratios):
        self.workload = workload
        self.title = title
        self.ratios = dict(zip(KERNELS, ratios))

    def target(self, kernel, column):
        return self.ratios.get(kernel, (None, None))[column]


ROWS = [
    Row("live-small", "real, compact, at most 256 bytes", (2.3, 1.6), (2.0, 1.4)),
    Row("live", "real, compact", (2.2, 1.25), (2.0, 1.25)),
    Row("documented", "real, pretty", (1.7, 1.0), (1.5, 1.0)),
    Row("large-pretty", "one 14 MB pretty response", (2.2, 1.2), (1.6, 1.0)),
    Row("huge-compact", "one 20 MB compact response", (3.8, 1.7), (2.4, 1.4)),
    Row("base64", "one 5 MB string", (7.5, 3.6), (5.8, 3.2)),
    Row("live-small-lines", "NDJSON of the first", (None, 1.5), (None, 1.3)),
    Row("live-lines", "NDJSON of the second", (None, 1.4), (None, 1.3)),
]


def cell(ratio, target):
    """The ratio, and in brackets the one aimed at."""
    if ratio is None or target is None:
        return figure(ratio)
    return f"{figure(ratio)} ({figure(target)})"


def newest(known):
    """Those of PEERS that are among the known readers, of two versions the newer one."""
    peers = [f"newer-{peer}" if f"newer-{peer}" in known else peer for peer in PEERS]
    return [peer for peer in peers if peer in known]


def ratio(run, workload, peer):
    """To the one version of the peer that was run."""
    return run.ratio(workload, ENGINE, f"newer-{peer}") or run.ratio(workload, ENGINE, peer)


def line(run, kernel, row):
    ours = run.case(row.workload, ENGINE)
    dom, ondemand, yyjson = (ratio(run, row.workload, peer) for peer in PEERS)
    chunks = [ours.best / run.case(row.workload, ENGINE, chunk).best for chunk in CHUNKS]
    return [row.title, figure(ours.gigabytes), f"{ours.nanoseconds:,.0f}",
            cell(dom, row.target(kernel, 0)), cell(ondemand, row.target(kernel, 1)),
            figure(yyjson), *map(figure, chunks)]


def kernel_of(run):
    """The kernel that the engine ran with."""
    return {instructions: name for name, instructions in measuring.kernels().items()}[
        run.context[ENGINE]]


def page(run):
    """The table of one run. A workload that was not run has no line."""
    rows = [line(run, kernel_of(run), row) for row in ROWS if run.case(row.workload, ENGINE)]
    return table(["workload", "GB/s", "ns a document", "to DOM", "to On-Demand", "to yyjson",
                  "in 4 KiB", "in 512 B"], rows)


def cases(workloads, peers):
    """An expression for what the table needs."""
    feeds = measuring.any_of(["complete", *CHUNKS])
    return (f"^{measuring.any_of(workloads)}/"
            f"({ENGINE}/{feeds}|{measuring.any_of(peers)}/complete)$")
