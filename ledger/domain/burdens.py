"""
Burdens: what rests on one certificate by order or objection, and what of it is in force at an instant.

`Burdens` is one certificate's lists as the contract stores them (`Burden.sol`): what has ended by itself stays in them
until a later act drops it.  So nothing here asks whether a list is tidy: everything is computed at an instant (P1), to
the second, and every end is exclusive.

The freezes stand in one queue (轮候), in the order of service, then of entry.  Each begins when the one before it ends,
but not before its own `earliest`, and ends `term` seconds later; so the first that has not ended is in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any, ClassVar

from ledger.domain.certificates import Certificate, advance
from ledger.domain.events import CertificateId, Entry, Instant, ParticipantNumber, ThingId
from ledger.domain.facts import Fact, FactKey, Facts, find, known, replace, require_new, thing_id
from ledger.domain.flags import Flag
from ledger.domain.matrix import Effect, Operation, Restraint, effect
from ledger.domain.participants import Charge
from ledger.errors import ActRefused

FREEZES_MAX = 8
"""Most freezes of a certificate that have not ended, so that asking them all fits any act."""

OBJECTIONS_MAX = 4
"""Most open objections, source objections and disputes of a certificate, each."""

JUDICIAL = frozenset({Operation.JUDICIAL_TRANSFER, Operation.JUDICIAL_CANCEL})
"""What no freeze forbids: its organ is asked instead."""

# CODES


class BurdenKind(IntEnum):
    """The lists of a certificate; the numbers are the contract's."""

    FREEZE = 0  # 冻结，含轮候
    CONTROL = 1  # 行政管控，至多一项
    OBJECTION = 2  # 登记异议
    SOURCE_OBJECTION = 3  # 来源方异议
    DISPUTE = 4  # 仲裁备注


class Forbidden(IntFlag):
    """The operations that a freeze can forbid, each chosen separately: bit n is `Operation` n."""

    TRANSFER = 1 << Operation.TRANSFER
    LICENCE = 1 << Operation.LICENCE
    PLEDGE = 1 << Operation.PLEDGE
    ENFORCE = 1 << Operation.ENFORCE
    CONTRIBUTE = 1 << Operation.CONTRIBUTE
    AMEND = 1 << Operation.AMEND
    NARROW = 1 << Operation.NARROW
    CANCEL = 1 << Operation.CANCEL
    SPLIT = 1 << Operation.SPLIT
    CONVERT = 1 << Operation.CONVERT
    SURRENDER = 1 << Operation.SURRENDER
    EXECUTE = 1 << Operation.EXECUTE


FORBIDDABLE = sum(
    1 << operation
    for operation in tuple(Operation)[1:]
    if effect(operation, Restraint.FROZEN) is not Effect.ALLOW and operation not in JUDICIAL
)
"""All operations that a freeze can forbid: those that the matrix does not allow a frozen certificate."""


ALWAYS_FORBIDDEN = Forbidden.CANCEL | Forbidden.SPLIT | Forbidden.CONVERT | Forbidden.EXECUTE
"""
What every freeze forbids, whether its order names it or not.

It would end the certificate or carry it away from under the freeze, or execute a contribution that was only reserved.
"""


class Ground(IntEnum):
    """Why somebody objects to a registration (guideline 〔2026〕35, art. 29)."""

    NONE = 0
    OWNERSHIP = 1  # 权属争议
    ERROR = 2  # 登记错误


class Stage(IntEnum):
    """How far an objection to a registration is; the last four end it."""

    NONE = 0
    RAISED = 1  # 已受理，待通知登记人
    NOTIFIED = 2  # 已通知，待登记人答复
    AGREED = 3  # 登记人同意
    CONTESTED = 4  # 登记人不同意
    REJECTED = 5  # 登记机构不予采纳，待异议人起诉或申请仲裁
    ESCALATED = 6  # 已起诉或申请仲裁
    UPHELD = 7  # 登记机构采纳
    WITHDRAWN = 8  # 异议人撤回
    SUSTAINED = 9  # 生效法律文书支持
    DISMISSED = 10  # 生效法律文书驳回


class SourceOutcome(IntEnum):
    """What became of a source's objection (policy 6); each has exactly one."""

    NONE = 0
    DELETED = 1  # 删除，须另行变更数据版本
    COMPENSATED = 2  # 协商补偿
    REJECTED = 3  # 不成立
    ESCALATED = 4  # 转争议解决


# THE LISTS


