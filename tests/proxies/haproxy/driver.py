"""HAProxy in front of two upstreams, as the common matrix and soak ask for it."""
import contextlib
import csv
import json
import os
import pathlib
import re
import signal
import socket
import subprocess

from checks import GUARD, Failure
from clients import curl
from expectations import ANY, BROKEN_EXITS
from limits import Cannot
from servers import Server, awaited

HAPROXY = "/usr/sbin/haproxy"
RELOADS = "Reloading HAProxy"  # in its error log
REPEAT = 10  # seconds after which a signal is sent again

# A line of the access log, in fields, after a word that tells it from other lines.
LOGGED = "LOGGED"
FIELDS = {
    "test": "%[var(txn.test)]",
    "status": "%ST",
    "verdict": "%[var(txn.tcenvelope.verdict)]",
    "violation": "%[var(txn.tcenvelope.violation)]",
    "offset": "%[var(txn.tcenvelope.offset)]",
    "bytes": "%[var(txn.tcenvelope.bytes)]",
    "request_id": "%[var(txn.tcenvelope.request_id)]",
    "code": "%[var(txn.tcenvelope.error_code)]",
    "class": "%[var(txn.tcenvelope.error_class)]",
    "action": "%[var(txn.tcenvelope.action)]",
    "coding": "%[var(txn.tcenvelope.coding)]",
    "state": "%ts",
    "uri": "%[var(txn.uri)]",
}

TEMPLATE = """
global
    nbthread {threads}
    tune.bufsize {bufsize}
    maxconn 2000
    hard-stop-after 10s
    stats socket {folder}/control mode 600 expose-fd listeners
    lua-prepend-path {lua}/?.lua
    lua-prepend-path {lua}/?.so cpath
    lua-load-per-thread {script}
    log stdout len 8192 format raw local0
    {main}
defaults
    mode http
    {log}
    retries 0
    {defaults}
    timeout connect 10s
    timeout client 120s
    timeout server 60s
    timeout http-keep-alive 300s
    unique-id-format %[var(txn.uri)]
    log-format "{format}"
{frontends}
{backends}
"""
FRONTEND = """
frontend {name}
    bind 127.0.0.1:{port} {thread}
    bind 127.0.0.1:{port2} proto h2 {thread}
    {log}
    http-request set-var(txn.test) req.hdr(x-test)
    http-request set-var(txn.uri) pathq
    http-request set-log-level silent if {{ path /tcenvelope }}
    http-request use-service lua.tcenvelope.status if {{ path /tcenvelope }}
    {more}
    use_backend %[path,field(2,/)]
"""
# A thread that finds another at work on a log gives up after a moment and drops its line, which `show info` counts alone. So of two
# threads each has a frontend with a log of its own, and nothing else has one. In the end both are one file.
ONE_THREAD = ({"name": "tests", "thread": "", "log": ""},)
TWO_THREADS = tuple({"name": f"tests{number}", "thread": f"thread {number}", "log": f"log {output} len 8192 format raw local0"}
                    for number, output in ((1, "stdout"), (2, "stderr")))
BACKEND = """
backend {name}
    http-request replace-path /[^/]+(/.*) \\1
    {directives}
    server first 127.0.0.1:{first}
"""
# The upstream dies before the end of a body that has one.
DIES = ("short", "no_last_chunk", "half_fin", "half_fin_chunked", "half_rst", "half_rst_chunked", "half_rst_close",
        "stall", "stall_chunked")
LOST = {"verdict": ("incomplete", "invalid"), "violation": ANY, "offset": ANY, "request_id": ANY, "code": ANY,
        "class": ANY, "bytes": ANY}
OPEN_ENDED = ("HAProxy resets no connection of HTTP/1 and no stream of HTTP/2 whose response has no length. Where a "
              "client could not see that a response was cut, abort answers with 502 what is broken within half a "
              "buffer; after that the client takes what was cut for complete.")


WITHIN = 70000  # bytes of a body with which abort decides before its head; those of the matrix are far from it


