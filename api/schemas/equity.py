"""Contributions as answers show them."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.base import DIGEST, NUMBER, PLACE, Given, PartyView, Place


class ContributionModeView(Given):
    """What of the data is contributed."""

    code: str = Field(examples=["TRANSFER"])
    zh: str = Field(examples=["全部权利作价"])
    en: str = Field(examples=["the whole right"])


class ContributionStandingView(Given):
    """What a contribution is now; computed, never stored."""

    code: str = Field(examples=["reserved"])
    zh: str = Field(examples=["出资锁定"])
    en: str = Field(examples=["reserved"])


class ContributionView(Given):
    """
    One contribution.  Sums are in fen, and three: appraised, agreed, and what of it became registered capital.

    `due_at` is when the reservation lapses or, once executed, until when it must be confirmed.  What has not happened
    yet is null; `closingDigest` is the paper of a cancellation or of a reduction of capital.
    """

    id: str = Field(examples=[DIGEST])
    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str = Field(examples=[NUMBER])
    contributor: PartyView
    investee: PartyView
    mode: ContributionModeView
    standing: ContributionStandingView
    appraised_fen: int = Field(examples=[204_000_000])
    agreed_fen: int = Field(examples=[190_000_000])
    capital_fen: int = Field(examples=[51_900_000])
    report_id: str = Field(examples=[DIGEST])
    agreement_digest: str = Field(examples=[DIGEST])
    due_at: datetime
    reserved: Place = Field(examples=[PLACE])
    reserved_at: datetime
    executed_at: datetime | None = Field(examples=[None])
    delivery_digest: str | None = Field(examples=[None])
    confirmed_at: datetime | None = Field(examples=[None])
    receipt_digest: str | None = Field(examples=[None])
    registered_at: datetime | None = Field(examples=[None])
    closed_at: datetime | None = Field(examples=[None])
    closing_digest: str | None = Field(examples=[None])


class ContributionPage(Given):
    """Contributions in the order of their reservation; `next` is the `cursor` of the next page, null on the last."""

    items: list[ContributionView]
    next: str | None = Field(examples=["1204.2"])
