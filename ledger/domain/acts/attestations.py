"""
Acts of attesting, refused as `Attestations.sol` refuses them, in its order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.domain.acts.checks import (
    find,
    governance_of,
    participant_of,
    require_active,
    require_approval,
    require_duty,
    require_known,
    require_open,
    require_registry,
)
from ledger.domain.acts.filed import (
    Asked,
    Check,
    Filed,
    ask_hands,
    joined,
    months_after,
    require_agreed,
    require_allowed,
    require_digest,
    require_plausible,
    rule_at,
)
from ledger.domain.acts.voted import Voted
from ledger.domain.attestations import (
    Attestation,
    Condition,
    EndReason,
    Evaluator,
    bookers_of,
    claims_of,
    grade_of,
    is_current,
    regrading_of,
)
from ledger.domain.certificates import Certificate, Right
from ledger.domain.events import CertificateId, Digest, Fen, Instant, Key, ParticipantNumber, ThingId
from ledger.domain.events.base import ZERO_DIGEST, ZERO_THING
from ledger.domain.facts import Facts
from ledger.domain.kinds import CLAIM_COST_LEAST, CLAIMS, MEMBERS, REPORTS, SCHEMAS, AttestedKind, Need, Schema, Trait
from ledger.domain.matrix import Operation
from ledger.domain.parameters import Parameter
from ledger.domain.participants import Charge, Duty, Role
from ledger.errors import ActRefused

# ACTS


@dataclass(frozen=True, slots=True)
class Attest(Asked):
    """
    An attestation of the present data version; zero where the kind has no such member.

    Approvals: checker; for a valuation the second signer; all holders where the kind says so; the party where it
    signs; whom the restraints protect.
    """

    CONTRACT: ClassVar[str] = "Attestations"
    FUNCTION: ClassVar[str] = "attest"

    certificate_id: CertificateId
    kind: AttestedKind
    subtype: int
    party: ParticipantNumber
    amount: Fen
    base_date: Instant
    valid_to: Instant
    refers: ThingId
    linked_id: Digest
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class EndAttestation(Asked):
    """The end of an attestation, by the one that made it.  Approvals: checker."""

    CONTRACT: ClassVar[str] = "Attestations"
    FUNCTION: ClassVar[str] = "end"

    certificate_id: CertificateId
    attestation_id: ThingId
    reason: EndReason
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class CarryClaims(Asked):
    """What `from_` has claimed counts for its successor `to` as well.  Approvals: the registry's checker."""

    CONTRACT: ClassVar[str] = "Attestations"
    FUNCTION: ClassVar[str] = "carryClaims"

    certificate_id: CertificateId
    from_: ParticipantNumber
    to: ParticipantNumber
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class AdmitEvaluator(Voted):
    """Which reports an evaluator may make, a bit a kind; 0 takes all away."""

    CONTRACT: ClassVar[str] = "Attestations"
    FUNCTION: ClassVar[str] = "admitEvaluator"

    participant: ParticipantNumber
    kinds: int

    def arguments(self) -> list[Any]:
        return [self.participant, self.kinds]

    def check(self, facts: Facts, now: int) -> None:  # noqa: ARG002 - no time is asked
        require_known(facts, self.participant)
        if self.kinds & ~sum(1 << kind for kind in REPORTS):
            raise ActRefused("EvaluatorKindsInvalid", kinds=self.kinds)


@dataclass(frozen=True, slots=True)
class _Attester:
    """Who attests, and whether by its office, so that holders and former attesters are not asked."""

    number: int
    officio: bool


# ATTEST


