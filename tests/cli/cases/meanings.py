"""What codes mean: meanings and classes in lists and images, search, diff and explanations."""
import json
import os
import re

from cases.catalogues import compile_list, image_of, lookup
from support import EXAMPLES, FAILURE, INVALID, MEMBERS, SUCCESS, case, check, contains, equal

LIST = ("cvm\t20170312\tInvalidInstanceId.NotFound\t\tthe instance does not exist\n"
        "cbs\t20170312\tInvalidInstanceId.NotFound\trequest\tits instance does not exist\n"
        "vpc\tbeta\tInvalidInstanceId.NotFound\t\n"
        "cvm\t20170312\tLimitExceeded.Disks\t\t\u914d\u989d\u4e0d\u8db3\n"
        "cvm\t20170312\tLimitExceeded.Calls\tthrottle\tslow down\n"
        "vpc\tbeta\tInternalError\t\tit broke\n"
        "vpc\tbeta\tSilent\n"
        "Bare\n").encode()
NOT_FOUND = "InvalidInstanceId.NotFound"


def report_of(tool, code, *words):
    document = FAILURE.replace(b"InternalError", code.encode())
    run = tool.json("--codes=image", "--explain", *words, stdin=document).expect(0, "")
    return json.loads(run.out)


@case
def meanings_of_each_service(tool):
    image_of(tool, LIST)
    out = tool.run("codes", "lookup", "--codes=image", NOT_FOUND).expect(0, "").out.decode()
    equal(out.splitlines()[1:], [
        f"{NOT_FOUND:36}  catalogue   request     other                  its instance does not exist",
        "  in cbs 2017-03-12: its instance does not exist",
        "  in cvm 2017-03-12: the instance does not exist",
        "  in vpc beta"], "lines")
    (entry,) = lookup(tool, NOT_FOUND)
    equal(entry["services"], [
        {"service": "cbs", "version": "2017-03-12", "meaning": "its instance does not exist"},
        {"service": "cvm", "version": "2017-03-12", "meaning": "the instance does not exist"},
        {"service": "vpc", "version": "beta", "meaning": None}], "services")


@case
def meanings_of_a_code(tool):
    """A common code's own, else what a service says, else that of the category."""
    image_of(tool, LIST)
    for code, meaning in ((NOT_FOUND, "its instance does not exist"),
                          ("InternalError", "internal error"),
                          ("LimitExceeded.Disks", "\u914d\u989d\u4e0d\u8db3"),
                          ("LimitExceeded.Other", "a quota is exceeded"), ("Silent", None)):
        equal(lookup(tool, code)[0]["meaning"], meaning, code)
        equal(report_of(tool, code)["meaning"], meaning, code)


@case
def classes_of_the_list(tool):
    image_of(tool, LIST)
    for code, what in ((NOT_FOUND, "request"), ("LimitExceeded.Disks", "quota"),
                       ("LimitExceeded.Calls", "throttle"), ("Silent", "other")):
        equal(lookup(tool, code)[0]["class"], what, code)
        equal(report_of(tool, code)["class"], what, code)


@case
def lookup_of_one_service(tool):
    image_of(tool, LIST)
    for words, services, meaning in (
            (["--service=cvm"], ["cvm"], "the instance does not exist"),
            (["--service=cvm", "--service", "vpc"], ["cvm", "vpc"], "the instance does not exist"),
            (["--service=vpc"], ["vpc"], None)):
        run = tool.run("codes", "lookup", "--codes=image", "--report=json", *words, NOT_FOUND)
        entry = json.loads(run.expect(0, "").out)
        equal([s["service"] for s in entry["services"]], services, str(words))
        equal(entry["meaning"], meaning, str(words))


@case
def service_refused(tool):
    image_of(tool, LIST)
    for command in ("lookup", "search"):
        run = tool.run("codes", command, "--codes=image", "--service=cv", "x")
        run.expect(2, "tcenvelope: --service: the catalogue has no service 'cv'; check the name\n")
        run = tool.run("codes", command, "--service=cvm", "x")
        run.expect(2, "tcenvelope: --service: there is no catalogue; give one with --codes\n")
        equal(run.out, b"", "output")


