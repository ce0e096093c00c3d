"""
Every question to the mirror is answered by an index, and reads no table from end to end.

The plans are the databases' own, for tables so full that an index is the better plan; every
statement that a question sends is explained again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, cast

import pytest
from sqlalchemy import Table, insert, text
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import KeyedColumnElement

from ledger.domain.certificates import Certificate
from ledger.domain.events import Position
from ledger.store.mirror import Mirror
from ledger.store.queries import blocks, certificates, entries, outbox, participants
from ledger.store.queries.past import at_block
from ledger.store.tables import (
    PAST,
    Base,
    BlockRow,
    CertificateRow,
    ChargeRow,
    Coded,
    EntryRow,
    KeyRow,
    NoticeRow,
    ParticipantRow,
    ShareRow,
)
from ledger.store.tables.past import UNTIL
from tests.plans import plan_of
from tests.store_fixtures import raw
from tests.store_histories import BEGINNING, History, digest, sample

ROWS = 2_200
FIRST = 10**5
"""The crowd's rows are made of so many numbers, from this one on."""

PAST_BLOCKS = (FIRST + 40, FIRST + ROWS // 2, FIRST + ROWS - 2)
"""Blocks at which few, half and nearly all of the crowd's rows were there."""

QUESTIONS: dict[str, tuple[Callable[[Session, History], object], set[str]]] = {
    "certificate by id": (lambda s, h: certificates.by_id(s, first(h).id), {"certificates", "shares"}),
    "certificate by number": (
        lambda s, h: certificates.by_number(s, first(h).number), {"uq_certificates_number", "shares"}
    ),
    "by document": (
        lambda s, h: certificates.by_document(s, first(h).document_digest),
        {"ix_entries_document_digest_block_log", "certificates", "shares"},
    ),
    "same data": (
        lambda s, h: certificates.same_data(s, first(h).fingerprint),
        {"ix_entries_fingerprint_certificate_id_block", "certificates", "shares"},
    ),
    "same data of several": (
        lambda s, _: certificates.same_data_groups(s, b"\1", 10),
        {"ix_entries_fingerprint_certificate_id_block", "certificates", "shares"},
    ),
    "held by": (
        lambda s, h: certificates.held_by(s, first(h).holder, Position(1, 0, 0), 10),
        {
            "ix_certificates_holder_issued_block_issued_log",
            "ix_shares_holder_issued_block_issued_log",
            "certificates",
            "shares",
        },
    ),
    "in order of issue": (
        lambda s, _: certificates.issued(s, Position(1, 0, 0), 10),
        {"ix_certificates_issued_block_issued_log", "shares"},
    ),
    "in a register": (
        lambda s, h: certificates.in_register(s, first(h).register, 5, 10), {"uq_certificates_number", "shares"}
    ),
    "history": (lambda s, h: certificates.history(s, first(h).id), {"ix_entries_certificate_id_sequence"}),
    "participant by identity": (
        lambda s, _: participants.by_identity(s, digest("identity", 1)), {"uq_participants_identity"}
    ),
    "keys of a participant": (lambda s, _: participants.keys_of(s, 1), {"ix_keys_participant"}),
    "registers of a participant": (lambda s, _: participants.charges_of(s, 1), {"ix_charges_participant"}),
    "lines of a participant": (
        lambda s, _: entries.of_participant(s, 1, Position(1, 0, 0), 5), {"ix_entries_participant_block_log"}
    ),
    "lines of a register": (
        lambda s, _: entries.of_register(s, 1, Position(1, 0, 0), 5), {"ix_entries_register_block_log"}
    ),
    "lines of a proposal": (
        lambda s, _: entries.of_proposal(s, 1, Position(1, 0, 0), 5), {"ix_entries_proposal_block_log"}
    ),
    "lines in order": (lambda s, _: entries.after(s, Position(1, 0, 0), 5), {"entries"}),
    "notices": (lambda s, _: outbox.after(s, 7, 5), {"outbox"}),
    "block at a time": (lambda s, _: blocks.last_at(s, BEGINNING + 99), {"ix_blocks_time"}),
}  # fmt: skip
"""Each question, and the indices that answer it; a table's name stands for its primary key."""


def first(history: History) -> Certificate:
    return next(fact for fact in history.facts.values() if isinstance(fact, Certificate))


@pytest.mark.slow
def test_an_index_answers_every_question_now_and_as_of_a_past_block(mirror: Mirror) -> None:
    history = sample(60)
    history.issue_to(2, fingerprint=first(history).fingerprint, regime=first(history).regime % 4 + 1)
    history.seal()
    mirror.project(history.blocks)
    mirror.complete()
    crowd(mirror)
    with mirror.sessions() as session:
        faults = [
            (question, index, plan)
            for question, (ask, indices) in QUESTIONS.items()
            for plan in [plan_of(session, partial(ask, session, history))]
            for index in [*indices, None]
            if (not any(answers(index, line) for line in plan) if index else any(map(reads_all, plan)))
        ]
    assert not faults
    asked = {question: _of(ask, history) for question, (ask, _) in QUESTIONS.items()}
    assert_no_past_reads_all(mirror, asked)
    with at_block(mirror.sessions(), FIRST + ROWS // 2) as past:
        plan = plan_of(past, lambda: certificates.issued(past, Position(1, 0, 0), 10))
    assert any("MERGE" in line or "Merge Append" in line for line in plan), "a past list is merged, and not sorted"


def _of(ask: Callable[[Session, History], object], history: History) -> Callable[[Session], object]:
    return lambda session: ask(session, history)


def assert_no_past_reads_all(mirror: Mirror, questions: Mapping[str, Callable[[Session], object]]) -> None:
    """Ask all questions of past blocks, and look at how they are answered."""
    for block in PAST_BLOCKS:
        with at_block(mirror.sessions(), block) as session:
            plans = {question: plan_of(session, partial(ask, session)) for question, ask in questions.items()}
        assert {question: plan for question, plan in plans.items() if any(map(reads_all, plan))} == {}, block


def crowd(mirror: Mirror) -> None:
    """Put so many rows into the tables that reading one from end to end is the worse plan, and tell the database."""
    tables = [CertificateRow, ShareRow, EntryRow, ParticipantRow, KeyRow, ChargeRow, BlockRow, NoticeRow]
    fill(mirror, [cast(Table, row.__table__) for row in tables], value)


def fill(mirror: Mirror, tables: Sequence[Table], value: Callable[[int, KeyedColumnElement[Any]], Any]) -> None:
    """Fill tables and their twins, of which each row was so for half of the time; then have the database look."""
    numbers = range(FIRST, FIRST + ROWS)
    with raw(mirror) as connection:
        for table in tables:
            connection.execute(insert(table), [{c.name: value(n, c) for c in table.columns} for n in numbers])
            twin = PAST.get(table.name)
            if twin is not None:
                rows = [{c.name: value(n, c) for c in twin.columns} | {UNTIL: n + ROWS // 2} for n in numbers]
                connection.execute(insert(twin), rows)
        connection.commit()
        connection.execute(text("ANALYZE"))
        connection.commit()


def value(n: int, column: KeyedColumnElement[Any]) -> Any:
    if column.name == "keys":
        return (n.to_bytes(20, "big"),)
    if isinstance(column.type, Coded):
        return 1
    if column.name in {"holder", "participant"}:
        return n // 4
    kind = column.type.python_type
    return n.to_bytes(32, "big") if kind is bytes else bool(n) if kind is bool else str(n) if kind is str else n


def reads_all(line: str) -> bool:
    """Say whether a line of a plan reads a table of ours from end to end."""
    scanned = line.removeprefix("SCAN ").removeprefix("main.") if line.startswith("SCAN ") else ""
    return "Seq Scan" in line or scanned.split(" ")[0] in Base.metadata.tables


def answers(index: str, line: str) -> bool:
    """Say whether a line of a plan uses the index; both databases have names of their own for those of keys."""
    if index.startswith("uq_"):
        table = index.split("_")[1]
        return index in line or f"sqlite_autoindex_{table}" in line
    if index.startswith("ix_"):
        return index in line
    return f"pk_{index}" in line or (f"SEARCH {index} " in line and "USING" in line)
