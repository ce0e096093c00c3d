"""Participants: who they are, which keys act for them, what they keep, and how they govern."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ledger.domain.events import Key, ParticipantNumber
from ledger.domain.facts import Fact
from ledger.domain.participants import Charge, Duty, EnrolledKey, Governance, Kind, Participant, Proposal, Role
from ledger.store.tables.base import Kept, key_column


class ParticipantRow(Kept):
    """A participant.  `keys` are the active ones."""

    __tablename__ = "participants"
    __table_args__ = (Index(None, "roles", sqlite_where=text("roles > 0"), postgresql_where=text("roles > 0")),)

    number: Mapped[int] = key_column()
    identity: Mapped[bytes] = mapped_column(unique=True)
    kind: Mapped[Kind]
    roles: Mapped[Role]
    profile_digest: Mapped[bytes]
    suspended: Mapped[bool]
    keys: Mapped[tuple[Key, ...]]


class KeyRow(Kept):
    """A key that is or was enrolled."""

    __tablename__ = "keys"

    key: Mapped[bytes] = key_column()
    participant: Mapped[int] = mapped_column(index=True)
    duties: Mapped[Duty]
    revoked: Mapped[bool]


class ChargeRow(Kept):
    """Who keeps a register."""

    __tablename__ = "charges"

    register: Mapped[int] = key_column()
    participant: Mapped[int] = mapped_column(index=True)


class ProposalRow(Kept):
    """A proposal of the governors, with those who voted yes."""

    __tablename__ = "proposals"

    number: Mapped[int] = key_column()
    target: Mapped[bytes]
    selector: Mapped[bytes]
    call_digest: Mapped[bytes]
    executable_at: Mapped[int]
    closed: Mapped[bool]
    voters: Mapped[tuple[ParticipantNumber, ...]]


class GovernanceRow(Kept):
    """The charter in force and the contract's counters: one row."""

    __tablename__ = "governance"

    id: Mapped[int] = key_column()  # always 0, as the fact's key
    threshold: Mapped[int]
    ordinary_delay: Mapped[int]
    grave_delay: Mapped[int]
    paused: Mapped[bool]
    participants: Mapped[int]
    proposals: Mapped[int]


SHELVES: Mapping[type[Fact], type[Kept]] = {
    Governance: GovernanceRow,
    Participant: ParticipantRow,
    EnrolledKey: KeyRow,
    Charge: ChargeRow,
    Proposal: ProposalRow,
}
"""An identity has no row: it is read from its participant's, whose unique key it is."""
