"""
Files of old certificates that a registry's officers bring in by the portal: examined for one, approved by another.

The file itself, its remarks and its book of plans stand in a folder (`instructions.imports`); here is how far each is.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.errors import NotFound, Refused
from ledger.store.service.base import ServiceBase
from ledger.store.service.case_files import Hand

LISTED_MAX = 100
"""Most imports of a registry that are listed, the newest."""


class ImportState(StrEnum):
    """How far an import is."""

    EXAMINED = "examined"  # 已检查，待复核
    RUNNING = "running"  # 已复核，正在登记
    DONE = "done"  # 登记完成
    STOPPED = "stopped"  # 中断，可继续


class ImportRow(ServiceBase):
    """One file: what was found in it, who prepared and who approved it, and how many rows are registered."""

    __tablename__ = "imports"
    __table_args__ = (CheckConstraint("approved_by IS NULL OR approved_by <> prepared_by", name="import_four_eyes"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    participant: Mapped[int] = mapped_column(index=True)
    name: Mapped[str]
    format: Mapped[str]
    state: Mapped[str]
    rows: Mapped[int]
    faulty: Mapped[int]
    faults: Mapped[int]
    registered: Mapped[int]
    prepared_by: Mapped[str]
    prepared_at: Mapped[int]
    approved_by: Mapped[str | None]
    approved_at: Mapped[int]
    trouble: Mapped[str | None]


def new_id() -> str:
    return f"import_{secrets.token_hex(8)}"


def add(session: Session, own: str, hand: Hand, name: str, found: Mapping[str, Any]) -> ImportRow:
    """Enter an examined file."""
    row = ImportRow(
        id=own, participant=hand.participant, name=name, state=ImportState.EXAMINED, prepared_by=hand.officer,
        prepared_at=hand.at, approved_by=None, approved_at=0, trouble=None, **found,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def by_id(session: Session, participant: int, own: str) -> ImportRow:
    """Return a registry's import.  Raises `NotFound` ImportUnknown."""
    row = session.get(ImportRow, own, populate_existing=True)
    if row is None or row.participant != participant:
        raise NotFound("ImportUnknown", given=own)
    return row


def of_participant(session: Session, participant: int) -> list[ImportRow]:
    """Return a registry's imports, the newest first."""
    wanted = select(ImportRow).where(ImportRow.participant == participant)
    return list(session.scalars(wanted.order_by(ImportRow.prepared_at.desc(), ImportRow.id).limit(LISTED_MAX)))


def approve(row: ImportRow, hand: Hand) -> None:
    """
    Approve an import, or go on with one that stopped.

    Raises `Refused` ImportFourEyes for the one who prepared it, ImportNotOpen while it runs or when it is done.
    """
    if row.prepared_by == hand.officer:
        raise Refused("ImportFourEyes", given=row.id)
    if row.state not in (ImportState.EXAMINED, ImportState.STOPPED):
        raise Refused("ImportNotOpen", given=row.id)
    row.state, row.approved_by, row.approved_at = ImportState.RUNNING, hand.officer, hand.at


def note(session: Session, own: str, **values: Any) -> None:
    """Note how far an import is."""
    session.execute(update(ImportRow).where(ImportRow.id == own).values(**values))


def stop_all(session: Session) -> None:
    """Say of what a process that ended left running that it stopped: whoever approves it anew goes on with it."""
    running = update(ImportRow).where(ImportRow.state == ImportState.RUNNING)
    session.execute(running.values(state=ImportState.STOPPED))
