"""
Officers at the door and in the offices, over the service's own database: stages, codes, waiting, and who may do what.

The clock is a number; passwords and codes are real.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ledger.config import Settings
from ledger.domain.officers import Duty
from ledger.errors import InvalidInput, LedgerError, Misconfigured, NotFound, Refused
from ledger.officers import passwords, second_factor, staff, waiting
from ledger.officers.door import Door, Opened, SignedIn, SignInRefused, Visit
from ledger.officers.second_factor import Seal
from ledger.officers.staff import THE_OPERATOR, Administrator
from ledger.officers.waiting import TriedTooOften
from ledger.store.service import Service, officer_log, officers, sessions
from ledger.store.service.officers import New, Officer
from ledger.store.service.sessions import Stage

NOW = 1_800_000_000
HERE = Visit("203.0.113.7", "203.0.113.7", "a browser")
CHOSEN = "grove lantern seventeen"
BANK, COURT = 4, 5


class Bank:
    """A service with a bank's officers, and short words for what they do."""

    def __init__(self, url: str, home: Path, **settings: Any) -> None:
        self.service = Service(url)
        self.service.migrate()
        self.now = float(NOW)
        self.settings = Settings(home=home, **settings)
        self.door = Door(self.service, self.settings, lambda: self.now)
        self.secrets: dict[str, str] = {}

    def add(self, login: str, *duties: Duty, participant: int = BANK) -> tuple[Officer, str]:
        with self.service.writing() as session:
            new = New(login, login, participant, frozenset(duties or {Duty.PREPARE}))
            return staff.add(session, THE_OPERATOR, new, int(self.now))

    def whose(self, opened: Opened) -> SignedIn:
        with self.service.reading() as session:
            found = sessions.by_token(session, opened.token)
        assert found is not None
        return SignedIn(*found)

    def is_good(self, opened: Opened) -> bool:
        return self.whose(opened).session.is_good(int(self.now), self.settings.session_idle_seconds)

    def enrol(self, login: str, *duties: Duty, participant: int = BANK) -> Opened:
        """Add an officer who has chosen his password and set his second factor; return his open session."""
        _, password = self.add(login, *duties, participant=participant)
        opened = self.door.change_password(self.whose(self.door.sign_in(login, password, HERE)), "", CHOSEN, HERE)
        self.secrets[login] = self.door.propose_second_factor(self.whose(opened))
        code = second_factor.code_at(self.secrets[login], self.now)
        return self.door.set_second_factor(self.whose(opened), "", code, HERE)[0]

    def sign_in(self, login: str) -> Opened:
        """Sign in with password and a fresh code."""
        self.now += second_factor.STEP_SECONDS
        opened = self.door.sign_in(login, CHOSEN, HERE)
        return self.door.give_code(self.whose(opened), second_factor.code_at(self.secrets[login], self.now), HERE)

    def events(self, participant: int | None = None) -> list[str]:
        with self.service.reading() as session:
            return [each.event for each in officer_log.before(session, None, 100, participant)]

    def administer(self, act: Callable[..., Any], by: Administrator, *rest: Any) -> Any:
        with self.service.writing() as session:
            return act(session, by, *rest, int(self.now))


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    made = Bank(f"sqlite:///{tmp_path / 'service.sqlite'}", tmp_path)
    yield made
    made.service.close()


def _code(refused: pytest.ExceptionInfo[LedgerError]) -> str:
    return refused.value.code


# THE STAGES


def test_the_first_sign_in_goes_through_every_stage_and_each_has_a_token_of_its_own(bank: Bank) -> None:
    _, password = bank.add("bank.maker")
    first = bank.door.sign_in(" Bank.Maker ", password, HERE)
    second = bank.door.change_password(bank.whose(first), "", CHOSEN, HERE)
    secret = bank.door.propose_second_factor(bank.whose(second))
    assert bank.door.propose_second_factor(bank.whose(second)) == secret
    with pytest.raises(InvalidInput) as wrong:
        bank.door.set_second_factor(bank.whose(second), "", "000000", HERE)
    third, codes = bank.door.set_second_factor(bank.whose(second), "", second_factor.code_at(secret, bank.now), HERE)
    assert [each.stage for each in (first, second, third)] == [Stage.PASSWORD, Stage.ENROL, Stage.OPEN]
    assert _code(wrong) == "CodeNotOfThis"
    assert [bank.is_good(each) for each in (first, second, third)] == [False, False, True]
    assert len({first.token, second.token, third.token}) == 3
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    with bank.service.reading() as session:
        rows = str(session.execute(text("SELECT * FROM officers, officer_sessions, recovery_codes")).all())
    assert not any(each in rows for each in (CHOSEN, secret, third.token, codes[0], codes[0].replace("-", "")))


