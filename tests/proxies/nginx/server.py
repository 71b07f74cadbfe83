"""The packaged nginx as an ordinary process, in a folder of its own."""
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

from checks import GUARD, Failure, check, equal
from documents import MARKER

NGINX = "/usr/sbin/nginx"
BIND_ATTEMPTS = 5
PAUSE = 0.002  # seconds between two polls

# A line of the access log, in fields; the first is what the client sent as X-Test.
FIELDS = {
    "test": "$http_x_test",
    "status": "$status",
    "sent": "$body_bytes_sent",
    "verdict": "$tcenvelope_verdict",
    "violation": "$tcenvelope_violation",
    "offset": "$tcenvelope_offset",
    "bytes": "$tcenvelope_bytes",
    "request_id": "$tcenvelope_request_id",
    "code": "$tcenvelope_error_code",
    "class": "$tcenvelope_error_class",
    "action": "$tcenvelope_action",
    "coding": "$tcenvelope_coding",
    "upstream_status": "$upstream_status",
    "uri": "$request_uri",
}

TEMPLATE = """
load_module {module};
{user}
daemon off;
pid nginx.pid;
worker_processes {workers};
error_log error.log info;
{main}
events {{ worker_connections 4096; }}
http {{
    default_type application/octet-stream;
    log_format fields '{fields}';
    access_log access.log fields;
    client_body_temp_path temp_client;
    proxy_temp_path temp_proxy;
    fastcgi_temp_path temp_fastcgi;
    uwsgi_temp_path temp_uwsgi;
    scgi_temp_path temp_scgi;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    keepalive_timeout 300s;
    keepalive_requests 1000000;
    {http}
    server {{
        listen 127.0.0.1:{port};
        listen 127.0.0.1:{port2} http2;
        {server}
    }}
}}
"""


def awaited(look, what, guard=GUARD):
    """What `look` gives, once it gives anything."""
    end = time.monotonic() + guard
    while time.monotonic() < end:
        if (found := look()):
            return found
        time.sleep(PAUSE)
    raise Failure(f"waited in vain for {what}")


def free_ports(count):
    """Free for now: whoever binds them must be ready to try others."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def die_with_parent():
    """The kernel signals the master when its test is killed, so that no server is left running."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def is_sanitized():
    """Whether the module was built with the address sanitizer."""
    return "address" in os.environ.get("TCE_SANITIZE", "")


