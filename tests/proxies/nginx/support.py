"""What all cases need: a proxy in front of an upstream, and requests with what came of them."""
import contextlib
import itertools
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent / "support")]

from checks import CASES, GUARD, Failure, case, check, contains, equal  # noqa: E402, F401
from clients import Connection, asked, curl, curl_started, nghttp  # noqa: E402, F401
from server import Nginx, awaited  # noqa: E402, F401
from upstream import Upstream  # noqa: E402, F401

MODES = {
    "off": "",
    "off_unbuffered": "proxy_buffering off;",
    "observe": "tcenvelope observe;",
    "abort": "tcenvelope abort;",
    "hold": "tcenvelope hold;",
    "observe_unbuffered": "tcenvelope observe; proxy_buffering off;",
    "abort_unbuffered": "tcenvelope abort; proxy_buffering off;",
    "hold_unbuffered": "tcenvelope hold; proxy_buffering off;",
}


def location(name, directives, upstream="first"):
    return f"location /{name}/ {{ proxy_pass http://{upstream}/; {directives} }}\n"


class Bench:
    """What is under test."""

    def __init__(self, module, tool):
        self.module = module
        self.tool = os.path.abspath(tool)

    def site(self, *arguments, **parts):
        return Site(self, *arguments, **parts)

    def compiled(self, folder, content):
        """A catalogue of error codes."""
        (folder / "codes.txt").write_bytes(content)
        subprocess.run([self.tool, "codes", "compile", "codes.txt", "-o", "codes.image", "--quiet"],
                       cwd=folder, check=True, timeout=GUARD)
        return folder / "codes.image"


class Site:
    """nginx with a location for each name, all in front of the first of two upstreams.

    `server` and `http` add to its configuration.
    """

    def __init__(self, bench, locations, server="", http="", **parts):
        self.first, self.second = Upstream("first"), Upstream("second")
        self.bench = bench
        self.locations = "".join(
            location(name, directives) for name, directives in locations.items())
        self.server, self.http, self.parts = server, http, parts
        self.files = {}  # in nginx's folder: name and content
        self.numbers = itertools.count(1)
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        with self.stack:
            for upstream in (self.first, self.second):
                self.stack.enter_context(upstream)
            self.nginx = self.stack.enter_context(Nginx(
                self.bench.module, self.locations + self.server,
                self.pool(self.first) + self.pool(self.second) + self.http, **self.parts))
            for name, content in self.files.items():
                self.nginx.file(name, content)
            self.stack = self.stack.pop_all()
        return self

    def __exit__(self, *failed):
        return self.stack.__exit__(*failed)

    @staticmethod
    def pool(upstream):
        return (f"upstream {upstream.name} "
                f"{{ server 127.0.0.1:{upstream.port} max_fails=0; keepalive 16; }}\n")

    def number(self):
        return str(next(self.numbers))

    def port(self, protocol):
        return self.nginx.port2 if protocol == "http2" else self.nginx.port

    def curl(self, path, protocol="http1_1", *words, test=None):
        """What curl saw, and what was logged."""
        test = test or self.number()
        seen = curl(self.port(protocol), path, protocol, "--header", f"X-Test: {test}", *words)
        return seen, self.nginx.logged(test)

    def text(self, path):
        """Of a location that is not logged."""
        return curl(self.nginx.port, path, "http1_1").body.decode()

    def asked(self, path, method="GET", **named):
        """The answer on a connection of its own, and what was logged."""
        test = self.number()
        answer = asked(self.nginx.port, path, test, method, **named)
        return answer, self.nginx.logged(test)

    def connect(self, **named):
        return Connection(self.nginx.port, **named)

    def warnings(self, path):
        """The module's lines about requests for this path."""
        return [line for line in self.nginx.errors().splitlines()
                if "tcenvelope: " in line and f" {path} " in line]


def unchanged(seen, document, what):
    """The client received this document unchanged, and took it for complete."""
    equal((seen.exit, seen.status, len(seen.body)), (0, 200, len(document.body)), what)
    check(seen.body == document.body, f"{what}: other bytes")


def spoiled(seen, mode, what):
    """What a client saw of a response that is not sound: in observe it took it for complete."""
    found = f"{mode} {what}: exit {seen.exit}, status {seen.status}"
    if mode == "hold":
        check((seen.exit, seen.status) == (0, 502), found)
    else:
        check((seen.exit != 0) == (mode == "abort"), found)


def says(line, wanted, action=None):
    """The log line of a response that was sent completely holds this verdict and action."""
    found = {
        name: line[name]
        for name in ("verdict", "violation", "offset", "request_id", "code", "class")
    }
    offset = "-" if wanted.offset is None else str(wanted.offset)
    equal(found, {"verdict": wanted.verdict, "violation": wanted.violation, "offset": offset,
                  "request_id": wanted.request_id, "code": wanted.code, "class": wanted.code_class},
          f"line of {line['uri']}")
    if wanted.sound:
        equal(line["bytes"], str(len(wanted.body)), f"bytes of {line['uri']}")
    if action:
        equal(line["action"], action, f"action of {line['uri']}")
