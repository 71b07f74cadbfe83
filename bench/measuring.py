"""What the tools of this folder share: building the benchmarks, running them, reading the figures."""
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench"

ENGINES = ["yajl", "simd"]
# Debian's, for a build of this folder and its tools.
PACKAGES = ["gcc", "g++", "libc6-dev", "cmake", "ninja-build", "pkg-config", "libyajl-dev",
            "libxxhash-dev", "gperf", "libglib2.0-dev", "libbenchmark-dev", "libsimdjson-dev",
            "rapidjson-dev", "libjson-c-dev", "libjansson-dev", "libcjson-dev", "gnuplot-nox",
            "valgrind"]

REPETITIONS = 9
SECONDS = 0.05  # the minimum of each repetition of a case


def kernels():
    """Of the simd engine, the best first: the name and the instruction set of each."""
    rows = (ROOT / "lib" / "simd" / "kernels.def").read_text(encoding="utf-8")
    return dict(re.findall(r'^KERNEL\((\w+), "(.*)"\)', rows, re.MULTILINE))


class Problem(Exception):
    """Something that the user must know, and can do something about."""


def main(function):
    """Runs a tool: a Problem is a message and exit status 2."""
    try:
        sys.exit(function())
    except Problem as problem:
        sys.stderr.write(f"{pathlib.Path(sys.argv[0]).name}: {problem}\n")
        sys.exit(2)


def call(words):
    """Runs a program that has no output of its own to give; its output is shown if it fails."""
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        raise Problem(f"'{words[0]}' failed; this was its output")


def build(folder=BUILD, options=()):
    """Builds the benchmarks as users get the library: optimised, by the compiler that CC names.
    Installs what is missing."""
    call([ROOT / "scripts" / "install-packages", *PACKAGES])
    call(["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
          "-DTCE_BUILD_BENCH=ON", "-DTCE_BUILD_TESTS=OFF", *options])
    call(["cmake", "--build", folder, "-j", os.cpu_count() or 1])
    return folder


def program(folder, name="bench"):
    path = pathlib.Path(folder) / "bench" / name
    if not path.exists():
        raise Problem(f"{path} is missing: configure that folder with -DTCE_BUILD_BENCH=ON and "
                      "build it")
    return path


# ---- Figures --------------------------------------------------------------------------------------


class Case:
    """What was measured of one case: workload, reader and feed, and a time for each repetition."""

    def __init__(self, name):
        self.name = name
        self.workload, self.reader, self.feed = name.split("/")
        self.seconds = []  # of a pass
        self.bytes = 0.0  # of a pass
        self.documents = 0.0
        self.counters = {}

    def add(self, entry):
        seconds = entry["cpu_time"] * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}[
            entry["time_unit"]]
        self.seconds.append(seconds)
        self.bytes = entry["bytes_per_second"] * seconds
        self.documents = entry["documents"] * seconds
        self.counters = entry

    @property
    def best(self):
        return min(self.seconds)

    @property
    def gigabytes(self):
        """A second, in the best repetition."""
        return self.bytes / self.best / 1e9

    @property
    def nanoseconds(self):
        """A document, in the best repetition."""
        return self.best / self.documents * 1e9


class Run:
    """The cases of one run, and the machine and versions that it was made with."""

    def __init__(self, context):
        self.context = context
        self.cases = {}

    def add(self, entry):
        if entry.get("run_type") == "aggregate":
            return
        name = entry["run_name"]
        if entry.get("error_occurred"):
            raise Problem(f"{name}: {entry['error_message']}")
        self.cases.setdefault(name, Case(name)).add(entry)

    def case(self, workload, reader, feed="complete"):
        return self.cases.get(f"{workload}/{reader}/{feed}")

    def ratio(self, workload, engine, peer, feed="complete"):
        """How many times as fast the engine is as the peer, or None where one was not run."""
        ours = self.case(workload, engine, feed)
        theirs = self.case(workload, peer)
        return theirs.best / ours.best if ours and theirs else None


def names(bench):
    """The names of all cases that this program has here."""
    done = subprocess.run([bench, "--benchmark_list_tests=true"], capture_output=True, text=True,
                          check=True)
    return done.stdout.split()


def run(bench, regex, repetitions=REPETITIONS, seconds=SECONDS, kernel=None):
    """Runs the cases that the expression finds, their repetitions interleaved at random; with that
    kernel instead of the best one."""
    forced = [f"--kernel={kernel}"] if kernel else []
    done = subprocess.run(
        [bench, *forced, f"--benchmark_filter={regex}", f"--benchmark_repetitions={repetitions}",
         f"--benchmark_min_time={seconds}", "--benchmark_enable_random_interleaving=true",
         "--benchmark_format=json"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        raise Problem(f"{bench} failed (status {done.returncode}) on '{regex}'")
    found = json.loads(done.stdout)
    result = Run(found["context"])
    for entry in found["benchmarks"]:
        result.add(entry)
    return result


def any_of(words):
    """An expression for any of these names, which are letters, digits and hyphens."""
    return "(" + "|".join(words) + ")"


# ---- Tables ---------------------------------------------------------------------------------------


def table(head, rows):
    """A Markdown table; all columns but the first are figures."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def figure(value, digits=2):
    return "" if value is None else f"{value:,.{digits}f}"


def three_digits(value):
    """Three significant digits, or a few more decimals below 0.1."""
    return figure(value, 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 4)
