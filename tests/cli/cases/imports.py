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
MEANINGS = {"Zero.One": "the first"}
CODES = ["After.Comment", "AuthFailure.Three", "Before.Comment", "Five", "Four", "Six", "Two",
         "Zero.One"]


def source(tool, path, content):
    place = tool.folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def constants(*codes):
    lines = "".join(f'\tX{i} = "{code}"\n' for i, code in enumerate(codes))
    return f"package x\n\nconst (\n{lines})\n".encode()


def list_of(codes, meanings):
    said = {code: f"\t\t{meaning}" for code, meaning in meanings.items()}
    return "".join(f"abc\t20200101\t{code}{said.get(code, '')}\n" for code in codes)


@case
def import_source(tool):
    for ending in (b"\n", b"\r\n"):
        source(tool, "sdk/abc/v20200101/errors.go", SOURCE.replace(b"\n", ending))
        run = tool.run("codes", "import", "sdk").expect(0, "")
        equal(run.out.decode(), list_of(CODES, MEANINGS), "list")


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


def import_block(tool, block, status=0, err=""):
    """The meanings of the block's codes."""
    source(tool, "sdk/abc/v20200101/errors.go", b"package x\n\nconst (\n" + block + b")\n")
    out = tool.run("codes", "import", "sdk").expect(status, err).out.decode()
    fields = [line.split("\t") for line in out.splitlines()]
    return {f[2]: f[4] if len(f) > 3 else None for f in fields}


@case
def import_meanings(tool):
    """Comments directly above a constant, and no others."""
    block = (b"\t// a heading\n\n"
             b"\t// one line\n\tA = \"A\"\n"
             b"\t//two\n  //\t lines  of \t text \n\t//\n\t//// more\n\tB = \"B\" // not this\n"
             b"\tC = \"C\"\n"
             b"\t// above a blank line\n\n\tD = \"D\"\n"
             b"\t// of two\n\tE = \"E\"; F = \"F\"\n"
             b"\t// of no code\n\tNUMBER = 5\n\tG = \"G\"\n"
             b"\t/* not this */\n\tH = \"H\"\n"
             b"\tX = 1 // after\n\t// \xe9\x85\x8d\xe9\xa2\x9d `x` \"y\"\n\tI = \"I\"\n"
             b"\t//\n\tJ = \"J\"\n")
    wanted = {"A": "one line", "B": "two lines of text // more", "C": None, "D": None,
              "E": "of two", "F": None, "G": None, "H": None, "I": '\u914d\u989d `x` "y"', "J": None}
    equal(import_block(tool, block), wanted, "meanings")
    equal(import_block(tool, block.replace(b"\n", b"\r\n")), wanted, "meanings")
    source(tool, "sdk/abc/v20200101/errors.go", b"// the block's\nconst ( A = \"A\"\n)\n")
    equal(tool.run("codes", "import", "sdk").expect(0, "").out, b"abc\t20200101\tA\n", "of a block")


@case
def import_meanings_without_control_characters(tool):
    block = b"\t// a\x08b\x1b[1mc\x00\xc2\x85d\x0ce\x7f\n\tA = \"A\"\n"
    equal(import_block(tool, block), {"A": "ab[1mcde"}, "meaning")


@case
def import_long_meanings(tool):
    """Cut between characters to 512 bytes; a megabyte too."""
    for text, wanted in (("m" * 512, "m" * 512), ("m" * 513, "m" * 512),
                         ("m" * 511 + "\u914d", "m" * 511), ("m" * 509 + "\u914d", "m" * 509 + "\u914d"),
                         ("m" * 511 + " n", "m" * 511), ("m " * 500000, "m " * 255 + "m"),
                         ("\u914d" * 400000, "\u914d" * 170),
                         ("\n// ".join(["line"] * 200000), " ".join(["line"] * 102) + " l" + "i")):
        block = f"\t// {text}\n\tA = \"A\"\n".encode()
        equal(import_block(tool, block), {"A": wanted}, text[:20])
    tool.run("codes", "import", "sdk", "-o", "list").expect(0, "")
    tool.run("codes", "compile", "list", "-o", "image", "--quiet").expect(0, "")


@case
def import_meanings_that_are_not_utf8(tool):
    """The code is imported without its meaning."""
    block = b"\t// good\n\tA = \"A\"\n\t// b\xffd\n\tB = \"B\"\n"
    err = ("tcenvelope: sdk/abc/v20200101/errors.go: line 7: the comment is not UTF-8; the code has no "
           "meaning\n")
    equal(import_block(tool, block, status=2, err=err), {"A": "good", "B": None}, "meanings")


@case
def import_of_repeated_codes(tool):
    """The first meaning is used, and each code is listed once, so that the list compiles."""
    block = (b"\tA1 = \"A\"\n\t// z first\n\tA2 = \"A\"\n\t// a second\n\tA3 = \"A\"\n"
             b"\tB1 = \"B\"\n\tB2 = \"B\"\n")
    equal(import_block(tool, block), {"A": "z first", "B": None}, "meanings")


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
