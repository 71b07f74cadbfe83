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


def wanted(mode, framing_name, document_name, coding="identity"):
    framing, document = FRAMINGS[framing_name], documents.document(document_name)
    body = documents.packed(document.body) if coding == "gzip" else document.body
    seen = documents.seen_packed if coding == "gzip" else documents.seen
    shown = framing.shown(len(body))
    said = seen(document, shown, framing.orderly)
    action, client = {"observe": observed, "abort": aborted, "hold": held}[mode.partition("_")[0]](
        said, shown, seen(document, min(shown, HOLD_SIZE), False))
    content_length = framing.claims(len(body)) if framing.kind == "length" else None
    complete = framing.orderly and shown == len(body)
    return Wanted(said, body, coding, action, client, shown, content_length, framing.orderly, complete)


def observed(_said, _shown, _within):
    return "passed", "same"


def aborted(said, _shown, _within):
    return ("passed", "same") if said.sound else ("aborted", "cut")


def held(said, shown, within):
    """A violation within the hold limit is seen in time."""
    if shown > HOLD_SIZE and within.violation == "-":
        return "overflowed", "same"
    return ("released", "same") if said.sound else ("rejected", "rejected")


def log_mismatches(wish, mode, protocol, line, seen):
    """Compares the access log with the expectation."""
    said = wish.said
    pairs = {"verdict": said.verdict, "violation": said.violation, "action": wish.action,
             "offset": "-" if said.offset is None else str(said.offset), "coding": wish.coding}
    if said.sound or (mode.startswith("observe") and wish.complete):
        pairs.update({"request_id": said.request_id, "code": said.code, "class": said.code_class})
    if wish.client == "same" and wish.orderly:
        pairs["bytes"] = str(wish.shown)
    elif wish.client == "same" and protocol != "http2":
        pairs["bytes"] = str(len(seen.body))
    elif not encoded_offset(wish) <= int(line["bytes"]) <= wish.shown:
        yield f"bytes: {line['bytes']} of {wish.shown}"
    for name, value in pairs.items():
        if line[name] != value:
            yield f"{name}: {line[name]}, not {value}"


def encoded_offset(wish):
    """A lower bound of the bytes that were read to the violation."""
    return (wish.said.offset or 0) if wish.coding == "identity" else 0


def envelope_mismatches(wish, seen):
    """The answer in place of a response says which violation, and nothing of the content."""
    if documents.MARKER in seen.body or seen.header("content-type") != "application/json":
        yield f"answer {seen.header('content-type')} {seen.body!r:.200}"
    answer = json.loads(seen.body)["Response"]
    if answer["Error"]["Code"] != REJECT_CODE or not answer["RequestId"]:
        yield f"answer {seen.body!r:.300}"
    if wish.said.violation not in ("-", *re.findall(r": (\w+) at byte", answer["Error"]["Message"])):
        yield f"message {answer['Error']['Message']}"


def client_mismatches(wish, protocol, seen, plain):
    """Compares what the client saw with the expectation; `plain`: without the module."""
    if wish.client == "same":
        yield from same_mismatches(wish, protocol, seen.comparable(), plain().comparable())
    elif wish.client == "cut":
        yield from cut_mismatches(wish, protocol, seen)
    elif (seen.exit, seen.status) != (0, REJECT_STATUS):
        yield f"exit {seen.exit}, status {seen.status}, not 0 and {REJECT_STATUS}"
    else:
        yield from envelope_mismatches(wish, seen)


def brief(value):
    return f"{len(value)} bytes" if isinstance(value, bytes) else f"{value!r:.300}"


def same_mismatches(wish, protocol, seen, plain):
    names = ["exit", "status", "headers", "body"]
    if protocol == "http2" and plain.exit:
        # The reset of a stream overtakes what is on its way: more or less of it comes through.
        names = ["exit"]
        if not wish.body.startswith(seen.body):
            yield "body: other bytes"
    for name in names:
        found, other = getattr(seen, name), getattr(plain, name)
        if found != other:
            yield f"{name}: {brief(found)}, without the module {brief(other)}"


def cut_mismatches(wish, protocol, seen):
    if seen.exit not in BROKEN_EXITS[protocol]:
        yield f"exit {seen.exit}: the client takes it for complete"
    if not wish.body.startswith(seen.body):
        yield "body: other bytes"
    if wish.content_length and len(seen.body) >= wish.content_length:
        yield "body: no byte of it is missing"


def plain_mismatches(wish, seen, framing):
    """The upstream and the client do what this table assumes."""
    body = wish.body[:wish.shown]
    if framing.orderly and (seen.exit, seen.status, seen.body) != (0, 200, body):
        yield f"without the module: exit {seen.exit}, status {seen.status}, {len(seen.body)} bytes"
    if not framing.orderly and not wish.body.startswith(seen.body):
        yield "without the module: other bytes"


def warning_mismatches(wish, lines):
    """One line in the error log for each response that is not sound."""
    if len(lines) != (0 if wish.said.sound else 1):
        yield f"{len(lines)} lines in the error log"
    where = "seen up to byte [0-9]+" if wish.said.violation == "-" else \
        f"{wish.said.violation} at byte {wish.said.offset}"
    pattern = (rf"tcenvelope: {wish.said.verdict} response, {where}, {wish.action}"
               r"( while [a-z ]+)?, client: ")
    for line in lines:
        if not re.search(pattern, line):
            yield f"error log: {line!r}, not {pattern!r}"
