"""The rules in force as data: regimes, working days, and the verification policy (P7)."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from api.dependencies import ParametersDep, readable
from api.problem_types import problems
from api.schemas import Given, Text
from ledger.domain.calendar import CALENDAR
from ledger.domain.policy import POLICY, Outcome, Purpose
from ledger.domain.rules import REGIMES

router = APIRouter(tags=["rules"])


class RegimeView(Given):
    """One registration regime's parameters."""

    regime: str = Field(examples=["DPR"])
    name: Text
    prefix: str = Field(examples=["SJ"])
    years_max: int = Field(examples=[5])
    publicity_working_days: int = Field(examples=[5])
    source: str
    effective: date


class Span(Given):
    first: date
    last: date


class YearView(Given):
    """One year's working-day table."""

    year: int = Field(examples=[2026])
    source: str
    effective: date
    provisional: bool
    off: list[Span]
    worked: list[date]


class CalendarView(Given):
    version: int = Field(examples=[1])
    years: list[YearView]


class PolicyRow(Given):
    """What one reason means for each purpose."""

    check: str = Field(examples=["TERM_COVERS"])
    reason: str = Field(examples=["TERM_SHORT"])
    outcomes: dict[str, Outcome] = Field(examples=[{"financing": "WARN"}])
    rule: str


class PolicyView(Given):
    version: str = Field(examples=["2026-11"])
    effective: date
    margin_days: int = Field(examples=[90])
    rows: list[PolicyRow]


class RegimeList(Given):
    items: list[RegimeView]


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
