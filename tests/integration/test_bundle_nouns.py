"""
Bundles of certificates on which something rests: asked over HTTP, fetched, and checked with no network.

All certificates stand on one real ledger, mirrored on SQLite; the pledged one is asked for on PostgreSQL too.  What is
found about each is a row of `ASKED`; what is asked stands in `tests/resting_fixtures.py`.
"""

from __future__ import annotations

from typing import Any

import pytest

from api.caller import Scope
from ledger.audit import Options, run
from ledger.audit.letter import Asked, confirm
from ledger.audit.letter_check import check
from ledger.audit.letter_printed import pdf
from ledger.audit.report import KINDS, Layer
from ledger.domain.document import canonical
from ledger.kit.report import Report, Result
from ledger.store.service import Service
from tests.house_fixtures import House, new_key
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


# THE AUDITOR


def told(burdened: Burdened) -> list[str]:
    """Ask everything once more, and say what an auditor finds wrong with all answers that were ever given."""
    for client, names in ((burdened.house.client, ASKED), (burdened.strict, OF_ONE_POLICY)):
        for name in names:
            asked = {"basis": {"kind": "consent", "reference": "C-1"}, **burdened.made[name]}
            assert client.post("/v1/verifications", json=asked).status_code == 200
    settings = burdened.house.settings
    with Service(settings.service_database) as service:
        key = new_key(service, Scope.SUPERVISE)
    report = run(
        Options(
            settings.deployment_file,
            settings.rpc_url,
            documents=str(settings.documents_dir),
            answers=str(burdened.house.client.base_url),
            api_key=key,
        )
    )
    assert report.notes.counts[Layer.ANSWERS]["answers judged"] >= len(ASKED) + len(OF_ONE_POLICY)
    answers = [each for each in report.findings if KINDS[each.code].layer is Layer.ANSWERS]
    return [f"{each.subject}: {each.expected} {each.found}" for each in answers]


def test_an_auditor_judges_every_answer_about_them_alike(burdened: Burdened) -> None:
    assert told(burdened) == []


RESTING = {"pledge": ("encumbrances", 2), "freezes": ("restraints", 2), "licence": ("licences", 1)}
"""Of each certificate: what a letter to its holder lists under which name, and how many."""


@pytest.mark.parametrize("name", RESTING)
def test_a_letter_lists_what_rests_on_a_holders_certificate(burdened: Burdened, name: str) -> None:
    asked, (part, count) = burdened.made[name], RESTING[name]
    made = letter_of(burdened, asked["holder"]["uscc"])
    (row,) = made["certificates"]
    assert (row["number"], row["isHeld"], len(row[part])) == (asked["number"], True, count)
    _, _, faults = check(canonical(made).decode())
    assert [each.code for each in faults] == ["LetterUnsigned"]


def letter_of(burdened: Burdened, uscc: str) -> dict[str, Any]:
    settings = burdened.house.settings
    return confirm(Asked(settings.deployment_file, settings.rpc_url, uscc, documents=str(settings.documents_dir)))


def test_a_letter_lists_what_was_booked(burdened: Burdened) -> None:
    made = letter_of(burdened, burdened.made["attestations"]["holder"]["uscc"])
    assert [(each["kind"], each["condition"]) for each in made["bookings"]] == [
        ("BOOKING", "SUPERSEDED"),
        ("IMPAIRMENT", "LIVE"),
    ]
    assert pdf(made, "zh").startswith(b"%PDF-")


def test_a_letter_names_who_took_a_holders_place(burdened: Burdened) -> None:
    made = letter_of(burdened, burdened.made["succession, former holder"]["holder"]["uscc"])
    assert [(each["isHeld"], len(made["moves"])) for each in made["certificates"]] == [(False, 2)]
    assert [each["ground"] for each in made["successions"]] == ["MERGER"]


def test_a_letter_is_under_all_names_of_its_entity(burdened: Burdened) -> None:
    letter = letter_of(burdened, burdened.made["past block"]["holder"]["uscc"])
    assert letter["inputs"]["documents"] == "directory"
    made = letter["entity"]
    assert made["name"]["en"] == "New Name Ltd"
    assert [each["en"].endswith(" Ltd") for each in made["formerNames"]] == [True]
    assert len(made["profiles"]) == 2
