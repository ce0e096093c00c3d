"""
The rules as data: regimes, parameters with their history, working days, and the verification policy (P7).

Parameters and the working days of a year are the ledger's own, as the governors set them.  Regimes, the table that the
calendar began with, and the policy are this version's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from api.dependencies import LedgerDep, ParametersDep, PastDep, PastParameters, readable
from api.problem_types import READ, problems
from api.schemas.base import Text
from api.schemas.rules import (
    CalendarView,
    LedgerYearView,
    PolicyRow,
    PolicyView,
    RegimeList,
    RegimeView,
    RuleList,
    RuleValueView,
    RuleView,
    Span,
    YearView,
)
from api.views import hexadecimal, moment
from ledger.domain.calendar import CALENDAR, Year, year_of_bits
from ledger.domain.certificates import Regime
from ledger.domain.parameters import PARAMETERS, UNIT_NAMES, Parameter
from ledger.domain.policy import POLICY, Purpose
from ledger.domain.rules import FOUNDING_RULES, FOUNDING_YEARS, REGIMES, CalendarYear, RuleHistory, RuleValue, rule_key
from ledger.errors import NotFound
from ledger.store.queries import rules

router = APIRouter(tags=["rules"])


class RuleParameters(PastParameters):
    at: AwareDatetime | None = Field(
        None,
        description="The rules as they held at this instant; now otherwise.",
        ge=datetime(1970, 1, 1, tzinfo=UTC),
        lt=datetime(2300, 1, 1, tzinfo=UTC),
    )


RulesDep = Annotated[RuleParameters, Query()]

_SOURCES = {(rule_key(row.regime, row.parameter), row.value, row.effective_from): row.source for row in FOUNDING_RULES}
_TABLE = {asked.notice_digest: row for asked, row in zip(FOUNDING_YEARS, CALENDAR.years, strict=True)}


@router.get("/v1/regimes", response_model=RegimeList, responses=problems(422))
def regimes(_: ParametersDep, request: Request) -> Response:
    """The registration regimes with their parameters, each with its source and the day from which it holds."""
    items = [
        RegimeView(
            regime=rule.regime.name,
            name=Text(zh=rule.zh, en=rule.en),
            prefix=rule.prefix,
            years_max=rule.years_max,
            publicity_working_days=rule.publicity_working_days,
            source=rule.source,
            effective=rule.effective,
        )
        for rule in REGIMES.values()
    ]
    return readable(request, RegimeList(items=items))


@router.get("/v1/calendar", response_model=CalendarView, responses=problems(422))
def calendar(_: ParametersDep, request: Request) -> Response:
    """The working-day table, 调休 included; a provisional year holds the statutory days only."""
    years = [
        YearView(
            year=row.year,
            source=row.source,
            effective=row.effective,
            provisional=row.provisional,
            off=[Span(first=first, last=last) for first, last in row.off],
            worked=list(row.worked),
        )
        for row in CALENDAR.years
    ]
    return readable(request, CalendarView(version=CALENDAR.version, years=years))


@router.get("/v1/rules", response_model=RuleList, responses=problems(*READ))
def parameters(asked: RulesDep, ledger: LedgerDep, request: Request) -> Response:
    """Every regime's periods and limits: the values at an instant, and all that were or will be."""
    with ledger.read(request, asked) as view:
        instant = view.instant if asked.at is None else int(asked.at.timestamp())
        items = [rule_view(history, instant) for history in rules.histories(view.session)]
        version = rules.version(view.session)
        return readable(request, RuleList(version=version, at=moment(instant), items=items))


@router.get("/v1/calendar/{year}", response_model=LedgerYearView, responses=problems(404, *READ))
def calendar_of_year(
    year: Annotated[int, Path(ge=2020, le=2199, examples=[2026])],
    past: PastDep,
    ledger: LedgerDep,
    request: Request,
) -> Response:
    """One year's working days by the notice that the governors set last."""
    with ledger.read(request, past) as view:
        found = rules.year(view.session, year)
        if found is None:
            raise NotFound("CalendarNotFound", year=year)
        return readable(request, ledger_year(found))


def rule_view(history: RuleHistory, instant: int) -> RuleView:
    """Return one parameter of one regime: its value at a unix second, and all its values."""
    regime, row = Regime(history.regime), PARAMETERS[Parameter(history.parameter)]
    held, (zh, en) = history.at(instant), UNIT_NAMES[row.unit]
    return RuleView(
        regime=regime.name,
        parameter=row.parameter.name,
        number=int(row.parameter),
        name=Text(zh=row.zh, en=row.en),
        unit=row.unit,
        unit_name=Text(zh=zh, en=en),
        value=held.value if held else None,
        history=[_value(history, each) for each in history.values],
    )


def _value(history: RuleHistory, rule: RuleValue) -> RuleValueView:
    return RuleValueView(
        value=rule.value,
        effective_from=moment(rule.effective_from),
        version=rule.version,
        reason_digest=hexadecimal(rule.reason_digest),
        source=_SOURCES.get((history.key, rule.value, rule.effective_from)),
    )


def ledger_year(found: CalendarYear) -> LedgerYearView:
    """Return one year's working days as the ledger keeps them."""
    known: Year | None = _TABLE.get(found.notice_digest)
    row = year_of_bits(found.year, found.working_low, found.working_high)
    return LedgerYearView(
        year=found.year,
        working_days=found.working_low.bit_count() + found.working_high.bit_count(),
        off=[Span(first=first, last=last) for first, last in row.off],
        worked=list(row.worked),
        notice_digest=hexadecimal(found.notice_digest),
        version=found.version,
        source=known.source if known else None,
        provisional=known.provisional if known else None,
    )


@router.get("/v1/policy", response_model=PolicyView, responses=problems(422))
def policy(_: ParametersDep, request: Request) -> Response:
    """What each finding of a verification means for each purpose, and the rule that says so."""
    rows = [
        PolicyRow(
            check=row.check,
            reason=row.reason,
            outcomes={purpose.value: row.outcome(purpose) for purpose in Purpose},
            rule=row.rule,
        )
        for row in POLICY.rows.values()
    ]
    return readable(
        request,
        PolicyView(version=POLICY.version, effective=POLICY.effective, margin_days=POLICY.margin_days, rows=rows),
    )
