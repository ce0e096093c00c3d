"""
Statistics put together: what the mirror counts, grouped and named, for the API, the command line and the dashboard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from api.schemas.base import Text
from api.schemas.statistics import (
    CasesRow,
    CasesStatistics,
    FinanceFigures,
    FinanceRow,
    FinanceStatistics,
    NamedCount,
    RegistrationFigures,
    RegistrationRow,
    RegistrationStatistics,
    TookView,
    VolumeStatistics,
    ZoneVolume,
)
from api.subject import Gatherer
from api.views import moment
from ledger.config import Zone
from ledger.domain.calendar import day_of
from ledger.domain.caseload import Caseload, WorkingDays, caseload
from ledger.domain.cases import Case
from ledger.domain.certificates import Regime
from ledger.domain.withholding import withheld
from ledger.errors import InvalidInput
from ledger.messages.applications import GROUNDS, STAGES
from ledger.messages.statistics import MEASURES, REGIMES, SECTIONS, SPANS
from ledger.store.documents import Documents
from ledger.store.queries import ReadSession, participants, rules
from ledger.store.queries.statistics import Cell, Counted, Figures, Measure, grouped

By = Literal["all", "zone", "regime", "register", "centre", "industry", "division", "month"]
ByRegister = Literal["all", "zone", "regime", "register", "centre", "month"]

ALL: Mapping[str, str] = {"zh": "合计", "en": "Total"}
NO_CENTRE: Mapping[str, str] = {"zh": "无人管理", "en": "kept by nobody"}

PAIRS = (
    (Measure.DEALT, Measure.DEALT_FEN),
    (Measure.PLEDGED, Measure.PLEDGED_FEN),
    (Measure.SECURED, Measure.SECURED_FEN),
    (Measure.VALUED, Measure.VALUED_FEN),
    (Measure.BOOKED, Measure.BOOKED_FEN),
    (Measure.CONTRIBUTED, Measure.CONTRIBUTED_FEN),
)
"""Each sum with the count of the deeds on which it rests."""


@dataclass(frozen=True, slots=True)
class Months:
    """From which month to which, both included: 202601; none is no limit."""

    first: int | None = None
    last: int | None = None

    def has(self, month: int) -> bool:
        return (self.first is None or month >= self.first) and (self.last is None or month <= self.last)

    @classmethod
    def read(cls, first: str | None, last: str | None) -> Months:
        """Read two months as `2026-01`.  Raises `InvalidInput` MonthInvalid, MonthsReversed."""
        months = cls(_month(first, "first"), _month(last, "last"))
        if months.first is not None and months.last is not None and months.first > months.last:
            raise InvalidInput("MonthsReversed", "first", first=first, last=last)
        return months


def _month(text: str | None, field: str) -> int | None:
    if not text:
        return None
    year, dash, month = text.partition("-")
    if not (dash and len(year) == 4 and len(month) == 2 and (year + month).isdecimal() and 1 <= int(month) <= 12):
        raise InvalidInput("MonthInvalid", field, given=text)
    return int(year + month)


def month_text(month: int) -> str:
    """Write a month: 2026-11; nothing of no month."""
    return f"{month // 100:04d}-{month % 100:02d}" if month else ""


class Statistics:
    """What was counted of one state of the mirror, and how its groups are named."""

    def __init__(
        self,
        session: ReadSession,
        documents: Documents,
        counted: Counted,
        zones: Mapping[str, Zone],
        months: Months = Months(),
    ) -> None:
        self._session = session
        self._gatherer = Gatherer(session, documents)
        self._counted = counted
        self._zones = zones
        self._months = months
        self._keepers = {charge.register: charge.participant for charge in participants.charges(session)}

    # WHAT WAS COUNTED

    def registrations(self, by: By) -> RegistrationStatistics:
        """Registrations, renewals, ends, volume, freezes and objections of each group, and of all."""
        found = self._grouped(by)
        names = [Measure(name) for name in RegistrationFigures.model_fields]
        items = [
            RegistrationRow(key=key, name=self.name(by, key), **{name: figures[name] for name in names})
            for key, figures in sorted(found.items())
        ]
        total = RegistrationFigures(**{name: _sum(found, name) for name in names})
        return RegistrationStatistics(**self._when(by), items=items, total=total)

    def finance(self, by: By, least: int = 1) -> FinanceStatistics:
        """Deals, pledges, values, bookings and contributions of each group, and of all; few are not told apart."""
        found = self._grouped(by)
        hidden = {
            fen: withheld({key: figures[number] for key, figures in found.items()}, least) for number, fen in PAIRS
        }
        names = [Measure(name) for name in FinanceFigures.model_fields]
        items = []
        for key, figures in sorted(found.items()):
            shown: dict[str, Any] = {name: None if key in hidden.get(name, ()) else figures[name] for name in names}
            items.append(FinanceRow(key=key, name=self.name(by, key), **shown))
        total: dict[str, Any] = {name: _sum(found, name) for name in names}
        total |= {fen: None for number, fen in PAIRS if 0 < total[number] < least}
        return FinanceStatistics(**self._when(by), least=least, items=items, total=FinanceFigures(**total))

    def volume(self) -> VolumeStatistics:
        """The data of each zone's certificates in force, towards its goal; also of a zone that has none yet."""
        found = self._grouped("zone")
        items = []
        for key in sorted(found.keys() | self._zones.keys()):
            figures, zone = found.get(key, Figures()), self._zones.get(key)
            volume, goal = figures[Measure.IN_FORCE_BYTES], zone.goal_bytes if zone else None
            items.append(
                ZoneVolume(
                    key=key,
                    name=self.name("zone", key),
                    certificates=figures[Measure.IN_FORCE],
                    unread=figures[Measure.UNREAD],
                    bytes=volume,
                    goal_bytes=goal,
                    reached=volume * 10_000 // goal if goal else None,
                )
            )
        return VolumeStatistics(**self._when("zone"), items=items)

    def cases(self, by: ByRegister) -> CasesStatistics:
        """What became of the cases that were submitted in the months, and how long they took."""
        groups: dict[str, list[Case]] = defaultdict(list)
        key_of = self._key_of(by)
        for each in self._counted.cases:
            day = day_of(each.submitted_at)
            cell = Cell(each.register, "", day.year * 100 + day.month)
            if self._months.has(cell.month):
                groups[key_of(cell)].append(each)
        days = WorkingDays(rules.years(self._session))
        items = [
            self._cases_row(by, key, caseload(cases, days, self._counted.instant))
            for key, cases in sorted(groups.items())
        ]
        return CasesStatistics(**self._when(by), items=items)

    def _cases_row(self, by: str, key: str, load: Caseload) -> CasesRow:
        stages = [
            NamedCount(code=stage.name, name=Text(**STAGES[stage.name]), cases=number)
            for stage, number in sorted(load.stages.items())
        ]
        refusals = [
            NamedCount(code=ground.name, name=Text(**GROUNDS[ground.name]), cases=number)
            for ground, number in sorted(load.grounds.items())
        ]
        took = [
            TookView(
                code=span.value,
                name=Text(**SPANS[span.value]),
                cases=each.cases,
                median=each.median,
                ninetieth=each.ninetieth,
                beyond=each.beyond,
            )
            for span, each in load.took.items()
        ]
        return CasesRow(key=key, name=self.name(by, key), cases=load.cases, stages=stages, refusals=refusals, took=took)

    def crossed(self, by: By, beside: By, measure: Measure) -> dict[str, dict[str, int]]:
        """Return one measure by two groupings: of each group, the figure of each of the other's groups."""
        first, second = self._key_of(by), self._key_of(beside)
        found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for cell, figures in self._counted.cube.items():
            if self._months.has(cell.month) and figures[measure]:
                found[first(cell)][second(cell)] += figures[measure]
        return found

    # GROUPS

    def _grouped(self, by: str) -> dict[str, Figures]:
        return grouped(self._counted.cube, self._key_of(by), self._months.has)

    def _key_of(self, by: str) -> Callable[[Cell], str]:
        keys: Mapping[str, Callable[[Cell], str]] = {
            "all": lambda _: "all",
            "zone": lambda cell: f"{(cell.register >> 8) // 10:02d}",
            "regime": lambda cell: Regime(cell.register & 0xFF).name,
            "register": lambda cell: f"{cell.register >> 8:03d}/{Regime(cell.register & 0xFF).name}",
            "centre": lambda cell: str(self._keepers.get(cell.register, 0)),
            "industry": lambda cell: cell.industry[:1],
            "division": lambda cell: cell.industry,
            "month": lambda cell: month_text(cell.month),
        }
        return keys[by]

    def name(self, by: str, key: str) -> Text:
        """Return a group's name in both languages; its key where it has no other."""
        plain = {"zh": key, "en": key}
        code, _, regime = key.partition("/")
        zone = self._zones.get(key)
        named: Mapping[str, Mapping[str, str] | None] = {
            "all": ALL,
            "zone": {"zh": zone.zh, "en": zone.en} if zone else None,
            "regime": REGIMES.get(key),
            "register": {locale: f"{code} {words}" for locale, words in REGIMES.get(regime, plain).items()},
            "industry": SECTIONS.get(key),
            "division": None if key else SECTIONS[""],
            "centre": self._centre(int(key)) if by == "centre" else None,
        }
        return Text(**(named.get(by) or plain))

    def _centre(self, number: int) -> Mapping[str, str] | None:
        found = participants.by_number(self._session, number) if number else None
        named = self._gatherer.party(found).name if found else None
        return {"zh": named.zh, "en": named.en} if named else None if number else NO_CENTRE

    def _when(self, by: str) -> dict[str, Any]:
        first, last = self._months.first, self._months.last
        return {
            "by": by,
            "block": self._counted.block,
            "at": moment(self._counted.instant),
            "first": month_text(first) if first else None,
            "last": month_text(last) if last else None,
        }


