"""
The auditor's own decoder: a written table from topic hash to field types, ending in the domain's event classes.

Written by hand, on purpose.  The indexer decodes by the ABI that the compiler makes; were that file swapped, both
would be misled if both used it.  `tests/vectors/events.json` holds the two decoders to the same answers.  Decoding is
strict: a number that is wider than its type, an address with dirt above it, a missing or an extra byte is no event of
ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.audit.receipt import Log
from ledger.domain import events as e

WORD = 32

Row = tuple[type[Any], int, str]
"""The event's class, how many of its fields are topics, and the types of all its fields in order, topics first."""

PARTICIPANTS: Mapping[str, Row] = {
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
CERTIFICATES: Mapping[str, Row] = {
    "4587754ae1d76890ab32ba91173ff94209c6c868ace533c11997d0d139c87c16": (
        e.CertificateIssued,
        1,
        "bytes32 uint256 bytes32 bytes32 address address",
    ),
    "e28bf3331e5b05f7c83843d618927d75df3a70f342374e40947ae905459112a7": (
        e.ShareRecorded,
        1,
        "bytes32 uint32 uint32 uint8 uint16 address address",
    ),
    "5a0a4e181f2f4aba9b5f83978887e4e3a2afa881836cf9a009ec6281d06a647e": (
        e.CertificateTransferred,
        1,
        "bytes32 uint32 uint32 uint32 bytes32 address address",
    ),
    "3da695cb14919d0ac48427d7a2e2dbb349fcb7d5ba2097d82cf3887b08b30388": (
        e.CertificateAmended,
        1,
        "bytes32 uint32 bytes32 bytes32 uint40 uint8 address address",
    ),
    "9ddeb6cc5b143b2580d7c4f01795e852e0b46bd4ad7a2f05b88ef6507a0c79f2": (
        e.CertificateCancelled,
        1,
        "bytes32 uint32 uint8 bytes32 address address",
    ),
    "255c069283c3c215151023b51b62300b4591f72b0ef832e0bdadbb9ff73ca445": (
        e.CertificateRevoked,
        1,
        "bytes32 uint32 bytes32 address address",
    ),
    "41a830a62957e186e296de7d93b3e8c728b0db43e9054b6dab1a34d834228f91": (e.NounAdmitted, 1, "address uint24"),
}
"""Keccak-256 of the event's signature in hex: the first topic of its log."""

SIZES = {"bytes32": 32, "address": 20, "bytes4": 4}


class EventUnknown(ValueError):
    """The first topic is in no row of the table: the contract says something that this auditor cannot read."""


class EventMalformed(ValueError):
    """The log has the topic of an event and not its shape."""


def decode(log: Log, table: Mapping[str, Row]) -> e.Event:
    """Return what `log` says by `table`.  Raises `EventUnknown` or `EventMalformed`."""
    row = table.get(log.topics[0].hex()) if log.topics else None
    if row is None:
        raise EventUnknown(log.topics[0].hex() if log.topics else "no topic")
    event, indexed, types = row
    names = types.split()
    if len(log.topics) != 1 + indexed:
        raise EventMalformed(f"{event.__name__}: {len(log.topics)} topics instead of {1 + indexed}")
    if len(log.data) != WORD * (len(names) - indexed):
        raise EventMalformed(f"{event.__name__}: {len(log.data)} bytes of data")
    words = [*log.topics[1:], *(log.data[at : at + WORD] for at in range(0, len(log.data), WORD))]
    fields = [_field(event.__name__, name, word) for name, word in zip(names, words, strict=True)]
    decoded: e.Event = event(*fields)
    return decoded


def _field(event: str, name: str, word: bytes) -> int | bytes:
    if name.startswith("uint"):
        number = int.from_bytes(word, "big")
        if number >> int(name[4:]):
            raise EventMalformed(f"{event}: {number:#x} is no {name}")
        return number
    size = SIZES[name]
    content, dirt = (word[-size:], word[:-size]) if name == "address" else (word[:size], word[size:])
    if any(dirt):
        raise EventMalformed(f"{event}: 0x{word.hex()} is no {name}")
    return content
