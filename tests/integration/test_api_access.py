"""
Who may ask: the matrix of every route and every caller, and what each caller shows, over HTTP on the real stack.
"""

from __future__ import annotations

import re
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.caller import Scope
from api.middleware import UPLOADS
from api.needs import MACHINES, NEEDS, UNPLACED, need_of
from ledger.domain.acts.governance import Reinstate, Suspend
from ledger.store.service import clients
from ledger.store.service.clients import New
from ledger.tls import trusted
from tests.chain_fixtures import LedgerChain, digest_of
from tests.house_fixtures import House, new_key, serving
from tests.visitor_fixtures import Door, is_refused, opened

CALLERS = ("public", "expired", "revoked", "suspended", "read", "verify", "watch", "supervise", "all")

MATRIX = Path(__file__).with_name("access_matrix.txt")
"""What each caller meets at each route: "." it is let in, "1" 401, "3" 403."""


# THE MATRIX


def _cells() -> dict[str, dict[str, str]]:
    """Route -> caller -> "." if it is let in, "1" for 401, "3" for 403."""
    rows = [line.split() for line in MATRIX.read_text().splitlines() if not line.startswith("#")]
    return {f"{method} {path}": dict(zip(CALLERS, cells, strict=True)) for method, path, *cells in rows}


def _body(method: str, path: str) -> dict[str, Any]:
    """Return a body of the kind that a route reads, with nothing in it that it knows."""
    if method != "POST":
        return {}
    if UPLOADS.fullmatch(path.partition("?")[0]):
        return {"files": {"unknown": b"1"}}
    return {"json": {}} if path.startswith(MACHINES) else {"data": {"unknown": "1"}}


def _routes(app: FastAPI) -> set[str]:
    """Every method and path that the application has."""
    found: set[str] = set()
    one: Any
    for one in app.routes:
        for route in one.original_router.routes if hasattr(one, "original_router") else [one]:
            found |= {f"{method} {route.path}" for method in route.methods}
    return found


def test_every_route_has_its_line_in_the_table_and_in_the_matrix(door: Door) -> None:
    routes = _routes(door.app)
    assert len(routes) > 60
    assert set(NEEDS) == routes
    assert set(_cells()) == routes


def test_a_route_without_a_line_is_closed_to_all_who_do_not_supervise() -> None:
    assert need_of("GET", "/v1/forgotten") == UNPLACED == (Scope.SUPERVISE,)


@pytest.fixture
def keys(door: Door) -> dict[str, str]:
    """What each caller shows; the suspended one is a bank that the governors suspended."""
    bank = door.chain.bank
    shown = {scope.value: new_key(door.service, scope) for scope in Scope}
    shown |= {"public": "", "all": new_key(door.service), "revoked": new_key(door.service)}
    shown["expired"] = door.grant(door.new_secret()[0], 0)
    shown["suspended"] = new_key(door.service, participant=bank.number)
    door.revoke(shown["revoked"])
    door.chain.govern(Suspend(bank.number, digest_of("why")))
    door.sync()
    return shown


def test_each_caller_is_let_in_where_the_matrix_says_so_and_nowhere_else(door: Door, keys: dict[str, str]) -> None:
    wrong, count = [], 0
    with httpx.Client(base_url=door.base, verify=trusted(), timeout=30) as client:
        for route, cells in _cells().items():
            method, template = route.split()
            path = re.sub(r"\{\w+\}", "1", template) + "?unknown=1"  # refused by every route that lets the caller in
            body = _body(method, path) if template != "/v1/token" else {}
            for caller, cell in cells.items():
                headers = {"X-Api-Key": keys[caller]} if keys[caller] else {}
                with client.stream(method, path, headers=headers, **body) as answer:
                    found = {401: "1", 403: "3"}.get(answer.status_code, ".")
                count += 1
                if found != cell or answer.status_code >= 500:
                    wrong.append(f"{route}: {caller} gets {answer.status_code}, the matrix says {cell}")
    assert not wrong, "\n".join(wrong)
    assert count == len(CALLERS) * len(NEEDS)