def _check_attest(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, Attest)
    schema = SCHEMAS.get(AttestedKind(asked.kind)) if asked.kind in set(AttestedKind) else None
    if schema is None:
        raise ActRefused("KindUnknown", attested_kind=int(asked.kind))
    late = schema.has(Trait.LATE)
    operation = Operation.RELEASE if late else Operation.ATTEST
    certificate, consents = require_allowed(facts, asked.certificate_id, operation, now)
    _require_members(asked, schema)
    _require_dates(facts, asked, (certificate, schema), now)
    _require_dealable(facts, certificate, schema)
    followed = _require_followed(facts, asked, schema)
    _require_party(facts, asked, (certificate, schema), followed)
    _require_kind(facts, asked, (certificate, followed), now)
    attester = _require_attester(facts, filed.maker, certificate, schema)
    if not late:
        require_open(facts)
    parties = joined(parties_to_attest(certificate, asked, officio=attester.officio), consents)
    _require_signed(facts, filed, now, (attester.number, schema), parties)
    _require_fit(facts, asked, (certificate, schema), (attester, followed))


def parties_to_attest(certificate: Certificate, asked: Attest, *, officio: bool) -> list[int]:
    """
    Return whose consent an attestation needs besides the attester's own signatures, in order.

    `officio` says that a supervisor attests by its office.
    """
    schema = SCHEMAS[AttestedKind(asked.kind)]
    parties: list[int] = [*certificate.holders] if schema.has(Trait.HOLDERS) and not officio else []
    released = asked.kind == AttestedKind.DERECOGNITION and asked.party not in certificate.holders
    if asked.party and schema.has(Trait.PARTY_SIGNS) and not released:
        parties = joined(parties, [asked.party])
    return parties


# WHAT IS ASKED


def _require_members(asked: Attest, schema: Schema) -> None:
    kind, count = int(asked.kind), schema.subtypes_count
    if asked.subtype > count or (asked.subtype == 0 and count):
        raise ActRefused("SubtypeUnknown", attested_kind=kind, subtype=asked.subtype)
    for place, member in enumerate(MEMBERS):
        given = getattr(asked, member) not in (0, ZERO_DIGEST)
        need = schema.need(member)
        if need is (Need.FORBIDDEN if given else Need.REQUIRED):
            raise ActRefused("MemberMisplaced", attested_kind=kind, member=place)
    require_digest(asked.document_digest)
    if asked.amount:
        require_plausible(asked.amount)


def _require_dates(facts: Facts, asked: Attest, of: tuple[Certificate, Schema], now: int) -> None:
    certificate, schema = of
    if asked.base_date > now:
        raise ActRefused("BaseDateInFuture", base_date=asked.base_date)
    if not asked.valid_to:
        return
    latest = certificate.valid_to
    if schema.period is not Parameter.NONE:
        latest = months_after(asked.base_date, rule_at(facts, certificate.regime, schema.period, now))
    if not now < asked.valid_to <= latest:
        raise ActRefused("ValidityInvalid", valid_to=asked.valid_to, latest=latest)


def _require_dealable(facts: Facts, certificate: Certificate, schema: Schema) -> None:
    if schema.has(Trait.OPERATE) and not certificate.rights & Right.OPERATE:
        raise ActRefused("RightToOperateMissing", certificate_id=certificate.id, rights=int(certificate.rights))
    grade = grade_of(facts, certificate.id)
    if schema.highest and grade > schema.highest:
        raise ActRefused("GradeForbids", certificate_id=certificate.id, grade=grade)


def _require_followed(facts: Facts, asked: Attest, schema: Schema) -> Attestation | None:
    if asked.refers == ZERO_THING:
        return None
    followed = _require_live(facts, asked.certificate_id, asked.refers)
    if followed.kind not in schema.follows:
        raise ActRefused("AttestationUnfit", attestation_id=asked.refers, attested_kind=int(followed.kind))
    return followed


def _require_live(facts: Facts, certificate_id: CertificateId, own: ThingId) -> Attestation:
    found = find(facts, ("attestation", own), Attestation)
    if found is None or found.certificate_id != certificate_id:
        raise ActRefused("AttestationUnknown", certificate_id=certificate_id, attestation_id=own)
    if found.condition is not Condition.LIVE:
        raise ActRefused("AttestationNotLive", attestation_id=own, condition=int(found.condition))
    return found


