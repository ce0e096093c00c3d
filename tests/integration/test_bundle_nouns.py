"""
Bundles of certificates on which something rests: asked over HTTP, fetched, and checked with no network.

All certificates stand on one real ledger, mirrored on SQLite; the pledged one is asked for on PostgreSQL too.  What is
found about each is a row of `ASKED`; what is asked stands in `tests/resting_fixtures.py`.
"""

from __future__ import annotations

from typing import Any

import pytest

from ledger.kit.report import Report, Result
from tests.house_fixtures import House
from tests.office_fixtures import Offices
from tests.resting_fixtures import EVERYTHING, Burdened, asked_of, pledge, rename, valued

# WHAT IS FOUND

ASKED = {
    "pledge": ("WARN", "PLEDGES", "PLEDGED_UNPERFECTED"),
    "perfected pledge": ("WARN", "PLEDGES", "PLEDGED"),
    "released pledge": ("PASS", "PLEDGES", "NOT_PLEDGED"),
    "hold": ("WARN", "PLEDGES", "RANK_HELD"),
    "freezes": ("WARN", "FREEZES", "FREEZE_QUEUED"),
    "lifted freeze": ("PASS", "FREEZES", "NOT_FROZEN"),
    "objection": ("FAIL", "OBJECTIONS", "OBJECTED"),
    "control": ("FAIL", "CONTROLS", "CONTROLLED"),
    "surrender": ("FAIL", "SURRENDERED", "SURRENDERED"),
    "source objection": ("WARN", "SOURCE_OBJECTIONS", "SOURCE_OBJECTS"),
    "deletion due": ("WARN", "SOURCE_OBJECTIONS", "SOURCE_DELETION_DUE"),
    "licence": ("WARN", "LICENCES", "LICENSED_EXCLUSIVELY"),
    "reservation": ("FAIL", "CONTRIBUTION", "RESERVED"),
    "reservation for another": ("FAIL", "CONTRIBUTION", "RESERVED"),
    "attestations": ("WARN", "BENEFICIARIES", "BENEFICIARIES_NOTED"),
    "attestations, financing": ("WARN", "PERSONAL_INFORMATION", "PERSONAL_INVOLVED"),
    "renewal": ("WARN", "RENEWAL", "RENEWAL_REQUESTED"),
    "succession": ("UNDETERMINED", "DOCUMENT_INTACT", "DOCUMENT_ABSENT"),
    "succession, former holder": ("FAIL", "HOLDER_MATCHES", "HOLDER_OTHER"),
    "link": ("WARN", "LINKS", "LINKED"),
    "linked": ("UNDETERMINED", "LINKS", "NOT_LINKED"),
    "cancelled": ("FAIL", "IN_FORCE", "CANCELLED"),
    "second of the same data": ("WARN", "IN_FORCE", "IN_FORCE"),
    "revoked": ("FAIL", "IN_FORCE", "REVOKED"),
    "second of claimed data": ("WARN", "IN_FORCE", "IN_FORCE"),
    "what remains": ("FAIL", "RIGHT_TO_OPERATE", "RIGHT_TO_OPERATE_ABSENT"),
    "part": ("FAIL", "LINKS", "LINKED"),
    "superseded": ("FAIL", "IN_FORCE", "SUPERSEDED"),
    "conversion": ("FAIL", "LINKS", "LINKED"),
    "two holders": ("WARN", "CO_HOLDERS", "HELD_JOINTLY"),
    "present QR code": ("WARN", "QR_MATCHES", "QR_CURRENT"),
    "earlier QR code": ("WARN", "QR_MATCHES", "QR_EARLIER"),
    "forged QR code": ("FAIL", "QR_MATCHES", "QR_UNKNOWN"),
    "present paper": ("WARN", "DOCUMENT_PRESENTED", "PRESENTED_CURRENT"),
    "earlier paper": ("WARN", "DOCUMENT_PRESENTED", "PRESENTED_EARLIER"),
    "forged paper": ("FAIL", "DOCUMENT_PRESENTED", "PRESENTED_UNKNOWN"),
    "named by its paper": ("WARN", "DOCUMENT_PRESENTED", "PRESENTED_EARLIER"),
    "by the holder's name": ("WARN", "HOLDER_MATCHES", "HOLDER_NAMED_ONLY"),
    "paper not on file": ("UNDETERMINED", "DOCUMENT_INTACT", "DOCUMENT_ABSENT"),
    "sources": ("PASS", "SOURCES_AUTHORISED", "SOURCES_AUTHORISED"),
    "past block": ("PASS", "FREEZES", "NOT_FROZEN"),
    "past instant": ("PASS", "FREEZES", "NOT_FROZEN"),
    "renamed holder": ("FAIL", "IN_FORCE", "REVOKED"),
}
"""Of each certificate: the verdict, and what one check finds."""

