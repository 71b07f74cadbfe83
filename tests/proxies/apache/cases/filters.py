"""Among httpd's other filters and handlers: files, ranges, DEFLATE and INFLATE, SSI, the cache."""
import gzip

from support import case, check, check_grown, documents, equal, fields, guarded, says, unchanged

MODES = ("off", "observe", "abort", "hold")
NAMES = ["empty", "small", "medium", "large", "failure", "syntax", "rows_then_syntax", "many_rows_then_syntax",
         "cut_medium"]
PAGES = "".join(f'Alias "/{mode}/" "{{folder}}/root/pages/"\n<Location "/{mode}/">\nTCEnvelope {mode}\n'
                f'ForceType application/json\n</Location>\n' for mode in MODES)
FILES = {f"root/pages/{name}": documents.document(name).body for name in NAMES}


def check_file(site, mode, name):
    document, what = documents.document(name), f"{mode} {name}"
    seen, line = site.curl(f"/{mode}/{name}")
    equal(fields(line, "verdict", "violation"), (document.verdict, document.violation), what)
    if document.sound or mode == "observe" or line["action"] == "overflowed":
        plain = site.curl(f"/off/{name}")[0]
        equal(seen.comparable(), plain.comparable(), what)
    elif mode == "abort":
        check(seen.exit != 0 and len(seen.body) < max(1, len(document.body)), f"{what}: exit {seen.exit}")
    else:
        equal((seen.exit, seen.status, line["action"]), (0, 502, "rejected"), what)


@case
def static_files_are_validated(bench):
    for words in ("EnableMMAP Off\nEnableSendfile On\n", "EnableMMAP On\nEnableSendfile Off\n"):
        with bench.site(main=PAGES + words, files=FILES) as site:
            for mode in MODES[1:]:
                for name in NAMES:
                    check_file(site, mode, name)


@case
def a_large_file_takes_no_memory(bench):
    """It is read in parts, and stays a file: more than 30 MB would show."""
    main = PAGES + "EnableMMAP Off\n"
    with bench.site(main=main, files={"root/pages/huge": documents.document("huge").body}) as site:
        site.curl("/off/huge")
        before = max(site.proxy.memory("VmHWM"))
        for mode in MODES[1:]:
            seen, line = site.curl(f"/{mode}/huge")
            equal((seen.exit, len(seen.body), line["verdict"]), (0, len(documents.document("huge").body), "success"),
                  mode)
        check_grown(before, site, 8000)


@case
def ranges_of_what_was_validated_as_a_whole_are_sent(bench):
    """Of files; the verdict is on the complete body."""
    with bench.site(main=PAGES, files=FILES) as site:
        for mode in MODES[1:]:
            seen, line = site.curl(f"/{mode}/medium", "http1_1", "--range", "10-19")
            equal((seen.status, seen.body), (206, documents.document("medium").body[10:20]), mode)
            equal(fields(line, "verdict", "bytes"), ("success", str(len(documents.document("medium").body))), mode)
        seen, _ = site.curl("/hold/syntax", "http1_1", "--range", "10-19")
        equal(seen.status, 502, "a range of a broken one")


@case
def responses_without_a_body_are_skipped(bench):
    main = PAGES + guarded("proxied", "TCEnvelope hold")
    with bench.site(main=main, files=FILES) as site:
        head, line = site.asked("/hold/syntax", "HEAD")
        equal((head.status, line["verdict"]), (200, "skipped"), "HEAD of a file")
        head, line = site.asked("/proxied/length/syntax", "HEAD")
        equal((head.status, line["verdict"]), (200, "skipped"), "HEAD of an upstream")
        same, line = site.asked("/hold/medium", If_Modified_Since="Wed, 01 Jan 2020 00:00:00 GMT")
        equal((same.status, line["verdict"]), (304, "skipped"), "304 of a file")
        same, line = site.asked("/proxied/length/syntax", If_None_Match='"tag"')
        equal((same.status, line["verdict"]), (304, "skipped"), "304 of an upstream")
        missing, line = site.asked("/hold/missing")
        equal((missing.status, line["verdict"]), (404, "skipped"), "404")
        counters = site.proxy.counters()
        equal((counters["responses"], counters["skips"]["no_body"], counters["skips"]["status"]), (5, 4, 1), "counters")


