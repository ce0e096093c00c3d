"""
Instructions 业务单, the parties whose consent each needs, and the log of what was done with each, which only grows.

An instruction's row says where it is; its steps say who brought it there: institution, officer and key.  That no
officer takes two of the steps that lead to a signature, an index of the database holds, whatever a program does.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Index, Select, and_, exists, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.domain.instructions import DONE, OPEN, SIGNING, UNDER_WAY, State, Step
from ledger.store.queries.page import Page
from ledger.store.service.base import ServiceBase

ID_BYTES = 10
"""Random bytes of an instruction's id: nobody comes upon another's by trying."""

NUMBERS_LOCK = 0xDEED6
"""Our advisory lock on PostgreSQL while a certificate's number is chosen, so that two deposits have two."""

_SIGNS = text(f"kind IN ({', '.join(repr(step.value) for step in SIGNING)})")


class Instruction(ServiceBase):
    """
    One instruction; `asked` is the act in JSON (`store.payload`), `about` the certificate or the case, or empty.

    `base` is the certificate's document when it was prepared.  `expires` ends it unsigned; `due_at` is when the next
    turn to bring it to the chain may begin.  `refusal` is why it was refused, or what keeps it, in JSON: code, facts.
    """

    __tablename__ = "instructions"

    id: Mapped[str] = mapped_column(primary_key=True)
    participant: Mapped[int]
    contract: Mapped[str]
    function: Mapped[str]
    asked: Mapped[str]
    about: Mapped[bytes] = mapped_column(index=True)
    base: Mapped[bytes | None]
    evidence: Mapped[str]
    note: Mapped[str]
    state: Mapped[str]
    created: Mapped[int]
    changed: Mapped[int]
    expires: Mapped[int]
    due_at: Mapped[int]
    sequence: Mapped[int | None]
    transaction: Mapped[bytes | None] = mapped_column(index=True)
    block: Mapped[int | None]
    block_hash: Mapped[bytes | None]
    place: Mapped[int | None]
    refusal: Mapped[str | None]

    __table_args__ = (
        Index("instructions_by_participant", "participant", "created", "id"),
        Index("instructions_by_state", "state", "due_at"),
        Index("instructions_by_place", "block", "place"),
    )


class PartyRow(ServiceBase):
    """That an instruction needs a party's consent, and whether it has it."""

    __tablename__ = "instruction_parties"

    instruction: Mapped[str] = mapped_column(primary_key=True)
    participant: Mapped[int] = mapped_column(primary_key=True, index=True, autoincrement=False)
    consented: Mapped[bool]


class StepRow(ServiceBase):
    """
    One step of an instruction: who took it (`officer` is empty where the house itself did), and what it was.

    `key` is the one that signs for this step; `words` are the reason that a person gave, or what the house met.
    """

    __tablename__ = "instruction_steps"

    instruction: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[int]
    kind: Mapped[str]
    participant: Mapped[int]
    officer: Mapped[str]
    key: Mapped[bytes | None]
    words: Mapped[str]

    __table_args__ = (
        Index(
            "instruction_steps_by_four_eyes",
            "instruction",
            "officer",
            unique=True,
            sqlite_where=_SIGNS,
            postgresql_where=_SIGNS,
        ),
    )


@dataclass(frozen=True, slots=True)
class By:
    """Who takes a step: an officer of a participant, and the key that will sign for it."""

    participant: int
    officer: str = ""
    key: bytes | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class New:
    """An instruction to be; `evidence` are files by name and SHA-256, `parties` those that must consent."""

    contract: str
    function: str
    asked: str
    about: bytes
    base: bytes | None
    evidence: Sequence[Mapping[str, Any]]
    note: str
    parties: Sequence[int]


# MAKING AND CHANGING


