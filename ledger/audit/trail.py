"""
What must be found again beside the facts to judge as of a block: which certificates and cases have had which data, what
was attested and objected of each, and by which events papers came and went.

Facts are found by their own keys only; the trail is the other way round, in a scratch file of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from ledger.domain.attestations import Attestation
from ledger.domain.cases import Case
from ledger.domain.certificates import Certificate
from ledger.domain.events import Entry, Position
from ledger.domain.facts import Fact, FactKey
from ledger.domain.objections import SourceObjection

PAPER = "paper"
"""Kind of a row that says by which event a certificate got a document."""

USE = "use"
"""Kind of a row that says which certificate a document was of."""

_PLACE_BYTES = 8
_PLACES = range(0, 3 * _PLACE_BYTES, _PLACE_BYTES)

_UNDER: Mapping[type[Fact], str] = {
    Certificate: "fingerprint",
    Case: "fingerprint",
    Attestation: "certificate_id",
    SourceObjection: "certificate_id",
}
"""By kind of fact: under which of its fields it is found."""


class Trail:
    """The rows of one audit; nothing is ever taken out."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("PRAGMA synchronous = OFF")
        self._rows.execute(
            "CREATE TABLE named (kind, under, own, place, PRIMARY KEY (kind, under, own, place)) WITHOUT ROWID"
        )
        self._rows.execute("BEGIN")

    def close(self) -> None:
        self._rows.close()

    def follow(self, entry: Entry, changes: Mapping[FactKey, Fact]) -> None:
        """Write down what one event adds."""
        self.seed(changes.values())
        digest, own = getattr(entry.event, "document_digest", None), getattr(entry.event, "certificate_id", None)
        if digest and own:
            self._add(PAPER, own, digest, _written(entry.position))
            self._add(USE, digest, own)

    def seed(self, facts: Iterable[Fact]) -> None:
        """Write down what facts are found under."""
        for fact in facts:
            field = _UNDER.get(type(fact))
            if field is not None:
                self._add(fact.KIND, getattr(fact, field), getattr(fact, fact.KEY))

    def _add(self, kind: str, under: bytes, own: bytes, place: bytes = b"") -> None:
        self._rows.execute("INSERT OR IGNORE INTO named VALUES (?, ?, ?, ?)", (kind, bytes(under), bytes(own), place))

    def of(self, kind: str, under: bytes) -> list[bytes]:
        """Return the keys of what of a kind was ever found under these bytes, in their own order."""
        found = self._rows.execute("SELECT own FROM named WHERE kind = ? AND under = ?", (kind, bytes(under)))
        return [row[0] for row in found]

    def papers(self, certificate_id: bytes) -> Iterator[tuple[bytes, Position]]:
        """Return the digests of a certificate's documents, each with the event that named it, the oldest first."""
        asked = "SELECT own, place FROM named WHERE kind = ? AND under = ? ORDER BY place"
        for digest, place in self._rows.execute(asked, (PAPER, bytes(certificate_id))).fetchall():
            yield digest, _read(place)


def _written(position: Position) -> bytes:
    return b"".join(part.to_bytes(_PLACE_BYTES, "big") for part in (position.block, position.transaction, position.log))


def _read(place: bytes) -> Position:
    return Position(*(int.from_bytes(place[at : at + _PLACE_BYTES], "big") for at in _PLACES))
