"""The stream: every event of the ledger, or of some certificates, as it is mirrored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.caller import CallerDep, Scope
from api.dependencies import Ledger, LedgerDep, Parameters
from api.problem_types import READ, problems
from api.routes.certificates import named
from api.streams import Stream, Streams, quiet, written
from ledger.errors import InvalidInput, LedgerError
from ledger.store.queries import outbox
from ledger.watch import telling
from ledger.watch.following import Place, here
from ledger.watch.telling import Told

router = APIRouter(tags=["subscriptions"])

LOOK_SECONDS = 0.3
"""How often a stream looks for news: an act is to be known within a second of its block."""

QUIET_SECONDS = 15.0
"""After so long without news comes a sign of life, before proxies take the connection for dead."""

STREAM_SECONDS_MAX = 600.0
"""After so long a stream ends, and the client comes back: who may no longer watch, does so no longer than this."""

LINES_MAX = 200
"""Lines that are read at a time."""

CERTIFICATES_MAX = 100
"""Most certificates that a stream is confined to: they stand in the URL."""


class StreamParameters(Parameters):
    after: str | None = Field(None, max_length=48, description="The id of the last event; `Last-Event-ID` goes before.")
    certificate: list[Annotated[str, Field(max_length=80)]] = Field(
        [], max_length=CERTIFICATES_MAX, description="Only events of these certificates, by number or id."
    )


StreamDep = Annotated[StreamParameters, Query()]
LastDep = Annotated[str | None, Header(alias="Last-Event-ID", max_length=48)]


@router.get(
    "/v1/stream",
    status_code=200,
    response_class=Stream,
    responses={200: {"content": {"text/event-stream": {}}}, **problems(401, 403, 404, 429, *READ)},
)
async def stream(
    asked: StreamDep, ledger: LedgerDep, caller: CallerDep, request: Request, last_event_id: LastDep = None
) -> Response:
    """
    Events as they are mirrored, from now on or behind the event that was received last: none is missed, none twice.

    `ledger.takenBack` says from which block on what was told is void, because the chain has other blocks instead.  A
    stream ends after ten minutes; whoever comes back with the last id goes on where it ended.
    """
    caller.require(Scope.WATCH)
    streams: Streams = request.app.state.streams
    streams.check(caller.client)
    place, about = await run_in_threadpool(_begin, ledger, asked, last_event_id, request)
    return Stream(_events(ledger, place, about, request), streams.opened(caller.client))


def _begin(
    ledger: Ledger, asked: StreamParameters, last_event_id: str | None, request: Request
) -> tuple[Place, Collection[bytes] | None]:
    """Return where a stream begins, and which certificates it is confined to."""
    field, given = ("Last-Event-ID", last_event_id) if last_event_id else ("after", asked.after)
    with ledger.read(request) as view:
        about = frozenset(named(view, each).id for each in asked.certificate) if asked.certificate else None
        if given is None:
            return here(view.session), about
        place, last = Place.parse(given, field), outbox.last(view.session)
        if place.notice > last:
            raise InvalidInput("NoticeAhead", field, given=place.notice, last=last)
        return place, about


async def _events(
    ledger: Ledger, place: Place, about: Collection[bytes] | None, request: Request
) -> AsyncGenerator[bytes, None]:
    loop = asyncio.get_running_loop()
    until, spoken = loop.time() + STREAM_SECONDS_MAX, loop.time()
    yield quiet(place.text)
    while loop.time() < until and not await request.is_disconnected():
        try:
            told, place, more = await run_in_threadpool(partial(_read, ledger, place, about))
        except LedgerError:
            return  # the database is away; the client comes back when it has its answer again
        for each in told:
            yield written(each.kind, each.place.text, each.data)
        if told or loop.time() - spoken > QUIET_SECONDS:
            spoken = loop.time()
            yield quiet(place.text)
        if not more:
            await asyncio.sleep(LOOK_SECONDS)


def _read(ledger: Ledger, place: Place, about: Collection[bytes] | None) -> tuple[list[Told], Place, bool]:
    with ledger.mirror.sessions() as session:
        return telling.told(session, place, LINES_MAX, about)
