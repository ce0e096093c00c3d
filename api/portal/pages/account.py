"""An officer's own account: who he is here, where he is signed in."""

from __future__ import annotations

import re
import time

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import LedgerDep
from api.portal.page import page, redirect
from api.portal.who import institution_name
from api.sessions import DoorDep, SignedInDep, VisitDep, let_out
from ledger.store.service import officers, sessions

router = APIRouter()

BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Version": "Safari"}
"""The word by which a browser names its version -> what people call it; Edge and Opera say that they are Chrome too."""


def browser_of(agent: str) -> str:
    """Return what people call a browser, with its version; else the beginning of what it calls itself."""
    said = dict(re.findall(r"(Edg|OPR|Firefox|Chrome|Version)[A-Za-z]*/(\d+)", agent))
    return next((f"{name} {said[word]}" for word, name in BROWSERS.items() if word in said), agent[:40] or "—")


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
        sessions=[(each, browser_of(each.agent)) for each in found],
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
