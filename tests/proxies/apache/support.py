"""What the cases of Apache httpd share."""
import documents  # noqa: F401
from checks import case, check, contains, equal  # noqa: F401
from clients import Connection, asked, curl  # noqa: F401
from driver import Driver, location, of_matrix  # noqa: F401
from servers import awaited, is_sanitized  # noqa: F401
from sites import says, spoiled, unchanged  # noqa: F401


def guarded(name, words, upstream="first"):
    """A location in front of one of the upstreams."""
    return location(name, "{" + upstream + "}", words)


def fields(line, *names):
    return tuple(line[name] for name in names)


def check_grown(before, site, most):
    """The most that the worker ever needed, in kilobytes; a sanitizer keeps what was freed."""
    grown = max(site.proxy.memory("VmHWM")) - before
    check(grown < most + (256 * 1024 if is_sanitized() else 0), f"grown by {grown} kilobytes")
