"""
Registration cases: the fold, the stages that time makes, and the clocks, worked by hand from the 2026 calendar.

National Day 2026 rests from 1 to 7 October; Saturday 10 October is worked.  All times are Shanghai's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from ledger.domain.cases import (
    FOLDS,
    STEPS,
    Case,
    Ground,
    Mark,
    PublicityObjection,
    Stage,
    Step,
    allows,
    is_under_publicity,
    stage_at,
)
from ledger.domain.certificates import Right, certificate_id
from ledger.domain.clocks import Standing, standing
from ledger.domain.events import Entry, Event, IllegalTransition, Instant, ParticipantNumber, Position
from ledger.domain.events.applications import (
    ApplicationAccepted,
    ApplicationDeposited,
    ApplicationNotAccepted,
    ApplicationPublicised,
    ApplicationRefused,
    ApplicationReviewed,
    ApplicationSubmitted,
    ApplicationSupplemented,
    ApplicationTerminated,
    ApplicationWithdrawn,
    DecisionExtended,
    PublicityObjected,
    PublicityObjectionDecided,
    PublicityWaived,
    SupplementRequired,
)
from ledger.domain.facts import Fact, FactKey, thing_id
from ledger.domain.rules import FOUNDING_RULES, FOUNDING_YEARS, CalendarYear, RuleHistory, RuleValue, rule_key
from ledger.domain.state import fold
from tests.unit.histories import EMITTER, REGISTER, hashed, key

SHANGHAI = timezone(timedelta(hours=8))
DATA, DOCUMENT = hashed("data"), hashed("a document")
APPLICANT, OBJECTOR = ParticipantNumber(2), ParticipantNumber(3)
ID = certificate_id(APPLICANT, 1, DATA, 0)
HANDS = (key("maker"), key("checker"))


def instant(text: str) -> Instant:
    """Return the unix second of a time in Shanghai; a day alone is its 00:00."""
    return Instant(int(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp()))


def rules() -> dict[FactKey, Fact]:
    """Return the facts of a founding: every parameter and the calendar."""
    facts: dict[FactKey, Fact] = {}
    for row in FOUNDING_RULES:
        at = rule_key(row.regime, row.parameter)
        facts["rule", at] = RuleHistory(at, (RuleValue(row.value, row.effective_from),))
    for year in FOUNDING_YEARS:
        facts["calendar", year.year] = CalendarYear(year.year, *year.working, year.notice_digest, 1)
    return facts


def folded(*history: tuple[str, Event]) -> dict[FactKey, Fact]:
    """Fold events at their times, over the founding's rules."""
    facts = rules()
    fold(facts, entries(history))
    return facts


def entries(history: tuple[tuple[str, Event], ...]) -> Iterator[Entry]:
    for place, (text, event) in enumerate(history):
        yield Entry(Position(1 + place, 0, 0), instant(text), EMITTER, hashed(repr(event)), event)


def case_of(facts: Mapping[FactKey, Fact]) -> Case:
    found = facts["case", ID]
    assert isinstance(found, Case)
    return found


def standing_at(text: str, *history: tuple[str, Event]) -> Standing:
    """Return how the case stands at a time after this history."""
    facts = folded(*history)
    objections = tuple(fact for fact in facts.values() if isinstance(fact, PublicityObjection))
    return standing(facts, case_of(facts), instant(text), objections)


# EVENTS


def submitted(due: str, sequence: int = 1, rights: int = 7) -> ApplicationSubmitted:
    return ApplicationSubmitted(
        ID, sequence, APPLICANT, REGISTER, DATA, 0, rights, Instant(0), instant(due), hashed("form"), *HANDS
    )


def required(sequence: int, due: str) -> SupplementRequired:
    return SupplementRequired(ID, sequence, instant(due), DOCUMENT, *HANDS)


def accepted(sequence: int = 2) -> ApplicationAccepted:
    return ApplicationAccepted(ID, sequence, *HANDS)


def reviewed(sequence: int = 3, rights: int = 7) -> ApplicationReviewed:
    return ApplicationReviewed(ID, sequence, rights, DOCUMENT, *HANDS)


def publicised(until: str, sequence: int = 4) -> ApplicationPublicised:
    return ApplicationPublicised(ID, sequence, instant(until), DOCUMENT, *HANDS)


