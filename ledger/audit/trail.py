"""
What must be found again beside the facts to judge as of a block: which certificates and cases have had which data, what
was attested and objected of each, and by which events papers came and went.

Facts are found by their own keys only; the trail is the other way round, in a table of the book, so that an audit which
goes on from it may judge answers too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.audit.book import Book
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
    """The rows of one book; nothing is ever taken out."""

    def __init__(self, book: Book) -> None:
        self._rows = book.base

    def follow(self, entry: Entry, changes: Mapping[FactKey, Fact]) -> None:
        """Write down what one event adds."""
        for fact in changes.values():
            field = _UNDER.get(type(fact))
            if field is not None:
                self._add(fact.KIND, getattr(fact, field), getattr(fact, fact.KEY))
        digest, own = getattr(entry.event, "document_digest", None), getattr(entry.event, "certificate_id", None)
        if digest and own:
            self._add(PAPER, own, digest, _written(entry.position))
            self._add(USE, digest, own)

    def _add(self, kind: str, under: bytes, own: bytes, place: bytes = b"") -> None:
        self._rows.execute("INSERT OR IGNORE INTO trail VALUES (?, ?, ?, ?)", (kind, bytes(under), bytes(own), place))

    def of(self, kind: str, under: bytes) -> list[bytes]:
        """Return the keys of what of a kind was ever found under these bytes, in their own order."""
        found = self._rows.execute("SELECT own FROM trail WHERE kind = ? AND under = ?", (kind, bytes(under)))
        return [row[0] for row in found]

    def papers(self, certificate_id: bytes) -> Iterator[tuple[bytes, Position]]:
        """Return the digests of a certificate's documents, each with the event that named it, the oldest first."""
        asked = "SELECT own, place FROM trail WHERE kind = ? AND under = ? ORDER BY place"
        for digest, place in self._rows.execute(asked, (PAPER, bytes(certificate_id))).fetchall():
            yield digest, _read(place)


def _written(position: Position) -> bytes:
    return b"".join(part.to_bytes(_PLACE_BYTES, "big") for part in (position.block, position.transaction, position.log))


def _read(place: bytes) -> Position:
    return Position(*(int.from_bytes(place[at : at + _PLACE_BYTES], "big") for at in _PLACES))
