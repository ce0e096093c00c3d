"""The supply of certificate numbers: used, left, gaps, and when they end."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.caller import CallerDep, Scope
from api.dependencies import LedgerDep, Parameters, View, readable
from api.problem_types import READ, problems
from api.schemas.base import Text
from api.schemas.numbers import GapView, NumbersView, SupplyView
from api.views import said
from ledger.domain.calendar import add_months, day_of
from ledger.domain.numbers import SERIAL_MAX, CertificateNumber, is_period
from ledger.domain.supply import Gap, Supply
from ledger.errors import InvalidInput
from ledger.store.queries import numbers

router = APIRouter(tags=["numbers"])


class NumbersParameters(Parameters):
    month: str | None = Field(None, max_length=16, description="The month; this one otherwise.", examples=["2026-11"])


NumbersDep = Annotated[NumbersParameters, Query()]


@router.get("/v1/numbers", response_model=NumbersView, responses=problems(*READ))
def supply(asked: NumbersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """
    How many numbers of a month each register has used and has left, on which day they end at this pace, and its gaps.

    A registry is shown its own registers, a supervisor all.
    """
    with ledger.read(request) as view:
        own = None if caller.may(Scope.SUPERVISE) else caller.participant
        return readable(request, numbers_of(view, asked.month, own))


def numbers_of(view: View, month: str | None, participant: int | None) -> NumbersView:
    """
    Return the supplies of a participant's registers, or of all, in a month.

    Raises `InvalidInput` MonthMalformed.
    """
    today = day_of(view.instant)
    period = today.year * 100 + today.month if month is None else period_of(month)
    items = [_view(each) for each in numbers.supplies(view.session, period, today, participant)]
    return NumbersView(month=f"{period // 100:04d}-{period % 100:02d}", day=today, maximum=SERIAL_MAX, items=items)


def period_of(month: str, field: str = "month") -> int:
    """Read 2026-11.  Raises `InvalidInput` MonthMalformed."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", month, re.ASCII)
    period = int(match[1] + match[2]) if match else 0
    if not is_period(period):
        raise InvalidInput("MonthMalformed", field, given=month)
    return period


def _view(one: Supply) -> SupplyView:
    return SupplyView(
        register=f"{one.code:03d}/{one.regime.name}",
        used=one.used,
        left=one.left,
        next=_number(one, one.next) if one.next else None,
        ends_on=one.ends_on,
        is_short=one.is_short,
        warning=warning(one),
        gaps=[_gap(one, each) for each in one.gaps],
    )


def warning(one: Supply) -> Text | None:
    """Return what is to be said of a register that is short of numbers, or has none left."""
    if not one.left:
        last = add_months(one.today.replace(day=1), 1)
        return said("NumbersEnded", {"maximum": SERIAL_MAX, "day": last.isoformat()})
    if one.ends_on is not None:
        return said("NumbersEnd", {"day": one.ends_on.isoformat(), "left": one.left})
    return said("NumbersShort", {"used": one.used, "left": one.left}) if one.is_short else None


def _gap(one: Supply, gap: Gap) -> GapView:
    return GapView(
        first=_number(one, gap.first),
        last=_number(one, gap.last),
        count=gap.count,
        cause=gap.cause.value,
        sentence=said(f"Gap{gap.cause.name.title()}", {"number": _number(one, gap.last + 1)}),
    )


def _number(one: Supply, serial: int) -> str:
    return CertificateNumber(one.code, one.regime, one.period, serial).text
