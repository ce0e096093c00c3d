"""
Instructions and the inbox over HTTP: officers with sessions of their own, idempotency keys, who sees what, and what the
desk is told.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.sessions import COOKIE, token_of
from ledger.domain.acts.renewals import RequestRenewal
from ledger.domain.calendar import day_of
from ledger.domain.certificates import Certificate
from ledger.domain.instructions import State
from ledger.domain.numbers import CertificateNumber
from ledger.domain.officers import Duty
from ledger.officers import passwords, second_factor
from ledger.officers.door import Door
from ledger.store.queries import concerning
from ledger.store.service import clients, officers, sessions
from ledger.store.service.officers import New
from ledger.store.service.sessions import Stage
from tests.cli_fixtures import Said
from tests.desk_fixtures import DAY, Desks, digest
from tests.house_fixtures import serving

SECRET = second_factor.new_secret()

PEOPLE = {
    "bank-one": {"maker": Duty.PREPARE, "checker": Duty.APPROVE},
    "bank-two": {"maker": Duty.PREPARE, "checker": Duty.APPROVE},
    "first": {"signer": Duty.APPROVE},
    "second": {"signer": Duty.APPROVE},
    "supervisor": {"reader": Duty.READ},
    "centre-social": {"maker": Duty.PREPARE, "checker": Duty.APPROVE},
}


@dataclass
class Portal:
    """The API over all desks, and a browser's headers for each person."""

    desks: Desks
    app: FastAPI
    client: httpx.Client
    _tokens: dict[str, str]

    def ask(self, who: str, method: str, path: str, *, key: str = "", **more: Any) -> httpx.Response:
        token = self._tokens[who]
        headers = {"Cookie": f"{COOKIE}={token}", "X-CSRF-Token": token_of(token)}
        if key:
            headers["Idempotency-Key"] = key
        return self.client.request(method, path, headers=headers, **more)

    def token(self, who: str) -> str:
        return self._tokens[who]

    def hold(self, certificate: Certificate, bank: str = "bank-one", key: str = "k", **more: Any) -> httpx.Response:
        asked = {"certificateId": "0x" + certificate.id.hex(), "creditor": self.desks.number(bank)}
        body = {"contract": "Pledges", "function": "hold", "asked": asked, **more}
        return self.ask(f"{bank} maker", "POST", "/v1/instructions", key=key, json=body)

    def step(self, who: str, name: str, step: str, reason: str = "", key: str = "") -> httpx.Response:
        body = {"step": step, "reason": reason}
        return self.ask(who, "POST", f"/v1/instructions/{name}/steps", key=key, json=body)

    def box(self, who: str, box: str) -> list[str]:
        return [each["id"] for each in self.ask(who, "GET", f"/v1/instructions?box={box}").json()["items"]]


@pytest.fixture(scope="module")
def portal(desks: Desks) -> Iterator[Portal]:
    app = create_app(desks.settings, clock=desks.place.clock)
    tokens = {}
    now = int(time.time())
    with desks.service.writing() as session:
        for name, people in PEOPLE.items():
            for person, duty in people.items():
                login = f"{name}.{person}"
                new = New(login, f"{name} {person}", desks.number(name), frozenset({duty}))
                officer = officers.add(session, new, "kept", now)
                times = (now, now + 40_000)
                tokens[f"{name} {person}"] = sessions.begin(session, officer, Stage.OPEN, ("127.0.0.1", "test"), times)
    with serving(app, public=True) as client:
        yield Portal(desks, app, client, tokens)


