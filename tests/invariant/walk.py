"""
Contracts and domain side by side: one act at a time, asked of both.

The contracts answer with a receipt or a refusal; the domain says beforehand what it expects.  A receipt's logs are
decoded by the ABI into the domain's events and folded.  Then both must say the same.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ledger.domain import events
from ledger.domain.acts import Act, Filed, Refusal, refusal
from ledger.domain.certificates import WHOLE, Certificate, State
from ledger.domain.events import (
    CertificateId,
    CertificateIssued,
    Digest,
    Entry,
    Key,
    ParticipantNumber,
    Position,
)
from ledger.domain.flags import SHARED
from ledger.domain.participants import Charge, Duty, EnrolledKey, Participant
from ledger.domain.records import unpack
from ledger.domain.standing import standing
from ledger.domain.state import Fact, FactKey, apply
from tests import evm
from tests.abi import Contract, Event, Log
from tests.invariant.promises import Promises
from tests.invariant.reading import differences, raw
from tests.parties import FOUNDERS, HOLDERS, STRANGER, Actor


@cache
def address_of(actor: Actor) -> Key:
    """Return an actor's key as the domain has it; deriving it takes a curve multiplication."""
    return Key(raw(actor.address))


SPARES = tuple(Actor(f"spare {n}") for n in range(80))
ACTORS = {
    address_of(actor): actor
    for actor in (
        STRANGER,
        *SPARES,
        *(getattr(party, name) for party in (*FOUNDERS, *HOLDERS) for name in party.duties),
    )
}
"""Everybody who can sign, by key."""


@dataclass(frozen=True)
class Call:
    """The transaction that asks an act of the contracts."""

    contract: Contract
    function: str
    arguments: tuple[Any, ...]


@dataclass
class Tally:
    """What a campaign has done so far."""

    steps: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    facts_compared: int = 0
    walks: int = 0

    def __str__(self) -> str:
        return (
            f"{self.walks} walks, {self.steps.total()} steps: {self.accepted.total()} acts accepted, "
            f"{self.refused.total()} refusals compared ({len(self.refused)} errors), "
            f"{self.facts_compared} facts compared with storage"
        )


