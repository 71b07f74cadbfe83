"""The cache: what is stored, and what comes from it."""
from checks import case, check, equal

CACHE = {"http.cache.http": "INT 1"}
MODES = {mode: [f"mode={mode}"] for mode in ("off", "observe", "abort", "hold")}
LASTING = "&cache=max-age%3D3600"


def cached(bench, rules=None, **named):
    return bench.site(rules or MODES, records=CACHE, **named)


def asks(site, path, times=2):
    """The statuses that the client saw, the cache's results, and how often the upstream was asked."""
    seen = [site.curl(path) for _ in range(times)]
    return [one.status for one, _ in seen], [line["cache"] for _, line in seen], len(site.first.asked(path.split("?")[1]))


@case
def what_is_sound_is_stored_and_comes_from_the_cache(bench):
    with cached(bench) as site:
        for number, mode in enumerate(MODES):
            statuses, results, asked = asks(site, f"/{mode}/length/small?n{number}{LASTING}")
            equal((statuses, asked), ([200, 200], 1), mode)
            check("HIT" in results[1], f"{mode}: {results}")


@case
def what_was_rejected_or_cut_is_not_stored(bench):
    with cached(bench) as site:
        for number, (mode, framing) in enumerate((mode, framing) for mode in ("abort", "hold")
                                                 for framing in ("length", "chunked", "close", "half_fin")):
            path = f"/{mode}/{framing}/syntax?n{number}{LASTING}"
            for _ in range(2):
                site.seen(path, test="before")
            line = site.curl(path)[1]
            equal(len(site.first.asked(f"n{number}{LASTING}")), 3, f"requests to the upstream for {path}")
            check("HIT" not in line["cache"], f"{path}: {line}")


@case
def what_is_stored_without_a_guard_is_validated_when_it_is_served(bench):
    with cached(bench, {"a": ["mode=off"]}, more="map /b/ http://127.0.0.1:{first}/ {plugin} @pparam=--mode=hold\n") as site:
        path = f"/length/syntax?n{LASTING}"
        equal(site.curl("/a" + path)[0].status, 200, "without a guard")
        seen, line = site.curl("/b" + path)
        equal((seen.status, line["action"]), (502, "rejected"), "with one")
        equal(site.curl("/a" + path)[0].status, 200, "the stored response stays")
        equal(len(site.first.asked("n" + LASTING)), 1, "requests to the upstream")


@case
def a_part_of_a_stored_response_is_not_served_in_hold(bench):
    with cached(bench) as site:
        for mode, status, verdict in (("hold", 200, "success"), ("observe", 206, "skipped")):
            path = f"/{mode}/length/small?{mode}{LASTING}"
            whole, _ = site.curl(path)
            seen, line = site.curl(path, "http1_1", "--header", "Range: bytes=0-9")
            equal((seen.status, line["verdict"]), (status, verdict), mode)
            equal(seen.body, whole.body if status == 200 else whole.body[:10], mode)
