"""Files and pipes, and their errors."""
import os
import resource
import subprocess

from support import (FAILURE, GUARD, INVALID, SUCCESS, case, check, contains, equal, records)


@case
def status_of_all(tool):
    for content, status in ((SUCCESS, 0), (FAILURE, 0), (INVALID, 1), (b"", 1)):
        tool.check(stdin=content).expect(status, "")
    for name, content in (("s", SUCCESS), ("f", FAILURE), ("i", INVALID)):
        tool.file(name, content)
    tool.check("s", "f").expect(0, "")
    tool.check("i", "s", "f").expect(1, "")
    tool.check("i", "missing").expect(2)
    tool.check("s", "--nonsense").expect(2)


@case
def input_standard(tool):
    for words in ([], ["-"]):
        (report,) = tool.json(*words, stdin=SUCCESS).expect(0).reports()
        equal(report["source"], "-", "source")
    tool.file("a", FAILURE)
    reports = tool.json("a", "-", "a", stdin=SUCCESS).expect(0).reports()
    equal([(r["source"], r["index"], r["verdict"]) for r in reports],
          [("a", 0, "failure"), ("-", 0, "success"), ("a", 0, "failure")], "order")


@case
def input_missing(tool):
    tool.file("a", SUCCESS)
    tool.file("b", INVALID)
    run = tool.json("a", "missing", "b").expect(
        2, "tcenvelope: missing: No such file or directory; check the name\n")
    equal([r["source"] for r in run.reports()], ["a", "b"], "the others are validated")


@case
def input_directory(tool):
    (tool.folder / "d").mkdir()
    tool.file("a", SUCCESS)
    for words in ([], ["--framing=ndjson"], ["--records"]):
        content = records(SUCCESS) if words == ["--records"] else SUCCESS
        tool.file("a", content)
        run = tool.json(*words, "d", "a").expect(
            2, "tcenvelope: d: Is a directory; give -r for the files in it, or name them\n")
        equal([r["source"] for r in run.reports()], ["a"], "the others are validated")


@case
def input_read_error(tool):
    """/proc/self/mem can be opened, but reading at offset 0 fails."""
    tool.file("a", SUCCESS)
    run = tool.json("/proc/self/mem", "a").expect(
        2, "tcenvelope: /proc/self/mem: Input/output error\n")
    equal([r["source"] for r in run.reports()], ["a"], "no report of the unread file")


@case
def input_closed_standard_input(tool):
    done = subprocess.run(["sh", "-c", 'exec "$0" check --quiet <&-', tool.program],
                          capture_output=True, timeout=GUARD, check=False)
    equal((done.returncode, done.stderr), (2, b"tcenvelope: -: Bad file descriptor\n"), "closed")


@case
def input_truncated_records(tool):
    complete = records(SUCCESS, FAILURE)
    cuts = {
        3: "record 0 at byte 0 is truncated: 3 of 4 bytes of its length are present",
        4: "record 0 at byte 0 is truncated: 0 of 30 bytes of its document are present",
        35: "record 1 at byte 34 is truncated: 1 of 4 bytes of its length are present",
        38: "record 1 at byte 34 is truncated: 0 of 77 bytes of its document are present",
        len(complete) - 1:
            "record 1 at byte 34 is truncated: 76 of 77 bytes of its document are present",
    }
    for cut, message in cuts.items():
        tool.file("r", complete[:cut])
        tool.file("s", records(SUCCESS))
        run = tool.json("--records", "r", "s").expect(
            2, f"tcenvelope: r: {message}; the input is not complete\n")
        sources = ["r"] * (cut >= 34) + ["s"]
        equal([r["source"] for r in run.reports()], sources, f"complete records of {cut} bytes")


@case
def output_full(tool):
    with open("/dev/full", "wb") as full:
        tool.check(stdin=SUCCESS, stdout=full).expect(
            2, "tcenvelope: standard output: No space left on device; "
            "free some space and run again\n")


