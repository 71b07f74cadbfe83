"""Prometheus' text format, as Prometheus' own client for Python reads it."""
import sys

# Where Debian's packages are, whichever Python this is.
sys.path.append("/usr/lib/python3/dist-packages")

from prometheus_client.parser import text_string_to_metric_families  # noqa: E402


def families(text):
    """The metrics, by name without "_total"."""
    return {family.name: family for family in text_string_to_metric_families(text)}
