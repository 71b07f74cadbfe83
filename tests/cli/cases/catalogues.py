"""Catalogues of error codes: building and using them."""
import json
import os
import subprocess

from support import EXAMPLES, FAILURE, GUARD, ROOT, case, check, contains, equal

EXPECTED = ("give CODE, or SERVICE, VERSION, CODE and, if known, CLASS and MEANING, separated by "
            "tabs")
CLASSES = "is not one of auth, request, quota, throttle, resource, server, dry_run or other"
LIST = (b"# all kinds of lines\r\n"
        b"\t # a comment after blanks\n"
        b"\n \t \n\r\n"
        b"cvm\t20170312\tOperationDenied\n"
        b"vpc\t20170312\tOperationDenied\r\n"
        b"cvm\t20160101\tOperationDenied\n"
        b"vpc\t20170312\tInternalError\n"
        b"cvm\t20170312\tInvalidParameterValue.ImageNotFound\n"
        b"cvm\tbeta-2\tNew.Code\n"
        b"Bare\n"
        b"Last")  # no newline


def compile_list(tool, content, *words, name="list", image="image"):
    tool.file(name, content)
    return tool.run("codes", "compile", name, "-o", image, *words)


def image_of(tool, content, *words):
    compile_list(tool, content, "--quiet", *words).expect(0, "")
    return (tool.folder / "image").read_bytes()


def lookup(tool, *codes, image="image", status=0):
    run = tool.run("codes", "lookup", f"--codes={image}", "--report=json", *codes)
    run.expect(status, "")
    return [json.loads(line) for line in run.out.splitlines()]


def listed(tool, image="image"):
    run = tool.run("codes", "list", f"--codes={image}", "--report=json").expect(0, "")
    return [json.loads(line) for line in run.out.splitlines()]


def codes_of(tool, image="image"):
    """The codes of the catalogue that are not common."""
    return [e["code"] for e in listed(tool, image) if e["kind"] == "catalogue"]


@case
def compile_summary(tool):
    run = compile_list(tool, LIST)
    size = (tool.folder / "image").stat().st_size
    run.expect(0, f"image: 6 codes, 2 services, {size} bytes\n")
    equal(run.out, b"", "output")
    equal(sorted(p.name for p in tool.folder.iterdir()), ["image", "list"], "nothing is left over")


@case
def compile_of_standard_input(tool):
    wanted = image_of(tool, LIST)
    tool.run("codes", "compile", "-", "--output=two", "--quiet", stdin=LIST).expect(0, "")
    equal((tool.folder / "two").read_bytes(), wanted, "image")


@case
def compile_of_several(tool):
    wanted = image_of(tool, LIST)
    lines = LIST.splitlines(keepends=True)
    tool.file("a", b"".join(lines[:7]))
    tool.file("b", b"".join(lines[7:]))
    tool.run("codes", "compile", "b", "-o", "two", "a", "--quiet").expect(0, "")
    equal((tool.folder / "two").read_bytes(), wanted, "image")


@case
def compile_is_deterministic(tool):
    wanted = image_of(tool, LIST)
    equal(image_of(tool, LIST), wanted, "again")
    lines = [line.strip() for line in LIST.splitlines()]
    for others in (lines[::-1], lines[5:] + lines, sorted(lines)):
        equal(image_of(tool, b"\n".join(others)), wanted, "in another order, or twice")
    check(image_of(tool, LIST + b"X") != wanted, "another list, another image")


