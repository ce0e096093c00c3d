"""
Every question about what rests on certificates is answered by an index, and reads no table from end to end.

As `test_store_plans`, for the nouns' tables: each is filled with rows of which a question wants a few.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pytest
from sqlalchemy import Table
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import KeyedColumnElement

from ledger.domain.burdens import Stage as ObjectionStage
from ledger.domain.cases import Stage
from ledger.domain.events import Position
from ledger.domain.kinds import AttestedKind
from ledger.domain.state import FACTS
from ledger.store.facts import SHELVES, is_derived
from ledger.store.mirror import Mirror
from ledger.store.queries import (
    applications,
    attestations,
    equity,
    licences,
    pledges,
    renewals,
    restraints,
    successions,
)
from ledger.store.tables import BlockRow, Coded, EntryRow, Listed
from tests.integration.test_store_plans import FIRST, ROWS, assert_no_past_reads_all, fill, reads_all
from tests.plans import plan_of
from tests.store_histories import sample

SOME = FIRST + 7
ID = SOME.to_bytes(32, "big")
PLACE = Position(1, 0, 0)
NOT_OF_NOUNS = {"certificate", "claim", "governance", "participant", "key", "register", "proposal", "noun", "keeper"}

_ENTRY = {"kind": "LedgerUnpaused", "payload": '{"reason_digest":"0x00"}'}

QUESTIONS: dict[str, Callable[[Session], object]] = {
    "encumbrance by id": lambda s: pledges.by_id(s, ID),
    "encumbrances on a certificate": lambda s: pledges.on(s, ID, PLACE, 5),
    "encumbrances of a creditor": lambda s: pledges.of_creditor(s, SOME, PLACE, 5),
    "encumbrances for a debtor": lambda s: pledges.of_debtor(s, SOME, PLACE, 5),
    "encumbrances in force of a creditor": lambda s: pledges.of_creditor(s, SOME, PLACE, 5, live_at=SOME),
    "licence by id": lambda s: licences.by_id(s, ID),
    "licences on a certificate": lambda s: licences.on(s, ID, PLACE, 5),
    "licences of a licensee": lambda s: licences.granted_to(s, SOME, PLACE, 5),
    "burdens on a certificate": lambda s: restraints.burdens_on(s, ID),
    "freezes on a certificate": lambda s: restraints.freezes_on(s, ID, PLACE, 5),
    "freezes by an organ": lambda s: restraints.freezes_by(s, SOME, PLACE, 5),
    "controls on a certificate": lambda s: restraints.controls_on(s, ID, PLACE, 5),
    "controls by an institution": lambda s: restraints.controls_by(s, SOME, PLACE, 5),
    "objections on a certificate": lambda s: restraints.objections_on(s, ID, PLACE, 5),
    "objections by an objector": lambda s: restraints.objections_by(s, SOME, PLACE, 5),
    "objections that are due": lambda s: restraints.objections_due(s, ObjectionStage.RAISED, SOME, None, 5),
    "objections of sources": lambda s: restraints.source_objections_on(s, ID, PLACE, 5),
    "disputes on a certificate": lambda s: restraints.disputes_on(s, ID, PLACE, 5),
    "disputes of an institution": lambda s: restraints.disputes_by(s, SOME, PLACE, 5),
    "last contribution": lambda s: equity.last_of(s, ID),
    "contributions of a certificate": lambda s: equity.on(s, ID, PLACE, 5),
    "contributions to a company": lambda s: equity.to_investee(s, SOME, PLACE, 5),
    "contributions by a holder": lambda s: equity.by_contributor(s, SOME, PLACE, 5),
    "attestations of a certificate": lambda s: attestations.listed(s, PLACE, 5, certificate_id=ID),
    "attestations by a maker": lambda s: attestations.listed(s, PLACE, 5, by=SOME),
    "attestations about a party": lambda s: attestations.listed(s, PLACE, 5, party=SOME),
    "attestations of all": lambda s: attestations.listed(s, PLACE, 5),
    "attestations of a kind": lambda s: attestations.listed(s, PLACE, 5, kinds=[AttestedKind.VALUE]),
    "case by id": lambda s: applications.by_id(s, ID),
    "cases of a register": lambda s: applications.in_registers(s, [SOME], None, 5, stage=None, now=SOME),
    "cases of an applicant": lambda s: applications.of_applicant(s, SOME, None, 5, stage=Stage.ACCEPTED, now=SOME),
    "cases under publicity": lambda s: applications.under_publicity(s, FIRST + ROWS - 9, None, 5),
    "lines of a case": lambda s: applications.history(s, ID, PLACE, 5),
    "renewal of a certificate": lambda s: renewals.of(s, ID),
    "renewals that are pending": lambda s: renewals.pending(s, FIRST + ROWS - 9, None, 5),
    "links of a certificate": lambda s: successions.linked(s, ID, PLACE, 5),
    "successions of a certificate": lambda s: successions.successions_of(s, ID, PLACE, 5),
    "successions of a participant": lambda s: successions.successions_by(s, SOME, PLACE, 5),
}


@pytest.mark.slow
def test_an_index_answers_every_question_about_the_nouns_now_and_as_of_a_past_block(mirror: Mirror) -> None:
    mirror.project(sample(20).blocks)
    mirror.complete()
    facts = [fact for fact in FACTS if fact.KEY and not is_derived(fact.KIND) and fact.KIND not in NOT_OF_NOUNS]
    tables = [SHELVES[fact.KIND].table for fact in facts]
    fill(mirror, [*tables, *(cast(Table, row.__table__) for row in (EntryRow, BlockRow))], _value)
    with mirror.sessions() as session:
        plans = {question: plan_of(session, partial(ask, session)) for question, ask in QUESTIONS.items()}
    assert {question: plan for question, plan in plans.items() if any(map(reads_all, plan))} == {}
    assert_no_past_reads_all(mirror, QUESTIONS)


def _value(n: int, column: KeyedColumnElement[Any]) -> Any:
    if column.table.name == "entries" and column.name in _ENTRY:
        return _ENTRY[column.name]
    if isinstance(column.type, Listed):
        return ()
    if isinstance(column.type, Coded):
        return n % 2 + 1
    kind = column.type.python_type
    return n.to_bytes(32, "big") if kind is bytes else bool(n % 2) if kind is bool else str(n) if kind is str else n