OF_ONE_POLICY = ("pledge", "objection", "reservation", "attestations", "cancelled", "paper not on file", "past block")
"""What is asked by a bank's own policy too: of each purpose, in force and not, with its paper and without."""


def reason_in(said: dict[str, Any], code: str) -> str:
    return str(next(each["reason"] for each in said["checks"] if each["code"] == code))


def stated_in(report: Report) -> list[str]:
    return [step.name for step in report.steps if step.result is Result.STATED]


def of_operators_word(said: dict[str, Any]) -> list[str]:
    """The steps in which only the operator vouches: no witness, no seals; that a document is not on file."""
    is_absent = reason_in(said, "DOCUMENT_INTACT") == "DOCUMENT_ABSENT"
    return ["log", "finality", *(["documents"] if is_absent else [])]


def test_a_pledged_certificates_bundle_is_judged_again_on_both_databases(house: House) -> None:
    burdened = Burdened(house, Offices(house), house.client)
    assert burdened.offices.evaluator
    pledge(burdened)
    house.now = house.chain.clock.now()
    house.sync()
    said, report = burdened.bundle(house.client, **burdened.made["pledge"])
    assert reason_in(said, "PLEDGES") == "PLEDGED_UNPERFECTED"
    assert (report.failed, report.verdict, stated_in(report)) == (None, "WARN", ["log", "finality"]), report.steps[-1]


def test_every_certificate_is_asked_for(burdened: Burdened) -> None:
    assert burdened.made.keys() == ASKED.keys()


@pytest.mark.parametrize("name", ASKED)
def test_the_bundle_of_what_rests_on_a_certificate_is_judged_again(burdened: Burdened, name: str) -> None:
    said, report = burdened.bundle(burdened.house.client, **burdened.made[name])
    verdict, code, reason = ASKED[name]
    assert (said["verdict"], reason_in(said, code)) == (verdict, reason)
    assert (report.failed, report.verdict) == (None, verdict), report.steps[-1]
    assert stated_in(report) == of_operators_word(said)


@pytest.mark.parametrize("name", OF_ONE_POLICY)
def test_what_a_banks_own_policy_made_graver_is_judged_again(burdened: Burdened, name: str) -> None:
    said, report = burdened.bundle(burdened.strict, **burdened.made[name])
    assert said["ownPolicy"]["version"] == "2026-12"
    assert (report.failed, report.verdict) == (None, said["verdict"]), report.steps[-1]


def test_the_own_policy_of_these_tests_is_graver(burdened: Burdened) -> None:
    said, report = burdened.bundle(burdened.strict, **burdened.made["released pledge"])
    found = {each["code"]: (each["outcome"], each["reason"]) for each in said["checks"]}
    assert found["REPORTS"] == ("UNDETERMINED", "REPORTS_NONE")
    assert found["TERM_COVERS"] == ("WARN", "TERM_ENDING")
    assert found["LICENCES"] == ("WARN", "NOT_LICENSED")
    assert report.verdict == "UNDETERMINED"


def test_the_evidence_promised_before_an_act_is_the_bundles_after_it(burdened: Burdened) -> None:
    """The holder is renamed and the certificate frozen between the answer and the bundle."""
    house = burdened.house
    made, holder = valued(burdened)
    house.now = house.chain.clock.now()
    house.sync()
    asked = asked_of(
        made, holder, basis={"kind": "consent", "reference": "C-1"}, nonce="a-nonce-before-the-act", proof=True
    )
    said = house.client.post("/v1/verifications", json=asked).json()
    burdened.offices.freeze(made, days=30, forbidden=EVERYTHING)
    rename(house, holder)
    house.now = house.chain.clock.now()
    house.sync()
    fetched = house.client.get(f"/v1/verifications/{said['number']}/bundle")
    report = burdened.checked(house.client, fetched.content, asked["nonce"])
    assert (said["verdict"], report.failed, report.verdict) == ("PASS", None, "PASS"), report.steps[-1]
    _, report = burdened.bundle(house.client, **asked_of(made, holder, proof=True))
    assert (report.failed, report.verdict) == (None, "FAIL"), report.steps[-1]
