"""
A walk on record: what contracts and domain answered once, to be asked of the domain again without an EVM.

A record has, in order, every act with the contracts' answer and every log with the place where it stands; and every
word that the contracts' storage had at the end.  Whoever changed the domain since then is contradicted by a refusal, by
an event that cannot have been, or, as in an audit, by a word of storage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ledger.audit.layout import Slot
from ledger.audit.pin import CONTRACTS, Pin
from ledger.audit.tables import slots_of
from ledger.domain.acts import Act, Refusal, refusal
from ledger.domain.events import Digest, Entry, Key, Position
from ledger.domain.state import Fact, FactKey, apply
from tests import evm
from tests.abi import Log
from tests.chains import CHAIN_ID
from tests.invariant.dice import Dice
from tests.invariant.reading import raw
from tests.invariant.test_ledger_machine import WEIGHTS, founded
from tests.invariant.walk import Call, Tally, Walk, domain_event


@dataclass(frozen=True, slots=True)
class Asked:
    """An act, the instant at which it was asked, and the refusal on which contracts and domain agreed, if any."""

    act: Act
    now: int
    given: Refusal | None


@dataclass
class Record:
    """A walk from the founding on; `words` is the storage that the folded facts must have, by contract and slot."""

    pin: Pin
    door: Key
    steps: list[Entry | Asked] = field(default_factory=list)
    words: dict[tuple[bytes, bytes], int] = field(default_factory=dict)

    @property
    def entries(self) -> int:
        return sum(isinstance(step, Entry) for step in self.steps)

    def contradictions(self) -> Iterator[str]:
        """Ask the domain as it is now, and yield where it is contradicted; a bug that shows is raised as it is."""
        facts: dict[FactKey, Fact] = {}
        for step in self.steps:
            if isinstance(step, Entry):
                facts.update(apply(facts, step))
            elif (said := refusal(facts, step.act, step.now, self.door)) != step.given:
                yield f"refusal: {step.act} at {step.now}: the domain says {said}, the contracts {step.given}"
        yield from self.differing_words(facts)

    def differing_words(self, facts: dict[FactKey, Fact]) -> Iterator[str]:
        """As the audit compares: yield each word of storage that is otherwise, or that nothing says any more."""
        said = set()
        for slot in self.slots(facts):
            place = slot.contract, slot.key
            said.add(place)
            if (self.words.get(place, 0) ^ slot.word) & slot.mask:
                yield f"storage: {slot.code} {slot.subject}"
        yield from (
            f"storage: nothing says {key.hex()} of {contract.hex()}" for contract, key in self.words.keys() - said
        )

    def slots(self, facts: dict[FactKey, Fact]) -> Iterator[Slot]:
        """Every word that these facts put into storage."""
        for name in CONTRACTS:
            yield from slots_of(self.pin, facts, name)


class RecordedWalk(Walk):
    """A walk that keeps what it asks and what it folds."""

    def __init__(self, world: evm.World, founding: list[tuple[tuple[Log, ...], int]]) -> None:
        addresses = {name: raw(world.contract(name).address) for name in CONTRACTS}
        pin = Pin(CHAIN_ID, bytes(32), 0, addresses, dict.fromkeys(addresses.values(), bytes(32)))
        self.record = Record(pin, Key(addresses["Participants"]))
        super().__init__(world, founding, Tally())

    def ask(self, act: Act, call: Call) -> Any:
        self.record.steps.append(Asked(act, self.now, refusal(self.facts, act, self.now, self.record.door)))
        return super().ask(act, call)

    def _fold(self, logs: tuple[Log, ...], time: int, *, founding: bool = False) -> list[FactKey]:
        for place, log in enumerate(logs):
            event = domain_event(self.world.event_of(log))
            position = Position(self.block + 1, 0, place)
            self.record.steps.append(Entry(position, time, raw(log.address), Digest(log.digest), event))
        return super()._fold(logs, time, founding=founding)


def recorded(seed: int, steps: int, told: Callable[[int], None] = lambda _: None) -> Record:
    """Walk so many steps from a seed and return the record; `told` hears how many are done.  The world is undone."""
    world, founding = founded()
    with world.undone():
        walk = RecordedWalk(world, founding)
        for step in range(steps):
            dice = Dice(seed, step)
            dice.weighed(WEIGHTS)(walk, dice)
            told(step + 1)
        record = walk.record
        for slot in record.slots(walk.facts):
            word = world.chain.storage("0x" + slot.contract.hex(), int.from_bytes(slot.key, "big"))
            assert not (word ^ slot.word) & slot.mask, slot
            record.words[slot.contract, slot.key] = word
    return record
