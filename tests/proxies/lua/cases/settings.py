"""Settings: bad ones, and what each does."""
import re
import subprocess

import prometheus
from checks import Failure, case, check, contains, equal
from clients import curl
from support import LUA, captured, guarded, guards

# What Lua writes, and what the message must hold.
BAD = (
    ("", "mode is missing"),
    ('mode = "obserev"', "mode is obserev, and must be one of off, observe, abort, hold"),
    ("mode = 1", "mode is 1"),
    ('mode = "hold", hold_sice = 1', 'there is no setting "hold_sice"'),
    ('mode = "hold", hold_size = 0', "hold_size is 0"),
    ('mode = "hold", hold_size = "64q"', "hold_size is 64q"),
    ('mode = "hold", hold_size = -1', "hold_size is -1"),
    ('mode = "hold", types = "text/plain"', "types is text/plain, and must be a list"),
    ('mode = "hold", types = {}', "types is table"),
    ('mode = "hold", types = { "" }', "types is table"),
    ('mode = "hold", statuses = { 99 }', "statuses is table"),
    ('mode = "hold", statuses = { 200.5 }', "statuses is table"),
    ('mode = "hold", overflow = "drop"', "overflow is drop, and must be one of pass, reject"),
    ('mode = "hold", on_skip = true', "on_skip is true"),
    ('mode = "hold", reject_status = 302', "reject_status"),
    ('mode = "hold", reject_code = "a b"', "reject_code"),
    ('mode = "hold", reject_body = "page"', "reject_body is page"),
    ('mode = "hold", decode = 1', "decode is 1, and must be true or false"),
    ('mode = "hold", decode_ratio = -1', "decode_ratio is -1"),
    ('mode = "hold", max_depth = 1025', "max_depth is 1025"),
    ('mode = "hold", max_depth = 0/0', "max_depth is "),
    ('mode = "hold", max_bytes = "x"', "max_bytes is x"),
    ('mode = "hold", engine = "rapid"', "engine is rapid"),
    ('mode = "hold", codes = "/nowhere/codes.image"', "/nowhere/codes.image"),
    ('mode = "hold", codes = "/etc/passwd"', "recompile it with: tcenvelope codes compile"),
    ('mode = "hold", counters = "/tmp/counters"', "what tcenvelope.counters() returned"),
)


def refusal(bench, init):
    """What nginx says instead of starting."""
    try:
        with bench.site("", init):
            return ""
    except Failure as failure:
        return str(failure)


@case
def nginx_does_not_start_with_a_bad_setting_and_names_it(bench):
    for words, message in BAD:
        said = refusal(bench, guards(bad=words))
        contains(said, "tcenvelope: ", words)
        contains(said, message, words)


@case
def nginx_does_not_start_with_counters_that_cannot_be_mapped(bench):
    contains(refusal(bench, 'tcenvelope.counters("/nowhere/counters")'),
             "tcenvelope: counters: /nowhere/counters: open: No such file or directory", "message")


@case
def the_declarations_are_those_of_the_headers(bench):
    del bench
    done = subprocess.run([LUA / "declare"], stdout=subprocess.PIPE, text=True, check=True)
    equal((LUA / "tcenvelope" / "declarations.lua").read_text(), done.stdout,
          "declarations.lua; regenerate it with proxies/lua/declare")


