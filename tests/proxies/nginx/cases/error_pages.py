"""What a rejection is answered with."""
from documents import DOCUMENTS, MARKER
from support import case, check, equal, says, unchanged

REJECTED = ["syntax", "request_id_missing_medium", "cut_medium", "syntax_then_many_rows"]
PAGE = b'{"Response":{"Error":{"Code":"InternalError","Message":"page"},"RequestId":"page"}}'

STATIC = """
    location = /page.json {
        internal; root {folder}/pages; default_type application/json; tcenvelope hold;
    }
"""
FALLBACK = """
    location @second { rewrite ^/[^/]+/(.*)$ /$1 break; proxy_pass http://second; tcenvelope hold; }
    location @broken {
        rewrite ^ /chunked/syntax break; proxy_pass http://second;
        tcenvelope hold; tcenvelope_reject_status 503;
    }
    location @observed {
        rewrite ^ /chunked/rows_then_syntax break; proxy_pass http://second; tcenvelope observe;
    }
    location @sound {
        rewrite ^ /length/failure_medium break; proxy_pass http://second; tcenvelope hold;
    }
    location @unguarded { rewrite ^ /length/html break; proxy_pass http://second; }
"""


@case
def a_static_error_page_takes_its_place(bench):
    """It is not validated in its guarded location: the log reports the response it replaces."""
    locations = {"hold": "tcenvelope hold; error_page 502 /page.json;",
                 "other": "tcenvelope hold; error_page 502 =200 /page.json;"}
    with bench.site(locations, STATIC) as site:
        site.proxy.file("pages/page.json", PAGE)
        for protocol in ("http1_1", "http2"):
            for name in REJECTED:
                for place, status in (("hold", 502), ("other", 200)):
                    seen, line = site.curl(f"/{place}/chunked/{name}", protocol)
                    equal((seen.exit, seen.status, seen.body), (0, status, PAGE), name)
                    equal((line["verdict"], line["violation"], line["action"]),
                          (DOCUMENTS[name].verdict, DOCUMENTS[name].violation, "rejected"), name)
                    check(line["request_id"] in ("-", DOCUMENTS[name].request_id), "request id")


@case
def a_static_error_page_of_nginx_itself(bench):
    """The page for an upstream that is down replaces no response: nothing is rejected."""
    with bench.site({"hold": "tcenvelope hold; error_page 502 /page.json;"},
                    STATIC + "location /down/ { proxy_pass http://127.0.0.1:1/; tcenvelope hold;"
                    "error_page 502 /page.json; }") as site:
        site.proxy.file("pages/page.json", PAGE)
        seen, line = site.curl("/down/length/small")
        equal((seen.exit, seen.status, seen.body), (0, 502, PAGE), "page")
        check(line["verdict"] in ("-", "skipped") and line["action"] == "-", f"line: {line}")


def fallen_back(bench, target):
    return bench.site({"hold": f"tcenvelope hold; error_page 502 = {target};"}, FALLBACK)


@case
def a_second_upstream_is_validated_from_the_start(bench):
    with fallen_back(bench, "@sound") as site:
        for protocol in ("http1_0", "http1_1", "http2"):
            for name in REJECTED:
                seen, line = site.curl(f"/hold/chunked/{name}", protocol)
                document = DOCUMENTS["failure_medium"]
                equal((seen.exit, seen.status), (0, 200), name)
                check(seen.body == document.body, f"{name}: other bytes")
                equal(seen.header("x-upstream"), "second", "the one that answered")
                says(line, document, "released")
        equal(len(site.second.requests), 3 * len(REJECTED), "requests of the second upstream")


@case
def a_second_upstream_that_dies_is_rejected_too(bench):
    with fallen_back(bench, "@second") as site:
        for name in ("half_fin/medium", "half_rst/medium", "half_fin_chunked/failure"):
            seen, line = site.curl(f"/hold/{name}")
            equal((seen.exit, seen.status), (0, 502), name)
            check(MARKER not in seen.body, "nothing of the body comes through")
            equal((line["verdict"], line["action"]), ("incomplete", "rejected"), name)
        equal(len(site.second.requests), 3, "requests of the second upstream")


@case
def a_second_upstream_that_is_broken_is_rejected_too(bench):
    with fallen_back(bench, "@broken") as site:
        for name in REJECTED:
            seen, line = site.curl(f"/hold/chunked/{name}")
            equal((seen.exit, seen.status), (0, 503), name)
            check(MARKER not in seen.body, "nothing of the body comes through")
            says(line, DOCUMENTS["syntax"]._replace(body=b""), "rejected")


@case
def a_second_upstream_has_the_mode_of_its_location(bench):
    with fallen_back(bench, "@observed") as site:
        seen, line = site.curl("/hold/chunked/syntax")
        unchanged(seen, DOCUMENTS["rows_then_syntax"], "as it came")
        says(line, DOCUMENTS["rows_then_syntax"], "passed")
    with fallen_back(bench, "@unguarded") as site:
        seen, line = site.curl("/hold/chunked/syntax")
        unchanged(seen, DOCUMENTS["html"], "as it came")
        says(line, DOCUMENTS["syntax"], "rejected")  # the last response validated


@case
def rejections_do_not_ask_the_next_upstream(bench):
    """The first has begun to answer, so that the request had its effect."""
    pool = "proxy_next_upstream error timeout http_502 non_idempotent; proxy_next_upstream_tries 3;"
    with bench.site({"hold": "tcenvelope hold;" + pool}) as site:
        equal(site.curl("/hold/length/syntax")[0].status, 502, "status")
        equal(len(site.first.requests), 1, "requests")
