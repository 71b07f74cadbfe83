"""Finds a proxy's driver and cases, and runs a case."""
import importlib
import pathlib
import pkgutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "support"))

from checks import CASES, Failure  # noqa: E402
from sites import Bench  # noqa: E402
import matrix  # noqa: E402


def driver(name):
    """Of the proxy in this folder; None: there is none. From here on its modules can be imported."""
    if not (HERE / name / "driver.py").is_file():
        return None
    sys.path.insert(0, str(HERE / name))
    return importlib.import_module("driver").Driver


def cases(of):
    """The common ones, and those in the proxy's folder, which add themselves to checks.CASES."""
    for module in pkgutil.iter_modules([str(HERE / of.NAME / "cases")]):
        importlib.import_module(f"cases.{module.name}")
    matrix.register(of)
    return CASES


def passed(name, case, of, module, tool):
    """The exit status."""
    try:
        case(Bench(of, module, tool))
    except Failure as failure:
        print(f"{name}: {failure}")
        return 1
    return 0
