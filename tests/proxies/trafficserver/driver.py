"""Traffic Server in front of two upstreams, as the common matrix and soak ask for it."""
import json

from clients import curl
from expectations import ANY, BROKEN_EXITS
from limits import Cannot
from server import TrafficServer

MODES = ("off", "observe", "abort", "hold")
STALLED = "@plugin=conf_remap.so @pparam=proxy.config.http.transaction_no_activity_timeout_out=2"


def rule(path, upstream, *plugins):
    return f"map /{path}/ http://127.0.0.1:{upstream}/ {' '.join(plugins)}\n"


def guard(*settings):
    return " ".join(["{plugin}", *(f"@pparam=--{setting}" for setting in settings)])


STATUS = f"map /tcenvelope http://127.0.0.1:1/ {guard('status=json')}\n"


def of_matrix(first):
    """A rule for each mode, and one that gives up a stalled upstream soon."""
    return "".join(rule(mode, first, guard(f"mode={mode}")) + rule(mode + ".stall", first, guard(f"mode={mode}"), STALLED)
                   for mode in MODES)


def breaks_off(case, _wish):
    """Whether the upstream ends the message where HTTP does not have it end."""
    return not case.orderly


def small_and_broken_off(case, wish):
    """Likewise, of a response that is rejected at any rate."""
    return not case.orderly and wish.client == "rejected"


UNKNOWN = {"violation": ANY, "offset": ANY, "bytes": ANY, "request_id": ANY, "code": ANY, "class": ANY}
RESET = {**UNKNOWN, "verdict": ("truncated", "invalid")}
BROKEN_OFF = {**UNKNOWN, "verdict": ("incomplete", "invalid")}

TAKES_RESET = "Traffic Server takes a reset of the upstream for the end of a body that has no length."
DISCARDS = ("When an upstream breaks off, Traffic Server discards what it has not passed on, and answers with 502 where "
            "the client has no head yet.")

ENDS_STREAM = ("Traffic Server ends a stream of HTTP/2 that is cut as if it were complete: without a length, a client "
               "takes the response for complete.")

CANNOT = (
    Cannot(ENDS_STREAM, {"client": ("cut", "complete")}, mode="abort", protocol="http2",
           when=lambda case, wish: case.orderly and wish.content_length is None and wish.client == "cut"),
    Cannot(TAKES_RESET, {**RESET, "client": ("same", "cut", "rejected")}, mode="hold", framing="half_rst_close"),
    Cannot(TAKES_RESET, {**RESET, "client": ("same", "cut", "complete")}, framing="half_rst_close"),
    Cannot(DISCARDS, {**BROKEN_OFF, "action": "rejected", "client": ("rejected", "failed")}, mode="hold", when=small_and_broken_off),
    Cannot(DISCARDS, {**BROKEN_OFF, "action": ("overflowed", "rejected"), "client": ("same", "cut", "complete", "failed")},
           mode="hold", when=breaks_off),
    Cannot(DISCARDS, {**BROKEN_OFF, "client": ("same", "cut", "complete", "failed")}, when=breaks_off),
)


class Driver(TrafficServer):
    """`rules`: path and settings, all in front of the first of two upstreams; `more` is added to them."""

    CANNOT = CANNOT
    BROKEN_EXITS = {**BROKEN_EXITS, "http2": (92, 18, 52)}
    SOAK = {"records": {"http.keep_alive_enabled_out": "INT 1"}}
    # An error in place of a response that is under way makes Traffic Server 9.2 forget the buffer of the upstream.
    LOSES = ("half_fin/medium",)

    def __init__(self, bench, upstreams, rules=None, more="", **named):
        self.first, self.second = upstreams
        text = of_matrix(self.first) if rules is None else "".join(
            rule(path, self.first, guard(*settings)) for path, settings in rules.items())
        super().__init__(bench.module, text + more.replace("{first}", str(self.first)) + STATUS, **named)

    def counters(self):
        return json.loads(curl(self.port, "/tcenvelope", "http1_1").body)

    def is_idle(self):
        lines = self.control("metric", "get", "proxy.process.http.current_client_transactions").split()
        return lines[-1:] == ["0"]

    def volatile(self, mode):
        """A transform's body has another framing than the upstream's."""
        return ("content-length", "transfer-encoding")
