"""Ranges of NDJSON files."""
import gzip
import random

from cases.large import LINE, SHAPES
from cases.merging import merged, refused, summary
from support import INVALID, SUCCESS, case, check, equal

BLOCK = 1 << 20


def lines(size, seed=1):
    draw = random.Random(seed)
    content = bytearray()
    while len(content) < size:
        shape = draw.choice(SHAPES)
        content += shape % draw.randrange(50) if b"%d" in shape else shape
    return bytes(content)


def places(run):
    return [(r["offset"], r["length"], r["verdict"]) for r in run.reports()]


def split(size, parts, draw):
    cuts = sorted(draw.sample(range(1, size), parts - 1))
    return list(zip([0, *cuts], [*cuts, size]))


def same_as_one_run(tool, name, ranges, *words):
    """The reports by their offsets, and the merged summary."""
    one = summary(tool, "one", *words, name)
    wanted = places(tool.json(*words, name))
    found, parts = [], []
    for i, (begin, end) in enumerate(ranges):
        run = tool.json(*words, f"--range={begin}:{end}", f"--summary=json:s{i}", name)
        equal([r["index"] for r in run.reports()], list(range(len(run.reports()))), "indexes")
        found += places(run)
        parts.append(f"s{i}")
    check(found == wanted, f"{ranges}: the reports differ")
    random.Random(len(parts)).shuffle(parts)
    check(merged(tool, *parts) == one, f"{ranges}: the summary differs")


@case
def range_at_every_byte(tool):
    """Every line belongs to one range, wherever the file is cut."""
    content = SUCCESS + b"\r\n\n \n" + INVALID + b"\n" + SUCCESS
    tool.file("a", content)
    for cut in range(1, len(content)):
        same_as_one_run(tool, "a", [(0, cut), (cut, len(content))])


@case
def range_splits(tool):
    """Into 1, 2, 7 and 64, with lines longer than a range."""
    draw = random.Random(2)
    long = b'{"Response":{"Data":"' + b"x" * 150000 + b'","RequestId":"e"}}\n'
    content = SUCCESS + b"\n" + lines(100000) + long + lines(100000, 2)
    tool.file("a", content)
    for parts in (1, 2, 7, 64):
        same_as_one_run(tool, "a", split(len(content), parts, draw), "--jobs=1")


@case
def range_in_threads(tool):
    content = LINE + lines(4 * BLOCK)
    tool.file("a", content)
    cut = len(content) // 3
    for jobs in (1, 2, 5):
        same_as_one_run(tool, "a", [(0, cut), (cut, len(content))], f"--jobs={jobs}")


@case
def range_ends(tool):
    """An end past that of the file, none, and sizes with a suffix."""
    content = LINE * 3
    tool.file("a", content)
    wanted = places(tool.json("--range=1:9999", "a").expect(0, ""))
    equal([offset for offset, _, _ in wanted], [len(LINE), 2 * len(LINE)], "offsets")
    for value in ("1:", "1:1g", "1k:", f"1:{len(content)}"):
        equal(places(tool.json(f"--range={value}", "a").expect(0, "")), wanted, value)
    equal(tool.json("--range=0:1", "a").expect(0, "").reports()[0]["length"], len(LINE) - 1, "first")
    equal(tool.json("--range=1:2", "a").expect(0, "").out, b"", "no line begins there")


@case
def range_gaps(tool):
    """Missing bytes are refused unless the result is partial; the order of merging is free."""
    tool.file("a", LINE * 4)
    size = len(LINE) * 4
    one = summary(tool, "one", "a")
    for name, value in (("s1", "0:100"), ("s2", "100:3000"), ("s3", "3000:")):
        summary(tool, name, f"--range={value}", "a")
    for words, begin, end, near in ((["s1", "s3"], 100, 3000, "s3"), (["s2", "s3"], 0, 100, "s2"),
                                    (["s1", "s2"], 3000, size, "s1")):
        refused(tool, f"a: bytes {begin} to {end} are in no summary, unlike those in {near}; add it, "
                "or give --partial", *words)
    tool.run("merge", "--partial", "--summary=json:s13", "s1", "s3").expect(0, "")
    equal(merged(tool, "s2", "s13", status=0), one, "in two steps")
    summary(tool, "t", "--range=50:3000", "a")
    refused(tool, "a: bytes 50 to 100 are in s1 and in t; leave one of them out", "s1", "t", "s3")


@case
def range_refused(tool):
    tool.file("a", SUCCESS + b"\n" + SUCCESS)
    tool.file("single", b"{\n}")
    tool.file("a.gz", gzip.compress(SUCCESS))
    for value in ("", ":", "1", ":5", "5:5", "6:5", "x:", "0:x", "-1:5", "0:1:2", "0" * 30 + ":1"):
        tool.check(f"--range={value}", "a").expect(
            2, f"tcenvelope: --range: '{value}' is not a range; give START:END, such as 0:64m or 64m:\n")
    for words in ([], ["a", "a"], ["-r", "a"], ["--files0-from=a"]):
        message = "is a range of one file; name that file alone"
        if not words:
            words, message = ["-"], None
        run = tool.check("--range=0:9", *words, stdin=SUCCESS).expect(2)
        check(message is None or message in run.err.decode(), run.err)
    for words in (["--records"], ["--framing=single"], ["--framing=concatenated"]):
        tool.check("--range=0:9", *words, "a").expect(
            2, "tcenvelope: --range: is a range of lines; give --framing=ndjson\n")
    for name, message in (
            ("-", "has no size, so it has no ranges; name a file"),
            ("single", "does not begin as lines, so it has no ranges; give --framing=ndjson"),
            ("a.gz", "is compressed, so it has no ranges; leave out --range")):
        if name != "a.gz" or b"decoder gzip: available" in tool.run("--version").out:
            tool.check("--range=0:9", name).expect(2, f"tcenvelope: {name}: {message}\n")
    tool.check("--range=99:", "a").expect(
        2, "tcenvelope: a: ends before the range begins; give a range inside the file\n")
