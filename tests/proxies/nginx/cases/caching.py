"""proxy_cache: hits are validated like misses, and early broken responses are not cached."""
from documents import DOCUMENTS
from support import case, equal, says, spoiled, unchanged

CACHE = "proxy_cache_path {folder}/cache keys_zone=store:1m; proxy_cache_key $request_uri;"
KEPT = "proxy_cache store; proxy_cache_valid 200 1h;"
SMALL_BUFFERS = "proxy_buffer_size 4k; proxy_buffers 4 4k; proxy_busy_buffers_size 8k;"
MODES = ("observe", "abort", "hold")


def cached(bench, more=""):
    directives = f"{KEPT} {SMALL_BUFFERS} {more}"
    return bench.site({mode: f"tcenvelope {mode}; {directives}" for mode in MODES}, http=CACHE)


@case
def hits_are_validated_like_misses(bench):
    with cached(bench, "tcenvelope_hold_size 2m;") as site:
        for mode in MODES:
            for name in ("small", "medium", "large", "failure", "failure_large"):
                for framing in ("length", "chunked"):
                    answers = [site.curl(f"/{mode}/{framing}/{name}") for _ in range(3)]
                    for seen, line in answers:
                        unchanged(seen, DOCUMENTS[name], f"{mode} {framing} {name}")
                        says(line, DOCUMENTS[name], "released" if mode == "hold" else "passed")
                    equal(len(site.first.asked(f"/{framing}/{name}")), 1,
                          "requests of the upstream")
                    site.first.requests.clear()


@case
def responses_broken_early_are_not_cached(bench):
    """Found out before its end, it is asked for again; but observe leaves the cache alone too."""
    with cached(bench) as site:
        for mode in MODES:
            for name in ("syntax_then_rows", "syntax_then_many_rows"):
                for framing in ("length", "chunked"):
                    for _ in range(2):
                        line = site.curl(f"/{mode}/{framing}/{name}")[1]
                        equal((line["verdict"], line["violation"]), ("invalid", "json_syntax"),
                              name)
                    equal(len(site.first.asked(f"/{framing}/{name}")),
                          1 if mode == "observe" else 2, f"{mode} {framing} {name}: requests")
                    site.first.requests.clear()


@case
def responses_broken_at_their_end_are_not_cached(bench):
    """The end of a body without length comes after nginx has cached it."""
    with cached(bench) as site:
        for mode in MODES:
            for name in ("cut_small", "request_id_missing", "empty"):
                for _ in range(3):
                    seen, line = site.curl(f"/{mode}/chunked/{name}")
                    equal((line["verdict"], line["violation"]),
                          (DOCUMENTS[name].verdict, DOCUMENTS[name].violation), f"{mode} {name}")
                    spoiled(seen, mode, name)
                equal(len(site.first.asked(f"/chunked/{name}")), 1 if mode == "observe" else 3,
                      f"{mode} {name}: requests")
                site.first.requests.clear()


@case
def not_modified_is_answered_from_the_cache(bench):
    with cached(bench) as site:
        for mode in MODES:
            path = f"/{mode}/length/medium?etag=\"tag\"".replace('"', "%22")
            says(site.curl(path)[1], DOCUMENTS["medium"])
            seen, line = site.curl(path, "http1_1", "--header", 'If-None-Match: "tag"')
            equal((seen.exit, seen.status, seen.body), (0, 304, b""), mode)
            equal((line["verdict"], line["action"]), ("skipped", "-"), mode)
