"""What an institution has verified: every answer that its officers and clients were given."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.caller import CallerDep
from api.dependencies import LedgerDep
from api.portal.page import page
from api.portal.report import TONES
from ledger.answers import jws
from ledger.store.service import answers as store
from ledger.store.service.answers import AnswerRow

router = APIRouter()

PAGE = 50
"""Answers on a page."""


@router.get("/verifications")
def history(
    ledger: LedgerDep,
    caller: CallerDep,
    request: Request,
    cursor: Annotated[int | None, Query(ge=1, le=2**53 - 1)] = None,
) -> Response:
    """The newest answers first."""
    with ledger.service.reading() as session:
        rows = store.of_participant(session, caller.participant, cursor, PAGE + 1) if caller.participant else []
        items = [_shown(row) for row in rows[:PAGE]]
    following = items[-1]["number"] if len(rows) > PAGE else None
    return page(request, "history.html", items=items, next=following, tones=TONES)


def _shown(row: AnswerRow) -> dict[str, Any]:
    """Return what a line of the list says; of a portfolio, how many there were."""
    content = jws.content(row.jws)
    said = content.get("verification")
    asked = said["question"] if said else {}
    return {
        "number": row.number,
        "at": row.at,
        "purpose": row.purpose,
        "basis": (row.basis or "").partition(": "),
        "verdict": said["verdict"] if said else "",
        "certificate": said["certificate"]["number"] if said and said["certificate"] else asked.get("number", ""),
        "count": content["portfolio"]["count"] if "portfolio" in content else 1,
    }
