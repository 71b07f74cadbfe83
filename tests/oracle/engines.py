#!/usr/bin/env python3
"""The tool prints the same for real responses with every engine, kernel and chunk size.

    tests/oracle/engines.py TOOL CORPUS_FOLDER [KERNEL...]

TOOL is built for tests: it takes its kernel from TCE_KERNEL.
"""
import hashlib
import os
import subprocess
import sys

CHUNKS = ["1", "7", "64", "4096", "100000000"]
INPUTS = [["--framing=ndjson", "responses.ndjson"], ["--records", "responses.records"]]


def printed(tool, folder, arguments, kernel):
    environment = dict(os.environ)
    if kernel:
        environment["TCE_KERNEL"] = kernel
    run = subprocess.run([tool, "check", "--quiet", "--report=json", *arguments], cwd=folder,
                         env=environment, stdout=subprocess.PIPE, check=False)
    if run.returncode != 1:  # some responses are invalid
        sys.exit(f"{arguments} with {kernel}: status {run.returncode}")
    return hashlib.sha256(run.stdout).hexdigest(), run.stdout.count(b"\n")


def main(tool, folder, *kernels):
    compared = 0
    for arguments in INPUTS:
        wanted = printed(tool, folder, ["--engine=yajl", *arguments], None)
        for chunk in CHUNKS:
            for engine, kernel in [("yajl", None), ("simd", None), *(("simd", k) for k in kernels)]:
                options = ["--engine=" + engine, "--chunk=" + chunk, *arguments]
                if printed(tool, folder, options, kernel) != wanted:
                    sys.exit(f"{options} with kernel {kernel or 'as chosen'} prints something else")
                compared += 1
        print(f"{arguments[-1]}: {wanted[1]} lines, the same {compared} times")


if __name__ == "__main__":
    main(*sys.argv[1:])
