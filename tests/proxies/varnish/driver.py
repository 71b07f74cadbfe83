"""Varnish in front of two upstreams, as the common matrix and soak ask for it."""
import json
import re
import signal
import subprocess
import time

from checks import GUARD
from clients import curl
from documents import LARGE
from expectations import ANY
from limits import Cannot
from servers import PAUSE, Server, awaited, children, die_with_parent, is_sanitized
from upstream import FRAMINGS

VARNISHD = "/usr/sbin/varnishd"

# A line of varnishncsa for each request to a backend; the first field is what the client sent as X-Test.
LOGGED = {
    "test": "%{X-Test}i",
    "answered": "%s",
    "verdict": "%{VCL_Log:tcenvelope_verdict}x",
    "violation": "%{VCL_Log:tcenvelope_violation}x",
    "offset": "%{VCL_Log:tcenvelope_offset}x",
    "bytes": "%{VCL_Log:tcenvelope_bytes}x",
    "request_id": "%{VCL_Log:tcenvelope_request_id}x",
    "code": "%{VCL_Log:tcenvelope_error_code}x",
    "class": "%{VCL_Log:tcenvelope_error_class}x",
    "action": "%{VCL_Log:tcenvelope_action}x",
    "coding": "%{VCL_Log:tcenvelope_coding}x",
    "skip": "%{VCL_Log:tcenvelope_skip}x",
    "notice": "%{VSL:Notice}x",
    "error": "%{VSL:FetchError}x",
    "uri": "%{X-Uri}i",
}

MODES = {
    "off": "",
    "observe": "tcenvelope.guard(observe);",
    "abort": "tcenvelope.guard(abort);",
    "hold": "limited.guard();",
}

# ---- What it cannot do

NOT_CUT = "What Varnish gives up before its client has got anything is answered with 503 from `vcl_synth`, not cut."
WITHOUT_LENGTH = {
    "http1_0": "Varnish ends a response without a length for a client of HTTP/1.0 by closing the connection, so that such a "
               "client takes a response that was aborted for complete.",
    "http1_1": "Over HTTP/1.1 a client takes a response without a length that was aborted for complete when the fetch has "
               "failed before the delivery begins.",
    "http2": "Varnish ends a stream of HTTP/2 in order even when the fetch has failed: without a length, a client takes a "
             "response that was aborted for complete.",
}
NO_BODY = "A response whose length is 0 cannot be cut: `abort` leads to `vcl_backend_error` as `hold` does."
DISCARDED = "Varnish discards what it has just read when its backend dies."
FAILED = "A response that is larger than `hold_size` and then fails gets Varnish's own error."
GZIP = "Varnish tests the gzip of every response itself, and cuts off what it cannot decode, without the module too."

# What was not read may hold the violation.
UNREAD = {"verdict": ("invalid", "truncated", "incomplete"), "violation": ANY, "offset": ANY, "request_id": ANY, "bytes": ANY}
CUT = {"client": ("cut", "failed"), "status": 503}
ENDED = {"client": ("cut", "failed", "complete"), "status": 503}
# How much of the response of a backend that dies is delivered is a matter of time, with the module and without.
BROKEN = {"client": ("same", "cut", "failed"), "status": 503, "plain": ANY, "bytes": ANY}
LEFT = {"client": ("same", "cut", "failed", "complete"), "status": 503, "plain": ANY, "bytes": ANY}


def is_sized(case):
    return FRAMINGS[case.framing].kind == "length"


def is_unread(case, wish):
    return not case.orderly and wish.said.violation != "-"


def is_spoiled(_, wish):
    return not wish.complete


def of(condition, sized):
    """With a length or without."""
    return lambda case, wish: is_sized(case) == sized and condition(case, wish)


def breaks_off(case, _):
    return not case.orderly


def is_cut(_, wish):
    return wish.client == "cut"


def overflows(case, wish):
    return not case.orderly and wish.action == "overflowed"


OVERFLOWED = {"client": "failed", "status": 503, "bytes": ANY}

