"""Lists of error codes from Go source."""
import os

from support import case, check, contains, equal

SOURCE = b"""// A comment: NOT = "Commented.Out"
package v20200101

/* another one
const (
    NEITHER = "Commented.Out.Too"
)
*/

const ALONE = "Not.In.A.Block"

const (
\t// the first
\tFIRST = "Zero.One"
\tSECOND="Two" // after it = "Not.This"
   THIRD   =   "AuthFailure.Three" ; FOURTH = "Four"
\tTYPED string = "Not.This.Either"
\tNUMBER = 5
\tRAW = `Nor.This`
\tCALLED = f("Nor")
\tSUM = "a" + "b"
\tTWICE /* here too */ = "Two"
\tBEFORE = "Before.Comment" /* which ends the line
*/\tAFTER = "After.Comment" /* over
two lines */
\tNO /* more
here */ = "Not.One.Statement"
\tRUNE = '"'
\tOPEN = "Not.Closed
)

var NOT_CONSTANT = "Nor.This"
var (
\tNOR = "Nor.This"
)

const (
\tFIFTH = "Five" )
const ( SIXTH = "Six"
)
"""
CODES = ["After.Comment", "AuthFailure.Three", "Before.Comment", "Five", "Four", "Six", "Two",
         "Zero.One"]


def source(tool, path, content):
    place = tool.folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def constants(*codes):
    lines = "".join(f'\tX{i} = "{code}"\n' for i, code in enumerate(codes))
    return f"package x\n\nconst (\n{lines})\n".encode()


@case
def import_source(tool):
    for ending in (b"\n", b"\r\n"):
        source(tool, "sdk/abc/v20200101/errors.go", SOURCE.replace(b"\n", ending))
        run = tool.run("codes", "import", "sdk").expect(0, "")
        equal(run.out.decode(), "".join(f"abc\t20200101\t{code}\n" for code in CODES), "list")


@case
def import_tree(tool):
    source(tool, "sdk/b/v20200101/errors.go", constants("B.B", "B.A", "B.B"))
    source(tool, "sdk/a/v20210101/errors.go", constants("A"))
    source(tool, "sdk/a/v20200101/errors.go", constants("A", "B.A"))
    for skipped in ("sdk/errors.go", "sdk/a/errors.go", "sdk/a/v20200101/client.go",
                        "sdk/a/v2020010/errors.go", "sdk/a/v202001011/errors.go",
                        "sdk/a/20200101/errors.go", "sdk/a/v2020010x/errors.go",
                        "sdk/a/v20200101/more/errors.go", "sdk/.git/v20200101/errors.go",
                        "sdk/c d/v20200101/errors.go", "sdk/x/a/v20200101/errors.go"):
        source(tool, skipped, constants("Not.This"))
    (tool.folder / "sdk/e/v20200101/errors.go").mkdir(parents=True)
    wanted = (b"a\t20200101\tA\na\t20200101\tB.A\na\t20210101\tA\n"
              b"b\t20200101\tB.A\nb\t20200101\tB.B\n")
    for folder in ("sdk", "sdk/", str(tool.folder / "sdk")):
        equal(tool.run("codes", "import", folder).expect(0, "").out, wanted, folder)
    equal(tool.run("codes", "import", "sdk", "-o", "-").expect(0, "").out, wanted, "-")
    equal(tool.run("codes", "import", "sdk", "-o", "list").expect(0, "").out, b"", "output")
    equal((tool.folder / "list").read_bytes(), wanted, "file")
    tool.run("codes", "compile", "list", "-o", "image", "--quiet").expect(0, "")
    tool.run("codes", "lookup", "--codes=image", "A", "B.A", "B.B").expect(0, "")


@case
def import_follows_no_links(tool):
    source(tool, "sdk/a/v20200101/errors.go", constants("A"))
    source(tool, "other/v20200101/errors.go", constants("Not.This"))
    os.symlink("../other", tool.folder / "sdk/b")
    os.symlink("../../other/v20200101", tool.folder / "sdk/a/v20210101")
    (tool.folder / "sdk/a/v20220101").mkdir()
    os.symlink("../../../other/v20200101/errors.go", tool.folder / "sdk/a/v20220101/errors.go")
    os.symlink("sdk", tool.folder / "link")
    for folder in ("sdk", "link"):
        equal(tool.run("codes", "import", folder).expect(0, "").out, b"a\t20200101\tA\n", folder)


@case
def import_waits_for_no_pipe(tool):
    source(tool, "sdk/a/v20200101/errors.go", constants("A"))
    (tool.folder / "sdk/b/v20200101").mkdir(parents=True)
    os.mkfifo(tool.folder / "sdk/b/v20200101/errors.go")
    os.mkfifo(tool.folder / "sdk/pipe")
    equal(tool.run("codes", "import", "sdk").expect(0, "").out, b"a\t20200101\tA\n", "list")