def test_an_instruction_goes_from_preparation_to_its_block_and_back_to_the_people(portal: Portal) -> None:
    certificate = portal.desks.certificate()
    evidence = [{"name": "授信批复.pdf", "sha256": "ab" * 32}]
    made = portal.hold(certificate, key="first-hold", evidence=evidence, note="首贷")
    assert made.status_code == 201, made.text
    own = made.json()
    assert own["state"] == "prepared"
    assert own["title"]["zh"] == "质押预告：保留顺位"
    assert own["may"] == ["withdraw"]
    assert [each["consented"] for each in own["parties"]] == [False]
    assert portal.box("bank-one checker", "approve") == [own["id"]]
    assert portal.box("first signer", "consent") == []
    assert portal.ask("first signer", "GET", f"/v1/instructions/{own['id']}").status_code == 404
    assert portal.step("bank-one checker", own["id"], "approve").json()["state"] == "approved"
    assert portal.box("first signer", "consent") == [own["id"]]
    seen = portal.step("first signer", own["id"], "consent").json()
    assert seen["state"] == "ready"
    assert [each["officer"] is None for each in seen["steps"]] == [True, True, False]
    portal.desks.passes(own["id"])
    done = portal.ask("bank-one maker", "GET", f"/v1/instructions/{own['id']}").json()
    assert done["state"] == "final"
    assert done["makes"].startswith("0x")
    assert done["evidence"] == [{"name": "授信批复.pdf", "sha256": "0x" + "ab" * 32}]
    for who, expected in (("supervisor reader", [own["id"]]), ("bank-two maker", [])):
        found = portal.ask(who, "GET", f"/v1/instructions?transaction={done['transaction']}").json()["items"]
        assert [each["id"] for each in found] == expected
    told = portal.ask("supervisor reader", "GET", f"/v1/instructions/{own['id']}").json()
    assert all(each["officer"] for each in told["steps"] if each["key"])


def test_the_same_key_prepares_once_and_another_request_under_it_is_refused(portal: Portal) -> None:
    certificate = portal.desks.certificate()
    without = portal.hold(certificate, key="")
    assert without.status_code == 422
    assert without.json()["errors"][0]["field"] == "Idempotency-Key"
    one, two = portal.hold(certificate, key="twice"), portal.hold(certificate, key="twice")
    assert (one.status_code, two.status_code) == (201, 201)
    assert one.json() == two.json()
    other = portal.hold(certificate, key="twice", note="another")
    assert other.status_code == 422
    assert other.json()["code"] == "IdempotencyKeyTaken"
    own = one.json()["id"]
    steps = [portal.step("bank-one checker", own, "approve", key="approved") for _ in range(2)]
    assert [each.status_code for each in steps] == [200, 200]
    assert portal.step("bank-one checker", own, "approve").json()["code"] == "InstructionStepNotAllowed"


def test_a_step_needs_its_duty_and_a_refusal_its_reason(portal: Portal) -> None:
    own = portal.hold(portal.desks.certificate(), key="duties").json()["id"]
    assert portal.step("bank-one maker", own, "approve").json()["code"] == "OfficerDutyMissing"
    assert portal.step("bank-one checker", own, "withdraw").json()["code"] == "OfficerDutyMissing"
    assert portal.step("bank-two checker", own, "approve").json()["code"] == "InstructionUnknown"
    assert portal.step("bank-one checker", own, "refuse").json()["code"] == "FieldEmpty"
    refused = portal.step("bank-one checker", own, "refuse", "顺位不需要")
    assert refused.json()["state"] == "refused"
    assert refused.json()["steps"][-1]["reason"] == "顺位不需要"
    wrong = portal.ask("bank-one maker", "POST", "/v1/instructions", key="w", json={
        "contract": "Pledges", "function": "create", "asked": {"certificateId": "0x12", "amount": "many"},
    })  # fmt: skip
    assert wrong.status_code == 422
    assert len(wrong.json()["errors"]) > 5