CANNOT = (
    Cannot(NO_BODY, {"client": "rejected"}, mode="abort", framing="length", document="empty", coding="identity"),
    Cannot(DISCARDED, {**UNREAD, **CUT}, mode="abort", when=of(is_unread, True)),
    Cannot(DISCARDED, {**UNREAD, **ENDED}, mode="abort", when=of(is_unread, False)),
    Cannot(DISCARDED, {**UNREAD, **BROKEN}, mode="observe", when=of(is_unread, True)),
    Cannot(DISCARDED, {**UNREAD, **LEFT}, mode="observe", when=of(is_unread, False)),
    Cannot(DISCARDED, {**UNREAD, **OVERFLOWED}, mode="hold", when=lambda *of: overflows(*of) and is_unread(*of)),
    Cannot(DISCARDED, UNREAD, mode="hold", when=is_unread),
    *(Cannot(reason, ENDED, mode="abort", protocol=protocol, when=of(is_cut, False))
      for protocol, reason in WITHOUT_LENGTH.items()),
    Cannot(NOT_CUT, CUT, mode="abort", when=is_cut),
    Cannot(NOT_CUT, BROKEN, mode="observe", when=of(breaks_off, True)),
    Cannot(NOT_CUT, LEFT, mode="observe", when=of(breaks_off, False)),
    Cannot(FAILED, OVERFLOWED, mode="hold", when=overflows),
    Cannot(GZIP, BROKEN, mode="observe", coding="gzip", when=of(is_spoiled, True)),
    Cannot(GZIP, LEFT, mode="observe", coding="gzip", when=of(is_spoiled, False)),
)

# ---- Configuration

TEMPLATE = """
vcl 4.1;
import std;
import tcenvelope from "{module}";
backend first {{ .host = "127.0.0.1"; .port = "{first}"; }}
backend second {{ .host = "127.0.0.1"; .port = "{second}"; }}

sub vcl_init {{
    new limited = tcenvelope.policy(hold, hold_size = 64KB);
    {init}
}}

sub vcl_recv {{
    set req.backend_hint = first;
    if (req.url ~ "^/tcenvelope([?]|$)") {{
        return (synth(200));
    }}
    set req.http.X-Uri = req.url;
    set req.http.X-Mode = regsub(req.url, "^/([^/]+)/.*", "\\1");
    set req.url = regsub(req.url, "^/[^/]+", "");
    # What is encoded passes as it is.
    set req.http.Accept-Encoding = "gzip";
    {recv}
    return (pass);
}}

sub vcl_synth {{
    if (req.url ~ "^/tcenvelope([?]|$)") {{
        tcenvelope.status(json);
        return (deliver);
    }}
}}

sub vcl_backend_fetch {{
    if (bereq.url == "/watched") {{
        return (error(200));
    }}
    if (bereq.http.X-Mode ~ "[.]stall$") {{
        set bereq.between_bytes_timeout = 2s;
    }}
    {fetch}
}}

sub vcl_backend_response {{
    # Varnish takes what follows a body for the beginning of the next response.
    if (bereq.url ~ "^/(surplus|half_claimed)/") {{
        set beresp.http.Connection = "close";
    }}
    {modes}
    {response}
}}

sub vcl_backend_error {{
    {error}
    if (tcenvelope.rejected()) {{
        tcenvelope.answer();
        return (deliver);
    }}
}}

sub vcl_deliver {{
    {deliver}
}}
"""


def guards(modes):
    return "\n".join(f'if (bereq.http.X-Mode ~ "^{name}([.]stall)?$") {{ {words} }}' for name, words in modes.items()
                     if words)


def unescaped(text):
    """As nginx's access log escapes it, which the common expectations have; "-" for what has no record."""
    return re.sub(r'\\(["\\])', lambda found: f"\\x{ord(found[1]):02X}", text) or "-"


