"""
The door: from a login and a password to an open session, in the stages that are wanted.

    sign_in ─► CODE ─► PASSWORD ─► ENROL ─► OPEN

A stage that is not wanted is passed over: the code where there is no second factor yet, a new password where it is the
officer's own, the second factor where there is one, or in the demonstration.  Each step gives a new token and ends the
one before.  For a login that nobody has, the answer and its time are those of a wrong password.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ledger.config import Settings
from ledger.errors import InvalidInput, Refused
from ledger.officers import passwords, second_factor, waiting
from ledger.officers.second_factor import Seal
from ledger.store.service import Service, officer_log, officers, sessions
from ledger.store.service.answers import ServiceSession
from ledger.store.service.officer_log import Entry, Event
from ledger.store.service.officers import Officer
from ledger.store.service.sessions import OfficerSession, Stage


class SignInRefused(Refused):
    """Whoever is at the door has not shown that he may come in (RFC 9110 §15.5.2)."""

    status = 401


@dataclass(frozen=True, slots=True)
class Visit:
    """From where somebody comes: address, the network that it is counted as, what his browser calls itself."""

    address: str
    network: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was just begun; the token is shown this once."""

    token: str
    stage: Stage
    officer: Officer
    expires: int


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose a session is, and the session."""

    session: OfficerSession
    officer: Officer

    @property
    def stage(self) -> Stage:
        return Stage(self.session.stage)


class Door:
    """Lets officers in; `clock` is the machine's."""

    def __init__(self, service: Service, settings: Settings, clock: Callable[[], float]) -> None:
        self._service = service
        self._settings = settings
        self._clock = clock
        self.seal = Seal(settings.officer_key_file)

    # COMING IN

    def sign_in(self, login: str, password: str, visit: Visit) -> Opened:
        """
        Begin a session for a login and its password.

        Raises `SignInRefused` SignInWrong, PasswordExpired for a temporary one that is too old, OfficerSuspended once
        the password has shown who asks, `TriedTooOften`.
        """
        now, name = int(self._clock()), login.strip().lower()
        places = (waiting.account(name), waiting.address(visit.network))
        with self._service.writing() as session:
            waiting.count(session, places, now)
            found = officers.by_login(session, name)
        officer = found if found is not None and found.ended is None else None
        if not passwords.fits(password, officer.password if officer is not None else None) or officer is None:
            self._note(Event.PASSWORD_WRONG, found, visit)
            raise SignInRefused("SignInWrong")
        if officer.is_temporary and now >= officer.password_at + passwords.TEMPORARY_SECONDS:
            raise SignInRefused("PasswordExpired")
        with self._service.writing() as session:
            officer = officers.live(session, officer.id)
            if passwords.is_dated(officer.password):
                officer.password = passwords.kept(password)
            return self._begin(session, officer, visit, is_code_given=False)

    def give_code(self, signed_in: SignedIn, code: str, visit: Visit) -> Opened:
        """
        Pass the second factor by its code or a recovery code.

        Raises `SignInRefused` CodeWrong, `TriedTooOften`, `Refused` StepNotWanted.
        """
        _want(signed_in, Stage.CODE)
        now, officer = int(self._clock()), signed_in.officer
        with self._service.writing() as session:
            waiting.count(session, (waiting.account(officer.login), waiting.address(visit.network)), now)
        with self._service.writing() as session:
            officer = officers.live(session, officer.id)
            if self._is_code(session, officer, code, visit):
                sessions.end(session, signed_in.session.digest, now)
                return self._begin(session, officer, visit, is_code_given=True)
        self._note(Event.CODE_WRONG, officer, visit)
        raise SignInRefused("CodeWrong")

    def _is_code(self, session: ServiceSession, officer: Officer, code: str, visit: Visit) -> bool:
        """Whether a code is good now; it is used up."""
        assert officer.second_factor is not None, "a code is asked for where there is a second factor"
        step = second_factor.step_of(self.seal.open(officer.second_factor), code, self._clock())
        if step is not None:
            return officers.use_step(session, officer, step)
        if officers.use_recovery_code(session, officer, second_factor.recovery_digest(code)):
            left = officers.recovery_codes_left(session, officer)
            entry = _entry(Event.RECOVERY_CODE_USED, officer, visit, str(left))
            officer_log.write(session, entry, int(self._clock()))
            return True
        return False

    def _begin(self, session: ServiceSession, officer: Officer, visit: Visit, *, is_code_given: bool) -> Opened:
        if officer.suspended is not None:
            raise SignInRefused("OfficerSuspended")
        now = int(self._clock())
        stage = self._next(officer, is_code_given=is_code_given)
        expires = now + self._settings.session_seconds
        token = sessions.begin(session, officer, stage, (visit.address, visit.agent), (now, expires))
        if stage is Stage.OPEN:
            officers.forgive(session, (waiting.account(officer.login), waiting.address(visit.network)), now)
            officer_log.write(session, _entry(Event.SIGNED_IN, officer, visit), now)
        return Opened(token, stage, officer, expires)

    def _next(self, officer: Officer, *, is_code_given: bool) -> Stage:
        if officer.second_factor is not None and not is_code_given:
            return Stage.CODE
        if officer.is_temporary:
            return Stage.PASSWORD
        if officer.second_factor is None and not self._settings.demo:
            return Stage.ENROL
        return Stage.OPEN

    # ONE'S OWN ACCOUNT

    def change_password(self, signed_in: SignedIn, present: str, chosen: str, visit: Visit) -> Opened:
        """
        Choose a new password; all sessions end but a new one in place of this.  `present` is asked for in an open
        session only: behind a temporary password it has just been given.

        Raises `InvalidInput` PresentPasswordWrong, PasswordSame or as `passwords.check` does, `TriedTooOften`,
        `Refused` StepNotWanted.
        """
        _want(signed_in, Stage.PASSWORD, Stage.OPEN)
        now, officer = int(self._clock()), signed_in.officer
        self._ask_again(signed_in, present, visit)
        passwords.check(chosen, (officer.login, officer.name), "chosen")
        if passwords.fits(chosen, officer.password):
            raise InvalidInput("PasswordSame", "chosen")
        made = passwords.kept(chosen)
        with self._service.writing() as session:
            officer = officers.live(session, officer.id)
            officer.password, officer.password_at, officer.is_temporary = made, now, False
            sessions.end_all(session, officer, now)
            officer_log.write(session, _entry(Event.PASSWORD_CHANGED, officer, visit), now)
            return self._begin(session, officer, visit, is_code_given=True)

    def propose_second_factor(self, signed_in: SignedIn) -> str:
        """
        Return a new secret for a telephone; it counts when `set_second_factor` has seen a code of it.

        Raises `Refused` StepNotWanted.
        """
        _want(signed_in, Stage.ENROL, Stage.OPEN)
        with self._service.writing() as session:
            officer = officers.live(session, signed_in.officer.id)
            if officer.second_factor_next is None:
                officer.second_factor_next = self.seal.close(second_factor.new_secret())
            return self.seal.open(officer.second_factor_next)

    def set_second_factor(self, signed_in: SignedIn, present: str, code: str, visit: Visit) -> tuple[Opened, list[str]]:
        """
        Let the proposed secret be the second factor, and return the recovery codes, which are shown this once.

        All sessions end but a new one in place of this.  `present` is the password, asked for in an open session only.
        Raises `InvalidInput` PresentPasswordWrong, CodeNotOfThis, `TriedTooOften`, `Refused` StepNotWanted.
        """
        _want(signed_in, Stage.ENROL, Stage.OPEN)
        now = int(self._clock())
        self._ask_again(signed_in, present, visit)
        codes = second_factor.new_recovery_codes()
        with self._service.writing() as session:
            officer = officers.live(session, signed_in.officer.id)
            proposed = officer.second_factor_next
            step = second_factor.step_of(self.seal.open(proposed), code, self._clock()) if proposed else None
            if step is None:
                raise InvalidInput("CodeNotOfThis", "code")
            officer.second_factor, officer.second_factor_next, officer.code_step = proposed, None, step
            officers.set_recovery_codes(session, officer, map(second_factor.recovery_digest, codes))
            sessions.end_all(session, officer, now)
            officer_log.write(session, _entry(Event.SECOND_FACTOR_SET, officer, visit), now)
            return self._begin(session, officer, visit, is_code_given=True), codes

    def _ask_again(self, signed_in: SignedIn, present: str, visit: Visit) -> None:
        """Ask for the password in an open session, which may have been left alone: what follows outlasts it."""
        if signed_in.stage is not Stage.OPEN:
            return
        with self._service.writing() as session:
            waiting.count(session, (waiting.account(signed_in.officer.login),), int(self._clock()))
        if not passwords.fits(present, signed_in.officer.password):
            self._note(Event.PASSWORD_WRONG, signed_in.officer, visit)
            raise InvalidInput("PresentPasswordWrong", "present")

    # GOING OUT

    def sign_out(self, signed_in: SignedIn, visit: Visit) -> None:
        """End a session."""
        with self._service.writing() as session:
            sessions.end(session, signed_in.session.digest, int(self._clock()))
            officer_log.write(session, _entry(Event.SIGNED_OUT, signed_in.officer, visit), int(self._clock()))

    def sign_out_everywhere(self, signed_in: SignedIn, visit: Visit) -> int:
        """End all sessions of an officer; return how many there were."""
        with self._service.writing() as session:
            ended = sessions.end_all(session, signed_in.officer, int(self._clock()))
            entry = _entry(Event.SESSIONS_ENDED, signed_in.officer, visit, str(ended))
            officer_log.write(session, entry, int(self._clock()))
            return ended

    # WITHIN

    def _note(self, event: Event, officer: Officer | None, visit: Visit) -> None:
        entry = _entry(event, officer, visit) if officer is not None else Entry(event, address=visit.address)
        with self._service.writing() as session:
            officer_log.write(session, entry, int(self._clock()))


def _want(signed_in: SignedIn, *stages: Stage) -> None:
    if signed_in.stage not in stages:
        raise Refused("StepNotWanted")


def _entry(event: Event, officer: Officer, visit: Visit, detail: str = "") -> Entry:
    return Entry(event, officer.id, officer.id, officer.participant, visit.address, detail)
