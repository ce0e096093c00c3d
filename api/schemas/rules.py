"""The rules as the API shows them: regimes, parameters with their history, working days, the verification policy."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from api.schemas.base import DIGEST, Given, Text
from ledger.domain.parameters import Unit
from ledger.domain.policy import Outcome


class RegimeView(Given):
    """One registration regime's parameters."""

    regime: str = Field(examples=["DPR"])
    name: Text
    prefix: str = Field(examples=["SJ"])
    years_max: int = Field(examples=[5])
    publicity_working_days: int = Field(examples=[5])
    source: str
    effective: date


class Span(Given):
    first: date
    last: date


class YearView(Given):
    """One year's working-day table."""

    year: int = Field(examples=[2026])
    source: str
    effective: date
    provisional: bool
    off: list[Span]
    worked: list[date]


class CalendarView(Given):
    version: int = Field(examples=[1])
    years: list[YearView]


class PolicyRow(Given):
    """What one reason means for each purpose."""

    check: str = Field(examples=["TERM_COVERS"])
    reason: str = Field(examples=["TERM_SHORT"])
    outcomes: dict[str, Outcome] = Field(examples=[{"financing": "WARN"}])
    rule: str


class PolicyView(Given):
    version: str = Field(examples=["2026-11"])
    effective: date
    margin_days: int = Field(examples=[90])
    rows: list[PolicyRow]


class RegimeList(Given):
    items: list[RegimeView]


class RuleValueView(Given):
    """One value of a parameter.  `source` is known of those that the ledger was founded with."""

    value: int = Field(examples=[5])
    effective_from: datetime
    version: int = Field(examples=[8])
    reason_digest: str = Field(examples=[DIGEST])
    source: str | None = Field(None, examples=["国数综政策〔2026〕35号, art. 24"])


class RuleView(Given):
    """One parameter of one regime: the value at the instant asked for, if there was one, and all values in order."""

    regime: str = Field(examples=["DPR"])
    parameter: str = Field(examples=["PUBLICITY_DAYS"])
    number: int = Field(examples=[8])
    name: Text
    unit: Unit
    unit_name: Text
    value: int | None = Field(None, examples=[5])
    history: list[RuleValueView]


class RuleList(Given):
    """All parameters; `version` counts the changes of rules and calendar."""

    version: int = Field(examples=[82])
    at: datetime
    items: list[RuleView]


class LedgerYearView(Given):
    """
    One year's working days as the ledger keeps them.

    `off` are spans with a weekday in them, `worked` the weekend days that are worked.  `source` and `provisional` are
    known of the years that the ledger was founded with.
    """

    year: int = Field(examples=[2026])
    working_days: int = Field(examples=[248])
    off: list[Span]
    worked: list[date]
    notice_digest: str = Field(examples=[DIGEST])
    version: int = Field(examples=[81])
    source: str | None = None
    provisional: bool | None = None