@case
def output_closed_pipe(tool):
    """If nobody reads, the first report cannot be written and the run ends."""
    process = tool.start("check", "--framing=ndjson", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    process.stdout.close()
    try:
        process.stdin.write(SUCCESS + b"\n")
        process.stdin.flush()
        err = process.stderr.read()
        equal(process.wait(GUARD), 2, "status")
    finally:
        process.kill()
        process.wait()
    try:
        process.stdin.close()
    except BrokenPipeError:
        pass
    process.stderr.close()
    equal(err, b"tcenvelope: standard output: Broken pipe\n", "message, without a summary")


@case
def output_closed_pipe_of_help(tool):
    for words in (["--help"], ["--version"], ["codes", "list"], ["codes", "lookup", "a"]):
        process = tool.start(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             preexec_fn=close_standard_output)
        _, err = process.communicate(timeout=GUARD)
        equal((process.returncode, err),
              (2, b"tcenvelope: standard output: Bad file descriptor\n"), str(words))


def close_standard_output():
    os.close(1)


class Conversation:
    """Writes to the tool and waits for its lines."""

    def __init__(self, tool, *words):
        self.process = tool.start("check", "--quiet", *words, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, bufsize=0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def say(self, content):
        self.process.stdin.write(content)

    def line(self):
        """Blocks until the line is complete; CTest's timeout limits the wait."""
        found = b""
        while not found.endswith(b"\n"):
            byte = self.process.stdout.read(1)
            check(byte != b"", f"the output ended after {found!r}")
            found += byte
        return found.decode()

    def end(self):
        self.process.stdin.close()
        rest = self.process.stdout.read()
        return self.process.wait(GUARD), rest


@case
def stream_lines(tool):
    with Conversation(tool, "--framing=ndjson") as talk:
        for i in range(5):
            talk.say(SUCCESS[:10])
            talk.say(SUCCESS[10:] + b"\n")
            equal(talk.line(), f"-:{i}: success  RequestId a\n", "line")
        talk.say(INVALID)
        status, rest = talk.end()
        equal((status, rest), (1, b"-:5: invalid  request_id_missing at byte 13\n"), "the end")


@case
def stream_values(tool):
    with Conversation(tool, "--framing=concatenated") as talk:
        for i in range(5):
            talk.say(SUCCESS)
            equal(talk.line(), f"-:{i}: success  RequestId a\n", "value")
        equal(talk.end(), (0, b""), "the end")


@case
def stream_records(tool):
    with Conversation(tool, "--records") as talk:
        for i in range(5):
            talk.say(records(SUCCESS))
            equal(talk.line(), f"-:{i}: success  RequestId a\n", "record")
        equal(talk.end(), (0, b""), "the end")


@case
def codes_list(tool):
    run = tool.run("codes", "list").expect(0, "")
    tool.golden("codes.txt", run.out)
    run = tool.run("codes", "list", "--report=json").expect(0, "")
    tool.golden("codes.json", run.out)
    equal(len(run.out.splitlines()), 38, "codes")


@case
def codes_lookup(tool):
    codes = ["InternalError", "AuthFailure.Other", "InvalidParameterValue.ImageNotFound"]
    run = tool.run("codes", "lookup", *codes).expect(0, "")
    tool.golden("lookup.txt", run.out)
    run = tool.run("codes", "lookup", "--report", "json", *codes).expect(0, "")
    tool.golden("lookup.json", run.out)


@case
def codes_lookup_unknown(tool):
    run = tool.run("codes", "lookup", "Nonsense", "InternalError").expect(1, "")
    contains(run.out.decode(), "Nonsense ", "code")
    for strange in (b"", b"\xff\x1b", b"a" * 10000):
        run = tool.run("codes", "lookup", "--report=json", strange).expect(1, "")
        contains(run.out.decode(), '"kind":"unknown","class":"other","category":"other",'
                 '"meaning":null}\n', "line")


@case
def codes_refused(tool):
    for words, message in (
            (["codes"], "codes: no subcommand; give list, lookup, search, diff, compile or import"),
            (["codes", "x"],
             "x: is not a subcommand of codes; give list, lookup, search, diff, compile or import"),
            (["codes", "list", "x"], "x: codes list takes no code; try 'tcenvelope codes lookup'"),
            (["codes", "lookup"],
             "codes lookup: no code; give at least one, such as InvalidParameter")):
        run = tool.run(*words).expect(2, f"tcenvelope: {message}\n")
        equal(run.out, b"", "output")


@case
def input_is_the_output(tool):
    """A file to which its own reports are appended would never end."""
    line = SUCCESS + b"\n"
    for words in (["--jobs=1", "a"], ["--jobs=2", "a"], ["-"]):
        tool.file("a", line)
        with open(tool.folder / "a", "ab") as out, open(tool.folder / "a", "rb") as source:
            done = subprocess.run([tool.program, "check", "--quiet", "--framing=ndjson", *words],
                                  stdin=source, stdout=out, stderr=subprocess.PIPE,
                                  cwd=tool.folder, preexec_fn=limit_files, check=False)
        equal((done.returncode, done.stderr.decode()),
              (2, f"tcenvelope: {words[-1]}: is also the output; "
               "write the reports to another file\n"),
              str(words))
        equal((tool.folder / "a").read_bytes(), line, "the file is unchanged")


def limit_files():
    """Limits the damage if the tool appends without end."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))


@case
def input_output_not_refused(tool):
    """Without reports, or with a device as the output, no input grows."""
    line = SUCCESS + b"\n"
    tool.file("a", line)
    with open(tool.folder / "a", "ab") as out:
        tool.check("--framing=ndjson", "--report=none", "a", stdout=out).expect(0, "")
    with open(os.devnull, "r+b") as null:
        tool.check("--framing=ndjson", "/dev/null", "a", stdout=null).expect(0, "")


@case
def input_without_a_size(tool):
    """A file in /proc is longer than its size, which is not a truncation."""
    for jobs in (1, 2):
        tool.check(f"--jobs={jobs}", "--framing=ndjson", "/proc/version").expect(1, "")
