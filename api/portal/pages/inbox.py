"""The inbox 收件箱: what an officer is to know, the unread first."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.caller import CallerDep
from api.dependencies import LedgerDep, sequence_of
from api.inbox import notices_of
from api.portal.form import FormDep
from api.portal.page import page, redirect
from api.routes.inbox import READ_KEPT_SECONDS
from ledger.store.service import notices

router = APIRouter()

ON_A_PAGE = 40

TONES = {
    "approve": "warn", "consent": "warn", "refused": "bad", "event": "info", "ending": "warn", "deadline": "warn",
    "window": "info",
}  # fmt: skip


@router.get("/inbox")
def inbox(ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """All notices, the unread first."""
    first = sequence_of(request.query_params.get("cursor"))
    with ledger.read(request) as view, ledger.service.reading() as session:
        found = notices_of(ledger, view, session, caller)
    shown = found[first : first + ON_A_PAGE]
    following = str(first + ON_A_PAGE) if len(found) > first + ON_A_PAGE else None
    unread = sum(not each.read for each in found)
    return page(request, "inbox.html", notices=shown, unread=unread, next=following, tones=TONES)


@router.post("/inbox")
def read(form: FormDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Note that the notices that were shown have been read."""
    with ledger.service.writing() as session:
        notices.mark(session, caller.officer, form.texts("notice"), int(ledger.clock()), READ_KEPT_SECONDS)
    return redirect(request, "/inbox")
