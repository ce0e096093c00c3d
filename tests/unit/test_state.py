"""
`apply` and `reads`: the dispatch over all events.

That `reads` is exact is shown by folding with nothing but what it names: a mapping that raises on any other key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import get_args

import pytest

from ledger.domain.doors import Noun
from ledger.domain.events import (
    CertificateEvent,
    CertificateRevoked,
    CertificateSuperseded,
    CertificateTransferred,
    CharterChanged,
    DoorEvent,
    Event,
    Instant,
    KeyRevoked,
    LedgerUnpaused,
    MigrationOpened,
    NounAdmitted,
    ParticipantEvent,
    ParticipantReinstated,
    ParticipantRenamed,
    ParticipantSuspended,
    ProposalApproved,
    ProposalExecuted,
    ProposalVetoed,
    RenewalEvent,
    RolesChanged,
    RuleEvent,
    SuccessionEvent,
)
from ledger.domain.events.renewals import RenewalGranted, RenewalRefused, RenewalRequested
from ledger.domain.events.rules import RuleSet
from ledger.domain.events.successions import (
    CertificateLinked,
    CertificateSplit,
    CertificateSucceeded,
    CertificateUnlinked,
    ExitAnnounced,
)
from ledger.domain.facts import thing_id
from ledger.domain.state import Fact, FactKey, apply, key_of, reads
from tests.unit.histories import (
    BORN,
    REGISTER,
    REGISTRY_BORN,
    YEAR,
    a_record,
    entries,
    facts_after,
    issued,
    key,
    number,
)
from tests.unit.test_certificates import CO_HELD, HANDS, OWN, amended, cancelled, corrected, renewed, transferred
from tests.unit.test_participants import MADE, PAUSED, VOTED, WHY
from tests.unit.test_renewals import weekdays

THIRD = issued(a_record(serial=3), "third").certificate_id

WHOLE_LIFE: tuple[Event, ...] = (
    *REGISTRY_BORN,
    ParticipantRenamed(number(2), WHY, key("maker"), key("checker")),
    ParticipantSuspended(number(3), WHY),
    ParticipantReinstated(number(3), WHY),
    RolesChanged(number(3), 0, 2, WHY),
    KeyRevoked(number(3), key("other"), WHY, key("maker"), key("checker")),
    CharterChanged(2, 1, 2),
    *VOTED,
    ProposalApproved(1, 1),
    ProposalExecuted(1, key("voter")),
    replace(MADE, proposal=2),
    ProposalVetoed(2, number(5), WHY, key("guardian")),
    PAUSED,
    LedgerUnpaused(WHY),
    NounAdmitted(key("pledges"), 3),
    MigrationOpened(REGISTER, Instant(BORN + YEAR)),
    RuleSet(1, 1, 2, 6, 0, Instant(1), WHY),
    weekdays(2027, 2),
    *CO_HELD,
    transferred(5, 2, 3),
    amended(6, "new data"),
    corrected(7),
    renewed(8),
    RenewalRequested(OWN, 9, Instant(BORN + 2 * YEAR), WHY, *HANDS),
    RenewalRefused(OWN, 10, WHY, *HANDS),
    RenewalGranted(OWN, 11, *HANDS),
    CertificateTransferred(OWN, 12, number(4), number(2), WHY, *HANDS),
    CertificateSucceeded(OWN, 13, number(4), number(2), 1, *HANDS),
    issued(a_record(serial=3), "third"),
    CertificateSplit(OWN, 14, THIRD, 4, *HANDS),
    CertificateLinked(OWN, 15, THIRD, 1, WHY, *HANDS),
    CertificateUnlinked(OWN, 16, thing_id(OWN, 15), WHY, *HANDS),
    ExitAnnounced(REGISTER, 1, number(1), number(4), Instant(BORN + YEAR), WHY, *HANDS),
    cancelled(17),
    issued(a_record(serial=2, ordinal=1)),
    CertificateSuperseded(issued(a_record(serial=2, ordinal=1)).certificate_id, 2, THIRD, WHY, *HANDS),
    CertificateRevoked(THIRD, 2, WHY, *HANDS),
)


class Only(Mapping[FactKey, Fact]):
    """Facts of which only the named keys may be asked."""

    def __init__(self, facts: Mapping[FactKey, Fact], named: tuple[FactKey, ...]) -> None:
        self._facts, self._named = facts, named

    def __getitem__(self, asked: FactKey) -> Fact:
        assert asked in self._named, f"{asked} was read but not named"
        return self._facts[asked]

    def __iter__(self) -> Iterator[FactKey]:
        raise AssertionError("facts were listed")

    def __len__(self) -> int:
        raise AssertionError("facts were counted")


def test_the_life_holds_every_event_there_is() -> None:
    kinds = (ParticipantEvent, CertificateEvent, DoorEvent, RuleEvent, RenewalEvent, SuccessionEvent)
    assert {type(event) for event in WHOLE_LIFE} == {event for kind in kinds for event in get_args(kind)}


def test_apply_reads_nothing_but_what_reads_names() -> None:
    facts: dict[FactKey, Fact] = {}
    for entry in entries(WHOLE_LIFE):
        named = reads(entry.event)
        facts.update(apply(Only({k: facts[k] for k in named if k in facts}, named), entry))
    assert facts == facts_after(*WHOLE_LIFE)


def test_every_change_stands_under_its_own_key() -> None:
    facts: dict[FactKey, Fact] = {}
    for entry in entries(WHOLE_LIFE):
        changes = apply(facts, entry)
        assert changes
        assert all(key_of(fact) == where for where, fact in changes.items())
        facts.update(changes)


def test_a_noun_is_admitted_and_its_door_closed() -> None:
    facts = facts_after(NounAdmitted(key("pledges"), 3), NounAdmitted(key("pledges"), 0))
    assert facts[("noun", key("pledges"))] == Noun(key("pledges"), 0)


@pytest.mark.parametrize("count", [1, 7, len(WHOLE_LIFE)])
def test_folding_again_gives_the_same_facts(count: int) -> None:
    assert facts_after(*WHOLE_LIFE[:count]) == facts_after(*WHOLE_LIFE[:count])
