"""
Holds and pledges in the domain: what each event makes of the facts, and what no contract ever says.

Worked by hand from the rules (domain rules §3 and §9, operations 25 to 30).
"""

from __future__ import annotations

import pytest

from ledger.domain.encumbrances import (
    EncumbranceList,
    EncumbranceState,
    Filing,
    Listed,
    PledgeObjection,
    PledgeObjectionOutcome,
    PledgeTrait,
    ReleaseReason,
    SecurityForm,
    live_on,
    objection_to,
)
from ledger.domain.events import (
    CertificateTransferred,
    Fen,
    IllegalTransition,
    Instant,
)
from ledger.domain.events import pledges as e
from ledger.domain.flags import Flag
from ledger.domain.pledges import FOLDS
from tests.unit.histories import (
    YEAR,
    entries,
)
from tests.unit.pledging import (
    AMOUNT,
    BANK,
    DAY,
    DEBT,
    FILING,
    FIRST,
    HANDS,
    HOLD_END,
    HOLDER,
    NOW,
    OTHER,
    OWN,
    PAPER,
    SECOND,
    SECOND_FILING,
    UNTIL,
    Step,
    after,
    certificate_in,
    created,
    held,
    one,
    perfected,
    released,
)


class TestFold:
    """What each event makes of the facts."""

    def test_a_hold(self) -> None:
        facts = after(held())
        made = one(facts)
        assert (made.state, made.creditor, made.rank_at, made.until) == (EncumbranceState.HELD, 4, NOW, HOLD_END)
        assert facts[("encumbrance_list", OWN)] == EncumbranceList(OWN, (Listed(FIRST, 2, HOLD_END),))
        assert certificate_in(facts).flags == Flag.PLEDGED

    def test_a_pledge_whose_holder_owes(self) -> None:
        facts = after(created(traits=PledgeTrait.MAXIMUM))
        made = one(facts)
        assert (made.creditor, made.debtor, made.amount, made.is_cap) == (4, 2, AMOUNT, True)
        assert (made.state, made.form, made.debt_digest) == (EncumbranceState.PLEDGED, SecurityForm.PLEDGE, DEBT)
        assert facts[("encumbrance_list", OWN)].live == (Listed(FIRST, 2, Instant(0)),)

    def test_another_debtor_is_kept(self) -> None:
        assert one(after(created(debtor=3))).debtor == 3

    def test_a_pledge_takes_its_banks_hold(self) -> None:
        facts = after(held(), created(3, time=NOW + 9, hold_id=FIRST, rank_at=NOW, traits=PledgeTrait.RESERVED))
        assert one(facts).state is EncumbranceState.CONSUMED
        assert one(facts, SECOND).rank_at == NOW
        assert [item.id for item in facts[("encumbrance_list", OWN)].live] == [SECOND]

    def test_a_filing_gives_the_rank_time(self) -> None:
        facts = after(created(), perfected(3, FIRST, NOW - 5, NOW + 5))
        made = one(facts)
        assert (made.perfected_at, made.rank_at, made.filing_number) == (NOW - 5, NOW - 5, FILING)
        assert facts[("filing", FILING)] == Filing(FILING, FIRST)

    def test_sums_terms_and_creditors_change(self) -> None:
        facts = after(
            created(traits=PledgeTrait.MAXIMUM),
            (NOW + 1, e.PledgeAmended(OWN, 3, FIRST, AMOUNT, Fen(AMOUNT + 7), 2, PAPER, *HANDS)),
            (NOW + 2, e.PledgeExtended(OWN, 4, FIRST, UNTIL, Instant(UNTIL + DAY), PAPER, *HANDS)),
            (NOW + 3, e.PledgeAssigned(OWN, 5, FIRST, BANK, OTHER, PAPER, *HANDS)),
            (NOW + 4, e.PledgeCrystallised(OWN, 6, FIRST, Fen(AMOUNT + 7), AMOUNT, PAPER, *HANDS)),
            (NOW + 5, e.PledgePartReleased(OWN, 7, FIRST, AMOUNT, Fen(100_000), PAPER, *HANDS)),
        )
        made = one(facts)
        assert (made.amount, made.added_amount, made.added_at) == (100_000, 7, NOW + 1)
        assert (made.form, made.until, made.creditor) == (SecurityForm.MORTGAGE, UNTIL + DAY, 3)
        assert (made.is_cap, made.rank_at) == (False, NOW)

    def test_a_release_clears_the_flag_with_the_last(self) -> None:
        facts = after(created(), created(3), released(4, FIRST))
        assert one(facts).state is EncumbranceState.RELEASED
        assert (one(facts).reason, one(facts).closed_at) == (ReleaseReason.PAID, NOW + DAY)
        assert certificate_in(facts).flags == Flag.PLEDGED
        assert certificate_in(after(created(), released(3, FIRST))).flags == 0

    def test_a_lapsed_hold_leaves_the_list_with_the_next_act(self) -> None:
        facts = after(held(), created(3, 5), released(4, SECOND, HOLD_END))
        assert facts[("encumbrance_list", OWN)].live == ()
        assert one(facts).state is EncumbranceState.HELD
        assert certificate_in(facts).flags == 0
        facts = after(held(), created(3, 5), released(4, SECOND, HOLD_END - 1))
        assert [item.id for item in facts[("encumbrance_list", OWN)].live] == [FIRST]

    def test_an_enforcement_ends_what_ranks_behind(self) -> None:
        facts = after(
            created(),
            created(3, 5),
            perfected(4, FIRST, NOW, NOW + 1),
            (NOW + 9, CertificateTransferred(OWN, 5, HOLDER, OTHER, PAPER, *HANDS)),
            (NOW + 9, e.PledgeEnforced(OWN, 6, FIRST, OTHER, AMOUNT, PAPER, *HANDS)),
            (NOW + 9, e.PledgeEnded(OWN, 7, SECOND, FIRST, *HANDS)),
        )
        assert (one(facts).state, one(facts, SECOND).state) == (EncumbranceState.ENFORCED, EncumbranceState.ENDED)
        assert one(facts, SECOND).ended_by == FIRST
        assert (live_on(facts, OWN, NOW + 9), certificate_in(facts).flags) == ([], 0)

    def test_an_objection_its_proof_and_its_end(self) -> None:
        objected = (NOW + 1, e.PledgeObjected(OWN, 3, FIRST, OTHER, Instant(NOW + DAY), PAPER, *HANDS))
        proven = (NOW + 2, e.PledgeSuitProven(OWN, 4, FIRST, PAPER, *HANDS))
        facts = after(created(), objected)
        assert objection_to(facts, FIRST, NOW + DAY - 1) is not None
        assert objection_to(facts, FIRST, NOW + DAY) is None
        facts = after(created(), objected, proven)
        assert objection_to(facts, FIRST, NOW + YEAR) is not None
        facts = after(created(), objected, proven, (NOW + 3, e.PledgeObjectionEnded(OWN, 5, FIRST, 2, PAPER, *HANDS)))
        assert objection_to(facts, FIRST, NOW + 4) is None
        found = facts[("pledge_objection", FIRST)]
        assert isinstance(found, PledgeObjection)
        assert found.outcome is PledgeObjectionOutcome.JUDGED

    def test_each_event_reads_what_it_says_it_reads(self) -> None:
        steps = (
            held(),
            created(3, time=NOW + 1, hold_id=FIRST, rank_at=NOW, traits=PledgeTrait.RESERVED),
            perfected(4, SECOND, NOW + 2, NOW + 2, rank_at=NOW),
            created(5, 5, NOW + 3),
            released(6, SECOND),
        )
        for count, (time, event) in enumerate(steps):
            facts = after(*steps[:count])
            seen = {name: facts[name] for name in FOLDS[type(event)].reads(event) if name in facts}
            (entry,) = entries([event], time, 5000)
            FOLDS[type(event)].apply(seen, entry, event)