def make(session: Session, new: New, by: By, now: int, expires: int) -> Instruction:
    """Enter an instruction with its first step and the parties that it needs."""
    row = Instruction(
        id=f"ins_{secrets.token_hex(ID_BYTES)}",
        participant=by.participant,
        contract=new.contract,
        function=new.function,
        asked=new.asked,
        about=new.about,
        base=new.base,
        evidence=json.dumps(list(new.evidence), ensure_ascii=False),
        note=new.note,
        state=State.PREPARED.value,
        created=now,
        changed=now,
        expires=expires,
        due_at=0,
        sequence=None,
        transaction=None,
        block=None,
        block_hash=None,
        place=None,
        refusal=None,
    )
    session.add(row)
    session.flush()
    need(session, row, new.parties)
    add_step(session, row, Step.PREPARE, by, now)
    return row


def need(session: Session, row: Instruction, parties: Collection[int]) -> None:
    """Say anew whose consent an instruction needs; who is no longer needed is not waited for."""
    known = {each.participant: each for each in session.scalars(_parties(row.id))}
    for number, each in known.items():
        if number not in parties:
            session.delete(each)
    missing = [number for number in parties if number not in known]
    session.add_all(PartyRow(instruction=row.id, participant=number, consented=False) for number in missing)
    session.flush()


def add_step(session: Session, row: Instruction, kind: Step, by: By, now: int) -> None:
    """Write down a step; the transaction fails if the officer has taken part in signing already."""
    place = len(steps_of(session, row.id))
    session.add(
        StepRow(
            instruction=row.id,
            place=place,
            at=now,
            kind=kind.value,
            participant=by.participant,
            officer=by.officer,
            key=by.key,
            words=by.words,
        )
    )
    row.changed = now
    session.flush()


def consent(session: Session, row: Instruction, participant: int) -> None:
    """Note that a party has consented."""
    found = session.get(PartyRow, (row.id, participant))
    assert found is not None, "the party is asked"
    found.consented = True
    session.flush()


def locked(session: Session, name: str) -> Instruction | None:
    """Return an instruction that nobody else changes until the end of the transaction."""
    return session.get(Instruction, name, with_for_update=True, populate_existing=True)


# LOOKING UP


def by_id(session: Session, name: str) -> Instruction | None:
    return session.get(Instruction, name)


def parties_of(session: Session, name: str) -> dict[int, bool]:
    """Return whose consent an instruction needs, and who has given it."""
    return {each.participant: each.consented for each in session.scalars(_parties(name))}


def waiting_for(session: Session, name: str) -> list[int]:
    """Return the parties that have not consented."""
    return [number for number, consented in parties_of(session, name).items() if not consented]


def steps_of(session: Session, name: str) -> list[StepRow]:
    """Return what was done with an instruction, in order."""
    return list(session.scalars(select(StepRow).where(StepRow.instruction == name).order_by(StepRow.place)))


def has_signed(session: Session, name: str, officer: str) -> bool:
    """Whether an officer has taken one of the steps that lead to a signature."""
    kinds = [step.value for step in SIGNING]
    taken = (StepRow.instruction == name, StepRow.officer == officer, StepRow.kind.in_(kinds))
    return bool(session.scalar(select(exists().where(*taken))))


def by_transaction(session: Session, digest: bytes) -> Instruction | None:
    """Return the instruction that a transaction (32 bytes) carries out."""
    return session.scalar(select(Instruction).where(Instruction.transaction == digest))


def by_place(session: Session, block: int, transaction: int) -> Instruction | None:
    """Return the instruction whose transaction stands at a place of a block."""
    return session.scalar(select(Instruction).where(Instruction.block == block, Instruction.place == transaction))


BOXES: Mapping[str, Collection[State]] = {
    "approve": (State.PREPARED,),
    "consent": (State.APPROVED,),
    "open": (*OPEN, *UNDER_WAY),
    "done": DONE,
    "all": tuple(State),
}
"""The boxes of a desk, by the states that lie in each."""