@case
def compile_refused_lines(tool):
    long = b"x" * 129
    for line, message in (
            (b"cvm\tCode", "2 fields"),
            (b"Code\t", "2 fields"),
            (b"a\tb\tc\t\t\t", "6 fields"),
            (b"a\tb\tc\t\tm\tm", "6 fields"),
            (b"a\tb\tc\td", "the class " + CLASSES),
            (b"a\tb\tc\tAuth", "the class " + CLASSES),
            (b"a\tb\tc\tauth \tm", "the class " + CLASSES),
            (b"a\tb\tc\t\t" + b"m" * 513, "the meaning is longer than 512 bytes"),
            (b"a\tb\tc\t\tm\x1b[1m", "the meaning contains a control character"),
            (b"a\tb\tc\t\tm\x00", "the meaning contains a control character"),
            (b"a\tb\tc\t\tm\xc2\x85", "the meaning contains a control character"),
            (b"a\tb\tc\t\t\xe9\x85", "the meaning is not UTF-8"),
            (b"a\tb\tc\t\t\xed\xa0\x80", "the meaning is not UTF-8"),
            (b"\tb\tc", "the service is empty"),
            (b"a\t\tc", "the version is empty"),
            (b"a\tb\t", "the code is empty"),
            (long, "the code is longer than 128 bytes"),
            (b"a\tb\t" + long, "the code is longer than 128 bytes"),
            (long + b"\tb\tc", "the service is longer than 128 bytes"),
            (b"a\t" + long + b"\tc", "the version is longer than 128 bytes"),
            (b"Two words", "the code contains a space or control character"),
            (b" Code", "the code contains a space or control character"),
            (b"Code # comment", "the code contains a space or control character"),
            (b"Code\x1b[1m", "the code contains a space or control character"),
            (b"Code\x00", "the code contains a space or control character"),
            (b"Code\r\r", "the code contains a space or control character"),
            (b"Code\x7f", "the code contains a space or control character"),
            (b"Code\xc2\x85", "the code contains a space or control character"),
            (b"a b\tc\td", "the service contains a space or control character"),
            (b"a\tb c\td", "the version contains a space or control character"),
            (b"Code\xff", "the code is not UTF-8")):
        for end in (b"\n", b"\r\n", b"\nRest\n"):
            run = compile_list(tool, b"# one\r\n\nTwo\n" + line + end)
            run.expect(2, f"tcenvelope: list: line 4: {message}; {EXPECTED}\n")
    run = compile_list(tool, b"\xef\xbb\xbfCode\n")
    run.expect(2, "tcenvelope: list: line 1: byte order mark; save the list without it\n")
    check(not (tool.folder / "image").exists(), "no image")


@case
def compile_limits(tool):
    longest = "x" * 128
    image_of(tool, f"{longest}\t{longest}\t{longest}\n".encode())
    (entry,) = lookup(tool, longest)
    equal(entry["services"], [{"service": longest, "version": longest, "meaning": None}],
          "services")
    sentence = "m" * 509 + "\u914d"
    image_of(tool, f"s\t1\tCode\t\t{sentence}\n".encode())
    equal(lookup(tool, "Code")[0]["meaning"], sentence, "meaning")


@case
def compile_refused(tool):
    tool.file("list", LIST)
    for words, message in (
            ([], "codes compile: no list; give at least one file, or '-'"),
            (["-o", "image"], "codes compile: no list; give at least one file, or '-'"),
            (["list"], "codes compile: no output file; give -o and the name of the image"),
            (["list", "-o"], "-o: needs a value; try 'tcenvelope help codes'"),
            (["list", "-o", ""], "--output: the name is empty; give a file name"),
            (["list", "-o", "-"],
             "--output: an image cannot be written to standard output; give a file name"),
            (["list", "missing", "-o", "image"],
             "missing: No such file or directory; check the name"),
            ([".", "-o", "image"], ".: Is a directory; name the files in it"),
            (["list", "-o", "no/image"], "no/image: No such file or directory; check the name"),
            (["list", "-o", "."], ".: exists and is not a regular file; give another name"),
            (["list", "-o", "/dev/null"],
             "/dev/null: exists and is not a regular file; give another name"),
            (["list", "-o", "image", "--report=json"],
             "--report: is not an option of codes compile; try 'tcenvelope --help'")):
        run = tool.run("codes", "compile", *words).expect(2, f"tcenvelope: {message}\n")
        equal(run.out, b"", "output")
    equal([p.name for p in tool.folder.iterdir()], ["list"], "nothing was written")


@case
def compile_of_nothing(tool):
    for content in (b"", b"\n", b"# Code\n"):
        compile_list(tool, content).expect(
            2, "tcenvelope: codes compile: the lists contain no code; check them\n")


