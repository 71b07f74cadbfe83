"""Shared by all cases: running the tool, comparing, a folder to work in."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EXAMPLES = ROOT / "examples"
VIOLATIONS = ROOT / "lib/include/tcenvelope/violations.def"
sys.path.insert(0, str(HERE.parent / "support"))

from checks import CASES, GUARD, Failure, case, check, contains, equal  # noqa: E402, F401

MEMBERS = [
    "source", "index", "offset", "length", "verdict", "violations", "first_violation",
    "violation_offset", "request_id", "code", "code_kind", "category", "class", "message",
    "message_truncated",
]

SUCCESS = b'{"Response":{"RequestId":"a"}}'
FAILURE = b'{"Response":{"Error":{"Code":"InternalError","Message":"m"},"RequestId":"b"}}'
INVALID = b'{"Response":{}}'


class Run:
    """The result of one run."""

    def __init__(self, status, out, err):
        self.status = status
        self.out = out
        self.err = err

    def expect(self, status, err=None):
        equal(self.status, status, f"status (standard error: {self.err!r:.2000})")
        if err is not None:
            equal(self.err.decode(), err, "standard error")
        return self

    def reports(self):
        """The JSON lines; each must be valid, with the members in their order."""
        found = []
        for line in self.out.splitlines():
            members = json.loads(line, object_pairs_hook=list)
            equal([name for name, _ in members], MEMBERS, "members")
            found.append(dict(members))
        return found


class Tool:
    """The program under test, in a folder of its own."""

    def __init__(self, program, bless=False):
        self.program = os.path.abspath(program)
        self.bless = bless

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tcenvelope-cli-"))
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def environment(self, **more):
        plain = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "LANG", "LC_CTYPE")}
        return {**plain, "LC_ALL": "C.UTF-8", "TERM": "xterm", **more}

    def run(self, *words, stdin=b"", cwd=None, env=None, stdout=subprocess.PIPE):
        done = subprocess.run([self.program, *words], input=stdin, stdout=stdout,
                              stderr=subprocess.PIPE, cwd=cwd or self.folder,
                              env=self.environment(**(env or {})), timeout=GUARD, check=False)
        return Run(done.returncode, done.stdout, done.stderr)

    def check(self, *words, **named):
        """check without progress and summary."""
        return self.run("check", "--quiet", *words, **named)

    def has_engine(self, name):
        """Whether the library was built with it."""
        version = self.run("--version").expect(0).out.decode()
        return f"engine {name}: not available" not in version

    def json(self, *words, **named):
        return self.check("--report=json", *words, **named)

    def start(self, *words, more=None, **named):
        return subprocess.Popen([self.program, *words], cwd=self.folder,
                                env=self.environment(**(more or {})), **named)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return name

    def golden(self, name, found):
        path = HERE / "goldens" / name
        if self.bless:
            path.write_bytes(found)
        equal(found, path.read_bytes(), f"goldens/{name}")


def violation_names():
    """Those of documents, in the order of their numbers. The others are of a content coding."""
    names = re.findall(r'^TCE_VIOLATION\(\w+, "(\w+)"', VIOLATIONS.read_text(), re.M)
    assert len(names) > 20, f"found {names}"
    return [name for name in names if not name.startswith("coding_")]


def records(*documents):
    return b"".join(len(d).to_bytes(4, "little") + d for d in documents)
