"""
Puts walks beside the contracts on record (`record.Record`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger.audit.pin import CONTRACTS, Pin
from ledger.domain.acts import Act, refusal
from ledger.domain.events import Digest, Entry, Key, Position
from ledger.domain.state import FactKey
from tests import evm
from tests.abi import Log
from tests.chains import CHAIN_ID
from tests.invariant.dice import Dice
from tests.invariant.reading import raw
from tests.invariant.record import Asked, Record
from tests.invariant.test_ledger_machine import WEIGHTS, founded
from tests.invariant.walk import Call, Tally, Walk, domain_event


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