@case
def compile_replaces(tool):
    """The old image stays until the new one is complete; a link stays a link."""
    old = image_of(tool, b"Old\n")
    with open(tool.folder / "image", "rb") as in_use:
        compile_list(tool, b"Two words\n").expect(2)
        equal((tool.folder / "image").read_bytes(), old, "an error leaves the old one")
        image_of(tool, b"New\n")
        equal(in_use.read(), old, "whoever has it open")
    equal(codes_of(tool), ["New"], "the new one")
    (tool.folder / "link").symlink_to("image")
    compile_list(tool, b"Newer\n", "--quiet", image="link").expect(0, "")
    check((tool.folder / "link").is_symlink(), "a link")
    equal(codes_of(tool), ["Newer"], "the newer one")


@case
def compile_honours_the_umask(tool):
    """The umask determines the mode."""
    os.umask(0o027)
    image_of(tool, LIST)
    equal((tool.folder / "image").stat().st_mode & 0o777, 0o640, "mode")


@case
def compile_keeps_the_mode(tool):
    """An existing file keeps its mode."""
    image_of(tool, b"Old\n")
    for mode in (0o604, 0o440, 0o777):
        (tool.folder / "image").chmod(mode)
        image_of(tool, LIST)
        equal((tool.folder / "image").stat().st_mode & 0o7777, mode, "mode")


@case
def compile_through_links(tool):
    """A link is preserved, even if its target does not exist yet."""
    (tool.folder / "other").mkdir()
    (tool.folder / "link").symlink_to("other/middle")
    (tool.folder / "other/middle").symlink_to("image")
    os.umask(0o027)
    for _ in range(2):
        compile_list(tool, LIST, "--quiet", image="link").expect(0, "")
        check((tool.folder / "link").is_symlink(), "a link")
        check((tool.folder / "other/middle").is_symlink(), "another one")
        equal((tool.folder / "other/image").stat().st_mode & 0o7777, 0o640, "mode")
        equal(sorted(p.name for p in (tool.folder / "other").iterdir()), ["image", "middle"],
              "nothing is left over")
        equal(len(codes_of(tool, "link")), 5, "codes")
    (tool.folder / "astray").symlink_to("no/image")
    compile_list(tool, LIST, image="astray").expect(
        2, "tcenvelope: astray: No such file or directory; check the name\n")
    check((tool.folder / "astray").is_symlink(), "still a link")


@case
def compile_never_overwrites_a_list(tool):
    """Under any name of the output."""
    (tool.folder / "sub").mkdir()
    tool.file("first", b"First\n")
    tool.file("list", LIST)
    os.link(tool.folder / "list", tool.folder / "hard")
    (tool.folder / "soft").symlink_to("list")
    for output in ("list", "./list", "sub/../list", "hard", "soft", str(tool.folder / "list")):
        run = tool.run("codes", "compile", "first", "list", "-o", output).expect(2)
        equal(run.err.decode(), f"tcenvelope: {output}: is one of the lists and would be "
              "overwritten; give another name with -o\n", "message")
        equal((tool.folder / "list").read_bytes(), LIST, "list")
    with open(tool.folder / "list", "rb") as standard_input:
        done = subprocess.run([tool.program, "codes", "compile", "-", "-o", "list"],
                              cwd=tool.folder, stdin=standard_input, capture_output=True,
                              timeout=GUARD, check=False)
    equal(done.returncode, 2, "status")
    contains(done.stderr, b"list: is one of the lists", "message")
    equal((tool.folder / "list").read_bytes(), LIST, "list")


