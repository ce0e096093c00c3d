"""An answer with its proof over HTTP: asked for, promised by digest, fetched, and checked without a network."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode

import pytest

from api.app import create_app
from api.serve import kept
from ledger.domain.document import canonical, parse
from ledger.index import Projected
from ledger.kit.check import check
from ledger.kit.trust import Trust
from ledger.store.service import Service
from ledger.store.service.proofs import ProofRow
from tests.bundle_fixtures import Operator
from tests.house_fixtures import House, Registered, serving

NONCE = "a-nonce-of-the-bank-1"


@pytest.fixture
def registered(house: House) -> Registered:
    house.now = house.chain.clock.now()
    made = house.issue(house.admit("甲"))
    house.sync()
    return made


def _asked(number: str, **more: object) -> dict[str, object]:
    basis = {"kind": "consent", "reference": "C-1"}
    return {"purpose": "financing", "number": number, "basis": basis, "nonce": NONCE, **more}


def test_a_proof_that_is_asked_for_is_promised_and_holds_offline(house: House, registered: Registered) -> None:
    answer = house.client.post("/v1/verifications", json=_asked(registered.number, proof=True))
    assert answer.status_code == 200, answer.text
    fetched = house.client.get(f"/v1/verifications/{answer.json()['number']}/bundle")
    bundle = parse(fetched.content)
    keys = house.client.get("/.well-known/jwks.json").json()["keys"]
    trust = Operator.of(house.chain.deployment).trust.record | {"answerKeys": [keys[-1]["kid"]]}
    report = check(fetched.content, now=int(house.clock()), trust=Trust.read(trust), nonce=NONCE)
    assert report.failed is None, report.steps[-1]
    assert report.verdict == answer.json()["verdict"]
    promised = "0x" + hashlib.sha256(canonical(bundle["evidence"])).hexdigest()
    assert _payload(answer.json()["answer"])["evidenceDigest"] == promised


def _payload(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    return dict(parse(urlsafe_b64decode(part + "=" * (-len(part) % 4))))


def test_without_a_wish_nothing_is_promised(house: House, registered: Registered) -> None:
    answer = house.client.post("/v1/verifications", json=_asked(registered.number)).json()
    assert _payload(answer["answer"])["evidenceDigest"] is None


def test_the_public_gets_no_proof(house: House, registered: Registered) -> None:
    with serving(create_app(house.settings, clock=house.clock, mirror=house.mirror), public=True) as client:
        asked = {"purpose": "public", "number": registered.number, "proof": True}
        assert client.post("/v1/verifications", json=asked).status_code == 401


def test_who_serves_keeps_the_proof_of_each_act(house: House, registered: Registered) -> None:
    app = create_app(house.settings, clock=house.clock, mirror=house.mirror)
    told: list[object] = []
    with kept(house.settings, house.mirror, app.state.ledger, told.append) as observe:
        observe(Projected(1, 1, 1, 1, 0.0, 0))
    assert told, "what is told is told on"
    with Service(house.settings.service_database) as service, service.reading() as session:
        ids = {row.certificate for row in session.query(ProofRow)}
    assert registered.issued.certificate_id in ids
