"""
What routes are given: the ledger to read, and the parameters that many of them take.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.node import Node
from ledger.chain.deployment import Deployment
from ledger.config import Settings
from ledger.domain.calendar import end_of_day
from ledger.domain.events import Position
from ledger.domain.verdict import Evidence
from ledger.errors import InvalidInput, Unavailable
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror
from ledger.store.queries import ReadSession, blocks
from ledger.store.queries.blocks import Cursor
from ledger.store.queries.past import at_block
from ledger.store.queries.statistics import Almanac
from ledger.store.queries.totals import Tallies
from ledger.store.service import Service


@dataclass(frozen=True, slots=True)
class View:
    """One state of the mirror, read in one session that cannot write; `at` is its last block."""

    session: ReadSession
    at: Cursor
    instant: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """
    All that the API reads from, and `service`, where it writes.

    `clock` gives unix seconds; `tallies` and `almanac` are what was counted of the mirror.
    """

    settings: Settings
    deployment: Deployment
    mirror: Mirror
    documents: Documents
    node: Node
    service: Service
    clock: Callable[[], float]
    tallies: Tallies = field(default_factory=Tallies)
    almanac: Almanac = field(default_factory=Almanac)

    def close(self) -> None:
        self.mirror.close()
        self.node.close()
        self.service.close()

    @contextmanager
    def read(self, request: Request, asked: PastParameters | None = None) -> Iterator[View]:
        """
        Give one state of the mirror, the present or the past one that is asked for, and say in the answer's headers of
        which block it is.

        Raises `Unavailable` if the database does not answer, or the mirror is empty; `InvalidInput` for a block or an
        instant that is not mirrored.
        """
        with self.mirror.sessions() as session:
            view = self._view(session)
            if asked is not None and asked.is_of_the_past:
                view = view_then(view, asked)
            request.state.ledger_block = view.at
            yield view

    def _view(self, session: ReadSession) -> View:
        at = blocks.cursor(session)
        if at is None:
            raise Unavailable("MirrorNotReady")
        return View(session, at, max(int(self.clock()), at.time))

    def evidence(self, at: Cursor | None) -> Evidence:
        """Return how good the evidence of a state of the mirror is, by a fresh look at the node."""
        look = self.node.look(at.number if at is not None else 0)
        limits = (int(self.clock()), self.settings.lag_blocks_max, self.settings.lag_seconds_max)
        head = look.head.number if look.head is not None else None
        if at is None:
            return Evidence(*limits, head=head)
        agrees = look.is_ours and (head is None or (head >= at.number and look.hash == at.hash))
        return Evidence(*limits, block=at.number, hash=at.hash, time=at.time, head=head, agrees=agrees)


async def _ledger(request: Request) -> Ledger:
    ledger: Ledger = request.app.state.ledger
    return ledger


LedgerDep = Annotated[Ledger, Depends(_ledger)]


# PARAMETERS


class Parameters(BaseModel):
    """What every route takes; an unknown parameter is refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Literal["zh", "en"] | None = Field(None, description="Language of problems; Accept-Language otherwise.")


class PastParameters(Parameters):
    """Of when the ledger is read: now, after a block, or at an instant, with what the ledger said then."""

    as_of_block: int | None = Field(None, ge=0, le=2**53 - 1, description="As the ledger stood after this block.")
    as_of: str | None = Field(
        None,
        max_length=40,
        description="As the ledger stood at this instant: RFC 3339, or a day in Asia/Shanghai for its end.",
        examples=["2026-11-05", "2026-11-05T09:30:00+08:00"],
    )

    @property
    def is_of_the_past(self) -> bool:
        return self.as_of_block is not None or self.as_of is not None


class PageParameters(PastParameters):
    cursor: str | None = Field(None, max_length=64, description="`next` of the page before.")
    limit: int = Field(50, ge=1, description="Most items in a page; the operator's limit applies.")


ParametersDep = Annotated[Parameters, Query()]
PastDep = Annotated[PastParameters, Query()]
PageDep = Annotated[PageParameters, Query()]


# OF WHEN


def view_then(view: View, asked: PastParameters) -> View:
    """
    Return the state that is asked for, in the session of the present one.

    Raises `InvalidInput` for a block or an instant that is not mirrored.
    """
    if asked.as_of_block is not None and asked.as_of is not None:
        raise InvalidInput("AsOfTwice", "as_of")
    if asked.as_of is not None:
        instant = _instant_of(asked.as_of)
        header = blocks.last_at(view.session, instant) if instant <= view.instant else None
        if header is None:
            raise InvalidInput("InstantNotMirrored", "as_of", given=asked.as_of, block=view.at.number)
    else:
        header = blocks.by_number(view.session, asked.as_of_block or 0)
        if header is None:
            raise InvalidInput("BlockAhead", "as_of_block", given=asked.as_of_block, block=view.at.number)
        instant = header.time
    at = blocks.cursor(at_block(view.session, header.number))
    assert at is not None, "the block is mirrored"
    return View(view.session, at, instant)


def _instant_of(text: str) -> int:
    """Return the unix second of an instant, or of the last second of a day in Asia/Shanghai."""
    try:
        if len(text) == len("2026-11-05"):
            return end_of_day(date.fromisoformat(text)) - 1
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return int(moment.timestamp())
    except (ValueError, OverflowError):
        pass
    raise InvalidInput("InstantInvalid", "as_of", given=text)


# PAGES

_PLACE = re.compile(r"(\d{1,15})\.(\d{1,9})", re.ASCII)


def place_of(cursor: str | None) -> Position | None:
    """Read a page mark, `<block>.<log>`.  Raises `InvalidInput` CursorMalformed."""
    if cursor is None:
        return None
    match = _PLACE.fullmatch(cursor)
    if match is None:
        raise InvalidInput("CursorMalformed", "cursor")
    return Position(int(match[1]), 0, int(match[2]))


def sequence_of(cursor: str | None) -> int:
    """Read a page mark that is a sequence number.  Raises `InvalidInput` CursorMalformed."""
    if cursor is None:
        return 0
    if not re.fullmatch(r"\d{1,10}", cursor, re.ASCII):
        raise InvalidInput("CursorMalformed", "cursor")
    return int(cursor)


def cursor_of(place: Position | None) -> str | None:
    """Write a page mark."""
    return None if place is None else f"{place.block}.{place.log}"


# ANSWERS


def answered(request: Request, model: BaseModel, status: int = 200) -> Response:
    """Answer with a document that is not to be kept by anyone: it speaks of this instant."""
    del request
    return Response(model.model_dump_json(by_alias=True), status, media_type="application/json")


def readable(request: Request, model: BaseModel) -> Response:
    """Answer a read, with an ETag over its bytes; 304 if the caller has them already (RFC 9110 §13.1.2)."""
    return tagged(request, model.model_dump_json(by_alias=True).encode(), "application/json")


def tagged(request: Request, content: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with bytes and their ETag."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    all_headers = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    if is_known(request, tag):
        return Response(status_code=304, headers=all_headers)
    return Response(content, media_type=media_type, headers=all_headers)


def is_known(request: Request, tag: str) -> bool:
    """Say whether a caller has what this ETag names already; weak and strong count the same (RFC 9110 §13.1.2)."""
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    return tag.removeprefix("W/") in known or "*" in known
