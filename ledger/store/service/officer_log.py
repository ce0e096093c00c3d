"""
What happened at the door and in the offices: each sign-in and each act of administration, in order.

A row that was written is never changed, and none is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import BigInteger, Integer, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.store.service.base import ServiceBase

OPERATOR = "operator"
"""Who acts at the command line of the service's own machine."""


class Event(StrEnum):
    """What may happen; `log` has the sentence of each, `Officer` in front."""

    SIGNED_IN = "signed-in"
    PASSWORD_WRONG = "password-wrong"  # noqa: S105 - a word, no secret
    CODE_WRONG = "code-wrong"
    RECOVERY_CODE_USED = "recovery-code-used"
    SIGNED_OUT = "signed-out"
    SESSIONS_ENDED = "sessions-ended"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a word, no secret
    SECOND_FACTOR_SET = "second-factor-set"
    ADDED = "added"
    DUTIES_CHANGED = "duties-changed"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - a word, no secret
    SECOND_FACTOR_RESET = "second-factor-reset"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ENDED = "ended"


class OfficerLogRow(ServiceBase):
    """
    One event: `by` is the id of the officer who acted, or the operator; `officer` is whom it concerns, `participant`
    his institution; both are empty for a sign-in with a login that nobody has.
    """

    __tablename__ = "officer_log"

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[int]
    event: Mapped[str]
    by: Mapped[str]
    officer: Mapped[str]
    participant: Mapped[int] = mapped_column(index=True)
    address: Mapped[str]
    detail: Mapped[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to be written; see `OfficerLogRow`."""

    event: Event
    by: str = ""
    officer: str = ""
    participant: int = 0
    address: str = ""
    detail: str = ""


def write(session: Session, entry: Entry, now: int) -> None:
    """Write an event."""
    session.add(
        OfficerLogRow(
            at=now,
            event=entry.event,
            by=entry.by,
            officer=entry.officer,
            participant=entry.participant,
            address=entry.address,
            detail=entry.detail,
        )
    )
    session.flush()


def before(session: Session, number: int | None, limit: int, participant: int | None = None) -> list[OfficerLogRow]:
    """Return the events before a number, the newest first; of one institution, or all."""
    wanted = select(OfficerLogRow).order_by(OfficerLogRow.number.desc()).limit(limit)
    if number is not None:
        wanted = wanted.where(OfficerLogRow.number < number)
    if participant is not None:
        wanted = wanted.where(OfficerLogRow.participant == participant)
    return list(session.scalars(wanted))
