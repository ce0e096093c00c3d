"""
What Applications would say: refusals of steps on folded cases, each by one thing wrong, worked by hand from the rules.

That the checks and their order are the contract's own is shown by tests/invariant.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.acts import Approval, DepositMany, Filed, Refusal, refusal
from ledger.domain.acts.applications import (
    AcceptApplication,
    DecideObjection,
    ExtendDecision,
    NotAcceptApplication,
    ObjectPublicity,
    PassReview,
    Publicise,
    RefuseApplication,
    RequireSupplement,
    SubmitApplication,
    SupplementApplication,
    TerminateApplication,
    WaivePublicity,
    WithdrawApplication,
)
from ledger.domain.acts.deposits import Deposit, deposits_digest, shares_digest
from ledger.domain.acts.filed import Asked
from ledger.domain.cases import Ground
from ledger.domain.certificates import Right, Share, certificate_id
from ledger.domain.events import ZERO_DIGEST, Event, Instant, LedgerPaused, ParticipantNumber
from ledger.domain.facts import Fact, FactKey, thing_id
from ledger.domain.participants import Duty
from ledger.domain.records import Record
from tests.unit.histories import REGISTER, REGISTRY_BORN, enrolled, facts_after, hashed, key, number
from tests.unit.test_cases import (
    APPLICANT,
    DATA,
    DOCUMENT,
    FRIDAY,
    ID,
    MONDAY,
    OBJECTOR,
    PUBLIC,
    QUARREL,
    accepted,
    folded,
    instant,
    required,
)

LATER = instant("2030-01-01")
REGISTRY = (key("maker"), Approval(key("checker")))
HOLDER, OTHER = Approval(key("holder")), Approval(key("other"))
OWN = (key("own maker"), Approval(key("own checker")))
SHARES = (Share(APPLICANT, Right(7), 6_000), Share(OBJECTOR, Right(3), 4_000))
ASKED = SubmitApplication(ID, APPLICANT, REGISTER, DATA, 0, Right(7), Instant(0), hashed("form"))
TOLD = (FRIDAY, ("2026-11-30T10:00", required(2, "2026-12-05")))
ACCEPTED = (FRIDAY, ("2026-11-30T10:00", accepted()))

History = tuple[tuple[str, Event], ...]


def facts_of(history: History) -> dict[FactKey, Fact]:
    """Return a registry, two holders, of which the first has hands of its own, and the case."""
    people = (*REGISTRY_BORN, enrolled(2, "own maker", Duty.MAKER), enrolled(2, "own checker", Duty.CHECKER))
    return {**facts_after(*people), **folded(*history)}


def filed(asked: Asked, *consents: Approval, hands: tuple[Any, Approval] = REGISTRY) -> Filed:
    return Filed(hands[0], asked, LATER, (hands[1], *consents))


def record(**fields: int) -> int:
    """Return the word of an ordinary deposit on 10 December, the day after the publicity."""
    usual = {
        "holder": 2, "sequence": 0, "valid_from": instant("2026-12-10"), "valid_to": instant("2031-12-11"), "flags": 0,
        "rights": 7, "state": 0, "ordinal": 0, "serial": 1, "period": 202612, "regime": 1, "code": 111,
    }  # fmt: skip
    return Record(**{**usual, **fields}).word


def deposit(word: int | None = None, **changes: Any) -> Deposit:
    asked = Deposit(ID, record() if word is None else word, DATA, DOCUMENT, ZERO_DIGEST)
    return replace(asked, **changes)


RIGHT: list[tuple[str, History, Filed | DepositMany]] = [
    ("2026-11-27T15:00", (), filed(ASKED, HOLDER)),
    ("2026-11-27T15:00", (), filed(ASKED, hands=OWN)),
    ("2026-11-27T15:00", (), filed(replace(ASKED, rights=Right(1)), HOLDER)),
    ("2026-12-02T23:59:59", (FRIDAY,), filed(RequireSupplement(ID, 10, DOCUMENT))),
    ("2026-12-04T23:59:59", TOLD, filed(SupplementApplication(ID, DOCUMENT), HOLDER)),
    ("2026-12-05T00:00", TOLD, filed(ASKED, HOLDER)),
    ("2026-12-02T23:59:59", (FRIDAY,), filed(AcceptApplication(ID))),
    ("2026-12-02T23:59:59", (FRIDAY,), filed(NotAcceptApplication(ID, DOCUMENT))),
    ("2026-12-03T00:00", (FRIDAY,), filed(PassReview(ID, Right(3), DOCUMENT))),
    ("2027-03-01", ACCEPTED, filed(RefuseApplication(ID, Ground.HARM, DOCUMENT))),
    ("2027-03-01", ACCEPTED, filed(TerminateApplication(ID, DOCUMENT))),
    ("2027-03-01", ACCEPTED, filed(ExtendDecision(ID, DOCUMENT))),
    ("2026-12-01", ACCEPTED, filed(WithdrawApplication(ID, DOCUMENT), HOLDER)),
    ("2026-12-01", MONDAY, filed(Publicise(ID, DOCUMENT))),
    ("2026-12-01", MONDAY, filed(WaivePublicity(ID, DOCUMENT))),
    ("2026-12-09T23:59:59", PUBLIC, filed(ObjectPublicity(ID, OBJECTOR, DOCUMENT), OTHER)),
    ("2027-03-01", QUARREL, filed(DecideObjection(ID, thing_id(ID, 5), True, DOCUMENT))),
    ("2026-12-10T00:00", PUBLIC, filed(deposit())),
    ("2026-12-10T00:00", PUBLIC, filed(deposit(shares=SHARES, shares_digest=shares_digest(SHARES)), HOLDER, OTHER)),
    ("2026-12-10T00:00", PUBLIC, DepositMany(REGISTRY[0], (deposit(),), LATER, REGISTRY[1])),
]


@pytest.mark.parametrize(("at", "history", "act"), RIGHT)
def test_a_right_step_is_not_refused(at: str, history: History, act: Filed | DepositMany) -> None:
    assert refusal(facts_of(history), act, instant(at)) is None


def not_allowed(stage: int, step: int) -> Refusal:
    return Refusal("StepNotAllowed", {"application_id": ID, "stage": stage, "step": step})


OF = {"application_id": ID}
WRONG: list[tuple[str, History, Filed, Refusal]] = [
    ("2026-11-27", (), filed(AcceptApplication(ID)), Refusal("ApplicationUnknown", OF)),
    (
        "2026-11-27", (), filed(replace(ASKED, ordinal=1), HOLDER),
        Refusal("ApplicationIdWrong", {**OF, "derived": certificate_id(2, 1, DATA, 1)}),
    ),
    (
        "2026-11-27", (), filed(replace(ASKED, application_id=certificate_id(1, 1, DATA, 0), applicant=number(1))),
        Refusal("SelfRegistration", {"participant": 1}),
    ),
    ("2026-11-27", (), filed(replace(ASKED, rights=Right(8)), HOLDER), Refusal("RightsInvalid", {"rights": 8})),
    ("2026-11-27", (), filed(replace(ASKED, rights=Right(0)), HOLDER), Refusal("RightsInvalid", {"rights": 0})),
    (
        "2026-11-27", (), filed(replace(ASKED, source_ends=Instant(1)), HOLDER),
        Refusal("SourceEnded", {**OF, "source_ends": 1}),
    ),
    (
        "2026-12-03", PUBLIC, filed(ObjectPublicity(ID, ParticipantNumber(1), DOCUMENT)),
        Refusal("PublicityObjectorInvalid", {**OF, "objector": 1}),
    ),
    (
        "2026-11-27", (), filed(replace(ASKED, source_ends=instant("2026-11-27")), HOLDER),
        Refusal("SourceEnded", {**OF, "source_ends": instant("2026-11-27")}),
    ),
    ("2026-11-28", (FRIDAY,), filed(ASKED, HOLDER), not_allowed(1, 0)),
    ("2026-11-27", (), filed(ASKED), Refusal("ApprovalsMissing", {"expected": 2, "given": 1})),
    (
        "2026-12-01", (FRIDAY,), filed(RequireSupplement(ID, 11, DOCUMENT)),
        Refusal("SupplementDaysInvalid", {**OF, "working_days": 11, "maximum": 10}),
    ),
    ("2026-12-03", (FRIDAY,), filed(NotAcceptApplication(ID, DOCUMENT)), not_allowed(3, 4)),
    ("2026-12-05", TOLD, filed(SupplementApplication(ID, DOCUMENT), HOLDER), not_allowed(9, 2)),
    (
        "2026-12-01", ACCEPTED, filed(PassReview(ID, Right(8), DOCUMENT)),
        Refusal("RightsNotPassed", {**OF, "rights": 8, "allowed": 7}),
    ),
    ("2026-12-01", ACCEPTED, filed(RefuseApplication(ID, Ground.NONE, DOCUMENT)), Refusal("RefusalGroundMissing", OF)),
    ("2026-12-01", ACCEPTED, filed(TerminateApplication(ID, ZERO_DIGEST)), Refusal("DigestMissing")),
    (
        "2026-12-10", PUBLIC, filed(ObjectPublicity(ID, OBJECTOR, DOCUMENT), OTHER),
        Refusal("PublicityOver", {**OF, "publicised_until": instant("2026-12-10")}),
    ),
    (
        "2026-12-03", PUBLIC, filed(ObjectPublicity(ID, APPLICANT, DOCUMENT), HOLDER),
        Refusal("PublicityObjectorInvalid", {**OF, "objector": 2}),
    ),
    (
        "2026-12-11", QUARREL, filed(DecideObjection(ID, thing_id(ID, 4), False, DOCUMENT)),
        Refusal("ObjectionNotOpen", {**OF, "objection_id": thing_id(ID, 4)}),
    ),
    (
        "2026-12-09T23:59:59", PUBLIC, filed(deposit()),
        Refusal("PublicityRunning", {**OF, "publicised_until": instant("2026-12-10")}),
    ),
    ("2026-12-11", QUARREL, filed(deposit()), not_allowed(6, 14)),
    (
        "2026-12-10", PUBLIC, filed(deposit(record(code=110))),
        Refusal("RegisterDiffers", {**OF, "register": 110 << 8 | 1, "expected": REGISTER}),
    ),
    (
        "2026-12-10", PUBLIC, filed(deposit(record(valid_from=instant("2026-12-10") - 1))),
        Refusal("TermBackdated", {**OF, "valid_from": instant("2026-12-10") - 1, "earliest": instant("2026-12-10")}),
    ),
    (
        "2026-12-10", PUBLIC, filed(deposit(record(valid_to=instant("2031-12-11") + 1))),
        Refusal("DepositTermTooLong", {**OF, "valid_to": instant("2031-12-11") + 1, "latest": instant("2031-12-11")}),
    ),
    (
        "2026-12-10", PUBLIC, filed(deposit(shares=SHARES), HOLDER, OTHER),
        Refusal("SharesDigestWrong", {**OF, "shares_digest": ZERO_DIGEST, "expected": shares_digest(SHARES)}),
    ),
    (
        "2026-12-10", PUBLIC, filed(deposit(record(state=1))),
        Refusal("RecordNotBlank", {"record": record(state=1)}),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("at", "history", "act", "expected"), WRONG)
def test_a_wrong_step_is_refused(at: str, history: History, act: Filed, expected: Refusal) -> None:
    assert refusal(facts_of(history), act, instant(at)) == expected


@pytest.mark.parametrize(
    ("history", "asked", "stopped"),
    [
        ((), ASKED, True),
        ((FRIDAY,), AcceptApplication(ID), True),
        ((FRIDAY,), NotAcceptApplication(ID, DOCUMENT), False),
        (TOLD, SupplementApplication(ID, DOCUMENT), False),
        (ACCEPTED, WithdrawApplication(ID, DOCUMENT), False),
    ],
)
def test_a_pause_stops_three_things(history: History, asked: Asked, *, stopped: bool) -> None:
    facts = {**facts_of(history), **facts_after(*REGISTRY_BORN, LedgerPaused(number(5), DOCUMENT, key("guardian")))}
    consents = (HOLDER,) if isinstance(asked, SubmitApplication | SupplementApplication | WithdrawApplication) else ()
    found = refusal(facts, filed(asked, *consents), instant("2026-12-02"))
    assert found == (Refusal("LedgerIsPaused") if stopped else None)


def test_an_application_has_a_form_and_data() -> None:
    nameless = replace(ASKED, application_id=certificate_id(2, 1, ZERO_DIGEST, 0), fingerprint=ZERO_DIGEST)
    for asked in (nameless, replace(ASKED, application_digest=ZERO_DIGEST)):
        assert refusal(facts_of(()), filed(asked, HOLDER), instant("2026-11-27")) == Refusal("DigestMissing")


@pytest.mark.parametrize(
    ("at", "history", "act"),
    [
        ("2026-11-27T15:00", (), filed(ASKED, HOLDER)),
        ("2026-12-02", (FRIDAY,), filed(RequireSupplement(ID, 10, DOCUMENT))),
        ("2026-12-04", TOLD, filed(SupplementApplication(ID, DOCUMENT), HOLDER)),
        ("2026-12-01", MONDAY, filed(Publicise(ID, DOCUMENT))),
        ("2026-12-09", PUBLIC, filed(ObjectPublicity(ID, OBJECTOR, DOCUMENT), OTHER)),
    ],
)
def test_no_period_begins_that_ends_beyond_the_calendar(at: str, history: History, act: Filed) -> None:
    facts = {key: fact for key, fact in facts_of(history).items() if key[0] != "calendar"}
    assert refusal(facts, act, instant(at)) == Refusal("CalendarEnds", {"year": 2026})


def test_a_deposit_shares_out_the_whole() -> None:
    part = SHARES[:1]
    short = filed(deposit(shares=part, shares_digest=shares_digest(part)), HOLDER)
    expected = Refusal("SharesInvalid", {"holders": 1, "sum": 6_000})
    assert refusal(facts_of(PUBLIC), short, instant("2026-12-10")) == expected


def test_a_second_attempt_at_the_same_data_needs_a_first() -> None:
    again = certificate_id(2, 1, DATA, 1)
    asked = replace(ASKED, application_id=again, ordinal=1)
    expected = Refusal("PredecessorMissing", {"certificate_id": again, "ordinal": 1})
    assert refusal(facts_of(()), filed(asked, HOLDER), instant("2026-11-27")) == expected


def test_a_batch_binds_every_case_at_its_sequence() -> None:
    asked = deposit()
    assert deposits_digest(((asked, 5),)) != deposits_digest(((asked, 6),))
    assert shares_digest(()) == ZERO_DIGEST
