"""
What no contract could have said of pledges: each event names what was there before, and comes to a pledge that lives.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.domain.encumbrances import SecurityForm
from ledger.domain.events import CertificateId, Event, Fen, IllegalTransition, Instant
from ledger.domain.events import pledges as e
from ledger.domain.facts import key_of
from ledger.domain.state import fold, reads
from tests.unit.histories import entries, hashed
from tests.unit.pledging import (
    AMOUNT,
    BANK,
    DAY,
    DEBT,
    FIRST,
    HANDS,
    NOW,
    OTHER,
    OWN,
    PAPER,
    SECOND,
    SECOND_BANK,
    SECOND_FILING,
    UNTIL,
    Step,
    after,
    created,
    held,
    one,
    perfected,
    released,
)

LATER, PLEDGE = NOW + 10, SecurityForm.PLEDGE
CAPPED = created(traits=1)
PERFECT = perfected(3, FIRST, NOW, NOW)
OBJECTED: Step = (NOW + 1, e.PledgeObjected(OWN, 3, FIRST, OTHER, Instant(NOW + DAY), PAPER, *HANDS))
PROVE = e.PledgeSuitProven(OWN, 4, FIRST, PAPER, *HANDS)
PROVEN: Step = (NOW + 2, PROVE)


@pytest.mark.parametrize(
    ("history", "event", "rule"),
    [
        ((created(),), e.PledgeAmended(OWN, 3, FIRST, AMOUNT, AMOUNT, 0, DEBT, *HANDS), "form"),
        ((created(),), e.PledgeAmended(OWN, 3, FIRST, Fen(1), AMOUNT, PLEDGE, DEBT, *HANDS), "amount before"),
        ((created(),), e.PledgeExtended(OWN, 3, FIRST, Instant(1), Instant(UNTIL + 1), PAPER, *HANDS), "term before"),
        ((created(),), e.PledgeExtended(OWN, 3, FIRST, UNTIL, UNTIL, PAPER, *HANDS), "term is longer"),
        ((created(),), e.PledgeAssigned(OWN, 3, FIRST, BANK, BANK, PAPER, *HANDS), "creditor is another"),
        ((created(),), e.PledgeAssigned(OWN, 3, FIRST, SECOND_BANK, OTHER, PAPER, *HANDS), "creditor before"),
        ((CAPPED,), e.PledgeCrystallised(OWN, 3, FIRST, Fen(AMOUNT + 1), AMOUNT, PAPER, *HANDS), "cap"),
        ((created(),), e.PledgeCrystallised(OWN, 3, FIRST, AMOUNT, AMOUNT, PAPER, *HANDS), "amount is a cap"),
        ((created(),), e.PledgePartReleased(OWN, 3, FIRST, Fen(1), Fen(0), PAPER, *HANDS), "amount before"),
        ((created(),), e.PledgePartReleased(OWN, 3, FIRST, AMOUNT, AMOUNT, PAPER, *HANDS), "amount is less"),
        ((CAPPED, PERFECT), e.PledgeEnforced(OWN, 4, FIRST, OTHER, AMOUNT, PAPER, *HANDS), "amount is a cap"),
        ((created(),), e.PledgeEnforced(OWN, 3, FIRST, OTHER, AMOUNT, PAPER, *HANDS), "perfected"),
        ((created(), created(3)), created(4, hold_id=FIRST)[1], "hold in force"),
        ((held(),), OBJECTED[1], "state"),
        ((created(), OBJECTED, released(4, FIRST, NOW + 2)), replace(PROVE, sequence=5), "in force"),
        ((created(),), replace(PROVE, sequence=3), "objection is in force"),
        ((created(), OBJECTED, PROVEN), replace(PROVE, sequence=5), "proven"),
        ((created(), OBJECTED), e.PledgeObjectionEnded(OWN, 4, FIRST, 0, PAPER, *HANDS), "outcome"),
        ((created(), released(3, FIRST, NOW + 1)), e.PledgeReleased(OWN, 4, FIRST, 1, PAPER, *HANDS), "in force"),
    ],
)  # fmt: skip
def test_what_no_contract_could_emit_is_refused(history: tuple[Step, ...], event: Event, rule: str) -> None:
    with pytest.raises(IllegalTransition, match=rule):
        fold(after(*history), entries([event], LATER, 2000))


def test_a_pledge_ends_only_behind_one_that_was_enforced_on_its_own_certificate() -> None:
    enforced = (NOW + 5, e.PledgeEnforced(OWN, 5, FIRST, OTHER, AMOUNT, PAPER, *HANDS))
    facts = after(created(), created(3, 5), perfected(4, FIRST, NOW, NOW), enforced)
    end = e.PledgeEnded(OWN, 6, SECOND, FIRST, *HANDS)
    fold(dict(facts), entries([end], LATER, 2000))
    elsewhere = replace(one(facts), certificate_id=CertificateId(hashed("other")))
    with pytest.raises(IllegalTransition, match="certificate"):
        fold({**facts, key_of(elsewhere): elsewhere}, entries([end], LATER, 2000))
    with pytest.raises(IllegalTransition):
        fold(dict(facts), entries([replace(end, pledge_id=FIRST)], LATER, 2000))
    both = (perfected(4, FIRST, NOW, NOW), perfected(5, SECOND, NOW + 1, NOW + 1, SECOND_FILING))
    second = (NOW + 5, e.PledgeEnforced(OWN, 6, SECOND, OTHER, AMOUNT, PAPER, *HANDS))
    behind = after(created(), created(3, 5), *both, second)
    with pytest.raises(IllegalTransition, match="ranks behind"):
        fold(behind, entries([e.PledgeEnded(OWN, 7, FIRST, SECOND, *HANDS)], LATER, 2000))


def test_a_suit_without_an_objection_is_told_as_such() -> None:
    with pytest.raises(IllegalTransition) as refused:
        fold(after(created()), entries([replace(PROVE, sequence=3)], LATER, 2000))
    assert (refused.value.facts["expected"], refused.value.facts["given"]) == (True, False)


def test_an_end_reads_what_was_enforced_as_well() -> None:
    assert set(reads(e.PledgeEnded(OWN, 6, SECOND, FIRST, *HANDS))) == {
        ("certificate", OWN), ("encumbrance", SECOND), ("encumbrance_list", OWN), ("encumbrance", FIRST),
    }  # fmt: skip


def test_a_pledge_that_was_just_created_has_neither_grown_nor_ended() -> None:
    made = one(after(created()))
    assert (made.added_amount, made.added_at, made.closed_at) == (0, 0, 0)


def test_a_smaller_sum_adds_nothing_and_a_larger_one_what_it_is_more() -> None:
    less = e.PledgeAmended(OWN, 3, FIRST, AMOUNT, Fen(AMOUNT - 1), PLEDGE, DEBT, *HANDS)
    reduced = one(after(created(), (NOW + 1, less)))
    assert (reduced.amount, reduced.added_amount, reduced.added_at) == (AMOUNT - 1, 0, 0)
    raised = one(after(created(), (NOW + 1, replace(less, amount=Fen(AMOUNT + 5)))))
    assert (raised.added_amount, raised.added_at) == (5, NOW + 1)


def test_an_event_speaks_of_a_pledge_on_its_own_certificate() -> None:
    facts = after(created())
    elsewhere = replace(one(facts), certificate_id=CertificateId(hashed("other")))
    with pytest.raises(IllegalTransition, match="certificate"):
        fold({**facts, key_of(elsewhere): elsewhere}, entries([released(3, FIRST)[1]], LATER, 2000))
