"""
The whole schema of the mirror on one page.

Every fact of `ledger.domain` has one row under the fact's own key, and the columns have the names of its fields.  What
is derived is not kept twice: whose an identity is, stands in `participants`; which certificate has a number, in
`certificates`.  There are no relationships, so nothing can be loaded by accident, and no foreign keys: one writer
fills all tables from the chain in one transaction, and the audit compares them with it.

Numbers of the chain that are at most 64 bits are big integers, digests and ids raw bytes, instants unix seconds (UTC),
positions three columns.  A position orders by block and log; the transaction index says the same more coarsely.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import IntEnum, IntFlag
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Dialect, Index, Integer, LargeBinary, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ledger.domain.certificates import Right, State
from ledger.domain.participants import Duty, Kind, Role
from ledger.errors import Inconsistent

# COLUMN TYPES


class Coded(TypeDecorator[Any]):
    """An enumeration of the domain, kept as the contract's number."""

    impl = Integer
    cache_ok = True

    def __init__(self, code: type[IntEnum] | type[IntFlag]) -> None:
        super().__init__()
        self.code = code

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        if value is None:
            return None
        try:
            return self.code(value)
        except ValueError:
            raise Inconsistent("MirrorAltered", kind=self.code.__name__, value=value) from None


class Addresses(TypeDecorator[tuple[bytes, ...]]):
    """Keys in the contract's order, as a JSON list of hexadecimal strings that a person can read."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[bytes] | None, dialect: Dialect) -> str:  # noqa: ARG002
        return json.dumps(["0x" + key.hex() for key in value or ()], separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[bytes, ...]:  # noqa: ARG002
        return tuple(bytes.fromhex(text[2:]) for text in json.loads(value or "[]"))


class Numbers(TypeDecorator[tuple[int, ...]]):
    """Participants in the contract's order, as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> str:  # noqa: ARG002
        return json.dumps(list(value or ()), separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[int, ...]:  # noqa: ARG002
        return tuple(json.loads(value or "[]"))


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInteger().with_variant(Integer(), "sqlite"),  # 64 bits there too, and as a key the row's own
        bytes: LargeBinary,
        str: Text,
        bool: Boolean,
        Kind: Coded(Kind),
        Role: Coded(Role),
        Duty: Coded(Duty),
        Right: Coded(Right),
        State: Coded(State),
        tuple[bytes, ...]: Addresses,
        tuple[int, ...]: Numbers,
    }


def _key(*, nullable: bool = False) -> Any:
    """A key that the chain gives; never counted up by the database."""
    return mapped_column(primary_key=True, autoincrement=False, nullable=nullable)


# THE CHAIN


class BlockRow(Base):
    """A mirrored block, also one that says nothing to us: parent links prove that none is missing."""

    __tablename__ = "blocks"

    number: Mapped[int] = _key()
    hash: Mapped[bytes]
    parent: Mapped[bytes]
    time: Mapped[int] = mapped_column(index=True)


class CursorRow(Base):
    """
    How far the mirror is: one row.

    `head` is the node's newest block and `seen_at` the instant when we last looked: both together tell the lag (P6).
    `floor` is the block down to which the journal can undo.
    """

    __tablename__ = "cursor"

    id: Mapped[int] = _key()  # always 1
    number: Mapped[int]
    hash: Mapped[bytes]
    time: Mapped[int]
    head: Mapped[int]
    seen_at: Mapped[int]
    floor: Mapped[int]


class EntryRow(Base):
    """
    One event: every line of the ledger, in order (P3).

    The payload is the event in JSON.  The columns beside it repeat what entries are looked up by; `sequence` and `head`
    are the certificate's after this entry.  `document_digest` and `fingerprint` of former versions stay findable here.
    """

    __tablename__ = "entries"

    block: Mapped[int] = _key()
    log: Mapped[int] = _key()
    transaction: Mapped[int]
    time: Mapped[int]
    emitter: Mapped[bytes]
    kind: Mapped[str]
    certificate_id: Mapped[bytes | None]
    sequence: Mapped[int | None]
    participant: Mapped[int | None]
    register: Mapped[int | None]
    proposal: Mapped[int | None]
    fingerprint: Mapped[bytes | None]
    document_digest: Mapped[bytes | None]
    digest: Mapped[bytes]
    head: Mapped[bytes | None]
    payload: Mapped[str]


