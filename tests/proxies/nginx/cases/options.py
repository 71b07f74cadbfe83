"""What the other directives do."""
import itertools
import json

from documents import DOCUMENTS, MARKER, padded
from support import asked, case, check, contains, equal, nghttp, says

SIZE = 5000  # of what is held in these tests


@case
def hold_size_is_exact(bench):
    """A body of that size is held; one byte more is too large, with a Content-Length or without."""
    locations = {name: f"tcenvelope hold; tcenvelope_hold_size {SIZE}; tcenvelope_overflow {name};"
                 "tcenvelope_reject_status 555;" for name in ("pass", "reject")}
    locations["unbuffered"] = locations["reject"] + "proxy_buffering off;"
    with bench.site(locations) as site:
        for name in locations:
            for framing in ("length", "chunked", "close", "bytes"):
                exact, line = site.curl(f"/{name}/{framing}/padded.{SIZE}")
                equal((exact.exit, exact.status, exact.body), (0, 200, padded(SIZE).body),
                      f"{name} {framing}")
                says(line, padded(SIZE), "released")
                over, line = site.curl(f"/{name}/{framing}/padded.{SIZE + 1}")
                if name == "pass":
                    equal((over.exit, over.status, over.body), (0, 200, padded(SIZE + 1).body),
                          framing)
                    says(line, padded(SIZE + 1), "overflowed")
                else:
                    equal((over.exit, over.status, line["action"]), (0, 555, "rejected"),
                          f"{name} {framing}")
                    check(b"xxx" not in over.body, "nothing of the body comes through")


@case
def overflow_is_rejected_the_same_however_a_body_is_cut(bench):
    """In one buffer or in many, complete with it or not: nothing past the size changes the line,
    the log's reason, or a counter."""
    refuse = f"tcenvelope hold; tcenvelope_hold_size {SIZE}; tcenvelope_overflow reject;"
    locations = {"one": refuse + "proxy_buffer_size 64k; proxy_buffers 4 64k;",
                 "many": refuse + "proxy_buffer_size 1k; proxy_buffers 8 1k;",
                 "unbuffered": refuse + "proxy_buffering off;"}
    names = (f"padded.{SIZE + 1}", "medium", "failure_medium", "cut_medium", "rows_then_syntax")
    count = 0
    with bench.site(locations, "location = /status { tcenvelope_status json; access_log off; }",
                    "tcenvelope_zone overflow:256k;") as site:
        for place, framing, name in itertools.product(
                locations, ("length", "chunked", "close", "bytes", "half_claimed"), names):
            if framing == "half_claimed" and name.startswith("padded"):
                continue  # it fits
            path = f"/{place}/{framing}/{name}"
            seen, line = site.curl(path)
            count += 1
            equal((seen.exit, seen.status), (0, 502), path)
            equal({field: line[field] for field in OUTCOME},
                  {"verdict": "unseen", "violation": "-", "offset": "-", "bytes": str(SIZE),
                   "request_id": "id-padded" if name.startswith("padded") else "-", "code": "-",
                   "class": "-", "action": "rejected"}, path)
            (warning,) = site.warnings(path)
            contains(warning, "tcenvelope: unseen response, larger than the hold limit, "
                     "rejected", path)
            contains(warning, "[warn] ", path)
        numbers = json.loads(site.text("/status"))
        counted = {kind: {name: number for name, number in numbers[kind].items() if number}
                   for kind in ("verdicts", "violations", "actions")}
        equal(counted, {"verdicts": {"unseen": count}, "violations": {},
                        "actions": {"rejected": count}}, "counters")
        equal(numbers["bytes"], count * SIZE, "bytes")


@case
def overflow_passes_whatever_comes(bench):
    """What grew past the size goes to the client as it came, and its verdict to the log."""
    locations = {"hold": f"tcenvelope hold; tcenvelope_hold_size {SIZE};"}
    with bench.site(locations) as site:
        for name in ("rows_then_syntax", "request_id_missing_large", "cut_medium", "cut_large",
                     "medium"):
            document = DOCUMENTS[name]
            for framing in ("length", "chunked"):
                seen, line = site.curl(f"/hold/{framing}/{name}")
                equal((seen.exit, seen.status, len(seen.body)), (0, 200, len(document.body)), name)
                check(seen.body == document.body, f"other bytes of {name}")
                equal((line["verdict"], line["violation"], line["action"]),
                      (document.verdict, document.violation, "overflowed"), name)


@case
def the_reject_status_is_configurable(bench):
    statuses = (400, 403, 429, 500, 502, 503, 504, 599)
    locations = {
        str(status): f"tcenvelope hold; tcenvelope_reject_status {status};"
        for status in statuses
    }
    with bench.site(locations) as site:
        for status in statuses:
            seen, line = site.curl(f"/{status}/chunked/syntax")
            equal((seen.exit, seen.status, line["status"]), (0, status, str(status)), "status")
            equal((line["verdict"], line["action"], line["upstream_status"]),
                  ("invalid", "rejected", "200"), f"line of {status}")
            check(MARKER not in seen.body, f"content of the body with {status}")


@case
def limits_are_configurable(bench):
    """Of depth and of size: exactly, and one more."""
    small = DOCUMENTS["small"]
    size = len(small.body)
    locations = {
        "depth_2": "tcenvelope observe; tcenvelope_max_depth 2;",
        "depth_1": "tcenvelope observe; tcenvelope_max_depth 1;",
        "exact": f"tcenvelope observe; tcenvelope_max_bytes {size};",
        "less": f"tcenvelope observe; tcenvelope_max_bytes {size - 1};",
        "none": "tcenvelope observe; tcenvelope_max_bytes 0;",
    }
    with bench.site(locations) as site:
        for name in ("depth_2", "exact", "none"):
            says(site.curl(f"/{name}/length/small")[1], small)
        line = site.curl("/depth_1/length/small")[1]
        equal((line["violation"], line["offset"]), ("json_depth", str(len('{"Response":'))),
              "depth")
        for framing in ("length", "chunked"):
            line = site.curl(f"/less/{framing}/small")[1]
            equal((line["violation"], line["offset"]), ("json_size", str(size - 1)), "size")


