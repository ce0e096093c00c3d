"""
Maker and checker at one desk, and how any one act is done there.

The checker's key is opened here beside the maker's because this desk stands in one house; each signs for itself, and
the contract refuses one key in both places.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ledger.chain.acts import Acts, Prepared
from ledger.chain.signer import Signer
from ledger.chain.writer import Receipt, Writer
from ledger.desk.book import Book
from ledger.desk.requests import Requests
from ledger.domain.applications import Institution
from ledger.domain.calendar import day_of
from ledger.domain.document import canonical
from ledger.domain.events import Digest, ParticipantNumber
from ledger.errors import ActRefused, Refused
from ledger.store.documents import Documents

APPROVAL_SECONDS = 6 * 3600
"""How long a signature under an act is good for, by the chain's clock: a working day's end, and a node's outage."""


@dataclass(frozen=True, slots=True)
class Done:
    """An act that is in a block, at a place in it; `digest` is that of the document it names."""

    transaction: bytes
    block: int
    digest: Digest
    gas_used: int
    block_hash: bytes
    place: int


class Moment(StrEnum):
    """What has become of an act: all have signed it, or the node has its transaction."""

    SIGNED = "signed"
    SENT = "sent"


Observe = Callable[[Moment, bytes], None]
"""Is told of each moment of an act on its way, once it is SENT with the transaction's hash."""


def unobserved(moment: Moment, transaction: bytes) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Desk:
    """A desk of the participant whose maker and checker these are."""

    acts: Acts
    writer: Writer
    book: Book
    documents: Documents
    requests: Requests
    maker: Signer
    checker: Signer

    def participant(self) -> ParticipantNumber:
        """Return for whom this desk acts.  Raises `NotFound` KeyUnknown if the maker's key was never enrolled."""
        return self.book.key(self.maker.key).participant

    def institution(self) -> Institution:
        """Return for whom this desk acts, as documents name it."""
        return self.book.institution(self.participant())

    def today(self) -> date:
        """Return the day by the chain's clock, by which the contracts judge terms."""
        return day_of(self.book.head().time)

    def deadline(self) -> int:
        """Return until when an approval given now is good."""
        return self.book.head().time + APPROVAL_SECONDS

    def keep(self, document: Mapping[str, Any]) -> Digest:
        """Store a document, before the act that names it."""
        return self.documents.put(canonical(document))

    def perform(
        self,
        request_key: str,
        plan: Callable[[], Mapping[str, Any]],
        prepare: Callable[[dict[str, Any]], Prepared],
        observe: Observe = unobserved,
    ) -> Done:
        """
        Do one act: plan it, or find its plan; then check, send and await it.

        `plan` stores the act's document and returns its `document` digest in hex and a `deadline`, with whatever
        `prepare` needs to make the same bytes again.  Raises `ActRefused` with the contract's own error, or what
        `prepare` refuses; then nothing was done and the plan is forgotten.
        """
        known = self.requests.plan(request_key, plan)
        try:
            act = prepare(known)
            observe(Moment.SIGNED, b"")
            if not self.writer.has(known["act"]):
                self.acts.check(act)
            sent = self.acts.send(act, known["act"])
            observe(Moment.SENT, sent.hash)
            receipt = self.writer.await_(sent)
        except Refused as error:
            if isinstance(error, ActRefused) or not self.writer.has(known["act"]):
                self.requests.forget(request_key)
            raise
        return done(receipt, bytes.fromhex(known["document"]))

    def perform_all(self, acts: Sequence[tuple[Prepared, str]]) -> list[Receipt | ActRefused]:
        """
        Do many acts, all on their way before the first is awaited; a refused one is its refusal in its place.

        Those that the contract would refuse now are not sent.
        """
        refused = {key: error for act, key in acts if (error := self._refusal(act, key))}
        wanted = [(act, key) for act, key in acts if key not in refused]
        sent = self.acts.send_many(wanted)
        outcomes = iter(self.writer.await_all(sent))
        return [refused[key] if key in refused else next(outcomes) for _, key in acts]

    def _refusal(self, act: Prepared, key: str) -> ActRefused | None:
        if self.writer.has(key):
            return None  # it was sent before, and would now be refused because it is done
        try:
            self.acts.check(act)
        except ActRefused as error:
            return error
        return None


def done(receipt: Receipt, digest: bytes) -> Done:
    """Return an act's receipt with the document that it names."""
    return Done(receipt.hash, receipt.block, Digest(digest), receipt.gas_used, receipt.block_hash, receipt.transaction)


def salt() -> str:
    """Return a fresh salt, so that a document's digest cannot be guessed from what is public (P9)."""
    return secrets.token_hex(32)
