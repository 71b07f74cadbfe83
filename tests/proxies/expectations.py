"""The expected outcome of a response, computed from the bytes sent and the mode alone."""
import json
import re
import typing

import documents
from upstream import FRAMINGS

HOLD_SIZE = 65536

# How curl reports an incomplete response, or none: CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING,
# CURLE_RECV_ERROR; CURLE_HTTP2_STREAM.
BROKEN_EXITS = {"http1_0": (18, 52, 56), "http1_1": (18, 52, 56), "http2": (92,)}

REJECT_STATUS = 502
ANY = None  # where a proxy cannot do something: whatever there is
REJECT_CODE = "InternalError.InvalidUpstreamResponse"


class Wanted(typing.NamedTuple):
    """What the log must say, and what the client must see."""
    said: documents.Document
    body: bytes  # as it is sent
    coding: str
    action: str
    client: str  # "same" as without the module, "cut", "rejected"
    shown: int  # bytes that reach the proxy; when the upstream dies some may not get further
    content_length: typing.Optional[int]  # Content-Length
    orderly: bool  # the end
    complete: bool  # all of the document


def wanted(mode, framing_name, document_name, coding="identity", hold_size=HOLD_SIZE):
    framing, document = FRAMINGS[framing_name], documents.document(document_name)
    body = documents.packed(document.body) if coding == "gzip" else document.body
    seen = documents.seen_packed if coding == "gzip" else documents.seen
    shown = framing.shown(len(body))
    said = seen(document, shown, framing.orderly)
    action, client = {"observe": observed, "abort": aborted, "hold": held}[mode.partition("_")[0]](
        said, shown > hold_size, seen(document, min(shown, hold_size), False))
    content_length = framing.claims(len(body)) if framing.kind == "length" else None
    complete = framing.orderly and shown == len(body)
    return Wanted(said, body, coding, action, client, shown, content_length, framing.orderly, complete)


def observed(_said, _large, _within):
    return "passed", "same"


def aborted(said, _large, _within):
    return ("passed", "same") if said.sound else ("aborted", "cut")


def held(said, large, within):
    """A violation within the hold limit is seen in time."""
    if large and within.violation == "-":
        return "overflowed", "same"
    return ("released", "same") if said.sound else ("rejected", "rejected")


def log_mismatches(wish, mode, protocol, line, seen, instead):
    """Compares the access log with the expectation, and with what is seen instead of it."""
    pairs = {**logged_pairs(wish, mode, protocol, seen), **{name: instead[name] for name in instead if name in line and name != "status"}}
    if "bytes" not in pairs and not is_between(encoded_offset(wish), line["bytes"], wish.shown):
        yield f"bytes: {line['bytes']} of {wish.shown}"
    for name, value in pairs.items():
        if line[name] not in any_of(value, line[name]):
            yield f"{name}: {line[name]}, not {value}"


def is_between(least, field, most):
    """The field is "-" where nothing was validated."""
    return field.isdigit() and least <= int(field) <= most


def logged_pairs(wish, mode, protocol, seen):
    said = wish.said
    pairs = {"verdict": said.verdict, "violation": said.violation, "action": wish.action,
             "offset": "-" if said.offset is None else str(said.offset), "coding": wish.coding}
    if said.sound or (mode.startswith("observe") and wish.complete):
        pairs.update({"request_id": said.request_id, "code": said.code, "class": said.code_class})
    if wish.client == "same" and wish.orderly:
        pairs["bytes"] = str(wish.shown)
    elif wish.client == "same" and protocol != "http2":
        pairs["bytes"] = str(len(seen.body))
    return pairs


def any_of(value, found):
    """The values that are right: of a tuple each; of ANY what was found."""
    if value is ANY:
        return (found,)
    return value if isinstance(value, tuple) else (value,)


def encoded_offset(wish):
    """A lower bound of the bytes that were read to the violation."""
    return (wish.said.offset or 0) if wish.coding == "identity" else 0


def envelope_mismatches(comparison, seen):
    """The answer in place of a response says which violation, and nothing of the content."""
    if documents.MARKER in seen.body or seen.header("content-type") != "application/json":
        yield f"answer {seen.header('content-type')} {seen.body!r:.200}"
    answer = json.loads(seen.body)["Response"]
    if answer["Error"]["Code"] != REJECT_CODE or not answer["RequestId"]:
        yield f"answer {seen.body!r:.300}"
    named = re.findall(r": (\w+) at byte", answer["Error"]["Message"]) or ["-"]
    if "-" not in comparison.violations and not set(named) & set(comparison.violations):
        yield f"message {answer['Error']['Message']}"


