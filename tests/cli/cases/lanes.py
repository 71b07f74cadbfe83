"""Several inputs at once: what is reported does not depend on the number of threads."""
import gzip
import os
import subprocess

from cases.large import LINE, write_lines
from cases.merging import summary
from support import FAILURE, GUARD, INVALID, SUCCESS, case, check, contains, equal

BLOCK = 1 << 20
JOBS = [f"--jobs={jobs}" for jobs in (1, 2, 5, 256)]


def many(tool):
    """Small and large, plain and compressed, good and bad, in no order of size."""
    names = []
    for i in range(40):
        content = (SUCCESS + b"\n" + (INVALID if i % 7 == 0 else FAILURE) + b"\n") * (i * i * i % 977)
        if i % 5 == 3:
            content = gzip.compress(content)
        if i % 11 == 10:
            content = gzip.compress(LINE * 900)[:-9]
        names.append(tool.file(f"f{i}", content))
    write_lines(tool, "large1", 2 * BLOCK + 99)
    write_lines(tool, "large2", BLOCK + 99)
    return names[:11] + ["large1", "missing"] + names[11:30] + ["large2", "."] + names[30:]


def same(tool, words, names):
    """The output, the messages and the summary of one thread."""
    seen = set()
    for jobs in JOBS:
        run = tool.check(jobs, "-v", "--summary=json:s", *words, *names)
        seen.add((run.status, run.out, run.err, (tool.folder / "s").read_bytes().split(b'"verdicts"')[1]))
    equal(len(seen), 1, f"different results of {words}")
    return seen.pop()


@case
def lanes_same_results(tool):
    names = many(tool)
    status, out, err, _ = same(tool, ["--report=json"], names)
    equal(status, 2, "status")
    check(out.count(b"\n") > 20000, "reports")
    contains(err, b"missing: No such file", "messages")
    same(tool, ["--only=invalid"], names)
    same(tool, ["--framing=ndjson", "--report=none"], names)
    same(tool, ["--framing=single"], names)


@case
def lanes_fail_fast(tool):
    """The first finding in the order of the inputs ends the run, whoever finds another first."""
    slow = tool.file("slow", LINE * 400 + INVALID + b"\n")
    bad = [tool.file(f"bad{i}", INVALID) for i in range(20)]
    status, out, _, _ = same(tool, ["--fail-fast", "--only=invalid", "--report=json"], [slow, *bad])
    equal((status, out.count(b"\n")), (1, 1), "reports")
    contains(out, b'"source":"slow"', "the first")
    status, out, err, _ = same(tool, ["--fail-fast", "--report=json"], ["missing", slow, *bad])
    equal((status, out, err.count(b"\n")), (2, b"", 1), "an input that cannot be read")


@case
def lanes_stop_while_a_pipe_waits(tool):
    """A pipe that never ends does not hold up a run that has stopped."""
    os.mkfifo(tool.folder / "pipe")
    writer = os.open(tool.folder / "pipe", os.O_RDWR)
    try:
        tool.file("bad", INVALID)
        tool.check("--fail-fast", "--jobs=4", "bad", "pipe", "bad").expect(1)
    finally:
        os.close(writer)


@case
def lanes_closed_output(tool):
    """Nobody reads the reports of many inputs."""
    names = [tool.file(f"f{i}", (SUCCESS + b"\n") * 3000) for i in range(30)]
    process = tool.start("check", "-q", "--report=json", "--jobs=5", *names, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    process.stdout.read(1000)
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    equal((process.wait(GUARD), err), (2, b"tcenvelope: standard output: Broken pipe\n"), "end")


@case
def lanes_memory(tool):
    """Output past its turn is bounded."""
    for i in range(6):
        tool.file(f"f{i}.gz", gzip.compress(b"1\n" * 300000, 1))
    with open(os.devnull, "wb") as null:
        process = tool.start("check", "-q", "-r", ".", "--report=json", "--jobs=4", stdout=null)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    equal(process.returncode, 1, "status")
    check(usage.ru_maxrss * 1024 < 64 * BLOCK, f"{usage.ru_maxrss} KiB")


@case
def lanes_summary_of_many(tool):
    """A row for each input."""
    names = [tool.file(f"f{i:03}", SUCCESS) for i in range(300)]
    content = summary(tool, "s", "--jobs=4", *names, status=0)
    equal(content.count(b'{"name":'), 300, "rows")
