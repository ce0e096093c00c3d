"""What each participant holds, by the head over its moves, and what passed from one participant to another."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from ledger.domain.facts import Fact
from ledger.domain.holdings import Holding, Passing
from ledger.store.tables.base import Kept, key_column


class HoldingRow(Kept):
    """What a participant holds: the head over its moves, their number, and how many certificates are in its hands."""

    __tablename__ = "holdings"

    participant: Mapped[int] = key_column()
    head: Mapped[bytes]
    moves: Mapped[int]
    held: Mapped[int]


class PassingRow(Kept):
    """A transfer, or a co-holder's part recorded with the issue.  A sole holder's issue is its certificate's."""

    __tablename__ = "passings"
    __table_args__ = (
        Index(None, "from_", "passed_block", "passed_log"),
        Index(None, "to", "passed_block", "passed_log"),
    )

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes]
    from_: Mapped[int]
    to: Mapped[int]
    entered: Mapped[bool]
    passed_block: Mapped[int]
    passed_transaction: Mapped[int]
    passed_log: Mapped[int]
    passed_at: Mapped[int]


SHELVES: Mapping[type[Fact], type[Kept]] = {Holding: HoldingRow, Passing: PassingRow}
