"""
Officers' accounts, the codes that stand in for a lost second factor, and the attempts to get in.

A password is kept as argon2id's own text, a second factor's secret sealed with a key that is not in this database, a
recovery code as its SHA-256.  An account that ended stays, since the acts of its officer stay; its login is not given
to another.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.domain.officers import Duty, duties_of, written
from ledger.errors import NotFound, Refused
from ledger.store.service.base import ServiceBase

ID_BYTES = 8
"""Chance in an officer's id: enough that none is drawn twice."""

OFFICERS_MAX = 1_000
"""Most accounts of one institution, those that ended included: each list of them is one page."""

ATTEMPTS_REMEMBERED_SECONDS = 86_400
"""How long a failed attempt counts against the next one."""


class Officer(ServiceBase):
    """
    One account.  `duties` are words with blanks between, `participant` is the institution, on the ledger.

    `password_at` is when the password was set, `is_temporary` that somebody else set it.  `second_factor` is the sealed
    secret, `second_factor_next` one that was shown and not confirmed yet; of `code_step` and before no code counts any
    more.  While it is `suspended`, since that instant, nobody signs in.  Instants are unix seconds.
    """

    __tablename__ = "officers"

    id: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    participant: Mapped[int] = mapped_column(index=True)
    duties: Mapped[str]
    password: Mapped[str]
    password_at: Mapped[int]
    is_temporary: Mapped[bool]
    second_factor: Mapped[bytes | None]
    second_factor_next: Mapped[bytes | None]
    code_step: Mapped[int]
    created: Mapped[int]
    ended: Mapped[int | None]
    suspended: Mapped[int | None]

    @property
    def held(self) -> frozenset[Duty]:
        """Return the duties that the officer has."""
        return duties_of(self.duties.split())


class RecoveryCodeRow(ServiceBase):
    """A code that an officer may use once in place of his second factor, by its digest (32 bytes)."""

    __tablename__ = "recovery_codes"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    officer: Mapped[str] = mapped_column(index=True)


class AttemptRow(ServiceBase):
    """How often it went wrong for an account or an address of late, and until when nothing more is tried there."""

    __tablename__ = "sign_in_attempts"

    place: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    last: Mapped[int] = mapped_column(index=True)
    shut_until: Mapped[int]


@dataclass(frozen=True, slots=True)
class New:
    """An officer to be."""

    login: str
    name: str
    participant: int
    duties: frozenset[Duty]


# ACCOUNTS


def add(session: Session, new: New, password: str, now: int) -> Officer:
    """
    Open an account with a temporary password, given as it is kept.

    Raises `Refused` LoginTaken, OfficersTooMany.
    """
    if by_login(session, new.login) is not None:
        raise Refused("LoginTaken", login=new.login)
    held = session.scalar(select(func.count()).where(Officer.participant == new.participant)) or 0
    if held >= OFFICERS_MAX:
        raise Refused("OfficersTooMany", maximum=OFFICERS_MAX)
    made = Officer(
        id=f"officer-{secrets.token_hex(ID_BYTES)}",
        login=new.login,
        name=new.name,
        participant=new.participant,
        duties=written(new.duties),
        password=password,
        password_at=now,
        is_temporary=True,
        second_factor=None,
        second_factor_next=None,
        code_step=0,
        created=now,
        ended=None,
        suspended=None,
    )
    session.add(made)
    session.flush()
    return made


def by_id(session: Session, officer_id: str) -> Officer | None:
    return session.get(Officer, officer_id)


def by_login(session: Session, login: str) -> Officer | None:
    return session.scalar(select(Officer).where(Officer.login == login))


def live(session: Session, officer_id: str, participant: int | None = None) -> Officer:
    """
    Return an account that has not ended, kept from all others until the end of the transaction.

    Raises `NotFound` OfficerUnknown, also for one of another institution than `participant`; `Refused` OfficerEnded.
    """
    found = session.get(Officer, officer_id, with_for_update=True, populate_existing=True)
    if found is None or participant not in (None, found.participant):
        raise NotFound("OfficerUnknown", officer=officer_id)
    if found.ended is not None:
        raise Refused("OfficerEnded", officer=found.login)
    return found


def of_participant(session: Session, participant: int | None = None) -> list[Officer]:
    """Return an institution's officers, or all, in the order of their entry; also those who are no more."""
    wanted = select(Officer).order_by(Officer.participant, Officer.created, Officer.login)
    if participant is not None:
        wanted = wanted.where(Officer.participant == participant)
    return list(session.scalars(wanted))


def by_ids(session: Session, ids: Collection[str]) -> dict[str, Officer]:
    """Return officers by their ids, also those who are no more."""
    return {each.id: each for each in session.scalars(select(Officer).where(Officer.id.in_(ids)))}


def administrators(session: Session, participant: int) -> list[Officer]:
    """
    Return the administrators of an institution who are not suspended, kept from all others until the end of the
    transaction.
    """
    can_act = (Officer.participant == participant, Officer.ended.is_(None), Officer.suspended.is_(None))
    wanted = select(Officer).where(*can_act).order_by(Officer.id)
    return [each for each in session.scalars(wanted.with_for_update()) if Duty.ADMINISTER in each.held]


def use_step(session: Session, officer: Officer, step: int) -> bool:
    """Take the code of a step of time for an officer's only one; False if it or a later one was used before."""
    taken = update(Officer).where(Officer.id == officer.id, Officer.code_step < step).values(code_step=step)
    return bool(session.execute(taken).rowcount)  # type: ignore[attr-defined]


# RECOVERY CODES


def set_recovery_codes(session: Session, officer: Officer, digests: Iterable[bytes]) -> None:
    """Give an officer recovery codes in place of all that he had."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.officer == officer.id))
    session.add_all(RecoveryCodeRow(digest=each, officer=officer.id) for each in digests)


def use_recovery_code(session: Session, officer: Officer, digest: bytes) -> bool:
    """Use up one of an officer's codes; False if it is none of his."""
    used = delete(RecoveryCodeRow).where(RecoveryCodeRow.digest == digest, RecoveryCodeRow.officer == officer.id)
    return bool(session.execute(used).rowcount)  # type: ignore[attr-defined]


def recovery_codes_left(session: Session, officer: Officer) -> int:
    return session.scalar(select(func.count()).where(RecoveryCodeRow.officer == officer.id)) or 0


# ATTEMPTS


def attempt(session: Session, place: str, now: int) -> AttemptRow:
    """Return what is known of attempts at a place, kept from all others until the end of the transaction."""
    begun = "INSERT INTO sign_in_attempts (place, count, last, shut_until) VALUES (:place, 0, :now, 0)"
    session.execute(text(f"{begun} ON CONFLICT DO NOTHING"), {"place": place, "now": now})
    found = session.get(AttemptRow, place, with_for_update=True, populate_existing=True)
    assert found is not None, "it was just made"
    if found.last < now - ATTEMPTS_REMEMBERED_SECONDS:
        found.count = found.shut_until = 0
    return found


def forgive(session: Session, places: Collection[str], now: int) -> None:
    """Forget the attempts at these places, and all that are too old to count."""
    session.execute(delete(AttemptRow).where(AttemptRow.place.in_(places)))
    session.execute(delete(AttemptRow).where(AttemptRow.last < now - ATTEMPTS_REMEMBERED_SECONDS))
