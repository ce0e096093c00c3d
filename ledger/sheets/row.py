"""One row of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Row:
    """
    A row that is not blank: its number in the file from 1, its cells as they stand, the application that they make,
    and what is wrong with the cells.  `content` is None for a line that is no application at all.
    """

    number: int
    cells: Sequence[Any]
    content: Mapping[str, Any] | None
    faults: Sequence[InvalidInput]
