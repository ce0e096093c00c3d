"""
Objections as their events made them: to a registration (登记异议), and of a source of the data (来源方异议).

Guideline 〔2026〕35 art. 29 and policy 6.  An objection to a registration lapses by itself if its objector does not
prove suit in time, which `burdens` computes (P1); a source's objection has exactly one outcome.

Rules of the fold:
 * Every act on objections to a registration first drops those that have lapsed.
 * What was closed or has lapsed never changes again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.domain.burdens import (
    OBJECTIONS_MAX,
    Ground,
    Note,
    OpenObjection,
    SourceOutcome,
    Stage,
    advanced_with,
    before_and_burdens,
    new_thing,
    reads_new,
    reads_old,
    tidied,
    without_note,
)
from ledger.domain.events import (
    ZERO_DIGEST,
    CertificateId,
    Digest,
    Entry,
    Instant,
    ParticipantNumber,
    Position,
    ThingId,
)
from ledger.domain.events.restraints import (
    ObjectionProceeded,
    ObjectionRaised,
    SourceObjectionRaised,
    SourceObjectionSettled,
)
from ledger.domain.facts import Fact, Facts, Fold, known, replace, require
from ledger.domain.flags import Flag


@dataclass(frozen=True, slots=True)
class Objection(Fact):
    """An objection to a registration (登记异议), at the stage to which acts brought it; it can lapse by itself."""

    KIND: ClassVar[str] = "objection"
    KEY: ClassVar[str] = "id"

    id: ThingId
    certificate_id: CertificateId
    sequence: int
    objector: ParticipantNumber
    ground: Ground
    stage: Stage
    due_at: Instant
    lapses_at: Instant
    document_digest: Digest
    raised: Position
    raised_at: Instant
    changed_at: Instant


@dataclass(frozen=True, slots=True)
class SourceObjection(Fact):
    """
    An objection of a source of the data (来源方异议); without an outcome it is open.

    `fingerprint` is the certificate's at the settlement, zero before: a deletion calls for another one.
    """

    KIND: ClassVar[str] = "source_objection"
    KEY: ClassVar[str] = "id"

    id: ThingId
    certificate_id: CertificateId
    sequence: int
    objector: ParticipantNumber
    outcome: SourceOutcome
    document_digest: Digest
    raised: Position
    raised_at: Instant
    settled_at: Instant
    fingerprint: Digest


# TO A REGISTRATION


def _raise_objection(facts: Facts, entry: Entry, event: ObjectionRaised) -> tuple[Fact, ...]:
    before, burdens = before_and_burdens(facts, entry, event.certificate_id)
    own = new_thing(facts, entry, "objection", event)
    burdens = tidied(burdens, entry.time)
    require(entry, "objections are bounded", True, len(burdens.objections) < OBJECTIONS_MAX)
    require(entry, "ground is known", True, event.ground in (Ground.OWNERSHIP, Ground.ERROR))
    objection = Objection(
        id=own,
        certificate_id=event.certificate_id,
        sequence=event.sequence,
        objector=event.objector,
        ground=Ground(event.ground),
        stage=Stage.RAISED,
        due_at=event.due_at,
        lapses_at=Instant(0),
        document_digest=event.document_digest,
        raised=entry.position,
        raised_at=Instant(entry.time),
        changed_at=Instant(entry.time),
    )
    kept = OpenObjection(event.sequence, event.objector, event.due_at, Instant(0), Stage.RAISED, Ground(event.ground))
    burdens = replace(burdens, objections=(*burdens.objections, kept))
    return (objection, *advanced_with(entry, event.sequence, before, burdens, Flag.OBJECTED))


def _proceed(facts: Facts, entry: Entry, event: ObjectionProceeded) -> tuple[Fact, ...]:
    before, burdens = before_and_burdens(facts, entry, event.certificate_id)
    burdens = tidied(burdens, entry.time)
    objection = known(facts, entry, ("objection", event.objection_id), Objection)
    require(entry, "stage is known", True, Stage.RAISED < event.stage <= Stage.DISMISSED)
    is_kept = any(one.sequence == objection.sequence for one in burdens.objections)
    require(entry, "objection is open", True, is_kept)
    stage = Stage(event.stage)
    changed = replace(
        objection,
        stage=stage,
        due_at=event.due_at,
        lapses_at=event.lapses_at,
        document_digest=event.document_digest,
        changed_at=Instant(entry.time),
    )
    objections = tuple(
        replace(one, stage=stage, due_at=event.due_at, lapses_at=event.lapses_at)
        if one.sequence == objection.sequence
        else one
        for one in burdens.objections
        if stage < Stage.UPHELD or one.sequence != objection.sequence
    )
    return (changed, *advanced_with(entry, event.sequence, before, replace(burdens, objections=objections)))


# OF A SOURCE


def _raise_source(facts: Facts, entry: Entry, event: SourceObjectionRaised) -> tuple[Fact, ...]:
    before, burdens = before_and_burdens(facts, entry, event.certificate_id)
    own = new_thing(facts, entry, "source_objection", event)
    require(entry, "source objections are bounded", True, len(burdens.source_objections) < OBJECTIONS_MAX)
    objection = SourceObjection(
        id=own,
        certificate_id=event.certificate_id,
        sequence=event.sequence,
        objector=event.objector,
        outcome=SourceOutcome.NONE,
        document_digest=event.document_digest,
        raised=entry.position,
        raised_at=Instant(entry.time),
        settled_at=Instant(0),
        fingerprint=ZERO_DIGEST,
    )
    notes = (*burdens.source_objections, Note(event.sequence, event.objector))
    burdens = replace(burdens, source_objections=notes)
    return (objection, *advanced_with(entry, event.sequence, before, burdens, Flag.SOURCE_OBJECTED))


def _settle_source(facts: Facts, entry: Entry, event: SourceObjectionSettled) -> tuple[Fact, ...]:
    before, burdens = before_and_burdens(facts, entry, event.certificate_id)
    objection = known(facts, entry, ("source_objection", event.objection_id), SourceObjection)
    require(entry, "source objection is open", SourceOutcome.NONE, objection.outcome)
    require(entry, "outcome is known", True, SourceOutcome.NONE < event.outcome <= SourceOutcome.ESCALATED)
    changed = replace(
        objection,
        outcome=SourceOutcome(event.outcome),
        document_digest=event.document_digest,
        settled_at=Instant(entry.time),
        fingerprint=before.fingerprint,
    )
    notes = without_note(burdens.source_objections, objection.sequence)
    return (changed, *advanced_with(entry, event.sequence, before, replace(burdens, source_objections=notes)))


FOLDS: Mapping[type[Any], Fold] = {
    ObjectionRaised: Fold(reads_new("objection"), _raise_objection),
    ObjectionProceeded: Fold(reads_old("objection", "objection_id"), _proceed),
    SourceObjectionRaised: Fold(reads_new("source_objection"), _raise_source),
    SourceObjectionSettled: Fold(reads_old("source_objection", "objection_id"), _settle_source),
}
