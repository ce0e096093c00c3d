"""
Acts on freezes and objections in the domain: the edges of what each is refused with, and the days that they set.

Worked by hand from the rules (domain rules §6, guideline 〔2026〕35 art. 29).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.acts import Approval, Asked, Filed, Refusal, refusal
from ledger.domain.acts.objections import deadlines, notice_due
from ledger.domain.acts.restraints import (
    ExtendFreeze,
    FreezeCertificate,
    LiftFreezePart,
    NoteDispute,
    ObjectCertificate,
    RaiseSourceObjection,
    TransferByOrder,
)
from ledger.domain.burdens import FREEZES_MAX, OBJECTIONS_MAX, Forbidden, Ground, Stage
from ledger.domain.events import Instant
from ledger.domain.events.restraints import DisputeNoted, SourceObjectionRaised
from ledger.domain.facts import Facts, thing_id
from ledger.domain.matrix import Operation
from tests.unit.histories import BORN, hashed, key, number
from tests.unit.restrained import (
    ALL,
    ARBITER,
    COURT,
    DAY,
    FIRST,
    HANDS,
    MONTH,
    ORDER,
    OWN,
    PAPER,
    SECOND_COURT,
    certificate_of,
    entered,
    history,
    objected,
)
from tests.unit.test_cases import instant, rules

FREEZE = FreezeCertificate(OWN, hashed("case"), ORDER, Instant(FIRST), MONTH, ALL, number(0))
FROZEN = thing_id(OWN, 2)


def after(*timed: Any) -> Facts:
    return {**history(*timed), **rules()}


def said(facts: Facts, asked: Asked, hands: int | str = COURT, now: int = FIRST + 10) -> Refusal | None:
    """Return what an act is refused with: an institution's by its number, the registry's with this party's consent."""
    names = [f"maker {hands}", f"checker {hands}"] if isinstance(hands, int) else ["maker", "checker", hands]
    maker, *signers = names
    return refusal(facts, Filed(key(maker), asked, now, tuple(Approval(key(name)) for name in signers)), now)


class TestFreezes:
    def test_it_was_served_while_the_certificate_ran_and_not_tomorrow(self) -> None:
        assert said(after(), replace(FREEZE, served_at=Instant(BORN))) is None
        assert said(after(), replace(FREEZE, served_at=Instant(FIRST + 10))) is None
        for wrong in (BORN - 1, FIRST + 11):
            facts = {"certificate_id": OWN, "served_at": wrong, "earliest": BORN, "latest": FIRST + 10}
            assert said(after(), replace(FREEZE, served_at=Instant(wrong))) == Refusal("ServedAtInvalid", facts)

    def test_it_ends_in_the_future(self) -> None:
        refused = said(after(), replace(FREEZE, term=10))
        assert refused is not None
        assert (refused.code, refused.facts["until"]) == ("FreezeTermInvalid", FIRST + 10)
        assert said(after(), replace(FREEZE, term=11)) is None

    def test_it_forbids_something_and_nothing_that_cannot_be_forbidden(self) -> None:
        for wrong in (Forbidden(0), ALL | Forbidden(1 << Operation.RENEW), Forbidden(1)):
            refused = said(after(), replace(FREEZE, forbidden=wrong))
            assert refused is not None
            assert (refused.code, refused.facts["forbidden"]) == ("ForbiddenInvalid", int(wrong))

    def test_it_is_of_a_holders_part_or_of_the_whole(self) -> None:
        assert said(after(), replace(FREEZE, holder=number(2))) is None
        stranger = Refusal("NotHolder", {"certificate_id": OWN, "participant": 3})
        assert said(after(), replace(FREEZE, holder=number(3))) == stranger

    def test_a_ninth_finds_no_room(self) -> None:
        events = [(FIRST + place, entered(2 + place, FIRST)) for place in range(FREEZES_MAX)]
        assert said(after(*events[:-1]), FREEZE) is None
        full = Refusal("BurdensTooMany", {"certificate_id": OWN, "burden_kind": 0, "maximum": FREEZES_MAX})
        assert said(after(*events), FREEZE) == full

    def test_an_extension_counts_from_the_last_day_of_the_freeze(self) -> None:
        """It ends with 23 December in Beijing, at 16:00 UTC; 36 months later is 23 December 2029."""
        end = instant("2026-12-24")
        facts = after((FIRST, entered(2, FIRST, end - FIRST)))
        latest = instant("2029-12-24")
        longest = ExtendFreeze(OWN, FROZEN, ORDER, latest - end)
        assert said(facts, longest) is None
        too_long = {"certificate_id": OWN, "until": latest + 1, "latest": latest}
        assert said(facts, replace(longest, term=longest.term + 1)) == Refusal("FreezeTermInvalid", too_long)
        nothing = {"certificate_id": OWN, "until": end, "latest": 0}
        assert said(facts, replace(longest, term=0)) == Refusal("FreezeTermInvalid", nothing)


