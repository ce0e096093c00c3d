"""Licences as answers show them."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.base import DIGEST, NUMBER, PLACE, Given, PartyView, Place


class LicenceKindView(Given):
    """How far a licence keeps others out."""

    code: str = Field(examples=["EXCLUSIVE"])
    zh: str = Field(examples=["独占许可"])
    en: str = Field(examples=["exclusive"])


class LicenceEndView(Given):
    """Why and when a licence ended before its term."""

    code: str = Field(examples=["AGREEMENT"])
    zh: str = Field(examples=["协议终止"])
    en: str = Field(examples=["ended by agreement"])
    at: datetime


class LicenceStandingView(Given):
    """What a licence is now; computed, never stored."""

    code: str = Field(examples=["in_force"])
    zh: str = Field(examples=["有效"])
    en: str = Field(examples=["in force"])


class LicenceView(Given):
    """
    One licence.

    `end` is null if it was not ended before its term; `documentDigest` is the paper of its last change or of its end,
    null if there was none.
    """

    id: str = Field(examples=[DIGEST])
    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str = Field(examples=[NUMBER])
    licensee: PartyView
    rights: list[str] = Field(examples=[["use"]])
    kind: LicenceKindView
    standing: LicenceStandingView
    valid_from: datetime
    valid_to: datetime
    resale: bool = Field(examples=[False])
    end: LicenceEndView | None = Field(examples=[None])
    scope_digest: str = Field(examples=[DIGEST])
    document_digest: str | None = Field(examples=[None])
    granted: Place = Field(examples=[PLACE])
    granted_at: datetime


class LicencePage(Given):
    """Licences in the order of their grant; `next` is the `cursor` of the next page, null on the last."""

    items: list[LicenceView]
    next: str | None = Field(examples=["1204.2"])
