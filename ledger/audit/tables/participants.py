"""Participants: its events by topic, and where its storage keeps participants, keys, registers and proposals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.audit.decode import Table
from ledger.audit.layout import (
    ALL_BITS,
    Slot,
    Writer,
    fact_slot,
    list_slots,
    mapped,
    packed,
    packed_words,
    struct_slots,
    word,
)
from ledger.audit.pin import Pin
from ledger.domain import events as e
from ledger.domain.facts import Facts
from ledger.domain.participants import Charge, EnrolledKey, Governance, Participant, Proposal, Role

TABLE: Table = {
    "f25f8152db675aef43421bc5ee6bef8fd7629382d290036adadcc02115f4a253": (
        e.ParticipantAdmitted,
        1,
        "uint32 bytes32 uint8 uint16 bytes32 address address",
    ),
    "982badcaa1670fb9688dfa9fbcfb774e1a574dc9af9abffead755bce9ce57976": (
        e.ParticipantRenamed,
        1,
        "uint32 bytes32 address address",
    ),
    "774125eb3946cd579030c28b2f0ed3087c94719710b6c6cfcca5d5531f203d99": (e.ParticipantSuspended, 1, "uint32 bytes32"),
    "626575d56581c0415047df4b5f8edbdda3d5b271d98a5186e6b810fd4a061aeb": (e.ParticipantReinstated, 1, "uint32 bytes32"),
    "b08e4e778d5bbd670e4be21663d63764984796192c8bb8cd4850e9f3ac890bf6": (
        e.RolesChanged,
        1,
        "uint32 uint16 uint16 bytes32",
    ),
    "eb8937b32ed4a50bb7beb60a6f218708584535ba6fba19dd1bc5f2fcf5e2186c": (
        e.KeyEnrolled,
        2,
        "uint32 address uint8 address address",
    ),
    "37e7103294bcd6195c6a81da1976b6fc918416010cee7af64c73d0eeadee892e": (
        e.KeyRevoked,
        2,
        "uint32 address bytes32 address address",
    ),
    "8fccacd90f262c88d540b9c8f4bf4e3ef92375f24c3b7d19f498cf959659cee8": (
        e.RegisterAssigned,
        1,
        "uint24 uint32 uint32 bytes32",
    ),
    "81bf5a03c1143f63303c3cd3ad6cc5e825cbc5e145cfd8a8ebfaf1714fd27377": (
        e.ProposalMade,
        1,
        "uint256 uint32 address bytes4 bytes32 bytes32 address",
    ),
    "98db3252ae1061b44cd4aaacee878b1e1f8e52c8105d3b0441100d0de4a934c1": (e.ProposalVoted, 1, "uint256 uint32 address"),
    "6d09658cafd91d500a69490fb6640763ec8239ad514cca5edd2635b93428f81f": (e.ProposalApproved, 1, "uint256 uint40"),
    "9c85b616f29fca57a17eafe71cf9ff82ffef41766e2cf01ea7f8f7878dd3ec24": (e.ProposalExecuted, 1, "uint256 address"),
    "950c7968a2190b416df0bf8030bfc073898a66a6dcae1a97309d8e8c59e10e9d": (
        e.ProposalVetoed,
        1,
        "uint256 uint32 bytes32 address",
    ),
    "3417d741294c5d2f2e32f840a1f568284d4fc8fa2a84436e048a4431c4605580": (e.LedgerPaused, 0, "uint32 bytes32 address"),
    "987c3fa8ad583cf473446f756f8647d170bb3b9276a3bdaf4bf7b50f88975598": (e.LedgerUnpaused, 0, "bytes32"),
    "dab131494698d00ffeff89b3560930345b297899da28a05e42fbd17f08ac0fae": (e.CharterChanged, 0, "uint8 uint32 uint32"),
}

SLOTS: Mapping[str, int] = {
    "_status": 0,
    "_participants": 1,
    "_authorities": 2,
    "_keys": 3,
    "_proposals": 4,
    "_voters": 5,
    "_numbers": 6,
    "_inCharge": 7,
}

AUTHORITY_KEPT = 0xFF << 64 | 0xFF << 48 | 0xFFFFFFFF
"""Of a revoked key: participant, duties and the mark.  Its copies of roles and suspension are no longer kept up."""


def _governance(pin: Pin, fact: Governance, facts: Facts) -> Iterator[Slot]:
    governors = sum(
        isinstance(one, Participant) and bool(one.roles & Role.GOVERNOR) and not one.suspended for one in facts.values()
    )
    status = packed(
        (fact.threshold, 8),
        (fact.ordinary_delay, 32),
        (fact.grave_delay, 32),
        (fact.participants, 32),
        (fact.proposals, 32),
        (governors, 32),
        (fact.paused, 8),
    )
    yield fact_slot(pin.participants, word(SLOTS["_status"]), status, "governance")


def _participant(pin: Pin, fact: Participant, _: Facts) -> Iterator[Slot]:
    subject = f"participant {fact.number}"
    words = (fact.identity, fact.profile_digest, packed((fact.kind, 8), (fact.roles, 16), (fact.suspended, 8)))
    yield from struct_slots(pin.participants, mapped(SLOTS["_participants"], fact.number), words, subject)
    yield fact_slot(pin.participants, mapped(SLOTS["_numbers"], fact.identity), fact.number, subject)
    yield from list_slots(pin.participants, mapped(SLOTS["_keys"], fact.number), fact.keys, subject)


def _key(pin: Pin, fact: EnrolledKey, facts: Facts) -> Iterator[Slot]:
    owner = facts.get(("participant", fact.participant))
    roles, suspended = (owner.roles, owner.suspended) if isinstance(owner, Participant) else (0, False)
    yield fact_slot(
        pin.participants,
        mapped(SLOTS["_authorities"], fact.key),
        packed((fact.participant, 32), (roles, 16), (fact.duties, 8), (suspended, 8), (fact.revoked, 8)),
        f"key 0x{fact.key.hex()}",
        mask=AUTHORITY_KEPT if fact.revoked else ALL_BITS,
    )


def _charge(pin: Pin, fact: Charge, _: Facts) -> Iterator[Slot]:
    key = mapped(SLOTS["_inCharge"], fact.register)
    yield fact_slot(pin.participants, key, fact.participant, f"register {fact.register}")


def _proposal(pin: Pin, fact: Proposal, _: Facts) -> Iterator[Slot]:
    subject = f"proposal {fact.number}"
    closing = packed((fact.selector, 32), (fact.executable_at, 40), (fact.closed, 8))
    words = (fact.target, fact.call_digest, closing)
    yield from struct_slots(pin.participants, mapped(SLOTS["_proposals"], fact.number), words, subject)
    voters = mapped(SLOTS["_voters"], fact.number)
    yield from list_slots(pin.participants, voters, packed_words(fact.voters, 32), subject, count=len(fact.voters))


WRITERS: Mapping[str, Writer] = {
    "governance": _governance,
    "participant": _participant,
    "key": _key,
    "register": _charge,
    "proposal": _proposal,
}
"""By kind of fact.  An identity stands beside its participant."""
