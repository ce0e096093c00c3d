"""
Tables to take away: CSV as spreadsheets open it rightly, and NDJSON.

CSV is UTF-8 with a mark, so that Chinese is read as such, and no cell of it is ever a formula: text that a spreadsheet
would compute, or that begins with what one passes over first, has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MEDIA_CSV = "text/csv; charset=utf-8"
MEDIA_NDJSON = "application/x-ndjson"

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet takes for a formula; full-width signs are read as the plain ones."""

Cell = str | int | None


def csv_of(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table; nothing is an empty cell, and numbers are bare."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_safe(title) for title in titles])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def ndjson_of(items: Iterable[Mapping[str, Any]]) -> bytes:
    """Return one object of JSON a line."""
    lines = (json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)
    return "".join(line + "\n" for line in lines).encode()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.lstrip(" \u3000\ufeff").startswith(_FORMULA):
        return "'" + cell
    return cell
