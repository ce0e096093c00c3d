"""
Which notices of an inbox an officer has read.  The notices themselves are derived from what is stored anyhow.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.store.service.base import ServiceBase


class ReadRow(ServiceBase):
    """That an officer has read a notice, and when."""

    __tablename__ = "notices_read"

    officer: Mapped[str] = mapped_column(primary_key=True)
    notice: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[int]


def read_of(session: Session, officer: str, notices: Collection[str]) -> set[str]:
    """Return which of these notices an officer has read."""
    wanted = select(ReadRow.notice).where(ReadRow.officer == officer, ReadRow.notice.in_(notices))
    return set(session.scalars(wanted))


def mark(session: Session, officer: str, notices: Collection[str], now: int, kept_seconds: int) -> None:
    """Note that an officer has read notices; what he read so long ago that no inbox has it is forgotten."""
    session.execute(delete(ReadRow).where(ReadRow.officer == officer, ReadRow.at < now - kept_seconds))
    known = read_of(session, officer, notices)
    session.add_all(
        ReadRow(officer=officer, notice=each, at=now) for each in dict.fromkeys(notices) if each not in known
    )
    session.flush()
