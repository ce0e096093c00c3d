"""Which program this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


def version() -> str:
    """Return the version of the installed package; "0" of a program that runs without being installed."""
    try:
        return installed("datadeed")
    except PackageNotFoundError:
        return "0"
