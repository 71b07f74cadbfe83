"""Every body in every framing, mode, protocol and coding."""
import concurrent.futures
import functools
import itertools

import expectations
from clients import PROTOCOLS
from documents import DOCUMENTS, LARGE
from support import CASES, MODES, check
from upstream import FRAMINGS

# At a time; some wait for a timeout.
CLIENTS = 4

# In locations of their own.
STALLED = "proxy_read_timeout 2s;"

# The bodies that are sent in all framings, and those that are too slow for some.
SOME = ["small", "medium", "failure", "syntax", "syntax_then_rows", "request_id_missing_medium",
        "cut_medium", "large", "failure_large", "syntax_then_many_rows", "many_rows_then_syntax"]
WAITED_FOR = ["medium", "syntax_then_rows"]
SLOW = {
    "bytes": LARGE,
    "stall": set(SOME).difference(WAITED_FOR),
    "stall_chunked": set(SOME).difference(WAITED_FOR),
}
CODINGS = {"identity": "", "gzip": "&encoding=gzip"}
HUGE = [("length", "huge"), ("chunked", "huge"), ("length", "huge_cut"), ("close", "huge_cut")]


def pairs(coding):
    for framing, name in all_pairs():
        # When the upstream dies, nginx may discard what it has just read: all of a packed body.
        if coding == "identity" or FRAMINGS[framing].orderly or \
                expectations.wanted("observe", framing, name, coding).said.violation == "-":
            yield framing, name


def all_pairs():
    for framing in reversed(FRAMINGS):  # those that take long come first
        if FRAMINGS[framing].pause or FRAMINGS[framing].unreadable:
            continue
        names = DOCUMENTS if framing in ("length", "chunked", "close") else SOME
        yield from ((framing, name) for name in names if name not in SLOW.get(framing, ()))
    yield from HUGE


def path(mode, framing, name):
    stall = ".stall" if framing.startswith("stall") else ""
    return f"/{mode}{stall}/{framing}/{name}"


def without(mode):
    """As this mode, without the module."""
    return mode.replace(mode.partition("_")[0], "off")


def tried(site, mode, protocol, coding, framing, name):
    """The response's path and what must come of it, with all that differs."""
    wish = expectations.wanted(mode, framing, name, coding)
    test = site.number()
    address = f"{path(mode, framing, name)}?{test}{CODINGS[coding]}"
    seen, line = site.curl(address, protocol, test=test)
    plain = functools.cache(
        lambda: site.curl(f"{path(without(mode), framing, name)}?{CODINGS[coding]}", protocol)[0])
    found = itertools.chain(
        expectations.log_mismatches(wish, mode, protocol, line, seen),
        expectations.client_mismatches(wish, protocol, seen, plain),
        () if mode != "observe" else
        expectations.plain_mismatches(wish, plain(), FRAMINGS[framing]))
    return address, wish, list(found)


def matrix(mode, protocol, coding, bench):
    locations = {name: MODES[name] for name in (without(mode), mode)}
    locations.update({name + ".stall": directives + STALLED
                      for name, directives in list(locations.items())})
    with bench.site(locations) as site, \
            concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        rows = list(clients.map(lambda pair: tried(site, mode, protocol, coding, *pair), pairs(coding)))
        site.nginx.stop()  # all is in the log
        found = [
            f"{address}: {what}" for address, wish, said in rows
            for what in (*said, *expectations.warning_mismatches(wish, site.warnings(address)))
        ]
    check(not found, "\n".join([f"{len(found)} mismatches", *found]))


for _mode in MODES:
    if not _mode.startswith("off"):
        for _protocol in PROTOCOLS:
            CASES[f"{_mode}_over_{_protocol}"] = functools.partial(
                matrix, _mode, _protocol, "identity")
            CASES[f"{_mode}_over_{_protocol}_packed"] = functools.partial(
                matrix, _mode, _protocol, "gzip")