def is_cut(within=None, orderly=None):
    """Of a response without a length that abort has to cut: in time, or after that."""
    return lambda case, wish: wish.client == "cut" and wish.content_length is None and \
        within in (None, wish.shown <= WITHIN) and orderly in (None, case.orderly)


def is_reset(case, wish):
    return case.framing == "half_rst_close" and wish.said.violation == "-" and wish.shown <= WITHIN


LOSES = ("HAProxy discards what arrives together with the end of a connection that ends too early, so the filter sees "
         "less of such a body, or nothing.")
RESET = ("A filter sees that a connection has ended, not how: a body without a length whose connection was reset is "
         "truncated, not incomplete.")
CUT_SHORT = {"verdict": "truncated", "violation": ("json_truncated", "coding_truncated"), "offset": ANY}
ANSWERED, LATE = {"client": "failed"}, {"client": ("failed", "complete")}
NO_END = {"mode": "abort", "framing": ("close", "half_close", "half_rst_close")}
NO_RESET = {"mode": "abort", "protocol": "http2"}
CANNOT = (
    Cannot(RESET, CUT_SHORT, mode="hold", when=is_reset),
    Cannot(RESET, {**CUT_SHORT, **ANSWERED}, mode="abort", when=is_reset),
    *(Cannot(OPEN_ENDED, instead, **of, when=when) for of in (NO_END, NO_RESET) for instead, when in (
        (ANSWERED, is_cut(within=True)), (LATE, is_cut(within=False, orderly=True)),
        ({**LOST, **LATE}, is_cut(within=False, orderly=False)))),
    Cannot("A response without a body cannot be cut, since its head alone is complete: HAProxy answers with 502 and no "
           "body in its place.", {"client": "failed"}, mode="abort", framing="length", document="empty",
           coding="identity"),
    Cannot(LOSES, LOST, mode=("observe", "abort"), framing=DIES, when=lambda case, wish: not case.orderly),
    Cannot(LOSES, LOST, mode="hold", framing=DIES,
           when=lambda case, wish: not case.orderly and wish.action == "overflowed"),
)
STALLED = "timeout server 2s"
MODES = {"off": "", "observe": "filter lua.tcenvelope.observe", "abort": "filter lua.tcenvelope.abort",
         "hold": "filter lua.tcenvelope.hold"}


def of_matrix():
    """A backend for each mode, and one that gives up a stalled upstream soon."""
    return {name + stall: f"{words}\n    {more}" for name, words in MODES.items()
            for stall, more in (("", ""), (".stall", STALLED))}


def escaped(text):
    """As nginx writes it: HAProxy leaves quotes and backslashes as they are."""
    return text.replace("\\", "\\x5C").replace('"', "\\x22")


