"""The outbox: which blocks this service took over or took back, for one who acts on each exactly once."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.dependencies import Ledger, LedgerDep, Parameters, answered
from api.problem_types import READ, problems
from api.schemas.outbox import NoticePage, NoticeView
from api.views import digest_or_none
from ledger.errors import InvalidInput
from ledger.store.queries import outbox
from ledger.store.queries.outbox import Notice

router = APIRouter(tags=["outbox"])

WAIT_SECONDS_MAX = 25
"""Longest wait for a notice: less than a request may take before it is given up."""

LOOK_SECONDS = 0.2
"""How often one who waits is looked after: an act is to be known within a second of its block."""


class OutboxParameters(Parameters):
    after: int = Field(0, ge=0, le=2**53 - 1, description="The number of the last notice that was acted on; 0 if none.")
    limit: int = Field(50, ge=1, description="Most notices in an answer; the operator's limit applies.")
    wait: int = Field(
        0, ge=0, le=WAIT_SECONDS_MAX, description="For how many seconds to wait for a notice, if there is none."
    )


OutboxDep = Annotated[OutboxParameters, Query()]


@router.get("/v1/outbox", response_model=NoticePage, responses=problems(*READ))
async def notices(asked: OutboxDep, ledger: LedgerDep, request: Request) -> Response:
    """
    What became of this service's blocks after a notice; waits for the next one, if asked to.

    Whoever keeps the number together with what he did on it, acts on every block exactly once, whatever is cut off.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + asked.wait
    while True:
        found = await run_in_threadpool(_after, ledger, asked, request)
        if found or loop.time() >= until or await request.is_disconnected():
            break
        await asyncio.sleep(LOOK_SECONDS)
    last = found[-1].number if found else asked.after
    return answered(request, NoticePage(items=[_view(notice) for notice in found], after=last))


def _after(ledger: Ledger, asked: OutboxParameters, request: Request) -> tuple[Notice, ...]:
    """Raises `InvalidInput` NoticeAhead for one who has seen what is not here: his notices were another service's."""
    with ledger.read(request) as view:
        found = outbox.after(view.session, asked.after, min(asked.limit, ledger.settings.page_max)).items
        if not found and asked.after > (last := outbox.last(view.session)):
            raise InvalidInput("NoticeAhead", "after", given=asked.after, last=last)
        return found


def _view(notice: Notice) -> NoticeView:
    return NoticeView(
        number=notice.number,
        what="taken" if notice.taken else "takenBack",
        first_block=notice.first_block,
        last_block=notice.last_block,
        hash=digest_or_none(notice.hash),
    )
