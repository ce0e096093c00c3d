"""
Rules: every parameter's history, the years' working days, and the lines that set them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.domain.rules import RULES_VERSION, CalendarYear, RuleHistory, RulesVersion
from ledger.store import facts as shelf
from ledger.store.facts import SHELVES, Shelf
from ledger.store.queries.entries import ENTRIES, Line, line_of
from ledger.store.tables.chain import RULINGS

_RULES = SHELVES[RuleHistory.KIND]
_CALENDAR = SHELVES[CalendarYear.KIND]


def version(session: Session) -> int:
    """Return how many changes of rules and calendar there were."""
    found = shelf.load(session, [RULES_VERSION]).get(RULES_VERSION)
    return found.version if isinstance(found, RulesVersion) else 0


def histories(session: Session) -> list[RuleHistory]:
    """Return the values of all parameters, by regime and parameter; there are at most a hundred."""
    return _all(session, _RULES)


def years(session: Session) -> list[CalendarYear]:
    """Return the working days of all years that have a calendar, in order; there are at most 180."""
    return _all(session, _CALENDAR)


def year(session: Session, number: int) -> CalendarYear | None:
    """Return the working days of one year."""
    return shelf.one(session, CalendarYear, number)


def changes(session: Session, limit: int) -> list[Line]:
    """Return the last lines by which a rule or a year's calendar was set, the newest first."""
    wanted = select(ENTRIES).where(text(RULINGS)).order_by(ENTRIES.c.block.desc(), ENTRIES.c.log.desc()).limit(limit)
    return [line_of(row) for row in session.execute(wanted).mappings()]


def _all(session: Session, kind: Shelf) -> list[Any]:
    rows = session.execute(select(kind.table).order_by(kind.key)).mappings()
    return [kind.fact_of(row) for row in rows]
