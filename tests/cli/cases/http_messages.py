"""--framing=http: HTTP/1.x responses one after another."""
import gzip
import os
import re
import zlib

from cases.archives import zstd
from cases.large import BLOCK, SHORTENED, STREAM_BLOCKS, change_while_read, check_memory, repeated
from support import FAILURE, INVALID, SUCCESS, case, check, contains, equal

READ = 65536  # bytes that the tool reads at once
OK = b"HTTP/1.1 200 OK"


def is_built(tool):
    return b"framing http: available\n" in tool.run("--version").out


def http_case(function):
    """A case for builds that read HTTP. The others say so."""
    def run(tool):
        if is_built(tool):
            function(tool)
        else:
            tool.check("--framing=http", stdin=b"").expect(
                2, "tcenvelope: --framing: this program was built without http\n")
    run.__name__ = function.__name__
    return case(run)


def response(body, *fields, status=OK, end=b"\r\n"):
    return end.join([status, *fields, b"", b""]) + body


def sized(body, *fields, **named):
    return response(body, *fields, b"Content-Length: %d" % len(body), **named)


def chunked(body, size=7, trailer=b""):
    parts = [body[i:i + size] for i in range(0, len(body), size)]
    coded = b"".join(b"%x;a=b\r\n%s\r\n" % (len(p), p) for p in parts)
    return response(coded + b"0\r\n" + trailer + b"\r\n", b"Transfer-Encoding: chunked")


def coded(name, body):
    return sized(body, b"Content-Encoding: " + name)


def deflate(content):
    return zlib.compress(content)


def reports(tool, content, status, err=""):
    return tool.json("--framing=http", stdin=content).expect(status, err).reports()


@http_case
def http_bodies_of_every_kind(tool):
    """Verdicts in order; offsets are those of the status lines."""
    parts = [(sized(SUCCESS), "success"), (chunked(FAILURE), "failure"), (chunked(INVALID, 1), "invalid"),
             (sized(b""), "invalid"), (coded(b"gzip", gzip.compress(SUCCESS)), "success"),
             (coded(b"x-gzip", gzip.compress(FAILURE)), "failure"),
             (coded(b"deflate", deflate(INVALID)), "invalid"),
             (b"\r\n" + sized(SUCCESS, end=b"\n"), "success"),
             (chunked(SUCCESS, 9, b"Expires: 0\r\nA:\r\n"), "success"),
             (sized(FAILURE, status=b"HTTP/1.0 503"), "failure"),
             (sized(b"<html>", b"Content-Type: text/html", status=b"HTTP/1.1 502 Bad Gateway"), "invalid"),
             (response(FAILURE), "failure")]
    found = reports(tool, b"".join(part for part, _ in parts), 1)
    equal([r["verdict"] for r in found], [verdict for _, verdict in parts], "verdicts")
    equal([r["index"] for r in found], list(range(len(parts))), "indexes")
    offsets = [sum(len(part) for part, _ in parts[:i]) + 2 * part.startswith(b"\r\n")
               for i, (part, _) in enumerate(parts)]
    equal([r["offset"] for r in found], offsets, "offsets")
    equal([r["length"] for r in found[:4]], [len(SUCCESS), len(FAILURE), len(INVALID), 0], "lengths")


@http_case
def http_zstd_bodies(tool):
    run = tool.json("--framing=http", stdin=coded(b"zstd", zstd(SUCCESS)))
    check(run.status == 0 and run.reports()[0]["verdict"] == "success"
          or b"not validated" in run.err, f"{run.out} {run.err}")


@http_case
def http_without_a_body(tool):
    """They are no documents."""
    heads = [response(b"", status=b"HTTP/1.1 100 Continue"), response(b"", status=b"HTTP/1.1 204 x"),
             response(b"", b"Content-Length: 12", status=b"HTTP/1.1 304 Not Modified")]
    found = reports(tool, heads[0] + sized(SUCCESS) + heads[1] + heads[2] + sized(FAILURE), 0)
    equal([r["verdict"] for r in found], ["success", "failure"], "verdicts")
    equal(reports(tool, b"", 0), [], "no response")


@http_case
def http_broken_codings(tool):
    """A violation of the coding, at its byte of the encoded body."""
    body = gzip.compress(SUCCESS, mtime=0)
    flipped = body[:-8] + bytes([body[-8] ^ 1]) + body[-7:]
    found = reports(tool, coded(b"gzip", body[:-1]) + coded(b"gzip", flipped) +
                    coded(b"gzip", gzip.compress(b" " * 9000000 + SUCCESS)) + sized(SUCCESS), 1)
    equal([r["first_violation"] for r in found],
          ["coding_truncated", "coding_corrupt", "coding_limit", None], "violations")
    equal(found[0]["violation_offset"], len(body) - 1, "offset")


