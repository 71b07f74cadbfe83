"""What the nginx module costs: the processor time of nginx for a request, with it and without it.

Two nginx of one process each: the origin sends bodies, and the front passes them on, in a location
for each mode. They and their client share one processor: on several, a client that waits for the
front falls asleep, and the front pays for waking it up on another one, more often the slower it is.
"""
import contextlib
import gzip
import http.client
import os
import pathlib
import random
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

import measuring
from measuring import Problem, figure, table

# The bodies, and how often a round asks for each, so that all rounds take about as long.
BODIES = {"size-200": 3000, "size-30000": 1500, "size-1000000": 60}
ROUNDS = 15
CONNECTIONS = 8
HOLD_SIZE = 64 * 1024  # the module's default
HOLD_ALL = 2 * 1024 * 1024  # more than any of the bodies has
PATIENCE = 20  # seconds, for what takes a fraction of one

SOURCE = "/usr/share/nginx/src"  # as nginx-dev installs it
# The folder that nginx lies in is often not in a user's path.
NGINX = shutil.which("nginx", path=os.environ.get("PATH", os.defpath) + ":/usr/sbin")


GZIP = ".gz"  # ends the name of a body that is sent encoded


def require():
    """What is needed here is not installed unasked: the package may start a server."""
    found = {"nginx": NGINX, "nginx-dev": os.path.exists(SOURCE),
             "nghttp2-client": shutil.which("h2load")}
    missing = " ".join(package for package in found if not found[package])
    if missing:
        raise Problem(f"the nginx module cannot be measured without {missing}: "
                      f"scripts/install-packages {missing}")


# ---- Modes ----------------------------------------------------------------------------------------


class Mode:
    def __init__(self, title, mode, engine="", hold_size=HOLD_SIZE):
        self.title = title
        self.mode = mode
        self.engine = engine
        self.hold_size = hold_size

    def path(self, name):
        return f"/{MODES.index(self)}/{name}"

    def directives(self):
        engine = f"tcenvelope_engine {self.engine};" if self.engine else ""
        return f"tcenvelope {self.mode}; tcenvelope_hold_size {self.hold_size}; {engine}"

    def outcome(self, size):
        """What the module must log for a valid body of size bytes."""
        if self.mode == "off":
            return "- -"
        held = "released" if size <= self.hold_size else "overflowed"
        return f"success {held if self.mode == 'hold' else 'passed'}"


def modes_of(engine):
    return [*(Mode(f"`{mode}`", mode, engine) for mode in ("observe", "abort", "hold")),
            Mode("`hold`, 2 MB", "hold", engine, HOLD_ALL)]


OFF = Mode("`off`", "off")
# Two modes that are the same show how far a figure can be trusted.
MODES = [OFF, Mode("`off`, once more", "off"),
         *(mode for engine in measuring.ENGINES for mode in modes_of(engine))]


# ---- Servers --------------------------------------------------------------------------------------

COMMON = """daemon off;
master_process off;
pid {folder}/{name}.pid;
events {{ worker_connections 256; }}
http {{
    default_type application/json;
    sendfile on;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/temp;
    proxy_temp_path {folder}/temp;
    fastcgi_temp_path {folder}/temp;
    uwsgi_temp_path {folder}/temp;
    scgi_temp_path {folder}/temp;
    {block}
}}
"""

ORIGIN = """access_log off;
    open_file_cache max=10;
    server {{
        listen 127.0.0.1:{port};
        root {folder};
        location ~ {gzip}$ {{ add_header Content-Encoding gzip; }}
    }}"""

# The log is for those requests alone that ask for it.
FRONT = """tcenvelope_zone bench:256k;
    upstream origin {{
        server 127.0.0.1:{origin};
        keepalive 64;
        keepalive_requests 1000000000;
    }}
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_max_temp_file_size 0;
    log_format outcome "$tcenvelope_verdict $tcenvelope_action";
    access_log {folder}/outcome outcome if=$http_outcome;
    server {{ listen 127.0.0.1:{port}; {locations} }}"""


def locations():
    return "\n".join(f"location {mode.path('')} {{ proxy_pass http://origin/; "
                     f"{mode.directives()} }}" for mode in MODES)


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0)))
                   for _ in range(count)]
        return [one.getsockname()[1] for one in sockets]


def wait_until(happened, server, what):
    end = time.monotonic() + PATIENCE
    while not happened():
        if server.poll() is not None:
            raise Problem(f"nginx ended before it {what}; its output is above")
        if time.monotonic() > end:
            raise Problem(f"after {PATIENCE} seconds nginx has not {what}")
        time.sleep(0.01)


def listens(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


@contextlib.contextmanager
def serving(folder, name, port, block, head=""):
    """An nginx that ends with this process, however this one ends. What it logs shows on stderr."""
    path = folder / f"{name}.conf"
    path.write_text(head + COMMON.format(folder=folder, name=name, block=block))
    server = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", NGINX, "-p", folder, "-c", path,
                               "-e", "stderr"])
    try:
        wait_until(lambda: listens(port), server, f"opened port {port}")
        yield server
    finally:
        server.kill()
        server.wait()


