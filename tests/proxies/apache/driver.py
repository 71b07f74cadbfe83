"""The packaged Apache httpd, as an ordinary process."""
import json
import os
import re
import signal
import subprocess

from checks import GUARD
from clients import curl
from documents import LARGE
from expectations import ANY
from limits import Cannot
from servers import Server, accepts, awaited

HTTPD = "/usr/sbin/apache2"
FOLDER_OF_MODULES = "/usr/lib/apache2/modules"
MODULES = ("authz_core", "authz_host", "alias", "cache", "cache_disk", "deflate", "env", "filter", "headers", "http2", "include",
           "mime", "proxy", "proxy_balancer", "proxy_http", "lbmethod_byrequests", "slotmem_shm", "status",
           "substitute")

TEMPLATE = """
ServerRoot {folder}
DefaultRuntimeDir {folder}
ServerName localhost
PidFile {folder}/httpd.pid
Listen 127.0.0.1:{port}
LoadModule mpm_{mpm}_module {modules}/mod_mpm_{mpm}.so
{loaded}
LoadModule tcenvelope_module {module}
{user}
Protocols h2c http/1.1
{processes}
KeepAliveTimeout 300
MaxKeepAliveRequests 0
ErrorLog {folder}/error.log
LogLevel info
ErrorLogFormat "[%t] [%-m:%l] [pid %P] %E: %M, client: %-a, test: %-{{X-Test}}i"
LogFormat "{fields}" fields
CustomLog {folder}/access.log fields env=!quiet
TypesConfig /dev/null
AddType application/json .json
DocumentRoot {folder}/root
{zone}
ExtendedStatus On
{main}
<Location "/tcenvelope">
    SetHandler tcenvelope-status
    TCEnvelopeStatus json
    SetEnv quiet
</Location>
<Location "/active">
    SetHandler server-status
    SetEnv quiet
</Location>
"""

# One process, with a thread for each of the soak's connections; another one while a reload ends the former.
PROCESSES = {
    "event": "StartServers 1\nServerLimit 8\nMinSpareThreads 1\nMaxSpareThreads 64\nThreadsPerChild 64\n"
             "MaxRequestWorkers 64\nAsyncRequestWorkerFactor 8",
    "prefork": "StartServers 8\nMinSpareServers 8\nMaxSpareServers 8\nServerLimit 64\nMaxRequestWorkers 64",
}

LONG_AGO = 1e9  # httpd is not sure of a file that was changed a moment ago

MODES = ("off", "observe", "abort", "hold")

# A read that does not wait and meets the reset says nothing of it; the next one meets an end.
TAKES_RESET = "httpd may take a reset of the backend for the end of a body that has no length."
RESET = {"verdict": ("incomplete", "truncated", "invalid"), "violation": ANY, "offset": ANY, "bytes": ANY,
         "request_id": ANY, "code": ANY, "class": ANY}


def rejected(_case, wish):
    return wish.client == "rejected"


CANNOT = (
    Cannot(TAKES_RESET, RESET, mode="abort", framing="half_rst_close"),
    Cannot(TAKES_RESET, RESET, mode="hold", framing="half_rst_close", when=rejected),
    Cannot(TAKES_RESET, {**RESET, "client": ("same", "cut", "complete")}, framing="half_rst_close"),
)


def location(name, port, words=""):
    """One that proxies to this port without the name."""
    return (f'<Location "/{name}/">\n  ProxyPass "http://127.0.0.1:{port}/" retry=0\n  {words}\n'
            f'</Location>\n')


def stalling(name, port, words):
    """One that gives up a stalled upstream soon."""
    return "".join(
        f'<Location "/{name}.stall/{framing}/">\n'
        f'  ProxyPass "http://127.0.0.1:{port}/{framing}/" retry=0 timeout=2\n  {words}\n</Location>\n'
        for framing in ("stall", "stall_chunked"))


def of_matrix(port):
    """An address has one timeout. One that begins with an address above it has that one's, so the longer ones come
    first."""
    return "".join(make(mode, port, f"TCEnvelope {mode}") for make in (stalling, location) for mode in MODES)


