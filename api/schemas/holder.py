"""What a holder has, and its calendar, as answers show them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from api.schemas.base import DIGEST, NUMBER, Given, PartyView, Text


class BadgeView(Given):
    """One fact among several: its code, how many there are of it, and in words; `tone` is info, warn or bad."""

    code: str = Field(examples=["PLEDGED"])
    number: int = Field(examples=[2])
    name: Text
    tone: str = Field(examples=["warn"])


class AssetPledge(Given):
    """A hold or pledge in force, in the order of rank; `amountFen` is a limit where `isCap`, 0 of a hold."""

    id: str = Field(examples=[DIGEST])
    rank: int = Field(examples=[1])
    standing: str = Field(examples=["perfected"])
    name: Text
    creditor: PartyView
    amount_fen: int = Field(examples=[500_000_000])
    is_cap: bool = Field(examples=[False])
    last_day: date
    objected: bool = Field(examples=[False])


class AssetRestraint(Given):
    """A freeze or control in force or waiting, an objection, a source's objection or a dispute."""

    kind: str = Field(examples=["freeze"])
    name: Text
    by: PartyView
    last_day: date | None


class AssetLicence(Given):
    id: str = Field(examples=[DIGEST])
    licensee: PartyView
    kind: Text
    rights: list[str] = Field(examples=[["use"]])
    first_day: date
    last_day: date


class AssetReport(Given):
    """A current report of its kind, or else the last; `amountFen` of reports of value."""

    id: str = Field(examples=[DIGEST])
    kind: Text
    by: PartyView
    amount_fen: int | None = Field(examples=[896_800_000])
    worth: str = Field(examples=["CURRENT"])
    worth_name: Text
    last_day: date


class AssetBooking(Given):
    """Who has it on its books, at what carrying amount, and whether that chain goes on."""

    entity: PartyView
    category: Text
    amount_fen: int = Field(examples=[120_000_000])
    live: bool = Field(examples=[True])


class AssetContribution(Given):
    standing: str = Field(examples=["confirmed"])
    name: Text
    investee: PartyView
    capital_fen: int = Field(examples=[200_000_000])


class AssetView(Given):
    """
    One certificate in a holder's hands, with all that rests on it at the answer's instant.

    `dataName` is null where the document is not on file, or was altered or erased.  `share` is in basis points.
    """

    id: str = Field(examples=[DIGEST])
    number: str = Field(examples=[NUMBER])
    regime: str = Field(examples=["DPR"])
    data_name: Text | None
    rights: list[str] = Field(examples=[["hold", "use", "operate"]])
    share: int = Field(examples=[10_000])
    in_force: bool = Field(examples=[True])
    reason: str = Field(examples=["IN_FORCE"])
    reason_name: Text
    first_day: date
    last_valid_day: date
    days_left: int = Field(examples=[700])
    renewal_from: date
    renewal_open: bool = Field(examples=[False])
    badges: list[BadgeView]
    pledges: list[AssetPledge]
    restraints: list[AssetRestraint]
    licences: list[AssetLicence]
    reports: list[AssetReport]
    bookings: list[AssetBooking]
    contribution: AssetContribution | None
    value_fen: int | None = Field(examples=[896_800_000], description="By the latest current report of value.")
    secured_fen: int = Field(examples=[600_000_000])


class HoldingTotals(Given):
    """
    Over all that the holder has, on whatever page: certificates, those in force, and sums in fen.

    `valueFen` adds the latest current report of each, of whatever purpose; `bookedFen` what the holder itself has on
    its books.  Of shared certificates the whole counts.
    """

    certificates: int = Field(examples=[12])
    in_force: int = Field(examples=[11])
    renewal_open: int = Field(examples=[1])
    pledged: int = Field(examples=[3])
    restrained: int = Field(examples=[1])
    valued: int = Field(examples=[4])
    value_fen: int = Field(examples=[3_587_200_000])
    secured_fen: int = Field(examples=[600_000_000])
    booked_fen: int = Field(examples=[120_000_000])


class PortfolioView(Given):
    """A holder's certificates in the order of their issue; `next` is the `cursor` of the next page."""

    holder: PartyView
    block: int = Field(examples=[1204])
    at: datetime
    totals: HoldingTotals
    items: list[AssetView]
    next: str | None = Field(examples=["1204.2"])


class DueView(Given):
    """
    One day: of what it is, of which certificate or case, of which pledge, freeze and so on, and by or towards whom.

    `isOwn` says that the holder itself has to act by then; `daysLeft` counts from the answer's day.
    """

    day: date
    code: str = Field(examples=["term_ends"])
    name: Text
    number: str | None = Field(examples=[NUMBER])
    id: str = Field(examples=[DIGEST])
    thing: str | None = Field(examples=[DIGEST])
    data_name: Text | None
    who: PartyView | None
    kind: Text | None
    days_left: int = Field(examples=[23])
    is_own: bool = Field(examples=[False])


class HolderCalendarView(Given):
    """What ends, lapses or is due up to `until`, the earliest first."""

    holder: PartyView
    block: int = Field(examples=[1204])
    at: datetime
    until: date
    items: list[DueView]
