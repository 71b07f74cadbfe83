"""The packaged Traffic Server: traffic_manager, which runs traffic_server, in a folder of its own."""
import itertools
import os
import re
import shutil
import subprocess

from checks import GUARD
from servers import Server, awaited, children

MANAGER, SERVER, CONTROL = "/usr/bin/traffic_manager", "/usr/bin/traffic_server", "/usr/bin/traffic_ctl"

RUNROOT = """
prefix: {folder}
exec_prefix: /usr
bindir: /usr/bin
sbindir: /usr/sbin
sysconfdir: {folder}/etc
datadir: /usr/share
includedir: /usr/include
libdir: /usr/lib/trafficserver
libexecdir: /usr/lib/trafficserver/modules
localstatedir: {folder}/run
runtimedir: {folder}/run
logdir: {folder}/log
cachedir: {folder}/cache
"""

RECORDS = {
    "admin.user_id": "STRING #-1",  # stays who it is
    "crash_log_helper": "STRING NULL",
    "exec_thread.autoconfig": "INT 0",
    "exec_thread.limit": "INT 2",
    "task_threads": "INT 1",
    "http.cache.http": "INT 0",
    "http.cache.required_headers": "INT 0",
    "http.insert_age_in_response": "INT 0",
    "http.keep_alive_no_activity_timeout_in": "INT 300",
    "http.keep_alive_no_activity_timeout_out": "INT 300",
    # Bytes after a response, which the matrix sends, would be the answer to the next request of the connection.
    "http.keep_alive_enabled_out": "INT 0",
    "http.connect_attempts_max_retries": "INT 0",
    "http.connect_attempts_max_retries_down_server": "INT 0",
    "http.down_server.cache_time": "INT 0",
    "url_remap.pristine_host_hdr": "INT 0",
    "log.max_secs_per_buffer": "INT 1",
    "log.periodic_tasks_interval": "INT 1",
    "config_update_interval_ms": "INT 200",
}

LOGGING = """
logging:
  formats:
  - name: fields
    format: "{fields}"
  logs:
  - filename: access
    format: fields
"""

ALLOW = """
ip_allow:
  - apply: in
    ip_addrs: 0/0
    action: allow
    methods: ALL
"""


def escaped(text):
    """As nginx writes it; Traffic Server writes text as it is."""
    return re.sub(r'\\(?!x[0-9A-F]{2})', r"\\x5C", text).replace('"', r"\x22")


