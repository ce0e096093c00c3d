"""Renewals: its events by topic, and where its storage keeps what is pending."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.audit.decode import Table
from ledger.audit.layout import Slot, Writer, fact_slot, mapped
from ledger.audit.pin import Pin
from ledger.domain.events.renewals import RenewalGranted, RenewalRefused, RenewalRequested
from ledger.domain.facts import Facts
from ledger.domain.participants import Role
from ledger.domain.renewals import RenewalRequest

TABLE: Table = {
    "35fad9c263133403ba80bb10aecb1d3a91dcd61b6f3588f90d865f35656114c5": (
        RenewalRequested,
        1,
        "bytes32 uint32 uint40 bytes32 address address",
    ),
    "cd66b974254c7c3c9925325883a614e2753baed76747878a9b6ccbfe031e095f": (
        RenewalRefused,
        1,
        "bytes32 uint32 bytes32 address address",
    ),
    "c5a2189717fa44006c2e4c54f537d33ce572211efe0bf0d28d9b301d3b4787fb": (
        RenewalGranted,
        1,
        "bytes32 uint32 address address",
    ),
}

SLOTS: Mapping[str, int] = {"_pending": 0}

AUTHORITY: Mapping[type[Any], Role] = {
    RenewalRequested: Role.REGISTRY,
    RenewalRefused: Role.REGISTRY,
    RenewalGranted: Role.REGISTRY,
}


def _request(pin: Pin, fact: RenewalRequest, _: Facts) -> Iterator[Slot]:
    key = mapped(SLOTS["_pending"], fact.certificate_id)
    yield fact_slot(pin.address("Renewals"), key, fact.decide_by, f"renewal of 0x{fact.certificate_id.hex()}")


WRITERS: Mapping[str, Writer] = {RenewalRequest.KIND: _request}
"""A request that is decided has left a zero."""
