"""What an operator meets: settings, counters, the status page, VCL that is loaded and discarded, the file itself."""
import itertools
import json
import pathlib
import re
import subprocess
import tempfile

import documents
from checks import case, check, contains, equal
from clients import curl
from sites import says

BAD = (("reject_status = 300", "reject_status"), ('reject_code = "two words"', "reject_code"),
       ('statuses = "200 abc"', "statuses"), ('types = " "', "types"), ("decode_ratio = -1", "decode_ratio"),
       ("max_depth = 1025", "max_depth"), ('codes = "/nowhere"', "codes"), ('codes = "/dev/zero"', "codes"),
       ('codes = "/etc/passwd"', "codes"))


@case
def a_bad_setting_fails_the_load_of_its_vcl_with_its_name(bench):
    with bench.site() as site:
        driver = site.proxy
        for number, (setting, name) in enumerate(BAD):
            driver.parts["init"] = f"new bad = tcenvelope.policy(hold, {setting});"
            driver.configure()
            done = driver.adm_tried("vcl.load", f"bad{number}", str(driver.folder / "test.vcl"))
            check(done.returncode != 0, f"{setting}: it is taken")
            contains(done.stdout, f"tcenvelope.policy bad: {name} ", setting)
        driver.parts["init"] = 'new bad = tcenvelope.policy(guess);'
        driver.configure()
        check(driver.adm_tried("vcl.load", "bad", str(driver.folder / "test.vcl")).returncode != 0, "an unknown mode")
        equal(site.seen("/hold/length/syntax", test="after").status, 502, "the VCL of before")


@case
def every_setting_has_its_effect(bench):
    init = """
        new status = tcenvelope.policy(hold, reject_status = 200, reject_code = "RequestLimitExceeded");
        new deep = tcenvelope.policy(hold, max_depth = 2, engine = yajl);
        new types = tcenvelope.policy(hold, types = "text/csv  text/html");
        new any = tcenvelope.policy(hold, types = "*", statuses = "500 404");
        new packed = tcenvelope.policy(hold, decode = false);
        new strict = tcenvelope.policy(hold, hold_size = 64KB, overflow = reject);
    """
    names = ("status", "deep", "types", "any", "packed", "strict")
    with bench.site(init=init, modes={name: f"{name}.guard();" for name in names}) as site:
        seen = site.seen("/status/length/syntax", test="status")
        equal((seen.status, json.loads(seen.body)["Response"]["Error"]["Code"]), (200, "RequestLimitExceeded"), "status")
        for path, wanted in (("/deep/length/deep", "json_depth"), ("/types/length/html?type=text/html", "json_syntax"),
                             ("/any/length/html?type=x/y&status=404", "json_syntax")):
            equal(site.curl(path)[1]["violation"], wanted, path)
        for path, wanted in (("/types/length/small", "type"), ("/any/length/small", "status"),
                             ("/packed/length/small?encoding=gzip", "coding")):
            equal(site.curl(path)[1]["skip"], wanted, path)
        seen, line = site.curl("/strict/length/large")
        equal((seen.status, line["verdict"], line["action"]), (502, "unseen", "rejected"), "overflow")


@case
def codes_of_an_image_are_read_with_the_vcl(bench):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        image = bench.compiled(folder, b"cvm\t20170312\tMade.Up\n")
        with bench.site(init=f'new coded = tcenvelope.policy(observe, codes = "{image}");',
                        modes={"coded": "coded.guard();"}) as site:
            image.unlink()
            for name in ("failure", "failure_derived", "failure_unknown"):
                says(site.curl(f"/coded/length/{name}")[1], documents.document(name), "passed")


@case
def both_kinds_of_counters_agree_and_outlive_a_reload(bench):
    with bench.site() as site:
        driver = site.proxy
        for name in ("small", "failure", "syntax", "cut_small", "code_missing"):
            for mode in ("observe", "abort", "hold"):
                site.curl(f"/{mode}/length/{name}")
        site.curl("/hold/length/small?encoding=gzip")
        site.curl("/hold/length/small?type=text/html")
        driver.reload()
        site.curl("/hold/length/small")
        counters = driver.counters()
        equal(counters["responses"], 18, "responses")
        wanted = {name: counters[name] for name in ("responses", "bytes", "decoded_bytes")}
        for family, word in (("verdicts", "verdict"), ("violations", "violation"), ("actions", "action"),
                             ("codings", "coding"), ("skips", "skip")):
            wanted.update({f"{word}_{name}": count for name, count in counters[family].items()})
        found = {name.removeprefix("TCENVELOPE."): count for name, count in driver.statistics("TCENVELOPE.*").items()}
        equal(found, wanted, "Varnish's counters")
        equal(counters["codes"], [{"code": "RequestLimitExceeded", "class": "throttle", "count": 3}], "codes")


