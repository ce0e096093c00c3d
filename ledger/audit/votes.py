"""
The governors' votes, counted again: who voted, how many were needed, how long was to be waited, and what came of it.

What only a vote may cause must stand just before the execution of a proposal that enough governors voted for, in the
same transaction, and must be what they voted: its call is written anew from what was said, and has the digest that
they voted on.  Votes are counted as the contract counts them, by the governors that still are and are not suspended,
with the facts before the call was made.  The rules are written here by hand, beside `contracts/Governance.sol`.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from ledger.audit import abi
from ledger.audit.abi import CallMalformed
from ledger.audit.authority import check_key
from ledger.audit.changes import enlist
from ledger.audit.encoding import keccak
from ledger.audit.faults import Fault
from ledger.audit.pin import Pin
from ledger.audit.report import Layer, Notes
from ledger.audit.tables.calls import selector
from ledger.domain import events as e
from ledger.domain.events.attestations import EvaluatorAdmitted
from ledger.domain.events.rules import CalendarSet, RuleSet
from ledger.domain.facts import FactKey, Facts
from ledger.domain.participants import NO_GOVERNANCE, Duty, EnrolledKey, Governance, Participant, Proposal, Role
from ledger.domain.state import GOVERNANCE

WINDOW_SECONDS = 30 * 86_400
"""How long after its delay a proposal may be executed (Governance.sol, EXECUTION_WINDOW)."""

APPROVAL = "uint64,(address,bytes)"
ADMIT = "admit((bytes32,uint8,uint16,bytes32,(address,uint8)[]))"
SET_RULES = "setRules((uint8,uint8,uint32,uint40)[],bytes32)"
RENAME = f"rename(uint32,bytes32,{APPROVAL})"
ENROL_KEY = f"enrolKey(uint32,address,uint8,{APPROVAL})"
REVOKE_KEY = f"revokeKey(address,bytes32,{APPROVAL})"
SUSPEND = "suspend(uint32,bytes32)"

URGENT = {selector(each) for each in (SUSPEND, REVOKE_KEY)}
"""What waits for nothing, and nobody can veto."""

ORDINARY = {selector(each) for each in (ADMIT, ENROL_KEY, RENAME)}
"""What waits for the shorter delay."""

EXECUTE = selector("execute(uint256,bytes)")

UNREAD = (0, (bytes(20), b""))
"""Deadline and approval as they are given where a vote stands for them and nobody reads them."""

Written = tuple[str, tuple[Any, ...]]
"""A call: the function's signature and its arguments."""

CALLS: Mapping[type[Any], Callable[[Any], Written]] = {
    e.ParticipantSuspended: lambda said: (SUSPEND, (said.participant, said.reason_digest)),
    e.ParticipantReinstated: lambda said: ("reinstate(uint32,bytes32)", (said.participant, said.reason_digest)),
    e.RolesChanged: lambda said: (
        "setRoles(uint32,uint16,bytes32)",
        (said.participant, said.roles_after, said.reason_digest),
    ),
    e.RegisterAssigned: lambda said: (
        "assignRegister(uint24,uint32,bytes32)",
        (said.register, said.to, said.reason_digest),
    ),
    e.CharterChanged: lambda said: (
        "setCharter((uint8,uint32,uint32))",
        ((said.threshold, said.ordinary_delay, said.grave_delay),),
    ),
    e.LedgerUnpaused: lambda said: ("unpause(bytes32)", (said.reason_digest,)),
    e.ParticipantRenamed: lambda said: (RENAME, (said.participant, said.profile_digest, *UNREAD)),
    e.KeyEnrolled: lambda said: (ENROL_KEY, (said.participant, said.key, said.duties, *UNREAD)),
    e.KeyRevoked: lambda said: (REVOKE_KEY, (said.key, said.reason_digest, *UNREAD)),
    e.NounAdmitted: lambda said: ("admitNoun(address,uint24)", (said.noun, said.flags)),
    e.MigrationOpened: lambda said: ("openMigration(uint24,uint40)", (said.register, said.until)),
    EvaluatorAdmitted: lambda said: ("admitEvaluator(uint32,uint32)", (said.participant, said.kinds)),
    CalendarSet: lambda said: (
        "setCalendar((uint16,uint256[2],bytes32))",
        ((said.year, (said.working_low, said.working_high), said.notice_digest),),
    ),
}
"""By the one event that a voted call says: that call.  An admission and a set of rules say several: see `_written`."""

BY_HAND_TOO = (e.ParticipantAdmitted, e.ParticipantRenamed, e.KeyEnrolled, e.KeyRevoked)
"""What keys cause too; then its maker is theirs, by vote it is Participants itself."""


def _written(said: Sequence[Any]) -> Written | None:
    """The one call that says these events, none if there is no such call."""
    first, *others = said
    if isinstance(first, e.ParticipantAdmitted) and all(isinstance(each, e.KeyEnrolled) for each in others):
        keys = tuple((each.key, each.duties) for each in others)
        return ADMIT, ((first.identity, first.kind, first.roles, first.profile_digest, keys),)
    if all(isinstance(each, RuleSet) for each in said):
        rules = tuple((each.regime, each.parameter, each.value, each.effective_from) for each in said)
        return SET_RULES, (rules, first.reason_digest)
    writer = CALLS.get(type(first))
    return writer(first) if writer and not others else None


def _data(call: Written) -> bytes:
    signature, arguments = call
    return selector(signature) + abi.write(abi.kind(signature[signature.index("(") :]), arguments)


class Votes:
    """
    Counts, event after event; what a vote must still be found for waits until the transaction ends.

    Puts every change of power on the report's list, with its ground.
    """

    def __init__(self, pin: Pin, notes: Notes) -> None:
        self._notes = notes
        self._participants = pin.participants
        self._waiting: list[e.Entry] = []
        self._before: dict[Any, Any] = {}

    def check(self, facts: Facts, entry: e.Entry, input_: bytes, created: bytes | None) -> Iterator[Fault]:
        """
        Yield what was wrong with the votes behind an event, by the facts before it.

        `input_` is the transaction's data, `created` the contract that it creates: what a constructor says needs no
        vote.
        """
        event = entry.event
        if created == entry.emitter:
            enlist(self._notes, facts, entry, "ListPowerFounded")
            return
        if self._is_governed(event):
            self._keep(facts, event)
            self._waiting.append(entry)
            return
        enlist(self._notes, facts, entry, "ListPowerByHands")
        if isinstance(event, e.ProposalMade | e.ProposalVoted):
            voter = event.proposer if isinstance(event, e.ProposalMade) else event.voter
            yield from _own(facts, event.key, voter)
        elif isinstance(event, e.ProposalVetoed | e.LedgerPaused):
            yield from _own(facts, event.key, event.guardian)
            if isinstance(event, e.ProposalVetoed):
                yield from self._vetoed(facts, event)
        elif isinstance(event, e.ProposalApproved):
            yield from self._approved(facts, entry, event)
        elif isinstance(event, e.ProposalExecuted):
            yield from self._executed(facts, entry, event, input_)

    def end(self) -> Iterator[tuple[e.Position, Fault]]:
        """Yield what waits for a vote that did not come before the transaction ended."""
        for entry in self._waiting:
            yield entry.position, Fault("VoteMissing", type(entry.event).__name__, "an executed proposal", "none")
        self._waiting, self._before = [], {}

    # THE STEPS OF A PROPOSAL

    def _is_governed(self, event: e.Event) -> bool:
        if isinstance(event, BY_HAND_TOO):
            return event.maker == self._participants
        return type(event) in CALLS or isinstance(event, RuleSet)

    def _keep(self, facts: Facts, event: e.Event) -> None:
        """Keep what a voted call changes of what the count and its executor depend on, as it was before."""
        keys: tuple[FactKey, ...] = (
            GOVERNANCE,
            ("participant", getattr(event, "participant", 0)),
            ("key", getattr(event, "key", b"")),
        )
        for key in keys:
            self._before.setdefault(key, facts.get(key))

    def _vetoed(self, facts: Facts, event: e.ProposalVetoed) -> Iterator[Fault]:
        proposal = facts.get(("proposal", event.proposal))
        if isinstance(proposal, Proposal) and proposal.target == self._participants and proposal.selector in URGENT:
            yield Fault("VetoForbidden", f"proposal {event.proposal}", "no veto", "vetoed")

    def _approved(self, facts: Facts, entry: e.Entry, event: e.ProposalApproved) -> Iterator[Fault]:
        proposal = facts.get(("proposal", event.proposal))
        if not isinstance(proposal, Proposal):
            return
        yield from self._counted(facts, proposal)
        due = entry.time + self._delay(_governance(facts.get(GOVERNANCE)), proposal)
        if event.executable_at != due:
            yield Fault("VoteDelayWrong", f"proposal {event.proposal}", due, event.executable_at)

    def _executed(self, facts: Facts, entry: e.Entry, event: e.ProposalExecuted, input_: bytes) -> Iterator[Fault]:
        waiting, self._waiting = self._waiting, []
        self._notes.count(Layer.MEANING, "executed proposals")
        for each in waiting:
            enlist(self._notes, facts, each, "ListPowerByVote", event.proposal)
        before = cast(Facts, ChainMap(self._before, cast(Any, facts)))
        yield from check_key(before, event.key, Duty.VOTE, Role.GOVERNOR)
        proposal = facts.get(("proposal", event.proposal))
        if isinstance(proposal, Proposal):
            yield from self._counted(before, proposal)
            until = proposal.executable_at + WINDOW_SECONDS
            if not proposal.executable_at <= entry.time < until:
                window = f"{proposal.executable_at} to {until}"
                yield Fault("VoteDelayWrong", f"proposal {event.proposal}", window, entry.time)
            yield from _content(proposal, waiting, _executed_data(input_))
        self._before = {}

    def _counted(self, facts: Facts, proposal: Proposal) -> Iterator[Fault]:
        needed = _governance(facts.get(GOVERNANCE)).threshold
        votes = sum(_governs(facts.get(("participant", voter))) for voter in dict.fromkeys(proposal.voters))
        if votes < needed:
            yield Fault("VoteQuorumMissing", f"proposal {proposal.number}", needed, votes)

    def _delay(self, charter: Governance, proposal: Proposal) -> int:
        if proposal.target != self._participants:
            return charter.grave_delay
        if proposal.selector in URGENT:
            return 0
        return charter.ordinary_delay if proposal.selector in ORDINARY else charter.grave_delay


