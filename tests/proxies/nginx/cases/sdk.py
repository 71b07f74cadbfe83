"""The vendor's SDK for Node, with the proxy between it and the API."""
import json
import pathlib
import re
import subprocess

from documents import DOCUMENTS
from support import GUARD, HERE, case, check, equal

PACKAGE = "tencentcloud-sdk-nodejs-common@4.1.220"
README = HERE.parent.parent.parent / "README.md"
REJECTED = "InternalError.InvalidUpstreamResponse"

# What the README calls each document.
SENT = {
    "small": "a response",
    "failure": "a failed call",
    "cut_small": "a truncated response",
    "empty": "nothing",
    "braces": "`{}`",
    "code_missing": "an `Error` without `Code`",
    "html": "an HTML page",
    "request_id_missing": "a response without `RequestId`",
    "request_id_duplicate": "a response with two `RequestId`",
}

# The path of the SDK's requests is always the same; the action selects the document.
LOCATION = "location /{name}/ {{ rewrite ^ /length/$http_x_tc_action? break; proxy_pass http://first; {directives} }}\n"


def installed(bench):
    """The folder of the SDK."""
    folder = pathlib.Path(bench.tool).parent.parent / "sdk"
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--no-save", "--prefix", folder, PACKAGE],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=GUARD, check=False)
    equal(done.returncode, 0, f"npm install {PACKAGE} (it needs the network): {done.stdout}")
    return folder / "node_modules"


def asked(modules, site, name):
    """What the SDK makes of each document."""
    done = subprocess.run(["node", HERE.parent / "sdk" / "ask.js", modules, f"127.0.0.1:{site.proxy.port}/{name}",
                           *SENT], stdout=subprocess.PIPE, text=True, timeout=GUARD, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {each["action"]: each for each in found}


def outcome_of(got):
    """As the README has it."""
    if got["kind"] == "success":
        return "success" + (f", `{got['requestId']}`" if got["requestId"] else "")
    if got["kind"] == "TencentCloudSDKHttpException":
        return f"`{got['code']}`" if got["code"] else "an error without a code"
    return f"`{got['kind']}`"


@case
def the_vendors_sdk_reads_a_rejection_as_a_failed_call(bench):
    """With its code and its RequestId; without the guard it fails in its own ways, or not at all."""
    modules = installed(bench)
    server = LOCATION.format(name="plain", directives="") + LOCATION.format(
        name="guarded", directives="tcenvelope hold; tcenvelope_reject_status 200;")
    with bench.site({}, server) as site:
        plain, guarded = (asked(modules, site, name) for name in ("plain", "guarded"))
    for name in SENT:
        document, got = DOCUMENTS[name], guarded[name]
        if document.sound:
            equal(got, plain[name], name)
            continue
        equal((got["kind"], got["code"]), ("TencentCloudSDKHttpException", REJECTED), name)
        wanted = document.request_id
        check(got["requestId"] == wanted if wanted != "-" else re.fullmatch("[0-9a-f]{32}", got["requestId"]),
              f"{name}: RequestId {got['requestId']}")
        check(f"{document.violation} at byte {document.offset}." in got["message"], f"{name}: {got['message']}")
        check(plain[name]["kind"] != "TencentCloudSDKHttpException" or plain[name]["code"] != REJECTED, name)
    table = "".join(f"| {what} | {outcome_of(plain[name])} | {outcome_of(guarded[name])} |\n" for name, what in SENT.items())
    check(table in README.read_text(), f"the README has another table than\n{table}")
