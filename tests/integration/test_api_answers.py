"""Signed answers over HTTP: checked as a bank does, read by those entitled, logged, proven and co-signed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from api.caller import Scope
from ledger.answers import access, jws
from ledger.answers.note import COSIGNATURE, ED25519, Checkpoint, Note, Verifier, cosigned, parse_proof
from ledger.answers.witnesses import FILE
from ledger.domain import merkle
from ledger.domain.document import canonical
from ledger.store.service import Service
from tests.chain_fixtures import Party
from tests.house_fixtures import House, Registered, new_key

CONSENT = {"kind": "consent", "reference": "C-2026-7"}


@pytest.fixture
def kept(house: House) -> Iterator[Service]:
    with Service(house.settings.service_database) as opened:
        yield opened


@pytest.fixture
def certificate(house: House) -> Registered:
    issued = house.issue(house.admit("甲"))
    house.sync()
    return issued


def _asked(certificate: Registered, **more: Any) -> dict[str, Any]:
    return {"purpose": "booking", "number": certificate.number, "basis": CONSENT, **more}


def _ask(client: httpx.Client, asked: dict[str, Any], key: str = "", **headers: str) -> httpx.Response:
    if key:
        headers["X-Api-Key"] = key
    return client.post("/v1/verifications", json=asked, headers=headers)


def _keys(house: House) -> dict[str, bytes]:
    published = house.client.get("/.well-known/jwks.json").json()["keys"]
    return {each["kid"]: base64.urlsafe_b64decode(each["x"] + "=") for each in published}


def _log_keys(house: House, origin: str) -> list[Verifier]:
    return [Verifier(origin, ED25519, public) for public in _keys(house).values()]


def _origin(house: House) -> str:
    deployment = house.chain.deployment
    return f"datadeed/{deployment.chain_id}/0x{deployment.certificates.hex()}"


def test_an_answer_is_signed_over_what_it_says_and_is_in_the_log(house: House, certificate: Registered) -> None:
    asked = _asked(certificate, nonce="0123456789abcdef")
    answer = _ask(house.client, asked)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    payload = jws.verify(found["answer"], _keys(house))
    extra = {"number", "answer", "log"}
    assert payload["verification"] == {name: value for name, value in found.items() if name not in extra}
    assert payload["number"] == found["number"]
    assert payload["nonce"] == asked["nonce"]
    assert payload["requestDigest"] == "0x" + hashlib.sha256(canonical(asked)).hexdigest()
    assert payload["exp"] - payload["iat"] == house.settings.answer_seconds
    assert payload["operator"] is None
    assert payload["chain"]["genesisHash"] == "0x" + house.chain.deployment.genesis_hash.hex()
    assert payload["chain"]["contracts"]["Certificates"] == "0x" + house.chain.deployment.certificates.hex()
    index, path, note = parse_proof(found["log"])
    assert note.signed_by(_log_keys(house, _origin(house))) is not None
    checkpoint = Checkpoint.parse(note.text)
    leaf = merkle.leaf_hash(hashlib.sha256(found["answer"].encode()).digest())
    assert merkle.root_by_inclusion(leaf, index, checkpoint.size, path) == checkpoint.root
    assert (checkpoint.origin, index) == (_origin(house), found["number"] - 1)


def test_a_key_of_the_clients_own_gets_the_same_bytes_and_no_other_request(
    house: House, certificate: Registered, kept: Service
) -> None:
    mine, others = new_key(kept, Scope.VERIFY), new_key(kept, Scope.VERIFY)
    first = _ask(house.client, _asked(certificate), mine, **{"Idempotency-Key": "loan-1"})
    house.client.get("/v1/status")
    again = _ask(house.client, _asked(certificate), mine, **{"Idempotency-Key": "loan-1"})
    assert (first.status_code, again.content) == (200, first.content)
    other = _ask(house.client, _asked(certificate, purpose="transfer"), mine, **{"Idempotency-Key": "loan-1"})
    assert (other.status_code, other.json()["code"]) == (422, "IdempotencyKeyReused")
    theirs = _ask(house.client, _asked(certificate, purpose="transfer"), others, **{"Idempotency-Key": "loan-1"})
    assert theirs.status_code == 200
    bad = _ask(house.client, _asked(certificate), mine, **{"Idempotency-Key": "a b"})
    assert bad.status_code == 422


def test_a_nonce_stands_for_one_request_of_a_client(house: House, certificate: Registered, kept: Service) -> None:
    mine, others = new_key(kept, Scope.VERIFY), new_key(kept, Scope.VERIFY)
    nonce = "0123456789abcdef"
    assert _ask(house.client, _asked(certificate, nonce=nonce), mine).status_code == 200
    replayed = _ask(house.client, _asked(certificate, nonce=nonce, purpose="transfer"), mine)
    assert (replayed.status_code, replayed.json()["code"]) == (422, "NonceReplayed")
    assert _ask(house.client, _asked(certificate, nonce=nonce, purpose="transfer"), others).status_code == 200


def test_an_answer_is_read_by_those_entitled_and_is_not_there_for_others(house: House, kept: Service) -> None:
    holder, stranger = house.admit("甲"), house.admit("乙")
    certificate = house.issue(holder)
    house.sync()
    bank = house.chain.bank

    def key(scope: Scope, party: Party | None = None) -> str:
        return new_key(kept, scope, participant=int(party.number) if party is not None else 0)

    asked_by = key(Scope.VERIFY, bank)
    number = _ask(house.client, _asked(certificate), asked_by).json()["number"]
    readers = {
        "the client that asked": (asked_by, 200),
        "its colleague": (key(Scope.READ, bank), 200),
        "who supervises": (key(Scope.SUPERVISE), 200),
        "the holder": (key(Scope.READ, holder), 200),
        "another participant": (key(Scope.VERIFY, stranger), 404),
        "another client without participant": (key(Scope.VERIFY), 404),
    }
    for who, (shown, expected) in readers.items():
        answer = house.client.get(f"/v1/verifications/{number}", headers={"X-Api-Key": shown})
        assert answer.status_code == expected, (who, answer.text)
        if expected == 404:
            assert answer.json()["code"] == "AnswerNotFound"
    assert house.client.get("/v1/verifications/999999").json()["code"] == "AnswerNotFound"


def test_a_stored_answer_that_was_altered_is_not_shown(house: House, certificate: Registered, kept: Service) -> None:
    number = _ask(house.client, _asked(certificate)).json()["number"]
    with kept.writing() as session:
        session.execute(text("UPDATE answers SET jws = replace(jws, substr(jws, 300, 1), 'A')"))
    answer = house.client.get(f"/v1/verifications/{number}")
    assert (answer.status_code, answer.json()["code"]) == (500, "AnswerAltered")


def test_the_log_is_proven_and_co_signed_by_a_witness_that_is_known(house: House, certificate: Registered) -> None:
    empty = house.client.get("/v1/log/checkpoint")
    assert (empty.status_code, empty.json()["code"]) == (404, "LogEmpty")
    answers = [_ask(house.client, _asked(certificate)).json() for _ in range(5)]
    note = Note.parse(house.client.get("/v1/log/checkpoint").text)
    newest = Checkpoint.parse(note.text)
    assert newest.size == 5
    earlier = Checkpoint.parse(parse_proof(answers[2]["log"])[2].text)
    grown = house.client.get("/v1/log/consistency", params={"first": 3, "second": 5}).json()["hashes"]
    path = [base64.b64decode(each) for each in grown]
    assert merkle.is_consistent(3, earlier.root, 5, newest.root, path)
    inside = house.client.get("/v1/log/inclusion", params={"index": 2, "size": 5}).json()["hashes"]
    leaf = merkle.leaf_hash(hashlib.sha256(answers[2]["answer"].encode()).digest())
    assert merkle.root_by_inclusion(leaf, 2, 5, [base64.b64decode(each) for each in inside]) == newest.root
    for bad in ({"index": 5, "size": 5}, {"index": 0, "size": 6}):
        assert house.client.get("/v1/log/inclusion", params=bad).json()["code"] == "LogRange"

    secret = Ed25519PrivateKey.generate()
    witness = Verifier("court.example", COSIGNATURE, secret.public_key().public_bytes_raw())
    given = {"size": 5, "cosignature": cosigned("court.example", note.text, secret, 1_795_000_000).line}
    unknown = house.client.post("/v1/log/cosignatures", json=given)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "WitnessUnknown")
    (house.settings.answer_keys_dir / FILE).write_text(f"# who witnesses\n{witness.text}\n")
    kept = house.client.post("/v1/log/cosignatures", json=given)
    assert (kept.status_code, kept.json()) == (200, {"size": 5, "witness": "court.example"})
    _ask(house.client, _asked(certificate))
    shown = house.client.get("/v1/log/checkpoint", params={"witnessed": "true"}).text
    assert Note.parse(shown).signed_by([witness]) == witness
    later = house.client.get(f"/v1/verifications/{answers[0]['number']}").json()
    assert parse_proof(later["log"])[2].signed_by([witness]) == witness


def test_the_access_log_says_who_asked_what_and_breaks_where_it_is_cut(
    house: House, certificate: Registered, kept: Service
) -> None:
    asked_by = new_key(kept, Scope.VERIFY, participant=int(house.chain.bank.number))
    for purpose in ("booking", "transfer", "booking"):
        _ask(house.client, _asked(certificate, purpose=purpose), asked_by)
    refused = house.client.get("/v1/access-log", headers={"X-Api-Key": asked_by})
    assert refused.status_code == 403
    *lines, end = house.client.get("/v1/access-log").text.splitlines()
    found = [access.read(line) for line in lines]
    assert [each["purpose"] for each in found] == ["booking", "transfer", "booking"]
    assert {each["basis"] for each in found} == {"consent: C-2026-7"}
    assert {each["participant"] for each in found} == {int(house.chain.bank.number)}
    assert {each["certificate"] for each in found} == {certificate.id}
    assert list(access.broken(lines)) == []
    assert list(access.broken([lines[0], lines[2]])) == [2]
    last = "0x" + hashlib.sha256(lines[2].encode()).hexdigest()
    assert access.read(end) == {"after": 3, "digest": last, "more": False}
    first, end = house.client.get("/v1/access-log", params={"limit": 1}).text.splitlines()
    assert (first, access.read(end)["more"]) == (lines[0], True)
    rest = house.client.get("/v1/access-log", params={"after": 1}).text.splitlines()
    assert rest[:-1] == lines[1:]


def test_the_public_asks_for_the_purpose_public_and_is_answered_with_a_signature(
    house: House, certificate: Registered
) -> None:
    with httpx.Client(base_url=house.client.base_url, timeout=30) as public:
        refused = _ask(public, _asked(certificate))
        assert (refused.status_code, refused.json()["code"]) == (401, "TokenMissing")
        answer = _ask(public, {"purpose": "public", "number": certificate.number})
        assert answer.status_code == 200, answer.text
        payload = jws.verify(answer.json()["answer"], _keys(house))
        assert payload["client"] == hashlib.sha256(b"").hexdigest()
        again = public.get(f"/v1/verifications/{answer.json()['number']}")
        assert again.status_code == 401