def _require_party(facts: Facts, asked: Attest, of: tuple[Certificate, Schema], followed: Attestation | None) -> None:
    certificate, schema = of
    party = asked.party
    if not party:
        return
    if party > governance_of(facts).participants:
        raise ActRefused("ParticipantUnknown", participant=party)
    before = followed.party if followed else 0
    if schema.has(Trait.SAME_PARTY) and party != before:
        raise ActRefused("PartyDiffers", attestation_id=asked.refers, expected=before, given=party)
    holds = party in certificate.holders
    if not holds and schema.has(Trait.PARTY_HOLDS):
        raise ActRefused("NotHolder", certificate_id=certificate.id, participant=party)
    if holds and schema.has(Trait.PARTY_OUTSIDE):
        raise ActRefused("PartyIsHolder", certificate_id=certificate.id, participant=party)


# WHAT SINGLE KINDS ASK BESIDES


def _require_kind(facts: Facts, asked: Attest, of: tuple[Certificate, Attestation | None], now: int) -> None:
    certificate, followed = of
    match asked.kind:
        case AttestedKind.LISTING:
            if followed is None or not is_current(certificate, followed, now):
                raise ActRefused("ListingReportNotCurrent", attestation_id=asked.refers)
        case AttestedKind.BOOKING:
            _require_bookable(facts, certificate, asked.party)
        case AttestedKind.REGRADE:
            regrading = regrading_of(facts, certificate.id)
            if asked.refers != regrading:
                raise ActRefused("RegradeLive", certificate_id=certificate.id, attestation_id=regrading)
        case AttestedKind.LINK:
            linked = find(facts, ("certificate", asked.linked_id), Certificate)
            if linked is None or linked.id == certificate.id:
                raise ActRefused("LinkInvalid", certificate_id=certificate.id, linked_id=asked.linked_id)
        case _:
            _require_amount(asked, followed.amount if followed else 0)
            _require_unclaimed(facts, asked)


def _require_amount(asked: Attest, before: int) -> None:
    """The amount beside that of the attestation followed."""
    highest = {AttestedKind.IMPAIRMENT: before - 1, AttestedKind.CLAW_BACK: before}.get(asked.kind)
    if highest is not None and asked.amount > highest:
        raise ActRefused("AttestedAmountTooHigh", attestation_id=asked.refers, most=highest, amount=asked.amount)
    if asked.kind == AttestedKind.CLAIM_BOOKING and before < CLAIM_COST_LEAST:
        raise ActRefused("BookedAmountTooLow", attestation_id=asked.refers, amount=before, least=CLAIM_COST_LEAST)


def _require_unclaimed(facts: Facts, asked: Attest) -> None:
    if asked.kind in CLAIMS and claims_of(facts, asked.party) & 1 << asked.kind:
        raise ActRefused("ClaimMade", participant=asked.party, attested_kind=int(asked.kind))


def _require_bookable(facts: Facts, certificate: Certificate, entity: int) -> None:
    for booker in bookers_of(facts, certificate.id):
        if booker == entity:
            raise ActRefused("BookingLive", certificate_id=certificate.id, participant=entity)
        if booker not in certificate.holders:
            raise ActRefused("BookingNotDerecognised", certificate_id=certificate.id, participant=booker)


# THE HANDS


def _require_attester(facts: Facts, key: Key, certificate: Certificate, schema: Schema) -> _Attester:
    maker = require_active(facts, key)
    require_duty(maker, Duty.MAKER)
    had = participant_of(facts, maker.participant).roles & schema.roles
    if not had:
        raise ActRefused("RoleMissing", participant=maker.participant, role=int(schema.roles))
    if had == Role.REGISTRY:
        require_registry(facts, key, certificate.register)
    return _Attester(maker.participant, schema.has(Trait.OFFICIO) and bool(had & Role.SUPERVISOR))


