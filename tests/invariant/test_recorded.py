"""
A walk on record contradicts a domain that was changed since: each fault in what a holding becomes is found in storage.

The short form of `scripts/campaign mutants --layer domain`, which plants faults in all of the domain.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scripts.domain_mutants import Mutant, mutants_of
from scripts.mutant_hunt import Planter, explained
from tests.invariant.record import Record
from tests.invariant.recorded import recorded

STEPS = 120
HOLDINGS = "ledger/domain/holdings.py"
FOLDED = "moved"


@pytest.fixture(scope="module")
def record() -> Record:
    return recorded(6, STEPS)


@pytest.fixture(scope="module")
def planter(record: Record) -> Planter:  # noqa: ARG001 - by then everything is imported
    return Planter()


def noticed(record: Record, planter: Planter, mutant: Mutant) -> str:
    """Say how a mutant is contradicted; nothing if it is not."""
    with planter.planted(mutant):
        try:
            return next(record.contradictions(), "")
        except Exception as broken:
            return f"error {broken!r}"


def of_the_fold() -> Iterator[Mutant]:
    for mutant in mutants_of(HOLDINGS):
        if FOLDED in mutant.functions and mutant.name not in explained():
            yield mutant


def test_a_record_contradicts_nothing_as_the_domain_is(record: Record) -> None:
    assert record.entries > 200
    assert any(not isinstance(step.given, type(None)) for step in record.steps if hasattr(step, "given"))
    assert list(record.contradictions()) == []


def test_each_fault_in_what_a_holding_becomes_is_found(record: Record, planter: Planter) -> None:
    """The chain of what entered and left a holder's hands is in storage; how many moves it has is not."""
    mutants = list(of_the_fold())
    assert len(mutants) > 2
    told = {str(mutant): noticed(record, planter, mutant) for mutant in mutants}
    assert {mutant: said for mutant, said in told.items() if not said} == {}
    assert any(said.startswith("storage: FactDifferent holding of ") for said in told.values())
    assert list(record.contradictions()) == [], "what was planted is gone"


def test_a_survivor_that_is_explained_exists() -> None:
    explained_modules = {name.split()[0] for name in explained()}
    names = {mutant.name for module in explained_modules for mutant in mutants_of(module)}
    assert explained().keys() <= names
    assert all(reason for reason in explained().values())
