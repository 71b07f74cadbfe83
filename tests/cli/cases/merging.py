"""Summaries as JSON, and adding them up."""
import gzip
import itertools
import json
import random
import re

from support import FAILURE, INVALID, SUCCESS, case, check, contains, equal, records

TIME = re.compile(rb'\n"microseconds":\d+,')


def untimed(content):
    found, count = TIME.subn(b"", content)
    equal(count, 1, "times in a summary")
    return found


def summary(tool, name, *words, status=None):
    """Writes the summary of a run to the file name."""
    run = tool.check("--report=none", f"--summary=json:{name}", *words)
    if status is not None:
        run.expect(status)
    return untimed((tool.folder / name).read_bytes())


def merged(tool, *words, status=None):
    run = tool.run("merge", "--summary=json", *words)
    if status is not None:
        run.expect(status, "")
    return untimed(run.out)


def refused(tool, message, *words):
    run = tool.run("merge", *words).expect(2, f"tcenvelope: {message}\n")
    equal(run.out, b"", "output")


def inputs(tool):
    """Of every kind: names that need escapes, many codes, all verdicts, empty."""
    code = FAILURE.replace(b"InternalError", rb"a\"\\\u0001\u0000\u96e8")
    contents = {"a": SUCCESS, "b\n\"": INVALID, "c.ndjson": (code + b"\n" + FAILURE + b"\n") * 50,
                "d": b"", "e": SUCCESS + FAILURE + INVALID, "\u96e8": gzip.compress(SUCCESS)}
    for name, content in contents.items():
        tool.file(name, content)
    return list(contents)


@case
def summary_json(tool):
    tool.file("a.ndjson", SUCCESS + b"\n" + FAILURE + b"\n" + INVALID + b"\n")
    summary(tool, "s", "a.ndjson", status=1)
    found = json.loads((tool.folder / "s").read_bytes())
    check(isinstance(found.pop("microseconds"), int), "time")
    version = tool.run("--version").out.decode().split()[1]
    equal(found, {
        "tcenvelope_summary": 1, "version": version,
        "options": {"framing": "auto", "max_depth": 512, "max_bytes": 0, "catalogue": "0" * 16},
        "complete": True, "documents": 3, "bytes": 125,
        "verdicts": {"success": 1, "failure": 1, "invalid": 1},
        "violations": {"request_id_missing": 1}, "sizes": {"8": 1, "16": 1, "64": 1},
        "codes": [{"code": "InternalError", "class": "server", "count": 1}], "other_codes": 0,
        "inputs": [{"name": "a.ndjson", "framing": "ndjson", "coding": "none", "complete": True,
                    "size": 125, "begin": 0, "end": 125, "bytes": 125, "documents": 3, "success": 1,
                    "failure": 1, "invalid": 1}],
    }, "summary")


@case
def summary_places(tool):
    """On standard error, or in files; several formats at once."""
    run = tool.run("check", "--report=none", "--summary=json", stdin=SUCCESS).expect(0)
    equal(json.loads(run.err)["documents"], 1, "standard error")
    equal(tool.check("--summary=json", stdin=SUCCESS).expect(0).err, b"", "quiet")
    run = tool.run("check", "--report=none", "--summary=json:j", "--summary=text:t", stdin=SUCCESS)
    equal(run.expect(0).err, b"", "all in files")
    equal(json.loads((tool.folder / "j").read_bytes())["documents"], 1, "json")
    contains((tool.folder / "t").read_bytes(), b"\n1 documents, 30 bytes in ", "text")
    contains(tool.run("merge", "j").expect(0, "").out, b"\n1 documents, 30 bytes in ", "merge")


@case
def summary_refused(tool):
    for value in ("xml", "", "json:", ":f", "jso:f"):
        tool.check(f"--summary={value}", stdin=SUCCESS).expect(
            2, f"tcenvelope: --summary: '{value}' is not a summary; give text, json or html, "
            "alone or followed by :FILE\n")
    tool.check("--summary=json:no/s", stdin=SUCCESS).expect(
        2, "tcenvelope: no/s: No such file or directory; check the name\n")


@case
def merge_equals_one_run(tool):
    """In every order and grouping, byte for byte but for the time."""
    names = inputs(tool)
    one = summary(tool, "one", *names, status=1)
    parts = []
    for i, name in enumerate(names):
        summary(tool, f"s{i}", name)
        parts.append(f"s{i}")
    for order in (parts, parts[::-1], parts[3:] + parts[:3]):
        equal(merged(tool, *order, status=1), one, str(order))
    equal(merged(tool, "one", status=1), one, "one alone")
    draw = random.Random(1)
    for turn in range(6):
        left = draw.sample(parts, len(parts))
        for step in itertools.count():
            if len(left) == 1:
                break
            group = [left.pop() for _ in range(min(len(left), draw.randint(2, 3)))]
            tool.run("merge", f"--summary=json:m{turn}.{step}", *group)
            left.insert(0, f"m{turn}.{step}")
        equal(untimed((tool.folder / left[0]).read_bytes()), one, f"turn {turn}")


@case
def merge_of_records_and_pipes(tool):
    """Pipes have no size, so nothing shows that they overlap."""
    tool.check("--records", "--summary=json:a", stdin=records(SUCCESS, INVALID)).expect(1)
    tool.check("--records", "--summary=json:b", stdin=records(FAILURE)).expect(0)
    both = merged(tool, "a", "b", status=1)
    equal(merged(tool, "b", "a", status=1), both, "order")
    found = json.loads(both)
    equal((found["documents"], [(r["name"], r["size"], r["documents"]) for r in found["inputs"]]),
          (3, [("-", None, 1), ("-", None, 2)]), "rows")