class Driver(Server):
    """`locations`: the directives of each backend by its name, the first part of the path; `script`: a text in Lua in
    place of tcenvelope.lua; `main`, `defaults`, `frontend`, `backends` add to the configuration."""

    NAME = "haproxy"
    LEAVES = signal.SIGUSR1
    ENDS_WITH = (0, 143)
    IN_USE = "Address already in use"
    BAD_LINES = r"internal failure|panic|exited with code (?!0|143)|Lua (?!filter 'tcenvelope\.abort'.*tcenvelope: )"
    LOG = "output.log"
    FIELDS = tuple(FIELDS)
    CANNOT = CANNOT
    BROKEN_EXITS = BROKEN_EXITS
    # Where a server connection that is used again fails, HAProxy closes the client's without a line in the log, so that
    # the client asks again: the soak, which compares lines with requests, uses none again.
    SOAK = {"threads": 2, "defaults": "option http-server-close"}

    def __init__(self, bench, upstreams, locations=None, script=None, threads=1, bufsize=163840, main="",
                 defaults="", frontend="", backends=""):
        super().__init__()
        self.lua = pathlib.Path(bench.module).parent.parent
        self.upstreams = upstreams
        self.locations = of_matrix() if locations is None else locations
        self.script = script
        self.parts = {"threads": threads, "bufsize": bufsize, "main": main, "defaults": defaults,
                      "log": "log global" if threads == 1 else ""}
        self.backends, self.frontend = backends, frontend
        self.frontends = {1: ONE_THREAD, 2: TWO_THREADS}[threads]
        self.forked = set()

    # ---- Life

    def filled(self, text):
        """With what a part of the configuration may refer to."""
        first, second = self.upstreams
        for name, value in (("{folder}", self.folder), ("{first}", first), ("{second}", second)):
            text = text.replace(name, str(value))
        return text

    def configure(self):
        script = self.lua / "tcenvelope.lua"
        if self.script is not None:
            script = self.file("settings.lua", self.filled(self.script).encode())
        backends = "".join(BACKEND.format(name=name, directives=words, first=self.upstreams[0])
                           for name, words in self.locations.items())
        frontends = "".join(FRONTEND.format(port=self.port, port2=self.port2, more=self.filled(self.frontend), **each)
                            for each in self.frontends)
        text = TEMPLATE.format(
            folder=self.folder, lua=self.lua, script=script, frontends=frontends,
            format="\\t".join((LOGGED, *FIELDS.values())), backends=backends + self.filled(self.backends),
            **{name: self.filled(part) if isinstance(part, str) else part for name, part in self.parts.items()})
        self.file("haproxy.cfg", text.encode())

    def command(self, *words):
        return [HAPROXY, "-W", "-f", str(self.folder / "haproxy.cfg"), *words]

    def tested(self):
        """What `haproxy -c` says of the configuration: status and words."""
        self.port, self.port2 = 1, 2  # nothing listens
        self.configure()
        done = subprocess.run([HAPROXY, "-c", "-f", str(self.folder / "haproxy.cfg")], env=self.environment(),
                              cwd=self.folder, timeout=GUARD, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        return done.returncode, done.stdout

    def listens(self):
        return super().listens() and bool(self.workers())

    def reload(self):
        before, said = set(self.workers()), self.errors().count(RELOADS)
        while self.errors().count(RELOADS) == said:
            self.process.send_signal(signal.SIGUSR2)  # a master that has just started a worker may miss it
            with contextlib.suppress(Failure):
                awaited(lambda: self.errors().count(RELOADS) > said, "the reload", REPEAT)
        awaited(lambda: set(self.workers()) - before and self.asked("show info"), "a new worker")
        return before

    # ---- State

    def asked(self, command):
        """What a command at the control socket gives."""
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(GUARD)
            try:
                control.connect(str(self.folder / "control"))
            except OSError:
                return ""
            control.sendall(f"{command}\n".encode())
            return control.makefile().read()

    def is_idle(self):
        """In the newest worker; the others are waited for otherwise."""
        rows = csv.DictReader(self.asked("show stat").splitlines())
        return all(row["scur"] == "0" for row in rows if row["svname"] != "FRONTEND" or row["# pxname"].startswith("tests"))

    def counters(self):
        return json.loads(curl(self.port, "/tcenvelope?format=json", "http1_1").body)

    # ---- Logs

    def columns(self, line):
        """HAProxy writes one log: to its standard output. It may come in the middle of a line that another thread
        writes to the standard error."""
        _, found, logged = line.partition(f"{LOGGED}\t")
        return map(escaped, super().columns(logged)) if found else None

    def errors(self):
        path = self.folder / self.LOG
        text = path.read_text(errors="backslashreplace") if path.exists() else ""
        return "\n".join(line for line in text.splitlines() if LOGGED not in line)

    def is_bad(self, line):
        """As it exits, a worker of HAProxy 2.6 closes its listeners with a list of events that it has freed, and crashes where that
        list is not empty. Whatever it would still have had to do is missed elsewhere: it has announced its end."""
        crashed = re.search(r"Former worker \((\d+)\) exited with code 139", line)
        if crashed:
            return f"({crashed[1]}) : Proxy <HTTPCLIENT> stopped" not in (self.folder / self.LOG).read_text(errors="replace")
        return super().is_bad(line)

    def warnings(self, path):
        """In the log; HAProxy repeats them on its standard error, in brackets."""
        return re.findall(rf"^[^[].*, request {re.escape(path)}(?: .*)?$", self.errors(), re.M)
