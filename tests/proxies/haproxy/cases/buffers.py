"""What can be held: half of a buffer, head included; more where it is there at once."""
import documents
from checks import case, check, equal
from sites import spoiled

BUFFER = 16384  # by default
FITS, TOO_LARGE = 7500, 17000


def broken(size):
    """A document that is broken at its last byte."""
    body = documents.DOCUMENTS["small"].body
    data = b"x" * (size - len(body))
    return body.replace(documents.MARKER, data)[:-1] + b"]"


def made(site, name, body):
    """Adds a document to those that the upstreams know."""
    del site
    documents.DOCUMENTS[name] = documents.Document(body, "invalid", "json_syntax", len(body) - 1)
    return name


@case
def half_a_buffer_is_held_in_every_framing(bench):
    with bench.site(bufsize=BUFFER) as site:
        for size in (100, 4000, FITS):
            name = made(site, f"broken{size}", broken(size))
            for framing in ("length", "chunked", "close", "bytes", "tiny"):
                if framing in ("bytes", "tiny") and size > 4000:
                    continue
                seen, line = site.curl(f"/hold/{framing}/{name}")
                spoiled(seen, "hold", f"{framing} {size}")
                equal((line["violation"], line["action"]), ("json_syntax", "rejected"), f"{framing} {size}")


@case
def what_does_not_fit_a_buffer_overflows_and_is_validated_on(bench):
    with bench.site(bufsize=BUFFER) as site:
        for size in (TOO_LARGE, 100_000):
            body = broken(size)
            name = made(site, f"broken{size}", body)
            for framing in ("length", "chunked", "close"):
                seen, line = site.curl(f"/hold/{framing}/{name}")
                check((seen.exit, seen.status, seen.body) == (0, 200, body), f"{framing} {size}")
                equal((line["verdict"], line["violation"], line["offset"], line["action"], line["bytes"]),
                      ("invalid", "json_syntax", str(len(body) - 1), "overflowed", str(len(body))), f"{framing} {size}")


@case
def what_does_not_fit_a_buffer_is_rejected_on_request(bench):
    script = 'require("tcenvelope").guard("strict", {mode = "hold", overflow = "reject"})'
    with bench.site(locations={"strict": "filter lua.tcenvelope.strict"}, script=script, bufsize=BUFFER) as site:
        for framing in ("length", "chunked", "close"):
            for name in ("medium", "large"):
                seen, line = site.curl(f"/strict/{framing}/{name}")
                equal((seen.exit, seen.status, line["verdict"], line["action"]), (0, 502, "unseen", "rejected"),
                      f"{framing} {name}")
            equal(site.curl(f"/strict/{framing}/small")[0].status, 200, framing)
