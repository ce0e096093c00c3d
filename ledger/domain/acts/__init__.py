"""
What the contracts would say to an act.

`refusal` makes exactly the contracts' checks, in the contracts' order, and answers with the Solidity error's own name
and arguments; so a desk can tell a person before anything is sent, and the state machine can hold the two against each
other.  What it cannot compute are signatures: each approval says whether it is valid.  One module a noun.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from ledger.domain.acts import (
    applications,
    attestations,
    certificates,
    equity,
    licences,
    pledges,
    renewals,
    restraints,
    successions,
)
from ledger.domain.acts.certificates import Amend, Cancel, Correct, Revoke, Transfer
from ledger.domain.acts.checks import Approval
from ledger.domain.acts.deposits import DepositMany, check_deposit_many
from ledger.domain.acts.filed import Asked, Check, Filed
from ledger.domain.acts.governance import (
    Admit,
    AssignRegister,
    CallDirectly,
    EnrolKeyByVote,
    Execute,
    GovernanceAct,
    GovernedCall,
    Pause,
    Propose,
    Reinstate,
    RenameByVote,
    RevokeKeyByVote,
    SetCharter,
    SetRoles,
    Suspend,
    Unpause,
    Veto,
    Vote,
    check_governance,
)
from ledger.domain.acts.issue import Issuance, Issue, IssueShared, check_issue, check_issue_shared
from ledger.domain.acts.participants import (
    Admission,
    AdmitHolders,
    EnrolKey,
    KeyGrant,
    ParticipantAct,
    Rename,
    RevokeKey,
    check_admit_holders,
    check_enrol_key,
    check_rename,
    check_revoke_key,
)
from ledger.domain.acts.rules import Rule, SetCalendar, SetRules
from ledger.domain.acts.voted import AdmitNoun, OpenMigration, Voted
from ledger.domain.events import ZERO_KEY, Key
from ledger.domain.state import Facts
from ledger.errors import ActRefused

__all__ = [
    "CHECKS",
    "Act",
    "Admission",
    "Admit",
    "AdmitHolders",
    "AdmitNoun",
    "Amend",
    "Approval",
    "Asked",
    "AssignRegister",
    "CallDirectly",
    "Cancel",
    "Correct",
    "DepositMany",
    "EnrolKey",
    "EnrolKeyByVote",
    "Execute",
    "Filed",
    "GovernedCall",
    "Issuance",
    "Issue",
    "IssueShared",
    "KeyGrant",
    "OpenMigration",
    "Pause",
    "Propose",
    "Refusal",
    "Reinstate",
    "Rename",
    "RenameByVote",
    "Revoke",
    "RevokeKey",
    "RevokeKeyByVote",
    "Rule",
    "SetCalendar",
    "SetCharter",
    "SetRoles",
    "SetRules",
    "Suspend",
    "Transfer",
    "Unpause",
    "Veto",
    "Vote",
    "Voted",
    "refusal",
]

Act = Issue | IssueShared | ParticipantAct | GovernanceAct | Filed | DepositMany

CHECKS: Mapping[type[Asked], Check] = {
    asked: check
    for noun in (
        certificates,
        renewals,
        successions,
        licences,
        pledges,
        restraints,
        equity,
        attestations,
        applications,
    )
    for asked, check in noun.CHECKS.items()
}
"""Every act that is filed, and what it is checked by."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A Solidity error's name and its arguments in snake case."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def refusal(facts: Facts, act: Act, now: int, contract: Key = ZERO_KEY) -> Refusal | None:
    """
    Return what the contract would refuse the act with at block time `now`; nothing if it would accept.

    `contract` is the Participants contract's own address, which can be no key.
    """
    try:
        _check(facts, act, now, contract)
    except ActRefused as refused:
        return Refusal(refused.code, refused.facts)
    return None


def _check(facts: Facts, act: Act, now: int, contract: Key) -> None:
    match act:
        case Issue():
            check_issue(facts, act, now)
        case IssueShared():
            check_issue_shared(facts, act, now)
        case AdmitHolders():
            check_admit_holders(facts, act, now, contract)
        case Rename():
            check_rename(facts, act, now)
        case EnrolKey():
            check_enrol_key(facts, act, now, contract)
        case RevokeKey():
            check_revoke_key(facts, act, now)
        case Propose() | Vote() | Execute() | Veto() | Pause() | CallDirectly():
            check_governance(facts, act, now, contract)
        case DepositMany():
            check_deposit_many(facts, act, now)
        case Filed():
            CHECKS[type(act.asked)](facts, act, now)
        case _:
            assert_never(act)
