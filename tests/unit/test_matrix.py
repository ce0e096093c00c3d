"""
The block matrix against domain rules §9.2, row by row, and its packed form.
"""

from __future__ import annotations

from itertools import product

import pytest

from ledger.domain.matrix import CELLS, Effect, Operation, Restraint, effect, packed

RESTRAINTS = tuple(Restraint)[1:]
OPERATIONS = tuple(Operation)[1:]

RULES = {
    Operation.TRANSFER: "CXXXXX",
    Operation.LICENCE: "CXCXXX",
    Operation.PLEDGE: "CXXXXX",
    Operation.RELEASE: "AAAAAA",
    Operation.CONTRIBUTE: "XXXXXX",
    Operation.RENEW: "AAACAX",
    Operation.CANCEL: "XXXXXX",
    Operation.ATTEST: "AAAAAX",
    Operation.RESTRAIN: "AAAAAA",
}
"""The rows of §9.2 that it states without a condition: pledged, frozen, objected, controlled, reserved, expired."""

LETTERS = {"A": Effect.ALLOW, "C": Effect.CONSENT, "X": Effect.REFUSE}


@pytest.mark.parametrize("operation", RULES, ids=lambda operation: operation.name)
def test_the_rows_of_the_rules(operation: Operation) -> None:
    found = [effect(operation, restraint) for restraint in RESTRAINTS[:6]]
    assert found == [LETTERS[letter] for letter in RULES[operation]]


def test_there_is_a_cell_for_every_pair() -> None:
    assert set(CELLS) == set(product(OPERATIONS, RESTRAINTS))


def test_what_ends_a_burden_is_never_stopped() -> None:
    for operation, restraint in product((Operation.RELEASE, Operation.RESTRAIN), RESTRAINTS):
        assert effect(operation, restraint) is Effect.ALLOW


def test_no_consent_cures_a_pledge_where_a_contribution_is_asked() -> None:
    """Market entity regulation, art. 13."""
    assert effect(Operation.CONTRIBUTE, Restraint.PLEDGED) is Effect.REFUSE


def test_a_court_passes_a_freeze_only_with_its_organ() -> None:
    for operation in (Operation.JUDICIAL_TRANSFER, Operation.JUDICIAL_CANCEL):
        assert effect(operation, Restraint.FROZEN) is Effect.CONSENT


def test_a_renewal_asked_for_in_time_outlives_the_term() -> None:
    assert effect(Operation.RENEW, Restraint.EXPIRED) is Effect.REFUSE
    assert effect(Operation.RENEW_PENDING, Restraint.EXPIRED) is Effect.ALLOW
    for restraint in RESTRAINTS:
        if restraint is not Restraint.EXPIRED:
            assert effect(Operation.RENEW, restraint) is effect(Operation.RENEW_PENDING, restraint)


def test_an_amendment_that_takes_away_is_stopped_at_least_as_often() -> None:
    for restraint in RESTRAINTS:
        assert effect(Operation.NARROW, restraint) >= effect(Operation.AMEND, restraint)


def test_the_packed_form_gives_every_cell_back() -> None:
    rows = packed()
    assert len(rows) == 3 * len(OPERATIONS)
    for place, operation in enumerate(OPERATIONS):
        row = int.from_bytes(rows[3 * place : 3 * place + 3], "big")
        for at, restraint in enumerate(RESTRAINTS):
            assert Effect(row >> 2 * at & 3) is effect(operation, restraint)
