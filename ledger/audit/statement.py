"""
What one participant holds and held, all that rests on it and all that it booked, as the facts have it at an instant.

The moves are taken down along the replay: each certificate that came into the participant's hands or left them, in the
order in which the contract folds them into one head (`domain.holdings`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from ledger.audit.book import facts_of
from ledger.audit.evidence import CheckedBlock
from ledger.audit.judging import plain
from ledger.domain import events as e
from ledger.domain.attestations import Attestation
from ledger.domain.burdens import burdens_on
from ledger.domain.calendar import last_valid_day
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import Encumbrance, EncumbranceList, burden
from ledger.domain.equity import last_of, restraint_of
from ledger.domain.equity import standing as contribution_at
from ledger.domain.events import CertificateId, Digest, Entry, Instant, ParticipantNumber, Position
from ledger.domain.facts import Changes, Fact, FactKey, Facts, find, key_of
from ledger.domain.flags import SHARED
from ledger.domain.holdings import Holding, Move, Passing, fold_moves
from ledger.domain.kinds import BOOKED, AttestedKind
from ledger.domain.licences import live
from ledger.domain.licences import standing as licence_at
from ledger.domain.numbers import CertificateNumber
from ledger.domain.records import flags_of, holder_of
from ledger.domain.renewals import terms
from ledger.domain.restraint_standing import standing as restraints_at
from ledger.domain.standing import standing as standing_at
from ledger.domain.successions import Succession

BOOKINGS = BOOKED | {AttestedKind.DERECOGNITION}
"""What an entity has on its books, and that it has no more."""

Row = dict[str, Any]


class Moves:
    """Goes along with the replay: the moves of who has an identity (bytes32), and the profiles that it ever had."""

    def __init__(self, identity: bytes) -> None:
        self.number = ParticipantNumber(0)
        self.profiles: list[Digest] = []
        self.all: list[Move] = []
        self._identity = identity

    def hear(self, block: CheckedBlock) -> None:
        """Nothing is to be done after a block."""

    def follow(self, entry: Entry, changes: Changes) -> None:
        """Take down what an event gave the participant, or took from it."""
        event = entry.event
        if isinstance(event, e.ParticipantAdmitted) and event.identity == self._identity:
            self.number = event.participant
        if not self.number:
            return
        if isinstance(event, e.ParticipantAdmitted | e.ParticipantRenamed) and event.participant == self.number:
            self.profiles.append(event.profile_digest)
        if isinstance(event, e.CertificateIssued) and self._is_sole_holder(event.record):
            self._move(entry, event.certificate_id, entered=True)
        for passing in (fact for fact in changes.values() if isinstance(fact, Passing)):
            if passing.from_ == self.number:
                self._move(entry, passing.certificate_id, entered=False)
            if passing.to == self.number and passing.entered:
                self._move(entry, passing.certificate_id, entered=True)

    def _is_sole_holder(self, record: int) -> bool:
        return holder_of(record) == self.number and not flags_of(record) & SHARED

    def _move(self, entry: Entry, own: CertificateId, *, entered: bool) -> None:
        self.all.append(Move(own, entered, entry.position, Instant(entry.time)))

    @property
    def holding(self) -> Holding:
        """What the contract must have folded from just these moves."""
        held = sum(1 if move.entered else -1 for move in self.all)
        return Holding(self.number, fold_moves(self.all), len(self.all), held)

    @property
    def certificates(self) -> list[CertificateId]:
        """Every certificate that ever moved, in the order in which each first did."""
        return list(dict.fromkeys(move.certificate_id for move in self.all))


def to_prove(facts: Facts, moves: Moves) -> dict[FactKey, Fact]:
    """Return the facts of which the contracts keep words: the holding, each certificate and what rests on it."""
    found: dict[FactKey, Fact] = {key_of(moves.holding): moves.holding} if moves.all else {}
    for own in moves.certificates:
        certificate = find(facts, (Certificate.KIND, own), Certificate)
        assert certificate is not None, "what moved is a certificate"
        listed = find(facts, (EncumbranceList.KIND, own), EncumbranceList) or EncumbranceList(own, ())
        kept = [find(facts, (Encumbrance.KIND, item.id), Encumbrance) for item in listed.live]
        for fact in (certificate, burdens_on(facts, own), listed, *kept):
            if fact is not None:
                found[key_of(fact)] = fact
    return found


def statement(facts: Facts, moves: Moves, instant: int) -> dict[str, list[Row]]:
    """Return certificates, moves, bookings and successions of a participant at a unix second, as a letter has them."""
    attested = [fact for _, fact in facts_of(facts, (Attestation.KIND,)) if isinstance(fact, Attestation)]
    succeeded = [fact for _, fact in facts_of(facts, (Succession.KIND,)) if isinstance(fact, Succession)]
    own = moves.number
    return {
        "certificates": [_certificate(facts, each, own, instant) for each in moves.certificates],
        "moves": [_row(move) for move in moves.all],
        "bookings": [_booking(facts, each) for each in attested if each.kind in BOOKINGS and each.party == own],
        "successions": [_row(each) for each in succeeded if own in (each.from_, each.to)],
    }


def parties(rows: Mapping[str, list[Row]]) -> set[int]:
    """Return the numbers of all participants that rows name."""
    return set(_numbers(list(rows.values())))


_NAMING = {
    "holder",
    "creditor",
    "debtor",
    "organ",
    "objector",
    "by",
    "licensee",
    "contributor",
    "investee",
    "from",
    "to",
}


def _numbers(part: Any) -> Iterator[int]:
    if isinstance(part, dict):
        for name, each in part.items():
            if name in _NAMING and isinstance(each, int) and each:
                yield each
            else:
                yield from _numbers(each)
    elif isinstance(part, list):
        for each in part:
            yield from _numbers(each)


# ROWS


def _certificate(facts: Facts, own: CertificateId, participant: int, instant: int) -> Row:
    certificate = find(facts, (Certificate.KIND, own), Certificate)
    assert certificate is not None, "what moved is a certificate"
    now = standing_at(certificate, instant, renewal=terms(facts, certificate, instant))
    share = next((each for each in certificate.shares if each.holder == participant), None)
    return {
        "id": "0x" + own.hex(),
        "number": _named(certificate),
        "isHeld": participant in certificate.holders,
        "rights": plain(share.rights if share else certificate.rights),
        "share": int(share.share) if share else 10_000,
        "state": certificate.state.name,
        "inForce": now.in_force,
        "reason": now.reason.value,
        "validFrom": int(certificate.valid_from),
        "lastValidDay": last_valid_day(certificate.valid_to).isoformat(),
        "issued": str(certificate.issued),
        "sequence": certificate.sequence,
        "head": "0x" + certificate.head.hex(),
        "documentDigest": "0x" + certificate.document_digest.hex(),
        "encumbrances": list(_encumbrances(facts, own, instant)),
        "restraints": list(_restraints(facts, certificate, instant)),
        "licences": [{**_row(each), "standing": licence_at(each, instant).value} for each in live(facts, own, instant)],
        "contribution": _contribution(facts, own, instant),
    }


def _encumbrances(facts: Facts, own: CertificateId, instant: int) -> Iterator[Row]:
    for ranked in burden(facts, own, instant).ranked:
        marks = {"rank": ranked.rank, "isHold": ranked.is_hold, "isPerfected": ranked.is_perfected}
        more = {"isPastTerm": ranked.is_past_term, "isObjected": ranked.objection is not None}
        yield {**_row(ranked.encumbrance), **marks, **more}


def _restraints(facts: Facts, certificate: Certificate, instant: int) -> Iterator[Row]:
    found = restraints_at(certificate, burdens_on(facts, certificate.id), instant)
    for freeze in found.freezes:
        more = {"place": freeze.place, "start": freeze.start, "end": freeze.end, "force": freeze.force.value}
        yield {"kind": "freeze", **_row(freeze.freeze), **more}
    if found.control:
        yield {"kind": "control", **_row(found.control)}
    yield from ({"kind": "objection", **_row(each.objection)} for each in found.objections)
    yield from ({"kind": "sourceObjection", **_row(each)} for each in found.source_objections)
    yield from ({"kind": "dispute", **_row(each)} for each in found.disputes)
    if found.surrendered:
        yield {"kind": "surrender"}


def _contribution(facts: Facts, own: CertificateId, instant: int) -> Row | None:
    found = last_of(facts, own)
    if found is None:
        return None
    stands = contribution_at(found, instant).value
    return {**_row(found), "standing": stands, "restrains": restraint_of(found, instant).name}


def _booking(facts: Facts, attestation: Attestation) -> Row:
    certificate = find(facts, (Certificate.KIND, attestation.certificate_id), Certificate)
    assert certificate is not None, "what is booked is a certificate"
    return {**_row(attestation), "number": _named(certificate)}


def _named(certificate: Certificate) -> str:
    return CertificateNumber.from_packed(certificate.number).text


def _row(fact: Any) -> Row:
    """A fact, or a part of one, as a letter has it: digests that are zero, which stand for none, are left out."""
    found = {}
    for field in fields(fact):
        value = getattr(fact, field.name)
        if isinstance(value, Position):
            found[_camel(field.name)] = str(value)
        elif not (isinstance(value, bytes) and not any(value)):
            found[_camel(field.name)] = plain(int(value) if type(value) is not bool and _is_number(value) else value)
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not hasattr(value, "name")


def _camel(name: str) -> str:
    first, *others = name.rstrip("_").split("_")
    return first + "".join(each.capitalize() for each in others)
