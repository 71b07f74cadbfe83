"""An upstream that does what the path says: /FRAMING/DOCUMENT?status=200&type=text/plain...

Nothing has to be arranged before a request, and nothing is left over after it.
"""
import contextlib
import fcntl
import hashlib
import socket
import struct
import termios
import threading
import time
import typing
import urllib.parse

import documents

BLOCK = 65536
STALL = 120  # seconds after which a stalled connection is given up; the proxy ends it long before
REASONS = {200: "OK", 206: "Partial Content"}


class Framing(typing.NamedTuple):
    """How a body is sent: how it is framed, how much is sent, and how it ends."""
    kind: str = "length"  # or "chunked" or "close"
    sent: float = 1.0  # the part of the body that is sent
    claimed: float = 1.0  # the part of the body that Content-Length counts
    beyond: int = 0  # bytes that Content-Length counts and that never come
    extra: bytes = b""  # sent after the body
    chunk: typing.Optional[int] = None  # bytes in a chunk, or in a write
    pause: bool = False  # before the second half
    end: str = "complete"  # or "fin", "rst", "stall": before all the bytes announced
    unreadable: bool = False  # nginx detects it after an unpredictable number of bytes

    @property
    def orderly(self):
        """Whether HTTP takes the message for complete."""
        return self.end == "complete"

    def claims(self, length):
        """The Content-Length of a body of `length` bytes."""
        return int(length * self.claimed) + self.beyond

    def shown(self, length):
        """How many of `length` bytes reach the proxy as the body."""
        return int(length * min(self.sent, self.claimed))


FRAMINGS = {
    "length": Framing(),
    "chunked": Framing("chunked"),
    "close": Framing("close"),
    "bytes": Framing(chunk=1),
    "tiny": Framing("chunked", chunk=1),
    "surplus": Framing(extra=b"surplus"),
    "half_claimed": Framing(claimed=0.5),
    "short": Framing(beyond=10, end="fin"),
    "no_last_chunk": Framing("chunked", end="fin"),
    "bad_chunk": Framing("chunked", extra=b"zz\r\n", end="fin", unreadable=True),
    "half_close": Framing("close", sent=0.5),
    "half_fin": Framing(sent=0.5, end="fin"),
    "half_fin_chunked": Framing("chunked", sent=0.5, end="fin"),
    "half_rst": Framing(sent=0.5, end="rst"),
    "half_rst_chunked": Framing("chunked", sent=0.5, end="rst"),
    "half_rst_close": Framing("close", sent=0.5, end="rst"),
    "wait": Framing(pause=True),
    "stall": Framing(sent=0.5, end="stall"),
    "stall_chunked": Framing("chunked", sent=0.5, end="stall"),
}


class Request(typing.NamedTuple):
    """One request, for tests that count."""
    connection: int
    method: str
    path: str
    headers: dict
    digest: bytes  # of the body


def read_request(reader):
    """All of a request but its connection; None at the connection's end."""
    line = reader.readline()
    if not line.strip():
        return None
    method, path, _ = line.decode().split(" ")
    headers = {}
    while (line := reader.readline().strip()):
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    body = reader.read(int(headers.get("content-length", 0)))
    return method, path, headers, hashlib.sha256(body).digest()


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def one_byte_chunks(data):
    """As chunk() of each byte, a million at a time."""
    found = bytearray(b"1\r\n?\r\n" * len(data))
    found[3::6] = data
    return bytes(found)


def wire(framing, data):
    """The bytes of a body, without its end."""
    if framing.kind != "chunked":
        return data
    if framing.chunk == 1:
        return one_byte_chunks(data)
    return b"".join(chunk(data[at:at + BLOCK]) for at in range(0, len(data), BLOCK))


def send_all(connection, framing, data):
    """With a chunk size, each chunk is one write."""
    if framing.kind == "length" and framing.chunk:
        for offset in range(0, len(data), framing.chunk):
            connection.sendall(data[offset:offset + framing.chunk])
    else:
        connection.sendall(data)


def unread(connection):
    """Whether the process at the other end still has to read some of what was sent.

    Both ends are on this machine, which lists them: the other end's line names this one last.
    """
    addresses = (connection.getpeername(), connection.getsockname())
    ends = " ".join(f"{socket.inet_aton(host)[::-1].hex().upper()}:{port:04X}"
                    for host, port in addresses)
    with open("/proc/net/tcp", encoding="ascii") as table:
        for line in table:
            if ends in line:
                return not line.split()[4].endswith(":00000000")
    return False  # it is gone


def reset(connection):
    """Once the other side has read all: a reset would discard the rest."""
    while struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ,
                                         b"\0" * 4))[0] or unread(connection):
        time.sleep(0.001)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stall(connection):
    connection.settimeout(STALL)
    connection.recv(1)  # the other side closes


