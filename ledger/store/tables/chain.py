"""The chain itself: blocks, how far we are, every event in order; which ledger it is, and what became of the mirror."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.tables.base import Base, key_column


class BlockRow(Base):
    """A mirrored block, also one that says nothing to us: parent links prove that none is missing."""

    __tablename__ = "blocks"

    number: Mapped[int] = key_column()
    hash: Mapped[bytes]
    parent: Mapped[bytes]
    time: Mapped[int] = mapped_column(index=True)


class CursorRow(Base):
    """
    How far the mirror is: one row.

    `built` is chance, drawn when the mirror began: when it differs, what was remembered is of another mirror.
    `head` is the node's newest block and `seen_at` the instant when we last looked: both together tell the lag (P6).
    """

    __tablename__ = "cursor"

    id: Mapped[int] = key_column()  # always 1
    number: Mapped[int]
    hash: Mapped[bytes]
    time: Mapped[int]
    head: Mapped[int]
    seen_at: Mapped[int]
    built: Mapped[str]


class EntryRow(Base):
    """
    One event: every line of the ledger, in order (P3).

    The payload is the event in JSON.  The columns beside it repeat what entries are looked up by; `sequence`, `head`
    and `flags` are the certificate's after this entry.  `document_digest` and `fingerprint` of former versions stay
    findable here.
    """

    __tablename__ = "entries"

    block: Mapped[int] = key_column()
    log: Mapped[int] = key_column()
    transaction: Mapped[int]
    time: Mapped[int]
    emitter: Mapped[bytes]
    kind: Mapped[str]
    certificate_id: Mapped[bytes | None]
    sequence: Mapped[int | None]
    application_id: Mapped[bytes | None]
    participant: Mapped[int | None]
    register: Mapped[int | None]
    proposal: Mapped[int | None]
    fingerprint: Mapped[bytes | None]
    document_digest: Mapped[bytes | None]
    digest: Mapped[bytes]
    head: Mapped[bytes | None]
    flags: Mapped[int | None]
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
_subject("application_id", "block", "log")
_subject("participant", "block", "log")
_subject("register", "block", "log")
_subject("proposal", "block", "log")
_subject("fingerprint", "certificate_id", "block")
_subject("document_digest", "block", "log")

TURNS = "kind IN ('CertificateRenewed', 'CertificateCancelled', 'CertificateRevoked', 'CertificateSuperseded')"
"""The entries that prolong or end certificates: few, and counted apart."""

RULINGS = "kind IN ('RuleSet', 'CalendarSet')"
"""The entries that change the rules or the calendar: some a year."""

for name, condition in (("ix_entries_turns", TURNS), ("ix_entries_rulings", RULINGS)):
    Index(name, EntryRow.__table__.c.block, sqlite_where=text(condition), postgresql_where=text(condition))


class OriginRow(Base):
    """Which ledger is mirrored, written with the first block: one row.  `contracts` is a JSON object of addresses."""

    __tablename__ = "origin"

    id: Mapped[int] = key_column()  # always 1
    chain_id: Mapped[int]
    genesis_hash: Mapped[bytes]
    first_block: Mapped[int]
    contracts: Mapped[str]


class NoticeRow(Base):
    """
    What became of the mirror, for whoever acts on it: blocks were taken, or taken back.  Numbered without a gap.

    Written in the transaction that it tells of, so that a reader who goes on from the last number that he has seen
    learns of everything once.  `hash` is of the last block that the mirror has after it.
    """

    __tablename__ = "outbox"

    number: Mapped[int] = key_column()
    taken: Mapped[bool]
    first_block: Mapped[int]
    last_block: Mapped[int]
    hash: Mapped[bytes]


class SchemaRow(Base):
    """Of which tables this database is: one row.  `tables` are their names, with spaces between."""

    __tablename__ = "schema"

    digest: Mapped[str] = key_column()
    tables: Mapped[str]