@case
def import_strange_codes(tool):
    """Each is skipped with a message; the others are imported."""
    source(tool, "sdk/a/v20200101/errors.go",
           constants("Good", "two words", "", "x" * 129, "esc\\\\ape", "Better"))
    run = tool.run("codes", "import", "sdk").expect(2)
    equal(run.out, b"a\t20200101\tBetter\na\t20200101\tGood\n", "list")
    name = "tcenvelope: sdk/a/v20200101/errors.go: line"
    equal(run.err.decode(), "".join(f"{name} {line}: the code {problem}; skipped\n"
                                    for line, problem in (
                                        (5, "contains a space or control character"),
                                        (6, "is empty"), (7, "is longer than 128 bytes"),
                                        (8, "contains an escape"))), "messages")


@case
def import_service_like_a_comment(tool):
    """A line that begins with '#' would be a comment in the list."""
    source(tool, "sdk/#a/v20200101/errors.go", constants("Lost"))
    source(tool, "sdk/b/v20200101/errors.go", constants("Imported"))
    (tool.folder / "sdk/#no-service").mkdir()
    run = tool.run("codes", "import", "sdk").expect(
        2, "tcenvelope: sdk/#a/v20200101/errors.go: the service's name begins with '#', which "
        "starts a comment in lists; rename its folder\n")
    equal(run.out, b"b\t20200101\tImported\n", "list")


@case
def import_of_nothing_leaves_the_list(tool):
    """An import that finds nothing does not replace it."""
    source(tool, "sdk/a/v20200101/errors.go", constants())
    tool.file("list", b"Earlier\n")
    (tool.folder / "link").symlink_to("list")
    for output in ("list", "link"):
        tool.run("codes", "import", "sdk", "-o", output).expect(
            2, f"tcenvelope: {output}: was not changed: no code was found in sdk; check the "
            "folder\n")
        equal((tool.folder / "list").read_bytes(), b"Earlier\n", "list")
    for words in ([], ["-o", "-"], ["-o", "fresh"]):
        equal(tool.run("codes", "import", "sdk", *words).expect(0, "").out, b"", str(words))
    equal((tool.folder / "fresh").read_bytes(), b"", "a list without codes")


@case
def import_never_overwrites_a_source(tool):
    source(tool, "sdk/a/v20200101/errors.go", constants("A"))
    source(tool, "sdk/b/v20200101/errors.go", constants("B"))
    name = "sdk/b/v20200101/errors.go"
    os.link(tool.folder / name, tool.folder / "hard")
    for output in (name, "hard"):
        tool.run("codes", "import", "sdk", "-o", output).expect(
            2, f"tcenvelope: {name}: would be overwritten by the list; give another name with -o\n")
        equal((tool.folder / name).read_bytes(), constants("B"), "source")


@case
def import_truncated_sources(tool):
    """A truncated source yields no code that the full source does not have."""
    for cut in range(0, len(SOURCE), 5):
        source(tool, "sdk/a/v20200101/errors.go", SOURCE[:cut])
        found = tool.run("codes", "import", "sdk").expect(0, "").out.decode().splitlines()
        check({line.split("\t")[2] for line in found} <= set(CODES), f"cut at {cut}: {found}")


@case
def import_refused(tool):
    (tool.folder / "empty/a/v20200101").mkdir(parents=True)
    tool.file("file", b"")
    for words, message in (
            ([], "codes import: no folder; give the one that contains the services"),
            (["a", "b"], "b: unexpected argument; give one folder"),
            (["missing"], "missing: No such file or directory; check the name"),
            (["file"], "file: Not a directory; check the name"),
            (["empty"], "empty: contains no SERVICE/vYYYYMMDD/errors.go; "
             "give the folder that contains the services"),
            (["empty/a"], "empty/a: contains no SERVICE/vYYYYMMDD/errors.go; "
             "give the folder that contains the services"),
            (["empty", "--quiet"],
             "--quiet: is not an option of codes import; try 'tcenvelope --help'")):
        run = tool.run("codes", "import", *words).expect(2, f"tcenvelope: {message}\n")
        equal(run.out, b"", "output")


@case
def import_output_refused(tool):
    source(tool, "sdk/a/v20200101/errors.go", constants("A"))
    tool.run("codes", "import", "sdk", "-o", "no/list").expect(
        2, "tcenvelope: no/list: No such file or directory; check the name\n")
    with open("/dev/full", "wb") as full:
        run = tool.run("codes", "import", "sdk", stdout=full).expect(2)
    contains(run.err, b"standard output: No space left on device", "message")