@case
def inflate_and_deflate_stand_around_the_filter(bench):
    main = guarded("both", "TCEnvelope hold\nSetOutputFilter INFLATE;DEFLATE") + \
        guarded("deflate", "TCEnvelope hold\nSetOutputFilter DEFLATE") + \
        guarded("by_type", "TCEnvelope hold\nAddOutputFilterByType DEFLATE application/json") + \
        guarded("abort", "TCEnvelope abort\nSetOutputFilter INFLATE;DEFLATE")
    accepts = ("--header", "Accept-Encoding: gzip")
    with bench.site(main=main) as site:
        for name, coding in (("both", "identity"), ("deflate", "gzip"), ("by_type", "gzip"), ("abort", "identity")):
            for protocol in ("http1_1", "http2"):
                seen, line = site.curl(f"/{name}/chunked/medium?encoding=gzip", protocol, *accepts)
                equal((seen.exit, seen.header("content-encoding")), (0, "gzip"), name)
                check(gzip.decompress(seen.body) == documents.document("medium").body, f"{name}: other bytes")
                equal(fields(line, "verdict", "coding"), ("success", coding), name)
                seen, line = site.curl(f"/{name}/chunked/syntax_then_rows?encoding=gzip", protocol, *accepts)
                equal(line["violation"], "json_syntax", name)
                check((seen.exit != 0) if name == "abort" else (seen.exit, seen.status) == (0, 502),
                      f"{name}: exit {seen.exit}, status {seen.status}")
        seen, line = site.curl("/both/length/medium?encoding=gzip")
        unchanged(seen, documents.document("medium"), "for a client without gzip")
        seen, line = site.curl("/deflate/length/small", "http1_1", *accepts)
        equal((gzip.decompress(seen.body), line["coding"]), (documents.document("small").body, "identity"), "packed here")


@case
def filters_that_change_bodies_follow(bench):
    main = guarded("hold", 'TCEnvelope hold\nSetOutputFilter SUBSTITUTE\nSubstitute "s/Response/Broken/"')
    with bench.site(main=main) as site:
        seen, line = site.curl("/hold/length/small")
        says(line, documents.document("small"), "released")
        check(seen.body.startswith(b'{"Broken"'), "what the filter makes of it")


@case
def parts_of_a_page_are_no_responses(bench):
    page = b'<!--#include virtual="/api/length/syntax" --><!--#include virtual="/hold/small" -->'
    main = PAGES + guarded("api", "TCEnvelope hold") + \
        '<Directory "{folder}/root">\nOptions +Includes\nAddOutputFilter INCLUDES .shtml\n' \
        'AddType text/html .shtml\n</Directory>\nTCEnvelope hold\n'
    with bench.site(main=main, files={**FILES, "root/page.shtml": page}) as site:
        seen, line = site.curl("/page.shtml")
        equal((seen.status, line["verdict"]), (200, "skipped"), "the page")
        check(documents.document("small").body in seen.body and documents.document("syntax").body in seen.body, "parts")
        equal(site.proxy.counters()["responses"], 1, "responses")


CACHE = """
CacheRoot "{folder}/cache"
CacheEnable disk /
CacheIgnoreNoLastMod On
CacheDefaultExpire 600
"""


@case
def what_was_rejected_or_cut_is_not_stored(bench):
    for quick in ("On", "Off"):
        main = CACHE + f"CacheQuickHandler {quick}\n" + guarded("hold", "TCEnvelope hold") + \
            guarded("abort", "TCEnvelope abort") + \
            guarded("answer", "TCEnvelope hold\nTCEnvelopeRejectStatus 200")
        with bench.site(main=main, files={"cache/.keep": b""}) as site:
            (site.proxy.folder / "cache").chmod(0o777)
            for mode in ("hold", "abort", "answer"):
                for path in ("length/syntax", "chunked/cut_medium", "chunked/many_rows_then_syntax"):
                    if mode != "abort" and "many" in path:
                        continue  # larger than the hold limit
                    for count in (1, 2):
                        site.curl(f"/{mode}/{path}?{mode}&cache=max-age=600")
                        equal(len(site.first.asked(f"{path}?{mode}")), count, f"requests of {mode} {path}")
                for _ in range(2):
                    seen, _ = site.curl(f"/{mode}/length/medium?{mode}&cache=max-age=600")
                    unchanged(seen, documents.document("medium"), mode)
                equal(len(site.first.asked(f"length/medium?{mode}")), 1, "a sound one comes from the cache")


@case
def headers_can_say_the_verdict_of_a_held_response(bench):
    with bench.site(main=guarded("hold", 'TCEnvelope hold\nHeader always set X-Verdict '
                                 '"expr=%{reqenv:tcenvelope_verdict}"')) as site:
        for name, verdict in (("small", "success"), ("failure", "failure"), ("syntax", "invalid")):
            seen, _ = site.curl(f"/hold/chunked/{name}")
            equal(seen.header("x-verdict"), verdict, name)
