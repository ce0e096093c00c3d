"""Lying bars, one line a group: for groups with long names, in any number."""

from __future__ import annotations

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


def bars(chart: Chart, name: str) -> Markup:
    """
    Return one bar a group, its series one behind the other, and the sum at its end; `name` is the drawing's own id.

    A figure that is withheld has no bar, and its sum is of the others.
    """
    if chart.is_empty:
        return emptiness(chart, name)
    greatest = chart.greatest_sum
    parts, top = legend(chart.series, 0.0, 0.0)
    room = max(width_of(chart.write(sum(value or 0 for value in values))) for _, _, values in counted(chart))
    left = min(max(map(width_of, chart.labels)), WIDTH * LABEL_SHARE) + GAP
    length = WIDTH - left - room - GAP * 2
    for place, label, values in counted(chart):
        y = top + place * ROW
        base = y + ROW / 2 + FONT_SIZE * 0.35
        shown = shortened(label, left - GAP)
        parts.append(text_at(left - GAP, base, shown, "end", full=label))
        x = left
        for series, value in enumerate(values):
            wide = length * (value or 0) / greatest
            if wide > 0:
                said = f"{label} · {chart.series[series].name}: {chart.write(value or 0)}"
                field = swatch(series, x, y + ROW * 0.18, max(wide, 1.0), ROW * 0.64)
                parts.append(tag("g", Markup("{}{}").format(tag("title", said), field)))
            x += wide
        known = [value for value in values if value is not None]
        parts.append(text_at(x + GAP, base, chart.write(sum(known)) if known else "—", colour=SOFT))
    return drawing(chart, top + len(chart.labels) * ROW, parts, name)
