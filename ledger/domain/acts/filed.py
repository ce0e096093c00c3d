"""
How an act on a certificate is filed, whichever noun it belongs to: what is asked, by whose maker, approved by whom.

What is asked is a dataclass with the name of the Solidity struct and its members' names in snake case; its class says
which function takes it.  So chain layer, command line and state machine need to know no act by name.  The checks here
are those of `Noun.sol` and `Book.sol`, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import Field, dataclass, fields
from typing import Any, ClassVar, cast

from ledger.domain import restraining
from ledger.domain.acts.checks import (
    Approval,
    find,
    participant_of,
    require_active,
    require_approval,
    require_duty,
    require_open,
    require_registry,
)
from ledger.domain.certificates import Certificate, State
from ledger.domain.events import ZERO_DIGEST, ZERO_KEY, CertificateId, Key
from ledger.domain.facts import Facts
from ledger.domain.matrix import Effect, Operation, Restraint, effect
from ledger.domain.participants import Duty, Role
from ledger.domain.periods import days_after, months_after, months_before, value_at, working_days_after
from ledger.errors import ActRefused

__all__ = [
    "AMOUNT_LEAST", "AMOUNT_MOST", "NOBODY_YET", "Asked", "Check", "Filed", "Hands", "ask_hands", "days_after",
    "hands_of", "joined", "members_of", "months_after", "months_before",
    "require_agreed", "require_allowed", "require_digest", "require_filed", "require_live_state", "require_maker",
    "require_open", "require_plausible", "require_registry", "rule_at", "working_days_after",
]  # fmt: skip

AMOUNT_LEAST = 100_000
"""Least sum in fen, 1,000 yuan: a figure meant in 万元 and entered as fen falls below it."""

AMOUNT_MOST = 10**15
"""Largest sum in fen, 10 trillion yuan."""


class Asked:
    """What is asked: the members of one Solidity struct.  Its class names the contract and the function."""

    __slots__ = ()

    CONTRACT: ClassVar[str]
    FUNCTION: ClassVar[str]


def members_of(asked: Asked | type[Asked]) -> tuple[Field[Any], ...]:
    """Return the fields of what is asked, in order: the struct's members, and what a function takes beside it."""
    return fields(cast(Any, asked))


@dataclass(frozen=True, slots=True)
class Filed:
    """
    An act as it is filed: what is asked, by whose maker, and who signed.

    `approvals` are the checker's, then the parties' in their order; each holds up to `deadline`, a unix second.
    """

    maker: Key
    asked: Asked
    deadline: int
    approvals: tuple[Approval, ...]


Check = Callable[[Facts, Filed, int], None]
"""Raises `ActRefused` with what the contract would refuse an act with at a unix second."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Who must sign an act: a checker of the maker's participant, then one consenting key of each party, in order."""

    participant: int
    parties: tuple[int, ...]


NOBODY_YET: tuple[Approval, ...] = (Approval(ZERO_KEY, valid=False),)
"""What stands in for the approvals of an act while one only asks who must sign it."""


class _HandsNeeded(Exception):
    """Raised instead of checking approvals that are not there yet."""

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self.hands = hands


def hands_of(check: Check, facts: Facts, maker: Key, asked: Asked, now: int) -> Hands:
    """
    Return who must sign an act, by its own check.

    Raises `ActRefused` if it would be refused before anybody signed.
    """
    try:
        check(facts, Filed(maker, asked, now, NOBODY_YET), now)
    except _HandsNeeded as needed:
        return needed.hands
    raise AssertionError(f"{type(asked).__name__} asks for no signature")


# THE CERTIFICATE AND WHAT RESTS ON IT


def require_live_state(facts: Facts, own: CertificateId) -> Certificate:
    """Return a certificate that no act has ended."""
    found = find(facts, ("certificate", own), Certificate)
    if found is None:
        raise ActRefused("CertificateUnknown", certificate_id=own)
    if found.state is not State.ACTIVE:
        raise ActRefused("CertificateNotActive", certificate_id=own, state=int(found.state))
    return found


def require_allowed(facts: Facts, own: CertificateId, operation: Operation, now: int) -> tuple[Certificate, list[int]]:
    """
    Return the certificate, and whose consent `operation` needs besides its own parties.

    Raises `ActRefused` as {ICertificates-requireAllowed} reverts: the certificate is unknown, has ended, has expired
    where that matters, or something that rests on it stops the operation.
    """
    found = require_live_state(facts, own)
    if now >= found.valid_to and effect(operation, Restraint.EXPIRED) is not Effect.ALLOW:
        raise ActRefused("CertificateExpired", certificate_id=own, valid_to=found.valid_to)
    return found, restraining.consents(facts, found, operation, now)


def joined(first: Sequence[int], second: Sequence[int]) -> list[int]:
    """Return the first list, then those of the second that are not in it yet."""
    return [*first, *(party for party in second if party not in first)]


# WHAT IS ASKED


def require_digest(digest: bytes) -> None:
    if digest == ZERO_DIGEST:
        raise ActRefused("DigestMissing")


def require_plausible(amount: int) -> None:
    """Raise `ActRefused` AmountImplausible if a sum in fen is out of bounds."""
    if not AMOUNT_LEAST <= amount <= AMOUNT_MOST:
        raise ActRefused("AmountImplausible", amount=amount, least=AMOUNT_LEAST, most=AMOUNT_MOST)


def rule_at(facts: Facts, regime: int, parameter: int, now: int) -> int:
    """Return a parameter's value in a regime at block time."""
    return value_at(facts, regime, parameter, now)


# THE HANDS


def require_maker(facts: Facts, key: Key, roles: Role | int) -> int:
    """Return the participant whose maker `key` is, if it has one of the roles."""
    maker = require_active(facts, key)
    require_duty(maker, Duty.MAKER)
    if not participant_of(facts, maker.participant).roles & roles:
        raise ActRefused("RoleMissing", participant=maker.participant, role=int(roles))
    return maker.participant


def require_agreed(facts: Facts, filed: Filed, now: int, participant: int, parties: Sequence[int]) -> None:
    """
    That the number of approvals is right, the checker of the maker's participant has signed, and each party has.

    A party that is the maker's own participant has agreed by its checker and signs nothing.
    """
    others = [party for party in parties if party != participant]
    ask_hands(filed, participant, others)
    expected = 1 + len(others)
    if len(filed.approvals) != expected:
        raise ActRefused("ApprovalsMissing", expected=expected, given=len(filed.approvals))
    checker, *consents = filed.approvals
    require_approval(facts, now, filed.deadline, checker, participant=participant, duty=Duty.CHECKER)
    for approval, party in zip(consents, others, strict=True):
        require_approval(facts, now, filed.deadline, approval, participant=party, duty=Duty.CONSENT)


def ask_hands(filed: Filed, participant: int, parties: Sequence[int]) -> None:
    """Stop here, with who must sign, if one only asked for that; every check calls it before it looks at approvals."""
    if filed.approvals is NOBODY_YET:
        raise _HandsNeeded(Hands(participant, tuple(parties)))


def require_filed(
    facts: Facts, filed: Filed, now: int, register: int, parties: Sequence[int], *, dealing: bool = True
) -> int:
    """That the registry in charge files: its maker, an open ledger where it is dealing, then as `require_agreed`."""
    registry = require_registry(facts, filed.maker, register)
    if dealing:
        require_open(facts)
    require_agreed(facts, filed, now, registry, parties)
    return registry
