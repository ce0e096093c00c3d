"""
The shapes of requests and answers, with the examples that the documentation shows.

JSON names are camelCase.  Digests, ids and addresses are lower-case hexadecimal with 0x; instants are UTC in RFC 3339,
days are days in Asia/Shanghai; money is in fen.  A request with a field that is not here is refused; an answer never
has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from ledger.domain.numbers import CertificateNumber, check_uscc
from ledger.domain.policy import Outcome, Purpose
from ledger.errors import InvalidInput

T = TypeVar("T")

AMOUNT_FEN_MAX = 10**15
"""Ten trillion yuan: no loan is larger, and every JSON reader keeps it exactly."""

PERIOD_YEARS_MAX = 2200
"""Latest year of a maturity; later ones are typing errors."""

# EXAMPLES

DIGEST = "0x9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
NUMBER = "SJ1112026110001"
USCC = "91110112MA0000015K"
PLACE = {"block": 1204, "transaction": 0, "log": 2}
NAME = {"zh": "示例数据科技有限公司", "en": "Sample Data Technology Co., Ltd."}

# RULES OF ONE FIELD


def checked(rule: Callable[[str], T]) -> AfterValidator:
    """
    Make a rule of the domain a rule of a field: its code and facts survive, so that the problem is the domain's own.
    """

    def check(text: str) -> T:
        try:
            return rule(text)
        except InvalidInput as error:
            facts = {name: value for name, value in error.facts.items() if name not in ("field", "text")}
            raise PydanticCustomError(error.code, "refused by a rule", facts) from None

    return AfterValidator(check)


_HEX = re.compile(r"(?:0x)?([0-9a-f]{64})", re.IGNORECASE | re.ASCII)


def check_digest(text: str, field: str = "digest", code: str = "DigestMalformed") -> str:
    """Return 32 bytes in the canonical form: lower case, with 0x.  Raises `InvalidInput` with `code`."""
    match = _HEX.fullmatch(text.strip())
    if match is None:
        raise InvalidInput(code, field, given=text)
    return "0x" + match[1].lower()


def _check_plain(text: str) -> str:
    if not text.strip() or not all(character.isprintable() for character in text):
        raise InvalidInput("TextInvalid", "")
    return text.strip()


UsccText = Annotated[str, Field(max_length=64, examples=[USCC]), checked(check_uscc)]
NumberText = Annotated[
    str, Field(max_length=64, examples=[NUMBER]), checked(lambda text: CertificateNumber.parse(text).text)
]
DigestText = Annotated[str, Field(max_length=80, examples=[DIGEST]), checked(check_digest)]
NameText = Annotated[str, Field(max_length=480, examples=[NAME["zh"]]), checked(_check_plain)]


class Asked(BaseModel):
    """A request, or a part of one: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, strict=False)


class Given(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, validate_by_name=True)


# PROBLEMS


class Fault(Given):
    """One wrong field, and what to do about it."""

    field: str = Field(examples=["holder.uscc"])
    code: str = Field(examples=["UsccCheckCharacter"])
    detail: str = Field(
        examples=["holder.uscc：第 18 位校验码应为“K”，给出的是“X”。请逐位核对代码。"],
    )


class Problem(Given):
    """RFC 9457.  `type` is stable and can be looked up; `detail` says what happened and what to do."""

    type: str = Field(examples=["/problems/UsccCheckCharacter"])
    title: str = Field(examples=["输入有误"])
    status: int = Field(examples=[422], ge=400, le=599)
    detail: str = Field(
        examples=["holder.uscc：第 18 位校验码应为“K”，给出的是“X”。请逐位核对代码。"],
    )
    code: str = Field(examples=["UsccCheckCharacter"])
    instance: str = Field(examples=["urn:request:5f0c7c5e8f7d4a3f9d9a0f3a1f6a2b11"])
    retryable: bool = Field(examples=[False])
    errors: list[Fault] = []


# PARTS


class Text(Given):
    """The same in Chinese and in English."""

    zh: str
    en: str


class Place(Given):
    """Where an event stands on the chain."""

    block: int
    transaction: int
    log: int


class FormerName(Given):
    zh: str
    en: str
    until: date


class PartyView(Given):
    """A participant by name.  `uscc` is null for a natural person, `name` where the profile is not on file."""

    participant: int = Field(examples=[12])
    uscc: str | None = Field(examples=[USCC])
    name: Text | None = Field(examples=[NAME])


class HolderView(PartyView):
    """A holder with what it holds; `share` is in basis points of the whole."""

    rights: list[str] = Field(examples=[["hold", "use", "operate"]])
    share: int = Field(examples=[10_000], ge=1, le=10_000)


class StandingView(Given):
    """What the facts are worth on `day`; computed, never stored."""

    day: date
    in_force: bool
    reason: str = Field(examples=["IN_FORCE"])
    first_day: date
    last_valid_day: date
    days_left: int = Field(examples=[1461])
    renewal_from: date
    renewal_open: bool


# CERTIFICATES


class CertificateView(Given):
    """One certificate: its facts, who holds it, and its standing."""

    id: str = Field(examples=[DIGEST])
    number: str = Field(examples=[NUMBER])
    regime: str = Field(examples=["DPR"])
    registry: PartyView | None
    holders: list[HolderView]
    applicant: PartyView | None
    rights: list[str] = Field(examples=[["hold", "use", "operate"]])
    state: str = Field(examples=["ACTIVE"])
    standing: StandingView
    valid_from: datetime
    valid_to: datetime
    ordinal: int = Field(examples=[0])
    flags: int = Field(examples=[0])
    sequence: int = Field(examples=[1])
    head: str = Field(examples=[DIGEST])
    fingerprint: str = Field(examples=[DIGEST])
    document_digest: str = Field(examples=[DIGEST])
    issued: Place = Field(examples=[PLACE])
    issued_at: datetime
    changed: Place = Field(examples=[PLACE])
    changed_at: datetime


class EventView(Given):
    """One line of a certificate's history; `head` is the certificate's after it, and `facts` are the event's own."""

    sequence: int = Field(examples=[1])
    kind: str = Field(examples=["CertificateIssued"])
    position: Place = Field(examples=[PLACE])
    time: datetime
    emitter: str
    digest: str = Field(examples=[DIGEST])
    head: str = Field(examples=[DIGEST])
    facts: dict[str, Any] = Field(examples=[{"documentDigest": DIGEST}])


class HistoryPage(Given):
    """A certificate's events in order, without gaps; `next` is the `cursor` of the next page, null on the last."""

    id: str = Field(examples=[DIGEST])
    number: str = Field(examples=[NUMBER])
    items: list[EventView]
    next: str | None = Field(examples=[None])


class CertificatePage(Given):
    """Certificates in the order of their issue; `next` is the `cursor` of the next page, null on the last."""

    items: list[CertificateView]
    next: str | None = Field(examples=["1204.2"])


# PARTICIPANTS


class ParticipantView(PartyView):
    """A participant of the ledger."""

    kind: str = Field(examples=["LEGAL_PERSON"])
    roles: list[str] = Field(examples=[["REGISTRY"]])
    suspended: bool
    former_names: list[FormerName]
    profile_digest: str = Field(examples=[DIGEST])
    keys: list[str] = Field(examples=[["0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"]])
    registers: list[str] = Field(examples=[["111/DPR"]])


# VERIFICATION


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
    policy: str = Field(examples=["2026-11"])
    evidence: EvidenceView
    certificate: CertificateView | None
    checks: list[CheckView]
    question: dict[str, Any] = Field(examples=[_ASKED])
    scope: Text