def test_a_client_reads_what_its_scope_is_for(door: Door, keys: dict[str, str]) -> None:
    assert door.ask("/v1/certificates", keys["read"]).json() == {"items": [], "next": None}
    refused = door.ask("/v1/certificates", keys["watch"])
    is_refused(refused, 403, "ScopeMissing")
    assert "read" in refused.json()["detail"]
    unknown = door.ask("/v1/certificates")
    is_refused(unknown, 401, "TokenMissing")
    assert unknown.headers["WWW-Authenticate"] == 'Bearer realm="datadeed"'


def test_a_purpose_other_than_public_needs_the_scope_verify(door: Door, keys: dict[str, str]) -> None:
    basis = {"kind": "consent", "reference": "C-1"}
    holder = {"uscc": door.chain.bank.uscc}
    asked = {"purpose": "booking", "id": "ab" * 32, "holder": holder, "basis": basis}
    statuses = {
        caller: door.ask("/v1/verifications", keys[caller], "POST", json=asked).status_code
        for caller in ("public", "read", "watch", "supervise", "verify", "all")
    }
    assert statuses == {"public": 401, "read": 403, "watch": 403, "supervise": 403, "verify": 200, "all": 200}
    assert door.ask("/v1/verifications", "", "POST", json={"purpose": "public", "id": "ab" * 32}).status_code == 200


# WHAT THE PUBLIC SEES


