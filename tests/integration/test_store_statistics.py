"""
Statistics: what is counted at any block is what counting all facts and entries of that block in plain Python gives.

Random histories of all nouns, on SQLite and on PostgreSQL; and the catalogue of documents behind industry and volume.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, text

from ledger.domain.attestations import Attestation, Condition
from ledger.domain.cases import Case
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import Encumbrance, EncumbranceState
from ledger.domain.events import CertificateIssued, Digest
from ledger.domain.kinds import AttestedKind
from ledger.domain.restraints import Freeze, Objection
from ledger.store.documents import Documents, ErasureReason, Tombstone
from ledger.store.mirror import Mirror
from ledger.store.queries.past import at_block
from ledger.store.queries.statistics import Almanac, Cell, Counted, Cube, Measure, count, grouped, turns
from ledger.store.tables import PaperRow
from tests.integration.test_store_totals import Facts, lived, of
from tests.plans import plan_of
from tests.store_histories import History

M = Measure


def month(instant: int) -> int:
    local = datetime.fromtimestamp(instant, UTC) + timedelta(hours=8)
    return local.year * 100 + local.month


def expected(history: History, block: int, facts: Facts, instant: int) -> Cube:
    """Count all facts and entries of a block; no document is on file."""
    cube: dict[Cell, Counter[Measure]] = defaultdict(Counter)
    for own, at, figures in (*of_facts(facts, instant), *of_entries(history, block)):
        certificate = facts["certificate", own]
        assert isinstance(certificate, Certificate)
        cube[Cell(certificate.number >> 40, "", month(at))].update(figures)
    return cube


def of_facts(facts: Facts, instant: int) -> Iterator[tuple[bytes, int, dict[Measure, int]]]:
    for one in of(facts, Certificate):
        in_force = one.state == 1 and one.valid_from <= instant < one.valid_to
        yield one.id, one.issued_at, {M.REGISTERED: 1, M.UNREAD: 1, M.IN_FORCE: int(in_force)}
    for pledge in of(facts, Encumbrance):
        if pledge.state >= EncumbranceState.PLEDGED:
            yield pledge.certificate_id, pledge.created_at, {M.PLEDGED: 1, M.PLEDGED_FEN: pledge.amount}
        if pledge.state is EncumbranceState.PLEDGED:
            yield pledge.certificate_id, pledge.created_at, {M.SECURED: 1, M.SECURED_FEN: pledge.amount}
    for said in of(facts, Attestation):
        if said.condition is not Condition.WITHDRAWN and said.kind in SUMS:
            yield said.certificate_id, said.attested_at, dict(zip(SUMS[said.kind], (1, said.amount), strict=True))
    yield from ((each.certificate_id, each.entered_at, {M.FROZEN: 1}) for each in of(facts, Freeze))
    yield from ((each.certificate_id, each.raised_at, {M.OBJECTED: 1}) for each in of(facts, Objection))


def of_entries(history: History, block: int) -> Iterator[tuple[bytes, int, dict[Measure, int]]]:
    for each in (entry for one in history.blocks[:block] for entry in one.entries):
        turned = TURNS.get(type(each.event).__name__)
        if turned is not None:
            yield each.event.certificate_id, each.time, {turned: 1}  # type: ignore[union-attr]


SUMS = {
    AttestedKind.DEAL: (M.DEALT, M.DEALT_FEN),
    AttestedKind.VALUE: (M.VALUED, M.VALUED_FEN),
    AttestedKind.BOOKING: (M.BOOKED, M.BOOKED_FEN),
}
TURNS = {
    "CertificateRenewed": M.RENEWED,
    "CertificateCancelled": M.CANCELLED,
    "CertificateRevoked": M.REVOKED,
    "CertificateSuperseded": M.SUPERSEDED,
}


def plain(cube: Cube) -> dict[Cell, dict[Measure, int]]:
    compared = {M.REGISTERED, M.UNREAD, M.IN_FORCE, M.FROZEN, M.OBJECTED, M.PLEDGED, M.PLEDGED_FEN, M.SECURED}
    compared |= {M.SECURED_FEN, *TURNS.values(), *(each for pair in SUMS.values() for each in pair)}
    cells = {
        cell: {measure: number for measure, number in figures.items() if number and measure in compared}
        for cell, figures in cube.items()
    }
    return {cell: figures for cell, figures in cells.items() if figures}


def turned(seed: int) -> History:
    """Return a history of all nouns, in which some certificates were prolonged or ended at last."""
    history, random = lived(seed), Random(seed)  # noqa: S311
    for _ in range(6):
        history.mend(random)
        history.end(random)
        history.seal()
    return history


def test_every_block_is_counted_as_its_facts_are(mirror: Mirror) -> None:
    history = turned(14)
    mirror.project(history.blocks)
    mirror.complete()
    last = len(history.blocks)
    seen: Counter[Measure] = Counter()
    for number in (1, last // 2, last):
        block, facts = history.blocks[number - 1], history.facts_after[number - 1]
        with mirror.sessions() as session:
            found = count(at_block(session, block.number), block.number, block.time)
        wanted = expected(history, number, facts, block.time)
        assert plain(found.cube) == plain(wanted), number
        assert {each.application_id for each in found.cases} == {each.application_id for each in of(facts, Case)}
        for figures in found.cube.values():
            seen.update(figures)
    assert {M.RENEWED, M.CANCELLED, M.PLEDGED_FEN, M.VALUED_FEN, M.OBJECTED} <= (+seen).keys()
    everything = grouped(found.cube, lambda _: "all")["all"]
    assert everything[M.REGISTERED] == len(of(facts, Certificate))
    assert grouped(found.cube, lambda _: "all", lambda when: when < 202001) == {}


def test_turns_are_found_by_their_own_index(mirror: Mirror) -> None:
    history = lived(6)
    mirror.project(history.blocks)
    mirror.complete()
    with mirror.sessions() as session:
        plans = plan_of(session, lambda: turns(session, defaultdict(Counter)))
    assert any("ix_entries_turns" in line for line in plans), plans


def test_what_was_counted_serves_for_a_while_and_the_past_is_counted_anew(mirror: Mirror) -> None:
    history, almanac = lived(6), Almanac()
    mirror.project(history.blocks[:3])

    def ask(block: int, *, past: bool = False) -> Counted:
        with mirror.sessions() as session:
            asked = at_block(session, block) if past else session
            return almanac.at(asked, block, history.blocks[block - 1].time, past=past)

    first = ask(3)
    assert ask(3) is first
    assert ask(2, past=True).block == 2
    almanac._until = 0.0  # as if twenty times the time that counting took had gone by
    mirror.project(history.blocks[3:6])
    assert ask(6).block == 6


# THE CATALOGUE


def issued(history: History, block: int) -> list[Digest]:
    """Return the documents that the issues of a block name."""
    events = (entry.event for entry in history.blocks[block].entries)
    return [event.document_digest for event in events if isinstance(event, CertificateIssued)]


def rows(mirror: Mirror) -> dict[bytes, tuple[str | None, int | None]]:
    with mirror.sessions() as session:
        return {row.digest: (row.industry, row.bytes) for row in session.scalars(select(PaperRow))}


def test_the_catalogue_has_every_document_once_and_follows_undone_blocks(mirror: Mirror, tmp_path: Path) -> None:
    history, documents = lived(6, 120), Documents(tmp_path / "documents")
    mirror.project(history.blocks)
    while mirror.catalogue(documents):
        pass
    named = {each.document_digest for facts in history.facts_after for each in of(facts, Certificate)}
    assert rows(mirror).keys() == named
    half = len(history.blocks) // 2
    mirror.undo(half)
    before = {each.document_digest for facts in history.facts_after[:half] for each in of(facts, Certificate)}
    assert rows(mirror).keys() == before
    mirror.project(history.blocks[half:])
    while mirror.catalogue(documents):
        pass
    assert rows(mirror).keys() == named


def test_an_absent_document_is_looked_for_again_and_an_erased_one_let_go(mirror: Mirror, tmp_path: Path) -> None:
    documents = Documents(tmp_path / "documents")
    content = json.dumps({"industry": "J67", "volume": {"bytes": 7, "records": None}}).encode()
    other = json.dumps({"industry": "J67", "volume": {"bytes": 8, "records": 2**60}}).encode()
    history = lived(6, 10)
    own, second = (Digest(hashlib.sha256(each).digest()) for each in (content, other))
    mirror.project(history.blocks)
    with mirror.unlocked() as connection, connection.begin():
        for digest, known in zip((own, second), issued(history, 0), strict=False):
            connection.execute(
                text("UPDATE certificates SET document_digest = :own WHERE document_digest = :known"),
                {"own": digest, "known": known},
            )
    mirror.catalogue(documents)
    assert rows(mirror)[own] == (None, None)
    documents.put(content)
    documents.put(other)
    with Mirror(mirror.url.render_as_string(hide_password=False)) as again:
        mirror.close()
        again.catalogue(documents)
        assert (rows(again)[own], rows(again)[second]) == (("J67", 7), ("J67", 8))
        documents.erase(Tombstone(own, 1, ErasureReason.REQUEST, "x"))
    with Mirror(mirror.url.render_as_string(hide_password=False)) as last:
        last.catalogue(documents)
        assert rows(last)[own] == (None, None)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"industry": 3, "volume": {}}', b'{"industry": "J67"}', b"{"])
def test_what_is_no_certificate_document_is_catalogued_as_unread(content: bytes, tmp_path: Path) -> None:
    from ledger.store.papers import Paper, read

    documents = Documents(tmp_path / "documents")
    assert read(documents, documents.put(content)) == Paper()
