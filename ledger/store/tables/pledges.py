"""Holds and pledges, which of them are live on each certificate, their filings, and the objections to them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ledger.domain.encumbrances import (
    Encumbrance,
    EncumbranceList,
    EncumbranceState,
    Filing,
    Listed,
    PledgeObjection,
    PledgeObjectionOutcome,
    PledgeTrait,
    ReleaseReason,
    SecurityForm,
)
from ledger.domain.facts import Fact
from ledger.store.tables.base import Kept, key_column


class EncumbranceRow(Kept):
    """A hold or a pledge, also one that lapsed or has ended; sums are in fen."""

    __tablename__ = "encumbrances"
    __table_args__ = (
        Index(None, "certificate_id", "created_block", "created_log"),
        Index(None, "creditor", "created_block", "created_log"),
        Index(None, "creditor", "state", "created_block", "created_log"),
        Index(None, "debtor", "created_block", "created_log"),
    )

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes]
    sequence: Mapped[int]
    creditor: Mapped[int]
    debtor: Mapped[int]
    amount: Mapped[int]
    rank_at: Mapped[int]
    until: Mapped[int]
    perfected_at: Mapped[int]
    form: Mapped[SecurityForm]
    state: Mapped[EncumbranceState]
    traits: Mapped[PledgeTrait]
    debt_digest: Mapped[bytes]
    resolution_digest: Mapped[bytes]
    report_id: Mapped[bytes]
    hold_id: Mapped[bytes]
    created_block: Mapped[int]
    created_transaction: Mapped[int]
    created_log: Mapped[int]
    created_at: Mapped[int]
    filing_number: Mapped[bytes]
    file_digest: Mapped[bytes]
    added_amount: Mapped[int]
    added_at: Mapped[int]
    reason: Mapped[ReleaseReason]
    document_digest: Mapped[bytes]
    closed_at: Mapped[int]
    ended_by: Mapped[bytes]


class EncumbranceListRow(Kept):
    """What is live on a certificate in the order of creation, each with when it lapses by itself."""

    __tablename__ = "encumbrance_lists"

    certificate_id: Mapped[bytes] = key_column()
    live: Mapped[tuple[Listed, ...]]


class FilingRow(Kept):
    """Which pledge a filing number stands for."""

    __tablename__ = "filings"

    number: Mapped[bytes] = key_column()
    pledge_id: Mapped[bytes]


class PledgeObjectionRow(Kept):
    """The last objection to a pledge, also one that lapsed or has ended."""

    __tablename__ = "pledge_objections"

    pledge_id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes] = mapped_column(index=True)
    objector: Mapped[int]
    prove_by: Mapped[int]
    proven: Mapped[bool]
    outcome: Mapped[PledgeObjectionOutcome]
    document_digest: Mapped[bytes]


SHELVES: Mapping[type[Fact], type[Kept]] = {
    Encumbrance: EncumbranceRow,
    EncumbranceList: EncumbranceListRow,
    Filing: FilingRow,
    PledgeObjection: PledgeObjectionRow,
}
