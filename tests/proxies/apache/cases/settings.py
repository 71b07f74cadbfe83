"""What each setting changes, what is logged, and the page of counters."""
import json
import re
import subprocess

import prometheus
from support import case, check, contains, documents, equal, fields, guarded, says


def line_of(site, path):
    return site.curl(path)[1]


@case
def settings_change_what_is_validated(bench):
    main = guarded("plain", "TCEnvelope observe") + \
        guarded("types", "TCEnvelope observe\nTCEnvelopeTypes text/html") + \
        guarded("all", "TCEnvelope observe\nTCEnvelopeTypes *") + \
        guarded("statuses", "TCEnvelope observe\nTCEnvelopeStatuses 200 404") + \
        guarded("depth", "TCEnvelope observe\nTCEnvelopeMaxDepth 3") + \
        guarded("bytes", "TCEnvelope observe\nTCEnvelopeMaxBytes 1k") + \
        guarded("yajl", "TCEnvelope observe\nTCEnvelopeEngine yajl") + \
        guarded("encoded", "TCEnvelope observe\nTCEnvelopeDecode Off") + \
        guarded("ratio", "TCEnvelope observe\nTCEnvelopeDecodeRatio 2")
    with bench.site(main=main) as site:
        for path, verdict, violation in (
                ("plain/length/small?type=text/html", "skipped", "-"),
                ("types/length/small?type=text/html;charset=utf-8", "success", "-"),
                ("types/length/small", "success", "-"),
                ("all/length/small?type=image/png", "success", "-"),
                ("plain/length/small?status=404", "skipped", "-"),
                ("statuses/length/failure?status=404", "failure", "-"),
                ("depth/length/deep", "invalid", "json_depth"),
                ("bytes/length/medium", "invalid", "json_size"),
                ("yajl/length/syntax", "invalid", "json_syntax"),
                ("encoded/length/small?encoding=gzip", "skipped", "-"),
                ("ratio/length/large?encoding=gzip", "success", "-"),
                ("ratio/length/huge?encoding=gzip", "invalid", "coding_limit")):
            equal(fields(line_of(site, "/" + path), "verdict", "violation"), (verdict, violation), path)


@case
def catalogues_give_codes_their_classes(bench):
    driver = bench.driver(bench, (1, 2))
    try:
        image = bench.compiled(driver.folder, b"Made.Up\tcvm\t2017-03-12\n").read_bytes()
    finally:
        driver.remove()
    main = guarded("codes", "TCEnvelope observe\nTCEnvelopeCodes codes.image")
    with bench.site(main=main, files={"codes.image": image}) as site:
        equal(line_of(site, "/codes/length/failure_unknown")["code"], "Made.Up", "code")


@case
def the_page_of_counters_has_three_formats(bench):
    main = guarded("hold", "TCEnvelope hold") + \
        '<Location "/html">\nSetHandler tcenvelope-status\n</Location>\n' \
        '<Location "/metrics">\nSetHandler tcenvelope-status\nTCEnvelopeStatus prometheus\n</Location>\nTCEnvelope hold\n'
    with bench.site(main=main) as site:
        for name in ("small", "failure", "syntax"):
            site.curl(f"/hold/length/{name}")
        seen, _ = site.curl("/html")
        equal((seen.status, seen.header("content-type")), (200, "text/html; charset=utf-8"), "page")
        nonce = re.search(r"'nonce-([0-9a-f]{32})'", seen.header("content-security-policy"))[1]
        contains(seen.body.decode(), f'nonce="{nonce}"', "page")
        equal((seen.header("cache-control"), seen.header("x-content-type-options")), ("no-store", "nosniff"), "headers")
        check(site.curl("/html")[0].header("content-security-policy") != seen.header("content-security-policy"), "nonce")
        text = site.curl("/metrics")[0].body.decode()
        found = {sample.labels["verdict"]: sample.value
                 for sample in prometheus.families(text)["tcenvelope_responses"].samples}
        equal({name: count for name, count in found.items() if count}, {"success": 1, "failure": 1, "invalid": 1},
              "metrics")
        equal(json.loads(site.curl("/metrics?a=b&format=json")[0].body)["responses"], 3, "responses")
        equal(site.curl("/html?format=xml")[0].status, 400, "unknown format")
        equal(site.asked("/html", "POST")[0].status, 405, "POST")
        head, _ = site.asked("/html", "HEAD")
        equal((head.status, head.body), (200, b""), "HEAD")


@case
def without_a_zone_the_page_says_what_is_missing(bench):
    main = '<Location "/html">\nSetHandler tcenvelope-status\n</Location>\n'
    with bench.site(main=main, zone="") as site:
        equal(site.curl("/html")[0].status, 503, "status")
        contains(site.proxy.errors(), 'add "TCEnvelopeZone 256k" to the main server', "error log")


@case
def the_environment_has_what_the_notes_have(bench):
    main = guarded("observe", "TCEnvelope observe") + \
        'LogFormat "%{tcenvelope_verdict}e %{tcenvelope_error_code}e %{tcenvelope_error_class}e" env\n' \
        'CustomLog {folder}/env.log env\nCustomLog {folder}/broken.log "%U" "expr=%{note:tcenvelope_verdict} == \'invalid\'"\n'
    with bench.site(main=main) as site:
        says(line_of(site, "/observe/length/failure"), documents.document("failure"), "passed")
        line_of(site, "/observe/length/syntax")
        equal((site.proxy.folder / "env.log").read_text(), "failure RequestLimitExceeded throttle\ninvalid - -\n", "log")
        equal((site.proxy.folder / "broken.log").read_text(), "/observe/length/syntax\n", "conditional log")


SANITIZERS = "__odr_asan."  # begins a symbol that they add


@case
def the_module_exports_itself_alone(bench):
    found = subprocess.run(["nm", "-D", "--defined-only", bench.module], stdout=subprocess.PIPE, text=True,
                           check=True).stdout
    names = [line.split()[2] for line in found.splitlines()]
    equal([name for name in names if not name.startswith(SANITIZERS)], ["tcenvelope_module"], "symbols")
