"""Restraints: its events by topic, and where its storage keeps what rests on each certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.audit.decode import Table
from ledger.audit.layout import Slot, Writer, mapped, no_slots, packed, struct_slots
from ledger.audit.pin import Pin
from ledger.domain.burdens import BurdenKind, Burdens, Note
from ledger.domain.events.restraints import (
    CancellationOrdered,
    CertificateRestored,
    CertificateSurrendered,
    ControlEntered,
    ControlLifted,
    DisputeEnded,
    DisputeNoted,
    FreezeEntered,
    FreezeExtended,
    FreezeLifted,
    FreezeNarrowed,
    ObjectionProceeded,
    ObjectionRaised,
    SourceObjectionRaised,
    SourceObjectionSettled,
    TransferOrdered,
)
from ledger.domain.facts import Facts
from ledger.domain.participants import Role
from ledger.domain.restraints import Control, Dispute, Freeze, Objection, SourceObjection, Surrender

TABLE: Table = {
    "b818ffade3cad23b7be4301e585ace263b957a45191cd784d5cb4e64b52d064d": (
        FreezeEntered,
        1,
        "bytes32 uint32 uint32 uint40 uint32 uint32 uint32 bytes32 bytes32 address address",
    ),
    "4da585b53e713dbd4a267ec4592abe1fb7bc2b1bb639f0aad272d8daa80ec1d7": (
        FreezeExtended,
        1,
        "bytes32 uint32 bytes32 uint40 bytes32 address address",
    ),
    "3d2c153ab72c974459219476fb00d285eea306787610090030064938e9d1a621": (
        FreezeNarrowed,
        1,
        "bytes32 uint32 bytes32 uint32 uint32 bytes32 address address",
    ),
    "1ca7268d65d1673cfabb78d4d9faa529286242fb6d7e104362150a593c9182ba": (
        FreezeLifted,
        1,
        "bytes32 uint32 bytes32 bytes32 address address",
    ),
    "77411fcb9efa5414b76c66f9717c25de393e0e20852c4c2e8e487c7fc7f8e04a": (
        ControlEntered,
        1,
        "bytes32 uint32 uint32 uint40 bytes32 address address",
    ),
    "97ec483b8e06c8c71a15a1ce04a249878264053addc0bff35ce373050d382d18": (
        ControlLifted,
        1,
        "bytes32 uint32 bytes32 bytes32 address address",
    ),
    "9d27f615c3d0371cb98f9d66b512f26bf3a69f155788c67e0ca219647d6836e2": (
        ObjectionRaised,
        1,
        "bytes32 uint32 uint32 uint8 uint40 bytes32 address address",
    ),
    "8d2f2d83b95270856ad87fd6fd786cd82bdaf2eea1eb8c34b9d39b580e1506c2": (
        ObjectionProceeded,
        1,
        "bytes32 uint32 bytes32 uint8 uint40 uint40 bytes32 address address",
    ),
    "c0146095f9817490c7ff39045260a2d9c6e60d9fd9ceab9e0963fb471e779ee6": (
        SourceObjectionRaised,
        1,
        "bytes32 uint32 uint32 bytes32 address address",
    ),
    "1b0566f2aaa0706c2a6a05f7212183ba8c4ae1c1cf3a5babff6fe363d14a1a3f": (
        SourceObjectionSettled,
        1,
        "bytes32 uint32 bytes32 uint8 bytes32 address address",
    ),
    "f8d6f312af02d78da3e1615cdd9879d568849f2aaff65ab401a0b046b6dd92d6": (
        DisputeNoted,
        1,
        "bytes32 uint32 uint32 bytes32 address address",
    ),
    "c6032561848737e99ff07adb42d8096afcef9d103ec6c9f35107dd92e6f23929": (
        DisputeEnded,
        1,
        "bytes32 uint32 bytes32 bytes32 address address",
    ),
    "215f4eec2837e1fcc9e7f9f901a9483632421371eb488f5710873e2e33107cd1": (
        CertificateSurrendered,
        1,
        "bytes32 uint32 bytes32 address address",
    ),
    "7861a0aba84baf14474969b0c5dde904989a3fc5278ddccdada38e677bb196fd": (
        CertificateRestored,
        1,
        "bytes32 uint32 bytes32 address address",
    ),
    "fd81374737cc21f5946e5a671be146778af45765ae07334830c1f2ada3147959": (
        TransferOrdered,
        1,
        "bytes32 uint32 uint32 bytes32 bytes32 address address",
    ),
    "93828a7c71acec777cee2e3d7b26499b67ea9928b045eee1efc105f9a4b01b4d": (
        CancellationOrdered,
        1,
        "bytes32 uint32 uint32 bytes32 address address",
    ),
}

SLOTS: Mapping[str, int] = {"_burdens": 0}

AUTHORITY: Mapping[type[Any], Role] = {
    FreezeEntered: Role.ORGAN,
    FreezeExtended: Role.ORGAN,
    FreezeNarrowed: Role.ORGAN,
    FreezeLifted: Role.ORGAN,
    ControlEntered: Role.SUPERVISOR | Role.ORGAN,
    ControlLifted: Role.SUPERVISOR | Role.ORGAN,
    ObjectionRaised: Role.REGISTRY,
    ObjectionProceeded: Role.REGISTRY,
    SourceObjectionRaised: Role.REGISTRY,
    SourceObjectionSettled: Role.REGISTRY,
    DisputeNoted: Role.ARBITRATION,
    DisputeEnded: Role.ARBITRATION,
    CertificateSurrendered: Role.REGISTRY,
    CertificateRestored: Role.REGISTRY,
    TransferOrdered: Role.ORGAN,
    CancellationOrdered: Role.ORGAN,
}

PLACES = 8
"""How many words a certificate's list of each kind has; behind its last there are zeros."""