def test_a_step_that_is_not_wanted_is_refused(bank: Bank) -> None:
    opened = bank.enrol("bank.maker")
    with pytest.raises(Refused) as refused:
        bank.door.give_code(bank.whose(opened), "000000", HERE)
    assert _code(refused) == "StepNotWanted"
    half = bank.whose(bank.door.sign_in("bank.maker", CHOSEN, HERE))
    for step in (
        lambda: bank.door.change_password(half, CHOSEN, "another long phrase", HERE),
        lambda: bank.door.propose_second_factor(half),
        lambda: bank.door.set_second_factor(half, CHOSEN, "000000", HERE),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert _code(refused) == "StepNotWanted"


def test_only_the_demonstration_lets_in_without_a_second_factor(tmp_path: Path) -> None:
    for demo, stage in ((False, Stage.ENROL), (True, Stage.OPEN)):
        made = Bank(f"sqlite:///{tmp_path / f'{demo}.sqlite'}", tmp_path, demo=demo)
        _, password = made.add("bank.maker")
        opened = made.door.sign_in("bank.maker", password, HERE)
        assert made.door.change_password(made.whose(opened), "", CHOSEN, HERE).stage is stage
        made.service.close()


# CODES


def test_a_code_is_good_for_a_step_around_its_own_and_once(bank: Bank) -> None:
    bank.enrol("bank.maker")
    bank.now += 300

    def passes(offset: int) -> bool:
        with bank.service.writing() as session:
            officers.forgive(session, [waiting.account("bank.maker"), waiting.address(HERE.network)], int(bank.now))
        opened = bank.door.sign_in("bank.maker", CHOSEN, HERE)
        code = second_factor.code_at(bank.secrets["bank.maker"], bank.now + offset)
        try:
            return bank.door.give_code(bank.whose(opened), f" {code[:3]} {code[3:]}", HERE).stage is Stage.OPEN
        except SignInRefused:
            return False

    assert [passes(offset) for offset in (-60, 60, -30, -30, 30, 0, 30)] == [
        False, False, True, False, True, False, False,
    ]  # fmt: skip


def test_a_recovery_code_is_good_once_however_it_is_typed(bank: Bank) -> None:
    _, password = bank.add("bank.maker")
    opened = bank.door.change_password(bank.whose(bank.door.sign_in("bank.maker", password, HERE)), "", CHOSEN, HERE)
    secret = bank.door.propose_second_factor(bank.whose(opened))
    _, codes = bank.door.set_second_factor(bank.whose(opened), "", second_factor.code_at(secret, bank.now), HERE)
    typed = codes[3].upper().replace("-", " ")
    assert bank.door.give_code(bank.whose(bank.door.sign_in("bank.maker", CHOSEN, HERE)), typed, HERE).stage == "open"
    with pytest.raises(SignInRefused):
        bank.door.give_code(bank.whose(bank.door.sign_in("bank.maker", CHOSEN, HERE)), codes[3], HERE)
    assert bank.events()[:2] == ["code-wrong", "signed-in"]
    assert "recovery-code-used" in bank.events()


def test_a_second_factor_that_another_key_sealed_is_the_operators_to_mend(tmp_path: Path) -> None:
    sealed = Seal(tmp_path / "one").close("secret")
    assert Seal(tmp_path / "one").open(sealed) == "secret"
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Misconfigured) as broken:
        Seal(tmp_path / "two").open(sealed)
    assert _code(broken) == "SealBroken"


# PASSWORDS


def test_a_password_kept_at_another_cost_is_made_anew_at_the_next_sign_in(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argon2 import PasswordHasher

    officer, password = bank.add("bank.maker")
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=9_216, parallelism=1))
    bank.door.sign_in("bank.maker", password, HERE)
    with bank.service.reading() as session:
        found = officers.by_id(session, officer.id)
        assert found is not None
        assert "m=9216,t=1,p=1" in found.password


def test_a_change_of_password_asks_for_the_present_one_and_ends_every_other_session(bank: Bank) -> None:
    bank.enrol("bank.maker")
    here, elsewhere = bank.sign_in("bank.maker"), bank.sign_in("bank.maker")
    for present, chosen, code in (
        ("wrong", "another long phrase", "PresentPasswordWrong"),
        (CHOSEN, CHOSEN, "PasswordSame"),
        (CHOSEN, "bank.maker", "PasswordGuessable"),
    ):
        with pytest.raises(InvalidInput) as refused:
            bank.door.change_password(bank.whose(here), present, chosen, HERE)
        assert _code(refused) == code
    assert bank.is_good(elsewhere)
    now_here = bank.door.change_password(bank.whose(here), CHOSEN, "another long phrase", HERE)
    assert [bank.is_good(each) for each in (here, elsewhere, now_here)] == [False, False, True]
    assert now_here.stage is Stage.OPEN


