"""A rejection is an ordinary error of its request, whatever the source of the response."""
import concurrent.futures
import contextlib
import hashlib
import itertools
import json
import random
import socket
import struct
import subprocess
import threading
import time

from clients import Ended
from documents import DOCUMENTS, MARKER
from support import Nginx, awaited, case, check, curl, equal, says, unchanged

CACHE = "proxy_cache_path {folder}/cache keys_zone=store:1m; proxy_cache_key $arg_key;"
CACHED = "proxy_cache store; proxy_cache_valid 200 1h;"
ANSWER = """location @answer { return 502 "answered"; }
"""
SECOND = """
    location @cached {
        rewrite ^ /chunked/small?key=other? break; proxy_pass http://second; tcenvelope hold;
        aio threads; proxy_cache store; proxy_cache_valid 200 1h; proxy_cache_key other;
    }
"""
ANSWERED = b"answered"
ENVELOPED = b'{"Response":{"Error":{"Code":"InternalError.InvalidUpstreamResponse",'


def cached(bench, hold, fill=CACHED):
    """What /fill/ puts into the cache, /hold/ takes out of it."""
    return bench.site({"fill": fill, "hold": f"tcenvelope hold; {hold}"},
                      ANSWER + SECOND, CACHE)


def answered(client, site, path, status=502, body=ANSWERED, **named):
    """On a connection that goes on."""
    test = site.number()
    seen = client.ask(path, test, **named).answer()
    equal((seen.status, seen.body, seen.end), (status, body, "complete"), path)
    return site.proxy.logged(test)


def is_usable(client, site):
    """Another request on the same connection has its response."""
    says(answered(client, site, "/fill/length/small?key=usable", 200, DOCUMENTS["small"].body),
         DOCUMENTS["small"]._replace(verdict="-", request_id="-"), "-")


def is_rejected(client, site, test):
    """What was asked for as this test, on a connection that goes on."""
    seen = client.answer()
    equal((seen.status, seen.body), (502, ANSWERED), "answer")
    says(site.proxy.logged(test), DOCUMENTS["cut_medium"], "rejected")
    is_usable(client, site)


# ---- Of what nginx has cached


@case
def hits_are_rejected_too(bench):
    """And are not left in the cache: the next request goes to the upstream."""
    with cached(bench, CACHED + "error_page 502 = @answer;") as site, site.connect() as client:
        for name in ("cut_medium", "cut_small", "empty"):
            path = f"/chunked/{name}"
            site.curl(f"/fill{path}?key={name}")
            for _ in range(2):
                says(answered(client, site, f"/hold{path}?key={name}"), DOCUMENTS[name], "rejected")
            is_usable(client, site)
            equal(len(site.first.asked(path)), 2, f"{name}: requests of the upstream")


@case
def hits_are_rejected_after_the_body_of_a_request(bench):
    """nginx comes to its cache by itself then, with no phase of the request around."""
    with cached(bench, CACHED + "proxy_cache_methods POST; error_page 502 = @answer;") as site, \
            site.connect() as client:
        for _ in range(3):
            site.curl("/fill/chunked/cut_medium?key=k")
            test = site.number()
            client.ask("/hold/chunked/cut_medium?key=k", test, "POST", Content_Length="4")
            time.sleep(0.05)  # most likely nginx has read the head by then, and waits
            client.socket.sendall(b"body")
            is_rejected(client, site, test)


@case
def hits_are_rejected_after_the_lock_of_the_cache(bench):
    """Two ask; the second one waits until the first one has filled the cache."""
    lock = CACHED + "proxy_cache_lock on; proxy_cache_lock_timeout 60s; proxy_cache_lock_age 60s;"
    with cached(bench, lock + "error_page 502 = @answer;", lock) as site, \
            concurrent.futures.ThreadPoolExecutor() as clients, site.connect() as client:
        first = clients.submit(site.curl, "/fill/wait/cut_medium?key=k")
        awaited(lambda: site.first.requests, "the first request")
        test = site.number()
        client.ask("/hold/wait/cut_medium?key=k", test)
        site.first.go.set()
        first.result()
        is_rejected(client, site, test)


