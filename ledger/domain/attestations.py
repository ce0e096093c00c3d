"""
Attestations: what others attest of one version of a certificate, and how each event changes that.

Facts only.  Whether an attestation is stale, or its validity over, is computed (`attested`), never stored (P1).

Rules of the fold:
 * An attestation is of the data version that is present when it is made.
 * What it follows was live, and is superseded or ended as its kind says (`kinds`).
 * An entity has one live booking chain a certificate; what is regraded follows the regrading in force.
 * A claim is made once a participant; only one that is withdrawn before it is granted is given back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, ClassVar

from ledger.domain.certificates import Certificate, advance
from ledger.domain.events import CertificateId, Digest, Entry, Fen, Instant, ParticipantNumber, Position, ThingId
from ledger.domain.events.attestations import AttestationEnded, Attested, ClaimsCarried, EvaluatorAdmitted
from ledger.domain.events.base import ZERO_THING
from ledger.domain.facts import Fact, FactKey, Facts, Fold, find, known, replace, require, require_new, thing_id
from ledger.domain.flags import Flag
from ledger.domain.kinds import BOOKED, CLAIMS, REPORTS, SCHEMAS, AttestedKind, Trait

# TYPES


class Condition(IntEnum):
    """What has become of an attestation by acts; the numbers are the contract's."""

    NONE = 0
    LIVE = 1
    SUPERSEDED = 2  # another took its place
    ENDED = 3  # it has served, or closed something as it was made
    WITHDRAWN = 4  # it should not have been relied on


class EndReason(IntEnum):
    """Why an attestation ends; the numbers are the contract's."""

    NONE = 0
    FINISHED = 1  # 已届期或已完成
    WITHDRAWN = 2  # 撤回


@dataclass(frozen=True, slots=True)
class Statement:
    """The storage word of one attestation, apart: see contracts/Statement.sol.  Plain integers."""

    kind: int
    subtype: int
    condition: int
    by: int
    party: int
    version: int
    amount: int
    valid_to: int

    @property
    def word(self) -> int:
        return sum(getattr(self, name) << shift for name, shift, _ in STATEMENT_LAYOUT)


STATEMENT_LAYOUT = (
    ("kind", 0, 8),
    ("subtype", 8, 8),
    ("condition", 16, 8),
    ("by", 24, 32),
    ("party", 56, 32),
    ("version", 88, 32),
    ("amount", 120, 64),
    ("valid_to", 184, 40),
)
"""Name, lowest bit and width of each part of the storage word, from the lowest."""


def unpack_statement(word: int) -> Statement:
    """Take a storage word apart."""
    return Statement(**{name: word >> shift & (1 << width) - 1 for name, shift, width in STATEMENT_LAYOUT})


@dataclass(frozen=True, slots=True)
class Attestation(Fact):
    """
    One attestation as its events made it.

    `by` attested, `party` is the second participant (0 none), `version` the data version that it is of.  `amount` is
    in fen (0 none); `refers` is the attestation that it follows.  `closed_at` is when it ceased to be live, 0 while it
    is.
    """

    KIND: ClassVar[str] = "attestation"
    KEY: ClassVar[str] = "id"

    id: ThingId
    certificate_id: CertificateId
    sequence: int
    kind: AttestedKind
    subtype: int
    condition: Condition
    by: ParticipantNumber
    party: ParticipantNumber
    version: int
    amount: Fen
    base_date: Instant
    valid_to: Instant
    refers: ThingId
    linked_id: Digest
    document_digest: Digest
    attested: Position
    attested_at: Instant
    closed_at: Instant

    @property
    def statement(self) -> Statement:
        """What the contract keeps of it."""
        return Statement(**{name: int(getattr(self, name)) for name, _, _ in STATEMENT_LAYOUT})


@dataclass(frozen=True, slots=True)
class Bookers(Fact):
    """Who has a certificate on its books, in the order of booking."""

    KIND: ClassVar[str] = "bookers"
    KEY: ClassVar[str] = "certificate_id"

    certificate_id: CertificateId
    entities: tuple[ParticipantNumber, ...]


@dataclass(frozen=True, slots=True)
class Regrading(Fact):
    """The regrading in force; `attestation_id` is zero where there is none any more."""

    KIND: ClassVar[str] = "regrading"
    KEY: ClassVar[str] = "certificate_id"

    certificate_id: CertificateId
    attestation_id: ThingId


@dataclass(frozen=True, slots=True)
class Claims(Fact):
    """Which incentives a participant has claimed, or one that it succeeded: a bit a kind."""

    KIND: ClassVar[str] = "claims"
    KEY: ClassVar[str] = "participant"

    participant: ParticipantNumber
    kinds: int