@dataclass(frozen=True, slots=True)
class QueuedFreeze:
    """A freeze in the queue; `term` in seconds.  `earliest`: when it was served, or what was before it ended."""

    sequence: int
    organ: ParticipantNumber
    served_at: Instant
    term: int
    forbidden: Forbidden
    holder: ParticipantNumber
    earliest: Instant


@dataclass(frozen=True, slots=True)
class ControlTerm:
    sequence: int
    by: ParticipantNumber
    until: Instant


@dataclass(frozen=True, slots=True)
class OpenObjection:
    """`lapses_at` is zero where the objection does not lapse by itself."""

    sequence: int
    objector: ParticipantNumber
    due_at: Instant
    lapses_at: Instant
    stage: Stage
    ground: Ground


@dataclass(frozen=True, slots=True)
class Note:
    """A source's objection, or a dispute noted by arbitration."""

    sequence: int
    by: ParticipantNumber


@dataclass(frozen=True, slots=True)
class Burdens(Fact):
    """A certificate's lists as stored: what has ended by itself is dropped by a later act."""

    KIND: ClassVar[str] = "burdens"
    KEY: ClassVar[str] = "certificate_id"

    certificate_id: CertificateId
    freezes: tuple[QueuedFreeze, ...] = ()
    controls: tuple[ControlTerm, ...] = ()
    objections: tuple[OpenObjection, ...] = ()
    source_objections: tuple[Note, ...] = ()
    disputes: tuple[Note, ...] = ()


def burdens_on(facts: Facts, certificate_id: CertificateId) -> Burdens:
    """Return a certificate's lists; empty ones if nothing ever rested on it."""
    return find(facts, ("burdens", certificate_id), Burdens) or Burdens(certificate_id)


# WHAT IS IN FORCE


def ends(freezes: tuple[QueuedFreeze, ...]) -> Iterator[tuple[QueuedFreeze, int, int]]:
    """Give each freeze of a queue with its beginning and its end."""
    end = 0
    for freeze in freezes:
        start = max(freeze.earliest, end)
        end = start + freeze.term
        yield freeze, start, end


def active_freeze(burdens: Burdens, now: int) -> QueuedFreeze | None:
    """Return the freeze in force at a unix second: the first that has not ended."""
    return next((freeze for freeze, _, end in ends(burdens.freezes) if now < end), None)


def control_in_force(burdens: Burdens, now: int) -> ControlTerm | None:
    return next((control for control in burdens.controls if now < control.until), None)


def is_open(objection: OpenObjection, now: int) -> bool:
    return objection.lapses_at == 0 or now < objection.lapses_at


def open_objections(burdens: Burdens, now: int) -> tuple[OpenObjection, ...]:
    return tuple(objection for objection in burdens.objections if is_open(objection, now))


def is_silent(objection: OpenObjection, now: int) -> bool:
    """Whether the registrant was notified and has not answered in time."""
    return objection.stage is Stage.NOTIFIED and now >= objection.due_at


def ended(burdens: Burdens, flags: int, now: int) -> int:
    """Return those of these flags for which nothing is in force at a unix second."""
    in_force = {
        Flag.FROZEN: active_freeze(burdens, now),
        Flag.OBJECTED: open_objections(burdens, now),
        Flag.CONTROLLED: control_in_force(burdens, now),
        Flag.SOURCE_OBJECTED: burdens.source_objections,
        Flag.DISPUTED: burdens.disputes,
    }
    return sum(int(flag) for flag, found in in_force.items() if flags & flag and not found)


# DROPPING WHAT HAS ENDED


def settled(burdens: Burdens, now: int) -> Burdens:
    """Return the lists without the freezes that have ended, which stand before all others."""
    over = [end for _, _, end in ends(burdens.freezes) if now >= end]
    return without_freeze(burdens, 0, len(over), over[-1]) if over else burdens


def without_freeze(burdens: Burdens, place: int, many: int, end: int) -> Burdens:
    """
    Return the lists without `many` freezes from a place on, which ended at `end`.

    What then comes to stand first begins at that instant, and not before.
    """
    freezes = burdens.freezes[:place] + burdens.freezes[place + many :]
    if place == 0 and freezes and freezes[0].earliest < end:
        freezes = (replace(freezes[0], earliest=Instant(end)), *freezes[1:])
    return replace(burdens, freezes=freezes)


def without_note(notes: tuple[Note, ...], sequence: int) -> tuple[Note, ...]:
    return tuple(note for note in notes if note.sequence != sequence)


