"""
An officer's session over HTTP: the cookie, the token of forms, other sites' pages, and what an officer is let into.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from ledger.domain.acts.governance import Suspend
from ledger.domain.officers import Duty
from ledger.officers import second_factor, staff
from ledger.officers.staff import THE_OPERATOR
from ledger.store.service import officers, sessions
from ledger.store.service.officers import New
from tests.chain_fixtures import LedgerChain, digest_of
from tests.visitor_fixtures import Door, is_refused, opened

CHOSEN = "grove lantern seventeen"


@dataclass
class Browser:
    """A browser of an officer: it keeps the cookie, and the token of the last answer that told one."""

    client: httpx.Client
    csrf: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"X-CSRF-Token": self.csrf} | self.headers | more.pop("headers", {})
        answer = self.client.request(method, path, headers=headers, **more)
        if answer.headers.get("content-type") == "application/json" and answer.content:
            self.csrf = answer.json().get("csrf", self.csrf)
        return answer


@contextmanager
def browser(door: Door) -> Iterator[Browser]:
    with httpx.Client(base_url=door.base, timeout=30) as client:
        yield Browser(client)


def add(door: Door, login: str, participant: int, *duties: Duty) -> tuple[str, str]:
    """Return the id and the temporary password of a new officer."""
    with door.service.writing() as session:
        new = New(login, login, participant, frozenset(duties or {Duty.PREPARE}))
        made, password = staff.add(session, THE_OPERATOR, new, int(time.time()))
        return made.id, password


def sign_in(door: Door, at: Browser, login: str, participant: int, *duties: Duty) -> str:
    """Add an officer who signs in in the demonstration's way; return his id."""
    own, password = add(door, login, participant, *duties)
    at.ask("POST", "/v1/session", json={"login": login, "password": password})
    assert at.ask("POST", "/v1/session/password", json={"chosen": CHOSEN}).json()["stage"] == "open"
    return own


@pytest.fixture
def demo(ledger_chain: LedgerChain, tmp_path: Path) -> Iterator[Door]:
    """An API that asks for no second factor."""
    with opened(ledger_chain, tmp_path, demo=True) as door:
        yield door


def test_an_officer_comes_in_step_by_step_and_is_nobody_until_then(door: Door) -> None:
    bank = door.chain.bank.number
    _, password = add(door, "bank.maker", bank, Duty.PREPARE, Duty.READ)
    with browser(door) as at:
        first = at.ask("POST", "/v1/session", json={"login": "Bank.Maker", "password": password})
        assert (first.status_code, first.json()["stage"]) == (200, "password")
        cookie = first.headers["set-cookie"]
        assert re.fullmatch(r"deed_session=[\w-]{43}; HttpOnly; Max-Age=43200; Path=/; SameSite=lax", cookie)
        assert password not in first.text
        is_refused(at.ask("GET", "/v1/certificates"), 401, "SignInUnfinished")
        assert at.ask("GET", "/v1/status").status_code == 200
        assert at.ask("POST", "/v1/session/password", json={"chosen": CHOSEN}).json()["stage"] == "enrol"
        is_refused(at.ask("GET", "/v1/certificates"), 401, "SignInUnfinished")
        proposed = at.ask("POST", "/v1/session/second-factor").json()
        assert proposed["address"].startswith("otpauth://totp/DataDeed:bank.maker?secret=")
        code = second_factor.code_at(proposed["secret"], time.time())
        done = at.ask("PUT", "/v1/session/second-factor", json={"code": code}).json()
        at.csrf = done["session"]["csrf"]
        assert (done["session"]["stage"], len(done["recoveryCodes"])) == ("open", 10)
        assert at.ask("GET", "/v1/certificates").status_code == 200
        mine = at.ask("GET", "/v1/session").json()
        assert (mine["login"], mine["participant"], mine["duties"]) == ("bank.maker", bank, ["prepare", "read"])
        assert [each["isThis"] for each in at.ask("GET", "/v1/sessions").json()["items"]] == [True]
        assert at.ask("DELETE", "/v1/session").status_code == 204
        assert "deed_session" not in at.client.cookies
    with browser(door) as at:
        again = at.ask("POST", "/v1/session", json={"login": "bank.maker", "password": CHOSEN})
        assert again.json()["stage"] == "code"
        is_refused(at.ask("POST", "/v1/session/code", json={"code": code}), 401, "CodeWrong")  # it was used
        left = at.ask("POST", "/v1/session/code", json={"code": done["recoveryCodes"][0]})
        assert left.json()["stage"] == "open"


