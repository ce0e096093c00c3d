"""Successions: its events by topic, and where its storage keeps links and registries' notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.audit.decode import Table
from ledger.audit.layout import Slot, Writer, fact_slot, list_slots, mapped, no_slots, packed, struct_slots
from ledger.audit.pin import Pin
from ledger.domain.events.successions import (
    CertificateLinked,
    CertificateSplit,
    CertificateSucceeded,
    CertificateUnlinked,
    ExitAnnounced,
)
from ledger.domain.facts import Facts
from ledger.domain.participants import Role
from ledger.domain.successions import ExitNotice, Link, Links, Succession

TABLE: Table = {
    "7a51aa9d3d10cd992800749eae22ee26a1e2bef1821e3f2141d9bf3926e196c8": (
        CertificateSucceeded,
        1,
        "bytes32 uint32 uint32 uint32 uint8 address address",
    ),
    "e38da1f2a2dfcbf31dd68c76db427731177db6c4ee366a2ef4ca1723db6817a5": (
        CertificateSplit,
        1,
        "bytes32 uint32 bytes32 uint8 address address",
    ),
    "946d6b1acdc3b2752bfb1779b6a8e65c90f99f40b502281f7ee4639f2c8b194a": (
        CertificateLinked,
        1,
        "bytes32 uint32 bytes32 uint8 bytes32 address address",
    ),
    "336fdcd073f6b28796c83aae7dc34984719066e47b7e561075df91c8815cfcb5": (
        CertificateUnlinked,
        1,
        "bytes32 uint32 bytes32 bytes32 address address",
    ),
    "c5e11878529cb651dcd067bc64cb9a2add32f830e173adf4b5b3f47b698f133c": (
        ExitAnnounced,
        1,
        "uint24 uint32 uint32 uint32 uint40 bytes32 address address",
    ),
}

SLOTS: Mapping[str, int] = {"_links": 0, "_linked": 1, "_exits": 2}

AUTHORITY: Mapping[type[Any], Role] = {
    CertificateSucceeded: Role.REGISTRY,
    CertificateSplit: Role.REGISTRY,
    CertificateLinked: Role.REGISTRY,
    CertificateUnlinked: Role.REGISTRY,
    ExitAnnounced: Role.REGISTRY,
}


def _link(pin: Pin, fact: Link, _: Facts) -> Iterator[Slot]:
    words = (fact.other_id, packed((fact.sequence, 32), (fact.relation, 8)))
    key, subject = mapped(SLOTS["_links"], fact.id), f"link 0x{fact.id.hex()}"
    yield from struct_slots(pin.address("Successions"), key, (0, 0) if fact.ended else words, subject)


def _links(pin: Pin, fact: Links, _: Facts) -> Iterator[Slot]:
    key, subject = mapped(SLOTS["_linked"], fact.certificate_id), f"links of 0x{fact.certificate_id.hex()}"
    yield from list_slots(pin.address("Successions"), key, fact.ids, subject)


def _exit(pin: Pin, fact: ExitNotice, _: Facts) -> Iterator[Slot]:
    word = packed((fact.successor, 32), (fact.effective_at, 40), (fact.sequence, 32))
    key = mapped(SLOTS["_exits"], fact.register)
    yield fact_slot(pin.address("Successions"), key, word, f"exit from register {fact.register}")


WRITERS: Mapping[str, Writer] = {
    Link.KIND: _link,
    Links.KIND: _links,
    ExitNotice.KIND: _exit,
    Succession.KIND: no_slots,
}
"""A link that was taken back has left zeros; a succession stands in its events alone."""
