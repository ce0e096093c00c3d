"""Closed cases: what has ended, the last first, searched by applicant, number, outcome and month."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.caller import CallerDep
from api.case_views import CaseTeller
from api.casework import Room
from api.dependencies import LedgerDep
from api.language import locale_of
from api.portal.form import Form
from api.portal.page import page
from api.routes.applications import cursor_of_place
from api.routes.cases import ListParameters, closed_in
from api.schemas.cases import CaseLine
from ledger.domain.cases import CLOSED
from ledger.domain.participants import Role
from ledger.errors import LedgerError
from ledger.messages.applications import STAGES

router = APIRouter()

ON_A_PAGE = 40


@router.get("/cases/closed")
def closed(ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """What the caller's institution handled, or applied for, that has ended."""
    handles = bool(caller.roles & Role.REGISTRY)
    side = request.query_params.get("side", "registry" if handles else "applicant")
    form = Form({name: (value,) for name, value in request.query_params.items()})
    lines: list[CaseLine] = []
    following, status = None, 200
    try:
        asked = form.asked(ListParameters)
        with ledger.read(request) as view, ledger.service.reading() as session:
            room = Room(ledger, view, session, caller)
            found = closed_in(room, asked.model_copy(update={"side": side}), ON_A_PAGE)
            lines, following = [CaseTeller(room).line(each) for each in found.items], cursor_of_place(found.next)
    except LedgerError as error:
        form, status = form.refused(error, request), error.status
    words = [(each.name, STAGES[each.name][locale_of(request.scope)]) for each in sorted(CLOSED)]
    return page(
        request, "cases_closed.html", lines=lines, form=form, side=side, handles=handles, stages=[("", ""), *words],
        next=following, status=status,
    )  # fmt: skip
