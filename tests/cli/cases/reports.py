"""The report of each document."""
import json
import os
import re

from support import (EXAMPLES, FAILURE, INVALID, SUCCESS, case, check, contains, equal,
                     violation_names)

SAMPLES = sorted("responses/" + name for name in os.listdir(EXAMPLES / "responses"))

LONG = "a" * 129


def response(inside):
    return '{"Response":{' + inside + "}}"


def error(inside):
    return response('"Error":{' + inside + '},"RequestId":"a"')


# The violation: a document, the offset, options.
VIOLATIONS = {
    "json_empty": ("", 0),
    "json_bom": (b"\xef\xbb\xbf{}", 0),
    "json_utf8": (b'{"a":"\xc0\x80"}', 6),
    "json_syntax": ('{"Response":,}', 12),
    "json_truncated": ('{"Resp', 6),
    "json_trailing": (response('"RequestId":"a"') + " x", 31),
    "json_depth": ('{"a":[[[', 7, "--max-depth=3"),
    "json_size": (response('"RequestId":"a"'), 29, "--max-bytes=29"),
    "root_not_object": ("[]", 0),
    "response_missing": ('{"retcode":0}', 12),
    "response_not_object": ('{"Response":null}', 12),
    "response_duplicate": ('{"Response":{"RequestId":"a"},"Response":{}}', 30),
    "request_id_missing": (response(""), 13),
    "request_id_not_string": (response('"RequestId":7'), 25),
    "request_id_empty": (response('"RequestId":""'), 25),
    "request_id_too_long": (response(f'"RequestId":"{LONG}"'), 25),
    "request_id_duplicate": (response('"RequestId":"a","RequestId":"b"'), 29),
    "error_not_object": (response('"Error":"x","RequestId":"a"'), 21),
    "error_duplicate": (response('"Error":{"Code":"x","Message":""},"Error":{},"RequestId":"a"'),
                        47),
    "code_missing": (error('"Message":""'), 34),
    "code_not_string": (error('"Code":1,"Message":""'), 29),
    "code_empty": (error('"Code":"","Message":""'), 29),
    "code_too_long": (error(f'"Code":"{LONG}","Message":""'), 29),
    "code_duplicate": (error('"Code":"x","Code":"y","Message":""'), 33),
    "message_missing": (error('"Code":"x"'), 32),
    "message_not_string": (error('"Code":"x","Message":null'), 43),
    "message_duplicate": (error('"Code":"x","Message":"","Message":""'), 46),
}


@case
def report_json_of_success(tool):
    run = tool.json(stdin=SUCCESS).expect(0, "")
    equal(run.out,
          b'{"source":"-","index":0,"offset":0,"length":30,"verdict":"success","violations":[],'
          b'"first_violation":null,"violation_offset":null,"request_id":"a","code":null,'
          b'"code_kind":null,"category":null,"class":null,"message":null,'
          b'"message_truncated":false}\n', "line")


@case
def report_json_of_failure(tool):
    document = (b'{"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "..."},'
                b' "RequestId": "ed93f3cb-..."}}')
    run = tool.json(stdin=document).expect(0, "")
    equal(run.out,
          b'{"source":"-","index":0,"offset":0,"length":112,"verdict":"failure","violations":[],'
          b'"first_violation":null,"violation_offset":null,"request_id":"ed93f3cb-...",'
          b'"code":"AuthFailure.SignatureFailure","code_kind":"common","category":"AuthFailure",'
          b'"class":"auth","message":"...","message_truncated":false}\n', "line")


@case
def report_json_of_samples(tool):
    run = tool.json(*SAMPLES, cwd=EXAMPLES).expect(1, "")
    equal([r["source"] for r in run.reports()], SAMPLES, "sources")
    for r in run.reports():
        equal(r["verdict"], r["source"].split("/")[1].split("-")[0].split(".")[0], r["source"])
    tool.golden("samples.json", run.out)


@case
def report_json_of_sample_lines(tool):
    run = tool.json("--framing=ndjson", "responses.ndjson", cwd=EXAMPLES).expect(1, "")
    run.reports()
    tool.golden("lines.json", run.out)


@case
def report_text_of_samples(tool):
    tool.golden("samples.txt", tool.check(*SAMPLES, cwd=EXAMPLES).expect(1, "").out)


@case
def report_text_of_sample_lines(tool):
    run = tool.check("--framing=ndjson", "responses.ndjson", cwd=EXAMPLES).expect(1, "")
    tool.golden("lines.txt", run.out)


@case
def report_none(tool):
    equal(tool.check("--report=none", stdin=SUCCESS).expect(0, "").out, b"", "output")
    equal(tool.check("--report=none", stdin=INVALID).expect(1, "").out, b"", "output")


