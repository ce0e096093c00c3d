"""
Registration cases in the mirror: each question answers what the fold says, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from ledger.domain.cases import PublicityObjection, Stage, stage_at
from ledger.domain.certificates import certificate_id
from ledger.domain.events import Block, Digest, Event
from ledger.domain.facts import thing_id
from ledger.store.mirror import Mirror
from ledger.store.queries import applications
from tests.unit.histories import REGISTER, hashed
from tests.unit.test_cases import (
    APPLICANT,
    ID,
    QUARREL,
    case_of,
    decided,
    entries,
    folded,
    instant,
    required,
)

OTHER_DATA = hashed("other data")
OTHER = certificate_id(APPLICANT, 1, OTHER_DATA, 0)
HISTORY: tuple[tuple[str, Event], ...] = (*QUARREL, ("2026-12-09T17:00", decided(6, 5, upheld=False)))


def blocks(history: tuple[tuple[str, Event], ...]) -> list[Block]:
    """Put each event into a block of its own."""
    made: list[Block] = []
    parent = Digest(bytes(32))
    for entry in entries(history):
        name = hashed(f"block {entry.position}")
        made.append(Block(entry.position.block, name, parent, entry.time, (entry,)))
        parent = name
    return made


@pytest.fixture
def session(mirror: Mirror) -> Iterator[Session]:
    mirror.project(blocks(HISTORY))
    with mirror.sessions() as found:
        yield found


def test_a_case_and_its_objections_are_as_folded(session: Session) -> None:
    facts = folded(*HISTORY)
    case = applications.by_id(session, ID)
    assert case == case_of(facts)
    assert case is not None
    objection = facts["publicity_objection", thing_id(ID, 5)]
    assert isinstance(objection, PublicityObjection)
    assert applications.objections_of(session, case) == (objection,)
    assert applications.by_id(session, OTHER) is None


@pytest.mark.parametrize("text", ["2026-12-01", "2026-12-03", "2026-12-05"])
@pytest.mark.parametrize("length", [1, 2])
def test_a_stage_is_asked_at_an_instant(mirror: Mirror, length: int, text: str) -> None:
    history = (QUARREL[0], ("2026-11-30T10:00", required(2, "2026-12-05")))[:length]
    mirror.project(blocks(history))
    now = instant(text)
    expected = stage_at(case_of(folded(*history)), now)
    with mirror.sessions() as session:
        for stage in Stage:
            found = applications.in_registers(session, [REGISTER], None, 10, stage=stage, now=now)
            assert bool(found.items) is (stage is expected), stage


def test_lists_are_by_register_applicant_and_stage(session: Session) -> None:
    now = instant("2026-12-09T18:00")
    for stage in (None, *Stage):
        expected = [ID] if stage in (None, Stage.PUBLICISED) else []
        kept = applications.in_registers(session, [REGISTER], None, 10, stage=stage, now=now)
        own = applications.of_applicant(session, APPLICANT, None, 10, stage=stage, now=now)
        assert [case.application_id for case in kept.items] == expected
        assert own == kept
    assert applications.in_registers(session, [REGISTER + 1], None, 10, stage=None, now=now).items == ()
    assert applications.of_applicant(session, 2**70, None, 10, stage=None, now=now).items == ()


def test_notices_are_those_of_an_instant(session: Session) -> None:
    times = {"2026-12-02T08:59:59": 0, "2026-12-02T09:00": 1, "2026-12-09T23:59:59": 1, "2026-12-10": 0}
    for text, count in times.items():
        assert len(applications.under_publicity(session, instant(text), None, 10).items) == count, text


def test_the_history_has_every_act_and_comes_in_pages(session: Session) -> None:
    seen, place = [], None
    while True:
        page = applications.history(session, ID, place, 2)
        seen += [type(line.entry.event) for line in page.items]
        place = page.next
        if place is None:
            break
    assert seen == [type(event) for _, event in HISTORY]