IMPOSSIBLE: dict[str, tuple[Step, ...]] = {
    "hold of another id": ((NOW, e.RankHeld(OWN, 2, SECOND, BANK, HOLD_END, *HANDS)),),
    "hold that is over": (held(until=NOW),),
    "pledge that is no pledge": (created(state=EncumbranceState.HELD),),
    "pledge that is perfected at once": (created(perfected_at=NOW),),
    "pledge without form": (created(form=0),),
    "pledge of a form that nobody knows": (created(form=4),),
    "pledge whose term is over": (created(until=NOW),),
    "pledge with a reserved rank and no hold": (created(traits=PledgeTrait.RESERVED),),
    "pledge with another rank time": (created(rank_at=NOW - 1),),
    "another bank's hold": (held(), created(3, 5, hold_id=FIRST, rank_at=NOW, traits=4)),
    "a hold that lapsed": (held(), created(3, time=HOLD_END, hold_id=FIRST, rank_at=NOW, traits=4)),
    "a ninth": (*(created(2 + place) for place in range(9)),),
    "filing in the future": (created(), perfected(3, FIRST, NOW + 9, NOW + 5)),
    "filing with another rank": (created(), perfected(3, FIRST, NOW, NOW + 5, rank_at=NOW - 1)),
    "filing twice": (created(), perfected(3, FIRST, NOW, NOW), perfected(4, FIRST, NOW, NOW, SECOND_FILING)),
    "number twice": (
        created(), created(3), perfected(4, FIRST, NOW, NOW), perfected(5, SECOND, NOW, NOW),
    ),
    "amendment of another sum": (
        created(), (NOW, e.PledgeAmended(OWN, 3, FIRST, Fen(1), AMOUNT, 1, PAPER, *HANDS)),
    ),
    "shorter term": (created(), (NOW, e.PledgeExtended(OWN, 3, FIRST, UNTIL, UNTIL, PAPER, *HANDS))),
    "assignment by another": (created(), (NOW, e.PledgeAssigned(OWN, 3, FIRST, OTHER, HOLDER, PAPER, *HANDS))),
    "no cap": (created(), (NOW, e.PledgeCrystallised(OWN, 3, FIRST, AMOUNT, AMOUNT, PAPER, *HANDS))),
    "above the cap": (
        created(traits=1), (NOW, e.PledgeCrystallised(OWN, 3, FIRST, AMOUNT, Fen(AMOUNT + 1), PAPER, *HANDS)),
    ),
    "no part": (created(), (NOW, e.PledgePartReleased(OWN, 3, FIRST, AMOUNT, AMOUNT, PAPER, *HANDS))),
    "release without reason": (created(), (NOW, e.PledgeReleased(OWN, 3, FIRST, 0, PAPER, *HANDS))),
    "release twice": (created(), released(3, FIRST), released(4, FIRST)),
    "release of a hold": (held(), released(3, FIRST)),
    "withdrawal of a pledge": (created(), (NOW, e.HoldReleased(OWN, 3, FIRST, *HANDS))),
    "enforcement unperfected": (created(), (NOW, e.PledgeEnforced(OWN, 3, FIRST, OTHER, AMOUNT, PAPER, *HANDS))),
    "end without enforcement": (created(), created(3), (NOW, e.PledgeEnded(OWN, 4, SECOND, FIRST, *HANDS))),
    "end of what ranks before": (
        created(),
        created(3),
        perfected(4, SECOND, NOW, NOW),
        perfected(5, FIRST, NOW - 1, NOW, SECOND_FILING),
        (NOW, e.PledgeEnforced(OWN, 6, SECOND, OTHER, AMOUNT, PAPER, *HANDS)),
        (NOW, e.PledgeEnded(OWN, 7, FIRST, SECOND, *HANDS)),
    ),
    "second objection": (
        created(),
        (NOW, e.PledgeObjected(OWN, 3, FIRST, OTHER, Instant(NOW + DAY), PAPER, *HANDS)),
        (NOW, e.PledgeObjected(OWN, 4, FIRST, HOLDER, Instant(NOW + DAY), PAPER, *HANDS)),
    ),
    "proof of nothing": (created(), (NOW, e.PledgeSuitProven(OWN, 3, FIRST, PAPER, *HANDS))),
    "proof too late": (
        created(),
        (NOW, e.PledgeObjected(OWN, 3, FIRST, OTHER, Instant(NOW + DAY), PAPER, *HANDS)),
        (NOW + DAY, e.PledgeSuitProven(OWN, 4, FIRST, PAPER, *HANDS)),
    ),
    "unknown pledge": (released(2, FIRST),),
}  # fmt: skip


@pytest.mark.parametrize("steps", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_what_the_contract_never_says_is_refused(steps: tuple[Step, ...]) -> None:
    after(*steps[:-1])
    with pytest.raises(IllegalTransition):
        after(*steps)
