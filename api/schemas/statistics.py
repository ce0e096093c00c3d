"""Statistics as answers show them."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.base import Given, Text


class RegistrationFigures(Given):
    """
    What happened in the months asked for; objections count in the month in which they were raised.

    `registeredBytes` and `inForceBytes` are of the documents that could be read; `unread` says of how many
    certificates there was none.  `inForce` are those of the registered that are so at the answer's instant.
    """

    registered: int = Field(examples=[412])
    registered_bytes: int = Field(examples=[15_008_693_756])
    unread: int = Field(examples=[0])
    in_force: int = Field(examples=[398])
    in_force_bytes: int = Field(examples=[14_902_110_300])
    renewed: int = Field(examples=[12])
    cancelled: int = Field(examples=[3])
    revoked: int = Field(examples=[1])
    superseded: int = Field(examples=[2])
    frozen: int = Field(examples=[2])
    objected: int = Field(examples=[4])
    source_objected: int = Field(examples=[1])
    publicity_objected: int = Field(examples=[2])
    claimed: int = Field(examples=[9])


class FinanceFigures(Given):
    """
    Deals, pledges, reports of value, bookings and contributions made in the months asked for, and their sums in fen.

    `secured` are those of the pledges that are in force still.  A sum that rests on fewer deeds than `least` is null.
    """

    listed: int = Field(examples=[5])
    dealt: int = Field(examples=[3])
    dealt_fen: int | None = Field(examples=[120_000_000_00])
    pledged: int = Field(examples=[57])
    pledged_fen: int | None = Field(examples=[1_250_000_000_00])
    secured: int = Field(examples=[41])
    secured_fen: int | None = Field(examples=[980_000_000_00])
    valued: int = Field(examples=[88])
    valued_fen: int | None = Field(examples=[3_400_000_000_00])
    booked: int = Field(examples=[14])
    booked_fen: int | None = Field(examples=[61_000_000_00])
    contributed: int = Field(examples=[8])
    contributed_fen: int | None = Field(examples=[90_000_000_00])


class RegistrationRow(RegistrationFigures):
    key: str = Field(examples=["J"])
    name: Text = Field(examples=[{"zh": "金融业", "en": "Finance"}])


class FinanceRow(FinanceFigures):
    key: str = Field(examples=["2026-11"])
    name: Text = Field(examples=[{"zh": "2026-11", "en": "2026-11"}])


class OfWhen(Given):
    """Of which block and instant, by what, and of which months: null where there is no limit."""

    by: str = Field(examples=["industry"])
    block: int = Field(examples=[1204])
    at: datetime
    first: str | None = Field(examples=["2026-01"])
    last: str | None = Field(examples=["2026-11"])


class RegistrationStatistics(OfWhen):
    items: list[RegistrationRow]
    total: RegistrationFigures


class FinanceStatistics(OfWhen):
    """`least` is on how many deeds a sum must rest to be shown."""

    least: int = Field(examples=[1])
    items: list[FinanceRow]
    total: FinanceFigures


class ZoneVolume(Given):
    """
    The data of a zone's certificates in force, in bytes, towards its goal; null where no goal is set.

    `reached` is in basis points of the goal.
    """

    key: str = Field(examples=["11"])
    name: Text
    certificates: int = Field(examples=[398])
    unread: int = Field(examples=[0])
    bytes: int = Field(examples=[14_902_110_300])
    goal_bytes: int | None = Field(examples=[1_000_000_000_000_000])
    reached: int | None = Field(examples=[149])


class VolumeStatistics(OfWhen):
    items: list[ZoneVolume]


class TookView(Given):
    """
    How many working days cases took from one step to another: median and ninetieth percentile, by nearest rank.

    `beyond` counts cases left out since the ledger's calendar does not reach as far.
    """

    code: str = Field(examples=["whole"])
    name: Text
    cases: int = Field(examples=[120])
    median: int | None = Field(examples=[8])
    ninetieth: int | None = Field(examples=[13])
    beyond: int = Field(examples=[0])


class NamedCount(Given):
    """How many cases have come to a stage, or were refused on a ground."""

    code: str = Field(examples=["DEPOSITED"])
    name: Text
    cases: int = Field(examples=[97])


class CasesRow(Given):
    key: str = Field(examples=["DPR"])
    name: Text
    cases: int = Field(examples=[120])
    stages: list[NamedCount]
    refusals: list[NamedCount]
    took: list[TookView]


class CasesStatistics(OfWhen):
    """Cases submitted in the months asked for, by the stage to which they have come."""

    items: list[CasesRow]
