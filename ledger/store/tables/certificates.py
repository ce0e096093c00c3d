"""Certificates, their co-holders' parts, the claims of amendments, and the doors through which nouns come."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ledger.domain.certificates import Certificate, Claim, Right, State
from ledger.domain.doors import Keeper, Migration, Noun
from ledger.domain.facts import Fact
from ledger.store.tables.base import Kept, key_column


class CertificateRow(Kept):
    """A certificate; its co-holders' parts are in `shares`."""

    __tablename__ = "certificates"
    __table_args__ = (
        Index(None, "holder", "issued_block", "issued_log"),
        Index(None, "applicant", "issued_block", "issued_log"),
        Index(None, "issued_block", "issued_log"),
    )

    id: Mapped[bytes] = key_column()
    number: Mapped[int] = mapped_column(unique=True)
    holder: Mapped[int]
    applicant: Mapped[int]
    rights: Mapped[Right]
    state: Mapped[State]
    ordinal: Mapped[int]
    valid_from: Mapped[int]
    valid_to: Mapped[int]
    flags: Mapped[int]
    sequence: Mapped[int]
    version: Mapped[int]
    head: Mapped[bytes]
    fingerprint: Mapped[bytes]
    document_digest: Mapped[bytes]
    issued_block: Mapped[int]
    issued_transaction: Mapped[int]
    issued_log: Mapped[int]
    issued_at: Mapped[int]
    changed_block: Mapped[int]
    changed_transaction: Mapped[int]
    changed_log: Mapped[int]
    changed_at: Mapped[int]


class ShareRow(Kept):
    """A co-holder's part; `place` is its order in the contract.  The certificate's issue is repeated to page by."""

    __tablename__ = "shares"
    __table_args__ = (Index(None, "holder", "issued_block", "issued_log"),)

    certificate_id: Mapped[bytes] = key_column()
    place: Mapped[int] = key_column()
    holder: Mapped[int]
    rights: Mapped[Right]
    share: Mapped[int]
    issued_block: Mapped[int]
    issued_log: Mapped[int]


class ClaimRow(Kept):
    """A fingerprint that an amendment claimed."""

    __tablename__ = "claims"

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes] = mapped_column(index=True)


class NounRow(Kept):
    """A contract that may come through the door."""

    __tablename__ = "nouns"

    address: Mapped[bytes] = key_column()
    flags: Mapped[int]


class KeeperRow(Kept):
    """Which noun keeps a flag."""

    __tablename__ = "keepers"

    flag: Mapped[int] = key_column()
    noun: Mapped[bytes]


class MigrationRow(Kept):
    """Until when old certificates may be brought into a register."""

    __tablename__ = "migrations"

    register: Mapped[int] = key_column()
    until: Mapped[int]


SHELVES: Mapping[type[Fact], type[Kept]] = {
    Noun: NounRow,
    Keeper: KeeperRow,
    Migration: MigrationRow,
    Claim: ClaimRow,
    Certificate: CertificateRow,
}
"""A number has no row: it is read from its certificate's, whose unique key it is."""
