"""
Acts of successions for the walk: about as often right as wrong, and wrong in every way that the contract knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ledger.domain.acts.successions import (
    AnnounceExit,
    ConvertCertificate,
    LinkCertificates,
    SplitCertificate,
    SucceedCertificate,
    UnlinkCertificates,
    exit_sequence,
    parties_to_convert,
)
from ledger.domain.certificates import Certificate, Right
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, Instant, ParticipantNumber, ThingId
from ledger.domain.flags import SHARED
from ledger.domain.matrix import Operation
from ledger.domain.participants import Charge
from ledger.domain.periods import months_after
from ledger.domain.records import Record
from ledger.domain.successions import (
    EXIT_MONTHS,
    ExitNotice,
    Link,
    Links,
    Relation,
    Succession,
    SuccessionGround,
)
from tests.evm import World
from tests.invariant import dealing
from tests.invariant.dealing import document, file_on, named, print_of, protected
from tests.invariant.dice import Dice
from tests.invariant.filing import WAYS, file
from tests.invariant.signing import keeper
from tests.invariant.walk import Walk
from tests.parties import DAY, digest

REGISTRIES = (1, 2)
PERIOD = 202612


def succeed(walk: Walk, dice: Dice) -> None:
    certificate = dealing.some_certificate(walk, dice)
    if certificate is None:
        dealing.issue(walk, dice)
        return
    way = dice.bent("from", "self", "registry", "ground", "digest", "unknown", *WAYS)
    registry = keeper(walk, certificate.register)
    from_ = dice.pick(walk.numbers()) if way == "from" else dice.pick(certificate.holders)
    to = {"self": from_, "registry": ParticipantNumber(registry)}.get(way)
    to = to or dealing.able(walk, dice, walk.numbers())
    ground = SuccessionGround.NONE if way == "ground" else dice.pick(tuple(SuccessionGround)[1:])
    asked = SucceedCertificate(named(walk, dice, certificate, way), from_, to, ground, document(dice, way))
    file_on(walk, dice, asked, certificate, ([to], Operation.SUCCEED), way=way)


# PARTS AND CONVERSIONS


def split(walk: Walk, dice: Dice) -> None:
    """A part of the rights, or a part of the data."""
    certificate = _divisible(walk, dice)
    if certificate is None:
        dealing.issue(walk, dice)
        return
    way = dice.bent(
        "self", "register", "longer", "more rights", "nothing remains", "undivided", "number", "blank", "digest",
        "rest", "unknown", *WAYS,
    )  # fmt: skip
    asked = _split(walk, dice, certificate, way)
    parties = list(dict.fromkeys((int(certificate.holder), asked.record & 0xFFFFFFFF)))
    file_on(walk, dice, asked, certificate, (parties, Operation.SPLIT), way=way)


def _divisible(walk: Walk, dice: Dice) -> Certificate | None:
    """One whose sole holder may operate, mostly."""
    live = [found for found in walk.certificates() if found.state == 1 and walk.now < found.valid_to]
    able = [found for found in live if found.rights & Right.OPERATE and not found.flags & SHARED]
    return dice.pick(able[-5:]) if able and dice.chance(80) else dealing.some_certificate(walk, dice)


def _split(walk: Walk, dice: Dice, certificate: Certificate, way: str) -> SplitCertificate:
    others = [number for number in walk.numbers() if number not in (certificate.holder, *REGISTRIES)]
    to = certificate.holder if way == "self" else dealing.able(walk, dice, others)
    by_data = way == "undivided" or dice.chance(40)
    fingerprint = print_of(dice) if by_data else certificate.fingerprint
    rest = (fingerprint if way == "undivided" else print_of(dice)) if by_data else ZERO_DIGEST
    held = certificate.rights
    part = held if by_data else dice.pick([right for right in Right if right & held] or [held])
    record = _blank(walk, certificate.register, to, fingerprint, certificate)
    record = replace(record, **{"rights": int(part), **_bent_part(certificate, way)})
    remaining = ZERO_DIGEST if way == "rest" else document(dice)
    own, paper = named(walk, dice, certificate, way), document(dice, way)
    return SplitCertificate(own, record.word, fingerprint, paper, rest, remaining)


def _bent_part(certificate: Certificate, way: str) -> dict[str, int]:
    changes: dict[str, dict[str, int]] = {
        "register": {"regime": certificate.regime % 4 + 1},
        "longer": {"valid_to": certificate.valid_to + 1},
        "more rights": {"rights": int(certificate.rights) | 8},
        "nothing remains": {"rights": int(certificate.rights)},
        "number": {"serial": 0},
        "blank": {"sequence": 1},
    }
    return changes.get(way, {})


def convert(walk: Walk, dice: Dice) -> None:
    certificate = dealing.some_certificate(walk, dice)
    if certificate is None:
        dealing.issue(walk, dice)
        return
    way = dice.bent("regime", "holder", "more rights", "number", "digest", "end", "unknown", *WAYS)
    charges = [fact.register for fact in walk.facts.values() if isinstance(fact, Charge)]
    elsewhere = [register for register in charges if register & 0xFF != certificate.regime]
    register = certificate.register if way == "regime" else dice.pick(elsewhere)
    fingerprint = certificate.fingerprint if dice.chance(80) else print_of(dice)
    holder = dice.pick(walk.numbers()) if way == "holder" else certificate.holder
    record = _blank(walk, register, holder, fingerprint, certificate)
    rights = int(certificate.rights) | 8 if way == "more rights" else int(certificate.rights)
    record = replace(record, rights=rights, serial=0 if way == "number" else record.serial)
    ends = ZERO_DIGEST if way == "end" else document(dice)
    own, paper = named(walk, dice, certificate, way), document(dice, way)
    asked = ConvertCertificate(own, record.word, fingerprint, paper, ends)
    parties = parties_to_convert(walk.facts, certificate, protected(walk, certificate, Operation.CONVERT))
    file(walk, dice, asked, keeper(walk, register), parties, way=way if way in WAYS else "")


def _blank(walk: Walk, register: int, holder: int, fingerprint: Digest, certificate: Certificate) -> Record:
    """A word that may be issued, with the certificate's term and rights."""
    ordinal, serial = dealing.free(walk, register, holder, fingerprint, PERIOD)
    return Record(
        holder=holder,
        sequence=0,
        valid_from=certificate.valid_from,
        valid_to=certificate.valid_to,
        flags=0,
        rights=int(certificate.rights),
        state=0,
        ordinal=ordinal,
        serial=serial,
        period=PERIOD,
        regime=register & 0xFF,
        code=register >> 8,
    )