@case
def merge_status(tool):
    tool.file("a", SUCCESS)
    tool.file("b", INVALID)
    summary(tool, "sa", "a", status=0)
    summary(tool, "sb", "b", status=1)
    summary(tool, "sc", "missing", status=2)
    merged(tool, "sa", status=0)
    merged(tool, "sa", "sb", status=1)
    merged(tool, "--exit-zero", "sa", "sb", status=0)
    equal(json.loads(merged(tool, "--exit-zero", "sa", "sc", status=2))["complete"], False, "complete")
    contains(tool.run("merge", "sa", "sc").out, b"\ninputs: 1 single, 1 unknown\n", "text")


@case
def merge_refuses_overlap(tool):
    tool.file("a", SUCCESS)
    summary(tool, "s1", "a")
    summary(tool, "s2", "a")
    refused(tool, "a: bytes 0 to 30 are in s1 and in s2; leave one of them out", "s1", "s2")
    refused(tool, "a: bytes 0 to 30 are in s1 and in s1; leave one of them out", "--partial", "s1",
            "s1")


@case
def merge_refuses_other_options(tool):
    codes = tool.file("codes", b"Some.Code\n")
    tool.run("codes", "compile", codes, "-o", "image").expect(0)
    tool.file("a", records(SUCCESS))
    summary(tool, "s", "a")
    for words, option in ((["--framing=ndjson"], "--framing or --records"),
                          (["--records"], "--framing or --records"),
                          (["--max-depth=9"], "--max-depth"), (["--max-bytes=9"], "--max-bytes"),
                          (["--codes=image"], "catalogue in --codes")):
        summary(tool, "t", *words, "a")
        refused(tool, f"t: was validated with another {option} than s; validate both with the same "
                "options", "s", "t")
    other = "yajl" if tool.has_engine("yajl") else "simd"
    tool.check("--report=none", "--jobs=3", "--chunk=7", f"--engine={other}", "--summary=json:t",
               stdin=SUCCESS)
    tool.run("merge", "s", "t").expect(1, "")


@case
def merge_refuses_a_changed_file(tool):
    tool.file("a", SUCCESS)
    summary(tool, "s", "a")
    tool.file("a", SUCCESS + b" ")
    summary(tool, "t", "a")
    refused(tool, "a: has changed between s and t; validate it again", "s", "t")


@case
def merge_refuses_what_is_no_summary(tool):
    inputs(tool)
    summary(tool, "s", "-r", ".")
    content = (tool.folder / "s").read_bytes()
    for bad in (b"", b"{}", b"[]", SUCCESS, b'{"tcenvelope_summary":"1"', content[:20]):
        tool.file("bad", bad)
        refused(tool, "bad: is not a summary; give a file that 'check --summary=json:FILE' wrote",
                "s", "bad")
    for old, new in ((b'summary":1', b'summary":2'), (b'"version":"', b'"version":"9')):
        tool.file("bad", content.replace(old, new))
        refused(tool, "bad: was written by another version of tcenvelope; validate again with this "
                "one", "bad", "s")
    refused(tool, "merge: no summary; give files that 'check --summary=json:FILE' wrote")
    refused(tool, "missing: No such file or directory; check the name", "s", "missing")


@case
def merge_refuses_damage(tool):
    """Every cut, and every change that the sums show."""
    inputs(tool)
    summary(tool, "s", "-r", ".")
    content = (tool.folder / "s").read_bytes()
    tool.file("t", content.replace(b",", b" ,\t\n"))
    equal(merged(tool, "t"), merged(tool, "s"), "white space")
    number = re.search(rb'"documents":(\d+)', content).group(1)
    changed = [(b'"documents":' + number, b'"documents":9' + number),
               (b'"invalid":', b'"invalid":1'), (b'"bytes":', b'"bytes":99999999999999999999'),
               (b'"request_id_missing"', b'"request_id_mussing"'), (b'"end":30', b'"end":31'),
               (b'"class":"server"', b'"class":"servant"'), (b"]}", b"]"), (b"]}", b"]}x"),
               (b"\\u0001", b"\\u00g1"), (b"\\u0001", b"\\uffff"), (b'"gzip"', b'"gz"')]
    bad = [content.replace(old, new, 1) for old, new in changed]
    bad += [content[:cut] for cut in range(120, len(content) - 2, 13)]
    for each in bad:
        check(each != content, "nothing was changed")
        tool.file("bad", each)
        refused(tool, "bad: is damaged; validate its inputs again", "bad")


@case
def merge_of_more_codes_than_a_run_counts(tool):
    def codes(first, count):
        return b"".join(FAILURE.replace(b"InternalError", b"C%05d" % i) + b"\n"
                        for i in range(first, first + count))

    for name, first, count in (("a", 0, 5000), ("b", 4000, 4100), ("c", 90000, 10)):
        tool.file(name, codes(first, count))
        summary(tool, "s" + name, name)
    all_ = merged(tool, "sa", "sb", "sc", status=0)
    equal(merged(tool, "sc", "sb", "sa", status=0), all_, "order")
    found = json.loads(all_)
    equal((len(found["codes"]), found["other_codes"]), (4096 + 4000 + 10, 908), "codes")
