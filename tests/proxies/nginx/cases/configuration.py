"""Directives: what nginx -t says of values that cannot be."""
import os

from server import Nginx
from support import case, check, contains, equal

# Directive and value: what the message must name besides, and what it must say is right.
REFUSED = {
    ("tcenvelope", "yes"): "one of: off observe abort hold",
    ("tcenvelope", "Observe"): "one of: off observe abort hold",
    ("tcenvelope", "\"\""): "one of: off observe abort hold",
    ("tcenvelope_overflow", "drop"): "one of: pass reject",
    ("tcenvelope_on_skip", "0"): "one of: pass reject",
    ("tcenvelope_engine", "rapidjson"): "one of: auto yajl simd",
    ("tcenvelope_max_depth", "0"): "1 to 1024",
    ("tcenvelope_max_depth", "1025"): "1 to 1024",
    ("tcenvelope_max_depth", "-1"): "1 to 1024",
    ("tcenvelope_max_depth", "deep"): "1 to 1024",
    ("tcenvelope_reject_status", "201"): "error status",
    ("tcenvelope_reject_status", "399"): "error status",
    ("tcenvelope_reject_body", "page"): "one of: envelope none",
    ("tcenvelope_reject_code", "\"\""): "an error code",
    ("tcenvelope_reject_code", "\"a b\""): "an error code",
    ("tcenvelope_decode", "gzip"): "one of: on off",
    ("tcenvelope_decode_ratio", "-1"): "0 to 1000000",
    ("tcenvelope_decode_ratio", "1000001"): "0 to 1000000",
    ("tcenvelope_reject_status", "408"): "error status",
    ("tcenvelope_reject_status", "444"): "error status",
    ("tcenvelope_reject_status", "499"): "error status",
    ("tcenvelope_reject_status", "600"): "error status",
    ("tcenvelope_reject_status", "teapot"): "error status",
    ("tcenvelope_statuses", "199"): "a status",
    ("tcenvelope_statuses", "600"): "a status",
    ("tcenvelope_statuses", "2xx"): "a status",
    ("tcenvelope_statuses", "200 ok"): "a status",
    ("tcenvelope_hold_size", "-1"): "a size",
    ("tcenvelope_hold_size", "big"): "a size",
    ("tcenvelope_hold_size", "\"\""): "a size",
    ("tcenvelope_max_bytes", "-1"): "a size",
    ("tcenvelope_max_bytes", "1x"): "a size",
    ("tcenvelope_trailer", "\"X Verdict\""): "name of a field",
    ("tcenvelope_trailer", "X-Verdict:"): "name of a field",
    ("tcenvelope_trailer", "\"\""): "name of a field",
    ("tcenvelope_trailer", "X-\u00e9"): "name of a field",
    ("tcenvelope_trailer", "content-length"): "name of a field",
    ("tcenvelope_trailer", "Transfer-Encoding"): "name of a field",
}

# In the http block.
REFUSED_ZONES = {
    "": "a name and a size",
    "counters": "a name and a size",
    ":1m": "a name and a size",
    "counters:": "a name and a size",
    "counters:large": "a name and a size",
}

ACCEPTED = """
    tcenvelope hold; tcenvelope_types *; tcenvelope_statuses 200 400 599; tcenvelope_hold_size 1;
    tcenvelope_overflow reject; tcenvelope_on_skip reject; tcenvelope_reject_status 599;
    tcenvelope_max_depth 1024; tcenvelope_max_bytes 0; tcenvelope_engine yajl;
    tcenvelope_trailer X-Verdict; tcenvelope_reject_body none; tcenvelope_reject_code Made.Up;
    tcenvelope_decode off; tcenvelope_decode_ratio 0;
"""
DIRECTIVES = [directive.split()[0] for directive in ACCEPTED.split(";") if directive.strip()]


class Configuration:
    """Tried, and gone."""

    def __init__(self, bench):
        self.nginx = Nginx(bench.module, "")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.nginx.remove()

    def accepted(self, server, http=""):
        status, words = self.nginx.tested(server=server, http=http)
        equal(status, 0, f"nginx -t on {http}{server}: {words}")

    def refused(self, parts, server, http=""):
        status, words = self.nginx.tested(server=server, http=http)
        equal(status, 1, f"nginx -t on {http}{server}: {words}")
        (message,) = [line for line in words.splitlines() if "[emerg]" in line]
        for part in (*parts, "nginx.conf:"):
            contains(message, part, f"message about {http}{server}")