def _sum(found: Mapping[str, Figures], name: Measure) -> int:
    return sum(figures[name] for figures in found.values())


# TABLES TO TAKE AWAY

Table = tuple[list[str], list[list[str | int | None]]]


def table_of(found: Any, locale: str) -> Table:
    """Return statistics as a table with titles, one row a group; of cases one row a group and span."""
    if isinstance(found, CasesStatistics):
        return _table_of_cases(found, locale)
    if isinstance(found, VolumeStatistics):
        names: tuple[str, ...] = ("certificates", "unread", "bytes", "goal_bytes", "reached")
        titles = [*_KEYS[locale], *_VOLUME[locale]]
    else:
        shape = RegistrationFigures if isinstance(found, RegistrationStatistics) else FinanceFigures
        names = tuple(shape.model_fields)
        titles = [*_KEYS[locale], *(MEASURES[name][locale] for name in names)]
    rows = [[each.key, getattr(each.name, locale), *(getattr(each, name) for name in names)] for each in found.items]
    return titles, rows


def _table_of_cases(found: CasesStatistics, locale: str) -> Table:
    rows: list[list[str | int | None]] = [
        [each.key, getattr(each.name, locale), getattr(took.name, locale), took.cases, took.median, took.ninetieth]
        for each in found.items
        for took in each.took
    ]
    return [*_KEYS[locale], *_TOOK[locale]], rows


_KEYS = {"zh": ["代码", "名称"], "en": ["key", "name"]}
_VOLUME = {
    "zh": ["有效证书", "文档未读", "数据量（字节）", "目标（字节）", "完成（万分比）"],
    "en": ["in force", "document not read", "bytes", "goal, bytes", "reached, basis points"],
}
_TOOK = {
    "zh": ["环节", "案件数", "中位工作日", "九成以内工作日"],
    "en": ["span", "cases", "median working days", "90th percentile working days"],
}
