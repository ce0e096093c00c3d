"""Applications: its events by topic, and where its storage keeps cases and objections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.audit.decode import Table
from ledger.audit.layout import Slot, Writer, fact_slot, mapped, packed
from ledger.audit.pin import Pin
from ledger.domain.cases import Case, PublicityObjection
from ledger.domain.events import applications as e
from ledger.domain.facts import Facts
from ledger.domain.participants import Role

TABLE: Table = {
    "0a5d4a62ea18ca3d0cb8ff06aa853775b7b8a581c81d2d72bb114b734df08d63": (
        e.ApplicationSubmitted,
        1,
        "bytes32 uint32 uint32 uint24 bytes32 uint8 uint8 uint40 uint40 bytes32 address address",
    ),
    "31779b9e4cab85829ef2f5888c6c37aebb9bade348546e9fbad9fe89751ea265": (
        e.SupplementRequired,
        1,
        "bytes32 uint32 uint40 bytes32 address address",
    ),
    "b77a0b5d9192637b71572fa079359984a87fc48a000ef6526a8c94748ee6645e": (
        e.ApplicationSupplemented,
        1,
        "bytes32 uint32 uint40 bytes32 address address",
    ),
    "4fbb0fb5f773e1bc2093229f78a4a6bcaff7808d44f10b7d87db112c0aa0cb2c": (
        e.ApplicationAccepted,
        1,
        "bytes32 uint32 address address",
    ),
    "54d661df83c7b67558208513db9e8653b33f4663a0eaef06e0734f0e0199b55e": (
        e.ApplicationNotAccepted,
        1,
        "bytes32 uint32 bytes32 address address",
    ),
    "c6a9a7dc622e06e3099200b4a45b6fdd2869959471e1de7e215042868a826cca": (
        e.ApplicationReviewed,
        1,
        "bytes32 uint32 uint8 bytes32 address address",
    ),
    "1cfd721e659b8ec0818dd0b8b6abd5b442d540ff79d1197f0a6b3aaaeb44ab20": (
        e.ApplicationRefused,
        1,
        "bytes32 uint32 uint8 bytes32 address address",
    ),
    "227e935a8537162b75c273bd75c4f984944220d99e8cf701e53e73bb51b98852": (
        e.ApplicationTerminated,
        1,
        "bytes32 uint32 bytes32 address address",
    ),
    "1e7db0e392333da0a3aab22d7f5d9b16aa2a3e7923b617219ef3071409764349": (
        e.ApplicationWithdrawn,
        1,
        "bytes32 uint32 bytes32 address address",
    ),
    "49ec51290696c3be366b70987b2ea0473bc445834f8b4d49aa6c45b304a70830": (
        e.DecisionExtended,
        1,
        "bytes32 uint32 bytes32 address address",
    ),
    "c85fb2ddc5cfbedd8dd968f2699f600ae5d7e8b8f74fce3728992c2cd9654efc": (
        e.ApplicationPublicised,
        1,
        "bytes32 uint32 uint40 bytes32 address address",
    ),
    "19ce7f37d284612a5290ed257bda2b6b7e8ee96cd1504738c9b150f1a6f7dbb7": (
        e.PublicityWaived,
        1,
        "bytes32 uint32 bytes32 address address",
    ),
    "e7263dd7860e00222ed0bc50c21869dd8befffb44a642fe0856a7224e5590b50": (
        e.PublicityObjected,
        1,
        "bytes32 uint32 uint32 uint40 bytes32 address address",
    ),
    "3d94481d5b9e140bfbdcabb9e304c7f317964b74d3fd8b0009a6baa81dcaf0e4": (
        e.PublicityObjectionDecided,
        1,
        "bytes32 uint32 bytes32 bool bytes32 address address",
    ),
    "89072c44bcd7411c532277f76edfdcb379d04ba8b30cf7700ffea844ac2f6ab5": (
        e.ApplicationDeposited,
        1,
        "bytes32 uint32 address address",
    ),
}

SLOTS: Mapping[str, int] = {"_cases": 0, "_objections": 1}


def _case(pin: Pin, fact: Case, _: Facts) -> Iterator[Slot]:
    content = packed(
        (fact.applicant, 32),
        (fact.register, 24),
        (fact.sequence, 32),
        (fact.attempt, 16),
        (fact.stage, 8),
        (fact.rights, 8),
        (fact.marks, 8),
        (fact.objections, 8),
        (fact.due_at, 40),
        (fact.publicised_until, 40),
        (fact.source_ends, 40),
    )
    key = mapped(SLOTS["_cases"], fact.application_id)
    yield fact_slot(pin.address("Applications"), key, content, f"application 0x{fact.application_id.hex()}")


def _objection(pin: Pin, fact: PublicityObjection, _: Facts) -> Iterator[Slot]:
    content = packed((fact.objector, 32), (fact.sequence, 32), (fact.attempt, 16), (fact.decide_by, 40), (fact.open, 8))
    key = mapped(SLOTS["_objections"], fact.id)
    yield fact_slot(pin.address("Applications"), key, content, f"publicity objection 0x{fact.id.hex()}")


WRITERS: Mapping[str, Writer] = {Case.KIND: _case, PublicityObjection.KIND: _objection}

AUTHORITY: Mapping[type[Any], Role] = {
    event: Role.REGISTRY
    for event in (
        e.SupplementRequired,
        e.ApplicationAccepted,
        e.ApplicationNotAccepted,
        e.ApplicationReviewed,
        e.ApplicationRefused,
        e.ApplicationTerminated,
        e.DecisionExtended,
        e.ApplicationPublicised,
        e.PublicityWaived,
        e.PublicityObjectionDecided,
        e.ApplicationDeposited,
    )
}
"""What a party does it may file itself: a submission, a supplement, a withdrawal and an objection ask for no role."""
