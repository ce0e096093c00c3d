"""Lines over time: how figures move, each series a line with its own marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from api.charts.columns import Field
from api.charts.drawing import (
    COLOURS,
    FONT_SIZE,
    PAPER,
    Chart,
    Series,
    drawing,
    emptiness,
    legend,
    scale_to,
    tag,
)

MARK_RADIUS = 3.5
DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4", "4 4")
"""How each series' line is broken, so that they are told apart without colour."""


def lines(chart: Chart, name: str) -> Markup:
    """Return a line a series over a scale from zero; where a figure is missing or withheld, the line has a gap."""
    if chart.is_empty:
        return emptiness(chart, name)
    parts, top = legend(chart.series, 0.0, 0.0)
    field = Field(chart, scale_to(chart.greatest), top)
    parts += field.axes()
    for place, each in enumerate(chart.series):
        parts += _line(chart, field, each, place)
    return drawing(chart, field.bottom + FONT_SIZE * 2, [*parts, *field.labels()], name)


def _line(chart: Chart, field: Field, series: Series, place: int) -> Iterator[Markup]:
    step = field.width / len(chart.labels)
    points = [
        None if value is None else (field.left + step * (at + 0.5), field.y_of(value))
        for at, value in enumerate(series.values)
    ]
    for run in _runs(points):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
        dashes = {"stroke_dasharray": DASHES[place]} if DASHES[place] else {}
        yield tag("polyline", points=path, fill="none", stroke=COLOURS[place], stroke_width=2, **dashes)
    for label, value, point in zip(chart.labels, series.values, points, strict=True):
        if point is not None and value is not None:
            said = tag("title", f"{label} · {series.name}: {chart.write(value)}")
            yield tag(
                "circle", said, cx=point[0], cy=point[1], r=MARK_RADIUS, fill=COLOURS[place], stroke=PAPER
            )  # fmt: skip


def _runs(points: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    """Give the parts of a line between its gaps."""
    run: list[tuple[float, float]] = []
    for point in (*points, None):
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []
