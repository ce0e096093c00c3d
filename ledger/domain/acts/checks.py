"""
What every act is asked, as `Keys.sol` asks it: whose key this is, what it may do, and whose signature counts.

Each check returns what it found or raises `ActRefused` with the Solidity error's name and arguments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ledger.domain.events import Key, ParticipantNumber
from ledger.domain.facts import find
from ledger.domain.participants import NO_GOVERNANCE, Charge, Duty, EnrolledKey, Governance, Participant, Role
from ledger.domain.state import GOVERNANCE, Changes, Fact, FactKey, Facts, key_of
from ledger.errors import ActRefused

__all__ = [
    "Approval", "Overlay", "find", "governance_of", "participant_of", "require_active", "require_approval",
    "require_duty", "require_filed", "require_filing", "require_known", "require_open", "require_registry",
    "require_role", "require_role_of", "require_unrevoked",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Approval:
    """
    One key's signature under an act.

    `valid` says whether the signature is the key's own over this very act, which the pure domain cannot compute.
    """

    key: Key
    valid: bool = True


class Overlay(Mapping[FactKey, Fact]):
    """Facts with the changes of an act that is under way, so that its second item sees its first."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._changes: Changes = {}

    def __getitem__(self, key: FactKey) -> Fact:
        return self._changes[key] if key in self._changes else self._facts[key]

    def __iter__(self) -> Iterator[FactKey]:
        return iter({**self._facts, **self._changes})

    def __len__(self) -> int:
        return len({**self._facts, **self._changes})

    def keep(self, *changed: Fact) -> None:
        self._changes.update({key_of(fact): fact for fact in changed})


# LOOKING UP


def governance_of(facts: Facts) -> Governance:
    return find(facts, GOVERNANCE, Governance) or NO_GOVERNANCE


def participant_of(facts: Facts, number: int) -> Participant:
    """Return a participant that is known to exist."""
    found = find(facts, ("participant", number), Participant)
    assert found is not None
    return found


def require_known(facts: Facts, participant: int) -> None:
    if not 1 <= participant <= governance_of(facts).participants:
        raise ActRefused("ParticipantUnknown", participant=participant)


# KEYS


def require_unrevoked(facts: Facts, key: Key) -> EnrolledKey:
    found = find(facts, ("key", key), EnrolledKey)
    if found is None:
        raise ActRefused("KeyUnknown", key=key)
    if found.revoked:
        raise ActRefused("KeyNotActive", key=key, participant=found.participant)
    return found


def require_active(facts: Facts, key: Key) -> EnrolledKey:
    found = require_unrevoked(facts, key)
    if participant_of(facts, found.participant).suspended:
        raise ActRefused("ParticipantNotActive", participant=found.participant)
    return found


def require_duty(key: EnrolledKey, duty: Duty) -> None:
    if not key.duties & duty:
        raise ActRefused("DutyMissing", key=key.key, duty=int(duty))


def require_role_of(facts: Facts, key: EnrolledKey, duty: Duty, role: Role) -> None:
    require_duty(key, duty)
    if not participant_of(facts, key.participant).roles & role:
        raise ActRefused("RoleMissing", participant=key.participant, role=int(role))


def require_role(facts: Facts, key: Key, duty: Duty, role: Role) -> ParticipantNumber:
    """Return the participant of an active key that has the duty, if the participant has the role."""
    found = require_active(facts, key)
    require_role_of(facts, found, duty, role)
    return found.participant


# APPROVALS


def require_approval(
    facts: Facts, now: int, deadline: int, approval: Approval, *, participant: int, duty: Duty
) -> None:
    """That `approval` is a signature over the act by an active key of `participant` with `duty`."""
    if now > deadline:
        raise ActRefused("ApprovalExpired", deadline=deadline)
    key = require_unrevoked(facts, approval.key)
    if key.participant != participant:
        raise ActRefused("ApprovalFromOther", key=key.key, participant=key.participant, expected=participant)
    if participant_of(facts, participant).suspended:
        raise ActRefused("ParticipantNotActive", participant=participant)
    require_duty(key, duty)
    if not approval.valid:
        raise ActRefused("ApprovalInvalid", key=approval.key)


def require_filed(facts: Facts, now: int, maker: Key, deadline: int, approval: Approval) -> None:
    """That the maker is a registry's and the approval its checker's."""
    registry = require_role(facts, maker, Duty.MAKER, Role.REGISTRY)
    require_approval(facts, now, deadline, approval, participant=registry, duty=Duty.CHECKER)


def require_registry(facts: Facts, maker: Key, register: int) -> ParticipantNumber:
    """That the maker is of the registry that keeps the register; return the registry."""
    registry = require_role(facts, maker, Duty.MAKER, Role.REGISTRY)
    charge = find(facts, ("register", register), Charge)
    keeper = charge.participant if charge else 0
    if keeper != registry:
        raise ActRefused("RegisterNotInCharge", register=register, participant=registry, in_charge=keeper)
    return registry


def require_open(facts: Facts) -> None:
    if governance_of(facts).paused:
        raise ActRefused("LedgerIsPaused")


def require_filing(facts: Facts, maker: Key, register: int, now: int, signed: tuple[int, Approval]) -> int:
    """That the ledger is open, the maker's registry keeps the register, and its checker has signed."""
    require_open(facts)
    registry = require_registry(facts, maker, register)
    deadline, approval = signed
    require_approval(facts, now, deadline, approval, participant=registry, duty=Duty.CHECKER)
    return registry
