"""Standing columns over time, their series stacked; only as many labels beneath as have room."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from api.charts.drawing import (
    FONT_SIZE,
    GRID,
    INK,
    SOFT,
    WIDTH,
    Chart,
    counted,
    drawing,
    emptiness,
    legend,
    rule,
    scale_to,
    shortened,
    swatch,
    tag,
    text_at,
    width_of,
)

HEIGHT = 220.0
GAP = FONT_SIZE * 0.6
COLUMN_WIDTH_MAX = 56.0
"""A single month is no wall."""


def columns(chart: Chart, name: str) -> Markup:
    """Return one column a group from left to right, its series one on the other, over a scale from zero."""
    if chart.is_empty:
        return emptiness(chart, name)
    parts, top = legend(chart.series, 0.0, 0.0)
    field = Field(chart, scale_to(chart.greatest_sum), top)
    parts += field.axes()
    step = field.width / len(chart.labels)
    wide = min(step * 0.72, COLUMN_WIDTH_MAX)
    for place, label, values in counted(chart):
        x, y = field.left + step * (place + 0.5) - wide / 2, field.bottom
        for series, value in enumerate(values):
            high = field.height * (value or 0) / field.greatest
            if high <= 0:
                continue
            y -= high
            said = f"{label} · {chart.series[series].name}: {chart.write(value or 0)}"
            parts.append(tag("g", Markup("{}{}").format(tag("title", said), swatch(series, x, y, wide, max(high, 1)))))
    return drawing(chart, field.bottom + FONT_SIZE * 2, [*parts, *field.labels()], name)


class Field:
    """The field of a drawing over time: its scale on the left, its labels beneath."""

    def __init__(self, chart: Chart, marks: Sequence[int], top: float) -> None:
        self._chart = chart
        self._marks = marks
        self.greatest = marks[-1]
        self.top = top + FONT_SIZE * 0.6
        self.left = max(width_of(chart.write(mark)) for mark in marks) + GAP
        self.width = WIDTH - self.left - GAP
        self.height = HEIGHT
        self.bottom = self.top + HEIGHT

    def y_of(self, value: int) -> float:
        return self.bottom - self.height * value / self.greatest

    def axes(self) -> list[Markup]:
        """Return a line and its figure for each mark of the scale."""
        parts = []
        for mark in self._marks:
            y = self.y_of(mark)
            parts.append(rule(self.left, y, WIDTH - GAP, y, INK if mark == 0 else GRID))
            parts.append(text_at(self.left - GAP, y + FONT_SIZE * 0.35, self._chart.write(mark), "end", colour=SOFT))
        return parts

    def labels(self) -> list[Markup]:
        """Return every label, or every second, third … one, so that none touches another; the last always stands."""
        labels = self._chart.labels
        step = self.width / len(labels)
        room = min(max(map(width_of, labels)), WIDTH / 3) + FONT_SIZE * 2
        every = min(max(1, -(-int(room) // max(int(step), 1))), len(labels))
        parts = []
        for place in range(len(labels) - 1, -1, -every):
            shown = shortened(labels[place], room - FONT_SIZE * 2)
            half = width_of(shown) / 2
            middle = min(max(self.left + step * (place + 0.5), half), WIDTH - half)
            base = self.bottom + FONT_SIZE * 1.5
            parts.append(text_at(middle, base, shown, "middle", colour=SOFT, full=labels[place]))
        return parts
