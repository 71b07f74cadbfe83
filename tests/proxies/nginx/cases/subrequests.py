"""Subrequests are not validated."""
import json

from documents import DOCUMENTS, MARKER
from support import case, check, equal, says, unchanged

COUNTED = "tcenvelope_zone counters:128k;"
STATUS = "location = /status { tcenvelope_status json; }"


def validated(site):
    """How many responses were counted."""
    return json.loads(site.curl("/status")[0].body)["responses"]


def one_is_validated(bench, ask, mode, framing, name):
    """A request, and one that nginx makes of its own, whose response is broken."""
    locations = {
        "main": f"tcenvelope hold; {ask} /own/{framing}/syntax;", "own": f"tcenvelope {mode};"
    }
    with bench.site(locations, STATUS, COUNTED) as site:
        seen, line = site.curl(f"/main/{framing}/{name}")
        unchanged(seen, DOCUMENTS[name], "the response as it came")
        says(line, DOCUMENTS[name], "released")
        equal(len(site.first.asked("syntax")), 1, "nginx has asked")
        equal(validated(site), 1, "validated")


@case
def auth_request_is_not_validated(bench):
    """The authorisation's own response is broken, and nothing comes of it."""
    one_is_validated(bench, "auth_request", "hold", "length", "medium")


@case
def mirrors_are_not_validated(bench):
    one_is_validated(bench, "mirror", "abort", "chunked", "failure")


INCLUDE = b"<!--#include virtual='/part/length/syntax' -->"
PAGE = b'{"Response":{"Data":"%s","RequestId":"id-page"}}' % INCLUDE


@case
def included_parts_are_not_validated(bench):
    """SSI inserts them after the module, which validates the page without them."""
    page = """location = /page.json {
        root {folder}/pages; default_type application/json;
        ssi on; ssi_types application/json; MODE }"""
    for mode in ("observe", "abort", "hold"):
        with bench.site({"part": f"tcenvelope {mode};"}, page.replace("MODE", f"tcenvelope {mode};")
                        + STATUS, COUNTED) as site:
            site.proxy.file("pages/page.json", PAGE)
            seen, line = site.curl("/page.json")
            equal((seen.exit, seen.status), (0, 200), mode)
            check(DOCUMENTS["syntax"].body in seen.body, f"{mode}: the part is in the page")
            equal((line["verdict"], line["bytes"]), ("success", str(len(PAGE))), mode)
            equal(validated(site), 1, "validated")


@case
def added_parts_are_not_validated(bench):
    """addition puts them before and after the body, once the module has validated it."""
    added = ("addition_types application/json; add_before_body /part/length/html;"
             "add_after_body /part/length/html;")
    with bench.site({"main": "tcenvelope observe;" + added, "part": "tcenvelope observe;"},
                    STATUS, COUNTED) as site:
        seen, line = site.curl("/main/length/failure")
        html = DOCUMENTS["html"].body
        equal(seen.body, html + DOCUMENTS["failure"].body + html, "body")
        says(line, DOCUMENTS["failure"], "passed")
        equal(validated(site), 1, "validated")


@case
def slices_are_not_validated(bench):
    """Each is a part of a document that no request asked for in full."""
    sliced = "slice 4k; proxy_set_header Range $slice_range;"
    locations = {
        "off": sliced,
        **{mode: f"tcenvelope {mode};" + sliced
           for mode in ("observe", "abort", "hold")}
    }
    with bench.site(locations, STATUS, COUNTED) as site:
        for mode in locations:
            seen, line = site.curl(f"/{mode}/length/medium?ranges=bytes")
            unchanged(seen, DOCUMENTS["medium"], mode)
            if mode != "off":
                equal((line["verdict"], line["action"]), ("skipped", "-"), mode)
        check(len(site.first.requests) > 4 * 4, "the upstream was asked for slices")
        check(site.proxy.errors().count("tcenvelope: ") == 0, "no warnings")
        check(MARKER in seen.body, "content")
