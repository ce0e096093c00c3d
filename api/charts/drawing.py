"""What all drawings share: their figures and words, colours, the width of text, and SVG's own syntax."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 640
"""Units of a drawing's width; it is shown as wide as its place is."""

FONT_SIZE = 13
"""Units of a letter's height, so that a drawing of full width on a screen has the text size of the page beside it."""

INK, SOFT, GRID, PAPER = "#1f2933", "#52606d", "#d5dbe1", "#ffffff"
COLOURS = ("#1d5f8a", "#c2571a", "#3d7a3a", "#7a4a97", "#8a6d1d", "#4a5a68")
"""One for each series in turn: 4.5:1 against white, and told apart by who sees no red or green."""

SERIES_MAX = len(COLOURS)
"""Most series of a drawing; more are a table's business."""

ELLIPSIS = "…"

Write = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Series:
    """What is counted, and a figure for each of the drawing's labels; none where there is none, or it is withheld."""

    name: str
    values: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """
    What is drawn: a title, what it says in a sentence, the labels of its groups, and the series.

    `write` writes a figure with its unit, short enough for an axis; `nothing` is said where there is no figure.
    """

    title: str
    description: str
    labels: Sequence[str]
    series: Sequence[Series]
    write: Write
    nothing: str

    def __post_init__(self) -> None:
        assert len(self.series) <= SERIES_MAX, "a table shows more"
        assert all(len(each.values) == len(self.labels) for each in self.series), "a figure for each label"

    @property
    def greatest(self) -> int:
        """The greatest single figure; 0 if there is none."""
        return max((value for each in self.series for value in each.values if value), default=0)

    @property
    def greatest_sum(self) -> int:
        """The greatest sum of the series in one group."""
        groups = zip(*(each.values for each in self.series), strict=True)
        return max((sum(value or 0 for value in group) for group in groups), default=0)

    @property
    def is_empty(self) -> bool:
        return not self.greatest


# TEXT


def width_of(text: str) -> float:
    """Return about how wide a text is in units; wide characters are as wide as they are high."""
    return sum(_character(each) for each in text) * FONT_SIZE


def _character(each: str) -> float:
    if unicodedata.east_asian_width(each) in "WFA":
        return 1.0
    return 0.75 if each.isupper() or each in "MWmw%@" else 0.33 if each in " .,:;'|ijlIt!()" else 0.58


def shortened(text: str, width: float) -> str:
    """Return a text, cut if it is wider than `width` units."""
    if width_of(text) <= width:
        return text
    room = width - width_of(ELLIPSIS)
    kept = ""
    for character in text:
        room -= width_of(character)
        if room < 0:
            break
        kept += character
    return kept.rstrip() + ELLIPSIS


# SCALE


def scale_to(greatest: int, steps: int = 4) -> list[int]:
    """Return the marks of an axis from 0 to at least `greatest`: whole and round figures, 1, 2 or 5 times a power."""
    if greatest <= 0:
        return [0, 1]
    least, power = -(-greatest // steps), 1
    while power * 10 <= least:
        power *= 10
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= least)
    return list(range(0, greatest + step, step))


# SVG


def tag(name: str, content: str | Markup = "", **attributes: str | float) -> Markup:
    """Return an element; `text_anchor` becomes `text-anchor`, `class_` becomes `class`."""
    written = Markup("").join(
        Markup(' {}="{}"').format(each.rstrip("_").replace("_", "-"), _number(value))
        for each, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(name, written, content)


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def text_at(x: float, y: float, text: str, anchor: str = "start", *, colour: str = INK, full: str = "") -> Markup:
    """Return a line of text; where it was cut, `full` is told to whoever points at it."""
    content = Markup("{}{}").format(tag("title", full), text) if full and full != text else escape(text)
    return tag("text", content, x=x, y=y, text_anchor=anchor, fill=colour)


def rule(x1: float, y1: float, x2: float, y2: float, colour: str = GRID) -> Markup:
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=1)


def drawing(chart: Chart, height: float, parts: Sequence[Markup], name: str) -> Markup:
    """Return the whole: what it is called and says comes first, for whoever hears it."""
    title, description = f"{name}-title", f"{name}-description"
    content = Markup("").join(
        (tag("title", chart.title, id=title), tag("desc", chart.description, id=description), *parts)
    )
    return tag(
        "svg",
        content,
        class_="chart",
        role="img",
        aria_labelledby=f"{title} {description}",
        viewBox=f"0 0 {WIDTH} {height:.0f}",
        xmlns="http://www.w3.org/2000/svg",
        font_size=FONT_SIZE,
        font_family="inherit",
    )


def emptiness(chart: Chart, name: str) -> Markup:
    """Return a drawing that says that there is nothing to draw."""
    height = 96.0
    return drawing(chart, height, [text_at(WIDTH / 2, height / 2, chart.nothing, "middle", colour=SOFT)], name)


# LEGEND

LEGEND_LINE = FONT_SIZE * 1.8
MARK = FONT_SIZE * 0.8


def legend(series: Sequence[Series], left: float, top: float) -> tuple[list[Markup], float]:
    """Return the names of the series, each beside its colour, and how high they stand; nothing for a single one."""
    if len(series) < 2:
        return [], 0.0
    parts: list[Markup] = []
    x, y = left, top + FONT_SIZE
    for place, each in enumerate(series):
        name = shortened(each.name, WIDTH - left - MARK * 2)
        wide = MARK * 1.6 + width_of(name) + FONT_SIZE * 1.5
        if x > left and x + wide > WIDTH:
            x, y = left, y + LEGEND_LINE
        parts += [swatch(place, x, y - MARK, MARK, MARK), text_at(x + MARK * 1.6, y, name, full=each.name)]
        x += wide
    return parts, y - top + FONT_SIZE * 0.6


def swatch(place: int, x: float, y: float, width: float, height: float) -> Markup:
    """Return a filled field in a series' colour, with an edge that keeps fields apart in black and white."""
    return tag("rect", x=x, y=y, width=width, height=height, fill=COLOURS[place], stroke=PAPER, stroke_width=1)


def counted(chart: Chart) -> Iterator[tuple[int, str, tuple[int | None, ...]]]:
    """Give each group's place and label with the figures of all series."""
    for place, label in enumerate(chart.labels):
        yield place, label, tuple(each.values[place] for each in chart.series)
