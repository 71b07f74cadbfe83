"""Named cases and checks, for every suite written in Python."""

GUARD = 240  # seconds after which a case counts as hung

CASES = {}


class Failure(Exception):
    """A case failed, with the reason."""


def case(function):
    """Registers the function as a case under its own name."""
    assert function.__name__ not in CASES
    CASES[function.__name__] = function
    return function


def check(truth, what):
    if not truth:
        raise Failure(what)


def equal(found, wanted, what):
    if found != wanted:
        raise Failure(f"{what}:\n  found  {found!r:.2000}\n  wanted {wanted!r:.2000}")


def contains(text, part, what):
    check(part in text, f"{what}: {part!r} is not in {text!r:.3000}")
