"""Large inputs: threads and bounded memory."""
import os
import subprocess

from support import FAILURE, GUARD, INVALID, SUCCESS, Run, case, check, equal, records

BLOCK = 1 << 20  # eight times what one thread takes at a time
SHAPES = [
    SUCCESS + b"\n",
    b"\n",
    FAILURE + b"\r\n",
    b" \t\r\n",
    INVALID + b"\n",
    b'  {"Response":{"Data":"' + b"\xe9\x9b\xa8" * 700 + b'","RequestId":"c"}}  \n',
    b'{"Response":\n',
    b'{"Response":{"RequestId":"\xff"}}\n',
    b'{"Response":{"Error":{"Code":"Code%d","Message":"\\u0000"},"RequestId":"d"}}\n',
]
NDJSON = [["--framing=ndjson", f"--jobs={jobs}"] for jobs in (1, 2, 5)]
LINE = SUCCESS.replace(b"{", b"{" + b" " * 2000, 1) + b"\n"  # few reports, but more than a pipe holds
LINES = LINE * (16 * BLOCK // len(LINE))


def write_lines(tool, name, size, tail=b""):
    """Lines of each shape, in a pseudo-random order."""
    content = bytearray()
    state = 1
    while len(content) < size:
        state = (state * 1103515245 + 12345) % 2**31
        shape = SHAPES[state // 65536 % len(SHAPES)]
        content += shape % (state % 50) if b"%d" in shape else shape
    tool.file(name, bytes(content) + tail)
    return bytes(content) + tail


def places(content):
    """The index and offset of each document, computed independently."""
    found = []
    offset = 0
    for line in content.split(b"\n"):
        if line.strip(b" \t\r"):
            found.append((len(found), offset))
        offset += len(line) + 1
    return found


def same_everywhere(tool, name, content, words):
    wanted = tool.json("--framing=ndjson", "--jobs=1", name).expect(1, "")
    equal([(r["index"], r["offset"]) for r in wanted.reports()], places(content), "places")
    for more in words:
        run = tool.json("--framing=ndjson", *more, name).expect(1, "")
        check(run.out == wanted.out, f"{more}: the output differs")
    piped = tool.json("--framing=ndjson", stdin=content).expect(1, "")
    source = f'{{"source":"{name}",'.encode()
    check(piped.out.replace(b'{"source":"-",', source) == wanted.out,
          "the output for a pipe differs")
    return wanted


@case
def large_same_output(tool):
    content = write_lines(tool, "l.ndjson", 4 * BLOCK + 12345)
    same_everywhere(tool, "l.ndjson", content,
                    [["--chunk=7"], ["--chunk=64"], [], ["--jobs=2"], ["--jobs=5"],
                     ["--jobs=5", "--chunk=64"], ["--jobs=256"]])


@case
def large_same_output_byte_by_byte(tool):
    content = write_lines(tool, "l.ndjson", BLOCK + BLOCK // 2)
    same_everywhere(tool, "l.ndjson", content,
                    [["--chunk=1", "--jobs=1"], ["--chunk=1", "--jobs=3"]])


@case
def large_no_last_newline(tool):
    content = write_lines(tool, "l.ndjson", 2 * BLOCK, SUCCESS)
    same_everywhere(tool, "l.ndjson", content, [["--jobs=2"]])
    content = write_lines(tool, "l.ndjson", 2 * BLOCK, b"  ")
    same_everywhere(tool, "l.ndjson", content, [["--jobs=2"]])


@case
def large_lines(tool):
    """Lines of several blocks, with short lines before, between and after them."""
    long = b'{"Response":{"Data":"' + b"x" * (3 * BLOCK) + b'","RequestId":"e"}}\n'
    blank = b" " * (2 * BLOCK) + b"\n"
    content = INVALID + b"\n" + long + SUCCESS + b"\n" + blank + long + b"\n" + FAILURE + b"\n"
    tool.file("l.ndjson", content)
    same_everywhere(tool, "l.ndjson", content, [["--jobs=2"], ["--jobs=5"]])
    alone = long.replace(b"RequestId", b"Request")
    tool.file("one.ndjson", alone)
    same_everywhere(tool, "one.ndjson", alone, [["--jobs=2"]])
    run = tool.json("--framing=ndjson", "--jobs=3", "--max-bytes=1k", "l.ndjson").expect(1)
    equal(run.out, tool.json("--framing=ndjson", "--jobs=1", "--max-bytes=1k", "l.ndjson").out,
          "with a limit that a blank line exceeds")


def large_line(blocks):
    return b'{"Response":{"Data":"' + b"x" * (blocks * BLOCK) + b'","RequestId":"e"}}\n'


@case
def large_lines_past_the_memory_of_a_thread(tool):
    """Lines, blank lines and white space that do not fit in a thread's memory."""
    blank = b" " * (10 * BLOCK)
    content = (INVALID + b"\n" + large_line(11) + SUCCESS + b"\n" + blank + b"\n" + FAILURE + b"\n" +
               blank + SUCCESS + b"\n" + LINE * (2 * BLOCK // len(LINE)) + blank +
               FAILURE)
    tool.file("l.ndjson", content)
    same_everywhere(tool, "l.ndjson", content, [["--jobs=2"], ["--jobs=5"]])


@case
def large_same_text_and_only(tool):
    write_lines(tool, "l.ndjson", 2 * BLOCK)
    for words in (["--report=text"], ["--report=json", "--only=failure"], ["--report=none"]):
        one, five = (tool.check("--framing=ndjson", f"--jobs={jobs}", *words, "l.ndjson").expect(1)
                     for jobs in (1, 5))
        check(one.out == five.out, f"{words} differ")


@case
def large_same_summary(tool):
    write_lines(tool, "l.ndjson", 3 * BLOCK)
    seen = set()
    for words in (["--jobs=1"], ["--jobs=2"], ["--jobs=5"], ["--jobs=1", "--chunk=7"]):
        run = tool.run("check", "--framing=ndjson", "--report=none", *words, "l.ndjson").expect(1)
        seen.add(run.err.rsplit(b" in ", 1)[0])
    equal(len(seen), 1, "different summaries")


@case
def large_redirected(tool):
    """Standard input is a file: read from its beginning, and from the middle."""
    content = write_lines(tool, "l.ndjson", 2 * BLOCK)
    wanted = tool.json("--framing=ndjson", stdin=content).out
    program = [tool.program, "check", "--quiet", "--report=json", "--framing=ndjson", "--jobs=3"]
    with open(tool.folder / "l.ndjson", "rb") as file:
        done = subprocess.run(program, stdin=file, capture_output=True, check=False)
    check(done.stdout == wanted, "a file as standard input")
    with open(tool.folder / "l.ndjson", "rb") as file:
        os.lseek(file.fileno(), content.index(b"\n") + 1, os.SEEK_SET)
        done = subprocess.run(program, stdin=file, capture_output=True, check=False)
    rest = tool.json("--framing=ndjson", stdin=content[content.index(b"\n") + 1:]).out
    check(done.stdout == rest, "the rest of a file as standard input")


@case
def large_standard_input_twice(tool):
    """Reads advance the shared offset and leave nothing for a second reader."""
    content = write_lines(tool, "l.ndjson", 3 * BLOCK)
    program = [tool.program, "check", "--quiet", "--report=json", "--framing=ndjson"]
    for skipped in (0, content.index(b"\n") + 1):
        wanted = tool.json("--framing=ndjson", stdin=content[skipped:]).out
        for jobs in (1, 2, 5):
            with open(tool.folder / "l.ndjson", "rb", buffering=0) as file:
                file.seek(skipped)
                done = subprocess.run([*program, f"--jobs={jobs}", "-", "-"], stdin=file,
                                      capture_output=True, check=False)
                equal((file.tell(), done.returncode, done.stderr), (len(content), 1, b""), "end")
            check(done.stdout == wanted, f"{jobs} jobs")


def run_changing(tool, change, *words):
    """Changes the file l while the tool waits for a reader of its first reports: it has read no more
    than a block for each thread then."""
    process = tool.start("check", "--quiet", "--report=json", *words, "l", "after",
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, pipesize=4096)
    first = process.stdout.read(1)
    change(tool.folder / "l")
    out, err = process.communicate(timeout=GUARD)
    return Run(process.returncode, first + out, err)


def change_while_read(tool, content, change, *words, after=FAILURE + b"\n"):
    """The reports of l, and the run. Checks that the next file is validated."""
    tool.file("l", content)
    tool.file("after", records(FAILURE) if "--records" in words else after)
    run = run_changing(tool, change, *words)
    reports = run.reports()
    equal(reports[-1]["source"], "after", "the next file is read")
    return reports[:-1], run


SHORTENED = ("tcenvelope: l: the file was truncated while it was read; "
             "run again when nothing truncates it\n")


@case
def large_emptied(tool):
    """Log rotation by copying and truncating."""
    record = records(LINE)
    everything = [*((LINES, words, LINE) for words in NDJSON),
                  (LINES, ["--framing=concatenated"], LINE),
                  (record * (4 * BLOCK // len(record)), ["--records"], record)]
    for content, words, document in everything:
        reports, run = change_while_read(tool, content, lambda path: os.truncate(path, 0), *words)
        run.expect(2, SHORTENED)
        check(0 < len(reports) < len(content) // len(document), f"{words}: {len(reports)} reports")
        equal([(r["index"], r["offset"], r["verdict"]) for r in reports],
              [(i, i * len(document), "success") for i in range(len(reports))], str(words))


@case
def large_shortened(tool):
    """The rest is reported up to its last complete document."""
    size = len(LINE) * (8 * BLOCK // len(LINE))
    for words in NDJSON:
        for cut in (0, 1, len(LINE) - 1):
            reports, run = change_while_read(
                tool, LINES, lambda path, end=size + cut: os.truncate(path, end), *words)
            run.expect(2, SHORTENED)
            equal(len(reports), size // len(LINE), f"{words}: reports")


@case
def large_shortened_in_a_long_line(tool):
    before = LINE * (8 * BLOCK // len(LINE))
    content = before + large_line(24) + LINE
    for words in NDJSON:
        for left in (BLOCK // 2, 20 * BLOCK):
            reports, run = change_while_read(
                tool, content, lambda path, end=len(before) + left: os.truncate(path, end), *words)
            run.expect(2, SHORTENED)
            equal(len(reports), len(before) // len(LINE), f"{words}: reports")


@case
def large_grown(tool):
    """Appended lines are validated too, with any number of threads."""
    def append(path):
        with open(path, "ab") as file:
            file.write(INVALID + b"\n" + SUCCESS)

    for words in NDJSON:
        reports, run = change_while_read(tool, LINES, append, *words)
        run.expect(1, "")
        equal([(r["index"], r["offset"], r["verdict"]) for r in reports[-3:]],
              [(len(reports) - 3, len(LINES) - len(LINE), "success"),
               (len(reports) - 2, len(LINES), "invalid"),
               (len(reports) - 1, len(LINES) + len(INVALID) + 1, "success")], str(words))
        equal(len(reports), len(LINES) // len(LINE) + 2, "reports")


@case
def large_closed_pipe(tool):
    """The reader exits during the output of several threads."""
    write_lines(tool, "l.ndjson", 8 * BLOCK)
    process = tool.start("check", "--framing=ndjson", "--report=json", "--jobs=4", "l.ndjson",
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.read(1000)
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    equal((process.wait(), err), (2, b"tcenvelope: standard output: Broken pipe\n"), "end")


# What a pipe of the memory tests carries, in MiB. Memory does not depend on it, so more finds no more;
# docs/testing.md has the long form.
STREAM_BLOCKS = int(os.environ.get("TCE_STREAM_MIB", "48"))


def peak(tool, *words, feed=None):
    """The peak memory of a run in bytes. Its reports are discarded."""
    with open(os.devnull, "wb") as null:
        process = tool.start("check", "--quiet", *words, stdin=subprocess.PIPE, stdout=null)
        for chunk in feed or ():
            process.stdin.write(chunk)
        process.stdin.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    check(process.returncode in (0, 1), f"status {process.returncode}")
    return usage.ru_maxrss * 1024


def repeated(content):
    """The content again and again, in chunks of a good size."""
    chunk = content * (BLOCK // len(content) + 1)
    for _ in range(STREAM_BLOCKS):
        yield chunk


def check_memory(tool, framing, **streams):
    """Each stream goes through a pipe, in less than 64 MiB whatever its size."""
    for name, stream in streams.items():
        used = peak(tool, f"--framing={framing}", "--report=json", feed=stream)
        check(used < 64 * BLOCK, f"{name}: {used} bytes")


def large_document(blocks):
    yield b'{"Response":{"Data":"'
    for _ in range(blocks):
        yield b"x" * BLOCK
    yield b'","RequestId":"a"}}'


@case
def memory_of_a_large_document(tool):
    small = peak(tool, feed=large_document(1))
    large = peak(tool, feed=large_document(48))
    check(large - small < 8 * BLOCK, f"{small} bytes for a small document, {large} for a large one")


@case
def memory_of_many_documents(tool):
    """Two bytes of input make a long line of output, which threads must not accumulate."""
    tool.file("small", b"1\n" * 100)
    tool.file("large", b"1\n" * (3 * BLOCK // 4))
    words = ["--framing=ndjson", "--report=json", "--jobs=2"]
    small, large = (peak(tool, *words, name) for name in ("small", "large"))
    check(large - small < 32 * BLOCK, f"{small} bytes for few documents, {large} for many")


@case
def memory_of_a_long_line(tool):
    """Threads hold only a part of a line."""
    tool.file("small", large_line(2))
    tool.file("large", large_line(64))
    words = ["--framing=ndjson", "--jobs=2"]
    small, large = (peak(tool, *words, name) for name in ("small", "large"))
    check(large - small < 24 * BLOCK, f"{small} bytes for a short line, {large} for a long one")
