"""Compressed inputs."""
import gzip
import os
import pathlib
import re
import subprocess

from cases.large import SHORTENED, change_while_read
from support import EXAMPLES, FAILURE, GUARD, INVALID, SUCCESS, case, check, contains, equal, records

LINES = (SUCCESS + b"\n" + INVALID + b"\n" + FAILURE + b"\n") * 20000
BLOCK = 1 << 20


def zstd(content, *words):
    return subprocess.run(["zstd", "-q", "-c", *words], input=content, stdout=subprocess.PIPE,
                          check=True, timeout=GUARD).stdout


ENCODERS = {"gzip": gzip.compress, "zstd": zstd}


def decoders(tool):
    """What this build decodes; the others must be refused."""
    out = tool.run("--version").expect(0).out.decode()
    found = dict(re.findall(r"^decoder (\w+): (available|not available)$", out, re.M))
    equal(sorted(found), sorted(ENCODERS), "decoders")
    return [(name, encode) for name, encode in ENCODERS.items() if found[name] == "available"]


def same_reports(tool, encoded, content, *words):
    """From a file and from a pipe; the name says nothing."""
    wanted = tool.json(*words, stdin=content)
    tool.file("encoded", encoded)
    run = tool.json(*words, "encoded").expect(wanted.status, "")
    equal(run.out.replace(b'"source":"encoded"', b'"source":"-"'), wanted.out, f"file {words}")
    run = tool.json(*words, stdin=encoded).expect(wanted.status, "")
    equal(run.out, wanted.out, f"pipe {words}")


@case
def archive_same_reports(tool):
    for _, encode in decoders(tool):
        for words, content in (([], LINES), ([], b""), ([], SUCCESS), (["--framing=single"], LINES),
                               (["--records"], records(SUCCESS, INVALID) * 9),
                               (["--framing=concatenated", "--chunk=7"], SUCCESS + INVALID)):
            same_reports(tool, encode(content), content, *words)


@case
def archive_of_several_members(tool):
    for name, encode in decoders(tool):
        parts = [LINES[:1000], b"", LINES[1000:700000], LINES[700000:700001], LINES[700001:]]
        same_reports(tool, b"".join(encode(part) for part in parts), LINES)
        if name == "zstd":
            skippable = b"\x52\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"12345"
            same_reports(tool, skippable + encode(LINES) + skippable, LINES)


@case
def archive_with_all_header_fields(tool):
    """A name, a comment, extra bytes and a checksum of the header."""
    import zlib
    if "gzip" not in dict(decoders(tool)):
        return
    plain = gzip.compress(SUCCESS, mtime=0)
    head = plain[:3] + b"\x1e" + plain[4:10] + b"\x04\0abcd" + b"name\0" + b"comment\0"
    head += (zlib.crc32(head) & 0xFFFF).to_bytes(2, "little")
    same_reports(tool, head + plain[10:], SUCCESS)


