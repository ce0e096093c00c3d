"""Holds and pledges as answers show them."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.base import DIGEST, NUMBER, PLACE, Given, PartyView, Place


class SecurityFormView(Given):
    """In which legal form the certificate secures the debt."""

    code: str = Field(examples=["PLEDGE"])
    zh: str = Field(examples=["质押"])
    en: str = Field(examples=["pledge"])


class PledgeStandingView(Given):
    """What a hold or a pledge is now; computed, never stored."""

    code: str = Field(examples=["perfected"])
    zh: str = Field(examples=["已质押，中登网已登记"])
    en: str = Field(examples=["pledged and perfected"])


class FilingView(Given):
    """The filing in the unified movables register (中登网) as the creditor attests it; that register is not asked."""

    number: str = Field(examples=["01234567890123456789"])
    filed_at: datetime
    file_digest: str = Field(examples=[DIGEST])


class PledgeEndView(Given):
    """When a hold or a pledge was ended by an act, why a pledge was released, and by which enforcement it ended."""

    at: datetime
    code: str | None = Field(examples=["PAID"])
    zh: str | None = Field(examples=["债务已清偿"])
    en: str | None = Field(examples=["paid"])
    by: str | None = Field(examples=[None])


class PledgeObjectionView(Given):
    """An objection to a pledge that is in force; until a suit is proven it lapses by itself at `proveBy`."""

    objector: PartyView
    prove_by: datetime
    proven: bool = Field(examples=[False])
    document_digest: str = Field(examples=[DIGEST])


class PledgeView(Given):
    """
    One hold or pledge.  Sums are in fen.

    `amountFen` is the sum secured or, if `isCap`, its limit; what was added to it after the pledge was created is
    `addedFen`, last at `addedAt`.  A hold has neither sum nor form.  `until` is when a hold lapses; a pledge does not
    lapse with its term: `pastTerm` says that it is over.  `rank` is the place from 1, null if it is not in force.
    """

    id: str = Field(examples=[DIGEST])
    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str = Field(examples=[NUMBER])
    is_hold: bool = Field(examples=[False])
    rank: int | None = Field(examples=[1])
    standing: PledgeStandingView
    creditor: PartyView
    debtor: PartyView | None
    form: SecurityFormView | None
    amount_fen: int | None = Field(examples=[500_000_000])
    maximum: bool = Field(examples=[False])
    is_cap: bool = Field(examples=[False])
    added_fen: int = Field(examples=[0])
    added_at: datetime | None = Field(examples=[None])
    rank_at: datetime
    until: datetime
    past_term: bool = Field(examples=[False])
    filing: FilingView | None
    objection: PledgeObjectionView | None = Field(examples=[None])
    end: PledgeEndView | None = Field(examples=[None])
    hold_id: str | None = Field(examples=[None])
    report_id: str | None = Field(examples=[None])
    debt_digest: str | None = Field(examples=[DIGEST])
    resolution_digest: str | None = Field(examples=[None])
    document_digest: str | None = Field(examples=[DIGEST])
    created: Place = Field(examples=[PLACE])
    created_at: datetime


class BurdenView(Given):
    """
    What encumbers a certificate now: all that is in force, the first in rank first, and the sums secured, caps at
    their limit.  An empty list says that nothing is registered here; another register may know more.
    """

    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str = Field(examples=[NUMBER])
    ranked: list[PledgeView]
    perfected_fen: int = Field(examples=[500_000_000])
    unperfected_fen: int = Field(examples=[0])


class PledgePage(Given):
    """Holds and pledges in the order of their creation; `next` is the `cursor` of the next page, null on the last."""

    items: list[PledgeView]
    next: str | None = Field(examples=["1204.2"])