@case
def report_every_violation(tool):
    lacking = [name for name in violation_names() if name not in VIOLATIONS]
    check(not lacking, f"VIOLATIONS of {__file__} has no row for {lacking}")
    for i, (name, wanted) in enumerate(zip(VIOLATIONS, violation_names())):
        equal(name, wanted, f"row {i} of VIOLATIONS, whose order is that of violations.def")
    equal(len(VIOLATIONS), len(violation_names()), "rows of VIOLATIONS")
    for name, (document, offset, *options) in VIOLATIONS.items():
        content = document if isinstance(document, bytes) else document.encode()
        for chunk in ("--chunk=1", "--chunk=64k"):
            (report,) = tool.json(chunk, *options, stdin=content).expect(1, "").reports()
            equal((report["verdict"], report["first_violation"], report["violation_offset"]),
                  ("invalid", name, offset), name)
            check(name in report["violations"], f"{name} is in {report['violations']}")
        text = tool.check(*options, stdin=content).expect(1, "").out.decode()
        contains(text, f"-:0: invalid  {name} at byte {offset}", "text")


@case
def report_violations_in_order(tool):
    run = tool.json(stdin=b'{"Response":{"Error":{"Message":1}}}').expect(1)
    (report,) = run.reports()
    equal(report["violations"], ["message_not_string", "code_missing", "request_id_missing"],
          "order")
    equal(report["violation_offset"], 32, "offset")


@case
def report_json_escapes(tool):
    message = '"\\/\b\f\n\r\t\u0000\u0001\u001f\u007f\u0080\u00e9\u96e8\U0001f600\u2028'
    document = json.dumps({"Response": {"Error": {"Code": "x\ny", "Message": message},
                                        "RequestId": "a\0b"}}).encode()
    run = tool.json(stdin=document).expect(0)
    (report,) = run.reports()
    equal((report["message"], report["code"], report["request_id"]), (message, "x\ny", "a\0b"),
          "strings")
    contains(run.out, "\u00e9\u96e8\U0001f600".encode(), "UTF-8 passes through")
    contains(run.out, rb'"\"\\/\b\f\n\r\t\u0000\u0001\u001f', "short escapes")
    equal(run.out.count(b"\n"), 1, "lines")


@case
def report_lone_surrogate(tool):
    (report,) = tool.json(stdin=rb'{"Response":{"RequestId":"a\ud800b"}}').expect(0).reports()
    equal(report["request_id"], "a\ufffdb", "RequestId")


@case
def report_long_message(tool):
    for length, shown, cut in ((511, 511, False), (512, 512, False), (513, 512, True)):
        document = json.dumps({"Response": {"Error": {"Code": "x", "Message": "m" * length},
                                            "RequestId": "a"}}).encode()
        (report,) = tool.json(stdin=document).expect(0).reports()
        equal((report["message"], report["message_truncated"]), ("m" * shown, cut), str(length))
        text = tool.check(stdin=document).expect(0).out.decode()
        contains(text, 'm"' + ("..." if cut else "") + "  RequestId", "text")


@case
def report_codes(tool):
    for code, kind, category, what in (
            ("InternalError", "common", "InternalError", "server"),
            ("AuthFailure.Other", "derived", "AuthFailure", "auth"),
            ("LimitExceeded.Disks", "derived", "LimitExceeded", "quota"),
            ("Nonsense", "unknown", "other", "other")):
        document = FAILURE.replace(b"InternalError", code.encode())
        (report,) = tool.json(stdin=document).expect(0).reports()
        equal([report[m] for m in ("code", "code_kind", "category", "class")],
              [code, kind, category, what], code)
        contains(tool.check(stdin=document).out.decode(), f"failure  {code} ({kind}, {what})", "text")


@case
def report_text_escapes(tool):
    message = 'a\x1b[31m"\\\x00\x7f\x85\u202e\u2066\u2028\ufeff\U000e0041\u96e8'
    document = json.dumps({"Response": {"Error": {"Code": "x\x1b]0;t\x07", "Message": message},
                                        "RequestId": "a\rb"}}).encode()
    out = tool.check(stdin=document).expect(0).out.decode()
    equal(out, "-:0: failure  x\\u001b]0;t\\u0007 (unknown, other)  "
          '"a\\u001b[31m\\"\\\\\\u0000\\u007f\\u0085\\u202e\\u2066\\u2028\\ufeff\\U000e0041\u96e8"'
          "  RequestId a\\rb\n", "line")


@case
def report_strange_names(tool):
    name = b"a\xff\x1b[1m\"\\\xe9\x9b\xa8.json"
    with open(os.path.join(os.fsencode(tool.folder), name), "wb") as file:
        file.write(SUCCESS)
    (report,) = tool.json(name).expect(0).reports()
    equal(report["source"], 'a\ufffd\x1b[1m"\\\u96e8.json', "source")
    equal(tool.check(name).expect(0).out.decode(),
          'a\\xff\\u001b[1m"\\\\\u96e8.json:0: success  RequestId a\n', "text")
    missing = tool.check(b"\x1b[2J\xff").expect(2).err.decode()
    equal(missing, "tcenvelope: \\u001b[2J\\xff: No such file or directory; check the name\n",
          "message")
