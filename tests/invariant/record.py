"""
A walk on record: what contracts and domain answered once, to be asked of the domain again without an EVM.

A record has, in order, every act with the contracts' answer and every log with the place where it stands; and every
word that the contracts' storage had at the end.  Whoever changed the domain since then is contradicted by a refusal, by
an event that cannot have been, or, as in an audit, by a word of storage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ledger.audit.layout import Slot
from ledger.audit.pin import CONTRACTS, Pin
from ledger.audit.tables import slots_of
from ledger.domain.acts import Act, Refusal, refusal
from ledger.domain.events import Entry, Key
from ledger.domain.state import Fact, FactKey, apply


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
            elif said := self.contradiction(facts, step):
                yield said
        yield from self.differing_words(facts)

    def contradiction(self, facts: dict[FactKey, Fact], step: Asked) -> str:
        """Ask one act, and return what the domain says of it unlike the contracts; nothing if they agree."""
        said = refusal(facts, step.act, step.now, self.door)
        different = f"refusal: {step.act} at {step.now}: the domain says {said}, the contracts {step.given}"
        return "" if said == step.given else different

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
