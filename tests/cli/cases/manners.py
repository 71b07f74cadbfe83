"""Options for scripts and clusters: statuses, colours, and when to stop."""
from support import FAILURE, INVALID, SUCCESS, case, check, contains, equal, records

LINES = (SUCCESS + b"\n" + INVALID + b"\n" + FAILURE + b"\n" + INVALID + b"\n")
BLOCK = 1 << 20  # what one thread takes at a time


@case
def manners_letters(tool):
    equal(tool.run("check", "-q", stdin=SUCCESS).expect(0).err, b"", "-q")
    contains(tool.run("check", "-qv", stdin=SUCCESS).expect(0).err,
             b"tcenvelope: -: 1 documents, 0 invalid, 30 bytes\n", "-qv")


@case
def manners_exit_zero(tool):
    """Invalid documents are a finding; work that was not done is a failure."""
    for content, status in ((SUCCESS, 0), (INVALID, 0), (b"", 0)):
        tool.check("--exit-zero", stdin=content).expect(status, "")
    tool.check("--exit-zero", "missing").expect(2)
    tool.check("--exit-zero", "--nonsense").expect(2)
    with open("/dev/full", "wb") as full:
        tool.check("--exit-zero", stdin=INVALID, stdout=full).expect(2)


@case
def manners_color(tool):
    green = b"\x1b[32msuccess\x1b[0m"
    for when, environment, coloured in (("auto", {}, False), ("never", {}, False),
                                        ("always", {}, True), ("always", {"NO_COLOR": "1"}, True)):
        run = tool.check(f"--color={when}", stdin=SUCCESS, env=environment).expect(0)
        equal(green in run.out, coloured, f"{when} {environment}")
    check(b"\x1b" not in tool.json("--color=always", stdin=SUCCESS).out, "JSON has no colours")


@case
def manners_fail_fast(tool):
    """The first invalid document is the last one reported and counted."""
    for framing in ("--framing=ndjson", "--framing=concatenated"):
        run = tool.json(framing, "--fail-fast", stdin=LINES).expect(1)
        equal([r["verdict"] for r in run.reports()], ["success", "invalid"], framing)
    run = tool.json("--records", "--fail-fast", stdin=records(SUCCESS, INVALID, SUCCESS)).expect(1)
    equal([r["verdict"] for r in run.reports()], ["success", "invalid"], "records")
    run = tool.run("check", "--framing=ndjson", "--fail-fast", stdin=LINES).expect(1)
    contains(run.err, b"\n2 documents, ", "summary")
    tool.check("--framing=ndjson", "--fail-fast", "--exit-zero", stdin=LINES).expect(0)


@case
def manners_fail_fast_over_inputs(tool):
    tool.file("valid", SUCCESS)
    tool.file("invalid", INVALID)
    for words, wanted, status in ((["valid", "invalid", "valid"], ["valid", "invalid"], 1),
                                  (["valid", "missing", "invalid"], ["valid"], 2)):
        run = tool.json("--fail-fast", *words).expect(status)
        equal([r["source"] for r in run.reports()], wanted, str(words))


@case
def manners_fail_fast_in_threads(tool):
    """The same reports with any number of threads."""
    line = SUCCESS.replace(b"{", b"{" + b" " * 2000, 1) + b"\n"
    before = 3 * BLOCK // len(line)
    tool.file("l", line * before + (INVALID + b"\n") * 3 + line * (3 * BLOCK // len(line)))
    for jobs in (1, 2, 5):
        run = tool.json("--framing=ndjson", f"--jobs={jobs}", "--fail-fast", "l").expect(1, "")
        verdicts = [r["verdict"] for r in run.reports()]
        equal(verdicts, ["success"] * before + ["invalid"], f"{jobs} jobs")


@case
def manners_verbose(tool):
    tool.file("a", LINES)
    tool.file("b\n", SUCCESS)
    run = tool.check("--framing=ndjson", "-v", "a", "missing", "b\n").expect(2)
    equal(run.err.decode(), f"tcenvelope: a: 4 documents, 2 invalid, {len(LINES)} bytes\n"
          "tcenvelope: missing: No such file or directory; check the name\n"
          "tcenvelope: b\\n: 1 documents, 0 invalid, 30 bytes\n", "standard error")
