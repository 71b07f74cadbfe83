"""The HTML summary."""
import html.parser
import json
import re

from support import EXAMPLES, FAILURE, INVALID, SUCCESS, case, check, contains, equal

EVIL = '<script>alert(1)</script>&"\''
LOADS = {"script", "link", "img", "iframe", "object", "embed", "base", "form", "a", "audio", "video"}


class Page(html.parser.HTMLParser):
    """The tags with their attributes, the figures of <data>, and the rows of tables as text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.figures, self.rows, self.open = [], [], [], [], []
        self.feed(text)
        self.close()
        equal(self.open, [], "elements that are not closed")

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in ("meta", "rect"):
            self.open.append(tag)
        if tag == "data":
            self.figures.append(int(dict(attributes)["value"]))
        if tag == "tr":
            self.rows.append("")

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_endtag(self, tag):
        equal(self.open.pop(), tag, "the element that is closed")

    def handle_data(self, data):
        if self.rows:
            self.rows[-1] += data + "|"


def page_of(tool, *words, status=1, command="check"):
    """The page and the JSON summary of one run."""
    quiet = ["-q", "--report=none"] if command == "check" else []
    run = tool.run(command, *quiet, "--summary=html:page.html", "--summary=json:s.json", *words)
    equal(run.status, status, f"status ({run.err!r})")
    text = (tool.folder / "page.html").read_text(encoding="utf-8")
    return text, Page(text), json.loads((tool.folder / "s.json").read_bytes())


def is_self_contained(text, page):
    equal(sorted(set(page.tags) & LOADS), [], "elements that load or run something")
    equal([a for a in page.attributes if a[0].startswith("on") or a[0] in ("src", "href", "style")],
          [], "attributes that load or run something")
    contains(text, "content=\"default-src 'none'; style-src 'unsafe-inline'\"", "policy")
    check(not re.search(r"https?:|url\(|@import", text), "an address")


def row_of(page, name):
    found = [row for row in page.rows if row.startswith(name + "|")]
    equal(len(found), 1, f"rows of {name}")
    return found[0].replace(",", "")


@case
def page_has_the_figures_of_the_json_summary(tool):
    text, page, summary = page_of(tool, "-r", str(EXAMPLES), status=1)
    is_self_contained(text, page)
    check(summary["documents"] > 10 and len(summary["violations"]) > 3, "samples")
    for count in (summary["documents"], len(summary["inputs"]), *summary["verdicts"].values()):
        check(count in page.figures, f"{count} is missing")
    for name, count in summary["violations"].items():
        contains(row_of(page, name), f"|{count}|", name)
    for code in summary["codes"]:
        contains(row_of(page, code["code"]), f"|{code['count']}|", code["code"])
        contains(row_of(page, code["code"]), code["class"], code["code"])
    for row in summary["inputs"]:
        if row["invalid"] > 0:
            contains(row_of(page, row["name"]), f"|{row['documents']}|{row['invalid']}|", row["name"])
    sizes = [row for row in page.rows if re.match(r"\d+ (B|KiB)\|", row)]
    equal(sum(int(row.split("|")[1].replace(",", "")) for row in sizes), summary["documents"], "sizes")


@case
def page_is_the_same_for_merged_summaries(tool):
    tool.file("a", SUCCESS + b"\n" + INVALID + b"\n")
    tool.file("b", FAILURE * 3)
    for name in "ab":
        tool.check("--report=none", f"--summary=json:{name}.json", name)
    whole, _, _ = page_of(tool, "a", "b")
    merged, _, _ = page_of(tool, "b.json", "a.json", command="merge")

    def without_time(text):
        return re.sub(r" in [0-9.]+ s( \([^)]*\))?", "", text)
    equal(without_time(merged), without_time(whole), "the page")


@case
def page_escapes_everything(tool):
    """Names of inputs, codes and names that are not text; nothing of them is an element."""
    name = EVIL.replace("/", "") + "\n\u202e"
    code = EVIL.replace('"', "'")
    response = json.dumps({"Response": {"Error": {"Code": code, "Message": "m"}, "RequestId": "a"}})
    (tool.folder / name).write_bytes(response.encode() + b"\n" + INVALID + b"\n")
    (tool.folder / b"\xff\xfe<b>".decode("utf-8", "surrogateescape")).write_bytes(INVALID)
    text, page, summary = page_of(tool, "-r", ".")
    is_self_contained(text, page)
    equal([c["code"] for c in summary["codes"]], [code], "the code")
    check(any(row.startswith(code + "|") for row in page.rows), "the code in the page")
    check(any(row.startswith("./" + EVIL.replace("/", "") + "\\n\\u202e|") for row in page.rows), "the name")
    check(any(row.startswith("./\\xff\\xfe<b>|") for row in page.rows), "the name that is not UTF-8")
    check("\u202e" not in text, "a character that changes the direction")


@case
def page_of_much(tool):
    """The first ones of many codes and inputs, and the sum of the others."""
    for i in range(30):
        code = FAILURE.replace(b"InternalError", b"Code%d" % i)
        tool.file(f"f{i:02}", (INVALID + b"\n") * (i + 1) + (code + b"\n") * 2)
    _, page, summary = page_of(tool, *(f"f{i:02}" for i in range(30)))
    contains(row_of(page, "f29"), "|32|30|", "the worst")
    contains(page.rows[-1].replace("|", ""), "10 more inputs755573.3 %", "the others")
    contains(row_of(page, "others"), "|30|", "the other codes")
    equal(summary["documents"], 30 * 31 // 2 + 60, "documents")


@case
def page_of_nothing_wrong(tool):
    tool.file("good", SUCCESS)
    _, page, _ = page_of(tool, "good", status=0)
    text = (tool.folder / "page.html").read_text()
    for sentence in ("Every document is valid.", "No document has an error code.",
                     "No input has an invalid document."):
        contains(text, sentence, "page")
    check("Not complete" not in text, "a notice")
    tool.file("empty", b"")
    text, _, _ = page_of(tool, "--framing=ndjson", "empty", status=0)
    contains(text, '<data value="0">0</data>', "no document")


@case
def page_says_what_is_not_complete(tool):
    tool.file("good", SUCCESS)
    text, _, _ = page_of(tool, "good", "missing", status=2)
    contains(text, "<strong>Not complete.</strong>", "notice")
    contains(text, "not read to its end", "row")
    (tool.folder / "page.html").unlink()
    tool.file("list", b"good\0\0")
    text, _, _ = page_of(tool, "--files0-from=list", status=2)
    contains(text, "a folder or list could not be read", "notice without rows")


@case
def page_on_a_stream(tool):
    run = tool.run("check", "--report=none", "--summary=html", stdin=SUCCESS).expect(0)
    Page(run.err.decode())
    equal(tool.check("--report=none", "--summary=html", stdin=SUCCESS).err, b"", "quiet")
