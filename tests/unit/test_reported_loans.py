"""
Loans on data that were reported in the press (domain rules §3.4) and contributions (§4), put to the verdict: which are
sound as they were told, and what an answer would have said of the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from ledger.domain import kinds
from ledger.domain.certificates import Right
from ledger.domain.events import Fen
from ledger.domain.kinds import AttestedKind
from ledger.domain.policy import POLICY, Outcome, Purpose
from tests.unit.burdened import bearing, encumbrance, unperfected
from tests.unit.judging import SOUND, World, attestation
from tests.unit.neighbouring import dealt

WAN = 1_000_000
"""Fen in ten thousand yuan."""

MATURITY = date(2027, 11, 20)


def valued(wan: int, world: World = SOUND) -> World:
    """Return the world in which it is valued at so many ten thousand yuan, for a pledge and for a contribution."""
    reports = (
        attestation(2, AttestedKind.VALUE, kinds.Purpose.PLEDGE, amount=Fen(wan * WAN)),
        attestation(3, AttestedKind.VALUE, kinds.Purpose.EQUITY, amount=Fen(wan * WAN)),
    )
    return world.attested(*reports)


def lent(wan: int, world: World) -> World:
    return world.asked(amount=wan * WAN, maturity=MATURITY)


@dataclass(frozen=True)
class Reported:
    """One loan as it was told, in ten thousand yuan, and what the answer must be."""

    name: str
    world: World
    verdict: Outcome
    check: str
    reason: str


_HOLD_ONLY = valued(900).certificate(rights=Right.HOLD)

REPORTED = (
    Reported("连信，1000 万，登记并评估", lent(1_000, valued(1_500)), Outcome.PASS, "VALUE_REPORT", "VALUE_CURRENT"),
    Reported(
        "济宁公交，1000 万，未登记评估", lent(1_000, SOUND.attested()), Outcome.WARN, "VALUE_REPORT", "VALUE_ABSENT"
    ),
    Reported("金服云，3000 万，评估不足", lent(3_000, valued(2_000)), Outcome.WARN, "VALUE_REPORT", "VALUE_SHORT"),
    Reported("泗洪城投，500 万对 896.8 万", lent(500, valued(896)), Outcome.PASS, "VALUE_REPORT", "VALUE_CURRENT"),
    Reported(
        "洋明塑料，5000 万，已有质押",
        lent(5_000, valued(9_000, bearing(encumbrance(5, amount=Fen(3_000 * WAN))))),
        Outcome.WARN,
        "PLEDGES",
        "PLEDGED",
    ),
    Reported(
        "亚数，1000 万，在先质押未登记",
        lent(1_000, valued(2_000, bearing(unperfected(5)))),
        Outcome.WARN,
        "PLEDGES",
        "PLEDGED_UNPERFECTED",
    ),
    Reported(
        "淏瀚，660 万，仅持有权证书", lent(660, _HOLD_ONLY), Outcome.FAIL, "RIGHT_TO_OPERATE", "RIGHT_TO_OPERATE_ABSENT"
    ),
    Reported(
        "柏慕，200 万，期限长于证书",
        valued(500).asked(amount=200 * WAN, maturity=date(2031, 1, 1)),
        Outcome.WARN,
        "TERM_COVERS",
        "TERM_SHORT",
    ),
)


@pytest.mark.parametrize("told", REPORTED, ids=[told.name for told in REPORTED])
def test_a_loan_that_was_reported_gets_the_verdict_that_its_facts_deserve(told: Reported) -> None:
    answer = told.world.judged(Purpose.FINANCING)
    found = next(check for check in answer.checks if check.code == told.check)
    assert (answer.verdict, found.reason) == (told.verdict, told.reason)


def test_a_bank_that_lends_half_of_the_value_warns_of_the_loan_of_558_in_a_thousand() -> None:
    half = replace(lent(500, valued(896)), policy=replace(POLICY, value_percent=50))
    assert half.check("VALUE_REPORT").reason == "VALUE_SHORT"
    assert replace(half, policy=replace(POLICY, value_percent=56)).check("VALUE_REPORT").reason == "VALUE_CURRENT"


def test_a_contribution_of_519_on_a_value_of_2040_passes_with_a_question() -> None:
    told = dealt(51_900_000, world=valued(204))
    answer = told.judged(Purpose.EQUITY)
    assert (answer.verdict, told.check("EQUITY_TERMS", Purpose.EQUITY).reason) == (Outcome.WARN, "AGREED_FAR_BELOW")


def test_ten_thousand_yuan_taken_for_yuan_is_short_and_never_a_pass() -> None:
    mixed_up = lent(
        1_000, SOUND.attested(attestation(2, AttestedKind.VALUE, kinds.Purpose.PLEDGE, amount=Fen(150_000)))
    )
    assert mixed_up.judged(Purpose.FINANCING).verdict is Outcome.WARN
    assert mixed_up.check("VALUE_REPORT").reason == "VALUE_SHORT"
