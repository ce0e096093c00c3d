"""
Writes by their idempotency keys, so that a request that is repeated changes nothing and is answered alike.

A key is the caller's own; it is taken in the transaction that writes what was asked, so that either both are there or
neither is.
"""

from __future__ import annotations

from sqlalchemy import delete, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.errors import InvalidInput
from ledger.store.service.base import ServiceBase

KEPT_SECONDS = 7 * 86_400
"""How long a key is known: a bank's core system repeats within its own day, and a long holiday lies between."""


class RepeatRow(ServiceBase):
    """One write: whose and under which key, the SHA-256 of what was asked, and the name of what it made."""

    __tablename__ = "repeats"

    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    made: Mapped[str]
    at: Mapped[int] = mapped_column(index=True)


def take(session: Session, caller: str, key: str, digest: bytes, now: int) -> str | None:
    """
    Take a key for a new write, or return what the earlier write under it made.

    A second transaction with the same key waits here for the first.  Raises `InvalidInput` IdempotencyKeyTaken if the
    key stands for another request.
    """
    session.execute(delete(RepeatRow).where(RepeatRow.at < now - KEPT_SECONDS))
    values = {"caller": caller, "key": key, "digest": digest, "at": now}
    taken = "INSERT INTO repeats (caller, key, digest, made, at) VALUES (:caller, :key, :digest, '', :at)"
    if session.execute(text(taken + " ON CONFLICT DO NOTHING"), values).rowcount:  # type: ignore[attr-defined]
        return None
    known = session.get(RepeatRow, (caller, key))
    assert known is not None, "it stood in the way"
    if known.digest != digest:
        raise InvalidInput("IdempotencyKeyTaken", "Idempotency-Key", made=known.made)
    return known.made


def keep(session: Session, caller: str, key: str, made: str) -> None:
    """Note what a write under a key that was taken has made."""
    row = session.get(RepeatRow, (caller, key))
    assert row is not None, "the key was taken"
    row.made = made
    session.flush()
