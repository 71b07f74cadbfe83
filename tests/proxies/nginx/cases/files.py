"""Bodies that lie in files: nginx's own, and those of an upstream faster than the client."""
import documents
from documents import DOCUMENTS
from support import asked, awaited, case, check, curl_started, equal, says, unchanged

MODES = ("observe", "abort", "hold")
SENDING = {
    "sendfile": "sendfile on; tcp_nopush on;",
    "copying": "sendfile off; output_buffers 2 32k;",
    "threads": "sendfile on; aio threads;",
    "threads_copying": "sendfile off; aio threads; output_buffers 2 32k;",
    "direct": "sendfile on; aio threads; directio 1m; output_buffers 2 512k;",
}
NAMES = ["empty", "small", "medium", "large", "failure", "syntax", "rows_then_syntax",
         "many_rows_then_syntax", "cut_medium", "cut_large"]


def static(name, directives):
    return (f"location /{name}/ {{ alias {{folder}}/pages/; default_type application/json; "
            f"{directives} }}\n")


def static_site(bench, names, more=""):
    """A location for each mode and way of sending, and one for each way without the module."""
    server = "".join(static(f"{mode}.{way}", f"tcenvelope {mode}; {directives} {more}")
                     for way, directives in SENDING.items() for mode in (*MODES, "off"))
    return bench.site({}, server, files={f"pages/{name}": documents.document(name).body for name in names})


def check_static(site, mode, way, name):
    document = documents.document(name)
    what = f"{mode} {way} {name}"
    seen, line = site.curl(f"/{mode}.{way}/{name}")
    equal((line["verdict"], line["violation"]), (document.verdict, document.violation), what)
    if document.sound or mode == "observe" or line["action"] == "overflowed":
        plain, _ = site.curl(f"/off.{way}/{name}")
        if mode != "observe":
            plain.headers.remove(("accept-ranges", "bytes"))
        equal(seen.comparable()._replace(body=b""), plain.comparable()._replace(body=b""), what)
        check(seen.body == document.body, f"{what}: other bytes")
        equal(line["bytes"], str(len(document.body)), what)
    elif mode == "abort":
        check(seen.exit != 0 and len(seen.body) < max(1, len(document.body)),
              f"{what}: exit {seen.exit}")
    else:
        equal((seen.exit, seen.status, line["action"]), (0, 502, "rejected"), what)


@case
def static_files_are_validated(bench):
    """However they are sent. Parts are offered in observe alone."""
    with static_site(bench, NAMES, "tcenvelope_hold_size 40k;") as site:
        for way in SENDING:
            for mode in MODES:
                for name in NAMES:
                    check_static(site, mode, way, name)


@case
def large_static_files_are_validated_completely(bench):
    with static_site(bench, ["huge", "huge_cut"]) as site:
        for way in SENDING:
            for mode in MODES:
                for name in ("huge", "huge_cut"):
                    check_static(site, mode, way, name)


@case
def parts_of_static_files(bench):
    """observe sends parts; the other modes send the complete file: a part cannot be validated."""
    with static_site(bench, ["medium", "syntax"]) as site:
        for words in (["--range", "10-19"], ["--range", "5-"], ["--range", "1-2,4-5"],
                      ["--header", "Range: bytes=999999-"]):
            plain, _ = site.curl("/off.sendfile/medium", "http1_1", *words)
            seen, line = site.curl("/observe.sendfile/medium", "http1_1", *words)
            boundaries = seen.status == 206 and "--range" in words and "," in words[1]
            equal((seen.exit, seen.status), (plain.exit, plain.status), f"observe {words}")
            equal(len(seen.body), len(plain.body), f"observe {words}")
            check(boundaries or seen.comparable() == plain.comparable(), f"observe {words}")
            equal((line["verdict"], line["action"]), ("skipped", "-"), f"observe {words}")
            for mode in ("abort", "hold"):
                seen, line = site.curl(f"/{mode}.sendfile/medium", "http1_1", *words)
                unchanged(seen, DOCUMENTS["medium"], f"{mode} {words}")
                says(line, DOCUMENTS["medium"])
        seen, line = site.curl("/hold.sendfile/syntax", "http1_1", "--range", "0-9")
        equal((seen.status, line["verdict"]), (502, "invalid"), "a part of a broken one")


