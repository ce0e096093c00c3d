"""
Contributions in the domain: the fold, what a contribution is at an instant, the lock, the way back, and refusals.

Worked by hand from the rules (domain rules §4, §9 operation 32).
"""

from __future__ import annotations

from typing import Any

import pytest

from ledger.domain.attestations import Attestation, Condition
from ledger.domain.certificates import Certificate
from ledger.domain.equity import (
    Contribution,
    ContributionStage,
    ContributionStanding,
    consents,
    last_of,
    require_move,
    restraint_of,
    standing,
)
from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateTransferred,
    Event,
    Fen,
    IllegalTransition,
    Instant,
    NounAdmitted,
    Position,
    ThingId,
)
from ledger.domain.events.equity import (
    ContributionConfirmed,
    ContributionExecuted,
    ContributionExited,
    ContributionReserved,
    ContributionRolledBack,
    ReservationCancelled,
)
from ledger.domain.events.rules import RuleSet
from ledger.domain.facts import Facts, thing_id
from ledger.domain.flags import Flag
from ledger.domain.kinds import AttestedKind, Purpose
from ledger.domain.matrix import Operation, Restraint
from ledger.domain.parameters import Parameter
from ledger.errors import ActRefused
from tests.unit.histories import BORN, REGISTRY_BORN, YEAR, a_record, facts_after, hashed, issued, key, number

DAY = 86_400
HANDS = (key("maker"), key("checker"))
OWN = issued().certificate_id
REPORT = ThingId(hashed("report"))
UNTIL, CONFIRM_BY = Instant(BORN + 30 * DAY), Instant(BORN + 61 * DAY)
NOW = BORN + 1000
APPRAISED, AGREED, CAPITAL = Fen(204_000_000), Fen(190_000_000), Fen(51_900_000)
ID = thing_id(OWN, 2)
_RULES = tuple(
    RuleSet(version, 1, int(parameter), 60, 0, Instant(1), hashed("founding"))
    for version, parameter in enumerate((Parameter.RESERVATION_DAYS, Parameter.CONFIRMATION_DAYS), 1)
)


def reserved(sequence: int = 2, **changes: Any) -> ContributionReserved:
    usual = {
        "certificate_id": OWN,
        "sequence": sequence,
        "contributor": number(2),
        "investee": number(3),
        "appraised": APPRAISED,
        "agreed": AGREED,
        "capital": CAPITAL,
        "report_id": REPORT,
        "mode": 1,
        "agreement_digest": hashed("agreement"),
        "until": UNTIL,
        "maker": HANDS[0],
        "checker": HANDS[1],
    }
    return ContributionReserved(**{**usual, **changes})


def moved(sequence: int, from_: int, to: int) -> CertificateTransferred:
    return CertificateTransferred(OWN, sequence, number(from_), number(to), hashed(f"document {sequence}"), *HANDS)


EXECUTED = (moved(3, 2, 3), ContributionExecuted(OWN, 4, ID, CONFIRM_BY, hashed("delivery"), *HANDS))
CONFIRMED = ContributionConfirmed(OWN, 5, ID, Instant(BORN), hashed("receipt"), *HANDS)
CANCELLED = ReservationCancelled(OWN, 3, ID, hashed("paper"), *HANDS)


def exited(sequence: int) -> tuple[Event, ...]:
    return moved(sequence, 3, 2), ContributionExited(OWN, sequence + 1, ID, hashed("reduction"), *HANDS)


def after(*events: Event, **record: int) -> dict[Any, Any]:
    doors = NounAdmitted(key("equity"), int(Flag.RESERVED | Flag.CONTRIBUTED))
    facts = facts_after(*REGISTRY_BORN, *_RULES, doors, issued(a_record(**record)), *events)
    facts[("attestation", REPORT)] = a_report()
    return facts


def a_report(**changes: Any) -> Attestation:
    usual = {
        "id": REPORT,
        "certificate_id": OWN,
        "sequence": 2,
        "kind": AttestedKind.VALUE,
        "subtype": int(Purpose.EQUITY),
        "condition": Condition.LIVE,
        "by": number(9),
        "party": number(0),
        "version": 1,
        "amount": APPRAISED,
        "base_date": Instant(BORN),
        "valid_to": Instant(BORN + YEAR),
        "refers": ThingId(ZERO_DIGEST),
        "linked_id": ZERO_DIGEST,
        "document_digest": hashed("report document"),
        "attested": Position(1, 0, 0),
        "attested_at": Instant(BORN),
        "closed_at": Instant(0),
    }
    return Attestation(**{**usual, **changes})


def made(facts: Facts) -> Contribution:
    found = last_of(facts, OWN)
    assert found is not None
    return found


def certificate_in(facts: Facts) -> Certificate:
    found = facts[("certificate", OWN)]
    assert isinstance(found, Certificate)
    return found


