"""
What no contract could have said of objections and holds, and what each begins with.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.domain.burdens import OBJECTIONS_MAX, SourceOutcome, Stage
from ledger.domain.encumbrances import Encumbrance
from ledger.domain.events import IllegalTransition, Instant
from ledger.domain.events.restraints import (
    ControlEntered,
    ControlLifted,
    DisputeNoted,
    SourceObjectionRaised,
    SourceObjectionSettled,
)
from ledger.domain.facts import key_of, thing_id
from ledger.domain.restraints import Control, Objection, SourceObjection
from ledger.domain.state import fold
from tests.unit import pledging
from tests.unit import test_successions as successions
from tests.unit.histories import entries, number
from tests.unit.restrained import ARBITER, BUREAU, DAY, FIRST, HANDS, OWN, PAPER, history, later, objected, proceeded


def sourced(sequence: int) -> SourceObjectionRaised:
    return SourceObjectionRaised(OWN, sequence, number(3), PAPER, *HANDS)


def settled(sequence: int, outcome: int) -> SourceObjectionSettled:
    return SourceObjectionSettled(OWN, sequence, thing_id(OWN, 2), outcome, PAPER, *HANDS)


class TestObjections:
    def test_one_begins_without_a_lapse_and_goes_on_to_a_stage_that_follows(self) -> None:
        facts = history((FIRST, objected(2, FIRST + DAY)))
        objection = facts["objection", thing_id(OWN, 2)]
        assert isinstance(objection, Objection)
        assert (objection.stage, objection.lapses_at, objection.raised_at) == (Stage.RAISED, 0, FIRST)
        for stage in (Stage.NONE, Stage.RAISED):
            with pytest.raises(IllegalTransition, match="stage is known"):
                later(facts, (FIRST + 1, proceeded(3, 2, stage)))
        with pytest.raises(IllegalTransition, match="stage is known"):
            later(facts, (FIRST + 1, replace(proceeded(3, 2, Stage.DISMISSED), stage=11)))

    def test_sources_objections_are_bounded_and_begin_unsettled(self) -> None:
        raised = [(FIRST + place, sourced(2 + place)) for place in range(OBJECTIONS_MAX)]
        facts = history(*raised)
        objection = facts["source_objection", thing_id(OWN, 2)]
        assert isinstance(objection, SourceObjection)
        assert (objection.outcome, objection.settled_at) == (SourceOutcome.NONE, 0)
        with pytest.raises(IllegalTransition, match="source objections are bounded"):
            later(facts, (FIRST + 10, sourced(2 + OBJECTIONS_MAX)))

    def test_an_outcome_is_one_that_there_is(self) -> None:
        facts = history((FIRST, sourced(2)))
        for outcome in (0, 5):
            with pytest.raises(IllegalTransition, match="outcome is known"):
                later(facts, (FIRST + 1, settled(3, outcome)))
        later(facts, (FIRST + 1, settled(3, SourceOutcome.ESCALATED)))


class TestControlsAndDisputes:
    def test_a_control_ends_in_the_future(self) -> None:
        def entered(until: int) -> ControlEntered:
            return ControlEntered(OWN, 2, number(BUREAU), Instant(until), PAPER, *HANDS)

        with pytest.raises(IllegalTransition, match="control has not ended"):
            history((FIRST, entered(FIRST)))
        control = history((FIRST, entered(FIRST + 1)))["control", thing_id(OWN, 2)]
        assert isinstance(control, Control)
        assert (control.lifted_at, control.entered_at) == (0, FIRST)

    def test_only_the_control_in_force_is_lifted(self) -> None:
        first = ControlEntered(OWN, 2, number(BUREAU), Instant(FIRST + 10), PAPER, *HANDS)
        second = ControlEntered(OWN, 3, number(BUREAU), Instant(FIRST + DAY), PAPER, *HANDS)
        lift = ControlLifted(OWN, 4, thing_id(OWN, 2), PAPER, *HANDS)
        facts = history((FIRST, first), (FIRST + 10, second))
        with pytest.raises(IllegalTransition, match="control is in force"):
            later(facts, (FIRST + 20, lift))
        with pytest.raises(IllegalTransition) as refused:
            later(facts, (FIRST + DAY, replace(lift, control_id=thing_id(OWN, 3))))
        assert (refused.value.facts["expected"], refused.value.facts["given"]) == (3, 0)
        later(facts, (FIRST + 20, replace(lift, control_id=thing_id(OWN, 3))))

    def test_disputes_are_bounded(self) -> None:
        def noted(sequence: int) -> DisputeNoted:
            return DisputeNoted(OWN, sequence, number(ARBITER), PAPER, *HANDS)

        facts = history(*((FIRST + place, noted(2 + place)) for place in range(OBJECTIONS_MAX)))
        with pytest.raises(IllegalTransition, match="disputes are bounded"):
            later(facts, (FIRST + 10, noted(2 + OBJECTIONS_MAX)))


class TestHolds:
    def test_a_hold_is_new_and_secures_nothing_yet(self) -> None:
        time, event = pledging.held()
        made = pledging.one(pledging.after((time, event)))
        assert isinstance(made, Encumbrance)
        assert (made.amount, made.debtor, made.perfected_at, made.traits) == (0, 0, 0, 0)
        with pytest.raises(IllegalTransition, match="encumbrance is new"):
            fold({**pledging.after(), key_of(made): made}, entries([event], time, 1000))

    def test_a_pledge_is_new(self) -> None:
        time, event = pledging.created()
        made = pledging.one(pledging.after((time, event)))
        with pytest.raises(IllegalTransition, match="encumbrance is new"):
            fold({**pledging.after(), key_of(made): made}, entries([event], time, 1000))


class TestSuccessions:
    def test_a_link_is_new(self) -> None:
        facts = successions.after(successions.linked(2))
        link = facts["link", thing_id(successions.OWN, 2)]
        with pytest.raises(IllegalTransition, match="link is new"):
            fold({**successions.after(), key_of(link): link}, entries([successions.linked(2)], successions.NOW))

    def test_a_notice_of_exit_is_of_a_time_to_come(self) -> None:
        with pytest.raises(IllegalTransition):
            fold(dict(successions.after()), entries([successions.exit_(effective_at=FIRST)], FIRST))
        fold(dict(successions.after()), entries([successions.exit_(effective_at=FIRST + 1)], FIRST))
