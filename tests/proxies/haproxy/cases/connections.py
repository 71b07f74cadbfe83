"""Connections: used again, left early, handed over on a reload; and bodies that are none."""
import threading

from checks import case, check, equal
from documents import DOCUMENTS
from servers import awaited
from sites import says, unchanged

NO_BODY = {"HEAD": ("HEAD", ""), "204": ("GET", "?status=204"), "304": ("GET", "")}


@case
def a_clients_connection_is_used_again_after_rejections(bench):
    with bench.site() as site, site.connect() as client:
        for _ in range(5):
            for framing, name in (("length", "syntax"), ("chunked", "cut_medium"), ("length", "small"),
                                  ("half_fin", "small")):
                test = site.number()
                answer = client.ask(f"/hold/{framing}/{name}", test).answer()
                sound = DOCUMENTS[name].sound and framing != "half_fin"
                equal((answer.end, answer.status), ("complete", 200 if sound else 502), f"{framing} {name}")
                equal(site.proxy.logged(test)["action"], "released" if sound else "rejected", name)


@case
def responses_without_a_body_are_skipped(bench):
    with bench.site() as site:
        for mode in ("observe", "abort", "hold"):
            for name, (method, query) in NO_BODY.items():
                more = {"If_None_Match": '"tag"'} if name == "304" else {}
                answer, line = site.asked(f"/{mode}/length/small{query}", method, **more)
                equal((answer.end, answer.status, line["verdict"]), ("complete", 200 if name == "HEAD" else int(name),
                                                                     "skipped"), f"{mode} {name}")


@case
def a_client_that_goes_away_is_no_failure_of_the_upstream(bench):
    """Its response has no verdict of its own, and is counted once."""
    with bench.site() as site:
        for mode in ("observe", "abort"):
            test = site.number()
            with site.connect(receive_buffer=4096) as client:
                client.ask(f"/{mode}/chunked/endless", test)
                client.line()
                client.leave()
            line = site.proxy.logged(test)
            equal((line["verdict"], line["violation"]), ("unseen", "-"), f"{mode}: {line}")
        counted = site.proxy.counters()
        equal((counted["responses"], counted["verdicts"]["unseen"]), (2, 2), "counters")


@case
def streams_of_one_connection_do_not_mix(bench):
    """Many at a time on each of two threads, over HTTP/1.1 and HTTP/2."""
    names = ["small", "syntax", "medium", "failure", "cut_medium", "request_id_missing"]
    with bench.site(threads=2) as site:
        found = []

        def ask(protocol, mode):
            for name in names * 3:
                seen, line = site.curl(f"/{mode}/chunked/{name}", protocol)
                found.append((mode, name, seen, line))
        threads = [threading.Thread(target=ask, args=(protocol, mode))
                   for protocol in ("http1_1", "http2") for mode in ("observe", "hold")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal(len(found), 4 * 3 * len(names), "answers")
        for mode, name, seen, line in found:
            equal((line["verdict"], line["violation"]), (DOCUMENTS[name].verdict, DOCUMENTS[name].violation), name)
            if mode == "observe" or DOCUMENTS[name].sound:
                check(seen.body == DOCUMENTS[name].body, f"{mode} {name}: other bytes")
        counted = site.proxy.counters()
        equal(counted["responses"], len(found), "counters of both threads")


@case
def a_reload_loses_no_request_and_no_count(bench):
    with bench.site() as site:
        unchanged(site.curl("/hold/length/small")[0], DOCUMENTS["small"], "before")
        waiting = threading.Thread(target=lambda: results.append(site.curl("/hold/wait/medium", test="waits")))
        results = []
        waiting.start()
        awaited(lambda: site.first.asked("/wait/"), "the request that waits")
        before = site.proxy.reload()
        unchanged(site.curl("/hold/length/small")[0], DOCUMENTS["small"], "after")
        site.first.go.set()
        waiting.join()
        [(seen, line)] = results
        unchanged(seen, DOCUMENTS["medium"], "over the reload")
        says(line, DOCUMENTS["medium"], "released")
        site.proxy.await_end_of(before)
        equal(site.proxy.counters()["responses"], 3, "responses, counted over the reload")


@case
def a_cut_response_is_not_asked_for_again(bench):
    """A client that sees no head takes the request for one that was not processed, and repeats it. Over
    HTTP/2 the reset of the stream can overtake the head in the client."""
    with bench.site() as site:
        for protocol, framing, status in (("http1_1", "length", 18), ("http1_1", "chunked", 18), ("http2", "length", 92)):
            before = len(site.first.requests)
            seen, line = site.curl(f"/abort/{framing}/syntax", protocol)
            equal((seen.exit, seen.body, line["action"]), (status, b"", "aborted"),
                  f"{protocol} {framing}")
            check(seen.status == 200 or (protocol, seen.status) == ("http2", 0), f"{protocol} {framing}: {seen.status}")
            equal(len(site.first.requests), before + 1, "requests")


@case
def where_a_client_cannot_see_a_cut_abort_answers(bench):
    with bench.site() as site:
        for protocol, framing, name in (("http2", "chunked", "syntax"), ("http2", "half_fin_chunked", "small"),
                                        ("http1_1", "close", "cut_medium"), ("http1_1", "length", "empty")):
            before = len(site.first.requests)
            seen, line = site.curl(f"/abort/{framing}/{name}", protocol)
            equal((seen.exit, seen.status, seen.body, line["action"]), (0, 502, b"", "aborted"), f"{protocol} {framing}")
            equal(len(site.first.requests), before + 1, "requests")
        for protocol, framing in (("http2", "chunked"), ("http1_1", "close")):
            unchanged(site.curl(f"/abort/{framing}/medium", protocol)[0], DOCUMENTS["medium"], protocol)