def test_the_cookie_is_secure_behind_a_trusted_proxy_that_says_https(ledger_chain: LedgerChain, tmp_path: Path) -> None:
    with opened(ledger_chain, tmp_path, proxy_addresses="127.0.0.2", demo=True) as door:
        _, password = add(door, "bank.maker", door.chain.bank.number)
        for peer, is_secure in (("127.0.0.2", True), ("127.0.0.1", False)):
            transport = httpx.HTTPTransport(local_address=peer)
            with httpx.Client(base_url=door.base, transport=transport) as client:
                asked = {"login": "bank.maker", "password": password}
                answer = client.post("/v1/session", json=asked, headers={"X-Forwarded-Proto": "https"})
            assert ("; Secure" in answer.headers["set-cookie"]) is is_secure, peer


def test_what_changes_something_needs_the_sessions_own_token_and_no_other_sites_page(demo: Door) -> None:
    with browser(demo) as at, browser(demo) as other:
        sign_in(demo, at, "bank.chief", demo.chain.bank.number, Duty.ADMINISTER)
        sign_in(demo, other, "court.chief", demo.chain.registry.number, Duty.ADMINISTER)
        asked = {"login": "bank.maker", "name": "经办员", "duties": ["prepare"]}
        for token in ("", "x" * 64, other.csrf):
            refused = at.ask("POST", "/v1/officers", json=asked, headers={"X-CSRF-Token": token})
            is_refused(refused, 403, "FormNotOurs")
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
        ):
            is_refused(at.ask("POST", "/v1/officers", json=asked, headers=headers), 403, "OriginForeign")
        own = {"Origin": demo.base.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
        assert at.ask("POST", "/v1/officers", json=asked, headers=own).status_code == 201
        assert at.ask("GET", "/v1/officers", headers={"X-CSRF-Token": ""}).status_code == 200


def test_a_page_of_another_site_signs_nobody_in(door: Door) -> None:
    _, password = add(door, "bank.maker", door.chain.bank.number)
    with browser(door) as at:
        foreign = {"Sec-Fetch-Site": "cross-site"}
        refused = at.ask("POST", "/v1/session", json={"login": "bank.maker", "password": password}, headers=foreign)
        is_refused(refused, 403, "OriginForeign")
        assert "set-cookie" not in refused.headers


def test_a_session_that_has_ended_makes_its_bearer_the_public_and_tells_him_so(demo: Door) -> None:
    with browser(demo) as at:
        own = sign_in(demo, at, "bank.maker", demo.chain.bank.number)
        assert at.ask("GET", "/v1/certificates").status_code == 200
        with demo.service.writing() as session:
            officer = officers.by_id(session, own)
            assert officer is not None
            sessions.end_all(session, officer, int(time.time()))
        is_refused(at.ask("GET", "/v1/certificates"), 401, "SessionEnded")
        assert at.ask("GET", "/v1/status").status_code == 200
        page = at.ask("GET", "/account?x=1&lang=en", headers={"Accept": "text/html"})
        onward = "/login?next=%2Faccount%3Fx%3D1&why=SessionEnded&lang=en"
        assert (page.status_code, page.headers["location"]) == (303, onward)
        shown = at.client.get(onward, headers={"Accept": "text/html"}).text
        assert "Your session has ended" in shown
        assert 'name="next" value="/account?x=1"' in shown
        at.client.cookies.set("deed_session", "x" * 43)
        is_refused(at.ask("GET", "/v1/sessions"), 401, "SessionEnded")


def test_a_key_outranks_the_cookie_beside_it(demo: Door) -> None:
    key = demo.grant(demo.new_secret()[0], 600)
    with browser(demo) as at:
        sign_in(demo, at, "bank.maker", demo.chain.bank.number)
        is_refused(at.ask("GET", "/v1/session", headers={"X-Api-Key": key}), 401, "SessionMissing")
        assert at.ask("GET", "/v1/access-log", headers={"X-Api-Key": key}).status_code == 200
        is_refused(at.ask("GET", "/v1/access-log"), 403, "ScopeMissing")


def test_an_officers_scopes_follow_from_his_institutions_roles_and_end_with_its_suspension(demo: Door) -> None:
    chain = demo.chain
    with browser(demo) as bank, browser(demo) as watcher:
        sign_in(demo, bank, "bank.maker", chain.bank.number)
        sign_in(demo, watcher, "supervisor.reader", chain.parties["supervisor"].number, Duty.READ)
        for path, of_bank, of_supervisor in (("/v1/snapshot", 200, 200), ("/v1/access-log", 403, 200)):
            assert bank.ask("GET", path).status_code == of_bank
            assert watcher.ask("GET", path).status_code == of_supervisor
        chain.govern(Suspend(chain.bank.number, digest_of("why")))
        demo.sync()
        is_refused(bank.ask("GET", "/v1/certificates"), 401, "CallerSuspended")
        assert bank.ask("GET", "/v1/status").status_code == 200
        assert bank.ask("DELETE", "/v1/session").status_code == 204


def test_an_administrator_looks_after_his_own_officers_and_reads_his_own_log(demo: Door) -> None:
    with browser(demo) as at, browser(demo) as maker, browser(demo) as watcher:
        own = sign_in(demo, at, "bank.chief", demo.chain.bank.number, Duty.ADMINISTER)
        stranger, _ = add(demo, "court.maker", demo.chain.registry.number)
        made = at.ask("POST", "/v1/officers", json={"login": "bank.maker", "name": "经办员", "duties": ["prepare"]})
        assert (made.status_code, made.json()["officer"]["state"]) == (201, "invited")
        other = made.json()["officer"]["id"]
        for wrong, code in ((["prepare", "administer"], "DutiesApart"), ([], "DutiesNone"), (["sign"], "ValueUnknown")):
            is_refused(at.ask("PUT", f"/v1/officers/{other}/duties", json={"duties": wrong}), 422, code)
        is_refused(at.ask("PUT", f"/v1/officers/{own}/duties", json={"duties": ["read"]}), 409, "OfficerHimself")
        is_refused(at.ask("DELETE", f"/v1/officers/{stranger}"), 404, "OfficerUnknown")
        taken = at.ask("POST", "/v1/officers", json={"login": "court.maker", "name": "x", "duties": ["read"]})
        is_refused(taken, 409, "LoginTaken")
        asked = {"login": "bank.maker", "password": made.json()["password"]}
        maker.ask("POST", "/v1/session", json=asked)
        maker.ask("POST", "/v1/session/password", json={"chosen": CHOSEN})
        is_refused(maker.ask("GET", "/v1/officers"), 403, "OfficerDutyMissing")
        is_refused(maker.ask("GET", "/v1/officers/log"), 403, "ScopeMissing")
        assert at.ask("DELETE", f"/v1/officers/{other}/sessions").json() == {"count": 1}
        is_refused(maker.ask("GET", "/v1/certificates"), 401, "SessionEnded")
        assert at.ask("DELETE", f"/v1/officers/{other}").json()["state"] == "ended"
        page = at.ask("GET", "/v1/officers/log", params={"limit": 3}).json()
        assert [each["event"] for each in page["items"]] == ["ended", "sessions-ended", "signed-in"]
        assert [each["byLogin"] for each in page["items"]] == ["bank.chief", "bank.chief", "bank.maker"]
        rest = at.ask("GET", "/v1/officers/log", params={"cursor": page["next"]}).json()
        assert {each["login"] for each in page["items"] + rest["items"]} == {"bank.maker", "bank.chief"}
        sign_in(demo, watcher, "supervisor.reader", demo.chain.parties["supervisor"].number, Duty.READ)
        seen = watcher.ask("GET", "/v1/officers/log").json()["items"]
        assert {"court.maker", "bank.maker", "supervisor.reader"} <= {each["login"] for each in seen}


def test_trying_passwords_is_answered_with_when_to_come_back(demo: Door) -> None:
    with browser(demo) as at:
        asked = {"login": "nobody.here", "password": "wrong"}
        answers = [at.ask("POST", "/v1/session", json=asked) for _ in range(12)]
    assert {answer.status_code for answer in answers[:5]} == {401}
    is_refused(answers[0], 401, "SignInWrong")
    waiting = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(waiting.headers["Retry-After"]) <= 64
