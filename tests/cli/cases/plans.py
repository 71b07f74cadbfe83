"""Plans: files divided into shards, which processes validate, and which merge adds up."""
import gzip
import json
import os
import pathlib
import random
import signal
import struct
import subprocess

from cases.archives import decoders, zstd
from cases.large import LINE
from cases.merging import untimed
from cases.ranges import lines
from support import FAILURE, GUARD, INVALID, SUCCESS, case, check, contains, equal

CORPUS = pathlib.Path(__file__).resolve().parents[3].parent / "shared/corpus/responses.ndjson"


def plan(tool, size, *inputs, status=0):
    """Returns the parts, and checks the number of shards on standard output."""
    run = tool.run("plan", "-q", f"--size={size}", "-o", "plan", *inputs).expect(status)
    if status == 0:
        parts = [json.loads(line) for line in (tool.folder / "plan").read_bytes().splitlines()[1:]]
        equal(run.out, b"%d\n" % (parts[-1]["shard"] + 1), "shards")
        return parts
    return run.err.decode()


def shard(tool, number, *words, out="out"):
    return tool.check("--exit-zero", f"--shard={number}", "--plan=plan", f"--out={out}", *words)


def merge(tool, *words, out="out"):
    return tool.run("merge", "--plan=plan", f"--out={out}", *words)


def same_as_one_run(tool, size, *inputs, report="json", words=()):
    """The reports and the summary, whatever the order of the shards. Returns the parts."""
    parts = plan(tool, size, *inputs)
    out = f"out-{random.random()}"
    numbers = list(range(parts[-1]["shard"] + 1))
    random.Random(1).shuffle(numbers)
    for number in numbers:
        shard(tool, number, f"--report={report}", *words, out=out)
    found = merge(tool, "--reports", "--summary=json:merged", out=out)
    one = tool.check(f"--report={report}", "--summary=json:one", *words, *inputs)
    equal(found.status, one.status, f"status ({found.err!r:.2000})")
    check(found.out == one.out, f"{len(numbers)} shards: the reports differ")
    equal(untimed((tool.folder / "merged").read_bytes()), untimed((tool.folder / "one").read_bytes()),
          f"{len(numbers)} shards: the summary")
    return parts


def seekable(*parts):
    """Frames without sizes, and a seek table."""
    frames = [zstd(part) for part in parts]
    entries = b"".join(struct.pack("<II", len(frame), len(part)) for frame, part in zip(frames, parts))
    content = entries + struct.pack("<IBI", len(parts), 0, 0x8F92EAB1)
    return b"".join(frames) + struct.pack("<II", 0x184D2A5E, len(content)) + content


def sized(*parts):
    """Frames with their sizes in their headers."""
    return b"".join(zstd(part, f"--stream-size={len(part)}") for part in parts)


def reads_zstd(tool):
    return "zstd" in dict(decoders(tool))


