"""Settings: what `haproxy -c` says of values that cannot be, and the examples."""
import os
import pathlib
import re

from checks import case, check, contains, equal
from driver import Driver

EXAMPLES = pathlib.Path(__file__).resolve().parents[4] / "proxies/haproxy/examples"

# Settings, and what the message must name.
REFUSED = {
    'mode = "yes"': ("mode", "yes", "one of: off observe abort hold"),
    'mode = "Observe"': ("mode", "Observe", "one of: off observe abort hold"),
    'mode = true': ("mode", "true", "one of: off observe abort hold"),
    '': ("no mode", "one of: off observe abort hold"),
    'mode = "hold", overflow = "drop"': ("overflow", "drop", "one of: pass reject"),
    'mode = "hold", on_skip = 0': ("on_skip", "0", "one of: pass reject"),
    'mode = "hold", engine = "rapidjson"': ("engine", "rapidjson", "one of: auto yajl simd"),
    'mode = "hold", max_depth = 0': ("max_depth", "0", "1 to 1024"),
    'mode = "hold", max_depth = 1025': ("max_depth", "1025", "1 to 1024"),
    'mode = "hold", max_depth = -1': ("max_depth", "-1", "1 to 1024"),
    'mode = "hold", max_depth = "deep"': ("max_depth", "deep", "1 to 1024"),
    'mode = "hold", max_depth = 1.5': ("max_depth", "1.5", "1 to 1024"),
    'mode = "hold", reject_status = 201': ("reject_status",),
    'mode = "hold", reject_status = 399': ("reject_status",),
    'mode = "hold", reject_status = 600': ("reject_status",),
    'mode = "hold", reject_status = 65736': ("reject_status", "65736", "400 to 599"),
    'mode = "hold", reject_status = "teapot"': ("reject_status", "teapot", "400 to 599"),
    'mode = "hold", reject_body = "page"': ("reject_body", "page", "one of: envelope none"),
    'mode = "hold", reject_status = 200, reject_body = "none"': ("reject_status 200", "reject_body"),
    'mode = "hold", reject_code = ""': ("reject_code", "an error code"),
    'mode = "hold", reject_code = "a b"': ("reject_code",),
    'mode = "hold", reject_code = string.rep("x", 129)': ("reject_code", "an error code"),
    'mode = "hold", decode = "gzip"': ("decode", "gzip", "one of: on off"),
    'mode = "hold", decode_ratio = -1': ("decode_ratio", "-1", "0 to 1000000"),
    'mode = "hold", decode_ratio = 1000001': ("decode_ratio", "1000001", "0 to 1000000"),
    'mode = "hold", statuses = 199': ("statuses", "199", "200 to 599"),
    'mode = "hold", statuses = {200, 600}': ("statuses", "600", "200 to 599"),
    'mode = "hold", statuses = {200, "2xx"}': ("statuses", "2xx", "200 to 599"),
    'mode = "hold", types = {"text/html", 5}': ("types", "5", "a content type"),
    'mode = "hold", types = ""': ("types", "a content type"),
    'mode = "hold", hold_size = -1': ("hold_size", "-1", "a size"),
    'mode = "hold", hold_size = "big"': ("hold_size", "big", "a size"),
    'mode = "hold", hold_size = "99999999999g"': ("hold_size", "a size"),
    'mode = "hold", max_bytes = "1x"': ("max_bytes", "1x", "a size"),
    'mode = "hold", max_bytes = ""': ("max_bytes", "a size"),
    'mode = "hold", hold_sise = 5': ("no setting", "hold_sise"),
    'mode = "hold", 5': ("no setting",),
    'mode = "hold", codes = "missing.image"': ("codes", "missing.image", "No such file"),
    'mode = "hold", codes = "/dev/null"': ("codes", "/dev/null", "not a file"),
}

ACCEPTED = """{mode = "hold", types = {"*"}, statuses = {200, 400, 599}, hold_size = 1, overflow = "reject",
    on_skip = "reject", reject_status = 599, reject_body = "none", reject_code = "Made.Up", decode = "off",
    decode_ratio = 0, max_depth = 1024, max_bytes = "1m", engine = "yajl"}"""