@case
def bad_values_are_refused_by_name(bench):
    """The message names the directive and the value, and says what would be right."""
    with Configuration(bench) as configuration:
        for (directive, value), right in REFUSED.items():
            last = value.split(" ")[-1] if directive == "tcenvelope_statuses" else value.strip('"')
            configuration.refused([f'"{directive}"', f'"{last}"', right], f"{directive} {value};")
        for value, right in REFUSED_ZONES.items():
            configuration.refused(["tcenvelope_zone", value, right], "",
                                  f'tcenvelope_zone "{value}";')


@case
def every_directive_is_accepted_at_every_level(bench):
    with Configuration(bench) as configuration:
        configuration.accepted("", ACCEPTED)
        configuration.accepted(ACCEPTED)
        configuration.accepted("location / { %s }" % ACCEPTED)
        configuration.accepted(
            "location /s { tcenvelope_status; } location /j { tcenvelope_status json; }"
            "location /p { tcenvelope_status prometheus; }", "tcenvelope_zone counters:128k;")


@case
def directives_are_accepted_once_and_with_a_value(bench):
    with Configuration(bench) as configuration:
        for directive in DIRECTIVES:
            configuration.refused([directive, "number of arguments"], f"{directive};")
            # Types may be added to: nginx only warns of one that is there.
            if directive != "tcenvelope_types":
                (once,) = [part for part in ACCEPTED.split(";") if part.split()[:1] == [directive]]
                configuration.refused([directive, "duplicate"], f"{once};{once};")
        for number in (1, 2):
            zone = f"tcenvelope_zone a:128k; tcenvelope_zone {'ab'[number - 1]}:128k;"
            configuration.refused(["tcenvelope_zone", "duplicate"], "", zone)


@case
def a_location_has_one_status_page(bench):
    with Configuration(bench) as configuration:
        for first, second in (("", ""), ("json", ""), ("", "json"), ("json", "html")):
            status = f"tcenvelope_status {first}; tcenvelope_status {second};"
            configuration.refused(["tcenvelope_status", "duplicate"],
                                  f"location /status {{ {status} }}", "tcenvelope_zone a:128k;")


@case
def a_status_page_is_not_guarded_by_what_is_around_it(bench):
    """It is no envelope."""
    server = "tcenvelope hold; location = /status { tcenvelope_status json; }"
    with bench.site({}, server, "tcenvelope_zone a:128k;") as site:
        answer, line = site.asked("/status")
        equal((answer.status, line["verdict"], line["action"]), (200, "-", "-"), "/status")


@case
def a_status_page_needs_counters(bench):
    with Configuration(bench) as configuration:
        configuration.refused(["tcenvelope_status", "tcenvelope_zone"],
                              "location /s { tcenvelope_status; }")
        configuration.refused(["tcenvelope_status", '"xml"', "html", "json", "prometheus"],
                              "location /s { tcenvelope_status xml; }", "tcenvelope_zone c:128k;")
        configuration.refused(["tcenvelope_status", "not allowed here"], "tcenvelope_status;")
        configuration.refused(["tcenvelope_zone", "not allowed here"], "tcenvelope_zone c:128k;")


@case
def a_damaged_image_of_codes_is_refused(bench):
    with Configuration(bench) as configuration:
        folder = configuration.nginx.folder
        image = bench.compiled(folder, b"cvm\t20170312\tMade.Up\n").read_bytes()
        configuration.accepted("tcenvelope_codes codes.image;")
        damaged = bytearray(image)
        damaged[-1] ^= 1
        for content in (damaged, image[:-1], image[:10], b"", b"cvm\t20170312\tMade.Up\n"):
            (folder / "damaged.image").write_bytes(content)
            configuration.refused(["damaged.image", "tcenvelope codes compile"],
                                  "tcenvelope_codes damaged.image;")
        configuration.refused(["missing.image", "No such file"], "tcenvelope_codes missing.image;")
        configuration.refused([str(folder)], f"tcenvelope_codes {folder};")
        os.mkfifo(folder / "pipe.image")  # nobody writes to it, and nginx does not wait
        configuration.refused(["pipe.image", "not a file"], "tcenvelope_codes pipe.image;")


@case
def inner_levels_inherit_from_outer_ones(bench):
    """Mode and options of the http block, save what a location says itself."""
    http = "tcenvelope hold; tcenvelope_reject_status 555; tcenvelope_statuses 200 404;"
    locations = {"inherits": "", "own": "tcenvelope_reject_status 556;", "off": "tcenvelope off;"}
    with bench.site(locations, http=http) as site:
        for path, status, verdict in (("/inherits/length/syntax", 555, "invalid"),
                                      ("/own/length/syntax", 556, "invalid"),
                                      ("/off/length/syntax", 200, "-"),
                                      ("/inherits/length/failure?status=404", 404, "failure")):
            seen, line = site.curl(path)
            equal((seen.status, line["verdict"]), (status, verdict), path)
        check(len(site.first.requests) == 4, "all reached the upstream")
