"""Licences, and which of them are kept of each certificate."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from ledger.domain.certificates import Right
from ledger.domain.facts import Fact
from ledger.domain.licences import KeptLicence, Licence, LicenceEnd, LicenceKind, Licences
from ledger.store.tables.base import Kept, key_column


class LicenceRow(Kept):
    """A licence, also one that lapsed or was ended."""

    __tablename__ = "licences"
    __table_args__ = (
        Index(None, "certificate_id", "granted_block", "granted_log"),
        Index(None, "licensee", "granted_block", "granted_log"),
    )

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes]
    sequence: Mapped[int]
    licensee: Mapped[int]
    rights: Mapped[Right]
    kind: Mapped[LicenceKind]
    valid_from: Mapped[int]
    valid_to: Mapped[int]
    resale: Mapped[bool]
    ended_at: Mapped[int]
    end: Mapped[LicenceEnd]
    scope_digest: Mapped[bytes]
    document_digest: Mapped[bytes]
    granted_block: Mapped[int]
    granted_transaction: Mapped[int]
    granted_log: Mapped[int]
    granted_at: Mapped[int]


class LicencesRow(Kept):
    """The licences that are kept of a certificate, in the contract's order, each with the end of its term."""

    __tablename__ = "licences_on"

    certificate_id: Mapped[bytes] = key_column()
    kept: Mapped[tuple[KeptLicence, ...]]


SHELVES: Mapping[type[Fact], type[Kept]] = {Licence: LicenceRow, Licences: LicencesRow}
