"""What `apache2 -t` accepts and refuses."""
import pathlib

from support import case, check, contains, equal

# A directive, and what the message says of it.
REFUSED = {
    "TCEnvelope on": 'invalid value "on" of TCEnvelope: it must be one of: off observe abort hold',
    "TCEnvelope": "TCEnvelope takes one argument",
    "TCEnvelopeTypes": "TCEnvelopeTypes needs at least one content type",
    "TCEnvelopeStatuses": "TCEnvelopeStatuses needs at least one status",
    "TCEnvelopeStatuses 200 99": 'invalid value "99" of TCEnvelopeStatuses: it must be a status from 200 to 599',
    "TCEnvelopeStatuses 200x": 'invalid value "200x" of TCEnvelopeStatuses',
    "TCEnvelopeHoldSize -1": 'invalid value "-1" of TCEnvelopeHoldSize: it must be a size, as in 64k or 1m',
    "TCEnvelopeHoldSize 64kb": 'invalid value "64kb" of TCEnvelopeHoldSize',
    "TCEnvelopeHoldSize 99999999999g": 'invalid value "99999999999g" of TCEnvelopeHoldSize',
    "TCEnvelopeHoldSize 99999999999999999999": 'invalid value "99999999999999999999" of TCEnvelopeHoldSize',
    'TCEnvelopeHoldSize ""': "TCEnvelopeHoldSize takes one argument",
    "TCEnvelopeOverflow drop": 'invalid value "drop" of TCEnvelopeOverflow: it must be one of: pass reject',
    "TCEnvelopeOnSkip no": 'invalid value "no" of TCEnvelopeOnSkip: it must be one of: pass reject',
    "TCEnvelopeRejectStatus 302": 'invalid value "302" of TCEnvelopeRejectStatus: it must be 200, or an error status',
    "TCEnvelopeRejectStatus 600": 'invalid value "600" of TCEnvelopeRejectStatus',
    "TCEnvelopeRejectBody page": 'invalid value "page" of TCEnvelopeRejectBody: it must be one of: envelope none',
    "TCEnvelopeRejectStatus 200\nTCEnvelopeRejectBody none":
        "TCEnvelopeRejectStatus 200 needs TCEnvelopeRejectBody envelope",
    'TCEnvelopeRejectCode "a b"': 'invalid value "a b" of TCEnvelopeRejectCode: it must be an error code',
    "TCEnvelopeDecode maybe": "TCEnvelopeDecode must be On or Off",
    "TCEnvelopeDecodeRatio 1000001": 'invalid value "1000001" of TCEnvelopeDecodeRatio: it must be an integer from 0',
    "TCEnvelopeMaxDepth 0": 'invalid value "0" of TCEnvelopeMaxDepth: it must be an integer from 1 to 1024',
    "TCEnvelopeMaxBytes many": 'invalid value "many" of TCEnvelopeMaxBytes: it must be a size',
    "TCEnvelopeEngine fast": 'invalid value "fast" of TCEnvelopeEngine: it must be one of: auto yajl simd',
    "TCEnvelopeCodes missing.image": 'TCEnvelopeCodes: cannot find "',
    "TCEnvelopeCodes root": 'root" is not a file',
    "TCEnvelopeCodes httpd.conf": "recompile it with: tcenvelope codes compile",
    "TCEnvelopeZone 1k": 'invalid value "1k" of TCEnvelopeZone: it must be at least ',
    "<VirtualHost *:1>\nTCEnvelopeZone 256k\n</VirtualHost>": "TCEnvelopeZone cannot occur within <VirtualHost> section",
    "TCEnvelopeStatus xml": 'invalid value "xml" of TCEnvelopeStatus: it must be one of: html json prometheus',
}

ACCEPTED = """
TCEnvelope hold
TCEnvelopeTypes *
TCEnvelopeStatuses 200 201
TCEnvelopeHoldSize 1m
TCEnvelopeOverflow reject
TCEnvelopeOnSkip reject
TCEnvelopeRejectStatus 599
TCEnvelopeRejectBody none
TCEnvelopeRejectCode RequestLimitExceeded
TCEnvelopeDecode Off
TCEnvelopeDecodeRatio 0
TCEnvelopeMaxDepth 1024
TCEnvelopeMaxBytes 8g
TCEnvelopeEngine yajl
TCEnvelopeStatus prometheus
"""


def tested(bench, words):
    driver = bench.driver(bench, (1, 2))
    try:
        return driver.tested(words)
    finally:
        driver.remove()


@case
def a_bad_setting_is_named_by_the_configuration_check(bench):
    for words, message in REFUSED.items():
        status, said = tested(bench, words + "\n")
        check(status != 0, f"{words}: accepted")
        contains(said, message, words)


@case
def every_setting_is_accepted_where_it_may_stand(bench):
    for words in (ACCEPTED, f'<Location "/a/">{ACCEPTED}</Location>', f'<Directory "/a/">{ACCEPTED}</Directory>',
                  f"<VirtualHost *:1>{ACCEPTED}</VirtualHost>"):
        status, said = tested(bench, words + "\n")
        equal(status, 0, said)


@case
def a_guard_cannot_be_switched_off_by_what_it_guards(bench):
    """In a .htaccess file no directive is allowed."""
    main = '<Directory "{folder}/root">\nAllowOverride All\nTCEnvelope hold\n</Directory>\n'
    with bench.site(main=main, files={"root/a.json": b"{", "root/.htaccess": b"TCEnvelope off\n"}) as site:
        seen, _ = site.curl("/a.json")
        equal(seen.status, 500, "status")
        contains(site.proxy.errors(), "TCEnvelope not allowed here", "error log")


@case
def an_inner_section_changes_only_what_it_names(bench):
    main = ('TCEnvelope hold\nTCEnvelopeRejectStatus 503\nProxyPass "/" "http://127.0.0.1:{first}/" retry=0\n'
            '<Location "/length/">\nTCEnvelopeRejectCode RequestLimitExceeded\n</Location>\n'
            '<Location "/chunked/">\nTCEnvelope observe\n</Location>\n')
    with bench.site(main=main) as site:
        seen, _ = site.curl("/length/syntax")
        equal(seen.status, 503, "inherited status")
        contains(seen.body.decode(), '"Code":"RequestLimitExceeded"', "own code")
        seen, line = site.curl("/chunked/syntax")
        equal((seen.status, line["action"]), (200, "passed"), "own mode")


@case
def the_examples_are_accepted(bench):
    folder = pathlib.Path(__file__).resolve().parents[4] / "proxies/apache/examples"
    found = sorted(folder.glob("*.conf"))
    check(found, "examples")
    for path in found:
        words = path.read_text().replace("*:8080", "*:1").replace("${APACHE_LOG_DIR}", "{folder}")
        status, said = tested(bench, words)
        equal(status, 0, f"{path.name}: {said}")
