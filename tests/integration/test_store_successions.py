"""
Successions, links, notices, renewals and same data in the mirror, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ledger.domain.certificates import Certificate
from ledger.domain.events import Block, CertificateAmended, CertificateTransferred, Digest, Event, Instant
from ledger.domain.events.renewals import RenewalRefused, RenewalRequested
from ledger.domain.events.successions import (
    CertificateLinked,
    CertificateSucceeded,
    CertificateUnlinked,
    ExitAnnounced,
)
from ledger.domain.facts import Fact, FactKey, Facts, thing_id
from ledger.domain.renewals import RenewalRequest
from ledger.domain.state import fold
from ledger.domain.successions import ExitNotice, Link, Relation, Succession
from ledger.store.mirror import Mirror
from ledger.store.queries import certificates, renewals, successions
from tests.unit.histories import BORN, REGISTER, REGISTRY_BORN, YEAR, a_record, entries, hashed, issued, key, number

HANDS = (key("maker"), key("checker"))
PAPER = hashed("paper")
FIRST, SECOND = issued(), issued(a_record(3, 2), "other data")
OWN, OTHER = FIRST.certificate_id, SECOND.certificate_id
LATER = BORN + 2 * YEAR
FOUNDING: tuple[Event, ...] = (*REGISTRY_BORN, FIRST, SECOND)


def linked(own: bytes, sequence: int, other: bytes, relation: int = 1) -> CertificateLinked:
    return CertificateLinked(own, sequence, other, relation, PAPER, *HANDS)  # type: ignore[arg-type]  # ids of issues


def requested(own: bytes, sequence: int, due: int) -> RenewalRequested:
    return RenewalRequested(own, sequence, Instant(due), PAPER, *HANDS)  # type: ignore[arg-type]  # ids of issues


def history(events: Sequence[Event]) -> tuple[list[Block], Facts]:
    """Return the founding and the events, each in a block of its own, and the facts that they make."""
    facts: dict[FactKey, Fact] = {}
    blocks, parent = [], Digest(bytes(32))
    for line in entries((*FOUNDING, *events)):
        fold(facts, [line])
        name = hashed(f"block {line.position}")
        blocks.append(Block(line.position.block, name, parent, line.time, (line,)))
        parent = name
    return blocks, facts


def all_of(facts: Facts, kind: type[Fact]) -> list[Fact]:
    return [fact for fact in facts.values() if isinstance(fact, kind)]


LINKS: tuple[Event, ...] = (
    linked(OWN, 2, OTHER),
    linked(OWN, 3, OTHER, 2),
    linked(OTHER, 2, OWN, 3),
    CertificateUnlinked(OWN, 4, thing_id(OWN, 2), PAPER, *HANDS),
)


def test_links_are_found_from_both_sides_by_pages(mirror: Mirror) -> None:
    blocks, facts = history(LINKS)
    mirror.project(blocks)
    with mirror.sessions() as session:
        first = successions.linked(session, OTHER, None, 2)
        assert [link.id for link in first.items] == [thing_id(OWN, 2), thing_id(OWN, 3)]
        second = successions.linked(session, OTHER, first.next, 2)
        assert ([link.relation for link in second.items], second.next) == ([Relation.CONTINUES], None)
        assert [*first.items, *second.items] == all_of(facts, Link)
        assert [link.ended for link in first.items] == [True, False]
        assert successions.linked(session, OWN, None, 9).items == (*first.items, *second.items)
        assert successions.link(session, thing_id(OWN, 3)) == facts[("link", thing_id(OWN, 3))]
        assert successions.link(session, PAPER) is None
        assert successions.linked(session, PAPER, None, 9).items == ()


MOVES: tuple[Event, ...] = (
    CertificateTransferred(OWN, 2, number(2), number(3), PAPER, *HANDS),
    CertificateSucceeded(OWN, 3, number(2), number(3), 1, *HANDS),
    CertificateTransferred(OTHER, 2, number(3), number(2), PAPER, *HANDS),
    CertificateSucceeded(OTHER, 3, number(3), number(2), 3, *HANDS),
)


def test_successions_are_found_by_certificate_and_by_both_parties(mirror: Mirror) -> None:
    blocks, facts = history(MOVES)
    mirror.project(blocks)
    both = all_of(facts, Succession)
    assert len(both) == 2
    with mirror.sessions() as session:
        assert list(successions.successions_of(session, OWN, None, 9).items) == both[:1]
        for who in (2, 3):
            page = successions.successions_by(session, who, None, 1)
            rest = successions.successions_by(session, who, page.next, 1)
            assert ([*page.items, *rest.items], rest.next) == (both, None)
        for nobody in (1, -1, 2**70):
            assert successions.successions_by(session, nobody, None, 9).items == ()


def test_the_last_notice_of_each_register(mirror: Mirror) -> None:
    notices = [
        ExitAnnounced(REGISTER, place, number(1), number(2), Instant(LATER + place), PAPER, *HANDS) for place in (1, 2)
    ]
    blocks, facts = history(notices)
    mirror.project(blocks)
    with mirror.sessions() as session:
        found = successions.exits(session, None, 9)
        assert list(found.items) == all_of(facts, ExitNotice)
        assert (found.items[0].effective_at, found.next) == (LATER + 2, None)
        assert successions.exits(session, REGISTER, 9).items == ()


@pytest.mark.parametrize(("instant", "pending"), [(BORN, 2), (LATER - 1, 2), (LATER, 1), (LATER + 1, 0)])
def test_what_is_pending_at_an_instant(mirror: Mirror, instant: int, pending: int) -> None:
    third = issued(a_record(3, 3), "third")
    events: tuple[Event, ...] = (
        third,
        requested(OWN, 2, LATER),
        requested(OTHER, 2, LATER + 1),
        requested(third.certificate_id, 2, LATER + 9),
        RenewalRefused(third.certificate_id, 3, PAPER, *HANDS),
    )
    blocks, facts = history(events)
    mirror.project(blocks)
    with mirror.sessions() as session:
        found = renewals.pending(session, instant, None, 9)
        assert [one.certificate_id for one in found.items] == [OWN, OTHER][2 - pending :]
        if pending == 2:
            first = renewals.pending(session, instant, None, 1)
            second = renewals.pending(session, instant, first.next, 1)
            assert ([*first.items, *second.items], second.next) == (list(found.items), None)
        decided = renewals.of(session, third.certificate_id)
        assert decided == facts[("renewal", third.certificate_id)]
        assert isinstance(decided, RenewalRequest)
        assert decided.decide_by == 0
        assert renewals.of(session, PAPER) is None


def test_same_data_is_disclosed_across_holders_registers_and_regimes(mirror: Mirror) -> None:
    """Having several certificates of the same data is lawful (guideline 〔2026〕35, art. 21)."""
    data = FIRST.fingerprint
    same = [
        issued(a_record(3, 3), "data"),  # another holder
        issued(a_record(2, 1, regime=2), "data"),  # another regime
        issued(a_record(3, 1, regime=3, code=112), "data"),  # another centre and regime
    ]
    was = issued(a_record(3, 4), "yet other data")
    amended = CertificateAmended(was.certificate_id, 2, data, PAPER, BORN + YEAR, 7, *HANDS)
    left = CertificateAmended(OWN, 2, hashed("newer data"), PAPER, BORN + YEAR, 7, *HANDS)
    blocks, facts = history((*same, was, amended, left))
    mirror.project(blocks)
    with mirror.sessions() as session:
        found = certificates.same_data(session, data)
    assert [one.id for one in found] == [OWN, *(one.certificate_id for one in same), was.certificate_id]
    assert {one.regime for one in found} == {1, 2, 3}
    assert {one.register for one in found} == {REGISTER, 111 << 8 | 2, 112 << 8 | 3}
    assert {one.holder for one in found} == {2, 3}
    assert [one.fingerprint == data for one in found] == [False, True, True, True, True]
    assert found == [facts[("certificate", one.id)] for one in found]
    assert all(isinstance(one, Certificate) for one in found)
