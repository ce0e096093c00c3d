"""
What the contracts would say: refusals of acts on folded facts, each by one thing wrong.

That the checks and their order are the contracts' own is shown by tests/invariant; here stands what each refusal says,
and that an act which nothing is wrong with is not refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.acts import (
    Act,
    Admission,
    AdmitHolders,
    Amend,
    Approval,
    Asked,
    Cancel,
    Correct,
    EnrolKey,
    Execute,
    Filed,
    Issuance,
    Issue,
    IssueShared,
    KeyGrant,
    Pause,
    Refusal,
    Revoke,
    RevokeKey,
    SetCharter,
    Suspend,
    Transfer,
    Vote,
    refusal,
)
from ledger.domain.acts.certificates import amending
from ledger.domain.certificates import CancelReason, Right, Share, certificate_id
from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateId,
    CharterChanged,
    Event,
    Instant,
    LedgerPaused,
    MigrationOpened,
    ParticipantSuspended,
)
from ledger.domain.matrix import Operation
from ledger.domain.numbers import identity_of
from ledger.domain.participants import Duty, Role
from ledger.domain.state import Facts
from tests.unit.histories import (
    BORN,
    REGISTER,
    REGISTRY_BORN,
    YEAR,
    a_record,
    admitted,
    enrolled,
    facts_after,
    hashed,
    issued,
    key,
    number,
)
from tests.unit.test_participants import APPROVED, MADE, WHY

NOW = BORN + 100
LATER = NOW + 1000
CHECKED = Approval(key("checker"))
FIRST = issued()
OWN = FIRST.certificate_id
LONG = Instant(BORN + 10 * YEAR)
BORN_WITH_ONE: tuple[Event, ...] = (
    *REGISTRY_BORN,
    MigrationOpened(REGISTER, LONG),
    MigrationOpened(110 << 8 | 1, LONG),
    FIRST,
)
BLANK = a_record(serial=2, sequence=0, state=0)
ITEM = Issuance(BLANK, hashed("other data"), hashed("document"))
ISSUE = Issue(key("maker"), (ITEM,), LATER, CHECKED)
SHARES = (Share(number(2), Right(7), 6000), Share(number(3), Right(3), 4000))
ISSUE_SHARED = IssueShared(key("maker"), ITEM, SHARES, LATER, CHECKED)


def filed(asked: Asked, *parties: str) -> Filed:
    """Return an act as the registry files it, with its checker's approval and the parties'."""
    return Filed(key("maker"), asked, LATER, (CHECKED, *(Approval(key(party)) for party in parties)))


def changed(act: Filed, **members: Any) -> Filed:
    """Return an act that asks for something else."""
    return replace(act, asked=replace(act.asked, **members))  # type: ignore[type-var]  # each is a dataclass


TRANSFER = filed(Transfer(OWN, number(2), number(3), hashed("contract")), "holder", "other")
AMEND = filed(Amend(OWN, ZERO_DIGEST, hashed("change"), Instant(0), Right(0)), "holder")
CORRECT = filed(Correct(OWN, hashed("correction")))
CANCEL = filed(Cancel(OWN, CancelReason.VOLUNTARY, hashed("request")), "holder")
REVOKE = filed(Revoke(OWN, hashed("decision")))
NEWCOMER = Admission(identity_of("91110000802100433B"), 1, 0, hashed("profile"), (KeyGrant(key("new"), Duty.CONSENT),))
ADMIT = AdmitHolders(key("maker"), (NEWCOMER,), LATER, CHECKED)


def item(**fields: int) -> Issue:
    """Return the good issue with its record changed."""
    names = BLANK.__slots__
    record = type(BLANK)(**{**{name: getattr(BLANK, name) for name in names}, **fields})
    return replace(ISSUE, issues=(replace(ITEM, record=record),))


@pytest.fixture(scope="module")
def facts() -> Facts:
    return facts_after(*BORN_WITH_ONE)


@pytest.mark.parametrize(
    "act",
    [ISSUE, ISSUE_SHARED, TRANSFER, AMEND, CORRECT, CANCEL, REVOKE, ADMIT],
    ids=lambda act: type(getattr(act, "asked", act)).__name__,
)
def test_a_right_act_is_not_refused(facts: Facts, act: Act) -> None:
    assert refusal(facts, act, NOW) is None


REFUSED: list[tuple[Act, str, dict[str, Any]]] = [
    (replace(ISSUE, issues=()), "BatchSize", {"given": 0, "maximum": 500}),
    (replace(ISSUE, maker=key("nobody")), "KeyUnknown", {"key": key("nobody")}),
    (replace(ISSUE, maker=key("checker")), "DutyMissing", {"key": key("checker"), "duty": 1}),
    (replace(ISSUE, deadline=NOW - 1), "ApprovalExpired", {"deadline": NOW - 1}),
    (replace(ISSUE, approval=Approval(key("checker"), valid=False)), "ApprovalInvalid", {"key": key("checker")}),
    (
        replace(ISSUE, approval=Approval(key("holder"))),
        "ApprovalFromOther",
        {"key": key("holder"), "participant": 2, "expected": 1},
    ),
    (item(regime=5), "RegimeUnknown", {"regime": 5}),
    (item(code=110), "RegisterNotInCharge", {"register": 110 << 8 | 1, "participant": 1, "in_charge": 0}),
    (item(rights=8), "RightsInvalid", {"rights": 8}),
    (item(valid_to=NOW), "TermInvalid", {"valid_from": BORN, "valid_to": NOW}),
    (item(holder=9), "ParticipantUnknown", {"participant": 9}),
    (item(holder=1), "SelfRegistration", {"participant": 1}),
    (item(serial=1), "NumberTaken", {"number": a_record().number}),
    (replace(ISSUE, issues=(replace(ITEM, fingerprint=ZERO_DIGEST),)), "DigestMissing", {}),
    (
        replace(ISSUE, issues=(replace(ITEM, fingerprint=FIRST.fingerprint),)),
        "CertificateDuplicate",
        {"certificate_id": OWN},
    ),
    (replace(ISSUE, issues=(ITEM, ITEM)), "CertificateDuplicate", {"certificate_id": ITEM.certificate_id}),
    (
        item(ordinal=1),
        "PredecessorMissing",
        {"certificate_id": certificate_id(2, 1, hashed("other data"), 1), "ordinal": 1},
    ),
    (replace(ISSUE_SHARED, shares=SHARES[:1]), "SharesInvalid", {"holders": 1, "sum": 6000}),
    (replace(ISSUE_SHARED, shares=SHARES[::-1]), "ShareInvalid", {"holder": 3, "share": 4000}),
    (changed(TRANSFER, from_=number(3)), "NotHolder", {"certificate_id": OWN, "participant": 3}),
    (changed(TRANSFER, to=number(2)), "TransfereeInvalid", {"certificate_id": OWN, "participant": 2}),
    (changed(TRANSFER, to=number(1)), "TransfereeInvalid", {"certificate_id": OWN, "participant": 1}),
    (replace(TRANSFER, approvals=(CHECKED,)), "ApprovalsMissing", {"expected": 3, "given": 1}),
    (
        changed(TRANSFER, certificate_id=CertificateId(bytes(32))),
        "CertificateUnknown",
        {"certificate_id": bytes(32)},
    ),
    (
        changed(AMEND, valid_to=BORN + YEAR + 1),
        "TermExtended",
        {"certificate_id": OWN, "valid_to": BORN + YEAR, "asked": BORN + YEAR + 1},
    ),
    (changed(AMEND, fingerprint=FIRST.fingerprint), "CertificateDuplicate", {"certificate_id": OWN}),
    (changed(AMEND, rights=Right(9)), "RightsInvalid", {"rights": 9}),
    (changed(CANCEL, reason=CancelReason.NONE), "CancelReasonInvalid", {"reason": 0}),
    (changed(CANCEL, reason=CancelReason.JUDGMENT), "CancelReasonInvalid", {"reason": 5}),
    (changed(CORRECT, document_digest=ZERO_DIGEST), "DigestMissing", {}),
    (filed(CORRECT.asked, "holder"), "ApprovalsMissing", {"expected": 1, "given": 2}),
    (changed(CANCEL, reason=CancelReason.OBJECTION), "ApprovalsMissing", {"expected": 1, "given": 2}),
    (replace(REVOKE, maker=key("holder")), "DutyMissing", {"key": key("holder"), "duty": 1}),
    (
        replace(ADMIT, admissions=(NEWCOMER, NEWCOMER)),
        "IdentityTaken",
        {"identity": NEWCOMER.identity, "participant": 4},
    ),
    (replace(ADMIT, admissions=(replace(NEWCOMER, roles=1),)), "RolesInvalid", {"roles": 1}),
    (replace(ADMIT, admissions=(replace(NEWCOMER, kind=3),)), "KindInvalid", {"kind": 3}),
    (
        replace(ADMIT, admissions=(replace(NEWCOMER, identity=identity_of("91110000802100433A")),)),
        "IdentityInvalid",
        {"identity": identity_of("91110000802100433A"), "position": 18},
    ),
    (
        EnrolKey(key("maker"), number(2), KeyGrant(key("new"), 3), LATER, CHECKED),
        "DutiesInvalid",
        {"duties": 3},
    ),
    (
        RevokeKey(key("checker"), key("maker"), WHY, LATER, CHECKED),
        "DutyMissing",
        {"key": key("checker"), "duty": 8},
    ),
    (Pause(key("maker"), WHY), "DutyMissing", {"key": key("maker"), "duty": 16}),
    (Vote(key("nobody"), 1), "KeyUnknown", {"key": key("nobody")}),
]


@pytest.mark.parametrize(("act", "code", "arguments"), REFUSED, ids=[f"{n} {r[1]}" for n, r in enumerate(REFUSED)])
def test_one_thing_wrong_is_refused_by_name(facts: Facts, act: Act, code: str, arguments: dict[str, Any]) -> None:
    assert refusal(facts, act, NOW) == Refusal(code, arguments)


def test_the_last_second_of_a_deadline_counts(facts: Facts) -> None:
    assert refusal(facts, replace(ISSUE, deadline=NOW), NOW) is None


def test_an_expired_certificate_can_be_revoked_and_nothing_else(facts: Facts) -> None:
    over = BORN + YEAR
    expired = Refusal("CertificateExpired", {"certificate_id": OWN, "valid_to": over})
    for act in (TRANSFER, AMEND, CORRECT, CANCEL):
        assert refusal(facts, replace(act, deadline=over), over) == expired
        assert refusal(facts, replace(act, deadline=over), over - 1) is None
    assert refusal(facts, replace(REVOKE, deadline=over), over) is None


def test_without_an_application_only_while_old_certificates_are_taken_over() -> None:
    closed = facts_after(*BORN_WITH_ONE, MigrationOpened(REGISTER, Instant(NOW)))
    for act in (ISSUE, ISSUE_SHARED):
        assert refusal(closed, act, NOW - 1) is None
        assert refusal(closed, act, NOW) == Refusal("MigrationClosed", {"register": REGISTER, "until": NOW})


def test_what_takes_something_away_is_asked_about_as_narrowing() -> None:
    asked = Amend(OWN, ZERO_DIGEST, hashed("change"), Instant(0), Right(0))
    assert amending(BORN + YEAR, 7, asked) is Operation.AMEND
    assert amending(BORN + YEAR, 3, replace(asked, rights=Right(7))) is Operation.AMEND
    assert amending(BORN + YEAR, 7, replace(asked, valid_to=Instant(BORN + YEAR))) is Operation.AMEND
    for narrower in (
        replace(asked, rights=Right(3)),
        replace(asked, valid_to=Instant(BORN + 1)),
        replace(asked, fingerprint=hashed("data")),
    ):
        assert amending(BORN + YEAR, 7, narrower) is Operation.NARROW


def test_a_pause_stops_registration_and_dealing_but_no_cancellation() -> None:
    paused = facts_after(*BORN_WITH_ONE, LedgerPaused(number(5), WHY, key("guardian")))
    for stopped in (ISSUE, ISSUE_SHARED, TRANSFER, AMEND, CORRECT):
        assert refusal(paused, stopped, NOW) == Refusal("LedgerIsPaused")
    for act in (CANCEL, REVOKE):
        assert refusal(paused, act, NOW) is None


def test_a_suspended_holder_cannot_agree() -> None:
    suspended = facts_after(*BORN_WITH_ONE, ParticipantSuspended(number(2), WHY))
    assert refusal(suspended, TRANSFER, NOW) == Refusal("ParticipantNotActive", {"participant": 2})


GOVERNORS: tuple[Event, ...] = (
    admitted(1, Role.GOVERNOR),
    enrolled(1, "voter", Duty.VOTE),
    admitted(2, Role.GOVERNOR),
    enrolled(2, "other", Duty.VOTE),
)


def test_a_voted_call_is_judged_when_it_is_executed() -> None:
    governed = facts_after(*GOVERNORS, *APPROVED)
    execute = Execute(key("voter"), 1, SetCharter(2, 0, 0), MADE.call_digest)
    assert refusal(governed, execute, NOW) is None
    assert refusal(governed, execute, BORN) == Refusal("ProposalTooEarly", {"proposal": 1, "executable_at": BORN + 1})
    over = BORN + 1 + 30 * 86_400
    assert refusal(governed, execute, over - 1) is None
    assert refusal(governed, execute, over) == Refusal("ProposalLapsed", {"proposal": 1, "lapsed_at": over})
    assert refusal(governed, replace(execute, call=SetCharter(2, 0, 90 * 86_400 + 1)), NOW) == Refusal(
        "DelayTooLong", {"delay": 90 * 86_400 + 1, "maximum": 90 * 86_400}
    )
    assert refusal(governed, replace(execute, call=SetCharter(3, 0, 0)), NOW) == Refusal(
        "CharterInvalid", {"threshold": 3, "governors": 2}
    )


def test_votes_of_suspended_governors_do_not_count() -> None:
    governed = facts_after(*GOVERNORS, CharterChanged(2, 0, 0), *APPROVED, ParticipantSuspended(number(2), WHY))
    execute = Execute(key("voter"), 1, SetCharter(2, 0, 0), MADE.call_digest)
    assert refusal(governed, execute, NOW) == Refusal(
        "ProposalNotApproved", {"proposal": 1, "votes": 1, "threshold": 2}
    )
    assert refusal(governed, Vote(key("other"), 1), NOW) == Refusal("ParticipantNotActive", {"participant": 2})


def test_the_last_governors_are_kept() -> None:
    governed = facts_after(*GOVERNORS, CharterChanged(2, 0, 0), *APPROVED)
    execute = Execute(key("voter"), 1, Suspend(number(2), WHY), MADE.call_digest)
    assert refusal(governed, execute, NOW) == Refusal("GovernorsTooFew", {"left": 1, "threshold": 2})


def test_who_is_no_governor_does_not_count_among_those_that_are_left() -> None:
    governed = facts_after(*GOVERNORS, admitted(3, Role.BANK), CharterChanged(2, 0, 0), *APPROVED)
    execute = Execute(key("voter"), 1, Suspend(number(2), WHY), MADE.call_digest)
    assert refusal(governed, execute, NOW) == Refusal("GovernorsTooFew", {"left": 1, "threshold": 2})
    assert refusal(governed, replace(execute, call=Suspend(number(3), WHY)), NOW) is None


def test_who_revokes_is_a_supervisor_or_the_registry_in_charge() -> None:
    others = (
        admitted(4, Role.SUPERVISOR),
        enrolled(4, "officer", Duty.MAKER),
        enrolled(4, "chief", Duty.CHECKER),
        admitted(5, Role.REGISTRY),
        enrolled(5, "elsewhere", Duty.MAKER),
        enrolled(5, "its checker", Duty.CHECKER),
    )
    facts = facts_after(*BORN_WITH_ONE, *others)
    by_supervisor = replace(REVOKE, maker=key("officer"), approvals=(Approval(key("chief")),))
    assert refusal(facts, by_supervisor, NOW) is None
    idle = replace(by_supervisor, maker=key("chief"))
    assert refusal(facts, idle, NOW) == Refusal("DutyMissing", {"key": key("chief"), "duty": 1})
    elsewhere = replace(REVOKE, maker=key("elsewhere"), approvals=(Approval(key("its checker")),))
    expected = {"register": REGISTER, "participant": 5, "in_charge": 1}
    assert refusal(facts, elsewhere, NOW) == Refusal("RegisterNotInCharge", expected)


def test_an_amendment_ends_a_certificate_sooner_but_not_in_the_past() -> None:
    facts = facts_after(*BORN_WITH_ONE)
    assert refusal(facts, changed(AMEND, valid_to=Instant(NOW + 1)), NOW) is None
    for past in (1, NOW):
        expected = Refusal("TermInvalid", {"valid_from": BORN, "valid_to": past})
        assert refusal(facts, changed(AMEND, valid_to=Instant(past)), NOW) == expected
    at_once = Amend(OWN, ZERO_DIGEST, hashed("change"), Instant(1), Right(0))
    assert amending(BORN + YEAR, 7, at_once) is Operation.NARROW
