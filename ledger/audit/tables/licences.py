"""Licences: its events by topic, and where its storage keeps licences and the list of each certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.audit.decode import Table
from ledger.audit.layout import Slot, Writer, fact_slot, list_slots, mapped, packed
from ledger.audit.pin import Pin
from ledger.domain.events.licences import LicenceChanged, LicenceEnded, LicenceGranted
from ledger.domain.facts import Facts
from ledger.domain.licences import Licence, Licences
from ledger.domain.participants import Role

TABLE: Table = {
    "9ab35083ff640f7a643759e366a58fcd6c9c38dccd53449a8b1f1f3b92dd909d": (
        LicenceGranted,
        1,
        "bytes32 uint32 uint32 uint8 uint8 uint40 uint40 bool bytes32 address address",
    ),
    "71fb41fc6008de72781e4d78b0575d49a4b520cde52759309b63569f8b4008fc": (
        LicenceChanged,
        1,
        "bytes32 uint32 bytes32 uint40 bytes32 bytes32 address address",
    ),
    "31c4ee5055429b0498fa9baeec43b69e125c115252b0a686d13a367ba7f9f6b4": (
        LicenceEnded,
        1,
        "bytes32 uint32 bytes32 uint8 bytes32 address address",
    ),
}

SLOTS: Mapping[str, int] = {"_licences": 0, "_kept": 1}

AUTHORITY: Mapping[type[Any], Role] = {
    LicenceGranted: Role.REGISTRY,
    LicenceChanged: Role.REGISTRY,
    LicenceEnded: Role.REGISTRY,
}


def _licence(pin: Pin, fact: Licence, _: Facts) -> Iterator[Slot]:
    word = packed(
        (fact.sequence, 32),
        (fact.licensee, 32),
        (fact.rights, 8),
        (fact.kind, 8),
        (fact.valid_from, 40),
        (fact.valid_to, 40),
        (fact.resale, 8),
        (fact.ended_at, 40),
    )
    yield fact_slot(pin.address("Licences"), mapped(SLOTS["_licences"], fact.id), word, f"licence 0x{fact.id.hex()}")


def _kept(pin: Pin, fact: Licences, _: Facts) -> Iterator[Slot]:
    key = mapped(SLOTS["_kept"], fact.certificate_id)
    subject = f"licences on certificate 0x{fact.certificate_id.hex()}"
    yield from list_slots(pin.address("Licences"), key, [one.id for one in fact.kept], subject)


WRITERS: Mapping[str, Writer] = {Licence.KIND: _licence, Licences.KIND: _kept}