class Configuration:
    """Tried, and gone."""

    def __init__(self, bench, **parts):
        self.proxy = Driver(bench, (9, 9), **parts)

    def __enter__(self):
        return self.proxy

    def __exit__(self, *_):
        self.proxy.remove()


def script(settings, name="made"):
    return f'require("tcenvelope").guard("{name}", {settings})'


def tested(bench, settings, **named):
    with Configuration(bench, script=script(settings, **named), locations={"made": "filter lua.tcenvelope.made"}) as it:
        return it.tested()


@case
def bad_values_are_refused_by_name(bench):
    """The message names the guard, the setting and the value, and says what would be right."""
    for settings, parts in REFUSED.items():
        status, words = tested(bench, "{%s}" % settings)
        equal(status, 1, f"haproxy -c on {settings}: {words}")
        messages = [line for line in words.splitlines() if "ALERT" in line and 'guard "made"' in line]
        equal(len(messages), 1, f"messages about {settings}: {words}")
        for part in parts:
            contains(messages[0], part, f"message about {settings}")


@case
def every_setting_is_accepted(bench):
    status, words = tested(bench, ACCEPTED)
    equal(status, 0, words)


@case
def a_guard_without_a_usable_name_is_refused(bench):
    for name in ("", "a b", "a.b"):
        status, words = tested(bench, '{mode = "hold"}', name=name)
        equal(status, 1, f"{name}: {words}")
        contains(words, "the name of a guard", name)


@case
def an_unknown_guard_is_refused(bench):
    with Configuration(bench, locations={"made": "filter lua.tcenvelope.hodl"}) as proxy:
        status, words = proxy.tested()
    equal(status, 1, words)
    contains(words, "lua.tcenvelope.hodl", "message")


@case
def a_damaged_image_of_codes_is_refused(bench):
    with Configuration(bench, script="", locations={"made": "filter lua.tcenvelope.made"}) as proxy:
        image = bench.compiled(proxy.folder, b"cvm\t20170312\tMade.Up\n").read_bytes()
        path = proxy.folder / "tried.image"
        proxy.script = script('{mode = "hold", codes = "%s"}' % path)
        damaged = bytearray(image)
        damaged[-1] ^= 1
        for content in (damaged, image[:-1], image[:10], b""):
            path.write_bytes(content)
            status, words = proxy.tested()
            equal(status, 1, words)
            contains(words, "tcenvelope codes compile", "message")
        path.write_bytes(image)
        equal(proxy.tested()[0], 0, "a sound image")
        path.unlink()
        os.mkfifo(path)  # nobody writes to it, and HAProxy does not wait
        contains(proxy.tested()[1], "not a file", "message about a pipe")


@case
def the_examples_are_valid(bench):
    names = sorted(path.name for path in EXAMPLES.glob("*.cfg"))
    check(len(names) >= 3, f"examples: {names}")
    for name in names:
        with Configuration(bench) as proxy:
            proxy.configure = lambda proxy=proxy, name=name: proxy.file("haproxy.cfg", adapted(proxy, name))
            status, words = proxy.tested()
            equal((name, status), (name, 0), words)


def adapted(proxy, name, script_name="tcenvelope.lua"):
    """An example, with what was built in place of what is installed."""
    text = (EXAMPLES / name).read_text()
    paths = (f"    lua-prepend-path {proxy.lua}/?.lua\n    lua-prepend-path {proxy.lua}/?.so cpath\n"
             f"    lua-load-per-thread {proxy.lua}/{script_name}")
    found = re.sub(r" *lua-load-per-thread \S+", paths, text)
    check(found != text, f"{name} loads the script")
    return found.encode()


@case
def the_settings_of_the_example_are_accepted(bench):
    text = (EXAMPLES / "settings.lua").read_text()
    guards = {name: f"filter lua.tcenvelope.{name}" for name in re.findall(r'guard\("(\w+)"', text)}
    equal(len(guards), 2, "guards")
    with Configuration(bench, script=text, locations=guards) as proxy:
        status, words = proxy.tested()
    equal(status, 0, words)
