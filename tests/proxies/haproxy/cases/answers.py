"""Rejections, the status page, caches."""
import json

from checks import case, check, contains, equal
from clients import asked
from documents import DOCUMENTS
from prometheus import families
from sites import unchanged

GUARDS = """
local tcenvelope = require("tcenvelope")
tcenvelope.guard("sdk", {mode = "hold", reject_status = 200, reject_code = "RequestLimitExceeded"})
tcenvelope.guard("bare", {mode = "hold", reject_status = 503, reject_body = "none"})
tcenvelope.guard("strict", {mode = "hold", on_skip = "reject", decode = "off"})
tcenvelope.guard("any", {mode = "hold", types = "*", statuses = {200, 404}})
"""
LOCATIONS = {name: f"filter lua.tcenvelope.{name}" for name in ("sdk", "bare", "strict", "any")}


@case
def a_rejection_is_what_the_settings_say(bench):
    with bench.site(locations=LOCATIONS, script=GUARDS) as site:
        seen, line = site.curl("/sdk/length/request_id_missing")
        found = json.loads(seen.body)["Response"]
        equal((seen.status, found["Error"]["Code"], line["action"]), (200, "RequestLimitExceeded", "rejected"), "sdk")
        contains(found["RequestId"], "/sdk/length/", "the unique-id of HAProxy")
        seen, _ = site.curl("/bare/length/syntax")
        equal((seen.status, seen.body, seen.header("content-type")), (503, b"", None), "bare")


@case
def what_cannot_be_validated_is_rejected_on_request(bench):
    with bench.site(locations=LOCATIONS, script=GUARDS) as site:
        for query in ("type=text/html", "encoding=gzip"):
            seen, line = site.curl(f"/strict/length/small?{query}")
            equal((seen.status, line["verdict"], line["action"]), (502, "skipped", "rejected"), query)
        seen, line = site.curl("/any/length/small?type=text/html")
        equal((seen.status, line["verdict"]), (200, "success"), "any type")
        seen, line = site.curl("/any/length/failure?status=404")
        equal((seen.status, line["verdict"]), (404, "failure"), "another status")
        seen, line = site.curl("/any/length/syntax?status=404")
        equal((seen.status, line["verdict"]), (502, "invalid"), "another status")


@case
def two_codings_are_skipped_in_two_fields_too(bench):
    with bench.site() as site:
        line = site.curl("/hold/length/small?encoding=gzip&encoding2=deflate")[1]
        equal(line["verdict"], "skipped", "two codings")
        equal(site.proxy.counters()["skips"]["codings"], 1, "counter")


@case
def the_status_page_has_three_formats(bench):
    types = {"html": "text/html; charset=utf-8", "json": "application/json",
             "prometheus": "text/plain; version=0.0.4; charset=utf-8"}
    with bench.site() as site:
        site.curl("/hold/length/syntax")
        for wanted, kind in types.items():
            for method in ("GET", "HEAD"):
                answer = asked(site.proxy.port, f"/tcenvelope?format={wanted}", "format", method)
                equal((answer.status, answer.end, answer.header("content-type"), answer.header("cache-control")),
                      (200, "complete", kind, "no-store"), f"{method} {wanted}")
                equal(answer.body == b"", method == "HEAD", f"{method} {wanted}: body")
                equal(answer.header("content-security-policy") is not None, wanted == "html", wanted)
        equal(asked(site.proxy.port, "/tcenvelope?format=xml", "format").status, 400, "another format")
        for method in ("POST", "PUT", "DELETE"):
            answer = asked(site.proxy.port, "/tcenvelope", "format", method)
            equal((answer.status, answer.header("allow")), (405, "GET, HEAD"), method)
        text = asked(site.proxy.port, "/tcenvelope?format=prometheus", "format").body.decode()
        samples = {sample.labels["verdict"]: sample.value for sample in families(text)["tcenvelope_responses"].samples}
        equal((samples["invalid"], sum(samples.values())), (1, 1), "samples")


@case
def a_status_page_is_not_guarded_by_what_is_around_it(bench):
    """It is no envelope."""
    with bench.site(frontend="filter lua.tcenvelope.hold") as site:
        answer = asked(site.proxy.port, "/tcenvelope?format=json", "page")
        equal((answer.status, json.loads(answer.body)["responses"]), (200, 0), "page")


@case
def a_cache_keeps_nothing_that_was_rejected_or_cut(bench):
    cached = "filter cache {mode}\n    http-request cache-use {mode}\n    http-response cache-store {mode}"
    locations = {mode: f"filter lua.tcenvelope.{mode}\n    " + cached.replace("{mode}", mode)
                 for mode in ("abort", "hold")}
    caches = "".join(f"cache {mode}\n    total-max-size 4\n    max-age 60\n    max-object-size 100000\n"
                     for mode in ("abort", "hold"))
    with bench.site(locations=locations, backends=caches) as site:
        for mode in ("abort", "hold"):
            for name in ("syntax", "cut_medium", "small"):
                path = f"/{mode}/length/{name}?cache=max-age=60"
                before = len(site.first.requests)
                for _ in range(2):
                    seen, _ = site.curl(path)
                    check((seen.exit, seen.status) == (0, 200) if name == "small" else
                          (seen.exit != 0 or seen.status == 502), f"{path}: {seen.exit} {seen.status}")
                equal(len(site.first.requests) - before, 1 if name == "small" else 2, f"requests of {path}")
                if name == "small":
                    unchanged(seen, DOCUMENTS[name], path)
