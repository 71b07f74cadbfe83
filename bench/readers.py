"""The readers and workloads as the tools print them."""
from measuring import figure, table

# Slug of a reader, and its head in a table.
PEERS = [
    ("simdjson-dom", "simdjson DOM"),
    ("simdjson-ondemand", "simdjson On-Demand"),
    ("newer-simdjson-dom", "newer simdjson DOM"),
    ("newer-simdjson-ondemand", "newer simdjson On-Demand"),
    ("yyjson", "yyjson"),
    ("libyajl", "libyajl"),
    ("rapidjson", "RapidJSON"),
    ("json-c", "json-c"),
    ("jansson", "jansson"),
    ("cjson", "cJSON"),
]
CHUNKS = ["64k", "4k", "512"]

WORKLOADS = [
    ("large-pretty", "one large pretty response"),
    ("large-compact", "one large compact response"),
    ("huge-compact", "one 20 MB compact response"),
    ("base64", "one 5 MB string"),
    ("small", "17,000 documents"),
    ("live-small", "real documents of at most 256 bytes"),
    ("live", "real documents"),
    ("documented", "real documents, pretty"),
    ("short", "documents of at most 256 bytes"),
    ("failures", "failed calls"),
    ("nested", "all brackets, 500 deep"),
    ("escapes", "all escapes"),
    ("non-ascii", "all non-ASCII"),
    ("numbers", "all numbers"),
    ("stream", "17,000 documents in one stream"),
    ("live-small-lines", "real documents of at most 256 bytes in one stream"),
    ("live-lines", "real documents in one stream"),
]


def present(run, readers):
    """Those of the readers that were run."""
    slugs = {case.reader for case in run.cases.values()}
    return [(slug, head) for slug, head in readers if slug in slugs]


def measured(run):
    """Those of the workloads that were run."""
    slugs = {case.workload for case in run.cases.values()}
    return [(slug, title) for slug, title in WORKLOADS if slug in slugs]


def ratios(run, engine):
    """How many times as fast the engine is as each peer."""
    peers = present(run, PEERS)
    rows = []
    for workload, title in measured(run):
        ours = run.case(workload, engine)
        if ours:
            rows.append([title, figure(ours.gigabytes)] +
                        [figure(run.ratio(workload, engine, slug)) for slug, _ in peers])
    return table(["workload", f"{engine}, GB/s"] + [f"to {head}" for _, head in peers], rows)


def chunks(run, engine):
    """The share of the engine's speed that remains when it is fed in chunks."""
    rows = []
    for workload, title in measured(run):
        ours = run.case(workload, engine)
        parts = [run.case(workload, engine, feed) for feed in CHUNKS]
        if ours and all(parts):
            rows.append([title] + [figure(ours.best / part.best) for part in parts])
    return table(["workload", "64 KiB", "4 KiB", "512 B"], rows)
