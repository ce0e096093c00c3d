"""
Holds and pledges in the mirror: each question answers what the fold says, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from ledger.domain.encumbrances import Encumbrance, burden
from ledger.domain.events import Block, Digest, Event, Fen, Instant
from ledger.domain.events import pledges as e
from ledger.domain.facts import Fact, FactKey, Facts
from ledger.domain.state import fold
from ledger.store.mirror import Mirror
from ledger.store.queries import pledges
from tests.unit.histories import REGISTRY_BORN, a_record, entries, hashed, issued
from tests.unit.pledging import (
    AMOUNT,
    FIRST,
    HANDS,
    HOLD_END,
    INSTITUTIONS,
    NOW,
    OTHER,
    OWN,
    PAPER,
    SECOND,
    THIRD,
    UNTIL,
    Step,
    created,
    held,
    perfected,
    released,
)

FOURTH = hashed("nothing")
FOUNDING: tuple[Event, ...] = (*REGISTRY_BORN, *INSTITUTIONS, issued(a_record()))
STEPS: tuple[Step, ...] = (
    created(2, 4, NOW),
    created(3, 5, NOW + 1, amount=100_000, debtor=3),
    held(4, 4, NOW + 2),
    perfected(5, SECOND, NOW + 3, NOW + 3),
    (NOW + 4, e.PledgeObjected(OWN, 6, FIRST, OTHER, Instant(NOW + 100), PAPER, *HANDS)),
    (NOW + 5, e.PledgePartReleased(OWN, 7, FIRST, AMOUNT, Fen(AMOUNT - 1), PAPER, *HANDS)),
)


def history(*more: Step) -> tuple[list[Block], Facts]:
    """Return the founding and the steps, each in a block of its own, and the facts that they make."""
    lines = [*entries(FOUNDING)]
    for time, event in (*STEPS, *more):
        lines += entries([event], time, len(lines) + 1)
    facts: dict[FactKey, Fact] = {}
    fold(facts, lines)
    blocks, parent = [], Digest(bytes(32))
    for line in lines:
        name = hashed(f"block {line.position}")
        blocks.append(Block(line.position.block, name, parent, line.time, (line,)))
        parent = name
    return blocks, facts


@pytest.fixture
def session(mirror: Mirror) -> Iterator[Session]:
    mirror.project(history()[0])
    with mirror.sessions() as found:
        yield found


def one(facts: Facts, own: bytes) -> Encumbrance:
    found = facts[("encumbrance", own)]
    assert isinstance(found, Encumbrance)
    return found


def test_each_is_as_folded(session: Session) -> None:
    _, facts = history()
    for own in (FIRST, SECOND, THIRD):
        assert pledges.by_id(session, own) == one(facts, own)
    assert pledges.by_id(session, FOURTH) is None


@pytest.mark.parametrize("now", [NOW + 10, NOW + 100, HOLD_END, UNTIL])
def test_the_burden_is_as_folded_at_any_instant(session: Session, now: int) -> None:
    _, facts = history()
    found = burden(pledges.facts_of(session, OWN), OWN, now)
    assert found == burden(facts, OWN, now)
    assert [each.encumbrance.id for each in found.ranked[:2]] == [SECOND, FIRST]
    assert (found.perfected, found.unperfected) == (100_000, AMOUNT - 1)


def test_nothing_is_found_on_a_certificate_that_bears_nothing(session: Session) -> None:
    assert burden(pledges.facts_of(session, FOURTH), OWN, NOW).ranked != ()
    assert pledges.on(session, FOURTH, None, 10).items == ()


def test_all_of_a_certificate_by_pages_in_the_order_of_creation(session: Session) -> None:
    first = pledges.on(session, OWN, None, 2)
    assert [each.id for each in first.items] == [FIRST, SECOND]
    second = pledges.on(session, OWN, first.next, 2)
    assert ([each.id for each in second.items], second.next) == ([THIRD], None)


def test_a_creditors_all_and_what_is_in_force(mirror: Mirror) -> None:
    mirror.project(history(released(8, FIRST))[0])
    with mirror.sessions() as session:
        assert [each.id for each in pledges.of_creditor(session, 4, None, 10).items] == [FIRST, THIRD]
        live = pledges.of_creditor(session, 4, None, 10, live_at=HOLD_END - 1)
        assert [each.id for each in live.items] == [THIRD]
        assert pledges.of_creditor(session, 4, None, 10, live_at=HOLD_END).items == ()
        assert [each.id for each in pledges.of_creditor(session, 5, None, 10, live_at=HOLD_END).items] == [SECOND]
        assert pledges.of_creditor(session, 2**64, None, 10).items == ()


def test_a_debtors_pledges_are_found_whoever_holds(session: Session) -> None:
    assert [each.id for each in pledges.of_debtor(session, 2, None, 10).items] == [FIRST]
    assert [each.id for each in pledges.of_debtor(session, 3, None, 10, live_at=NOW + 10).items] == [SECOND]
    for nobody in (0, 4, 2**64):
        assert pledges.of_debtor(session, nobody, None, 10).items == ()


def test_a_block_that_is_undone_leaves_no_trace(mirror: Mirror) -> None:
    blocks, facts = history(released(8, FIRST))
    mirror.project(blocks)
    with mirror.sessions() as session:
        assert pledges.by_id(session, FIRST) == one(facts, FIRST)
    mirror.undo(blocks[-2].number)
    with mirror.sessions() as session:
        assert pledges.by_id(session, FIRST) == one(history()[1], FIRST)
