"""The inbox 收件箱: what an institution's officers are to know, and what each has read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.caller import CallerDep
from api.dependencies import LedgerDep, Parameters, ParametersDep, answered, sequence_of
from api.inbox import notices_of
from api.problem_types import ASK, READ, problems
from api.schemas.inbox import NoticePage, ReadRequest, ReadView
from ledger.domain.calendar import DAY_SECONDS
from ledger.instructions.inbox import NEWS_DAYS
from ledger.store.service import notices

router = APIRouter(tags=["inbox"])

MAY = (401, 403)

READ_KEPT_SECONDS = 4 * NEWS_DAYS * DAY_SECONDS
"""How long it is kept that a notice was read: longer than any notice stands in an inbox."""


class InboxParameters(Parameters):
    cursor: str | None = Field(None, max_length=10, description="`next` of the page before.")
    limit: int = Field(50, ge=1, description="Most notices in a page; the operator's limit applies.")


@router.get("/v1/inbox", response_model=NoticePage, responses=problems(*MAY, *READ))
def inbox(
    asked: Annotated[InboxParameters, Query()], ledger: LedgerDep, caller: CallerDep, request: Request
) -> Response:
    """
    What waits for the caller's institution, what was refused, what happened to what it holds, secures or ordered in
    the last thirty days, what of that ends in the next thirty, renewals that may be asked for or must be decided, and
    the deadlines of its cases with the working days left: the unread first.
    """
    first, limit = sequence_of(asked.cursor), min(asked.limit, ledger.settings.page_max)
    with ledger.read(request) as view, ledger.service.reading() as session:
        found = notices_of(ledger, view, session, caller)
    more = str(first + limit) if len(found) > first + limit else None
    unread = sum(not each.read for each in found)
    return answered(request, NoticePage(items=found[first : first + limit], unread=unread, next=more))


@router.post("/v1/inbox/read", response_model=ReadView, responses=problems(*MAY, *ASK))
def read(asked: ReadRequest, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Note that the officer has read notices; doing so twice changes nothing."""
    with ledger.service.writing() as session:
        notices.mark(session, caller.officer, asked.notices, int(ledger.clock()), READ_KEPT_SECONDS)
    with ledger.read(request) as view, ledger.service.reading() as session:
        unread = sum(not each.read for each in notices_of(ledger, view, session, caller))
    return answered(request, ReadView(unread=unread))
