"""Output on a terminal."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

from support import FAILURE, GUARD, INVALID, SUCCESS, case, check, contains, equal

ERASE = b"\r\x1b[K"


class Terminal:
    """A terminal that records its output."""

    def __init__(self, columns=0):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
        self.seen = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.master)

    def hand_over(self):
        """Closes this side, so that the terminal ends when the program does."""
        os.close(self.slave)

    def read(self, seconds=0.0):
        """Reads what is available; False at the end."""
        while select.select([self.master], [], [], seconds)[0]:
            try:
                chunk = os.read(self.master, 65536)
            except OSError:  # Linux: the other side is closed
                return False
            if not chunk:
                return False
            self.seen += chunk
        return True

    def read_to_the_end(self):
        while self.read(GUARD):
            pass
        return self.seen


def feed_until_seen(process, terminal, sign):
    """Feeds a document repeatedly until the terminal shows the sign."""
    fed = 0
    begun = time.monotonic()
    while sign not in terminal.seen:
        check(time.monotonic() - begun < GUARD, f"{sign!r} never came: {terminal.seen!r}")
        process.stdin.write(SUCCESS + b"\n")
        process.stdin.flush()
        fed += 1
        terminal.read(0.05)
    return fed


@case
def terminal_progress(tool):
    begun = time.monotonic()
    with Terminal() as terminal:
        process = tool.start("check", "--framing=ndjson", "--report=none", stdin=subprocess.PIPE,
                             stderr=terminal.slave)
        terminal.hand_over()
        fed = feed_until_seen(process, terminal, b"/s  ")
        check(time.monotonic() - begun >= 1, "no progress within the first second")
        process.stdin.close()
        terminal.read_to_the_end()
        equal(process.wait(GUARD), 0, "status")
        check(terminal.seen.startswith(ERASE), "the line is drawn over")
        progress, _, rest = terminal.seen.rpartition(ERASE)
        contains(progress, b"documents", "progress")
        check(rest.startswith(b"verdicts\r\n"), f"erased before the summary: {rest!r}")
        contains(rest, f"{fed} documents, {fed * 31} bytes".encode(), "summary")


def progress_over_file(tool, size, *words, columns=0, **environment):
    """The tool blocks while nobody reads its reports."""
    tool.file("l.ndjson", (SUCCESS + b"\n") * (size // 31))
    with Terminal(columns) as terminal:
        process = tool.start("check", "--framing=ndjson", *words, "l.ndjson", more=environment,
                             stdout=subprocess.PIPE, stderr=terminal.slave)
        terminal.hand_over()
        process.stdout.read(1)
        time.sleep(1.2)
        while process.stdout.read(65536):
            pass
        process.stdout.close()
        terminal.read_to_the_end()
        equal(process.wait(GUARD), 0, "status")
        return terminal.seen.decode()


@case
def terminal_progress_bar(tool):
    """File sizes are known, so the bar shows the fraction done."""
    for size, *words in ((1 << 20, "--jobs=1"), (3 << 20, "--jobs=3")):
        seen = progress_over_file(tool, size, *words)
        check(re.search(r"\r\x1b\[K\u2588*[\u2589-\u258f]?\u2591* +\d+ %  [0-9.]+ [kMG]?B", seen),
              f"{words}: {seen!r}")
        contains(seen, ERASE.decode() + "verdicts\r\n", "erased before the summary")


@case
def terminal_progress_needs_width(tool):
    """No progress on a terminal where the line would wrap or cannot be erased."""
    for columns, environment in ((79, {}), (80, {"TERM": "dumb"})):
        seen = progress_over_file(tool, 1 << 20, "--jobs=1", columns=columns, **environment)
        check(seen.startswith("verdicts\r\n"), f"nothing but the summary: {seen!r}")
    seen = progress_over_file(tool, 1 << 20, "--jobs=1", columns=80)
    longest = max(len(part) for part in seen.split("verdicts")[0].split(ERASE.decode()))
    check(0 < longest < 80, f"the line has {longest} columns")


@case
def terminal_progress_without_utf8(tool):
    seen = progress_over_file(tool, 1 << 20, "--jobs=1", LC_ALL="C")
    check(re.search(r"\r\x1b\[K#*-* +\d+ %", seen), repr(seen))
    check(seen.isascii(), "ASCII alone")


@case
def terminal_progress_without_size(tool):
    """One input is a pipe, so the total size is unknown."""
    tool.file("a", SUCCESS + b"\n")
    with Terminal() as terminal:
        process = tool.start("check", "--framing=ndjson", "--report=none", "a", "-",
                             stdin=subprocess.PIPE, stderr=terminal.slave)
        terminal.hand_over()
        feed_until_seen(process, terminal, b"/s  ")
        process.stdin.close()
        terminal.read_to_the_end()
        check(b" %" not in terminal.seen, f"no share is shown: {terminal.seen!r}")
        equal(process.wait(GUARD), 0, "status")


@case
def terminal_no_progress_when_quiet(tool):
    with Terminal() as terminal:
        process = tool.start("check", "--quiet", "--framing=ndjson", "--report=none",
                             stdin=subprocess.PIPE, stderr=terminal.slave)
        terminal.hand_over()
        for _ in range(24):
            process.stdin.write(SUCCESS + b"\n")
            process.stdin.flush()
            terminal.read(0.05)
        process.stdin.close()
        equal((terminal.read_to_the_end(), process.wait(GUARD)), (b"", 0), "terminal, status")


@case
def terminal_reports_erase_progress(tool):
    """Reports and progress on one terminal: a report never follows the line."""
    with Terminal() as terminal:
        process = tool.start("check", "--framing=ndjson", stdin=subprocess.PIPE,
                             stdout=terminal.slave, stderr=terminal.slave)
        terminal.hand_over()
        fed = feed_until_seen(process, terminal, b"/s  ")
        process.stdin.write(INVALID + b"\n")
        process.stdin.close()
        seen = terminal.read_to_the_end()
        equal(process.wait(GUARD), 1, "status")
        contains(seen, ERASE + f"-:{fed}: ".encode(), "report")
        check(not re.search(rb"documents-:", seen), "a report follows the line")


@case
def terminal_message_erases_progress(tool):
    with Terminal() as terminal:
        process = tool.start("check", "--framing=ndjson", "--report=none", "-", "missing",
                             stdin=subprocess.PIPE, stderr=terminal.slave)
        terminal.hand_over()
        feed_until_seen(process, terminal, b"/s  ")
        process.stdin.close()
        seen = terminal.read_to_the_end()
        equal(process.wait(GUARD), 2, "status")
        contains(seen, ERASE + b"tcenvelope: missing: No such file", "message")


def reports_on_terminal(tool, **environment):
    with Terminal() as terminal:
        process = subprocess.Popen([tool.program, "check", "--framing=ndjson", "--quiet"],
                                   stdin=subprocess.PIPE, stdout=terminal.slave,
                                   env=tool.environment(**environment))
        terminal.hand_over()
        process.stdin.write(SUCCESS + b"\n" + FAILURE + b"\n" + INVALID)
        process.stdin.close()
        seen = terminal.read_to_the_end()
        equal(process.wait(GUARD), 1, "status")
        return seen


@case
def terminal_colours(tool):
    seen = reports_on_terminal(tool)
    for coloured in (b"\x1b[32msuccess\x1b[0m", b"\x1b[33mfailure\x1b[0m",
                     b"\x1b[31minvalid\x1b[0m"):
        contains(seen, coloured, "colour")
    contains(reports_on_terminal(tool, NO_COLOR=""), b"\x1b[32m", "an empty NO_COLOR says nothing")
    check(b"\x1b" not in reports_on_terminal(tool, NO_COLOR="1"), "no colours with NO_COLOR")
    run = tool.check(stdin=SUCCESS).expect(0)
    check(b"\x1b" not in run.out, "no colours without a terminal")