def sanitizer_environment(folder):
    """The sanitizer's runtime has to be there before nginx is, which was built without it."""
    if not is_sanitized():
        return {}
    runtime = subprocess.run([os.environ.get("CC", "gcc"), "-print-file-name=libasan.so"],
                             stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    options = f"detect_leaks=0:log_path={folder}/sanitizer"
    return {"LD_PRELOAD": runtime, "ASAN_OPTIONS": options,
            "UBSAN_OPTIONS": f"print_stacktrace=1:log_path={folder}/sanitizer"}


class Nginx:
    """One with the module loaded; `server`, `http`, `main` are parts of its configuration.

    {folder} in them is its folder.
    """

    def __init__(self, module, server, http="", main="", workers=1):
        self.module = os.path.abspath(module)
        self.parts = {"server": server, "http": http, "main": main, "workers": workers}
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tcenvelope-nginx-"))
        self.process = None
        self.lock = threading.Lock()
        self.lines = {}
        self.read = 0

    # ---- Life

    def configure(self, **parts):
        """Rewrites the configuration."""
        self.parts.update(parts)
        parts = {name: str(part).replace("{folder}", str(self.folder))
                 for name, part in self.parts.items()}
        user = "user root;" if os.geteuid() == 0 else ""
        fields = "\\t".join(FIELDS.values())
        parts.update(module=self.module, user=user, fields=fields, port=self.port, port2=self.port2)
        (self.folder / "nginx.conf").write_text(TEMPLATE.format(**parts))

    def command(self, *words):
        return [NGINX, "-p", str(self.folder), "-c", "nginx.conf", "-e", "error.log", *words]

    def environment(self):
        return {**os.environ, **sanitizer_environment(self.folder)}

    def tested(self, **parts):
        """What `nginx -t` says of it: status and words."""
        self.port, self.port2 = 1, 2  # nothing listens
        self.configure(**parts)
        done = subprocess.run(self.command("-t"),
                              cwd=self.folder,
                              env=self.environment(),
                              timeout=GUARD,
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT,
                              text=True,
                              check=False)
        return done.returncode, done.stdout

    def __enter__(self):
        try:
            for _ in range(BIND_ATTEMPTS):
                self.port, self.port2 = free_ports(2)
                self.configure()
                if self.started():
                    return self
            raise Failure(f"nginx does not start: {self.errors():.3000}")
        except BaseException:
            self.stop()
            self.remove()
            raise

    def started(self):
        """Whether it listens; otherwise it has ended."""
        self.process = subprocess.Popen(self.command(), cwd=self.folder, env=self.environment(),
                                        stdin=subprocess.DEVNULL, start_new_session=True,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        preexec_fn=die_with_parent)
        awaited(lambda: self.process.poll() is not None or self.listens(), "nginx to listen")
        if self.process.poll() is None:
            return True
        check("Address already in use" in self.errors(),
              f"nginx does not start: {self.errors():.3000}")
        (self.folder / "error.log").unlink()
        return False

    def listens(self):
        """Once a worker is there; the master's pid file is written before."""
        if not (self.folder / "nginx.pid").exists() or not self.workers():
            return False
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except OSError:
            return False
        return True

    def stop(self):
        """In order, so that the last messages of the workers are in the log."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.terminate()
        if self.process:
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

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
        equal(self.process.returncode, 0,
              f"nginx's exit status; its log ends {self.errors()[-3000:]}")
        bad = [
            line for line in self.errors().splitlines() if re.search(
                r"\[(alert|emerg|crit)\]|exited on signal|exited with (fatal )?code [^0]", line)
        ]
        equal(bad, [], "lines of the error log")
        found = {path.name: path.read_text() for path in self.folder.glob("sanitizer*")}
        equal(found, {}, "logs of the sanitizer")
        self.check_silence()

    def check_silence(self):
        """No log holds anything of the content of a body."""
        for path in self.folder.glob("*.log"):
            check(MARKER not in path.read_bytes(), f"{path.name} holds content of a body")

    # ---- Workers

    def workers(self):
        """The process ids of those that were started last or still run."""
        listed = pathlib.Path(
            f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(word) for word in listed.split()]

    def memory(self, kind="RssAnon"):
        """Kilobytes that each worker has of its own: resident, not of files, not shared. VmHWM: the
        most that was resident at any time."""
        status = (pathlib.Path(f"/proc/{pid}/status").read_text() for pid in self.workers())
        return [int(re.search(kind + r":\s+(\d+)", text)[1]) for text in status]

    def reload(self):
        """Once it is done, workers of before may still end what they have begun."""
        before = set(self.workers())
        self.process.send_signal(signal.SIGHUP)
        awaited(lambda: set(self.workers()) - before, "new workers")
        return before

    def await_end_of(self, workers):
        awaited(lambda: not set(self.workers()) & set(workers), "the end of workers")

    # ---- Logs

    def errors(self):
        path = self.folder / "error.log"
        return path.read_text(errors="backslashreplace") if path.exists() else ""

    def read_access_log(self):
        with open(self.folder / "access.log", "rb") as log:
            log.seek(self.read)
            content = log.read()
        complete = content[:content.rfind(b"\n") + 1]
        self.read += len(complete)
        for line in complete.decode().splitlines():
            fields = dict(zip(FIELDS, line.split("\t"), strict=True))
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

    def file(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path
