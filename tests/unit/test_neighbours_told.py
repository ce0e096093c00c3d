"""
What a verdict says of other certificates of the same data and of acts under way: the sums, the days, the place on the
chain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from ledger.domain.attestations import Attestation
from ledger.domain.burdens import Burdens
from ledger.domain.calendar import SHANGHAI
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import EncumbranceList, Listed
from ledger.domain.equity import ContributionStage
from ledger.domain.events import CertificateId, Digest, Instant, ParticipantNumber, Position
from ledger.domain.facts import Fact, key_of
from ledger.domain.flags import Flag
from ledger.domain.kinds import AttestedKind
from ledger.domain.neighbour_checks import Pending
from ledger.domain.policy import Purpose
from ledger.domain.resting import resting
from tests.unit.burdened import (
    DAY,
    HOUR,
    SECOND_BANK,
    bearing,
    contributed,
    encumbrance,
    executed,
    hold,
    queued,
    renewing,
    unperfected,
)
from tests.unit.judging import CERTIFICATE, NOW, SECOND, SOUND, World, attestation, digest
from tests.unit.neighbouring import (
    CONTRIBUTED,
    CONTROLLED,
    FROZEN,
    NEIGHBOUR,
    PLEDGED,
    THIRD,
    applied,
    beside,
    dealt,
    own,
)

CHANGED = Position(77, 1, 2)
OTHER_NUMBER = replace(SECOND, serial=8)


def burdens(world: World) -> Mapping[str, Any]:
    return world.check("SAME_DATA_BURDENS").facts


def moment(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, SHANGHAI)


def two(*facts: Fact, unseen: bool, holder: int = 50) -> World:
    """Return the world with two other certificates; the facts rest on the first, the other is another's, or unseen."""
    first = replace(NEIGHBOUR, holder=ParticipantNumber(holder), changed=CHANGED)
    second = replace(NEIGHBOUR, id=CertificateId(digest(8)), number=OTHER_NUMBER.packed, holder=ParticipantNumber(51))
    known: Mapping[Any, Fact] = {key_of(fact): fact for fact in facts}
    seen: tuple[Certificate, ...] = (first,) if unseen else (first, second)
    return SOUND.known(
        same_data=(first, second),
        same_data_resting={each.id: resting(known, each, (), NOW) for each in seen},
    )


def test_one_that_cannot_be_seen_is_told_before_all_but_a_freeze_of_the_holders_own() -> None:
    pledged = two(*PLEDGED, unseen=True).check("SAME_DATA_BURDENS")
    assert pledged.reason == "SAME_DATA_UNSEEN"
    assert pledged.facts == {"numbers": [OTHER_NUMBER.text], "count": 1}
    mine = two(*FROZEN, unseen=True, holder=CERTIFICATE.holder).check("SAME_DATA_BURDENS")
    assert (mine.reason, mine.facts["numbers"]) == ("HOLDER_FROZEN_SAME_DATA", [SECOND.text])


def test_perfected_and_unperfected_sums_on_others_are_added() -> None:
    pledges = [replace(each, certificate_id=NEIGHBOUR.id) for each in (encumbrance(5), unperfected(6, SECOND_BANK))]
    listed = EncumbranceList(NEIGHBOUR.id, tuple(Listed(each.id, each.sequence, Instant(0)) for each in pledges))
    facts = burdens(beside(listed, *pledges))
    assert facts["secured_fen"] == facts["others"][0]["secured_fen"] == 400_000_000
    assert (facts["count"], facts["others"][0]["pledges"]) == (1, 2)


def test_each_other_is_told_with_what_rests_on_it() -> None:
    quiet = {
        "regime": "DAR", "same_holder": False, "pledges": 0, "secured_fen": 0, "freezes": 0, "is_controlled": False,
        "is_contributed": False,
    }  # fmt: skip
    frozen = burdens(two(*FROZEN, unseen=False))
    assert frozen["others"] == [
        {"number_text": SECOND.text, **quiet, "freezes": 1},
        {"number_text": OTHER_NUMBER.text, **quiet},
    ]
    (controlled,) = burdens(beside(*CONTROLLED))["others"]
    assert controlled == {"number_text": SECOND.text, **quiet, "is_controlled": True}
    (contributed_one,) = burdens(own(*CONTRIBUTED))["others"]
    assert contributed_one == {"number_text": SECOND.text, **quiet, "same_holder": True, "is_contributed": True}