class Walk:
    """One world, its folded facts, and what was seen on the way."""

    def __init__(self, world: evm.World, founding: list[tuple[tuple[Log, ...], int]], tally: Tally) -> None:
        self.world = world
        self.tally = tally
        self.facts: dict[FactKey, Fact] = {}
        self.calls: dict[int, Any] = {}
        self.events_of: Counter[CertificateId] = Counter()
        self.ended: dict[CertificateId, Certificate] = {}
        self.promises = Promises(world)
        self.block = 0
        self.trail: list[str] = []
        for logs, time in founding:
            self._fold(logs, time, founding=True)
        tally.walks += 1

    @property
    def now(self) -> int:
        """The time of the next transaction's block."""
        return self.world.now + 1

    # one step

    def ask(self, act: Act, call: Call) -> Any:
        """Ask an act of both; return the call's output, or nothing if both refused it."""
        expected = refusal(self.facts, act, self.now, Key(raw(self.world.participants.address)))
        data = call.contract.call_data(call.function, *call.arguments)
        self.tally.steps[name_of(act)] += 1
        self.trail.append(f"{act} at {self.now}, expecting {expected}")
        try:
            receipt = self.world.send_data("0x" + act.maker.hex(), call.contract, data, call.function)
        except evm.Refusal as refused:
            given = self._explained(refused)
            assert given == expected, f"{act}: the contract says {given}, the domain {expected}"
            self.tally.refused[given.code] += 1
            self.check_facts(self._some_keys())
            return None
        assert expected is None, f"{act}: the contract accepts, the domain says {expected}"
        self.tally.accepted[name_of(act)] += 1
        self.check_facts(self._fold(receipt.logs, receipt.time))
        return receipt.output

    def sleep(self, seconds: int) -> None:
        """Let time pass.  Nothing that is stored may change by it."""
        self.tally.steps["sleep"] += 1
        self.trail.append(f"sleep {seconds}")
        self.world.sleep(seconds)
        self.check_facts(self._some_keys())
        for certificate in self.certificates():
            alive = certificate.state is State.ACTIVE and self.now < certificate.valid_to
            assert standing(certificate, self.now).in_force is alive  # none begins in the future
        if certificates := self.certificates():
            one = certificates[self.world.now % len(certificates)]
            self.promises.asleep(self.facts, one.id, self.world.now)

    # folding

    def _fold(self, logs: tuple[Log, ...], time: int, *, founding: bool = False) -> list[FactKey]:
        self.block += 1
        touched: list[FactKey] = []
        told = [domain_event(self.world.event_of(log)) for log in logs]
        for place, (log, event) in enumerate(zip(logs, told, strict=True)):
            self._check_authority(event, time)
            if not founding:
                self.promises.before(self.facts, event, told, time)
            entry = Entry(Position(self.block, 0, place), time, raw(log.address), Digest(log.digest), event)
            changes = apply(self.facts, entry)
            self.facts.update(changes)
            touched += changes
            if hasattr(event, "certificate_id"):
                self.events_of[event.certificate_id] += 1
        self.promises.after(self.facts, told, time)
        return touched

    def _explained(self, refused: evm.Refusal) -> Refusal:
        """Return a Solidity error as the domain says it."""
        for contract in self.world.contracts:
            for item in contract.errors.values():
                if item.name == refused.name:
                    pairs = zip(item.names, item.inputs, refused.arguments, strict=True)
                    return Refusal(refused.name, {snake(name): plain(kind, value) for name, kind, value in pairs})
        raise AssertionError(f"no error of ours: {refused}")

    # comparing

    def check_facts(self, keys: list[FactKey]) -> None:
        """Compare these facts with the contracts' storage."""
        self.tally.facts_compared += len(keys)
        assert differences(self.world, self.facts, keys) == []

    def check_all_facts(self) -> None:
        """Compare every fact with storage, and see that storage holds no more."""
        self.check_facts(list(self.facts))
        for key in ACTORS:
            known = ("key", key) in self.facts
            participant = self.world.view(self.world.participants, "authorityOf", "0x" + key.hex())[0]
            assert bool(participant) is known

    def _some_keys(self) -> list[FactKey]:
        """A few facts, other ones each time; all of them are compared at the walk's end."""
        keys = list(self.facts)
        return [keys[(self.world.now * 7 + place * 31) % len(keys)] for place in range(3)]

    # what must always hold

    def _check_authority(self, event: events.Event, time: int) -> None:
        """Nobody but maker and checker of the registry that keeps the register issues."""
        if not isinstance(event, CertificateIssued):
            return
        keeper = self.facts[("register", event.record >> 232)]
        maker, checker = self.facts[("key", event.maker)], self.facts[("key", event.checker)]
        assert isinstance(keeper, Charge)
        assert isinstance(maker, EnrolledKey)
        assert isinstance(checker, EnrolledKey)
        registry = self.facts[("participant", keeper.participant)]
        assert isinstance(registry, Participant)
        assert maker.participant == checker.participant == keeper.participant != unpack(event.record).holder
        assert maker.duties & Duty.MAKER
        assert checker.duties & Duty.CHECKER
        assert maker.key != checker.key
        assert not maker.revoked | checker.revoked | registry.suspended
        assert unpack(event.record).valid_from <= time < unpack(event.record).valid_to

    def check_invariants(self) -> None:
        """Hold what the facts promise, whatever was done."""
        certificates = self.certificates()
        assert len({certificate.number for certificate in certificates}) == len(certificates)
        for certificate in certificates:
            assert certificate.sequence == self.events_of[certificate.id]
            if certificate.flags & SHARED:
                assert sum(part.share for part in certificate.shares) == WHOLE
                assert len(set(certificate.holders)) == len(certificate.holders)
                assert certificate.holder == certificate.holders[0]
            else:
                assert not certificate.shares
            if certificate.state is not State.ACTIVE:
                assert self.ended.setdefault(certificate.id, certificate) == certificate

    def certificates(self) -> list[Certificate]:
        return [fact for fact in self.facts.values() if isinstance(fact, Certificate)]

    def participant(self, number: int) -> Participant:
        found = self.facts[("participant", number)]
        assert isinstance(found, Participant)
        return found

    def key(self, key: Key) -> EnrolledKey | None:
        found = self.facts.get(("key", key))
        assert found is None or isinstance(found, EnrolledKey)
        return found

    def keys_with(self, participant: int, duty: Duty) -> list[Key]:
        """The participant's active keys that have a duty."""
        if ("participant", participant) not in self.facts:
            return []
        keys = (self.key(key) for key in self.participant(participant).keys)
        return [key.key for key in keys if key and key.duties & duty]

    def numbers(self) -> list[ParticipantNumber]:
        return [fact.number for fact in self.facts.values() if isinstance(fact, Participant)]


def name_of(act: Act) -> str:
    """Return what an act is called in the tally: by what is asked where it is filed."""
    return type(act.asked if isinstance(act, Filed) else act).__name__


# FROM THE ABI'S WORDS TO OURS


def snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def plain(kind: str, value: Any) -> Any:
    return raw(value) if kind == "address" else value


def domain_event(event: Event) -> events.Event:
    """Return a decoded log as the domain's event: same name, same fields in the same order."""
    values = [raw(v) if isinstance(v, str) else v for v in event.fields.values()]
    made: events.Event = events.EVENTS[event.name](*values)
    return made