@case
def the_status_is_a_page_json_or_for_prometheus(bench):
    with bench.site() as site:
        site.curl("/hold/length/syntax")
        page = curl(site.proxy.port, "/tcenvelope?x=1&format=html", "http1_1")
        nonce = re.search(r"'nonce-([0-9a-f]{32})'", page.header("content-security-policy"))
        contains(page.body.decode(), f'nonce="{nonce[1]}"', "page")
        equal((page.header("cache-control"), page.header("x-content-type-options")), ("no-store", "nosniff"), "headers")
        text = curl(site.proxy.port, "/tcenvelope?format=prometheus", "http1_1")
        contains(text.body.decode(), 'tcenvelope_violations_total{violation="json_syntax"} 1', "metrics")
        contains(text.header("content-type"), "version=0.0.4", "type")
        equal(curl(site.proxy.port, "/tcenvelope?format=xml", "http1_1").status, 400, "an unknown format")


ROOMY = 5000
TIGHT = (200, 1100, 2500, 3600, *range(4000, ROOMY, 200), ROOMY)


@case
def without_space_in_the_workspace_observe_passes_and_the_others_reject(bench):
    """Whatever is left, the guard does not make Varnish itself fail."""
    def left(size, words=""):
        return f"vtc.workspace_alloc(backend, -{size}); {words}"
    guards = ("observe", "abort", "hold")
    modes = {f"{mode}{size}": left(size, f"tcenvelope.guard({mode});") for size in TIGHT for mode in guards}
    modes.update({f"plain{size}": left(size) for size in TIGHT})
    with bench.site(init="} import vtc; sub vcl_init {", modes=modes) as site:
        for size, name in itertools.product(TIGHT, ("small", "syntax")):
            plain = site.seen(f"/plain{size}/length/{name}", test="plain")
            seen, line = site.curl(f"/observe{size}/length/{name}")
            equal((seen.status, seen.body), (200, plain.body), f"observe, {size} bytes left")
            is_guarded = line["verdict"] != "unseen"
            check(is_guarded == (size == ROOMY) or TIGHT[3] < size < ROOMY, f"{size} bytes left: {line}")
            for mode in ("abort", "hold"):
                seen, line = site.curl(f"/{mode}{size}/length/{name}")
                if is_guarded:
                    check(line["verdict"] in ("success", "invalid"), f"{mode}, {size} bytes left: {line}")
                else:
                    equal((seen.exit, seen.status, line["verdict"], line["action"]), (0, 502, "unseen", "rejected"), mode)
                    contains(line["notice"], "workspace_backend is too small, rejected", mode)
        check(site.proxy.counters()["verdicts"]["unseen"] > 0, "counters")


@case
def functions_in_the_wrong_place_fail_their_transaction(bench):
    with bench.site(modes={"answer": "tcenvelope.answer();"},
                    deliver='if (req.http.X-Mode == "late") { set resp.http.X = tcenvelope.verdict(); }',
                    fetch='if (bereq.http.X-Mode == "early") { tcenvelope.guard(hold); }') as site:
        for mode in ("answer", "late", "early"):
            equal(site.seen(f"/{mode}/length/small", test=mode).status, 503, mode)
        equal(site.seen("/off/length/small", test="off").status, 200, "the others")


@case
def the_file_shows_varnish_one_symbol_and_takes_no_zlib_from_it(bench):
    def symbols(*words):
        out = subprocess.run(["nm", "-D", *words, bench.module], stdout=subprocess.PIPE, text=True, check=True).stdout
        return [line.split()[-1] for line in out.splitlines()]
    equal(symbols("--defined-only"), ["Vmod_tcenvelope_Data"], "exported")
    borrowed = [name for name in symbols("--undefined-only") if re.match(r"(in|de)flate|crc32|adler32|zc(alloc|free)", name)]
    equal(borrowed, [], "imported")
