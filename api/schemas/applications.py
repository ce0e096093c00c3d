"""Registration cases as answers show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.base import DIGEST, PLACE, Given, PartyView, Place


class StageView(Given):
    """Where a case stands; computed, never stored."""

    code: str = Field(examples=["PUBLICISED"])
    zh: str = Field(examples=["公示"])
    en: str = Field(examples=["publicised"])


class GroundView(Given):
    """Why a registration was refused (guideline 〔2026〕35, art. 22)."""

    code: str = Field(examples=["DISPUTE"])
    zh: str = Field(examples=["权属争议未解决"])
    en: str = Field(examples=["unresolved dispute about the rights"])


class ClocksView(Given):
    """
    The clocks of a case; each instant is exclusive, null where no such clock runs.

    `answerDue` is when the answer or the supplement is due.  `decideBy` is null also while an objection is open, and
    where the ledger's calendar ends before.  `deemed` says that silence accepted the case, `overdue` that the registry
    is or was late.
    """

    answer_due: datetime | None
    accepted_from: datetime | None
    deemed: bool
    decide_by: datetime | None
    stopped: bool
    overdue: bool


class PublicityView(Given):
    """The publicity of a case; `open` says whether anybody may object at the answer's instant."""

    begins: datetime
    ends: datetime
    waived: bool
    open: bool


class PublicityObjectionView(Given):
    """An objection against a publicity; `decidedAt` and `decisionDigest` are null while it is open."""

    id: str = Field(examples=[DIGEST])
    objector: PartyView
    raised_at: datetime
    decide_by: datetime
    open: bool
    upheld: bool
    decided_at: datetime | None
    document_digest: str = Field(examples=[DIGEST])
    decision_digest: str | None = Field(examples=[None])


class CaseView(Given):
    """
    One registration case, its last attempt; `id` is the id that its certificate has or will have.

    `rights` are those asked, from the review on those that passed it.
    """

    id: str = Field(examples=[DIGEST])
    applicant: PartyView
    register_name: str = Field(examples=["110/DPR"])
    regime: str = Field(examples=["DPR"])
    registry: PartyView | None
    stage: StageView
    clocks: ClocksView
    attempt: int = Field(examples=[1])
    sequence: int = Field(examples=[4])
    rights: list[str] = Field(examples=[["hold", "use"]])
    asked_rights: list[str] = Field(examples=[["hold", "use", "operate"]])
    ordinal: int = Field(examples=[0])
    fingerprint: str = Field(examples=[DIGEST])
    source_ends: datetime | None = Field(examples=[None])
    application_digest: str = Field(examples=[DIGEST])
    document_digest: str = Field(examples=[DIGEST])
    supplement_required: bool
    extended: bool
    ground: GroundView | None
    publicity: PublicityView | None
    open_objections: int = Field(examples=[0])
    depositable: bool
    submitted_at: datetime
    ended_at: datetime | None
    changed: Place = Field(examples=[PLACE])
    changed_at: datetime


class CasePage(Given):
    """Cases in the order of their clocks; `next` is the `cursor` of the next page, null on the last."""

    items: list[CaseView]
    next: str | None = Field(examples=[None])


class CaseDetailView(CaseView):
    """A case with the objections against its last attempt."""

    objections: list[PublicityObjectionView]


class CaseEventView(Given):
    """One act in a case; `facts` are the event's own."""

    sequence: int = Field(examples=[1])
    kind: str = Field(examples=["ApplicationSubmitted"])
    position: Place = Field(examples=[PLACE])
    time: datetime
    emitter: str
    digest: str = Field(examples=[DIGEST])
    facts: dict[str, Any] = Field(examples=[{"applicationDigest": DIGEST}])


class CaseHistoryPage(Given):
    """All acts of a case, in all its attempts; `next` is the `cursor` of the next page, null on the last."""

    id: str = Field(examples=[DIGEST])
    items: list[CaseEventView]
    next: str | None = Field(examples=[None])
