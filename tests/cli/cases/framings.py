"""The framing that the beginning of an input shows."""
import subprocess

from support import FAILURE, GUARD, INVALID, SUCCESS, case, contains, equal

LIMIT = 65536  # bytes that are looked at
PRETTY = b'{\n  "Response": {\n    "RequestId": "}{\\"[",\n    "A": [\n      {}\n    ]\n  }\n}'
LONG = b'{"Response":{"A":"' + b"x" * LIMIT + b'","RequestId":"a"}}'
SPACED = b"{" + b"\n" * LIMIT + SUCCESS[1:]

SHAPES = {
    "single": [b"", b" \n ", SUCCESS, PRETTY, PRETTY + b"\n", SUCCESS + b" x", b"[]", b"true", b"x\ny\n",
               b"\xef\xbb\xbf" + SUCCESS, SUCCESS[:-1], b'{"a":"\n', SPACED, SPACED + SUCCESS,
               b" " * LIMIT + SUCCESS + b"\n"],
    "ndjson": [SUCCESS + b"\n", SUCCESS + b" \r\n", b"\n\n " + SUCCESS + b"\n" + FAILURE,
               SUCCESS + b"\nx\n", b"[]\n" + SUCCESS, b"x\n" + SUCCESS, b'{"a":"\n' + SUCCESS,
               b'{"a":"\\\n' + SUCCESS, b"\xef\xbb\xbf" + SUCCESS + b"\n" + SUCCESS, LONG,
               LONG + b"\n" + SUCCESS],
    "concatenated": [SUCCESS + SUCCESS, SUCCESS + b" " + FAILURE, PRETTY + b"\n" + PRETTY,
                     PRETTY + INVALID],
}


@case
def framing_shown(tool):
    """The reports are those of the explicit framing, and the summary says which it is."""
    for framing, shapes in SHAPES.items():
        for shape in shapes:
            tool.file("a", shape)
            wanted = tool.json(f"--framing={framing}", "a")
            run = tool.run("check", "--report=json", "a")
            equal((run.status, run.out), (wanted.status, wanted.out), f"{framing} {shape!r:.80}")
            contains(run.err.decode(), f"\ninputs: 1 {framing}\n", f"{shape!r:.80}")


@case
def framing_shown_in_every_cut(tool):
    """Written to a pipe byte by byte."""
    for framing, shapes in SHAPES.items():
        for shape in (each for each in shapes if len(each) < 200):
            process = tool.start("check", "--report=none", stdin=subprocess.PIPE,
                                 stderr=subprocess.PIPE, bufsize=0)
            for i in range(len(shape)):
                process.stdin.write(shape[i:i + 1])
            _, err = process.communicate(timeout=GUARD)
            contains(err.decode(), f"\ninputs: 1 {framing}\n", f"{shape!r:.80}")


@case
def framing_of_each_input(tool):
    for name, content in (("a", SUCCESS), ("b", SUCCESS + b"\n"), ("c", FAILURE)):
        tool.file(name, content)
    err = tool.run("check", "a", "b", "c").expect(0).err.decode()
    contains(err, "\ninputs: 2 single, 1 ndjson\n", "summary")


@case
def framing_shown_of_a_live_stream(tool):
    """The first line is reported before the second is written."""
    process = tool.start("check", "--quiet", stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    try:
        process.stdin.write(SUCCESS + b"\n")
        equal(process.stdout.readline(), b"-:0: success  RequestId a\n", "line")
    finally:
        process.kill()
        process.communicate()
