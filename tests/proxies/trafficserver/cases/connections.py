"""Clients and upstreams that leave, and what is left of them."""
import collections

from checks import case, check, equal
from clients import curl_started
from documents import DOCUMENTS
from driver import rule
from servers import awaited

MODES = {mode: [f"mode={mode}"] for mode in ("observe", "abort", "hold")}
ROUNDS = 400
LEAVING = 60  # clients
GROWTH = 8192  # kilobytes: Traffic Server keeps freed objects for the next requests


@case
def connections_are_used_again(bench):
    """Of the client and of the upstream, after rejections too."""
    with bench.site(MODES, records={"http.keep_alive_enabled_out": "INT 1"}) as site, site.connect() as client:
        for _ in range(5):
            for framing, name in (("length", "small"), ("length", "syntax"), ("length", "cut_medium"),
                                  ("chunked", "medium"), ("chunked", "cut_small")):
                for mode in ("hold", "observe"):
                    document, test = DOCUMENTS[name], site.number()
                    answer = client.ask(f"/{mode}/{framing}/{name}", test).answer()
                    passes = document.sound or mode == "observe"
                    equal((answer.end, answer.status), ("complete", 200 if passes else 502), f"{mode} {framing} {name}")
                    check(not passes or answer.body == document.body, f"other bytes of {name}")
        check(len({request.connection for request in site.first.requests}) < 10, "connections of the upstream")


@case
def a_client_that_leaves_is_not_an_error(bench):
    with bench.site(MODES) as site:
        for mode in MODES:
            test = site.number()
            started = curl_started(site.proxy.port, f"/{mode}/wait/medium", test)
            awaited(lambda mode=mode: site.first.asked("/wait/medium"), "the request")
            if mode != "hold":
                started.stdout.read(1)
            started.kill()
            started.wait()
            site.first.go.set()
            line = site.proxy.logged(test)
            # In hold nothing shows whether the head has come before the client leaves: if not, there is no response.
            none = ("-",) if mode == "hold" and line["status"] == "000" else ()
            check(line["verdict"] in ("unseen", "incomplete", "success", *none), f"{mode}: {line}")
            site.first.go.clear()
            site.first.requests.clear()


@case
def a_client_that_leaves_early_is_not_the_upstreams_failure(bench):
    """Also where the upstream is at its end already, which is a matter of chance: so many clients do."""
    with bench.site(MODES) as site:
        for mode in MODES:
            for _ in range(LEAVING):
                with site.connect(receive_buffer=4096) as client:
                    client.ask(f"/{mode}/length/large", mode)
                    client.line()
                    client.leave()
            lines = site.proxy.logged(mode, LEAVING)
            found = collections.Counter(line["verdict"] for line in lines)
            equal(set(found) - {"unseen", "success"}, set(), f"{mode}: {found}")


@case
def an_endless_body_is_ended(bench):
    """In hold by overflow, which is rejected here; the upstream is left. It pauses: while there is something to read,
    Traffic Server calls no transform."""
    with bench.site({"hold": ["mode=hold", "overflow=reject"], "size": ["mode=abort", "max-bytes=1m"]}) as site:
        seen, line = site.curl("/hold/chunked/endless?pauses=1")
        equal((seen.status, line["verdict"], line["action"]), (502, "unseen", "rejected"), "hold")
        seen, line = site.curl("/size/chunked/endless?pauses=1")
        check(seen.exit != 0, "abort")
        equal((line["violation"], line["action"]), ("json_size", "aborted"), "abort")
        awaited(lambda: site.first.serving == 0, "the end of the upstream's connections")


@case
def memory_is_freed_however_responses_end(bench):
    paths = [f"/{mode}/{framing}/{name}" for mode in MODES
             for framing, name in (("length", "small"), ("chunked", "syntax"), ("half_fin", "medium"),
                                   ("half_fin_chunked", "medium"), ("half_rst", "small"), ("close", "cut_medium"),
                                   ("length", "empty"), ("chunked", "empty"), ("length", "medium?encoding=gzip"))]
    with bench.site(MODES) as site:
        def ask(rounds):
            for number in range(rounds):
                with site.connect() as client:
                    client.ask(paths[number % len(paths)], "many").answer()
        ask(ROUNDS)
        before = site.proxy.memory()
        ask(ROUNDS)
        after = site.proxy.memory()
        check(sum(after) - sum(before) < GROWTH, f"kilobytes: {before}, then {after}")


@case
def another_transform_can_follow(bench):
    """compress, before and after this plugin."""
    compress = "@plugin=compress.so"
    with bench.site({}, more="".join(
            rule(path, "{first}", *plugins) for path, plugins in (
                ("after", ("{plugin}", "@pparam=--mode=hold", compress)),
                ("abort", ("{plugin}", "@pparam=--mode=abort", compress)),
                ("before", (compress, "{plugin}", "@pparam=--mode=hold"))))) as site:
        for path in ("after", "before", "abort"):
            for framing in ("length", "chunked", "close"):
                seen, line = site.curl(f"/{path}/{framing}/medium", "http1_1", "--compressed")
                equal((seen.exit, seen.status, seen.body, line["verdict"]),
                      (0, 200, DOCUMENTS["medium"].body, "success"), path)
                seen, line = site.curl(f"/{path}/{framing}/cut_medium", "http1_1", "--compressed")
                equal(line["verdict"], "truncated", path)
                check(seen.exit != 0 if path == "abort" else seen.status == 502, f"{path} {framing}: {seen.exit} {seen.status}")
