"""Renewals as answers show them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from api.schemas.base import DIGEST, NUMBER, PLACE, Given, Place


class RenewalStandingView(Given):
    """What a request for renewal is now; computed, never stored."""

    code: str = Field(examples=["pending"])
    zh: str = Field(examples=["待决"])
    en: str = Field(examples=["pending"])


class RenewalRequestView(Given):
    """
    A certificate's last request for renewal.

    `decideBy` is null once it is decided.  Until then the certificate can be renewed though its term has ended.
    """

    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str = Field(examples=[NUMBER])
    standing: RenewalStandingView
    decide_by: datetime | None
    document_digest: str = Field(examples=[DIGEST])
    requested: Place = Field(examples=[PLACE])
    requested_at: datetime


class RenewalView(Given):
    """
    When a certificate may be renewed by the rules in force now, and its last request; null if there never was one.

    One may ask from `firstDay` to `lastDay`, both included.
    """

    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str = Field(examples=[NUMBER])
    first_day: date
    last_day: date
    open: bool = Field(examples=[True])
    request: RenewalRequestView | None = Field(examples=[None])


class RenewalPage(Given):
    """Pending requests in the order in which they were made; `next` is the `cursor` of the next page."""

    items: list[RenewalRequestView]
    next: str | None = Field(examples=["1204.2"])
