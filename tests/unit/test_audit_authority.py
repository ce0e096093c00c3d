"""
Who may say what, asked of facts: what the auditor finds where a maker or a checker lacked authority.

Events are made by hand and the contracts are not asked: this is the check for the day on which they were replaced.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.audit.authority import check
from ledger.domain.certificates import Right
from ledger.domain.events import (
    CertificateCorrected,
    CertificateRenewed,
    CertificateTransferred,
    Entry,
    Event,
    Instant,
    Key,
    NounAdmitted,
    Position,
    RegisterAssigned,
    ThingId,
)
from ledger.domain.events.licences import LicenceGranted
from ledger.domain.events.pledges import HoldReleased
from ledger.domain.events.restraints import FreezeLifted
from ledger.domain.facts import Changes
from ledger.domain.flags import Flag, Power
from ledger.domain.participants import Duty, Governance, Participant, Role
from tests.unit.histories import (
    BORN,
    REGISTER,
    a_record,
    admitted,
    enrolled,
    facts_after,
    hashed,
    issued,
    key,
    number,
)

CERTIFICATES, LICENCES, RESTRAINTS, STRANGE = (bytes([each]) * 20 for each in (1, 2, 3, 4))
REGISTRY, OTHER, COURT, HOLDER = 1, 2, 3, 4
ISSUED = issued(a_record(holder=HOLDER))
ID = ISSUED.certificate_id


@pytest.fixture
def facts() -> Changes:
    """A registry in charge, another one, a court, a holder with a certificate, and two nouns at the door."""
    return facts_after(
        admitted(REGISTRY, Role.REGISTRY),
        admitted(OTHER, Role.REGISTRY),
        admitted(COURT, Role.ORGAN),
        admitted(HOLDER),
        *(
            enrolled(who, f"{name} {duty.name}", duty)
            for who, name in ((REGISTRY, "registry"), (OTHER, "other"), (COURT, "court"))
            for duty in (Duty.MAKER, Duty.CHECKER)
        ),
        RegisterAssigned(REGISTER, number(0), number(REGISTRY), hashed("founding")),
        NounAdmitted(LICENCES, int(Flag.LICENSED)),
        NounAdmitted(RESTRAINTS, int(Flag.FROZEN | Power.MOVES)),
        ISSUED,
    )


def hands(name: str) -> tuple[Key, Key]:
    return key(f"{name} MAKER"), key(f"{name} CHECKER")


def faults(
    facts: Changes, event: Event, emitter: bytes, to: bytes | None = None, sender: Key | None = None
) -> list[str]:
    """The codes of what maker and checker lacked; its maker sent the event to its emitter unless told otherwise."""
    entry = Entry(Position(9, 0, 0), BORN + 99, emitter, hashed("log"), event)
    submitter = sender or getattr(event, "maker", None)
    return [fault.code for fault in check(facts, entry, submitter, emitter if to is None else to)]


def licence(name: str = "registry") -> LicenceGranted:
    term = Instant(BORN), Instant(BORN + 99)
    return LicenceGranted(ID, 2, number(OTHER), int(Right.USE), 1, *term, False, hashed("scope"), *hands(name))


def lifted(name: str) -> FreezeLifted:
    return FreezeLifted(ID, 2, ThingId(hashed("freeze")), hashed("order"), *hands(name))


def moved(name: str) -> CertificateTransferred:
    return CertificateTransferred(ID, 2, number(HOLDER), number(OTHER), hashed("judgment"), *hands(name))


# A NOUN'S OWN EVENTS


def test_an_event_of_the_registry_in_charge_is_authorised(facts: Changes) -> None:
    assert faults(facts, licence(), LICENCES) == []


def test_a_registry_acts_in_its_own_register_only(facts: Changes) -> None:
    assert faults(facts, licence("other"), LICENCES) == ["AuthorityNotInCharge"]


def test_a_court_is_asked_about_its_role_and_about_no_register(facts: Changes) -> None:
    assert faults(facts, lifted("court"), RESTRAINTS) == []
    assert faults(facts, lifted("registry"), RESTRAINTS) == ["AuthorityRoleMissing"]
    assert faults(facts, licence("court"), LICENCES) == ["AuthorityRoleMissing"]


def test_an_event_that_needs_no_role_needs_two_hands_of_one_participant(facts: Changes) -> None:
    released = HoldReleased(ID, 2, ThingId(hashed("hold")), *hands("other"))
    assert faults(facts, released, LICENCES) == []
    split = replace(released, checker=hands("court")[1])
    assert faults(facts, split, LICENCES) == ["AuthoritySplit"]
    alone = replace(released, checker=released.maker)
    assert faults(facts, alone, LICENCES) == ["AuthorityDutyMissing", "AuthoritySplit"]
    unknown = replace(released, maker=key("nobody"))
    assert faults(facts, unknown, LICENCES) == ["AuthorityKeyUnknown"]


def test_whoever_calls_a_noun_is_its_maker(facts: Changes) -> None:
    assert faults(facts, licence(), LICENCES, sender=key("somebody")) == ["AuthorityNotSender"]
    assert faults(facts, licence(), LICENCES, to=STRANGE, sender=key("somebody")) == []


# THROUGH THE DOOR


def test_what_came_through_the_door_has_the_nouns_maker(facts: Changes) -> None:
    assert faults(facts, moved("court"), CERTIFICATES, to=RESTRAINTS) == []
    assert faults(facts, moved("court"), CERTIFICATES, to=RESTRAINTS, sender=key("x")) == ["AuthorityNotSender"]
    split = replace(moved("court"), checker=hands("other")[1])
    assert faults(facts, split, CERTIFICATES, to=RESTRAINTS) == ["AuthoritySplit"]


def test_a_contract_that_is_not_admitted_is_no_door(facts: Changes) -> None:
    found = faults(facts, moved("court"), CERTIFICATES, to=STRANGE)
    assert found == ["AuthorityRoleMissing", "AuthorityNotInCharge"]
    closed = facts | facts_after(NounAdmitted(RESTRAINTS, 0))
    assert faults(closed, moved("court"), CERTIFICATES, to=RESTRAINTS) == found


# CERTIFICATES' OWN


def test_a_correction_is_dealing_and_a_renewal_is_asked_about_at_the_noun(facts: Changes) -> None:
    paused = facts | {("governance", 0): Governance(paused=True)}
    corrected = CertificateCorrected(ID, 2, hashed("document"), *hands("registry"))
    assert faults(facts, corrected, CERTIFICATES) == []
    assert faults(paused, corrected, CERTIFICATES) == ["AuthorityPaused"]
    renewed = CertificateRenewed(ID, 2, BORN, BORN + 99, hashed("document"), *hands("registry"))
    assert faults(paused, renewed, CERTIFICATES, to=LICENCES) == []


def test_what_no_key_said_is_nobodys(facts: Changes) -> None:
    assert faults(facts, NounAdmitted(STRANGE, 1), CERTIFICATES) == []


def test_a_suspended_registry_has_no_authority(facts: Changes) -> None:
    registry = facts["participant", REGISTRY]
    assert isinstance(registry, Participant)
    suspended = facts | {("participant", REGISTRY): replace(registry, suspended=True)}
    assert faults(suspended, licence(), LICENCES) == ["AuthoritySuspended", "AuthoritySuspended"]
