"""What a proxy's demonstration shows, which scripts/try starts."""
import gzip
import os
import pathlib
import re
import signal
import subprocess
import tempfile

from checks import GUARD, check, contains, equal
from clients import curl
from ports import free_ports
from servers import awaited, die_with_parent, sanitizer_environment

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "examples" / "responses"


def private(folder, module):
    """The module by a path that its owner alone may follow, as in a home folder."""
    place = pathlib.Path(folder) / "private"
    place.mkdir(mode=0o700)
    module = pathlib.Path(module)
    (place / "modules").symlink_to(module.parents[1])
    return place / "modules" / module.parent.name / module.name


class Demonstration:
    """A running one; `log`: all that it has printed."""

    def __init__(self, bench, folder):
        self.port = free_ports(1)[0]
        self.log = pathlib.Path(folder) / "log"
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(
                [ROOT / "proxies" / bench.driver.NAME / "demo", private(folder, bench.module), SAMPLES,
                 str(self.port)],
                env={**os.environ, **sanitizer_environment(folder)}, stdin=subprocess.DEVNULL, stdout=out,
                stderr=out, preexec_fn=die_with_parent)

    def __enter__(self):
        awaited(lambda: self.get("/observe/success.json").status == 200 or self.process.poll() is not None,
                "the demonstration")
        equal(self.process.poll(), None, self.log.read_text())
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(GUARD)

    def get(self, path):
        return curl(self.port, path, "http1_1")

    def logged(self, path, words):
        """A line with this path holds these words in any order."""
        return any(set(words) <= set(re.split(r"[\s:,;\"=]+", line))
                   for line in self.log.read_text().splitlines() if f"{path} " in line)


def the_demonstration_shows_every_mode(bench):
    """What cannot be had in a mode is not in what it prints."""
    sound = (SAMPLES / "success.json").read_bytes()
    with tempfile.TemporaryDirectory() as folder, Demonstration(bench, folder) as demo:
        for mode in ("observe", "abort", "hold"):
            equal(demo.get(f"/{mode}/success.json").body, sound, mode)
        for _ in range(2):
            equal(curl(demo.port, "/observe/success.json", "http1_1", "--data", "{}").body, sound, "POST")
        equal(demo.get("/hold/invalid-truncated.json").status, 502, "hold")
        seen = demo.get("/observe/invalid-truncated.json")
        equal((seen.exit, seen.status, seen.body),
              (0, 200, (SAMPLES / "invalid-truncated.json").read_bytes()), "observe")
        seen = demo.get("/abort/invalid-truncated.json")
        check(seen.exit in bench.driver.BROKEN_EXITS["http1_1"] or seen.status in bench.driver.INSTEAD_OF_CUTTING, "abort")
        addresses = re.findall(rf"http://127.0.0.1:{demo.port}(/[^\s\"]+)", demo.log.read_text())
        check(len(addresses) >= 6, f"addresses: {addresses}")
        for address in addresses:
            check(demo.get(address).status in (0, 200, 502, *bench.driver.INSTEAD_OF_CUTTING), address)
        packed = demo.get("/hold/success.json?gzip")
        equal((packed.status, gzip.decompress(packed.body)), (200, sound), "gzip")
        equal(demo.get("/hold/success.json?cut=20").status, 502, "cut")
        for path, words in (("/observe/invalid-truncated.json", ("200", "truncated", "json_truncated")),
                            ("/hold/success.json?gzip", ("200", "success", "gzip", "released")),
                            ("/hold/success.json?cut=20", ("502", "incomplete"))):
            awaited(lambda: demo.logged(path, words), f"a line of {path} with {words}", 20)
        check("Traceback" not in demo.log.read_text(), demo.log.read_text())
    awaited(lambda: curl(demo.port, "/observe/success.json", "http1_1").exit == 7, "the end of its server")


def a_taken_port_is_named(bench):
    with tempfile.TemporaryDirectory() as folder, Demonstration(bench, folder) as demo:
        done = subprocess.run([ROOT / "proxies" / bench.driver.NAME / "demo", bench.module, SAMPLES, str(demo.port)],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=GUARD, check=False)
        equal(done.returncode, 2, "exit status")
        contains(done.stdout, f"Port {demo.port} cannot be used", "message")