@case
def plan_splits(tool):
    """Into 1, 2, 7 and 64 ranges, with lines longer than a range."""
    long = b'{"Response":{"Data":"' + b"x" * 30000 + b'","RequestId":"e"}}\n'
    contents = {"a": SUCCESS + b"\n" + lines(100000) + long + lines(100000, 2)}
    if CORPUS.exists():
        contents["corpus"] = CORPUS.read_bytes()
    for name, content in contents.items():
        tool.file(name, content)
        for parts in (1, 2, 7, 64):
            for report in ("json", "text") if parts < 64 else ("json",):
                size = -(-len(content) // parts)
                equal(len(same_as_one_run(tool, size, name, report=report)), parts, "parts")


@case
def plan_of_every_kind_of_file(tool):
    """Small ones share a shard; their order, names and options leave no trace."""
    for name, content in (("a", lines(12000)), ("b:0: x", INVALID), ("c\n\"", FAILURE), ("d", b""),
                          ("e", b'{"Response":\n{}}' * 2000), ("f", lines(9000, 3))):
        tool.file(name, content)
    names = ["f", "a", "b:0: x", "c\n\"", "d", "e"]
    if "gzip" in dict(decoders(tool)):
        tool.file("g.gz", gzip.compress(lines(9000, 4)))
        names.insert(2, "g.gz")
    for size, report in ((900, "json"), (900, "text"), (9000, "text"), (10**6, "text")):
        same_as_one_run(tool, size, *names, report=report, words=["--only=invalid", "--max-depth=7"])
    tool.file("r", len(SUCCESS).to_bytes(4, "little") + SUCCESS)
    equal(len(plan(tool, 1, "--records", "r", "a")), 2, "records are not divided")
    shard(tool, 0, out="records").expect(0, "")
    parts = plan(tool, 40000, *names)
    shards = [part["shard"] for part in parts if part["name"] in names[-4:]]
    equal(len(set(shards[:3])), 1, f"small files in one shard: {parts}")


@case
def plan_of_frames_at_every_byte(tool):
    """A line belongs to one range, wherever the frames are cut."""
    if not reads_zstd(tool):
        return
    content = SUCCESS + b"\r\n\n \n" + INVALID + b"\n" + FAILURE
    for cut in range(1, len(content), 4):
        encode = seekable if cut % 8 == 1 else sized
        tool.file("a.zst", encode(content[:cut], content[cut:]))
        equal(len(same_as_one_run(tool, 1, "--framing=ndjson", "a.zst")) > 1, True, "divided")


@case
def plan_of_frames(tool):
    """Frames of any size, empty ones, lines over many frames, skippable frames in between."""
    if not reads_zstd(tool):
        return
    draw = random.Random(3)
    content = lines(60000) + b'{"Response":{"Data":"' + b"x" * 9000 + b'","RequestId":"e"}}\n' + lines(60000, 5)
    cuts = sorted(draw.choices(range(len(content)), k=30)) + [len(content)]
    parts = [content[begin:end] for begin, end in zip([0, *cuts], cuts)]
    skippable = b"\x52\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"12345"
    for encoded in (seekable(*parts), sized(*parts), skippable.join(sized(part) for part in parts)):
        tool.file("a.zst", encoded)
        for size in (500, len(encoded) // 2, len(encoded)):
            same_as_one_run(tool, size, "a.zst")
    ranges = plan(tool, 500, "a.zst")
    check(len(ranges) > 5, f"{len(ranges)} ranges")
    # Without sizes, the file is not divided.
    tool.file("a.zst", b"".join(zstd(part) for part in parts))
    equal(len(same_as_one_run(tool, 500, "a.zst")), 1, "without sizes")
    tool.file("a.zst", sized(*parts)[:-9])
    equal(len(plan(tool, 500, "a.zst")), 1, "truncated")


@case
def plan_of_frames_that_lie(tool):
    """A seek table with wrong sizes is found out by those who decode."""
    if not reads_zstd(tool):
        return
    content = lines(20000)
    whole = seekable(content[:9000], content[9000:])
    lie = struct.pack("<I", 9000)
    check(whole.count(lie) == 1, "one size")
    tool.file("a.zst", whole.replace(lie, struct.pack("<I", 8999)))
    equal(len(plan(tool, 1, "a.zst")), 2, "shards")
    contains(shard(tool, 0).expect(2).err.decode(),
             "a.zst: the frames before byte ", "message")
    contains(shard(tool, 0).expect(2).err.decode(), "than its seek table says", "message")
    for change in (-5, -9, -17):  # the flags, the number of frames, a size
        bad = bytearray(whole)
        bad[change] ^= 0x40
        tool.file("a.zst", bytes(bad))
        equal(len(plan(tool, 1, "a.zst")), 1, f"byte {change}")


@case
def plan_refused(tool):
    tool.file("a", SUCCESS)
    os.mkfifo(tool.folder / "pipe")
    (tool.folder / "folder").mkdir()
    for words, message in (
            (["a", "a"], "a: is given more than once; name it once"),
            (["pipe"], "pipe: is not a regular file; a plan is of files"),
            (["-"], "-: No such file or directory; check the name"),
            (["missing"], "missing: No such file or directory; check the name"),
            (["folder"], "folder: is not a regular file; a plan is of files"),
            (["-r", "folder"], "check: there is no input; check the folders, --include and --files0-from")):
        equal(plan(tool, "1k", *words, status=2), f"tcenvelope: {message}\n", f"{words}")
        check(not (tool.folder / "plan").exists(), "a plan was written")
    with open(bytes(tool.folder) + b"/\xff", "wb") as file:
        file.write(SUCCESS)
    contains(plan(tool, "1k", "-r", ".", status=2), "is not UTF-8, as names in a plan are", "name")
    tool.run("plan", "a").expect(2, "tcenvelope: plan: no output; give the name of the plan with -o FILE\n")
    with open(tool.folder / "huge", "wb") as file:
        file.truncate(1 << 40)
    equal(plan(tool, 1000, "huge", status=2),
          "tcenvelope: huge: makes more than 10000000 shards; give a larger --size\n", "shards")
    for value in ("0", "x", "-1", ""):
        tool.run("plan", f"--size={value}", "-o", "p", "a").expect(2)


@case
def plan_refuses_damage(tool):
    """Every cut of a plan, and every change of what it says."""
    tool.file("a", lines(3000))
    plan(tool, 1000, "a")
    content = (tool.folder / "plan").read_bytes()
    first, second = content.splitlines(keepends=True)[1:3]
    bad = [content[:cut] for cut in range(0, len(content) - 1, 7)]
    bad += [content.replace(first, b""), content.replace(first, first * 2),
            content.replace(first + second, second + first), content + first, content.replace(b'"end":', b'"end":9'),
            content.replace(b'"none"', b'"gzip"'), content.replace(b'"shard":1', b'"shard":2'),
            content.replace(b'"shards":', b'"shards":1'), content.replace(b'"begin":0', b'"begin":9999'),
            content.replace(tool.run("--version").expect(0, "").out.split()[1], b"0.0.1"), b"\0" * 40000, content.replace(b'"a"', b'"a\\u0000"'),
            content.replace(b'"a"', b'"a\xff"'), content[:-1], content + b"\0", content.replace(b"}\n", b"}\0\n")]
    for each in bad:
        check(each != content, "nothing was changed")
        tool.file("plan", each)
        err = shard(tool, 0).expect(2).err.decode()
        check(any(part in err for part in ("is damaged; plan again", "is not a plan", "is empty",
                                           "another version")), err)
    check(not (tool.folder / "out").exists(), "a shard was written")


@case
def shard_options(tool):
    tool.file("a", SUCCESS)
    plan(tool, "1k", "a")
    three = ["--shard=0", "--plan=plan", "--out=out"]
    for i in range(3):
        tool.check(*three[:i], *three[i + 1:]).expect(
            2, "tcenvelope: --shard: needs --plan and --out, and they need it; give all three\n")
    for words in (["a"], ["-r"], ["--framing=ndjson"], ["--records"], ["--files0-from=a"], ["--range=0:9", "a"]):
        contains(tool.check(*three, *words).expect(2).err.decode(),
                 "says which inputs are validated" if "--range=0:9" not in words else "--", f"{words}")
    contains(tool.check(*three, "--fail-fast").expect(2).err.decode(), "is validated to its end", "fail fast")
    tool.check("--shard=1", *three[1:]).expect(2, "tcenvelope: plan: has no shard 1; its shards are 0 to 0\n")
    tool.check("--shard=x", *three[1:]).expect(2)
    for words, message in ((["--plan=p"], "--plan: needs --out; give both"),
                           (["--out=p"], "--out: needs --plan; give both"),
                           (["--plan=p", "--out=o", "s"], "--plan: says which summaries are merged"),
                           (["--reports", "s"], "--reports: needs all shards of a plan"),
                           (["--reports", "--partial", "--plan=p", "--out=o"], "--reports: needs all")):
        contains(tool.run("merge", *words).expect(2).err.decode(), message, f"{words}")


@case
def shard_of_a_file_that_has_changed(tool):
    """Its size or its time; before it is read, and while it is."""
    for change in (lambda path: path.write_bytes(SUCCESS * 2), lambda path: os.utime(path, (1, 1)),
                   lambda path: path.write_bytes(INVALID + SUCCESS[len(INVALID):])):
        tool.file("a", SUCCESS)
        plan(tool, "1k", "a")
        change(tool.folder / "a")
        shard(tool, 0).expect(2, "tcenvelope: a: has changed since plan was written; plan again\n")
    (tool.folder / "a").unlink()
    shard(tool, 0).expect(2, "tcenvelope: a: No such file or directory; check the name\n")
    check(not (tool.folder / "out").exists(), "a shard was written")
    tool.file("a", lines(3 << 20))
    plan(tool, "1g", "a")
    with stopped(tool, 0) as process:
        os.utime(tool.folder / "a", (1, 1))
        process.send_signal(signal.SIGCONT)
        process.wait(GUARD)
        equal(process.returncode, 2, "status")
    equal(list((tool.folder / "out").iterdir()), [], "shards")


def stopped(tool, number):
    """A process in the middle of the shard."""
    words = ["check", "-q", "--report=json", "--exit-zero", f"--shard={number}", "--plan=plan", "--out=out"]
    before = {str(path) for path in (tool.folder / "out").glob(".shard-*")}
    process = tool.start(*words, "--chunk=1", "--engine=yajl", "--jobs=1", stderr=subprocess.DEVNULL)
    while process.poll() is None:
        for path in (tool.folder / "out").glob(".shard-*/reports.*"):
            if str(path.parent) not in before and path.stat().st_size > 0:
                process.send_signal(signal.SIGSTOP)
                return process
    return process


@case
def shard_of_two_attempts_at_once(tool):
    """One stays, the other one leaves no trace; both end well."""
    tool.file("a", lines(3 << 20))
    plan(tool, "1g", "a")
    with stopped(tool, 0) as first, stopped(tool, 0) as second:
        shard(tool, 0, "--report=json").expect(0, "")
        kept = (tool.folder / "out/shard-000000/summary.json").read_bytes()
        for process in (first, second):
            process.send_signal(signal.SIGCONT)
            process.wait(GUARD)
            equal(process.returncode, 0, "status")
    equal((tool.folder / "out/shard-000000/summary.json").read_bytes(), kept, "the first one finished stays")
    equal([path.name for path in (tool.folder / "out").iterdir()], ["shard-000000"], "what is left")
    many = [tool.start("check", "-q", "--report=json", "--exit-zero", "--shard=0", "--plan=plan", "--out=many")
            for _ in range(6)]
    for process in many:
        with process:
            equal(process.wait(GUARD), 0, "status")
    equal([path.name for path in (tool.folder / "many").iterdir()], ["shard-000000"], "of many")
    equal(merge(tool, "--reports", out="many").out, tool.json("a").out, "reports")


@case
def shard_that_is_killed(tool):
    """It leaves no shard, and what it leaves is in nobody's way."""
    tool.file("a", lines(3 << 20))
    plan(tool, "1g", "a")
    with stopped(tool, 0) as process:
        process.kill()
    names = [path.name for path in (tool.folder / "out").iterdir()]
    check(len(names) == 1 and names[0].startswith(".shard-000000."), f"{names}")
    contains(merge(tool).expect(2).err.decode(), "out/shard-000000: is missing; run 'tcenvelope check' with "
             "--shard=0, or give --partial", "merge")
    shard(tool, 0, "--report=json").expect(0, "")
    equal(merge(tool, "--reports").out, tool.json("a").out, "reports")


@case
def shard_that_is_finished(tool):
    """It is skipped, with the status of its run; with other options it is refused."""
    tool.file("a", INVALID)
    plan(tool, "1k", "a")
    words = ["--shard=0", "--plan=plan", "--out=out"]
    tool.check(*words).expect(1, "")
    before = os.stat(tool.folder / "out/shard-000000").st_mtime_ns
    tool.check(*words).expect(1, "")
    tool.check("--exit-zero", *words).expect(0, "")
    tool.run("check", *words).expect(1, "tcenvelope: out/shard-000000: is finished; nothing to do\n")
    equal(os.stat(tool.folder / "out/shard-000000").st_mtime_ns, before, "it was written again")
    for more in ("--report=json", "--only=invalid", "--max-depth=9", "--max-bytes=9", "--color=always"):
        contains(tool.check(more, *words).expect(2).err.decode(), "give the same options, or another --out", more)
    tool.file("a", SUCCESS)
    plan(tool, "1k", "a")
    contains(tool.check(*words).expect(2).err.decode(), "was made with another plan", "plan")
    contains(merge(tool).expect(2).err.decode(), "was made with another plan", "merge")


@case
def shard_with_an_input_that_cannot_be_read(tool):
    """What precedes the damage is reported, as by one run; the shard is tried again each time."""
    if "gzip" not in dict(decoders(tool)):
        return
    whole = gzip.compress(lines(1 << 20))
    tool.file("a.gz", whole[:-100])
    tool.file("b", SUCCESS)
    plan(tool, "1g", "a.gz", "b")
    for _ in range(2):
        contains(shard(tool, 0, "--report=json").expect(2).err.decode(), "a.gz: the gzip data is truncated", "message")
    found = merge(tool, "--reports", "--summary=json:merged").expect(2)
    one = tool.json("--summary=json:one", "a.gz", "b").expect(2)
    check(found.out == one.out, "the reports differ")
    equal(untimed((tool.folder / "merged").read_bytes()), untimed((tool.folder / "one").read_bytes()), "summary")
    equal([path.name for path in (tool.folder / "out").iterdir()], ["shard-000000"], "what is left")


@case
def shard_without_space(tool):
    """A write that fails leaves no shard."""
    tool.file("a", lines(1 << 20))
    plan(tool, "1g", "a")
    run = subprocess.run(["sh", "-c", 'trap "" XFSZ; ulimit -f 20; exec "$@"', "-", tool.program, "check", "-q",
                          "--report=json", "--shard=0", "--plan=plan", "--out=out"], cwd=tool.folder,
                         env=tool.environment(), stderr=subprocess.PIPE, timeout=GUARD, check=False)
    equal(run.returncode, 2, "status")
    contains(run.stderr.decode(), "reports.ndjson: File too large", "message")
    equal(list((tool.folder / "out").iterdir()), [], "what is left")
    tool.file("out2", b"")
    contains(shard(tool, 0, out="out2").expect(2).err.decode(), "out2: ", "a file as folder")


@case
def merge_of_shards_in_any_order(tool):
    """Associative and commutative: by hand, in groups, it is the same."""
    tool.file("a", lines(20000))
    equal(len(plan(tool, 3000, "a")), 7, "shards")
    for number in range(7):
        shard(tool, number)
    wanted = merge(tool, "--summary=json").out
    names = [f"out/shard-{number:06}/summary.json" for number in range(7)]
    draw = random.Random(4)
    for _ in range(5):
        draw.shuffle(names)
        for i, group in enumerate((names[:3], names[3:])):
            tool.run("merge", "--partial", "--exit-zero", f"--summary=json:g{i}", *group).expect(0, "")
        equal(tool.run("merge", "--summary=json", "g1", "g0").out, wanted, "in two groups")
        equal(tool.run("merge", "--summary=json", *names).out, wanted, "in another order")
    tool.run("merge", *names[1:]).expect(2)


@case
def merge_of_shards_that_differ(tool):
    """Other options, missing and damaged files: the message names the shard."""
    tool.file("a", LINE * 30)
    parts = plan(tool, 20000, "a")
    shard(tool, 0).expect(0)
    shard(tool, 1, "--max-depth=9").expect(0)
    contains(merge(tool).expect(2).err.decode(), "out/shard-000001: was made with '--report=text --max-depth=9",
             "options")
    shards = parts[-1]["shard"] + 1
    for number in range(shards):
        shard(tool, number, "--report=none", out="none").expect(0)
    contains(merge(tool, "--reports", out="none").expect(2).err.decode(), "the shards have none", "no reports")
    for number in range(shards - 1):
        shard(tool, number, out="part").expect(0)
    contains(merge(tool, out="part").expect(2).err.decode(), f"part/shard-{shards - 1:06}: is missing", "missing")
    merge(tool, "--partial", "--exit-zero", out="part").expect(0, "")
    shard(tool, shards - 1, out="part").expect(0)
    for name in ("reports.txt", "summary.json", "made.json"):
        path = tool.folder / "part/shard-000001" / name
        content = path.read_bytes()
        check(len(content) > 9, name)
        for bad in (content[:-5], b"x" * 100, b"x:1: \n"):
            path.write_bytes(bad)
            contains(merge(tool, "--reports", "--exit-zero", out="part").expect(2).err.decode(),
                     f"part/shard-000001/{name}: is ", f"{name} {bad!r}")
        path.unlink()
        contains(merge(tool, "--reports", "--exit-zero", out="part").expect(2).err.decode(), name, "missing")
        path.write_bytes(content)
    merge(tool, "--reports", "--exit-zero", out="part").expect(0)
