"""
One range of blocks as rows: what `apply` makes of its events, and how each fact was at the end of each block.

No database is known here.  The facts that the events look up are fetched beforehand, all together, from whoever keeps
them; `domain.state.reads` names them exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from itertools import chain
from typing import Any

from ledger.domain.certificates import Certificate
from ledger.domain.events import EVENTS, ZERO_DIGEST, Block, Entry
from ledger.domain.state import Changes, Fact, FactKey, apply, makes, reads
from ledger.store.bulk import Row
from ledger.store.payload import to_json

FACTS_MAX = 20_000
"""Facts that are remembered from one range to the next: some 20 MB, and the busiest of them are asked for again."""

Fetch = Callable[[Iterable[FactKey]], dict[FactKey, Fact]]
State = tuple[int, Fact]
"""A fact, and the block at whose end it became so."""


class Memory:
    """
    Facts as the database has them, so that not every range asks for them.

    `absent` are keys that were asked for and had no fact.
    """

    def __init__(self) -> None:
        self.facts: dict[FactKey, Fact] = {}
        self.absent: set[FactKey] = set()

    def forget(self) -> None:
        """Forget everything: the database is, or may be, another."""
        self.facts.clear()
        self.absent.clear()

    def fetch(self, keys: Iterable[FactKey], fetch: Fetch, new: Iterable[FactKey] = ()) -> None:
        """See to it that these keys are known; of those that are `new` we are told that they have no fact."""
        missing = set(keys).difference(self.facts)
        asked = missing.difference(new)
        found = fetch(asked) if asked else {}
        self.facts.update(found)
        self.absent = missing.difference(found)

    def shrink(self) -> None:
        """Forget the older half, if there is too much."""
        if len(self.facts) > FACTS_MAX:
            kept = list(self.facts.items())[-FACTS_MAX // 2 :]
            self.facts.clear()
            self.facts.update(kept)


class Projection:
    """What a range of blocks writes: `blocks`, `entries`, and `states`, the course of each fact within the range."""

    def __init__(self, memory: Memory, fetch: Fetch) -> None:
        self.blocks: list[Row] = []
        self.entries: list[Row] = []
        self.states: dict[FactKey, list[State]] = {}
        self._memory = memory
        self._fetch = fetch

    def take(self, blocks: Sequence[Block], *, sure: bool = False) -> None:
        """
        Apply all entries in order.  Raises `IllegalTransition` if one cannot be.

        Whether something already has a key that an event makes is asked only if we are to be `sure`: else, writing the
        second will fail.
        """
        memory, states, rows = self._memory, self.states, self.entries
        memory.shrink()
        events = [entry.event for block in blocks for entry in block.entries]
        new = () if sure else chain.from_iterable(map(makes, events))
        memory.fetch(chain.from_iterable(map(reads, events)), self._fetch, new)
        facts = memory.facts
        for block in blocks:
            number = block.number
            self.blocks.append((number, block.hash, block.parent, block.time))
            changed: dict[FactKey, Fact] = {}
            for entry in block.entries:
                changes = apply(facts, entry)
                facts.update(changes)
                changed.update(changes)
                rows.append(entry_row(entry, changes))
            for key, fact in changed.items():
                if key in states:
                    states[key].append((number, fact))
                else:
                    states[key] = [(number, fact)]

    def by_kind(self) -> Iterator[tuple[str, list[tuple[FactKey, list[State]]]]]:
        """Return the courses of the facts, kind after kind."""
        sorted_out: dict[str, list[tuple[FactKey, list[State]]]] = defaultdict(list)
        for key, course in self.states.items():
            sorted_out[key[0]].append((key, course))
        yield from sorted_out.items()

    def is_new(self, key: FactKey) -> bool:
        """Say whether there certainly was no fact under this key before the range."""
        return key in self._memory.absent


# ENTRIES


def entry_row(entry: Entry, changes: Changes) -> Row:
    """Return the row of one entry, with the sequence, head and flags that it gave its certificate."""
    event, position = entry.event, entry.position
    kind = type(event).__name__
    certificate_id, application_id, participant, register, proposal, fingerprint, document = _subjects(kind)(event)
    sequence = head = flags = None
    if certificate_id is not None:
        after = changes.get(("certificate", certificate_id))
        if isinstance(after, Certificate):
            sequence, head, flags = after.sequence, after.head, after.flags
    return (
        position.block,
        position.log,
        position.transaction,
        entry.time,
        entry.emitter,
        kind,
        certificate_id,
        sequence,
        application_id,
        participant,
        register,
        proposal,
        None if fingerprint == ZERO_DIGEST else fingerprint,
        document,
        entry.digest,
        head,
        flags,
        to_json(event),
    )


_SUBJECTS = (
    "certificate_id", "application_id", "participant", "register", "proposal", "fingerprint", "document_digest"
)  # fmt: skip


@cache
def _subjects(name: str) -> Callable[[Any], Row]:
    """Return what reads the subjects of an event of this class, none where it has no such field."""
    has = frozenset(field.name for field in fields(EVENTS[name]))
    named = [each if each in has else None for each in _SUBJECTS]
    return lambda event: tuple([None if each is None else getattr(event, each) for each in named])