def _content(proposal: Proposal, waiting: Sequence[e.Entry], executed: bytes | None) -> Iterator[Fault]:
    """Hold what was done against the call that was voted."""
    subject = f"proposal {proposal.number}"
    voted = "0x" + proposal.call_digest.hex()
    if executed is not None and keccak(executed) != proposal.call_digest:
        yield Fault("VoteContentDifferent", subject, voted, "0x" + keccak(executed).hex())
        return
    call = _written([entry.event for entry in waiting]) if waiting else None
    if call is None:
        if waiting:
            yield Fault(
                "VoteContentDifferent", subject, voted, ", ".join(type(each.event).__name__ for each in waiting)
            )
        return
    if {entry.emitter for entry in waiting} != {proposal.target}:
        yield Fault("VoteContentDifferent", subject, "0x" + proposal.target.hex(), "0x" + waiting[0].emitter.hex())
        return
    done = _data(call)
    if executed is not None and APPROVAL in call[0]:  # deadline and approval may be anything: nobody reads them
        done = _with_unread(call, executed)
    if keccak(done) != proposal.call_digest:
        yield Fault("VoteContentDifferent", subject, voted, "0x" + keccak(done).hex())


def _with_unread(call: Written, executed: bytes) -> bytes:
    """The call with the deadline and the approval that were executed; without them if it is another function's."""
    signature, arguments = call
    try:
        read = abi.read(abi.kind(signature[signature.index("(") :]), executed[4:])
    except CallMalformed:
        return _data(call)
    return executed if (executed[:4], read[:-2]) == (selector(signature), arguments[:-2]) else _data(call)


def _executed_data(input_: bytes) -> bytes | None:
    """The call that a transaction had executed, if it is a direct one."""
    if input_[:4] != EXECUTE:
        return None
    try:
        _, data = abi.read(abi.kind("(uint256,bytes)"), input_[4:])
    except CallMalformed:
        return None
    return bytes(data)


def _own(facts: Facts, key: e.Key, number: int) -> Iterator[Fault]:
    """That a vote counts for the participant whose key gave it."""
    enrolled = facts.get(("key", key))
    if isinstance(enrolled, EnrolledKey) and enrolled.participant != number:
        yield Fault("VoteOfOther", "0x" + key.hex(), enrolled.participant, number)


def _governs(participant: object) -> bool:
    return (
        isinstance(participant, Participant) and bool(participant.roles & Role.GOVERNOR) and not participant.suspended
    )


def _governance(fact: object) -> Governance:
    return fact if isinstance(fact, Governance) else NO_GOVERNANCE
