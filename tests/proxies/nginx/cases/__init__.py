"""Each file here adds its cases to checks.CASES."""
import importlib
import pkgutil


def load():
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"cases.{module.name}")
