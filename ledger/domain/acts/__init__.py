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

from ledger.domain.acts.certificates import (
    Amend,
    Cancel,
    CertificateAct,
    Revoke,
    Transfer,
    check_certificates,
)
from ledger.domain.acts.checks import Approval
from ledger.domain.acts.governance import (
    Admit,
    AdmitNoun,
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
from ledger.domain.acts.issue import Issuance, Issue, IssueShared
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
from ledger.domain.events import ZERO_KEY, Key
from ledger.domain.state import Facts
from ledger.errors import ActRefused

__all__ = [
    "Act",
    "Admission",
    "Admit",
    "AdmitHolders",
    "AdmitNoun",
    "Amend",
    "Approval",
    "AssignRegister",
    "CallDirectly",
    "Cancel",
    "EnrolKey",
    "EnrolKeyByVote",
    "Execute",
    "GovernedCall",
    "Issuance",
    "Issue",
    "IssueShared",
    "KeyGrant",
    "Pause",
    "Propose",
    "Refusal",
    "Reinstate",
    "Rename",
    "RenameByVote",
    "Revoke",
    "RevokeKey",
    "RevokeKeyByVote",
    "SetCharter",
    "SetRoles",
    "Suspend",
    "Transfer",
    "Unpause",
    "Veto",
    "Vote",
    "refusal",
]

Act = CertificateAct | ParticipantAct | GovernanceAct


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
        case Issue() | IssueShared() | Transfer() | Amend() | Cancel() | Revoke():
            check_certificates(facts, act, now)
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
        case _:
            assert_never(act)
