"""Responses that are not validated, and those that a location adds."""
from documents import DOCUMENTS
from support import MODES, case, equal, unchanged

GUARDED = {name: MODES[name] for name in ("off", "observe", "abort", "hold")}
VALIDATING = [name for name in GUARDED if name != "off"]

# Paths and curl's options.
SKIPPED = {
    "another status": ("/length/syntax?status=500", []),
    "a status without a reason": ("/length/syntax?status=299", []),
    "no content": ("/length/small?status=204", []),
    "another type": ("/length/syntax?type=text/html", []),
    "a type that begins alike": ("/length/syntax?type=application/json5", []),
    "an encoding": ("/length/medium?encoding=br", []),
    "an encoding in chunks": ("/chunked/medium?encoding=br", []),
    "two fields of encodings": ("/length/syntax?encoding=br&encoding2=gzip", []),
    "several encodings": ("/length/syntax?encoding=gzip,%20gzip", []),
    "a part": ("/length/medium?ranges=bytes", ["--range", "10-19"]),
    "HEAD": ("/length/syntax", ["--head", "--output", "/dev/null"]),
    "HEAD in chunks": ("/chunked/syntax", ["--head", "--output", "/dev/null"]),
    "not modified": ("/length/syntax", ["--header", "If-None-Match: \"tag\""]),
    "not modified since": ("/length/syntax",
                           ["--header", "If-Modified-Since: Mon, 01 Jan 2024 00:00:00 GMT"]),
}

# The proxy asks as the client did.
CONDITIONS = ("proxy_set_header If-None-Match $http_if_none_match;"
              "proxy_set_header If-Modified-Since $http_if_modified_since;")


def skipped_as_without(site, mode, what, protocol="http1_1"):
    path, words = SKIPPED[what]
    seen, line = site.curl(f"/{mode}{path}", protocol, *words)
    plain, _ = site.curl(f"/off{path}", protocol, *words)
    equal(seen.comparable(), plain.comparable(), f"{mode}, {what}")
    equal((line["verdict"], line["violation"], line["offset"], line["action"]),
          ("skipped", "-", "-", "-"), f"line of {mode}, {what}")


@case
def responses_that_cannot_be_validated_are_skipped(bench):
    """Status, type, HEAD, 204, 206, 304, other codings: as without the module, in every mode."""
    with bench.site(GUARDED, http=CONDITIONS) as site:
        for what in SKIPPED:
            for mode in VALIDATING:
                skipped_as_without(site, mode, what)
        for what in ("HEAD", "a part", "no content", "not modified"):
            for mode in VALIDATING:
                skipped_as_without(site, mode, what, "http2")
        equal(site.proxy.errors().count("tcenvelope: "), 0, "lines in the error log")


@case
def unguarded_locations_have_no_verdict(bench):
    with bench.site({"off": "tcenvelope off;", "unsaid": ""}) as site:
        for name in ("off", "unsaid"):
            seen, line = site.curl(f"/{name}/length/syntax")
            unchanged(seen, DOCUMENTS["syntax"], name)
            for field in ("verdict", "violation", "offset", "bytes", "request_id", "code", "class",
                          "action"):
                equal(line[field], "-", f"{field} of {name}")


@case
def skipped_responses_are_rejected_on_demand(bench):
    """Those that have something to skip: an answer without a body has nothing to hide."""
    locations = {
        "reject": "tcenvelope hold; tcenvelope_on_skip reject; tcenvelope_reject_status 555;"
    }
    with bench.site(locations, http=CONDITIONS) as site:
        for what in ("another type", "an encoding", "an encoding in chunks", "a part"):
            path, words = SKIPPED[what]
            seen, line = site.curl("/reject" + path, "http1_1", *words)
            equal((seen.exit, seen.status), (0, 555), what)
            equal((line["verdict"], line["action"]), ("skipped", "rejected"), f"line of {what}")
        for path in ("/reject/length/small", "/reject/length/failure"):
            seen, line = site.curl(path)
            equal((seen.status, line["action"]), (200, "released"), path)


@case
def on_skip_is_for_hold_alone(bench):
    locations = {
        name: f"tcenvelope {name}; tcenvelope_on_skip reject;"
        for name in ("observe", "abort")
    }
    with bench.site(locations) as site:
        for name in locations:
            seen, line = site.curl(f"/{name}/length/medium?encoding=br")
            equal((seen.exit, seen.status, line["verdict"], line["action"]),
                  (0, 200, "skipped", "-"), name)
            equal(seen.body, DOCUMENTS["medium"].body, name)


@case
def statuses_are_configurable(bench):
    locations = {"hold": "tcenvelope hold; tcenvelope_statuses 400 500;"}
    with bench.site(locations) as site:
        for status, verdict, seen_status in ((200, "skipped", 200), (400, "invalid", 502),
                                             (500, "invalid", 502), (404, "skipped", 404)):
            seen, line = site.curl(f"/hold/length/syntax?status={status}")
            equal((seen.status, line["verdict"]), (seen_status, verdict),
                  f"invalid, status {status}")
        for status in (400, 500):
            seen, line = site.curl(f"/hold/length/failure?status={status}")
            equal((seen.status, seen.body, line["verdict"], line["action"]),
                  (status, DOCUMENTS["failure"].body, "failure", "released"),
                  f"sound, status {status}")


@case
def types_are_configurable(bench):
    """Like gzip_types: the default types stay. The vendor's gateway sends one of two."""
    locations = {"all": "tcenvelope hold; tcenvelope_types *;",
                 "two": "tcenvelope hold; tcenvelope_types text/json application/x-json;",
                 "none": "tcenvelope hold;"}
    with bench.site(locations) as site:
        for path, verdict in (("/all/length/syntax?type=image/png", "invalid"),
                              ("/all/length/syntax?type=text/html", "invalid"),
                              ("/none/length/syntax?type=text/plain", "invalid"),
                              ("/none/length/syntax?type=text/json", "skipped"),
                              ("/two/length/syntax?type=text/json", "invalid"),
                              ("/two/length/syntax?type=text/plain", "invalid"),
                              ("/two/length/syntax?type=text/plain;charset=utf-8", "invalid"),
                              ("/two/length/syntax?type=Application/X-JSON", "invalid"),
                              ("/two/length/syntax?type=application/json", "invalid"),
                              ("/two/length/syntax?type=text/html", "skipped")):
            seen, line = site.curl(path)
            equal((seen.status, line["verdict"]), (502 if verdict == "invalid" else 200, verdict),
                  path)
