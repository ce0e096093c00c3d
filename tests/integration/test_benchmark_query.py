"""
`scripts/benchmark query` in small: a crowd is a mirror that can be read, and every question about it has its index.
"""

from __future__ import annotations

import pytest

from ledger.store.mirror import Mirror
from ledger.store.queries import blocks, certificates, snapshot
from scripts.benchmarks.crowd import SIZES, Crowd, fill
from scripts.benchmarks.query import OFTEN, QUESTIONS, Options, measure, moments


def test_a_crowd_is_a_mirror_that_can_be_read(database_url: str) -> None:
    crowd = Crowd(1_000)
    fill(database_url, crowd, lambda _: None)
    with Mirror(database_url) as mirror:
        mirror.check()
        with mirror.sessions() as session:
            facts = [fact for _, fact in snapshot.snapshot(session)]
            assert len(facts) > sum(crowd.size(name) for name in SIZES)
            one = certificates.by_number(session, crowd.number(700))
            assert one is not None
            assert one.id == crowd.id(700)
            lines = certificates.history(session, crowd.id(703)).items
            assert [line.entry.position.block for line in lines] == crowd.versions(703)
            at = blocks.cursor(session)
            assert at is not None
            assert at.number == crowd.blocks


@pytest.mark.slow
def test_every_question_is_asked_at_every_moment_and_answered_by_an_index() -> None:
    options = Options(certificates=3_000, databases=("sqlite",), askings=3)
    found = list(measure(options, lambda _: None))
    asked = {(each.moment, each.question) for each in found}
    assert asked >= {(moment, question) for moment in moments(Crowd(3_000)) for question in (*QUESTIONS, "totals")}
    assert [each.line for each in found if each.scans] == []
    assert {each.question for each in found} > set(OFTEN)
