"""
Case files: what a registration desk keeps of an application beside the chain's case (`domain.cases.Case`).

A file begins as a draft that may be as incomplete as it likes, is handed in, and then goes with its case.  Every save
names the version that it changes: who comes second is told who came first and when, and nothing of his is lost without
his knowing.  What happened stands in a log that only grows, with the officer's id, the institution and the second.

Contacts are personal data.  They stand in a table of their own, go into nothing that is anchored or made public, and
can be erased while the file stays.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Integer, and_, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.domain.cases import Case
from ledger.domain.instructions import OPEN, State
from ledger.errors import NotFound, Refused
from ledger.store.service.base import ServiceBase
from ledger.store.service.instructions import Instruction

ID_BYTES = 10
"""Chance in the id of a file: enough that none is drawn twice, or guessed."""

FILES_LISTED_MAX = 2_000
"""Most files of one registry or applicant that a list looks at, the newest: a desk's year."""

NOTES_MAX = 500
LOG_MAX = 2_000
"""Most notes and most lines of the log that are shown of one file."""


class CaseFileRow(ServiceBase):
    """
    A case file at a centre; `application` is JSON as it was saved last, `application_id` the id that the chain knows.

    `attempt` is that of the case which the file goes with, 0 until it is put on its way.  `applicant` is 0 while the
    application names nobody that the ledger knows.  An instant is 0 where its act has not happened.  `saved_by` is the
    officer who saved last.
    """

    __tablename__ = "case_files"

    id: Mapped[str] = mapped_column(primary_key=True)
    centre: Mapped[int] = mapped_column(index=True)
    applicant: Mapped[int] = mapped_column(index=True)
    opened_for: Mapped[int]
    opened_by: Mapped[str]
    request_key: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int]
    application: Mapped[str]
    application_id: Mapped[bytes | None] = mapped_column(index=True)
    attempt: Mapped[int]
    created_at: Mapped[int]
    saved_at: Mapped[int]
    saved_by: Mapped[str]
    submitted_at: Mapped[int]
    closed_at: Mapped[int]


class ContactRow(ServiceBase):
    """Whom the desk may call about a file; the row goes when it is erased."""

    __tablename__ = "case_contacts"

    case_file: Mapped[str] = mapped_column(ForeignKey("case_files.id"), primary_key=True)
    contact: Mapped[str]


class NoteRow(ServiceBase):
    """A registry's own note in a file."""

    __tablename__ = "case_notes"

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    case_file: Mapped[str] = mapped_column(ForeignKey("case_files.id"), index=True)
    officer: Mapped[str]
    at: Mapped[int]
    text: Mapped[str]


class LogRow(ServiceBase):
    """One line of a file's log: `act` is a code with sentences in `messages`, `facts` what they name, as JSON."""

    __tablename__ = "case_log"

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    case_file: Mapped[str] = mapped_column(ForeignKey("case_files.id"), index=True)
    at: Mapped[int]
    participant: Mapped[int]
    officer: Mapped[str]
    act: Mapped[str]
    facts: Mapped[str]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does something in a file: the officer's id, the participant he acts for, and the unix second."""

    officer: str
    participant: int
    at: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case file as it stands; instants are unix seconds, 0 where nothing happened."""

    id: str
    registry: int
    applicant: int
    opened_for: int
    version: int
    application: Mapping[str, Any]
    application_id: bytes | None
    attempt: int
    created_at: int
    saved_at: int
    saved_by: str
    submitted_at: int
    closed_at: int

    @property
    def is_draft(self) -> bool:
        return not self.submitted_at and not self.closed_at

    def is_filed(self, case: Case | None) -> bool:
        """Whether the chain has it, if this is what the chain has under its id."""
        return bool(self.attempt) and case is not None and case.attempt >= self.attempt


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file's log."""

    at: int
    participant: int
    officer: str
    act: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Note:
    at: int
    officer: str
    text: str


# ONE FILE


