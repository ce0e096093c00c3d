"""
Drawings: well-formed, said in words, with nothing outside their field and no text over another, whatever the figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from api.charts import Chart, Series, bars, columns, lines
from api.charts.drawing import FONT_SIZE, SERIES_MAX, WIDTH, scale_to, shortened, width_of

DRAW: Mapping[str, Callable[[Chart, str], Markup]] = {
    "bars": bars,
    "beside": partial(bars, beside=True),
    "columns": columns,
    "lines": lines,
}
SVG = "{http://www.w3.org/2000/svg}"
LONG = "示范登记中心（公共数据与社会数据资源一体化登记综合服务窗口）及其所属派出机构"
FORBIDDEN = re.compile(r"\sstyle=|\son\w+=|<script|<style|javascript:|https?://(?!www\.w3\.org/2000/svg)")


def chart(labels: list[str], *values: Sequence[int | None], names: tuple[str, ...] = ()) -> Chart:
    series = [Series(names[at] if names else f"系列{at}", each) for at, each in enumerate(values)]
    return Chart("登记数", "每月登记的证书数。", labels, series, lambda value: f"{value:,}", "暂无数据")


def drawn(made: Markup) -> ElementTree.Element:
    assert not FORBIDDEN.search(made), FORBIDDEN.search(made)
    return ElementTree.fromstring(made)  # noqa: S314 - our own


def texts(root: ElementTree.Element) -> list[tuple[float, float, float, str]]:
    """Return each line of text: its left, its right, its base, and what it says."""
    found = []
    for each in root.iter(f"{SVG}text"):
        said = each.text or "".join(part.tail or "" for part in each)
        wide, x = width_of(said), float(each.attrib["x"])
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[each.attrib["text-anchor"]]
        found.append((left, left + wide, float(each.attrib["y"]), said))
    return found


def overlaps(root: ElementTree.Element) -> list[tuple[str, str]]:
    return [
        (one[3], other[3])
        for one, other in combinations(texts(root), 2)
        if abs(one[2] - other[2]) < FONT_SIZE * 0.8 and one[0] < other[1] - 0.1 and other[0] < one[1] - 0.1
    ]


def rectangles(root: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    return [
        tuple(float(each.attrib[name]) for name in ("x", "y", "width", "height"))  # type: ignore[misc]
        for each in root.iter(f"{SVG}rect")
    ]


def is_within(root: ElementTree.Element) -> bool:
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    inside = all(
        x >= -0.1 and x + w <= width + 0.1 and y >= -0.1 and y + h <= height + 0.1 for x, y, w, h in rectangles(root)
    )
    return inside and all(
        left >= -0.5 and right <= width + 0.5 and 0 < y <= height for left, right, y, _ in texts(root)
    )


MONTHS = [f"{2020 + at // 12}-{at % 12 + 1:02d}" for at in range(72)]
SHAPES = {
    "one datum": chart(["2026-11"], [7]),
    "zero beside some": chart(["甲", "乙"], [0, 3]),
    "long names": chart([LONG, LONG + "二", "短"], [5, 9, 1]),
    "huge values": chart(["2026-10", "2026-11"], [10**18, 3]),
    "many months": chart(MONTHS, list(range(72)), list(range(72, 0, -1))),
    "several series": chart(["2026-09", "2026-10", "2026-11"], *([at, 2, 3] for at in range(SERIES_MAX))),
    "long names of series": chart(["a", "b"], [1, 2], [2, 1], names=(LONG * 2, LONG)),
    "withheld": chart(["2026-09", "2026-10", "2026-11"], [None, 5, None]),
    "words of markup": chart(['<b>&"x"', "</svg>"], [1, 2], names=("<i>",)),
}


@pytest.mark.parametrize("draw", DRAW)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_text_covers_another_and_nothing_leaves_the_field(draw: str, shape: str) -> None:
    root = drawn(DRAW[draw](SHAPES[shape], "c1"))
    assert overlaps(root) == []
    assert is_within(root), (texts(root), rectangles(root))


@pytest.mark.parametrize("draw", DRAW)
@pytest.mark.parametrize("nothing", [chart([]), chart(["甲"], [0]), chart(["甲"], [None]), chart([], [])])
def test_without_figures_it_says_so(draw: str, nothing: Chart) -> None:
    root = drawn(DRAW[draw](nothing, "c1"))
    assert [said for *_, said in texts(root)] == ["暂无数据"]


@pytest.mark.parametrize("draw", DRAW)
def test_it_is_named_and_described(draw: str) -> None:
    root = drawn(DRAW[draw](SHAPES["several series"], "money"))
    assert root.attrib["role"] == "img"
    named = root.attrib["aria-labelledby"].split()
    assert [each.attrib["id"] for each in list(root)[:2]] == named == ["money-title", "money-description"]
    assert [each.text for each in list(root)[:2]] == ["登记数", "每月登记的证书数。"]


@pytest.mark.parametrize("draw", DRAW)
def test_every_figure_is_said_where_it_is_drawn(draw: str) -> None:
    root = drawn(DRAW[draw](chart(["甲", "乙"], [1_000, 2_000]), "c1"))
    said = {each.text for each in root.iter(f"{SVG}title")}
    assert {"甲 · 系列0: 1,000", "乙 · 系列0: 2,000"} <= said


def test_columns_are_as_high_as_their_figures() -> None:
    heights = sorted(height for *_, height in rectangles(drawn(columns(chart(["a", "b"], [100, 50]), "c1"))))
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)


def test_bars_are_as_long_as_their_figures() -> None:
    lengths = sorted(width for _, _, width, _ in rectangles(drawn(bars(chart(["a", "b"], [100, 25]), "c1"))))
    assert lengths[1] == pytest.approx(4 * lengths[0], abs=0.4)


def test_a_line_breaks_where_a_figure_is_withheld() -> None:
    root = drawn(lines(chart(["a", "b", "c", "d"], [1, 2, None, 4]), "c1"))
    runs = [each.attrib["points"].count(",") for each in root.iter(f"{SVG}polyline")]
    assert runs == [2, 1]
    assert len(list(root.iter(f"{SVG}circle"))) == 3


def test_the_last_month_always_has_its_label() -> None:
    assert any(said == MONTHS[-1] for *_, said in texts(drawn(columns(SHAPES["many months"], "c1"))))


@given(st.integers(0, 10**20))
def test_a_scale_reaches_what_it_must_in_few_round_steps(greatest: int) -> None:
    marks = scale_to(greatest)
    assert marks[0] == 0
    assert marks[-1] >= greatest
    assert 2 <= len(marks) <= 6
    step = str(marks[1]).rstrip("0")
    assert step in {"1", "2", "5"}


@given(st.text(max_size=60), st.floats(20, 400))
def test_a_shortened_text_has_room(text: str, width: float) -> None:
    found = shortened(text, width)
    assert width_of(found) <= width or found == text
    assert width < WIDTH
