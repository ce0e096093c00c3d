"""
Standing: what the facts of a certificate are worth at an instant.

Facts are stored, standing is computed (P1): expiry needs no transaction.  Time is compared as the contract compares it:
a certificate is valid from `valid_from`, inclusive, to `valid_to`, exclusive.  Days are counted in Asia/Shanghai.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.domain.calendar import CALENDAR, DAY_SECONDS, Calendar, add_months, day_of, last_valid_day
from ledger.domain.certificates import Certificate, State

RENEWAL_MONTHS = 6
"""The renewal window opens so many months before the end (guideline 〔2026〕35, art. 36), unless the rules differ."""


class Reason(StrEnum):
    """
    Why a certificate is or is not in force.

    While its renewal is pending after its term's end it can be renewed, but not dealt in.
    """

    IN_FORCE = "IN_FORCE"
    NOT_YET = "NOT_YET"
    EXPIRED = "EXPIRED"
    RENEWAL_PENDING = "RENEWAL_PENDING"
    CANCELLED = "CANCELLED"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"


@dataclass(frozen=True, slots=True)
class RenewalTerms:
    """What decides of a renewal: by how many months the window opens, and until when a requested one is pending."""

    months: int = RENEWAL_MONTHS
    decide_by: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """
    A certificate's standing at an instant.

    `days_left` are the days after the instant's own on which it is still valid: 0 on the last valid day, and 0 when
    it is not in force.  `renewal_from` and `last_valid_day` are days; one may renew from the first up to the day
    before the second (art. 36), and that `renewal_open` says.  `working_days_left` is None where the calendar's table
    ends before the term does.
    """

    in_force: bool
    reason: Reason
    valid_from: int
    valid_to: int
    last_valid_day: date
    days_left: int
    working_days_left: int | None
    renewal_from: date
    renewal_open: bool


_BY_STATE = {
    State.CANCELLED: Reason.CANCELLED,
    State.REVOKED: Reason.REVOKED,
    State.SUPERSEDED: Reason.SUPERSEDED,
}


def standing(
    certificate: Certificate, instant: int, calendar: Calendar = CALENDAR, renewal: RenewalTerms = RenewalTerms()
) -> Standing:
    """
    Return the standing at a unix second.  An act that ended the certificate outranks its term.

    `renewal` comes from the rules and the pending request (`renewals.terms`).
    """
    reason = _reason(certificate, instant, renewal.decide_by)
    in_force = reason is Reason.IN_FORCE
    today, last = day_of(instant), last_valid_day(certificate.valid_to)
    renewal_from = add_months(last, -renewal.months)
    return Standing(
        in_force=in_force,
        reason=reason,
        valid_from=certificate.valid_from,
        valid_to=certificate.valid_to,
        last_valid_day=last,
        days_left=(last - today).days if in_force else 0,
        working_days_left=_working_days(calendar, today, last) if in_force else 0,
        renewal_from=renewal_from,
        renewal_open=in_force and today >= renewal_from and instant < certificate.valid_to - DAY_SECONDS,
    )


def is_alive(certificate: Certificate, instant: int) -> bool:
    """Whether a certificate still occupies its place: neither ended by an act nor past its term."""
    return certificate.state is State.ACTIVE and instant < certificate.valid_to


def _reason(certificate: Certificate, instant: int, decide_by: int) -> Reason:
    if certificate.state is not State.ACTIVE:
        return _BY_STATE[certificate.state]
    if instant < certificate.valid_from:
        return Reason.NOT_YET
    if instant >= certificate.valid_to:
        return Reason.RENEWAL_PENDING if instant < decide_by else Reason.EXPIRED
    return Reason.IN_FORCE


def _working_days(calendar: Calendar, today: date, last: date) -> int | None:
    known = {row.year for row in calendar.years}
    if today.year not in known or last.year not in known:
        return None
    return calendar.working_days(today, last)
