"""Documents for the oracle: near the envelope, and near JSON. All from one seeded generator."""
from contract import COMMON_CODES, DECODER, Members, Number, depth_of

BASE_BYTES_MAX = 4096
BASE_DEPTH_MAX = 32

OWN = [
    b'{"Response":{"RequestId":"a"}}',
    b'{"Response": {"TotalCount": 0, "InstanceStatusSet": [], "RequestId": "b5b41468-520d"}}',
    b'{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure","Message":"m"},'
    b'"RequestId":"ed93f3cb"}}',
    b'{"retcode":0,"Response":{"RequestId":"a","Error":{"Message":"m","Code":"InternalError"}},'
    b'"retmsg":"ok"}',
    b'{"Response":{"Data":{"Error":{"Code":1},"RequestId":[{"Response":{}}]},"Code":"x",'
    b'"Message":null,"RequestId":"a","List":[1,-0.5e+10,true,false,null,"\\u00e9\\ud83d\\ude00"]}}',
]

MEMBERS = ["Response", "RequestId", "Error", "Code", "Message"]
NAMES = MEMBERS + ["response", "RequestID", "Errors", "", "x", "Request", "Response\0", "Code ",
                   "\u7801", "\ud800"]

CODES = [*" ".join(COMMON_CODES.values()).split(), "AuthFailure", "AuthFailure.x", "InternalError.",
         "InvalidParameterValue.ImageNotFound", "internalError", "Internal.Error", ".", "x.y"]

# Lengths around the limits, in characters of one to four bytes; a surrogate becomes three.
LIMITS = [42, 43, 64, 127, 128, 129, 170, 171, 255, 256, 511, 512, 513, 600]
CHARACTERS = ["a", "\u00e9", "\u7801", "\U0001f600", "\ud83d", "\0", '"', "\\", "\n", "\x7f"]

NUMBERS = [Number(text) for text in ["0", "-0", "1", "17", "1.5", "-1e9", "2E+3", "0.0e-0",
                                     "9" * 5000, "1e999", "0." + "1" * 300]]
KINDS = [None, True, False, "", "a", Members(), [], [None], Members([("a", "b")]), *NUMBERS]

# What a byte of a text may be replaced by, or what may be put before it.
TOKENS = [bytes([byte]) for byte in b'{}[]:,"\\ \t\n\r\v\f\0/0123456789-+.eEtfnu\x7f\x80\xbf\xc0'
          b'\xc2\xe0\xed\xef\xf0\xf4\xf5\xff'] + [
    b"true", b"false", b"null", b"nul", b"NaN", b"Infinity", b"-Infinity", b"01", b"1.", b"-",
    b"\\u", b"\\u0000", b"\\ud800", b"\\udc00", b"\\ud83d\\ude00", b"\\x", b"\\/", b'""', b"{}",
    b"[]", *[f'"{name}":'.encode() for name in MEMBERS], b",,", b"/**/",
    b"\xef\xbb\xbf", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3\xa9",
    b"\xf0\x9f\x98\x80", b"\xe4\xb8",
]


# ---- Writing ---------------------------------------------------------------------------------

SHORT = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r",
         "\t": "\\t"}


def units(character):
    """Its escapes of UTF-16."""
    encoded = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{encoded[i:i + 2].hex()}" for i in range(0, len(encoded), 2))


class Writer:
    """Writes a value as JSON; how much white space and how many escapes, is drawn once."""

    def __init__(self, random):
        self.random = random
        self.spaced = random.choice([0, 0, 0, 0.1, 0.5])
        self.escaped = random.choice([0, 0, 0, 0.02, 0.3, 1])

    def space(self):
        if self.spaced and self.random.random() < self.spaced:
            return self.random.choice([" ", "\n", "\t", "\r\n", "    "])
        return ""

    def character(self, character):
        if self.escaped and self.random.random() < self.escaped:
            escape = units(character)
            escape = escape.upper().replace("U", "u") if self.random.random() < 0.5 else escape
            return self.random.choice([SHORT.get(character, escape), escape])
        if character < " " or "\ud800" <= character <= "\udfff":
            return SHORT.get(character, units(character))
        return SHORT[character] if character in '"\\' else character

    def string(self, text):
        return '"' + "".join(map(self.character, text)) + '"'

    def members(self, members):
        return [self.space() + self.string(name) + self.space() + ":" + self.value(value)
                for name, value in members]

    def value(self, value):
        return self.space() + self.bare(value) + self.space()

    def bare(self, value):
        if isinstance(value, str):
            return self.string(value)
        if isinstance(value, Members):
            return "{" + (",".join(self.members(value)) or self.space()) + "}"
        if isinstance(value, list):
            return "[" + (",".join(map(self.value, value)) or self.space()) + "]"
        if isinstance(value, Number):
            return value.text
        return {None: "null", True: "true", False: "false"}[value]