def objected(sequence: int, decide_by: str) -> PublicityObjected:
    return PublicityObjected(ID, sequence, OBJECTOR, instant(decide_by), DOCUMENT, *HANDS)


def decided(sequence: int, objection: int, *, upheld: bool) -> PublicityObjectionDecided:
    return PublicityObjectionDecided(ID, sequence, thing_id(ID, objection), upheld, DOCUMENT, *HANDS)


FRIDAY = ("2026-11-27T15:00", submitted("2026-12-03"))
MONDAY = (FRIDAY, ("2026-11-30T10:00", accepted()), ("2026-11-30T11:00", reviewed()))
PUBLIC = (*MONDAY, ("2026-12-02T09:00", publicised("2026-12-10")))
QUARREL = (*PUBLIC, ("2026-12-09T16:00", objected(5, "2026-12-24")))


class TestStages:
    """What acts make of a case, and what time does."""

    def test_a_submission_is_kept_with_what_was_asked(self) -> None:
        case = case_of(folded(FRIDAY))
        assert (case.applicant, case.register, case.fingerprint, case.ordinal) == (APPLICANT, REGISTER, DATA, 0)
        assert (case.stage, case.sequence, case.attempt, case.rights) == (Stage.SUBMITTED, 1, 1, Right(7))
        assert (case.submitted_at, case.due_at) == (instant("2026-11-27T15:00"), instant("2026-12-03"))
        assert case.application_digest == case.document_digest == hashed("form")

    def test_silence_accepts_at_the_end_of_the_third_working_day(self) -> None:
        case = case_of(folded(FRIDAY))
        assert stage_at(case, instant("2026-12-02T23:59:59")) is Stage.SUBMITTED
        assert stage_at(case, instant("2026-12-03")) is Stage.ACCEPTED
        assert case.stage is Stage.SUBMITTED

    def test_an_unsupplemented_case_lapses(self) -> None:
        case = case_of(folded(FRIDAY, ("2026-11-30T10:00", required(2, "2026-12-05"))))
        assert stage_at(case, instant("2026-12-04T23:59:59")) is Stage.SUPPLEMENT
        assert stage_at(case, instant("2026-12-05")) is Stage.LAPSED

    def test_a_supplement_begins_the_answer_anew(self) -> None:
        cured = ApplicationSupplemented(ID, 3, instant("2026-12-10"), DOCUMENT, *HANDS)
        case = case_of(folded(FRIDAY, ("2026-11-30T10:00", required(2, "2026-12-05")), ("2026-12-04T10:00", cured)))
        assert (case.stage, case.due_at, case.marks) == (Stage.SUBMITTED, instant("2026-12-10"), Mark.SUPPLEMENT)

    def test_a_step_after_silence_finds_the_case_accepted(self) -> None:
        case = case_of(folded(FRIDAY, ("2026-12-03T09:00", reviewed(2, rights=3))))
        assert (case.stage, case.rights, case.asked_rights) == (Stage.REVIEWED, Right(3), Right(7))
        assert case.accepted_at == 0

    def test_an_end_makes_room_for_another_attempt(self) -> None:
        withdrawn = ApplicationWithdrawn(ID, 2, DOCUMENT, *HANDS)
        again = ("2026-12-01T09:00", submitted("2026-12-05", sequence=3, rights=1))
        case = case_of(folded(FRIDAY, ("2026-11-30T09:00", withdrawn), again))
        assert (case.sequence, case.attempt, case.rights, case.ended_at) == (3, 2, Right(1), 0)

    def test_a_lapsed_case_makes_room_without_an_act(self) -> None:
        again = ("2026-12-05T09:00", submitted("2026-12-10", sequence=3))
        case = case_of(folded(FRIDAY, ("2026-11-30T10:00", required(2, "2026-12-05")), again))
        assert (case.attempt, case.marks) == (2, Mark(0))

    @pytest.mark.parametrize(
        ("event", "end"),
        [
            (ApplicationRefused(ID, 4, 2, DOCUMENT, *HANDS), Stage.REFUSED),
            (ApplicationTerminated(ID, 4, DOCUMENT, *HANDS), Stage.TERMINATED),
            (ApplicationWithdrawn(ID, 4, DOCUMENT, *HANDS), Stage.WITHDRAWN),
        ],
    )
    def test_a_reviewed_case_may_end(self, event: Event, end: Stage) -> None:
        case = case_of(folded(*MONDAY, ("2026-12-01T09:00", event)))
        assert (case.stage, case.ended_at) == (end, instant("2026-12-01T09:00"))
        assert case.ground is (Ground.ILLEGAL_SOURCE if end is Stage.REFUSED else Ground.NONE)

    def test_not_accepted_is_an_end(self) -> None:
        case = case_of(folded(FRIDAY, ("2026-11-30T09:00", ApplicationNotAccepted(ID, 2, DOCUMENT, *HANDS))))
        assert case.stage is Stage.NOT_ACCEPTED

    def test_publicity_then_deposit(self) -> None:
        facts = folded(*PUBLIC, ("2026-12-10T09:00", ApplicationDeposited(ID, 5, *HANDS)))
        case = case_of(facts)
        assert (case.stage, case.ended_at) == (Stage.DEPOSITED, instant("2026-12-10T09:00"))
        assert is_under_publicity(case, instant("2026-12-09T23:59:59"))
        assert not is_under_publicity(case, instant("2026-12-10"))
        assert not is_under_publicity(case, instant("2026-12-02T08:59:59"))

    def test_a_waived_case_is_never_public(self) -> None:
        case = case_of(folded(*MONDAY, ("2026-12-02T09:00", PublicityWaived(ID, 4, DOCUMENT, *HANDS))))
        assert (case.stage, case.marks) == (Stage.PUBLICISED, Mark.WAIVED)
        assert not is_under_publicity(case, instant("2026-12-02T09:00"))

    def test_a_rejected_objection_lets_the_case_go_on(self) -> None:
        facts = folded(*QUARREL, ("2026-12-18T09:00", decided(6, 5, upheld=False)))
        case, objection = case_of(facts), facts["publicity_objection", thing_id(ID, 5)]
        assert (case.stage, case.objections, case.resumed_at) == (Stage.PUBLICISED, 0, instant("2026-12-18T09:00"))
        assert isinstance(objection, PublicityObjection)
        assert (objection.open, objection.upheld, objection.objector) == (False, False, OBJECTOR)

    def test_an_upheld_objection_refuses(self) -> None:
        case = case_of(folded(*QUARREL, ("2026-12-18T09:00", decided(6, 5, upheld=True))))
        assert (case.stage, case.ground) == (Stage.REFUSED, Ground.DISPUTE)