class Driver(Server):
    """`modes`: more of them by name, with what they do in vcl_backend_response. `parameters`: of varnishd. `allocator`:
    options of jemalloc. The others are parts of subroutines."""

    NAME = "varnish"
    IN_USE = "Address already in use"
    CANNOT = CANNOT
    INSTEAD_OF_CUTTING = (503,)
    SLOW = {"tiny": LARGE}  # each byte of a chunk of one takes it six reads
    BAD_LINES = r"Panic|Assert|died signal|Child .* not responding"
    FIELDS = tuple(LOGGED)
    PARTS = ("init", "recv", "fetch", "response", "error", "deliver")
    PARAMETERS = ("feature=+http2", "thread_pool_min=20", "vsl_space=256M", "vcc_err_unref=off")
    # One pool of threads; and freed memory goes back at once, so that what a worker has resident is what it uses.
    SOAK = {"parameters": ("thread_pools=1",), "allocator": "narenas:1,tcache:false,dirty_decay_ms:0,muzzy_decay_ms:0"}

    def __init__(self, bench, upstreams, modes=(), parameters=(), allocator="", **parts):
        super().__init__()
        self.module, self.upstreams = bench.module, upstreams
        self.modes, self.parts, self.parameters = {**MODES, **dict(modes)}, parts, parameters
        self.allocator = allocator
        self.watcher = None
        self.reloads = 0

    # ---- Life

    def vcl(self):
        parts = {name: self.parts.get(name, "").replace("{folder}", str(self.folder)) for name in self.PARTS}
        first, second = self.upstreams
        return TEMPLATE.format(module=self.module, first=first, second=second, modes=guards(self.modes), **parts)

    def configure(self):
        (self.folder / "test.vcl").write_text(self.vcl())

    def command(self, *words):
        stack = ("thread_pool_stack=512k",) if is_sanitized() else ()
        parameters = (word for each in (*self.PARAMETERS, *stack, *self.parameters) for word in ("-p", each))
        return [VARNISHD, "-F", "-j", "none", "-n", str(self.folder / "n"), "-a", f"127.0.0.1:{self.port}",
                "-f", str(self.folder / "test.vcl"), *parameters, *words]

    def environment(self):
        return {**super().environment(), "MALLOC_CONF": self.allocator}

    def started(self):
        if not super().started():
            return False
        form = "\\t".join(LOGGED.values())
        with open(self.folder / "watcher.log", "wb") as output:
            self.watcher = subprocess.Popen(
                ["varnishncsa", "-n", str(self.folder / "n"), "-b", "-F", form, "-w", str(self.folder / "access.log")],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, preexec_fn=die_with_parent)
        awaited(lambda: self.is_watched("first"), "varnishncsa")
        return True

    def stop(self):
        """Once the log has the line of a last request."""
        if self.watcher and self.watcher.poll() is None:
            if self.process.poll() is None:
                awaited(lambda: self.is_watched("last"), "the last line of the log")
            self.watcher.send_signal(signal.SIGTERM)
            self.watcher.wait(GUARD)
        super().stop()

    def is_watched(self, test):
        """Whether a line of a request of this name is in the log. The log has the order in which requests end."""
        curl(self.port, "/off/watched", "http1_1", "--header", f"X-Test: {test}")
        time.sleep(PAUSE)
        with self.lock:
            self.read_access_log()
        return test in self.lines or self.process.poll() is not None

    # ---- Commands

    def adm(self, *words):
        """What varnishadm says; status 0."""
        done = self.adm_tried(*words)
        assert done.returncode == 0, f"varnishadm {words}: {done.stdout}"
        return done.stdout

    def adm_tried(self, *words):
        return subprocess.run(["varnishadm", "-n", str(self.folder / "n"), *words], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=GUARD, check=False)

    def reload(self):
        """The same process serves on."""
        self.reloads += 1
        (old,) = (vcl["name"] for vcl in json.loads(self.adm("vcl.list", "-j"))[3:] if vcl["status"] == "active")
        new = f"reload{self.reloads}"
        self.configure()
        self.adm("vcl.load", new, str(self.folder / "test.vcl"))
        self.adm("vcl.use", new)
        self.adm("vcl.discard", old)
        return set()

    def statistics(self, pattern):
        """Varnish's own counters: name and value."""
        out = subprocess.run(["varnishstat", "-1", "-j", "-n", str(self.folder / "n"), "-I", pattern],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=GUARD, check=True).stdout
        return {name: each["value"] for name, each in json.loads(out)["counters"].items()}

    def counters(self):
        return json.loads(curl(self.port, "/tcenvelope", "http1_1").body)

    def is_idle(self):
        return not any(self.statistics("MEMPOOL.busyobj.live").values())

    def workers(self):
        """Without what compiles VCL."""
        return children(self.process.pid)[:1]

    # ---- Requests

    def port_of(self, protocol):
        return self.port

    def volatile(self, mode):
        """A response that has ended before its delivery begins has a length."""
        return ("x-varnish", "age", "content-length", "transfer-encoding")

    # ---- Logs

    def columns(self, line):
        return map(unescaped, super().columns(line))

    def read_access_log(self):
        if not (self.folder / self.LOG).exists():
            return
        super().read_access_log()

    def warnings(self, path):
        return [line["notice"] for lines in self.lines.values() for line in lines
                if line["uri"] == path and line["notice"] != "-"]
