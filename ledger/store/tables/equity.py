"""Contributions, and which is the last of each certificate."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from ledger.domain.equity import Contribution, ContributionMode, ContributionOn, ContributionStage
from ledger.domain.facts import Fact
from ledger.store.tables.base import Kept, key_column


class ContributionRow(Kept):
    """A contribution, also one that lapsed or went back; sums are in fen."""

    __tablename__ = "contributions"
    __table_args__ = (
        Index(None, "certificate_id", "reserved_block", "reserved_log"),
        Index(None, "investee", "reserved_block", "reserved_log"),
        Index(None, "contributor", "reserved_block", "reserved_log"),
    )

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes]
    sequence: Mapped[int]
    contributor: Mapped[int]
    investee: Mapped[int]
    mode: Mapped[ContributionMode]
    stage: Mapped[ContributionStage]
    appraised: Mapped[int]
    agreed: Mapped[int]
    capital: Mapped[int]
    report_id: Mapped[bytes]
    agreement_digest: Mapped[bytes]
    until: Mapped[int]
    confirm_by: Mapped[int]
    delivery_digest: Mapped[bytes]
    receipt_digest: Mapped[bytes]
    closing_digest: Mapped[bytes]
    registered_at: Mapped[int]
    reserved_block: Mapped[int]
    reserved_transaction: Mapped[int]
    reserved_log: Mapped[int]
    reserved_at: Mapped[int]
    executed_at: Mapped[int]
    confirmed_at: Mapped[int]
    closed_at: Mapped[int]


class ContributionOnRow(Kept):
    """Which contribution is a certificate's last."""

    __tablename__ = "contributions_on"

    certificate_id: Mapped[bytes] = key_column()
    contribution_id: Mapped[bytes]


SHELVES: Mapping[type[Fact], type[Kept]] = {Contribution: ContributionRow, ContributionOn: ContributionOnRow}