@case
def compile_to_full_device(tool):
    """A failed write leaves no file."""
    limited = ["bash", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "bash"]
    tool.file("list", LIST)
    done = subprocess.run([*limited, tool.program, "codes", "compile", "list", "-o", "image"],
                          cwd=tool.folder, capture_output=True, timeout=GUARD, check=False)
    equal((done.returncode, done.stderr), (2, b"tcenvelope: image: File too large\n"), "refused")
    equal([p.name for p in tool.folder.iterdir()], ["list"], "nothing is left over")
    (tool.folder / "link").symlink_to("image")
    done = subprocess.run([*limited, tool.program, "codes", "compile", "list", "-o", "link"],
                          cwd=tool.folder, capture_output=True, timeout=GUARD, check=False)
    equal((done.returncode, done.stderr), (2, b"tcenvelope: link: File too large\n"), "refused")
    equal(sorted(p.name for p in tool.folder.iterdir()), ["link", "list"], "nothing is left over")


@case
def compile_service(tool):
    for words, wanted in (
            ([], ["Bare", "InvalidParameterValue.ImageNotFound", "Last", "New.Code",
                  "OperationDenied"]),
            (["--service=vpc"], ["OperationDenied"]),
            (["--service", "cvm"],
             ["InvalidParameterValue.ImageNotFound", "New.Code", "OperationDenied"]),
            (["--service=vpc", "--service=cvm", "--service=cvm"],
             ["InvalidParameterValue.ImageNotFound", "New.Code", "OperationDenied"])):
        image_of(tool, LIST, *words)
        equal(codes_of(tool), wanted, str(words))
    image_of(tool, LIST, "--service=vpc")
    services = [e["services"] for e in lookup(tool, "OperationDenied", "InternalError")]
    equal(services, [[{"service": "vpc", "version": "2017-03-12", "meaning": None}]] * 2,
          "services of vpc alone")
    run = compile_list(tool, LIST, "--service=vpc")
    contains(run.expect(0).err, b"image: 2 codes, 1 services, ", "summary")


@case
def compile_service_refused(tool):
    for words, name in ((["--service=cv"], "cv"), (["--service=cvm", "--service=CVM"], "CVM"),
                        (["--service="], ""), (["--service=Bare"], "Bare")):
        compile_list(tool, LIST, *words).expect(
            2, f"tcenvelope: --service: no line has the service '{name}'; check the name\n")


CODES = ["OperationDenied", "InternalError", "InvalidParameterValue.ImageNotFound", "Bare", "Last",
         "New.Code", "LimitExceeded.Disks", "InvalidAction"]


@case
def catalogue_lookup(tool):
    image_of(tool, LIST)
    run = tool.run("codes", "lookup", "--codes=image", *CODES, "Nonsense").expect(1, "")
    tool.golden("catalogue-lookup.txt", run.out)
    run = tool.run("codes", "lookup", "--codes=image", "--report=json", *CODES, "Nonsense")
    tool.golden("catalogue-lookup.json", run.expect(1, "").out)
    found = {e["code"]: e for e in lookup(tool, *CODES)}
    equal({c: (found[c]["kind"], len(found[c]["services"])) for c in CODES}, {
        "OperationDenied": ("catalogue", 3), "InternalError": ("common", 1),
        "InvalidParameterValue.ImageNotFound": ("catalogue", 1), "Bare": ("catalogue", 0),
        "Last": ("catalogue", 0), "New.Code": ("catalogue", 1),
        "LimitExceeded.Disks": ("derived", 0), "InvalidAction": ("common", 0)}, "kinds")
    for strange in ("", "Bar", "Baree", b"\xff\x1b"):
        (entry,) = lookup(tool, strange, status=1)
        equal((entry["kind"], entry["services"]), ("unknown", []), repr(strange))


@case
def catalogue_list(tool):
    image_of(tool, LIST)
    run = tool.run("codes", "list", "--codes=image").expect(0, "")
    tool.golden("catalogue-list.txt", run.out)
    entries = listed(tool)
    plain = tool.run("codes", "list", "--report=json").expect(0, "").out.splitlines()
    common = [json.loads(line)["code"] for line in plain]
    equal([e["code"] for e in entries], common + [
        "Bare", "InvalidParameterValue.ImageNotFound", "Last", "New.Code", "OperationDenied"],
        "common codes first, then those of the catalogue, each once")
    counts = {e["code"]: e["service_count"] for e in entries if e["service_count"] > 0}
    equal(counts, {"InternalError": 1, "InvalidParameterValue.ImageNotFound": 1, "New.Code": 1,
                   "OperationDenied": 3}, "services")