@http_case
def http_same_reports_in_every_cut(tool):
    """The bytes around each kind of border lie at each place of the border between two reads."""
    tail = (coded(b"gzip", gzip.compress(FAILURE, mtime=0)) + chunked(INVALID, 4, b"T: v\r\n") +
            response(b"", status=b"HTTP/1.1 204 x") + sized(SUCCESS))
    wanted = None
    for place in range(0, len(tail) + 1, 5):
        filler = READ - place - len(sized(b"x" * 60000, b"Content-Type: a"))
        content = sized(b"x" * (60000 + filler), b"Content-Type: a") + tail
        found = reports(tool, content, 1)
        shown = [(r["verdict"], r["violations"], r["length"], r["offset"] - (READ - place))
                 for r in found[1:]]
        wanted = wanted or shown
        equal(shown, wanted, f"the border at byte {place}")
    equal(len(wanted), 3, "documents")


REFUSED = [
    (b"HTTP/2 200\r\n\r\n", 0, "the line is no status line of HTTP/1.x"),
    (b"garbage", None, None),
    (b"garbage\n", 0, "the line is no status line of HTTP/1.x"),
    (b"HTTP/1.1 20 OK\r\n\r\n", 0, "the status line is not 'HTTP/1.x', a space and three digits"),
    (b"HTTP/1.1 2000\r\n\r\n", 0, "the status line is not 'HTTP/1.x', a space and three digits"),
    (b"HTTP/1.1  200\r\n\r\n", 0, "the status line is not 'HTTP/1.x', a space and three digits"),
    (b"HTTP/1.1 099 x\r\n\r\n", 0, "the status is below 100"),
    (response(b"", b"A: b", b" c"), 23, "the field continues on another line (obs-fold)"),
    (response(b"", b"\tc"), 17, "the field continues on another line (obs-fold)"),
    (response(b"", b"A b: c"), 17, "the field has no name followed by a colon"),
    (response(b"", b"A : c"), 17, "the field has no name followed by a colon"),
    (response(b"", b": c"), 17, "the field has no name followed by a colon"),
    (response(b"", b"A"), 17, "the field has no name followed by a colon"),
    (response(b"", b"A: b\0"), 17, "the field has a control character"),
    (response(b"", b"A: b\rc"), 17, "the field has a control character"),
    (response(b"", b"Content-Length: 1", b"content-length: 1"), 36, "Content-Length is there twice"),
    (response(b"", b"Content-Length: 1, 1"), 17, "Content-Length is not one number of bytes"),
    (response(b"", b"Content-Length: +1"), 17, "Content-Length is not one number of bytes"),
    (response(b"", b"Content-Length: -1"), 17, "Content-Length is not one number of bytes"),
    (response(b"", b"Content-Length: 9223372036854775808"), 17,
     "Content-Length is not one number of bytes"),
    (response(b"", b"Content-Length:"), 17, "Content-Length is empty"),
    (response(b"", b"Content-Length: 1", b"Transfer-Encoding: chunked"), 36,
     "there are a Content-Length and a Transfer-Encoding"),
    (response(b"", b"Transfer-Encoding: chunked", b"Content-Length: 1"), 45,
     "there are a Content-Length and a Transfer-Encoding"),
    (response(b"", b"Transfer-Encoding: gzip, chunked"), 17, "the Transfer-Encoding is not 'chunked'"),
    (response(b"", b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"), 45,
     "Transfer-Encoding is there twice"),
    (response(b"", b"Transfer-Encoding: chunked", status=b"HTTP/1.0 200 OK"), 17,
     "HTTP/1.0 has no Transfer-Encoding"),
    (response(b"", b"Content-Type: a", b"Content-Type: a"), 34, "Content-Type is there twice"),
    (response(b"g\r\n", b"Transfer-Encoding: chunked"), 47,
     "the size of the chunk is not a hexadecimal number"),
    (response(b"1 2\r\n", b"Transfer-Encoding: chunked"), 47,
     "the size of the chunk is not a hexadecimal number"),
    (response(b"\r\n", b"Transfer-Encoding: chunked"), 47,
     "the size of the chunk is not a hexadecimal number"),
    (response(b"8000000000000000\r\n", b"Transfer-Encoding: chunked"), 47,
     "the size of the chunk is too large"),
    (response(b"fffffffffffffffff\r\n", b"Transfer-Encoding: chunked"), 47,
     "the size of the chunk is too large"),
    (response(b"1\r\nabc\r\n", b"Transfer-Encoding: chunked"), 51, "the chunk is longer than its size"),
    (response(b"0\r\nA\r\n\r\n", b"Transfer-Encoding: chunked"), 50,
     "the field has no name followed by a colon"),
    (OK + b"\r\n" + b"A: b\r\n" * 12000, 65531, "the head is longer than 65536 bytes"),
    (OK + b"\r\nA: " + b"b" * 70000, 17, "the head is longer than 65536 bytes"),
    (response(b"0;" + b"a" * 70000, b"Transfer-Encoding: chunked"), 47,
     "the head is longer than 65536 bytes"),
]


@http_case
def http_refused(tool):
    """What can be read in two ways ends the input, with what is wrong and where."""
    good = sized(SUCCESS)
    for content, place, problem in REFUSED:
        run = tool.json("--framing=http", stdin=good + content).expect(2)
        equal([r["verdict"] for r in run.reports()], ["success"], f"what precedes {content[:60]}")
        if problem is not None:
            equal(run.err.decode(),
                  f"tcenvelope: -: byte {len(good) + place}, in the response at byte {len(good)}: "
                  f"{problem}; what precedes it is reported, and nothing past it can be read\n",
                  f"message of {content[:80]}")


@http_case
def http_truncated(tool):
    """In every place but in a body that ends with the input: that is complete."""
    for whole in (sized(SUCCESS), chunked(SUCCESS, 9, b"A: b\r\n")):
        for cut in range(1, len(whole), 3):
            run = tool.check("--framing=http", stdin=whole + whole[:cut]).expect(2)
            equal(run.out.count(b"\n"), 1, f"reports of {cut} bytes")
            found = re.fullmatch(r"tcenvelope: -: the response at byte (\d+) is truncated at byte (\d+), in "
                                 r"its (head|body); the input is not complete\n", run.err.decode())
            check(found, run.err)
            equal((int(found[1]), int(found[2])), (len(whole), len(whole) + cut), "places")
            equal(found[3] == "body", cut >= whole.index(b"\r\n\r\n") + 4, f"part at {cut}")
    equal([r["first_violation"] for r in reports(tool, response(SUCCESS[:-1]), 1)], ["json_truncated"],
          "a body that ends with the input")


@http_case
def http_not_validated(tool):
    """What cannot be decoded is an error, and the others are validated."""
    content = (sized(SUCCESS) + coded(b"br", b"x") + coded(b"gzip, br", b"x") +
               sized(b"x", status=b"HTTP/1.1 206 Partial Content") + sized(FAILURE))
    run = tool.json("--framing=http", stdin=content).expect(2)
    equal([r["verdict"] for r in run.reports()], ["success", "failure"], "the others")
    contains(run.err.decode(), f"-: 3 of the responses were not validated; the first, at byte "
             f"{len(sized(SUCCESS))}: ", "message")


@http_case
def http_shortened_while_read(tool):
    """As for any other file."""
    one = sized(SUCCESS.replace(b"{", b"{" + b" " * 2000, 1))
    reports_before, run = change_while_read(tool, one * 8000, lambda path: os.truncate(path, 0),
                                            "--framing=http", after=sized(FAILURE))
    run.expect(2, SHORTENED)
    check(0 < len(reports_before) < 8000, f"{len(reports_before)} reports")


@http_case
def http_in_archives(tool):
    """The file can be compressed too, and be one of several inputs."""
    tool.file("a.gz", gzip.compress(sized(SUCCESS) * 3))
    tool.file("b", sized(INVALID))
    run = tool.check("--framing=http", "--jobs=2", "--summary=json:s", "a.gz", "b").expect(1, "")
    equal(run.out.count(b"\n"), 4, "reports")
    contains((tool.folder / "s").read_bytes(), b'"framing":"http","coding":"gzip"', "summary")
    merged = tool.run("merge", "s").expect(1, "")
    contains(merged.out, b"inputs: 2 http; 1 gzip\n", "merge")
    run = tool.check("--framing=http", "--fail-fast", stdin=sized(INVALID) + sized(SUCCESS)).expect(1, "")
    equal(run.out.count(b"\n"), 1, "--fail-fast")


def long_body(*fields, status=OK):
    """A response whose body ends with the input."""
    yield response(b'{"Response":{"RequestId":"a","Data":"', *fields, status=status)
    yield from repeated(b"x")
    yield b'"}}'


def many_chunks():
    yield response(b"", b"Transfer-Encoding: chunked")
    for part in repeated(b"8\r\n[[[[,,,,\r\n"):
        yield part
    yield b"0\r\n\r\n"


@http_case
def http_memory(tool):
    """Many responses, each with a long line of output, and single ones without an end."""
    size = STREAM_BLOCKS * (BLOCK + 1)
    many = sized(SUCCESS) + chunked(FAILURE) + coded(b"gzip", gzip.compress(SUCCESS)) + sized(b"1")
    encoder = zlib.compressobj(wbits=31)  # a process begins with the peak of the one that starts it
    bomb = coded(b"gzip", b"".join([encoder.compress(part) for part in repeated(b" ")] + [encoder.flush()]))
    check_memory(tool, "http", many=repeated(many), bodiless=repeated(b"HTTP/1.1 204\r\nA: b\r\n\r\n"),
                 chunks=many_chunks(), bombs=iter([bomb, bomb]), until_the_end=long_body(),
                 with_a_length=long_body(b"Content-Length: %d" % (size + len('{"Response":{"RequestId":"a","Data":""}}'))))
