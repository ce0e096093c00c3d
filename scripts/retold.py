"""
Walks on record (tests/invariant/record.py) whose steps are known by the lines of the domain that they run.

A mutant can change only what the steps that run its lines say, and what follows from that.  So these steps alone are
asked again, on facts as they truly were; where one of them changes a fact otherwise, the whole walk is folded anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ledger.domain.events import Entry
from ledger.domain.facts import Changes, Fact, FactKey
from ledger.domain.state import apply
from scripts.traced import Line, Traced
from tests.invariant.record import Record


class Retold:
    """A record that the domain does not contradict as it is when this is made."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._changes: dict[int, Changes] = {}
        self._runs: dict[Line, int] = defaultdict(int)
        """By line, the steps that run it as a set of bits; the one after the last is the comparison with storage."""
        facts: dict[FactKey, Fact] = {}
        for place, step in enumerate(record.steps):
            with Traced() as traced:
                if isinstance(step, Entry):
                    self._changes[place] = apply(facts, step)
                else:
                    assert not record.contradiction(facts, step)
            self._keep(place, traced)
            facts.update(self._changes.get(place, {}))
        with Traced() as traced:
            assert not list(record.differing_words(facts))
        self._keep(len(record.steps), traced)

    def _keep(self, place: int, traced: Traced) -> None:
        for line in traced.lines:
            self._runs[line] |= 1 << place

    def contradictions(self, lines: Iterable[Line]) -> Iterator[str]:
        """Yield where the domain contradicts the record now that what these lines say is changed."""
        asked = 0
        for line in lines:
            asked |= self._runs.get(line, 0)
        facts: dict[FactKey, Fact] = {}
        for place, step in enumerate(self._record.steps if asked else ()):
            changes = self._changes.get(place, {})
            if asked >> place & 1:
                if not isinstance(step, Entry):
                    if said := self._record.contradiction(facts, step):
                        yield said
                elif apply(facts, step) != changes:
                    yield from self._record.contradictions()
                    return
            facts.update(changes)
        if asked >> len(self._record.steps):
            yield from self._record.differing_words(facts)
