"""
The questions to the mirror: each answers what the domain's fold says.

A random history, the same on both databases, is projected once a test; the expected answers are computed from its facts
and entries in plain Python.  Which indices answer, `test_store_plans` asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.domain.certificates import Certificate
from ledger.domain.doors import FLAGS, NOBODY, Keeper, Migration
from ledger.domain.events import ZERO_DIGEST, Entry, Position
from ledger.domain.numbers import identity_of
from ledger.domain.participants import Charge, EnrolledKey, Participant, Proposal
from ledger.domain.state import key_of
from ledger.errors import Inconsistent, InvalidInput
from ledger.store.mirror import Mirror
from ledger.store.queries import blocks, certificates, entries, outbox, participants, snapshot
from ledger.store.queries.facts import MirrorFacts
from ledger.store.queries.page import Page
from tests.store_fixtures import raw
from tests.store_histories import BEGINNING, BLOCK_SECONDS, History, digest, sample

T = TypeVar("T")
F = TypeVar("F")


@dataclass(frozen=True)
class Mirrored:
    """A history and a session of the mirror that has it."""

    history: History
    session: Session

    def all(self, kind: type[F]) -> list[F]:
        return [fact for fact in self.history.facts.values() if isinstance(fact, kind)]

    @property
    def entries(self) -> list[Entry]:
        return [entry for block in self.history.blocks for entry in block.entries]

    @property
    def certificates(self) -> list[Certificate]:
        return sorted(self.all(Certificate), key=lambda one: one.issued)

    def about(self, name: str, value: object) -> list[Entry]:
        """Return the entries whose event has this value in this field."""
        return [entry for entry in self.entries if getattr(entry.event, name, None) == value]


@pytest.fixture
def mirrored(mirror: Mirror) -> Iterator[Mirrored]:
    history = sample(160)
    for seed in range(60):
        history.govern(Random(seed))  # noqa: S311
    history.amend_to(history.issue_to(1, fingerprint=digest("common")), digest("newer"))
    history.issue_to(2, fingerprint=digest("common"), regime=2)
    history.seal()
    mirror.project(history.blocks)
    with mirror.sessions() as session:
        yield Mirrored(history, session)


def walk(page: Callable[[Any], Page[T, Any]], start: Any) -> list[T]:
    """Return all items of all pages."""
    found: list[T] = []
    place = start
    while True:
        part = page(place)
        found += part.items
        if part.next is None:
            return found
        assert part.items, "a page with a next one is never empty"
        place = part.next


# CERTIFICATES


def test_a_certificate_is_found_by_id_and_by_number(mirrored: Mirrored) -> None:
    assert len(mirrored.certificates) > 10
    for one in mirrored.certificates:
        assert certificates.by_id(mirrored.session, one.id) == one
        assert certificates.by_number(mirrored.session, one.number) == one


@pytest.mark.parametrize("number", [0, 10**9, 2**63, 2**64 - 1, -1])
def test_a_number_that_nobody_has_is_found_nowhere(mirrored: Mirrored, number: int) -> None:
    assert certificates.by_number(mirrored.session, number) is None
    assert certificates.by_id(mirrored.session, digest(number)) is None
    assert certificates.held_by(mirrored.session, 2**63 + number, None, 10).items == ()
    assert certificates.in_register(mirrored.session, number or 2**30, None, 10).items == ()
    assert participants.by_number(mirrored.session, number) is None
    assert participants.proposal(mirrored.session, 2**63 + number) is None
    assert entries.of_participant(mirrored.session, number, None, 5).items == ()
    assert blocks.by_number(mirrored.session, number) is None


def test_a_document_is_found_also_when_a_later_one_took_its_place(mirrored: Mirrored) -> None:
    seen_old = False
    for entry in mirrored.entries:
        named = getattr(entry.event, "document_digest", None)
        if named is None:
            continue
        uses = certificates.by_document(mirrored.session, named)
        assert [use.line.entry for use in uses] == mirrored.about("document_digest", named)
        for use in uses:
            assert use.certificate == mirrored.history.certificate(use.certificate.id)
            assert use.current == (use.certificate.document_digest == named)
            seen_old |= not use.current
    assert seen_old
    assert certificates.by_document(mirrored.session, digest("a forgery")) == []


def test_the_same_data_is_found_across_applicants_regimes_and_versions(mirrored: Mirrored) -> None:
    group = certificates.same_data(mirrored.session, digest("common"))
    assert [one.applicant for one in group] == [1, 2]
    assert group[0].fingerprint == digest("newer"), "the first was amended since, and still belongs to the group"
    assert certificates.same_data(mirrored.session, digest("newer")) == group[:1]
    assert certificates.same_data(mirrored.session, bytes(32)) == [], "zero stands for no fingerprint"


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_groups_of_the_same_data_are_those_of_several_holders_or_regimes(mirror: Mirror, limit: int) -> None:
    history = sample(30)
    for place, (holder, regime) in enumerate(((1, 1), (2, 1), (1, 2), (1, 3))):
        history.issue_to(holder, fingerprint=digest("of all"), regime=regime)
        history.issue_to(holder, fingerprint=digest("of each", place), regime=regime)
    for holder in (1, 2):
        history.issue_to(holder, fingerprint=digest("of two"), regime=4)
    history.amend_to(history.issue_to(1, fingerprint=digest("former")), digest("amended"))
    history.issue_to(2, fingerprint=digest("former"))
    history.seal()
    mirror.project(history.blocks)
    with mirror.sessions() as session:
        groups = walk(lambda after: certificates.same_data_groups(session, after, limit), b"")
        assert [group.fingerprint for group in groups] == sorted(map(digest, ("of all", "of two", "former")))
        for group in groups:
            assert list(group.certificates) == certificates.same_data(session, group.fingerprint)


@pytest.mark.parametrize("limit", [1, 3, 200])
def test_a_holder_has_what_it_holds_alone_and_with_others(mirrored: Mirrored, limit: int) -> None:
    shared = 0
    for holder in mirrored.all(Participant):
        expected = [one for one in mirrored.certificates if holder.number in one.holders]
        shared += sum(1 for one in expected if one.holder != holder.number)
        number = holder.number

        def page(place: Position | None, number: int = number) -> Page[Certificate, Position]:
            return certificates.held_by(mirrored.session, number, place, limit)

        assert walk(page, None) == expected
    assert shared > 0


def test_all_certificates_and_those_of_a_register_come_in_order(mirrored: Mirrored) -> None:
    assert walk(lambda place: certificates.issued(mirrored.session, place, 7), None) == mirrored.certificates
    by_number = sorted(mirrored.certificates, key=lambda one: one.number)
    registers = {one.register for one in by_number}
    assert len(registers) > 1
    for register in registers:

        def page(after: int | None, register: int = register) -> Page[Certificate, int]:
            return certificates.in_register(mirrored.session, register, after, 3)

        assert walk(page, None) == [one for one in by_number if one.register == register]


def test_the_history_of_a_certificate_has_every_line_and_its_head(mirrored: Mirrored) -> None:
    for one in mirrored.certificates:

        def page(after: int, certificate_id: bytes = one.id) -> Page[entries.Line, int]:
            return certificates.history(mirrored.session, certificate_id, after, 2)

        lines = walk(page, 0)
        assert [line.entry for line in lines] == mirrored.about("certificate_id", one.id)
        assert [line.sequence for line in lines] == list(range(1, one.sequence + 1))
        assert lines[-1].head == one.head


# PARTICIPANTS


def test_a_participant_is_found_by_number_identity_and_key(mirrored: Mirrored) -> None:
    everybody = sorted(mirrored.all(Participant), key=lambda one: one.number)
    for one in everybody:
        assert participants.by_number(mirrored.session, one.number) == one
        assert participants.by_identity(mirrored.session, one.identity) == one
        keys = [key for key in mirrored.all(EnrolledKey) if key.participant == one.number]
        assert participants.keys_of(mirrored.session, one.number) == sorted(keys, key=lambda key: key.key)
        for key in keys:
            assert participants.by_key(mirrored.session, key.key) == participants.Bearer(key, one)
    assert any(key.revoked for key in mirrored.all(EnrolledKey))
    assert walk(lambda after: participants.admitted(mirrored.session, after, 4), 0) == everybody
    assert participants.by_numbers(mirrored.session, {1, 2, 10**6}) == {one.number: one for one in everybody[:2]}
    assert participants.by_key(mirrored.session, b"\xff" * 20) is None


def test_a_code_finds_its_participant_and_a_wrong_one_is_refused(mirror: Mirror) -> None:
    history = History()
    code = "91110000802100433B"
    with mirror.sessions() as session:
        assert participants.by_uscc(session, code) is None
        with pytest.raises(InvalidInput) as refused:
            participants.by_uscc(session, "91110000802100433A")
        assert refused.value.code == "UsccCheckCharacter"
    history.admit_as(identity_of(code))
    history.seal()
    mirror.project(history.blocks)
    with mirror.sessions() as session:
        found = participants.by_uscc(session, code)
    assert found is not None
    assert found.number == 1


def test_who_keeps_which_register(mirrored: Mirrored) -> None:
    charges = sorted(mirrored.all(Charge), key=lambda one: one.register)
    assert participants.charges(mirrored.session) == charges
    for charge in charges:
        keeper = participants.keeper(mirrored.session, charge.register)
        assert keeper is not None
        assert keeper.number == charge.participant
        assert charge in participants.charges_of(mirrored.session, charge.participant)
        lines = entries.of_register(mirrored.session, charge.register, None, 100).items
        assert [line.entry for line in lines] == mirrored.about("register", charge.register)
    assert participants.keeper(mirrored.session, 1) is None


def test_governance_and_its_proposals(mirrored: Mirrored) -> None:
    proposals = sorted(mirrored.all(Proposal), key=lambda one: one.number)
    assert any(one.closed for one in proposals)
    assert walk(lambda after: participants.proposals(mirrored.session, after, 2), 0) == proposals
    for one in proposals:
        assert participants.proposal(mirrored.session, one.number) == one
        lines = entries.of_proposal(mirrored.session, one.number, None, 100).items
        assert [line.entry for line in lines] == mirrored.about("proposal", one.number)
    assert participants.governance(mirrored.session) == mirrored.history.facts["governance", 0]
    keepers = [mirrored.history.facts.get(("keeper", bit)) for bit in range(FLAGS)]
    order = dict.fromkeys(each.noun for each in keepers if isinstance(each, Keeper) and each.noun != NOBODY)
    assert [one.address for one in participants.nouns(mirrored.session)] == list(order)
    for opened in mirrored.all(Migration):
        assert participants.migration(mirrored.session, opened.register) == opened
    assert participants.migration(mirrored.session, 1) is None


# SINGLE FACTS


def test_facts_are_fetched_as_they_are_looked_up(mirrored: Mirrored) -> None:
    facts = MirrorFacts(mirrored.session)
    for key, fact in mirrored.history.facts.items():
        assert facts[key] == fact
        assert key in facts
    for absent in (("participant", 10**9), ("participant", -1), ("participant", 2**70), ("certificate", b"")):
        assert absent not in facts
        assert facts.get(absent) is None
    assert set(facts) == {key for key in mirrored.history.facts if key[0] not in ("identity", "number")}
    assert len(facts) == len(set(facts))


def test_what_is_fetched_together_is_not_fetched_again(mirrored: Mirrored) -> None:
    facts, keys = MirrorFacts(mirrored.session), [("participant", number) for number in (1, 2, 10**9)]
    facts.fetch(keys)
    mirrored.session.close()
    mirrored.session.bind = None
    assert [facts.get(key) is not None for key in keys] == [True, True, False]


# THE OUTBOX


def test_notices_come_in_order_and_each_once(mirror: Mirror) -> None:
    history = sample(20)
    hashes = {block.number: block.hash for block in history.blocks}
    mirror.project(history.blocks[:3])
    mirror.project(history.blocks[3:9])
    mirror.undo(5)
    mirror.undo(0)
    with mirror.sessions() as session:
        notices = walk(lambda number: outbox.after(session, number, 3), 0)
        assert notices == [
            outbox.Notice(1, taken=True, first_block=1, last_block=3, hash=hashes[3]),
            outbox.Notice(2, taken=True, first_block=4, last_block=9, hash=hashes[9]),
            outbox.Notice(3, taken=False, first_block=6, last_block=9, hash=hashes[5]),
            outbox.Notice(4, taken=False, first_block=1, last_block=5, hash=ZERO_DIGEST),
        ]
        assert outbox.last(session) == 4
        assert outbox.after(session, 2, 10).items == tuple(notices[2:])
        assert outbox.after(session, 2**70, 10) == Page((), None)


# EVERYTHING


def test_the_lines_of_the_ledger_come_as_they_were_written(mirrored: Mirrored) -> None:
    lines = walk(lambda place: entries.after(mirrored.session, place, 13), None)
    assert [line.entry for line in lines] == mirrored.entries
    for one in mirrored.all(Participant)[:5]:

        def page(place: Position | None, number: int = one.number) -> Page[entries.Line, Position]:
            return entries.of_participant(mirrored.session, number, place, 2)

        of_one = walk(page, None)
        assert [line.entry for line in of_one] == mirrored.about("participant", one.number)


def test_blocks_by_number_and_by_time(mirrored: Mirrored) -> None:
    for block in mirrored.history.blocks:
        header = blocks.by_number(mirrored.session, block.number)
        assert header == blocks.Header(block.number, block.hash, block.parent, block.time)
        assert blocks.last_at(mirrored.session, block.time) == header
        assert blocks.last_at(mirrored.session, block.time + BLOCK_SECONDS - 1) == header
    assert blocks.last_at(mirrored.session, BEGINNING) is None
    assert blocks.last_at(mirrored.session, 2**70) == header


def test_counts_count(mirrored: Mirrored) -> None:
    counts = snapshot.counts(mirrored.session)
    assert counts.blocks == len(mirrored.history.blocks)
    assert counts.entries == len(mirrored.entries)
    assert counts.participants == len(mirrored.all(Participant))
    assert sum(counts.certificates.values()) == len(mirrored.certificates)
    for (regime, state), number in counts.certificates.items():
        assert number == sum(one.regime == regime and one.state == state for one in mirrored.certificates)


def test_the_snapshot_is_everything_in_order(mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "ROWS_AT_A_TIME", 7)
    lines = list(snapshot.snapshot(mirrored.session))
    assert all(key_of(fact) == key for key, fact in lines)
    assert lines == sorted(lines, key=lambda line: (snapshot.ORDER.index(line[0][0]), line[0][1]))
    kinds = {"identity", "number"}
    assert dict(lines) == {key: fact for key, fact in mirrored.history.facts.items() if key[0] not in kinds}


def test_a_row_with_an_impossible_value_is_named(mirrored: Mirrored, mirror: Mirror) -> None:
    with raw(mirror) as connection:
        connection.execute(text("UPDATE certificates SET state = 77"))
        connection.commit()
    with mirror.sessions() as session, pytest.raises(Inconsistent) as refused:
        certificates.by_number(session, mirrored.certificates[0].number)
    assert refused.value.code == "MirrorAltered"
    assert "77" in refused.value.explain("en")
