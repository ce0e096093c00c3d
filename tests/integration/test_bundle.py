"""The proof of an answer, from a real Anvil to the offline check: what is proven, and what only the operator says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.chain.rpc import Rpc
from ledger.domain.certificates import Certificate
from ledger.domain.numbers import CertificateNumber
from ledger.evidence import Gathering, Wanted, documents_of, evidence_of
from ledger.kit.check import check
from ledger.kit.report import Report, Result
from ledger.store.queries import certificates
from tests.bundle_fixtures import NONCE, Operator
from tests.house_fixtures import House, Registered


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
        documents = documents_of(session, house.documents, gathering.pin, wanted, evidence)
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
