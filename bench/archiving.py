"""What the tool makes of archives: complete processes on one file of lines, plain and compressed, beside its
parts alone and other tools. All commands run in turn, round after round; the best round of each counts, in
time and in processor time. On a machine with other work, compare the processor times.
"""
import os
import pathlib
import shutil
import subprocess
import time

import measuring
from measuring import Problem, figure, table

ROUNDS = 9
SIZE = 200_000_000  # bytes of lines, at least
OTHERS = {"jq": "jq", "json_verify": "yajl-tools", "zcat": "gzip", "zstd": "zstd"}


def require():
    missing = " ".join(package for word, package in OTHERS.items() if not shutil.which(word))
    if missing:
        raise Problem(f"archives cannot be measured without {missing}: scripts/install-packages {missing}")


class Command:
    """A row: what runs, and the row that it is compared with."""

    def __init__(self, title, shell, to=None):
        self.title, self.shell, self.to = title, shell, to
        self.seconds, self.processor = float("inf"), float("inf")

    def run(self, folder):
        before = os.times()
        begin = time.monotonic()
        done = subprocess.run(["bash", "-c", f"set -o pipefail; {self.shell}"], cwd=folder, check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.seconds = min(self.seconds, time.monotonic() - begin)
        after = os.times()
        self.processor = min(self.processor, after.children_user + after.children_system -
                             before.children_user - before.children_system)
        if done.returncode not in (0, 1):  # 1: a document is invalid
            raise Problem(f"'{self.shell}' failed in {folder} with status {done.returncode}")


def commands(tool, parts, base):
    check = f"{tool} check -q --framing=ndjson"
    found = [
        Command("the library's stream, one thread", f"{parts} lines lines"),
        Command("check --report=none, one job", f"{check} --report=none --jobs=1 lines", 0),
        Command("check --report=none, two jobs", f"{check} --report=none --jobs=2 lines", 1),
        Command("check --report=none, two files, two jobs",
                f"{check} --report=none --jobs=2 half1 half2", 1),
        Command("check --report=json, one job", f"{check} --report=json --jobs=1 lines", 0),
        Command("check --report=json, two jobs", f"{check} --report=json --jobs=2 lines", 4),
        Command("json_verify -qs", "json_verify -qs <lines", 1),
        Command("jq -c .Response.RequestId", "jq -c .Response.RequestId lines", 4),
        Command("gzip: its decoder alone", f"{parts} decode lines.gz"),
        Command("gzip: check --report=none", f"{check} --report=none lines.gz", 8),
        Command("gzip: zcat alone", "zcat lines.gz", 8),
        Command("gzip: zcat into check --report=none", f"zcat lines.gz | {check} --report=none", 8),
        Command("zstd: its decoder alone", f"{parts} decode lines.zst"),
        Command("zstd: zstd -dqc alone", "zstd -dqc lines.zst", 12),
        Command("zstd: check --report=none", f"{check} --report=none lines.zst", 13),
        Command("zstd: zstd -dqc into check --report=none", f"zstd -dqc lines.zst | {check} --report=none",
                13),
    ]
    if base:
        old = f"{pathlib.Path(base).resolve()} check -q --framing=ndjson --jobs=1 lines"
        for form, place in (("none", 1), ("json", 4)):
            found.append(Command(f"--base: check --report={form}, one job", f"{old} --report={form}", place))
    return found


def make_files(folder, lines):
    """Copies of the lines, in files of the tools' usual levels; nothing matches across copies of real ones:
    they are further apart than the windows of these levels."""
    copies = -(-SIZE // len(lines))
    for name, count in (("lines", copies), ("half1", copies // 2), ("half2", copies - copies // 2)):
        with open(folder / name, "wb") as file:
            for _ in range(count):
                file.write(lines)
    for words in (["gzip", "-kf6", "lines"], ["zstd", "-qf3", "lines", "-o", "lines.zst"]):
        subprocess.run(words, cwd=folder, check=True)


def lines_of(build):
    """Real responses where they are, else generated ones."""
    corpus = measuring.program(build, "bench_corpus")
    for workload in ("live-lines", "lines-1000000"):
        done = subprocess.run([corpus, "write", workload], capture_output=True, check=False)
        if done.returncode == 0 and done.stdout:
            return workload, done.stdout
    raise Problem("bench_corpus writes no lines")


def ratio(row, rows, value):
    return "" if row.to is None else figure(getattr(rows[row.to], value) / getattr(row, value))


def page(build, base=None):
    tool = build / "programs" / "tcenvelope"
    folder = pathlib.Path(build) / "archives"
    folder.mkdir(exist_ok=True)
    workload, lines = lines_of(build)
    make_files(folder, lines)
    size = (folder / "lines").stat().st_size
    rows = commands(tool, measuring.program(build, "bench_archive"), base)
    for _ in range(ROUNDS):
        for row in rows:
            row.run(folder)
    shutil.rmtree(folder)
    body = [[row.title, figure(size / row.seconds / 1e9), figure(row.processor),
             "" if row.to is None else rows[row.to].title, ratio(row, rows, "seconds"),
             ratio(row, rows, "processor")] for row in rows]
    return (f"{size / 1e6:.0f} MB of `{workload}`, best of {ROUNDS} rounds; load {os.getloadavg()[0]:.1f}:\n\n"
            + table(["", "GB/s", "processor seconds", "beside", "times as fast", "in processor time"],
                    body))
