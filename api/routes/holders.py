"""What a holder has and when something of it is due: for the holder itself and for the supervisor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.caller import AccessRefused, Caller, CallerDep, Scope
from api.dependencies import Ledger, LedgerDep, PageParameters, PastParameters, place_of, readable, tagged
from api.holder import Holder, table_of
from api.language import locale_of
from api.problem_types import READ, also, problems
from api.schemas import USCC
from api.schemas.holder import DueView, HolderCalendarView, PortfolioView
from ledger.domain.calendar import add_months, day_of
from ledger.domain.icalendar import MEDIA_TYPE, Day, icalendar
from ledger.domain.numbers import check_uscc
from ledger.domain.participants import Role
from ledger.errors import NotFound
from ledger.sheets.export import MEDIA_CSV, MEDIA_NDJSON, csv_of, ndjson_of
from ledger.store.queries import participants

router = APIRouter(tags=["holders"])

CALENDAR_MONTHS = 12
"""How far a calendar reaches unless it is asked otherwise: as long as a report is valid."""

CodeInPath = Annotated[
    str, Path(description="The holder's unified social credit code.", examples=[USCC], max_length=64)
]  # fmt: skip


class PortfolioParameters(PageParameters):
    format: Literal["json", "csv", "ndjson"] = Field("json", description="CSV and NDJSON have all pages.")


class CalendarParameters(PastParameters):
    months: int = Field(CALENDAR_MONTHS, ge=1, le=120, description="How many months from the answer's day on.")
    format: Literal["json", "ics"] = Field("json", description="`ics`: iCalendar (RFC 5545), whole days.")


@router.get(
    "/v1/holders/{uscc}/portfolio",
    response_model=PortfolioView,
    responses=problems(403, 404, *READ) | also("text/csv", "application/x-ndjson"),
)
def portfolio(
    uscc: CodeInPath,
    asked: Annotated[PortfolioParameters, Query()],
    ledger: LedgerDep,
    caller: CallerDep,
    request: Request,
) -> Response:
    """
    A holder's certificates with all that rests on each, and totals: now, or as the ledger stood.

    For the holder's own clients and officers and for the supervisor.
    """
    with holder_named(ledger, request, caller, uscc, asked) as found:
        if asked.format == "json":
            limit = min(asked.limit, ledger.settings.page_max)
            return readable(request, found.portfolio(place_of(asked.cursor), limit))
        name = f"{uscc}-portfolio.{asked.format}"
        return exported(request, found, name, asked.format, locale_of(request.scope))


@router.get(
    "/v1/holders/{uscc}/calendar",
    response_model=HolderCalendarView,
    responses=problems(403, 404, *READ) | also("text/calendar"),
)
def calendar(
    uscc: CodeInPath,
    asked: Annotated[CalendarParameters, Query()],
    ledger: LedgerDep,
    caller: CallerDep,
    request: Request,
) -> Response:
    """
    What ends, lapses or is due of a holder's certificates and applications: terms, windows of renewal, pledges,
    freezes, licences, reports, custody, objections, and the steps of registration.
    """
    with holder_named(ledger, request, caller, uscc, asked) as found:
        made = found.calendar(until_after(found, asked.months))
        if asked.format == "json":
            return readable(request, made)
        content = as_icalendar(made, locale_of(request.scope))
        headers = {"Content-Disposition": f'attachment; filename="{uscc}.ics"'}
        return tagged(request, content, MEDIA_TYPE, headers)


@contextmanager
def holder_named(
    ledger: Ledger, request: Request, caller: Caller, uscc: str, asked: PastParameters | None = None
) -> Iterator[Holder]:
    """
    Give a holder at the instant asked for.

    Raises `InvalidInput` for a code that is none, `NotFound` HolderUnknown, `AccessRefused` HolderNotYours.
    """
    code = check_uscc(uscc, "uscc")
    with ledger.read(request, asked) as view:
        who = participants.by_uscc(view.session, code)
        if not may_see(caller, who.number if who else 0):
            raise AccessRefused("HolderNotYours", uscc=code)
        if who is None:
            raise NotFound("HolderUnknown", uscc=code, block=view.at.number)
        yield Holder(view.session, ledger.documents, who, view.at, view.instant)


def may_see(caller: Caller, participant: int) -> bool:
    """Whether a caller may see all that a participant has: it acts for it, or it supervises."""
    is_own = participant != 0 and caller.participant == participant
    return is_own or caller.may(Scope.SUPERVISE) or bool(caller.roles & Role.SUPERVISOR)


def until_after(found: Holder, months: int) -> date:
    """Return the day so many months after the holder's instant."""
    return add_months(day_of(found.instant), months)


def exported(request: Request, found: Holder, name: str, form: str, locale: str) -> Response:
    """Answer with all that a holder has, as CSV or as NDJSON."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if form == "csv":
        return tagged(request, csv_of(*table_of(found.views(), locale)), MEDIA_CSV, headers)
    lines = (each.model_dump(mode="json", by_alias=True) for each in found.views())
    return tagged(request, ndjson_of(lines), MEDIA_NDJSON, headers)


def as_icalendar(made: HolderCalendarView, locale: str) -> bytes:
    """Return a holder's days as a calendar."""
    named = made.holder.name
    days = [Day(_uid(each), each.day, _summary(each, locale), _more(each, locale)) for each in made.items]
    title = getattr(named, locale) if named else str(made.holder.uscc)
    return icalendar(f"{'数契' if locale == 'zh' else 'DataDeed'} · {title}", days, int(made.at.timestamp()))


def _uid(each: DueView) -> str:
    """Return a name that the day keeps however often it is told, and whenever it moves."""
    return f"{each.id[2:18]}-{each.code}-{(each.thing or '0x')[2:18]}@datadeed"


def _summary(each: DueView, locale: str) -> str:
    data = getattr(each.data_name, locale) if each.data_name else ""
    mark = "：" if locale == "zh" else ": "
    return f"{getattr(each.name, locale)}{mark}{each.number or each.id[:12]} {data}".strip()


def _more(each: DueView, locale: str) -> str:
    said = [getattr(part, locale) for part in (each.kind, each.who.name if each.who else None) if part]
    return " · ".join([each.number or each.id, *said])
