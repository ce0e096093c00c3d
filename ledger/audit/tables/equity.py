"""Equity: its events by topic, and where its storage keeps the last contribution of each certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.audit.decode import Table
from ledger.audit.layout import Slot, Writer, fact_slot, mapped, no_slots, packed
from ledger.audit.pin import Pin
from ledger.domain.equity import Contribution, ContributionOn
from ledger.domain.events.equity import (
    ContributionConfirmed,
    ContributionExecuted,
    ContributionExited,
    ContributionReserved,
    ContributionRolledBack,
    ReservationCancelled,
)
from ledger.domain.facts import Facts
from ledger.domain.participants import Role

TABLE: Table = {
    "85e3d4bb1c4e52b7c6e0684514eb56f7358083c9561d7491d285a6f480dd3fb0": (
        ContributionReserved,
        1,
        "bytes32 uint32 uint32 uint32 uint64 uint64 uint64 bytes32 uint8 bytes32 uint40 address address",
    ),
    "7fe4b1c905f4d1ebb03f699fa20c9faac7d1f73d02ea7c0b54b2fed0aa30ccbd": (
        ReservationCancelled,
        1,
        "bytes32 uint32 bytes32 bytes32 address address",
    ),
    "41876457694c9ac6b0cf52c0173513ad11fd0dcd6a21e3f446d8fbe7d5ccbf07": (
        ContributionExecuted,
        1,
        "bytes32 uint32 bytes32 uint40 bytes32 address address",
    ),
    "ffc9400ba69863722a56bee55cf056b517cf1f97f6107ca58d89febdcdcf07e1": (
        ContributionConfirmed,
        1,
        "bytes32 uint32 bytes32 uint40 bytes32 address address",
    ),
    "f94948e62c9d6da51105f43d5391b2446767e0a4f0ff4a12eeb5f3bdde5cceb9": (
        ContributionRolledBack,
        1,
        "bytes32 uint32 bytes32 address address",
    ),
    "13bc058287c04425310aac2a6482edc1e56c849ac33fab358c896a1e92fa82d8": (
        ContributionExited,
        1,
        "bytes32 uint32 bytes32 bytes32 address address",
    ),
}

SLOTS: Mapping[str, int] = {"_contributions": 0}

AUTHORITY: Mapping[type[Any], Role] = {
    ContributionReserved: Role.REGISTRY,
    ReservationCancelled: Role.REGISTRY,
    ContributionExecuted: Role.REGISTRY,
    ContributionConfirmed: Role.REGISTRY,
    ContributionRolledBack: Role.REGISTRY,
    ContributionExited: Role.REGISTRY,
}


def _last(pin: Pin, fact: ContributionOn, facts: Facts) -> Iterator[Slot]:
    made = facts.get((Contribution.KIND, fact.contribution_id))
    if not isinstance(made, Contribution):
        return
    word = packed(
        (made.sequence, 32),
        (made.contributor, 32),
        (made.investee, 32),
        (made.mode, 8),
        (made.stage, 8),
        (made.due_at, 40),
    )
    key = mapped(SLOTS["_contributions"], fact.certificate_id)
    yield fact_slot(pin.address("Equity"), key, word, f"contribution 0x{made.id.hex()}")


WRITERS: Mapping[str, Writer] = {ContributionOn.KIND: _last, Contribution.KIND: no_slots}
"""A contribution that is not its certificate's last is in no storage; its events say it."""
