"""Rules: every parameter's values in order, every year's working days, and the version of both."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Mapped, mapped_column

from ledger.domain.events import Digest
from ledger.domain.facts import Fact
from ledger.domain.rules import CalendarYear, RuleHistory, RulesVersion, RuleValue
from ledger.store.tables.base import Kept, Word, key_column


class RuleRow(Kept):
    """All values of one parameter in one regime, the oldest first; the key is regime << 8 | parameter."""

    __tablename__ = "rules"

    key: Mapped[int] = key_column()
    values: Mapped[tuple[RuleValue, ...]]


class CalendarRow(Kept):
    """A year's working days by the newest notice, a bit a day."""

    __tablename__ = "calendar"

    year: Mapped[int] = key_column()
    working_low: Mapped[int] = mapped_column(Word)
    working_high: Mapped[int] = mapped_column(Word)
    notice_digest: Mapped[Digest]
    version: Mapped[int]


class RulesVersionRow(Kept):
    """How many changes there were: one row."""

    __tablename__ = "rules_version"

    id: Mapped[int] = key_column()  # always 0, as the fact's key
    version: Mapped[int]


SHELVES: Mapping[type[Fact], type[Kept]] = {
    RuleHistory: RuleRow,
    CalendarYear: CalendarRow,
    RulesVersion: RulesVersionRow,
}
