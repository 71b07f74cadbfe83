"""The bodies that the upstreams send, and the verdict on each, complete or cut.

The verdicts are written down here by hand, or follow from the place where a part was put in:
nothing of the project computes them.
"""
import functools
import gzip
import typing
import zlib

# In every body, next to its violation. No log may ever hold it.
MARKER = b"content-that-no-log-may-hold"

DEPTH = 512  # default of max_depth


class Document(typing.NamedTuple):
    body: bytes
    verdict: str
    violation: str = "-"
    offset: typing.Optional[int] = None
    request_id: str = "-"
    code: str = "-"
    code_class: str = "-"

    @property
    def sound(self):
        return self.verdict in ("success", "failure")


def success(name, payload=b'"Data":"%s"' % MARKER):
    body = b'{"Response":{%s,"RequestId":"id-%s"}}' % (payload, name.encode())
    return Document(body, "success", request_id=f"id-{name}")


def failure(name, code, code_class, payload=b'"Data":"x"'):
    body = (b'{"Response":{%s,"Error":{"Code":"%s","Message":"%s"},"RequestId":"id-%s"}}'
            % (payload, code.encode(), MARKER, name.encode()))
    return Document(body, "failure", request_id=f"id-{name}", code=code, code_class=code_class)


def broken(before, rest, violation, step=0):
    """`violation` is `step` bytes after `before`."""
    return Document(before + rest, "invalid", violation, len(before) + step)


def cut(body):
    return Document(body, "truncated", "json_truncated", len(body))


