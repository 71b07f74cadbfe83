"""Reloads, processes, clients that leave, hostile upstreams, memory."""
import concurrent.futures
import contextlib

from support import awaited, case, check, check_grown, documents, equal, fields, guarded, spoiled, unchanged

MODES = ("observe", "abort", "hold")


@case
def counters_survive_a_graceful_reload(bench):
    with bench.site() as site:
        for name in ("small", "syntax"):
            site.curl(f"/hold/length/{name}")
        since = site.proxy.counters()["since"]
        before = site.proxy.reload()
        site.curl("/hold/length/small")
        counters = site.proxy.counters()
        equal((counters["responses"], counters["since"]), (3, since), "responses, since")
        site.proxy.await_end_of(before)


@case
def counters_of_another_size_begin_again(bench):
    with bench.site(main=guarded("hold", "TCEnvelope hold")) as site:
        site.curl("/hold/length/small")
        site.proxy.configure(main=guarded("hold", "TCEnvelope hold") + "TCEnvelopeZone 512k\n")
        site.proxy.await_end_of(site.proxy.reload())
        equal(site.proxy.counters()["responses"], 0, "responses")
        site.curl("/hold/length/small")
        equal(site.proxy.counters()["responses"], 1, "responses")


@case
def a_response_under_way_outlives_a_reload(bench):
    with bench.site() as site, concurrent.futures.ThreadPoolExecutor() as clients:
        for mode in MODES:
            site.first.go.clear()
            asked = clients.submit(site.curl, f"/{mode}/wait/medium")
            while not site.first.asked("wait/medium"):
                pass
            before = site.proxy.reload()
            site.first.go.set()
            seen, line = asked.result()
            unchanged(seen, documents.document("medium"), mode)
            equal(line["verdict"], "success", mode)
            site.proxy.await_end_of(before)
            site.first.requests.clear()


@case
def all_processes_count_together(bench):
    with bench.site(mpm="prefork") as site:
        awaited(lambda: len(site.proxy.workers()) >= 8, "all processes")
        with concurrent.futures.ThreadPoolExecutor(8) as clients:
            list(clients.map(lambda number: site.curl(f"/{MODES[number % 3]}/length/syntax"), range(60)))
        counters = site.proxy.counters()
        equal((counters["responses"], counters["verdicts"]["invalid"]), (60, 60), "counters")
        equal({name: count for name, count in counters["actions"].items() if count},
              {"passed": 20, "aborted": 20, "rejected": 20}, "actions")
        for mode in MODES:
            spoiled(site.curl(f"/{mode}/chunked/cut_medium")[0], mode, "prefork")


@case
def a_client_that_leaves_is_no_error_of_the_response(bench):
    with bench.site() as site:
        for mode in ("observe", "abort"):
            test = site.number()
            connection = site.connect(receive_buffer=4096)
            connection.ask(f"/{mode}/length/huge", test)
            connection.line()
            connection.leave()
            line = site.proxy.logged(test)
            equal(fields(line, "verdict", "violation"), ("unseen", "-"), mode)
        equal([line for line in site.proxy.errors().splitlines() if ":warn]" in line and "tcenvelope: " in line], [],
              "warnings")


@case
def an_endless_body_ends_with_its_client_or_its_violation(bench):
    main = guarded("hold", "TCEnvelope hold\nTCEnvelopeOverflow reject") + \
        guarded("limit", "TCEnvelope abort\nTCEnvelopeMaxBytes 1m")
    with bench.site(main=main) as site:
        for _ in range(3):
            seen, line = site.curl("/hold/chunked/endless")
            equal((seen.status, *fields(line, "verdict", "action")), (502, "unseen", "rejected"), "overflow")
            seen, line = site.curl("/limit/chunked/endless")
            check(seen.exit != 0, f"exit {seen.exit}")
            equal(fields(line, "violation", "offset", "action"), ("json_size", str(1 << 20), "aborted"), "limit")
        while site.first.serving:  # the upstream was left
            pass
        with contextlib.closing(site.connect(receive_buffer=4096).socket):
            equal(site.curl("/hold/length/small")[0].status, 200, "status")


@case
def held_bytes_in_tiny_chunks_take_little_memory(bench):
    """A bucket for each of 60,000 bytes would take more than 10 MB."""
    main = guarded("hold", "TCEnvelope hold") + guarded("off", "TCEnvelope off")
    with bench.site(main=main) as site:
        site.curl("/off/tiny/padded.60000")
        before = max(site.proxy.memory("VmHWM"))
        seen, line = site.curl("/hold/tiny/padded.60000")
        equal((seen.exit, len(seen.body), line["action"]), (0, 60000, "released"), "response")
        check_grown(before, site, 4096)


@case
def the_upstreams_connection_is_used_again(bench):
    """After a response that was rejected once all of it was read."""
    with bench.site() as site:
        for _ in range(10):
            for name in ("small", "request_id_missing"):
                site.curl(f"/hold/length/{name}")
        check(site.first.connections < 10, f"{site.first.connections} connections for 20 requests")