def client_mismatches(wish, comparison, seen, instead):
    """Compares what the client saw with the expectation, or with what is seen instead: if there are several, with
    the one that fits best."""
    kinds = any_of(instead.get("client", wish.client), wish.client)
    return min(([*CLIENTS[kind](wish, comparison, seen)] for kind in kinds), key=len)


class Comparison(typing.NamedTuple):
    """What depends on the proxy and the protocol."""
    protocol: str
    broken: tuple  # curl's exit statuses for a response that is not complete
    status: object  # of a rejection
    violations: tuple  # one of which the answer in place of a response names; "-": it may name none
    volatile: tuple  # headers that differ between two answers to one request
    plain: typing.Callable  # what the client sees without the module


def rejected_mismatches(wish, comparison, seen):
    yield from failed_mismatches(wish, comparison, seen)
    if seen.status in any_of(comparison.status, seen.status):
        yield from envelope_mismatches(comparison, seen)


def failed_mismatches(_wish, comparison, seen):
    """An answer in place of the response, whatever its body is."""
    if seen.exit != 0 or seen.status not in any_of(comparison.status, seen.status):
        yield f"exit {seen.exit}, status {seen.status}, not 0 and {comparison.status}"
    if documents.MARKER in seen.body:
        yield "body: content of the response"


def complete_mismatches(wish, _comparison, seen):
    """The client takes for complete what is not."""
    if seen.exit != 0:
        yield f"exit {seen.exit}: the client does not take it for complete"
    if not wish.body.startswith(seen.body):
        yield "body: other bytes"


def refused_mismatches(_wish, _comparison, seen):
    if seen.exit == 0:
        yield f"status {seen.status}: it is not refused"


def brief(value):
    return f"{len(value)} bytes" if isinstance(value, bytes) else f"{value!r:.300}"


def same_mismatches(wish, comparison, seen):
    plain = comparison.plain().comparable(comparison.volatile)
    seen = seen.comparable(comparison.volatile)
    names = ["exit", "status", "headers", "body"]
    if comparison.protocol == "http2" and plain.exit:
        # The reset of a stream overtakes what is on its way: more or less of it comes through.
        names = ["exit"]
        if not wish.body.startswith(seen.body):
            yield "body: other bytes"
    for name in names:
        found, other = getattr(seen, name), getattr(plain, name)
        if found != other:
            yield f"{name}: {brief(found)}, without the module {brief(other)}"


def cut_mismatches(wish, comparison, seen):
    if seen.exit not in comparison.broken:
        yield f"exit {seen.exit}: the client takes it for complete"
    if not wish.body.startswith(seen.body):
        yield "body: other bytes"
    if wish.content_length and len(seen.body) >= wish.content_length:
        yield "body: no byte of it is missing"


CLIENTS = {
    "same": same_mismatches,  # as without the module
    "cut": cut_mismatches,  # it takes the response for incomplete
    "rejected": rejected_mismatches,  # it gets an envelope in its place
    "failed": failed_mismatches,  # it gets another error in its place
    "complete": complete_mismatches,  # it takes for complete what is not
    "refused": refused_mismatches,  # it gets no answer
}


def plain_mismatches(wish, seen, framing):
    """The upstream and the client do what this table assumes."""
    body = wish.body[:wish.shown]
    if framing.orderly and (seen.exit, seen.status, seen.body) != (0, 200, body):
        yield f"without the module: exit {seen.exit}, status {seen.status}, {len(seen.body)} bytes"
    if not framing.orderly and not wish.body.startswith(seen.body):
        yield "without the module: other bytes"


def warning_mismatches(wish, lines, instead):
    """One line in the error log for each response that is not sound."""
    said = {name: pattern_of(instead.get(name, value)) for name, value in (
        ("verdict", wish.said.verdict), ("violation", wish.said.violation), ("offset", str(wish.said.offset)),
        ("action", wish.action))}
    count = instead.get("warnings", 0 if wish.said.sound else 1)
    if count is not ANY and len(lines) != count:
        yield f"{len(lines)} lines in the error log"
    where = rf"(seen up to byte [0-9]+|{said['violation']} at byte {said['offset']})"
    if "violation" not in instead:
        where = "seen up to byte [0-9]+" if wish.said.violation == "-" else where.split("|", 1)[1][:-1]
    pattern = rf"tcenvelope: {said['verdict']} response, {where}, {said['action']}"
    for line in lines:
        if not re.search(pattern, line):
            yield f"error log: {line!r}, not {pattern!r}"


def pattern_of(value):
    if value is ANY:
        return r"\S+"
    return "(" + "|".join(map(re.escape, value)) + ")" if isinstance(value, tuple) else re.escape(value)