def test_a_pledge_elsewhere_is_since_its_creation_and_any_other_burden_since_the_last_change() -> None:
    def since(world: World) -> Position | None:
        return world.check("SAME_DATA_BURDENS").position

    assert since(two(*PLEDGED, unseen=False)) == Position(30, 0, 5)
    assert since(two(*FROZEN, unseen=False)) == CHANGED
    both = (*PLEDGED, Burdens(NEIGHBOUR.id, freezes=(queued(6),)))
    assert since(two(*both, unseen=False)) == CHANGED


@pytest.mark.parametrize(
    ("world", "acts"),
    [
        (renewing(), [(Pending.RENEWAL, NOW + DAY)]),
        (bearing(encumbrance(5), hold(6, creditor=SECOND_BANK)), [(Pending.PLEDGE, NOW + HOUR)]),
        (contributed(ContributionStage.RESERVED), [(Pending.CONTRIBUTION, NOW + DAY)]),
        (executed(NOW + 1), [(Pending.CONFIRMATION, NOW + 1)]),
        (SOUND.certificate(flags=Flag.SURRENDERED), [(Pending.CANCELLATION, None)]),
        (bearing(encumbrance(5)), []),
    ],
)
def test_what_is_under_way_is_told_with_its_end(world: World, acts: list[tuple[Pending, int | None]]) -> None:
    told = world.check("PENDING").facts.get("acts", [])
    assert told == [{"act": act, "until": moment(until) if until else None} for act, until in acts]


def test_the_custody_of_the_present_data_that_lasts_longest_is_told_by_its_last_proof() -> None:
    present = CERTIFICATE.fingerprint

    def deposited(number: int, valid_to: int, fingerprint: Digest = present) -> Attestation:
        return attestation(number, AttestedKind.CUSTODY, valid_to=Instant(valid_to), linked_id=fingerprint)

    def proven(number: int, of: Attestation, at: int) -> Attestation:
        return replace(
            deposited(number, at + 2 * DAY), kind=AttestedKind.INTEGRITY, refers=of.id, base_date=Instant(at)
        )

    over, current, elsewhere = (
        deposited(61, NOW), deposited(62, NOW + HOUR), deposited(63, NOW + 9 * DAY, digest(99)),
    )  # fmt: skip
    proofs = proven(64, current, NOW - HOUR), proven(66, current, NOW - HOUR // 2), proven(65, current, NOW)
    last = proofs[-1]
    check = SOUND.attested(current, *proofs, over, elsewhere).check("CUSTODY")
    assert (check.reason, check.position) == ("CUSTODY_CURRENT", last.attested)
    assert (check.facts["proven_on"], check.facts["until"]) == (moment(NOW), moment(NOW + 2 * DAY))
    assert check.facts["count"] == 3


def test_a_company_that_nobody_knows_is_told_whatever_was_agreed() -> None:
    for agreed in (None, 400_000_000):
        found = dealt(agreed).known(investee=None).check("EQUITY_TERMS", Purpose.EQUITY)
        assert (found.reason, found.facts) == ("INVESTEE_UNKNOWN", {"investee": THIRD})
    above = dealt(500_000_001).known(investee=None).check("EQUITY_TERMS", Purpose.EQUITY)
    assert above.reason == "AGREED_ABOVE_VALUE"


@pytest.mark.parametrize(("applicant", "same"), [(50, 0), (12, 1)])
def test_an_application_is_told_with_its_day_and_whether_it_is_the_holders(applicant: int, same: int) -> None:
    facts = applied(applicant=applicant).check("APPLICATIONS").facts
    assert facts == {"count": 1, "regimes": ["DAR"], "same_holder": same, "since_day": "2026-11-22"}
