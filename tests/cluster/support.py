"""Shared by all cases: a folder with documents, and a tool that is stopped in the middle of a shard."""
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent / "examples/cluster"
sys.path.insert(0, str(HERE.parent / "support"))

from checks import CASES, GUARD, Failure, case, check, contains, equal  # noqa: E402, F401

SHARDS = 8
LINES = [b'{"Response":{"TotalCount":%d,"RequestId":"b5b41468-520d-4192-b42f-595cc34b6c1c"}}\n',
         b'{"Response":{"Error":{"Code":"Code%d","Message":"m"},"RequestId":"a"}}\n',
         b'{"Response":{"Data":[%d,{"a":"b"}],"RequestId":"b"}}\n', b'{"Response":{"Data":%d\n']
TIME = re.compile(rb'\n"microseconds":\d+,')

# Stands for the tool in PATH. FAULTS/N holds what happens to shard N, a line for each attempt:
#   fail N   exits with this status
#   stop     is stopped in the middle of the shard, when it has written reports, and says so in
#            FAULTS/N.stopped: its process
WRAPPER = r"""#!/bin/sh
shard=
for word in "$@"; do
    case $word in
    --shard=*) shard=${word#--shard=} ;;
    --out=*) out=${word#--out=} ;;
    esac
done
faults=$FAULTS/$shard
[ -n "$shard" ] && [ -s "$faults" ] || exec "$TOOL" "$@"
read -r fault status < "$faults"
sed -i 1d "$faults"
[ "$fault" = stop ] || exit "$status"
name=$(printf 'shard-%06d' "$shard")
# One byte at a time, it takes long enough; if not, once more.
for try in 1 2 3 4 5 6 7 8 9; do
    "$TOOL" "$@" --chunk=1 --engine=yajl &
    tool=$!
    until [ -n "$(find "$out" -path "*/.$name.*" -name 'reports.*' -size +0 2> /dev/null)" ]; do
        kill -0 $tool 2> /dev/null || break
    done
    kill -STOP $tool 2> /dev/null && break
    rm -rf "${out:?}/$name"
done
echo $tool > "$faults.part"
mv "$faults.part" "$faults.stopped"
wait $tool
"""


def documents(size, seed):
    draw = random.Random(seed)
    content = bytearray()
    while len(content) < size:
        content += draw.choices(LINES, (10, 3, 5, 1))[0] % draw.randrange(40)
    return bytes(content)


class Folder:
    """A folder with inputs and with the tool as `tcenvelope`."""

    def __init__(self, tool):
        self.tool = os.path.abspath(tool)

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="tcenvelope-cluster-"))
        for name in ("bin", "faults", "inputs"):
            (self.path / name).mkdir()
        wrapper = self.path / "bin/tcenvelope"
        wrapper.write_text(WRAPPER)
        wrapper.chmod(0o755)
        self.environment = {**os.environ, "PATH": f"{self.path}/bin:{os.environ['PATH']}",
                            "TOOL": self.tool, "FAULTS": f"{self.path}/faults", "LC_ALL": "C.UTF-8"}
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path)

    def inputs(self):
        """A large file and small ones: SHARDS shards of this size."""
        size = 3 << 19
        (self.path / "inputs/a.ndjson").write_bytes(documents(size * (SHARDS - 1) - 100, 1))
        for i in range(4):
            (self.path / f"inputs/b{i}.ndjson").write_bytes(documents(size // 5, i))
        self.environment["SHARD_SIZE"] = str(size)

    def fault(self, shard, *attempts):
        (self.path / f"faults/{shard}").write_text("".join(f"{each}\n" for each in attempts))

    def stopped(self, shard):
        """Waits for the attempt at the shard that is stopped in the middle, and returns its process."""
        file = self.path / f"faults/{shard}.stopped"
        self.wait(file.exists, f"shard {shard} in progress")
        process = int(file.read_text())
        file.unlink()
        return process

    def wait(self, truth, what):
        end = time.monotonic() + GUARD / 2
        while not truth():
            check(time.monotonic() < end, f"waited for {what}")
            time.sleep(0.05)

    def run(self, *words, status=0, **named):
        done = subprocess.run([str(word) for word in words], env=self.environment, cwd=self.path,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=GUARD,
                              check=False, **named)
        equal(done.returncode, status, f"{words}: status (standard error: {done.stderr!r:.2000})")
        return done.stdout

    def same_as_one_process(self, out):
        """The merged summary, but for its time, and the merged reports."""
        one = self.run("tcenvelope", "check", "-q", "-r", "--report=json", f"--summary=json:{self.path}/one",
                       self.path / "inputs", status=1)
        wanted = untimed((self.path / "one").read_bytes())
        equal(untimed((out / "summary.json").read_bytes()), wanted, "summary")
        check((out / "reports.ndjson").read_bytes() == one, "the reports differ")
        reports, invalid = one.count(b"\n"), one.count(b'"verdict":"invalid"')
        check(reports > 100000 and invalid > 1000, f"{reports} documents, {invalid} invalid")
        print(f"{reports} documents, {invalid} invalid: the same as of one process")


def untimed(content):
    found, count = TIME.subn(b"", content)
    equal(count, 1, "times in a summary")
    return found
