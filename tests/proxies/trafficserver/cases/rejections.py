"""Answers in place of responses, and counters."""
import json

from checks import case, check, equal
from servers import awaited

RULES = {"hold": ["mode=hold"], "ok": ["mode=hold", "reject-status=200", "reject-code=RequestLimitExceeded"],
         "none": ["mode=hold", "reject-body=none"], "strict": ["mode=hold", "on-skip=reject"]}


@case
def a_rejection_has_the_status_and_the_body_of_its_settings(bench):
    with bench.site(RULES) as site:
        for framing in ("length", "half_fin", "half_fin_chunked"):
            seen, _ = site.curl(f"/ok/{framing}/syntax_then_rows")
            equal((seen.status, seen.header("content-type")), (200, "application/json"), framing)
            equal(json.loads(seen.body)["Response"]["Error"]["Code"], "RequestLimitExceeded", framing)
            seen, line = site.curl(f"/none/{framing}/syntax_then_rows")
            equal((seen.exit, seen.status, seen.body, line["action"]), (0, 502, b"", "rejected"), framing)
            equal(seen.header("x-upstream"), None, "a header of the response")


@case
def what_cannot_be_validated_is_rejected_where_settings_say_so(bench):
    with bench.site(RULES) as site:
        for query, status in (("type=text/html", 502), ("encoding=br", 502), ("type=application/json", 200)):
            seen, line = site.curl(f"/strict/length/small?{query}")
            equal(seen.status, status, query)
            if status == 502:
                equal((line["verdict"], line["action"]), ("skipped", "rejected"), query)
                check(b'"Response"' in seen.body, query)
            equal(site.curl(f"/hold/length/small?{query}")[0].status, 200, query)


@case
def every_response_is_counted_once(bench):
    with bench.site(RULES) as site:
        for path, number in (("/hold/length/small", 3), ("/hold/length/syntax", 2), ("/hold/length/failure", 1),
                             ("/hold/length/small?status=404", 1), ("/hold/half_fin/small", 1)):
            for _ in range(number):
                site.curl(path)
        counted = site.proxy.counters()
        equal(counted["responses"], 8, "responses")
        equal({name: count for name, count in counted["verdicts"].items() if count},
              {"success": 3, "invalid": 2, "failure": 1, "skipped": 1, "incomplete": 1}, "verdicts")

        def agree():
            metrics = site.proxy.metrics()
            return metrics.get("responses") == 8 and all(
                metrics.get(f"{kind}.{name}", 0) == count
                for kind, family in (("verdict", "verdicts"), ("action", "actions"), ("violation", "violations"),
                                     ("coding", "codings"), ("skip", "skips"))
                for name, count in counted[family].items())
        awaited(agree, "the metrics to agree with the page")


@case
def the_page_answers_get_and_head_alone(bench):
    """Traffic Server refuses the last request before the page is asked for, which must be freed all the same."""
    with bench.site(RULES) as site:
        for method, query, status in (("GET", "", 200), ("HEAD", "", 200), ("GET", "?format=prometheus", 200),
                                      ("GET", "?format=xml", 400), ("POST", "", 405), ("PUT", "", 411)):
            with site.connect() as client:
                length = {"Content-Length": "0"} if method == "POST" else {}
                answer = client.ask(f"/tcenvelope{query}", "page", method, **length).answer(method)
                equal((answer.end, answer.status), ("complete", status), f"{method} {query}")
