"""What comes with the module: examples, the demonstration, its place among nginx's filters."""
import gzip
import os
import pathlib
import re
import signal
import subprocess
import tempfile

from checks import GUARD
from clients import curl
from server import awaited, die_with_parent, free_ports, sanitizer_environment
from support import HERE, case, check, contains, equal

ROOT = HERE.parent.parent.parent
NGINX = ROOT / "proxies" / "nginx"
SAMPLES = ROOT / "examples" / "responses"


@case
def examples_are_accepted(bench):
    """Each by itself, in the http block, as it says."""
    examples = sorted(NGINX.glob("examples/*.conf"))
    check(len(examples) >= 3, "examples")
    for example in examples:
        with tempfile.TemporaryDirectory() as folder:
            text = re.sub(r"access_log /var\S*", "access_log access.log", example.read_text())
            path = pathlib.Path(folder) / "nginx.conf"
            path.write_text(f"load_module {os.path.abspath(bench.module)};\npid nginx.pid;\n"
                            f"error_log error.log;\nevents {{}}\nhttp {{\n{text}\n}}\n")
            done = subprocess.run(["/usr/sbin/nginx", "-t", "-p", folder, "-c", path, "-e", "stderr"],
                                  env={**os.environ, **sanitizer_environment(folder)},
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=GUARD, check=False)
            equal((example.name, done.returncode), (example.name, 0), done.stdout)


@case
def examples_ask_for_what_the_documentation_names(bench):
    """Every directive is in the table, and the other way round."""
    del bench
    named = set(re.findall(r"^\| `(tcenvelope\w*)", (NGINX / "README.md").read_text(), re.M))
    known = set(re.findall(r'ngx_string\("(tcenvelope\w*)"\), (?:EVERYWHERE|NGX_HTTP)',
                           (NGINX / "directives.c").read_text()))
    equal(sorted(named), sorted(known), "directives")


@case
def the_demonstration_shows_every_mode(bench):
    port = free_ports(1)[0]
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "log"
        with open(log, "wb") as out:
            demo = subprocess.Popen([NGINX / "demo", bench.module, SAMPLES, str(port)],
                                    env={**os.environ, **sanitizer_environment(folder)},
                                    stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                    preexec_fn=die_with_parent)
        try:
            awaited(lambda: curl(port, "/status", "http1_1").status == 200, "the demonstration")
            for mode, wanted in (("hold", (0, 502)), ("observe", (0, 200)), ("abort", (52, 0))):
                seen = curl(port, f"/{mode}/invalid-truncated.json", "http1_1")
                equal((seen.exit, seen.status), wanted, mode)
                equal(curl(port, f"/{mode}/success.json", "http1_1").body,
                      (SAMPLES / "success.json").read_bytes(), mode)
            for address in re.findall(rf"http://127.0.0.1:{port}(/[^\s\"]+)", log.read_text()):
                check(curl(port, address, "http1_1").status in (0, 200, 502), address)
            packed = curl(port, "/hold/success.json?gzip", "http1_1")
            equal((packed.status, gzip.decompress(packed.body)),
                  (200, (SAMPLES / "success.json").read_bytes()), "gzip")
            equal(curl(port, "/hold/success.json?cut=20", "http1_1").status, 502, "cut")
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(GUARD)
        contains(log.read_text(), "/observe/invalid-truncated.json 200: truncated json_truncated",
                 "log")
        contains(log.read_text(), "/hold/success.json?gzip 200: success - gzip - released", "log")
        contains(log.read_text(), "/hold/success.json?cut=20 502: incomplete", "log")
        awaited(lambda: curl(port, "/status", "http1_1").exit == 7, "the end of its server")


@case
def compiled_in_it_stands_in_front_of_gunzip(bench):
    """As it does where nginx loads it: what runs last stands first."""
    del bench
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["./configure", f"--builddir={folder}", "--with-http_gunzip_module",
             f"--add-module={NGINX}"], cwd="/usr/share/nginx/src",
            env={**os.environ, "TCE_CONFIGURED_BY_CMAKE": "yes"}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        equal(done.returncode, 0, done.stdout[-2000:])
        modules = re.findall(r"&(\w+)", (pathlib.Path(folder) / "ngx_modules.c").read_text())
    place = modules.index("ngx_http_tcenvelope_module")
    equal(modules[place + 1], "ngx_http_gunzip_filter_module", "the next one")
    check(place > modules.index("ngx_http_charset_filter_module"), "charset runs after it")


@case
def the_module_exports_what_nginx_asks_for(bench):
    """Nothing of the library is to be seen."""
    done = subprocess.run(["nm", "--dynamic", "--defined-only", "--format=posix", bench.module],
                          stdout=subprocess.PIPE, text=True, check=True)
    names = sorted(line.split()[0] for line in done.stdout.splitlines())
    wanted = ["ngx_http_tcenvelope_module", "ngx_module_names", "ngx_module_order", "ngx_modules"]
    equal([name for name in names if not name.startswith(("__odr_asan", "__asan", "__start_", "__stop_"))],
          wanted, "symbols")