class TestFold:
    """What each event makes of the facts."""

    def test_a_reservation_keeps_three_sums_and_sets_its_flag(self) -> None:
        facts = after(reserved())
        contribution = made(facts)
        assert (contribution.appraised, contribution.agreed, contribution.capital) == (APPRAISED, AGREED, CAPITAL)
        assert (contribution.stage, contribution.due_at) == (ContributionStage.RESERVED, UNTIL)
        assert certificate_in(facts).flags == Flag.RESERVED

    def test_an_execution_follows_its_transfer(self) -> None:
        facts = after(reserved(), *EXECUTED)
        assert (made(facts).stage, made(facts).due_at) == (ContributionStage.EXECUTED, CONFIRM_BY)
        assert (certificate_in(facts).holder, certificate_in(facts).flags) == (3, Flag.CONTRIBUTED)
        with pytest.raises(IllegalTransition):
            after(reserved(), ContributionExecuted(OWN, 3, ID, CONFIRM_BY, hashed("delivery"), *HANDS))

    def test_a_confirmation_changes_neither_flag_nor_holder(self) -> None:
        facts = after(reserved(), *EXECUTED, CONFIRMED)
        assert made(facts).stage is ContributionStage.CONFIRMED
        assert certificate_in(facts).flags == Flag.CONTRIBUTED

    def test_an_exit_brings_it_back_and_frees_it(self) -> None:
        facts = after(reserved(), *EXECUTED, CONFIRMED, *exited(6))
        assert (made(facts).stage, made(facts).closing_digest) == (ContributionStage.EXITED, hashed("reduction"))
        assert (certificate_in(facts).holder, certificate_in(facts).flags) == (2, 0)

    def test_a_cancellation_frees_it_for_the_next(self) -> None:
        facts = after(reserved(), CANCELLED, reserved(4))
        assert made(facts).id == thing_id(OWN, 4)
        assert facts[("contribution", ID)].stage is ContributionStage.CANCELLED

    @pytest.mark.parametrize(
        "wrong",
        [
            {"contributor": number(3)},
            {"investee": number(2)},
            {"mode": 0},
            {"mode": 3},
            {"capital": Fen(AGREED + 1)},
            {"until": Instant(BORN)},
            {"until": Instant(BORN + YEAR + 1)},
            {"sequence": 4},
        ],
    )
    def test_what_the_contract_never_says_is_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(IllegalTransition):
            after(reserved(**wrong))

    def test_no_stage_is_left_out(self) -> None:
        for events in (
            (reserved(), ContributionConfirmed(OWN, 3, ID, Instant(BORN), hashed("receipt"), *HANDS)),
            (reserved(), CANCELLED, ReservationCancelled(OWN, 4, ID, hashed("paper"), *HANDS)),
            (reserved(), *EXECUTED, moved(5, 3, 2), ContributionRolledBack(OWN, 6, ID, *HANDS)),  # not overdue
            (reserved(), ContributionExited(OWN, 3, ID, hashed("reduction"), *HANDS)),
            (reserved(), *EXECUTED, reserved(5, contributor=number(3), investee=number(2))),
        ):
            with pytest.raises(IllegalTransition):
                after(*events)


class TestStanding:
    """What time alone makes of a contribution, also seen from later."""

    def test_a_reservation_lapses_by_itself(self) -> None:
        contribution = made(after(reserved()))
        assert standing(contribution, UNTIL - 1) is ContributionStanding.RESERVED
        assert standing(contribution, UNTIL) is ContributionStanding.LAPSED
        assert restraint_of(contribution, UNTIL - 1) is Restraint.RESERVED
        assert restraint_of(contribution, UNTIL) is Restraint.NONE

    def test_what_is_not_confirmed_is_overdue_and_still_stands(self) -> None:
        contribution = made(after(reserved(), *EXECUTED))
        assert standing(contribution, CONFIRM_BY - 1) is ContributionStanding.EXECUTED
        assert standing(contribution, CONFIRM_BY) is ContributionStanding.OVERDUE
        assert restraint_of(contribution, CONFIRM_BY) is Restraint.CONTRIBUTED

    def test_each_past_instant_is_judged_as_it_then_was(self) -> None:
        contribution = made(after(reserved(), *EXECUTED, CONFIRMED, *exited(6)))
        begun = contribution.reserved_at
        assert [standing(contribution, begun + second) for second in (0, 2, 3, 5)] == [
            ContributionStanding.RESERVED,
            ContributionStanding.EXECUTED,
            ContributionStanding.CONFIRMED,
            ContributionStanding.EXITED,
        ]

    def test_cancelled_stays_cancelled(self) -> None:
        assert standing(made(after(reserved(), CANCELLED)), UNTIL) is ContributionStanding.CANCELLED


class TestRestraint:
    """What it stops, and the way back."""

    def test_the_investee_may_lift_a_reservation(self) -> None:
        facts = after(reserved())
        with pytest.raises(ActRefused) as refused:
            consents(facts, certificate_in(facts), Operation.TRANSFER, NOW)
        assert refused.value.facts == {"certificate_id": OWN, "operation": 1, "restraint": 5, "by": 3}
        assert consents(facts, certificate_in(facts), Operation.EXECUTE, NOW) == []
        assert consents(facts, certificate_in(facts), Operation.TRANSFER, UNTIL) == []

    def test_what_stands_is_not_contributed_again(self) -> None:
        facts = after(reserved(), *EXECUTED)
        for operation in (Operation.CONTRIBUTE, Operation.CONVERT, Operation.EXECUTE):
            with pytest.raises(ActRefused):
                consents(facts, certificate_in(facts), operation, NOW)
        assert consents(facts, certificate_in(facts), Operation.TRANSFER, NOW) == []

    def test_it_does_not_move_back(self) -> None:
        facts = after(reserved(), *EXECUTED)
        require_move(facts, certificate_in(facts), 4)
        with pytest.raises(ActRefused) as refused:
            require_move(facts, certificate_in(facts), 2)
        assert (refused.value.code, refused.value.facts) == (
            "MoveBackForbidden",
            {"certificate_id": OWN, "contributor": 2},
        )
        for free in (after(), after(reserved()), after(reserved(), *EXECUTED, *exited(5))):
            require_move(free, certificate_in(free), 2)
