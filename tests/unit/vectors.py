"""Reads the golden files; see tests/vectors/README.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).resolve().parent.parent / "vectors"


def vectors(name: str) -> dict[str, Any]:
    """Return one golden file's content."""
    found: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def raw(text: str) -> bytes:
    """Return the bytes of a hexadecimal text."""
    return bytes.fromhex(text.removeprefix("0x"))
