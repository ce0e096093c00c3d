"""The supervisor's dashboard: registrations, volume, deals, financing and how long cases take, drawn and in tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from pydantic import Field
from starlette.responses import Response

from api.charts import Chart, Series, bars, columns, lines
from api.dependencies import LedgerDep
from api.portal.form import Form
from api.portal.page import Here, here_of, page
from api.routes.statistics import StatisticsParameters, statistics
from api.schemas.statistics import CasesRow
from api.statistics import Statistics
from ledger.errors import LedgerError
from ledger.messages.statistics import MEASURES, REGIMES
from ledger.store.queries.statistics import Measure

router = APIRouter()

LEAST = 3
"""On how many deeds a sum must rest in a table for publication."""

MONTHS_SHOWN = 24
"""Most months in a drawing: the last of those chosen; the tables have all."""

SERIES_OF_REGIMES = tuple(REGIMES)

Group = Literal["month", "zone", "centre", "regime", "register", "industry"]


class DashboardParameters(StatisticsParameters):
    by: Group = Field("month")
    least: Literal["1", "3"] = "1"


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, and the table that says the same."""

    title: str
    says: str
    drawn: Markup
    heads: Sequence[Any]
    rows: Sequence[Sequence[Any]]


@router.get("/statistics")
def dashboard(
    asked: Annotated[DashboardParameters, Query()], ledger: LedgerDep, request: Request
) -> Response:  # fmt: skip
    """Figures at a glance, drawings, and the tables behind them."""
    given = {"first": asked.first, "last": asked.last, "by": asked.by, "least": asked.least}
    form = Form({name: (value or "",) for name, value in given.items()})
    here = here_of(request)
    try:
        with statistics(ledger, request, asked) as found:
            facts = _facts(found, here, asked.by, int(asked.least))
    except LedgerError as error:
        form = form.refused(error, request)
        return page(request, "statistics.html", status=error.status, form=form, total=None)
    return page(request, "statistics.html", form=form, **facts)


def _facts(found: Statistics, here: Here, by: Group, least: int) -> dict[str, Any]:
    draw = Drawer(found, here)
    cases = found.cases("all").items
    return {
        "total": found.registrations("all").total,
        "money": found.finance("all", least).total,
        "volume": found.volume(),
        "cases": cases[0] if cases else None,
        "figures": [draw.monthly(), draw.money(least), draw.industries(), *(draw.of_cases(cases[0]) if cases else ())],
        "registrations": found.registrations(by),
        "finance": found.finance(by, least),
        "measures": {name: words[here.locale] for name, words in MEASURES.items()},
    }


class Drawer:
    """Draws statistics in the page's language."""

    def __init__(self, found: Statistics, here: Here) -> None:
        self._found = found
        self._here = here

    def monthly(self) -> Figure:
        """Registrations by month, the regimes one on the other."""
        by_month = self._found.crossed("month", "regime", Measure.REGISTERED)
        months = sorted(by_month)[-MONTHS_SHOWN:]
        regimes = [each for each in SERIES_OF_REGIMES if any(each in by_month[month] for month in months)]
        series = [
            Series(REGIMES[each][self._here.locale], [by_month[month].get(each, 0) for month in months])
            for each in regimes
        ]
        return self._over_time("StatisticsMonthly", months, series, self._count, columns)

    def money(self, least: int) -> Figure:
        """Sums of pledges, deals and contributions by month."""
        found = self._found.finance("month", least).items[-MONTHS_SHOWN:]
        words = self._here.words
        series = [
            Series(words("StatisticsMoneyPledged"), [each.pledged_fen for each in found]),
            Series(words("StatisticsMoneyDealt"), [each.dealt_fen for each in found]),
            Series(words("StatisticsMoneyContributed"), [each.contributed_fen for each in found]),
        ]
        return self._over_time("StatisticsMoney", [each.key for each in found], series, self._money, lines)

    def industries(self) -> Figure:
        """Registrations by section of industry, the greatest first."""
        found = [each for each in self._found.registrations("industry").items if each.registered]
        found.sort(key=lambda each: (-each.registered, each.key))
        labels = [getattr(each.name, self._here.locale) for each in found]
        values = [each.registered for each in found]
        return self._over_groups("StatisticsIndustries", "StatisticsBy_industry", labels, values)

    def of_cases(self, row: CasesRow) -> list[Figure]:
        """How long each step took, and where cases stand."""
        locale, words = self._here.locale, self._here.words
        took = [each for each in row.took if each.cases]
        labels = [getattr(each.name, locale) for each in took]
        series = [
            Series(words("StatisticsMedian"), [each.median for each in took]),
            Series(words("StatisticsNinetieth"), [each.ninetieth for each in took]),
        ]
        chart = self._chart("StatisticsSteps", labels, series, self._days)
        heads = [
            words("StatisticsStep"), *((words(each), "number") for each in
            ("StatisticsCases", "StatisticsMedian", "StatisticsNinetieth")),
        ]  # fmt: skip
        rows = [
            [label, each.cases, self._days(each.median or 0), self._days(each.ninetieth or 0)]
            for label, each in zip(labels, took, strict=True)
        ]
        stages = [getattr(each.name, locale) for each in row.stages]
        standing = self._over_groups(
            "StatisticsStages", "StatisticsStage", stages, [each.cases for each in row.stages]
        )  # fmt: skip
        return [Figure(chart.title, chart.description, bars(chart, "steps", beside=True), heads, rows), standing]

    # WITHIN

    def _over_time(
        self,
        code: str,
        months: Sequence[str],
        series: Sequence[Series],
        write: Callable[[int], str],
        draw: Callable[[Chart, str], Markup],
    ) -> Figure:
        chart = self._chart(code, months, series, write)
        heads = [self._here.words("StatisticsBy_month"), *((each.name, "number") for each in series)]
        rows = [
            [month, *("—" if each.values[place] is None else write(each.values[place] or 0) for each in series)]
            for place, month in enumerate(months)
        ]
        return Figure(chart.title, chart.description, draw(chart, code.lower()), heads, rows[::-1])

    def _over_groups(self, code: str, head: str, labels: Sequence[str], values: Sequence[int]) -> Figure:
        words = self._here.words
        chart = self._chart(code, labels, [Series(words("StatisticsCount"), values)], self._count)
        heads = [words(head), (words("StatisticsCount"), "number")]
        rows = [[label, self._count(value)] for label, value in zip(labels, values, strict=True)]
        return Figure(chart.title, chart.description, bars(chart, code.lower()), heads, rows)

    def _chart(
        self, code: str, labels: Sequence[str], series: Sequence[Series], write: Callable[[int], str]
    ) -> Chart:  # fmt: skip
        words = self._here.words
        says = words(f"StatisticsSays_{code.removeprefix('Statistics')}")
        return Chart(words(code), says, labels, series, write, words("StatisticsNothing"))

    @staticmethod
    def _count(value: int) -> str:
        return f"{value:,}"

    def _days(self, value: int) -> str:
        return self._here.words("StatisticsDays", days=value)

    def _money(self, fen: int) -> str:
        """Write a sum of yuan short: in ten thousands and hundred millions, or in thousands and millions."""
        yuan = fen / 100
        size, unit = next(((size, unit) for size, unit in _UNITS[self._here.locale] if yuan >= size), (1, ""))
        return f"{yuan / size:,.1f}".removesuffix(".0") + unit


_UNITS = {"zh": ((10**8, "亿"), (10**4, "万")), "en": ((10**9, "bn"), (10**6, "m"), (10**3, "k"))}
