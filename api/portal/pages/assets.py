"""What a holder has and what falls due, for the holder's officers and for the supervisor."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.caller import Caller, CallerDep
from api.dependencies import Ledger, LedgerDep, PageParameters, Parameters, place_of
from api.portal.form import Form
from api.portal.page import page
from api.routes.holders import holder_named, until_after
from ledger.domain.numbers import uscc_of
from ledger.errors import LedgerError
from ledger.store.queries import participants

router = APIRouter()

ASSETS_AT_A_TIME = 20
"""Certificates on a page: each is a box with all that rests on it, of some two kilobytes."""


class AssetsParameters(PageParameters):
    holder: str | None = Field(None, max_length=64)


class AgendaParameters(Parameters):
    holder: str | None = Field(None, max_length=64)
    months: Literal["3", "12", "60"] = "12"


@router.get("/assets")
def assets(
    asked: Annotated[AssetsParameters, Query()], ledger: LedgerDep, caller: CallerDep, request: Request
) -> Response:  # fmt: skip
    """A holder's certificates, each with its badges and all that rests on it, and totals."""
    code = asked.holder or _own(ledger, caller)
    form = Form({"holder": (asked.holder or "",), "as_of": (asked.as_of or "",)})
    if not code:
        return page(request, "assets.html", form=form, code="", found=None)
    try:
        with holder_named(ledger, request, caller, code, asked) as holder:
            found = holder.portfolio(place_of(asked.cursor), ASSETS_AT_A_TIME)
            return page(request, "assets.html", form=form, code=code, found=found)
    except LedgerError as error:
        refused = form.refused(error, request)
        return page(request, "assets.html", form=refused, code="", found=None, status=error.status)


@router.get("/agenda")
def agenda(
    asked: Annotated[AgendaParameters, Query()], ledger: LedgerDep, caller: CallerDep, request: Request
) -> Response:  # fmt: skip
    """What ends, lapses or is due of a holder's certificates and applications."""
    code = asked.holder or _own(ledger, caller)
    form = Form({"holder": (asked.holder or "",), "months": (asked.months,)})
    if not code:
        return page(request, "agenda.html", form=form, code="", found=None)
    try:
        with holder_named(ledger, request, caller, code) as holder:
            found = holder.calendar(until_after(holder, int(asked.months)))
            return page(request, "agenda.html", form=form, code=code, found=found)
    except LedgerError as error:
        refused = form.refused(error, request)
        return page(request, "agenda.html", form=refused, code="", found=None, status=error.status)


def _own(ledger: Ledger, caller: Caller) -> str:
    """Return the code of the participant that a caller acts for; none of who acts for nobody or supervises."""
    if not caller.participant or caller.roles:
        return ""
    with ledger.mirror.sessions() as session:
        found = participants.by_number(session, caller.participant)
    return (uscc_of(found.identity) or "") if found else ""