def test_a_temporary_password_is_good_for_a_week(bank: Bank) -> None:
    _, password = bank.add("bank.maker")
    bank.now += passwords.TEMPORARY_SECONDS - 1
    assert bank.door.sign_in("bank.maker", password, HERE).stage is Stage.PASSWORD
    bank.now += 1
    with pytest.raises(SignInRefused) as refused:
        bank.door.sign_in("bank.maker", password, HERE)
    assert _code(refused) == "PasswordExpired"


# WAITING


def test_whoever_fails_often_waits_twice_as_long_each_time_also_at_a_login_that_nobody_has(bank: Bank) -> None:
    bank.add("bank.maker")
    assert [waiting.seconds_after(count, 5) for count in (4, 5, 6, 7, 14, 15, 900)] == [0, 1, 2, 4, 512, 900, 900]
    for login in ("bank.maker", "nobody.here"):
        codes = []
        for place in range(7):
            with pytest.raises(Refused) as refused:
                bank.door.sign_in(login, "wrong", Visit(f"198.51.100.{place}", f"198.51.100.{place}"))
            codes.append(_code(refused))
        assert codes == ["SignInWrong"] * 5 + ["TriedTooOften"] * 2
    bank.now += 1
    with pytest.raises(SignInRefused):
        bank.door.sign_in("bank.maker", "wrong", HERE)
    with pytest.raises(TriedTooOften) as refused:
        bank.door.sign_in("bank.maker", "wrong", HERE)
    assert refused.value.facts["seconds"] == 2


def test_an_address_that_tries_many_logins_waits_and_a_good_sign_in_forgives(bank: Bank) -> None:
    bank.enrol("bank.maker")

    def fail(times: int) -> None:
        for _ in range(times):
            with bank.service.writing() as session:
                waiting.count(session, [waiting.address(HERE.network)], int(bank.now))

    fail(waiting.FREE_OF_ADDRESS - 2)
    bank.sign_in("bank.maker")
    fail(waiting.FREE_OF_ADDRESS)
    with pytest.raises(TriedTooOften):
        bank.door.sign_in("bank.maker", CHOSEN, HERE)
    assert bank.door.sign_in("bank.maker", CHOSEN, Visit("192.0.2.1", "192.0.2.1")).stage is Stage.CODE


def test_the_answer_to_an_unknown_login_and_to_an_ended_one_is_that_to_a_wrong_password(bank: Bank) -> None:
    officer, password = bank.add("bank.maker")
    bank.administer(staff.end, THE_OPERATOR, officer.id)
    told = []
    for login, given in (("bank.maker", password), ("nobody.here", password)):
        with pytest.raises(SignInRefused) as refused:
            bank.door.sign_in(login, given, HERE)
        told.append((_code(refused), refused.value.facts))
    assert told == [("SignInWrong", {})] * 2


# OFFICES


def test_nobody_changes_his_own_duties_and_no_other_institutions_officers(bank: Bank) -> None:
    chief = bank.enrol("bank.chief", Duty.ADMINISTER).officer
    stranger, _ = bank.add("court.maker", participant=COURT)
    by = Administrator(chief.id, BANK, "203.0.113.7")
    for act in (staff.reset_password, staff.reset_second_factor, staff.end):
        with pytest.raises(Refused) as refused:
            bank.administer(act, by, chief.id)
        assert _code(refused) == "OfficerHimself"
        with pytest.raises(NotFound):
            bank.administer(act, by, stranger.id)
    with pytest.raises(Refused) as refused:
        bank.administer(staff.set_duties, by, chief.id, frozenset({Duty.APPROVE}))
    assert _code(refused) == "OfficerHimself"
    with pytest.raises(NotFound):
        bank.administer(staff.end_sessions, by, stranger.id)


def test_the_last_administrator_neither_ends_nor_gets_other_duties(bank: Bank) -> None:
    chief, _ = bank.add("bank.chief", Duty.ADMINISTER)
    bank.add("court.chief", Duty.ADMINISTER, participant=COURT)
    other, _ = bank.add("bank.deputy", Duty.ADMINISTER)
    bank.administer(staff.suspend, THE_OPERATOR, other.id)  # and so does not count
    for act, rest in ((staff.end, ()), (staff.suspend, ()), (staff.set_duties, (frozenset({Duty.READ}),))):
        with pytest.raises(Refused) as refused:
            bank.administer(act, THE_OPERATOR, chief.id, *rest)
        assert _code(refused) == "AdministratorLast"
    bank.administer(staff.resume, Administrator(chief.id, BANK), other.id)
    bank.administer(staff.end, Administrator(other.id, BANK), chief.id)
    with pytest.raises(Refused) as refused:
        bank.administer(staff.end, THE_OPERATOR, chief.id)
    assert _code(refused) == "OfficerEnded"


