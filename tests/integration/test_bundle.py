"""The proof of an answer, from a real Anvil to the offline check: what is proven, and what only the operator says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.caller import Scope
from ledger.chain.rpc import Rpc
from ledger.domain.certificates import Certificate
from ledger.domain.numbers import CertificateNumber
from ledger.evidence import Gathering, Wanted, documents_of, evidence_of
from ledger.evidence.keeping import Keeping
from ledger.kit.check import check
from ledger.kit.report import Report, Result
from ledger.store.queries import blocks, certificates
from ledger.store.service import Service
from tests.bundle_fixtures import NONCE, Operator
from tests.house_fixtures import House, Registered, digest_of_file, new_key

WRITE = "DEED_WRITE_BUNDLES"
"""Names the folder into which the bundles of this run are written, to renew tests/vectors/bundles."""


@pytest.fixture
def gathering(house: House) -> Iterator[Gathering]:
    with Rpc(house.settings.rpc_url) as rpc:
        yield Gathering(rpc, house.chain.deployment)


def certificate_of(house: House, registered: Registered) -> Certificate:
    with house.mirror.sessions() as session:
        found = certificates.by_number(session, CertificateNumber.parse(registered.number).packed)
        assert found is not None
        return found


def bundle_of(house: House, gathering: Gathering, registered: Registered, **asked: Any) -> bytes:
    """Ask, gather the evidence, sign as the operator would, and return the bundle."""
    said = house.verify(number=registered.number, **({"purpose": "financing"} | asked))
    said = said.get("verification", said)
    codes = tuple(each["investee"] for each in (asked.get("equity"),) if each)
    with house.mirror.sessions() as session:
        wanted = Wanted(certificate_of(house, registered), said["evidence"]["block"], codes)
        evidence = evidence_of(session, gathering, wanted)
        assert evidence is not None
        documents = documents_of(house.documents, gathering.pin, wanted, evidence)
    operator = Operator.of(house.chain.deployment)
    return operator.bundle(operator.payload(said, evidence, int(house.clock())), evidence, documents)


def checked(house: House, bundle: bytes) -> Report:
    operator = Operator.of(house.chain.deployment)
    return check(bundle, now=int(house.clock()), trust=operator.trust, nonce=NONCE)


def test_the_bundle_of_a_fresh_certificate_is_judged_again(house: House, gathering: Gathering) -> None:
    house.now = house.chain.clock.now()
    party = house.admit("holder of the bundle")
    registered = house.issue(party)
    house.sync()
    bundle = bundle_of(house, gathering, registered, holder={"uscc": party.uscc})
    report = checked(house, bundle)
    assert report.failed is None, [step for step in report.steps if step.result is Result.FAILED]
    assert report.verdict in ("PASS", "WARN")
    assert [step.name for step in report.steps if step.result is Result.STATED] == ["finality"]


def test_a_history_of_several_acts_is_judged_again(house: House, gathering: Gathering) -> None:
    house.now = house.chain.clock.now()
    first, second = house.admit("first holder of the bundle"), house.admit("second holder of the bundle")
    registered = house.issue(first)
    house.sync()
    earlier = bundle_of(house, gathering, registered)
    other = house.issue(second)
    amended = house.amend(registered, first, volume={"records": 1300, "bytes": None})
    moved = house.transfer(amended, first, second)
    house.now = house.chain.clock.now()
    house.sync()
    bundle = bundle_of(house, gathering, moved, holder={"uscc": second.uscc}, documentDigest=digest_text(moved))
    report = checked(house, bundle)
    assert report.failed is None, report.steps[-1]
    assert report.verdict == "WARN"
    if folder := os.environ.get(WRITE):
        write_vectors(Path(folder), house, bundle, bundle_of(house, gathering, other), earlier)


def digest_text(registered: Registered) -> str:
    return "0x" + digest_of_file(registered.document)


def write_vectors(folder: Path, house: House, good: bytes, other: bytes, earlier: bytes) -> None:
    """Write what the unit tests forge (tests/vectors/bundles)."""
    operator = Operator.of(house.chain.deployment)
    for name, content in (("signed", good), ("other", other), ("earlier", earlier)):
        (folder / f"{name}.deed.json").write_bytes(content + b"\n")
    (folder / "trust.json").write_text(json.dumps(operator.trust.record, indent=1) + "\n")


def test_an_act_is_proven_when_it_is_mirrored_though_the_node_is_gone_later(house: House, gathering: Gathering) -> None:
    house.now = house.chain.clock.now()
    registered = house.issue(house.admit("holder of kept evidence"))
    house.sync()
    with Service(house.settings.service_database) as service:
        service.migrate()
        keeping = Keeping(house.mirror, replace(gathering, service=service))
        while keeping.keep_once():
            pass
        with Rpc("http://127.0.0.1:9", 0.1, 0) as gone, house.mirror.sessions() as session:
            at = blocks.cursor(session)
            assert at is not None
            wanted = Wanted(certificate_of(house, registered), at.number)
            kept = evidence_of(session, replace(gathering, rpc=gone, service=service), wanted)
            assert kept == evidence_of(session, gathering, wanted)
            assert evidence_of(session, replace(gathering, rpc=gone), wanted) is None


def test_an_answer_is_fetched_with_its_bundle_and_holds(house: House) -> None:
    house.now = house.chain.clock.now()
    party = house.admit("holder of the fetched bundle")
    registered = house.issue(party)
    house.sync()
    said = house.verify(number=registered.number, purpose="financing", holder={"uscc": party.uscc}, nonce=NONCE)
    fetched = house.client.get(f"/v1/verifications/{said['number']}/bundle")
    assert fetched.status_code == 200, fetched.text
    keys = house.client.get("/.well-known/jwks.json").json()["keys"]
    operator = Operator.of(house.chain.deployment)
    trust = replace(operator.trust, answer_keys=frozenset(each["kid"] for each in keys))
    report = check(fetched.content, now=int(house.clock()), trust=trust, nonce=NONCE)
    assert (report.failed, report.verdict) == (None, said["verdict"]), report.steps[-1]


def test_a_bundle_is_not_there_for_the_public(house: House) -> None:
    house.now = house.chain.clock.now()
    registered = house.issue(house.admit("holder of the private bundle"))
    house.sync()
    said = house.verify(number=registered.number, purpose="financing")
    path = f"/v1/verifications/{said['number']}/bundle"
    assert house.client.get(path, headers={"X-Api-Key": ""}).status_code in (401, 404)
    assert house.client.get("/v1/verifications/999999/bundle").status_code == 404


def test_a_client_that_is_told_the_public_part_has_a_bundle_without_evidence(house: House) -> None:
    house.now = house.chain.clock.now()
    registered = house.issue(house.admit("holder of the read bundle"))
    house.sync()
    with Service(house.settings.service_database) as service:
        reader = {"X-Api-Key": new_key(service, Scope.READ)}
    asked = {"purpose": "public", "number": registered.number}
    said = house.client.post("/v1/verifications", json=asked, headers=reader).json()
    fetched = house.client.get(f"/v1/verifications/{said['number']}/bundle", headers=reader)
    assert fetched.status_code == 200, fetched.text
    assert (fetched.json()["evidence"], fetched.json()["documents"]) == (None, {})