@case
def archive_truncated(tool):
    """What precedes the cut is reported, without the incomplete document, and the next input read."""
    tool.file("next", SUCCESS)
    for name, encode in decoders(tool):
        long = b'{"Response":{"RequestId":"a","A":"' + os.urandom(400000).hex().encode() + b'"}}\n'
        encoded = encode(LINES + long + LINES)
        complete = tool.json(stdin=encoded).reports()
        for cut in (5, len(encoded) // 2, len(encoded) - 5, len(encoded) - 1):
            tool.file("cut", encoded[:cut])
            run = tool.json("--framing=ndjson", "cut", "next").expect(
                2, f"tcenvelope: cut: the {name} data is truncated at byte {cut}; what precedes it "
                "is reported; copy or compress the file again\n")
            *before, last = run.reports()
            equal(last["source"], "next", "the next input")
            equal([r["offset"] for r in before], [r["offset"] for r in complete[:len(before)]], "places")
            check(cut == 5 or before, f"{name}: {len(before)} reports of {cut} bytes")


@case
def archive_corrupt(tool):
    for name, encode in decoders(tool):
        encoded = bytearray(encode(LINES + os.urandom(300000).hex().encode(), *(
            ["--check"] if name == "zstd" else [])))
        place = len(encoded) // 2
        for bad in (bytes(encoded[:place]) + b"\xff" * 64 + bytes(encoded[place + 64:]),
                    bytes(encoded) + b"garbage",
                    bytes(encoded[:-6]) + bytes([encoded[-6] ^ 1]) + bytes(encoded[-5:])
                    if name == "gzip" else bytes(encoded[:-1]) + bytes([encoded[-1] ^ 1])):
            tool.file("bad", bad)
            run = tool.json("bad").expect(2)
            found = re.fullmatch(rf"tcenvelope: bad: the {name} data is corrupt near byte (\d+); what "
                                 "precedes it is reported; copy or compress the file again\n",
                                 run.err.decode())
            check(found, run.err)
            check(place <= int(found.group(1)) <= len(bad), f"{name}: byte {found.group(1)}")
            check(len(run.reports()) > 1000, "what precedes it")


@case
def archive_shortened_while_read(tool):
    """What was decoded before is reported, and the next file read."""
    long = b'{"Response":{"RequestId":"a","A":"%s"}}\n'
    content = b"".join(long % os.urandom(1000).hex().encode() for _ in range(8000))
    for _, encode in decoders(tool):
        for words in ([], ["--framing=ndjson", "--jobs=2"]):
            reports, run = change_while_read(tool, encode(content), lambda path: os.truncate(path, 0), *words)
            run.expect(2, SHORTENED)
            check(0 < len(reports) < 8000, f"{words}: {len(reports)} reports")
            equal({r["verdict"] for r in reports}, {"success"}, "verdicts")


@case
def archive_with_a_strange_name(tool):
    """A message takes one line, whatever the name."""
    for name, encode in decoders(tool):
        tool.file("a\n\x1b[2Jb", encode(SUCCESS)[:-1])
        tool.check("a\n\x1b[2Jb").expect(
            2, f"tcenvelope: a\\n\\u001b[2Jb: the {name} data is truncated at byte "
            f"{len(encode(SUCCESS)) - 1}; what precedes it is reported; copy or compress the file again\n")


@case
def archive_without_a_decoder(tool):
    built = dict(decoders(tool))
    for name, encode in ENCODERS.items():
        if name not in built:
            tool.check(stdin=encode(SUCCESS)).expect(
                2, f"tcenvelope: -: is {name}, which this program was built without; "
                "decode it into a pipe\n")


@case
def archive_with_a_large_window(tool):
    if "zstd" not in dict(decoders(tool)):
        return
    content = SUCCESS + b"\n" + b" " * (70 * BLOCK)
    same_reports(tool, zstd(content, "--long=25", "--no-check"), content, "--framing=ndjson")
    run = tool.check("--framing=ndjson", stdin=zstd(content, "--long=27")).expect(2)
    contains(run.err.decode(), "needs a window of more than 32 MiB; decode it with", "message")


@case
def archive_of_a_live_pipe(tool):
    """What has been written and flushed is reported before more is written."""
    if "gzip" not in dict(decoders(tool)):
        return
    process = tool.start("check", "--quiet", stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    try:
        with gzip.GzipFile(fileobj=process.stdin, mode="wb") as out:
            for i in range(3):
                out.write(SUCCESS + b"\n")
                out.flush()
                equal(process.stdout.readline(), b"-:%d: success  RequestId a\n" % i, "line")
    finally:
        process.kill()
        process.communicate()


@case
def archive_stops_while_a_pipe_waits(tool):
    """--fail-fast ends the run though the pipe stays open."""
    for _, encode in decoders(tool):
        process = tool.start("check", "--quiet", "--fail-fast", stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, bufsize=0)
        process.stdin.write(encode(INVALID + b"\n"))
        try:
            equal(process.wait(GUARD), 1, "status")
        finally:
            process.kill()
            process.communicate()


@case
def archive_in_folders(tool):
    """A folder of plain and compressed files gives the verdicts of the plain ones."""
    (tool.folder / "plain").mkdir()
    (tool.folder / "mixed").mkdir()
    suffixes = {"gzip": ".gz", "zstd": ".zst"}
    encodings = [(suffixes[name], encode) for name, encode in decoders(tool)] + [("", bytes)]
    for i, path in enumerate(sorted(pathlib.Path(EXAMPLES).rglob("*.*json"))):
        content = path.read_bytes()
        suffix, encode = encodings[i % len(encodings)]
        tool.file(f"plain/{path.name}", content)
        tool.file(f"mixed/{path.name}{suffix}", encode(content))
    plain = tool.json("-r", "plain").expect(1, "").reports()
    mixed = tool.json("-r", "mixed").expect(1, "").reports()
    check(len(plain) > 10, f"{len(plain)} documents")
    for report in plain + mixed:
        report["source"] = re.sub(r"^\w+/|\.gz$|\.zst$", "", report["source"])
    equal(mixed, plain, "reports")


@case
def archive_memory(tool):
    """A bomb takes time alone."""
    for name, _ in decoders(tool):
        with open(tool.folder / "bomb", "wb") as out, \
                subprocess.Popen([name, "-c"], stdin=subprocess.PIPE, stdout=out) as encoder:
            for _ in range(200):
                encoder.stdin.write(b" " * BLOCK)
        with open(os.devnull, "wb") as null:
            process = tool.start("check", "-q", "bomb", stdout=null)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        equal(process.returncode, 1, "status")
        check(usage.ru_maxrss * 1024 < 64 * BLOCK, f"{usage.ru_maxrss} KiB")
