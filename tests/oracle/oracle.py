#!/usr/bin/env python3
"""Compares the command-line tool with a second implementation of the contract.

    oracle.py TOOL --make-seeds PROGRAM --moments PROGRAM [--table] [--corpus RECORDS] [--mutated]
              [--count N] [--seed N]

Validates documents by contract.py and by the tool, in every engine that it has: the rows of the
tests' table, as PROGRAM writes them (--table); real responses (--corpus); and N documents made
from those rows by a generator that the seed starts (--mutated). Status 0: all agree, and there
were some; 1: not so.
"""
import argparse
import collections
import itertools
import json
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import contract  # noqa: E402
from documents import Documents  # noqa: E402

BATCH = 5000  # documents in one run of the tool
DISAGREEMENTS_MAX = 10
SEED_CONTROL_BYTES = 4  # a fuzzing seed begins with them
GUARD = 300  # seconds after which the tool counts as hung

# Other options, each for all documents of one batch out of several. The limits are so low that many
# documents pass them.
CHUNKS = [1, 7]
LIMITS = {"max_depth": 4, "max_bytes": 120}
LIMITS_EVERY = 4


class Tool:
    """The tool, with counts of what its reports held."""

    def __init__(self, program, moments, folder):
        self.program = program
        self.moments = moments
        self.timed = collections.Counter()
        self.records = folder / "batch.records"
        self.disagreements = 0
        self.compared = collections.Counter()
        self.verdicts = collections.defaultdict(collections.Counter)
        self.violations = collections.defaultdict(collections.Counter)
        self.broken = collections.defaultdict(collections.Counter)

    def run(self, *words):
        return subprocess.run([self.program, *words], stdout=subprocess.PIPE, timeout=GUARD,
                              check=False)

    def engines(self):
        lines = self.run("--version").stdout.decode()
        found = re.findall(r"^engine (\w+): (?!not available)", lines, re.MULTILINE)
        return [engine for engine in found if engine != "auto"]

    def write(self, documents):
        self.records.write_bytes(b"".join(struct.pack("<I", len(d)) + d for d in documents))

    def reports(self, *options):
        """The lines, of the records that were written last."""
        done = self.run("check", "--records", "--report=json", "--quiet", *options,
                        str(self.records))
        if done.returncode not in (0, 1):
            sys.exit(f"status {done.returncode} with {options}")
        return done.stdout.split(b"\n")[:-1]

    def disagree(self, what, options, document, expected, line):
        self.disagreements += 1
        print(f"{' '.join(options)}: {what}\n  document {document!r}\n  expected {expected}\n"
              f"  got      {line.decode()}")
        if self.disagreements >= DISAGREEMENTS_MAX:
            sys.exit(f"FAILED: stopped after {self.disagreements} disagreements")

    def count(self, engine, expected, report):
        self.compared[engine] += 1
        if "json" in expected:
            self.broken[engine]["any" if expected["json"] is None else "named"] += 1
        self.verdicts[engine][report["verdict"]] += 1
        self.violations[engine].update(report["violations"])

    def compare(self, engine, options, documents, expectations):
        """Returns the lines."""
        options = (f"--engine={engine}", *options)
        lines = self.reports(*options)
        if len(lines) != len(documents):
            sys.exit(f"{len(lines)} reports of {len(documents)} documents with {options}")
        offset = 0
        for index, (document, expected, line) in enumerate(zip(documents, expectations, lines)):
            report = json.loads(line)
            place = {"index": index, "offset": offset, "length": len(document)}
            what = contract.difference({**place, **expected}, report)
            if what is not None:
                self.disagree(what, options, document, expected, line)
            self.count(engine, expected, report)
            offset += struct.calcsize("<I") + len(document)
        return lines

    def compare_cut(self, engine, chunk, documents, lines):
        """The same reports as for the complete documents."""
        options = (f"--engine={engine}", f"--chunk={chunk}")
        for document, complete, cut in itertools.zip_longest(documents, lines,
                                                          self.reports(*options)):
            if complete != cut:
                self.disagree("differs from the complete document", options, document, complete,
                              cut or b"")

    def check_moments(self, engine, documents):
        """A violation that a byte decides is reported with that byte."""
        with self.records.open("rb") as records:
            done = subprocess.run([self.moments, engine], stdin=records, stdout=subprocess.PIPE,
                                  timeout=GUARD, check=True)
        lines = done.stdout.split(b"\n")[:-1]
        if len(lines) != len(documents):
            sys.exit(f"moments of {len(lines)} documents, not of {len(documents)}")
        for document, line in zip(documents, lines):
            for violation, offset, fed in json.loads(line):
                expected = contract.moment(document, violation, offset)
                self.timed[engine] += expected is not contract.ANY_MOMENT
                if fed != expected and expected is not contract.ANY_MOMENT:
                    self.disagree("a late or early report", (f"--engine={engine}",), document,
                                  f"{violation} after {expected} bytes", line)

    def summary(self):
        for engine, compared in self.compared.items():
            verdicts = self.verdicts[engine]
            print(f"{engine}: {self.timed[engine]} moments, {compared} reports compared: "
                  + ", ".join(f"{verdicts[name]} {name}" for name in sorted(verdicts)))
            print("  not JSON: {named} with a predicted violation, and {any} others"
                  .format_map(self.broken[engine]))
            for name in contract.JSON_VIOLATIONS + contract.ENVELOPE_VIOLATIONS:
                print(f"  {self.violations[engine][name]:8} {name}")

    def unseen(self):
        names = contract.JSON_VIOLATIONS + contract.ENVELOPE_VIOLATIONS
        return [name for name in names
                if not all(self.violations[engine][name] for engine in self.compared)]


