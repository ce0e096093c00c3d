"""Case files, what is owed in each, and the objections that came in at the board."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.applications import PublicityView, StageView
from api.schemas.base import DIGEST, USCC, Asked, DigestText, Given, PartyView, Text, UsccText, check_plain, checked
from api.schemas.instructions import INSTRUCTION, InstructionLine
from ledger.instructions.case_acts import REASON_CHARACTERS_MAX

CASE = "case_5f0c7c5e8f7d4a3f9d9a"
ATTACHMENT = "att_5f0c7c5e8f7d4a3f"
OBJECTION = "obj_5f0c7c5e8f7d4a3f"

CONTACT_CHARACTERS_MAX = 120
NOTE_CHARACTERS_MAX = 2_000

RightName = Literal["hold", "use", "operate"]
GroundName = Literal["HARM", "ILLEGAL_SOURCE", "DISPUTE", "DECEPTION", "OTHER_LAW"]
Line = Annotated[str, Field(max_length=CONTACT_CHARACTERS_MAX), checked(check_plain)]

# WHAT IS ASKED


class ContactModel(Asked):
    """Whom to call: personal data, kept apart, never anchored or made public, erased on request."""

    name: Line | None = Field(None, examples=["数据资产部"])
    phone: Line | None = Field(None, examples=["010-00000000"])
    email: Line | None = Field(None, examples=["desk@example.com"])


class DraftRequest(Asked):
    """A new draft: at which registry, and the application as far as it is known."""

    registry: UsccText
    application: dict[str, Any] = Field({}, examples=[{"regime": "DPR", "dataName": {"zh": "公共停车场泊位数据"}}])
    contact: ContactModel | None = None


class SaveRequest(Asked):
    """A draft saved over the version that its writer saw."""

    version: int = Field(ge=1, examples=[3])
    application: dict[str, Any] = Field(examples=[{"regime": "DPR"}])
    contact: ContactModel | None = None


class VersionRequest(Asked):
    version: int = Field(ge=1, examples=[3])


class CaseStepRequest(Asked):
    """
    A step of a case, to be approved by another officer; what a step does not need is left out.

    `workingDays` for `require-supplement`, `rights` for `pass-review`, `ground` for `refuse`, `objection` and `upheld`
    for `decide-objection`, `objector` and perhaps `received` for `object-publicity`; `reason` for all that decide.
    """

    step: str = Field(max_length=32, examples=["require-supplement"])
    reason: str = Field("", max_length=REASON_CHARACTERS_MAX, examples=["缺少来源协议；数据概述与样例不符。"])
    working_days: int = Field(0, ge=0, le=1_000, examples=[5])
    rights: list[RightName] = Field([], max_length=3, examples=[["hold", "use"]])
    ground: GroundName | None = None
    objection: DigestText | None = None
    upheld: bool = False
    objector: UsccText | None = None
    received: str | None = Field(None, max_length=40, examples=[OBJECTION])


class CaseNoteRequest(Asked):
    text: str = Field(min_length=1, max_length=NOTE_CHARACTERS_MAX, examples=["已电话核实来源协议。"])


class InquiryRequest(Asked):
    """Who was asked, and what; the answer is attached when it comes."""

    text: str = Field(min_length=1, max_length=NOTE_CHARACTERS_MAX, examples=["向数据提供方核实授权期限。"])


class ReasonRequest(Asked):
    reason: str = Field(min_length=1, max_length=NOTE_CHARACTERS_MAX, examples=["所述数据与本申请无关。"])


# WHAT IS GIVEN


class OwedView(Given):
    """
    What is owed next: `by` is exclusive, `lastDay` the last day; `daysLeft` are working days, negative once it is over.
    """

    what: str = Field(examples=["answer"])
    words: Text
    by: datetime | None
    last_day: str | None = Field(examples=["2026-12-02"])
    days_left: int | None = Field(examples=[3])
    overdue: bool


class CaseLine(Given):
    """One open matter of a registry or an applicant; `id` is the file's, or the case's for a case without a file."""

    id: str = Field(examples=[CASE])
    application_id: str | None = Field(examples=[DIGEST])
    applicant: PartyView | None
    data_name: Text | None
    regime: str | None = Field(examples=["DPR"])
    stage: StageView
    draft: bool
    owed: OwedView
    instruction: InstructionLine | None
    received: int = Field(examples=[0])
    submitted_at: datetime | None
    saved_at: datetime | None
    ended_at: datetime | None
    number: str | None = Field(examples=[None])


class CaseList(Given):
    """All that is open, what is due first first; or a page of what is closed, the last that ended first."""

    items: list[CaseLine]
    next: str | None = Field(examples=[None])


class AttachmentView(Given):
    id: str = Field(examples=[ATTACHMENT])
    kind: str = Field(examples=["source"])
    words: Text
    name: str = Field(examples=["授权协议.pdf"])
    digest: str = Field(examples=[DIGEST])
    size: int = Field(examples=[182_044])
    medium: str = Field(examples=["application/pdf"])
    added_at: datetime


class CaseLogView(Given):
    """
    One line of a file's log; `institution` is null for the public, `officer` for other institutions' people.

    `text` is the reason or the words that go with it, or the name of a file; empty where there are none.
    """

    at: datetime
    act: str = Field(examples=["CaseHandedIn"])
    words: Text
    institution: PartyView | None
    officer: str | None = Field(examples=["登记中心经办员"])
    text: str = Field(examples=["缺来源协议。"])


class CaseNoteView(Given):
    at: datetime
    officer: str
    text: str


class ReceivedView(Given):
    """An objection that came in at the board; who wrote and what is for the registry alone."""

    id: str = Field(examples=[OBJECTION])
    state: str = Field(examples=["received"])
    words: Text
    received_at: datetime
    uscc: str | None = Field(examples=[USCC])
    contact: dict[str, str]
    reason: str
    material: str | None = Field(examples=["权属证明.pdf"])
    decision: str
    decided_at: datetime | None


class CaseFileView(CaseLine):
    """
    One case file: the application as saved last, what belongs to it, and the steps that are offered to the caller.

    `contact`, `notes` and `objections` are null for whom they are not.
    """

    version: int | None = Field(examples=[3])
    saved_by: str | None = Field(examples=["登记中心经办员"])
    registry: PartyView
    application: dict[str, Any]
    publicity: PublicityView | None
    attachments: list[AttachmentView]
    log: list[CaseLogView]
    steps: list[str] = Field(examples=[["accept", "require-supplement"]])
    instructions: list[InstructionLine]
    contact: dict[str, str] | None
    notes: list[CaseNoteView] | None
    objections: list[ReceivedView] | None


class StepMade(Given):
    """The instruction that a step became; another officer approves it."""

    instruction: str = Field(examples=[INSTRUCTION])


class NoticeView(Given):
    """
    One case under publicity: who applies for what, which rights passed the review, and until when anyone may object.
    """

    id: str = Field(examples=[DIGEST])
    applicant: PartyView
    registry: PartyView | None
    data_name: Text | None
    overview: Text | None
    rights: list[str] = Field(examples=[["hold", "use"]])
    asked_rights: list[str] = Field(examples=[["hold", "use", "operate"]])
    begins: datetime
    ends: datetime
    last_day: str = Field(examples=["2026-12-09"])
    days_left: int | None = Field(examples=[4])


class Board(Given):
    """The public notices, those that end first first; `next` is the `cursor` of the next page."""

    items: list[NoticeView]
    next: str | None = Field(examples=[None])


class ObjectionMade(Given):
    """An objection was received; `id` is what to ask the registry about it by."""

    id: str = Field(examples=[OBJECTION])
    received_at: datetime
