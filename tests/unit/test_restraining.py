"""
Who is asked whether an act may be done: the keeper of each flag once, by its own bit, and nobody where none is set.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.domain.certificates import Certificate
from ledger.domain.doors import Keeper
from ledger.domain.encumbrances import EncumbranceList, Listed
from ledger.domain.events import Instant
from ledger.domain.facts import Fact, FactKey, key_of
from ledger.domain.flags import NOUN_FLAGS, SHARED, Flag
from ledger.domain.licences import Licence
from ledger.domain.matrix import Operation
from ledger.domain.restraining import NOUNS, consents
from ledger.errors import ActRefused
from tests.unit.burdened import BANK, LICENSEE, OWN, encumbrance, licensed
from tests.unit.histories import key
from tests.unit.judging import CERTIFICATE, NOW

PLEDGE = encumbrance(5)
PLEDGED = (EncumbranceList(OWN, (Listed(PLEDGE.id, 5, Instant(0)),)), PLEDGE)
LICENSED = tuple(licensed().facts.values())


def kept(*facts: Fact) -> dict[FactKey, Fact]:
    """Return facts with a keeper of each flag that nouns may have."""
    keepers = (Keeper(bit, key(f"noun {bit}")) for bit in range(16))
    return {key_of(fact): fact for fact in (*facts, *keepers)}


def marked(flags: int) -> Certificate:
    return replace(CERTIFICATE, flags=flags)


@pytest.mark.parametrize("flag", [Flag.PLEDGED, Flag.FROZEN, Flag.RENEWING])
def test_a_flag_that_nobody_keeps_closes_the_door_by_its_own_name(flag: Flag) -> None:
    with pytest.raises(ActRefused) as refused:
        consents({}, marked(flag | SHARED), Operation.NARROW, NOW)
    assert (refused.value.code, refused.value.facts) == ("DoorClosed", {"caller": bytes(20), "flags": int(flag)})


def test_each_noun_is_asked_by_its_own_flag_alone() -> None:
    facts = kept(*PLEDGED, *LICENSED)
    assert consents(facts, marked(Flag.PLEDGED), Operation.NARROW, NOW) == [BANK]
    assert consents(facts, marked(Flag.LICENSED), Operation.NARROW, NOW) == [LICENSEE]
    assert consents(facts, marked(Flag.PLEDGED | Flag.LICENSED), Operation.NARROW, NOW) == [BANK, LICENSEE]
    assert consents(facts, marked(0), Operation.NARROW, NOW) == []


def test_what_restrains_nothing_and_what_this_version_does_not_know_is_asked_nothing() -> None:
    flags = NOUN_FLAGS & ~sum(NOUNS)
    assert flags & 1 << 15
    assert consents(kept(), marked(flags), Operation.NARROW, NOW) == []


def test_whoever_must_agree_twice_agrees_once() -> None:
    licence = replace(next(fact for fact in LICENSED if isinstance(fact, Licence)), licensee=BANK)
    facts = kept(*PLEDGED, *LICENSED, licence)
    assert consents(facts, marked(Flag.PLEDGED | Flag.LICENSED), Operation.NARROW, NOW) == [BANK]