def search(tool, *words, status=0):
    run = tool.run("codes", "search", "--report=json", *words).expect(status, "")
    entries = [json.loads(line) for line in run.out.splitlines()]
    return {e["code"]: [s["service"] for s in e.get("services", [])] for e in entries}


@case
def search_by_name_and_meaning(tool):
    image_of(tool, LIST)
    for words, found in (
            (["\u914d\u989d"], {"LimitExceeded.Disks": ["cvm"]}),
            (["\u914d", "disks"], {"LimitExceeded.Disks": ["cvm"]}),
            (["instanceid"], {NOT_FOUND: ["cbs", "cvm", "vpc"]}),
            (["ITS", "exist"], {NOT_FOUND: ["cbs"]}),
            (["its", "the"], None),
            (["Bare"], {"Bare": []}),
            (["broke"], {"InternalError": ["vpc"]}),
            (["internal error"], {"InternalError": []}),
            (["\u989d\u914d"], None)):
        equal(search(tool, "--codes=image", *words, status=0 if found else 1), found or {},
              str(words))
    equal(search(tool, "--codes=image", "--service=cvm", "exist"), {NOT_FOUND: ["cvm"]}, "cvm")
    equal(search(tool, "--codes=image", "--service=cvm", "bare", status=1), {}, "cvm alone")


@case
def search_of_the_common_codes(tool):
    found = search(tool, "quota")
    equal(list(found), ["LimitExceeded"], "found")
    out = tool.run("codes", "search", "QUOTA").expect(0, "").out.decode()
    check(re.search(r"^LimitExceeded +common +quota", out, re.M), out)


@case
def search_refused(tool):
    for words, message in (([], "no word; give at least one, such as quota"),
                           (["a", ""], "a word is empty; give at least one character")):
        run = tool.run("codes", "search", *words).expect(2, f"tcenvelope: codes search: {message}\n")
        equal(run.out, b"", "output")


def diff(tool, *words, status=1):
    return tool.run("codes", "diff", *words).expect(status, "").out.decode().splitlines()


@case
def diff_of_two(tool):
    """Of lists, images, and one of each."""
    image_of(tool, LIST)
    old = [line for line in LIST.decode().splitlines(keepends=True) if "Silent" not in line]
    new = "".join(old).replace("slow down", "slower").replace("\trequest\t", "\tauth\t")
    new = new.replace("Bare\n", "") + "ecm\t20190719\tAdded\t\tnew here\n"
    tool.file("new", new.encode())
    tool.run("codes", "compile", "new", "-o", "new-image", "--quiet").expect(0, "")
    wanted = ["removed  Bare",
              'meaning  cvm 2017-03-12 LimitExceeded.Calls  "slow down" -> "slower"',
              'added    ecm 2019-07-19 Added  "new here"',
              "removed  vpc beta Silent",
              'class    InvalidInstanceId.NotFound  "request" -> "auth"']
    for before in ("list", "image"):
        for after in ("new", "new-image"):
            equal(diff(tool, before, after), wanted, f"{before} {after}")
    lines = [json.loads(line) for line in diff(tool, "--report=json", "image", "new")]
    equal(lines[1], {"change": "meaning", "service": "cvm", "version": "2017-03-12",
                     "code": "LimitExceeded.Calls", "old": "slow down", "new": "slower"}, "meaning")
    equal(lines[4], {"change": "class", "service": None, "version": None, "code": NOT_FOUND,
                     "old": "request", "new": "auth"}, "class")


@case
def diff_of_a_list_and_its_image(tool):
    image_of(tool, LIST)
    for pair in (("list", "image"), ("image", "list"), ("list", "list")):
        equal(diff(tool, *pair, status=0), [], str(pair))
    tool.file("none", b"# nothing\n")
    equal(len(diff(tool, "none", "image")), 8, "all of it")
    equal(len(diff(tool, "image", "none")), 8, "all of it")
    equal(diff(tool, "none", "none", status=0), [], "none")


