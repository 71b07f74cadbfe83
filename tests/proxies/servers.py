"""A packaged server as an ordinary process, in a folder of its own: what the drivers of all proxies share."""
import ctypes
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import expectations
from checks import GUARD, Failure, check, equal
from documents import MARKER
from ports import free_ports

BIND_ATTEMPTS = 5
PAUSE = 0.002  # seconds between two polls
PATIENCE = 20  # seconds in which a server ends in order


def awaited(look, what, guard=GUARD):
    """What `look` gives, once it gives anything."""
    end = time.monotonic() + guard
    while time.monotonic() < end:
        if (found := look()):
            return found
        time.sleep(PAUSE)
    raise Failure(f"waited in vain for {what}")


def accepts(port):
    """Whether someone listens there."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def die_with_parent():
    """The kernel signals the master when its test is killed, so that no server is left running."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def children(pid):
    """The processes that this one has started and that still run."""
    listed = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in listed.split()]


def is_sanitized():
    """Whether the module was built with the address sanitizer."""
    return "address" in os.environ.get("TCE_SANITIZE", "")


def sanitizer_environment(folder):
    """The sanitizer's runtime has to be there before the server is, which was built without it."""
    if not is_sanitized():
        return {}
    runtime = subprocess.run([os.environ.get("CC", "gcc"), "-print-file-name=libasan.so"],
                             stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    options = f"detect_leaks=0:log_path={folder}/sanitizer"
    return {"LD_PRELOAD": runtime, "ASAN_OPTIONS": options,
            "UBSAN_OPTIONS": f"print_stacktrace=1:log_path={folder}/sanitizer"}


class Server:
    """One with an adapter. A driver of a proxy derives from it, and says how it is configured, started and ended."""

    NAME = ""  # the folder in proxies/ and in tests/proxies/
    LEAVES = signal.SIGTERM  # the signal after which it ends in order
    ENDS_WITH = (0,)  # its exit statuses then
    IN_USE = "Address already in use"  # in its error log, when another process has taken a port
    BAD_LINES = r"$^"  # no line of the error log of any run may match
    # For the matrix: modes besides "off"; protocols of clients.PROTOCOLS that it does not speak are rows of CANNOT.
    MODES = ("observe", "abort", "hold")
    IS_THOROUGH = False  # every case; otherwise the essential ones
    CANNOT = ()  # rows of limits.Cannot
    SLOW = {}  # documents of the matrix that take the proxy itself too long, by framing
    HOLD_SIZE = expectations.HOLD_SIZE  # bytes
    BROKEN_EXITS = expectations.BROKEN_EXITS  # of curl, for each protocol
    INSTEAD_OF_CUTTING = ()  # statuses of answers in place of a response that is cut before its delivery begins
    SOAK = {}  # options of the driver for the soak
    # Kilobytes by which a worker may grow between the soak's warm-up and the end of its long load. In the warm-up it
    # has seen every response; what it needs after that is a matter of chance: buffers of 64 KB for some connections
    # more or less. A leak of 200 bytes for each of 25,000 requests is more than this.
    GROWTH = 4096
    # Responses of the soak with which the proxy itself loses memory: left out where that is measured.
    LOSES = ()
    LOG = "access.log"  # in the folder
    FIELDS = ()  # the columns of its access log; the first is what the client sent as X-Test

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"tcenvelope-{self.NAME}-"))
        self.folder.chmod(0o755)  # workers may run as another user
        self.port = self.port2 = None  # port2: for HTTP/2, where it needs one of its own
        self.process = None
        self.lock = threading.Lock()
        self.lines = {}  # of the access log, by test
        self.read = 0

    # ---- What a driver says

    def configure(self):
        """Writes the configuration, for `port` and `port2`."""
        raise NotImplementedError

    def command(self, *words):
        """What starts it in the foreground."""
        raise NotImplementedError

    def listens(self):
        """Whether it takes requests."""
        return accepts(self.port)

    def reload(self):
        """Reads the configuration again; returns the workers of before, once there are others. They may still end
        what they have begun."""
        raise NotImplementedError

    def counters(self):
        """As http/ writes them in JSON."""
        raise NotImplementedError

    def is_idle(self):
        """Whether no request is under way."""
        raise NotImplementedError

    def without(self, mode):
        """The mode that does the same, without the module: off_unbuffered for hold_unbuffered."""
        return mode.replace(mode.partition("_")[0], "off")

    def volatile(self, mode):
        """Headers that differ between two answers to one request, or between this mode and the one without."""
        del mode
        return ()

    # ---- Life

    def environment(self):
        return {**os.environ, **sanitizer_environment(self.folder)}

    def __enter__(self):
        try:
            for _ in range(BIND_ATTEMPTS):
                self.port, self.port2 = free_ports(2)
                self.configure()
                if self.started():
                    return self
            raise Failure(f"{self.NAME} does not start: {self.errors():.3000}")
        except BaseException:
            self.stop()
            self.remove()
            raise

    def started(self):
        """Whether it listens; otherwise it has ended."""
        with open(self.folder / "output.log", "wb") as output:
            self.process = subprocess.Popen(self.command(), cwd=self.folder, env=self.environment(),
                                            stdin=subprocess.DEVNULL, start_new_session=True, stdout=output,
                                            stderr=output, preexec_fn=die_with_parent)
        awaited(lambda: self.process.poll() is not None or self.listens(), f"{self.NAME} to listen")
        if self.process.poll() is None:
            return True
        check(self.IN_USE in self.errors(), f"{self.NAME} does not start: {self.errors():.3000}")
        for path in self.folder.glob("*.log"):
            path.unlink()
        return False

    def stop(self):
        """In order, so that the last messages of the workers are in the log."""
        if self.process is None:
            return
        for signal_number in (self.LEAVES, signal.SIGTERM, None):
            if self.process.poll() is not None:
                return
            if signal_number is None:
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.send_signal(signal_number)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                continue

    def remove(self):
        shutil.rmtree(self.folder)

    def __exit__(self, kind, *_):
        try:
            self.stop()
            if kind is None:
                self.check_end()
            else:
                lines = [line for line in self.errors().splitlines() if "[notice]" not in line]
                print("The error log ends:", *lines[-20:], sep="\n")
        finally:
            self.remove()

    def check_end(self):
        """What holds of every run."""
        check(self.process.returncode in self.ENDS_WITH,
              f"exit status {self.process.returncode} of {self.NAME}; its log ends {self.errors()[-3000:]}")
        bad = [line for line in self.errors().splitlines() if self.is_bad(line)]
        equal(bad, [], "lines of the error log")
        found = {path.name: path.read_text() for path in self.folder.glob("sanitizer*")}
        equal(found, {}, "logs of the sanitizer")
        self.check_silence()

    def is_bad(self, line):
        return re.search(self.BAD_LINES, line)

    def check_silence(self):
        """No log holds anything of the content of a body."""
        for path in self.folder.glob("*.log"):
            check(MARKER not in path.read_bytes(), f"{path.name} holds content of a body")

    # ---- Workers

    def workers(self):
        """The process ids of those that were started last or still run."""
        return children(self.process.pid)

    def memory(self, kind="RssAnon"):
        """Kilobytes that each worker has of its own: resident, not of files, not shared. VmHWM: the
        most that was resident at any time."""
        status = (pathlib.Path(f"/proc/{pid}/status").read_text() for pid in self.workers())
        return [int(re.search(kind + r":\s+(\d+)", text)[1]) for text in status]

    def processor_time(self):
        """Seconds that the threads of the workers have been on a processor so far, in the kernel too."""
        return 1e-9 * sum(int(path.read_text().split()[0]) for pid in self.workers()
                          for path in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"))

    def await_end_of(self, workers):
        awaited(lambda: not set(self.workers()) & set(workers), "the end of workers")

    # ---- Logs

    def errors(self):
        """What it says of its life, and of responses that are not sound."""
        paths = (self.folder / name for name in ("error.log", "output.log"))
        return "".join(path.read_text(errors="backslashreplace") for path in paths if path.exists())

    def warnings(self, path):
        """The lines about requests for this path, one for each response that is not sound; None: it has none."""
        return [line for line in self.errors().splitlines() if "tcenvelope: " in line and f" {path} " in line]

    def columns(self, line):
        """Of a line of the log; None: it is of no request."""
        return line.split("\t")

    def read_access_log(self):
        """Adds the lines that came since."""
        with open(self.folder / self.LOG, "rb") as log:
            log.seek(self.read)
            content = log.read()
        complete = content[:content.rfind(b"\n") + 1]
        self.read += len(complete)
        for line in complete.decode().splitlines():
            columns = self.columns(line)
            if columns is not None:
                fields = dict(zip(self.FIELDS, columns, strict=True))
                self.lines.setdefault(fields["test"], []).append(fields)

    def logged(self, test, count=1):
        """The line of this request; with another count a list of that many lines."""
        def look():
            with self.lock:
                self.read_access_log()
            return len(self.lines.get(test, [])) >= count
        awaited(look, f"{count} lines of request {test} in the access log")
        equal(len(self.lines[test]), count, f"lines of request {test}")
        return self.lines[test][0] if count == 1 else self.lines[test]

    # ---- Requests

    def port_of(self, protocol):
        return self.port2 if protocol == "http2" else self.port

    def file(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path
