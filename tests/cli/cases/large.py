"""Large inputs: threads, and memory that does not grow."""
import os
import subprocess

from support import FAILURE, INVALID, SUCCESS, case, check, equal

BLOCK = 1 << 20  # what one thread takes at a time
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


def write_lines(tool, name, size, tail=b""):
    """Some of each shape, in an order that blocks do not repeat."""
    content = bytearray()
    state = 1
    while len(content) < size:
        state = (state * 1103515245 + 12345) % 2**31
        shape = SHAPES[state // 65536 % len(SHAPES)]
        content += shape % (state % 50) if b"%d" in shape else shape
    tool.file(name, bytes(content) + tail)
    return bytes(content) + tail


def places(content):
    """The index and offset of each document, read in another way."""
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
        check(run.out == wanted.out, f"{more} prints something else")
    piped = tool.json("--framing=ndjson", stdin=content).expect(1, "")
    source = f'{{"source":"{name}",'.encode()
    check(piped.out.replace(b'{"source":"-",', source) == wanted.out,
          "the pipe prints something else")
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
    """Lines of several blocks, with short ones before, between and behind them."""
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
    """Standard input that is a file: from its beginning, and from the middle of it."""
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
def large_closed_pipe(tool):
    """The reader goes away amid the output of several threads."""
    write_lines(tool, "l.ndjson", 8 * BLOCK)
    process = tool.start("check", "--framing=ndjson", "--report=json", "--jobs=4", "l.ndjson",
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.read(1000)
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    equal((process.wait(), err), (2, b"tcenvelope: standard output: Broken pipe\n"), "end")


def peak(tool, *words, feed=None):
    """The most memory a run had, in bytes. Its reports are thrown away."""
    with open(os.devnull, "wb") as null:
        process = tool.start("check", "--quiet", *words, stdin=subprocess.PIPE, stdout=null)
        for piece in feed or ():
            process.stdin.write(piece)
        process.stdin.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    check(process.returncode in (0, 1), f"status {process.returncode}")
    return usage.ru_maxrss * 1024


def large_document(pieces):
    yield b'{"Response":{"Data":"'
    for _ in range(pieces):
        yield b"x" * BLOCK
    yield b'","RequestId":"a"}}'


@case
def memory_of_a_large_document(tool):
    small = peak(tool, feed=large_document(1))
    large = peak(tool, feed=large_document(48))
    check(large - small < 8 * BLOCK, f"{small} bytes for a small document, {large} for a large one")


@case
def memory_of_many_documents(tool):
    """Two bytes of input make a long line of output: threads must not heap it up."""
    tool.file("small", b"1\n" * 100)
    tool.file("large", b"1\n" * (3 * BLOCK // 4))
    words = ["--framing=ndjson", "--report=json", "--jobs=2"]
    small, large = (peak(tool, *words, name) for name in ("small", "large"))
    check(large - small < 32 * BLOCK, f"{small} bytes for few documents, {large} for many")
