"""The lines of the ledger in order, all of them."""

from __future__ import annotations

from dataclasses import fields

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import LedgerDep, PageDep, cursor_of, place_of, readable
from api.problem_types import READ, problems
from api.schemas.entries import LinePage, LineView
from api.views import hexadecimal, moment, place, plain
from ledger.store.queries import entries
from ledger.store.queries.entries import Line

router = APIRouter(tags=["entries"])


@router.get("/v1/entries", response_model=LinePage, responses=problems(*READ))
def lines(page: PageDep, ledger: LedgerDep, request: Request) -> Response:
    """All events of the ledger in the order of the chain; a `cursor` is a position, `<block>.<log>`."""
    with ledger.read(request, page) as view:
        limit = min(page.limit, ledger.settings.page_max)
        found = entries.after(view.session, place_of(page.cursor), limit)
        return readable(request, LinePage(items=[line_view(line) for line in found.items], next=cursor_of(found.next)))


def line_view(line: Line) -> LineView:
    """Return an event with its position and its facts."""
    entry = line.entry
    own = {field.name.rstrip("_"): getattr(entry.event, field.name) for field in fields(entry.event)}
    if "record" in own:
        own["record"] = int(own["record"]).to_bytes(32, "big")
    return LineView(
        position=place(entry.position),
        kind=type(entry.event).__name__,
        time=moment(entry.time),
        emitter=hexadecimal(entry.emitter),
        digest=hexadecimal(entry.digest),
        sequence=line.sequence,
        head=hexadecimal(line.head) if line.head is not None else None,
        facts=plain(own),
    )
