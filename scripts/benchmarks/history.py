"""
A long history that could have been: made by chance from a seed, valid by the domain, written as what to send.

Every event goes through `domain.apply` before it is written, so ids, sequence numbers, terms and ranks are right.  Acts
fall on all certificates alike, old and new, which is the hardest case for a mirror: nothing that it remembers is
likelier to be asked than anything else.

    python -m scripts.benchmarks.history EVENTS BLOCKS SEED FILE
"""

from __future__ import annotations

import gc
import json
import struct
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import IO

from ledger.domain.certificates import Certificate, event_digest
from ledger.domain.events import Entry, Event, Position
from ledger.domain.state import Fact, FactKey, apply
from scripts.benchmarks.acts import Acts
from scripts.benchmarks.emitter import ADDRESSES, call_of
from tests.simulation.words import words_of

BEGINNING = 1_790_000_000
"""The genesis block's time, in unix seconds."""

BLOCK_SECONDS = 10

TRANSACTION_LOGS_MAX = 400
"""Logs of one transaction: their calldata stays far below what one transaction may cost."""

_BLOCK = struct.Struct(">QI")  # time, number of transactions
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a history holds: events by name, transactions, certificates, and all their heads together by XOR."""

    events: int
    blocks: int
    seed: int
    transactions: int
    certificates: int
    heads: str
    mix: dict[str, int]

    def save(self, file: Path) -> None:
        file.write_text(json.dumps({name: getattr(self, name) for name in self.__slots__}, indent=1))

    @classmethod
    def load(cls, file: Path) -> Summary:
        return cls(**json.loads(file.read_text()))


class Ledger:
    """The facts as they are at the block that is being made, and what is to be sent so that they come about."""

    def __init__(self) -> None:
        self.facts: dict[FactKey, Fact] = {}
        self.block = 0
        self.count = 0
        self.mix: Counter[str] = Counter()
        self.transactions: list[list[bytes]] = []
        self._logs = 0

    @property
    def time(self) -> int:
        return BEGINNING + BLOCK_SECONDS * self.block

    def begin_block(self) -> None:
        self.block += 1
        self.transactions, self._logs = [[]], 0

    def begin_transaction(self) -> None:
        self.transactions.append([])

    def emit(self, event: Event) -> None:
        """Let an event come about.  Raises `IllegalTransition` if it cannot."""
        contract, topics, data = words_of(event)
        emitter = ADDRESSES[contract]
        position = Position(self.block, len(self.transactions) - 1, self._logs)
        entry = Entry(position, self.time, emitter, event_digest(emitter, topics, data), event)
        self.facts.update(apply(self.facts, entry))
        self.transactions[-1].append(call_of(contract, topics, data))
        self._logs += 1
        self.count += 1
        self.mix[type(event).__name__] += 1


def made(events: int, blocks: int, seed: int, file: IO[bytes]) -> Summary:
    """Write a history of so many events in so many blocks, one to three transactions in each if that is enough."""
    ledger = Ledger()
    acts = Acts(ledger, Random(seed), events)  # noqa: S311
    transactions = 0
    for block in range(1, blocks + 1):
        ledger.begin_block()
        until = events * block // blocks
        room = until - ledger.count
        parts = max(1 + block % 3, -(-room // TRANSACTION_LOGS_MAX))
        while ledger.count < until:
            if len(ledger.transactions[-1]) * parts >= room and len(ledger.transactions) < parts:
                ledger.begin_transaction()
            acts.take(until - ledger.count)
        sent = [b"".join(calls) for calls in ledger.transactions if calls]
        file.write(_BLOCK.pack(ledger.time, len(sent)))
        for data in sent:
            file.write(_LENGTH.pack(len(data)) + data)
        transactions += len(sent)
    heads = [fact.head for fact in ledger.facts.values() if isinstance(fact, Certificate)]
    return Summary(events, blocks, seed, transactions, len(heads), together(heads), dict(ledger.mix.most_common()))


def together(heads: Iterable[bytes]) -> str:
    """Return the XOR of certificates' heads in hexadecimal: one value that says whether all are the same."""
    found = 0
    for head in heads:
        found ^= int.from_bytes(head, "big")
    return f"{found:064x}"


def blocks_of(file: Path) -> Iterator[tuple[int, list[bytes]]]:
    """Return each block's time and its transactions' calldata, in order."""
    with file.open("rb") as source:
        while head := source.read(_BLOCK.size):
            time, count = _BLOCK.unpack(head)
            yield time, [source.read(_LENGTH.unpack(source.read(_LENGTH.size))[0]) for _ in range(count)]


def main() -> None:
    events, blocks, seed = (int(each) for each in sys.argv[1:4])
    file = Path(sys.argv[4])
    gc.disable()  # facts live to the end and have no cycles; looking for some would take most of the time
    part = file.with_suffix(".part")
    with part.open("wb") as target:
        summary = made(events, blocks, seed, target)
    part.replace(file)
    summary.save(file.with_suffix(".json"))


if __name__ == "__main__":
    main()
