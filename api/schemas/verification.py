"""The question whether a certificate may be relied on, and the answer with all that it rests on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from api.schemas.base import (
    DIGEST,
    NAME,
    NUMBER,
    PLACE,
    USCC,
    Asked,
    DigestText,
    Given,
    NameText,
    NumberText,
    Place,
    Text,
    UsccText,
)
from api.schemas.certificates import CertificateView
from ledger.domain.policy import Outcome, Purpose

AMOUNT_FEN_MAX = 10**15
"""Ten trillion yuan: no loan is larger, and every JSON reader keeps it exactly."""

PERIOD_YEARS_MAX = 2200
"""Latest year of a maturity; later ones are typing errors."""


class ExpectedHolder(Asked):
    """Who the caller deals with: by code, which decides, and by name, which is compared with former names too."""

    uscc: UsccText
    name: NameText | None = None


class Loan(Asked):
    """The loan that the certificate is to secure; the amount in fen."""

    maturity: date = Field(examples=["2028-12-31"], lt=date(PERIOD_YEARS_MAX, 1, 1))
    amount_fen: int | None = Field(None, ge=1, le=AMOUNT_FEN_MAX, strict=True, examples=[1_000_000_000])


_ASKED: dict[str, Any] = {
    "number": NUMBER,
    "purpose": "financing",
    "holder": {"uscc": USCC, "name": NAME["zh"]},
    "loan": {"maturity": "2028-12-31", "amountFen": 1_000_000_000},
}


class VerificationRequest(Asked):
    """
    May I rely on this certificate?  Named by `number` or `id`; or by `documentDigest`, the SHA-256 of a document's
    file.

    A digest beside a number or id is compared with the certificate's document: the current one, an earlier one, or
    none of it.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_ASKED]})

    purpose: Purpose = Field(examples=["financing"])
    number: NumberText | None = None
    id: DigestText | None = None
    document_digest: DigestText | None = None
    holder: ExpectedHolder | None = None
    loan: Loan | None = None

    @model_validator(mode="after")
    def _names_one_certificate(self) -> VerificationRequest:
        if self.number is not None and self.id is not None:
            raise PydanticCustomError("CertificateNamedTwice", "refused by a rule", {"at": "id"})
        if self.number is None and self.id is None and self.document_digest is None:
            raise PydanticCustomError("CertificateNotNamed", "refused by a rule", {"at": "number"})
        if self.loan is not None and self.purpose is not Purpose.FINANCING:
            facts = {"at": "loan", "purpose": self.purpose.value}
            raise PydanticCustomError("LoanNotForPurpose", "refused by a rule", facts)
        return self


class CheckView(Given):
    """One check.  `event` is where on the chain it rests; `remedy` is null where nothing is to be done."""

    code: str = Field(examples=["HOLDER_MATCHES"])
    title: Text = Field(examples=[{"zh": "权利人相符", "en": "Holder"}])
    outcome: Outcome = Field(examples=["PASS"])
    reason: str = Field(examples=["HOLDER_SOLE"])
    sentence: Text
    remedy: Text | None
    rule: str = Field(examples=["〔2026〕35 art. 31"])
    facts: dict[str, Any] = Field(examples=[{"uscc": USCC}])
    event: Place | None = Field(examples=[PLACE])


class EvidenceView(Given):
    """As at which block the answer speaks, and how far that is behind the node."""

    block: int | None = Field(examples=[1207])
    hash: str | None = Field(examples=[DIGEST])
    time: datetime | None
    beijing_time: str | None = Field(examples=["2026-11-23 10:00:00"])
    head: int | None = Field(examples=[1207])
    lag_blocks: int | None = Field(examples=[0])
    lag_seconds: int | None = Field(examples=[1])
    node_answers: bool


class Verification(Given):
    """The answer: a verdict that is never a boolean, with all that it rests on and what it does not say."""

    verdict: Outcome = Field(examples=["PASS"])
    verdict_text: Text = Field(examples=[{"zh": "通过", "en": "Passed"}])
    purpose: Purpose
    judged_at: datetime
    policy: str = Field(examples=["2026-11-27"])
    evidence: EvidenceView
    certificate: CertificateView | None
    checks: list[CheckView]
    question: dict[str, Any] = Field(examples=[_ASKED])
    scope: Text
