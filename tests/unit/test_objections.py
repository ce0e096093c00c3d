"""
Objections, disputes and returns in the domain: the fold, what each waits for, and when it lapses.

Worked by hand from the rules (domain rules §6, guideline 〔2026〕35 art. 29).
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.domain.acts.objections import FOLLOWS, parties_to_outcome, parties_to_stage
from ledger.domain.burdens import (
    SourceOutcome,
    Stage,
)
from ledger.domain.events import (
    IllegalTransition,
    Instant,
)
from ledger.domain.events.restraints import (
    CertificateRestored,
    CertificateSurrendered,
    ControlEntered,
    DisputeEnded,
    DisputeNoted,
    SourceObjectionRaised,
    SourceObjectionSettled,
)
from ledger.domain.facts import Fact, FactKey, thing_id
from ledger.domain.matrix import Operation, Restraint
from ledger.domain.restraint_standing import Step, stage_at, standing, version_due
from ledger.domain.restraints import Dispute, Objection, SourceObjection, Surrender
from tests.unit.histories import (
    hashed,
    number,
)
from tests.unit.restrained import (
    ARBITER,
    BUREAU,
    COURT,
    DAY,
    FIRST,
    HANDS,
    ORDER,
    OWN,
    PAPER,
    asks,
    burdens_of,
    certificate_of,
    entered,
    history,
    later,
    objected,
    proceeded,
    refused_by,
)


class TestObjection:
    def test_each_stage_waits_for_its_own_step(self) -> None:
        due, answer, suit = FIRST + 7 * DAY, FIRST + 14 * DAY, FIRST + 44 * DAY
        facts = history((FIRST, objected(2, due)))
        assert _step(facts, FIRST) == (Step.NOTICE, due, 0, False)
        assert _step(facts, due) == (Step.NOTICE, due, 0, True)
        facts = later(facts, (FIRST, proceeded(3, 2, Stage.NOTIFIED, answer, suit)))
        assert _step(facts, answer - 1) == (Step.ANSWER, answer, suit, False)
        assert _step(facts, answer) == (Step.SUIT, suit, suit, False)
        contested = later(facts, (FIRST, proceeded(4, 2, Stage.CONTESTED)))
        assert _step(contested, suit) == (Step.CONCLUSION, 0, 0, False)
        rejected = later(contested, (FIRST, proceeded(5, 2, Stage.REJECTED, suit, suit)))
        assert _step(rejected, suit - 1) == (Step.SUIT, suit, suit, False)
        escalated = later(rejected, (FIRST, proceeded(6, 2, Stage.ESCALATED)))
        assert _step(escalated, suit) == (Step.JUDGMENT, 0, 0, False)

    def test_after_silence_or_rejection_it_lapses_by_itself(self) -> None:
        answer, suit = FIRST + 14 * DAY, FIRST + 44 * DAY
        facts = history((FIRST, objected(2, FIRST)), (FIRST, proceeded(3, 2, Stage.NOTIFIED, answer, suit)))
        assert refused_by(facts, Operation.TRANSFER, suit - 1) == (Restraint.OBJECTED, 1)
        assert asks(facts, Operation.AMEND, suit - 1) == [3]
        assert asks(facts, Operation.TRANSFER, suit) == []
        objection = facts[("objection", thing_id(OWN, 2))]
        assert isinstance(objection, Objection)
        assert stage_at(objection, suit - 1) == (Stage.NOTIFIED, False)
        assert stage_at(objection, suit) == (Stage.NOTIFIED, True)
        with pytest.raises(IllegalTransition):
            later(facts, (suit, proceeded(4, 2, Stage.ESCALATED)))

    def test_an_end_closes_it(self) -> None:
        for stage in (Stage.UPHELD, Stage.WITHDRAWN, Stage.SUSTAINED, Stage.DISMISSED):
            facts = history((FIRST, objected(2, FIRST)), (FIRST + 1, proceeded(3, 2, stage)))
            objection = facts[("objection", thing_id(OWN, 2))]
            assert isinstance(objection, Objection)
            assert (objection.stage, objection.changed_at) == (stage, FIRST + 1)
            assert certificate_of(facts).flags == 0
            assert stage_at(objection, FIRST + 1) == (stage, False)

    def test_who_agrees_to_a_stage(self) -> None:
        assert parties_to_stage(Stage.AGREED, 2, 3) == parties_to_stage(Stage.CONTESTED, 2, 3) == [2]
        assert parties_to_stage(Stage.WITHDRAWN, 2, 3) == [3]
        assert parties_to_stage(Stage.NOTIFIED, 2, 3) == parties_to_stage(Stage.SUSTAINED, 2, 3) == []
        assert Stage.RAISED not in FOLLOWS

    def test_a_fifth_is_no_possible_event(self) -> None:
        events = [(FIRST + place, objected(2 + place, FIRST)) for place in range(4)]
        with pytest.raises(IllegalTransition):
            history(*events, (FIRST + 9, objected(6, FIRST)))


class TestSourceObjection:
    def test_a_deletion_calls_for_a_new_version(self) -> None:
        raised = SourceObjectionRaised(OWN, 2, number(3), PAPER, *HANDS)
        settled_ = SourceObjectionSettled(OWN, 3, thing_id(OWN, 2), 1, PAPER, *HANDS)
        facts = history((FIRST, raised), (FIRST + 1, settled_))
        objection = facts[("source_objection", thing_id(OWN, 2))]
        assert isinstance(objection, SourceObjection)
        assert (objection.outcome, objection.settled_at) == (SourceOutcome.DELETED, FIRST + 1)
        certificate = certificate_of(facts)
        assert objection.fingerprint == certificate.fingerprint
        assert version_due(objection, certificate)
        assert version_due(objection, replace(certificate, version=9))  # a correction changes no data
        assert not version_due(objection, replace(certificate, fingerprint=hashed("new version")))
        assert not version_due(replace(objection, outcome=SourceOutcome.COMPENSATED), certificate)
        with pytest.raises(IllegalTransition):
            later(facts, (FIRST + 2, SourceObjectionSettled(OWN, 4, thing_id(OWN, 2), 2, PAPER, *HANDS)))

    def test_it_stops_nothing(self) -> None:
        facts = history((FIRST, SourceObjectionRaised(OWN, 2, number(3), PAPER, *HANDS)))
        for operation in tuple(Operation)[1:]:
            assert asks(facts, operation, FIRST) == []

    def test_who_agrees_to_an_outcome(self) -> None:
        assert parties_to_outcome(SourceOutcome.DELETED, 2, 3) == [2]
        assert parties_to_outcome(SourceOutcome.COMPENSATED, 2, 3) == [2, 3]
        assert parties_to_outcome(SourceOutcome.COMPENSATED, 2, 2) == [2]
        assert parties_to_outcome(SourceOutcome.ESCALATED, 2, 3) == [3]
        assert parties_to_outcome(SourceOutcome.REJECTED, 2, 3) == []


class TestDisputeAndReturn:
    def test_a_dispute_is_disclosed_and_stops_nothing(self) -> None:
        facts = history((FIRST, DisputeNoted(OWN, 2, number(ARBITER), PAPER, *HANDS)))
        for operation in tuple(Operation)[1:]:
            assert asks(facts, operation, FIRST) == []
        assert [note.by for note in standing(certificate_of(facts), burdens_of(facts), FIRST).disputes] == [ARBITER]
        facts = later(facts, (FIRST + 1, DisputeEnded(OWN, 3, thing_id(OWN, 2), ORDER, *HANDS)))
        dispute = facts[("dispute", thing_id(OWN, 2))]
        assert isinstance(dispute, Dispute)
        assert dispute.ended_at == FIRST + 1
        with pytest.raises(IllegalTransition):
            later(facts, (FIRST + 2, DisputeEnded(OWN, 4, thing_id(OWN, 2), ORDER, *HANDS)))

    def test_a_returned_certificate_is_given_back_by_its_registry(self) -> None:
        facts = history((FIRST, CertificateSurrendered(OWN, 2, PAPER, *HANDS)))
        assert refused_by(facts, Operation.TRANSFER, FIRST) == (Restraint.SURRENDERED, 1)
        assert asks(facts, Operation.RENEW, FIRST) == []
        facts = later(facts, (FIRST + 1, CertificateRestored(OWN, 3, ORDER, *HANDS)))
        assert facts[("surrender", OWN)] == Surrender(OWN, False, ORDER, Instant(FIRST + 1))
        assert asks(facts, Operation.TRANSFER, FIRST + 1) == []

    def test_all_together_are_told_at_an_instant(self) -> None:
        facts = history(
            (FIRST, CertificateSurrendered(OWN, 2, PAPER, *HANDS)),
            (FIRST, objected(3, FIRST)),
            (FIRST, ControlEntered(OWN, 4, number(BUREAU), Instant(FIRST + DAY), ORDER, *HANDS)),
            (FIRST, entered(5)),
        )
        now = standing(certificate_of(facts), burdens_of(facts), FIRST)
        assert now.active_freeze is not None
        assert now.control is not None
        assert (len(now.objections), now.surrendered, now.is_free) == (1, True, False)
        assert refused_by(facts, Operation.TRANSFER, FIRST) == (Restraint.FROZEN, COURT)
        assert refused_by(facts, Operation.SPLIT, FIRST) == (Restraint.FROZEN, COURT)
        assert asks(facts, Operation.RENEW, FIRST) == [BUREAU]


def _step(facts: dict[FactKey, Fact], now: int) -> tuple[Step, int, int, bool]:
    (found,) = standing(certificate_of(facts), burdens_of(facts), now).objections
    return found.step, found.due_at, found.lapses_at, found.overdue
