"""
What one who follows the ledger asks: the lines behind a place, and whether what he has seen was taken back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, func, select, tuple_
from sqlalchemy.orm import Session

from ledger.domain.events import CertificateId, Digest, ParticipantNumber
from ledger.store.facts import INTEGER_MAX, SHARES
from ledger.store.queries import blocks
from ledger.store.queries.entries import ENTRIES, Line, line_of
from ledger.store.tables import PAST, CertificateRow, NoticeRow
from ledger.store.tables.past import SINCE, UNTIL

_CERTIFICATES = cast(Table, CertificateRow.__table__)
_OUTBOX = cast(Table, NoticeRow.__table__)


@dataclass(frozen=True, slots=True)
class News:
    """A line with what it is about: a certificate, a participant itself, or neither."""

    line: Line
    certificate_id: CertificateId | None
    participant: ParticipantNumber | None


def lowest_taken_back(session: Session, notice: int) -> int | None:
    """Return the lowest block that was taken back after a notice; none if none was."""
    wanted = select(func.min(_OUTBOX.c.first_block)).where(
        _OUTBOX.c.number > min(notice, INTEGER_MAX), _OUTBOX.c.taken.is_(False)
    )
    found: int | None = session.scalar(wanted)
    return found


def news(session: Session, block: int, log: int, limit: int) -> tuple[News, ...]:
    """Return the lines behind a place in a block, in the order of the chain."""
    places = (ENTRIES.c.block, ENTRIES.c.log)
    wanted = select(ENTRIES).where(tuple_(*places) > (block, log)).order_by(*places).limit(limit)
    return tuple(
        News(line_of(row), row["certificate_id"] and CertificateId(row["certificate_id"]), row["participant"])
        for row in session.execute(wanted).mappings()
    )


def holders_around(session: Session, certificate_id: bytes, block: int) -> set[int]:
    """Return who holds a certificate at the end of a block, and who did at the end of the one before."""
    held: set[int] = set()
    for table, own in ((_CERTIFICATES, "id"), (SHARES, "certificate_id")):
        twin = PAST[table.name]
        now = select(table.c.holder).where(table.c[own] == certificate_id, table.c[SINCE] <= block)
        was = select(twin.c.holder).where(twin.c[own] == certificate_id, twin.c[SINCE] <= block, twin.c[UNTIL] >= block)
        held.update(session.scalars(now), session.scalars(was))
    return held


def numbers_of(session: Session, about: Collection[CertificateId]) -> dict[CertificateId, int]:
    """Return the numbers of certificates, each of 64 bits (see `domain.numbers`)."""
    wanted = select(_CERTIFICATES.c.id, _CERTIFICATES.c.number).where(_CERTIFICATES.c.id.in_(about))
    return {CertificateId(own): number for own, number in session.execute(wanted)}


def hash_of(session: Session, block: int) -> Digest:
    """Return the hash of a block in which an entry stands."""
    header = blocks.by_number(session, block)
    assert header is not None, "an entry stands in a mirrored block"
    return header.hash
