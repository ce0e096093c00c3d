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


REAL_HEADERS = Path(__file__).parents[3] / "shared" / "data" / "qbft_vectors.json"
"""Not in the project: headers of real networks, of which the tests of a checkout alone know nothing."""


def real_headers(part: str) -> list[dict[str, Any]]:
    """Headers that real networks sealed, or that were forged from these; none where the file is not at hand."""
    return list(json.loads(REAL_HEADERS.read_text())[part]) if REAL_HEADERS.is_file() else []
