"""Inputs found in folders and read from lists."""
import os

from support import FAILURE, INVALID, SUCCESS, case, check, equal


def tree(tool):
    """Files in the order of their names, which is not that of their creation."""
    for name in ("f/z.json", "f/b/2.json", "f/a.ndjson", "f/b/10.json", "f/c.txt"):
        (tool.folder / name).parent.mkdir(parents=True, exist_ok=True)
        tool.file(name, SUCCESS)
    return ["f/a.ndjson", "f/b/10.json", "f/b/2.json", "f/c.txt", "f/z.json"]


def sources(run):
    return [r["source"] for r in run.reports()]


@case
def folder_recursive(tool):
    names = tree(tool)
    tool.file("x", FAILURE)
    equal(sources(tool.json("-r", "f").expect(0, "")), names, "sorted by name")
    equal(sources(tool.json("-r", "x", "f", "f/b").expect(0, "")), ["x", *names, *names[1:3]],
          "between files")


@case
def folder_include(tool):
    names = tree(tool)
    tool.file("x", FAILURE)
    run = tool.json("-r", "--include=*.json", "f", "x").expect(0, "")
    equal(sources(run), [n for n in names if n.endswith(".json")] + ["x"], "one pattern")
    run = tool.json("-r", "--include=?.ndjson", "--include", "[0-9]*", "f").expect(0, "")
    equal(sources(run), names[:3], "two patterns")
    tool.check("--include=*.json", "x").expect(
        2, "tcenvelope: --include: selects the files of folders; give -r too\n")


@case
def folder_of_nothing(tool):
    """An empty set of inputs is an error: nothing was validated."""
    (tool.folder / "d").mkdir()
    tree(tool)
    tool.file("list", b"")
    message = "tcenvelope: check: there is no input; check the folders, --include and --files0-from\n"
    for words in (["-r", "d"], ["-r", "--include=*.xml", "f"], ["--files0-from=list"]):
        tool.check(*words).expect(2, message)
    tool.check("--exit-zero", "-r", "d").expect(2, message)


@case
def folder_unreadable(tool):
    """The others are validated; the status says that the work is not complete."""
    names = tree(tool)
    tool.check("-r", "f", "missing").expect(
        2, "tcenvelope: missing: No such file or directory; check the name\n")
    os.chmod(tool.folder / "f/b", 0)
    try:
        if os.access(tool.folder / "f/b", os.R_OK):
            return  # root reads everything
        run = tool.json("-r", "f").expect(
            2, "tcenvelope: f/b: Permission denied; check its permissions\n")
        equal(sources(run), [n for n in names if "/b/" not in n], "the others")
    finally:
        os.chmod(tool.folder / "f/b", 0o700)


@case
def folder_links(tool):
    """Links in a folder are not followed, so a loop does no harm. A named link is."""
    names = tree(tool)
    (tool.folder / "f/loop").symlink_to("..")
    (tool.folder / "f/again").symlink_to("a.ndjson")
    (tool.folder / "g").symlink_to("f")
    os.mkfifo(tool.folder / "f/pipe")
    equal(sources(tool.json("-r", "f").expect(0, "")), names, "no link and no pipe")
    equal(sources(tool.json("-r", "g").expect(0, "")), [n.replace("f/", "g/", 1) for n in names],
          "a link to a folder")


@case
def folder_strange_names(tool):
    (tool.folder / "d").mkdir()
    names = ["d/\n", "d/ ", "d/-q", "d/\u96e8"]
    for name in names:
        tool.file(name, SUCCESS)
    equal(sources(tool.json("-r", "d").expect(0, "")), names, "sources")
    lines = tool.check("-r", "d").expect(0, "").out.splitlines()
    equal(len(lines), len(names), "a line for each in the text format")


@case
def folder_list_of_names(tool):
    names = tree(tool)
    for end in (b"", b"\0"):
        content = b"\0".join(n.encode() for n in names) + end
        tool.file("list", content)
        equal(sources(tool.json("--files0-from=list").expect(0, "")), names, "a file")
        equal(sources(tool.json("--files0-from=-", stdin=content).expect(0, "")), names, "a pipe")
    tool.file("x\ny", INVALID)
    run = tool.json("--files0-from=-", "-r", "f/b", stdin=b"x\ny\0f/b").expect(1, "")
    equal(sources(run), ["x\ny", *names[1:3], *names[1:3]], "with folders and operands")


@case
def folder_list_refused(tool):
    tool.file("a", SUCCESS)
    run = tool.json("--files0-from=-", stdin=b"a\0\0a\0").expect(
        2, "tcenvelope: -: name 2 is empty; end each name with one NUL byte\n")
    equal(sources(run), ["a", "a"], "the others")
    tool.check("--files0-from=-", stdin=b"a\0-\0").expect(
        2, "tcenvelope: -: name 2 is standard input, which holds the list; leave it out\n")
    run = tool.check("--files0-from=missing", "a").expect(
        2, "tcenvelope: missing: No such file or directory; check the name\n")
    check(run.out.startswith(b"a:0: success"), "the operand is validated")
