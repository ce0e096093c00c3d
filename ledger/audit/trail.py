"""
What must be found again beside the facts to judge as of a block: which certificates and cases have had which data, what
was attested and objected of each, and by which events papers came and went.

Facts are found by their own keys only; the trail is the other way round, in the book.  It is kept whether
answers are judged or not, so that an audit which goes on from that book may judge some.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter

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
    """The trail of one book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def follow(self, entry: Entry, changes: Mapping[FactKey, Fact]) -> None:
        """Write down what one event adds."""
        leave = self._book.leave
        for fact in changes.values():
            field = _UNDER.get(type(fact))
            if field is not None:
                leave(fact.KIND, getattr(fact, field), getattr(fact, fact.KEY))
        digest, own = getattr(entry.event, "document_digest", None), getattr(entry.event, "certificate_id", None)
        if digest and own:
            leave(PAPER, own, digest, _written(entry.position))
            leave(USE, digest, own)

    def of(self, kind: str, under: bytes) -> list[bytes]:
        """Return the keys of what of a kind was ever found under these bytes, in their own order."""
        return [own for own, _ in self._book.traces(kind, under)]

    def papers(self, certificate_id: bytes) -> Iterator[tuple[bytes, Position]]:
        """Return the digests of a certificate's documents, each with the event that named it, the oldest first."""
        for digest, place in sorted(self._book.traces(PAPER, certificate_id), key=itemgetter(1)):
            yield digest, _read(place)


def _written(position: Position) -> bytes:
    return b"".join(part.to_bytes(_PLACE_BYTES, "big") for part in (position.block, position.transaction, position.log))


def _read(place: bytes) -> Position:
    return Position(*(int.from_bytes(place[at : at + _PLACE_BYTES], "big") for at in _PLACES))
