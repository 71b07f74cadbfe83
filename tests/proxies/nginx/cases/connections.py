"""Connections: used again, left early, and handed over on a reload."""
import json
import threading

from documents import DOCUMENTS
from support import asked, awaited, case, check, curl_started, equal, nghttp, says

ROUNDS = 10
RELOADS = 3
STATUS = "location = /status { tcenvelope_status json; }"
COUNTED = "tcenvelope_zone counters:256k;"


# Rejected at their end, after which nothing of the upstream's response is left to be read.
ENDED = [("length", name)
         for name in ("syntax", "cut_medium", "request_id_missing", "code_missing", "empty")]
ENDED += [("chunked", "cut_medium"), ("chunked", "cut_small")]


@case
def connections_are_used_again(bench):
    """Of the client and of the upstream, after rejections at the end too."""
    sound = [(framing, name) for framing in ("length", "chunked")
             for name in ("small", "medium", "failure")]
    with bench.site({"hold": "tcenvelope hold;", "observe": "tcenvelope observe;"}) as site, \
            site.connect() as client:
        for _ in range(ROUNDS):
            for place in ("hold", "observe"):
                for framing, name in (*ENDED, *sound):
                    document, test = DOCUMENTS[name], site.number()
                    answer = client.ask(f"/{place}/{framing}/{name}", test).answer()
                    passes = document.sound or place == "observe"
                    equal((answer.end, answer.status, answer.header("connection")),
                          ("complete", 200 if passes else 502, "keep-alive"),
                          f"{place} {framing} {name}")
                    check(not passes or answer.body == document.body, f"other bytes of {name}")
                    equal(site.proxy.logged(test)["verdict"], document.verdict, name)
        used = {request.connection for request in site.first.requests}
        equal(used, {1}, "connections of the upstream")


@case
def a_connection_that_ends_with_a_rejection_is_announced_to(bench):
    """Where an upstream is cut early the client's may end as well: then the answer says so."""
    locations = {"hold": "tcenvelope hold;", "unbuffered": "tcenvelope hold; proxy_buffering off;"}
    with bench.site(locations) as site:
        for place in locations:
            for framing in ("length", "chunked", "close", "half_fin", "half_rst_chunked"):
                for name in ("syntax_then_many_rows", "syntax", "syntax_then_rows", "medium"):
                    if name == "medium" and not framing.startswith("half"):
                        continue
                    with site.connect() as client:
                        what = f"{place} {framing} {name}"
                        answer = client.ask(f"/{place}/{framing}/{name}", site.number()).answer()
                        equal((answer.end, answer.status), ("complete", 502), what)
                        if answer.header("connection") != "close":
                            answer = client.ask(f"/{place}/chunked/small", site.number()).answer()
                            equal((answer.end, answer.body), ("complete", DOCUMENTS["small"].body),
                                  what)


@case
def streams_are_cut_one_by_one(bench):
    """Over HTTP/2 a cut stream leaves those beside it alone, and the connection."""
    names = ["medium", "syntax_then_rows", "small", "cut_medium", "failure", "large", "html"]
    broken = [name for name in names if not DOCUMENTS[name].sound]
    with bench.site({"abort": "tcenvelope abort;"}) as site:
        paths = [f"http://127.0.0.1:{site.proxy.port2}/abort/chunked/{name}" for name in names[1:]]
        frames = nghttp(site.proxy.port2, f"/abort/chunked/{names[0]}", *paths)
        equal(frames.count("recv RST_STREAM"), len(broken), frames)
        equal(frames.count("recv GOAWAY"), 0, frames)
        lines = site.proxy.logged("-", len(names))
        equal({line["uri"].rpartition("/")[2]: line["verdict"] for line in lines},
              {name: DOCUMENTS[name].verdict for name in names}, "verdicts")


@case
def the_cut_is_an_internal_error_of_the_stream(bench):
    """Not one of those codes of RFC 9113 that ask the client to try again."""
    with bench.site({"abort": "tcenvelope abort;"}) as site:
        for framing in ("length", "chunked", "close", "half_fin", "half_fin_chunked"):
            for name in ("cut_medium", "rows_then_syntax", "medium"):
                frames = nghttp(site.proxy.port2, f"/abort/{framing}/{name}")
                sound = DOCUMENTS[name].sound and not framing.startswith("half")
                equal("recv RST_STREAM" in frames, not sound, f"{framing} {name}: {frames}")
                check(sound or "INTERNAL_ERROR" in frames, f"{framing} {name}: {frames}")
                data = [line for line in frames.splitlines() if "recv DATA" in line]
                check(data or not sound, f"{framing} {name}: {frames}")


