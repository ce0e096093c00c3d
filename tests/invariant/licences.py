"""
Acts on licences for the walk: about as often right as wrong, and wrong in every way that the contract knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ledger.domain import restraining
from ledger.domain.acts.licences import ChangeLicence, EndLicence, GrantLicence, parties_to_end
from ledger.domain.certificates import Certificate, Right, State
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, Instant, ThingId
from ledger.domain.licences import Licence, LicenceEnd, LicenceKind, Licences
from ledger.domain.matrix import Operation
from ledger.domain.participants import Duty
from ledger.errors import ActRefused
from tests.evm import World
from tests.invariant import dealing
from tests.invariant.dice import Dice
from tests.invariant.filing import WAYS, file
from tests.invariant.signing import keeper
from tests.invariant.walk import Walk
from tests.parties import DAY, digest


def grant_licence(walk: Walk, dice: Dice) -> None:
    certificate = _certificate(walk, dice)
    if certificate is None:
        dealing.issue(walk, dice)
        return
    way = dice.bent(
        "scope", "rights", "no rights", "kind", "holder", "early", "over", "backwards", "too long", "unknown", *WAYS
    )
    asked = _grant(walk, dice, certificate, way)
    parties = [*certificate.holders, asked.licensee] if asked.licensee not in certificate.holders else []
    _file(walk, dice, asked, certificate, (parties, Operation.LICENCE), way=way)


def change_licence(walk: Walk, dice: Dice) -> None:
    licence = _licence(walk, dice)
    if licence is None:
        grant_licence(walk, dice)
        return
    certificate = _of(walk, licence)
    way = dice.bent("nothing", "digest", "over", "too long", "unknown", "other", *WAYS)
    ends = {"nothing": licence.valid_to, "over": walk.now, "too long": certificate.valid_to + 1}.get(
        way, dice.pick((0, licence.valid_to, licence.valid_to + DAY, certificate.valid_to, walk.now + 1))
    )
    scope = ZERO_DIGEST if way == "nothing" else dice.pick((ZERO_DIGEST, _document(dice)))
    own, certificate_id = _named(walk, dice, licence, way)
    asked = ChangeLicence(certificate_id, own, Instant(ends), scope, _document(dice, way))
    parties = [*certificate.holders, licence.licensee]
    _file(walk, dice, asked, certificate, (parties, Operation.LICENCE), way=way)


def end_licence(walk: Walk, dice: Dice) -> None:
    licence = _licence(walk, dice)
    if licence is None:
        grant_licence(walk, dice)
        return
    certificate = _of(walk, licence)
    way = dice.bent("reason", "digest", "unknown", "other", *WAYS)
    reasons = (LicenceEnd.AGREEMENT, LicenceEnd.WAIVER, LicenceEnd.JUDGMENT)
    reason = LicenceEnd.NONE if way == "reason" else dice.pick(reasons)
    own, certificate_id = _named(walk, dice, licence, way)
    asked = EndLicence(certificate_id, own, reason, _document(dice, way))
    parties = parties_to_end(certificate, licence, reason)
    _file(walk, dice, asked, certificate, (parties, Operation.RELEASE), way=way)


# WHAT IS ASKED


def _grant(walk: Walk, dice: Dice, certificate: Certificate, way: str) -> GrantLicence:
    others = [number for number in walk.numbers() if number not in certificate.holders]
    able = [number for number in others if walk.keys_with(number, Duty.CONSENT)]
    begins = certificate.valid_from if dice.chance(50) else walk.now + dice.pick((0, DAY, 30 * DAY))
    usual = GrantLicence(
        certificate_id=certificate.id,
        licensee=dice.pick(able or others),
        rights=dice.pick([right for right in (*Right, certificate.rights) if right & certificate.rights == right]),
        kind=dice.pick((LicenceKind.ORDINARY,) * 5 + (LicenceKind.SOLE, LicenceKind.EXCLUSIVE)),
        valid_from=Instant(begins),
        valid_to=Instant(max(begins, walk.now) + dice.pick((1, 60, DAY, 30 * DAY))),
        resale=dice.chance(50),
        scope_digest=_document(dice),
    )
    changes: dict[str, dict[str, Any]] = {
        "scope": {"scope_digest": ZERO_DIGEST},
        "rights": {"rights": dice.pick((Right(~int(certificate.rights) & 7), Right(8)))},
        "no rights": {"rights": Right(0)},
        "kind": {"kind": LicenceKind.NONE},
        "holder": {"licensee": dice.pick(certificate.holders)},
        "early": {"valid_from": Instant(certificate.valid_from - 1)},
        "over": {"valid_from": certificate.valid_from, "valid_to": Instant(walk.now)},
        "backwards": {"valid_to": Instant(begins)},
        "too long": {"valid_to": Instant(certificate.valid_to + 1)},
        "unknown": {"certificate_id": CertificateId(digest("nothing"))},
    }
    return replace(usual, **changes.get(way, {}))


def _named(walk: Walk, dice: Dice, licence: Licence, way: str) -> tuple[ThingId, CertificateId]:
    """The licence and its certificate, or one of both not the other's, or nobody's."""
    if way == "unknown":
        return ThingId(digest("nothing")), licence.certificate_id
    if way == "other":
        return dice.pick(_licences(walk)).id, licence.certificate_id
    return licence.id, licence.certificate_id


def _file(
    walk: Walk,
    dice: Dice,
    asked: Any,
    certificate: Certificate,
    who: tuple[Sequence[int], Operation],
    *,
    way: str,
) -> None:
    parties, operation = who
    signers = [*parties, *(who for who in _consents(walk, certificate, operation) if who not in parties)]
    hands = way if way in WAYS else ""
    file(walk, dice, asked, keeper(walk, certificate.register), signers, way=hands)


def _consents(walk: Walk, certificate: Certificate, operation: Operation) -> list[int]:
    """Whose consent the restraints need; nobody's where they stop the act anyway."""
    try:
        return restraining.consents(walk.facts, certificate, operation, walk.now)
    except ActRefused:
        return []


