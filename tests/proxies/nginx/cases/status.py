"""The counters, and the formats that programs read."""
import collections
import contextlib
import http.client
import itertools
import json
import os
import re
import signal
import subprocess
import threading

from clients import asked
from documents import DOCUMENTS
from prometheus import families
from server import Nginx
from servers import awaited
from support import case, check, contains, equal

# An origin that sends any code that a path names, and files, in the same nginx as its proxy.
ORIGIN = """
tcenvelope_zone counters:{zone};
types {{ application/json json; text/html txt; }}
server {{
    listen unix:{{folder}}/origin;
    root {{folder}}/files;
    access_log off;
    location = /code {{
        default_type application/json;
        return 200 '{{"Response":{{"Error":{{"Code":"$arg_code","Message":""}},"RequestId":"r"}}}}';
    }}
}}
"""
SERVER = """
location / { proxy_pass http://unix:{folder}/origin:/; }
location /observe/ { proxy_pass http://unix:{folder}/origin:/; tcenvelope observe; }
location /abort/ { proxy_pass http://unix:{folder}/origin:/; tcenvelope abort; }
location /hold/ { proxy_pass http://unix:{folder}/origin:/; tcenvelope hold; }
location = /status { tcenvelope_status; }
location = /json { tcenvelope_status json; }
location = /prometheus { tcenvelope_status prometheus; }
"""

KILLINGS = 60

# Codes that mean something to one of the formats.
HOSTILE = [
    "<script>document.title='x'</script>", "\"><img src=x onerror=\"document.title='x'\">", "</script>", "&lt;",
    "quote\"backslash\\newline\nreturn\rtab\t", "\\n", "\\", "{}", "}} 1", "a=\"b\",c=\"d\"", " ", "\0", "\x1f\x7f",
    "\u0080\u2028\u2029", "\u202ethgir", "\ufeff", "\uffff", "\U0010ffff", "\u9519\u8bef.\U0001f600", "{{nonce}}",
    "\u2400", "x" * 128,
]


def failure(code):
    return json.dumps({"Response": {"Error": {"Code": code, "Message": "m"}, "RequestId": "r"}}).encode()


class Mortal(Nginx):
    """Its log reports workers that the test has killed."""

    def errors(self):
        return "\n".join(line for line in super().errors().splitlines()
                         if not re.search("exited on signal 9|shared memory zone .* was locked by", line))


@contextlib.contextmanager
def counting(bench, zone="1m", kind=Nginx, **parts):
    with kind(bench.module, SERVER, ORIGIN.format(zone=zone), **parts) as nginx:
        for name in ("small", "failure", "failure_derived", "syntax", "request_id_missing", "empty"):
            nginx.file(f"files/{name}.json", DOCUMENTS[name].body)
        nginx.file("files/cut.json", DOCUMENTS["cut_small"].body)
        nginx.file("files/plain.txt", b"plain")
        for number, code in enumerate(HOSTILE):
            nginx.file(f"files/hostile{number}.json", failure(code))
        yield nginx


def status(nginx, test="status"):
    answer = asked(nginx.port, "/json", test)
    equal((answer.status, answer.header("content-type")), (200, "application/json"), "status in JSON")
    return json.loads(answer.body)


def awaited_status(nginx, responses):
    """The counters, once so many responses are: they are counted after the client has them."""
    awaited(lambda: status(nginx)["responses"] >= responses, f"{responses} counted responses")
    return status(nginx)


def ask_for(nginx, paths):
    """One after another, on one connection; those that are cut off on a new one."""
    connection = http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=60)
    for path in paths:
        try:
            connection.request("GET", path, headers={"X-Test": "load"})
            connection.getresponse().read()
        except (http.client.HTTPException, ConnectionError):
            connection.close()
    connection.close()


def some(counts):
    return {name: count for name, count in counts.items() if count}


# ---- The numbers