class Upstream:
    """Serves in threads until it is closed."""

    def __init__(self, name="first"):
        self.name = name
        self.lock = threading.Lock()
        self.requests = []
        self.sent = []  # paths, of bodies that were sent completely
        self.go = threading.Event()  # for those who wait in the middle of a body
        self.connections = 0
        self.serving = 0

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        with contextlib.suppress(OSError):  # it was closed
            while True:
                connection, _ = self.listener.accept()
                self.connections += 1
                threading.Thread(target=self.serve, args=(connection, self.connections),
                                 daemon=True).start()

    def serve(self, connection, number):
        with self.counted(), contextlib.suppress(OSError), connection, connection.makefile(
                "rb") as reader:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (request := read_request(reader)):
                with self.lock:
                    self.requests.append(Request(number, *request))
                if not self.answer(connection, *request[:3]):
                    break

    @contextlib.contextmanager
    def counted(self):
        with self.lock:
            self.serving += 1
        try:
            yield
        finally:
            with self.lock:
                self.serving -= 1

    def asked(self, part):
        """The requests whose path holds this."""
        with self.lock:
            return [request for request in self.requests if part in request.path]

    def answer(self, connection, method, path, headers):
        """Whether the connection can be used again."""
        url = urllib.parse.urlsplit(path)
        options = dict(urllib.parse.parse_qsl(url.query))
        _, framing_name, document_name = url.path.split("/")
        if "if-none-match" in headers or "if-modified-since" in headers:
            connection.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: "tag"\r\n\r\n')
            return True
        if document_name == "endless":
            return self.endless(connection, options)
        framing = FRAMINGS[framing_name]
        body = documents.body_of(document_name)
        status = int(options.get("status", 200))
        bodiless = method == "HEAD" or status == 204
        data = self.encoded(body, options)
        if "range" in headers and "ranges" in options:
            status, data, more = self.part(headers["range"], data)
        else:
            more = {}
        content_length = framing.claims(len(data))
        connection.sendall(self.head(framing, content_length, status, {**options, **more}))
        if bodiless:
            return True
        part = data[:int(len(data) * framing.sent)]
        if framing.pause:
            half = len(part) // 2
            connection.sendall(part[:half])
            self.go.wait(STALL)
            part = part[half:]
        send_all(connection, framing, wire(framing, part) + framing.extra)
        with self.lock:
            self.sent.append(url.path)
        return self.end(connection, framing)

    @staticmethod
    def encoded(body, options):
        """As the option says: in one member, in two, with a bit flipped, or not as it claims."""
        if options.get("encoding") != "gzip" or "lies" in options:
            return body
        half = len(body) // 2
        members = (body[:half], body[half:]) if "members" in options else (body,)
        data = bytearray(b"".join(map(documents.packed, members)))
        if "spoiled" in options:
            data[int(options["spoiled"])] ^= 1
        return bytes(data)

    @staticmethod
    def part(wanted, data):
        first, last = wanted.removeprefix("bytes=").split("-")
        first, last = int(first), min(int(last), len(data) - 1)
        return 206, data[first:last + 1], {"content-range": f"bytes {first}-{last}/{len(data)}"}

    @staticmethod
    def end(connection, framing):
        if framing.end == "complete" and framing.kind == "chunked":
            connection.sendall(b"0\r\n\r\n")
            return True
        if framing.end == "rst":
            reset(connection)
        elif framing.end == "stall":
            stall(connection)
        return framing in (FRAMINGS["length"], FRAMINGS["bytes"])

    def head(self, framing, content_length, status, options):
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Some Reason')}",
                 f"X-Upstream: {self.name}",
                 "Content-Type: " + options.get("type", "application/json")]
        for name, option in (("Content-Encoding", "encoding"), ("Content-Encoding", "encoding2"),
                             ("Content-Range", "content-range"),
                             ("Cache-Control", "cache"), ("ETag", "etag"),
                             ("Last-Modified", "modified"), ("Accept-Ranges", "ranges")):
            if option in options:
                lines.append(f"{name}: {options[option]}")
        if status != 204:
            lines.append({
                "length": f"Content-Length: {content_length}",
                "chunked": "Transfer-Encoding: chunked",
                "close": "Connection: close"
            }[framing.kind])
        return "\r\n".join([*lines, "", ""]).encode()

    def endless(self, connection, options):
        """Sends until the other side closes: without a pause, or with short ones."""
        connection.sendall(self.head(Framing("chunked"), 0, 200, options)
                           + chunk(b'{"Response":{"Data":["x"'))
        block = b"".join([chunk(b',"%s"' % documents.MARKER)] * 1000)
        while True:
            connection.sendall(block)
            if "pauses" in options:
                time.sleep(0.001)
