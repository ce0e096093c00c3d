"""
Certificate numbers: which serials of a register's month are used, and where there are gaps.
"""

from __future__ import annotations

from datetime import date
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from ledger.domain.calendar import day_of
from ledger.domain.numbers import SERIAL_MAX
from ledger.domain.supply import Cause, Gap, Supply
from ledger.store.queries import participants
from ledger.store.tables import CertificateRow
from ledger.store.tables.applications import CaseRow

_CERTIFICATES = cast(Table, CertificateRow.__table__)
_CASES = cast(Table, CaseRow.__table__)
_NUMBER = _CERTIFICATES.c.number

GAPS_MAX = 200
"""Most gaps that are told of one month; the numbers in them are used up one by one."""


def supply(session: Session, register: int, period: int, today: date) -> Supply:
    """Return how a register's serials of a month stand; 202611 is November 2026."""
    first = register << 40 | period << 16
    of_month = _NUMBER.between(first, first | SERIAL_MAX)
    row = session.execute(select(func.count(), func.max(_NUMBER)).where(of_month)).one()
    used, highest = int(row[0]), (int(row[1]) & 0xFFFF if row[1] is not None else 0)
    gaps = _gaps(session, first) if highest > used else ()
    return Supply(register, period, used, highest, gaps, today)


def serials(session: Session, register: int, period: int) -> set[int]:
    """Return a register's serials of a month that certificates have."""
    first = register << 40 | period << 16
    of_month = select(_NUMBER).where(_NUMBER.between(first, first | SERIAL_MAX))
    return {number & 0xFFFF for number in session.scalars(of_month)}


def supplies(session: Session, period: int, today: date, participant: int | None = None) -> list[Supply]:
    """Return the supplies of all registers, or of those that a participant keeps, in the order of the registers."""
    charges = participants.charges(session) if participant is None else participants.charges_of(session, participant)
    return [supply(session, each.register, period, today) for each in charges]


def left(session: Session, instant: int) -> dict[str, int]:
    """Return how many serials of an instant's month each register has left, by its name: 111/DPR."""
    today = day_of(instant)
    found = supplies(session, today.year * 100 + today.month, today)
    return {f"{one.code:03d}/{one.regime.name}": one.left for one in found}


def _gaps(session: Session, first: int) -> tuple[Gap, ...]:
    """
    Return the gaps of the month whose numbers begin behind `first`, in order.

    A certificate that no application stands behind was brought in by a migration.
    """
    below = func.lag(_NUMBER, 1, first).over(order_by=_NUMBER).label("below")
    ordered = select(_NUMBER, _CERTIFICATES.c.id, below).where(_NUMBER.between(first, first | SERIAL_MAX)).subquery()
    case = _CASES.c.application_id
    found = session.execute(
        select(ordered.c.below, ordered.c.number, case.is_(None))
        .select_from(ordered.outerjoin(_CASES, case == ordered.c.id))
        .where(ordered.c.number > ordered.c.below + 1)
        .order_by(ordered.c.number)
        .limit(GAPS_MAX)
    )
    return tuple(
        Gap((before & 0xFFFF) + 1, (behind & 0xFFFF) - 1, Cause.MIGRATED if is_migrated else Cause.UNEXPLAINED)
        for before, behind, is_migrated in found
    )
