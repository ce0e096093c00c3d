"""The supply of certificate numbers as the API shows it, and answers to what somebody types."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.schemas.base import NUMBER, Given, Text


class GapView(Given):
    """Numbers that no certificate has, below one that has."""

    first: str = Field(examples=[NUMBER])
    last: str = Field(examples=[NUMBER])
    count: int = Field(examples=[3])
    cause: str = Field(examples=["migrated"])
    sentence: Text


class SupplyView(Given):
    """One register's numbers of one month; `endsOn` is null where the pace does not end them within the month."""

    register_name: str = Field(alias="register", examples=["111/DPR"])
    used: int = Field(examples=[8_214])
    left: int = Field(examples=[1_785])
    next: str | None = Field(examples=[NUMBER])
    ends_on: date | None
    is_short: bool
    warning: Text | None
    gaps: list[GapView]


class NumbersView(Given):
    """The registers' supplies of one month; `maximum` is how many numbers a register has in a month."""

    month: str = Field(examples=["2026-11"])
    day: date
    maximum: int = Field(examples=[9_999])
    items: list[SupplyView]


class TypedView(Given):
    """
    What is to be said of something typed: whether it is well formed, and how it is written.

    `normalised` is the same in its canonical form; `sentence` says what is wrong and what to do, `remark` what to look
    at though nothing is wrong; `length` counts characters where there is a limit of them.
    """

    kind: str = Field(examples=["uscc"])
    ok: bool
    normalised: str | None = Field(examples=["91110112MA0000015K"])
    code: str | None = Field(examples=["UsccCheckCharacter"])
    sentence: Text | None
    remark: Text | None
    length: int | None = Field(examples=[18])
    maximum: int | None = Field(examples=[40])