@case
def hits_that_the_upstream_confirms_are_rejected(bench):
    """nginx continues with the cache after the rejection: the upstream has sent 304, or 500."""
    fresh = "proxy_cache store; proxy_cache_valid 200 1s;"
    stale = fresh + "proxy_cache_revalidate on; proxy_cache_use_stale http_500;"
    for page, body in (("error_page 502 = @answer;", ANSWERED), ("", None)):
        with cached(bench, stale + page, fresh) as site, site.connect() as client:
            for key, status in (("a", 304), ("b", 500)):
                site.curl(f"/fill/chunked/cut_medium?key={key}&etag=%22x%22")
                time.sleep(2.1)  # so that what is in the cache is too old
                test = site.number()
                seen = client.ask(f"/hold/chunked/cut_medium?key={key}&status={status}",
                                  test).answer()
                equal((seen.status, seen.end), (502, "complete"), f"{status} {page}")
                check(MARKER not in seen.body and body in (None, seen.body), "answer")
                equal(site.proxy.logged(test)["action"], "rejected", f"{status} {page}")
                is_usable(client, site)


@case
def hits_read_by_threads_are_rejected(bench):
    """Also where the answer is a hit, read by threads."""
    aio = CACHED + "aio threads; sendfile off; output_buffers 2 4k; tcenvelope_hold_size 2m;"
    with cached(bench, aio + "error_page 502 = @cached;") as site, site.connect() as client:
        for name in ("cut_medium", "many_rows_then_syntax", "cut_medium"):
            site.curl(f"/fill/chunked/{name}?key={name}")
            line = answered(client, site, f"/hold/chunked/{name}?key={name}", 200,
                            DOCUMENTS["small"].body)
            says(line, DOCUMENTS["small"], "released")
            is_usable(client, site)
        equal(len(site.second.requests), 1, "requests of the second upstream")


# ---- Of what nginx has by itself


@case
def responses_of_return_are_rejected(bench):
    """The phase of rewriting takes the answer as its own."""
    server = """
        location = /named { tcenvelope hold; default_type application/json;
                            error_page 502 = @answer; return 200 garbage; }
        location = /page { tcenvelope hold; default_type application/json;
                           error_page 502 /answer; return 200 garbage; }
        location = /plain { tcenvelope hold; default_type application/json; return 200 garbage; }
        location = /answer { return 502 "answered"; }
    """
    with bench.site({"fill": ""}, ANSWER + server) as site, site.connect() as client:
        for path in ("/named", "/page", "/named", "/page"):
            line = answered(client, site, path)
            equal((line["verdict"], line["action"]), ("invalid", "rejected"), path)
            is_usable(client, site)
        seen = client.ask("/plain", site.number()).answer()
        equal((seen.status, seen.end), (502, "complete"), "/plain")
        is_usable(client, site)


@case
def pages_of_nginx_itself_are_not_validated(bench):
    """It does not ask whether their header may be sent: a status line comes with each."""
    server = """
        location /down/ { tcenvelope hold; tcenvelope_on_skip reject;
                          tcenvelope_statuses 200 404 502; proxy_pass http://127.0.0.1:1/; }
        location /absent/ { tcenvelope hold; tcenvelope_on_skip reject;
                            tcenvelope_statuses 200 404 502; root {folder}; }
        location /cut/ { tcenvelope abort; tcenvelope_types *;
                         tcenvelope_statuses 200 404 502; proxy_pass http://127.0.0.1:1/; }
    """
    with bench.site({"fill": ""}, server) as site, site.connect() as client:
        for path, status in (("/down/", 502), ("/absent/", 404), ("/cut/", 502)):
            test = site.number()
            seen = client.ask(path, test).answer()
            equal((seen.status, seen.end), (status, "complete"), path)
            equal(site.proxy.logged(test)["verdict"], "skipped", path)
            is_usable(client, site)


# ---- What may be said of them


@case
def values_of_a_response_begin_no_header(bench):
    """The location of an error page may show the rejected response's own words."""
    server = """location @page {
        add_header X-Id $tcenvelope_request_id always; add_header X-Code $tcenvelope_error_code always;
        return 502 "answered";
    }"""
    with bench.site({"hold": "tcenvelope hold; error_page 502 = @page;"}, server) as site, \
            site.connect() as client:
        test = site.number()
        seen = client.ask("/hold/length/header_words", test).answer()
        equal((seen.status, seen.body), (502, ANSWERED), "answer")
        equal(seen.header("x-planted"), None, "header")
        equal(seen.header("x-id"), "a??X-Planted: yes??X: b", "request id")


# ---- What nginx cannot read


class ShortFastCgi:
    """A responder that sends less than it announces, and closes (FastCGI 1.0, section 3.3)."""

    def __init__(self, body, announced):
        head = f"Content-Type: application/json\r\nContent-Length: {announced}\r\n\r\n".encode()
        self.record = struct.pack(">BBHHBx", 1, 6, 1, len(head + body), 0) + head + body
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with connection:
                    connection.recv(1 << 16)  # the request is small
                    connection.sendall(self.record)