class Driver(Server):
    """A location for each mode in front of the first of two upstreams; or `main`, a part of the configuration, in
    which {first}, {second} and {folder} stand for the upstreams' ports and its folder."""

    NAME = "apache"
    CANNOT = CANNOT
    LEAVES = signal.SIGTERM
    SLOW = {"tiny": LARGE}  # mod_proxy passes each chunk by itself: 10 microseconds for each byte
    IN_USE = "could not bind to address"
    BAD_LINES = r":(alert|emerg|crit)\](?!.*\.htaccess: )|exit signal|child .* still did not exit"
    FIELDS = {
        "test": "%{X-Test}i",
        "status": "%>s",
        "verdict": "%{tcenvelope_verdict}n",
        "violation": "%{tcenvelope_violation}n",
        "offset": "%{tcenvelope_offset}n",
        "bytes": "%{tcenvelope_bytes}n",
        "request_id": "%{tcenvelope_request_id}n",
        "code": "%{tcenvelope_error_code}n",
        "class": "%{tcenvelope_error_class}n",
        "action": "%{tcenvelope_action}n",
        "coding": "%{tcenvelope_coding}n",
        "uri": "%U%q",
    }

    def __init__(self, bench, upstreams, main=None, mpm="event", zone="TCEnvelopeZone 256k", files=()):
        super().__init__()
        self.module = bench.module
        self.upstreams = dict(zip(("first", "second"), map(str, upstreams)))
        self.main, self.mpm, self.zone = main, mpm, zone
        self.files = dict(files)

    # ---- Configuration

    def filled(self, text):
        for name, value in {**self.upstreams, "folder": str(self.folder)}.items():
            text = text.replace("{" + name + "}", value)
        return text

    def configure(self, **parts):
        """Rewrites it; `main` or `mpm`."""
        self.main, self.mpm = parts.get("main", self.main), parts.get("mpm", self.mpm)
        main = of_matrix(self.upstreams["first"]) if self.main is None else self.filled(self.main)
        loaded = "\n".join(f"LoadModule {name}_module {FOLDER_OF_MODULES}/mod_{name}.so" for name in MODULES)
        (self.folder / "root").mkdir(exist_ok=True)
        for name, content in self.files.items():
            os.utime(self.file(name, content), (LONG_AGO, LONG_AGO))
        (self.folder / "httpd.conf").write_text(TEMPLATE.format(
            folder=self.folder, port=self.port, mpm=self.mpm, modules=FOLDER_OF_MODULES, loaded=loaded,
            module=self.module, user="User www-data\nGroup www-data" if os.geteuid() == 0 else "",
            processes=PROCESSES[self.mpm], fields="\\t".join(self.FIELDS.values()), zone=self.zone, main=main))

    def command(self, *words):
        return [HTTPD, "-d", str(self.folder), "-f", str(self.folder / "httpd.conf"), "-D", "FOREGROUND", *words]

    def tested(self, main):
        """What `apache2 -t` says of it: status and words."""
        self.port = 1  # nothing listens
        self.configure(main=main)
        done = subprocess.run(self.command("-t"), cwd=self.folder, env=self.environment(), timeout=GUARD,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        return done.returncode, done.stdout

    # ---- Life

    def listens(self):
        return (self.folder / "httpd.pid").exists() and self.workers() and accepts(self.port)

    def port_of(self, protocol):
        return self.port

    def reload(self):
        before = set(self.workers())
        self.process.send_signal(signal.SIGUSR1)
        awaited(lambda: set(self.workers()) - before, "new workers")
        return before

    def counters(self):
        return json.loads(curl(self.port, "/tcenvelope", "http1_1").body)

    def is_idle(self):
        """The one busy worker is that which says so."""
        return b"\nBusyWorkers: 1\n" in curl(self.port, "/active?auto", "http1_1").body

    # ---- Logs

    def volatile(self, mode):
        """httpd announces the length of what it has at once, whatever the upstream did."""
        return ("content-length", "transfer-encoding")

    def warnings(self, path):
        """The path has the number of its test after the question mark."""
        test = re.match(r"[^?]*\?(\d+)", path)[1]
        return [line for line in self.errors().splitlines()
                if "tcenvelope: " in line and line.endswith(f", test: {test}")]

    def logged(self, test, count=1):
        """With the escapes of text that nginx uses."""
        found = super().logged(test, count)
        return escaped(found) if count == 1 else [escaped(line) for line in found]


def escaped(line):
    return {name: re.sub(r'\\(["\\])', lambda match: f"\\x{ord(match[1]):02X}", value) for name, value in line.items()}
