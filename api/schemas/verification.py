"""The question whether a certificate may be relied on, and the answer with all that it rests on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

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
    check_plain,
    checked,
)
from api.schemas.certificates import CertificateView
from api.schemas.public import PublicCertificateView
from ledger.domain.policy import Outcome, Purpose
from ledger.domain.qr import TEXT_MAX, read_qr

AMOUNT_FEN_MAX = 10**15
"""Ten trillion yuan: no loan is larger, and every JSON reader keeps it exactly."""

PERIOD_YEARS_MAX = 2200
"""Latest year of a maturity; later ones are typing errors."""


REFERENCE_CHARACTERS_MAX = 200
"""Longest reference of a query's ground: a file number and a date."""

NONCE = r"[!-~]{16,64}"
"""A nonce: 16 to 64 bytes of visible ASCII, so that nobody guesses it and any log keeps it."""


def _check_qr(text: str) -> str:
    read_qr(text)
    return text


QrText = Annotated[
    str, Field(max_length=TEXT_MAX, examples=[f"DATADEED:{NUMBER}:9f86d081884c7d65"]), checked(_check_qr)
]


ReferenceText = Annotated[
    str, Field(min_length=1, max_length=REFERENCE_CHARACTERS_MAX, examples=["C-2026-0412"]), checked(check_plain)
]


class ExpectedHolder(Asked):
    """
    Who the caller deals with: by code, which decides; by name, which is compared with former names too; or by both.
    """

    uscc: UsccText | None = None
    name: NameText | None = None

    @model_validator(mode="after")
    def _is_named(self) -> ExpectedHolder:
        if self.uscc is None and self.name is None:
            raise PydanticCustomError("HolderNotNamed", "refused by a rule", {"at": "holder"})
        return self


class Loan(Asked):
    """The loan that the certificate is to secure; the amount in fen."""

    maturity: date = Field(examples=["2028-12-31"], lt=date(PERIOD_YEARS_MAX, 1, 1))
    amount_fen: int | None = Field(None, ge=1, le=AMOUNT_FEN_MAX, strict=True, examples=[1_000_000_000])


class Equity(Asked):
    """To whom the right is to be contributed, and at what value in fen."""

    investee: UsccText
    agreed_value_fen: int | None = Field(None, ge=1, le=AMOUNT_FEN_MAX, strict=True, examples=[51_900_000])


class GroundAsked(Asked):
    """By what right one asks; `reference` is what it can be looked up by, and names no person."""

    kind: Literal["consent", "own", "duty", "order", "engagement"] = Field(examples=["consent"])
    reference: ReferenceText


_ASKED: dict[str, Any] = {
    "number": NUMBER,
    "purpose": "financing",
    "holder": {"uscc": USCC, "name": NAME["zh"]},
    "loan": {"maturity": "2028-12-31", "amountFen": 1_000_000_000},
    "basis": {"kind": "consent", "reference": "C-2026-0412"},
}


