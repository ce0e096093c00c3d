"""
Acts on licences, refused as `Licences.sol` refuses them, in its order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, cast

from ledger.domain.acts.checks import find
from ledger.domain.acts.filed import (
    Asked,
    Check,
    Filed,
    joined,
    months_after,
    require_allowed,
    require_digest,
    require_filed,
    rule_at,
)
from ledger.domain.certificates import Certificate, Right
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, Instant, ParticipantNumber, Position, ThingId
from ledger.domain.facts import Facts
from ledger.domain.licences import LICENCES_MAX, Licence, LicenceEnd, LicenceKind, excluded_by, live
from ledger.domain.matrix import Operation
from ledger.domain.parameters import Parameter
from ledger.errors import ActRefused

# ACTS


@dataclass(frozen=True, slots=True)
class GrantLicence(Asked):
    """A licence.  Parties: all holders, the licensee, then those whom the restraints protect."""

    CONTRACT: ClassVar[str] = "Licences"
    FUNCTION: ClassVar[str] = "grant"

    certificate_id: CertificateId
    licensee: ParticipantNumber
    rights: Right
    kind: LicenceKind
    valid_from: Instant
    valid_to: Instant
    resale: bool
    scope_digest: Digest


@dataclass(frozen=True, slots=True)
class ChangeLicence(Asked):
    """Another term or text; zero leaves either as it is.  Parties as at the grant."""

    CONTRACT: ClassVar[str] = "Licences"
    FUNCTION: ClassVar[str] = "change"

    certificate_id: CertificateId
    licence_id: ThingId
    valid_to: Instant
    scope_digest: Digest
    document_digest: Digest


@dataclass(frozen=True, slots=True)
class EndLicence(Asked):
    """The end before the term.  Parties: by agreement all holders and the licensee; by waiver the licensee."""

    CONTRACT: ClassVar[str] = "Licences"
    FUNCTION: ClassVar[str] = "end"

    certificate_id: CertificateId
    licence_id: ThingId
    reason: LicenceEnd
    document_digest: Digest


# CHECKING


def _check_grant(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(GrantLicence, filed.asked)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.LICENCE, now)
    _require_grantable(facts, asked, certificate, now)
    parties = joined(joined(certificate.holders, [asked.licensee]), consents)
    require_filed(facts, filed, now, certificate.register, parties)


def _check_change(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(ChangeLicence, filed.asked)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.LICENCE, now)
    licence = _require_live(facts, asked.certificate_id, asked.licence_id, now)
    require_digest(asked.document_digest)
    extends = asked.valid_to not in (0, licence.valid_to)
    if not extends and asked.scope_digest == ZERO_DIGEST:
        raise ActRefused("LicenceUnchanged", licence_id=asked.licence_id)
    if extends:
        changed = replace(licence, valid_to=asked.valid_to)
        _require_term(facts, certificate, changed, now)
        _require_alone(facts, changed, now)
    parties = joined(joined(certificate.holders, [licence.licensee]), consents)
    require_filed(facts, filed, now, certificate.register, parties)


def _check_end(facts: Facts, filed: Filed, now: int) -> None:
    asked = cast(EndLicence, filed.asked)
    certificate, consents = require_allowed(facts, asked.certificate_id, Operation.RELEASE, now)
    licence = _require_live(facts, asked.certificate_id, asked.licence_id, now)
    if asked.reason == LicenceEnd.NONE:
        raise ActRefused("LicenceEndInvalid", reason=int(asked.reason))
    require_digest(asked.document_digest)
    parties = joined(parties_to_end(certificate, licence, asked.reason), consents)
    require_filed(facts, filed, now, certificate.register, parties, dealing=False)


def parties_to_end(certificate: Certificate, licence: Licence, reason: LicenceEnd) -> list[int]:
    """Return who must agree to the end of a licence, in the order of their approvals after the checker's."""
    if reason == LicenceEnd.JUDGMENT:
        return []
    own: list[int] = [licence.licensee]
    return own if reason == LicenceEnd.WAIVER else joined(certificate.holders, own)


def _require_grantable(facts: Facts, asked: GrantLicence, certificate: Certificate, now: int) -> None:
    own = certificate.id
    require_digest(asked.scope_digest)
    if not certificate.rights & Right.OPERATE:
        raise ActRefused("RightToOperateMissing", certificate_id=own, rights=int(certificate.rights))
    if not asked.rights or int(asked.rights) & ~int(certificate.rights):
        raise ActRefused("RightsInvalid", rights=int(asked.rights))
    if asked.kind == LicenceKind.NONE:
        raise ActRefused("LicenceKindInvalid", kind=int(asked.kind))
    if asked.licensee in certificate.holders:
        raise ActRefused("LicenseeInvalid", certificate_id=own, participant=asked.licensee)
    if asked.valid_from < certificate.valid_from:
        raise ActRefused("LicenceTermInvalid", valid_from=asked.valid_from, valid_to=asked.valid_to)
    licence = _as_asked(asked)
    _require_term(facts, certificate, licence, now)
    if _require_alone(facts, licence, now) >= LICENCES_MAX:
        raise ActRefused("LicencesTooMany", certificate_id=own, maximum=LICENCES_MAX)


def _require_term(facts: Facts, certificate: Certificate, licence: Licence, now: int) -> None:
    begins, ends = licence.valid_from, licence.valid_to
    if ends <= begins or ends <= now:
        raise ActRefused("LicenceTermInvalid", valid_from=begins, valid_to=ends)
    months = rule_at(facts, certificate.regime, Parameter.LICENCE_MONTHS, now)
    latest = min(months_after(begins, months), certificate.valid_to)
    if ends > latest:
        raise ActRefused("LicenceTooLong", certificate_id=certificate.id, valid_to=ends, latest=latest)


def _require_alone(facts: Facts, licence: Licence, now: int) -> int:
    """Refuse a licence that cannot stand beside another; return how many others live."""
    others = [other for other in live(facts, licence.certificate_id, now) if other.sequence != licence.sequence]
    excluding = excluded_by(others, licence)
    if excluding is not None:
        raise ActRefused("LicenceExclusive", certificate_id=licence.certificate_id, licence_id=excluding.id)
    return len(others)


def _require_live(facts: Facts, certificate_id: CertificateId, own: ThingId, now: int) -> Licence:
    licence = find(facts, ("licence", own), Licence)
    if licence is None or licence.certificate_id != certificate_id:
        raise ActRefused("LicenceUnknown", certificate_id=certificate_id, licence_id=own)
    if licence.ended_at:
        raise ActRefused("LicenceOver", licence_id=own, since=licence.ended_at)
    if now >= licence.valid_to:
        raise ActRefused("LicenceOver", licence_id=own, since=licence.valid_to)
    return licence


def _as_asked(asked: GrantLicence) -> Licence:
    """Return the licence as it would be, without a place in the ledger."""
    return Licence(
        id=ThingId(ZERO_DIGEST),
        certificate_id=asked.certificate_id,
        sequence=0,
        licensee=asked.licensee,
        rights=asked.rights,
        kind=asked.kind,
        valid_from=asked.valid_from,
        valid_to=asked.valid_to,
        resale=asked.resale,
        ended_at=Instant(0),
        end=LicenceEnd.NONE,
        scope_digest=asked.scope_digest,
        document_digest=ZERO_DIGEST,
        granted=Position(0, 0, 0),
        granted_at=Instant(0),
    )


CHECKS: Mapping[type[Asked], Check] = {
    GrantLicence: _check_grant,
    ChangeLicence: _check_change,
    EndLicence: _check_end,
}
