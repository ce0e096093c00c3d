"""
Holdings: which certificates came into each participant's hands and which left them, so that "nothing else" is provable.

The contract folds a participant's moves into one head, as it folds a certificate's events into another (P4).  Whoever
has a proof of that one slot and a list of moves knows whether the list is whole and in order; and each certificate's
own head says whether its pledges and freezes are.

Rules of the fold:
 * A certificate comes into the hands of its sole holder by its issue, and of each co-holder as its part is recorded.
 * A transfer takes it from one holder; the other gets it unless it has a part of it already.
 * What ends or expires leaves nobody's hands: it stays where it was, and its own state says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.domain import certificates
from ledger.domain.certificates import Certificate
from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateId,
    CertificateIssued,
    CertificateTransferred,
    Digest,
    Entry,
    Instant,
    ParticipantNumber,
    Position,
    ShareRecorded,
    ThingId,
)
from ledger.domain.facts import Fact, FactKey, Facts, Fold, find, known, require, require_new, thing_id
from ledger.domain.flags import SHARED
from ledger.domain.keccak import keccak
from ledger.domain.records import flags_of, holder_of

NOBODY = ParticipantNumber(0)
"""Who gave a part that was recorded with the certificate's issue."""

_ENTERED = (1).to_bytes(32, "big")
_LEFT = (2).to_bytes(32, "big")


@dataclass(frozen=True, slots=True)
class Holding(Fact):
    """
    What a participant holds, alone or with others, as the moves made it.

    `head` is the rolling hash over its `moves`; `held` counts the certificates in its hands, also those that ended.
    """

    KIND: ClassVar[str] = "holding"
    KEY: ClassVar[str] = "participant"

    participant: ParticipantNumber
    head: Digest
    moves: int
    held: int


@dataclass(frozen=True, slots=True)
class Passing(Fact):
    """
    What passed from one participant to another: by a transfer all that `from_` held, by a share a co-holder's part.

    `entered` says that the certificate came into the hands of `to` by it: that it had no part before.
    """

    KIND: ClassVar[str] = "passing"
    KEY: ClassVar[str] = "id"

    id: ThingId
    certificate_id: CertificateId
    from_: ParticipantNumber
    to: ParticipantNumber
    entered: bool
    passed: Position
    passed_at: Instant


@dataclass(frozen=True, slots=True)
class Move:
    """A certificate that came into a participant's hands, or left them."""

    certificate_id: CertificateId
    entered: bool
    position: Position
    at: Instant


# MOVES


def moved(head: bytes, certificate_id: bytes, *, entered: bool) -> Digest:
    """Return a participant's head (bytes32) after a move: keccak256 of the head, the id, and 1 for in or 2 for out."""
    return Digest(keccak(head + certificate_id + (_ENTERED if entered else _LEFT)))


def fold_moves(moves: Iterable[Move]) -> Digest:
    """
    Return the head (bytes32) that a participant has after exactly these moves in this order; zero after none.

    The list is whole if, and only if, it is what `Certificates.holdingOf` keeps.
    """
    head = ZERO_DIGEST
    for move in moves:
        head = moved(head, move.certificate_id, entered=move.entered)
    return head


def moves_of(participant: int, entries: Iterable[Entry]) -> tuple[Move, ...]:
    """
    Return a participant's moves, read from the entries of certificates in the ledger's order, from each one's issue on.

    Entries about other things are passed over.  That none is missing is not known here: `fold_moves` shows it.
    """
    hands: dict[CertificateId, set[int]] = defaultdict(set)
    found = []
    for entry in entries:
        for own, who, entered in _moves_in(entry, hands):
            if who == participant:
                found.append(Move(own, entered, entry.position, Instant(entry.time)))
    return tuple(found)


