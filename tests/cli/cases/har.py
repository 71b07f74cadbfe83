"""--framing=har: the bodies in HAR files."""
import base64
import gzip
import json
import os
import random
import subprocess

from cases.large import check_memory, repeated
from support import FAILURE, INVALID, SUCCESS, case, check, contains, equal

READ = 65536  # bytes that the tool reads at once
BLOCK = 1 << 20
EMOJI = '{"Response":{"RequestId":"\u00e9\u96e8\U0001f600\\n\\"","A":[1,{"b":null}]}}'


def entry(content, status=200, **more):
    return {"request": {"status": 204, "content": {"text": "no"}, "headers": [{"name": "text"}]},
            "response": {"status": status, "content": content, **more}, "time": 1.5}


def plain(text, **more):
    return {"size": 1, "mimeType": "application/json", "text": text, **more}


def coded(content):
    return {"text": base64.b64encode(content).decode(), "encoding": "base64"}


def har(*entries, **named):
    named.setdefault("ensure_ascii", False)
    log = {"version": "1.2", "creator": {"name": "x", "entries": [], "response": {}}, "entries": entries}
    return json.dumps({"log": log}, **named).encode()


def verdicts(run):
    return [r["verdict"] for r in run.reports()]


@case
def har_bodies_as_text_and_base64(tool):
    first = {"encoding": "base64", "text": base64.b64encode(FAILURE).decode()}
    entries = [entry(plain(SUCCESS.decode())), entry(coded(FAILURE)), entry(first), entry(plain(EMOJI)),
               entry(coded(EMOJI.encode())), entry(plain("")), entry(plain("null")), entry(coded(b"{}")),
               entry(plain(INVALID.decode(), encoding=""))]
    wanted = ["success", "failure", "failure", "success", "success", "invalid", "invalid", "invalid",
              "invalid"]
    for words in ({}, {"indent": 2}, {"ensure_ascii": True}, {"separators": (",", ":")}):
        content = har(*entries, **words)
        for more in (["--framing=har"], [], ["--chunk=1"]):
            run = tool.json(*more, stdin=content).expect(1, "")
            equal(verdicts(run), wanted, f"{words} {more}")
            equal([r["index"] for r in run.reports()], list(range(len(wanted))), "indexes")
            for i, place in ((0, json.dumps(SUCCESS.decode()).encode()), (5, b'""')):
                offset = run.reports()[i]["offset"]
                equal(content[offset:offset + len(place)], place, "the text at the offset")
            equal(run.reports()[3]["request_id"], "\u00e9\u96e8\U0001f600\n\"", "characters")
            equal(run.reports()[4]["length"], len(EMOJI.encode()), "length")


@case
def har_without_bodies(tool):
    """Responses that have none, or whose body the file does not hold, are no documents."""
    content = har(entry({"size": 0}), entry(plain("", x=1), status=204), entry(plain("x"), status=304),
                  {"response": {"content": {}}}, {"request": {}}, entry(plain(SUCCESS.decode())))
    equal(verdicts(tool.json(stdin=content).expect(0, "")), ["success"], "one body")
    equal(tool.check("--framing=har", stdin=har()).expect(0, "").out, b"", "no entries")


@case
def har_found_by_its_beginning(tool):
    """Only if it is sure: a response and lines that look similar are none."""
    for content, framing in (
            (har(), "har"), (b' \n{ "log"\n: {\t"pages":[],"entries":[]}}', "har"),
            (b'{"log":{}}', "single"), (b'{"log":[]}', "single"), (b'{"l og":{"a":1}}', "single"),
            (b'{"logs":{"a":1}}', "single"), (b'{"Response":{"log":{"a":1}}}', "single"),
            (b'{"log":1}\n{"log":2}\n', "ndjson")):
        run = tool.run("check", "--report=none", stdin=content)
        contains(run.err.decode(), f"inputs: 1 {framing}\n", content.decode())


@case
def har_same_reports_in_every_cut(tool):
    """Each byte of an entry lies at the border between two reads."""
    tail = har(entry(plain(EMOJI)), entry(coded(SUCCESS)), entry(plain("{")), ensure_ascii=True)
    wanted = None
    for place in range(0, len(tail), 8):
        content = b" " * (READ - place) + tail
        shown = [(r["verdict"], r["request_id"], r["length"], r["offset"] - READ + place)
                 for r in tool.json("--framing=har", stdin=content).expect(1, "").reports()]
        wanted = wanted or shown
        equal(shown, wanted, f"the border at byte {place}")
    equal([w[0] for w in wanted], ["success", "success", "invalid"], "verdicts")


