"""
What rests on a certificate at an instant: which freeze is in force and which wait, who may deal by whose leave, what is
due next.

Computed from facts and an instant, never stored (P1): a freeze lapses, a queue moves up and an objection lapses to the
second, without a transaction, so this is the answer also where no act has followed.  Every end is exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.burdens import (
    Burdens,
    ControlTerm,
    Note,
    OpenObjection,
    QueuedFreeze,
    SourceOutcome,
    Stage,
    control_in_force,
    ends,
    is_silent,
    open_objections,
)
from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId, ThingId
from ledger.domain.facts import thing_id
from ledger.domain.flags import Flag
from ledger.domain.freezes import Freeze
from ledger.domain.objections import Objection, SourceObjection

# TYPES


class Force(StrEnum):
    """How a restraint stands at an instant."""

    IN_FORCE = "in_force"  # 生效
    WAITING = "waiting"  # 轮候
    LAPSED = "lapsed"  # 期满失效
    LIFTED = "lifted"  # 已解除


class Step(StrEnum):
    """What an open objection waits for."""

    NOTICE = "notice"  # 登记机构通知登记人
    ANSWER = "answer"  # 登记人答复
    CONCLUSION = "conclusion"  # 登记机构结论
    SUIT = "suit"  # 异议人证明起诉或申请仲裁
    JUDGMENT = "judgment"  # 生效法律文书


_STEPS = {
    Stage.RAISED: Step.NOTICE,
    Stage.NOTIFIED: Step.ANSWER,
    Stage.AGREED: Step.CONCLUSION,
    Stage.CONTESTED: Step.CONCLUSION,
    Stage.REJECTED: Step.SUIT,
    Stage.ESCALATED: Step.JUDGMENT,
}


@dataclass(frozen=True, slots=True)
class FreezeStanding:
    """A freeze that has not ended, with its place in the queue from 1, its beginning and its end (unix seconds)."""

    id: ThingId
    freeze: QueuedFreeze
    place: int
    start: int
    end: int
    force: Force


@dataclass(frozen=True, slots=True)
class ObjectionStanding:
    """An open objection: what it waits for, by when that is due and when it lapses by itself; zero if never."""

    id: ThingId
    objection: OpenObjection
    step: Step
    due_at: int
    lapses_at: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class RestraintStanding:
    """All that rests on a certificate by order or objection at an instant."""

    freezes: tuple[FreezeStanding, ...]
    control: ControlTerm | None
    objections: tuple[ObjectionStanding, ...]
    source_objections: tuple[Note, ...]
    disputes: tuple[Note, ...]
    surrendered: bool

    @property
    def active_freeze(self) -> FreezeStanding | None:
        return self.freezes[0] if self.freezes else None

    @property
    def is_free(self) -> bool:
        """Whether nothing is in force that may stop an act."""
        return not (self.freezes or self.control or self.objections or self.surrendered)


# COMPUTING


def standing(certificate: Certificate, burdens: Burdens, instant: int) -> RestraintStanding:
    """Return what rests on a certificate at a unix second."""
    return RestraintStanding(
        freezes=freezes_at(burdens, instant),
        control=control_in_force(burdens, instant),
        objections=tuple(
            objection_at(burdens.certificate_id, objection, instant) for objection in open_objections(burdens, instant)
        ),
        source_objections=burdens.source_objections,
        disputes=burdens.disputes,
        surrendered=bool(certificate.flags & Flag.SURRENDERED),
    )


def freezes_at(burdens: Burdens, instant: int) -> tuple[FreezeStanding, ...]:
    """Return the freezes that have not ended, in their order; the first is in force, the others wait (轮候)."""
    left = [(freeze, start, end) for freeze, start, end in ends(burdens.freezes) if instant < end]
    return tuple(
        FreezeStanding(
            id=thing_id(burdens.certificate_id, freeze.sequence),
            freeze=freeze,
            place=place,
            start=start,
            end=end,
            force=Force.IN_FORCE if place == 1 else Force.WAITING,
        )
        for place, (freeze, start, end) in enumerate(left, 1)
    )


def freeze_force(freeze: Freeze, burdens: Burdens, instant: int) -> Force:
    """Return how a freeze stands at a unix second."""
    if freeze.lifted_at:
        return Force.LIFTED
    in_queue = (found.force for found in freezes_at(burdens, instant) if found.freeze.sequence == freeze.sequence)
    return next(in_queue, Force.LAPSED)


def stage_at(objection: Objection, instant: int) -> tuple[Stage, bool]:
    """Return the stage of an objection, and whether it has lapsed by itself at a unix second."""
    ended = objection.stage >= Stage.UPHELD
    return objection.stage, not ended and 0 < objection.lapses_at <= instant


def version_due(objection: SourceObjection, certificate: Certificate) -> bool:
    """Whether a deletion that a source obtained is not yet followed by a new version of the data."""
    return objection.outcome is SourceOutcome.DELETED and certificate.fingerprint == objection.fingerprint


def objection_at(certificate_id: CertificateId, objection: OpenObjection, instant: int) -> ObjectionStanding:
    """Return what an open objection waits for at a unix second."""
    silent = is_silent(objection, instant)
    due = objection.lapses_at if silent else objection.due_at
    return ObjectionStanding(
        id=thing_id(certificate_id, objection.sequence),
        objection=objection,
        step=Step.SUIT if silent else _STEPS[objection.stage],
        due_at=due,
        lapses_at=objection.lapses_at,
        overdue=objection.stage is Stage.RAISED and instant >= objection.due_at,
    )
