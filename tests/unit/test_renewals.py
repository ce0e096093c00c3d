"""
Renewals in the domain: the fold, what a request is worth at an instant, and what an act is refused with.

Worked by hand from guideline 〔2026〕35, art. 36.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ledger.domain.acts import Approval, Refusal, refusal
from ledger.domain.acts.filed import Asked, Filed
from ledger.domain.acts.issue import Issuance, Issue
from ledger.domain.acts.renewals import RefuseRenewal, Renew, RequestRenewal, decision_due, latest_end, window
from ledger.domain.calendar import end_of_day, start_of_day
from ledger.domain.certificates import Certificate, certificate_id
from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateRenewed,
    Event,
    IllegalTransition,
    Instant,
    LedgerPaused,
    MigrationOpened,
    NounAdmitted,
)
from ledger.domain.events.renewals import RenewalGranted, RenewalRefused, RenewalRequested
from ledger.domain.events.rules import CalendarSet, RuleSet
from ledger.domain.facts import Facts
from ledger.domain.flags import Flag, Power
from ledger.domain.parameters import Parameter
from ledger.domain.renewals import RenewalRequest, decide_by, is_renewing, terms
from ledger.domain.standing import Reason, RenewalTerms, standing
from ledger.domain.state import fold
from tests.unit.histories import (
    BORN,
    REGISTER,
    REGISTRY_BORN,
    a_record,
    entries,
    facts_after,
    hashed,
    issued,
    key,
    number,
)

DAY = 86_400
END = end_of_day(date(2027, 6, 30))
OPENS = start_of_day(date(2026, 12, 30))
CLOSES = end_of_day(date(2027, 6, 29))
DUE = end_of_day(date(2027, 7, 28))
"""Twenty working days after 30 June 2027, where every Monday to Friday is worked."""
HANDS = (key("maker"), key("checker"))
FIRST = issued(a_record(valid_to=END))
OWN = FIRST.certificate_id
PAPER = hashed("paper")
CHECKED, HELD = Approval(key("checker")), Approval(key("holder"))


def weekdays(year: int, version: int = 4) -> CalendarSet:
    """Return a year in which every Monday to Friday is worked."""
    first = date(year, 1, 1).toordinal()
    days = date(year + 1, 1, 1).toordinal() - first
    bits = sum(1 << day for day in range(days) if date.fromordinal(first + day).weekday() < 5)
    return CalendarSet(version, year, bits & (1 << 256) - 1, bits >> 256, hashed("notice"))


def rule(version: int, parameter: Parameter, value: int) -> RuleSet:
    return RuleSet(version, 1, int(parameter), value, 0, Instant(1), hashed("founding"))


RULES: tuple[Event, ...] = (
    rule(1, Parameter.VALIDITY_MONTHS, 60),
    rule(2, Parameter.RENEWAL_MONTHS, 6),
    rule(3, Parameter.RENEWAL_DECISION_DAYS, 20),
    weekdays(2027),
)
ADMITTED = NounAdmitted(key("renewals"), int(Flag.RENEWING | Power.EXTENDS))
BEGUN: tuple[Event, ...] = (*REGISTRY_BORN, *RULES, ADMITTED, FIRST)


def requested(sequence: int = 2, due: int = DUE) -> RenewalRequested:
    return RenewalRequested(OWN, sequence, Instant(due), PAPER, *HANDS)


def rejected(sequence: int) -> RenewalRefused:
    return RenewalRefused(OWN, sequence, PAPER, *HANDS)


def after(*events: Event) -> Facts:
    return facts_after(*BEGUN, *events)


def certificate(facts: Facts) -> Certificate:
    found = facts[("certificate", OWN)]
    assert isinstance(found, Certificate)
    return found


def request_in(facts: Facts) -> RenewalRequest:
    found = facts[("renewal", OWN)]
    assert isinstance(found, RenewalRequest)
    return found


def filed(asked: Asked, *approvals: Approval) -> Filed:
    return Filed(key("maker"), asked, END + 300 * DAY, approvals)


REQUEST = filed(RequestRenewal(OWN, PAPER), CHECKED, HELD)
RENEW = filed(Renew(OWN, PAPER, Instant(END + 365 * DAY)), CHECKED, HELD)
GRANT = filed(Renew(OWN, PAPER, Instant(END + 365 * DAY)), CHECKED)
REFUSE = filed(RefuseRenewal(OWN, PAPER), CHECKED)


class TestFold:
    """What each event makes of the facts."""

    def test_a_request_is_kept_with_its_deadline(self) -> None:
        facts = after(requested())
        assert (request_in(facts).decide_by, request_in(facts).document_digest) == (DUE, PAPER)
        assert (certificate(facts).flags, certificate(facts).sequence) == (Flag.RENEWING, 2)

    def test_a_refusal_ends_it(self) -> None:
        facts = after(requested(), rejected(3))
        assert (request_in(facts).decide_by, certificate(facts).flags) == (0, 0)

    def test_a_grant_ends_it_after_the_renewed_term(self) -> None:
        renewed = CertificateRenewed(OWN, 3, Instant(END), Instant(END + DAY), hashed("new"), *HANDS)
        facts = after(requested(), renewed, RenewalGranted(OWN, 4, *HANDS))
        assert (request_in(facts).decide_by, certificate(facts).flags) == (0, 0)
        assert (certificate(facts).valid_to, certificate(facts).sequence) == (END + DAY, 4)
        assert (certificate(facts).version, certificate(facts).document_digest) == (1, hashed("new"))

    def test_a_grant_needs_no_request(self) -> None:
        facts = after(RenewalGranted(OWN, 2, *HANDS))
        assert ("renewal", OWN) not in facts

    @pytest.mark.parametrize(
        ("rule", "events"),
        [
            ("a renewal is pending", (requested(), requested(3))),
            ("a renewal is pending", (requested(), rejected(3), rejected(4))),
            ("renewal exists", (rejected(2),)),
            ("term has not ended", (requested(due=END - 1),)),
            ("sequence", (requested(3),)),
        ],
    )
    def test_what_no_contract_could_emit_is_refused(self, rule: str, events: tuple[Event, ...]) -> None:
        facts = dict(after(*events[:-1]))
        with pytest.raises(IllegalTransition) as refused:
            fold(facts, entries(events[-1:], BORN + 100))
        assert refused.value.facts["what"] == rule


class TestStanding:
    """What a request is worth at an instant; no transaction is needed (P1)."""

    def test_it_keeps_the_certificate_from_the_end_of_its_term_to_the_decision(self) -> None:
        facts = after(requested())
        found, pending = certificate(facts), terms(facts, certificate(facts), END)
        assert pending == RenewalTerms(6, DUE)
        for instant, reason in (
            (END - 1, Reason.IN_FORCE),
            (END, Reason.RENEWAL_PENDING),
            (DUE - 1, Reason.RENEWAL_PENDING),
            (DUE, Reason.EXPIRED),
        ):
            now = standing(found, instant, renewal=pending)
            assert (now.reason, now.in_force) == (reason, reason is Reason.IN_FORCE)
            assert is_renewing(facts, OWN, instant) is (instant < DUE)

    def test_without_a_request_it_expires(self) -> None:
        facts = after()
        assert standing(certificate(facts), END, renewal=terms(facts, certificate(facts), END)).reason is Reason.EXPIRED
        assert decide_by(facts, OWN) == 0

    def test_the_window_is_six_months_to_the_day_before_the_last(self) -> None:
        found = certificate(after())
        asked = ((OPENS - 1, False), (OPENS, True), (CLOSES - 1, True), (CLOSES, False))
        for instant, is_open in asked:
            assert standing(found, instant).renewal_open is is_open

    def test_another_rule_moves_the_window(self) -> None:
        facts = after(replace(rule(5, Parameter.RENEWAL_MONTHS, 3), value_before=6, effective_from=Instant(BORN + DAY)))
        found = certificate(facts)
        assert terms(facts, found, BORN).months == 6  # a past instant is judged by the rules then in force
        now = standing(found, OPENS, renewal=terms(facts, found, OPENS))
        assert (now.renewal_open, now.renewal_from) == (False, date(2027, 3, 30))

    def test_a_ledger_without_the_rule_has_the_guidelines(self) -> None:
        facts = facts_after(*REGISTRY_BORN, FIRST)
        assert terms(facts, certificate(facts), BORN) == RenewalTerms(6, 0)


def test_a_request_comes_before_the_end_and_only_what_is_pending_is_refused() -> None:
    facts = after()
    (late,) = entries([requested()], END)
    with pytest.raises(IllegalTransition, match="term has not ended"):
        fold(dict(facts), [late])
    (last,) = entries([requested()], END - 1)
    fold(dict(facts), [last])
    with pytest.raises(IllegalTransition, match="a renewal is pending"):
        fold(dict(after(requested(), rejected(3))), entries([rejected(4)], OPENS))


class TestActs:
    """What an act is refused with."""

    def test_what_the_rules_make_of_dates(self) -> None:
        facts = after()
        assert window(facts, certificate(facts), OPENS) == (OPENS, CLOSES)
        assert decision_due(facts, certificate(facts), OPENS) == DUE
        assert latest_end(facts, certificate(facts), OPENS) == end_of_day(date(2032, 6, 30))

    def test_the_last_day_is_the_one_in_which_the_last_second_falls(self) -> None:
        facts = after()
        longer = replace(certificate(facts), valid_to=Instant(END + 1))
        assert decision_due(facts, longer, OPENS) == end_of_day(date(2027, 7, 29))
        assert latest_end(facts, longer, OPENS) == end_of_day(date(2032, 7, 1))

    @pytest.mark.parametrize("act", [REQUEST, RENEW])
    def test_a_right_act_is_not_refused(self, act: Filed) -> None:
        assert refusal(after(), act, OPENS) is None
        assert refusal(after(), act, CLOSES - 1) is None

    @pytest.mark.parametrize("act", [REQUEST, RENEW])
    def test_the_window_opens_and_closes(self, act: Filed) -> None:
        closed = Refusal("RenewalNotOpen", {"certificate_id": OWN, "opens_at": OPENS, "closes_at": CLOSES})
        assert refusal(after(), act, OPENS - 1) == closed
        assert refusal(after(), act, CLOSES) == closed
        assert refusal(after(), act, END) == Refusal("CertificateExpired", {"certificate_id": OWN, "valid_to": END})

    def test_a_pending_one_is_granted_by_the_registry_alone_until_the_last_day(self) -> None:
        facts = after(requested())
        assert refusal(facts, GRANT, DUE - 1) is None
        assert refusal(facts, GRANT, DUE) == Refusal("RenewalLapsed", {"certificate_id": OWN, "decide_by": DUE})
        assert refusal(facts, RENEW, OPENS) == Refusal("ApprovalsMissing", {"expected": 1, "given": 2})
        assert refusal(facts, REFUSE, DUE) is None
        assert refusal(facts, REQUEST, OPENS) == Refusal("RenewalPending", {"certificate_id": OWN, "decide_by": DUE})

    def test_what_is_not_pending_is_not_refused(self) -> None:
        assert refusal(after(), REFUSE, OPENS) == Refusal("RenewalNotPending", {"certificate_id": OWN})

    def test_documents_and_ends(self) -> None:
        for act in (REQUEST, RENEW):
            bare = replace(act, asked=replace(act.asked, document_digest=ZERO_DIGEST))  # type: ignore[type-var]
            assert refusal(after(), bare, OPENS) == Refusal("DigestMissing")
        latest = end_of_day(date(2032, 6, 30))
        long = filed(Renew(OWN, PAPER, Instant(latest + 1)), CHECKED, HELD)
        assert refusal(after(), long, OPENS) == Refusal(
            "RenewalTooLong", {"certificate_id": OWN, "valid_to": latest + 1, "latest": latest}
        )
        same = filed(Renew(OWN, PAPER, Instant(END)), CHECKED, HELD)
        assert refusal(after(), same, OPENS) == Refusal(
            "TermNotExtended", {"certificate_id": OWN, "valid_to": END, "asked": END}
        )

    def test_a_pause_stops_all_three(self) -> None:
        paused = after(requested(), LedgerPaused(number(5), hashed("why"), key("guardian")))
        for act in (REFUSE, GRANT):
            assert refusal(paused, act, OPENS) == Refusal("LedgerIsPaused")

    def test_a_calendar_that_ends_is_said_before_anything_is_sent(self) -> None:
        facts = facts_after(*REGISTRY_BORN, *RULES[:3], FIRST)
        assert refusal(facts, REQUEST, OPENS) == Refusal("CalendarEnds", {"year": 2027})

    def test_a_pending_renewal_keeps_its_place_from_a_new_registration(self) -> None:
        facts = after(MigrationOpened(REGISTER, Instant(END + 300 * DAY)), requested())
        record = a_record(serial=2, sequence=0, state=0, ordinal=1, valid_to=END + 100 * DAY)
        anew = Issue(key("maker"), (Issuance(record, FIRST.fingerprint, PAPER),), END + 300 * DAY, CHECKED)
        second = certificate_id(2, 1, FIRST.fingerprint, 1)
        alive = Refusal("PredecessorAlive", {"certificate_id": second, "predecessor": OWN})
        assert refusal(facts, anew, END) == alive
        assert refusal(facts, anew, DUE) is None
