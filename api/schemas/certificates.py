"""Certificates as answers show them: facts, holders, standing and history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.schemas.base import DIGEST, NUMBER, PLACE, QUERY_CODE, Given, HolderView, PartyView, Place


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


class FlagView(Given):
    """A mark of a certificate: a noun has something to say of it, and what it says today is to be asked there."""

    code: str = Field(examples=["PLEDGED"])
    zh: str = Field(examples=["质押或顺位预告"])
    en: str = Field(examples=["pledged, or a rank held"])


class CertificateView(Given):
    """
    One certificate: its facts, who holds it, and its standing.

    `flags` are the marks of the nouns that rest on it; `version` is the event with which its present data came in.
    """

    id: str = Field(examples=[DIGEST])
    number: str = Field(examples=[NUMBER])
    query_code: str = Field(examples=[QUERY_CODE])
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
    flags: list[FlagView]
    sequence: int = Field(examples=[1])
    version: int = Field(examples=[1])
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
