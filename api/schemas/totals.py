"""Totals as answers show them."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.schemas.base import Given, PartyView


class TotalView(Given):
    """
    Of one zone, regime, register, month or centre: how many certificates were issued, by what became of them, and what
    sums rest on them, in fen.

    `inForce` are those within their terms on the day.  `pledged`, `frozen` and `contributed` bear that mark and were
    not ended by an act; a mark stays until an act takes it off, also when what it speaks of has lapsed.  `securedFen`
    is by pledges in force, caps at their limit; `valuedFen` the sum of all reports of value that stand, of whatever
    purpose; `contributedFen` the registered capital that contributions became.
    """

    key: str = Field(examples=["111/DPR"])
    centre: PartyView | None = Field(examples=[None])
    issued: int = Field(examples=[412])
    states: dict[str, int] = Field(examples=[{"ACTIVE": 398, "CANCELLED": 14}])
    in_force: int = Field(examples=[391])
    pledged: int = Field(examples=[57])
    frozen: int = Field(examples=[2])
    contributed: int = Field(examples=[8])
    secured_fen: int = Field(examples=[1_250_000_000_00])
    valued_fen: int = Field(examples=[3_400_000_000_00])
    contributed_fen: int = Field(examples=[90_000_000_00])


class TotalsView(Given):
    """Totals on a day; months are those in the certificates' numbers, days and months of Asia/Shanghai."""

    by: str = Field(examples=["register"])
    day: date
    items: list[TotalView]
