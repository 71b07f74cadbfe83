"""The status page, in a browser.

Each look at it leaves a picture in the folder "pictures" beside the module.
"""
import contextlib
import pathlib

from browser import Browser
from cases.status import HOSTILE, ORIGIN, SERVER, ask_for, awaited_status, counting
from servers import awaited
from support import case, check, contains, equal

PHONE = {"width": 375, "height": 800}

# Kinds of responses in about the numbers that a day has.
A_DAY = (["/observe/small.json"] * 160 + ["/hold/small.json"] * 30 + ["/observe/failure.json"] * 12
         + ["/hold/failure_derived.json"] * 7 + ["/observe/code?code=InternalError"] * 3
         + ["/observe/syntax.json", "/hold/syntax.json", "/abort/empty.json", "/observe/request_id_missing.json",
            "/observe/cut.json", "/observe/plain.txt", "/observe/plain.txt"])
DAYS = 6

# What a reader sees of each counter: a row's name or a tile's title, and its words.
SEEN = """
    const words = (element, part) => element.querySelector(part)?.textContent ?? null;
    return [...document.querySelectorAll(".tiles > div, tbody > tr:not(.nothing), tfoot > tr:not(.nothing)")]
        .filter(element => element.checkVisibility())
        .map(element => ({
            table: element.closest("section")?.querySelector("h2").textContent ?? null,
            name: words(element, "dt") ?? words(element, "th bdi"),
            count: words(element, ".count"), share: words(element, ".share"), rate: words(element, ".rate"),
            bar: element.querySelector("rect")?.getAttribute("width") ?? null,
        }));
"""

# Text and bars with their colours, as computed, and their background.
COLOURS = """
    const background = element => {
        for (; element; element = element.parentElement) {
            const colour = getComputedStyle(element).backgroundColor;
            if (colour !== "rgba(0, 0, 0, 0)") {
                return colour;
            }
        }
        return null;
    };
    const found = [];
    for (const element of document.querySelectorAll("body *")) {
        const style = getComputedStyle(element);
        const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim() !== "");
        if (!element.checkVisibility()) {
            continue;
        }
        if (element.tagName === "rect") {
            found.push({what: "bar", colour: style.fill, background: background(element.closest("svg"))});
        } else if (own) {
            found.push({what: element.outerHTML.slice(0, 80), colour: style.color, background: background(element)});
        }
    }
    return found;
"""

# Tables whose cells a screen reader could not name, images it would stumble over, sections without a title.
UNNAMED = """
    const bad = [];
    for (const table of document.querySelectorAll("table")) {
        const columns = table.querySelectorAll("thead th[scope=col]").length;
        for (const row of table.querySelectorAll("tbody tr:not(.nothing), tfoot tr:not(.nothing)")) {
            if (row.cells.length !== columns || row.cells[0].getAttribute("scope") !== "row") {
                bad.push(row.outerHTML);
            }
        }
        const section = table.closest("section[aria-labelledby]");
        if (columns === 0 || !document.getElementById(section.getAttribute("aria-labelledby")).textContent) {
            bad.push(table.outerHTML);
        }
    }
    document.querySelectorAll("svg:not([aria-hidden=true], [role=img][aria-label])").forEach(svg => bad.push(svg.outerHTML));
    return bad;
"""

# Whether there is a rate wherever one is shown.
RATED = """
    const rates = [...document.querySelectorAll(".rate")].filter(element => element.checkVisibility());
    return rates.length > 0 && rates.every(element => element.textContent !== "\u2013");
"""


class Page:
    """The page in a browser, and its server."""

    def __init__(self, bench, nginx, browser):
        self.nginx, self.browser = nginx, browser
        self.pictures = pathlib.Path(bench.module).resolve().parent / "pictures"

    def open(self, **look):
        self.browser.look(**look)
        self.browser.open(f"http://127.0.0.1:{self.nginx.port}/status")

    def words(self, selector):
        return self.browser.run("return document.querySelector(arguments[0]).textContent", selector)

    def seen(self):
        return self.browser.run(SEEN)

    def by_name(self):
        return {(row["table"], row["name"]): row for row in self.seen()}

    def await_rates(self):
        """The script has looked at the counters for a second time."""
        awaited(lambda: self.browser.run(RATED), "rates")

    def picture(self, name):
        self.pictures.mkdir(exist_ok=True)
        self.browser.picture(self.pictures / f"{name}.png")