class TestIllegal:
    """Events that the contract could not have emitted."""

    @pytest.mark.parametrize(
        ("history", "what"),
        [
            ((("2026-11-27T15:00", replace(FRIDAY[1], ordinal=1)),), "application id"),
            ((FRIDAY, ("2026-11-28T15:00", submitted("2026-12-03", sequence=2))), "the stage allows it"),
            ((("2026-11-27T15:00", submitted("2026-12-03", sequence=2)),), "sequence"),
            ((("2026-11-27T15:00", accepted()),), "case exists"),
            ((FRIDAY, ("2026-11-30T10:00", accepted(3))), "sequence"),
            ((FRIDAY, ("2026-12-03T00:00", accepted())), "the stage allows it"),
            ((FRIDAY, ("2026-11-30T10:00", reviewed(2))), "the stage allows it"),
            (
                (FRIDAY, ("2026-11-30T10:00", accepted()), ("2026-11-30T11:00", reviewed(3, rights=15))),
                "rights were asked",
            ),
            ((*PUBLIC, ("2026-12-10T00:00", objected(5, "2026-12-24"))), "publicity is not over"),
            ((*QUARREL, ("2026-12-18T09:00", decided(6, 4, upheld=False))), "publicity_objection exists"),
            ((*QUARREL, ("2026-12-18T09:00", ApplicationDeposited(ID, 6, *HANDS))), "the stage allows it"),
        ],
    )
    def test_it_is_named(self, history: tuple[tuple[str, Event], ...], what: str) -> None:
        with pytest.raises(IllegalTransition) as caught:
            folded(*history)
        assert caught.value.facts["what"] == what

    def test_defects_are_told_once_and_the_decision_extended_once(self) -> None:
        cured = ApplicationSupplemented(ID, 3, instant("2026-12-10"), DOCUMENT, *HANDS)
        told = (FRIDAY, ("2026-11-30T10:00", required(2, "2026-12-05")), ("2026-12-04T10:00", cured))
        with pytest.raises(IllegalTransition, match="first notice of defects"):
            folded(*told, ("2026-12-04T11:00", required(4, "2026-12-10")))
        extended = (*MONDAY, ("2026-12-01T10:00", DecisionExtended(ID, 4, DOCUMENT, *HANDS)))
        with pytest.raises(IllegalTransition, match="first extension"):
            folded(*extended, ("2026-12-01T11:00", DecisionExtended(ID, 5, DOCUMENT, *HANDS)))

    def test_reads_names_all_that_is_looked_up(self) -> None:
        history = (*QUARREL, ("2026-12-18T09:00", decided(6, 5, upheld=False)))
        facts: dict[FactKey, Fact] = {}
        for entry in entries(history):
            meaning = FOLDS[type(entry.event)]
            named = {at: facts[at] for at in meaning.reads(entry.event) if at in facts}
            facts.update(
                {(fact.KIND, getattr(fact, fact.KEY)): fact for fact in meaning.apply(named, entry, entry.event)}
            )
        assert case_of(facts) == case_of(folded(*history))