def rows(size):
    """A member of about that many bytes, as lists of instances look."""
    row = (b'{"InstanceId":"ins-%s","Memory":16,"Tags":[],"Public":null,"Uuid":"\\u00e9\xc3\xa9"}'
           % MARKER)
    return b'"Rows":[' + b",".join([row] * (size // (len(row) + 1) + 1)) + b"]"


OPEN = b'{"Response":{"Data":"%s",' % MARKER
NEST = b'{"Response":{"Data":'
ROWS = b'{"Response":{%s,' % rows(30_000)
MANY_ROWS = b'{"Response":{%s,' % rows(1_000_000)

DOCUMENTS = {
    # ---- Sound
    "small": success("small"),
    "medium": success("medium", rows(30_000)),
    "large": success("large", rows(1_000_000)),
    "failure": failure("failure", "RequestLimitExceeded", "throttle"),
    "failure_derived": failure("fd", "InvalidParameterValue.ImageNotFound", "request"),
    "failure_unknown": failure("fu", "Made.Up", "other"),
    "failure_medium": failure("fm", "InternalError", "server", rows(30_000)),
    # What it says of itself, as the module makes it harmless and the access log escapes it.
    "hostile_words": Document(
        rb'{"Response":{"Error":{"Code":"Made\nUp","Message":"%s"},"RequestId":"id\"\n\t\\"}}'
        % MARKER,
        "failure", request_id=r"id\x22??\x5C", code="Made?Up", code_class="other"),
    # What would begin a header, if it came into one as it is.
    "header_words": Document(
        rb'{"Response":{"Error":"%s","RequestId":"a\r\nX-Planted: yes\r\nX: b"}}' % MARKER,
        "invalid", "error_not_object", 21, request_id="a??X-Planted: yes??X: b"),
    "failure_large": failure("fl", "AuthFailure.SignatureFailure", "auth", rows(1_000_000)),
    # ---- Not JSON
    "empty": Document(b"", "invalid", "json_empty", 0),
    "blank": Document(b" \n" * 50, "invalid", "json_empty", 100),
    "html": broken(b"", b"<html><body>%s</body></html>" % MARKER, "json_syntax"),
    "bom": broken(b"", b"\xef\xbb\xbf" + success("bom").body, "json_bom"),
    "syntax": broken(OPEN, b',"RequestId":"%s"}}' % MARKER, "json_syntax"),
    "syntax_then_rows": broken(OPEN, b",%s}}" % rows(30_000), "json_syntax"),
    "syntax_then_many_rows": broken(OPEN, b",%s}}" % rows(1_000_000), "json_syntax"),
    "rows_then_syntax": broken(ROWS, b",%s}}" % MARKER, "json_syntax"),
    "many_rows_then_syntax": broken(MANY_ROWS, b",%s}}" % MARKER, "json_syntax"),
    "utf8": broken(OPEN + b'"x":"', b'\xc0\xaf","RequestId":"%s"}}' % MARKER, "json_utf8"),
    "trailing": broken(success("t").body, MARKER, "json_trailing")._replace(request_id="id-t"),
    "deep": broken(NEST, b"[" * 100_000 + b"]" * 100_000 + b',"RequestId":"x"}}', "json_depth",
                   DEPTH - 2),
    # ---- Not an envelope
    "array": Document(b'["%s"]' % MARKER, "invalid", "root_not_object", 0),
    "response_missing": broken(b'{"Data":"%s"' % MARKER, b"}", "response_missing"),
    "braces": broken(b"{", b"}", "response_missing"),
    "request_id_duplicate": broken(OPEN + b'"RequestId":"id-rd",', b'"RequestId":"id-other"}}',
                                   "request_id_duplicate")._replace(request_id="id-rd"),
    "request_id_missing": broken(OPEN + b'"x":1', b"}}", "request_id_missing"),
    "request_id_missing_medium": broken(ROWS + b'"x":1', b"}}", "request_id_missing"),
    "request_id_missing_large": broken(MANY_ROWS + b'"x":1', b"}}", "request_id_missing"),
    "request_id_empty": broken(OPEN + b'"RequestId":', b'""}}', "request_id_empty"),
    "code_missing": broken(b'{"Response":{"Error":{"Message":"%s"' % MARKER,
                           b'},"RequestId":"id-cm"}}', "code_missing")._replace(request_id="id-cm"),
    # ---- An orderly end within the value
    "cut_small": cut(success("small").body[:-1])._replace(request_id="id-small"),
    "cut_medium": cut(success("medium", rows(30_000)).body[:20_000]),
    "cut_large": cut(success("large", rows(1_000_000)).body[:900_000]),
    "cut_in_a_character": cut(OPEN + b'"x":"\xe9\x9b'),
}

LARGE = [name for name, document in DOCUMENTS.items() if len(document.body) > 100_000]

# In few tests: how large, and made when first asked for.
HUGE_SIZE = 30_000_000
_made = {}


def document(name):
    if name in DOCUMENTS:
        return DOCUMENTS[name]
    if name not in _made:
        _made[name] = {
            "huge": lambda: success("huge", rows(HUGE_SIZE)),
            "huge_cut": lambda: cut(document("huge").body[:-1])._replace(request_id="id-huge"),
        }[name]()
    return _made[name]


def padded(size, name="padded"):
    """A sound one of exactly this many bytes."""
    least = len(success(name, b'"Data":""').body)
    found = success(name, b'"Data":"%s"' % (b"x" * (size - least)))
    assert len(found.body) == size
    return found


def body_of(name):
    """`padded.SIZE`, or a name in the table."""
    if name.startswith("padded."):
        return padded(int(name.removeprefix("padded."))).body
    return document(name).body


@functools.lru_cache(64)
def packed(body):
    return gzip.compress(body, 1, mtime=0)


@functools.cache
def unpacked(packed_body, length):
    """What follows from the first `length` bytes."""
    return zlib.decompressobj(31).decompress(packed_body[:length])


def seen_packed(shown, length, orderly):
    """The verdict on the first `length` bytes of the packed body, after which the message ended."""
    sent = packed(shown.body)
    plain = len(unpacked(sent, length))
    if length == len(sent) or (shown.offset is not None and shown.offset < plain):
        return seen(shown, plain, orderly)
    if not orderly:
        return Document(shown.body[:plain], "incomplete")
    return Document(shown.body[:plain], "truncated", "coding_truncated", length)


def seen(shown, length, orderly):
    """The verdict on the first `length` bytes, after which the message ended."""
    if shown.offset is not None and shown.offset < length:
        return shown
    if not orderly:
        return Document(shown.body[:length], "incomplete")
    if length == len(shown.body):
        return shown
    return cut(shown.body[:length])
