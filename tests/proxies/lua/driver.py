"""The packaged nginx with its Lua module, and tcenvelope.lua in it."""
import json
import pathlib

import nginxes
from clients import curl
from limits import Cannot

MODULES = pathlib.Path("/usr/share/nginx/modules")
LUA = pathlib.Path(__file__).resolve().parents[3] / "proxies" / "lua"

HTTP = """
    lua_package_path "{lua}/?.lua;;";
    lua_http10_buffering off;
    init_by_lua_block {{
        tcenvelope = require "tcenvelope"
        {init}
    }}
    upstream first {{ server 127.0.0.1:{first} max_fails=0; keepalive 64; }}
    upstream second {{ server 127.0.0.1:{second} max_fails=0; keepalive 64; }}
    proxy_next_upstream off;
"""
INIT = """
        counters = tcenvelope.counters("{folder}/counters", 1024)
        guards = {{}}
        for _, mode in ipairs {{ "observe", "abort", "hold" }} do
            guards[mode] = tcenvelope.new {{ mode = mode, counters = counters }}
        end
"""
STATUS = """
    location = /tcenvelope { access_log off; content_by_lua_block { tcenvelope.status(counters, "json") } }
    location = /active { stub_status; access_log off; }
"""

FILTERS = """
        header_filter_by_lua_block {{ {guard}:header_filter() }}
        body_filter_by_lua_block {{ return {guard}:body_filter() }}
        log_by_lua_block {{ {guard}:log() }}
"""
# The guarded location asks an internal one.
CAPTURE = """
        content_by_lua_block {{ return {guard}:capture("/upstream" .. ngx.var.request_uri) }}
        log_by_lua_block {{ {guard}:log() }}
"""


def location(name, words, upstream="first"):
    return f"location /{name}/ {{ proxy_pass http://{upstream}/; {words} }}\n"


def guarded(name, guard, words=""):
    return location(name, words + FILTERS.format(guard=guard))


def captured(name, guard, words=""):
    return f"location /{name}/ {{ {CAPTURE.format(guard=guard)} }}\n" + location(
        f"upstream/{name}", "internal; " + words)


def of_matrix():
    found = []
    for stall, words in (("", ""), (".stall", "proxy_read_timeout 2s;")):
        found += [location("off" + stall, words), captured("hold" + stall, "guards.hold", words)]
        found += [guarded(mode + stall, f"guards.{mode}", words) for mode in ("observe", "abort")]
    return "".join(found)


FIRST = 4000  # bytes that nginx surely shows at once, with the head
RESET = ("A client of HTTP/1.0 takes an aborted response for complete where it has no Content-Length: Lua can end a "
         "connection, but not reset it.")


def is_cut_late(_case, wish):
    """Some has been sent, and in HTTP/1.0 only the end of the connection ends a body without a length."""
    at = wish.shown if wish.coding == "gzip" else wish.said.offset or 0
    return wish.content_length is None and wish.client == "cut" and (wish.said.violation == "-" or at > FIRST)


def is_cut_at_its_end(_case, wish):
    """What was sent before depends on whether nginx learns of the end together with the last bytes."""
    return wish.content_length is None and wish.said.verdict == "truncated"


class Driver(nginxes.Nginx):
    """`server`: its locations, `init`: Lua in init_by_lua; without them those of the matrix."""

    NAME = "lua"
    MODES = ("observe", "abort", "hold")
    SOAK = {"workers": 2}
    NAMES = ("verdict", "violation", "offset", "bytes", "request_id", "error_code", "error_class", "action", "coding")
    FIELDS = {"test": "$http_x_test", "status": "$status", "sent": "$body_bytes_sent",
              **{name.removeprefix("error_"): f"$tcenvelope_{name}" for name in NAMES}, "uri": "$request_uri"}
    CANNOT = (
        Cannot(RESET, {"client": "complete"}, mode="abort", protocol="http1_0", when=is_cut_late),
        Cannot(RESET, {"client": ("complete", "cut")}, mode="abort", protocol="http1_0", when=is_cut_at_its_end),
        Cannot("nginx's Lua module 0.10.23 has no ngx.location.capture in HTTP/2: the answer is 500.",
               {"client": "failed", "status": 500, "warnings": 0,
                **{name: "-" for name in ("verdict", "violation", "offset", "bytes", "request_id", "code", "class",
                                          "action", "coding")}},
               mode="hold", protocol="http2"),
        Cannot("ngx.location.capture gives no bytes of a response whose upstream resets the connection or stalls: it is "
               "rejected as incomplete after byte 0, whatever there was.",
               {"verdict": "incomplete", "violation": "-", "offset": "-", "bytes": "0", "action": "rejected",
                "client": "rejected", "warnings": 1}, mode="hold", framing=("half_rst*", "stall*")),
    )

    def __init__(self, bench, upstreams, server=None, init=INIT, **parts):
        self.library = pathlib.Path(bench.module).parent
        first, second = upstreams
        variables = (LUA / "examples" / "variables.conf").read_text()
        modules = [MODULES / f"{name}.so" for name in ("ndk_http_module", "ngx_http_lua_module")]
        super().__init__(modules, variables + (of_matrix() + STATUS if server is None else server), "", **parts)
        self.parts["http"] = HTTP.format(lua=LUA, first=first, second=second, init=init.format(folder=self.folder))

    def environment(self):
        return {**super().environment(), "LD_LIBRARY_PATH": str(self.library)}

    def volatile(self, mode):
        return ("content-length", "transfer-encoding", "connection") if mode == "hold" else ()

    def counters(self):
        return json.loads(curl(self.port, "/tcenvelope", "http1_1").body)

    def is_idle(self):
        return b"Reading: 0 Writing: 1 " in curl(self.port, "/active", "http1_1").body
