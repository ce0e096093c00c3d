"""
Days: working days with 调休, periods and deadlines.  Versioned data and plain arithmetic; no clock.

A day is a day in Asia/Shanghai, eight hours ahead of UTC the year round.  Working days follow the State Council's
yearly notice and cannot be computed: beyond the table the arithmetic stops with a clear error and never guesses.

The table is what a ledger's calendar begins with; from then on the years that the governors set on the chain hold
(`rules.CalendarYear`), and `periods` counts by them.  `working_bits` turns a row into what the chain keeps.

The year 2027 is PROVISIONAL: its notice was not to be found when this version was made.  It holds the statutory days of
《全国年节及纪念日放假办法》 (2024 revision) with their lunar dates, without bridges and without weekend workdays.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from ledger.errors import Misconfigured

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""No daylight saving since 1991, so that no time-zone database is needed."""

ONE_DAY = timedelta(days=1)
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Year:
    """
    One year's notice: days off in ranges, both ends included, and weekend days that are worked.

    `provisional` means that no notice is out and only the statutory days are known.
    """

    year: int
    source: str
    effective: date
    off: tuple[tuple[date, date], ...]
    worked: tuple[date, ...]
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working-day table of some years; `version` changes with every change of a row."""

    version: int
    years: tuple[Year, ...]

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked.  Raises `Misconfigured` CalendarTableEnds outside the table."""
        row = self._year(day)
        if day in row.worked:
            return True
        return day.weekday() < 5 and not any(first <= day <= last for first, last in row.off)

    def is_provisional(self, day: date) -> bool:
        """Whether the notice for the day's year is still awaited.  Raises `Misconfigured` outside the table."""
        return self._year(day).provisional

    def add_working_days(self, day: date, count: int) -> date:
        """
        Return the last day of a period of `count` working days that begins after `day` (Civil Code art. 201).

        With 0 it is the day itself, worked or not.  Raises `Misconfigured` CalendarTableEnds outside the table.
        """
        if count < 0:
            raise ValueError("a period has no negative length")
        for _ in range(count):
            day += ONE_DAY
            while not self.is_working(day):
                day += ONE_DAY
        return day

    def working_days(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and including `last`; 0 if `last` is not later."""
        return sum(self.is_working(day) for day in _days_after(first, last))

    def _year(self, day: date) -> Year:
        for row in self.years:
            if row.year == day.year:
                return row
        raise Misconfigured(
            "CalendarTableEnds", day=day.isoformat(), first=self.years[0].year, last=self.years[-1].year
        )


def _days_after(first: date, last: date) -> Iterator[date]:
    for distance in range(1, (last - first).days + 1):
        yield first + distance * ONE_DAY


# THE TABLE

CALENDAR = Calendar(
    version=1,
    years=(
        Year(
            2026,
            "国办发明电〔2025〕7号",
            date(2025, 11, 4),
            off=(
                (date(2026, 1, 1), date(2026, 1, 3)),  # 元旦
                (date(2026, 2, 15), date(2026, 2, 23)),  # 春节
                (date(2026, 4, 4), date(2026, 4, 6)),  # 清明节
                (date(2026, 5, 1), date(2026, 5, 5)),  # 劳动节
                (date(2026, 6, 19), date(2026, 6, 21)),  # 端午节
                (date(2026, 9, 25), date(2026, 9, 27)),  # 中秋节
                (date(2026, 10, 1), date(2026, 10, 7)),  # 国庆节
            ),
            worked=(
                date(2026, 1, 4),
                date(2026, 2, 14),
                date(2026, 2, 28),
                date(2026, 5, 9),
                date(2026, 9, 20),
                date(2026, 10, 10),
            ),
        ),
        Year(
            2027,
            "《全国年节及纪念日放假办法》(国务院令第795号), statutory days only; the yearly notice is awaited",
            date(2025, 1, 1),
            off=(
                (date(2027, 1, 1), date(2027, 1, 1)),  # 元旦
                (date(2027, 2, 5), date(2027, 2, 8)),  # 除夕、正月初一至初三
                (date(2027, 4, 5), date(2027, 4, 5)),  # 清明
                (date(2027, 5, 1), date(2027, 5, 2)),  # 劳动节
                (date(2027, 6, 9), date(2027, 6, 9)),  # 五月初五
                (date(2027, 9, 15), date(2027, 9, 15)),  # 八月十五
                (date(2027, 10, 1), date(2027, 10, 3)),  # 国庆节
            ),
            worked=(),
            provisional=True,
        ),
    ),
)


def add_working_days(day: date, count: int) -> date:
    """Return the last day of a period of `count` working days by the table in force, see `Calendar`."""
    return CALENDAR.add_working_days(day, count)


# AS THE CHAIN KEEPS IT

WORD_BITS = 256
"""Bits of one word of a year's table: the first has the days 0 to 255, the second the rest."""


def days_of(year: int) -> Iterator[date]:
    """Return the days of a year in order."""
    return (date(year, 1, 1) + place * ONE_DAY for place in range(366 if months.isleap(year) else 365))


def working_bits(row: Year) -> tuple[int, int]:
    """Return a year's two words: bit n is set if the n-th day of the year, from 0, is worked."""
    table = Calendar(0, (row,))
    bits = sum(1 << place for place, day in enumerate(days_of(row.year)) if table.is_working(day))
    return bits & (1 << WORD_BITS) - 1, bits >> WORD_BITS


def is_worked(low: int, high: int, day: date) -> bool:
    """Whether a year's two words say that `day`, which is in that year, is worked."""
    return bool((high << WORD_BITS | low) >> (day - date(day.year, 1, 1)).days & 1)


def year_of_bits(year: int, low: int, high: int) -> Year:
    """
    Return the row that has these two words.

    Its spans are the weekdays off, grown over the weekends beside them; a weekend alone is no span.  The words tell
    nothing of their source.
    """
    rests = [day for day in days_of(year) if not is_worked(low, high, day)]
    spans: list[tuple[date, date]] = []
    for day in rests:
        if spans and day - spans[-1][1] == ONE_DAY:
            spans[-1] = spans[-1][0], day
        else:
            spans.append((day, day))
    off = tuple((first, last) for first, last in spans if any(day.weekday() < 5 for day in _days_between(first, last)))
    worked = tuple(day for day in days_of(year) if day.weekday() >= 5 and is_worked(low, high, day))
    return Year(year, "", date(year, 1, 1), off, worked)


def _days_between(first: date, last: date) -> Iterator[date]:
    yield first
    yield from _days_after(first, last)


# PERIODS

TERM_CONVENTION = "1: the day of deposit is not counted (Civil Code art. 201); no roll-over at holidays"
"""How a term of years is counted.  Guideline 〔2026〕35 art. 26 and the Civil Code differ by a day; this is our one
reading, printed on every certificate as its last valid day (domain rules §1.4)."""


def add_years(day: date, years: int) -> date:
    """Return the corresponding day so many years later, or the month's end if there is none (Civil Code art. 202)."""
    year = day.year + years
    return date(year, day.month, min(day.day, months.monthrange(year, day.month)[1]))


def add_months(day: date, count: int) -> date:
    """Return the corresponding day so many months later or earlier, or the month's end (Civil Code art. 202)."""
    place = day.year * 12 + day.month - 1 + count
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def start_of_day(day: date) -> int:
    """Return the unix second at which `day` begins in Asia/Shanghai."""
    return int(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).timestamp())


def end_of_day(day: date) -> int:
    """Return the unix second at which `day` is over, its 24:00 in Asia/Shanghai (Civil Code art. 203)."""
    return start_of_day(day) + DAY_SECONDS


def day_of(instant: int) -> date:
    """Return the day in Asia/Shanghai on which a unix second falls."""
    return datetime.fromtimestamp(instant, SHANGHAI).date()


def last_valid_day(valid_to: int) -> date:
    """Return the last day, in Asia/Shanghai, on which something is valid that ends before `valid_to`."""
    return day_of(valid_to - 1)
