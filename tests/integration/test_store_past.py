"""
Any past block: its session answers every question as a mirror that was never projected further.

A random history of all nouns is projected into two mirrors, into one of them block by block; after each block every
question is put to it, and to a session of that block of the other one, which has all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from ledger.domain.attestations import Attestation
from ledger.domain.burdens import Stage as ObjectionStage
from ledger.domain.cases import Case, Stage
from ledger.domain.certificates import Certificate
from ledger.domain.events import Position
from ledger.domain.facts import Fact
from ledger.domain.participants import EnrolledKey, Participant
from ledger.domain.state import FactKey
from ledger.store.facts import is_derived
from ledger.store.mirror import Mirror
from ledger.store.queries import (
    applications,
    attestations,
    blocks,
    certificates,
    entries,
    equity,
    licences,
    participants,
    past,
    pledges,
    renewals,
    restraints,
    rules,
    snapshot,
    successions,
)
from ledger.store.queries.facts import MirrorFacts
from ledger.store.queries.past import at_block
from tests.simulation.acts import attempt
from tests.store_histories import History, grown, sample

EXAMPLES = settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
CHOICES = st.lists(st.tuples(st.integers(0, 33), st.integers(0, 2**16)), min_size=1, max_size=15)
FIRST = Position(2, 0, 0)

Question = Callable[[Session], object]

ABOUT_ALL: Mapping[str, Question] = {
    "cursor": lambda s: (found := blocks.cursor(s)) and (found.number, found.hash, found.time),
    "block": lambda s: [blocks.by_number(s, number) for number in range(9)],
    "last block": lambda s: blocks.last_at(s, 2**40),
    "counts": snapshot.counts,
    "lines": lambda s: entries.after(s, FIRST, 7),
    "issued": lambda s: certificates.issued(s, FIRST, 3),
    "admitted": lambda s: participants.admitted(s, 1, 3),
    "charges": participants.charges,
    "governance": participants.governance,
    "proposals": lambda s: participants.proposals(s, 0, 3),
    "nouns": participants.nouns,
    "rules": lambda s: (rules.version(s), rules.histories(s), rules.years(s)),
    "renewals": lambda s: renewals.pending(s, 0, None, 3),
    "objections due": lambda s: [restraints.objections_due(s, each, 0, None, 3) for each in ObjectionStage],
    "exits": lambda s: successions.exits(s, None, 3),
    "publicity": lambda s: applications.under_publicity(s, 1_790_000_100, None, 3),
    "attestations": lambda s: attestations.listed(s, FIRST, 3),
}

ABOUT_ONE: Mapping[type[Fact], Mapping[str, Callable[[Session, Any], object]]] = {
    Certificate: {
        "by number": lambda s, one: certificates.by_number(s, one.number),
        "document": lambda s, one: certificates.by_document(s, one.document_digest),
        "same data": lambda s, one: certificates.same_data(s, one.fingerprint),
        "history": lambda s, one: certificates.history(s, one.id, 1, 2),
        "register": lambda s, one: certificates.in_register(s, one.register, None, 3),
        "pledges": lambda s, one: pledges.on(s, one.id, None, 3),
        "burdens": lambda s, one: restraints.burdens_on(s, one.id),
        "freezes": lambda s, one: restraints.freezes_on(s, one.id, None, 3),
        "licences": lambda s, one: licences.on(s, one.id, None, 3),
        "links": lambda s, one: successions.linked(s, one.id, None, 3),
        "contribution": lambda s, one: equity.last_of(s, one.id),
        "attested": lambda s, one: attestations.of(s, one.id),
        "renewal": lambda s, one: renewals.of(s, one.id),
        "deletion": restraints.deletion_due,
    },
    Participant: {
        "held": lambda s, one: certificates.held_by(s, one.number, None, 2),
        "identity": lambda s, one: participants.by_identity(s, one.identity),
        "keys": lambda s, one: participants.keys_of(s, one.number),
        "kept": lambda s, one: participants.charges_of(s, one.number),
        "lines": lambda s, one: entries.of_participant(s, one.number, None, 2),
        "creditor": lambda s, one: pledges.of_creditor(s, one.number, None, 3),
        "creditor, live": lambda s, one: pledges.of_creditor(s, one.number, None, 3, live_at=1_790_000_100),
        "debtor": lambda s, one: pledges.of_debtor(s, one.number, None, 3),
        "licensee": lambda s, one: licences.granted_to(s, one.number, None, 3),
        "organ": lambda s, one: restraints.freezes_by(s, one.number, None, 3),
        "investee": lambda s, one: equity.to_investee(s, one.number, None, 3),
        "succession": lambda s, one: successions.successions_by(s, one.number, None, 3),
        "applicant": lambda s, one: applications.of_applicant(s, one.number, None, 3, stage=Stage.SUBMITTED, now=0),
        "claims": lambda s, one: attestations.claims_of(s, one.number),
    },
    EnrolledKey: {"key": lambda s, one: participants.by_key(s, one.key)},
    Case: {
        "case": lambda s, one: applications.by_id(s, one.application_id),
        "objections": applications.objections_of,
        "lines": lambda s, one: applications.history(s, one.application_id, None, 3),
    },
    Attestation: {"attestation": lambda s, one: attestations.by_id(s, one.id)},
}


def questions(history: History) -> Iterator[tuple[str, Question]]:
    """Return the questions about all, and those about a few facts of each kind as they are in the end."""
    yield from ABOUT_ALL.items()
    for kind, asked in ABOUT_ONE.items():
        for one in [fact for fact in history.facts.values() if isinstance(fact, kind)][:4]:
            for name, ask in asked.items():
                yield f"{name} of {one}", partial(lambda ask, one, s: ask(s, one), ask, one)


def kept(facts: Mapping[FactKey, Fact]) -> dict[FactKey, Fact]:
    return {key: fact for key, fact in facts.items() if not is_derived(key[0])}


@EXAMPLES
@given(choices=CHOICES)
def test_every_fact_is_what_it_was_after_each_block(mirror: Mirror, choices: list[tuple[int, int]]) -> None:
    mirror.undo(0)
    history = grown(choices)
    mirror.project(history.blocks)
    for block, facts in zip(history.blocks, history.facts_after, strict=True):
        with at_block(mirror.sessions(), block.number) as session:
            assert dict(snapshot.snapshot(session)) == kept(facts)
            found = MirrorFacts(session)
            found.fetch(history.facts)
            assert {key: found[key] for key in history.facts if key in found} == facts


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Mirror]:
    with Mirror(f"sqlite:///{tmp_path / 'growing.sqlite'}") as made:
        made.migrate()
        yield made


@EXAMPLES
@given(choices=CHOICES)
def test_every_question_is_answered_as_it_was_then(
    mirror: Mirror, growing: Mirror, choices: list[tuple[int, int]]
) -> None:
    compare(mirror, growing, grown(choices))


@pytest.mark.slow
def test_a_long_history_of_all_nouns_is_answered_as_it_was_then(mirror: Mirror, growing: Mirror) -> None:
    history = sample(36)
    for admit_or_issue in (History.admit, History.issue) * 6:
        admit_or_issue(history, Random(7))  # noqa: S311
    for seed in range(240):
        attempt(history, Random(seed))  # noqa: S311
        if seed % 20 == 0:
            history.seal()
    history.seal()
    assert len({kind for kind, _ in history.facts}) > 30
    compare(mirror, growing, history)


def test_a_recent_block_is_answered_as_it_was_by_its_own_plan(mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "RECENT_SHARE", 0)
    history = sample(60)
    mirror.project(history.blocks)
    for block, facts in zip(history.blocks, history.facts_after, strict=True):
        with at_block(mirror.sessions(), block.number) as session:
            assert session.info["past"].is_recent
            assert dict(snapshot.snapshot(session)) == kept(facts)


def compare(mirror: Mirror, growing: Mirror, history: History) -> None:
    """Put all questions to a session of each block, and to a mirror that has no later one."""
    mirror.undo(0)
    growing.undo(0)
    mirror.project(history.blocks)
    asked = dict(questions(history))
    for block in history.blocks:
        growing.project([block])
        with growing.sessions() as present, at_block(mirror.sessions(), block.number) as then:
            differing = [name for name, ask in asked.items() if ask(then) != ask(present)]
        assert differing == [], block.number


def test_what_was_undone_is_no_past(mirror: Mirror) -> None:
    history = sample(30)
    mirror.project(history.blocks)
    last = history.blocks[-1].number
    mirror.undo(last - 3)
    with at_block(mirror.sessions(), last - 2) as session:
        assert blocks.cursor(session) is None
    with at_block(mirror.sessions(), last - 3) as session:
        assert dict(snapshot.snapshot(session)) == kept(history.facts_after[-4])


def test_there_is_nothing_before_the_first_block(mirror: Mirror) -> None:
    mirror.project(sample(10).blocks)
    with at_block(mirror.sessions(), 0) as session:
        assert blocks.cursor(session) is None
        assert list(snapshot.snapshot(session)) == []
        assert certificates.issued(session, None, 5).items == ()
