"""What VCL does with the guard: backends asked again, the cache, filters, responses that are skipped."""
import gzip

import documents
from checks import case, check, contains, equal
from clients import asked
from servers import awaited

HELD = documents.document("small")
CACHED = {"recv": 'if (req.http.X-Mode ~ "^(hold|abort)") { return (hash); }',
          "response": "set beresp.ttl = 1h;"}
RETRIED = {"recv": "std.cache_req_body(64KB);",
           "fetch": "if (bereq.retries > 0) { set bereq.backend = second; }",
           "error": "if (tcenvelope.rejected() && bereq.retries == 0) { return (retry); }"}


def envelope_of(seen):
    equal((seen.exit, seen.status, seen.header("content-type")), (0, 502, "application/json"), "answer")
    contains(seen.body.decode(), "InternalError.InvalidUpstreamResponse", "answer")


# ---- Another backend


@case
def a_broken_response_is_asked_of_the_second_backend_with_the_body_of_the_request(bench):
    second = "if (bereq.retries > 0) { set bereq.backend = second; " \
             'set bereq.url = regsub(bereq.url, "/[a-z_]+([?].*)?$", "/small"); }'
    with bench.site(**{**RETRIED, "fetch": second}) as site:
        for words in ((), ("--data-binary", "x" * 5000)):
            test = site.number()
            seen = site.seen("/hold/length/cut_medium", "http1_1", *words, test=test)
            equal((seen.status, seen.body, seen.header("x-upstream")), (200, HELD.body, "second"), words)
            lines = site.proxy.logged(test, 2)
            equal([(line["verdict"], line["action"]) for line in lines],
                  [("truncated", "rejected"), ("success", "released")], "lines")
            equal(site.first.requests[-1].digest, site.second.requests[-1].digest, "body of the request")
            equal(site.first.requests[-1].method, "POST" if words else "GET", "method")


@case
def with_two_broken_responses_an_envelope_answers(bench):
    with bench.site(**RETRIED) as site:
        envelope_of(site.seen("/hold/length/syntax", test="1"))
        equal([line["violation"] for line in site.proxy.logged("1", 2)], ["json_syntax"] * 2, "lines")
        equal((len(site.first.requests), len(site.second.asked("syntax"))), (len(site.first.requests), 1), "second")


@case
def a_backend_that_cannot_be_reached_is_no_rejection(bench):
    with bench.site(fetch='set bereq.backend = unreachable;',
                    init='} backend unreachable { .host = "127.0.0.1"; .port = "1"; } sub vcl_init {') as site:
        seen = site.seen("/hold/length/small", test="x")
        equal((seen.exit, seen.status), (0, 503), "answer")
        equal(site.proxy.logged("x")["verdict"], "-", "verdict")


@case
def a_rolled_back_request_is_guarded_again(bench):
    again = "if (tcenvelope.rejected() && bereq.retries == 0) { std.rollback(bereq); return (retry); }"
    with bench.site(**{**RETRIED, "error": again, "recv": ""}) as site:
        envelope_of(site.seen("/hold/length/syntax", test="1"))
        equal([line["action"] for line in site.proxy.logged("1", 2)], ["rejected"] * 2, "actions")


# ---- Cache


@case
def what_is_refused_is_not_cached(bench):
    with bench.site(**CACHED) as site:
        for mode, name in (("hold", "syntax"), ("abort", "many_rows_then_syntax")):
            for _ in range(2):
                seen = site.seen(f"/{mode}/length/{name}?{mode}", test="broken")
                check(seen.exit != 0 or seen.status in (502, 503), f"{mode}: exit {seen.exit}, status {seen.status}")
            equal(len(site.first.asked(f"{name}?{mode}")), 2, f"{mode}: broken")
            bodies = [site.seen(f"/{mode}/length/medium?{mode}", test="sound").body for _ in range(2)]
            equal(bodies, [documents.document("medium").body] * 2, mode)
            equal(len(site.first.asked(f"medium?{mode}")), 1, f"{mode}: sound")


@case
def a_range_of_a_stored_object_is_of_what_was_validated(bench):
    with bench.site(**CACHED) as site:
        for mode in ("hold", "abort"):
            seen = site.seen(f"/{mode}/length/medium?{mode}", "http1_1", "--range", "10-19", test=mode)
            equal((seen.status, seen.body), (206, documents.document("medium").body[10:20]), "range")
            equal(site.proxy.logged(mode)["verdict"], "success", "verdict")


@case
def a_stale_object_outlives_a_broken_fetch_in_the_background(bench):
    parts = {**CACHED, "response": "set beresp.ttl = 1ms; set beresp.grace = 1h; return (deliver);",
             "fetch": 'if (bereq.is_bgfetch) { set bereq.url = "/length/syntax"; }'}
    with bench.site(**parts) as site:
        for count in range(1, 4):
            equal(site.seen("/hold/length/small", test="1").body, HELD.body, f"answer {count}")
            lines = site.proxy.logged("1", count) if count > 1 else [site.proxy.logged("1")]
            equal([line["action"] for line in lines], ["released"] + ["rejected"] * (count - 1), "fetches")


