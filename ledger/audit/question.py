"""The question as an answer repeats it: what was asked of a certificate, and at which instant it was judged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ledger.domain.events import CertificateId, Digest
from ledger.domain.numbers import CertificateNumber
from ledger.domain.policy import Purpose
from ledger.domain.question import Basis, BasisKind, Question
from ledger.errors import InvalidInput


def question_of(said: Mapping[str, Any]) -> Question:
    """Read the question out of an answer's verification.  Raises `ValueError` for what is none."""
    try:
        asked = said["question"]
        loan, equity = asked.get("loan") or {}, asked.get("equity") or {}
        holder, basis = asked.get("holder") or {}, asked.get("basis")
        number, own, digest = (asked.get(name) for name in ("number", "id", "documentDigest"))
        prefix, maturity = asked.get("digestPrefix"), loan.get("maturity")
        return Question(
            purpose=Purpose(said["purpose"]),
            instant=instant_of(said["judgedAt"]),
            number=CertificateNumber.parse(number) if number is not None else None,
            certificate_id=CertificateId(_octets(own)) if own is not None else None,
            digest=Digest(_octets(digest)) if digest is not None else None,
            holder_uscc=holder.get("uscc"),
            holder_name=holder.get("name"),
            maturity=date.fromisoformat(maturity) if maturity is not None else None,
            amount=loan.get("amountFen"),
            investee=equity.get("investee"),
            agreed=equity.get("agreedValueFen"),
            basis=Basis(BasisKind[basis["kind"].upper()], basis["reference"]) if basis is not None else None,
            digest_prefix=_octets(prefix) if prefix is not None else None,
        )
    except (KeyError, TypeError, AttributeError, InvalidInput) as broken:
        raise ValueError(repr(broken)) from None


def instant_of(written: str) -> int:
    """Return the unix second of an RFC 3339 text.  Raises `ValueError`."""
    return int(datetime.fromisoformat(written).timestamp())


def _octets(written: str) -> bytes:
    return bytes.fromhex(written.removeprefix("0x"))