def queued(burdens: Burdens, freeze: QueuedFreeze) -> Burdens:
    """Return the lists with one more freeze, behind those that were served before it or with it."""
    place = sum(other.served_at <= freeze.served_at for other in burdens.freezes)
    return replace(burdens, freezes=(*burdens.freezes[:place], freeze, *burdens.freezes[place:]))


def tidied(burdens: Burdens, now: int) -> Burdens:
    """Return the lists without the objections that have lapsed."""
    return replace(burdens, objections=open_objections(burdens, now))


# WHAT STOPS AN ACT


def consents(facts: Facts, certificate: Certificate, operation: Operation, now: int) -> list[int]:
    """
    Return whose consent an operation needs at a unix second by what rests on a certificate, none twice.

    In the order: the freeze in force, the control, the objections, the sources' objections, the return.  Raises
    `ActRefused` OperationRestrained if something stops it; `by` is who may lift that.
    """
    found: list[int] = []
    for restraint, by, party in _resting(facts, certificate, operation, now):
        what = effect(operation, restraint)
        if what is Effect.REFUSE:
            raise ActRefused(
                "OperationRestrained",
                certificate_id=certificate.id,
                operation=int(operation),
                restraint=int(restraint),
                by=by,
            )
        if what is Effect.CONSENT and party not in found:
            found.append(party)
    return found


def _is_restrained(freeze: QueuedFreeze, operation: Operation) -> bool:
    """What the matrix refuses is stopped if this freeze or every freeze forbids it; its consents are always due."""
    forbidden = (freeze.forbidden | ALWAYS_FORBIDDEN) & 1 << operation
    return bool(forbidden) or effect(operation, Restraint.FROZEN) is not Effect.REFUSE


def _resting(
    facts: Facts, certificate: Certificate, operation: Operation, now: int
) -> Iterator[tuple[Restraint, int, int]]:
    """Give each restraint in force, who may lift it, and whom it protects."""
    burdens, flags = burdens_on(facts, certificate.id), certificate.flags
    freeze = active_freeze(burdens, now) if flags & Flag.FROZEN else None
    if freeze is not None and _is_restrained(freeze, operation):
        yield Restraint.FROZEN, freeze.organ, freeze.organ
    control = control_in_force(burdens, now) if flags & Flag.CONTROLLED else None
    if control is not None:
        yield Restraint.CONTROLLED, control.by, control.by
    charge = find(facts, ("register", certificate.register), Charge)
    registry = charge.participant if charge else 0
    if flags & Flag.OBJECTED:
        for objection in open_objections(burdens, now):
            yield Restraint.OBJECTED, registry, objection.objector
    if flags & Flag.SOURCE_OBJECTED:
        for note in burdens.source_objections:
            yield Restraint.SOURCE_OBJECTED, note.by, note.by
    if flags & Flag.SURRENDERED:
        yield Restraint.SURRENDERED, registry, registry


# WHAT ALL EVENTS SHARE


def before_and_burdens(facts: Facts, entry: Entry, own: CertificateId) -> tuple[Certificate, Burdens]:
    return known(facts, entry, ("certificate", own), Certificate), burdens_on(facts, own)


def new_thing(facts: Facts, entry: Entry, kind: str, event: Any) -> ThingId:
    """Return the id of what an event makes.  Raises `IllegalTransition` if there is such a thing."""
    own = thing_id(event.certificate_id, event.sequence)
    require_new(facts, entry, (kind, own))
    return own


def advanced_with(
    entry: Entry, sequence: int, before: Certificate, burdens: Burdens, flag: int = 0
) -> tuple[Fact, ...]:
    """Return the certificate advanced, those flags cleared whose lists have ended and one set; and the lists."""
    clear = ended(burdens, before.flags, entry.time)
    return advance(entry, sequence, before, set=flag, clear=clear), burdens


def reads_of(own: CertificateId, *more: FactKey) -> tuple[FactKey, ...]:
    return ("certificate", own), ("burdens", own), *more


def reads_new(kind: str) -> Callable[[Any], tuple[FactKey, ...]]:
    """Return what is looked up for an event that makes a thing of a kind."""
    return lambda event: reads_of(event.certificate_id, (kind, thing_id(event.certificate_id, event.sequence)))


def reads_old(kind: str, field: str) -> Callable[[Any], tuple[FactKey, ...]]:
    """Return what is looked up for an event that names a thing of a kind in a field."""
    return lambda event: reads_of(event.certificate_id, (kind, getattr(event, field)))
