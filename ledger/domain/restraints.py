"""
Restraints: what courts, supervisors, objectors and arbitration put on a certificate (domain rules §6).

Each thing is a fact of its own, which says who ordered it, by which document, and how an act ended it; `Burdens` keeps
what of them stands in force or waits.  `freezes` and `objections` have their own modules; controls, disputes and
returns are here.

Rules of the fold:
 * A thing's id follows from its certificate and the number of the event that made it.
 * Who ordered a thing ends it; one that has ended or lapsed never changes again.
 * Every event clears the flags of all lists in which nothing is in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.domain import freezes, objections
from ledger.domain.burdens import (
    OBJECTIONS_MAX,
    Burdens,
    ControlTerm,
    Note,
    advanced_with,
    before_and_burdens,
    consents,
    control_in_force,
    ended,
    new_thing,
    reads_new,
    reads_of,
    reads_old,
    without_note,
)
from ledger.domain.certificates import advance
from ledger.domain.events import CertificateId, Digest, Entry, Instant, ParticipantNumber, Position, ThingId
from ledger.domain.events.restraints import (
    CertificateRestored,
    CertificateSurrendered,
    ControlEntered,
    ControlLifted,
    DisputeEnded,
    DisputeNoted,
)
from ledger.domain.facts import Fact, Facts, Fold, known, replace, require
from ledger.domain.flags import Flag
from ledger.domain.freezes import Freeze
from ledger.domain.objections import Objection, SourceObjection

__all__ = [
    "FACTS",
    "FOLDS",
    "Control",
    "Dispute",
    "Freeze",
    "Objection",
    "SourceObjection",
    "Surrender",
    "consents",
]


@dataclass(frozen=True, slots=True)
class Control(Fact):
    """An administrative control (行政管控); `lifted_at` is zero unless it was lifted before its end."""

    KIND: ClassVar[str] = "control"
    KEY: ClassVar[str] = "id"

    id: ThingId
    certificate_id: CertificateId
    sequence: int
    by: ParticipantNumber
    until: Instant
    order_digest: Digest
    entered: Position
    entered_at: Instant
    lifted_at: Instant


@dataclass(frozen=True, slots=True)
class Dispute(Fact):
    """A dispute that an arbitration institution noted (仲裁备注); it is disclosed and stops nothing."""

    KIND: ClassVar[str] = "dispute"
    KEY: ClassVar[str] = "id"

    id: ThingId
    certificate_id: CertificateId
    sequence: int
    institution: ParticipantNumber
    document_digest: Digest
    noted: Position
    noted_at: Instant
    ended_at: Instant


@dataclass(frozen=True, slots=True)
class Surrender(Fact):
    """Whether a certificate was returned to its registry (交回), by the last act that said so."""

    KIND: ClassVar[str] = "surrender"
    KEY: ClassVar[str] = "certificate_id"

    certificate_id: CertificateId
    surrendered: bool
    document_digest: Digest
    changed_at: Instant


# CONTROLS


def _enter_control(facts: Facts, entry: Entry, event: ControlEntered) -> tuple[Fact, ...]:
    before, burdens = before_and_burdens(facts, entry, event.certificate_id)
    own = new_thing(facts, entry, "control", event)
    require(entry, "no control is in force", None, control_in_force(burdens, entry.time))
    require(entry, "control has not ended", True, entry.time < event.until)
    control = Control(
        id=own,
        certificate_id=event.certificate_id,
        sequence=event.sequence,
        by=event.by,
        until=event.until,
        order_digest=event.order_digest,
        entered=entry.position,
        entered_at=Instant(entry.time),
        lifted_at=Instant(0),
    )
    burdens = replace(burdens, controls=(ControlTerm(event.sequence, event.by, event.until),))
    return (control, *advanced_with(entry, event.sequence, before, burdens, Flag.CONTROLLED))


def _lift_control(facts: Facts, entry: Entry, event: ControlLifted) -> tuple[Fact, ...]:
    before, burdens = before_and_burdens(facts, entry, event.certificate_id)
    control = known(facts, entry, ("control", event.control_id), Control)
    in_force = control_in_force(burdens, entry.time)
    require(entry, "control is in force", control.sequence, in_force.sequence if in_force else 0)
    lifted = replace(control, lifted_at=Instant(entry.time), order_digest=event.order_digest)
    return (lifted, *advanced_with(entry, event.sequence, before, replace(burdens, controls=())))


# DISPUTES


def _note_dispute(facts: Facts, entry: Entry, event: DisputeNoted) -> tuple[Fact, ...]:
    before, burdens = before_and_burdens(facts, entry, event.certificate_id)
    own = new_thing(facts, entry, "dispute", event)
    require(entry, "disputes are bounded", True, len(burdens.disputes) < OBJECTIONS_MAX)
    dispute = Dispute(
        id=own,
        certificate_id=event.certificate_id,
        sequence=event.sequence,
        institution=event.institution,
        document_digest=event.document_digest,
        noted=entry.position,
        noted_at=Instant(entry.time),
        ended_at=Instant(0),
    )
    burdens = replace(burdens, disputes=(*burdens.disputes, Note(event.sequence, event.institution)))
    return (dispute, *advanced_with(entry, event.sequence, before, burdens, Flag.DISPUTED))


def _end_dispute(facts: Facts, entry: Entry, event: DisputeEnded) -> tuple[Fact, ...]:
    before, burdens = before_and_burdens(facts, entry, event.certificate_id)
    dispute = known(facts, entry, ("dispute", event.dispute_id), Dispute)
    require(entry, "dispute has not ended", 0, dispute.ended_at)
    closed = replace(dispute, ended_at=Instant(entry.time), document_digest=event.document_digest)
    burdens = replace(burdens, disputes=without_note(burdens.disputes, dispute.sequence))
    return (closed, *advanced_with(entry, event.sequence, before, burdens))


# RETURN


def _surrender(facts: Facts, entry: Entry, event: CertificateSurrendered | CertificateRestored) -> tuple[Fact, ...]:
    before, burdens = before_and_burdens(facts, entry, event.certificate_id)
    surrendered = isinstance(event, CertificateSurrendered)
    require(entry, "certificate is returned", not surrendered, bool(before.flags & Flag.SURRENDERED))
    clear = ended(burdens, before.flags, entry.time)
    after = advance(
        entry,
        event.sequence,
        before,
        set=Flag.SURRENDERED if surrendered else 0,
        clear=clear if surrendered else clear | Flag.SURRENDERED,
    )
    return after, Surrender(event.certificate_id, surrendered, event.document_digest, Instant(entry.time))


FACTS: tuple[type[Fact], ...] = (Burdens, Freeze, Control, Objection, SourceObjection, Dispute, Surrender)

FOLDS: Mapping[type[Any], Fold] = {
    **freezes.FOLDS,
    **objections.FOLDS,
    ControlEntered: Fold(reads_new("control"), _enter_control),
    ControlLifted: Fold(reads_old("control", "control_id"), _lift_control),
    DisputeNoted: Fold(reads_new("dispute"), _note_dispute),
    DisputeEnded: Fold(reads_old("dispute", "dispute_id"), _end_dispute),
    CertificateSurrendered: Fold(lambda event: reads_of(event.certificate_id), _surrender),
    CertificateRestored: Fold(lambda event: reads_of(event.certificate_id), _surrender),
}
