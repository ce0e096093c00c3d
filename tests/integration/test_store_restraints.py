"""
Restraints in the mirror: each question answers what the fold says, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from ledger.domain.burdens import Burdens, Stage
from ledger.domain.events import Block, Digest, Entry, Event, Instant, Position
from ledger.domain.events.restraints import (
    CertificateSurrendered,
    ControlEntered,
    DisputeNoted,
    FreezeLifted,
    SourceObjectionRaised,
    SourceObjectionSettled,
)
from ledger.domain.facts import Fact, FactKey, thing_id
from ledger.domain.state import apply
from ledger.store.mirror import Mirror
from ledger.store.queries import restraints
from ledger.store.queries.restraints import Due
from tests.unit.histories import BORN, EMITTER, REGISTRY_BORN, a_record, hashed, issued, number
from tests.unit.restrained import (
    ARBITER,
    BUREAU,
    COURT,
    DAY,
    FIRST,
    HANDS,
    MONTH,
    ORDER,
    OWN,
    PAPER,
    SECOND_COURT,
    entered,
    founding,
    objected,
    proceeded,
)

HISTORY: tuple[Event, ...] = (
    entered(2),
    entered(3, organ=SECOND_COURT),
    entered(4),
    FreezeLifted(OWN, 5, thing_id(OWN, 2), ORDER, *HANDS),
    ControlEntered(OWN, 6, number(BUREAU), Instant(FIRST + 9 * DAY), ORDER, *HANDS),
    objected(7, FIRST + 9 * DAY),
    objected(8, FIRST + 7 * DAY),
    proceeded(9, 8, Stage.NOTIFIED, FIRST + 14 * DAY, FIRST + 44 * DAY),
    objected(10, FIRST + 8 * DAY),
    SourceObjectionRaised(OWN, 11, number(3), PAPER, *HANDS),
    SourceObjectionSettled(OWN, 12, thing_id(OWN, 11), 1, PAPER, *HANDS),
    DisputeNoted(OWN, 13, number(ARBITER), PAPER, *HANDS),
    CertificateSurrendered(OWN, 14, PAPER, *HANDS),
)
NOW = FIRST + 1_000


def blocks(events: Iterable[Event]) -> list[Block]:
    """Put each event into a block of its own: the founding at first, the history a second apart from `FIRST` on."""
    made: list[Block] = []
    parent = Digest(bytes(32))
    before = [*REGISTRY_BORN, *founding(), issued(a_record())]
    for place, event in enumerate((*before, *events)):
        time = BORN + place if place < len(before) else FIRST + place
        name = hashed(f"block {place}")
        entry = Entry(Position(place, 0, 0), time, EMITTER, hashed(repr(event)), event)
        made.append(Block(place, name, parent, time, (entry,)))
        parent = name
    return made


@pytest.fixture
def facts() -> dict[FactKey, Fact]:
    folded: dict[FactKey, Fact] = {}
    for block in blocks(HISTORY):
        for entry in block.entries:
            folded.update(apply(folded, entry))
    return folded


@pytest.fixture
def session(mirror: Mirror) -> Iterator[Session]:
    mirror.project(blocks(HISTORY))
    with mirror.sessions() as found:
        yield found


def test_the_lists_are_as_folded(session: Session, facts: dict[FactKey, Fact]) -> None:
    assert restraints.burdens_on(session, OWN) == facts["burdens", OWN]
    assert restraints.surrender_of(session, OWN) == facts["surrender", OWN]
    other = hashed("no certificate")
    assert restraints.burdens_on(session, other) == Burdens(other)  # type: ignore[arg-type]
    assert restraints.surrender_of(session, other) is None


def test_everything_that_rested_on_a_certificate_is_listed(session: Session, facts: dict[FactKey, Fact]) -> None:
    lists = (
        (restraints.freezes_on, "freeze", (2, 3, 4)),
        (restraints.controls_on, "control", (6,)),
        (restraints.objections_on, "objection", (7, 8, 10)),
        (restraints.source_objections_on, "source_objection", (11,)),
        (restraints.disputes_on, "dispute", (13,)),
    )
    for ask, kind, sequences in lists:
        found = ask(session, OWN, None, 10)
        assert found.items == tuple(facts[kind, thing_id(OWN, sequence)] for sequence in sequences)
        assert found.next is None
        assert ask(session, hashed("other"), None, 10).items == ()


def test_lists_are_by_who_ordered_or_objected(session: Session) -> None:
    assert [each.sequence for each in restraints.freezes_by(session, COURT, None, 10).items] == [2, 4]
    assert [each.sequence for each in restraints.freezes_by(session, SECOND_COURT, None, 10).items] == [3]
    assert [each.sequence for each in restraints.controls_by(session, BUREAU, None, 10).items] == [6]
    assert [each.sequence for each in restraints.objections_by(session, 3, None, 10).items] == [7, 8, 10]
    assert [each.sequence for each in restraints.disputes_by(session, ARBITER, None, 10).items] == [13]
    for ask in (restraints.freezes_by, restraints.controls_by, restraints.objections_by, restraints.disputes_by):
        assert ask(session, 99, None, 10).items == ask(session, -1, None, 10).items == ()
        assert ask(session, 2**64, None, 10).items == ()


def test_pages_follow_one_another(session: Session) -> None:
    first = restraints.freezes_on(session, OWN, None, 2)
    assert [each.sequence for each in first.items] == [2, 3]
    second = restraints.freezes_on(session, OWN, first.next, 2)
    assert [each.sequence for each in second.items] == [4]
    assert second.next is None


def test_objections_stand_by_what_is_due(session: Session) -> None:
    first = restraints.objections_due(session, Stage.RAISED, NOW, None, 1)
    assert [each.sequence for each in first.items] == [10]
    assert first.next == Due(FIRST + 8 * DAY, first.items[0].raised)
    second = restraints.objections_due(session, Stage.RAISED, NOW, first.next, 1)
    assert [each.sequence for each in second.items] == [7]
    assert second.next is None
    assert restraints.objections_due(session, Stage.ESCALATED, NOW, None, 5).items == ()


def test_a_lapsed_objection_is_due_no_more(session: Session) -> None:
    lapses = FIRST + 44 * DAY
    found = restraints.objections_due(session, Stage.NOTIFIED, lapses - 1, None, 5)
    assert [each.sequence for each in found.items] == [8]
    assert restraints.objections_due(session, Stage.NOTIFIED, lapses, None, 5).items == ()


def test_a_later_act_drops_from_the_lists_what_has_ended(mirror: Mirror) -> None:
    late = entered(15, FIRST + 3 * MONTH)
    *made, last = blocks((*HISTORY, late))
    entry = replace(last.entries[0], time=FIRST + 3 * MONTH)
    mirror.project([*made, replace(last, time=entry.time, entries=(entry,))])
    with mirror.sessions() as session:
        assert [each.sequence for each in restraints.burdens_on(session, OWN).freezes] == [15]
        assert [each.sequence for each in restraints.freezes_on(session, OWN, None, 10).items] == [2, 3, 4, 15]


def test_undoing_to_any_block_leaves_the_lists_of_that_block(mirror: Mirror) -> None:
    made = blocks(HISTORY)
    mirror.project(made)
    first = len(made) - len(HISTORY)
    for last in range(len(made) - 2, first - 2, -1):
        mirror.undo(last)
        folded: dict[FactKey, Fact] = {}
        for block in made[: last + 1]:
            for entry in block.entries:
                folded.update(apply(folded, entry))
        with mirror.sessions() as session:
            assert restraints.burdens_on(session, OWN) == folded.get(("burdens", OWN), Burdens(OWN))
            for ask, kind in ((restraints.freezes_on, "freeze"), (restraints.objections_on, "objection")):
                expected = tuple(fact for (of, _), fact in folded.items() if of == kind)
                assert ask(session, OWN, None, 20).items == expected