@case
def catalogue_list_is_sorted(tool):
    codes = ["a", "a.b", "a-b", "B", "A", "aa", "\u00e9", "~", "#not-first", "Z.9", "Z.10"]
    image_of(tool, "\n".join(codes).replace("#", "x#").encode())
    wanted = sorted((c.replace("#", "x#") for c in codes), key=str.encode)
    equal(codes_of(tool), wanted, "by bytes")


@case
def catalogue_check(tool):
    image_of(tool, LIST)
    for code, kind, category, what in (
            ("OperationDenied", "catalogue", "other", "other"),
            ("InvalidParameterValue.ImageNotFound", "catalogue", "InvalidParameterValue",
             "request"),
            ("InternalError", "common", "InternalError", "server"),
            ("LimitExceeded.Disks", "derived", "LimitExceeded", "quota"),
            ("Nonsense", "unknown", "other", "other")):
        document = FAILURE.replace(b"InternalError", code.encode())
        (report,) = tool.json("--codes=image", stdin=document).expect(0).reports()
        equal([report[m] for m in ("code_kind", "category", "class")], [kind, category, what], code)
        out = tool.check("--codes", "image", stdin=document).expect(0).out.decode()
        contains(out, f"failure  {code} ({kind}, {what})", "text")


@case
def catalogue_check_every_way(tool):
    """Streams, records and threads use the catalogue."""
    image_of(tool, LIST)
    document = FAILURE.replace(b"InternalError", b"OperationDenied")
    tool.file("lines", (document + b"\n") * 30000)
    tool.file("records", len(document).to_bytes(4, "little") + document)
    for words in (["--framing=ndjson", "--jobs=3", "lines"], ["--framing=ndjson", "--jobs=1", "lines"],
                  ["--framing=concatenated", "lines"], ["--records", "records"]):
        for engine in filter(tool.has_engine, ("auto", "yajl")):
            run = tool.json("--codes=image", f"--engine={engine}", *words).expect(0)
            wanted = 1 if words[0] == "--records" else 30000
            equal(run.out.count(b'"code_kind":"catalogue"'), wanted, str(words))


def refused_everywhere(tool, image, problem):
    message = (f"tcenvelope: {image}: {problem}; "
               "rebuild it with: tcenvelope codes compile\n")
    for words in (["check", "--quiet"], ["codes", "list"], ["codes", "lookup", "InternalError"]):
        run = tool.run(*words, f"--codes={image}", stdin=FAILURE).expect(2, message)
        equal(run.out, b"", "output")


@case
def catalogue_damaged(tool):
    image = image_of(tool, LIST)
    middle = len(image) // 2
    flipped = image[:middle] + bytes([image[middle] ^ 1]) + image[middle + 1:]
    for content, problem in (
            (flipped, "its checksum is wrong: it is damaged"),
            (image[:-1], "its size is not the one in its header: it was truncated or extended"),
            (image + b"\0", "its size is not the one in its header: it was truncated or extended"),
            (image[:10], "it is shorter than a catalogue's header"),
            (b"", "it is shorter than a catalogue's header"),
            (LIST, "it is not a catalogue: the first bytes are not TCECODES")):
        tool.file("damaged", content)
        refused_everywhere(tool, "damaged", problem)


@case
def catalogue_damaged_anywhere(tool):
    image = image_of(tool, b"Code\n")
    for offset in range(0, len(image), 7):
        tool.file("damaged", image[:offset] + bytes([image[offset] ^ 0x80]) + image[offset + 1:])
        run = tool.run("codes", "lookup", "--codes=damaged", "Code").expect(2)
        check(run.err.startswith(b"tcenvelope: damaged: "), f"byte {offset}: {run.err}")


@case
def catalogue_missing(tool):
    for words in (["check"], ["codes", "list"], ["codes", "lookup", "InternalError"]):
        for image, message in (("missing", "No such file or directory; check the name"),
                               (".", "Is a directory; name the files in it")):
            run = tool.run(*words, "--codes", image, stdin=FAILURE)
            run.expect(2, f"tcenvelope: {image}: {message}\n")
            equal(run.out, b"", "output")


