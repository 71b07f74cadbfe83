"""The options, their values and their messages."""
from support import FAILURE, INVALID, SUCCESS, case, check, contains, equal, records

LINES = SUCCESS + b"\n" + FAILURE + b"\n" + INVALID + b"\n"
TRY = "try 'tcenvelope --help'"


def refused(tool, words, message):
    run = tool.run("check", *words, stdin=SUCCESS).expect(2, f"tcenvelope: {message}\n")
    equal(run.out, b"", "output")


@case
def option_framing(tool):
    for framing, verdicts in (("single", ["invalid"]),
                              ("auto", ["success", "failure", "invalid"]),
                              ("ndjson", ["success", "failure", "invalid"]),
                              ("concatenated", ["success", "failure", "invalid"])):
        run = tool.json(f"--framing={framing}", stdin=LINES).expect(1)
        equal([r["verdict"] for r in run.reports()], verdicts, framing)
    equal(tool.json(stdin=LINES).out, tool.json("--framing=auto", stdin=LINES).out, "default")


@case
def option_framing_places(tool):
    content = b"\n  \r\n" + SUCCESS + b"\r\n\n" + INVALID
    run = tool.json("--framing=ndjson", stdin=content).expect(1)
    equal([(r["index"], r["offset"]) for r in run.reports()], [(0, 5), (1, 38)], "lines")
    run = tool.json("--framing=concatenated", stdin=b" " + SUCCESS + FAILURE + b"\n" + SUCCESS)
    equal([(r["index"], r["offset"], r["length"]) for r in run.expect(0).reports()],
          [(0, 1, 30), (1, 31, 77), (2, 109, 30)], "values")


@case
def option_framing_nothing(tool):
    (report,) = tool.json(stdin=b"").expect(1).reports()
    equal(report["first_violation"], "json_empty", "single")
    for framing in ("ndjson", "concatenated"):
        equal(tool.json(f"--framing={framing}", stdin=b" \n\n").expect(0).out, b"", framing)


@case
def option_framing_broken_line(tool):
    content = SUCCESS + b"\n{]\n" + SUCCESS + b"\n"
    verdicts = [r["verdict"] for r in tool.json("--framing=ndjson", stdin=content).reports()]
    equal(verdicts, ["success", "invalid", "success"], "ndjson")
    run = tool.json("--framing=concatenated", stdin=content).expect(1)
    equal([(r["verdict"], r["length"]) for r in run.reports()], [("success", 30), ("invalid", 34)],
          "concatenated: the broken one runs to the end")


@case
def option_engine(tool):
    wanted = tool.json("--framing=ndjson", stdin=LINES).out
    engines = [name for name in ("yajl", "simd") if tool.has_engine(name)]
    check(engines, "no engine is available")
    for engine in ("auto", *engines):
        run = tool.json("--framing=ndjson", "--engine", engine, stdin=LINES).expect(1)
        equal(run.out, wanted, engine)


@case
def option_engine_that_is_not_built(tool):
    for engine in ("yajl", "simd"):
        if not tool.has_engine(engine):
            run = tool.run("check", f"--engine={engine}", stdin=SUCCESS).expect(2)
            contains(run.err.decode(), f"the engine '{engine}' is not built into this library",
                     "message")
            equal(run.out, b"", "output")


@case
def option_chunk(tool):
    content = LINES + b'{"Response":{"RequestId":"\xe9\x9b\xa8\\u96e8"}} \n\n{"a":tru}\n' * 3
    for words in (["--framing=ndjson"], ["--framing=concatenated"], ["--framing=single"]):
        wanted = tool.json(*words, stdin=content).out
        for chunk in ("1", "2", "3", "7", "64", "4k", "1m", "1g"):
            equal(tool.json(*words, "--chunk", chunk, stdin=content).out, wanted, f"{words} {chunk}")


@case
def option_chunk_refused(tool):
    for value in ("0", "", "x", "-1", "+1", "1.5", "64kb", "2g", "1e3", " 1", "0x10",
                  "18446744073709551616", "99999999999g"):
        refused(tool, [f"--chunk={value}"],
                f"--chunk: '{value}' is not valid; give a size from 1 to 1g, such as 4096 or 64k")


@case
def option_max_depth(tool):
    document = b'{"Response":{"A":[[]],"RequestId":"a"}}'
    tool.check("--max-depth=4", stdin=document).expect(0)
    (report,) = tool.json("--max-depth=3", stdin=document).expect(1).reports()
    equal((report["first_violation"], report["violation_offset"]), ("json_depth", 18), "depth")
    for depth, limit in ((512, []), (1024, ["--max-depth=1024"])):
        for more, status in ((0, 0), (1, 1)):
            deep = depth - 2 + more
            nested = b'{"Response":{"A":' + b"[" * deep + b"]" * deep + b',"RequestId":"a"}}'
            tool.check(*limit, stdin=nested).expect(status)


@case
def option_max_depth_refused(tool):
    for value in ("0", "1025", "x", "", "1k", "-5"):
        refused(tool, ["--max-depth", value], f"--max-depth: '{value}' is not valid; "
                "give an integer from 1 to 1024")