@case
def status_json_is_valid_and_adds_up(bench):
    """Every request to a guarded location counts once, as the access log has it."""
    names = ["small", "failure", "failure_derived", "syntax", "request_id_missing", "empty", "cut"]
    paths = [f"/{mode}/{name}.json" for mode in ("observe", "abort", "hold") for name in names]
    paths += ["/observe/plain.txt", "/observe/missing.json", "/small.json"]
    with counting(bench) as nginx:
        zero = status(nginx)
        for number, path in enumerate(paths):
            asked(nginx.port, path, f"n{number}")
        lines = [nginx.logged(f"n{number}") for number, _ in enumerate(paths)]
        found = awaited_status(nginx, len(paths) - 1)

        def counted(field):
            return dict(collections.Counter(line[field] for line in lines if line[field] != "-"))

        equal(sorted(zero), sorted(["version", "since", "time", "responses", "bytes", "decoded_bytes", "verdicts",
                                    "violations", "actions", "codings", "skips", "codes", "codes_other"]), "members")
        equal(list(zero["verdicts"]), ["success", "failure", "invalid", "truncated", "incomplete", "unseen",
                                       "skipped"], "verdicts")
        equal(list(zero["actions"]), ["passed", "aborted", "released", "rejected", "overflowed"], "actions")
        equal((zero["responses"], zero["bytes"], zero["codes"], zero["codes_other"]), (0, 0, [], 0), "zero")
        check(zero["since"] <= zero["time"] and found["since"] == zero["since"], "since and time")
        equal(found["responses"], sum(found["verdicts"].values()), "responses")
        equal(some(found["verdicts"]), counted("verdict"), "verdicts")
        equal(some(found["actions"]), counted("action"), "actions")
        equal(some(found["codings"]), counted("coding"), "codings")
        equal(sum(found["skips"].values()), found["verdicts"]["skipped"], "skips")
        equal(some(found["skips"]), {"type": 1, "status": 1}, "skips")
        equal(some(found["violations"]), counted("violation"), "violations")  # one in each body
        equal({each["code"]: each["count"] for each in found["codes"]}, counted("code"), "codes")
        equal({each["class"] for each in found["codes"]}, {"throttle", "request"}, "classes")
        equal(found["bytes"], sum(int(line["bytes"]) for line in lines if line["bytes"] != "-"), "bytes")


@case
def status_lists_codes_most_frequent_first(bench):
    often = {"InternalError": 3, "Made.Up": 5, "B": 2, "A": 2, "AB": 2, "DryRunOperation": 1}
    with counting(bench) as nginx:
        ask_for(nginx, [f"/hold/code?code={code}" for code, times in often.items() for _ in range(times)])
        codes = awaited_status(nginx, sum(often.values()))["codes"]
        equal([(each["code"], each["class"], each["count"]) for each in codes],
              [("Made.Up", "other", 5), ("InternalError", "server", 3), ("A", "other", 2), ("AB", "other", 2),
               ("B", "other", 2), ("DryRunOperation", "dry_run", 1)], "codes")


@case
def counters_are_exact_over_several_workers(bench):
    """All of them counting at once, also codes that are new to all."""
    threads, times = 8, 150
    paths = ["/hold/small.json", "/observe/syntax.json"] + [f"/observe/code?code=Code{n}" for n in range(8)]
    with counting(bench, workers=4) as nginx:
        load = [threading.Thread(target=ask_for, args=(nginx, paths * times)) for _ in range(threads)]
        for each in load:
            each.start()
        for each in load:
            each.join()
        each_path = threads * times
        found = awaited_status(nginx, each_path * len(paths))
        equal(found["responses"], each_path * len(paths), "responses")
        equal(some(found["verdicts"]), {"success": each_path, "invalid": each_path, "failure": 8 * each_path},
              "verdicts")
        equal(some(found["violations"]), {"json_syntax": each_path}, "violations")
        equal(some(found["actions"]), {"released": each_path, "passed": 9 * each_path}, "actions")
        equal({each["code"]: each["count"] for each in found["codes"]},
              {f"Code{n}": each_path for n in range(8)}, "codes")


@case
def counters_outlive_killed_workers(bench):
    """Whoever is killed, at whatever moment, loses no counter and leaves no lock."""
    with counting(bench, kind=Mortal, workers=2) as nginx:
        done = threading.Event()

        def load(number):
            for turn in itertools.count():
                if done.is_set():
                    break
                ask_for(nginx, [f"/observe/code?code=Code{number}.{turn}.{n}" for n in range(10)])

        threads = [threading.Thread(target=load, args=(number,)) for number in range(4)]
        for each in threads:
            each.start()
        least = 0
        for _ in range(KILLINGS):
            least = awaited_status(nginx, least + 10)["responses"]
            victim = nginx.workers()[0]
            os.kill(victim, signal.SIGKILL)
            nginx.await_end_of([victim])
        done.set()
        for each in threads:
            each.join()
        before = status(nginx)
        after_all = [f"After{number}" for number in range(10)]
        ask_for(nginx, [f"/observe/code?code={code}" for code in after_all])
        after = awaited_status(nginx, before["responses"] + len(after_all))
        codes = {each["code"] for each in after["codes"]}
        equal(codes - {each["code"] for each in before["codes"]}, set(after_all), "codes that came last")
        check(all(re.fullmatch(r"Code\d\.\d+\.\d|After\d", code) for code in codes), "codes that nobody sent")


