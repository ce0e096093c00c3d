"""
Renewals: which certificates' renewals are pending, and what that is worth at an instant.

Whoever asks in the window does not lose the certificate to a slow decision: until the decision's last day it can be
renewed though its term has ended; dealt in, it cannot be (guideline 〔2026〕35, art. 36).

Rules of the fold:
 * A renewal is requested while the certificate's term runs, and only one is pending at a time.
 * It is decided once: refused, or granted just after the certificate's term was renewed.  What is not decided in time
   has lapsed, which needs no transaction (P1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.domain.certificates import Certificate, advance
from ledger.domain.events import CertificateId, Digest, Entry, Instant, Position
from ledger.domain.events.renewals import RenewalGranted, RenewalRefused, RenewalRequested
from ledger.domain.facts import Fact, FactKey, Facts, Fold, find, known, replace, require
from ledger.domain.flags import Flag
from ledger.domain.parameters import Parameter
from ledger.domain.periods import value_at
from ledger.domain.standing import RENEWAL_MONTHS, RenewalTerms
from ledger.errors import ActRefused


@dataclass(frozen=True, slots=True)
class RenewalRequest(Fact):
    """
    A certificate's last request for renewal.

    `decide_by` is when it must have been decided, as a unix second; 0 once it is.  `document_digest` is the request's.
    """

    KIND: ClassVar[str] = "renewal"
    KEY: ClassVar[str] = "certificate_id"

    certificate_id: CertificateId
    decide_by: Instant
    document_digest: Digest
    requested: Position
    requested_at: Instant


# STANDING


def decide_by(facts: Facts, certificate_id: bytes) -> int:
    """Return until when a certificate's requested renewal must be decided; 0 if none is pending."""
    request = find(facts, ("renewal", certificate_id), RenewalRequest)
    return request.decide_by if request else 0


def is_renewing(facts: Facts, certificate_id: bytes, instant: int) -> bool:
    """Whether a certificate can still be renewed at a unix second though its term has ended."""
    return instant < decide_by(facts, certificate_id)


def terms(facts: Facts, certificate: Certificate, instant: int) -> RenewalTerms:
    """Return what decides of a certificate's renewal: the rules at an instant, and its pending request."""
    try:
        months = value_at(facts, certificate.regime, Parameter.RENEWAL_MONTHS, instant)
    except ActRefused:  # before the first rule
        months = RENEWAL_MONTHS
    return RenewalTerms(months, decide_by(facts, certificate.id))


# THE FOLD


def _reads(event: RenewalRequested | RenewalRefused | RenewalGranted) -> tuple[FactKey, ...]:
    return ("certificate", event.certificate_id), ("renewal", event.certificate_id)


def _request(facts: Facts, entry: Entry, event: RenewalRequested) -> tuple[Fact, ...]:
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    require(entry, "a renewal is pending", 0, decide_by(facts, event.certificate_id))
    require(entry, "term has not ended", True, entry.time < before.valid_to <= event.decide_by)
    after = advance(entry, event.sequence, before, set=Flag.RENEWING)
    return after, RenewalRequest(
        event.certificate_id, event.decide_by, event.document_digest, entry.position, Instant(entry.time)
    )


def _refuse(facts: Facts, entry: Entry, event: RenewalRefused) -> tuple[Fact, ...]:
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    request = known(facts, entry, ("renewal", event.certificate_id), RenewalRequest)
    require(entry, "a renewal is pending", True, request.decide_by > 0)
    after = advance(entry, event.sequence, before, clear=Flag.RENEWING)
    return after, replace(request, decide_by=Instant(0))


def _grant(facts: Facts, entry: Entry, event: RenewalGranted) -> tuple[Fact, ...]:
    before = known(facts, entry, ("certificate", event.certificate_id), Certificate)
    request = find(facts, ("renewal", event.certificate_id), RenewalRequest)
    after = advance(entry, event.sequence, before, clear=Flag.RENEWING)
    return (after, replace(request, decide_by=Instant(0))) if request else (after,)


FACTS: tuple[type[Fact], ...] = (RenewalRequest,)

FOLDS: Mapping[type[Any], Fold] = {
    RenewalRequested: Fold(_reads, _request),
    RenewalRefused: Fold(_reads, _refuse),
    RenewalGranted: Fold(_reads, _grant),
}