@case
def bodies_that_fastcgi_cuts_short_are_incomplete(bench):
    """nginx ends them like complete ones, and their client waits for the rest."""
    body = DOCUMENTS["small"].body
    with ShortFastCgi(body, len(body) + 10) as short:
        server = "".join(f"location /{mode}.{way}/ {{ tcenvelope {mode}; {directive}"
                         f"fastcgi_pass 127.0.0.1:{short.port}; }}"
                         for mode in ("observe", "abort", "hold")
                         for way, directive in (("all", ""), ("none", "fastcgi_buffering off;")))
        with bench.site({}, server) as site:
            for way in ("all", "none"):
                for mode, action, status in (("hold", "rejected", 502), ("abort", "aborted", None)):
                    seen, line = site.curl(f"/{mode}.{way}/")
                    equal((line["verdict"], line["action"]), ("incomplete", action), mode)
                    check((seen.exit, seen.status) == (0, status) if status else seen.exit in (18, 52),
                          f"{mode} {way}: exit {seen.exit}, status {seen.status}")


# None of them is followed; those that need time could not be.
PAGES = {
    "none": "",
    "returned": "error_page 502 = @answer;",
    "recursive": "recursive_error_pages on; error_page 502 =200 @answer;",
    "url": "error_page 502 http://127.0.0.1:1/;",
    "second": "error_page 502 = @second;",
    "threads": "error_page 502 /threads.html;",
    "guarded": "error_page 502 /guarded.html;",
    "included": "error_page 502 /included.html;",
    "cached": "error_page 502 = @cached;",
    "slow": "limit_rate 1; error_page 502 = @answer;",
    "after": "post_action /after; error_page 502 = @answer;",
}
SLOW_PAGES = """
    location /second/ { proxy_pass http://second/; }
    location @second { rewrite ^ /length/small break; proxy_pass http://second; }
    location = /threads.html { root {folder}; aio threads; output_buffers 1 1k; }
    location = /guarded.html { root {folder}; auth_request /second/length/small; }
    location = /included.html { root {folder}; ssi on; }
    location = /after { proxy_pass http://first/length/small; }
"""


@case
def what_nginx_cannot_read_is_answered_at_once(bench):
    """It gives the request up in the middle: there is an answer, and no second request."""
    locations = {f"{page}.{buffering}": f"tcenvelope hold; proxy_buffering {buffering}; {words}"
                 for page, words in PAGES.items() for buffering in ("on", "off")}
    files = {f"{name}.html": b'<!--# include virtual="/second/length/small" -->' * 500
             for name in ("threads", "guarded", "included")}
    with bench.site(locations, ANSWER + SECOND + SLOW_PAGES, CACHE, files) as site:
        unchanged(site.curl("/second/length/small")[0], DOCUMENTS["small"], "an idle connection")
        for name, protocol, words in itertools.product(
                locations, ("http1_0", "http1_1", "http2"), ((), ("--data", "x"))):
            seen, line = site.curl(f"/{name}/bad_chunk/medium", protocol, *words)
            equal((seen.exit, seen.status, line["status"]), (0, 502, "502"), f"{name} {protocol}")
            check(ENVELOPED in seen.body, f"{name}: body {seen.body!r:.200}")
            equal((line["verdict"], line["action"]), ("incomplete", "rejected"), name)
        equal(len(site.second.requests), 1, "requests of the second upstream")


@case
def the_log_knows_the_client_of_a_rejection(bench):
    """Other modules find the data they store for the log."""
    real = "set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For; access_log real.log real;"
    with bench.site({"hold": f"tcenvelope hold; {real}"},
                    http="log_format real '$remote_addr $realip_remote_addr';") as site:
        for name in ("small", "syntax"):
            curl(site.proxy.port, f"/hold/length/{name}", "http1_1", "--header",
                 "X-Forwarded-For: 192.0.2.1")
        log = site.proxy.folder / "real.log"
        awaited(lambda: log.read_text().count("\n") == 2, "two lines of the log")
        equal(log.read_text().split("\n")[:2], ["192.0.2.1 127.0.0.1"] * 2, "addresses")


# ---- Cuts


