"""
Holds and pledges at an instant: what is in force, in which rank, how much it secures, and whom it protects.

Worked by hand from the rules (Civil Code, art. 406 to 424; domain rules §9.2).
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from ledger.domain.acts.filed import require_allowed
from ledger.domain.encumbrances import (
    EncumbranceStanding,
    EncumbranceState,
    burden,
    is_in_force,
    rank_key,
    ranks,
    standing,
)
from ledger.domain.events import (
    Digest,
)
from ledger.domain.facts import thing_id
from ledger.domain.matrix import Operation, Restraint
from ledger.domain.pledges import consents
from ledger.errors import ActRefused
from tests.unit.histories import (
    YEAR,
)
from tests.unit.pledging import (
    AMOUNT,
    DAY,
    FIRST,
    HOLD_END,
    NOW,
    OWN,
    SECOND,
    SECOND_FILING,
    THIRD,
    UNTIL,
    after,
    certificate_in,
    created,
    held,
    one,
    order,
    perfected,
)


class TestRank:
    """The rule of rank, case by case."""

    def test_perfected_before_unperfected(self) -> None:
        facts = after(created(), created(3, 5), perfected(4, SECOND, NOW + 50, NOW + 50))
        assert order(facts) == [SECOND, FIRST]

    def test_the_earlier_filing_first_whenever_it_is_recorded(self) -> None:
        steps = (created(), created(3, 5), perfected(4, SECOND, NOW + 40, NOW + 50))
        facts = after(*steps, perfected(5, FIRST, NOW + 39, NOW + 60, SECOND_FILING))
        assert order(facts) == [FIRST, SECOND]
        facts = after(*steps, perfected(5, FIRST, NOW + 41, NOW + 60, SECOND_FILING))
        assert order(facts) == [SECOND, FIRST]
        facts = after(*steps, perfected(5, FIRST, NOW + 40, NOW + 60, SECOND_FILING))
        assert order(facts) == [FIRST, SECOND]

    def test_a_hold_stands_among_the_unperfected_and_keeps_its_time(self) -> None:
        reserved = created(4, time=NOW + 20, hold_id=FIRST, rank_at=NOW, traits=4)
        facts = after(held(), created(3, 5, NOW + 10))
        assert order(facts) == [FIRST, SECOND]
        facts = after(held(), created(3, 5, NOW + 10), reserved)
        assert order(facts) == [THIRD, SECOND]
        rival = perfected(5, SECOND, NOW + 30, NOW + 30)
        facts = after(held(), created(3, 5, NOW + 10), reserved, rival)
        assert order(facts) == [SECOND, THIRD]
        late = perfected(6, THIRD, NOW + 60, NOW + 60, SECOND_FILING, rank_at=NOW)
        facts = after(held(), created(3, 5, NOW + 10), reserved, rival, late)
        assert order(facts) == [THIRD, SECOND]

    def test_a_filing_before_the_hold_is_the_better_rank(self) -> None:
        reserved = created(3, time=NOW + 20, hold_id=FIRST, rank_at=NOW, traits=4)
        facts = after(held(), reserved, perfected(4, SECOND, NOW - 9, NOW + 30, rank_at=NOW - 9))
        assert one(facts, SECOND).rank_at == NOW - 9

    def test_there_is_one_first_rank_whatever_happens(self) -> None:
        """Every order in which three pledges may be filed gives a total order, and the same by time of filing."""
        for filings in itertools.permutations((NOW + 10, NOW + 10, NOW + 20)):
            steps = [created(2), created(3, 5), created(4)]
            for place, filed_at in enumerate(filings):
                filing = Digest(b"%020d" % place + bytes(12))
                steps.append(perfected(5 + place, thing_id(OWN, 2 + place), filed_at, NOW + 50, filing))
            facts = after(*steps)
            keys = [rank_key(each) for each in ranks(facts, OWN, NOW + 100)]
            assert len(set(keys)) == 3
            assert keys == sorted(keys)
            assert order(facts)[2] == thing_id(OWN, 2 + filings.index(NOW + 20))

    def test_a_pledge_past_its_term_is_in_force_and_a_lapsed_hold_is_not(self) -> None:
        facts = after(created(), held(3, 5))
        assert order(facts, HOLD_END - 1) == [FIRST, SECOND]
        assert order(facts, HOLD_END) == [FIRST]
        assert order(facts, UNTIL + YEAR) == [FIRST]


class TestStanding:
    """What encumbers a certificate at an instant."""

    def test_the_burden_in_rank_order_with_its_sums(self) -> None:
        facts = after(created(), created(3, 5, amount=100_000), perfected(4, SECOND, NOW, NOW + 5), held(5))
        found = burden(facts, OWN, NOW + 9)
        assert [(each.rank, each.encumbrance.id, each.is_perfected, each.is_hold) for each in found.ranked] == [
            (1, SECOND, True, False),
            (2, FIRST, False, False),
            (3, thing_id(OWN, 5), False, True),
        ]
        assert (found.perfected, found.unperfected) == (100_000, AMOUNT)
        assert not any(each.is_past_term for each in found.ranked)
        later = burden(facts, OWN, UNTIL)
        assert [each.is_past_term for each in later.ranked] == [True, True]

    def test_nothing_encumbers_a_certificate_without_pledges(self) -> None:
        found = burden(after(), OWN, NOW)
        assert (found.ranked, found.perfected, found.unperfected) == ((), 0, 0)

    def test_what_each_is_at_an_instant(self) -> None:
        hold = one(after(held()))
        assert standing(hold, HOLD_END - 1) is EncumbranceStanding.HELD
        assert standing(hold, HOLD_END) is EncumbranceStanding.LAPSED
        pledge = one(after(created()))
        assert standing(pledge, UNTIL + DAY) is EncumbranceStanding.UNPERFECTED
        assert standing(one(after(created(), perfected(3, FIRST, NOW, NOW))), NOW) is EncumbranceStanding.PERFECTED
        for state in ("DROPPED", "CONSUMED", "RELEASED", "ENFORCED", "ENDED"):
            ended = replace(pledge, state=EncumbranceState[state])
            assert standing(ended, NOW) is EncumbranceStanding[state]
            assert not is_in_force(ended, NOW)


class TestConsents:
    """Whom holds and pledges protect."""

    def test_each_creditor_in_force_once(self) -> None:
        facts = after(created(), held(3, 5), created(4))
        certificate = certificate_in(facts)
        assert consents(facts, certificate, Operation.TRANSFER, NOW + 1) == [4, 5]
        assert consents(facts, certificate, Operation.TRANSFER, HOLD_END) == [4]
        for allowed in (Operation.RELEASE, Operation.RENEW, Operation.ENFORCE, Operation.SUCCEED):
            assert consents(facts, certificate, allowed, NOW + 1) == []

    @pytest.mark.parametrize("operation", [Operation.CONTRIBUTE, Operation.CANCEL, Operation.SURRENDER])
    def test_what_no_consent_cures(self, operation: Operation) -> None:
        facts = after(created(2, 5), created(3))
        with pytest.raises(ActRefused) as refused:
            consents(facts, certificate_in(facts), operation, NOW + 1)
        assert (refused.value.code, dict(refused.value.facts)) == (
            "OperationRestrained",
            {"certificate_id": OWN, "operation": operation, "restraint": Restraint.PLEDGED, "by": 5},
        )

    def test_they_are_asked_through_the_flag(self) -> None:
        facts = after(created())
        assert require_allowed(facts, OWN, Operation.TRANSFER, NOW + 1)[1] == [4]