@case
def a_revalidated_object_is_not_validated_again(bench):
    parts = {**CACHED, "response": "set beresp.ttl = 1ms; set beresp.grace = 0s; set beresp.keep = 1h; return (deliver);"}
    with bench.site(**parts) as site:
        for _ in range(2):
            equal(site.seen('/hold/length/small?etag="tag"', test="1").body, HELD.body, "answer")
        lines = site.proxy.logged("1", 2)
        equal([(line["verdict"], line["skip"]) for line in lines], [("success", "-"), ("skipped", "no_body")], "lines")


# ---- Filters


@case
def clients_without_gzip_get_what_was_validated_in_gzip(bench):
    with bench.site(recv="unset req.http.Accept-Encoding;") as site:
        for mode in ("observe", "abort", "hold"):
            seen, line = site.curl(f"/{mode}/chunked/medium?encoding=gzip")
            equal((seen.body, seen.header("content-encoding")), (documents.document("medium").body, None), mode)
            equal((line["verdict"], line["coding"]), ("success", "gzip"), mode)


@case
def bodies_that_varnish_changes_are_validated_before(bench):
    modes = {"pack": "set beresp.do_gzip = true; tcenvelope.guard(hold);",
             "unpack": "set beresp.do_gunzip = true; tcenvelope.guard(hold);",
             "include": "set beresp.do_esi = true; tcenvelope.guard(abort);"}
    body = documents.document("medium").body
    with bench.site(modes=modes) as site:
        seen, line = site.curl("/pack/length/medium")
        equal((gzip.decompress(seen.body), line["coding"]), (body, "identity"), "pack")
        seen, line = site.curl("/unpack/length/medium?encoding=gzip")
        equal((seen.body, line["coding"]), (body, "gzip"), "unpack")
        seen, line = site.curl("/include/length/medium")
        equal((seen.body, line["verdict"]), (body, "success"), "include")
        envelope_of(site.curl("/include/length/syntax")[0])


@case
def the_last_guard_holds_and_the_filter_needs_one(bench):
    modes = {"undone": "tcenvelope.guard(hold); tcenvelope.guard(off);",
             "twice": "tcenvelope.guard(observe); limited.guard();",
             "alone": 'set beresp.filters = "tcenvelope";'}
    with bench.site(modes=modes) as site:
        seen, line = site.curl("/undone/length/syntax")
        equal((seen.status, seen.body, line["verdict"]), (200, documents.document("syntax").body, "-"), "undone")
        envelope_of(site.curl("/twice/length/syntax")[0])
        seen, line = site.curl("/alone/length/small")
        equal((seen.status, line["verdict"]), (503, "-"), "alone")
        contains(line["error"], "call tcenvelope.guard()", "alone")


# ---- Skips


@case
def what_cannot_be_validated_passes_or_is_rejected(bench):
    strict = {"strict": "strict.guard();"}
    with bench.site(modes=strict, init="new strict = tcenvelope.policy(hold, on_skip = reject);") as site:
        for option, reason in (("type=text/html", "type"), ("encoding=br", "coding"), ("status=404", "status"),
                               ("encoding=gzip&encoding2=br", "codings")):
            seen, line = site.curl(f"/hold/length/small?{option}")
            equal((seen.exit, line["verdict"], line["skip"]), (0, "skipped", reason), option)
            seen, line = site.curl(f"/strict/length/small?{option}")
            equal((seen.status, line["action"]), (404, "-") if reason == "status" else (502, "rejected"), option)
        seen, line = site.curl("/strict/length/small?ranges=bytes", "http1_1", "--range", "0-9")
        equal((seen.status, line["skip"], line["action"]), (502, "partial", "rejected"), "range")
        answer, line = site.asked("/strict/length/small", "HEAD")
        equal((answer.status, line["skip"]), (200, "no_body"), "HEAD")


# ---- Bad input


@case
def an_endless_body_ends_at_the_limit(bench):
    with bench.site(modes={"small": "small.guard();"}, init="new small = tcenvelope.policy(hold, max_bytes = 1MB);") as site:
        envelope_of(site.seen("/small/chunked/endless", test="1"))
        equal(site.proxy.logged("1")["violation"], "json_size", "violation")
        awaited(lambda: site.first.serving <= 1, "the upstream's end")


@case
def a_client_that_leaves_ends_the_fetch(bench):
    with bench.site() as site:
        for mode in ("observe", "abort"):
            with site.connect(receive_buffer=4096) as connection:
                connection.ask(f"/{mode}/chunked/endless", mode)
                connection.lines()
                connection.leave()
            equal(site.proxy.logged(mode)["verdict"], "unseen", mode)
        awaited(lambda: not site.first.asked("endless") or site.first.serving <= 1, "the upstream's end")


@case
def other_requests_go_on_while_one_waits(bench):
    """A thread each, with a state of its own."""
    with bench.site() as site:
        with site.connect() as waiting:
            waiting.ask("/hold/wait/medium", "waiting")
            for _ in range(5):
                equal(asked(site.proxy.port, "/hold/length/small", "other").body, HELD.body, "other")
            site.first.go.set()
            equal(waiting.answer().body, documents.document("medium").body, "waiting")