@case
def an_empty_body_is_cut_with_its_header(bench):
    """The connection ends after it, whatever else the request has to do."""
    server = "location = /after { return 204; }"
    with bench.site({"abort": "tcenvelope abort; post_action /after;",
                     "plain": "tcenvelope abort;"}, server) as site:
        for name in ("abort", "plain"):
            with site.connect() as client:
                seen = client.ask(f"/{name}/length/empty", site.number()).answer()
                equal((seen.status, seen.end), (0, "fin"), name)


@case
def what_nginx_cannot_read_is_cut_before_its_post_action(bench):
    """After it nginx would keep the connection open, and the client would wait for the rest."""
    server = "location = /after { return 204; }"
    locations = {f"abort.{buffering}": "tcenvelope abort; post_action /after; "
                 f"proxy_buffering {buffering};" for buffering in ("on", "off")}
    with bench.site(locations, server) as site:
        for name in locations:
            with site.connect() as client:
                test = site.number()
                seen = client.ask(f"/{name}/bad_chunk/medium", test).answer()
                check(seen.end in ("fin", "rst"), f"{name}: end {seen.end}")
                line = site.proxy.logged(test)
                equal((line["verdict"], line["action"]), ("incomplete", "aborted"), name)


@case
def a_client_of_http_0_9_sees_a_cut_too(bench):
    """It is shown no header, so no length either: all that it could take for the end is a reset."""
    with bench.site({"abort": "tcenvelope abort;"}) as site:
        for framing in ("length", "chunked", "close"):
            for name, wanted in (("many_rows_then_syntax", "rst"), ("large", "fin")):
                with site.connect() as client:
                    client.socket.sendall(f"GET /abort/{framing}/{name}\r\n".encode())
                    body, end = bytearray(), "fin"
                    try:
                        client.to_end(body)
                    except Ended as how:
                        end = str(how)
                    equal(end, wanted, f"{framing} {name}")
                    check(DOCUMENTS[name].body.startswith(bytes(body)), f"{framing} {name}: bytes")
                    check(end == "rst" or body == DOCUMENTS[name].body, f"{framing}: not complete")


# ---- Retries


# Bytes of a request's body: in the buffer of its head, in one of its own, in a file.
BODIES = (100, 15_000, 16_000, 100_000, 1_000_000)


@case
def the_body_of_a_request_comes_to_the_second_upstream(bench):
    """Unchanged, wherever nginx stores it, however it arrived, for every reason to send it again."""
    server = "location @second { rewrite ^ /length/small? break; proxy_pass http://second; " \
             "tcenvelope hold; }"
    again = "tcenvelope hold; tcenvelope_on_skip reject; error_page 502 = @second;"
    locations = {"hold": again, "unbuffered": again + "proxy_buffering off;"}
    with bench.site(locations, server) as site:
        for name, framing, size in itertools.product(
                locations, ("length/cut_medium", "chunked/cut_medium", "length/html?type=text/html"),
                BODIES):
            body = random.Random(size).randbytes(size)
            wanted = ("POST", str(size), hashlib.sha256(body).digest())
            for protocol, header in (("http1_1", "X: x"), ("http1_1", "Transfer-Encoding: chunked"),
                                     ("http2", "X: x")):
                file = site.proxy.file("body", body)
                seen, line = site.curl(f"/{name}/{framing}", protocol, "--data-binary", f"@{file}",
                                       "--header", header)
                unchanged(seen, DOCUMENTS["small"], f"{name} {framing} {size} {protocol} {header}")
                says(line, DOCUMENTS["small"], "released")
                for upstream in (site.first, site.second):
                    request = upstream.requests[-1]
                    equal((request.method, request.headers["content-length"], request.digest),
                          wanted, f"{upstream.name} {size}")


@case
def a_body_that_nginx_does_not_buffer_goes_to_no_second_upstream(bench):
    """It is gone with the first one: no error_page is followed."""
    server = "location @second { rewrite ^ /length/small? break; proxy_pass http://second; " \
             "proxy_read_timeout 1s; tcenvelope hold; }"
    again = "proxy_request_buffering off; tcenvelope hold; tcenvelope_on_skip reject; " \
            "error_page 502 = @second; recursive_error_pages on;"
    locations = {"hold": again, "unbuffered": again + "proxy_buffering off;"}
    with bench.site(locations, server) as site:
        file = site.proxy.file("body", b"x" * 100_000)
        for name, path, protocol in itertools.product(
                locations, ("length/cut_medium", "chunked/syntax", "half_fin/medium",
                            "bad_chunk/medium", "length/html?type=text/html"),
                ("http1_1", "http2")):
            seen, line = site.curl(f"/{name}/{path}", protocol, "--data-binary", f"@{file}",
                                   "--header", "Expect:")
            equal((seen.exit, seen.status, line["action"]), (0, 502, "rejected"), path)
            check(ENVELOPED in seen.body, f"{path}: body {seen.body!r:.200}")
        unchanged(site.curl("/hold/chunked/syntax")[0], DOCUMENTS["small"], "without a body")
        equal([request.method for request in site.second.requests], ["GET"],
              "requests of the second upstream")