def of_participant(session: Session, participant: int, box: str, before: str | None, limit: int) -> Page[Any, str]:
    """
    Return what lies in a participant's box, the newest first, behind the instruction named `before`.

    In `consent` lie others' instructions that wait for it; in `approve` its own; in the rest both.
    """
    asked = exists().where(PartyRow.instruction == Instruction.id, PartyRow.participant == participant)
    waits = exists().where(
        PartyRow.instruction == Instruction.id, PartyRow.participant == participant, PartyRow.consented.is_(False)
    )
    seen = and_(asked, Instruction.state != State.PREPARED.value)  # a party learns of what was approved
    own = Instruction.participant == participant
    whose = {"approve": own, "consent": waits}.get(box, or_(own, seen))
    wanted = select(Instruction).where(whose, Instruction.state.in_([state.value for state in BOXES[box]]))
    if before is not None and (mark := by_id(session, before)) is not None:
        earlier = and_(Instruction.created == mark.created, Instruction.id < mark.id)
        wanted = wanted.where(or_(Instruction.created < mark.created, earlier))
    ordered = wanted.order_by(Instruction.created.desc(), Instruction.id.desc()).limit(limit + 1)
    rows = list(session.scalars(ordered))
    return Page(tuple(rows[:limit]), rows[limit - 1].id if len(rows) > limit else None)


def of_certificate(session: Session, certificate: bytes, limit: int) -> list[Instruction]:
    """Return the newest instructions about a certificate or a case."""
    wanted = select(Instruction).where(Instruction.about == certificate)
    return list(session.scalars(wanted.order_by(Instruction.created.desc()).limit(limit)))


def pending(session: Session, contract: str, function: str) -> list[Instruction]:
    """Return the instructions of an act that are neither done nor given up, the oldest first."""
    states = [state.value for state in (*OPEN, *UNDER_WAY)]
    act = (Instruction.contract == contract, Instruction.function == function)
    wanted = select(Instruction).where(Instruction.state.in_(states), *act)
    return list(session.scalars(wanted.order_by(Instruction.created, Instruction.id)))


def wait_turn(session: Session) -> None:
    """Let no other transaction that waits here go on before this one ends; on SQLite there is no other."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": NUMBERS_LOCK})


# THE HOUSE'S TURNS


def due(session: Session, now: int, limit: int) -> list[str]:
    """
    Return the instructions that are to be brought on at a unix second, the oldest first.

    Of those about one certificate or case only one is on its way: the next is signed for the state that it leaves.
    """
    on_its_way = [State.SIGNED.value, State.SENT.value, State.MINED.value]
    wanted = select(Instruction).where(
        Instruction.state.in_([State.READY.value, State.SIGNED.value, State.SENT.value]), Instruction.due_at <= now
    )
    busy = set(session.scalars(select(Instruction.about).where(Instruction.state.in_(on_its_way))))
    found: list[str] = []
    for row in session.scalars(wanted.order_by(Instruction.changed).limit(limit)):
        if row.state != State.READY.value or row.about not in busy:
            found.append(row.id)
            busy.add(row.about)
    return found


def claim(session: Session, name: str, now: int, until: int) -> bool:
    """Take the turn to bring an instruction on until a unix second; False if another has it."""
    taken = update(Instruction).where(Instruction.id == name, Instruction.due_at <= now)
    return bool(session.execute(taken.values(due_at=until)).rowcount)  # type: ignore[attr-defined]


def in_state(session: Session, state: State, limit: int) -> list[Instruction]:
    """Return the instructions in a state that changed longest ago."""
    wanted = select(Instruction).where(Instruction.state == state.value)
    return list(session.scalars(wanted.order_by(Instruction.changed).limit(limit)))


def overdue(session: Session, now: int, limit: int) -> list[str]:
    """Return the instructions that nobody has agreed to in time."""
    states = [State.PREPARED.value, State.APPROVED.value]
    wanted = select(Instruction.id).where(Instruction.state.in_(states), Instruction.expires <= now)
    return list(session.scalars(wanted.order_by(Instruction.expires).limit(limit)))


def _parties(name: str) -> Select[PartyRow]:
    return select(PartyRow).where(PartyRow.instruction == name).order_by(PartyRow.participant)
