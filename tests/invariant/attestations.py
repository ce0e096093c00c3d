"""
Acts of attesting for the walk: any kind of the table, about as often right as wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ledger.domain.acts.attestations import AdmitEvaluator, Attest, CarryClaims, EndAttestation, parties_to_attest
from ledger.domain.attestations import (
    Attestation,
    Bookers,
    Claims,
    Condition,
    EndReason,
    Evaluator,
    Regrading,
    bookers_of,
    claims_of,
    regrading_of,
)
from ledger.domain.certificates import Certificate, State
from ledger.domain.events import CertificateId, Digest, Fen, Instant, ParticipantNumber, ThingId
from ledger.domain.events.base import ZERO_DIGEST, ZERO_THING
from ledger.domain.kinds import BOOKED, CLAIMS, SCHEMAS, AttestedKind, Need, Schema, Trait
from ledger.domain.parameters import Parameter
from ledger.domain.participants import Duty, Participant, Role
from tests.evm import World
from tests.invariant.dice import Dice
from tests.invariant.filing import WAYS, file
from tests.invariant.rules import vote
from tests.invariant.signing import keeper
from tests.invariant.walk import Walk
from tests.parties import DAY, digest

_AMOUNTS = (100_000, 100_000_000, 100_000_001, 250_000_000, 10**15)
_BENT = (
    "kind", "subtype", "amount", "small", "base_date", "future", "valid_to", "long", "past", "party", "stranger",
    "refers", "unfit", "linked_id", "document", "unknown", "other", *WAYS,
)  # fmt: skip


def attest(walk: Walk, dice: Dice) -> None:
    """Any kind, mostly one that can follow what there is."""
    certificate = _certificate(walk, dice)
    if certificate is None:
        return
    kind = _kind(walk, dice, certificate)
    way = dice.bent(*_BENT)
    by = _attester(walk, dice, certificate, SCHEMAS[kind])
    if SCHEMAS[kind].has(Trait.ADMITTED) and not _admitted(walk, by) and dice.chance(80):
        vote(walk, dice, AdmitEvaluator(ParticipantNumber(by), 0b11110))
    right = _asked(walk, dice, certificate, kind)
    if way == "other":
        by = dice.pick(walk.numbers())
    officio = SCHEMAS[kind].has(Trait.OFFICIO) and bool(walk.participant(by).roles & Role.SUPERVISOR)
    asked = _bent(walk, dice, right, way)
    parties = parties_to_attest(certificate, right, officio=officio)
    hands = way if way in WAYS else ""
    file(walk, dice, asked, by, parties, way=hands, second=SCHEMAS[kind].has(Trait.SECOND))
    hold(walk)


def end(walk: Walk, dice: Dice) -> None:
    """By the one that attested, mostly."""
    found = [each for each in _all(walk) if each.condition is Condition.LIVE or dice.chance(10)]
    if not found:
        attest(walk, dice)
        return
    ended = dice.pick(found)
    way = dice.bent("reason", "document", "unknown", "other", *WAYS)
    asked = EndAttestation(
        ended.certificate_id,
        ThingId(digest("nothing")) if way == "unknown" else ended.id,
        EndReason.NONE if way == "reason" else dice.pick((EndReason.FINISHED, EndReason.WITHDRAWN)),
        _document(dice, way),
    )
    by = dice.pick(walk.numbers()) if way == "other" else ended.by
    file(walk, dice, asked, by, way=way if way in WAYS else "")
    hold(walk)


def carry_claims(walk: Walk, dice: Dice) -> None:
    """From one that has claimed something to a holder, mostly."""
    certificate = _certificate(walk, dice)
    if certificate is None:
        return
    claimants = [each.participant for each in walk.facts.values() if isinstance(each, Claims) and each.kinds]
    way = dice.bent("from", "to", "document", *WAYS)
    asked = CarryClaims(
        certificate.id,
        dice.pick(walk.numbers() if way == "from" or not claimants else claimants),
        dice.pick(walk.numbers() if way == "to" else certificate.holders),
        _document(dice, way),
    )
    file(walk, dice, asked, keeper(walk, certificate.register), way=way if way in WAYS else "")


def admit_evaluator(walk: Walk, dice: Dice) -> None:
    """All reports or some; or what is no report, or nobody."""
    way = dice.bent("kinds", "nobody")
    evaluators = [each.number for each in _participants(walk) if each.roles & Role.EVALUATOR]
    number = dice.pick(evaluators or walk.numbers())
    participant = ParticipantNumber(len(walk.numbers()) + 1) if way == "nobody" else number
    kinds = dice.pick((1, 1 << 5, 1 << 31)) if way == "kinds" else dice.pick((0b11110, 0b11110, 0b10000, 0))
    vote(walk, dice, AdmitEvaluator(participant, kinds))


# WHAT MUST ALWAYS HOLD


def hold(walk: Walk) -> None:
    """Hold what the facts promise: one live chain an entity, one regrading, one claim of each kind a participant."""
    ends: dict[CertificateId, list[int]] = {}
    regrades: dict[CertificateId, list[ThingId]] = {}
    claims: Counter[tuple[int, AttestedKind]] = Counter()
    for each in _all(walk):
        live = each.condition is Condition.LIVE
        if live and each.kind in BOOKED:
            ends.setdefault(each.certificate_id, []).append(each.party)
        if live and each.kind is AttestedKind.REGRADE:
            regrades.setdefault(each.certificate_id, []).append(each.id)
        if each.kind in CLAIMS and each.condition is not Condition.WITHDRAWN:
            claims[each.party, each.kind] += 1
            assert claims_of(walk.facts, each.party) & 1 << each.kind
    for own, entities in ends.items():
        assert sorted(entities) == sorted(bookers_of(walk.facts, own))
        assert len(set(entities)) == len(entities)
    assert all(found == [regrading_of(walk.facts, own)] for own, found in regrades.items())
    assert all(count == 1 for count in claims.values())


# WHAT IS ASKED


def _asked(walk: Walk, dice: Dice, certificate: Certificate, kind: AttestedKind) -> Attest:
    """Return what may be attested, as far as there is something to follow."""
    schema = SCHEMAS[kind]
    followed = _followed(walk, dice, certificate, kind)
    base = max(1, walk.now - dice.pick((0, 1, DAY, 30 * DAY)))
    return Attest(
        certificate_id=certificate.id,
        kind=kind,
        subtype=dice.number(1, schema.subtypes_count) if schema.subtypes_count else 0,
        party=ParticipantNumber(_party(walk, dice, (certificate, schema), followed)),
        amount=Fen(_amount(dice, kind, followed) if _wanted(dice, schema, "amount") else 0),
        base_date=Instant(base if _wanted(dice, schema, "base_date") else 0),
        valid_to=Instant(_valid_to(dice, certificate, schema, walk.now) if _wanted(dice, schema, "valid_to") else 0),
        refers=followed.id if followed else ZERO_THING,
        linked_id=_linked(walk, dice, certificate, kind) if _wanted(dice, schema, "linked_id") else ZERO_DIGEST,
        document_digest=_document(dice, ""),
    )


def _wanted(dice: Dice, schema: Schema, member: str) -> bool:
    need = schema.need(member)
    return need is Need.REQUIRED or (need is Need.OPTIONAL and dice.chance(50))


def _followed(walk: Walk, dice: Dice, certificate: Certificate, kind: AttestedKind) -> Attestation | None:
    schema = SCHEMAS[kind]
    live = _live(walk, certificate)
    if kind is AttestedKind.REGRADE:
        return next((each for each in live if each.id == regrading_of(walk.facts, certificate.id)), None)
    fitting = [each for each in live if each.kind in schema.follows]
    return dice.pick(fitting) if fitting and _wanted(dice, schema, "refers") else None


def _party(walk: Walk, dice: Dice, of: tuple[Certificate, Schema], followed: Attestation | None) -> int:
    certificate, schema = of
    if not _wanted(dice, schema, "party"):
        return 0
    if schema.has(Trait.SAME_PARTY) and followed:
        return followed.party
    outside = [who for who in walk.numbers() if who not in certificate.holders]
    able = [who for who in outside if walk.keys_with(who, Duty.CONSENT)]
    return dice.pick((able or outside) if schema.has(Trait.PARTY_OUTSIDE) else certificate.holders)


def _amount(dice: Dice, kind: AttestedKind, followed: Attestation | None) -> int:
    if kind in (AttestedKind.IMPAIRMENT, AttestedKind.CLAW_BACK) and followed and dice.chance(80):
        lower = kind is AttestedKind.IMPAIRMENT
        return max(100_000, followed.amount - lower - dice.pick((0, 1, 100_000)))
    return dice.pick(_AMOUNTS)


def _valid_to(dice: Dice, certificate: Certificate, schema: Schema, now: int) -> int:
    if schema.period is Parameter.NONE:
        return dice.pick((certificate.valid_to, min(certificate.valid_to, now + 30 * DAY)))
    return now + dice.pick((1, DAY, 30 * DAY))


def _linked(walk: Walk, dice: Dice, certificate: Certificate, kind: AttestedKind) -> Digest:
    if kind is not AttestedKind.LINK:
        return certificate.fingerprint
    others = [each.id for each in walk.certificates() if each.id != certificate.id]
    return Digest(dice.pick(others)) if others else Digest(digest("nothing"))


def _bent(walk: Walk, dice: Dice, right: Attest, way: str) -> Attest:
    """Return what is asked with one thing wrong, or at the edge of wrong."""
    now = walk.now
    wrong: Mapping[str, Any] = {
        "kind": {"kind": dice.pick((0, 31, 255))},
        "subtype": {"subtype": dice.pick((0, 1, 8))},
        "amount": {"amount": 0 if right.amount else 200_000},
        "small": {"amount": dice.pick((1, 99_999, 10**15 + 1))},
        "base_date": {"base_date": 0 if right.base_date else now},
        "future": {"base_date": now + dice.number(0, 1)},
        "valid_to": {"valid_to": 0 if right.valid_to else now + DAY},
        "long": {"valid_to": now + 2000 * DAY},
        "past": {"valid_to": now},
        "party": {"party": dice.pick(walk.numbers())},
        "stranger": {"party": len(walk.numbers()) + 1},
        "refers": {"refers": ZERO_THING if right.refers != ZERO_THING else digest("nothing")},
        "unfit": {"refers": dice.pick([each.id for each in _all(walk)] or [digest("nothing")])},
        "linked_id": {"linked_id": ZERO_DIGEST if right.linked_id != ZERO_DIGEST else digest("nothing")},
        "document": {"document_digest": ZERO_DIGEST},
        "unknown": {"certificate_id": CertificateId(digest("nothing"))},
    }
    return replace(right, **wrong.get(way, {}))


def _document(dice: Dice, way: str) -> Digest:
    return ZERO_DIGEST if way == "document" else Digest(digest(f"act {dice.number(0, 10**9)}"))


# CHOOSING


def _certificate(walk: Walk, dice: Dice) -> Certificate | None:
    """One that lives and whose holders can sign, mostly; one of a few, so that much comes together on it."""
    every = walk.certificates()
    live = [each for each in every if each.state is State.ACTIVE and walk.now < each.valid_to]
    able = [each for each in live if all(walk.keys_with(who, Duty.CONSENT) for who in each.holders)]
    if not every:
        return None
    return dice.pick((able[:3] if dice.chance(70) else able or every) or every) if dice.chance(90) else dice.pick(every)


def _kind(walk: Walk, dice: Dice, certificate: Certificate) -> AttestedKind:
    """One that needs nothing to follow, or that can follow what there is; any, sometimes."""
    kinds = {each.kind for each in _live(walk, certificate)}
    possible = [
        kind
        for kind, schema in SCHEMAS.items()
        if schema.need("refers") is not Need.REQUIRED or kinds & set(schema.follows)
    ]
    following = [kind for kind in possible if SCHEMAS[kind].need("refers") is Need.REQUIRED]
    if following and dice.chance(50):
        return dice.pick(following)
    return dice.pick(possible if dice.chance(90) else list(SCHEMAS))


def _attester(walk: Walk, dice: Dice, certificate: Certificate, schema: Schema) -> int:
    registry = keeper(walk, certificate.register)
    fitting = [each.number for each in _participants(walk) if each.roles & schema.roles & ~Role.REGISTRY]
    if schema.roles & Role.REGISTRY and registry and (not fitting or dice.chance(60)):
        return registry
    return dice.pick(fitting or walk.numbers())


def _admitted(walk: Walk, number: int) -> bool:
    found = walk.facts.get(("evaluator", number))
    return isinstance(found, Evaluator) and found.kinds != 0


def _participants(walk: Walk) -> list[Participant]:
    return [each for each in walk.facts.values() if isinstance(each, Participant)]


def _all(walk: Walk) -> list[Attestation]:
    return [each for each in walk.facts.values() if isinstance(each, Attestation)]


def _live(walk: Walk, certificate: Certificate) -> Sequence[Attestation]:
    own = [each for each in _all(walk) if each.certificate_id == certificate.id]
    return [each for each in own if each.condition is Condition.LIVE]


# WHAT THE CONTRACT HAS STORED


def _statement(world: World, fact: Attestation) -> Iterator[tuple[str, Any, Any]]:
    stored = world.view(world.attestations, "statementOf", fact.certificate_id, fact.id)
    yield "statement", fact.statement.word, stored


def _bookers(world: World, fact: Bookers) -> Iterator[tuple[str, Any, Any]]:
    yield "entities", fact.entities, tuple(world.view(world.attestations, "bookersOf", fact.certificate_id))


def _regrading(world: World, fact: Regrading) -> Iterator[tuple[str, Any, Any]]:
    yield "regrading", fact.attestation_id, world.view(world.attestations, "regradeOf", fact.certificate_id)


def _claims(world: World, fact: Claims) -> Iterator[tuple[str, Any, Any]]:
    yield "claims", fact.kinds, world.view(world.attestations, "claimsOf", fact.participant)


def _evaluator(world: World, fact: Evaluator) -> Iterator[tuple[str, Any, Any]]:
    yield "kinds", fact.kinds, world.view(world.attestations, "evaluatorOf", fact.participant)


WEIGHTS: Mapping[Callable[[Walk, Dice], None], int] = {attest: 24, end: 4, carry_claims: 3, admit_evaluator: 1}
COMPARED: Mapping[Any, Any] = {
    Attestation: _statement,
    Bookers: _bookers,
    Regrading: _regrading,
    Claims: _claims,
    Evaluator: _evaluator,
}


def instants(walk: Walk) -> list[int]:
    """Return when validities end."""
    return [each.valid_to for each in _all(walk) if each.valid_to]
