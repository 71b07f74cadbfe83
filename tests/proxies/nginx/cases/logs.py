"""What the logs say, and what they never do."""
import re

from documents import DOCUMENTS
from support import case, check, contains, equal, says

MODES = ("observe", "abort", "hold")
ACTIONS = {"observe": "passed", "abort": "aborted", "hold": "rejected"}
DOING = "( while [a-z ]+)?"  # what nginx was about
BROKEN = [
    name for name, document in DOCUMENTS.items()
    if not document.sound and len(document.body) < 60_000
]


@case
def the_error_log_names_violation_and_offset(bench):
    """A line for each response that is not sound, without its content; in debug logs too."""
    locations = {mode: f"tcenvelope {mode};" for mode in MODES}
    with bench.site(locations, main="error_log debug.log debug;") as site:
        for mode in MODES:
            for name in BROKEN:
                path = f"/{mode}/chunked/{name}"
                site.curl(path)
                (line,) = site.warnings(path)
                document = DOCUMENTS[name]
                contains(line, "[warn] ", path)
                said = (rf"tcenvelope: {document.verdict} response, {document.violation} at byte "
                        rf"{document.offset}, {ACTIONS[mode]}{DOING}, client: 127\.0\.0\.1, ")
                check(re.search(said, line), f"{path}: {line}, not {said}")
                contains(line, f'upstream: "http://127.0.0.1:{site.first.port}/chunked/{name}"',
                         path)
        for mode in MODES:
            for path in (f"/{mode}/chunked/small", f"/{mode}/length/failure"):
                site.curl(path)
                equal(site.warnings(path), [], path)


@case
def the_error_log_says_when_the_upstream_died(bench):
    with bench.site({mode: f"tcenvelope {mode};" for mode in MODES}) as site:
        for mode in MODES:
            for framing in ("half_fin", "half_fin_chunked", "half_rst"):
                path = f"/{mode}/{framing}/medium"
                site.curl(path)
                (line,) = site.warnings(path)
                check(re.search(rf"tcenvelope: incomplete response, seen up to byte \d+, "
                                rf"{ACTIONS[mode]}{DOING}, client: ", line), line)


@case
def hostile_codes_and_ids_are_made_harmless(bench):
    """They are the response's own words, and may go where a line's end or a quote means something."""
    with bench.site({"observe": "tcenvelope observe;"}) as site:
        says(site.curl("/observe/length/hostile_words")[1], DOCUMENTS["hostile_words"], "passed")


# Mode, document, and the phases after idle.
PHASES = (
    ("observe", "small", ("watching", "idle")),
    ("observe", BROKEN[0], ("watching", "idle")),
    ("abort", "small", ("watching", "idle")),
    ("abort", BROKEN[0], ("watching", "cut")),
    ("hold", "small", ("holding", "watching", "idle")),
    ("hold", BROKEN[0], ("holding", "draining", "idle", "answering", "idle")),
)


def phases(text):
    """Each change of phase in a debug log: from, to, and the validated bytes."""
    return re.findall(r"tcenvelope: (\w+) -> (\w+) after (\d+) bytes", text)


@case
def the_debug_log_has_each_change_of_phase(bench):
    locations = {mode: f"tcenvelope {mode};" for mode in MODES}
    with bench.site(locations, main="error_log debug.log debug;") as site:
        log = site.proxy.folder / "debug.log"
        for mode, name, wanted in PHASES:
            start = log.stat().st_size
            path = f"/{mode}/chunked/{name}"
            line = site.curl(path)[1]
            found = phases(log.read_text()[start:])
            equal([(before, after) for before, after, _ in found],
                  list(zip(("idle", *wanted), wanted)), path)
            equal((found[0][2], found[-1][2]), ("0", line["bytes"]), path)
