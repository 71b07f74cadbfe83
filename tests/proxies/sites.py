"""What all cases need: a proxy in front of two upstreams, and requests with what came of them."""
import contextlib
import itertools
import os
import subprocess

from checks import GUARD, check, equal
from clients import Connection, asked, curl
from upstream import Upstream


class Bench:
    """What is under test: the adapter's module, and the command-line tool."""

    def __init__(self, driver, module, tool):
        self.driver = driver
        self.module = os.path.abspath(module)
        self.tool = os.path.abspath(tool)

    def site(self, *options, **named):
        """Without options as the matrix asks for it; they are the driver's own."""
        return Site(self, *options, **named)

    def compiled(self, folder, content):
        """A catalogue of error codes."""
        (folder / "codes.txt").write_bytes(content)
        subprocess.run([self.tool, "codes", "compile", "codes.txt", "-o", "codes.image", "--quiet"],
                       cwd=folder, check=True, timeout=GUARD)
        return folder / "codes.image"


class Site:
    """Two upstreams, and the proxy that the driver makes of these options in front of them."""

    def __init__(self, bench, *options, **named):
        self.bench, self.options, self.named = bench, options, named
        self.first, self.second = Upstream("first"), Upstream("second")
        self.numbers = itertools.count(1)
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        with self.stack:
            for upstream in (self.first, self.second):
                self.stack.enter_context(upstream)
            self.proxy = self.stack.enter_context(
                self.bench.driver(self.bench, (self.first.port, self.second.port), *self.options, **self.named))
            self.stack = self.stack.pop_all()
        return self

    def __exit__(self, *failed):
        return self.stack.__exit__(*failed)

    def number(self):
        return str(next(self.numbers))

    def port(self, protocol):
        return self.proxy.port_of(protocol)

    def seen(self, path, protocol="http1_1", *words, test):
        """What curl saw."""
        return curl(self.port(protocol), path, protocol, "--header", f"X-Test: {test}", *words)

    def curl(self, path, protocol="http1_1", *words, test=None):
        """What curl saw, and what was logged."""
        test = test or self.number()
        return self.seen(path, protocol, *words, test=test), self.proxy.logged(test)

    def text(self, path):
        """Of a location that is not logged."""
        return curl(self.proxy.port, path, "http1_1").body.decode()

    def asked(self, path, method="GET", **named):
        """The answer on a connection of its own, and what was logged."""
        test = self.number()
        answer = asked(self.proxy.port, path, test, method, **named)
        return answer, self.proxy.logged(test)

    def connect(self, **named):
        return Connection(self.proxy.port, **named)

    def warnings(self, path):
        return self.proxy.warnings(path)


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