class TestClocks:
    """By when the registry must answer and decide."""

    def test_submitted_on_a_friday(self) -> None:
        found = standing_at("2026-11-30T09:00", FRIDAY)
        assert (found.stage, found.answer_due, found.decide_by) == (Stage.SUBMITTED, instant("2026-12-03"), None)
        assert not found.overdue

    def test_silence_accepted_on_the_first_working_day_after(self) -> None:
        found = standing_at("2026-12-03T09:00", FRIDAY)
        assert (found.stage, found.deemed, found.answer_due) == (Stage.ACCEPTED, True, None)
        assert found.accepted_from == instant("2026-12-03")
        assert found.decide_by == instant("2026-12-18")  # 4, 7 to 11, 14 to 17 December

    def test_silence_before_a_weekend_accepts_on_monday(self) -> None:
        # Tuesday; 25, 26, 27 November pass, Saturday is no working day.
        found = standing_at("2026-11-28T09:00", ("2026-11-24T10:00", submitted("2026-11-28")))
        assert found.accepted_from == instant("2026-11-30")
        assert found.decide_by == instant("2026-12-15")

    def test_the_national_holiday_stops_every_clock(self) -> None:
        # Monday 28 September: 29, 30 September and 8 October; accepted on Friday 9 October.
        found = standing_at("2026-10-09T00:00", ("2026-09-28T09:00", submitted("2026-10-09")))
        assert (found.stage, found.accepted_from) == (Stage.ACCEPTED, instant("2026-10-09"))
        assert found.decide_by == instant("2026-10-23")  # Saturday 10, 12 to 16, 19 to 22 October

    def test_an_act_of_acceptance_begins_the_decision(self) -> None:
        found = standing_at("2026-12-01T09:00", *MONDAY)
        assert (found.deemed, found.accepted_from) == (False, instant("2026-11-30T10:00"))
        assert found.decide_by == instant("2026-12-15")

    def test_publicity_stops_the_decision(self) -> None:
        # 1 and 2 December are used; 3, 4, 7, 8, 9 are public; 8 days remain: 10, 11, 14 to 18, 21 December.
        found = standing_at("2026-12-08T09:00", *PUBLIC)
        assert (found.stopped, found.under_publicity, found.depositable) == (True, True, False)
        assert found.decide_by == instant("2026-12-22")
        found = standing_at("2026-12-10T00:00", *PUBLIC)
        assert (found.stopped, found.under_publicity, found.depositable) == (False, False, True)
        assert not standing_at("2026-12-21T23:59:59", *PUBLIC).overdue
        assert standing_at("2026-12-22T00:00", *PUBLIC).overdue

    def test_an_open_objection_stops_it_without_end(self) -> None:
        found = standing_at("2026-12-15T09:00", *QUARREL)
        assert (found.stage, found.stopped, found.decide_by, found.overdue) == (Stage.OBJECTED, True, None, False)
        assert standing_at("2026-12-24T00:00", *QUARREL).overdue  # the inquiry

    def test_its_decision_sets_it_going_again(self) -> None:
        # Decided on Friday 18 December; 8 days remain: 21 to 25 and 28 to 30 December.
        found = standing_at("2026-12-21T09:00", *QUARREL, ("2026-12-18T09:00", decided(6, 5, upheld=False)))
        assert (found.stopped, found.decide_by) == (False, instant("2026-12-31"))

    def test_a_decision_within_the_publicity_changes_nothing(self) -> None:
        early = (*PUBLIC, ("2026-12-03T16:00", objected(5, "2026-12-18")))
        found = standing_at("2026-12-05T09:00", *early, ("2026-12-04T09:00", decided(6, 5, upheld=False)))
        assert (found.stopped, found.decide_by) == (True, instant("2026-12-22"))

    def test_an_extension_adds_its_days(self) -> None:
        extended = ("2026-12-01T10:00", DecisionExtended(ID, 4, DOCUMENT, *HANDS))
        found = standing_at("2026-12-01T11:00", *MONDAY, extended)
        assert found.decide_by == instant("2026-12-29")  # 20 working days after 30 November

    def test_a_waiver_stops_nothing(self) -> None:
        waived = ("2026-12-02T09:00", PublicityWaived(ID, 4, DOCUMENT, *HANDS))
        found = standing_at("2026-12-02T10:00", *MONDAY, waived)
        assert (found.stopped, found.depositable, found.decide_by) == (False, True, instant("2026-12-15"))

    def test_a_publicity_that_begins_too_late_heals_nothing(self) -> None:
        late = (*MONDAY, ("2026-12-15T09:00", publicised("2026-12-23")))
        found = standing_at("2026-12-15T10:00", *late)
        assert (found.decide_by, found.overdue) == (instant("2026-12-15"), True)

    def test_on_the_last_day_no_day_remains(self) -> None:
        last = (*MONDAY, ("2026-12-14T09:00", publicised("2026-12-22")))
        assert standing_at("2026-12-15T10:00", *last).decide_by == instant("2026-12-22")

    def test_an_ended_case_is_judged_by_its_end(self) -> None:
        deposited = (*PUBLIC, ("2026-12-10T09:00", ApplicationDeposited(ID, 5, *HANDS)))
        assert not standing_at("2027-06-01T09:00", *deposited).overdue
        late = (*PUBLIC, ("2026-12-22T09:00", ApplicationDeposited(ID, 5, *HANDS)))
        assert standing_at("2027-06-01T09:00", *late).overdue

    def test_what_was_never_accepted_has_no_decision(self) -> None:
        withdrawn = ("2026-11-30T09:00", ApplicationWithdrawn(ID, 2, DOCUMENT, *HANDS))
        found = standing_at("2026-12-30T09:00", FRIDAY, withdrawn)
        assert (found.stage, found.accepted_from, found.decide_by) == (Stage.WITHDRAWN, None, None)
        lapsed = standing_at("2026-12-30T09:00", FRIDAY, ("2026-11-30T10:00", required(2, "2026-12-05")))
        assert (lapsed.stage, lapsed.accepted_from, lapsed.overdue) == (Stage.LAPSED, None, False)

    def test_beyond_the_calendar_nothing_is_guessed(self) -> None:
        facts = folded(*MONDAY)
        del facts["calendar", 2026]
        found = standing(facts, case_of(facts), instant("2026-12-01T09:00"))
        assert (found.accepted_from, found.decide_by) == (instant("2026-11-30T10:00"), None)


def test_every_step_has_its_stages() -> None:
    assert set(STEPS) == set(Step)
    ends = {Stage.NOT_ACCEPTED, Stage.LAPSED, Stage.TERMINATED, Stage.REFUSED, Stage.WITHDRAWN}
    for stage in Stage:
        assert allows(stage, Step.SUBMIT) == (stage in ends or stage is Stage.NONE)
        if stage in ends | {Stage.NONE, Stage.DEPOSITED}:
            assert not any(allows(stage, step) for step in Step if step is not Step.SUBMIT)