def _require_signed(facts: Facts, filed: Filed, now: int, by: tuple[int, Schema], parties: list[int]) -> None:
    number, schema = by
    if not schema.has(Trait.SECOND):
        require_agreed(facts, filed, now, number, parties)
        return
    others = [party for party in parties if party != number]
    ask_hands(filed, number, (number, *others))
    expected = 2 + len(others)
    if len(filed.approvals) != expected:
        raise ActRefused("ApprovalsMissing", expected=expected, given=len(filed.approvals))
    checker, second, *_ = filed.approvals
    if second.key in (filed.maker, checker.key):
        raise ActRefused("SignersNotDistinct", key=second.key)
    signers = [(number, Duty.CHECKER), (number, Duty.CONSENT), *((party, Duty.CONSENT) for party in others)]
    for approval, (participant, duty) in zip(filed.approvals, signers, strict=True):
        require_approval(facts, now, filed.deadline, approval, participant=participant, duty=duty)


def _require_fit(
    facts: Facts, asked: Attest, of: tuple[Certificate, Schema], by: tuple[_Attester, Attestation | None]
) -> None:
    """What depends on who attests."""
    certificate, schema = of
    attester, followed = by
    if followed and schema.has(Trait.SAME_HAND) and not attester.officio:
        _require_hand(facts, certificate, (attester.number, schema), followed)
    if schema.has(Trait.INDEPENDENT) and attester.number in certificate.holders:
        raise ActRefused("AttesterNotIndependent", certificate_id=certificate.id, participant=attester.number)
    evaluator = find(facts, ("evaluator", attester.number), Evaluator)
    if schema.has(Trait.ADMITTED) and not (evaluator and evaluator.kinds & 1 << asked.kind):
        raise ActRefused("EvaluatorNotAdmitted", participant=attester.number, attested_kind=int(asked.kind))


def _require_hand(facts: Facts, certificate: Certificate, by: tuple[int, Schema], before: Attestation) -> None:
    """That the maker's participant attested this, or is the registry in charge now where a registry did."""
    number, schema = by
    if before.by == number:
        return
    others = participant_of(facts, before.by).roles & schema.roles & ~Role.REGISTRY
    by_registry = bool(schema.roles & Role.REGISTRY) and not others
    charge = find(facts, ("register", certificate.register), Charge)
    if not by_registry or charge is None or charge.participant != number:
        raise ActRefused("AttestationOfOther", attestation_id=before.id, by=before.by)


# END, CARRY


def _check_end(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, EndAttestation)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.RELEASE, now)
    ended = _require_live(facts, asked.certificate_id, asked.attestation_id)
    if asked.reason == EndReason.NONE:
        raise ActRefused("EndReasonInvalid", reason=int(asked.reason))
    require_digest(asked.document_digest)
    schema = SCHEMAS[ended.kind]
    attester = _require_attester(facts, filed.maker, certificate, schema)
    require_agreed(facts, filed, now, attester.number, consents)
    _require_hand(facts, certificate, (attester.number, schema), ended)


def _check_carry(facts: Facts, filed: Filed, now: int) -> None:
    asked = filed.asked
    assert isinstance(asked, CarryClaims)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.RELEASE, now)
    require_digest(asked.document_digest)
    if not claims_of(facts, asked.from_):
        raise ActRefused("ClaimsNone", participant=asked.from_)
    if asked.to not in certificate.holders:
        raise ActRefused("NotHolder", certificate_id=certificate.id, participant=asked.to)
    registry = require_registry(facts, filed.maker, certificate.register)
    require_open(facts)
    require_agreed(facts, filed, now, registry, consents)


CHECKS: Mapping[type[Asked], Check] = {Attest: _check_attest, EndAttestation: _check_end, CarryClaims: _check_carry}
