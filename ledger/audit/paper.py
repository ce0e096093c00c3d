"""
A printed paper: A4, in Chinese and English, with headings, paragraphs and tables, and numbered pages.

Its parts are put on one after the other and set when the paper is asked for as bytes: only then is it known which
characters its typeface must have.  The same parts give the same bytes, whatever the clock says.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos

from ledger.audit.typeface import Typeface, typeface_file

MARGIN_MM = 18
BODY_PT, SMALL_PT = 9.5, 8.0
TITLE_PT, HEADING_PT = 18.0, 12.5
LINE = 1.55
"""Height of a line, in sizes of its letters."""

PADDING_MM = 1.0
"""Space within a table's cell, on each side."""

MM_PER_POINT = 25.4 / 72

_FAMILY = "paper"
_WORD = re.compile(r"[\u0020-\u2fff]+?(?:(?<=[ \-/])|(?=[\u3000-\uffff])|$)|.[，。；：、！？）》」”’％]*", re.DOTALL)
"""What is not broken at the end of a line: a word, or one Chinese character with the marks that follow it."""

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a paper: all texts in it, and how it is set."""

    texts: Sequence[str]
    set: Callable[[_Sheets], None]


class Paper:
    """A paper under way.  `title` stands on top, `footer` on each page; `made_at` is the date that the file states."""

    def __init__(
        self, title: str, footer: str, made_at: datetime, font: Path | None = None, *, language: str = "zh"
    ) -> None:
        """Raise `Misconfigured` PaperFontMissing or PaperFontUnfit."""
        self._language = language
        self._typeface = Typeface(typeface_file(font))
        self._title, self._footer = self._typeface.drawable(title), self._typeface.drawable(footer)
        self._made_at = made_at
        self._parts: list[_Part] = []
        self._line(title, TITLE_PT, bold=True)

    def heading(self, text: str) -> None:
        """Put on a heading, which is never the last line of its page."""
        self._line(text, HEADING_PT, bold=True)

    def paragraph(self, text: str, *, bold: bool = False) -> None:
        """Put on a paragraph."""
        self._line(text, BODY_PT, bold=bold)

    def table(self, headings: Row, rows: Sequence[Row], widths: Sequence[int]) -> None:
        """Put on a table; `widths` are the columns' parts of the page's width.  Headings come again on each page."""
        drawn = [[self._typeface.drawable(cell) for cell in row] for row in (headings, *rows)]
        texts = [cell for row in drawn for cell in row]
        self._parts.append(_Part(texts, lambda sheets: sheets.grid(drawn, widths, has_headings=True)))

    def facts(self, rows: Sequence[Row]) -> None:
        """Put on a table of two columns: what each thing is called, and the thing."""
        drawn = [[self._typeface.drawable(cell) for cell in row] for row in rows]
        texts = [cell for row in drawn for cell in row]
        self._parts.append(_Part(texts, lambda sheets: sheets.grid(drawn, (1, 3), has_headings=False)))

    def pdf(self) -> bytes:
        """Set the paper and return it as a PDF, the same for the same parts."""
        signs = set(self._title + self._footer + "0123456789/{nb} ")
        signs.update(*(text for part in self._parts for text in part.texts))
        with tempfile.TemporaryDirectory() as folder:
            sheets = _Sheets(self._footer)
            for style, font in zip(("", "B"), self._typeface.cut(sorted(signs)), strict=True):
                file = Path(folder) / f"font{style}.ttf"
                file.write_bytes(font)
                sheets.add_font(_FAMILY, style, file)
            sheets.begin(self._title, self._made_at, self._language)
            for part in self._parts:
                part.set(sheets)
            return bytes(sheets.output() or b"")

    def _line(self, text: str, size: float, *, bold: bool) -> None:
        drawn = self._typeface.drawable(text)
        self._parts.append(_Part([drawn], lambda sheets: sheets.lines(drawn, size, bold=bold)))


class _Sheets(FPDF):
    """The pages, as fpdf2 sets them."""

    def __init__(self, footing: str) -> None:
        super().__init__(format="A4", unit="mm")
        self._footing = footing
        self.set_margin(MARGIN_MM)
        self.set_auto_page_break(True, MARGIN_MM + 6)
        self._width_of = cache(self._measured)

    def begin(self, title: str, made_at: datetime, language: str) -> None:
        self.set_title(title)
        self.set_creation_date(made_at)
        self.set_draw_color(170)
        self.set_line_width(0.15)
        self.set_lang("zh-CN" if language == "zh" else language)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-MARGIN_MM + 2)
        self.set_font(_FAMILY, "", SMALL_PT)
        self.cell(self.epw * 0.8, 5, self._cut(self._footing, self.epw * 0.8))
        self.cell(self.epw * 0.2, 5, f"{self.page_no()} / {{nb}}", align="R")

    def lines(self, text: str, size: float, *, bold: bool) -> None:
        """Set a paragraph, or a heading of one or two lines."""
        is_heading = size > BODY_PT
        self.set_font(_FAMILY, "B" if bold else "", size)
        height = size * LINE * MM_PER_POINT
        lines = self._broken(text, self.epw, bold=bold, size=size)
        if is_heading:
            self.ln(height * 0.4)
            if self.will_page_break(height * (len(lines) + 2)):
                self.add_page()
        for line in lines:
            self.cell(self.epw, height, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(height * 0.3)

    def grid(self, rows: Sequence[Row], widths: Sequence[int], *, has_headings: bool) -> None:
        """Set a table as wide as the page."""
        if len(rows) == has_headings:
            return
        self.set_font(_FAMILY, "", SMALL_PT)
        unit = self.epw / sum(widths)
        with self.table(
            col_widths=tuple(unit * width for width in widths),
            width=self.epw,
            line_height=SMALL_PT * LINE * MM_PER_POINT,
            text_align="LEFT",
            v_align="TOP",
            padding=PADDING_MM,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            first_row_as_headings=has_headings,
        ) as table:
            for place, row in enumerate(rows):
                is_bold = has_headings and place == 0
                set_row = table.row()
                for cell, width in zip(row, widths, strict=True):
                    room = unit * width - 2 * PADDING_MM - 0.5
                    set_row.cell("\n".join(self._broken(cell, room, bold=is_bold, size=SMALL_PT)))
        self.ln(2)

    # BREAKING LINES

    def _broken(self, text: str, room: float, *, bold: bool, size: float) -> list[str]:
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

    def _cut(self, text: str, room: float) -> str:
        return self._broken(text, room, bold=False, size=SMALL_PT)[0]

    def _measured(self, sign: str, bold: bool) -> float:
        """Width of a character in sizes of its letters."""
        return self.fonts[f"{_FAMILY}{'B' if bold else ''}"].get_text_width(sign, 1, None)[1]
