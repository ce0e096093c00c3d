"""
CSV and its kin: the dialect found out, rows in blocks, the types of columns, ragged rows by number.

A block without quotes needs no parser: its lines are its rows.  A block with quotes goes through Python's `csv`, which
may read on into the next where a quoted cell does.  Cells are taken as they are written, blanks and all; a type is the
narrowest that every cell of the column that is not empty has.  Rows are numbered as a sheet numbers them, from 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger.errors import InvalidInput
from ledger.fingerprint.rows import ESCAPE, SEPARATOR, Gathering, Table, cells, escaped, require_few
from ledger.fingerprint.steady import Steady
from ledger.fingerprint.texts import encodings, lines

DELIMITERS = (",", "\t", ";", "|")

SNIFFED_CHARACTERS = 64 * 2**10
"""How much of a file tells its delimiter."""

CELL_CHARACTERS_MAX = 16 * 2**20
"""Longest cell; a quote that is never closed would otherwise take in the rest of the file."""

BATCH_ROWS = 16_384
"""Rows that are taken out of the parser at a time."""

RAGGED_SHOWN_MAX = 100
"""Ragged rows that are named; the others are counted."""

_NUMBER = r"[+-]?(?:0|[1-9][0-9]*)"
_CELLS = {
    "empty": r"",
    "integer": _NUMBER,
    "decimal": rf"{_NUMBER}(?:\.[0-9]+)?",
    "date": r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
}
_COLUMNS = {kind: re.compile(rf"(?:(?:{cell})?{SEPARATOR})*+") for kind, cell in _CELLS.items()}

WIDER = {
    "empty": ("empty", "integer", "decimal", "date"),
    "integer": ("integer", "decimal"),
    "decimal": ("decimal",),
    "date": ("date",),
}
"""Type so far -> the types that a column may still have, narrowest first; `text` where none fits."""


@dataclass(frozen=True)
class Dialect:
    """What is asked of the reader; what is None is found out."""

    encoding: str | None = None
    delimiter: str | None = None
    header: bool = True


@dataclass
class _Reading:
    path: str
    gathering: Gathering
    names: list[str] | None
    kinds: list[str] = field(default_factory=list)
    record: int = 0
    blank: int = 0
    ragged: int = 0
    shown: list[dict[str, int]] = field(default_factory=list)

    def begin(self, first: Sequence[str]) -> None:
        """Take the columns from the first row."""
        require_few(first, self.path)
        if self.names is None:
            self.names = [f"column {place}" for place in range(1, len(first) + 1)]
        self.kinds = ["empty"] * len(self.names)

    def take(self, rows: list[str]) -> None:
        """Take rows as they are digested; an empty one is a blank line."""
        numbers: Sequence[int] = range(self.record + 1, self.record + 1 + len(rows))
        self.record += len(rows)
        if "" in rows:
            numbers = [number for number, row in zip(numbers, rows, strict=True) if row]
            self.blank += len(rows) - len(numbers)
            rows = [row for row in rows if row]
        if rows and not self.kinds:
            self.begin(cells(rows[0]))
        gaps = len(self.kinds) - 1
        ragged = [place for place, row in enumerate(rows) if row.count(SEPARATOR) != gaps]
        for place in ragged[: RAGGED_SHOWN_MAX - len(self.shown)]:
            self.shown.append({"row": numbers[place], "cells": rows[place].count(SEPARATOR) + 1})
        self.ragged += len(ragged)
        self.widen(rows, bool(ragged))
        self.gathering.add(numbers, rows)

    def widen(self, rows: list[str], ragged: bool) -> None:
        """Widen each column's type until these rows fit too."""
        open_ = [place for place, kind in enumerate(self.kinds) if kind in WIDER]
        if not rows or not open_:
            return
        if ragged:
            split = [row.split(SEPARATOR) for row in rows]
            columns = [[row[place] for row in split if place < len(row)] for place in open_]
        else:
            flat = SEPARATOR.join(rows).split(SEPARATOR)
            columns = [flat[place :: len(self.kinds)] for place in open_]
        for place, column in zip(open_, columns, strict=True):
            text = SEPARATOR.join([*column, ""])
            fitting = (kind for kind in WIDER[self.kinds[place]] if _COLUMNS[kind].fullmatch(text))
            self.kinds[place] = next(fitting, "text")


