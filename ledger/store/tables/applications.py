"""Applications: registration cases on the chain, and the objections against their publicity."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ledger.domain.cases import Case, Ground, Mark, PublicityObjection, Stage
from ledger.domain.certificates import Right
from ledger.domain.facts import Fact
from ledger.store.tables.base import Kept, key_column


class CaseRow(Kept):
    """A registration case; times and documents are its last attempt's."""

    __tablename__ = "cases"
    __table_args__ = (
        Index(None, "register", "due_at", "application_id"),
        Index(None, "applicant", "due_at", "application_id"),
        Index(None, "publicised_until", "application_id"),
    )

    application_id: Mapped[bytes] = key_column()
    applicant: Mapped[int]
    register: Mapped[int]
    sequence: Mapped[int]
    attempt: Mapped[int]
    stage: Mapped[Stage]
    rights: Mapped[Right]
    marks: Mapped[Mark]
    objections: Mapped[int]
    due_at: Mapped[int]
    publicised_until: Mapped[int]
    source_ends: Mapped[int]
    fingerprint: Mapped[bytes]
    ordinal: Mapped[int]
    asked_rights: Mapped[Right]
    application_digest: Mapped[bytes]
    document_digest: Mapped[bytes]
    ground: Mapped[Ground]
    submitted_at: Mapped[int]
    accepted_at: Mapped[int]
    reviewed_at: Mapped[int]
    extended_at: Mapped[int]
    publicised_at: Mapped[int]
    resumed_at: Mapped[int]
    ended_at: Mapped[int]
    changed_block: Mapped[int]
    changed_transaction: Mapped[int]
    changed_log: Mapped[int]
    changed_at: Mapped[int]


class PublicityObjectionRow(Kept):
    """An objection against the publicity of a case."""

    __tablename__ = "publicity_objections"

    id: Mapped[bytes] = key_column()
    application_id: Mapped[bytes] = mapped_column(index=True)
    objector: Mapped[int]
    sequence: Mapped[int]
    attempt: Mapped[int]
    decide_by: Mapped[int]
    open: Mapped[bool]
    document_digest: Mapped[bytes]
    raised_at: Mapped[int]
    decided_at: Mapped[int]
    upheld: Mapped[bool]
    decision_digest: Mapped[bytes]


SHELVES: Mapping[type[Fact], type[Kept]] = {Case: CaseRow, PublicityObjection: PublicityObjectionRow}