# ---- What takes the response's place


def checked_envelope(bench, body):
    """The report of the command-line tool on it."""
    done = subprocess.run([bench.tool, "check", "--report=json"], input=body,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    equal(done.returncode, 0, f"the tool's status for {body!r:.300}")
    return json.loads(done.stdout)


@case
def a_rejection_is_an_envelope_with_the_request_id_of_the_upstream(bench):
    """As the tool reads it; where the upstream's was not read, nginx's own is in its place."""
    locations = {"hold": "tcenvelope hold;", "as_200": "tcenvelope hold; tcenvelope_reject_status 200;",
                 "code": "tcenvelope hold; tcenvelope_reject_code RequestLimitExceeded;"}
    with bench.site(locations) as site:
        for name, protocol in itertools.product(locations, ("http1_0", "http1_1", "http2")):
            for path, upstream in (("length/cut_small", "id-small"), ("chunked/trailing", "id-t"),
                                   ("half_fin/medium", None), ("length/html", None),
                                   ("length/empty", None)):
                seen, line = site.curl(f"/{name}/{path}", protocol)
                status = 200 if name == "as_200" else 502
                equal((seen.exit, seen.status, line["status"]), (0, status, str(status)), path)
                equal(seen.header("content-type"), "application/json", path)
                equal(seen.header("content-length"), str(len(seen.body)), path)
                report = checked_envelope(bench, seen.body)
                equal((report["verdict"], report["code"]),
                      ("failure", "RequestLimitExceeded" if name == "code"
                       else "InternalError.InvalidUpstreamResponse"), path)
                if upstream:
                    equal(report["request_id"], upstream, path)
                else:
                    equal(len(report["request_id"]), 32, path)
                check(MARKER not in seen.body, path)
                equal((line["action"], line["request_id"]), ("rejected", upstream or "-"), path)


@case
def a_rejection_without_an_envelope_is_a_page_of_nginx(bench):
    with bench.site({"hold": "tcenvelope hold; tcenvelope_reject_body none;"}) as site:
        seen, _ = site.curl("/hold/length/syntax")
        equal((seen.status, seen.header("content-type")), (502, "text/html"), "page")
        check(b"<center>nginx/" in seen.body, f"{seen.body!r:.200}")


@case
def an_error_page_takes_the_place_of_an_envelope(bench):
    """Where there is one for the status; with 200 there is none."""
    locations = {"page": "tcenvelope hold; error_page 502 = @answer;",
                 "other": "tcenvelope hold; error_page 503 = @answer;",
                 "as_200": "tcenvelope hold; tcenvelope_reject_status 200; error_page 502 = @answer;"}
    with bench.site(locations, ANSWER) as site:
        for framing in ("length", "chunked", "half_fin"):
            name = "syntax" if framing != "half_fin" else "medium"
            equal(site.curl(f"/page/{framing}/{name}")[0].body, ANSWERED, framing)
            check(ENVELOPED in site.curl(f"/other/{framing}/{name}")[0].body, framing)
            seen, _ = site.curl(f"/as_200/{framing}/{name}")
            check(seen.status == 200 and ENVELOPED in seen.body, framing)


@case
def a_connection_goes_on_after_an_envelope(bench):
    with bench.site({"hold": "tcenvelope hold;", "fill": ""}) as site, site.connect() as client:
        for path in ("/hold/length/syntax", "/hold/length/cut_medium", "/hold/length/empty"):
            seen = client.ask(path, site.number()).answer()
            equal((seen.status, seen.end), (502, "complete"), path)
            check(ENVELOPED in seen.body, path)
            is_usable(client, site)


@case
def a_200_that_is_no_envelope_is_refused(bench):
    """Or a page of nginx would be taken for a response."""
    nginx = Nginx(bench.module, "")
    try:
        status, words = nginx.tested(server="location / { tcenvelope hold; "
                                     "tcenvelope_reject_status 200; tcenvelope_reject_body none; }")
        equal(status, 1, words)
        check("tcenvelope_reject_body envelope" in words, words)
    finally:
        nginx.remove()
