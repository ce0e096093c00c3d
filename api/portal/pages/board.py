"""The public notice board, and the form by which anybody objects; readable on paper."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.caller import CallerDep
from api.casework import FilesDep
from api.dependencies import LedgerDep
from api.portal.form import Form, FormDep
from api.portal.page import page
from api.routes.board import CaseInPath, board_page, notice_of, receive
from ledger.errors import LedgerError

router = APIRouter()

NOTICES_ON_A_PAGE = 50


@router.get("/board")
def board(ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """All cases under publicity, those that end first first."""
    found = board_page(ledger, caller, request, request.query_params.get("cursor"), NOTICES_ON_A_PAGE)
    return page(request, "board.html", board=found)


@router.get("/board/{name}")
def notice(name: CaseInPath, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """One notice with the form for an objection."""
    return page(request, "notice.html", notice=notice_of(ledger, caller, request, name), form=Form(), received=None)


@router.post("/board/{name}")
def object_to(
    name: CaseInPath, form: FormDep, ledger: LedgerDep, caller: CallerDep, files: FilesDep, *, request: Request
) -> Response:
    """Receive an objection, and show its number this once."""
    shown = notice_of(ledger, caller, request, name)
    try:
        made = receive(ledger, caller, request, name, (form, files))
    except LedgerError as error:
        refused = form.refused(error, request)
        return page(request, "notice.html", notice=shown, form=refused, received=None, status=error.status)
    return page(request, "notice.html", notice=shown, form=Form(), received=made)
