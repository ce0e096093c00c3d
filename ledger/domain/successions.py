"""
Successions: holders, certificates and registries that take another's place, and links between certificates.

A link discloses and stops nothing: the same data may lawfully be certified to several (guideline 〔2026〕35, art. 21).
It stands on one certificate and names another, which may be in any register.

Rules of the fold:
 * A succession follows a transfer of all that one holder had; a split follows an amendment of what remains.
 * A link that a split or a conversion made is never taken back; any other is, once.
 * Notice of a register is given by the registry that keeps it; the notices have numbers without a gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, ClassVar

from ledger.domain.certificates import Certificate, Right, advance
from ledger.domain.events import CertificateId, Digest, Entry, Instant, ParticipantNumber, Position, ThingId
from ledger.domain.events.successions import (
    CertificateLinked,
    CertificateSplit,
    CertificateSucceeded,
    CertificateUnlinked,
    ExitAnnounced,
)
from ledger.domain.facts import Fact, FactKey, Facts, Fold, find, known, replace, require, require_new, thing_id
from ledger.domain.flags import Flag
from ledger.domain.participants import Charge

LINKS_MAX = 32
"""Most links a certificate has at a time, as in the contract."""

EXIT_MONTHS = 6
"""Months of notice before a registry leaves (guideline 〔2026〕35, art. 13)."""


class SuccessionGround(IntEnum):
    """By what one holder takes the place of another; the numbers are the contract's."""

    NONE = 0
    MERGER = 1  # 合并
    DIVISION = 2  # 分立
    INHERITANCE = 3  # 继承、遗赠
    BANKRUPTCY = 4  # 破产清算
    OTHER = 5  # 依法承继的其他情形


class Relation(IntEnum):
    """How a certificate is related to another; the numbers are the contract's."""

    NONE = 0
    SAME_DATA = 1  # 同一数据
    DERIVED_FROM = 2  # 衍生自
    CONTINUES = 3  # 承接旧证
    CONVERTS = 4  # 衔接换证
    SPLIT_FROM = 5  # 分出自


BY_HAND = (Relation.SAME_DATA, Relation.DERIVED_FROM, Relation.CONTINUES)
"""The relations that a registry records and takes back; the others are made by a conversion or a split, for good."""


@dataclass(frozen=True, slots=True)
class Link(Fact):
    """A relation of a certificate to another.  `ended` says that it was taken back."""

    KIND: ClassVar[str] = "link"
    KEY: ClassVar[str] = "id"

    id: ThingId
    certificate_id: CertificateId
    other_id: CertificateId
    sequence: int
    relation: Relation
    document_digest: Digest
    linked: Position
    linked_at: Instant
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Links(Fact):
    """A certificate's links, in the contract's order: the last takes the place of one that is taken back."""

    KIND: ClassVar[str] = "links_on"
    KEY: ClassVar[str] = "certificate_id"

    certificate_id: CertificateId
    ids: tuple[ThingId, ...] = ()


@dataclass(frozen=True, slots=True)
class Succession(Fact):
    """A successor that took all that another held in a certificate."""

    KIND: ClassVar[str] = "succession"
    KEY: ClassVar[str] = "id"

    id: ThingId
    certificate_id: CertificateId
    from_: ParticipantNumber
    to: ParticipantNumber
    ground: SuccessionGround
    succeeded: Position
    succeeded_at: Instant


@dataclass(frozen=True, slots=True)
class ExitNotice(Fact):
    """The last notice that `keeper` will leave a register; `sequence` counts this register's notices."""

    KIND: ClassVar[str] = "exit"
    KEY: ClassVar[str] = "register"

    register: int
    keeper: ParticipantNumber
    successor: ParticipantNumber
    effective_at: Instant
    sequence: int
    announced_at: Instant
    document_digest: Digest


# STANDING


def links_on(facts: Facts, certificate_id: bytes) -> tuple[Link, ...]:
    """Return a certificate's links that were not taken back, in the contract's order."""
    kept = find(facts, ("links_on", certificate_id), Links)
    found = (find(facts, ("link", own), Link) for own in (kept.ids if kept else ()))
    return tuple(link for link in found if link is not None)


def exit_of(facts: Facts, register: int) -> ExitNotice | None:
    """Return the last notice that a register will be left."""
    return find(facts, ("exit", register), ExitNotice)


# THE FOLD


def _certificate(facts: Facts, entry: Entry, certificate_id: CertificateId) -> Certificate:
    return known(facts, entry, ("certificate", certificate_id), Certificate)


def _reads_of_succession(event: CertificateSucceeded) -> tuple[FactKey, ...]:
    return (("certificate", event.certificate_id),)


