"""
Following the mirror: from a place that one has acted on to the next, so that nothing is missed and nothing told twice.

A place is the last notice of the outbox that was acted on, and a position in the chain.  When blocks up to the place
were taken back since, the follower is told from which block, and goes on with what the mirror has instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from ledger.errors import InvalidInput
from ledger.store.queries import ReadSession, blocks, following, outbox
from ledger.store.queries.following import News

LOG_END = 999_999_999
"""A place behind every event of a block; no block has so many."""

_TEXT = re.compile(r"(\d{1,15})\.(\d{1,15})\.(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a follower is: the last notice, and block and log index of the last event."""

    notice: int
    block: int
    log: int

    @property
    def text(self) -> str:
        """Return `<notice>.<block>.<log>`, which `parse` reads."""
        return f"{self.notice}.{self.block}.{self.log}"

    @classmethod
    def parse(cls, text: str, field: str) -> Self:
        """Read a place.  Raises `InvalidInput` PlaceMalformed."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise InvalidInput("PlaceMalformed", field, given=text)
        return cls(*map(int, match.groups()))


BEGINNING = Place(0, 0, 0)
"""Before everything."""


@dataclass(frozen=True, slots=True)
class Step:
    """
    What is new behind a place, and the place after it.

    `taken_back` is the first block that is no longer as it was; all that was told from there on is void.  `more` says
    that the step was cut at its limit.
    """

    taken_back: int | None
    news: tuple[News, ...]
    place: Place
    more: bool


def here(session: ReadSession) -> Place:
    """Return the place behind all that the mirror has."""
    at = blocks.cursor(session)
    return Place(outbox.last(session), at.number, LOG_END) if at is not None else BEGINNING


def step(session: ReadSession, place: Place, limit: int) -> Step:
    """
    Return what is new behind `place` in one state of the mirror, at most `limit` lines.

    A mirror that was begun anew has fewer notices than the place: nothing is new until it is as far as the place again.
    """
    at, last = blocks.cursor(session), outbox.last(session)
    if at is None or (last < place.notice and at.number < place.block):
        return Step(None, (), place, more=False)
    lowest = following.lowest_taken_back(session, place.notice) if last >= place.notice else None
    taken_back = lowest if lowest is not None and lowest <= place.block else None
    block, log = (place.block, place.log) if taken_back is None else (taken_back - 1, LOG_END)
    found = following.news(session, block, log, limit + 1)
    more = len(found) > limit
    found = found[:limit]
    if more:
        behind = found[-1].line.entry.position
        block, log = behind.block, behind.log
    else:
        block, log = max((block, log), (at.number, LOG_END))
    return Step(taken_back, found, Place(last, block, log), more)
