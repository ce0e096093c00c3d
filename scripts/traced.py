"""
Which lines of `ledger/domain` run.
"""

from __future__ import annotations

import os
import sys
from types import FrameType
from typing import Any, Self

from scripts.domain_mutants import DOMAIN, ROOT, Mutant

Line = tuple[str, int]
"""The file's path, and the line's number."""

WITHIN = f"{DOMAIN}{os.sep}"


class Traced:
    """Hears which lines run within its context; it hears nothing of other threads."""

    def __init__(self) -> None:
        self.lines: set[Line] = set()

    def __enter__(self) -> Self:
        sys.settrace(self._entering)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _entering(self, frame: FrameType, event: str, about: object) -> Any:
        return self._at(frame, event, about) if frame.f_code.co_filename.startswith(WITHIN) else None

    def _at(self, frame: FrameType, _: str, __: object) -> Any:
        self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self._at


def lines_of(mutant: Mutant) -> frozenset[Line]:
    """Return the lines of the statement that a mutant changes: where none of them runs, nothing is changed."""
    return frozenset((str(ROOT / mutant.module), line) for line in range(mutant.line, mutant.last + 1))