@case
def diff_refused(tool):
    image = image_of(tool, LIST)
    tool.file("damaged", image[:-1])
    tool.file("bad", b"a\tb\n")
    tool.file("two", b"s\t1\tA\tauth\ns\t1\tA\tquota\n")
    for words, message in (
            ([], "codes diff: 0 files; give two, each an image or a list"),
            (["list"], "codes diff: 1 files; give two, each an image or a list"),
            (["a", "b", "c"], "codes diff: 3 files; give two, each an image or a list"),
            (["list", "missing"], "missing: No such file or directory; check the name"),
            (["damaged", "list"], "damaged: its size is not the one in its header: it was truncated "
             "or extended; rebuild it with: tcenvelope codes compile"),
            (["list", "bad"], "bad: line 1: 2 fields; give CODE, or SERVICE, VERSION, CODE and, if "
             "known, CLASS and MEANING, separated by tabs"),
            (["two", "list"], "two: line 2: the class of A is quota, but auth in line 1 of two; "
             "give one")):
        run = tool.run("codes", "diff", *words).expect(2, f"tcenvelope: {message}\n")
        equal(run.out, b"", "output")


@case
def compile_contradictions(tool):
    """Each is an error that names both lines; there is no image."""
    first = "s\t1\tCode\tauth\tone\n"
    for lines, message in (
            (["# comment\n", first, "Other\n", "t\t1\tCode\tquota\n"],
             "line 4: the class of Code is quota, but auth in line 2 of list"),
            ([first, "t\t2\tCode\n", "s\t1\tCode\t\ttwo\n"],
             "line 3: the meaning of Code in s is not that of line 1 of list"),
            (["t\t1\tCode\tquota\n", first, first],
             "line 2: the class of Code is auth, but quota in line 1 of list"),
            ([first] * 3 + ["s\t1\tCode\tdry_run\tone\n"],
             "line 4: the class of Code is dry_run, but auth in line 1 of list")):
        compile_list(tool, "".join(lines).encode()).expect(
            2, f"tcenvelope: list: {message}; give one\n")
    tool.file("first", first.encode())
    compile_list(tool, b"s\t1\tCode\t\ttwo\n", "first").expect(
        2, "tcenvelope: first: line 1: the meaning of Code in s is not that of line 1 of list; "
        "give one\n")
    check(not (tool.folder / "image").exists(), "no image")


@case
def compile_of_lines_that_add_up(tool):
    """A line can say what another one leaves out."""
    wanted = image_of(tool, b"s\t1\tCode\tauth\tone\nt\t1\tCode\t\tone\n")
    parts = (b"s\t1\tCode\ns\t1\tCode\tauth\ns\t1\tCode\t\tone\ns\t1\tCode\tauth\tone\n"
             b"t\t1\tCode\t\t\nt\t1\tCode\t\tone\n")
    equal(image_of(tool, parts), wanted, "image")
    equal(image_of(tool, b"\n".join(parts.splitlines()[::-1])), wanted, "in another order")
    equal(image_of(tool, parts + b"u\t1\tCode\tquota\n", "--service=s", "--service=t"), wanted,
          "lines of other services")


CLASSES = (b"# all kinds of lines\r\n"
           b"\n"
           b"Invalid*\tauth\n"
           b"InvalidInstanceId.*\trequest\r\n"
           b"InvalidInstanceId.Busy\tresource\n"
           b"InvalidInstanceId.Busy*\tquota\n"
           b"InvalidInstanceId.Busy\tresource\n"
           b"Listed\tserver\n"
           b"InternalError\tthrottle")


