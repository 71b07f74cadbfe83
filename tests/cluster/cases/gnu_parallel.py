"""GNU parallel."""
import os
import signal
import subprocess

from support import EXAMPLES, GUARD, SHARDS, case, check, documents, equal


@case
def parallel_repeats_a_task_that_fails_twice(folder):
    """One task is killed in the middle of its shard, then fails with a status."""
    folder.inputs()
    folder.fault(2, "stop", "fail 2")
    out = folder.path / "out"
    with subprocess.Popen([EXAMPLES / "parallel.sh", out, folder.path / "inputs"], env=folder.environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as run:
        os.kill(folder.stopped(2), signal.SIGKILL)
        said, _ = run.communicate(timeout=GUARD)
    equal(run.returncode, 0, f"status ({said!r:.2000})")
    equal((out / "shards.count").read_text(), f"{SHARDS}\n", "shards")
    equal((folder.path / "faults/2").read_text(), "", "attempts")
    left = [each.name for each in (out / "shards").iterdir() if each.name.startswith(".")]
    equal(len(left), 1, f"attempts that were killed: {left}")
    folder.same_as_one_process(out)


@case
def parallel_gives_up_after_three_attempts(folder):
    folder.inputs()
    folder.fault(1, "fail 2", "fail 2", "fail 2")
    folder.run(EXAMPLES / "parallel.sh", folder.path / "out", folder.path / "inputs", status=1)
    check(not (folder.path / "out/summary.json").exists(), "a summary of a part")
    # Run again, it does what is missing.
    folder.run(EXAMPLES / "parallel.sh", folder.path / "out", folder.path / "inputs")
    folder.same_as_one_process(folder.path / "out")


@case
def parallel_retries_report_every_invalid_document(folder):
    """Status 1 counts as a failed task, and parallel prints its last attempt alone."""
    content = documents(1 << 20, 5)
    name = folder.path / "a.ndjson"
    name.write_bytes(content)
    invalid = content.count(b'":{"Data":') - content.count(b'":{"Data":[')
    check(invalid > 100, f"{invalid} invalid")
    for retries in (1, 2):
        out = folder.run("parallel", "--pipepart", "-a", name, "--block", "150k", "--retries", str(retries),
                         "tcenvelope", "check", "-q", "--framing=ndjson", "--only=invalid", "--exit-zero")
        equal(out.count(b": invalid"), invalid, f"--retries {retries}")
