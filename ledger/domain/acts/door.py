"""
What Certificates refuses at its door, to a noun whose own checks have passed: `move`, `end`, `adjust`, `extend`.

`issue.check_enter` is the fifth.  That the noun has the power is a matter of its admission, not of the act.
"""

from __future__ import annotations

from ledger.domain.acts.checks import find, governance_of
from ledger.domain.certificates import Certificate
from ledger.domain.events import ZERO_DIGEST
from ledger.domain.facts import Facts
from ledger.domain.participants import Charge
from ledger.errors import ActRefused


def check_move(facts: Facts, certificate: Certificate, from_: int, to: int, document_digest: bytes) -> None:
    """Raise `ActRefused` if all that `from_` holds cannot go to `to`."""
    if from_ not in certificate.holders:
        raise ActRefused("NotHolder", certificate_id=certificate.id, participant=from_)
    if not 1 <= to <= governance_of(facts).participants:
        raise ActRefused("ParticipantUnknown", participant=to)
    charge = find(facts, ("register", certificate.register), Charge)
    if to in (from_, charge.participant if charge else 0):
        raise ActRefused("TransfereeInvalid", certificate_id=certificate.id, participant=to)
    _require_digest(document_digest)


def check_end(document_digest: bytes) -> None:
    """Raise `ActRefused` if a certificate cannot be ended with this document."""
    _require_digest(document_digest)


def check_extend(certificate: Certificate, valid_to: int, document_digest: bytes, now: int) -> None:
    """Raise `ActRefused` if the term cannot end at `valid_to` instead."""
    if valid_to <= max(certificate.valid_to, now):
        raise ActRefused(
            "TermNotExtended", certificate_id=certificate.id, valid_to=certificate.valid_to, asked=valid_to
        )
    _require_digest(document_digest)


def _require_digest(digest: bytes) -> None:
    if digest == ZERO_DIGEST:
        raise ActRefused("DigestMissing")