@case
def compile_classes(tool):
    """The longest pattern decides, before the lists and the category."""
    codes = {"InvalidInstanceId": "auth", "InvalidInstanceId.NotFound": "request",
             "InvalidInstanceId.Busy": "resource", "InvalidInstanceId.BusyNow": "quota",
             "InvalidParameter.X": "auth", "Invali": "other", "Listed": "server",
             "Listed.X": "dry_run", "InternalError": "throttle", "InternalError.X": "server"}
    tool.file("classes", CLASSES)
    lines = "\n".join(codes) + "\ns\t1\tListed\tquota\ns\t1\tListed.X\tdry_run\n"
    image_of(tool, lines.encode(), "--classes=classes")
    equal({e["code"]: e["class"] for e in lookup(tool, *codes)}, codes, "classes")
    equal(report_of(tool, "InternalError")["class"], "throttle", "a report")
    tool.file("every", b"*\tdry_run\nInvali\tauth\n")
    image_of(tool, lines.encode(), "--classes=every")
    equal({e["class"] for e in lookup(tool, *codes) if e["code"] != "Invali"}, {"dry_run"}, "every")
    equal(lookup(tool, "Invali")[0]["class"], "auth", "all but one")


@case
def compile_classes_refused(tool):
    expected = "give a pattern and a class, separated by a tab"
    for line, message in (
            (b"Code", f"1 fields; {expected}"),
            (b"Code\tauth\tx", f"3 fields; {expected}"),
            (b"\tauth", f"the pattern is empty; {expected}"),
            (b"A*B\tauth", f"the pattern has a '*' that is not its end; {expected}"),
            (b"A**\tauth", f"the pattern has a '*' that is not its end; {expected}"),
            (b"A B\tauth", f"the pattern contains a space or control character; {expected}"),
            (b"A\xff\tauth", f"the pattern is not UTF-8; {expected}"),
            (b"x" * 129 + b"\tauth", f"the pattern is longer than 128 bytes; {expected}"),
            (b"Code\t", "the class is not one of auth, request, quota, throttle, resource, server, "
             f"dry_run or other; {expected}"),
            (b"One*\tquota", "the class of One* is quota, but auth in line 2; give one")):
        tool.file("classes", b"\nOne*\tauth\n" + line + b"\n")
        compile_list(tool, LIST, "--classes=classes").expect(
            2, f"tcenvelope: classes: line 3: {message}\n")
    compile_list(tool, LIST, "--classes=missing").expect(
        2, "tcenvelope: missing: No such file or directory; check the name\n")
    tool.file("image", CLASSES)
    compile_list(tool, LIST, "--classes=image").expect(
        2, "tcenvelope: image: is the file of --classes and would be overwritten; give another name "
        "with -o\n")
    equal((tool.folder / "image").read_bytes(), CLASSES, "the file of classes")


@case
def compile_classes_example(tool):
    image_of(tool, b"OperationDenied.NotAllow\nOperationDenied.NoQuota\nInvalidInstanceId.NotFound\n"
             b"Other\n", f"--classes={EXAMPLES / 'classes.txt'}")
    found = lookup(tool, "OperationDenied.NotAllow", "OperationDenied.NoQuota", NOT_FOUND, "Other")
    equal([e["class"] for e in found], ["resource", "quota", "request", "other"], "classes")


@case
def explain_adds_one_member(tool):
    image_of(tool, LIST)
    lines = b"\n".join([SUCCESS, FAILURE, INVALID])
    words = ["--report=json", "--framing=ndjson", "--codes=image"]
    plain = tool.check(*words, stdin=lines).expect(1, "").out.splitlines()
    run = tool.check(*words, "--explain", stdin=lines).expect(1, "")
    for before, after, meaning in zip(plain, run.out.splitlines(), (None, "internal error", None)):
        members = json.loads(after, object_pairs_hook=list)
        equal([name for name, _ in members], MEMBERS + ["meaning"], "members")
        equal(members[-1][1], meaning, "meaning")
        equal(dict(members[:-1]), json.loads(before), "the others")
    run = tool.check("--report=json", "--explain", stdin=FAILURE).expect(0, "")
    equal(json.loads(run.out)["meaning"], "internal error", "without a catalogue")


