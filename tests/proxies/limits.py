"""What a proxy cannot do: rows of its driver's table, which the matrix asserts."""
import fnmatch
import functools
import re
import typing

import expectations
from upstream import FRAMINGS


class Case(typing.NamedTuple):
    """One response of the matrix."""
    mode: str
    protocol: str
    coding: str
    framing: str
    document: str

    @property
    def orderly(self):
        """Whether the upstream ends it as HTTP has it."""
        return FRAMINGS[self.framing].orderly

    def wish(self, hold_size=expectations.HOLD_SIZE):
        """What must come of it where nothing stands in the way."""
        return expectations.wanted(self.mode, self.framing, self.document, self.coding, hold_size)


class Cannot(typing.NamedTuple):
    """A row: why, what is seen instead, and of which cases.

    Each of the case's members has a pattern (as in file names), or a tuple of patterns; None: any. `when`: a
    condition on case and wish besides. The first row that fits a case holds.

    `instead` overrides what the matrix expects, by name: fields of the log (verdict, violation, offset, bytes,
    request_id, code, class, action, coding), `client` (see expectations.CLIENTS), `status` (of a rejection),
    `warnings` (how many lines). A tuple: one of these; ANY: not asserted. `plain`: ANY where the proxy without the
    module does not pass the body on as it was sent.
    """
    reason: str  # a sentence; proxies/NAME/README.md has it too
    instead: dict
    mode: object = None
    protocol: object = None
    coding: object = None
    framing: object = None
    document: object = None
    when: typing.Optional[typing.Callable] = None

    def fits(self, case, wish):
        return all(matches(getattr(self, name), getattr(case, name)) for name in Case._fields) and \
            (self.when is None or self.when(case, wish))

    def changes(self, wish):
        """Whether it expects something else."""
        as_wanted = {"verdict": wish.said.verdict, "violation": wish.said.violation, "action": wish.action,
                     "client": wish.client, "coding": wish.coding,
                     "offset": "-" if wish.said.offset is None else str(wish.said.offset)}
        return any(name not in as_wanted or as_wanted[name] != value for name, value in self.instead.items())


def matches(patterns, name):
    if patterns is None:
        return True
    return any(fnmatch.fnmatchcase(name, pattern)
               for pattern in ((patterns,) if isinstance(patterns, str) else patterns))


def instead_of(driver, case, wish):
    """What is seen of this case instead of what is wished for; nothing where the proxy can do it."""
    return next((row.instead for row in driver.CANNOT if row.fits(case, wish)), {})


@functools.cache
def _wish(mode, coding, framing, document, hold_size):
    return Case(mode, "", coding, framing, document).wish(hold_size)


def wish_of_mode(case, hold_size):
    """It depends on no protocol."""
    return _wish(case.mode.partition("_")[0], case.coding, case.framing, case.document, hold_size)


def rows_of(driver, cases):
    """Each case, and the number of the row that changes what is expected of it; None: the proxy can do it."""
    for case in cases if driver.CANNOT else ():
        wish = wish_of_mode(case, driver.HOLD_SIZE)
        number = next((number for number, row in enumerate(driver.CANNOT) if row.fits(case, wish)), None)
        yield case, number if number is not None and driver.CANNOT[number].changes(wish) else None


def problems(driver, cases, readme):
    """Rows that say nothing: that no case needs, or that the proxy's README does not give the reason for."""
    words = " ".join(re.sub(r"[\s|]+", " ", readme).split())
    used = {number for _, number in rows_of(driver, cases)}
    for number, row in enumerate(driver.CANNOT):
        if number not in used:
            yield f"no case needs the row {row.reason!r}"
        if row.reason not in words:
            yield f"the README of {driver.NAME} does not say {row.reason!r}"
