"""
Who may have which account: administrators look after the officers of their own institution, the operator after all.

Nobody changes his own duties or ends himself, and no institution loses its last administrator; whatever takes something
from an officer ends his sessions, and every act stands in the log.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.officers import Duty, written
from ledger.errors import Refused
from ledger.officers import passwords
from ledger.store.service import officer_log, officers, sessions
from ledger.store.service.answers import ServiceSession
from ledger.store.service.officer_log import OPERATOR, Entry, Event
from ledger.store.service.officers import New, Officer


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who administers: an officer of the institution `participant`, or the operator, of all (None)."""

    id: str
    participant: int | None
    address: str = ""


THE_OPERATOR = Administrator(OPERATOR, None)


def add(session: ServiceSession, by: Administrator, new: New, now: int) -> tuple[Officer, str]:
    """
    Open an account, and return it with its temporary password, which is shown this once.

    Raises `Refused` LoginTaken, OfficersTooMany.
    """
    assert by.participant in (None, new.participant), "an administrator adds officers of his own institution"
    password = passwords.temporary()
    officer = officers.add(session, new, passwords.kept(password), now)
    _log(session, by, officer, Event.ADDED, now=now, detail=officer.duties)
    return officer, password


def set_duties(
    session: ServiceSession, by: Administrator, officer_id: str, duties: frozenset[Duty], now: int
) -> Officer:
    """Give an officer these duties and no others.  Raises as `_other`, and `Refused` AdministratorLast."""
    officer = _other(session, by, officer_id, is_to_stay=Duty.ADMINISTER in duties)
    before, officer.duties = officer.duties, written(duties)
    sessions.end_all(session, officer, now)
    _log(session, by, officer, Event.DUTIES_CHANGED, now=now, detail=f"{before} → {officer.duties}")
    return officer


def reset_password(session: ServiceSession, by: Administrator, officer_id: str, now: int) -> tuple[Officer, str]:
    """Give an officer a temporary password, which is shown this once.  Raises as `_other`."""
    officer = _other(session, by, officer_id)
    password = passwords.temporary()
    officer.password, officer.password_at, officer.is_temporary = passwords.kept(password), now, True
    sessions.end_all(session, officer, now)
    _log(session, by, officer, Event.PASSWORD_RESET, now=now)
    return officer, password


def reset_second_factor(session: ServiceSession, by: Administrator, officer_id: str, now: int) -> Officer:
    """Take an officer's second factor and recovery codes away, so that he sets a new one.  Raises as `_other`."""
    officer = _other(session, by, officer_id)
    officer.second_factor = officer.second_factor_next = None
    officers.set_recovery_codes(session, officer, ())
    sessions.end_all(session, officer, now)
    _log(session, by, officer, Event.SECOND_FACTOR_RESET, now=now)
    return officer


def suspend(session: ServiceSession, by: Administrator, officer_id: str, now: int) -> Officer:
    """Let an officer not sign in until he is resumed.  Raises as `_other`, and `Refused` AdministratorLast."""
    officer = _other(session, by, officer_id, is_to_stay=False)
    if officer.suspended is None:
        officer.suspended = now
        sessions.end_all(session, officer, now)
        _log(session, by, officer, Event.SUSPENDED, now=now)
    return officer


def resume(session: ServiceSession, by: Administrator, officer_id: str, now: int) -> Officer:
    """Let a suspended officer sign in again, with what he had.  Raises as `_other`."""
    officer = _other(session, by, officer_id)
    if officer.suspended is not None:
        officer.suspended = None
        _log(session, by, officer, Event.RESUMED, now=now)
    return officer


def end(session: ServiceSession, by: Administrator, officer_id: str, now: int) -> Officer:
    """End an account for good.  Raises as `_other`, and `Refused` AdministratorLast."""
    officer = _other(session, by, officer_id, is_to_stay=False)
    officer.ended = now
    officer.second_factor = officer.second_factor_next = None
    officers.set_recovery_codes(session, officer, ())
    sessions.end_all(session, officer, now)
    _log(session, by, officer, Event.ENDED, now=now)
    return officer


def end_sessions(session: ServiceSession, by: Administrator, officer_id: str, now: int) -> int:
    """End all sessions of an officer; return how many there were.  Raises as `officers.live` does."""
    officer = officers.live(session, officer_id, by.participant)
    ended = sessions.end_all(session, officer, now)
    _log(session, by, officer, Event.SESSIONS_ENDED, now=now, detail=str(ended))
    return ended


def _other(session: ServiceSession, by: Administrator, officer_id: str, *, is_to_stay: bool = True) -> Officer:
    """
    Return an officer who is not the one who acts; unless he `is_to_stay` an administrator, not his institution's last.

    Raises as `officers.live` does, and `Refused` OfficerHimself, AdministratorLast.
    """
    if officer_id == by.id:
        raise Refused("OfficerHimself")
    known = officers.by_id(session, officer_id)
    left = officers.administrators(session, known.participant) if known is not None else []
    officer = officers.live(session, officer_id, by.participant)
    if not is_to_stay and [each.id for each in left] == [officer.id]:
        raise Refused("AdministratorLast", officer=officer.login)
    return officer


def _log(
    session: ServiceSession, by: Administrator, officer: Officer, event: Event, *, now: int, detail: str = ""
) -> None:
    entry = Entry(event, by.id, officer.id, officer.participant, by.address, detail)
    officer_log.write(session, entry, now)