@case
def counters_outlive_a_reload(bench):
    """The same zone stays; one of another size starts from zero."""
    with counting(bench) as nginx:
        ask_for(nginx, ["/observe/small.json", "/observe/failure.json"])
        before = awaited_status(nginx, 2)
        nginx.await_end_of(nginx.reload())
        after = status(nginx)
        equal({**after, "time": 0}, {**before, "time": 0}, "counters")
        ask_for(nginx, ["/observe/small.json", "/observe/failure.json"])
        equal(awaited_status(nginx, 4)["codes"],
              [{"code": "RequestLimitExceeded", "class": "throttle", "count": 2}], "codes")
        nginx.configure(http=ORIGIN.format(zone="2m"))
        nginx.await_end_of(nginx.reload())
        equal(status(nginx)["responses"], 0, "responses in another zone")


@case
def a_flood_of_codes_is_bounded(bench):
    """It fills the table; what finds no place is counted all the same, and the common codes keep theirs."""
    flood = 2000
    with counting(bench, zone=least_zone(bench)) as nginx:
        ask_for(nginx, [f"/hold/code?code=Flood{number}" for number in range(flood)])
        found = awaited_status(nginx, flood)
        listed = sum(each["count"] for each in found["codes"])
        equal(listed + found["codes_other"], flood, "codes, and those without a place")
        check(100 < listed < flood, f"{listed} codes in the table")
        common = common_codes(bench)
        ask_for(nginx, [f"/hold/code?code={code}" for code in common])
        again = awaited_status(nginx, flood + len(common))
        equal({each["code"] for each in again["codes"]} - {each["code"] for each in found["codes"]}, common,
              "codes with a place of their own")


def common_codes(bench):
    listed = subprocess.run([bench.tool, "codes", "list", "--report=json"],
                            stdout=subprocess.PIPE, check=True).stdout
    codes = {json.loads(line)["code"] for line in listed.splitlines()}
    check(len(codes) > 20, f"{len(codes)} common codes")
    return codes


def least_zone(bench):
    """As the message says that refuses one byte less."""
    return zone_words(bench, "1k")[1].split("at least ")[1].split()[0]


def zone_words(bench, size):
    nginx = Nginx(bench.module, SERVER, ORIGIN.format(zone=size))
    try:
        return nginx.tested()
    finally:
        nginx.remove()


@case
def a_small_zone_is_refused_with_the_least_size(bench):
    least = least_zone(bench)
    code, words = zone_words(bench, str(int(least.removesuffix("k")) * 1024 - 1))
    equal(code, 1, words)
    contains(words, f'the zone "counters" of "tcenvelope_zone" is too small: it needs at least {least}', "nginx -t")
    code, words = zone_words(bench, least)
    equal(code, 0, words)


# ---- The formats

@case
def status_has_three_formats(bench):
    """The location names one, the argument another."""
    types = {"html": "text/html; charset=utf-8", "json": "application/json",
             "prometheus": "text/plain; version=0.0.4; charset=utf-8"}
    with counting(bench) as nginx:
        for path, own in (("/status", "html"), ("/json", "json"), ("/prometheus", "prometheus")):
            for wanted, of in [(None, own)] + [(name, name) for name in types]:
                asked_for = path if wanted is None else f"{path}?format={wanted}"
                for method in ("GET", "HEAD"):
                    answer = asked(nginx.port, asked_for, "format", method)
                    equal((answer.status, answer.header("content-type"), answer.header("cache-control"),
                           answer.header("x-content-type-options"), answer.end),
                          (200, types[of], "no-store", "nosniff", "complete"),
                  f"{method} {asked_for}")
                    equal(method == "HEAD", answer.body == b"", f"{method} {asked_for}: the body")
        for wrong in ("xml", "", "JSON", "jso", "jsonx"):
            equal(asked(nginx.port, f"/json?format={wrong}", "format").status, 400, f"format={wrong}")


