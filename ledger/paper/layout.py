"""
How the sheet of a certificate is laid: a frame, the title, entries in two columns, and the code and the seal below.

What is said comes as lines in Chinese with English below; nothing is known here of what it means.  Holders that do not
fit on the face move to a continuation sheet, all of them, and the face says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from fpdf.enums import XPos, YPos

from ledger.paper.pages import FAMILY, MM_PER_POINT, Pages
from ledger.paper.typeface import Typeface

INK, SOFT, RULE = (24, 32, 44), (92, 102, 116), (198, 205, 214)
ACCENT, ALARM, PALE = (24, 58, 105), (166, 28, 36), (246, 218, 218)

LEFT, RIGHT, TOP = 20.0, 190.0, 21.0
LABEL = 34.0
"""Width of the column in which the entries are named, in mm."""

FOOT = 226.0
"""Where code and seal begin, in mm from the top: entries end above it."""

END = 284.0
CODE = 31.0
"""Side of the QR code in mm: a module of it is 0.7 mm and more, which any telephone reads."""

TITLE_PT, ENGLISH_PT, NUMBER_PT = 25.0, 10.0, 11.5
MAIN_PT, SMALL_PT, UNDER_PT, CODE_PT, LABEL_PT = 10.5, 9.0, 7.5, 7.5, 9.5
LINE = 1.42
"""Height of a line, in sizes of its letters."""

GAP = 2.0
"""Above and below an entry, in mm."""

MARK_PT = 92.0
TILT = 35.0
"""How the mark stands across a sheet, in degrees."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said in Chinese and in English; small beside others, or a code of digits."""

    zh: str
    en: str = ""
    is_small: bool = False
    is_code: bool = False

    @property
    def size(self) -> float:
        return CODE_PT if self.is_code else SMALL_PT if self.is_small else MAIN_PT


Block = Sequence[Line]


@dataclass(frozen=True, slots=True)
class Entry:
    """What something is called, and what is said of it."""

    name: Line
    lines: Block


@dataclass(frozen=True, slots=True)
class Face:
    """
    All that stands on the sheet.

    `holders` are each one's lines under `held`, which gives way to `elsewhere` where they are on the continuation
    sheet, called `continued`.  `mark` stands across a sheet that must not look valid.  `code` is the QR code's text.
    """

    title: Line
    number: str
    held: Line
    holders: Sequence[Block]
    elsewhere: Line
    continued: Line
    entries: Sequence[Entry]
    scan: Block
    code: str
    sealed: Line
    seal: Block
    notices: Block
    footer: str
    mark: Line | None

    def texts(self) -> Iterator[str]:
        entries = chain.from_iterable((entry.name, *entry.lines) for entry in self.entries)
        holders = chain.from_iterable(self.holders)
        own = (
            self.title,
            self.held,
            self.elsewhere,
            self.continued,
            *self.scan,
            self.sealed,
            *self.seal,
            *self.notices,
        )
        for line in chain(own, entries, holders, [self.mark] if self.mark is not None else []):
            yield from (line.zh, line.en)
        yield from (self.number, self.footer, self.code, "0123456789 /.")


