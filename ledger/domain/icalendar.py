"""
Days as calendar programs read them (RFC 5545): whole days, each with a name that stays, so that they replace their own
earlier form and are never doubled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ledger.domain.calendar import ONE_DAY

MEDIA_TYPE = "text/calendar; charset=utf-8"

LINE_OCTETS_MAX = 75
"""Longest line without its end (RFC 5545 §3.1); a longer one is folded."""


@dataclass(frozen=True, slots=True)
class Day:
    """A whole day: its name in the world, the day, what is said in a line, and more of it."""

    uid: str
    day: date
    summary: str
    description: str


def icalendar(name: str, days: Iterable[Day], instant: int) -> bytes:
    """Return a calendar with this name, made at a unix second."""
    stamp = datetime.fromtimestamp(instant, UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//DataDeed//Ledger//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for each in days:
        lines += _event(each, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(each: Day, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(each.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{each.day + ONE_DAY:%Y%m%d}"
    yield f"SUMMARY:{_text(each.summary)}"
    yield f"DESCRIPTION:{_text(each.description)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(text: str) -> str:
    """Write text (§3.3.11); what cannot be printed is left out."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return "".join(character for character in text if character.isprintable())


def _folded(line: str) -> Iterator[bytes]:
    """Break a line into parts of at most `LINE_OCTETS_MAX` octets, and no character in two."""
    part = b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > LINE_OCTETS_MAX:
            yield part
            part = b" "
        part += octets
    yield part
