"""Chromium without a window, driven through chromedriver's HTTP interface (W3C WebDriver)."""
import base64
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from checks import GUARD, Failure, check
from ports import free_ports
from servers import awaited, die_with_parent

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-dev-shm-usage"]
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the name that the standard gives a reference


class Browser:
    """One page in one window, with a profile of its own."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tcenvelope-chromium-"))
        self.driver = None
        self.session = ""
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self):
        self.port = free_ports(1)[0]
        environment = {**os.environ, "HOME": str(self.folder), "TMPDIR": str(self.folder)}
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={self.port}"], cwd=self.folder, env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=die_with_parent)
        awaited(self.is_ready, "chromedriver")
        options = {"args": [*FLAGS, f"--user-data-dir={self.folder}/profile"]}
        asked = {"browserName": "chrome", "goog:chromeOptions": options,
                 "goog:loggingPrefs": {"browser": "ALL"}}
        made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": asked}})
        self.session = f"/session/{made['sessionId']}"

    def is_ready(self):
        check(self.driver.poll() is None, "chromedriver has ended")
        with contextlib.suppress(OSError):
            return self.call("GET", "/status")["ready"]
        return False

    def __exit__(self, *_):
        if self.session:
            with contextlib.suppress(Failure, OSError):
                self.call("DELETE", self.session)
        if self.driver:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.driver.pid, signal.SIGKILL)
            self.driver.wait()
        awaited(self.is_removed, "the end of what writes to the profile")

    def is_removed(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        return not self.folder.exists()

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=GUARD)
        with contextlib.closing(connection):
            connection.request(method, path, None if body is None else json.dumps(body),
                               {"Content-Type": "application/json"})
            value = json.loads(connection.getresponse().read())["value"]
        if isinstance(value, dict) and "error" in value:
            raise Failure(f"{path}: {value['error']}: {value['message']:.1000}")
        return value

    def devtools(self, command, **parameters):
        return self.call("POST", f"{self.session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    # ---- The page

    def open(self, address):
        self.call("POST", f"{self.session}/url", {"url": address})

    def run(self, script, *arguments):
        """What the body of a function returns."""
        return self.call("POST", f"{self.session}/execute/sync", {"script": script, "args": arguments})

    def complaints(self):
        """What the console has said since the last call."""
        entries = self.call("POST", f"{self.session}/se/log", {"type": "browser"})
        return [f"{entry['level']}: {entry['message']}" for entry in entries]

    # ---- How it is looked at

    def look(self, scheme="light", width=1280, height=900, script=True):
        self.devtools("Emulation.setEmulatedMedia",
                      features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height,
                      deviceScaleFactor=1, mobile=width < 600)
        self.devtools("Emulation.setScriptExecutionDisabled", value=not script)

    def picture(self, path):
        """The complete page, as a PNG."""
        size = self.devtools("Page.getLayoutMetrics")["cssContentSize"]
        shot = self.devtools("Page.captureScreenshot", captureBeyondViewport=True,
                             clip={**size, "x": 0, "y": 0, "scale": 1})
        pathlib.Path(path).write_bytes(base64.b64decode(shot["data"]))
