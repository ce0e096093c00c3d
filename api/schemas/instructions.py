"""Instructions 业务单: what an officer prepares, and how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.base import DIGEST, Asked, DigestText, Given, PartyView, Text, check_plain, checked
from ledger.instructions.agreeing import EVIDENCE_MAX, NOTE_LENGTH_MAX

INSTRUCTION = "ins_5f0c7c5e8f7d4a3f9d9a"


class Evidence(Asked):
    """A file that an act rests on: its name and its SHA-256; the file itself stays where it is."""

    name: Annotated[str, Field(max_length=120, examples=["裁定书.pdf"]), checked(check_plain)]
    sha256: DigestText


class InstructionRequest(Asked):
    """
    An act to be done in the caller's institution's name: which function of which contract, and what is asked.

    `asked` is as `POST /v1/acts/{contract}/{function}/check` takes it.
    """

    contract: Annotated[str, Field(max_length=32, examples=["Pledges"])]
    function: Annotated[str, Field(max_length=64, examples=["releaseHold"])]
    asked: dict[str, Any] = Field(examples=[{"certificateId": DIGEST, "holdId": DIGEST}])
    evidence: list[Evidence] = Field([], max_length=EVIDENCE_MAX)
    note: Annotated[str, Field(max_length=NOTE_LENGTH_MAX, examples=["首贷项目"])] = ""


class StepRequest(Asked):
    """A step with an instruction; whoever refuses says why, and names no person."""

    step: Literal["approve", "consent", "refuse", "withdraw"] = Field(examples=["approve"])
    reason: Annotated[str, Field(max_length=NOTE_LENGTH_MAX, examples=["材料不全"])] = ""


class DraftRequest(Asked):
    """
    What a certificate's next document is to say.

    `changes` are fields of the document, for `amend`, `correct` and `renew`; `fromUscc` and `toUscc` for `transfer`;
    `reason` for `cancel` (a code) and `revoke` (in words).

    For `split`, `toUscc` and `changes` with the `rights` given; where the data is divided also its `part` and what is
    `remaining`, each with the fields that differ and its fingerprint.  For `convert`, `changes` with the `regime`.
    """

    changes: dict[str, Any] = Field({}, examples=[{"updateFrequency": "monthly"}])
    from_uscc: str = Field("", max_length=64, examples=["91110112MA0000015K"])
    to_uscc: str = Field("", max_length=64, examples=["91110112MA0000023E"])
    reason: str = Field("", max_length=NOTE_LENGTH_MAX, examples=["VOLUNTARY"])


class DraftView(Given):
    """The act that names the document, ready to be an instruction, and the document itself."""

    contract: str = Field(examples=["Certificates"])
    function: str = Field(examples=["correct"])
    asked: dict[str, Any] = Field(examples=[{"certificateId": DIGEST, "documentDigest": DIGEST}])
    document: dict[str, Any] = Field(examples=[{"schema": "datadeed/certificate/1"}])
    remaining: dict[str, Any] | None = Field(None, examples=[None])


class PartyState(PartyView):
    """A party whose consent the act needs, and whether it has consented."""

    consented: bool


class StepView(Given):
    """
    One step: when, by which institution, by which of its keys; `officer` only for its own people and the supervisor.
    """

    step: str = Field(examples=["approve"])
    words: Text
    at: datetime
    institution: PartyView
    officer: str | None = Field(examples=["off_5f0c7c5e8f7d4a3f"])
    key: str | None = Field(examples=["0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"])
    reason: str = Field(examples=[""])


class RefusedView(Given):
    """Why the contract or the desk did not take an act, or what keeps it for now."""

    code: str = Field(examples=["CertificateExpired"])
    sentence: Text


class InstructionLine(Given):
    """An instruction in a list."""

    id: str = Field(examples=[INSTRUCTION])
    state: str = Field(examples=["prepared"])
    state_words: Text
    contract: str = Field(examples=["Pledges"])
    function: str = Field(examples=["releaseHold"])
    title: Text
    institution: PartyView
    about: str | None = Field(examples=[DIGEST])
    number: str | None = Field(examples=["SJ1112026110001"])
    created_at: datetime
    changed_at: datetime
    expires_at: datetime


class InstructionView(InstructionLine):
    """
    An instruction: what is asked, on what it rests, who must still consent, what was done by whom.

    `makes` is the id of what the act has made, once it is in a block.  `may` are the steps that the caller may take.
    """

    asked: dict[str, Any] = Field(examples=[{"certificateId": DIGEST, "holdId": DIGEST}])
    evidence: list[Evidence]
    note: str = Field(examples=["首贷项目"])
    parties: list[PartyState]
    steps: list[StepView]
    transaction: str | None = Field(examples=[DIGEST])
    block: int | None = Field(examples=[1204])
    makes: str | None = Field(examples=[DIGEST])
    refusal: RefusedView | None
    may: list[str] = Field(examples=[["approve", "refuse"]])


class InstructionPage(Given):
    items: list[InstructionLine]
    next: str | None = Field(examples=[None])