@case
def option_max_bytes(tool):
    tool.check("--max-bytes=30", stdin=SUCCESS).expect(0)
    tool.check("--max-bytes=0", stdin=SUCCESS).expect(0)
    tool.check("--max-bytes=1k", stdin=SUCCESS).expect(0)
    (report,) = tool.json("--max-bytes", "29", stdin=SUCCESS).expect(1).reports()
    equal((report["first_violation"], report["violation_offset"], report["length"]),
          ("json_size", 29, 30), "size")


@case
def option_max_bytes_refused(tool):
    for value in ("", "x", "-1", "1t", "20000000000g"):
        refused(tool, [f"--max-bytes={value}"], f"--max-bytes: '{value}' is not a size; "
                "give a number of bytes, such as 1000 or 64m, or 0 for no limit")


@case
def option_jobs_refused(tool):
    for value in ("0", "257", "x", "", "2k"):
        refused(tool, [f"--jobs={value}"],
                f"--jobs: '{value}' is not valid; give an integer from 1 to 256")


@case
def option_words_refused(tool):
    refused(tool, ["--framing=lines"], "--framing: 'lines' is not a framing; "
            "give auto, single, ndjson, concatenated, http or har")
    refused(tool, ["--engine", "json-c"], "--engine: 'json-c' is not an engine; "
            "give auto, yajl or simd")
    refused(tool, ["--report=xml"], "--report: 'xml' is not a report format; "
            "give text, json or none")
    refused(tool, ["--only=bad"], "--only: 'bad' is not a verdict; "
            "give success, failure or invalid")
    refused(tool, ["--color=yes"], "--color: 'yes' is not a time for colour; "
            "give auto, always or never")
    refused(tool, ["--only=\x1b[1m"], "--only: '\\u001b[1m' is not a verdict; "
            "give success, failure or invalid")


@case
def option_only(tool):
    for only, wanted in ((["success"], ["success"]), (["failure"], ["failure"]),
                         (["invalid"], ["invalid"]),
                         (["invalid", "success"], ["success", "invalid"]),
                         (["success", "failure", "invalid"], ["success", "failure", "invalid"])):
        words = [f"--only={verdict}" for verdict in only]
        run = tool.json("--framing=ndjson", *words, stdin=LINES).expect(1)
        equal([r["verdict"] for r in run.reports()], wanted, str(only))
        check(all(r["index"] == ["success", "failure", "invalid"].index(r["verdict"])
                  for r in run.reports()), "indexes count all documents")


@case
def option_quiet(tool):
    equal(tool.run("check", "--quiet", stdin=SUCCESS).expect(0).err, b"", "standard error")
    contains(tool.run("check", stdin=SUCCESS).expect(0).err, b"1 documents, 30 bytes", "summary")


@case
def option_records(tool):
    content = records(SUCCESS, b"", INVALID, FAILURE)
    wanted = [(0, 0, 30, "success"), (1, 34, 0, "invalid"), (2, 38, 15, "invalid"),
              (3, 57, 77, "failure")]
    for chunk in ("1", "7", "64k"):
        run = tool.json("--records", "--framing=single", "--chunk", chunk, stdin=content).expect(1)
        equal([(r["index"], r["offset"], r["length"], r["verdict"]) for r in run.reports()], wanted,
              chunk)
    equal(tool.json("--records", stdin=b"").expect(0).out, b"", "no record at all")


@case
def option_records_refused(tool):
    tool.json("--records", "--framing=auto", stdin=records(SUCCESS)).expect(0)
    for framing in ("ndjson", "concatenated"):
        refused(tool, ["--records", f"--framing={framing}"], "--records: each record is one "
                f"document; leave out --framing={framing}")


@case
def option_places(tool):
    tool.file("a.json", SUCCESS)
    tool.file("--quiet", SUCCESS)
    wanted = tool.json("a.json").expect(0).out
    equal(tool.run("check", "a.json", "--quiet", "--report", "json").expect(0).out, wanted,
          "after the file")
    equal(tool.run("check", "--report", "json", "a.json", "--quiet").expect(0).out, wanted, "around")
    (report,) = tool.json("--", "--quiet").expect(0).reports()
    equal(report["source"], "--quiet", "after --")


@case
def option_refused(tool):
    refused(tool, ["--nonsense"], f"--nonsense: is not an option of check; {TRY}")
    refused(tool, ["--nonsense=3"], f"--nonsense=3: is not an option of check; {TRY}")
    refused(tool, ["-x"], f"-x: is not an option of check; {TRY}")
    refused(tool, ["-qx"], f"-x: is not an option of check; {TRY}")
    refused(tool, ["--quiet=yes"], "--quiet=yes: --quiet takes no value; leave it out")
    refused(tool, ["--jobs"], "--jobs: needs a value; try 'tcenvelope help check'")
    run = tool.run("codes", "list", "--report=none").expect(2)
    equal(run.err.decode(), "tcenvelope: --report: 'none' is not a report format; "
          "give text or json\n", "message")
    run = tool.run("codes", "list", "--nonsense").expect(2)
    equal(run.err.decode(), f"tcenvelope: --nonsense: is not an option of codes; {TRY}\n", "message")
    run = tool.run("codes", "list", "--quiet").expect(2)
    equal(run.err.decode(), f"tcenvelope: --quiet: is not an option of codes list; {TRY}\n", "message")
