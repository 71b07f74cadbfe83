"""The packaged nginx, with modules or without."""
import os
import signal
import subprocess

from checks import GUARD
from servers import Server, accepts, awaited

NGINX = "/usr/sbin/nginx"

TEMPLATE = """
{modules}
{user}
daemon off;
pid nginx.pid;
worker_processes {workers};
error_log error.log info;
{main}
events {{ worker_connections 4096; }}
http {{
    default_type application/octet-stream;
    log_format fields '{fields}';
    access_log access.log fields;
    client_body_temp_path temp_client;
    proxy_temp_path temp_proxy;
    fastcgi_temp_path temp_fastcgi;
    uwsgi_temp_path temp_uwsgi;
    scgi_temp_path temp_scgi;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    keepalive_timeout 300s;
    keepalive_requests 1000000;
    {http}
    server {{
        listen 127.0.0.1:{port};
        listen 127.0.0.1:{port2} http2;
        {server}
    }}
}}
"""


class Nginx(Server):
    """One with these modules; `server`, `http`, `main` are parts of its configuration.

    {folder} in them is its folder.
    """

    LEAVES = signal.SIGQUIT
    BAD_LINES = r"\[(alert|emerg|crit)\]|exited on signal|exited with (fatal )?code [^0]"
    FIELDS = {"test": "$http_x_test", "status": "$status", "uri": "$request_uri"}  # and nginx's names for them

    def __init__(self, modules, server, http="", main="", workers=1):
        super().__init__()
        self.modules = "".join(f"load_module {module};\n" for module in modules)
        self.parts = {"server": server, "http": http, "main": main, "workers": workers}

    def configure(self, **parts):
        self.parts.update(parts)
        parts = {name: str(part).replace("{folder}", str(self.folder))
                 for name, part in self.parts.items()}
        user = "user root;" if os.geteuid() == 0 else ""
        fields = "\\t".join(self.FIELDS.values())
        parts.update(modules=self.modules, user=user, fields=fields, port=self.port, port2=self.port2)
        (self.folder / "nginx.conf").write_text(TEMPLATE.format(**parts))

    def command(self, *words):
        return [NGINX, "-p", str(self.folder), "-c", "nginx.conf", "-e", "error.log", *words]

    def tested(self, **parts):
        """What `nginx -t` says of it: status and words."""
        self.port, self.port2 = 1, 2  # nothing listens
        self.configure(**parts)
        done = subprocess.run(self.command("-t"),
                              cwd=self.folder,
                              env=self.environment(),
                              timeout=GUARD,
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT,
                              text=True,
                              check=False)
        return done.returncode, done.stdout

    def listens(self):
        """Once a worker is there; the master's pid file is written before."""
        return (self.folder / "nginx.pid").exists() and self.workers() and accepts(self.port)

    def reload(self):
        before = set(self.workers())
        self.process.send_signal(signal.SIGHUP)
        awaited(lambda: set(self.workers()) - before, "new workers")
        return before