@contextlib.contextmanager
def one_processor():
    """This process and those that it starts run on one processor."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


# ---- Measuring ------------------------------------------------------------------------------------


class Front:
    def __init__(self, folder, port, server):
        self.log = folder / "outcome"
        self.port = port
        self.server = server

    def microseconds(self):
        """On a processor so far, in the kernel too."""
        return int(pathlib.Path(f"/proc/{self.server.pid}/schedstat").read_text().split()[0]) / 1e3

    def get(self, path):
        """The body, of a request that is logged."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Outcome": "1"})
            return connection.getresponse().read()

    def cost(self, mode, name):
        """Microseconds of a request, over a round."""
        count = BODIES[name.removesuffix(GZIP)]
        begin = self.microseconds()
        done = subprocess.run(["h2load", "--h1", f"--requests={count}", f"--clients={CONNECTIONS}",
                               f"http://127.0.0.1:{self.port}{mode.path(name)}"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        spent = self.microseconds() - begin
        if done.returncode != 0 or f" {count} succeeded" not in done.stdout:
            raise Problem(f"{mode.title}, {name}: not all requests were answered:\n{done.stdout}")
        return spent / count

    def check(self, mode, name, body):
        """The mode does what it is measured for."""
        before = self.log.stat().st_size
        if self.get(mode.path(name)) != body:
            raise Problem(f"{mode.title}, {name}: the body is not what it was")
        wait_until(lambda: self.log.stat().st_size > before, self.server, "logged a request")
        said, wanted = self.log.read_text().splitlines()[-1], mode.outcome(len(body))
        if said != wanted:
            raise Problem(f"{mode.title}, {name}: the module says '{said}', not '{wanted}'")


def modes_for(name):
    """Decoding costs the same whatever the engine: encoded bodies are measured with one."""
    return [mode for mode in MODES if not name.endswith(GZIP) or mode.engine != "yajl"]


def rounds(front, name):
    """For each mode its microseconds, a figure of each round; the order is another in each."""
    modes = modes_for(name)
    costs = {mode: [] for mode in modes}
    for _ in range(ROUNDS):
        for mode in random.sample(modes, len(modes)):
            costs[mode].append(front.cost(mode, name))
    return costs


def write_plain(build, folder):
    """The bodies by name, each as a file of this name."""
    bodies = {}
    for name in BODIES:
        done = subprocess.run([measuring.program(build, "bench_corpus"), "write", name],
                              stdout=subprocess.PIPE, check=True)
        bodies[name] = done.stdout.removesuffix(b"\n")
        (folder / name).write_bytes(bodies[name])
    return bodies


def write_bodies(build, folder):
    """The same, and each in gzip too."""
    bodies = {}
    for name, body in write_plain(build, folder).items():
        bodies[name] = body
        bodies[name + GZIP] = gzip.compress(body, 6)
        (folder / (name + GZIP)).write_bytes(bodies[name + GZIP])
    return bodies


@contextlib.contextmanager
def front_in(folder, module):
    origin, port = free_ports(2)
    block = FRONT.format(folder=folder, port=port, origin=origin, locations=locations())
    with serving(folder, "origin", origin, ORIGIN.format(folder=folder, port=origin, gzip=re.escape(GZIP))), \
            serving(folder, "front", port, block, f"load_module {module};\n") as server:
        yield Front(folder, port, server)


def measure(build):
    """For each body by its name its length and its rounds."""
    module = pathlib.Path(build) / "proxies" / "nginx" / "ngx_http_tcenvelope_module.so"
    with tempfile.TemporaryDirectory() as path, one_processor():
        folder = pathlib.Path(path)
        bodies = write_bodies(build, folder)
        with front_in(folder, module) as front:
            for name, body in bodies.items():
                for mode in modes_for(name):
                    front.check(mode, name, body)
            return {name: (len(body), rounds(front, name)) for name, body in bodies.items()}


# ---- The page -------------------------------------------------------------------------------------


def with_unit(microseconds, sign=""):
    rounded = round(microseconds, 1) + 0.0  # which has no -0.0
    return f"{rounded:{sign},.{0 if abs(rounded) >= 100 else 1}f} us"


def compared(costs, without):
    """How many times that, and the difference. Medians of what the rounds give."""
    pairs = list(zip(costs, without))
    ratio = statistics.median(cost / off for cost, off in pairs)
    more = statistics.median(cost - off for cost, off in pairs)
    return f"{figure(ratio)} ({with_unit(more, '+')})"


def cell(costs, mode):
    """Of off what it takes; of others how that compares."""
    if mode is OFF:
        return with_unit(statistics.median(costs[OFF]))
    return compared(costs[mode], costs[OFF])


def row(measured, mode):
    cells = [cell(costs, mode) for _, costs in measured.values()]
    return [mode.title, f"`{mode.engine}`" if mode.engine else "", *cells]


def version():
    done = subprocess.run([NGINX, "-v"], stderr=subprocess.PIPE, text=True, check=True)
    return done.stderr.strip().rpartition("/")[2]


def method():
    *first, last = [f"{count:,}" for count in BODIES.values()]
    return (f"{ROUNDS} rounds, of {', '.join(first)} or {last} requests over {CONNECTIONS} connections "
            f"in each mode; nginx {version()}")


def coding_table(measured):
    """The bodies of one coding."""
    head = ["`tcenvelope`", "engine", *[f"{length:,} bytes" for length, _ in measured.values()]]
    modes = modes_for(next(iter(measured)))
    return table(head, [row(measured, mode) for mode in modes]).replace("|---|--:", "|---|---", 1)


def costs_table(build):
    """Of plain bodies, and of the same bodies in gzip."""
    measured = measure(build)
    plain = {name: found for name, found in measured.items() if not name.endswith(GZIP)}
    packed = {name: found for name, found in measured.items() if name.endswith(GZIP)}
    return f"{coding_table(plain)}\nThe same bodies in gzip:\n\n{coding_table(packed)}"