def read_delimited(file: Steady, dialect: Dialect, gathering: Gathering) -> Table:
    """
    Read a whole delimited file in the first encoding that all of it is in; the gathering starts anew for each.

    Raises `InvalidInput`: EncodingUnknown, EncodingUnsupported, DelimitedMalformed with the row, LineTooLong,
    ColumnsTooMany, FileChangedWhileRead.
    """
    for encoding in encodings(file, dialect.encoding):
        try:
            return _read(file, dialect, encoding, gathering)
        except UnicodeDecodeError:
            gathering.restart()
    raise InvalidInput("EncodingUnknown", str(file.path))


def _read(file: Steady, dialect: Dialect, encoding: str, gathering: Gathering) -> Table:
    pieces = lines(file.blocks(), encoding, str(file.path))
    first = next(pieces, "")
    delimiter = dialect.delimiter or delimiter_of(first[:SNIFFED_CHARACTERS])
    reading = _Reading(str(file.path), gathering, None)
    batches = _batches(_chain(first, pieces), delimiter, reading)
    for rows in batches:
        if dialect.header and reading.names is None:
            place = next((place for place, row in enumerate(rows) if row), None)
            if place is None:
                reading.take(rows)
                continue
            reading.names = cells(rows[place])
            reading.begin(reading.names)
            reading.blank += place
            reading.record += place + 1
            rows = rows[place + 1 :]  # noqa: PLW2901 - the rest of the same batch
        reading.take(rows)
    writing: dict[str, Any] = {
        "encoding": "utf-8 (BOM)" if encoding == "utf-8-sig" else encoding,
        "delimiter": delimiter,
        "header": dialect.header,
        "blankRows": reading.blank,
        "raggedRows": reading.ragged,
        "ragged": reading.shown,
    }
    return Table(tuple(zip(reading.names or [], reading.kinds, strict=True)), writing)


def delimiter_of(sample: str) -> str:
    """Return the delimiter that cuts a text into the most columns that most of its rows agree on."""
    whole = sample[: sample.rfind("\n") + 1] or sample
    best, most = DELIMITERS[0], 0.0
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter) if row)
        except csv.Error:
            continue
        width, count = widths.most_common(1)[0] if widths else (1, 1)
        worth = (width - 1) * count / max(widths.total(), 1)
        if worth > most:
            best, most = delimiter, worth
    return best


def _chain(first: str, others: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from others


def _batches(pieces: Iterator[str], delimiter: str, reading: _Reading) -> Iterator[list[str]]:
    """Yield rows as they are digested, many at a time."""
    csv.field_size_limit(CELL_CHARACTERS_MAX)
    waiting: deque[str] = deque()

    def on() -> Iterator[str]:
        """Lines for the parser: of the piece at hand, then of the next, where a quoted cell goes on."""
        while True:
            while waiting:
                yield waiting.popleft()
            piece = next(pieces, None)
            if piece is None:
                return
            waiting.extend(io.StringIO(piece, newline="\n"))

    parser = csv.reader(on(), delimiter=delimiter, strict=True)
    for piece in pieces:
        text = piece.replace("\r\n", "\n") if "\r" in piece else piece
        if not any(sign in text for sign in ('"', "\r", SEPARATOR, ESCAPE)):
            rows = text.replace(delimiter, SEPARATOR).split("\n")
            if not rows[-1]:
                rows.pop()
            yield rows
            continue
        waiting.extend(io.StringIO(piece, newline="\n"))
        while waiting:
            yield _parsed(parser, waiting, reading)


def _parsed(parser: Iterator[list[str]], waiting: deque[str], reading: _Reading) -> list[str]:
    """Take rows out of the parser until it has had the lines at hand, or has given a batch."""
    found: list[str] = []
    try:
        while waiting and len(found) < BATCH_ROWS:
            row = next(parser, None)
            if row is None:
                break
            found.append(SEPARATOR.join(map(escaped, row)))
    except csv.Error as error:
        row_number = reading.record + len(found) + 1
        raise InvalidInput("DelimitedMalformed", reading.path, row=row_number, reason=str(error)) from error
    return found
