"""What is sent in place of a response, and what follows."""
import json

from support import case, check, contains, documents, equal, fields, guarded, says, unchanged

REJECTED = guarded("hold", "TCEnvelope hold")


def error_of(seen):
    return json.loads(seen.body)["Response"]["Error"]


@case
def a_rejection_has_nothing_of_the_response_it_replaces(bench):
    with bench.site(main=REJECTED) as site:
        seen, _ = site.curl("/hold/length/syntax?etag=tag&modified=Thu,+01+Jan+1970+00:00:00+GMT&cache=max-age=60")
        equal(seen.status, 502, "status")
        found = {name for name, _ in seen.headers}
        equal(found & {"x-upstream", "etag", "last-modified", "cache-control", "content-encoding"}, set(), "headers")
        equal(seen.header("content-length"), str(len(seen.body)), "length")


@case
def the_connection_serves_on_after_a_rejection(bench):
    with bench.site(main=REJECTED) as site, site.connect() as connection:
        for name in ("syntax", "small", "syntax_then_many_rows", "cut_small", "small", "half_fin/medium", "small"):
            path = name if "/" in name else f"chunked/{name}"
            answer = connection.ask(f"/hold/{path}", site.number()).answer()
            equal((answer.end, answer.status), ("complete", 200 if name == "small" else 502), name)


@case
def with_status_200_the_envelope_is_an_answer_of_the_api(bench):
    main = guarded("hold", "TCEnvelope hold\nTCEnvelopeRejectStatus 200\nErrorDocument 502 /page")
    with bench.site(main=main) as site:
        for path in ("length/syntax", "chunked/syntax_then_many_rows", "half_fin/medium"):
            seen, line = site.curl(f"/hold/{path}", "http1_1", "--range", "0-4")
            equal((seen.status, seen.header("content-length")), (200, str(len(seen.body))), path)
            equal(error_of(seen)["Code"], "InternalError.InvalidUpstreamResponse", path)
            equal((line["status"], line["action"]), ("200", "rejected"), path)


@case
def statuses_that_httpd_has_no_name_for_are_sent(bench):
    with bench.site(main=guarded("hold", "TCEnvelope hold\nTCEnvelopeRejectStatus 599")) as site:
        seen, line = site.curl("/hold/length/syntax")
        equal((seen.status, line["status"]), (599, "599"), "status")


@case
def without_an_envelope_httpd_sends_its_own_page(bench):
    main = guarded("hold", "TCEnvelope hold\nTCEnvelopeRejectBody none") + \
        guarded("text", 'TCEnvelope hold\nErrorDocument 502 "No luck."')
    with bench.site(main=main) as site:
        seen, line = site.curl("/hold/length/syntax")
        equal((seen.exit, seen.status, line["action"]), (0, 502, "rejected"), "page")
        contains(seen.body.decode(), "<h1>Bad Gateway</h1>", "page")
        seen, line = site.curl("/text/chunked/cut_medium")
        equal((seen.status, seen.body, line["verdict"]), (502, b"No luck.", "truncated"), "text")


@case
def an_error_document_answers_and_can_say_the_verdict(bench):
    main = guarded("hold", "TCEnvelope hold\nErrorDocument 502 /error.shtml") + \
        '<Directory "{folder}/root">\nOptions +Includes\nAddOutputFilter INCLUDES .shtml\n' \
        'AddType text/html .shtml\n</Directory>\n'
    page = b'<!--#echo var="REDIRECT_tcenvelope_violation" -->'
    with bench.site(main=main, files={"root/error.shtml": page}) as site:
        seen, line = site.curl("/hold/length/syntax")
        equal((seen.status, seen.body), (502, b"json_syntax"), "page")
        equal(fields(line, "verdict", "violation", "action"), ("invalid", "json_syntax", "rejected"), "line")
        equal(site.proxy.counters()["responses"], 1, "responses that are counted")


