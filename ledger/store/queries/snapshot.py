"""
Everything that the mirror says now, for auditors; and how much that is.

A session sees one state, so all that it streams is of one block, the cursor's.  Rows are fetched by the thousand:
memory stays flat however large the ledger is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Integer, Table, func, literal, select
from sqlalchemy.orm import Session

from ledger.domain.certificates import Regime, State
from ledger.domain.state import Fact, FactKey
from ledger.store.facts import SHELVES, with_shares
from ledger.store.tables import BlockRow, CertificateRow, EntryRow, ParticipantRow

ROWS_AT_A_TIME = 1_000

ORDER = tuple(sorted(SHELVES))
"""The kinds of fact, in the order in which they are streamed: that of their names."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the mirror holds; certificates by regime and state."""

    blocks: int
    entries: int
    participants: int
    certificates: dict[tuple[Regime, State], int]


def snapshot(session: Session) -> Iterator[tuple[FactKey, Fact]]:
    """
    Yield every fact with its key, kinds in the order of their names, each by its keys: bytes as bytes, numbers as such.

    So two that are in this order can be compared by going through both once.
    """
    for kind in ORDER:
        shelf = SHELVES[kind]
        rows = session.execute(
            select(shelf.table).order_by(shelf.key), execution_options={"yield_per": ROWS_AT_A_TIME}
        ).mappings()
        for part in rows.partitions():
            facts = with_shares(session, part) if kind == "certificate" else map(shelf.fact_of, part)
            for row, fact in zip(part, facts, strict=True):
                yield (kind, row[shelf.key.name]), fact


def counts(session: Session) -> Counts:
    """Return how much there is; reads an index of each table from end to end."""
    certificates = cast(Table, CertificateRow.__table__)
    regime = certificates.c.number.bitwise_rshift(literal(40, Integer)).bitwise_and(0xFF).label("regime")
    grouped = select(regime, certificates.c.state, func.count()).group_by("regime", certificates.c.state)
    return Counts(
        blocks=_count(session, cast(Table, BlockRow.__table__)),
        entries=_count(session, cast(Table, EntryRow.__table__)),
        participants=_count(session, cast(Table, ParticipantRow.__table__)),
        certificates={(Regime(of), state): number for of, state, number in session.execute(grouped)},
    )


def _count(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0