def _succeed(facts: Facts, entry: Entry, event: CertificateSucceeded) -> tuple[Fact, ...]:
    before = _certificate(facts, entry, event.certificate_id)
    require(entry, "ground is known", True, event.ground in set(SuccessionGround) - {SuccessionGround.NONE})
    require(entry, "the successor holds", True, event.to in before.holders)
    require(entry, "the predecessor holds", False, event.from_ in before.holders)
    return advance(entry, event.sequence, before), Succession(
        thing_id(event.certificate_id, event.sequence),
        event.certificate_id,
        event.from_,
        event.to,
        SuccessionGround(event.ground),
        entry.position,
        Instant(entry.time),
    )


def _reads_of_split(event: CertificateSplit) -> tuple[FactKey, ...]:
    return (("certificate", event.certificate_id),)


def _split(facts: Facts, entry: Entry, event: CertificateSplit) -> tuple[Fact, ...]:
    before = _certificate(facts, entry, event.certificate_id)
    require(entry, "the part has rights", True, 0 < event.rights <= sum(Right))
    require(entry, "the part is another", False, event.into_id == event.certificate_id)
    return (advance(entry, event.sequence, before),)


def _reads_of_link(event: CertificateLinked) -> tuple[FactKey, ...]:
    own = event.certificate_id
    return ("certificate", own), ("links_on", own), ("link", thing_id(own, event.sequence))


def _link(facts: Facts, entry: Entry, event: CertificateLinked) -> tuple[Fact, ...]:
    own = event.certificate_id
    before, link_id = _certificate(facts, entry, own), thing_id(own, event.sequence)
    require_new(facts, entry, ("link", link_id))
    require(entry, "relation is known", True, event.relation in set(Relation) - {Relation.NONE})
    require(entry, "linked with another", False, event.other_id == own)
    kept = find(facts, ("links_on", own), Links) or Links(own)
    require(entry, "links within the maximum", True, len(kept.ids) < LINKS_MAX)
    return (
        advance(entry, event.sequence, before, set=Flag.LINKED),
        Link(
            link_id,
            own,
            event.other_id,
            event.sequence,
            Relation(event.relation),
            event.document_digest,
            entry.position,
            Instant(entry.time),
        ),
        replace(kept, ids=(*kept.ids, link_id)),
    )


def _reads_of_unlink(event: CertificateUnlinked) -> tuple[FactKey, ...]:
    own = event.certificate_id
    return ("certificate", own), ("links_on", own), ("link", event.link_id)


def _unlink(facts: Facts, entry: Entry, event: CertificateUnlinked) -> tuple[Fact, ...]:
    own = event.certificate_id
    before = _certificate(facts, entry, own)
    link = known(facts, entry, ("link", event.link_id), Link)
    kept = known(facts, entry, ("links_on", own), Links)
    require(entry, "link is on the certificate", True, event.link_id in kept.ids)
    require(entry, "link is recorded by hand", True, link.relation in BY_HAND)
    ids = without(kept.ids, event.link_id)
    return (
        advance(entry, event.sequence, before, clear=0 if ids else Flag.LINKED),
        replace(link, ended=True),
        replace(kept, ids=ids),
    )


def without(ids: tuple[ThingId, ...], one: ThingId) -> tuple[ThingId, ...]:
    """Return a list without one item: the last takes its place, as in the contract."""
    *others, last = ids
    return tuple(last if other == one else other for other in others)


def _reads_of_exit(event: ExitAnnounced) -> tuple[FactKey, ...]:
    return ("register", event.register), ("exit", event.register)


def _announce(facts: Facts, entry: Entry, event: ExitAnnounced) -> tuple[Fact, ...]:
    charge = known(facts, entry, ("register", event.register), Charge)
    before = exit_of(facts, event.register)
    require(entry, "in charge", charge.participant, event.registry)
    require(entry, "sequence", (before.sequence if before else 0) + 1, event.sequence)
    require(entry, "effective in future", True, entry.time < event.effective_at)
    return (
        ExitNotice(
            event.register,
            event.registry,
            event.successor,
            event.effective_at,
            event.sequence,
            Instant(entry.time),
            event.document_digest,
        ),
    )


FACTS: tuple[type[Fact], ...] = (Link, Links, Succession, ExitNotice)

FOLDS: Mapping[type[Any], Fold] = {
    CertificateSucceeded: Fold(_reads_of_succession, _succeed),
    CertificateSplit: Fold(_reads_of_split, _split),
    CertificateLinked: Fold(_reads_of_link, _link),
    CertificateUnlinked: Fold(_reads_of_unlink, _unlink),
    ExitAnnounced: Fold(_reads_of_exit, _announce),
}