def _moves_in(entry: Entry, hands: dict[CertificateId, set[int]]) -> list[tuple[CertificateId, int, bool]]:
    """The moves of one entry: certificate, participant and whether it entered; `hands` are brought up to date."""
    event = entry.event
    match event:
        case CertificateIssued():
            if flags_of(event.record) & SHARED:
                return []
            holder = holder_of(event.record)
            hands[event.certificate_id].add(holder)
            return [(event.certificate_id, holder, True)]
        case ShareRecorded():
            hands[event.certificate_id].add(event.holder)
            return [(event.certificate_id, event.holder, True)]
        case CertificateTransferred():
            held = hands[event.certificate_id]
            entered = [] if event.to in held else [(event.certificate_id, int(event.to), True)]
            held.discard(event.from_)
            held.add(event.to)
            return [(event.certificate_id, event.from_, False), *entered]
    return []


# THE FOLD


def reads_of_issue(event: CertificateIssued) -> tuple[FactKey, ...]:
    """Return the key of the sole holder's holding; of a certificate that will be co-held there is no move yet."""
    return () if flags_of(event.record) & SHARED else (("holding", holder_of(event.record)),)


def enter_issued(facts: Facts, issued: Certificate) -> tuple[Holding, ...]:
    """Return the sole holder's holding with a certificate that was just issued; nothing if it will be co-held."""
    return () if issued.flags & SHARED else (_enter(facts, issued.holder, issued.id),)


def _enter(facts: Facts, participant: ParticipantNumber, own: CertificateId) -> Holding:
    before = find(facts, ("holding", participant), Holding) or Holding(participant, ZERO_DIGEST, 0, 0)
    return Holding(participant, moved(before.head, own, entered=True), before.moves + 1, before.held + 1)


def _leave(facts: Facts, entry: Entry, participant: ParticipantNumber, own: CertificateId) -> Holding:
    before = known(facts, entry, ("holding", participant), Holding)
    require(entry, "something is held", True, before.held > 0)
    return Holding(participant, moved(before.head, own, entered=False), before.moves + 1, before.held - 1)


def _reads_of_share(event: ShareRecorded) -> tuple[FactKey, ...]:
    return ("certificate", event.certificate_id), *_makes(event), ("holding", event.holder)


def _makes(event: ShareRecorded | CertificateTransferred) -> tuple[FactKey, ...]:
    return (("passing", thing_id(event.certificate_id, event.sequence)),)


def _record_share(facts: Facts, entry: Entry, event: ShareRecorded) -> tuple[Fact, ...]:
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    after = certificates.record_share(entry, event, before)
    passing = _passing(facts, entry, event, from_=NOBODY, to=event.holder, entered=True)
    return after, passing, _enter(facts, event.holder, after.id)


def _reads_of_transfer(event: CertificateTransferred) -> tuple[FactKey, ...]:
    return ("certificate", event.certificate_id), *_makes(event), ("holding", event.from_), ("holding", event.to)


def _transfer(facts: Facts, entry: Entry, event: CertificateTransferred) -> tuple[Fact, ...]:
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    after = certificates.transfer(entry, event, before)
    entered = event.to not in before.holders
    passing = _passing(facts, entry, event, from_=event.from_, to=event.to, entered=entered)
    arrived = (_enter(facts, event.to, after.id),) if entered else ()
    return after, passing, _leave(facts, entry, event.from_, after.id), *arrived


def _passing(
    facts: Facts,
    entry: Entry,
    event: ShareRecorded | CertificateTransferred,
    *,
    from_: ParticipantNumber,
    to: ParticipantNumber,
    entered: bool,
) -> Passing:
    own = thing_id(event.certificate_id, event.sequence)
    require_new(facts, entry, ("passing", own))
    return Passing(own, event.certificate_id, from_, to, entered, entry.position, Instant(entry.time))


FACTS: tuple[type[Fact], ...] = (Holding, Passing)

FOLDS: Mapping[type[Any], Fold] = {
    ShareRecorded: Fold(_reads_of_share, _record_share, _makes),
    CertificateTransferred: Fold(_reads_of_transfer, _transfer, _makes),
}
