"""Attestations: each with its condition; who has a certificate on its books; regradings, claims, evaluators."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from ledger.domain.attestations import Attestation, Bookers, Claims, Condition, Evaluator, Regrading
from ledger.domain.events import ParticipantNumber
from ledger.domain.facts import Fact
from ledger.domain.kinds import AttestedKind
from ledger.store.tables.base import Kept, key_column


class AttestationRow(Kept):
    """An attestation, also one that was superseded, ended or withdrawn."""

    __tablename__ = "attestations"
    __table_args__ = (
        Index(None, "certificate_id", "attested_block", "attested_log"),
        Index(None, "by", "attested_block", "attested_log"),
        Index(None, "party", "attested_block", "attested_log"),
        Index(None, "kind", "attested_block", "attested_log"),
        Index(None, "attested_block", "attested_log"),
    )

    id: Mapped[bytes] = key_column()
    certificate_id: Mapped[bytes]
    sequence: Mapped[int]
    kind: Mapped[AttestedKind]
    subtype: Mapped[int]
    condition: Mapped[Condition]
    by: Mapped[int]
    party: Mapped[int]
    version: Mapped[int]
    amount: Mapped[int]
    base_date: Mapped[int]
    valid_to: Mapped[int]
    refers: Mapped[bytes]
    linked_id: Mapped[bytes]
    document_digest: Mapped[bytes]
    attested_block: Mapped[int]
    attested_transaction: Mapped[int]
    attested_log: Mapped[int]
    attested_at: Mapped[int]
    closed_at: Mapped[int]


class BookersRow(Kept):
    """Who has a certificate on its books, in the order of booking."""

    __tablename__ = "bookers"

    certificate_id: Mapped[bytes] = key_column()
    entities: Mapped[tuple[ParticipantNumber, ...]]


class RegradingRow(Kept):
    """The regrading in force of a certificate; zero where there is none any more."""

    __tablename__ = "regradings"

    certificate_id: Mapped[bytes] = key_column()
    attestation_id: Mapped[bytes]


class ClaimsRow(Kept):
    """Which incentives a participant has claimed, a bit a kind."""

    __tablename__ = "incentive_claims"

    participant: Mapped[int] = key_column()
    kinds: Mapped[int]


class EvaluatorRow(Kept):
    """Which reports an evaluator may make, a bit a kind."""

    __tablename__ = "evaluators"

    participant: Mapped[int] = key_column()
    kinds: Mapped[int]


SHELVES: Mapping[type[Fact], type[Kept]] = {
    Attestation: AttestationRow,
    Bookers: BookersRow,
    Regrading: RegradingRow,
    Claims: ClaimsRow,
    Evaluator: EvaluatorRow,
}