LEAVING = {"observe": "tcenvelope observe;", "abort": "tcenvelope abort;",
           "hold": "tcenvelope hold;", "unbuffered": "tcenvelope observe; proxy_buffering off;"}


@case
def a_response_whose_client_leaves_is_unseen(bench):
    """In the middle of a body that never ends; in hold it has overflowed."""
    with bench.site(LEAVING) as site:
        for place in LEAVING:
            test = site.number()
            with site.connect(receive_buffer=4096) as client:
                client.ask(f"/{place}/chunked/endless", test)
                client.more()
                client.leave()
            line = site.proxy.logged(test)
            equal((line["verdict"], line["violation"], line["offset"]), ("unseen", "-", "-"), place)
            check(int(line["bytes"]) > 0, f"{place}: some was seen")
        check_upstream_is_left(site)


def check_upstream_is_left(site):
    awaited(lambda: site.first.serving == 0, "the upstream's connections to end")


@case
def a_client_that_leaves_while_its_response_is_held(bench):
    with bench.site({"hold": "tcenvelope hold;", "abort": "tcenvelope abort;"}) as site:
        for place in ("hold", "abort"):
            test = site.number()
            with site.connect() as client:
                client.ask(f"/{place}/stall/medium", test)
                awaited(lambda: site.first.requests, "the request to reach the upstream")
                client.leave()
            site.first.requests.clear()
            line = site.proxy.logged(test)
            check(line["verdict"] in ("unseen", "-"), f"{place}: {line}")
            equal((line["violation"], line["status"]), ("-", line["status"]), place)


@case
def a_client_that_leaves_over_http2(bench):
    with bench.site(LEAVING) as site:
        for place in LEAVING:
            test = site.number()
            with curl_started(site.proxy.port2, f"/{place}/chunked/endless", test) as client:
                client.stdout.read(1)
                client.kill()
            line = site.proxy.logged(test)
            equal((line["verdict"], line["violation"]), ("unseen", "-"), place)


class Readers:
    """Ask again and again, each request on a connection of its own, until they are stopped."""

    def __init__(self, site, names):
        self.site, self.names = site, names
        self.stop = threading.Event()
        self.done = {name: 0 for name in names}
        self.failures = []
        self.threads = [threading.Thread(target=self.read, args=(name,)) for name in names]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def read(self, name):
        document = DOCUMENTS[name]
        while not self.stop.is_set():
            answer = asked(self.site.proxy.port, f"/hold/chunked/{name}", f"load-{name}")
            wanted = ("complete", 200, document.body) if document.sound else ("complete", 502, None)
            came = (answer.end, answer.status, answer.body if document.sound else None)
            if came != wanted:
                self.failures.append((name, answer.end, answer.status, len(answer.body)))
            self.done[name] += 1

    def progress(self):
        """Every reader gets another answer."""
        before = dict(self.done)
        awaited(lambda: all(self.done[name] > before[name] for name in self.names), "progress")


def counted(site):
    return json.loads(site.curl("/status")[0].body)


@case
def reloads_lose_no_request_and_no_count(bench):
    names = ["small", "medium", "failure", "syntax"]
    with bench.site({"hold": "tcenvelope hold;"}, STATUS, COUNTED, workers=2) as site:
        with Readers(site, names) as readers:
            for _ in range(RELOADS):
                readers.progress()
                before = site.proxy.reload()
                readers.progress()
                site.proxy.await_end_of(before)
                readers.progress()
        equal(readers.failures, [], "requests that failed")
        for name, count in readers.done.items():
            site.proxy.logged(f"load-{name}", count)
        verdicts = counted(site)["verdicts"]
        equal((verdicts["success"], verdicts["failure"], verdicts["invalid"]),
              (readers.done["small"] + readers.done["medium"], readers.done["failure"],
               readers.done["syntax"]), "counters after reloads")


@case
def workers_end_after_requests_of_before_a_reload(bench):
    """A response held while nginx reloads still arrives, validated by its old configuration."""
    with bench.site({"hold": "tcenvelope hold;"}) as site, site.connect() as client:
        test = site.number()
        client.ask("/hold/wait/medium", test)
        awaited(lambda: site.first.requests, "the request to reach the upstream")
        site.proxy.configure(server=site.proxy.locations.replace("tcenvelope hold;", "tcenvelope off;"))
        before = site.proxy.reload()
        site.first.go.set()
        answer = client.answer()
        wanted = (200, "complete", DOCUMENTS["medium"].body)
        check((answer.status, answer.end, answer.body) == wanted, "response")
        says(site.proxy.logged(test), DOCUMENTS["medium"], "released")
        site.proxy.await_end_of(before)
        equal(site.curl("/hold/length/syntax")[0].status, 200, "the new configuration")