@dataclass(frozen=True, slots=True)
class Evaluator(Fact):
    """Which reports an evaluator may make: a bit a kind."""

    KIND: ClassVar[str] = "evaluator"
    KEY: ClassVar[str] = "participant"

    participant: ParticipantNumber
    kinds: int


# LOOKING UP


def bookers_of(facts: Facts, own: CertificateId) -> tuple[ParticipantNumber, ...]:
    """Return who has the certificate on its books."""
    found = find(facts, ("bookers", own), Bookers)
    return found.entities if found else ()


def regrading_of(facts: Facts, own: CertificateId) -> ThingId:
    """Return the regrading in force, or zero."""
    found = find(facts, ("regrading", own), Regrading)
    return found.attestation_id if found else ZERO_THING


def claims_of(facts: Facts, participant: int) -> int:
    """Return which incentives a participant has claimed: a bit a kind."""
    found = find(facts, ("claims", participant), Claims)
    return found.kinds if found else 0


def grade_of(facts: Facts, own: CertificateId) -> int:
    """Return the grade that the regrading in force says; 0 where the certificate's document says it."""
    regrading = find(facts, ("attestation", regrading_of(facts, own)), Attestation)
    return regrading.subtype if regrading else 0


def report_of(facts: Facts, own: ThingId, certificate: Certificate, kind: int, instant: int) -> tuple[bool, Fen]:
    """Return whether an attestation is a report of `kind` that is in force at an instant, and its amount."""
    found = find(facts, ("attestation", own), Attestation)
    if found is None or found.certificate_id != certificate.id or found.kind != kind or kind not in REPORTS:
        return False, Fen(0)
    if found.condition is not Condition.LIVE or not is_current(certificate, found, instant):
        return False, Fen(0)
    return True, found.amount


def is_current(certificate: Certificate, attestation: Attestation, instant: int) -> bool:
    """Whether a report is of the present data version and within its validity."""
    return attestation.version == certificate.version and instant < attestation.valid_to


# THE FOLD


def _reads_of_attested(event: Attested) -> tuple[FactKey, ...]:
    said, own = unpack_statement(event.statement), event.certificate_id
    keys: list[FactKey] = [("certificate", own), ("attestation", thing_id(own, event.sequence))]
    if event.refers != ZERO_THING:
        keys.append(("attestation", event.refers))
    if said.kind in (AttestedKind.BOOKING, AttestedKind.DERECOGNITION):
        keys.append(("bookers", own))
    if said.kind == AttestedKind.REGRADE:
        keys.append(("regrading", own))
    if said.kind in CLAIMS:
        keys.append(("claims", said.party))
    return tuple(keys)


def _attest(facts: Facts, entry: Entry, event: Attested) -> tuple[Fact, ...]:
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    after = advance(entry, event.sequence, before, set=Flag.ATTESTED)
    own = thing_id(event.certificate_id, event.sequence)
    require_new(facts, entry, ("attestation", own))
    made = _made(entry, event, own)
    require(entry, "data version", before.version, made.version)
    return (after, made, *_settled(facts, entry, made), *_taken(facts, entry, made))


def _made(entry: Entry, event: Attested, own: ThingId) -> Attestation:
    said = unpack_statement(event.statement)
    require(entry, "kind is known", True, said.kind in SCHEMAS)
    kind = AttestedKind(said.kind)
    closes = SCHEMAS[kind].has(Trait.CLOSES)
    require(entry, "condition", Condition.ENDED if closes else Condition.LIVE, said.condition)
    return Attestation(
        id=own,
        certificate_id=event.certificate_id,
        sequence=event.sequence,
        kind=kind,
        subtype=said.subtype,
        condition=Condition(said.condition),
        by=ParticipantNumber(said.by),
        party=ParticipantNumber(said.party),
        version=said.version,
        amount=Fen(said.amount),
        base_date=event.base_date,
        valid_to=Instant(said.valid_to),
        refers=event.refers,
        linked_id=event.linked_id,
        document_digest=event.document_digest,
        attested=entry.position,
        attested_at=Instant(entry.time),
        closed_at=Instant(entry.time if closes else 0),
    )