@case
def har_as_python_reads_it(tool):
    """Random files; the verdicts are those of the bodies alone."""
    source = random.Random(5)
    texts = [SUCCESS.decode(), FAILURE.decode(), INVALID.decode(), EMOJI, "", "{", "\x00\u2028", "\\u0041",
             '"', "QUJD", '{"Response":{"RequestId":"' + "\u96e8" * 3000 + '"}}', "[" * 600]
    for _ in range(12):
        bodies = [source.choice(texts) for _ in range(source.randrange(40))]
        entries = []
        for body in bodies:
            content = coded(body.encode()) if source.random() < 0.4 else plain(body)
            items = list(content.items())
            source.shuffle(items)
            entries.append(entry(dict(items)))
        content = har(*entries, indent=source.choice([None, 1]), ensure_ascii=source.random() < 0.5)
        found = tool.json("--framing=har", stdin=content)
        check(found.status in (0, 1) and found.err == b"", found.err)
        alone = tool.json("--records", stdin=b"".join(
            len(b.encode()).to_bytes(4, "little") + b.encode() for b in bodies))
        for report in (a := found.reports()) + (b := alone.reports()):
            del report["offset"]
        equal(a, b, "reports")


@case
def har_broken(tool):
    """What precedes the byte where the file is no JSON is reported; in the middle of a body nothing is."""
    content = har(entry(plain(SUCCESS.decode())), entry(plain(FAILURE.decode())))
    second = content.index(b'"response"', content.index(b'"time"'))
    for cut in range(10, len(content), 17):
        run = tool.json("--framing=har", stdin=content[:cut]).expect(2)
        equal(run.err.decode(), f"tcenvelope: -: is no HAR file past byte {cut}, where it is no JSON or not "
              "complete; what precedes it is reported\n", f"{cut} bytes")
        if cut < second:
            check(verdicts(run) in ([], ["success"]), f"{cut} bytes")
    bad = content[:second] + b"," + content[second:]
    run = tool.json("--framing=har", stdin=bad).expect(2)
    contains(run.err.decode(), f"past byte {second},", "message")
    equal(verdicts(run), ["success"], "what precedes it")
    deep = b'{"log":{"entries":[' + b'{"a":' * 1030
    contains(tool.check("--framing=har", stdin=deep).expect(2).err, b"is no HAR file past byte", "depth")
    for other in (b"{}", b'{"log":{"entries":{}}}', b'[{"log":{"entries":[]}}]', SUCCESS):
        tool.check("--framing=har", stdin=other).expect(
            2, "tcenvelope: -: has no log.entries, so it is no HAR file; give another --framing\n")


@case
def har_bodies_that_cannot_be_decoded(tool):
    """They are an error: nothing is known of them."""
    good = plain(SUCCESS.decode())
    for bad in ({"text": "QUJ", "encoding": "base64"}, {"text": "QUJD=", "encoding": "base64"},
                {"text": "Q===", "encoding": "base64"}, {"text": "QQ==QQ==", "encoding": "base64"},
                {"text": "QU-D", "encoding": "base64"}, {"text": "x", "encoding": "gzip"},
                {"text": "x", "encoding": "base64base64base64"}):
        run = tool.json("--framing=har", stdin=har(entry(bad), entry(bad), entry(good))).expect(2)
        equal(verdicts(run), ["success"], f"the other of {bad}")
        contains(run.err.decode(), "-: 2 of the bodies were not validated: ", f"message of {bad}")
    twice = har(entry(good)).replace(b'"text": "{', b'"text": "x", "text": "{')
    contains(tool.check("--framing=har", stdin=twice).expect(2).err, b"1 of the bodies", "twice")


@case
def har_memory(tool):
    """A body and a file of any size, compressed too."""
    head, tail = har(entry(plain("@")), entry(plain("[" * BLOCK)), entry(coded(SUCCESS))).split(b"@")
    with gzip.open(tool.folder / "big.har.gz", "wb", 1) as out:
        out.write(head + b'{\\"Response\\":{\\"RequestId\\":\\"a\\",\\"A\\":\\"')
        for _ in range(96):
            out.write(b"x" * BLOCK)
        out.write(b'\\"}}' + tail)
    with open(os.devnull, "wb") as null:
        process = tool.start("check", "-q", "big.har.gz", stdout=null, stderr=subprocess.PIPE)
        err = process.stderr.read()
        process.stderr.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    equal((process.returncode, err), (1, b""), "end")
    check(usage.ru_maxrss * 1024 < 64 * BLOCK, f"{usage.ru_maxrss} KiB")


def many_entries(*bodies):
    """A HAR file with these bodies again and again."""
    head, rest = har(entry(coded(SUCCESS))).split(json.dumps(entry(coded(SUCCESS))).encode())
    yield head
    yield from repeated(b"".join(json.dumps(entry(body)).encode() + b"," for body in bodies))
    yield json.dumps(entry(coded(SUCCESS))).encode() + rest


def long_text(end):
    head, rest = har(entry(plain("@"))).split(b'@"')
    yield head
    yield from repeated(b"W1tb")  # "[[[" in base64
    yield end + rest


@case
def har_memory_of_a_pipe(tool):
    """Many bodies, each with a long line of output, and single ones of any size."""
    check_memory(tool, "har", many=many_entries(coded(FAILURE), plain("1"), coded(b"")),
                 text=long_text(b'"'), base64=long_text(b'","encoding":"base64"'))
