"""Every body in every framing, mode, protocol and coding, in front of one proxy."""
import collections
import concurrent.futures
import functools
import itertools
import pathlib

import demonstrations
import expectations
import limits
from checks import CASES, check, contains
from clients import PROTOCOLS, VOLATILE, direct
from documents import DOCUMENTS, LARGE
from limits import Case
from upstream import FRAMINGS

ROOT = pathlib.Path(__file__).resolve().parents[2]

# At a time; some wait for a timeout.
CLIENTS = 4

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
FRAMED = ("length", "chunked", "close")
FEW = ["small", "failure", "syntax_then_rows", "cut_medium", "large"]

# ---- Cases


def pairs(coding):
    """Of framing and document."""
    for framing, name in all_pairs():
        # When the upstream dies, a proxy may discard what it has just read: all of a packed body.
        if coding == "identity" or FRAMINGS[framing].orderly or \
                expectations.wanted("observe", framing, name, coding).said.violation == "-":
            yield framing, name


def all_pairs():
    for framing in reversed(FRAMINGS):  # those that take long come first
        if FRAMINGS[framing].pause or FRAMINGS[framing].unreadable:
            continue
        names = DOCUMENTS if framing in FRAMED else SOME
        yield from ((framing, name) for name in names if name not in SLOW.get(framing, ()))
    yield from HUGE


def is_essential(case):
    """All bodies in every framing over HTTP/1.1 and HTTP/2, and all endings; the endings with all of their bodies
    over HTTP/1.1 alone, and few bodies over HTTP/1.0."""
    if (case.framing, case.document) in HUGE:
        return case.protocol == "http1_1" and case.coding == "identity"
    if case.protocol == "http1_0":
        return case.document in FEW
    return case.framing in FRAMED or case.document in FEW or (case.protocol, case.coding) == ("http1_1", "identity")


def cases(driver, mode, protocol, coding):
    found = [Case(mode, protocol, coding, *pair) for pair in pairs(coding)]
    return found if driver.IS_THOROUGH else [case for case in found if is_essential(case)]


def cases_to_try(driver, mode, protocol, coding):
    """All; of those that are refused alike one is enough."""
    found = [case for case in cases(driver, mode, protocol, coding)
             if case.document not in driver.SLOW.get(case.framing, ())]
    refused = [case for case in found if is_refused(driver, case)]
    return found if len(refused) < len(found) else found[:1]


def is_refused(driver, case):
    return limits.instead_of(driver, case, case.wish(driver.HOLD_SIZE)).get("client") == "refused"


# ---- One case


def path(mode, case):
    stall = ".stall" if case.framing.startswith("stall") else ""
    return f"/{mode}{stall}/{case.framing}/{case.document}"


class Tried:
    """The request of one case, and all that differs from what must come of it."""

    def __init__(self, site, case):
        self.site, self.case = site, case
        self.driver = site.proxy
        self.wish = case.wish(self.driver.HOLD_SIZE)
        self.instead = limits.instead_of(self.driver, case, self.wish)
        self.test = site.number()
        self.address = f"{path(case.mode, case)}?{self.test}{CODINGS[case.coding]}"
        self.plain = functools.cache(self.seen_without)
        self.found = list(self.mismatches())

    def seen_without(self):
        """The same, without the module."""
        place = path(self.driver.without(self.case.mode), self.case)
        return self.ask(f"{place}?{CODINGS[self.case.coding]}", "plain")

    def ask(self, address, test):
        if self.case.protocol == "http2":
            return self.site.seen(address, self.case.protocol, test=test)
        return direct(self.site.port(self.case.protocol), address, self.case.protocol, test)

    def mismatches(self):
        mode, protocol = self.case.mode, self.case.protocol
        seen = self.ask(self.address, self.test)
        comparison = expectations.Comparison(
            protocol, self.driver.BROKEN_EXITS[protocol],
            self.instead.get("status", expectations.REJECT_STATUS),
            expectations.any_of(self.instead.get("violation", self.wish.said.violation), "-"),
            (*VOLATILE, *self.driver.volatile(mode)), self.plain)
        yield from expectations.client_mismatches(self.wish, comparison, seen, self.instead)
        if self.instead.get("client") != "refused":
            line = self.driver.logged(self.test)
            yield from expectations.log_mismatches(self.wish, mode, protocol, line, seen, self.instead)
        if mode == "observe" and "plain" not in self.instead:
            yield from expectations.plain_mismatches(self.wish, self.plain(), FRAMINGS[self.case.framing])

    def warning_mismatches(self):
        """Once all is in the log."""
        lines = self.driver.warnings(self.address)
        return () if lines is None else expectations.warning_mismatches(self.wish, lines, self.instead)


def matrix(mode, protocol, coding, bench):
    with bench.site() as site, concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        rows = list(clients.map(functools.partial(Tried, site),
                                cases_to_try(bench.driver, mode, protocol, coding)))
        site.proxy.stop()  # all is in the log
        found = [f"{row.address}: {what}" for row in rows
                 for what in itertools.chain(row.found, row.warning_mismatches())]
    print(f"{len(rows)} cases, {sum(bool(row.instead) for row in rows)} of which the proxy cannot do")
    check(not found, "\n".join([f"{len(found)} mismatches", *found]))


# ---- All of a proxy


def variants(driver):
    yield from itertools.product(driver.MODES, PROTOCOLS, CODINGS)


def all_cases(driver):
    """Without the few that take long to make."""
    return [case for variant in variants(driver) for case in cases(driver, *variant)
            if (case.framing, case.document) not in HUGE]


def what_it_cannot_do_is_said_with_its_reason(bench):
    readme = (ROOT / "proxies" / bench.driver.NAME / "README.md").read_text()
    found = list(limits.problems(bench.driver, all_cases(bench.driver), readme))
    check(not found, "\n".join(found))


def line_of_table(driver):
    """What docs/proxies.md says of it first: for each mode how many cases there are, and how many the proxy cannot do."""
    every = collections.Counter(case.mode.partition("_")[0] for case in all_cases(driver))
    cannot = collections.Counter(case.mode.partition("_")[0] for case, row in limits.rows_of(driver, all_cases(driver))
                                 if row is not None)
    shares = (f"{every[mode]}, {cannot[mode]} differ" if cannot[mode] else f"{every[mode]}"
              for mode in ("observe", "abort", "hold"))
    return f"| [{driver.NAME}](../proxies/{driver.NAME}/README.md) | {' | '.join(shares)} |"


def the_table_of_proxies_says_how_many_cases_differ(bench):
    contains((ROOT / "docs" / "proxies.md").read_text(), line_of_table(bench.driver), "docs/proxies.md")


def register(driver):
    for mode, protocol, coding in variants(driver):
        packed = "" if coding == "identity" else "_packed"
        CASES[f"{mode}_over_{protocol}{packed}"] = functools.partial(matrix, mode, protocol, coding)
    common = [what_it_cannot_do_is_said_with_its_reason, the_table_of_proxies_says_how_many_cases_differ]
    if (ROOT / "proxies" / driver.NAME / "demo").exists():
        common += [demonstrations.the_demonstration_shows_every_mode, demonstrations.a_taken_port_is_named]
    CASES.update({function.__name__: function for function in common})