class Sheet(Pages):
    """The sheets of one certificate."""

    def __init__(self, face: Face, typeface: Typeface, conformance: str, made_at: datetime) -> None:
        super().__init__(enforce_compliance=conformance)
        self._face = face
        self.set_auto_page_break(False)
        self.set_margin(LEFT)
        self.set_lang("zh-CN")
        self.set_title(f"{face.title.zh} {face.number}")
        self.set_creation_date(made_at)
        self.typeset(typeface, chain.from_iterable(face.texts()))
        self._lay()

    def _lay(self) -> None:
        face = self._face
        self._begin()
        self._head(face.title, face.number)
        is_split = self._height(face.entries) + self._height([self._held(face.holders)]) > FOOT - self.get_y()
        shown = [[face.elsewhere]] if is_split else face.holders
        for entry in (self._held(shown), *face.entries):
            self._entry(entry)
        self._foot()
        if is_split:
            self._continue()

    def _held(self, holders: Sequence[Block]) -> Entry:
        return Entry(self._face.held, [line for block in holders for line in block])

    # SHEETS

    def _begin(self) -> None:
        """Begin a sheet with its frame, and with the mark below all that is to be read."""
        self.add_page()
        self.set_draw_color(*ACCENT)
        for inset, width in ((9.0, 0.8), (10.6, 0.2)):
            self.set_line_width(width)
            self.rect(inset, inset, self.w - 2 * inset, self.h - 2 * inset)
        if self._face.mark is not None:
            self._across(self._face.mark.zh)
        self.set_xy(LEFT, self.h - 16)
        self._put(self._face.footer, UNDER_PT, SOFT, width=RIGHT - LEFT - 15)
        self.set_xy(RIGHT - 15, self.h - 16)
        self._put(str(self.page_no()), UNDER_PT, SOFT, width=15, align="R")
        self.set_xy(LEFT, TOP)

    def _across(self, text: str) -> None:
        points = min(MARK_PT, 205 / max(len(text), 1) / MM_PER_POINT)
        self.set_font(FAMILY, "B", points)
        self.set_text_color(*PALE)
        half = self.get_string_width(text) / 2
        with self.rotation(TILT, self.w / 2, self.h / 2):
            self.text(self.w / 2 - half, self.h / 2 + points * MM_PER_POINT / 3, text)

    def _head(self, title: Line, number: str) -> None:
        for text, size, colour, bold in (
            (title.zh, TITLE_PT, ACCENT, True),
            (title.en, ENGLISH_PT, SOFT, False),
            (number, NUMBER_PT, INK, True),
        ):
            self._put(text, size, colour, bold=bold, width=RIGHT - LEFT, align="C")
            self.ln(1.2)
        if (mark := self._face.mark) is not None:
            self._banner(mark)
        self.ln(1.5)
        self._rule(ACCENT, 0.35)

    def _banner(self, mark: Line) -> None:
        self.ln(1.0)
        self.set_draw_color(*ALARM)
        self.set_line_width(0.4)
        self.rect(LEFT, self.get_y(), RIGHT - LEFT, 8.0)
        self.set_y(self.get_y() + 1.4)
        self._put(f"{mark.zh}　{mark.en}", MAIN_PT, ALARM, bold=True, width=RIGHT - LEFT, align="C")
        self.ln(2.2)

    def _continue(self) -> None:
        """Set all holders, on as many sheets as they take."""
        height = 0.0
        for number, holder in enumerate(self._face.holders, 1):
            entry = Entry(Line(f"{number}"), holder)
            if height < self._height([entry]):
                self._begin()
                self._put(self._face.continued.zh, TITLE_PT * 0.6, ACCENT, bold=True, width=RIGHT - LEFT, align="C")
                self._put(self._face.continued.en, ENGLISH_PT, SOFT, width=RIGHT - LEFT, align="C")
                self._put(self._face.number, NUMBER_PT, INK, bold=True, width=RIGHT - LEFT, align="C")
                self.ln(2)
                self._rule(ACCENT, 0.35)
                height = self.h - 20 - self.get_y()
            self._entry(entry)
            height -= self._height([entry])

    # ENTRIES

    def _entry(self, entry: Entry) -> None:
        top = self.get_y() + GAP
        self.set_xy(LEFT, top)
        self._put(entry.name.zh, LABEL_PT, ACCENT, bold=True, width=LABEL)
        if entry.name.en:
            self._put(entry.name.en, UNDER_PT, SOFT, width=LABEL)
        below = self.get_y()
        self.set_xy(LEFT + LABEL, top)
        for line in entry.lines:
            self._line(line, LEFT + LABEL, RIGHT - LEFT - LABEL, bold=not line.is_small and not line.is_code)
        self.set_xy(LEFT, max(below, self.get_y()) + GAP)
        self._rule(RULE, 0.15)

    def _line(self, line: Line, left: float, room: float, *, bold: bool = False) -> None:
        parts = ((line.zh, line.size, INK, bold), (line.en, UNDER_PT, SOFT, False))
        for text, size, colour, is_bold in parts:
            for each in self.broken(text, room, bold=is_bold, size=size) if text else ():
                self.set_x(left)
                self._put(each, size, colour, bold=is_bold, width=room)

    def _height(self, entries: Iterable[Entry]) -> float:
        """Return how high entries will be, in mm."""
        return sum(max(self._high(entry.lines), 2 * LABEL_PT * LINE * MM_PER_POINT) + 2 * GAP for entry in entries)

    def _high(self, lines: Block) -> float:
        points = 0.0
        for line in lines:
            bold = not line.is_small and not line.is_code
            for text, size, is_bold in ((line.zh, line.size, bold), (line.en, UNDER_PT, False)):
                if text:
                    points += size * len(self.broken(text, RIGHT - LEFT - LABEL, bold=is_bold, size=size))
        return points * LINE * MM_PER_POINT

    # BELOW

    def _foot(self) -> None:
        self.square(self._face.code, LEFT, FOOT + 2, CODE)
        left = LEFT + CODE + 6
        self.set_xy(left, FOOT + 2)
        for line in self._face.scan:
            self._line(line, left, 56, bold=not line.is_small)
        self.ln(1)
        for notice in self._face.notices:
            self.set_x(left)
            self._line(Line(notice.zh, notice.en, is_small=True), left, 56)
        self._stamp(RIGHT - 62, FOOT + 2, 62)

    def _stamp(self, left: float, top: float, width: float) -> None:
        self.set_xy(left + 3, top + 2)
        self._put(self._face.sealed.zh, LABEL_PT, ALARM, bold=True, width=width - 6)
        self.set_x(left + 3)
        self._put(self._face.sealed.en, UNDER_PT, SOFT, width=width - 6)
        self.ln(0.8)
        for line in self._face.seal:
            self._line(Line(line.zh, line.en, is_small=not line.is_code, is_code=line.is_code), left + 3, width - 6)
        self.set_draw_color(*ALARM)
        self.set_line_width(0.5)
        self.rect(left, top, width, max(CODE, self.get_y() - top + 2))

    # WORDS

    def _put(
        self,
        text: str,
        size: float,
        colour: tuple[int, int, int],
        *,
        bold: bool = False,
        width: float,
        align: str = "L",
    ) -> None:
        """Put one line of text, and go below it."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(*colour)
        left = self.get_x()
        self.cell(width, size * LINE * MM_PER_POINT, text, align=align, new_x=XPos.LEFT, new_y=YPos.NEXT)
        self.set_x(left)

    def _rule(self, colour: tuple[int, int, int], width: float) -> None:
        self.set_draw_color(*colour)
        self.set_line_width(width)
        self.line(LEFT, self.get_y(), RIGHT, self.get_y())
