"""
By what power each event came: its hands (`authority`), the votes and consents behind it, the terms that it says.

A transaction is judged as a whole.  Where one of its events lacks authority, that is the finding; that its call should
have been refused follows from it, and is not said again.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger.audit import authority, terms
from ledger.audit.consents import Consents
from ledger.audit.evidence import Said
from ledger.audit.faults import Fault
from ledger.audit.pin import Pin
from ledger.audit.report import Notes
from ledger.audit.votes import Votes
from ledger.domain.events import Entry, Position
from ledger.domain.facts import Facts


class Powers:
    """Judges event after event; between two blocks it holds nothing back."""

    def __init__(self, pin: Pin, notes: Notes) -> None:
        self.consents = Consents(pin, notes)
        self._votes = Votes(pin, notes)
        self._notes = notes
        self._open: Position | None = None
        self._called: list[Fault] = []
        self._found = False

    def judge(self, facts: Facts, entry: Entry, said: Said) -> None:
        """Note what an event lacked in `facts`, which are those before it."""
        if self._open is None or self._open.transaction != said.position.transaction:
            self.end()
            self._open = said.position
            self._called = list(self.consents.begin(facts, entry.time, said.sender, (said.to, said.input)))
        self.consents.note(entry.event)
        self._note(said.position, authority.check(facts, entry, said.sender, said.to))
        self._note(said.position, self._votes.check(facts, entry, said.input, said.created))
        self._note(said.position, terms.check(facts, entry))

    def end(self) -> None:
        """Conclude the transaction that was judged last; at the end of a block it must be called."""
        if self._open is None:
            return
        for position, fault in self._votes.end():
            self._note(position, [fault])
        differing = list(self.consents.end())
        if not self._found:
            self._note(self._open, (self._called or differing)[:1])
        self._open, self._called, self._found = None, [], False

    def _note(self, position: Position, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self._found = True
            self._notes.find(fault.code, position, fault.subject, fault.expected, fault.found)
