"""What traffic_server says of settings when it starts."""
from checks import case, check, contains, equal
from driver import guard, rule
from server import TrafficServer, tested

BAD = {
    "mode=hod": "off, observe, abort or hold",
    "types=a,,b": "content types with commas",
    "statuses=99": "statuses from 100 to 599",
    "hold-size=64x": "a number of bytes",
    "hold-size=99999999999g": "a number of bytes",
    "overflow=cut": "pass or reject",
    "on-skip=yes": "pass or reject",
    "reject-status=302": "200, or a status from 400 to 599",
    "reject-body=page": "envelope or none",
    "reject-code=": "reject_code",
    "decode=maybe": "on or off",
    "decode-ratio=-1": "a number",
    "max-depth=0": "a number from 1 to 1024",
    "max-depth=1025": "a number from 1 to 1024",
    "max-bytes=1t": "a number of bytes",
    "engine=fast": "auto, yajl or simd",
    "codes=/nowhere/codes.image": "a file that can be opened",
    "codes=/dev/null": "a file that is not empty",
    "codes=/etc/passwd": "an image",
    "status=xml": "html, json or prometheus",
    "modes=hold": "is no setting",
    "mode": "is no setting",
}


CHECK = ("-C", "verify_config")


def refused(bench, *words, rules="", plugins=""):
    """What is said of a configuration that must not start."""
    server = TrafficServer(bench.module, rules, plugins)
    try:
        status, said = tested(server, *words)
    finally:
        server.remove()
    check(status != 0, f"traffic_server started with {rules}{plugins}: {said}")
    return said


@case
def a_bad_setting_of_a_rule_stops_the_start_and_is_named(bench):
    contains(refused(bench, rules=rule("x", 1, guard("mode=hod"))), '"--mode=hod": the value must be off', "start")
    for setting, words in BAD.items():
        said = refused(bench, *CHECK, rules=rule("x", 1, guard("mode=hold", setting)))
        contains(said, words, setting)
        if "is no setting" in words or "value" in said:
            contains(said, f"--{setting}", setting)


@case
def a_bad_setting_of_the_global_plugin_stops_the_start_and_is_named(bench):
    for words, message in (("--mode=hod", '"--mode=hod": the value must be off'),
                           ("--status=html", "--status needs a rule"), ("hold", '"hold" is no setting')):
        contains(refused(bench, plugins=f"{{plugin}} {words}\n"), message, words)


@case
def a_page_that_is_validated_itself_is_refused(bench):
    contains(refused(bench, *CHECK, rules=rule("x", 1, guard("status=html", "mode=hold"))), "--status and --mode", "message")


@case
def a_reload_with_a_bad_setting_keeps_the_rules(bench):
    with bench.site({"hold": ["mode=hold"]}) as site:
        rules = site.proxy.rules
        site.proxy.rules = rules.replace("--mode=hold", "--mode=hod")
        site.proxy.write_rules()
        site.proxy.control("config", "reload")
        seen, line = site.curl("/hold/length/syntax")
        site.proxy.await_errors("the value must be off, observe, abort or hold")
        equal((seen.status, line["action"]), (502, "rejected"), "after the refused reload")
        site.proxy.rules = rules
        site.proxy.write_rules()
        site.proxy.reload()
        site.proxy.BAD_LINES = r"FATAL|terminated due to Sig|[Aa]ssert|stack trace"


@case
def the_global_plugin_guards_what_no_rule_guards(bench):
    rules = {"own": ["mode=observe"], "exempt": ["mode=off"]}
    with bench.site(rules, plugins="{plugin} --mode=hold\n", more="map /other/ http://127.0.0.1:{first}/\n") as site:
        for path, status, verdict in (("own", 200, "invalid"), ("exempt", 200, "-"), ("other", 502, "invalid")):
            seen, line = site.curl(f"/{path}/length/syntax")
            equal((seen.status, line["verdict"]), (status, verdict), path)
        equal(site.proxy.counters()["responses"], 2, "both copies of the plugin count in one table")
