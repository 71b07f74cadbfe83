"""What the adapters cost: the processor time of each proxy for a request, with its adapter and without it.

tests/proxies/cost measures one proxy, as the tests configure it.
"""
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import measuring
import proxying
from measuring import Problem, table

# Of each proxy: its folder in tests/proxies, what is built, the option that builds it, and the package and program that say its
# version.
PROXIES = {
    "nginx": ("nginx", "nginx/ngx_http_tcenvelope_module.so", "TCE_NGINX", "nginx"),
    "HAProxy": ("haproxy", "haproxy/tcenvelope/core.so", "TCE_HAPROXY", "haproxy"),
    "Apache httpd": ("apache", "apache/mod_tcenvelope.so", "TCE_APACHE", "apache2"),
    "Traffic Server": ("trafficserver", "trafficserver/tcenvelope.so", "TCE_TRAFFICSERVER", "trafficserver"),
    "nginx with Lua": ("lua", "../http/libtcenvelope-http.so", "TCE_LUA", "libnginx-mod-http-lua"),
}
PACKAGES = ["nginx", "nginx-dev", "haproxy", "liblua5.3-dev", "apache2", "apache2-dev", "trafficserver",
            "trafficserver-dev", "libnginx-mod-http-lua", "nghttp2-client"]
OPTIONS = [f"-D{option}=ON" for _, _, option, _ in PROXIES.values()]
MODES = ("observe", "abort", "hold")
BODIES = list(proxying.BODIES)


def state_of(package):
    """Its version; None: it is not installed."""
    done = subprocess.run(["dpkg-query", "--show", "--showformat=${Status} ${Version}", package],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return done.stdout.split()[-1] if " installed " in done.stdout else None


def require():
    """What is needed here is not installed unasked: the packages may start servers."""
    missing = " ".join(package for package in PACKAGES if state_of(package) is None)
    if missing:
        raise Problem(f"the adapters cannot be measured without {missing}: scripts/install-packages {missing}")


def costs_of(build, proxy, bodies):
    """By body, by mode: microseconds of a request in each round."""
    folder, module, _, _ = PROXIES[proxy]
    done = subprocess.run([sys.executable, measuring.ROOT / "tests" / "proxies" / "cost", folder,
                           pathlib.Path(build) / "proxies" / module, bodies],
                          stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Problem(f"{proxy} cannot be measured; its output is above")
    return json.loads(done.stdout)


def cell(costs, mode):
    if mode == "off":
        return proxying.with_unit(statistics.median(costs["off"]))
    return proxying.compared(costs[mode], costs["off"])


def rows_of(proxy, measured):
    for mode in ("off", *MODES):
        if mode in next(iter(measured.values())):
            yield [proxy if mode == "off" else "", "without" if mode == "off" else f"`{mode}`",
                   *(cell(measured[name], mode) for name in BODIES)]


def versions():
    return ", ".join(f"{proxy} {state_of(package)}" for proxy, (_, _, _, package) in PROXIES.items())


def costs_table(build):
    with tempfile.TemporaryDirectory() as path:
        bodies = proxying.write_plain(build, pathlib.Path(path))
        rows = [row for proxy in PROXIES for row in rows_of(proxy, costs_of(build, proxy, path))]
    head = ["proxy", "mode", *(f"{len(bodies[name]):,} bytes" for name in BODIES)]
    return table(head, rows).replace("|---|--:", "|---|---", 1)