@case
def explain_refused(tool):
    for words in ([], ["--report=text"], ["--report=none"]):
        tool.check("--explain", *words, stdin=SUCCESS).expect(
            2, "tcenvelope: --explain: it adds to json reports only; give --report=json\n")


@case
def summary_explains_codes(tool):
    image_of(tool, LIST)
    lines = b"\n".join(FAILURE.replace(b"InternalError", code) for code in
                       (b"LimitExceeded.Disks", b"LimitExceeded.Disks", b"InternalError", b"Odd"))
    words = ["check", "--framing=ndjson", "--report=none"]
    plain = tool.run(*words, stdin=lines).expect(0).err.decode()
    check("quota" not in plain and "\u914d" not in plain, "without a catalogue")
    err = tool.run(*words, "--codes=image", stdin=lines).expect(0).err.decode()
    rows = err.split("error codes\n")[1].splitlines()
    check(rows[0].startswith("  LimitExceeded.Disks  "), rows[0])
    equal(rows[1], "    \u914d\u989d\u4e0d\u8db3", "the catalogue's")
    check(rows[2].startswith("  InternalError  "), rows[2])
    equal(rows[3], "    internal error", "the common one's")
    check(rows[4].startswith("  Odd  ") and rows[5].startswith("inputs: "), "no meaning, no line")


@case
def meanings_are_escaped(tool):
    """A terminal does not act on what a list says."""
    image_of(tool, "s\t1\tCode\t\ta\u202eb\\c\u2028d\n".encode())
    shown = "a\\u202eb\\\\c\\u2028d"
    out = tool.run("codes", "lookup", "--codes=image", "Code").expect(0, "").out.decode()
    contains(out, f"  in s 1: {shown}\n", "lookup")
    document = FAILURE.replace(b"InternalError", b"Code")
    err = tool.run("check", "--codes=image", stdin=document).expect(0).err.decode()
    contains(err, f"\n    {shown}\n", "summary")
    tool.file("none", b"")
    contains(diff(tool, "none", "image")[0], shown, "diff")
    equal(report_of(tool, "Code")["meaning"], "a\u202eb\\c\u2028d", "JSON")


@case
def meanings_of_a_million_rows(tool):
    """A list of 80 MB compiles, and what is in it is found."""
    count = 1000000
    with open(tool.folder / "list", "w", encoding="utf-8") as file:
        for i in range(count):
            file.write(f"s{i % 300}\t20200101\tFamily{i % 97}.Code{i // 3}\t\t"
                       f"the meaning of number {i // 2} \u914d\u989d\n")
    tool.run("codes", "compile", "list", "-o", "image", "--quiet").expect(0, "")
    for i in (0, 1, 500000, count - 1):
        (entry,) = lookup(tool, f"Family{i % 97}.Code{i // 3}")
        said = {(s["service"], s["meaning"]) for s in entry["services"]}
        check((f"s{i % 300}", f"the meaning of number {i // 2} \u914d\u989d") in said, said)


@case
def meanings_of_the_sdk(tool):
    """Every code of the public Go SDK with every service and its meaning, if the SDK is available."""
    folder = os.environ.get("TCE_GO_SDK", "")
    if not os.path.isdir(folder):
        return
    tool.run("codes", "import", folder, "-o", "list").expect(0, "")
    tool.run("codes", "compile", "list", "-o", "image", "--quiet").expect(0, "")
    wanted = {}
    for line in (tool.folder / "list").read_text().splitlines():
        service, version, code, _, meaning = (line.split("\t") + ["", ""])[:5]
        wanted.setdefault(code, []).append((service, version, meaning or None))
    codes = list(wanted)
    for begin in range(0, len(codes), 2000):
        for entry in lookup(tool, *codes[begin:begin + 2000]):
            found = [(s["service"], s["version"].replace("-", ""), s["meaning"])
                     for s in entry["services"]]
            equal(found, wanted[entry["code"]], entry["code"])