def test_what_the_contract_refuses_in_the_end_is_said_in_its_own_words(portal: Portal) -> None:
    certificate = portal.desks.certificate()
    names = []
    for number in range(2):
        own = portal.hold(certificate, key=f"race-{number}").json()["id"]
        portal.step("bank-one checker", own, "approve")
        portal.step("first signer", own, "consent")
        names.append(own)
    portal.desks.passes(names[0])
    portal.desks.passes(names[1])
    late = portal.ask("bank-one maker", "GET", f"/v1/instructions/{names[1]}").json()
    assert late["state"] == State.REFUSED
    assert late["refusal"]["code"] == "HoldPending"
    assert "预告" in late["refusal"]["sentence"]["zh"]
    inbox = portal.ask("bank-one maker", "GET", "/v1/inbox").json()["items"]
    assert f"refused:{names[1]}" in [each["id"] for each in inbox]


def test_the_inbox_has_the_unread_first_and_forgets_what_was_done(portal: Portal) -> None:
    certificate = portal.desks.certificate()
    own = portal.hold(certificate, key="told").json()["id"]
    notice = f"approve:{own}"
    before = portal.ask("bank-one checker", "GET", "/v1/inbox").json()
    assert notice in [each["id"] for each in before["items"] if not each["read"]]
    told = next(each for each in before["items"] if each["id"] == notice)
    assert told["link"] == f"/instructions/{own}"
    assert "待复核" in told["sentence"]["zh"]
    marked = portal.ask("bank-one checker", "POST", "/v1/inbox/read", json={"notices": [notice]})
    assert marked.json()["unread"] == before["unread"] - 1
    again = portal.ask("bank-one checker", "GET", "/v1/inbox").json()["items"]
    assert [each["read"] for each in again] == sorted(each["read"] for each in again)
    assert next(each["read"] for each in again if each["id"] == notice)
    portal.step("bank-one checker", own, "approve")
    assert notice not in portal.ask("bank-one checker", "GET", "/v1/inbox").text
    assert f"consent:{own}" in portal.ask("first signer", "GET", "/v1/inbox").text
    portal.step("first signer", own, "consent")
    portal.desks.passes(own)
    holders = portal.ask("first signer", "GET", "/v1/inbox").json()["items"]
    assert any(each["kind"] == "event" for each in holders)


def test_the_inbox_tells_when_a_renewal_may_be_asked_for_and_when_it_must_be_decided(portal: Portal) -> None:
    ends = day_of(portal.desks.now() + 175 * DAY).isoformat()  # its window of six months opened some days ago
    certificate = portal.desks.certificate(sources=[{"kind": "agreement", "authorisationEnds": ends}])
    name = certificate.id.hex()
    told = [each for each in _notices(portal, "first signer") if each["id"].startswith(f"window:{name}")]
    assert [(each["kind"], each["link"]) for each in told] == [("window", f"/certificates/{_number(certificate)}")]
    assert "可申请续期" in told[0]["sentence"]["zh"]
    assert not any(name in each["id"] for each in _notices(portal, "centre-social maker"))
    portal.desks.carry("centre-social", RequestRenewal(certificate.id, digest("the request")), "first")
    assert not any(each["id"].startswith("window:") for each in _notices(portal, "first signer"))
    now, registry = portal.desks.now(), portal.desks.number("centre-social")
    with portal.desks.mirror.sessions() as session:
        owed = concerning.awaited(session, registry, now, now + 300 * DAY)
        assert concerning.awaited(session, portal.desks.number("bank-one"), now, now + 300 * DAY) == []
    assert [(each.kind, each.certificate_id) for each in owed] == [("renewal", certificate.id)]


