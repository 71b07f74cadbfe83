"""What comes with the module: examples, its place among nginx's filters."""
import os
import pathlib
import re
import subprocess
import tempfile

from checks import GUARD
from servers import sanitizer_environment
from support import HERE, case, check, equal

ROOT = HERE.parent.parent.parent
NGINX = ROOT / "proxies" / "nginx"


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
