"""nginx in front of two upstreams, as the common matrix and soak ask for it."""
import json

from clients import curl
from server import Nginx

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
STALLED = "proxy_read_timeout 2s;"

STATUS = """
    location = /tcenvelope { tcenvelope_status json; access_log off; }
    location = /active { stub_status; access_log off; }
"""
COUNTED = "tcenvelope_zone counters:256k; proxy_next_upstream off;"


def location(name, directives, upstream="first"):
    return f"location /{name}/ {{ proxy_pass http://{upstream}/; {directives} }}\n"


def pool(name, port):
    return f"upstream {name} {{ server 127.0.0.1:{port} max_fails=0; keepalive 64; }}\n"


def of_matrix():
    """A location for each mode, and one that gives up a stalled upstream soon."""
    return {name + stall: words + more for name, words in MODES.items()
            for stall, more in (("", ""), (".stall", STALLED))}


class Driver(Nginx):
    """A location for each name, all in front of the first of two upstreams.

    `server`, `http` and more add to its configuration; `files`: name and content, in its folder.
    """

    MODES = tuple(mode for mode in MODES if not mode.startswith("off"))
    IS_THOROUGH = True
    SOAK = {"workers": 2}

    def __init__(self, bench, upstreams, locations=None, server="", http="", files=(), **parts):
        if locations is None:
            locations, server, http = of_matrix(), server + STATUS, http + COUNTED
        self.locations = "".join(location(name, words) for name, words in locations.items())
        first, second = upstreams
        super().__init__(bench.module, self.locations + server, pool("first", first) + pool("second", second) + http,
                         **parts)
        self.files = dict(files)

    def __enter__(self):
        super().__enter__()
        for name, content in self.files.items():
            self.file(name, content)
        return self

    def counters(self):
        return json.loads(curl(self.port, "/tcenvelope", "http1_1").body)

    def is_idle(self):
        return b"Reading: 0 Writing: 1 " in curl(self.port, "/active", "http1_1").body
