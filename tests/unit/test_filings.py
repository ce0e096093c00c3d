"""
What every act that is filed has in common, whichever noun it belongs to: papers, hands, and what a pause does.

That each refusal is the contracts' own is shown by tests/invariant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, cast

import pytest

from ledger.domain.acts import CHECKS, Approval, Refusal, refusal
from ledger.domain.acts.attestations import Attest
from ledger.domain.acts.filed import Asked, hands_of
from ledger.domain.events import ZERO_DIGEST, Key
from ledger.domain.facts import Facts
from ledger.domain.kinds import AttestedKind
from ledger.domain.participants import EnrolledKey, Governance
from ledger.domain.state import GOVERNANCE
from tests.unit.filings import FILINGS, Filing

EVERY = pytest.mark.parametrize("filing", FILINGS, ids=str)
UNASKED = {"resolution_digest", "remaining_fingerprint", "shares_digest", "fingerprint", "filing_number", "linked_id"}
"""Members that are no papers, or may be zero."""


def participant_of(facts: Facts, key: Key) -> int:
    found = facts["key", key]
    assert isinstance(found, EnrolledKey)
    return found.participant


def without_a_paper(asked: Asked) -> Iterator[Asked]:
    """Yield what is asked without each of the papers that it names."""
    for member in fields(cast(Any, asked)):
        if (
            member.name.endswith("_digest")
            and member.name not in UNASKED
            and getattr(asked, member.name) != ZERO_DIGEST
        ):
            yield replace(cast(Any, asked), **{member.name: ZERO_DIGEST})


def test_there_is_one_of_every_kind() -> None:
    assert {type(filing.act.asked) for filing in FILINGS} == CHECKS.keys()


@EVERY
def test_a_right_one_is_not_refused(filing: Filing) -> None:
    assert refusal(filing.facts(), filing.act, filing.now) is None


@EVERY
def test_none_goes_without_one_of_its_papers(filing: Filing) -> None:
    facts = filing.facts()
    for bare in without_a_paper(filing.act.asked):
        assert refusal(facts, replace(filing.act, asked=bare), filing.now) == Refusal("DigestMissing"), bare


@EVERY
def test_who_must_sign_is_known_before_anybody_has(filing: Filing) -> None:
    facts, act = filing.facts(), filing.act
    hands = hands_of(CHECKS[type(act.asked)], facts, act.maker, act.asked, filing.now)
    assert hands.participant == participant_of(facts, act.maker)
    assert list(hands.parties) == [participant_of(facts, approval.key) for approval in act.approvals[1:]]


ASKS_A_RULE = {
    "SubmitApplication", "RequireSupplement", "SupplementApplication", "Publicise", "ObjectPublicity", "Deposit",
    "RequestRenewal", "Renew", "GrantLicence", "ChangeLicence", "HoldRank", "ObjectPledge", "FreezeCertificate",
    "ExtendFreeze", "ObjectCertificate", "ProceedObjection", "ControlCertificate", "ReserveContribution",
    "ExecuteContribution",
}  # fmt: skip


@EVERY
def test_no_period_begins_for_which_there_is_no_rule(filing: Filing) -> None:
    ruleless = {name: fact for name, fact in filing.facts().items() if name[0] != "rule"}
    refused = refusal(ruleless, filing.act, filing.now)
    valued = isinstance(filing.act.asked, Attest) and filing.act.asked.kind == AttestedKind.VALUE
    if valued or str(filing) in ASKS_A_RULE:
        assert refused is not None
        assert refused.code == "RuleMissing"
    else:
        assert refused is None


@EVERY
def test_none_goes_with_a_hand_too_many_or_too_few(filing: Filing) -> None:
    facts, given = filing.facts(), filing.act.approvals
    for some in (given[:-1], (*given, given[-1])):
        refused = refusal(facts, replace(filing.act, approvals=some), filing.now)
        assert refused == Refusal("ApprovalsMissing", {"expected": len(given), "given": len(some)})


@EVERY
def test_every_signature_counts(filing: Filing) -> None:
    facts, given = filing.facts(), filing.act.approvals
    for place, approval in enumerate(given):
        forged = (*given[:place], Approval(approval.key, valid=False), *given[place + 1 :])
        refused = refusal(facts, replace(filing.act, approvals=forged), filing.now)
        assert refused == Refusal("ApprovalInvalid", {"key": approval.key})


@EVERY
def test_a_checker_makes_nothing(filing: Filing) -> None:
    act = replace(filing.act, maker=filing.act.approvals[0].key)
    assert refusal(filing.facts(), act, filing.now) == Refusal("DutyMissing", {"key": act.maker, "duty": 1})


@EVERY
def test_a_pause_stops_what_is_dealing_and_nothing_else(filing: Filing) -> None:
    facts = filing.facts()
    governance = facts[GOVERNANCE]
    assert isinstance(governance, Governance)
    paused = {**facts, GOVERNANCE: replace(governance, paused=True)}
    assert refusal(paused, filing.act, filing.now) == (Refusal("LedgerIsPaused") if filing.deals else None)