# LINKS


def link(walk: Walk, dice: Dice) -> None:
    certificate = dealing.some_certificate(walk, dice)
    if certificate is None:
        dealing.issue(walk, dice)
        return
    way = dice.bent("itself", "nobody", "relation", "again", "digest", "unknown", *WAYS)
    others = [found.id for found in walk.certificates() if found.id != certificate.id] or [certificate.id]
    other = dice.pick(others)
    other = {"itself": certificate.id, "nobody": CertificateId(digest("nothing"))}.get(way, other)
    wrong = (Relation.NONE, Relation.CONVERTS, Relation.SPLIT_FROM)
    relation = dice.pick(wrong) if way == "relation" else dice.pick(tuple(Relation)[1:4])
    known = [found for found in _links(walk) if found.certificate_id == certificate.id and not found.ended]
    if way == "again" and known:
        other, relation = known[0].other_id, known[0].relation
    asked = LinkCertificates(named(walk, dice, certificate, way), other, relation, document(dice, way))
    file_on(walk, dice, asked, certificate, ((), Operation.ATTEST), way=way)


def unlink(walk: Walk, dice: Dice) -> None:
    links = _links(walk)
    live = [found for found in links if not found.ended]
    if not links:
        link(walk, dice)
        return
    found = dice.pick(live) if live and dice.chance(85) else dice.pick(links)
    certificate = walk.facts[("certificate", found.certificate_id)]
    assert isinstance(certificate, Certificate)
    way = dice.bent("nobody", "other", "digest", *WAYS)
    link_id = {"nobody": ThingId(digest("nothing")), "other": dice.pick(links).id}.get(way, found.id)
    asked = UnlinkCertificates(certificate.id, link_id, document(dice, way))
    file_on(walk, dice, asked, certificate, ((), Operation.RESTRAIN), way=way)


def _links(walk: Walk) -> list[Link]:
    return [fact for fact in walk.facts.values() if isinstance(fact, Link)]


# REGISTERS


def announce_exit(walk: Walk, dice: Dice) -> None:
    charges = [fact for fact in walk.facts.values() if isinstance(fact, Charge)]
    charge = dice.pick(charges)
    way = dice.bent("soon", "nobody", "itself", "other", "digest", *WAYS)
    earliest = months_after(walk.now, EXIT_MONTHS)
    others = [number for number in REGISTRIES if number != charge.participant]
    successor = {
        "nobody": ParticipantNumber(len(walk.numbers()) + 1),
        "itself": charge.participant,
        "other": dice.pick(walk.numbers()),
    }.get(way, ParticipantNumber(dice.pick(others)))
    ends = earliest - 1 if way == "soon" else earliest + dice.pick((0, DAY))
    asked = AnnounceExit(charge.register, successor, Instant(ends), document(dice, way))
    sequence = exit_sequence(walk.facts, charge.register)
    hands = way if way in WAYS else ""
    file(walk, dice, asked, charge.participant, [successor], way=hands, sequence=sequence)


# COMPARING


def _read_link(world: World, fact: Link) -> Iterator[tuple[str, Any, Any]]:
    folded = (ZERO_DIGEST, 0, 0) if fact.ended else (fact.other_id, fact.sequence, int(fact.relation))
    yield "link", folded, tuple(world.view(world.successions, "linkOf", fact.id))


def _read_links(world: World, fact: Links) -> Iterator[tuple[str, Any, Any]]:
    yield "links", fact.ids, tuple(world.view(world.successions, "linksOn", fact.certificate_id))


def _read_succession(_: World, __: Succession) -> Iterator[tuple[str, Any, Any]]:
    """A succession stands in its event alone."""
    return iter(())


def _read_exit(world: World, fact: ExitNotice) -> Iterator[tuple[str, Any, Any]]:
    folded = (fact.successor, fact.effective_at, fact.sequence)
    yield "exit", folded, tuple(world.view(world.successions, "exitOf", fact.register))


def instants(_: Walk) -> list[int]:
    """Nothing of this noun begins or ends by time alone."""
    return []


WEIGHTS: Mapping[Callable[[Walk, Dice], None], int] = {
    succeed: 6,
    split: 8,
    convert: 6,
    link: 6,
    unlink: 4,
    announce_exit: 2,
}
COMPARED: Mapping[Any, Callable[[World, Any], Iterator[tuple[str, Any, Any]]]] = {
    Link: _read_link,
    Links: _read_links,
    Succession: _read_succession,
    ExitNotice: _read_exit,
}