@case
def a_second_backend_is_asked_with_get(bench):
    """ErrorDocument makes a GET of every request, so it is set for GET alone."""
    main = """
<Location "/api/">
    TCEnvelope hold
    ProxyPass "http://127.0.0.1:{first}/" retry=0
    <If "%{REQUEST_METHOD} == 'GET'">
        ErrorDocument 502 "/second%{REQUEST_URI}?%{QUERY_STRING}"
    </If>
</Location>
<Location "/second/api/">
    TCEnvelope hold
    ProxyPass "http://127.0.0.1:{second}/" retry=0
</Location>
"""
    with bench.site(main=main) as site:
        for path in ("length/syntax", "chunked/cut_medium", "half_fin/medium"):
            before = len(site.second.requests)
            seen, _ = site.curl(f"/api/{path}?a=b")
            equal(len(site.second.requests) - before, 1, f"requests of the second backend: {path}")
            last = site.second.requests[-1]
            equal((last.method, last.path), ("GET", f"/{path}?a=b"), "the request of the second backend")
            # It sends the same, so the rejection is an envelope: the ErrorDocument is not followed again.
            equal((seen.exit, seen.status), (0, 502), path)
            contains(seen.body.decode(), "InvalidUpstreamResponse", path)
        seen, line = site.curl("/api/length/small")
        unchanged(seen, documents.document("small"), "a sound response")
        equal(seen.header("x-upstream"), "first", "upstream")
        says(line, documents.document("small"), "released")
        before = len(site.second.requests)
        answer, line = site.asked("/api/length/syntax", "POST")
        equal((answer.status, line["action"]), (502, "rejected"), "POST")
        equal(len(site.second.requests), before, "POST is not repeated")


@case
def the_answer_of_a_second_backend_is_sent_and_logged(bench):
    main = """
<Location "/api/">
    TCEnvelope hold
    ProxyPass "http://127.0.0.1:{first}/length/syntax" retry=0
    ErrorDocument 502 /second
</Location>
<Location "/second">
    TCEnvelope hold
    ProxyPass "http://127.0.0.1:{second}/length/medium" retry=0
</Location>
"""
    with bench.site(main=main) as site:
        seen, line = site.curl("/api/")
        unchanged(seen, documents.document("medium"), "the second's response")
        equal(seen.header("x-upstream"), "second", "upstream")
        says(line, documents.document("medium"), "released")
        counters = site.proxy.counters()
        equal((counters["responses"], counters["actions"]["rejected"], counters["actions"]["released"]), (2, 1, 1),
              "both are counted")


@case
def a_balancer_leaves_a_member_that_was_rejected(bench):
    """The next request goes to the other one."""
    main = """
<Proxy "balancer://api">
    BalancerMember "http://127.0.0.1:{first}" retry=600
    BalancerMember "http://127.0.0.1:{second}" retry=600 status=+H
    ProxySet failonstatus=502
</Proxy>
<Location "/api/">
    TCEnvelope hold
    ProxyPass "balancer://api/"
</Location>
"""
    with bench.site(main=main) as site:
        seen, _ = site.curl("/api/length/syntax")
        equal(seen.status, 502, "the first")
        seen, _ = site.curl("/api/length/small")
        equal((seen.status, seen.header("x-upstream")), (200, "second"), "the next")


@case
def what_cannot_be_validated_is_rejected_where_that_is_asked_for(bench):
    main = guarded("hold", "TCEnvelope hold\nTCEnvelopeOnSkip reject") + guarded("pass", "TCEnvelope hold")
    with bench.site(main=main) as site:
        for options in ("type=text/html", "encoding=br", "encoding=gzip&encoding2=br", "status=206"):
            seen, line = site.curl(f"/hold/length/small?{options}")
            equal((seen.status, line["verdict"], line["action"]), (502, "skipped", "rejected"), options)
            seen, line = site.curl(f"/pass/length/small?{options}")
            check(seen.status in (200, 206), options)
            equal((line["verdict"], line["action"]), ("skipped", "-"), options)
        for options in ("status=404", "status=204"):
            seen, line = site.curl(f"/hold/length/small?{options}")
            equal((str(seen.status), line["verdict"]), (options[-3:], "skipped"), options)


@case
def the_request_id_is_the_upstreams_or_that_of_the_error_log(bench):
    with bench.site(main=REJECTED + 'ErrorLogFormat "%L: %M, test: %-{X-Test}i"\n') as site:
        seen, _ = site.curl("/hold/length/trailing")
        equal(json.loads(seen.body)["Response"]["RequestId"], "id-t", "the upstream's")
        seen, _ = site.curl("/hold/length/syntax")
        own = json.loads(seen.body)["Response"]["RequestId"]
        contains(site.proxy.errors(), f"{own}: tcenvelope: invalid response, json_syntax at byte", "error log")


@case
def an_overflow_is_rejected_where_that_is_asked_for(bench):
    main = guarded("hold", "TCEnvelope hold\nTCEnvelopeOverflow reject\nTCEnvelopeHoldSize 20k") + \
        guarded("zero", "TCEnvelope hold\nTCEnvelopeHoldSize 0")
    with bench.site(main=main) as site:
        for framing in ("length", "chunked", "close"):
            seen, line = site.curl(f"/hold/{framing}/medium")
            equal((seen.status, *fields(line, "verdict", "action")), (502, "unseen", "rejected"), framing)
            seen, line = site.curl(f"/zero/{framing}/small")
            equal((seen.status, *fields(line, "verdict", "action")), (200, "success", "overflowed"), framing)