@case
def status_takes_no_other_method(bench):
    with counting(bench) as nginx:
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
            answer = asked(nginx.port, "/status", "method", method)
            equal((answer.status, answer.header("allow")), (405, "GET, HEAD"), method)


@case
def status_discards_the_body_of_a_request(bench):
    """The connection can be used again."""
    with counting(bench) as nginx:
        connection = http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=60)
        for _ in range(3):
            connection.request("GET", "/json", body=b"x" * 300_000, headers={"X-Test": "body"})
            answer = connection.getresponse()
            equal((answer.status, json.loads(answer.read())["responses"]), (200, 0), "with a body")
        connection.close()


@case
def status_json_holds_any_code(bench):
    with counting(bench) as nginx:
        ask_for(nginx, [f"/hold/hostile{number}.json" for number, _ in enumerate(HOSTILE)])
        found = awaited_status(nginx, len(HOSTILE))
        equal(sorted(each["code"] for each in found["codes"]), sorted(HOSTILE), "codes")


@case
def status_prometheus_is_valid_and_equals_the_json(bench):
    """As a parser of others reads it, with any code."""
    with counting(bench) as nginx:
        paths = [f"/observe/hostile{number}.json" for number, _ in enumerate(HOSTILE)]
        ask_for(nginx, paths + ["/hold/small.json", "/hold/syntax.json", "/observe/plain.txt", "/hold/cut.json"])
        json_ = awaited_status(nginx, len(paths) + 4)
        found = families(asked(nginx.port, "/prometheus", "prometheus").body.decode())
        for family in found.values():
            equal(family.type, "counter", family.name)
            check(family.documentation.endswith("."), f"{family.name}: {family.documentation}")

        def labelled(name, *labels):
            return {tuple(sample.labels[label] for label in labels): sample.value for sample in found[name].samples}

        for kind, name in (("verdict", "responses"), ("violation", "violations"), ("action", "actions"),
                           ("coding", "codings")):
            equal(labelled(f"tcenvelope_{name}", kind),
                  {(key,): count for key, count in json_[f"{kind}s"].items()}, name)
        equal(labelled("tcenvelope_error_codes", "code", "class"),
              {(each["code"], each["class"]): each["count"] for each in json_["codes"]}, "codes")
        equal(labelled("tcenvelope_error_codes_other"), {(): json_["codes_other"]}, "other codes")
        equal(labelled("tcenvelope_skips", "reason"), {(key,): count for key, count in json_["skips"].items()},
              "skips")
        equal(labelled("tcenvelope_bytes"), {(): json_["bytes"]}, "bytes")
        equal(labelled("tcenvelope_decoded_bytes"), {(): json_["decoded_bytes"]}, "decoded bytes")
        equal(len(found), 9, "metrics")
        checked = subprocess.run(["promtool", "check", "metrics"], input=asked(nginx.port, "/prometheus", "p").body,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        equal((checked.returncode, checked.stdout), (0, b""), "promtool check metrics")


@case
def status_html_holds_no_markup_of_others(bench):
    with counting(bench) as nginx:
        ask_for(nginx, [f"/hold/hostile{number}.json" for number, _ in enumerate(HOSTILE)])
        awaited_status(nginx, len(HOSTILE))
        answer = asked(nginx.port, "/status", "html")
        page = answer.body.decode()
        for part in ("document.title='x'", "<img", "\0", "\x1f", "\x7f"):
            check(part.startswith("document") or part not in page, f"{part!r} is in the page")
        contains(page, "&lt;script&gt;document.title='x'&lt;/script&gt;", "page")
        contains(page, "<bdi>{{nonce}}</bdi>", "page")  # a code is not a part of the page's pattern
        equal(page.count("<script"), 1, "scripts")
        nonce = page.split('<script nonce="')[1].split('"')[0]
        policy = answer.header("content-security-policy")
        for part in ("default-src 'none'", f"script-src 'nonce-{nonce}'", f"style-src 'nonce-{nonce}'"):
            contains(policy.split("; "), part, "policy")
        again = asked(nginx.port, "/status", "html").header("content-security-policy")
        check(nonce not in again, "a nonce is used twice")
