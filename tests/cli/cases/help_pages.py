"""Help, version, man pages and completion."""
import re
import subprocess

from support import GUARD, ROOT, case, check, contains, equal, violation_names

PROGRAMS = ROOT / "programs"
TRY = "try 'tcenvelope --help'"


def options_in(text):
    return set(re.findall(r"(?<![\w-])(--[a-z][a-z0-9-]*)", text))


def all_help(tool):
    pages = [["--help"], ["help"], ["help", "check"], ["help", "codes"], ["help", "merge"], ["help", "plan"],
             ["plan", "--help"],
             ["check", "--help"], ["codes", "--help"], ["merge", "--help"]]
    return {" ".join(words): tool.run(*words).expect(0, "").out.decode() for words in pages}


@case
def help_pages(tool):
    pages = all_help(tool)
    equal(pages["--help"], pages["help"], "help")
    equal(pages["check --help"], pages["help check"], "check")
    equal(pages["codes --help"], pages["help codes"], "codes")
    for name, page in pages.items():
        for part in ("usage: tcenvelope", "Options", "Examples:", "Exit status:", "default"):
            contains(page, part, name)
        check(all(len(line) <= 96 for line in page.splitlines()), f"{name}: lines fit")


def options_of_source(name):
    source = (PROGRAMS / name).read_text()
    return {"--" + word for word in re.findall(r'^    \{"([a-z0-9-]+)", \w+_argument', source, re.M)}


@case
def help_of_every_option(tool):
    """Every page lists all options that the sources define."""
    of_check, of_codes = options_of_source("check/options.c"), options_of_source("codes/options.c")
    of_merge, of_plan = options_of_source("merge/options.c"), options_of_source("plan/options.c")
    check(len(of_check) > 10 and len(of_codes) > 4, f"found {of_check} and {of_codes}")
    pages = all_help(tool)
    wanted = of_check | of_codes | of_merge | of_plan | {"--version"}
    equal(options_in(pages["--help"]), wanted, "--help")
    equal(options_in(pages["help check"]), of_check, "help check")
    equal(options_in(pages["help codes"]), of_codes, "help codes")
    equal(options_in(pages["help merge"]), of_merge, "help merge")
    equal(options_in(pages["help plan"]), of_plan | {"--exit-zero", "--shard", "--plan", "--out", "--reports"},
          "help plan")
    man = (PROGRAMS / "man/tcenvelope.1").read_text()
    equal({"--" + name for name in re.findall(r"^\.(?:It|Op) Fl -([a-z0-9-]+)", man, re.M)}, wanted,
          "man page")
    completion = (PROGRAMS / "completion/tcenvelope.bash").read_text()
    check(wanted <= options_in(completion), f"completion: {wanted - options_in(completion)}")


@case
def help_examples_work(tool):
    """The examples parse: each is run on missing files."""
    for page in all_help(tool).values():
        section = page.split("Examples:\n")[1].split("\n\n")[0]
        for line in section.splitlines():
            words = line.split("tcenvelope ")[1].split(">")[0].split()
            run = tool.run(*words)
            check("option" not in run.err.decode() and "help" not in run.err.decode(),
                  f"{line}: {run.err}")


@case
def help_refused(tool):
    for words, message in (
            (["nonsense"], f"nonsense: is not a command; {TRY}"),
            (["--nonsense"], f"--nonsense: is not an option of tcenvelope; {TRY}"),
            (["-x"], f"-x: is not an option of tcenvelope; {TRY}"),
            (["help", "nonsense"], f"nonsense: is not a command; {TRY}"),
            (["help", "check", "x"], f"x: unexpected argument; {TRY}"),
            (["--help", "x"], f"x: unexpected argument; {TRY}"),
            (["--version", "x"], f"x: unexpected argument; {TRY}")):
        run = tool.run(*words).expect(2, f"tcenvelope: {message}\n")
        equal(run.out, b"", "output")