def _notices(portal: Portal, who: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = portal.ask(who, "GET", "/v1/inbox?limit=200").json()["items"]
    return found


def _number(certificate: Certificate) -> str:
    return CertificateNumber.from_packed(certificate.number).text


def test_a_draft_is_checked_whole_and_is_ready_to_be_an_instruction(portal: Portal) -> None:
    certificate = portal.desks.certificate()
    path = f"/v1/certificates/0x{certificate.id.hex()}/drafts/correct"
    wrong = portal.ask("centre-social maker", "POST", path, json={
        "changes": {"updateFrequency": "sometimes", "industry": ""},
    })  # fmt: skip
    assert wrong.status_code == 422
    assert {each["field"] for each in wrong.json()["errors"]} == {"changes.updateFrequency", "changes.industry"}
    good = portal.ask("centre-social maker", "POST", path, json={"changes": {"updateFrequency": "daily"}}).json()
    body = {name: good[name] for name in ("contract", "function", "asked")}
    made = portal.ask("centre-social maker", "POST", "/v1/instructions", key="correct", json=body)
    assert made.status_code == 201, made.text
    portal.step("centre-social checker", made.json()["id"], "approve")
    assert portal.desks.passes(made.json()["id"]).state == State.FINAL


def test_a_part_and_a_conversion_are_drafted_with_the_next_free_number(portal: Portal) -> None:
    certificate, code = portal.desks.certificate(), portal.desks.code("second")
    path = f"/v1/certificates/0x{certificate.id.hex()}/drafts"
    asked = {"toUscc": code, "changes": {"rights": ["operate"]}}
    nothing = portal.ask("centre-social maker", "POST", f"{path}/split", json={"toUscc": code, "changes": {}})
    assert nothing.json()["errors"][0]["code"] == "RightsMissing"
    half = {"rights": ["operate"], "part": {"fingerprint": {"algorithm": "sha-256", "value": "22" * 32}}}
    divided = portal.ask("centre-social maker", "POST", f"{path}/split", json={"toUscc": code, "changes": half})
    assert divided.json()["errors"][0]["field"] == "changes.remaining.fingerprint"
    part = portal.ask("centre-social maker", "POST", f"{path}/split", json=asked).json()
    assert part["document"]["holders"][0]["uscc"] == code
    assert [each["rights"] for each in (part["document"]["holders"][0], part["remaining"]["holders"][0])] == [
        ["operate"], ["hold", "use"],
    ]  # fmt: skip
    own = _prepared(portal, part, "split")
    again = portal.ask("centre-social maker", "POST", f"{path}/split", json=asked).json()
    assert again["document"]["number"] != part["document"]["number"]
    taken = {**part, "asked": {**part["asked"], "documentDigest": "0x" + "11" * 32}}
    body = {name: taken[name] for name in ("contract", "function", "asked")}
    second = portal.ask("centre-social maker", "POST", "/v1/instructions", key="taken", json=body)
    assert second.json()["code"] == "NumberReserved"
    _done(portal, own, "first", "second")
    assert int(portal.desks.again(certificate).rights) == 3

    converted = portal.ask("centre-social maker", "POST", f"{path}/convert", json={"changes": {"regime": "DAR"}}).json()
    assert (converted["document"]["regime"], converted["document"]["registrationType"]) == ("DAR", "conversion")
    _done(portal, _prepared(portal, converted, "convert"), "first")
    assert portal.desks.again(certificate).state.name == "SUPERSEDED"
    unknown = portal.ask("centre-social maker", "POST", f"{path}/convert", json={"changes": {"regime": "NONE"}})
    assert unknown.json()["errors"][0]["field"] == "changes.regime"


def test_the_desks_forms_of_a_part_and_a_conversion_draft_and_prepare(portal: Portal) -> None:
    certificate = portal.desks.certificate()
    for function, fields in (
        ("split", {"to": portal.desks.code("second"), "rights": ["use", "operate"]}),
        ("convert", {"regime": "DAR"}),
    ):
        path, number = f"/acts/Successions/{function}", _number(certificate)
        shown = portal.ask("centre-social maker", "GET", f"{path}?certificate={number}")
        assert shown.status_code == 200, shown.text
        assert all(f'name="{name}"' in shown.text for name in fields)
        csrf = token_of(portal.token("centre-social maker"))
        form = {"csrf": csrf, "certificate": number, "once": function * 4, **fields}
        made = portal.ask("centre-social maker", "POST", path, data=form)
        assert (made.status_code, made.headers.get("location", "")[:17]) == (303, "/instructions/ins"), made.text


def _prepared(portal: Portal, draft: dict[str, Any], key: str) -> str:
    body = {name: draft[name] for name in ("contract", "function", "asked")}
    made = portal.ask("centre-social maker", "POST", "/v1/instructions", key=key, json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def _done(portal: Portal, own: str, *parties: str) -> None:
    portal.step("centre-social checker", own, "approve")
    for party in parties:
        assert portal.step(f"{party} signer", own, "consent").status_code == 200
    done = portal.desks.passes(own)
    assert done.state == State.FINAL, done.refusal


def test_a_clients_system_prepares_and_a_person_approves_from_the_command_line(portal: Portal) -> None:
    certificate, url = portal.desks.certificate(), str(portal.client.base_url)
    asked = {"certificateId": "0x" + certificate.id.hex(), "creditor": portal.desks.number("bank-one")}
    file = portal.desks.office.home / "hold.json"
    file.write_text(json.dumps({"contract": "Pledges", "function": "hold", "asked": asked}))
    now, keys = int(time.time()), {}
    with portal.desks.service.writing() as session:
        for scopes in (("read",), ("read", "prepare")):
            new = clients.New("core system", portal.desks.number("bank-one"), frozenset(scopes))
            keys[scopes[-1]] = clients.issue(session, clients.add(session, new, now), clients.Kind.KEY, now)
        chief = officers.by_login(session, "bank-one.checker")
        assert chief is not None
        chief.password, chief.is_temporary = passwords.kept("a password of four words"), False
        chief.second_factor = Door(portal.desks.service, portal.desks.settings, time.time).seal.close(SECRET)
    deed, prepare = portal.desks.office.deed, ("instructions", "prepare", file, "--api", url, "--json")
    assert deed(*prepare, DEED_API_KEY=keys["read"]).code != 0
    made = [deed(*prepare, DEED_API_KEY=keys["prepare"]).json["id"] for _ in range(2)]
    assert made[0] == made[1]
    approve = ("instructions", "approve", made[0], "--api", url, "--json")
    assert deed(*approve, DEED_API_KEY=keys["prepare"]).code != 0  # a program never approves
    code, login = second_factor.code_at(SECRET, time.time()), ("--login", "bank-one.checker")
    said = deed(*approve, *login, stdin=f"{code}\n", DEED_OFFICER_PASSWORD="a password of four words")
    assert said.code == 0, said.err
    assert [each["step"] for each in said.json["steps"]] == ["prepare", "approve"]


def test_an_officer_reads_the_inbox_from_the_command_line(portal: Portal) -> None:
    own = portal.hold(portal.desks.certificate(), "bank-two", key="inbox").json()["id"]
    with portal.desks.service.writing() as session:
        checker = officers.by_login(session, "bank-two.checker")
        assert checker is not None
        checker.password, checker.is_temporary = passwords.kept("a password of four words"), False
        checker.second_factor = Door(portal.desks.service, portal.desks.settings, time.time).seal.close(SECRET)

    def inbox(*more: str, later: int = 0) -> Said:
        where = ("--api", str(portal.client.base_url), "--login", "bank-two.checker")
        code = second_factor.code_at(SECRET, time.time() + later)
        return portal.desks.office.deed(
            "inbox", *where, *more, stdin=f"{code}\n", DEED_OFFICER_PASSWORD="a password of four words"
        )

    listed = inbox("--json")
    assert [each["id"] for each in listed.json["items"] if each["kind"] == "approve"] == [f"approve:{own}"], listed.err
    assert listed.json["unread"] == portal.ask("bank-two checker", "GET", "/v1/inbox").json()["unread"] > 0
    shown = inbox("--read", later=30)
    assert own[:12] in shown.out, shown.err
    assert portal.ask("bank-two checker", "GET", "/v1/inbox").json()["unread"] == 0