def _burdens(pin: Pin, fact: Burdens, _: Facts) -> Iterator[Slot]:
    for kind, kept in _words(fact):
        key = mapped(mapped(SLOTS["_burdens"], kind), fact.certificate_id)
        subject = f"{kind.name.lower()} list of certificate 0x{fact.certificate_id.hex()}"
        words = [*kept, *[0] * (PLACES - len(kept))]
        yield from struct_slots(pin.address("Restraints"), key, words, subject)


def _words(fact: Burdens) -> Iterator[tuple[BurdenKind, list[int]]]:
    yield (
        BurdenKind.FREEZE,
        [
            packed(
                (one.sequence, 32),
                (one.organ, 32),
                (one.served_at, 40),
                (one.term, 40),
                (one.forbidden, 32),
                (one.holder, 32),
                (one.earliest, 40),
            )
            for one in fact.freezes
        ],
    )
    yield BurdenKind.CONTROL, [packed((one.sequence, 32), (one.by, 32), (one.until, 40)) for one in fact.controls]
    yield (
        BurdenKind.OBJECTION,
        [
            packed(
                (one.sequence, 32),
                (one.objector, 32),
                (one.due_at, 40),
                (one.lapses_at, 40),
                (one.stage, 8),
                (one.ground, 8),
            )
            for one in fact.objections
        ],
    )
    yield BurdenKind.SOURCE_OBJECTION, [_note(one) for one in fact.source_objections]
    yield BurdenKind.DISPUTE, [_note(one) for one in fact.disputes]


def _note(note: Note) -> int:
    return packed((note.sequence, 32), (note.by, 32))


WRITERS: Mapping[str, Writer] = {
    Burdens.KIND: _burdens,
    Freeze.KIND: no_slots,
    Control.KIND: no_slots,
    Objection.KIND: no_slots,
    SourceObjection.KIND: no_slots,
    Dispute.KIND: no_slots,
    Surrender.KIND: no_slots,
}
"""What is in force or waits stands in the lists; all else that a thing's fact says, only its events say."""
