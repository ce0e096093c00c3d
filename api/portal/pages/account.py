"""An officer's own account: who he is here, where he is signed in."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import LedgerDep
from api.portal.page import page, redirect
from api.portal.who import institution_name
from api.sessions import DoorDep, SignedInDep, VisitDep, let_out
from ledger.store.service import officers, sessions

router = APIRouter()


@router.get("/account")
def account(signed_in: SignedInDep, ledger: LedgerDep, request: Request) -> Response:
    """One's duties, second factor and sessions."""
    officer, idle = signed_in.officer, ledger.settings.session_idle_seconds
    with ledger.service.reading() as session:
        found = sessions.of_officer(session, officer, int(time.time()), idle)
        left = officers.recovery_codes_left(session, officer)
    return page(
        request,
        "account.html",
        officer=officer,
        institution=institution_name(ledger, officer.participant),
        sessions=found,
        here_id=signed_in.session.id,
        codes_left=left,
        idle_minutes=idle // 60,
        done=request.query_params.get("done", ""),
    )


@router.post("/account/sessions/end")
def end_all(signed_in: SignedInDep, door: DoorDep, visit: VisitDep, request: Request) -> Response:
    """End all one's sessions, this one too."""
    door.sign_out_everywhere(signed_in, visit)
    return let_out(request, redirect(request, "/login", done="out"))