class TestPartialLifts:
    """What remains is less than what was, and within it."""

    FACTS = after((FIRST, entered(2, forbidden=int(Forbidden.PLEDGE | Forbidden.TRANSFER))))

    @pytest.mark.parametrize(
        ("forbidden", "holder"),
        [(Forbidden.PLEDGE, 0), (Forbidden.PLEDGE, 2), (Forbidden.PLEDGE | Forbidden.TRANSFER, 2)],
    )
    def test_less_is_left(self, forbidden: Forbidden, holder: int) -> None:
        assert said(self.FACTS, LiftFreezePart(OWN, FROZEN, ORDER, forbidden, number(holder))) is None

    @pytest.mark.parametrize(
        ("forbidden", "holder"),
        [
            (Forbidden(0), 0), (Forbidden(0), 2), (Forbidden.LICENCE, 0), (Forbidden.LICENCE | Forbidden.PLEDGE, 2),
            (Forbidden.PLEDGE | Forbidden.TRANSFER, 0),
        ],
    )  # fmt: skip
    def test_neither_nothing_nor_more_nor_the_same(self, forbidden: Forbidden, holder: int) -> None:
        wrong = {"freeze_id": FROZEN, "forbidden": int(forbidden), "holder": holder}
        asked = LiftFreezePart(OWN, FROZEN, ORDER, forbidden, number(holder))
        assert said(self.FACTS, asked) == Refusal("LiftNotPartial", wrong)

    def test_a_part_stays_with_its_holder(self) -> None:
        facts = after((FIRST, entered(2, holder=number(2))))
        less = LiftFreezePart(OWN, FROZEN, ORDER, Forbidden.PLEDGE, number(2))
        assert said(facts, less) is None
        for holder in (0, 3):
            assert said(facts, replace(less, holder=number(holder))) == Refusal(
                "LiftNotPartial", {"freeze_id": FROZEN, "forbidden": int(Forbidden.PLEDGE), "holder": holder}
            )
        stranger = Refusal("NotHolder", {"certificate_id": OWN, "participant": 3})
        assert said(self.FACTS, replace(less, holder=number(3))) == stranger


class TestOrders:
    def test_only_the_organ_of_a_freeze_ends_it_by_a_transfer(self) -> None:
        asked = TransferByOrder(OWN, number(2), number(3), ORDER, PAPER, ends_freeze=True)
        none = Refusal("BurdenUnknown", {"certificate_id": OWN, "burden_kind": 0, "burden_id": bytes(32)})
        assert said(after(), asked) == none
        assert said(after((FIRST, entered(2))), asked) is None
        queued = after((FIRST, entered(2)), (FIRST, entered(3, organ=SECOND_COURT)))
        assert said(queued, asked) is None

    def test_a_transfer_moves_what_a_holder_has_to_somebody(self) -> None:
        asked = TransferByOrder(OWN, number(2), number(3), ORDER, PAPER, ends_freeze=False)
        stranger = Refusal("NotHolder", {"certificate_id": OWN, "participant": 3})
        assert said(after(), replace(asked, from_=number(3))) == stranger
        assert said(after(), replace(asked, to=number(99))) == Refusal("ParticipantUnknown", {"participant": 99})
        for to in (1, 2):
            refused = said(after(), replace(asked, to=number(to)))
            assert refused == Refusal("TransfereeInvalid", {"certificate_id": OWN, "participant": to})


class TestObjections:
    """Rooms, and the days that an objection sets."""

    def test_there_is_room_for_so_many_of_each_kind(self) -> None:
        raised = [(FIRST + n, objected(2 + n, FIRST + 9 * DAY)) for n in range(OBJECTIONS_MAX)]
        sourced = [
            (FIRST + n, SourceObjectionRaised(OWN, 2 + n, number(3), PAPER, *HANDS)) for n in range(OBJECTIONS_MAX)
        ]
        disputed = [
            (FIRST + n, DisputeNoted(OWN, 2 + n, number(ARBITER), PAPER, *HANDS)) for n in range(OBJECTIONS_MAX)
        ]
        object_ = ObjectCertificate(OWN, number(3), Ground.ERROR, PAPER)
        for asked, hands, events, kind in (
            (object_, "other", raised, 2),
            (RaiseSourceObjection(OWN, number(3), PAPER), "other", sourced, 3),
            (NoteDispute(OWN, PAPER), ARBITER, disputed, 4),
        ):
            assert said(after(*events[:-1]), asked, hands) is None
            full = Refusal("BurdensTooMany", {"certificate_id": OWN, "burden_kind": kind, "maximum": OBJECTIONS_MAX})
            assert said(after(*events), asked, hands) == full

    def test_no_objection_begins_that_waits_beyond_the_calendar(self) -> None:
        facts = {name: fact for name, fact in after().items() if name[0] != "calendar"}
        asked = ObjectCertificate(OWN, number(3), Ground.ERROR, PAPER)
        assert said(facts, asked, "other") == Refusal("CalendarEnds", {"year": 2026})

    def test_notice_answer_and_suit_have_their_days(self) -> None:
        """From Tuesday 24 November: 5 working days for notice, 10 for an answer; then, or from now, 30 days to sue."""
        facts = after()
        certificate, now = certificate_of(history()), instant("2026-11-24T10:00")
        assert notice_due(facts, certificate, now) == instant("2026-12-02")
        assert deadlines(facts, certificate, Stage.NOTIFIED, now) == (instant("2026-12-09"), instant("2027-01-08"))
        assert deadlines(facts, certificate, Stage.REJECTED, now) == (instant("2026-12-25"),) * 2
        assert deadlines(facts, certificate, Stage.CONTESTED, now) == (0, 0)