@case
def the_module_says_its_version(bench):
    tool = subprocess.run([bench.tool, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout
    with bench.site("location = /version { content_by_lua_block { ngx.print(tcenvelope._VERSION) } }") as site:
        equal(f"tcenvelope {site.text('/version')}", tool.splitlines()[0], "version")


@case
def every_setting_is_in_the_documentation(bench):
    del bench
    known = set(re.findall(r"^    (\w+) = ", (LUA / "tcenvelope" / "settings.lua").read_text()
                           .partition("NAMES = {")[2].partition("\n}")[0], re.M))
    named = set(re.findall(r"^\| `(\w+)", (LUA / "README.md").read_text().partition("## Settings")[2]
                           .partition("\n## ")[0], re.M))
    check(len(known) > 10, "settings")
    equal(sorted(named), sorted(known), "settings")


@case
def each_setting_has_its_effect(bench):
    settings = {
        "small": 'mode = "hold", hold_size = "1k", overflow = "reject"',
        "typed": 'mode = "observe", types = { "text/css" }',
        "status": 'mode = "observe", statuses = { 404 }',
        "answer": 'mode = "hold", reject_status = 200, reject_code = "RequestLimitExceeded"',
        "bare": 'mode = "hold", reject_body = "none"',
        "plain": 'mode = "observe", decode = false',
        "skips": 'mode = "hold", on_skip = "reject"',
        "deep": 'mode = "observe", max_depth = 5, engine = "yajl"',
        "short": 'mode = "abort", max_bytes = 1000',
    }
    held = ("small", "answer", "bare", "skips")
    server = "".join((captured if name in held else guarded)(name, f"guards.{name}") for name in settings)
    with bench.site(server, guards(**settings)) as site:
        def verdict(path):
            seen, line = site.curl(path)
            return seen.status, line["verdict"], line["violation"], line["action"]
        equal(verdict("/small/length/medium"), (502, "unseen", "-", "rejected"), "hold_size")
        equal(verdict("/small/length/small"), (200, "success", "-", "released"), "hold_size")
        equal(verdict("/typed/length/small?type=text/css"), (200, "success", "-", "passed"), "types")
        equal(verdict("/typed/length/small?type=text/html")[1], "skipped", "types")
        equal(verdict("/status/length/small?status=404")[:2], (404, "success"), "statuses")
        equal(verdict("/status/length/small")[1], "skipped", "statuses")
        equal(verdict("/answer/length/syntax"), (200, "invalid", "json_syntax", "rejected"), "reject_status")
        contains(site.curl("/answer/length/syntax")[0].body, b'"Code":"RequestLimitExceeded"', "reject_code")
        check(b"Response" not in site.curl("/bare/length/syntax")[0].body, "reject_body")
        equal(verdict("/plain/length/syntax?encoding=gzip")[1], "skipped", "decode")
        equal(verdict("/skips/length/small?type=image/png")[0], 502, "on_skip")
        equal(verdict("/deep/length/deep")[2], "json_depth", "max_depth")
        equal(verdict("/short/length/medium")[2:], ("json_size", "aborted"), "max_bytes")


@case
def a_catalogue_gives_codes_their_class(bench):
    with bench.site(guarded("plain", "guards.plain"), guards(plain='mode = "observe"')) as site:
        folder = site.proxy.folder
        bench.compiled(folder, b"cvm\t20170312\tMade.Up\tauth\n")
        equal(site.curl("/plain/length/failure_unknown")[1]["class"], "other", "without a catalogue")
        site.proxy.parts["http"] = site.proxy.parts["http"].replace(
            'mode = "observe"', f'mode = "observe", codes = "{folder}/codes.image"')
        site.proxy.configure()
        site.proxy.await_end_of(site.proxy.reload())
        line = site.curl("/plain/length/failure_unknown")[1]
        equal((line["code"], line["class"]), ("Made.Up", "auth"), "with it")


@case
def status_is_served_in_every_format(bench):
    with bench.site() as site:
        for name in ("small", "failure", "syntax"):
            site.curl(f"/observe/length/{name}")
        port = site.proxy.port
        page = curl(port, "/tcenvelope?format=html", "http1_1")
        equal((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"), "html")
        nonce = re.search(r"nonce-(\w+)", page.header("content-security-policy"))[1]
        contains(page.body, f'nonce="{nonce}"'.encode(), "page")
        text = curl(port, "/tcenvelope?format=prometheus", "http1_1").body.decode()
        contains(text, 'tcenvelope_responses_total{verdict="invalid"} 1', "prometheus")
        check(prometheus.families(text), "families")
        equal(curl(port, "/tcenvelope?format=xml", "http1_1").status, 400, "format")
        refused = curl(port, "/tcenvelope", "http1_1", "--data", "x")
        equal((refused.status, refused.header("allow")), (405, "GET, HEAD"), "method")
        equal(site.proxy.counters()["responses"], 3, "responses")
