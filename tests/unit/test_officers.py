"""Officers: which duties go together, and how accounts are named."""

from __future__ import annotations

import pytest

from api.caller import AccessRefused, Caller, CallerUnknown, Scope
from api.portal.pages.account import browser_of
from api.portal.pages.login import own_path
from ledger.domain.officers import Duty, duties_of, login_of, name_of, written
from ledger.errors import InvalidInput, LedgerError
from ledger.officers import passwords

OFFICER = Caller("", "desk-3", 3, scopes=frozenset({Scope.READ}), officer="officer-1", duties=frozenset({Duty.PREPARE}))
CLIENT = Caller("", "client-1", 3, scopes=frozenset({Scope.READ, Scope.VERIFY}))


def _code(error: pytest.ExceptionInfo[LedgerError]) -> str:
    return error.value.code


def test_duties_are_read_in_any_order_and_written_in_their_own() -> None:
    assert duties_of(["read", " Approve", "prepare"]) == {Duty.READ, Duty.APPROVE, Duty.PREPARE}
    assert duties_of(["administer"]) == {Duty.ADMINISTER}
    assert written([Duty.READ, Duty.ADMINISTER]) == "administer read"
    assert [str(duty) for duty in Duty] == ["administer", "prepare", "approve", "read"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "DutiesNone"),
        (["sign"], "ValueUnknown"),
        (["administer", "prepare"], "DutiesApart"),
        (["administer", "read", "approve"], "DutiesApart"),
    ],
)
def test_an_administrator_neither_prepares_nor_approves(words: list[str], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        duties_of(words)
    assert _code(refused) == code


def test_a_login_name_is_in_small_letters_and_plain() -> None:
    assert login_of(" Bank.Maker-1 ") == "bank.maker-1"
    for wrong in ("ab", ".abc", "abc-", "a b c", "经办一号", "a" * 41, "abc\n"):
        if wrong.strip() != "abc":
            with pytest.raises(InvalidInput, match="login name"):
                login_of(wrong)


def test_an_officers_name_can_be_shown_on_one_line() -> None:
    assert name_of("  登记中心　经办员 \n") == "登记中心 经办员"
    assert name_of("字" * 60) == "字" * 60
    for wrong in ("", " ", "a\u202eb", "字" * 61):
        with pytest.raises(InvalidInput):
            name_of(wrong)


def test_a_duty_is_never_taken_for_a_scope_of_the_same_word() -> None:
    assert Scope.READ.value == Duty.READ.value
    assert OFFICER.may(Scope.READ)
    assert not OFFICER.may(Duty.READ)
    assert not CLIENT.may(Duty.READ)


def test_a_need_is_met_by_any_of_its_scopes_or_duties() -> None:
    OFFICER.require(Scope.SUPERVISE, Duty.PREPARE)
    OFFICER.require(Scope.READ, Duty.APPROVE)
    with pytest.raises(AccessRefused) as refused:
        OFFICER.require(Scope.SUPERVISE, Duty.APPROVE)
    assert _code(refused) == "ScopeMissing"
    with pytest.raises(AccessRefused) as refused:
        OFFICER.require(Duty.APPROVE)
    assert (_code(refused), refused.value.facts["needed"]) == ("OfficerDutyMissing", "approve")


def test_no_client_has_a_duty_and_the_public_is_asked_who_it_is() -> None:
    with pytest.raises(AccessRefused) as refused:
        CLIENT.require_duty(*Duty)
    assert _code(refused) == "OfficerNeeded"
    with pytest.raises(CallerUnknown) as unknown:
        Caller("").require_duty(*Duty)
    assert _code(unknown) == "TokenMissing"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/a\\b",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "account",
        "/a\nb",
        "/" + "a" * 1_000,
    ],
)
def test_nobody_is_led_to_another_site_after_signing_in(elsewhere: str) -> None:
    assert own_path(elsewhere) == ""
    assert own_path("/certificates/SJ1112026110001?at=1&q=海河") == "/certificates/SJ1112026110001?at=1&q=海河"


def test_a_browser_is_called_as_people_call_it() -> None:
    chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
    assert browser_of(chrome) == browser_of(chrome.replace("Chrome", "HeadlessChrome")) == "Chrome 141"
    assert browser_of(f"{chrome} Edg/140.0.1") == "Edge 140"
    assert browser_of("Mozilla/5.0 (Macintosh) AppleWebKit/605.1 Version/26.1 Safari/605.1") == "Safari 26"
    assert browser_of("curl/8.5.0 " + "x" * 60) == ("curl/8.5.0 " + "x" * 60)[:40]
    assert browser_of("") == "—"


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ("short one", "PasswordShort"),
        ("x" * 129, "PasswordLong"),
        ("password123456", "PasswordGuessable"),
        ("qwertyuiop[]", "PasswordGuessable"),
        ("bank.maker2026", "PasswordGuessable"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(chosen: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        passwords.check(chosen, ("bank.maker", "信贷部经办员"))
    assert _code(refused) == code


def test_a_password_is_the_same_however_a_keyboard_composes_it() -> None:
    kept = passwords.kept("café au lait 咖啡")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.fits("café au lait 咖啡", kept)
    assert not passwords.fits("cafe au lait 咖啡", kept)
    assert not passwords.fits("anything", None)
