"""
Standing: the same facts at different instants.

The boundaries are the contract's: valid from `valid_from`, inclusive, to `valid_to`, exclusive.  Days are Shanghai's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.calendar import ONE_DAY, end_of_day, start_of_day
from ledger.domain.certificates import State
from ledger.domain.standing import Reason, is_alive, standing
from tests.unit.histories import a_certificate

FIRST, LAST = date(2026, 11, 23), date(2027, 6, 30)
CERTIFICATE = replace(a_certificate(), valid_from=start_of_day(FIRST), valid_to=end_of_day(LAST))
NOON = 12 * 3600


@pytest.mark.parametrize(
    ("instant", "reason"),
    [
        (start_of_day(FIRST) - 1, Reason.NOT_YET),
        (start_of_day(FIRST), Reason.IN_FORCE),
        (end_of_day(LAST) - 1, Reason.IN_FORCE),
        (end_of_day(LAST), Reason.EXPIRED),
    ],
)
def test_the_term_is_half_open(instant: int, reason: Reason) -> None:
    found = standing(CERTIFICATE, instant)
    assert found.reason is reason
    assert found.in_force is (reason is Reason.IN_FORCE)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State.CANCELLED, Reason.CANCELLED),
        (State.REVOKED, Reason.REVOKED),
        (State.SUPERSEDED, Reason.SUPERSEDED),
    ],
)
def test_an_act_that_ended_it_outranks_the_term(state: State, reason: Reason) -> None:
    ended = replace(CERTIFICATE, state=state)
    for instant in (0, start_of_day(FIRST), end_of_day(LAST) + 1):
        assert standing(ended, instant).reason is reason


def test_days_left_count_whole_days_after_today() -> None:
    assert standing(CERTIFICATE, start_of_day(LAST) + NOON).days_left == 0
    assert standing(CERTIFICATE, start_of_day(LAST - ONE_DAY) + NOON).days_left == 1
    assert standing(CERTIFICATE, start_of_day(FIRST)).days_left == (LAST - FIRST).days
    over = standing(CERTIFICATE, end_of_day(LAST))
    assert (over.days_left, over.working_days_left) == (0, 0)


def test_the_last_valid_day_is_named() -> None:
    assert standing(CERTIFICATE, 0).last_valid_day == LAST


def test_the_renewal_window_opens_six_months_before_the_end() -> None:
    found = standing(CERTIFICATE, start_of_day(date(2026, 12, 30)) - 1)
    assert found.renewal_from == date(2026, 12, 30)
    assert not found.renewal_open
    assert standing(CERTIFICATE, start_of_day(date(2026, 12, 30))).renewal_open
    assert not standing(CERTIFICATE, end_of_day(LAST)).renewal_open


def test_working_days_left_are_unknown_beyond_the_table() -> None:
    assert standing(CERTIFICATE, start_of_day(date(2027, 6, 28))).working_days_left == 2
    longer = replace(CERTIFICATE, valid_to=end_of_day(date(2031, 1, 1)))
    assert standing(longer, start_of_day(FIRST)).working_days_left is None


@given(st.integers(0, 2**34))
def test_what_is_in_force_is_alive_and_what_is_dead_is_not_in_force(instant: int) -> None:
    found = standing(CERTIFICATE, instant)
    assert not found.in_force or is_alive(CERTIFICATE, instant)
    assert is_alive(CERTIFICATE, instant) is (instant < CERTIFICATE.valid_to)
    assert 0 <= found.days_left <= (LAST - FIRST).days
