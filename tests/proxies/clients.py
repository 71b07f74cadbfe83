"""Clients of the proxy: curl and nghttp, and one of our own where it matters when it reads."""
import re
import socket
import struct
import subprocess
import tempfile
import typing

from checks import GUARD, check

PROTOCOLS = {
    "http1_0": ["--http1.0"],
    "http1_1": ["--http1.1"],
    "http2": ["--http2-prior-knowledge"],
}

# What differs between two answers to the same request.
VOLATILE = ("date", "x-test")


class Seen(typing.NamedTuple):
    """What a client saw of one response."""
    exit: int
    status: int
    headers: list
    body: bytes

    def header(self, name):
        return dict(self.headers).get(name.lower())

    def comparable(self, volatile=VOLATILE):
        """All that two answers to the same request have in common. The order of fields means nothing."""
        return self._replace(headers=sorted(pair for pair in self.headers if pair[0] not in volatile))


def fields(lines):
    found = []
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            found.append((name.strip().lower(), value.strip()))
    return found


def parsed_heads(text):
    """The status and fields of the last head in what curl dumped; a trailer counts as fields."""
    heads = [head for head in re.split(r"(?=^HTTP/)", text, flags=re.M) if head.strip()]
    if not heads:
        return 0, []
    lines = heads[-1].splitlines()
    return int(lines[0].split(" ")[1]), fields(lines[1:])


def curl(port, path, protocol, *words):
    """One request; curl's exit status shows whether it took the response for complete."""
    # The heads come through a file of their own: a pipe could fill up.
    with tempfile.NamedTemporaryFile() as heads:
        done = subprocess.run(
            ["curl", "--silent", "--dump-header", heads.name, "--max-time", str(GUARD),
             *PROTOCOLS[protocol], *words, f"http://127.0.0.1:{port}{path}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=GUARD + 10, check=False)
        status, found = parsed_heads(heads.read().decode())
    return Seen(done.returncode, status, found, done.stdout)


def curl_started(port, path, test):
    """A request over HTTP/2 whose body comes through a pipe, as fast as it is read there."""
    return subprocess.Popen(
        ["curl", "--silent", "--no-buffer", *PROTOCOLS["http2"], "--header", f"X-Test: {test}",
         f"http://127.0.0.1:{port}{path}"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)


def nghttp(port, path, *words):
    """The frames of one request over HTTP/2, as nghttp prints them; no content."""
    done = subprocess.run(["nghttp", "--verbose", "--null-out", "--timeout", str(GUARD), *words,
                           f"http://127.0.0.1:{port}{path}"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=GUARD + 10,
                          check=False)
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout.decode())


class Answer(typing.NamedTuple):
    """A response as it was read off a connection."""
    status: int
    headers: list
    body: bytes
    trailer: list
    end: str  # "complete", or how the connection ended before: "fin", "rst"

    def header(self, name):
        return dict(self.headers).get(name.lower())


class Ended(Exception):
    """The connection ended before the response was complete."""


class Connection:
    """A connection of HTTP/1, on which to ask again and again, and to read slowly or not at all."""

    def __init__(self, port, receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(GUARD)
        self.socket.connect(("127.0.0.1", port))
        self.buffer = bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def ask(self, path, test, method="GET", version="1.1", **headers):
        lines = [f"{method} {path} HTTP/{version}", "Host: localhost", f"X-Test: {test}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        return self

    def leave(self):
        """Without reading what there is, so that the other side sees a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    # ---- Reading

    def more(self):
        try:
            data = self.socket.recv(1 << 18)
        except ConnectionResetError:
            raise Ended("rst") from None
        if not data:
            raise Ended("fin")
        self.buffer += data

    def line(self):
        while (at := self.buffer.find(b"\r\n")) < 0:
            self.more()
        found = bytes(self.buffer[:at]).decode()
        del self.buffer[:at + 2]
        return found

    def lines(self):
        """Up to the empty one."""
        found = []
        while (line := self.line()):
            found.append(line)
        return found

    def take(self, size, into):
        """Adds `size` bytes to a body."""
        while size:
            if not self.buffer:
                self.more()
            part = self.buffer[:size]
            into += part
            size -= len(part)
            del self.buffer[:len(part)]

    def chunks(self, into):
        """Reads chunks into a body; returns the trailer after them."""
        while (size := int(self.line(), 16)):
            self.take(size, into)
            check(self.line() == "", "a chunk ends with a line's end")
        return fields(self.lines())

    def answer(self, method="GET"):
        status, headers, body, trailer = 0, [], bytearray(), []
        try:
            first, *rest = self.lines()
            status, headers = int(first.split(" ")[1]), fields(rest)
            known = dict(headers)
            if method == "HEAD" or status in (204, 304):
                pass
            elif known.get("transfer-encoding") == "chunked":
                trailer = self.chunks(body)
            elif "content-length" in known:
                self.take(int(known["content-length"]), body)
            else:
                self.to_end(body)
        except Ended as how:
            return Answer(status, headers, bytes(body), trailer, str(how))
        return Answer(status, headers, bytes(body), trailer, "complete")

    def to_end(self, into):
        """A body without a length is complete when the connection ends in order."""
        try:
            while True:
                into += self.buffer
                self.buffer.clear()
                self.more()
        except Ended as how:
            if str(how) != "fin":
                raise


# What curl's exit status would be, by how the connection ended before the head was there, and after.
EXITS = {("fin", False): 52, ("rst", False): 56, ("fin", True): 18, ("rst", True): 56}


def direct(port, path, protocol, test):
    """What curl() sees, over HTTP/1, without a process for each request."""
    with Connection(port) as connection:
        version = protocol.removeprefix("http").replace("_", ".")
        answer = connection.ask(path, test, version=version, Accept="*/*").answer()
    done = 0 if answer.end == "complete" else EXITS[answer.end, answer.status != 0]
    return Seen(done, answer.status, answer.headers, answer.body)


def asked(port, path, test, method="GET", **named):
    """One request over a connection of its own."""
    with Connection(port) as connection:
        return connection.ask(path, test, method, **named).answer(method)