@case
def catalogue_from_pipe(tool):
    """An image can be read from a pipe."""
    image = image_of(tool, LIST)
    run = tool.run("codes", "lookup", "--codes=/dev/stdin", "--report=json", *CODES, stdin=image)
    equal(run.expect(0, "").out,
          tool.run("codes", "lookup", "--codes=image", "--report=json", *CODES).out, "output")
    run = tool.run("codes", "lookup", "--codes=/dev/stdin", "x", stdin=image[:-1]).expect(2)
    contains(run.err, b"/dev/stdin: its size is not the one in its header", "message")


@case
def catalogue_emptied_while_used(tool):
    """The tool does not depend on the file after reading it."""
    image_of(tool, LIST)
    document = FAILURE.replace(b"InternalError", b"OperationDenied") + b"\n"
    process = tool.start("check", "--quiet", "--report=json", "--framing=ndjson", "--codes=image",
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(document)
    process.stdin.flush()
    first = process.stdout.readline()
    os.truncate(tool.folder / "image", 0)
    out, err = process.communicate(document, timeout=GUARD)
    equal((process.returncode, err), (0, b""), "end")
    for line in (first, out):
        contains(line, b'"code_kind":"catalogue"', "report")


@case
def catalogue_option_places(tool):
    for words in (["codes", "list", "--quiet"], ["codes", "lookup", "-o", "x", "a"],
                  ["codes", "import", "--codes=x", "."], ["codes", "compile", "--codes=x", "a"]):
        option = next(w for w in words if w.startswith("-")).split("=")[0].replace("-o", "--output")
        option = option if option != "-" else "-o"
        run = tool.run(*words).expect(2)
        equal(run.err.decode(), f"tcenvelope: {option}: is not an option of "
              f"{' '.join(words[:2])}; try 'tcenvelope --help'\n", "message")


@case
def catalogue_example(tool):
    run = tool.run("codes", "compile", str(EXAMPLES / "codes.txt"), "-o", "image").expect(0)
    check(run.err.startswith(b"image: 6 codes, 2 services, "), run.err)
    equal(codes_of(tool), [
        "InvalidParameterValue.ImageNotFound", "OperationConflict", "OperationDenied",
        "ResourceInUse.Address", "ResourcesSoldOut.SpecifiedInstanceType"], "codes")


@case
def catalogue_of_the_corpus(tool):
    """Every code of all services, if the list is available."""
    corpus = os.environ.get("TCE_CORPUS", ROOT.parent / "shared/corpus")
    path = os.path.join(corpus, "codes.tsv")
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8") as file:
        rows = {tuple(line.split("\t")) for line in file.read().splitlines()}
    tool.run("codes", "compile", path, "-o", "image", "--quiet").expect(0, "")
    services = {}
    for service, version, code in rows:
        services.setdefault(code, []).append((service, version))
    for entry in lookup(tool, *services):
        check(entry["kind"] in ("common", "catalogue"), entry)
        found = [(s["service"], s["version"].replace("-", "")) for s in entry["services"]]
        equal(found, sorted(services[entry["code"]]), entry["code"])
    counts = {e["code"]: e["service_count"] for e in listed(tool)}
    equal({c: len(s) for c, s in services.items()}, {c: counts[c] for c in services}, "list")


@case
def catalogue_of_many(tool):
    codes = [f"Family{i % 97}.Code{i}" for i in range(50000)]
    image_of(tool, "\n".join(codes).encode())
    equal(codes_of(tool), sorted(codes), "every code is listed")
    for begin in range(0, len(codes), 5000):
        found = lookup(tool, *codes[begin:begin + 5000])
        check(all(e["kind"] == "catalogue" for e in found), "every code is found")
    strangers = [f"Family{i % 97}.Code{i}x" for i in range(5000)]
    check(all(e["kind"] == "unknown" for e in lookup(tool, *strangers, status=1)), "no other is")