def _certificate(walk: Walk, dice: Dice) -> Certificate | None:
    """One of a few that live and whose holders can sign, mostly; none if there is too little to choose from."""
    every = walk.certificates()
    live = [found for found in every if found.state is State.ACTIVE and walk.now < found.valid_to]
    able = [found for found in live if all(walk.keys_with(who, Duty.CONSENT) for who in found.holders)]
    useful = [found for found in able if found.rights & Right.OPERATE]
    if not useful and dice.chance(80):
        return None
    chosen = dice.pick((useful[-3:], useful[-3:], useful[-3:], useful, able, every)) or every
    return dice.pick(chosen) if chosen else None


def _licences(walk: Walk) -> list[Licence]:
    return [fact for fact in walk.facts.values() if isinstance(fact, Licence)]


def _licence(walk: Walk, dice: Dice) -> Licence | None:
    """One that lives, mostly; one that is over, sometimes."""
    every = _licences(walk)
    live = [found for found in every if not found.ended_at and walk.now < found.valid_to]
    chosen = dice.pick((live, live, live, live, every)) or every
    return dice.pick(chosen) if chosen else None


def _of(walk: Walk, licence: Licence) -> Certificate:
    found = walk.facts[("certificate", licence.certificate_id)]
    assert isinstance(found, Certificate)
    return found


def _document(dice: Dice, way: str = "") -> Digest:
    return ZERO_DIGEST if way == "digest" else Digest(digest(f"licence {dice.number(0, 10**9)}"))


# COMPARING


def _read_licence(world: World, fact: Licence) -> Iterator[tuple[str, Any, Any]]:
    folded = (
        fact.sequence,
        fact.licensee,
        int(fact.rights),
        int(fact.kind),
        fact.valid_from,
        fact.valid_to,
        fact.resale,
        fact.ended_at,
    )
    yield "licence", folded, tuple(world.view(world.licences, "licenceOf", fact.id))


def _read_kept(world: World, fact: Licences) -> Iterator[tuple[str, Any, Any]]:
    stored = tuple(world.view(world.licences, "licencesOn", fact.certificate_id))
    yield "licences", tuple(one.id for one in fact.kept), stored


def instants(walk: Walk) -> list[int]:
    """When licences begin and lapse."""
    return [
        instant for found in _licences(walk) if not found.ended_at for instant in (found.valid_from, found.valid_to)
    ]


WEIGHTS: Mapping[Callable[[Walk, Dice], None], int] = {grant_licence: 10, change_licence: 6, end_licence: 5}
COMPARED: Mapping[Any, Callable[[World, Any], Iterator[tuple[str, Any, Any]]]] = {
    Licence: _read_licence,
    Licences: _read_kept,
}