def _settled(facts: Facts, entry: Entry, made: Attestation) -> tuple[Fact, ...]:
    """Return what becomes of the attestation that is followed."""
    if made.refers == ZERO_THING:
        return ()
    followed = _live(facts, entry, made.refers, made.certificate_id)
    schema = SCHEMAS[made.kind]
    require(entry, "kind may follow", True, followed.kind in schema.follows)
    to = Condition.ENDED if schema.has(Trait.ENDS) else Condition.LIVE
    if schema.has(Trait.SUPERSEDES) or followed.kind is made.kind:
        to = Condition.SUPERSEDED
    return () if to is Condition.LIVE else (replace(followed, condition=to, closed_at=Instant(entry.time)),)


def _taken(facts: Facts, entry: Entry, made: Attestation) -> tuple[Fact, ...]:
    """Return what single kinds change besides."""
    own = made.certificate_id
    if made.kind is AttestedKind.BOOKING:
        entities = bookers_of(facts, own)
        require(entry, "on the books once", False, made.party in entities)
        return (Bookers(own, (*entities, made.party)),)
    if made.kind is AttestedKind.DERECOGNITION:
        return (_struck(facts, entry, own, made.party),)
    if made.kind is AttestedKind.REGRADE:
        require(entry, "regrading in force", regrading_of(facts, own), made.refers)
        return (Regrading(own, made.id),)
    if made.kind in CLAIMS:
        claimed = claims_of(facts, made.party)
        require(entry, "claimed before", 0, claimed & 1 << made.kind)
        return (Claims(made.party, claimed | 1 << made.kind),)
    return ()


def _struck(facts: Facts, entry: Entry, own: CertificateId, entity: ParticipantNumber) -> Bookers:
    entities = bookers_of(facts, own)
    require(entry, "on the books", True, entity in entities)
    return Bookers(own, tuple(other for other in entities if other != entity))


def _live(facts: Facts, entry: Entry, own: ThingId, certificate_id: CertificateId) -> Attestation:
    found = known(facts, entry, ("attestation", own), Attestation)
    require(entry, "attestation's certificate", certificate_id, found.certificate_id)
    require(entry, "attestation's condition", Condition.LIVE, found.condition)
    return found


def _reads_of_end(event: AttestationEnded) -> tuple[FactKey, ...]:
    own = event.certificate_id
    return (
        ("certificate", own),
        ("attestation", event.attestation_id),
        ("bookers", own),
        ("claims", event.party),
    )


def _end(facts: Facts, entry: Entry, event: AttestationEnded) -> tuple[Fact, ...]:
    own = event.certificate_id
    before = known(facts, entry, ("certificate", own), Certificate)
    ended = _live(facts, entry, event.attestation_id, own)
    require(entry, "party", ended.party, event.party)
    require(entry, "reason", True, event.reason in (EndReason.FINISHED, EndReason.WITHDRAWN))
    withdrawn = event.reason == EndReason.WITHDRAWN
    to = Condition.WITHDRAWN if withdrawn else Condition.ENDED
    changed: list[Fact] = [advance(entry, event.sequence, before)]
    changed.append(replace(ended, condition=to, closed_at=Instant(entry.time)))
    if ended.kind in BOOKED:
        changed.append(_struck(facts, entry, own, ended.party))
    if ended.kind is AttestedKind.REGRADE:
        changed.append(Regrading(own, ZERO_THING))
    if withdrawn and ended.kind in CLAIMS:
        changed.append(Claims(ended.party, claims_of(facts, ended.party) & ~(1 << ended.kind)))
    return tuple(changed)


def _carry(facts: Facts, entry: Entry, event: ClaimsCarried) -> tuple[Fact, ...]:
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    # Claims are made on other certificates too, which one certificate's own history does not tell: the event says all.
    carried = claims_of(facts, event.from_) | claims_of(facts, event.to)
    require(entry, "claims carried", True, event.claims != 0)
    require(entry, "claims left out", 0, carried & ~event.claims)
    return advance(entry, event.sequence, before), Claims(event.to, event.claims)


def _admit(_: Facts, __: Entry, event: EvaluatorAdmitted) -> tuple[Fact, ...]:
    return (Evaluator(event.participant, event.kinds),)


def _reads_of_carry(event: ClaimsCarried) -> tuple[FactKey, ...]:
    return (("certificate", event.certificate_id), ("claims", event.from_), ("claims", event.to))


FACTS: tuple[type[Fact], ...] = (Attestation, Bookers, Regrading, Claims, Evaluator)

FOLDS: Mapping[type[Any], Fold] = {
    Attested: Fold(_reads_of_attested, _attest),
    AttestationEnded: Fold(_reads_of_end, _end),
    ClaimsCarried: Fold(_reads_of_carry, _carry),
    EvaluatorAdmitted: Fold(lambda _: (), _admit),
}
