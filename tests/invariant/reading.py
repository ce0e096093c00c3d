"""
The contracts' facts, read by `eth_call` and laid beside the folded ones.

Each fact of the domain has one reader here, which asks the contracts' views and answers with what the domain calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ledger.domain.certificates import Certificate, Claim, Numbered, Share, State, pack
from ledger.domain.doors import Keeper, Migration, Noun
from ledger.domain.events import CertificateId, Digest, Key, ParticipantNumber
from ledger.domain.holdings import Holding, Passing
from ledger.domain.participants import (
    Charge,
    Duty,
    EnrolledKey,
    Governance,
    Identity,
    Kind,
    Participant,
    Proposal,
    Role,
)
from ledger.domain.records import unpack
from ledger.domain.state import Fact, FactKey
from tests.evm import World

Compared = Iterator[tuple[str, Any, Any]]
"""Name, folded and stored value of each part of a fact."""

NOUNS: dict[type[Fact], Callable[[World, Any], Compared]] = {}
"""How the facts of the nouns are read; each noun's module of acts has its own, and the machine gathers them."""


def raw(address: str) -> bytes:
    """Return an address as the domain has it."""
    return bytes.fromhex(address[2:])


def shown(key: bytes) -> str:
    """Return an address as the ABI coder has it."""
    return "0x" + key.hex()


def differences(world: World, facts: Mapping[FactKey, Fact], keys: Iterator[FactKey] | list[FactKey]) -> list[str]:
    """Say where the contracts' storage is not what the facts say it is."""
    found = []
    for key in keys:
        fact = facts[key]
        for what, folded, stored in _compared(world, facts, fact):
            if folded != stored:
                found.append(f"{key}: {what} folded {folded!r}, stored {stored!r}")
    return found


def _compared(world: World, facts: Mapping[FactKey, Fact], fact: Fact) -> Iterator[tuple[str, Any, Any]]:
    """Yield name, folded and stored value of each part of a fact."""
    read = NOUNS.get(type(fact))
    if read is not None:
        yield from read(world, fact)
        return
    match fact:
        case Certificate():
            yield from _certificate(world, fact)
        case Claim():
            yield from _claim(world, fact)
        case EnrolledKey():
            owner = facts[("participant", fact.participant)]
            assert isinstance(owner, Participant)
            yield "key", (fact, int(owner.roles), owner.suspended), _key(world, fact.key)
        case Numbered():
            word = world.view(world.certificates, "recordOf", fact.certificate_id)
            yield "number", fact.number, word >> 192
        case Holding():
            yield "holding", fact.head, world.view(world.certificates, "holdingOf", fact.participant)
        case Passing():
            return  # it stands in its event and in its holders' heads
        case _:
            yield "fact", fact, _stored(world, fact)


def _stored(world: World, fact: Fact) -> Fact:
    stored: Fact
    match fact:
        case Participant():
            stored = _participant(world, fact.number)
        case Proposal():
            stored = _proposal(world, fact.number)
        case Governance():
            stored = _governance(world)
        case Identity():
            number = world.view(world.participants, "participantBy", fact.identity)
            stored = Identity(fact.identity, ParticipantNumber(number))
        case Charge():
            keeper = world.view(world.participants, "inCharge", fact.register)
            stored = Charge(fact.register, ParticipantNumber(keeper))
        case Noun():
            stored = Noun(fact.address, world.view(world.certificates, "nounFlags", shown(fact.address)))
        case Keeper():
            stored = Keeper(fact.flag, raw(world.view(world.certificates, "nounFor", 1 << fact.flag)))
        case Migration():
            stored = Migration(fact.register, world.view(world.certificates, "migrationOf", fact.register))
        case _:
            raise AssertionError(f"nobody reads {fact}")
    return stored


def _participant(world: World, number: int) -> Participant:
    identity, profile, kind, roles, suspended = world.view(world.participants, "participantOf", number)
    keys = tuple(Key(raw(key)) for key in world.view(world.participants, "keysOf", number))
    return Participant(ParticipantNumber(number), identity, Kind(kind), Role(roles), Digest(profile), suspended, keys)


def _key(world: World, key: Key) -> tuple[EnrolledKey, int, bool]:
    participant, roles, duties, suspended, revoked = world.view(world.participants, "authorityOf", shown(key))
    return EnrolledKey(key, ParticipantNumber(participant), Duty(duties), revoked), roles, suspended


def _proposal(world: World, number: int) -> Proposal:
    target, call, selector, executable_at, closed = world.view(world.participants, "proposalOf", number)
    voters = tuple(map(ParticipantNumber, world.view(world.participants, "votersOf", number)))
    return Proposal(number, raw(target), selector, Digest(call), executable_at, closed, voters)


def _governance(world: World) -> Governance:
    threshold, ordinary, grave = world.view(world.participants, "charterOf")
    return Governance(
        threshold,
        ordinary,
        grave,
        world.view(world.participants, "paused"),
        world.view(world.participants, "participantCount"),
        world.view(world.participants, "proposalCount"),
    )


def _certificate(world: World, fact: Certificate) -> Iterator[tuple[str, Any, Any]]:
    word = world.view(world.certificates, "recordOf", fact.id)
    yield "record", unpack(pack(fact)), unpack(word)
    yield "head", fact.head, world.view(world.certificates, "headOf", fact.number)
    parts = world.view(world.certificates, "sharesOf", fact.id)
    yield "shares", share_rows(fact.shares), [tuple(p) for p in parts]
    yield "version", fact.version, world.view(world.certificates, "versionOf", fact.id)


def _claim(world: World, fact: Claim) -> Iterator[tuple[str, Any, Any]]:
    claimant = world.view(world.certificates, "claimantOf", fact.id)
    yield "claim", fact, Claim(fact.id, CertificateId(claimant))
    yield "claimed", int(State.CLAIMED), unpack(world.view(world.certificates, "recordOf", fact.id)).state


def share_rows(shares: tuple[Share, ...]) -> list[tuple[int, int, int]]:
    """Return shares as the ABI coder has them."""
    return [(part.holder, int(part.rights), part.share) for part in shares]
