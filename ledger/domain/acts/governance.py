"""
Acts of governors and guardians, refused as `Governance.sol` refuses them, in its order.

A voted call is made by the Participants contract itself; when it is executed, the call's own checks apply, and a
refusal of the call is the refusal of the execution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from ledger.domain.acts.checks import (
    Overlay,
    find,
    governance_of,
    participant_of,
    require_known,
    require_role,
    require_unrevoked,
)
from ledger.domain.acts.participants import (
    Admission,
    KeyGrant,
    check_admission,
    check_enrolment,
    check_register,
    require_roles,
)
from ledger.domain.acts.voted import Voted
from ledger.domain.events import Digest, Key, ParticipantNumber
from ledger.domain.keccak import keccak
from ledger.domain.participants import Duty, Participant, Proposal, Role
from ledger.domain.state import Facts
from ledger.errors import ActRefused

THRESHOLD_MIN = 2
"""No institution governs alone."""

DELAY_SECONDS_MAX = 90 * 86_400
"""Longest delay of a charter, as in the contract."""

EXECUTION_WINDOW_SECONDS = 30 * 86_400
"""How long after its delay an approved proposal may be executed, as in the contract."""

URGENT = {
    keccak(call)[:4] for call in (b"suspend(uint32,bytes32)", b"revokeKey(address,bytes32,uint64,(address,bytes))")
}
"""The selectors that wait for nothing: no delay, and so no veto."""

# WHAT MAY BE VOTED


@dataclass(frozen=True, slots=True)
class Admit:
    admission: Admission


@dataclass(frozen=True, slots=True)
class Suspend:
    participant: ParticipantNumber
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class Reinstate:
    participant: ParticipantNumber
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class SetRoles:
    participant: ParticipantNumber
    roles: int
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class AssignRegister:
    register: int
    to: ParticipantNumber
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class SetCharter:
    threshold: int
    ordinary_delay: int
    grave_delay: int


@dataclass(frozen=True, slots=True)
class Unpause:
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class RenameByVote:
    participant: ParticipantNumber
    profile_digest: Digest


@dataclass(frozen=True, slots=True)
class EnrolKeyByVote:
    participant: ParticipantNumber
    grant: KeyGrant


@dataclass(frozen=True, slots=True)
class RevokeKeyByVote:
    key: Key
    reason_digest: Digest


GovernedCall = (
    Admit
    | Suspend
    | Reinstate
    | SetRoles
    | AssignRegister
    | SetCharter
    | Unpause
    | RenameByVote
    | EnrolKeyByVote
    | RevokeKeyByVote
    | Voted
)

# ACTS


@dataclass(frozen=True, slots=True)
class Propose:
    """A governor proposes a call and votes for it."""

    maker: Key
    call: GovernedCall
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class Vote:
    """A governor votes yes."""

    maker: Key
    proposal: int


@dataclass(frozen=True, slots=True)
class Execute:
    """A governor has the voted call made; `call_digest` is that of the call's data."""

    maker: Key
    proposal: int
    call: GovernedCall
    call_digest: Digest


@dataclass(frozen=True, slots=True)
class Veto:
    """A guardian stops an open proposal."""

    maker: Key
    proposal: int
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class Pause:
    """A guardian stops registration and dealing."""

    maker: Key
    reason_digest: Digest


@dataclass(frozen=True, slots=True)
class CallDirectly:
    """Anybody calls a governed function without a vote; always refused."""

    maker: Key
    call: GovernedCall


GovernanceAct = Propose | Vote | Execute | Veto | Pause | CallDirectly

# CHECKING


def check_governance(facts: Facts, act: GovernanceAct, now: int, contract: Key) -> None:
    """Raise `ActRefused` if the contract would refuse the act."""
    match act:
        case Propose():
            require_role(facts, act.maker, Duty.VOTE, Role.GOVERNOR)
        case Vote():
            _check_vote(facts, act)
        case Execute():
            _check_execute(facts, act, now, contract)
        case Veto():
            require_role(facts, act.maker, Duty.VOTE, Role.GUARDIAN)
            proposal = _require_open_proposal(facts, act.proposal)
            if proposal.target == contract and proposal.selector in URGENT:
                raise ActRefused("ProposalUrgent", proposal=act.proposal)
        case Pause():
            require_role(facts, act.maker, Duty.VOTE, Role.GUARDIAN)
            if governance_of(facts).paused:
                raise ActRefused("PauseUnchanged", paused=True)
        case CallDirectly():
            raise ActRefused("GovernanceOnly", caller=act.maker)
        case _:
            assert_never(act)


def _check_vote(facts: Facts, act: Vote) -> None:
    voter = require_role(facts, act.maker, Duty.VOTE, Role.GOVERNOR)
    proposal = _require_open_proposal(facts, act.proposal)
    if voter in proposal.voters:
        raise ActRefused("ProposalVotedAlready", proposal=act.proposal, voter=voter)


