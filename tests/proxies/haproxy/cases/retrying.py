"""A second server for what the first has broken: an outer proxy in front of one inner proxy for each server."""
from checks import case, check, equal
from documents import DOCUMENTS
from sites import unchanged

OUTER = "use_backend outer if { path_beg /length/ /chunked/ /half_fin/ /half_rst/ }"
CHAIN = """
backend outer
    option http-buffer-request
    retries 1
    retry-on 502 conn-failure empty-response response-timeout
    option redispatch 1
    balance first
    server first unix@{folder}/first
    server second unix@{folder}/second
listen inner_first
    bind unix@{folder}/first
    filter lua.tcenvelope.hold
    http-request set-var(txn.test) str(first)
    server api 127.0.0.1:{first}
listen inner_second
    bind unix@{folder}/second
    filter lua.tcenvelope.hold
    http-request set-var(txn.test) str(second)
    http-request replace-path /[^/]+/[^/]+ /length/{answer}
    server api 127.0.0.1:{second}
"""


def chained(bench, answer, **parts):
    """The second server gives this document, whatever it is asked for."""
    return bench.site(locations={}, frontend=OUTER, backends=CHAIN.replace("{answer}", answer), **parts)


@case
def a_broken_response_is_asked_for_at_the_second_server(bench):
    with chained(bench, "small") as site:
        for number, path in enumerate(("/length/cut_medium", "/chunked/syntax", "/half_fin/small", "/half_rst/small",
                                       "/length/empty"), 1):
            for protocol in ("http1_1", "http2"):
                seen = site.seen(path, protocol, test="outer")
                unchanged(seen, DOCUMENTS["small"], path)
            equal(len(site.second.requests), 2 * number, f"requests at the second after {path}")


@case
def a_sound_response_is_asked_for_once(bench):
    with chained(bench, "small") as site:
        for name in ("small", "failure", "medium"):
            unchanged(site.seen(f"/length/{name}", test="outer"), DOCUMENTS[name], name)
        equal((len(site.first.requests), len(site.second.requests)), (3, 0), "requests")


@case
def a_post_is_repeated_with_its_body(bench):
    with chained(bench, "small") as site:
        for size in (0, 10, 100_000):  # the buffer has 160 KB
            body = "x" * size
            seen = site.seen("/length/syntax", "http1_1", "--request", "POST", "--data-binary", body, test="outer")
            unchanged(seen, DOCUMENTS["small"], f"POST of {size} bytes")
            first, second = site.first.requests[-1], site.second.requests[-1]
            equal((first.method, second.method), ("POST", "POST"), "methods")
            check(first.digest == second.digest, "the same body")


@case
def a_post_larger_than_a_buffer_is_not_repeated(bench):
    with chained(bench, "small", bufsize=16384) as site:
        path = site.proxy.file("body", b"x" * 100_000)
        seen = site.seen("/length/syntax", "http1_1", "--request", "POST", "--data-binary", f"@{path}", "--header",
                         "Expect:", test="outer")
        equal((seen.exit, seen.status, len(site.second.requests)), (0, 502, 0), "POST of 100 KB")


@case
def a_client_gets_the_envelope_where_both_are_broken(bench):
    with chained(bench, "request_id_missing") as site:
        seen = site.seen("/length/syntax", test="outer")
        equal((seen.exit, seen.status), (0, 502), "status")
        check(b"request_id_missing" in seen.body, f"the second's envelope: {seen.body}")
        equal((len(site.first.requests), len(site.second.requests)), (1, 1), "requests")
