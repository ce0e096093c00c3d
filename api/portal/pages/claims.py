"""Claims for incentives, for the office that grants them: who claims what, on what it rests, what was granted."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.attestations import claim_page
from api.dependencies import LedgerDep, place_of
from api.portal.page import page

router = APIRouter()

ON_A_PAGE = 50


@router.get("/claims")
def claims(ledger: LedgerDep, request: Request) -> Response:
    """All claims in the order in which they were made."""
    with ledger.read(request) as view:
        found = claim_page(view, ledger.documents, place_of(request.query_params.get("cursor")), ON_A_PAGE)
    return page(request, "claims.html", claims=found.items, next=found.next)
