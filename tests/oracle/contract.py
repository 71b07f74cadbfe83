"""A second implementation of the contract, slow and simple, on Python's json module.

expected_report() says what a report must say of a document's bytes. Of a document that is not JSON
only as much is said as follows easily: which envelope violations were found before the break is left open.
"""
import json
import re
import sys

REQUEST_ID_MAX = 128
CODE_MAX = 128
MESSAGE_MAX = 512
MAX_DEPTH = 512

# Reported at the closing brace of the object that lacks the member.
AT_CLOSE = "response_missing request_id_missing code_missing message_missing".split()
# Reported as soon as the name or value is known, which is at or after its first byte.
WHEN_KNOWN = """
    root_not_object response_not_object response_duplicate
    request_id_not_string request_id_empty request_id_too_long request_id_duplicate
    error_not_object error_duplicate
    code_not_string code_empty code_too_long code_duplicate
    message_not_string message_duplicate""".split()
ENVELOPE_VIOLATIONS = AT_CLOSE + WHEN_KNOWN
OPTIONAL_MEMBERS = {"Error"}
JSON_VIOLATIONS = """
    json_empty json_bom json_utf8 json_syntax json_truncated json_trailing json_depth
    json_size""".split()

COMMON_CODES = {
    "auth": """AuthFailure.InvalidSecretId AuthFailure.MFAFailure AuthFailure.SecretIdNotFound
        AuthFailure.SignatureExpire AuthFailure.SignatureFailure AuthFailure.TokenFailure
        AuthFailure.UnauthorizedOperation UnauthorizedOperation AuthFailure.InvalidAuthorization
        IpInBlacklist IpNotInWhitelist""",
    "dry_run": "DryRunOperation",
    "server": "FailedOperation InternalError ServiceUnavailable",
    "request": """InvalidAction InvalidParameter InvalidParameterValue MissingParameter
        NoSuchVersion UnknownParameter UnsupportedOperation UnsupportedProtocol
        UnsupportedRegion ActionOffline InvalidRequest NoSuchProduct RequestSizeLimitExceeded
        ResponseSizeLimitExceeded""",
    "quota": "LimitExceeded",
    "throttle": """RequestLimitExceeded RequestLimitExceeded.GlobalRegionUinLimitExceeded
        RequestLimitExceeded.IPLimitExceeded RequestLimitExceeded.UinLimitExceeded""",
    "resource": "ResourceInUse ResourceInsufficient ResourceNotFound ResourceUnavailable",
}
CLASSES = {code: name for name, codes in COMMON_CODES.items() for code in codes.split()}
CATEGORIES = {**{code: name for code, name in CLASSES.items() if "." not in code},
              "AuthFailure": "auth"}

PARSED_DEPTH = 1200  # the json module is recursive
sys.setrecursionlimit(PARSED_DEPTH * 4)

SPACE = " \t\n\r"
STRING = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
BRACKET = re.compile(r"[\[\]{}]")
SURROGATE = re.compile("[\ud800-\udfff]")


# ---- JSON ------------------------------------------------------------------------------------

class Members(list):
    """An object: its members as (name, value), duplicates as well, in their order."""


class Number:
    """One of any size; its value means nothing."""

    def __init__(self, text):
        self.text = text


class NotJson(Exception):
    """violation: None where it takes more than this reading to tell which; offset: as that."""

    def __init__(self, violation=None, offset=None, value=None):
        super().__init__(violation)
        self.violation = violation
        self.offset = offset
        self.value = value  # the complete value, where the break is after it


def refuse_constant(name):
    raise ValueError(name)


DECODER = json.JSONDecoder(object_pairs_hook=Members, parse_int=Number, parse_float=Number,
                           parse_constant=refuse_constant)


