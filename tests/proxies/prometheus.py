"""Prometheus' text format, as Prometheus' own client for Python reads it."""
import sys

DEBIAN = "/usr/lib/python3/dist-packages"  # whichever Python this is


def families(text):
    """The metrics, by name without "_total"."""
    sys.path.append(DEBIAN)
    # Here, so that cases can be listed without the package.
    from prometheus_client.parser import text_string_to_metric_families
    return {family.name: family for family in text_string_to_metric_families(text)}
