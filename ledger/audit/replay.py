"""
The fold: what the checked evidence means, by `ledger.domain.state.apply` and nothing else.

The meaning is shared with the indexer, on purpose (P5); the road to here is not.  Where the evidence is false or an
event cannot have been, the fold stops: from there on nothing is known, and nothing is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ledger.audit.book import Book
from ledger.audit.decode import EventMalformed, EventUnknown, decode
from ledger.audit.edges import Edges
from ledger.audit.evidence import CheckedBlock, Said
from ledger.audit.pin import Pin
from ledger.audit.powers import Powers
from ledger.audit.report import Layer, Notes
from ledger.audit.tables import TABLES
from ledger.audit.trail import Trail
from ledger.domain.events import Digest, Entry, IllegalTransition
from ledger.domain.state import Changes, apply


class Listener(Protocol):
    """Who goes along with the replay."""

    def follow(self, entry: Entry, changes: Changes) -> None:
        """Learn of an event, and of what it changed in the facts."""

    def hear(self, block: CheckedBlock) -> None:
        """Learn that a block was folded whole: the facts are those at its end."""


class Replay:
    """The facts after the blocks folded so far.  `stopped_at` is where the fold ended early, if it did."""

    def __init__(self, pin: Pin, notes: Notes, book: Book) -> None:
        self.facts = book
        self.documents = book.documents
        self.edges = Edges()
        self.block: CheckedBlock | None = None
        self.stopped_at: int | None = None
        self.trail = Trail(book)
        self.powers = Powers(pin, notes)
        self.listeners: list[Listener] = []
        self._tables = {address: TABLES[name] for name, address in pin.contracts.items()}
        self._notes = notes

    @property
    def state(self) -> dict[str, Any]:
        """What `restore` takes beside the facts to go on after an interruption, as JSON has it."""
        block = self.block
        return {
            "block": block and [block.number, block.hash.hex(), block.time, block.state_root.hex()],
            "stoppedAt": self.stopped_at,
            "edges": self.edges.state,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a state, which must be that of the facts."""
        if state["block"]:
            number, own, time, root = state["block"]
            self.block = CheckedBlock(number, bytes.fromhex(own), time, bytes.fromhex(root), sound=True)
        self.stopped_at = state["stoppedAt"]
        self.edges = Edges(state["edges"])

    def fold(self, block: CheckedBlock) -> None:
        """Fold one more block."""
        if self.stopped_at is not None:
            return
        if not block.sound or not all(self._fold(block, said) for said in block.said):
            self.stopped_at = block.number
            self._notes.skip("AuditStopped", block=block.number)
            return
        self.powers.end()
        self.block = block
        for each in self.listeners:
            each.hear(block)

    def _fold(self, block: CheckedBlock, said: Said) -> bool:
        """Say whether the event could be folded."""
        try:
            event = decode(said.log, self._tables[said.log.address])
        except (EventUnknown, EventMalformed) as unread:
            emitter = "0x" + said.log.address.hex()
            self._notes.find(type(unread).__name__, said.position, emitter, None, str(unread))
            return False
        entry = Entry(said.position, block.time, said.log.address, Digest(said.log.digest), event)
        self._notes.count(Layer.MEANING, "events")
        self.powers.judge(self.facts, entry, said)
        self.edges.see(self.facts, entry)
        try:
            changes = apply(self.facts, entry)
        except IllegalTransition as illegal:
            name, because = type(event).__name__, illegal.facts
            self._notes.find(
                "TransitionIllegal",
                said.position,
                f"{name}: {because['what']}",
                str(because["expected"]),
                str(because["given"]),
            )
            return False
        self.facts.update(changes)
        self.trail.follow(entry, changes)
        for each in self.listeners:
            each.follow(entry, changes)
        for name in ("document_digest", "profile_digest"):
            if digest := getattr(event, name, None):
                self.facts.name_document(digest, said.position)
        return True