def test_the_public_sees_the_public_fields_by_number_and_nothing_else(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    house.sync()
    with ExitStack() as stack:
        app = create_app(house.settings, clock=house.clock, mirror=house.mirror)
        public = stack.enter_context(serving(app, public=True))
        shown = public.get(f"/v1/certificates/{sound.number}").json()
        assert set(shown) == {
            "number", "regime", "registry", "dataName", "holders", "state", "standing", "validFrom", "validTo",
            "documentDigest", "queryCode",
        }  # fmt: skip
        assert shown["dataName"] == sound.document["dataName"]
        assert shown["holders"] == [{"zh": "甲有限公司", "en": "甲 Ltd"}]
        assert holder.uscc not in public.get(f"/v1/certificates/{sound.number}").text
        is_refused(public.get(f"/v1/certificates/{sound.id}"), 401, "TokenMissing")
        past = public.get(f"/v1/certificates/{sound.number}", params={"as_of_block": 1})
        is_refused(past, 401, "TokenMissing")
        full = house.client.get(f"/v1/certificates/{sound.number}").json()
        assert full["holders"][0]["uscc"] == holder.uscc


def test_the_public_verification_shows_no_burden_but_that_there_is_one(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    house.sync()
    asked = {"purpose": "public", "number": sound.number}
    full = house.client.post("/v1/verifications", json=asked).json()
    with serving(create_app(house.settings, clock=house.clock, mirror=house.mirror), public=True) as public:
        told = public.post("/v1/verifications", json=asked)
    shown = told.json()
    assert shown["verdict"] == full["verdict"]
    assert [check["code"] for check in shown["checks"]] == [check["code"] for check in full["checks"]]
    pledges = next(check for check in shown["checks"] if check["code"] == "PLEDGES")
    assert (pledges["reason"], pledges["facts"], pledges["event"]) == ("DETAIL_WITHHELD", {}, None)
    assert shown["certificate"]["number"] == sound.number
    assert "applicant" not in shown["certificate"]
    assert holder.uscc not in told.text


# WHAT A CALLER SHOWS


def test_an_api_key_is_shown_in_either_header_and_a_secret_is_none(door: Door) -> None:
    key = new_key(door.service, Scope.READ)
    client_id, secret = door.new_secret(Scope.READ)
    assert door.ask("/v1/certificates", key).status_code == 200
    assert door.ask("/v1/certificates", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    is_refused(door.ask("/v1/certificates", secret), 401, "CredentialsInvalid")
    is_refused(door.ask("/v1/certificates", client_id), 401, "CredentialsInvalid")
    for words in (f"Basic {key}", "Bearer", key):
        is_refused(door.ask("/v1/certificates", headers={"Authorization": words}), 401, "CredentialsInvalid")
    twice = door.ask("/v1/certificates", key, headers={"Authorization": f"Bearer {key}"})
    is_refused(twice, 401, "CredentialsSeveral")


def test_the_answer_is_the_same_for_what_was_never_given_and_what_was_revoked(door: Door) -> None:
    revoked = new_key(door.service)
    door.revoke(revoked)
    answers = [door.ask("/v1/status", key) for key in (revoked, "deed_key_never", "x")]
    answers.append(door.ask("/v1/status", headers={b"X-Api-Key": "é".encode()}))
    told = [{**answer.json(), "instance": ""} for answer in answers]
    assert told[0]["code"] == "CredentialsInvalid"
    assert all(each == told[0] for each in told)


def test_an_expired_token_is_told_so_and_is_never_the_public(door: Door) -> None:
    client_id, _ = door.new_secret(Scope.READ)
    assert door.ask("/v1/status", door.grant(client_id, 600)).status_code == 200
    expired = door.ask("/v1/status", door.grant(client_id, 0))
    is_refused(expired, 401, "CredentialsExpired")
    assert 'error="invalid_token"' in expired.headers["WWW-Authenticate"]


def test_a_suspended_participants_credentials_stop_and_come_back(door: Door) -> None:
    bank = door.chain.bank
    key = new_key(door.service, participant=bank.number)
    client_id, secret = door.new_secret(participant=bank.number)
    held = door.grant(client_id, 600)
    assert door.ask("/v1/certificates", held).status_code == 200
    door.chain.govern(Suspend(bank.number, digest_of("why")))
    door.sync()
    for shown in (key, held):
        is_refused(door.ask("/v1/certificates", shown), 403, "CallerSuspended")
    form = {"grant_type": "client_credentials"}
    refused = door.ask("/v1/token", "", "POST", data=form, auth=(client_id, secret))
    assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")
    door.chain.govern(Reinstate(bank.number, digest_of("why not")))
    door.sync()
    assert door.ask("/v1/certificates", key).status_code == 200


def test_a_client_of_a_participant_that_is_not_on_the_ledger_is_refused(door: Door) -> None:
    is_refused(door.ask("/v1/status", new_key(door.service, participant=999_999)), 403, "CallerSuspended")


def test_a_revocation_takes_effect_in_every_process_when_what_it_believes_is_old(
    ledger_chain: LedgerChain, tmp_path: Path
) -> None:
    with opened(ledger_chain, tmp_path, caller_seconds=0.5) as first:
        other_app = create_app(first.settings, mirror=first.mirror, caller_seconds=0.5)
        with serving(other_app, public=True) as other:
            key = new_key(first.service)
            assert first.ask("/v1/certificates", key).status_code == 200
            assert other.get("/v1/certificates", headers={"X-Api-Key": key}).status_code == 200
            first.revoke(key)
            time.sleep(0.6)
            is_refused(first.ask("/v1/certificates", key), 401, "CredentialsInvalid")
            is_refused(other.get("/v1/certificates", headers={"X-Api-Key": key}), 401, "CredentialsInvalid")


# A CERTIFICATE THAT A PROXY HAS CHECKED


def test_a_certificate_is_believed_from_the_trusted_proxy_only(ledger_chain: LedgerChain, tmp_path: Path) -> None:
    fingerprint = "5A" * 32
    settings: dict[str, Any] = {"identity_header": "X-Client-Certificate", "proxy_addresses": "127.0.0.2, 127.0.0.3"}
    with opened(ledger_chain, tmp_path, **settings) as door:
        with door.service.writing() as session:
            clients.add(session, New("a bank's gateway", 0, frozenset({"read"}), certificate=fingerprint), 1)
        written = ":".join(re.findall("..", fingerprint))

        def ask(address: str, *named: str) -> httpx.Response:
            transport = httpx.HTTPTransport(local_address=address)
            headers = [("X-Client-Certificate", each) for each in named]
            with httpx.Client(base_url=door.base, transport=transport) as client:
                return client.get("/v1/certificates", headers=headers)

        assert ask("127.0.0.2", written).status_code == 200
        assert ask("127.0.0.3", fingerprint.lower()).status_code == 200
        is_refused(ask("127.0.0.1", written), 401, "TokenMissing")
        is_refused(ask("127.0.0.2", "CN=somebody else"), 401, "CredentialsInvalid")
        is_refused(ask("127.0.0.2", ""), 401, "TokenMissing")
        is_refused(ask("127.0.0.2", written, written), 401, "CredentialsSeveral")


def test_no_header_names_a_certificate_where_none_is_configured(door: Door) -> None:
    with door.service.writing() as session:
        clients.add(session, New("a bank's gateway", 0, frozenset({"read"}), certificate="CN=bank"), 1)
    for name in ("X-Client-Certificate", "X-Forwarded-Client-Cert", "X-SSL-Client-S-DN"):
        is_refused(door.ask("/v1/certificates", headers={name: "CN=bank"}), 401, "TokenMissing")


# HOW OFTEN


def test_the_public_is_told_when_it_asks_too_often_and_when_to_come_back(
    ledger_chain: LedgerChain, tmp_path: Path
) -> None:
    with opened(ledger_chain, tmp_path, window_seconds=5, public_per_minute=3, client_per_minute=5) as door:
        key = new_key(door.service)
        answers = [door.ask("/v1/regimes") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[0].headers["RateLimit-Policy"] == '"public";q=3;w=5'
        assert re.fullmatch(r'"public";r=2;t=[1-5]', answers[0].headers["RateLimit"])
        is_refused(answers[3], 429, "AskedTooOften")
        assert answers[3].json()["retryable"] is True
        seconds = int(answers[3].headers["Retry-After"])
        assert 1 <= seconds <= 5
        assert door.ask("/health/live").status_code == 200
        assert door.ask("/v1/regimes", key).headers["RateLimit-Policy"] == '"client";q=5;w=5'
        time.sleep(seconds)
        assert door.ask("/v1/regimes").status_code == 200


def test_a_client_has_its_own_allowance(ledger_chain: LedgerChain, tmp_path: Path) -> None:
    with opened(ledger_chain, tmp_path, client_per_minute=2) as door:
        one, other = new_key(door.service), new_key(door.service)
        assert [door.ask("/v1/regimes", one).status_code for _ in range(3)] == [200, 200, 429]
        assert door.ask("/v1/regimes", other).status_code == 200
        assert door.ask("/v1/regimes").status_code == 200


def test_whoever_tries_keys_is_stopped_and_shuts_out_no_client(ledger_chain: LedgerChain, tmp_path: Path) -> None:
    with opened(ledger_chain, tmp_path, caller_seconds=60, public_per_minute=3) as door:
        key = new_key(door.service)
        assert door.ask("/v1/regimes", key).status_code == 200
        tried = [door.ask("/v1/regimes", f"deed_key_{place}").status_code for place in range(5)]
        assert tried == [401, 401, 401, 429, 429]
        assert door.ask("/v1/regimes", key).status_code == 200
        assert door.ask("/v1/regimes").status_code == 200


def test_behind_a_proxy_each_address_is_counted_and_nobody_else_names_one(
    ledger_chain: LedgerChain, tmp_path: Path
) -> None:
    with opened(ledger_chain, tmp_path, public_per_minute=2, proxy_addresses="127.0.0.2") as door:

        def ask(peer: str, seen: str) -> int:
            with httpx.Client(base_url=door.base, transport=httpx.HTTPTransport(local_address=peer)) as client:
                return client.get("/v1/regimes", headers={"X-Forwarded-For": seen}).status_code

        assert [ask("127.0.0.2", f"10.9.9.9, 203.0.113.{place // 2}") for place in range(6)] == [200] * 6
        assert ask("127.0.0.2", "198.51.100.7, 203.0.113.0") == 429
        assert [ask("127.0.0.1", f"203.0.113.{place}") for place in range(10, 13)] == [200, 200, 429]