def open_file(
    session: Session,
    registry: int,
    applicant: int,
    application: Mapping[str, Any],
    hand: Hand,
    *,
    key: str | None = None,
) -> CaseFile:
    """Open a draft; asked again with the same `key`, which is one institution's own, it is the same file."""
    own_key = f"{hand.participant}:{key}" if key else None
    if own_key and (known := session.scalar(select(CaseFileRow).where(CaseFileRow.request_key == own_key))):
        return _file(known)
    row = CaseFileRow(
        id=f"case_{secrets.token_hex(ID_BYTES)}", centre=registry, applicant=applicant, opened_for=hand.participant,
        opened_by=hand.officer, request_key=own_key, version=1, application=_written(application), application_id=None,
        attempt=0, created_at=hand.at, saved_at=hand.at, saved_by=hand.officer, submitted_at=0, closed_at=0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    log(session, row.id, hand, "CaseOpened")
    return _file(row)


def adopt(session: Session, registry: int, case: Case, application: Mapping[str, Any], hand: Hand) -> CaseFile:
    """Return the file of a case, opening one for a case that came to the chain without it."""
    known = by_application(session, case.application_id)
    if known is not None:
        return known
    key = f"adopt:{case.application_id.hex()}:{case.attempt}"
    opened = open_file(session, registry, case.applicant, application, hand, key=key)
    values = {"application_id": case.application_id, "attempt": case.attempt, "submitted_at": case.submitted_at}
    session.execute(update(CaseFileRow).where(CaseFileRow.id == opened.id).values(**values))
    return by_id(session, opened.id)


def by_id(session: Session, name: str) -> CaseFile:
    """Return a file.  Raises `NotFound` CaseFileUnknown."""
    row = session.get(CaseFileRow, name, populate_existing=True)
    if row is None:
        raise NotFound("CaseFileUnknown", case_file=name)
    return _file(row)


def by_application(session: Session, application_id: bytes) -> CaseFile | None:
    """Return the newest file of a case on the chain."""
    wanted = select(CaseFileRow).where(CaseFileRow.application_id == application_id)
    row = session.scalars(wanted.order_by(CaseFileRow.created_at.desc(), CaseFileRow.id).limit(1)).first()
    return _file(row) if row else None


def by_applications(session: Session, ids: list[bytes]) -> dict[bytes, CaseFile]:
    """Return the newest files of many cases."""
    wanted = select(CaseFileRow).where(CaseFileRow.application_id.in_(ids)).order_by(CaseFileRow.created_at)
    return {bytes(row.application_id): _file(row) for row in session.scalars(wanted) if row.application_id}


def save(session: Session, known: CaseFile, version: int, draft: tuple[Mapping[str, Any], int], hand: Hand) -> CaseFile:
    """
    Save a draft, the application and its applicant's number, over the version that its writer saw.

    Raises `Refused` CaseFileStale if another saved meanwhile: who and when; CaseFileHandedIn once it is handed in.
    """
    _require_draft(known)
    values = {"application": _written(draft[0]), "applicant": draft[1]}
    return _changed(session, known, version, hand, values)


def hand_in(session: Session, known: CaseFile, version: int, hand: Hand) -> CaseFile:
    """Hand a draft in.  Raises as `save` does."""
    _require_draft(known)
    handed = _changed(session, known, version, hand, {"submitted_at": hand.at})
    log(session, known.id, hand, "CaseHandedIn")
    return handed


def give_back(session: Session, known: CaseFile, case: Case | None, hand: Hand, reason: str) -> None:
    """
    Make a file that is not on the chain a draft again, for its applicant to mend.

    Raises `Refused` CaseOnChainAlready for one that is.
    """
    if known.is_filed(case):
        raise Refused("CaseOnChainAlready", case_file=known.id)
    session.execute(update(CaseFileRow).where(CaseFileRow.id == known.id).values(submitted_at=0))
    log(session, known.id, hand, "CaseGivenBack", reason=reason)


def discard(session: Session, known: CaseFile, version: int, hand: Hand) -> None:
    """Close a draft that nobody will hand in.  Raises as `save` does."""
    _require_draft(known)
    _changed(session, known, version, hand, {"closed_at": hand.at})
    log(session, known.id, hand, "CaseDiscarded")


def send(session: Session, name: str, application_id: bytes, attempt: int) -> None:
    """Note as which attempt of which case a file is on its way to the chain."""
    values = {"application_id": application_id, "attempt": attempt}
    session.execute(update(CaseFileRow).where(CaseFileRow.id == name).values(**values))


def close(session: Session, name: str, hand: Hand) -> None:
    """Close a file for good."""
    session.execute(update(CaseFileRow).where(CaseFileRow.id == name).values(closed_at=hand.at))
    log(session, name, hand, "CaseClosed")


# LISTS


def handed_in(session: Session, registry: int) -> list[CaseFile]:
    """Return what was handed in to a registry, on the chain or not, the newest first."""
    waiting = and_(CaseFileRow.submitted_at > 0, CaseFileRow.closed_at == 0)
    wanted = select(CaseFileRow).where(CaseFileRow.centre == registry, waiting)
    return [
        _file(row) for row in session.scalars(wanted.order_by(CaseFileRow.submitted_at.desc()).limit(FILES_LISTED_MAX))
    ]


def drafts_of(session: Session, participant: int) -> list[CaseFile]:
    """Return the drafts that a participant's officers opened, the last saved first."""
    draft = and_(CaseFileRow.submitted_at == 0, CaseFileRow.closed_at == 0)
    wanted = select(CaseFileRow).where(CaseFileRow.opened_for == participant, draft)
    return [_file(row) for row in session.scalars(wanted.order_by(CaseFileRow.saved_at.desc()).limit(FILES_LISTED_MAX))]


def of_applicant(session: Session, applicant: int) -> list[CaseFile]:
    """Return the files that an applicant handed in or began itself, the newest first."""
    own = or_(
        CaseFileRow.opened_for == applicant, and_(CaseFileRow.applicant == applicant, CaseFileRow.submitted_at > 0)
    )
    wanted = select(CaseFileRow).where(own, CaseFileRow.closed_at == 0).order_by(CaseFileRow.created_at.desc())
    return [_file(row) for row in session.scalars(wanted.limit(FILES_LISTED_MAX))]


def under_way(session: Session, ids: Sequence[bytes]) -> dict[bytes, Instruction]:
    """Return the instruction about each of these cases that is not on the chain yet; the newest, were there several."""
    states = [state.value for state in (*OPEN, State.SIGNED, State.SENT)]
    wanted = select(Instruction).where(Instruction.about.in_(ids), Instruction.state.in_(states))
    return {bytes(each.about): each for each in session.scalars(wanted.order_by(Instruction.created))}


# CONTACTS


def keep_contact(session: Session, name: str, contact: Mapping[str, str]) -> None:
    """Keep whom to call, in the place of whom was kept."""
    session.merge(ContactRow(case_file=name, contact=_written(contact)))


def contact_of(session: Session, name: str) -> Mapping[str, str]:
    row = session.get(ContactRow, name)
    return json.loads(row.contact) if row else {}


def erase_contact(session: Session, name: str, hand: Hand) -> None:
    """Erase whom to call, for good; the log says that it was done and not who it was."""
    session.execute(delete(ContactRow).where(ContactRow.case_file == name))
    log(session, name, hand, "ContactErased")


# NOTES AND LOG


def note(session: Session, name: str, hand: Hand, text: str) -> None:
    """Write a registry's own note into a file."""
    session.add(NoteRow(case_file=name, officer=hand.officer, at=hand.at, text=text))


def notes_of(session: Session, name: str) -> list[Note]:
    """Return a file's notes, the newest first."""
    wanted = select(NoteRow).where(NoteRow.case_file == name).order_by(NoteRow.number.desc()).limit(NOTES_MAX)
    return [Note(row.at, row.officer, row.text) for row in session.scalars(wanted)]


def log(session: Session, name: str, hand: Hand, act: str, **facts: Any) -> None:
    """Add a line to a file's log."""
    session.add(
        LogRow(
            case_file=name,
            at=hand.at,
            participant=hand.participant,
            officer=hand.officer,
            act=act,
            facts=_written(facts),
        )
    )


def log_of(session: Session, name: str) -> list[Line]:
    """Return a file's log, the newest line first."""
    wanted = select(LogRow).where(LogRow.case_file == name).order_by(LogRow.number.desc()).limit(LOG_MAX)
    return [
        Line(row.at, row.participant, row.officer, row.act, json.loads(row.facts)) for row in session.scalars(wanted)
    ]


# WITHIN


def _require_draft(known: CaseFile) -> None:
    if not known.is_draft:
        raise Refused("CaseFileHandedIn", case_file=known.id)


def _changed(session: Session, known: CaseFile, version: int, hand: Hand, values: Mapping[str, Any]) -> CaseFile:
    at_version = and_(CaseFileRow.id == known.id, CaseFileRow.version == version, CaseFileRow.submitted_at == 0)
    saved = {"version": version + 1, "saved_at": hand.at, "saved_by": hand.officer}
    done = session.execute(update(CaseFileRow).where(at_version).values(**saved, **values))
    if not done.rowcount:  # type: ignore[attr-defined]
        now = by_id(session, known.id)
        facts = {"saved_at": now.saved_at, "saved_by": now.saved_by, "version": now.version}
        raise Refused("CaseFileStale", case_file=known.id, **facts)
    return by_id(session, known.id)


def _written(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _file(row: CaseFileRow) -> CaseFile:
    return CaseFile(
        id=row.id,
        registry=row.centre,
        applicant=row.applicant,
        opened_for=row.opened_for,
        version=row.version,
        application=json.loads(row.application),
        application_id=bytes(row.application_id) if row.application_id else None,
        attempt=row.attempt,
        created_at=row.created_at,
        saved_at=row.saved_at,
        saved_by=row.saved_by,
        submitted_at=row.submitted_at,
        closed_at=row.closed_at,
    )