@case
def files_not_modified(bench):
    with static_site(bench, ["medium"]) as site:
        for mode in MODES:
            first, line = site.curl(f"/{mode}.sendfile/medium")
            says(line, DOCUMENTS["medium"])
            for condition in ("If-None-Match: " + first.header("etag"),
                              "If-Modified-Since: " + first.header("last-modified")):
                seen, line = site.curl(f"/{mode}.sendfile/medium", "http1_1", "--header", condition)
                equal((seen.exit, seen.status, seen.body, line["verdict"]),
                      (0, 304, b"", "skipped"), condition)


BUFFERS = {
    "memory": "proxy_max_temp_file_size 0;",
    "file": "proxy_buffers 4 4k; proxy_buffer_size 4k; proxy_busy_buffers_size 8k;",
    "file_threads": "proxy_buffers 4 4k; proxy_buffer_size 4k; proxy_busy_buffers_size 8k;"
                    "aio threads; aio_write on; sendfile on;",
    "none": "proxy_buffering off;",
}


@case
def bodies_for_slow_clients_arrive_completely(bench):
    """30 MB are in a temporary file until the client reads: all is validated, none changed."""
    locations = {f"{mode}.{way}": f"tcenvelope {mode}; {directives}"
                 for way, directives in BUFFERS.items() for mode in MODES}
    huge = documents.document("huge")
    with bench.site(locations) as site:
        for name in locations:
            test, path = site.number(), f"/{name}/chunked/huge"
            with site.connect(receive_buffer=4096) as client:
                client.ask(path, test)
                if ".file" in name:  # the client reads once the upstream is done
                    awaited(lambda: site.first.sent.count("/chunked/huge") == 1,
                            "the upstream's end")
                answer = client.answer()
            line = site.proxy.logged(test)
            check((answer.status, answer.end, answer.body) == (200, "complete", huge.body),
                  f"{name}: {answer.status}, {answer.end}, {len(answer.body)} bytes")
            says(line, huge, "overflowed" if name.startswith("hold") else "passed")
            site.first.sent.clear()


@case
def bodies_for_slow_clients_of_http2_arrive_completely(bench):
    """nginx's own filter of HTTP/2 leaves marks on the buffers through which the file is read
    where they are smaller than its frames."""
    modes = {mode: f"tcenvelope {mode}; {BUFFERS['file']} output_buffers 4 4k;" for mode in MODES}
    huge = documents.document("huge")
    with bench.site(modes) as site:
        for mode in modes:
            for framing in ("length", "chunked"):
                test, path = site.number(), f"/{mode}/{framing}/huge"
                with curl_started(site.proxy.port2, path, test) as client:
                    # Nobody takes from curl what it has read, so that it stops to read.
                    awaited(lambda: site.first.sent, "the upstream's end")
                    body = client.stdout.read()
                check((client.returncode, body) == (0, huge.body),
                      f"{path}: {client.returncode}, {len(body)} bytes")
                says(site.proxy.logged(test), huge, "overflowed" if mode == "hold" else "passed")
                site.first.sent.clear()


@case
def bodies_for_slow_clients_are_cut(bench):
    """The end of a truncated one never gets to the client."""
    locations = {way: f"tcenvelope abort; {directives}" for way, directives in BUFFERS.items()}
    with bench.site(locations) as site:
        for way in BUFFERS:
            for framing in ("length", "chunked"):
                answer = asked(site.proxy.port, f"/{way}/{framing}/huge_cut", site.number())
                check(answer.end != "complete", f"{way} {framing}: complete")
                if framing == "length":
                    check(
                        len(answer.body) < len(documents.document("huge_cut").body),
                        f"{way}: every byte")


@case
def rate_limits_still_apply(bench):
    """limit_rate has nginx come back to the filters again and again."""
    locations = {
        mode: f"tcenvelope {mode}; tcenvelope_hold_size 2m; limit_rate 1m; limit_rate_after 300k;"
        for mode in MODES
    }
    with bench.site(locations) as site:
        for mode in MODES:
            for name in ("large", "failure_large"):
                seen, line = site.curl(f"/{mode}/chunked/{name}")
                unchanged(seen, DOCUMENTS[name], f"{mode} {name}")
                says(line, DOCUMENTS[name])
