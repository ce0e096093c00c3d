"""
A printed paper: A4, in Chinese and English, with headings, paragraphs and tables, and numbered pages.

Its parts are put on one after the other and set when the paper is asked for as bytes: only then is it known which
characters its typeface must have.  The same parts give the same bytes, whatever the clock says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fpdf.enums import TableBordersLayout, XPos, YPos

from ledger.paper.pages import FAMILY, MM_PER_POINT, Pages
from ledger.paper.typeface import Typeface, typeface_file

MARGIN_MM = 18
BODY_PT, SMALL_PT = 9.5, 8.0
TITLE_PT, HEADING_PT = 18.0, 12.5
LINE = 1.55
"""Height of a line, in sizes of its letters."""

PADDING_MM = 1.0
"""Space within a table's cell, on each side."""

CODE_MM = 28.0
"""Side of a code: a module of it is 0.7 mm, which any telephone reads."""

BESIDE_MM = 6.0
"""Space between a code and what stands beside it."""

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a paper: all texts in it, and how it is set."""

    texts: Sequence[str]
    set: Callable[[_Sheets], None]


class Paper:
    """
    A paper under way.  `title` stands on top, `footer` on each page; `made_at` is the date that the file states;
    `code`, if any, is the text of a QR code in the first page's upper right corner, beside the first lines.
    """

    def __init__(
        self,
        title: str,
        footer: str,
        made_at: datetime,
        font: Path | None = None,
        *,
        language: str = "zh",
        code: str = "",
    ) -> None:
        """Raise `Misconfigured` PaperFontMissing or PaperFontUnfit."""
        self._language = language
        self._typeface = Typeface(typeface_file(font))
        self._title, self._footer = self._typeface.drawable(title), self._typeface.drawable(footer)
        self._made_at, self._code = made_at, code
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
        sheets = _Sheets(self._footer)
        sheets.typeset(self._typeface, signs)
        sheets.begin(self._title, self._made_at, self._language)
        if self._code:
            sheets.corner(self._code)
        for part in self._parts:
            part.set(sheets)
        return bytes(sheets.output() or b"")

    def _line(self, text: str, size: float, *, bold: bool) -> None:
        drawn = self._typeface.drawable(text)
        self._parts.append(_Part([drawn], lambda sheets: sheets.lines(drawn, size, bold=bold)))


class _Sheets(Pages):
    """The pages, as fpdf2 sets them."""

    def __init__(self, footing: str) -> None:
        super().__init__()
        self._footing = footing
        self._beside = 0.0
        self.set_margin(MARGIN_MM)
        self.set_auto_page_break(True, MARGIN_MM + 6)

    def begin(self, title: str, made_at: datetime, language: str) -> None:
        self.set_title(title)
        self.set_creation_date(made_at)
        self.set_draw_color(170)
        self.set_line_width(0.15)
        self.set_lang("zh-CN" if language == "zh" else language)
        self.add_page()

    def corner(self, code: str) -> None:
        """Put a QR code into the upper right corner; lines beside it are the shorter, and tables come below it."""
        self.square(code, self.w - self.r_margin - CODE_MM, self.t_margin, CODE_MM)
        self._beside = self.t_margin + CODE_MM

    @property
    def _room(self) -> float:
        is_beside = self.page_no() == 1 and self.get_y() < self._beside
        return self.epw - (CODE_MM + BESIDE_MM if is_beside else 0)

    def footer(self) -> None:
        self.set_y(-MARGIN_MM + 2)
        self.set_font(FAMILY, "", SMALL_PT)
        self.cell(self.epw * 0.8, 5, self._cut(self._footing, self.epw * 0.8))
        self.cell(self.epw * 0.2, 5, f"{self.page_no()} / {{nb}}", align="R")

    def lines(self, text: str, size: float, *, bold: bool) -> None:
        """Set a paragraph, or a heading of one or two lines."""
        is_heading = size > BODY_PT
        self.set_font(FAMILY, "B" if bold else "", size)
        height = size * LINE * MM_PER_POINT
        lines = self.broken(text, self._room, bold=bold, size=size)
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
        if self.page_no() == 1 and self.get_y() < self._beside:
            self.set_y(self._beside + PADDING_MM)
        self.set_font(FAMILY, "", SMALL_PT)
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
                    set_row.cell("\n".join(self.broken(cell, room, bold=is_bold, size=SMALL_PT)))
        self.ln(2)

    def _cut(self, text: str, room: float) -> str:
        return self.broken(text, room, bold=False, size=SMALL_PT)[0]
