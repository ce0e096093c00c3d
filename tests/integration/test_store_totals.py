"""
Totals: what is counted at any block, forwards and backwards, is what counting all facts of that block gives.

Random histories of all nouns are projected a few blocks at a time; the expected tallies are counted in plain Python.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

import pytest

from ledger.domain.attestations import Attestation, Condition
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import Encumbrance, EncumbranceState
from ledger.domain.equity import Contribution, ContributionStage
from ledger.domain.events import CertificateTransferred, Instant, Key
from ledger.domain.events.equity import ContributionExecuted
from ledger.domain.facts import Fact
from ledger.domain.flags import Flag
from ledger.domain.kinds import AttestedKind
from ledger.domain.state import FactKey
from ledger.store.mirror import Mirror
from ledger.store.queries.totals import Kind, Tallies, Tally, Total, period_of, register_of, tally, totals
from tests.simulation.acts import attempt
from tests.store_histories import BEGINNING, EMITTER, History, digest

F = TypeVar("F", bound=Fact)
Facts = Mapping[FactKey, Fact]


def lived(seed: int, acts: int = 250) -> History:
    """Return a history of all nouns, with many pledges, reports and contributions."""
    history, random = History(), Random(seed)  # noqa: S311
    for _ in range(8):
        history.admit(random)
    for _ in range(12):
        history.issue(random)
    history.seal()
    for act in range(acts):
        attempt(history, random)
        if act % 9 == 0:
            history.seal()
    history.seal()
    contribute(history)
    history.seal()
    return history


def contribute(history: History) -> None:
    """Have a reserved certificate that one holds alone transferred to the company, and its contribution executed."""
    for one in of(history.facts, Contribution):
        certificate = history.certificate(one.certificate_id)
        if one.stage is ContributionStage.RESERVED and certificate.holders == (one.contributor,):
            own, sequence, hand = one.certificate_id, certificate.sequence, Key(EMITTER)
            moved = CertificateTransferred(
                own, sequence + 1, one.contributor, one.investee, digest("moved"), hand, hand
            )
            history.emit(moved)
            until = Instant(history.time + 9_000)
            history.emit(ContributionExecuted(own, sequence + 2, one.id, until, digest("given"), hand, hand))
            return


def day(instant: int) -> int:
    """Return which day since 1970-01-01 it is in Shanghai."""
    return (datetime.fromtimestamp(instant, UTC) + timedelta(hours=8) - datetime(1970, 1, 1, tzinfo=UTC)).days


def expected(facts: Facts) -> tuple[Counter[Kind], Counter[int], Counter[int], Counter[int]]:
    """Count all facts of a block."""
    kinds: Counter[Kind] = Counter()
    for each in facts.values():
        if isinstance(each, Certificate):
            marks = each.flags & (Flag.PLEDGED | Flag.FROZEN | Flag.CONTRIBUTED)
            kinds[Kind(each.number >> 16, each.state, marks, day(each.valid_from), day(each.valid_to))] += 1
    live = (EncumbranceState.PLEDGED,)
    stands = (ContributionStage.EXECUTED, ContributionStage.CONFIRMED)
    return (
        kinds,
        summed(facts, ((e.certificate_id, e.amount) for e in of(facts, Encumbrance) if e.state in live)),
        summed(facts, ((a.certificate_id, a.amount) for a in of(facts, Attestation) if is_value(a))),
        summed(facts, ((c.certificate_id, c.capital) for c in of(facts, Contribution) if c.stage in stands)),
    )


def of(facts: Facts, kind: type[F]) -> list[F]:
    return [fact for fact in facts.values() if isinstance(fact, kind)]


def is_value(attestation: Attestation) -> bool:
    return attestation.kind is AttestedKind.VALUE and attestation.condition is Condition.LIVE


def summed(facts: Facts, amounts: Iterable[tuple[bytes, int]]) -> Counter[int]:
    found: Counter[int] = Counter()
    for own, amount in amounts:
        certificate = facts["certificate", own]
        assert isinstance(certificate, Certificate)
        found[certificate.number >> 16] += amount
    return +found


def parts(found: Tally | None) -> tuple[Counter[Kind], Counter[int], Counter[int], Counter[int]]:
    assert found is not None
    return found.certificates, found.secured, found.valued, found.contributed


def test_every_block_is_counted_forwards_and_backwards(mirror: Mirror) -> None:
    history = lived(14, 400)
    tallies = Tallies()
    for start in range(0, len(history.blocks), 8):
        mirror.project(history.blocks[start : start + 8])
        with mirror.sessions() as session:
            for block, facts in zip(history.blocks[: start + 8], history.facts_after, strict=False):
                assert parts(tallies.at(session, block.number)) == expected(facts), block.number
    last = expected(history.facts)
    assert all(last), "there is something of everything"


def test_what_was_undone_is_not_counted(mirror: Mirror) -> None:
    history, tallies = lived(6), Tallies()
    mirror.project(history.blocks)
    with mirror.sessions() as session:
        tallies.at(session, history.blocks[-1].number)
    kept = len(history.blocks) // 2
    other = history.branch(kept)
    other.issue(Random(1))  # noqa: S311
    other.seal("another")
    mirror.undo(kept)
    mirror.project(other.blocks[kept:])
    with mirror.sessions() as session:
        assert parts(tallies.at(session, kept + 1)) == expected(other.facts)
        assert tallies.at(session, kept + 2) is None
        assert parts(tallies.at(session, kept)) == expected(history.facts_after[kept - 1])


def test_an_empty_mirror_counts_nothing(mirror: Mirror) -> None:
    with mirror.sessions() as session:
        assert tally(session) is None
        assert Tallies().at(session, 1) is None


@pytest.mark.parametrize("days", [-1, 0, 30, 3 * 365 + 1])
def test_totals_are_of_a_day(mirror: Mirror, days: int) -> None:
    history, instant = lived(7), BEGINNING + days * 86_400
    mirror.project(history.blocks)
    with mirror.sessions() as session:
        counted = tally(session)
    assert counted is not None
    everything: Total = totals(counted, instant, lambda _: "all")["all"]
    made = of(history.facts, Certificate)
    active = [one for one in made if one.state == 1]
    assert everything.states == Counter(one.state for one in made)
    in_force = [one for one in active if day(one.valid_from) <= day(instant) < day(one.valid_to)]
    assert everything.in_force == len(in_force)
    assert everything.pledged == sum(1 for one in active if one.flags & Flag.PLEDGED)
    assert everything.secured_fen == sum(counted.secured.values()) > 0
    by_register = totals(counted, instant, register_of)
    assert {register: total.states.total() for register, total in by_register.items()} == Counter(
        one.register for one in made
    )
    assert set(totals(counted, instant, period_of)) == {202611}