@contextlib.contextmanager
def page(bench, **parts):
    """At the end, nothing in it may have displeased the browser."""
    with counting(bench, **parts) as nginx, Browser() as browser:
        yield Page(bench, nginx, browser)
        equal(browser.complaints(), [], "console")


def fill(nginx, paths):
    ask_for(nginx, paths)
    return awaited_status(nginx, len(paths))


def grouped(number):
    return f"{number:,}"


def luminance(colour):
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """As WCAG 2 has it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@case
def status_page_shows_the_counters_and_their_rates(bench):
    with page(bench) as shown:
        fill(shown.nginx, A_DAY * DAYS)
        shown.open()
        shown.await_rates()
        counters = awaited_status(shown.nginx, len(A_DAY) * DAYS)
        equal(shown.words("title"), "tcenvelope", "title")
        equal(shown.words("h1"), "tcenvelope", "name")
        equal(shown.words("#state"), "Live", "state")
        rows = shown.by_name()
        wanted = {("Verdicts", name): count for name, count in counters["verdicts"].items()}
        wanted |= {("Actions", name): count for name, count in counters["actions"].items()}
        wanted |= {("Violations", name): count for name, count in counters["violations"].items() if count}
        wanted |= {("Content codings", name): count for name, count in counters["codings"].items() if count}
        wanted |= {("Skipped", name): count for name, count in counters["skips"].items() if count}
        wanted |= {("Error codes", each["code"]): each["count"] for each in counters["codes"]}
        verdicts = counters["verdicts"]
        wanted[None, "Responses"] = counters["responses"]
        wanted[None, "Sound"] = verdicts["success"] + verdicts["failure"]
        wanted[None, "Broken"] = verdicts["invalid"] + verdicts["truncated"] + verdicts["incomplete"]
        wanted[None, "Not validated"] = verdicts["skipped"] + verdicts["unseen"]
        size = rows.pop((None, "Validated"))["count"]
        equal(size, f"{counters['bytes'] / 1024:.1f} KiB", "bytes")
        equal({name: row["count"] for name, row in rows.items()},
              {name: grouped(count) for name, count in wanted.items()}, "counts")
        check("," in rows["Verdicts", "success"]["count"], "large numbers are not grouped")
        equal({row["rate"] for row in rows.values()}, {"0"}, "rates while nothing happens")
        shown.picture("light")


@case
def status_page_follows_the_counters(bench):
    """From nothing at all to a code and a violation that were not there before; only then are there rates."""
    with page(bench) as shown:
        shown.open()
        contains(shown.browser.run("return document.body.innerText"), "Nothing validated yet", "page")
        equal(shown.seen(), [], "counters")
        awaited(lambda: shown.words("#state") == "Live", "the script")
        shown.picture("empty")
        fill(shown.nginx, ["/observe/small.json"] * 20)
        awaited(lambda: (None, "Responses") in shown.by_name(), "counters")
        check(not any(table in ("Error codes", "Violations") for table, _ in shown.by_name()), "rows without need")
        contains(shown.words("#codes + tfoot .nothing"), "None so far", "error codes")
        ask_for(shown.nginx, ["/observe/failure.json"] * 30 + ["/hold/syntax.json"] * 10)
        awaited(lambda: ("Error codes", "RequestLimitExceeded") in shown.by_name(), "a new code")
        rows = shown.by_name()
        equal(rows["Error codes", "RequestLimitExceeded"]["count"], "30", "the code")
        equal(rows["Violations", "json_syntax"]["count"], "10", "the violation")
        equal(rows["Verdicts", "failure"]["share"], "50.0 %", "share of failures")
        check(float(rows["Verdicts", "failure"]["rate"]) > 0, f"rate {rows['Verdicts', 'failure']['rate']}")
        check(not shown.browser.run("return document.querySelector('#codes + tfoot .nothing').checkVisibility()"),
              "a code, and the words that there is none")


@case
def status_page_needs_no_script(bench):
    """Without it there is all but the rates; what the script writes is, word for word, what the server does."""
    with page(bench) as shown:
        codes = [f"/observe/code?code=Code{number}" for number in range(105)]
        fill(shown.nginx, A_DAY * DAYS + codes)
        shown.open(script=False)
        plain = shown.seen()
        rates = "return [...document.querySelectorAll('.speed')].some(element => element.checkVisibility())"
        shown.browser.look()  # the browser's own commands are scripts too
        check(not shown.browser.run(rates), "rates that nobody takes")
        contains(shown.words("#state"), "As of 20", "state")
        equal(len([row for row in plain if row["table"] == "Error codes"]), 101, "codes, and all others")
        shown.picture("no_script")
        shown.open()
        shown.await_rates()
        equal([{**row, "rate": ""} for row in shown.seen()], [{**row, "rate": ""} for row in plain], "words")


@case
def status_page_shows_hostile_codes_as_text(bench):
    paths = [f"/hold/hostile{number}.json" for number, _ in enumerate(HOSTILE)]
    with page(bench) as shown:
        fill(shown.nginx, paths)
        shown.open(script=False)
        plain = shown.seen()
        shown.browser.look()
        shown.open()
        shown.await_rates()
        equal([{**row, "rate": ""} for row in shown.seen()], [{**row, "rate": ""} for row in plain], "words")
        names = {row["name"] for row in plain if row["table"] == "Error codes"}
        pictures = {control: chr(0x2400 + control) for control in range(0x20)} | {0x7F: "\u2421"}
        equal(names, {code.translate(pictures) for code in HOSTILE}, "codes")
        equal(shown.words("title"), "tcenvelope", "title")
        equal(shown.browser.run("return document.images.length + document.scripts.length"), 1, "scripts and images")
        wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        for look in ({}, PHONE):
            shown.open(**look)
            equal(shown.browser.run(wide), 0, f"pixels too wide {look}")
        shown.picture("hostile_phone")


@case
def status_page_can_be_read_by_everyone(bench):
    """Contrast in both schemes, on a phone too; names for every cell."""
    with page(bench) as shown:
        fill(shown.nginx, A_DAY * DAYS)
        for scheme in ("light", "dark"):
            for name, look in (("", {}), ("_phone", PHONE)):
                shown.open(scheme=scheme, **look)
                shown.await_rates()
                shown.picture(scheme + name)
                colours = shown.browser.run(COLOURS)
                check(len(colours) > 50, f"{len(colours)} texts and bars")
                for each in colours:
                    least = 3 if each["what"] == "bar" else 4.5
                    found = contrast(each["colour"], each["background"])
                    check(found >= least, f"{scheme}: contrast {found:.2f} of {each}")
                dark = luminance(shown.browser.run("return getComputedStyle(document.body).backgroundColor")) < 0.5
                equal(dark, scheme == "dark", f"{scheme} page")
                wide = shown.browser.run("return document.documentElement.scrollWidth")
                equal(wide, look.get("width", 1280), f"{scheme}{name}: width of the page")
        equal(shown.browser.run(UNNAMED), [], "what cannot be read aloud")
        equal(shown.browser.run("return document.documentElement.lang"), "en", "language")


@case
def status_page_says_when_it_is_out_of_date(bench):
    """And goes on once the server answers again."""
    with counting(bench) as nginx, Browser() as browser:
        shown = Page(bench, nginx, browser)
        fill(nginx, ["/observe/small.json"])
        shown.open()
        awaited(lambda: shown.words("#state") == "Live", "the script")
        nginx.configure(server=SERVER.replace("location = /status {", "location = /elsewhere {"))
        nginx.reload()
        awaited(lambda: "does not answer" in shown.words("#state"), "words of the failure")
        nginx.configure(server=SERVER, http=ORIGIN.format(zone="2m"))
        nginx.reload()
        awaited(lambda: shown.words("#state") == "Live", "the end of the failure")
        awaited(lambda: shown.seen() == [], "counters that start from zero")