class TrafficServer(Server):
    """One with these rules; `{folder}`, `{plugin}` in them are replaced. `plugins`: lines of plugin.config."""

    NAME = "trafficserver"
    ENDS_WITH = (0, 1, 15, -15)
    BAD_LINES = r"FATAL|ALERT|EMERGENCY|ERROR: \[|terminated due to Sig|[Aa]ssert|stack trace"
    FIELDS = {
        "test": "%<{X-Test}cqh>",
        "status": "%<pssc>",
        "verdict": "%<{@tcenvelope-verdict}cqh>",
        "violation": "%<{@tcenvelope-violation}cqh>",
        "offset": "%<{@tcenvelope-offset}cqh>",
        "bytes": "%<{@tcenvelope-bytes}cqh>",
        "request_id": "%<{@tcenvelope-request-id}cqh>",
        "code": "%<{@tcenvelope-error-code}cqh>",
        "class": "%<{@tcenvelope-error-class}cqh>",
        "action": "%<{@tcenvelope-action}cqh>",
        "coding": "%<{@tcenvelope-coding}cqh>",
        "cache": "%<crc>",
        "number": "%<cruuid>",
        "uri": "%<cquup>",
    }

    def __init__(self, module, rules, plugins="", records=()):
        super().__init__()
        self.module = os.path.abspath(module)
        self.rules, self.plugins = rules, plugins
        self.records = {**RECORDS, **dict(records)}

    # ---- Configuration

    def filled(self, text):
        return text.replace("{folder}", str(self.folder)).replace("{plugin}", f"@plugin={self.module}")

    def configure(self):
        for name in ("etc", "run", "log", "cache"):
            (self.folder / name).mkdir(exist_ok=True)
        shutil.copytree("/etc/trafficserver/body_factory", self.folder / "etc/body_factory", dirs_exist_ok=True)
        self.file("runroot.yaml", RUNROOT.format(folder=self.folder).encode())
        self.file("etc/storage.config", f"{self.folder}/cache 16M\n".encode())
        self.file("etc/ip_allow.yaml", ALLOW.encode())
        self.file("etc/logging.yaml", LOGGING.format(fields="\\t".join(self.FIELDS.values())).encode())
        self.file("etc/plugin.config", self.plugins.replace("{plugin}", self.module).encode())
        for name in ("ssl_multicert", "volume", "hosting", "cache", "parent", "splitdns", "socks"):
            self.file(f"etc/{name}.config", b"")
        self.write_rules()
        ports = f"STRING {self.port}:ip-in=127.0.0.1:proto=http;http2"
        records = {**self.records, "http.server_ports": ports}
        self.file("etc/records.config", "".join(f"CONFIG proxy.config.{name} {value}\n"
                                                for name, value in records.items()).encode())

    def write_rules(self):
        self.file("etc/remap.config", self.filled(self.rules).encode())

    def run_root(self):
        return f"--run-root={self.folder}/runroot.yaml"

    def command(self, *words):
        return [MANAGER, self.run_root(), *words]

    def port_of(self, protocol):
        return self.port

    # ---- Life

    def listens(self):
        """traffic_manager listens before the server takes requests, and the server before it has its cache."""
        said = self.errors()
        return "traffic server running" in said and "cache enabled" in said

    def control(self, *words):
        return subprocess.run([CONTROL, self.run_root(), *words], timeout=GUARD, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout

    def said(self, words):
        return self.errors().count(words)

    def reload(self):
        """The rules in their file; the same process serves on."""
        before = self.said("remap.config finished loading")
        os.utime(self.folder / "etc/remap.config")
        self.control("config", "reload")
        awaited(lambda: self.said("remap.config finished loading") > before, "the rules to be read")
        return set()

    def await_errors(self, words):
        awaited(lambda: words in self.errors(), f"{words!r} in the log")

    def metrics(self):
        """Of the plugin, by name without its prefix."""
        lines = self.control("metric", "match", r"plugin\.tcenvelope").splitlines()
        found = (re.fullmatch(r"plugin\.tcenvelope\.(\S+) (\d+)", line) for line in lines)
        return {match[1]: int(match[2]) for match in found if match}

    def workers(self):
        return children(self.process.pid)

    # ---- Logs

    def log(self, name):
        path = self.folder / "log" / name
        return path.read_text(errors="backslashreplace") if path.exists() else ""

    def errors(self):
        return self.log("diags.log") + self.log("manager.log") + super().errors()

    def read_access_log(self):
        path = self.folder / "access.log"
        if not path.exists() and (self.folder / "log/access.log").exists():
            path.symlink_to("log/access.log")
        if path.exists():
            super().read_access_log()
        for line in itertools.chain.from_iterable(self.lines.values()):
            line.update({name: escaped(line[name]) for name in ("request_id", "code")})

    def warnings(self, path):
        """The line names the request by its number, which the access log has."""
        numbers = {line["number"] for lines in self.lines.values() for line in lines if line["uri"] == path}
        lines = re.findall(r"\[tcenvelope\] (.*), request (\S+)$", self.errors(), re.MULTILINE)
        return [f"tcenvelope: {words}" for words, number in lines if number in numbers]


def tested(server, *words):
    """What traffic_server says of the configuration when it starts: status and words. It ends by itself."""
    server.port = server.port2 = 1
    server.configure()
    done = subprocess.run([SERVER, server.run_root(), *words], cwd=server.folder, env=server.environment(),
                          timeout=GUARD, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout + server.log("diags.log")
