"""Other filters: the module validates the uncompressed response, before parts are replaced."""
import gzip

from documents import DOCUMENTS, packed
from support import case, check, equal, says, spoiled, unchanged

VALIDATED = ["small", "medium", "large", "failure", "syntax", "rows_then_syntax", "cut_medium"]
MODES = ("observe", "abort", "hold")


@case
def the_output_of_gunzip_is_validated(bench):
    """The client takes no gzip, so the proxy unpacks it."""
    locations = {mode: f"tcenvelope {mode}; gunzip on; tcenvelope_hold_size 2m;" for mode in MODES}
    with bench.site(locations) as site:
        for mode in MODES:
            for name in VALIDATED:
                document = DOCUMENTS[name]
                seen, line = site.curl(f"/{mode}/length/{name}?encoding=gzip")
                equal((line["verdict"], line["violation"]), (document.verdict, document.violation),
                      f"{mode} {name}")
                if document.sound or mode == "observe":
                    unchanged(seen, document, f"{mode} {name}")
                    equal(line["bytes"], str(len(document.body)), f"{mode} {name}")
                elif mode == "hold":
                    equal((seen.exit, seen.status, line["action"]), (0, 502, "rejected"), name)
                else:
                    check(seen.exit != 0, f"{name} was cut")


@case
def what_gunzip_passes_is_decoded_for_validation(bench):
    """The client takes gzip: the packed bytes reach it as they are."""
    locations = {mode: f"tcenvelope {mode}; gunzip on;" for mode in MODES}
    with bench.site(locations) as site:
        for mode in MODES:
            seen, line = site.curl(f"/{mode}/length/medium?encoding=gzip", "http1_1", "--header",
                                   "Accept-Encoding: gzip")
            equal((seen.body, line["verdict"], line["coding"]),
                  (packed(DOCUMENTS["medium"].body), "success", "gzip"), mode)
            seen, line = site.curl(f"/{mode}/chunked/syntax?encoding=gzip", "http1_1", "--header",
                                   "Accept-Encoding: gzip")
            spoiled(seen, mode, "syntax")
            equal(line["violation"], "json_syntax", mode)


@case
def a_packed_body_of_a_truncated_envelope_is_truncated_json(bench):
    """Its coding is sound: what it holds is not."""
    with bench.site({mode: f"tcenvelope {mode};" for mode in MODES}) as site:
        document = DOCUMENTS["cut_small"]
        for mode in MODES:
            seen, line = site.curl(f"/{mode}/length/cut_small?encoding=gzip")
            equal((line["verdict"], line["violation"], line["offset"], line["request_id"]),
                  ("truncated", "json_truncated", str(document.offset), document.request_id), mode)
            spoiled(seen, mode, "cut_small")
            if mode == "observe":
                equal(seen.body, packed(document.body), mode)


@case
def decoding_can_be_switched_off_and_bounded(bench):
    locations = {"off": "tcenvelope hold; tcenvelope_decode off;",
                 "ratio": "tcenvelope hold; tcenvelope_decode_ratio 2;",
                 "free": "tcenvelope hold; tcenvelope_decode_ratio 0;"}
    with bench.site(locations) as site:
        _, line = site.curl("/off/length/syntax?encoding=gzip")
        equal((line["verdict"], line["coding"]), ("skipped", "-"), "off")
        seen, line = site.curl("/ratio/length/huge?encoding=gzip")
        equal((seen.status, line["violation"]), (502, "coding_limit"), "ratio")
        _, line = site.curl("/free/length/huge?encoding=gzip")
        equal(line["verdict"], "success", "free")
        _, line = site.curl("/ratio/length/medium?encoding=gzip")
        equal(line["verdict"], "success", "a small body")


@case
def responses_are_validated_before_gzip(bench):
    packing = "gzip on; gzip_types application/json; gzip_proxied any; gzip_min_length 1;"
    locations = {mode: f"tcenvelope {mode}; tcenvelope_hold_size 2m; {packing}" for mode in MODES}
    with bench.site(locations) as site:
        for mode in MODES:
            for name in ("small", "medium", "large", "failure"):
                for framing in ("length", "chunked"):
                    seen, line = site.curl(f"/{mode}/{framing}/{name}", "http1_1", "--header",
                                           "Accept-Encoding: gzip")
                    equal((seen.exit, seen.header("content-encoding")), (0, "gzip"),
                          f"{mode} {name}")
                    check(gzip.decompress(seen.body) == DOCUMENTS[name].body, f"{mode} {name}")
                    says(line, DOCUMENTS[name])
            for name in ("syntax", "cut_medium"):
                seen, line = site.curl(f"/{mode}/chunked/{name}", "http1_1", "--header",
                                       "Accept-Encoding: gzip")
                equal(line["verdict"], DOCUMENTS[name].verdict, f"{mode} {name}")
                spoiled(seen, mode, name)


@case
def responses_are_validated_before_sub_filter(bench):
    """Also where the replacement would break the document."""
    replacing = ("sub_filter_types application/json; sub_filter_once off;"
                 "sub_filter '\"Response\"' '\"Res,,';")
    locations = {mode: f"tcenvelope {mode}; {replacing}" for mode in MODES}
    with bench.site(locations) as site:
        for mode in MODES:
            for name in ("small", "failure", "medium"):
                seen, line = site.curl(f"/{mode}/length/{name}")
                check(seen.body == DOCUMENTS[name].body.replace(b'"Response"', b'"Res,,'),
                      f"{mode} {name}")
                says(line, DOCUMENTS[name])
