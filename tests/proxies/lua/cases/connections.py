"""Clients that leave, upstreams without an end, reloads; responses that Lua reads itself."""
import signal

from checks import case, check, contains, equal
from clients import curl
from documents import DOCUMENTS, MARKER
from servers import awaited
from sites import says, unchanged
from support import guarded, guards

# A reader over a cosocket, as lua-resty-http has one: the upstream answers HTTP/1.0 and ends the connection.
READER = """
function read_from(port, path)
    local socket = ngx.socket.tcp()
    assert(socket:connect("127.0.0.1", port))
    assert(socket:send("GET " .. path .. " HTTP/1.0\\r\\n\\r\\n"))
    local head = assert(socket:receiveuntil("\\r\\n\\r\\n")())
    local header = {}
    for name, value in head:gmatch("\\r\\n([^:]+): ([^\\r]+)") do header[name] = value end
    local function read()
        local bytes, problem = socket:receiveany(8192)
        if not bytes then return nil, problem ~= "closed" and problem or nil end
        return bytes
    end
    return { status = tonumber(head:match(" (%d+)")), header = header, read = read }
end
""".replace("{", "{{").replace("}", "}}")
RELAY = """
location /relay/ {
    content_by_lua_block {
        return guards.hold:relay(read_from(ngx.var.arg_port, ngx.var.request_uri:sub(#"/relay" + 1)))
    }
    log_by_lua_block { guards.hold:log() }
}
"""


@case
def what_lua_reads_is_held(bench):
    """Chunk by chunk, over HTTP/2 too, and past the hold limit it passes as it comes."""
    with bench.site(RELAY, READER + guards(hold='mode = "hold"')) as site:
        for protocol in ("http1_1", "http2"):
            for name in ("small", "medium", "failure", "syntax", "cut_medium", "request_id_missing", "empty",
                         "large", "syntax_then_many_rows", "many_rows_then_syntax"):
                document = DOCUMENTS[name]
                seen, line = site.curl(f"/relay/close/{name}?port={site.first.port}", protocol)
                overflows = name in ("large", "many_rows_then_syntax")
                if document.sound or overflows:
                    unchanged(seen, document, name)
                else:
                    equal((seen.exit, seen.status), (0, 502), name)
                    check(MARKER not in seen.body, name)
                says(line, document, "overflowed" if overflows else "released" if document.sound else "rejected")


@case
def a_huge_body_that_lua_reads_is_rejected(bench):
    """At the hold limit, where it has to be: memory does not follow the body."""
    with bench.site(RELAY, READER + guards(hold='mode = "hold", overflow = "reject"')) as site:
        seen, line = site.curl(f"/relay/close/huge?port={site.first.port}")
        equal((seen.status, line["verdict"], line["action"]), (502, "unseen", "rejected"), "answer")
        check(max(site.proxy.memory()) < 25_000, f"memory: {site.proxy.memory()} kilobytes")
        awaited(lambda: site.first.serving == 0, "the upstream's connection to end")


@case
def a_client_that_leaves_is_not_a_failure_of_the_upstream(bench):
    with bench.site() as site:
        for mode in ("observe", "abort"):
            test = site.number()
            with site.connect(receive_buffer=4096) as client:
                client.ask(f"/{mode}/chunked/endless", test)
                client.more()
                client.leave()
            line = site.proxy.logged(test)
            equal((line["verdict"], line["violation"]), ("unseen", "-"), mode)
        awaited(lambda: site.first.serving == 0, "the upstream's connections to end")


@case
def a_reload_with_a_bad_setting_is_refused(bench):
    """What was there serves on."""
    with bench.site() as site:
        good = site.proxy.parts["http"]
        before = set(site.proxy.workers())
        site.proxy.parts["http"] = good.replace("mode = mode", 'mode = "bad"')
        site.proxy.configure()
        site.proxy.process.send_signal(signal.SIGHUP)
        awaited(lambda: "mode is bad, and must be one of" in site.proxy.errors(), "the message")
        equal(set(site.proxy.workers()), before, "workers")
        unchanged(site.curl("/hold/length/small")[0], DOCUMENTS["small"], "answer")


@case
def counters_survive_a_reload(bench):
    with bench.site() as site:
        site.curl("/observe/length/small")
        site.proxy.await_end_of(site.proxy.reload())
        site.curl("/hold/length/syntax")
        verdicts = site.proxy.counters()["verdicts"]
        equal((verdicts["success"], verdicts["invalid"]), (1, 1), "verdicts")


@case
def a_filter_that_should_hold_answers_with_an_error(bench):
    """Rather than let pass what it was asked to hold."""
    with bench.site(guarded("hold", "guards.hold"), guards(hold='mode = "hold"')) as site:
        for name in ("small", "syntax"):
            seen, _ = site.curl(f"/hold/length/{name}")
            equal((seen.exit, seen.status), (0, 500), name)
            check(MARKER not in seen.body, name)
        contains(site.proxy.errors(), "tcenvelope: a filter cannot hold", "error log")


@case
def a_head_request_is_skipped(bench):
    with bench.site() as site:
        for mode in ("observe", "abort", "hold"):
            seen, line = site.curl(f"/{mode}/length/syntax", "http1_1", "--head")
            equal((seen.status, line["verdict"]), (200, "skipped"), mode)


@case
def a_request_body_reaches_the_upstream_of_a_capture(bench):
    with bench.site() as site:
        seen, _ = site.curl("/hold/length/small", "http1_1", "--data", "x" * 3000)
        unchanged(seen, DOCUMENTS["small"], "answer")
        (request,) = site.first.asked("small")
        equal((request.method, request.headers["content-length"]), ("POST", "3000"), "request")


@case
def an_endless_upstream_is_cut_in_abort(bench):
    """At max_bytes, in constant memory."""
    settings = guards(abort='mode = "abort", max_bytes = "5m"')
    with bench.site(guarded("abort", "guards.abort"), settings) as site:
        seen, line = site.curl("/abort/chunked/endless")
        check(seen.exit != 0 and len(seen.body) <= 5 << 20, f"{seen.exit}, {len(seen.body)}")
        equal((line["violation"], line["offset"], line["action"]), ("json_size", str(5 << 20), "aborted"), "line")
        check(curl(site.proxy.port, "/abort/length/small", "http1_1").status == 200, "it serves on")
