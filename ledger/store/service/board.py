"""
Objections that anybody made to a case under publicity, as they came in at the board (guideline 〔2026〕35, art. 25).

On the chain an objection is an act of a participant; here it begins as a letter.  An officer files it on the chain or
declines it with reason; where the instruction that files it comes to nothing, it waits again.  Who wrote, and what, may
be personal data: it can be erased while the decision stays.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.domain.instructions import State
from ledger.errors import NotFound, Refused
from ledger.store.files import Kept
from ledger.store.service.base import ServiceBase
from ledger.store.service.case_files import Hand
from ledger.store.service.instructions import Instruction

RECEIVED_MAX = 200
"""Most undecided objections of a case: beyond that somebody floods the board, and the registry must be called."""


class ReceivedState(StrEnum):
    """Where a received objection stands."""

    RECEIVED = "received"  # 待处理
    FILED = "filed"  # 已提交上链
    DECLINED = "declined"  # 不予受理


class ReceivedRow(ServiceBase):
    """An objection as it was received; `contact` and `reason` are empty once they were erased."""

    __tablename__ = "board_objections"

    id: Mapped[str] = mapped_column(primary_key=True)
    application_id: Mapped[bytes] = mapped_column(index=True)
    attempt: Mapped[int]
    received_at: Mapped[int]
    uscc: Mapped[str]
    contact: Mapped[str]
    reason: Mapped[str]
    digest: Mapped[bytes | None]
    name: Mapped[str]
    size: Mapped[int]
    state: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[int]
    decision: Mapped[str]


@dataclass(frozen=True, slots=True)
class Received:
    """
    A received objection; `uscc` is empty for one who named none, `digest` none where no material came with it.
    """

    id: str
    application_id: bytes
    attempt: int
    received_at: int
    uscc: str
    contact: Mapping[str, str]
    reason: str
    digest: bytes | None
    name: str
    size: int
    state: ReceivedState
    decided_by: str
    decided_at: int
    decision: str


def receive(
    session: Session,
    case: tuple[bytes, int],
    contact: Mapping[str, str],
    reason: str,
    material: Kept | None,
    *,
    uscc: str,
    at: int,
) -> Received:
    """Receive an objection to a case's attempt.  Raises `Refused` ObjectionsFlooded."""
    application_id, attempt = case
    waiting = (ReceivedRow.application_id == application_id, ReceivedRow.state == ReceivedState.RECEIVED)
    if (session.scalar(select(func.count()).where(*waiting)) or 0) >= RECEIVED_MAX:
        raise Refused("ObjectionsFlooded", maximum=RECEIVED_MAX)
    row = ReceivedRow(
        id=f"obj_{secrets.token_hex(8)}", application_id=application_id, attempt=attempt, received_at=at, uscc=uscc,
        contact=json.dumps(contact, ensure_ascii=False), reason=reason, digest=material.digest if material else None,
        name=material.name if material else "", size=material.size if material else 0, state=ReceivedState.RECEIVED,
        decided_by="", decided_at=0, decision="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _received(row)


def received_of(session: Session, application_id: bytes) -> list[Received]:
    """Return the objections received against a case, the oldest first."""
    wanted = select(ReceivedRow).where(ReceivedRow.application_id == application_id)
    rows = list(session.scalars(wanted.order_by(ReceivedRow.received_at, ReceivedRow.id)))
    fallen = _fallen(session, rows)
    return [_received(row, fallen) for row in rows]


def waiting_of(session: Session, application_ids: Sequence[bytes]) -> dict[bytes, int]:
    """Return how many undecided objections each of these cases has."""
    open_ones = (ReceivedState.RECEIVED, ReceivedState.FILED)
    wanted = select(ReceivedRow).where(
        ReceivedRow.application_id.in_(application_ids), ReceivedRow.state.in_(open_ones)
    )
    rows = list(session.scalars(wanted))
    fallen = _fallen(session, rows)
    waiting = [each for each in (_received(row, fallen) for row in rows) if each.state is ReceivedState.RECEIVED]
    return dict(Counter(each.application_id for each in waiting))


def by_id(session: Session, application_id: bytes, name: str) -> Received:
    """Return an objection to a case.  Raises `NotFound` ReceivedUnknown."""
    row = session.get(ReceivedRow, name, populate_existing=True)
    if row is None or bytes(row.application_id) != application_id:
        raise NotFound("ReceivedUnknown", objection=name)
    return _received(row, _fallen(session, [row]))


def decide(session: Session, found: Received, state: ReceivedState, decision: str, hand: Hand) -> None:
    """
    Note what an officer decided; `decision` is the instruction that files it, or why it is declined.

    Raises `Refused` ReceivedDecided if one did before, and it still stands.
    """
    row = session.get(ReceivedRow, found.id, with_for_update=True, populate_existing=True)
    assert row is not None, "it was found"
    if _received(row, _fallen(session, [row])).state is not ReceivedState.RECEIVED:
        raise Refused("ReceivedDecided", objection=found.id)
    row.state, row.decided_by, row.decided_at, row.decision = state, hand.officer, hand.at, decision
    session.flush()


def erase(session: Session, found: Received) -> None:
    """Erase who wrote and what, for good."""
    values = {"contact": "{}", "reason": "", "uscc": "", "name": ""}
    session.execute(update(ReceivedRow).where(ReceivedRow.id == found.id).values(**values))


def is_named(session: Session, digest: bytes) -> bool:
    """Whether an objection came with these bytes."""
    return bool(session.scalar(select(func.count()).where(ReceivedRow.digest == digest)))


_UNDONE = (State.REFUSED, State.WITHDRAWN, State.EXPIRED)


def _fallen(session: Session, rows: Sequence[ReceivedRow]) -> frozenset[str]:
    """Return the instructions that were to file some of these and came to nothing: their objections wait again."""
    named = [row.decision for row in rows if row.state == ReceivedState.FILED]
    undone = [state.value for state in _UNDONE]
    wanted = select(Instruction.id).where(Instruction.id.in_(named), Instruction.state.in_(undone))
    return frozenset(session.scalars(wanted)) if named else frozenset()


def _received(row: ReceivedRow, fallen: frozenset[str] = frozenset()) -> Received:
    state = ReceivedState.RECEIVED if row.decision in fallen else ReceivedState(row.state)
    return Received(
        id=row.id, application_id=bytes(row.application_id), attempt=row.attempt, received_at=row.received_at,
        uscc=row.uscc, contact=json.loads(row.contact), reason=row.reason,
        digest=bytes(row.digest) if row.digest else None, name=row.name, size=row.size,
        state=state, decided_by=row.decided_by, decided_at=row.decided_at, decision=row.decision,
    )  # fmt: skip