# What the log says of a body, and not of how it was sent.
OUTCOME = ["verdict", "violation", "offset", "bytes", "request_id", "code", "class", "action"]


@case
def engines_log_the_same(bench):
    """Every line, for every body."""
    locations = {engine: f"tcenvelope observe; tcenvelope_engine {engine};"
                 for engine in ("auto", "yajl", "simd")}
    with bench.site(locations) as site:
        for name, document in DOCUMENTS.items():
            lines = []
            for engine in locations:
                line = site.curl(f"/{engine}/chunked/{name}")[1]
                lines.append({field: line[field] for field in OUTCOME})
                equal((line["verdict"], line["violation"]), (document.verdict, document.violation),
                      name)
            equal(lines[1:], lines[:-1], f"lines of {name} with auto, yajl, simd")


@case
def codes_of_an_image_have_their_class(bench):
    """A code of a catalogue is what its first part makes it; a reload reads the image."""
    with bench.site({"plain": "tcenvelope observe;"}) as site:
        bench.compiled(site.proxy.folder,
                       b"cvm\t20170312\tMade.Up\ncvm\t20170312\tLimitExceeded.Cpu\n")
        site.proxy.configure(server=site.proxy.locations.replace(
            "tcenvelope observe;", "tcenvelope observe; tcenvelope_codes codes.image;"))
        before = site.proxy.reload()
        site.proxy.await_end_of(before)
        for name in ("failure", "failure_derived", "failure_unknown"):
            says(site.curl(f"/plain/length/{name}")[1], DOCUMENTS[name], "passed")


TRAILERS = {
    "small": "success",
    "failure": "failure",
    "syntax": f"invalid;violation=json_syntax;offset={DOCUMENTS['syntax'].offset}",
    "request_id_missing":
        f"invalid;violation=request_id_missing;offset={DOCUMENTS['request_id_missing'].offset}",
    "cut_medium": "truncated;violation=json_truncated;offset=20000",
    "large": "success",
    "many_rows_then_syntax":
        f"invalid;violation=json_syntax;offset={DOCUMENTS['many_rows_then_syntax'].offset}",
    "empty": "invalid;violation=json_empty;offset=0",
}
TRAILER_MODES = {mode: f"tcenvelope {mode}; tcenvelope_trailer X-Verdict;"
                 for mode in ("observe", "abort", "hold")}
OVERFLOWED = ("large", "many_rows_then_syntax")


def has_trailer(mode, name):
    """Whether the response comes to its end."""
    return (mode == "observe" or DOCUMENTS[name].sound or (mode == "hold" and name in OVERFLOWED))


@case
def the_verdict_comes_as_a_trailer_over_http1_1(bench):
    with bench.site(TRAILER_MODES) as site:
        for mode in TRAILER_MODES:
            for name, trailer in TRAILERS.items():
                for framing in ("length", "chunked"):
                    answer, _ = site.asked(f"/{mode}/{framing}/{name}")
                    what = f"{mode} {framing} {name}"
                    if has_trailer(mode, name):
                        equal((answer.status, answer.end, answer.trailer),
                              (200, "complete", [("x-verdict", trailer)]), what)
                        equal(answer.header("trailer"), "X-Verdict", what)
                        check(answer.body == DOCUMENTS[name].body, f"{what}: other bytes")
                    else:
                        equal(answer.trailer, [], what)
                        check(answer.status == 502 if mode == "hold" else answer.end != "complete",
                              what)


@case
def the_verdict_comes_as_a_trailer_over_http2(bench):
    with bench.site(TRAILER_MODES) as site:
        for mode in TRAILER_MODES:
            for name, trailer in TRAILERS.items():
                frames = nghttp(site.proxy.port2, f"/{mode}/chunked/{name}")
                what = f"{mode} {name}: {frames}"
                found = [
                    line.split("x-verdict: ")[1] for line in frames.splitlines()
                    if "x-verdict: " in line
                ]
                equal(found, [trailer] if has_trailer(mode, name) else [], what)
                if has_trailer(mode, name):
                    contains(frames, "trailer: X-Verdict", what)
                equal("recv RST_STREAM" in frames, mode == "abort" and not DOCUMENTS[name].sound,
                      what)


@case
def unvalidated_responses_have_no_trailer(bench):
    """Nor over HTTP/1.0, which has none; and Content-Length stays."""
    locations = {**TRAILER_MODES, "off": "tcenvelope off; tcenvelope_trailer X-Verdict;"}
    with bench.site(locations) as site:
        for path in ("/off/length/small", "/observe/length/small?type=text/html",
                     "/hold/length/small?status=500"):
            answer, _ = site.asked(path)
            equal((answer.end, answer.trailer, answer.header("trailer")), ("complete", [], None),
                  path)
            equal(answer.header("content-length"), str(len(DOCUMENTS["small"].body)), path)
        answer = asked(site.proxy.port, "/observe/length/small", site.number(), version="1.0")
        equal((answer.end, answer.body), ("complete", DOCUMENTS["small"].body), "HTTP/1.0")
        head = asked(site.proxy.port, "/observe/length/small", site.number(), "HEAD")
        equal((head.status, head.trailer), (200, []), "HEAD")