class VerificationRequest(Asked):
    """
    May I rely on this certificate?  Named by `number`, `id`, or `qr`, the text of the code on its paper; or by
    `documentDigest`, the SHA-256 of a document's file.

    A digest beside a number, id or code is compared with the certificate's document: the current one, an earlier one,
    or none of it.  `basis` says by what right one asks, and is needed for every purpose but `public`.  `asOf` is an
    instant (RFC 3339, or a day in Asia/Shanghai for its end), `asOfBlock` a block: judged is what the ledger said then.
    `nonce` comes back in a signed answer.  With `proof`, the answer names the evidence from the chain that its bundle
    has.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_ASKED]})

    purpose: Purpose = Field(examples=["financing"])
    number: NumberText | None = None
    id: DigestText | None = None
    document_digest: DigestText | None = None
    holder: ExpectedHolder | None = None
    loan: Loan | None = None
    equity: Equity | None = None
    basis: GroundAsked | None = None
    nonce: str | None = Field(None, pattern=rf"^{NONCE}$", examples=["f3c1a9d27b6e4c58"])
    as_of: str | None = Field(None, max_length=40, examples=["2026-11-05T09:30:00+08:00"])
    as_of_block: int | None = Field(None, ge=0, le=2**53 - 1, strict=True, examples=[1204])
    qr: QrText | None = None
    proof: bool = Field(False, strict=True)

    @model_validator(mode="after")
    def _names_one_certificate(self) -> VerificationRequest:
        named = [name for name in ("number", "id", "qr") if getattr(self, name) is not None]
        if len(named) > 1:
            raise PydanticCustomError("CertificateNamedTwice", "refused by a rule", {"at": named[-1]})
        if not named and self.document_digest is None:
            raise PydanticCustomError("CertificateNotNamed", "refused by a rule", {"at": "number"})
        return self

    @model_validator(mode="after")
    def _fits_the_purpose(self) -> VerificationRequest:
        if self.loan is not None and self.purpose is not Purpose.FINANCING:
            facts = {"at": "loan", "purpose": self.purpose.value}
            raise PydanticCustomError("LoanNotForPurpose", "refused by a rule", facts)
        if self.equity is not None and self.purpose is not Purpose.EQUITY:
            facts = {"at": "equity", "purpose": self.purpose.value}
            raise PydanticCustomError("EquityNotForPurpose", "refused by a rule", facts)
        if self.basis is None and self.purpose is not Purpose.PUBLIC:
            facts = {"at": "basis", "purpose": self.purpose.value}
            raise PydanticCustomError("BasisMissing", "refused by a rule", facts)
        if self.as_of is not None and self.as_of_block is not None:
            raise PydanticCustomError("AsOfTwice", "refused by a rule", {"at": "asOf"})
        return self


class CheckView(Given):
    """
    One check, in one of the fourteen groups.

    `event` is where on the chain it rests; `remedy` is null where nothing is to be done.
    """

    group: int = Field(examples=[2], ge=1, le=14)
    code: str = Field(examples=["HOLDER_MATCHES"])
    title: Text = Field(examples=[{"zh": "权利人相符", "en": "Holder"}])
    outcome: Outcome = Field(examples=["PASS"])
    reason: str = Field(examples=["HOLDER_SOLE"])
    sentence: Text
    remedy: Text | None
    rule: str = Field(examples=["〔2026〕35 art. 31"])
    facts: dict[str, Any] = Field(examples=[{"uscc": USCC}])
    event: Place | None = Field(examples=[PLACE])


class GroupView(Given):
    """One of the fourteen groups, and what it comes to: the worst of its checks; of the last, the verdict itself."""

    number: int = Field(examples=[2], ge=1, le=14)
    title: Text = Field(examples=[{"zh": "权利人", "en": "Holders"}])
    outcome: Outcome = Field(examples=["PASS"])


class OwnPolicyView(Given):
    """The bank's own policy file by which the policy was tightened; `digest` is the file's SHA-256."""

    name: str = Field(examples=["Sample Bank"])
    version: str = Field(examples=["2026-12"])
    digest: str = Field(examples=[DIGEST])


class EvidenceView(Given):
    """
    As at which block the answer speaks, and how far that is behind the node.  `isPast`: an earlier block was asked for.
    """

    block: int | None = Field(examples=[1207])
    hash: str | None = Field(examples=[DIGEST])
    time: datetime | None
    beijing_time: str | None = Field(examples=["2026-11-23 10:00:00"])
    head: int | None = Field(examples=[1207])
    lag_blocks: int | None = Field(examples=[0])
    lag_seconds: int | None = Field(examples=[1])
    node_answers: bool
    is_past: bool


class Verification(Given):
    """The answer: a verdict that is never a boolean, with all that it rests on and what it does not say."""

    verdict: Outcome = Field(examples=["PASS"])
    verdict_text: Text = Field(examples=[{"zh": "通过", "en": "Passed"}])
    purpose: Purpose
    judged_at: datetime
    policy: str = Field(examples=["2026-11-27"])
    own_policy: OwnPolicyView | None
    evidence: EvidenceView
    certificate: CertificateView | PublicCertificateView | None
    groups: list[GroupView]
    checks: list[CheckView]
    question: dict[str, Any] = Field(examples=[_ASKED])
    scope: Text