# ---- The documents ---------------------------------------------------------------------------

def table(make_seeds, folder):
    """The rows of the tests' table."""
    folder.mkdir()
    subprocess.run([make_seeds, str(folder)], check=True, timeout=GUARD)
    return [path.read_bytes()[SEED_CONTROL_BYTES:] for path in sorted(folder.iterdir())]


def records(path):
    everything = path.read_bytes()
    at = 0
    while at < len(everything):
        (length,) = struct.unpack_from("<I", everything, at)
        at += struct.calcsize("<I")
        yield everything[at:at + length]
        at += length


def batches(documents):
    documents = iter(documents)
    while batch := list(itertools.islice(documents, BATCH)):
        yield batch


# ---- Comparing -------------------------------------------------------------------------------

def check_batch(tool, engines, number, documents):
    tool.write(documents)
    expectations = [contract.expected_report(document) for document in documents]
    for engine in engines:
        lines = tool.compare(engine, (), documents, expectations)
        tool.compare_cut(engine, CHUNKS[number % len(CHUNKS)], documents, lines)
        tool.check_moments(engine, documents)
    if number % LIMITS_EVERY == 0:
        expectations = [contract.expected_report(document, **LIMITS) for document in documents]
        options = [f"--{name.replace('_', '-')}={value}" for name, value in LIMITS.items()]
        for engine in engines:
            tool.compare(engine, options, documents, expectations)


def check(tool, engines, what, documents):
    count = 0
    for number, batch in enumerate(batches(documents)):
        check_batch(tool, engines, number, batch)
        count += len(batch)
    print(f"{what}: {count} documents")
    return count


def check_all(tool, engines, arguments, folder):
    """How many documents the smallest source had."""
    rows = table(arguments.make_seeds, folder / "table")
    counts = []
    if arguments.table:
        counts.append(check(tool, engines, "the table", rows))
    if arguments.corpus:
        counts.append(check(tool, engines, "the corpus", records(arguments.corpus)))
    if arguments.mutated:
        made = Documents(random.Random(arguments.seed), rows)
        mutated = (made.next() for _ in range(arguments.count))
        counts.append(check(tool, engines, f"mutated with seed {arguments.seed}", mutated))
    return min(counts, default=0)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("tool")
    parser.add_argument("--make-seeds", required=True, metavar="PROGRAM")
    parser.add_argument("--moments", required=True, metavar="PROGRAM")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--corpus", type=pathlib.Path, metavar="RECORDS")
    parser.add_argument("--mutated", action="store_true")
    parser.add_argument("--count", type=int, default=200000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory(prefix="tcenvelope-oracle-") as folder:
        tool = Tool(arguments.tool, arguments.moments, pathlib.Path(folder))
        engines = tool.engines()
        least = check_all(tool, engines, arguments, pathlib.Path(folder))
    tool.summary()
    # Real responses do not do everything wrong.
    unseen = tool.unseen() if arguments.table or arguments.mutated else []
    if unseen:
        print("never seen:", *unseen)
    if tool.disagreements or least == 0 or not engines or unseen:
        print(f"FAILED: {tool.disagreements} disagreements")
        return 1
    print(f"all agree, by {', '.join(engines)}")
    return 0


sys.exit(main())