def test_whatever_takes_something_from_an_officer_ends_his_sessions_and_is_logged(bank: Bank) -> None:
    officer = bank.enrol("bank.maker").officer
    for act, rest, event in (
        (staff.set_duties, (frozenset({Duty.READ}),), "duties-changed"),
        (staff.end_sessions, (), "sessions-ended"),
        (staff.reset_password, (), "password-reset"),
        (staff.reset_second_factor, (), "second-factor-reset"),
        (staff.end, (), "ended"),
    ):
        with bank.service.writing() as session:
            token = sessions.begin(session, officer, Stage.OPEN, ("", ""), (int(bank.now), int(bank.now) + 600))
        opened = Opened(token, Stage.OPEN, officer, 0)
        assert bank.is_good(opened)
        bank.administer(act, THE_OPERATOR, officer.id, *rest)
        assert not bank.is_good(opened), event
        assert bank.events(BANK)[0] == event
    assert bank.events(COURT) == []


def test_a_suspended_officer_is_out_at_once_and_comes_in_again_with_what_he_had(bank: Bank) -> None:
    opened = bank.enrol("bank.maker")
    bank.administer(staff.suspend, THE_OPERATOR, opened.officer.id)
    assert not bank.is_good(opened)
    bank.now += second_factor.STEP_SECONDS
    with pytest.raises(SignInRefused) as refused:
        bank.door.sign_in("bank.maker", CHOSEN, HERE)
    assert _code(refused) == "OfficerSuspended"
    with pytest.raises(SignInRefused) as refused:
        bank.door.sign_in("bank.maker", "not the password", HERE)
    assert _code(refused) == "SignInWrong"  # only who shows the password is told
    bank.administer(staff.suspend, THE_OPERATOR, opened.officer.id)
    bank.administer(staff.resume, THE_OPERATOR, opened.officer.id)
    assert bank.sign_in("bank.maker").stage is Stage.OPEN
    assert [each for each in bank.events(BANK) if each in ("suspended", "resumed")] == ["resumed", "suspended"]


def test_a_login_is_given_once_also_after_its_account_ended(bank: Bank) -> None:
    officer, _ = bank.add("bank.maker")
    bank.administer(staff.end, THE_OPERATOR, officer.id)
    with pytest.raises(Refused) as refused:
        bank.add("bank.maker", participant=COURT)
    assert _code(refused) == "LoginTaken"


# SESSIONS


def test_a_session_ends_by_time_when_it_is_not_used_and_when_its_officer_wants_it(bank: Bank) -> None:
    bank.enrol("bank.maker")
    here, elsewhere = bank.sign_in("bank.maker"), bank.sign_in("bank.maker")
    idle = bank.settings.session_idle_seconds
    bank.now += idle - 31
    with bank.service.writing() as session:
        sessions.touch(session, bank.whose(here).session.digest, int(bank.now))
    bank.now += 31
    assert [bank.is_good(each) for each in (here, elsewhere)] == [True, False]
    bank.door.sign_out(bank.whose(here), HERE)
    assert not bank.is_good(here)
    one, two = bank.sign_in("bank.maker"), bank.sign_in("bank.maker")
    with bank.service.reading() as session:
        assert len(sessions.of_officer(session, one.officer, int(bank.now), idle)) == 2
    assert bank.door.sign_out_everywhere(bank.whose(one), HERE) >= 2
    assert [bank.is_good(each) for each in (one, two)] == [False, False]
    assert bank.events()[:2] == ["sessions-ended", "signed-in"]


# BOTH DATABASES


def test_accounts_attempts_sessions_and_the_log_are_the_same_on_both_databases(
    database_url: str, tmp_path: Path
) -> None:
    made = Bank(database_url, tmp_path)
    chief = made.enrol("bank.chief", Duty.ADMINISTER)
    maker, _ = made.add("bank.maker")
    with pytest.raises(SignInRefused):
        made.door.sign_in("bank.maker", "wrong", HERE)
    assert made.sign_in("bank.chief").stage is Stage.OPEN
    by = Administrator(chief.officer.id, BANK)
    for act in (staff.reset_password, staff.end):
        made.administer(act, by, maker.id)
    with pytest.raises(Refused) as refused:
        made.administer(staff.end, THE_OPERATOR, chief.officer.id)
    assert _code(refused) == "AdministratorLast"
    assert made.events(BANK)[:4] == ["ended", "password-reset", "signed-in", "password-wrong"]
    with made.service.reading() as session:
        numbers = [each.number for each in officer_log.before(session, None, 100)]
    assert numbers == list(range(len(numbers), 0, -1))
    made.service.close()
