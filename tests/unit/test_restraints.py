"""
Restraints in the domain: the fold, what is in force at an instant, whom it protects, and who lifts it.

Worked by hand from the rules (domain rules §6, guideline 〔2026〕35 art. 29).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from ledger.domain.acts import Approval
from ledger.domain.acts.filed import Asked, Filed
from ledger.domain.acts.restraints import CHECKS, FreezeCertificate, LiftFreeze, NoteDispute
from ledger.domain.burdens import (
    FORBIDDABLE,
    FREEZES_MAX,
    Burdens,
    Forbidden,
    QueuedFreeze,
    SourceOutcome,
    Stage,
    active_freeze,
    control_in_force,
    ended,
    queued,
    settled,
    without_freeze,
)
from ledger.domain.events import (
    ZERO_THING,
    CertificateCancelled,
    CertificateTransferred,
    Digest,
    Event,
    IllegalTransition,
    Instant,
)
from ledger.domain.events.restraints import (
    CancellationOrdered,
    CertificateRestored,
    ControlEntered,
    ControlLifted,
    DisputeNoted,
    FreezeExtended,
    FreezeLifted,
    FreezeNarrowed,
    TransferOrdered,
)
from ledger.domain.facts import Fact, FactKey, thing_id
from ledger.domain.flags import Flag
from ledger.domain.matrix import Effect, Operation, Restraint, effect
from ledger.domain.participants import Role
from ledger.domain.restraint_standing import Force, Step, freeze_force, freezes_at
from ledger.domain.restraints import FOLDS, Control, Freeze
from ledger.errors import ActRefused
from ledger.messages.restraints import FORBIDDEN, FORCES, GROUNDS, OUTCOMES, RESTRAINTS, STAGES, STEPS
from tests.unit.histories import (
    BORN,
    hashed,
    key,
    number,
)
from tests.unit.restrained import (
    ALL,
    ARBITER,
    BUREAU,
    COURT,
    DAY,
    FIRST,
    HANDS,
    MONTH,
    ORDER,
    OWN,
    PAPER,
    SECOND_COURT,
    asks,
    burdens_of,
    certificate_of,
    entered,
    history,
    later,
    refused_by,
)


class TestForbiddable:
    def test_it_is_what_the_matrix_does_not_allow_but_for_the_judicial(self) -> None:
        assert Forbidden(FORBIDDABLE) == Forbidden(sum(Forbidden))
        judicial = (Operation.JUDICIAL_TRANSFER, Operation.JUDICIAL_CANCEL)
        for operation in tuple(Operation)[1:]:
            stopped = effect(operation, Restraint.FROZEN) is not Effect.ALLOW
            assert bool(FORBIDDABLE & 1 << operation) is (stopped and operation not in judicial)

    def test_release_renewal_and_booking_are_never_forbidden(self) -> None:
        for operation in (Operation.RELEASE, Operation.RENEW, Operation.ATTEST, Operation.RESTRAIN):
            assert not FORBIDDABLE & 1 << operation

    def test_what_would_carry_the_certificate_away_is_always_forbidden(self) -> None:
        facts = history((FIRST, entered(2, forbidden=int(Forbidden.PLEDGE))))
        for operation in (Operation.CANCEL, Operation.SPLIT, Operation.CONVERT, Operation.EXECUTE):
            assert refused_by(facts, operation, FIRST) == (Restraint.FROZEN, COURT)
        for operation in (Operation.AMEND, Operation.NARROW):
            assert asks(facts, operation, FIRST) == [COURT]
        for operation in (Operation.TRANSFER, Operation.LICENCE, Operation.CONTRIBUTE, Operation.SURRENDER):
            assert asks(facts, operation, FIRST) == []


class TestQueue:
    """轮候: computed at an instant."""

    def test_a_freeze_is_in_force_from_its_entry_to_its_end_exclusive(self) -> None:
        facts = history((FIRST, entered(2)))
        end = FIRST + MONTH
        for now, force in ((FIRST, True), (end - 1, True), (end, False), (end + DAY, False)):
            assert (active_freeze(burdens_of(facts), now) is not None) is force
        assert refused_by(facts, Operation.TRANSFER, end - 1) == (Restraint.FROZEN, COURT)
        assert asks(facts, Operation.TRANSFER, end) == []

    def test_expiry_needs_no_event(self) -> None:
        facts = history((FIRST, entered(2)))
        before = dict(facts)
        assert refused_by(facts, Operation.PLEDGE, FIRST + 1) == (Restraint.FROZEN, COURT)
        assert asks(facts, Operation.PLEDGE, FIRST + MONTH) == []
        assert facts == before
        assert certificate_of(facts).flags & Flag.FROZEN  # the flag only says that the noun is to be asked

    def test_three_freezes_follow_one_another(self) -> None:
        facts = history(
            (FIRST, entered(2)),
            (FIRST + 10, entered(3, FIRST + 10, DAY, SECOND_COURT, forbidden=int(Forbidden.PLEDGE))),
            (FIRST + 20, entered(4, FIRST + 20)),
        )
        first, second = FIRST + MONTH, FIRST + MONTH + DAY
        spans = [(each.start, each.end, each.force) for each in freezes_at(burdens_of(facts), FIRST + 30)]
        assert spans == [
            (FIRST, first, Force.IN_FORCE),
            (first, second, Force.WAITING),
            (second, second + MONTH, Force.WAITING),
        ]
        for now, sequence in ((first - 1, 2), (first, 3), (second - 1, 3), (second, 4), (second + MONTH - 1, 4)):
            active = active_freeze(burdens_of(facts), now)
            assert active is not None
            assert active.sequence == sequence
        assert active_freeze(burdens_of(facts), second + MONTH) is None
        assert asks(facts, Operation.TRANSFER, first) == []  # the second forbids pledges only
        assert refused_by(facts, Operation.PLEDGE, first) == (Restraint.FROZEN, SECOND_COURT)

    def test_service_goes_before_entry(self) -> None:
        facts = history((FIRST + DAY, entered(2, FIRST + 100)), (FIRST + DAY, entered(3, FIRST, organ=SECOND_COURT)))
        assert [each.sequence for each in burdens_of(facts).freezes] == [3, 2]
        assert refused_by(facts, Operation.TRANSFER, FIRST + DAY) == (Restraint.FROZEN, SECOND_COURT)

    def test_one_that_waited_keeps_its_beginning_when_the_first_is_dropped(self) -> None:
        facts = history(
            (FIRST, entered(2)), (FIRST + 1, entered(3, FIRST + 1)), (FIRST + MONTH + DAY, entered(4, FIRST + MONTH))
        )
        kept = burdens_of(facts).freezes
        assert [(each.sequence, each.earliest) for each in kept] == [(3, FIRST + MONTH), (4, FIRST + MONTH)]
        assert [each.end for each in freezes_at(burdens_of(facts), FIRST + MONTH + DAY)] == [
            FIRST + 2 * MONTH,
            FIRST + 3 * MONTH,
        ]

    def test_what_is_computed_is_the_same_before_and_after_dropping(self) -> None:
        queue = Burdens(OWN)
        for sequence, served, term in ((2, 100, 50), (3, 110, 20), (4, 120, 5), (5, 121, 300)):
            queue = queued(queue, _queued(sequence, served, term))
        for now in range(121, 520):
            at = [(each.freeze.sequence, each.start, each.end) for each in freezes_at(queue, now)]
            tidy = [(each.freeze.sequence, each.start, each.end) for each in freezes_at(settled(queue, now), now)]
            assert at == tidy, now

    def test_lifting_the_first_begins_the_next_and_lifting_another_changes_nothing_before(self) -> None:
        queue = queued(queued(queued(Burdens(OWN), _queued(2, 100, 50)), _queued(3, 110, 20)), _queued(4, 120, 5))
        assert [each.end for each in freezes_at(without_freeze(queue, 0, 1, 125), 125)] == [145, 150]
        assert [each.end for each in freezes_at(without_freeze(queue, 1, 1, 125), 125)] == [150, 155]

    def test_a_ninth_is_no_possible_event(self) -> None:
        events = [(FIRST + place, entered(2 + place, FIRST)) for place in range(FREEZES_MAX)]
        facts = history(*events)
        assert len(burdens_of(facts).freezes) == FREEZES_MAX
        with pytest.raises(IllegalTransition):
            history(*events, (FIRST + 100, entered(10, FIRST)))
        history(*events, (FIRST + MONTH, entered(10, FIRST + MONTH)))


class TestFreezeEvents:
    def test_a_freeze_is_kept_with_all_that_its_event_says(self) -> None:
        facts = history((FIRST + DAY, entered(2, holder=number(2))))
        freeze = facts[("freeze", thing_id(OWN, 2))]
        assert isinstance(freeze, Freeze)
        assert (freeze.organ, freeze.served_at, freeze.term, freeze.holder) == (COURT, FIRST, MONTH, 2)
        assert (freeze.forbidden, freeze.case_digest, freeze.order_digest) == (ALL, hashed("case"), ORDER)
        assert (freeze.entered_at, freeze.lifted_at) == (FIRST + DAY, 0)

    def test_it_is_extended_narrowed_and_lifted(self) -> None:
        own = thing_id(OWN, 2)
        left = Forbidden.PLEDGE | Forbidden.TRANSFER
        facts = history(
            (FIRST, entered(2)),
            (FIRST + 1, FreezeExtended(OWN, 3, own, 2 * MONTH, hashed("extension"), *HANDS)),
            (FIRST + 2, FreezeNarrowed(OWN, 4, own, int(left), number(2), hashed("partial"), *HANDS)),
        )
        freeze = facts[("freeze", own)]
        assert isinstance(freeze, Freeze)
        assert (freeze.term, freeze.forbidden, freeze.holder) == (2 * MONTH, left, 2)
        assert freeze.order_digest == hashed("partial")
        assert freeze_force(freeze, burdens_of(facts), FIRST + 2 * MONTH - 1) is Force.IN_FORCE
        assert freeze_force(freeze, burdens_of(facts), FIRST + 2 * MONTH) is Force.LAPSED
        assert asks(facts, Operation.LICENCE, FIRST + 3) == []
        facts = later(facts, (FIRST + 4, FreezeLifted(OWN, 5, own, hashed("lifted"), *HANDS)))
        lifted = facts[("freeze", own)]
        assert isinstance(lifted, Freeze)
        assert freeze_force(lifted, burdens_of(facts), FIRST + 5) is Force.LIFTED
        assert certificate_of(facts).flags == 0
        assert burdens_of(facts).freezes == ()

    @pytest.mark.parametrize(
        "event",
        [
            entered(3, BORN - 1),
            entered(3, FIRST + 11),
            entered(3, FIRST, 5),
            entered(3, forbidden=0),
            entered(3, forbidden=FORBIDDABLE | 1 << Operation.RENEW),
            FreezeExtended(OWN, 3, thing_id(OWN, 2), MONTH, ORDER, *HANDS),
            FreezeExtended(OWN, 3, thing_id(OWN, 9), 2 * MONTH, ORDER, *HANDS),
            FreezeNarrowed(OWN, 3, thing_id(OWN, 2), 0, number(0), ORDER, *HANDS),
            FreezeLifted(OWN, 4, thing_id(OWN, 2), ORDER, *HANDS),
            TransferOrdered(OWN, 3, number(SECOND_COURT), thing_id(OWN, 2), ORDER, *HANDS),
            ControlLifted(OWN, 3, thing_id(OWN, 2), ORDER, *HANDS),
            CertificateRestored(OWN, 3, PAPER, *HANDS),
        ],
    )
    def test_what_the_contract_cannot_emit_is_refused(self, event: Event) -> None:
        with pytest.raises(IllegalTransition):
            history((FIRST, entered(2)), (FIRST + 10, event))

    def test_one_that_has_lapsed_never_changes_again(self) -> None:
        own = thing_id(OWN, 2)
        for event in (
            FreezeExtended(OWN, 3, own, 2 * MONTH, ORDER, *HANDS),
            FreezeNarrowed(OWN, 3, own, 2, number(0), ORDER, *HANDS),
            FreezeLifted(OWN, 3, own, ORDER, *HANDS),
        ):
            with pytest.raises(IllegalTransition):
                history((FIRST, entered(2)), (FIRST + MONTH, event))

    def test_any_act_clears_the_flags_of_what_has_lapsed(self) -> None:
        facts = history(
            (FIRST, entered(2)),
            (FIRST, ControlEntered(OWN, 3, number(BUREAU), Instant(FIRST + DAY), ORDER, *HANDS)),
            (FIRST + 2 * MONTH, DisputeNoted(OWN, 4, number(ARBITER), PAPER, *HANDS)),
        )
        assert certificate_of(facts).flags == Flag.DISPUTED
        assert len(burdens_of(facts).freezes) == 1  # stays until the next act on freezes
        assert ended(burdens_of(facts), int(Flag.FROZEN | Flag.DISPUTED), FIRST + 2 * MONTH) == Flag.FROZEN


class TestOrdersOfACourt:
    def test_a_transfer_ends_the_organs_freeze_and_the_next_begins(self) -> None:
        moved = CertificateTransferred(OWN, 4, number(2), number(3), PAPER, *HANDS)
        ordered = TransferOrdered(OWN, 5, number(COURT), thing_id(OWN, 2), ORDER, *HANDS)
        facts = history(
            (FIRST, entered(2)),
            (FIRST, entered(3, organ=SECOND_COURT)),
            (FIRST + DAY, moved),
            (FIRST + DAY, ordered),
        )
        assert certificate_of(facts).holder == 3
        assert [each.sequence for each in burdens_of(facts).freezes] == [3]
        assert refused_by(facts, Operation.TRANSFER, FIRST + DAY + MONTH - 1) == (Restraint.FROZEN, SECOND_COURT)
        assert asks(facts, Operation.TRANSFER, FIRST + DAY + MONTH) == []

    def test_a_transfer_without_a_freeze_only_advances(self) -> None:
        facts = history(
            (FIRST, CertificateTransferred(OWN, 2, number(2), number(3), PAPER, *HANDS)),
            (FIRST, TransferOrdered(OWN, 3, number(COURT), ZERO_THING, ORDER, *HANDS)),
        )
        assert certificate_of(facts).sequence == 3

    def test_a_cancellation_is_ordered_before_it_ends_the_certificate(self) -> None:
        facts = history(
            (FIRST, CancellationOrdered(OWN, 2, number(COURT), ORDER, *HANDS)),
            (FIRST, CertificateCancelled(OWN, 3, 5, PAPER, *HANDS)),
        )
        assert certificate_of(facts).state == 2

    def test_the_organ_of_the_freeze_is_asked_and_no_freeze_forbids_it(self) -> None:
        facts = history((FIRST, entered(2, forbidden=int(Forbidden.PLEDGE))))
        for operation in (Operation.JUDICIAL_TRANSFER, Operation.JUDICIAL_CANCEL):
            assert asks(facts, operation, FIRST) == [COURT]


class TestControl:
    def test_it_lapses_by_itself_and_another_may_follow(self) -> None:
        until = FIRST + DAY
        facts = history((FIRST, ControlEntered(OWN, 2, number(BUREAU), Instant(until), ORDER, *HANDS)))
        assert refused_by(facts, Operation.AMEND, until - 1) == (Restraint.CONTROLLED, BUREAU)
        assert asks(facts, Operation.RENEW, until - 1) == [BUREAU]
        assert asks(facts, Operation.AMEND, until) == []
        assert control_in_force(burdens_of(facts), until) is None
        another = ControlEntered(OWN, 3, number(COURT), Instant(until + DAY), ORDER, *HANDS)
        with pytest.raises(IllegalTransition):
            later(facts, (until - 1, another))
        facts = later(facts, (until, another))
        facts = later(facts, (until + 1, ControlLifted(OWN, 4, thing_id(OWN, 3), PAPER, *HANDS)))
        lifted = facts[("control", thing_id(OWN, 3))]
        assert isinstance(lifted, Control)
        assert (lifted.lifted_at, lifted.order_digest) == (until + 1, PAPER)
        assert certificate_of(facts).flags == 0


class TestActs:
    """What an act is refused with; that contract and domain agree, the walk shows."""

    def test_arbitration_cannot_freeze(self) -> None:
        facts = history()
        asked = _freeze(served=FIRST)
        assert _refusal(facts, asked, ARBITER, FIRST) == ("RoleMissing", {"participant": ARBITER, "role": Role.ORGAN})
        assert _refusal(facts, asked, COURT, FIRST) is None
        note = NoteDispute(OWN, PAPER)
        assert _refusal(facts, note, ARBITER, FIRST) is None

    def test_three_years_are_the_longest(self) -> None:
        facts = history()
        # served on 2026-11-24 in Beijing: 36 months end with 2029-11-24, at 16:00 UTC
        latest = 1_890_230_400
        asked = _freeze(served=FIRST, term=latest - FIRST + 1)
        refusal = {"certificate_id": OWN, "until": latest + 1, "latest": latest}
        assert _refusal(facts, asked, COURT, FIRST) == ("FreezeTermInvalid", refusal)
        assert _refusal(facts, _freeze(served=FIRST, term=latest - FIRST), COURT, FIRST) is None

    def test_only_the_organ_lifts(self) -> None:
        facts = history((FIRST, entered(2)))
        asked = LiftFreeze(OWN, thing_id(OWN, 2), ORDER)
        assert _refusal(facts, asked, SECOND_COURT, FIRST) == ("OrderOfAnother", {"by": COURT, "given": SECOND_COURT})
        assert _refusal(facts, asked, COURT, FIRST + MONTH - 1) is None
        gone = {"certificate_id": OWN, "burden_kind": 0, "burden_id": thing_id(OWN, 2)}
        assert _refusal(facts, asked, COURT, FIRST + MONTH) == ("BurdenUnknown", gone)


class TestWords:
    def test_every_code_has_its_words_and_every_restraint_its_rule(self) -> None:
        assert set(STAGES) == {stage.name for stage in Stage}
        assert set(OUTCOMES) == {outcome.name for outcome in SourceOutcome}
        assert set(FORBIDDEN) == {str(bit.name) for bit in Forbidden}
        assert set(FORCES) == set(Force)
        assert set(STEPS) == set(Step)
        assert set(GROUNDS) == {"NONE", "OWNERSHIP", "ERROR"}
        own = Flag.FROZEN | Flag.OBJECTED | Flag.CONTROLLED | Flag.SOURCE_OBJECTED | Flag.DISPUTED | Flag.SURRENDERED
        assert set(RESTRAINTS) == {str(flag.name) for flag in own}

    def test_every_event_is_folded(self) -> None:
        assert len(FOLDS) == 16


def _queued(sequence: int, served: int, term: int) -> QueuedFreeze:
    return QueuedFreeze(sequence, number(COURT), Instant(served), term, ALL, number(0), Instant(served))


def _freeze(served: int, term: int = MONTH) -> FreezeCertificate:
    return FreezeCertificate(OWN, Digest(hashed("case")), ORDER, Instant(served), term, ALL, number(0))


def _refusal(
    facts: dict[FactKey, Fact], asked: Asked, by: int, now: int, parties: Sequence[str] = ()
) -> tuple[str, dict[str, Any]] | None:
    approvals = (Approval(key(f"checker {by}")), *(Approval(key(name)) for name in parties))
    try:
        CHECKS[type(asked)](facts, Filed(key(f"maker {by}"), asked, now + DAY, approvals), now)
    except ActRefused as refused:
        return refused.code, dict(refused.facts)
    return None