def _subject(name: str, *then: str, unique: bool = False) -> Index:
    """Index the entries that have this subject; most have only one."""
    columns = (name, *then)
    condition = EntryRow.__table__.c[name].is_not(None)
    label = f"ix_entries_{'_'.join(columns)}"
    entries = EntryRow.__table__.c
    return Index(
        label, *(entries[c] for c in columns), unique=unique, sqlite_where=condition, postgresql_where=condition
    )


_subject("certificate_id", "sequence", unique=True)
_subject("participant", "block", "log")
_subject("register", "block", "log")
_subject("proposal", "block", "log")
_subject("fingerprint", "block", "log")
_subject("document_digest", "block", "log")


class UndoRow(Base):
    """A fact as it was before the first change that a block made to it; `before` is null where it did not exist."""

    __tablename__ = "undo"

    block: Mapped[int] = _key()
    kind: Mapped[str] = _key()
    key: Mapped[bytes] = _key()
    before: Mapped[str | None]


# PARTICIPANTS


class ParticipantRow(Base):
    """A participant.  `keys` are the active ones."""

    __tablename__ = "participants"

    number: Mapped[int] = _key()
    identity: Mapped[bytes] = mapped_column(unique=True)
    kind: Mapped[Kind]
    roles: Mapped[Role]
    profile_digest: Mapped[bytes]
    suspended: Mapped[bool]
    keys: Mapped[tuple[bytes, ...]]


class KeyRow(Base):
    """A key that is or was enrolled."""

    __tablename__ = "keys"

    key: Mapped[bytes] = _key()
    participant: Mapped[int] = mapped_column(index=True)
    duties: Mapped[Duty]
    revoked: Mapped[bool]


class ChargeRow(Base):
    """Who keeps a register."""

    __tablename__ = "charges"

    register: Mapped[int] = _key()
    participant: Mapped[int] = mapped_column(index=True)


class ProposalRow(Base):
    """A proposal of the governors, with those who voted yes."""

    __tablename__ = "proposals"

    number: Mapped[int] = _key()
    target: Mapped[bytes]
    selector: Mapped[bytes]
    call_digest: Mapped[bytes]
    executable_at: Mapped[int]
    closed: Mapped[bool]
    voters: Mapped[tuple[int, ...]]


class GovernanceRow(Base):
    """The charter in force and the contract's counters: one row."""

    __tablename__ = "governance"

    id: Mapped[int] = _key()  # always 0, as the fact's key
    threshold: Mapped[int]
    ordinary_delay: Mapped[int]
    grave_delay: Mapped[int]
    paused: Mapped[bool]
    participants: Mapped[int]
    proposals: Mapped[int]


class NounRow(Base):
    """A contract that may advance certificates."""

    __tablename__ = "nouns"

    address: Mapped[bytes] = _key()
    flags: Mapped[int]


# CERTIFICATES


class CertificateRow(Base):
    """A certificate; its co-holders' parts are in `shares`."""

    __tablename__ = "certificates"
    __table_args__ = (
        Index(None, "holder", "issued_block", "issued_log"),
        Index(None, "issued_block", "issued_log"),
    )

    id: Mapped[bytes] = _key()
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


class ShareRow(Base):
    """A co-holder's part; `place` is its order in the contract.  The certificate's issue is repeated to page by."""

    __tablename__ = "shares"
    __table_args__ = (Index(None, "holder", "issued_block", "issued_log"),)

    certificate_id: Mapped[bytes] = _key()
    place: Mapped[int] = _key()
    holder: Mapped[int]
    rights: Mapped[Right]
    share: Mapped[int]
    issued_block: Mapped[int]
    issued_log: Mapped[int]


class ClaimRow(Base):
    """A fingerprint that an amendment claimed."""

    __tablename__ = "claims"

    id: Mapped[bytes] = _key()
    certificate_id: Mapped[bytes] = mapped_column(index=True)
