"""JSON lines: one object a line, in UTF-8.  Keys are the columns; their types are all that occur."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import Any

from ledger.errors import InvalidInput
from ledger.fingerprint.rows import Gathering, Table, require_few
from ledger.fingerprint.steady import Steady
from ledger.fingerprint.texts import lines

TYPES = {
    int: "integer",
    float: "number",
    str: "text",
    bool: "boolean",
    dict: "object",
    list: "array",
    type(None): "null",
}

_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def read_json_lines(file: Steady, gathering: Gathering) -> Table:
    """
    Read a whole file of JSON lines; blank lines are counted and left out.

    Raises `InvalidInput`: JsonLineMalformed with the row, EncodingUnknown, LineTooLong, ColumnsTooMany,
    FileChangedWhileRead.
    """
    path, seen, record, blank = str(file.path), Counter[tuple[str, type]](), 0, 0
    reader = json.JSONDecoder(object_pairs_hook=_distinct, parse_float=_exact, parse_constant=_refuse)
    try:
        for piece in lines(file.blocks(), "utf-8-sig", path):
            numbers, rows = [], []
            for line in piece.removesuffix("\n").split("\n"):
                record += 1
                if not line.strip():
                    blank += 1
                    continue
                value = _object(reader, line, path, record)
                seen.update((key, type(part)) for key, part in value.items())
                numbers.append(record)
                rows.append(_WRITER.encode(value))
            require_few({key for key, _ in seen}, path)
            gathering.add(numbers, rows)
    except UnicodeDecodeError:
        raise InvalidInput("EncodingUnknown", path) from None
    return Table(_columns(seen, gathering.multiset.count), {"encoding": "utf-8", "blankRows": blank})


def _object(reader: json.JSONDecoder, line: str, path: str, record: int) -> dict[str, Any]:
    try:
        value = reader.decode(line)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("JsonLineMalformed", path, row=record, reason=str(error)) from error
    if not isinstance(value, dict):
        raise InvalidInput("JsonLineMalformed", path, row=record, reason="no object")
    return value


def _columns(seen: Counter[tuple[str, type]], rows: int) -> tuple[tuple[str, str], ...]:
    types: dict[str, set[str]] = {}
    filled: Counter[str] = Counter()
    for (key, kind), count in seen.items():
        types.setdefault(key, set()).add(TYPES[kind])
        filled[key] += count
    for key, kinds in types.items():
        if filled[key] < rows:
            kinds.add("absent")
    return tuple((key, "|".join(sorted(types[key]))) for key in sorted(types))


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _exact(digits: str) -> float:
    """Return the number; a double that is another number would let two rows have one digest."""
    value = float(digits)
    if Decimal(repr(value)) != Decimal(digits):
        raise ValueError(f"{digits} is no double: write it as text")
    return value


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
