"""
Rows: what of them is digested, how they are counted and drawn for a sample, and what a table's result is.

A row of cells is its cells in UTF-8 with U+001F between them; U+001E and U+001F within a cell are written as U+001E
followed by `0` or `1`.  So no two rows have the same bytes, and how a file is written (encoding, delimiter, quotes,
line ends) is no part of its content.  A row of JSON is JSON without spaces, keys in code-point order, letters
beyond ASCII escaped, integers in full and other numbers in the shortest digits that give the same double.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ledger.domain.document import digest
from ledger.errors import InvalidInput
from ledger.fingerprint.multiset import Multiset

SEPARATOR, ESCAPE = "\x1f", "\x1e"

COLUMNS_MAX = 16_384
"""As many as a sheet of a workbook has; a file with more names its columns wrongly."""

COLUMNS_SCHEMA = "datadeed/columns/1"


def escaped(cell: str) -> str:
    """Return a cell as it stands in its row's bytes."""
    return cell.replace(ESCAPE, ESCAPE + "0").replace(SEPARATOR, ESCAPE + "1")


def cells(row: str) -> list[str]:
    """Return the cells of such a row."""
    return [cell.replace(ESCAPE + "1", SEPARATOR).replace(ESCAPE + "0", ESCAPE) for cell in row.split(SEPARATOR)]


def schema_digest(columns: Sequence[tuple[str, str]]) -> str:
    """Return the digest of columns, names with types, in their order (RFC 8785, SHA-256)."""
    listed = [{"name": name, "type": kind} for name, kind in columns]
    return digest({"schema": COLUMNS_SCHEMA, "columns": listed}).hex()


@dataclass
class Sample:
    """
    At most `size` rows, each set of so many as likely as any other, and the same ones for the same file and seed.

    Each row draws a number and the smallest stay.
    """

    size: int
    seed: int
    _kept: list[tuple[float, int, str]] = field(default_factory=list)

    def offer(self, numbers: Sequence[int], rows: Sequence[str]) -> None:
        """Let some rows draw."""
        if rows:
            dice = random.Random(f"{self.seed}:{numbers[0]}")  # noqa: S311 - a sample is to be repeatable
            drawn = [dice.random() for _ in rows]
            self._kept = heapq.nsmallest(self.size, [*self._kept, *zip(drawn, numbers, rows, strict=True)])

    def rows(self) -> list[tuple[int, str]]:
        """Return row numbers and rows, in the order of the file."""
        return sorted((number, row) for _, number, row in self._kept)


@dataclass
class Gathering:
    """What a reader gives its rows to.  A context, as its multiset is."""

    sample: Sample | None = None
    multiset: Multiset = field(default_factory=Multiset)

    def __enter__(self) -> Gathering:
        return self

    def __exit__(self, *_: object) -> None:
        self.multiset.__exit__()

    def restart(self) -> None:
        """Forget all rows: they were read in a wrong encoding."""
        self.multiset.__exit__()
        self.multiset = Multiset()
        if self.sample is not None:
            self.sample = Sample(self.sample.size, self.sample.seed)

    def add(self, numbers: Sequence[int], rows: Sequence[str]) -> None:
        """Take rows with their numbers in the file."""
        self.multiset.add([sha256(row.encode()).digest() for row in rows])
        if self.sample is not None:
            self.sample.offer(numbers, rows)


@dataclass(frozen=True)
class Table:
    """A table as its file gives it: columns with types, and what the reader found out about the writing."""

    columns: tuple[tuple[str, str], ...]
    writing: Mapping[str, Any]

    def fields(self, content: str, rows: int) -> dict[str, Any]:
        """Return the table as the result shows it."""
        return {
            "rows": rows,
            "columns": [{"name": name, "type": kind} for name, kind in self.columns],
            "schemaDigest": schema_digest(self.columns),
            "contentDigest": content,
            **self.writing,
        }


def require_few(names: Iterable[str], path: str) -> None:
    """Raise `InvalidInput` ColumnsTooMany for more than a table has."""
    count = sum(1 for _ in names)
    if count > COLUMNS_MAX:
        raise InvalidInput("ColumnsTooMany", path, given=count, maximum=COLUMNS_MAX)