def _check_execute(facts: Facts, act: Execute, now: int, contract: Key) -> None:
    require_role(facts, act.maker, Duty.VOTE, Role.GOVERNOR)
    proposal = _require_open_proposal(facts, act.proposal)
    votes, threshold = standing_votes(facts, proposal), governance_of(facts).threshold
    if not proposal.executable_at or votes < threshold:
        raise ActRefused("ProposalNotApproved", proposal=act.proposal, votes=votes, threshold=threshold)
    if now < proposal.executable_at:
        raise ActRefused("ProposalTooEarly", proposal=act.proposal, executable_at=proposal.executable_at)
    lapsed_at = proposal.executable_at + EXECUTION_WINDOW_SECONDS
    if now >= lapsed_at:
        raise ActRefused("ProposalLapsed", proposal=act.proposal, lapsed_at=lapsed_at)
    if act.call_digest != proposal.call_digest:
        raise ActRefused(
            "ProposalCallMismatch", proposal=act.proposal, expected=proposal.call_digest, given=act.call_digest
        )
    check_call(facts, act.call, now, contract)


def check_call(facts: Facts, call: GovernedCall, now: int, contract: Key) -> None:
    """Raise `ActRefused` if the voted call would be refused now."""
    match call:
        case Suspend() | Reinstate():
            _check_suspension(facts, call)
        case SetRoles():
            _check_set_roles(facts, call)
        case AssignRegister():
            check_register(facts, call.register, call.to)
        case SetCharter():
            _check_charter(facts, call)
        case Unpause():
            if not governance_of(facts).paused:
                raise ActRefused("PauseUnchanged", paused=False)
        case Voted():
            call.check(facts, now)
        case Admit() | RenameByVote() | EnrolKeyByVote() | RevokeKeyByVote():
            _check_call_on_participant(facts, call, contract)
        case _:
            assert_never(call)


def _check_call_on_participant(
    facts: Facts, call: Admit | RenameByVote | EnrolKeyByVote | RevokeKeyByVote, contract: Key
) -> None:
    match call:
        case Admit():
            check_admission(Overlay(facts), call.admission, contract)
        case RenameByVote():
            require_known(facts, call.participant)
        case EnrolKeyByVote():
            require_known(facts, call.participant)
            check_enrolment(Overlay(facts), call.participant, call.grant, contract)
        case RevokeKeyByVote():
            require_unrevoked(facts, call.key)
        case _:
            assert_never(call)


def _check_charter(facts: Facts, call: SetCharter) -> None:
    governors = count_governors(facts)
    if not THRESHOLD_MIN <= call.threshold <= governors:
        raise ActRefused("CharterInvalid", threshold=call.threshold, governors=governors)
    longer = max(call.ordinary_delay, call.grave_delay)
    if longer > DELAY_SECONDS_MAX:
        raise ActRefused("DelayTooLong", delay=longer, maximum=DELAY_SECONDS_MAX)


def _check_suspension(facts: Facts, call: Suspend | Reinstate) -> None:
    suspend = isinstance(call, Suspend)
    require_known(facts, call.participant)
    participant = participant_of(facts, call.participant)
    if participant.suspended == suspend:
        raise ActRefused("SuspensionUnchanged", participant=call.participant, suspended=suspend)
    if suspend and participant.roles & Role.GOVERNOR:
        _require_governors_left(facts)


def _check_set_roles(facts: Facts, call: SetRoles) -> None:
    require_known(facts, call.participant)
    participant = participant_of(facts, call.participant)
    require_roles(participant.kind, call.roles)
    if not participant.suspended and participant.roles & Role.GOVERNOR and not call.roles & Role.GOVERNOR:
        _require_governors_left(facts)


# COUNTING


def standing_votes(facts: Facts, proposal: Proposal) -> int:
    """Count the yes votes of institutions that still are governors and not suspended."""
    return sum(_governs(participant_of(facts, voter)) for voter in proposal.voters)


def count_governors(facts: Facts) -> int:
    """Count the governors that are not suspended."""
    everyone = range(1, governance_of(facts).participants + 1)
    return sum(_governs(participant_of(facts, number)) for number in everyone)


def _governs(participant: Participant) -> bool:
    return bool(participant.roles & Role.GOVERNOR) and not participant.suspended


def _require_governors_left(facts: Facts) -> None:
    left, threshold = count_governors(facts) - 1, governance_of(facts).threshold
    if left < threshold:
        raise ActRefused("GovernorsTooFew", left=left, threshold=threshold)


def _require_open_proposal(facts: Facts, number: int) -> Proposal:
    proposal = find(facts, ("proposal", number), Proposal)
    if proposal is None:
        raise ActRefused("ProposalUnknown", proposal=number)
    if proposal.closed:
        raise ActRefused("ProposalClosed", proposal=number)
    return proposal
