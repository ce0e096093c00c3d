"""
Acts on contributions in the domain: what each is refused with.

Worked by hand from the rules (domain rules §4, §9 operation 32).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.acts import Approval
from ledger.domain.acts.equity import (
    CHECKS,
    CancelReservation,
    ConfirmContribution,
    ExecuteContribution,
    ExitContribution,
    ReserveContribution,
    RollBackContribution,
    mode_of,
)
from ledger.domain.acts.filed import Asked, Filed
from ledger.domain.attestations import Condition
from ledger.domain.certificates import Right
from ledger.domain.equity import (
    ContributionMode,
)
from ledger.domain.events import (
    ZERO_DIGEST,
    Fen,
    Instant,
    ThingId,
)
from ledger.domain.facts import Facts
from ledger.domain.kinds import AttestedKind, Purpose
from ledger.domain.participants import Kind
from ledger.errors import ActRefused
from tests.unit.histories import BORN, hashed, key, number
from tests.unit.test_equity import (
    AGREED,
    APPRAISED,
    CAPITAL,
    CONFIRM_BY,
    DAY,
    EXECUTED,
    NOW,
    OWN,
    REPORT,
    UNTIL,
    a_report,
    after,
    moved,
    reserved,
)


def reserve(**changes: Any) -> ReserveContribution:
    usual = {
        "certificate_id": OWN,
        "contributor": number(2),
        "investee": number(3),
        "appraised": APPRAISED,
        "agreed": AGREED,
        "capital": CAPITAL,
        "report_id": REPORT,
        "mode": ContributionMode.TRANSFER,
        "agreement_digest": hashed("agreement"),
        "until": UNTIL,
    }
    return ReserveContribution(**{**usual, **changes})


def said(facts: Facts, asked: Asked, *signers: str, now: int = NOW) -> tuple[str, dict[str, Any]] | None:
    """Return what the act is refused with."""
    approvals = tuple(Approval(key(name)) for name in signers)
    try:
        CHECKS[type(asked)](facts, Filed(key("maker"), asked, now, approvals), now)
    except ActRefused as refused:
        return refused.code, dict(refused.facts)
    return None


SIGNERS = ("checker", "holder", "other")
PAPER = hashed("paper")


class TestReserve:
    """Each refusal with its facts."""

    def test_a_right_one_passes(self) -> None:
        assert said(after(), reserve(), *SIGNERS) is None

    @pytest.mark.parametrize(
        ("wrong", "code", "facts"),
        [
            ({"agreement_digest": ZERO_DIGEST}, "DigestMissing", {}),
            ({"contributor": number(3)}, "NotHolder", {"certificate_id": OWN, "participant": 3}),
            ({"mode": ContributionMode.GRANT}, "ContributionModeInvalid", {"mode": 2, "rights": 7}),
            ({"investee": number(2)}, "InvesteeInvalid", {"certificate_id": OWN, "participant": 2}),
            ({"investee": number(1)}, "InvesteeInvalid", {"certificate_id": OWN, "participant": 1}),
            ({"investee": number(99)}, "InvesteeInvalid", {"certificate_id": OWN, "participant": 99}),
            (
                {"capital": Fen(5190)},
                "AmountImplausible",
                {"amount": 5190, "least": 100_000, "most": 10**15},
            ),
            (
                {"capital": Fen(AGREED + 1)},
                "CapitalAboveAgreed",
                {"agreed": AGREED, "capital": AGREED + 1},
            ),
            (
                {"report_id": ThingId(hashed("none"))},
                "ValueReportMissing",
                {"certificate_id": OWN, "report_id": hashed("none")},
            ),
            (
                {"appraised": Fen(APPRAISED + 1)},
                "AppraisalDifferent",
                {"report_id": REPORT, "reported": APPRAISED, "appraised": APPRAISED + 1},
            ),
            (
                {"until": Instant(NOW)},
                "ReservationTermInvalid",
                {"certificate_id": OWN, "until": NOW, "latest": BORN + 61 * DAY},
            ),
        ],
    )
    def test_a_wrong_one_is_refused(self, wrong: dict[str, Any], code: str, facts: dict[str, Any]) -> None:
        assert said(after(), reserve(**wrong), *SIGNERS) == (code, facts)

    @pytest.mark.parametrize(
        "stale",
        [
            {"condition": Condition.WITHDRAWN},
            {"version": 0},
            {"valid_to": Instant(NOW)},
            {"kind": AttestedKind.QUALITY},
            {"certificate_id": hashed("other")},
        ],
    )
    def test_a_stale_report_is_none(self, stale: dict[str, Any]) -> None:
        facts = after()
        facts[("attestation", REPORT)] = a_report(**stale)
        assert said(facts, reserve(), *SIGNERS) == (
            "ValueReportMissing",
            {"certificate_id": OWN, "report_id": REPORT},
        )

    def test_a_report_for_a_pledge_is_not_for_a_contribution(self) -> None:
        facts = after()
        facts[("attestation", REPORT)] = a_report(subtype=int(Purpose.PLEDGE))
        assert said(facts, reserve(), *SIGNERS) == ("ReportPurposeWrong", {"report_id": REPORT, "purpose": 1})

    def test_the_certificates_end_is_the_latest(self) -> None:
        facts = after(valid_to=BORN + 10 * DAY)
        expected = {"certificate_id": OWN, "until": UNTIL, "latest": BORN + 10 * DAY}
        assert said(facts, reserve(), *SIGNERS) == ("ReservationTermInvalid", expected)

    def test_rights_decide_the_mode(self) -> None:
        assert mode_of(Right.USE | Right.OPERATE) is ContributionMode.GRANT
        assert mode_of(Right.HOLD | Right.OPERATE) is ContributionMode.TRANSFER
        facts = after(rights=3)
        assert said(facts, reserve(), *SIGNERS) == ("RightToOperateMissing", {"certificate_id": OWN, "rights": 3})

    def test_it_waits_for_the_one_before(self) -> None:
        facts = after(reserved())
        expected = {"certificate_id": OWN, "operation": 6, "restraint": 5, "by": 3}
        assert said(facts, reserve(), *SIGNERS) == ("OperationRestrained", expected)


class TestSteps:
    """The steps after it, each at its stage."""

    EXECUTE = ExecuteContribution(OWN, PAPER, PAPER)
    CONFIRM = ConfirmContribution(OWN, PAPER, Instant(BORN))
    ROLL_BACK = RollBackContribution(OWN, PAPER)
    EXIT = ExitContribution(OWN, PAPER, PAPER)
    CANCEL = CancelReservation(OWN, PAPER)

    def test_right_steps_pass(self) -> None:
        assert said(after(reserved()), self.CANCEL, *SIGNERS) is None
        assert said(after(reserved()), self.EXECUTE, *SIGNERS) is None
        executed = after(reserved(), *EXECUTED)
        assert said(executed, self.CONFIRM, "checker") is None
        assert said(executed, self.ROLL_BACK, "checker", "other", now=CONFIRM_BY) is None
        assert said(executed, self.EXIT, "checker", "other", "holder") is None

    def test_without_a_contribution_there_is_no_step(self) -> None:
        for step in (self.CANCEL, self.EXECUTE, self.CONFIRM, self.ROLL_BACK, self.EXIT):
            expected = {"certificate_id": OWN, "contribution_stage": 0}
            assert said(after(), step, *SIGNERS) == ("ContributionStageWrong", expected)

    def test_time_closes_and_opens(self) -> None:
        lapsed = ("ReservationLapsed", {"certificate_id": OWN, "since": UNTIL})
        assert said(after(reserved()), self.EXECUTE, *SIGNERS, now=UNTIL) == lapsed
        assert said(after(reserved()), self.CANCEL, *SIGNERS, now=UNTIL) == lapsed
        executed = after(reserved(), *EXECUTED)
        late = ("ConfirmationLate", {"certificate_id": OWN, "confirm_by": CONFIRM_BY})
        assert said(executed, self.CONFIRM, "checker", now=CONFIRM_BY) == late
        early = ("ConfirmationPending", {"certificate_id": OWN, "confirm_by": CONFIRM_BY})
        assert said(executed, self.ROLL_BACK, "checker", "other", now=CONFIRM_BY - 1) == early

    def test_a_receipt_of_tomorrow_is_refused(self) -> None:
        executed = after(reserved(), *EXECUTED)
        for wrong in (0, NOW + 1):
            asked = ConfirmContribution(OWN, PAPER, Instant(wrong))
            assert said(executed, asked, "checker") == ("RegistrationTimeInvalid", {"registered_at": wrong})

    def test_what_the_investee_gave_away_does_not_come_back(self) -> None:
        gone = after(reserved(), *EXECUTED, moved(5, 3, 1))
        expected = ("NotHolder", {"certificate_id": OWN, "participant": 3})
        assert said(gone, self.EXIT, "checker", "other", "holder") == expected

    def test_a_company_that_came_to_hold_a_part_meanwhile_receives_nothing(self) -> None:
        expected = ("InvesteeInvalid", {"certificate_id": OWN, "participant": 3})
        assert said(after(reserved(), moved(3, 2, 3)), self.EXECUTE, *SIGNERS) == expected

    def test_what_the_contributor_gave_away_is_not_delivered(self) -> None:
        expected = ("NotHolder", {"certificate_id": OWN, "participant": 2})
        assert said(after(reserved(), moved(3, 2, 1)), self.EXECUTE, *SIGNERS) == expected
        gone = after(reserved(), *EXECUTED, moved(5, 3, 1))
        back = ("NotHolder", {"certificate_id": OWN, "participant": 3})
        assert said(gone, self.ROLL_BACK, "checker", "other", now=CONFIRM_BY) == back

    def test_any_past_instant_is_one_of_registration(self) -> None:
        executed = after(reserved(), *EXECUTED)
        for past in (1, NOW):
            assert said(executed, ConfirmContribution(OWN, PAPER, Instant(past)), "checker") is None

    def test_a_registry_that_is_a_company_receives_nothing_in_its_own_register(self) -> None:
        facts = after()
        registry = facts[("participant", 1)]
        facts[("participant", 1)] = replace(registry, kind=Kind.LEGAL_PERSON)
        expected = ("TransfereeInvalid", {"certificate_id": OWN, "participant": 1})
        assert said(facts, reserve(investee=number(1)), "checker", "holder") == expected

    def test_papers_are_asked_before_hands(self) -> None:
        executed = after(reserved(), *EXECUTED)
        for facts, step, now in (
            (after(reserved()), self.EXECUTE, NOW),
            (executed, self.ROLL_BACK, CONFIRM_BY),
            (executed, self.EXIT, NOW),
        ):
            assert said(facts, replace(step, document_digest=ZERO_DIGEST), now=now) == ("DigestMissing", {})
