"""
Pages of A4 as fpdf2 sets them, with one typeface in two weights, lines broken between words or characters, and codes.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import segno
from fpdf import FPDF

from ledger.paper.typeface import Typeface

FAMILY = "paper"
MM_PER_POINT = 25.4 / 72

_WORD = re.compile(r"[\u0020-\u2fff]+?(?:(?<=[ \-/])|(?=[\u3000-\uffff])|$)|.[，。；：、！？）》」”’％]*", re.DOTALL)
"""What is not broken at the end of a line: a word, or one Chinese character with the marks that follow it."""


class Pages(FPDF):
    """Pages of A4; nothing is on them before `typeset` has brought the typeface."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="A4", unit="mm", **options)
        self._width_of = cache(self._measured)

    def typeset(self, typeface: Typeface, signs: Iterable[str]) -> None:
        """Embed both weights of a typeface, cut to these characters."""
        with tempfile.TemporaryDirectory() as folder:
            for style, font in zip(("", "B"), typeface.cut(sorted(set(signs))), strict=True):
                file = Path(folder) / f"font{style}.ttf"
                file.write_bytes(font)
                self.add_font(FAMILY, style, file)

    def broken(self, text: str, room: float, *, bold: bool, size: float) -> list[str]:
        """Break a text into lines no wider than `room`, in mm: between words, or between Chinese characters."""
        lines, line, used = [], "", 0.0
        points = size * MM_PER_POINT
        for word in _WORD.findall(text):
            for piece in self._pieces(word, room / points, bold=bold):
                width = sum(self._width_of(sign, bold) for sign in piece) * points
                if line and used + width > room:
                    lines.append(line.rstrip())
                    line, used = "", 0.0
                line, used = line + piece, used + width
        return [*lines, line.rstrip()]

    def square(self, text: str, left: float, top: float, side: float) -> None:
        """Draw the QR code of a text, in mm, as rectangles along each row of its modules."""
        rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
        module = side / len(rows)
        self.set_fill_color(0, 0, 0)
        for down, row in enumerate(rows):
            begin = 0
            for place in range(1, len(row) + 1):
                if place == len(row) or row[place] != row[begin]:
                    if row[begin]:
                        self.rect(
                            left + begin * module, top + down * module, (place - begin) * module, module, style="F"
                        )
                    begin = place

    def _pieces(self, word: str, room: float, *, bold: bool) -> list[str]:
        """Cut a word that is wider than a whole line."""
        pieces, used = [""], 0.0
        for sign in word:
            width = self._width_of(sign, bold)
            if pieces[-1] and used + width > room:
                pieces, used = [*pieces, ""], 0.0
            pieces[-1] += sign
            used += width
        return pieces

    def _measured(self, sign: str, bold: bool) -> float:
        """Width of a character in sizes of its letters."""
        return self.fonts[f"{FAMILY}{'B' if bold else ''}"].get_text_width(sign, 1, None)[1]
