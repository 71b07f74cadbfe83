"""The summary on standard error."""
import re

from support import FAILURE, INVALID, SUCCESS, case, check, contains, equal

LINES = b"\n".join([SUCCESS] * 4 + [FAILURE] * 2 + [INVALID, b"{"])


def rows(err):
    """The counts by label, and the bars."""
    found = {}
    for label, count, bar in re.findall(r"^  (\S.*?) +(\d+)(?:  (\S+))?$", err, re.M):
        found[label] = (int(count), bar)
    return found


@case
def summary_contents(tool):
    err = tool.run("check", "--framing=ndjson", stdin=LINES).expect(1).err.decode()
    full, half = "\u2588" * 24, "\u2588" * 12
    equal(rows(err), {
        "success": (4, half), "failure": (2, "\u2588" * 6), "invalid": (2, "\u2588" * 6),
        "json_truncated": (1, full), "request_id_missing": (1, full), "InternalError": (2, full),
    }, "rows")
    contains(err, f"8 documents, {len(LINES)} bytes in ", "total")
    check(re.search(r" in \d+\.\d{3} s \(\d+\.\d{3} GB/s\)\n$", err), "time")
    ends = {len(line.split("  \u2588")[0]) for line in err.splitlines() if line.startswith("  ")}
    equal(len(ends), 1, "the counts end in one column")


@case
def summary_of_nothing(tool):
    err = tool.run("check", "--framing=ndjson", stdin=b"").expect(0).err.decode()
    equal(rows(err), {"success": (0, ""), "failure": (0, ""), "invalid": (0, "")}, "rows")
    contains(err, "0 documents, 0 bytes", "total")


@case
def summary_without_utf8(tool):
    run = tool.run("check", "--framing=ndjson", stdin=LINES, env={"LC_ALL": "C"}).expect(1)
    check(run.err.isascii(), "ASCII alone")
    equal(rows(run.err.decode())["success"], (4, "#" * 12), "bar")


@case
def summary_over_inputs(tool):
    tool.file("a", SUCCESS)
    tool.file("b", INVALID)
    err = tool.run("check", "a", "missing", "b").expect(2).err.decode()
    contains(err, "tcenvelope: missing: ", "message")
    contains(err, f"2 documents, {len(SUCCESS + INVALID)} bytes", "total")


@case
def summary_counts_all(tool):
    err = tool.run("check", "--framing=ndjson", "--only=success", "--report=none",
                   stdin=LINES).expect(1).err.decode()
    equal(rows(err)["invalid"][0], 2, "invalid ones, though not printed")


def codes(count):
    return b"".join(FAILURE.replace(b"InternalError", b"C%05d" % i) + b"\n" for i in range(count))


@case
def summary_top_codes(tool):
    content = codes(12) + codes(11) + codes(1) + codes(1)
    err = tool.run("check", "--framing=ndjson", "--report=none", stdin=content).expect(0).err
    found = {k: v for k, v in rows(err.decode()).items() if k.startswith("C") or k == "(others)"}
    equal(list(found), [f"C{i:05}" for i in range(10)] + ["(others)"], "order")
    equal((found["C00000"], found["C00001"], found["(others)"]),
          ((4, "\u2588" * 24), (2, "\u2588" * 12), (3, "")), "counts")


@case
def summary_of_many_codes(tool):
    """More codes than the table holds: the rest is counted together."""
    for content, others in ((codes(4096), 4086), (codes(4096 + 30), 4116)):
        err = tool.run("check", "--framing=ndjson", "--report=none", stdin=content).expect(0).err
        equal(rows(err.decode())["(others)"][0], others, "others")


@case
def summary_escapes_codes(tool):
    content = FAILURE.replace(b"InternalError", rb"\u001b[31mred")
    err = tool.run("check", stdin=content).expect(0).err
    check(b"\x1b" not in err, "no control characters")
    contains(err, rb"\u001b[31mred ", "the code")
