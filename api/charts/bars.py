"""Lying bars, one line a group: for groups with long names, in any number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from api.charts.drawing import (
    FONT_SIZE,
    SOFT,
    WIDTH,
    Chart,
    counted,
    drawing,
    emptiness,
    legend,
    shortened,
    swatch,
    tag,
    text_at,
    width_of,
)

ROW = FONT_SIZE * 2.2
LABEL_SHARE = 0.36
"""Most of the width that names take; the rest is the bars'."""

GAP = FONT_SIZE * 0.6


def bars(chart: Chart, name: str, *, beside: bool = False) -> Markup:
    """
    Return one row a group; `name` is the drawing's own id.

    Its series stand one behind the other with their sum at the end, or else `beside` one another, each with its own
    figure.  A figure that is withheld has no bar, and a sum is of the others.
    """
    if chart.is_empty:
        return emptiness(chart, name)
    parts, top = legend(chart.series, 0.0, 0.0)
    row = ROW * max(1.0, len(chart.series) * 0.75) if beside else ROW
    ends = chart.write(chart.greatest if beside else chart.greatest_sum)
    left = min(max(map(width_of, chart.labels)), WIDTH * LABEL_SHARE) + GAP
    field = _Field(chart, left, WIDTH - left - max(width_of(ends), _widest(chart, beside=beside)) - GAP * 2)
    for place, label, values in counted(chart):
        y = top + place * row
        base = y + row / 2 + FONT_SIZE * 0.35
        parts.append(text_at(left - GAP, base, shortened(label, left - GAP), "end", full=label))
        parts += field.beside(label, values, y, row) if beside else field.behind(label, values, y)
    return drawing(chart, top + len(chart.labels) * row, parts, name)


def _widest(chart: Chart, *, beside: bool) -> float:
    """Return the width of the widest figure that is written."""
    groups = [values if beside else (sum(value or 0 for value in values),) for _, _, values in counted(chart)]
    return max(width_of(chart.write(value or 0)) for values in groups for value in values)


class _Field:
    """Where bars are drawn: from `left` on, at most `length` long."""

    def __init__(self, chart: Chart, left: float, length: float) -> None:
        self._chart = chart
        self._left = left
        self._length = length

    def behind(self, label: str, values: Sequence[int | None], y: float) -> Iterator[Markup]:
        """Give the bars of a row one behind the other, and their sum."""
        x = self._left
        for place, value in enumerate(values):
            wide = self._length * (value or 0) / self._chart.greatest_sum
            if wide > 0:
                yield self._bar(label, place, value or 0, (x, y + ROW * 0.18, max(wide, 1.0), ROW * 0.64))
            x += wide
        known = [value for value in values if value is not None]
        said = self._chart.write(sum(known)) if known else "—"
        yield text_at(x + GAP, y + ROW / 2 + FONT_SIZE * 0.35, said, colour=SOFT)

    def beside(self, label: str, values: Sequence[int | None], y: float, row: float) -> Iterator[Markup]:
        """Give the bars of a row beneath one another, each with its figure."""
        high = row * 0.84 / len(values)
        for place, value in enumerate(values):
            top = y + row * 0.08 + place * high
            wide = self._length * (value or 0) / self._chart.greatest
            if wide > 0:
                yield self._bar(label, place, value or 0, (self._left, top, max(wide, 1.0), high))
            said = "—" if value is None else self._chart.write(value)
            yield text_at(self._left + wide + GAP, top + high / 2 + FONT_SIZE * 0.35, said, colour=SOFT)

    def _bar(self, label: str, place: int, value: int, at: tuple[float, float, float, float]) -> Markup:
        said = f"{label} · {self._chart.series[place].name}: {self._chart.write(value)}"
        return tag("g", Markup("{}{}").format(tag("title", said), swatch(place, *at)))