# ---- Changing a value ------------------------------------------------------------------------

def copy(value):
    """Of the containers, so that they can be changed."""
    if isinstance(value, Members):
        return Members((name, copy(inner)) for name, inner in value)
    return [copy(inner) for inner in value] if isinstance(value, list) else value


def objects(value):
    """The value's, in document order, itself included."""
    if isinstance(value, Members):
        inner = [found for _, member in value for found in objects(member)]
        return [value, *inner]
    return [found for item in value for found in objects(item)] if isinstance(value, list) else []


class Documents:
    """An endless row of documents, the same for the same seed and bases."""

    def __init__(self, random, bases):
        self.random = random
        self.bases = [base for base in bases if len(base) <= BASE_BYTES_MAX] + OWN
        self.trees = [tree for tree in map(self.tree, self.bases) if objects(tree)]

    @staticmethod
    def tree(base):
        try:
            text = base.decode()
            return DECODER.decode(text) if depth_of(text) <= BASE_DEPTH_MAX else None
        except ValueError:
            return None

    def next(self):
        kind = self.random.random()
        if kind < 0.55:
            return self.changed_value()
        if kind < 0.8:
            return self.changed_bytes(self.changed_value())
        return self.changed_bytes(self.random.choice(self.bases))

    # By structure.

    def changed_value(self):
        own = self.random.random() < 0.3
        base = self.trees[-1 - self.random.randrange(len(OWN))] if own \
            else self.random.choice(self.trees)
        value = copy(base)
        for _ in range(self.random.choice([0, 1, 1, 1, 2, 2, 3, 5])):
            where = objects(value)
            if where:
                self.change(self.random.choice(where))
        return Writer(self.random).value(value).encode()

    def change(self, members):
        if not members:
            members.append((self.name(), self.any_value()))
            return
        at = self.random.randrange(len(members))
        name, value = members[at]
        change = self.random.randrange(9)
        if change == 0:
            del members[at]
        elif change == 1:
            members.insert(self.random.randrange(len(members) + 1), (name, copy(value)))
        elif change == 2:
            members.insert(self.random.randrange(len(members) + 1), (name, self.any_value()))
        elif change == 3:
            members[at] = (self.name(), value)
        elif change == 4:
            self.random.shuffle(members)
        elif change == 5:
            members.insert(at, (self.name(), self.any_value()))
        elif change == 6:
            members[at] = (name, self.random.choice([[value], Members([(self.name(), value)])]))
        else:
            members[at] = (name, self.any_value())

    def name(self):
        return self.random.choice(MEMBERS if self.random.random() < 0.7 else NAMES)

    def any_value(self):
        kind = self.random.randrange(6)
        if kind == 0:
            return self.text()
        if kind == 1:
            return self.random.choice(CODES)
        if kind == 2:
            return Members([("Code", self.random.choice(CODES)), ("Message", self.text())])
        if kind == 3:
            return copy(self.random.choice(objects(self.random.choice(self.trees))))
        return copy(self.random.choice(KINDS))

    def text(self):
        length = self.random.choice(LIMITS)
        if self.random.random() < 0.5:
            text = self.random.choice(CHARACTERS) * length
        else:
            text = "".join(self.random.choices(CHARACTERS, k=length // 2))
        return self.random.choice(["", "a", "ab", "abc"]) + text

    # By bytes.

    def changed_bytes(self, base):
        for _ in range(self.random.choice([1, 1, 1, 2, 4])):
            base = self.change_bytes(base)
        return base

    def change_bytes(self, base):
        begin, end = sorted((self.random.randrange(len(base) + 1),
                             self.random.randrange(len(base) + 1)))
        change = self.random.randrange(9)
        if change == 0:
            return base[:begin]
        if change == 1:
            return base[:begin] + base[min(end, begin + self.random.randrange(4)):]
        if change == 2:
            return base[:begin] + base[begin:end] * 2 + base[end:]
        if change == 3:
            other = self.random.choice(self.bases)
            return base[:begin] + other[self.random.randrange(len(other) + 1):]
        if change == 4:
            return base + self.random.choice([self.random.choice(TOKENS), base[begin:end], b" "])
        token = self.random.choice(TOKENS)
        if change < 7:
            return base[:begin] + token + base[begin:]
        return base[:begin] + token + base[begin + len(token):]