@case
def help_without_words(tool):
    run = tool.run().expect(2)
    equal(run.out, b"", "output")
    contains(run.err.decode(), "usage: tcenvelope check", "usage")
    contains(run.err.decode(), TRY, "usage")


@case
def version(tool):
    out = tool.run("--version").expect(0, "").out.decode()
    header = (ROOT / "lib/include/tcenvelope.h").read_text()
    number = ".".join(re.search(rf"TCE_VERSION_{part} (\d+)", header).group(1)
                      for part in ("MAJOR", "MINOR", "PATCH"))
    check(out.startswith(f"tcenvelope {number}\n"), out)
    check(re.search(r"^engine yajl: (\w+|not available)$", out, re.M), out)
    check(re.search(r"^engine simd: .+$", out, re.M), out)
    check(re.search(r"^engine auto: (yajl|simd)$", out, re.M), out)


def functions_of_header():
    header = (ROOT / "lib/include/tcenvelope.h").read_text()
    code = re.sub(r"/\*.*?\*/", "", header, flags=re.S)
    return set(re.findall(r"\b(tce_\w+)\((?!\*)", code))


@case
def man_page_of_library(tool):
    man = (PROGRAMS / "man/tcenvelope.3").read_text()
    functions = functions_of_header()
    check(len(functions) > 20, f"found {functions}")
    for function in functions:
        check(re.search(rf"^\.F[no] {function}\b", man, re.M), f"{function} is not in the page")
    for name in violation_names():
        check(re.search(rf"\b{name}\b", man), f"{name} is not in the page")


def complete(tool, *words):
    script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tcenvelope; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "-c", script, "bash", PROGRAMS / "completion/tcenvelope.bash",
                           tool.program, *words],
                          capture_output=True, timeout=GUARD, cwd=tool.folder, check=False)
    equal(done.stderr, b"", "standard error")
    return done.stdout.decode().split()


@case
def completion(tool):
    tool.file("a.json", b"")
    for words, wanted in (
            ([""], ["check", "plan", "merge", "codes", "help", "--version", "--help"]),
            (["c"], ["check", "codes"]),
            (["check", "--re"], ["--recursive", "--records", "--report="]),
            (["check", "--report", "="], ["text", "json", "none"]),
            (["check", "--report", "=", "j"], ["json"]),
            (["check", "--report", "n"], ["none"]),
            (["check", "--only", "=", ""], ["success", "failure", "invalid"]),
            (["check", "--framing", "=", "n"], ["ndjson"]),
            (["check", "--engine", "=", ""], ["auto", "yajl", "simd"]),
            (["check", "a"], ["a.json"]),
            (["check", "--codes", "=", "a"], ["a.json"]),
            (["merge", "--s"], ["--summary="]),
            (["merge", "a"], ["a.json"]),
            (["codes", ""], ["list", "lookup", "search", "diff", "compile", "import"]),
            (["codes", "l"], ["list", "lookup"]),
            (["codes", "compile", "a"], ["a.json"]),
            (["codes", "compile", "-"],
             ["--output=", "--service=", "--classes=", "--quiet", "--help"]),
            (["codes", "compile", "--classes", "=", "a"], ["a.json"]),
            (["codes", "diff", "a"], ["a.json"]),
            (["codes", "search", "--s"], ["--service="]),
            (["codes", "compile", "x", "-o", "a"], ["a.json"]),
            (["codes", "import", "a"], ["a.json"]),
            (["codes", "import", "--"], ["--output=", "--help"]),
            (["codes", "lookup", "--c"], ["--codes="]),
            (["codes", "lookup", "--codes", "=", "a"], ["a.json"]),
            (["codes", "list", "x"], []),
            (["codes", "list", "--report", "="], ["text", "json"]),
            (["codes", "lookup", "ServiceU"], ["ServiceUnavailable"]),
            (["help", ""], ["check", "plan", "merge", "codes"])):
        equal(complete(tool, *words), wanted, str(words))