def depth_of(text):
    """Of the deepest bracket, which need not fit its partner."""
    depth = deepest = 0
    for bracket in BRACKET.findall(STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def skip_space(text, at):
    while at < len(text) and text[at] in SPACE:
        at += 1
    return at


def value_and_end(text, begin):
    if depth_of(text) > PARSED_DEPTH:
        raise NotJson()
    try:
        return DECODER.raw_decode(text, begin)
    except ValueError as wrong:
        raise NotJson() from wrong


def parse_text(text):
    """The value that the entire text is."""
    begin = skip_space(text, 0)
    if begin == len(text):
        raise NotJson("json_empty", len(text))
    value, end = value_and_end(text, begin)
    end = skip_space(text, end)
    if end == len(text):
        return value
    if isinstance(value, Number):
        raise NotJson()  # its next byte might have belonged to it
    raise NotJson("json_trailing", len(text[:end].encode()), value)


def is_json(text):
    try:
        parse_text(text)
    except NotJson:
        return False
    return True


def parse_bytes(json_bytes):
    if json_bytes.startswith(b"\xef\xbb\xbf"):
        raise NotJson("json_bom", 0)
    try:
        return parse_text(json_bytes.decode())
    except UnicodeDecodeError as wrong:
        # With a character for each ill-formed sequence it is JSON when all of them are in strings.
        in_strings = is_json(json_bytes.decode(errors="replace"))
        raise NotJson("json_utf8" if in_strings else None) from wrong


def parse(json_bytes, max_depth, max_bytes):
    """The value; NotJson with its violation, or without one where it could be another."""
    over = 0 < max_bytes < len(json_bytes)
    deep = depth_of(json_bytes.decode(errors="replace")) > max_depth
    try:
        value = parse_bytes(json_bytes)
    except NotJson as wrong:
        raise (NotJson() if over or deep else wrong) from None
    if over and deep:
        raise NotJson()
    if over:
        raise NotJson("json_size", max_bytes)
    if deep:
        raise NotJson("json_depth")
    return value


# ---- The envelope ----------------------------------------------------------------------------

class Envelope:
    """What is found in one value."""

    def __init__(self):
        self.violations = []
        self.failed = False
        self.request_id = None
        self.code = None
        self.message = None
        self.message_truncated = False

    def violate(self, violation):
        if violation not in self.violations:
            self.violations.append(violation)

    def read_members(self, members, prefix, readers):
        """readers: what reads the first value of each name; prefix: of each name's violations."""
        seen = set()
        for name, value in members:
            if name not in readers:
                continue
            if name in seen:
                self.violate(prefix[name] + "_duplicate")
            else:
                seen.add(name)
                readers[name](value)
        for name in readers:
            if name not in seen and name not in OPTIONAL_MEMBERS:
                self.violate(prefix[name] + "_missing")

    def read_root(self, root):
        if not isinstance(root, Members):
            self.violate("root_not_object")
            return
        self.read_members(root, {"Response": "response"}, {"Response": self.read_response})

    def read_response(self, response):
        if not isinstance(response, Members):
            self.violate("response_not_object")
            return
        self.read_members(response, {"RequestId": "request_id", "Error": "error"},
                          {"RequestId": self.read_request_id, "Error": self.read_error})

    def read_error(self, error):
        self.failed = True
        if not isinstance(error, Members):
            self.violate("error_not_object")
            return
        self.read_members(error, {"Code": "code", "Message": "message"},
                          {"Code": self.read_code, "Message": self.read_message})

    def read_request_id(self, value):
        self.request_id = self.short_text(value, "request_id", REQUEST_ID_MAX)

    def read_code(self, value):
        self.code = self.short_text(value, "code", CODE_MAX)

    def short_text(self, value, prefix, most):
        """None where it breaks its rule."""
        if not isinstance(value, str):
            self.violate(prefix + "_not_string")
        elif value == "":
            self.violate(prefix + "_empty")
        elif len(utf8(value)) > most:
            self.violate(prefix + "_too_long")
        else:
            return utf8(value).decode()
        return None

    def read_message(self, value):
        if not isinstance(value, str):
            self.violate("message_not_string")
            return
        self.message_truncated = len(utf8(value)) > MESSAGE_MAX
        self.message = utf8(value)[:MESSAGE_MAX].decode(errors="ignore")


def utf8(text):
    """Lone surrogates, which only escapes can write, as U+FFFD."""
    return SURROGATE.sub("\ufffd", text).encode()


# ---- Codes -----------------------------------------------------------------------------------

def code_info(code):
    """kind, category and class."""
    if code is None:
        return None, None, None
    category = code.partition(".")[0]
    code_class = CATEGORIES.get(category)
    if code in CLASSES:
        return "common", category, CLASSES[code]
    if code_class is not None:
        return "derived", category, code_class
    return "unknown", "other", "other"


# ---- The report ------------------------------------------------------------------------------

def envelope_report(value):
    envelope = Envelope()
    envelope.read_root(value)
    kind, category, code_class = code_info(envelope.code)
    return {
        "verdict": "invalid" if envelope.violations else
                   "failure" if envelope.failed else "success",
        "violations": envelope.violations,
        "first_violation": envelope.violations[0] if envelope.violations else None,
        "request_id": envelope.request_id,
        "code": envelope.code, "code_kind": kind, "category": category, "class": code_class,
        "message": envelope.message, "message_truncated": envelope.message_truncated,
    }


def broken_report(wrong):
    """Of a document that is not JSON. Members that are complete before the break were read."""
    if wrong.value is None:
        return {"verdict": "invalid", "json": wrong.violation, "json_offset": wrong.offset}
    report = envelope_report(wrong.value)
    report["violations"] = report["violations"] + [wrong.violation]
    report["first_violation"] = report["violations"][0]
    return {**report, "verdict": "invalid", "json": wrong.violation, "json_offset": wrong.offset}


def expected_report(json_bytes, max_depth=MAX_DEPTH, max_bytes=0):
    """The members of the report line that follow from the contract, by name. Instead of
    violations of the envelope there may be json, the violation of the text (None: any), and
    json_offset (None: any)."""
    try:
        return envelope_report(parse(json_bytes, max_depth, max_bytes))
    except NotJson as wrong:
        return broken_report(wrong)


ANY_MOMENT = object()


def moment(json_bytes, violation, offset):
    """After how many bytes the violation must be reported; None: at the document's end."""
    if violation in ("json_empty", "json_truncated"):
        return None
    if violation in JSON_VIOLATIONS:
        # A first byte of EF rules out every valid document, the next two decide which violation.
        return ANY_MOMENT if json_bytes[offset] == 0xEF else offset + 1
    if violation in AT_CLOSE:
        return offset + 1
    if violation not in WHEN_KNOWN:
        raise ValueError(f"{violation} is in no list of {__file__}: add it to the one that fits")
    return ANY_MOMENT


def difference(expected, got):
    """In words; None: the report line says what it must."""
    for name, value in expected.items():
        if name not in ("json", "json_offset") and got[name] != value:
            return f"{name}: expected {value!r}, got {got[name]!r}"
    broken = [name for name in got["violations"] if name in JSON_VIOLATIONS]
    if "json" not in expected:
        return f"JSON is called {broken}" if broken else None
    if len(broken) != 1 or got["violations"][-1] != broken[0]:
        return f"one json violation must be the last, got {got['violations']}"
    if expected["json"] not in (None, broken[0]):
        return f"expected {expected['json']}, got {broken[0]}"
    if len(set(got["violations"])) != len(got["violations"]):
        return f"a violation is reported twice: {got['violations']}"
    offset = expected["json_offset"]
    if offset is not None and got["first_violation"] == broken[0] \
            and got["violation_offset"] != offset:
        return f"offset of {broken[0]}: expected {offset}, got {got['violation_offset']}"
    return None
