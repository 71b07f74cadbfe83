"""Upstreams that mean harm: they change the verdict, and nothing else."""
import gzip

import documents
from documents import DOCUMENTS, MARKER
from support import awaited, case, check, equal, says, spoiled, unchanged

# Kilobytes that a worker may grow by: far less than these upstreams send, far more than it buffers.
GROWTH = 20_000

HELD = {
    "pass": "tcenvelope hold;",
    "reject": "tcenvelope hold; tcenvelope_overflow reject;",
    "sized": "tcenvelope hold; tcenvelope_max_bytes 50k;",
    "late": "tcenvelope hold; tcenvelope_max_bytes 5m;",
}


class Unharmed:
    """The same workers, no larger than before, and sound responses pass."""

    def __init__(self, site):
        self.site = site

    def __enter__(self):
        self.sound()
        self.workers, self.memory = self.site.proxy.workers(), self.site.proxy.memory()
        return self

    def sound(self):
        for name in ("small", "failure", "medium"):
            seen, line = self.site.curl(f"/hold/length/{name}")
            unchanged(seen, DOCUMENTS[name], name)
            says(line, DOCUMENTS[name], "released")

    def __exit__(self, kind, *_):
        if kind is None:
            self.sound()
            equal(self.site.proxy.workers(), self.workers, "workers")
            (before,), (after,) = self.memory, self.site.proxy.memory()
            check(after - before < GROWTH, f"the worker grew from {before} to {after} kilobytes")


@case
def bodies_without_an_end_are_rejected(bench):
    """At the size that is held, or at max_bytes; the upstream's connection ends with it."""
    locations = {
        "hold": "tcenvelope hold;", **HELD,
        **{name + ".unbuffered": words + "proxy_buffering off;"
           for name, words in HELD.items()}
    }
    with bench.site(locations) as site, Unharmed(site):
        for place, violation in (("reject", "-"), ("sized", "json_size"),
                                 ("reject.unbuffered", "-"), ("sized.unbuffered", "json_size")):
            for protocol in ("http1_1", "http2"):
                seen, line = site.curl(f"/{place}/chunked/endless", protocol)
                equal((seen.exit, seen.status), (0, 502), place)
                check(MARKER not in seen.body, "nothing of it comes through")
                equal((line["violation"], line["action"]), (violation, "rejected"), place)
        awaited(lambda: site.first.serving <= 16, "the upstream's connections to end")


@case
def bodies_without_an_end_are_cut(bench):
    locations = {"hold": "tcenvelope hold;", "abort": "tcenvelope abort; tcenvelope_max_bytes 5m;"}
    with bench.site(locations) as site, Unharmed(site):
        for protocol in ("http1_0", "http1_1", "http2"):
            seen, line = site.curl("/abort/chunked/endless", protocol)
            check(seen.exit != 0 and len(seen.body) <= 5 << 20,
                  f"{protocol}: {seen.exit}, {len(seen.body)}")
            equal((line["verdict"], line["violation"], line["offset"], line["action"]),
                  ("invalid", "json_size", str(5 << 20), "aborted"), protocol)


@case
def a_million_chunks_are_one_body(bench):
    locations = {
        mode: f"tcenvelope {mode}; tcenvelope_hold_size 2m;"
        for mode in ("observe", "abort", "hold")
    }
    locations.update(
        {name + ".unbuffered": words + "proxy_buffering off;"
         for name, words in locations.items()})
    with bench.site(locations) as site, Unharmed(site):
        for place in locations:
            seen, line = site.curl(f"/{place}/tiny/large")
            check((seen.exit, seen.status, seen.body) == (0, 200, DOCUMENTS["large"].body), place)
            says(line, DOCUMENTS["large"])


@case
def chunks_take_no_memory(bench):
    """A million chunks: the smallest allocation for each would be eight times the bound."""
    bound = 1024  # kilobytes
    for buffering in ("on", "off"):
        peaks = {}
        for mode in ("off", "observe", "abort"):
            directives = f"tcenvelope {mode}; proxy_buffering {buffering};"
            with bench.site({"chunks": directives}) as site:
                seen = site.curl("/chunks/tiny/large")[0]
                check(seen.body == DOCUMENTS["large"].body, mode)
                [peaks[mode]] = site.proxy.memory("VmHWM")
        check(max(peaks.values()) - peaks["off"] < bound, f"buffering {buffering}: {peaks}")


@case
def deep_nesting_is_found_at_its_bracket(bench):
    """With both engines; and the deepest that is allowed passes."""
    locations = {
        f"{mode}.{engine}":
        f"tcenvelope {mode}; tcenvelope_engine {engine}; tcenvelope_max_depth 1024;"
        for mode in ("observe", "abort", "hold") for engine in ("yajl", "simd")
    }
    offset = len(documents.NEST) + 1024 - 2
    with bench.site({"hold": "tcenvelope hold;", **locations}) as site, Unharmed(site):
        for place in locations:
            for framing in ("length", "chunked", "tiny"):
                seen, line = site.curl(f"/{place}/{framing}/deep")
                equal((line["verdict"], line["violation"], line["offset"]),
                      ("invalid", "json_depth", str(offset)), place)
                if place.startswith("observe"):
                    check((seen.exit, seen.body) == (0, DOCUMENTS["deep"].body), place)


# Query, violation and offset: of a packed body, in bytes of it. None: its last byte or two.
SPOILED = (("lies=1", "coding_corrupt", 1), ("spoiled=0", "coding_corrupt", 1), ("spoiled=2", "coding_corrupt", 3),
           ("spoiled=-1", "coding_corrupt", None), ("spoiled=-6", "coding_corrupt", None))


@case
def a_coding_that_lies_or_is_spoiled_is_corrupt(bench):
    with bench.site({mode: f"tcenvelope {mode};" for mode in ("observe", "abort", "hold")}) as site:
        for mode in ("observe", "abort", "hold"):
            for query, violation, offset in SPOILED:
                for framing in ("length", "chunked", "bytes"):
                    path = f"/{mode}/{framing}/medium?encoding=gzip&{query}"
                    seen, line = site.curl(path)
                    equal((line["verdict"], line["violation"]), ("invalid", violation), path)
                    if offset is not None:
                        equal(line["offset"], str(offset), path)
                    spoiled(seen, mode, path)


@case
def members_of_gzip_are_one_body(bench):
    with bench.site({mode: f"tcenvelope {mode};" for mode in ("observe", "abort", "hold")}) as site:
        for mode in ("observe", "abort", "hold"):
            for framing in ("length", "chunked", "close"):
                seen, line = site.curl(f"/{mode}/{framing}/medium?encoding=gzip&members=2")
                equal((seen.exit, seen.status, line["verdict"]), (0, 200, "success"), f"{mode} {framing}")
                equal(gzip.decompress(seen.body), DOCUMENTS["medium"].body, f"{mode} {framing}")


@case
def a_false_length_is_found(bench):
    """Too small: the document is cut. Too large: the upstream ends before."""
    locations = {"hold": "tcenvelope hold;", "observe": "tcenvelope observe;"}
    with bench.site(locations) as site, Unharmed(site):
        for name in ("small", "medium", "failure"):
            for framing, verdict in (("half_claimed", "truncated"), ("short", "incomplete")):
                seen, line = site.curl(f"/hold/{framing}/{name}")
                equal((seen.status, line["verdict"], line["action"]), (502, verdict, "rejected"),
                      framing)
                line = site.curl(f"/observe/{framing}/{name}")[1]
                equal((line["verdict"], line["action"]), (verdict, "passed"), framing)
