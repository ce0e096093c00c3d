"""
Periods: what the rules say at an instant, and where a period ends, by the facts of the ledger.

The same arithmetic as `Rules.sol`, over `RuleHistory` and `CalendarYear`; what the contract refuses, this refuses with
the same error.  A period begins with the day after the instant's, in Asia/Shanghai, and ends at the 24:00 of its last
day (Civil Code art. 201 to 203), which is the first second of the day after.  No clock is here: a past instant is
judged by the rules that then held.
"""

from __future__ import annotations

from datetime import date

from ledger.domain.calendar import ONE_DAY, add_months, day_of, end_of_day, is_worked, last_valid_day, start_of_day
from ledger.domain.facts import Facts, find
from ledger.domain.rules import CalendarYear, RuleHistory, rule_key
from ledger.errors import ActRefused

PERIOD_MAX = 1_200
"""Largest value of a parameter and longest period, in its unit, as in the contract: a hundred years in months."""

INSTANT_MAX = start_of_day(date(2300, 1, 1)) - 1
"""Last unix second from which periods are computed, as in the contract: that of the year 2299."""


def value_at(facts: Facts, regime: int, parameter: int, instant: int) -> int:
    """Return the value that a parameter had at an instant.  Raises `ActRefused` RuleMissing if it had none."""
    known = find(facts, ("rule", rule_key(regime, parameter)), RuleHistory)
    rule = known.at(instant) if known else None
    if rule is None:
        raise ActRefused("RuleMissing", regime=int(regime), parameter=int(parameter), instant=instant)
    return rule.value


# THE END OF A PERIOD


def is_working_day(facts: Facts, instant: int) -> bool:
    """Whether the day on which an instant falls is worked.  Raises `ActRefused` CalendarEnds outside the calendar."""
    _require_period(instant, 0)
    return _is_worked(facts, day_of(instant))


def working_days_after(facts: Facts, instant: int, count: int) -> int:
    """Return where a period of so many working days ends.  Raises `ActRefused` CalendarEnds beyond the calendar."""
    _require_period(instant, count)
    day = day_of(instant)
    while count > 0:
        day += ONE_DAY
        count -= _is_worked(facts, day)
    return end_of_day(day)


def days_after(instant: int, count: int) -> int:
    """Return where a period of so many days ends."""
    _require_period(instant, count)
    return end_of_day(day_of(instant) + count * ONE_DAY)


def months_after(instant: int, count: int) -> int:
    """Return where a period of so many months ends: with the corresponding day, or the month's last."""
    _require_period(instant, count)
    return end_of_day(add_months(day_of(instant), count))


def months_before(end: int, count: int) -> int:
    """Return where the corresponding day begins so many months before the last day of a term that ends at `end`."""
    _require_period(end, count)
    return max(0, start_of_day(add_months(last_valid_day(end), -count)))


# PRIVATE


def _require_period(instant: int, count: int) -> None:
    if count > PERIOD_MAX:
        raise ActRefused("PeriodTooLong", count=count, maximum=PERIOD_MAX)
    if instant > INSTANT_MAX:
        raise ActRefused("InstantTooLate", instant=instant, latest=INSTANT_MAX)


def _is_worked(facts: Facts, day: date) -> bool:
    known = find(facts, ("calendar", day.year), CalendarYear)
    if known is None:
        raise ActRefused("CalendarEnds", year=day.year)
    return is_worked(known.working_low, known.working_high, day)
