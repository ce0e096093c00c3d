"""Freezes, controls, objections, disputes and returns, and the lists that each certificate has of them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from ledger.domain.burdens import (
    Burdens,
    ControlTerm,
    Forbidden,
    Ground,
    Note,
    OpenObjection,
    QueuedFreeze,
    SourceOutcome,
    Stage,
)
from ledger.domain.facts import Fact
from ledger.domain.restraints import Control, Dispute, Freeze, Objection, SourceObjection, Surrender
from ledger.store.tables.base import Kept, key_column


class BurdensRow(Kept):
    """What stands in force or waits on a certificate, in the contract's order."""

    __tablename__ = "burdens"

    certificate_id: Mapped[bytes] = key_column()
    freezes: Mapped[tuple[QueuedFreeze, ...]]
    controls: Mapped[tuple[ControlTerm, ...]]
    objections: Mapped[tuple[OpenObjection, ...]]
    source_objections: Mapped[tuple[Note, ...]]
    disputes: Mapped[tuple[Note, ...]]


class FreezeRow(Kept):
    """A freeze, also one that was lifted or has lapsed."""

    __tablename__ = "freezes"
    __table_args__ = (
        Index(None, "certificate_id", "entered_block", "entered_log"),
        Index(None, "organ", "entered_block", "entered_log"),
    )

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes]
    sequence: Mapped[int]
    organ: Mapped[int]
    served_at: Mapped[int]
    term: Mapped[int]
    forbidden: Mapped[Forbidden]
    holder: Mapped[int]
    case_digest: Mapped[bytes]
    order_digest: Mapped[bytes]
    entered_block: Mapped[int]
    entered_transaction: Mapped[int]
    entered_log: Mapped[int]
    entered_at: Mapped[int]
    lifted_at: Mapped[int]


class ControlRow(Kept):
    """An administrative control, also one that was lifted or has lapsed."""

    __tablename__ = "controls"
    __table_args__ = (
        Index(None, "certificate_id", "entered_block", "entered_log"),
        Index(None, "by", "entered_block", "entered_log"),
    )

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes]
    sequence: Mapped[int]
    by: Mapped[int]
    until: Mapped[int]
    order_digest: Mapped[bytes]
    entered_block: Mapped[int]
    entered_transaction: Mapped[int]
    entered_log: Mapped[int]
    entered_at: Mapped[int]
    lifted_at: Mapped[int]


class ObjectionRow(Kept):
    """An objection to a registration, also one that is closed or has lapsed."""

    __tablename__ = "objections"
    __table_args__ = (
        Index(None, "certificate_id", "raised_block", "raised_log"),
        Index(None, "objector", "raised_block", "raised_log"),
        Index(None, "stage", "due_at", "raised_block", "raised_log"),
    )

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes]
    sequence: Mapped[int]
    objector: Mapped[int]
    ground: Mapped[Ground]
    stage: Mapped[Stage]
    due_at: Mapped[int]
    lapses_at: Mapped[int]
    document_digest: Mapped[bytes]
    raised_block: Mapped[int]
    raised_transaction: Mapped[int]
    raised_log: Mapped[int]
    raised_at: Mapped[int]
    changed_at: Mapped[int]


class SourceObjectionRow(Kept):
    """An objection of a source of the data, with its outcome once it has one."""

    __tablename__ = "source_objections"
    __table_args__ = (
        Index(None, "certificate_id", "raised_block", "raised_log"),
        Index(None, "objector", "raised_block", "raised_log"),
    )

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes]
    sequence: Mapped[int]
    objector: Mapped[int]
    outcome: Mapped[SourceOutcome]
    document_digest: Mapped[bytes]
    raised_block: Mapped[int]
    raised_transaction: Mapped[int]
    raised_log: Mapped[int]
    raised_at: Mapped[int]
    settled_at: Mapped[int]
    fingerprint: Mapped[bytes]


class DisputeRow(Kept):
    """A dispute that an arbitration institution noted, also one that has ended."""

    __tablename__ = "disputes"
    __table_args__ = (
        Index(None, "certificate_id", "noted_block", "noted_log"),
        Index(None, "institution", "noted_block", "noted_log"),
    )

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes]
    sequence: Mapped[int]
    institution: Mapped[int]
    document_digest: Mapped[bytes]
    noted_block: Mapped[int]
    noted_transaction: Mapped[int]
    noted_log: Mapped[int]
    noted_at: Mapped[int]
    ended_at: Mapped[int]


class SurrenderRow(Kept):
    """Whether a certificate was returned to its registry, by the last act that said so."""

    __tablename__ = "surrenders"

    certificate_id: Mapped[bytes] = key_column()
    surrendered: Mapped[bool]
    document_digest: Mapped[bytes]
    changed_at: Mapped[int]


SHELVES: Mapping[type[Fact], type[Kept]] = {
    Burdens: BurdensRow,
    Freeze: FreezeRow,
    Control: ControlRow,
    Objection: ObjectionRow,
    SourceObjection: SourceObjectionRow,
    Dispute: DisputeRow,
    Surrender: SurrenderRow,
}
