"""Certificates: its events by topic, and where its storage keeps records, heads, parts, claims and doors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.audit.decode import Table
from ledger.audit.layout import Slot, Writer, fact_slot, list_slots, mapped, no_slots, packed
from ledger.audit.pin import Pin
from ledger.domain import events as e
from ledger.domain.certificates import Certificate, Claim, State
from ledger.domain.doors import Keeper, Migration, Noun
from ledger.domain.facts import Facts
from ledger.domain.holdings import Holding, Passing
from ledger.domain.records import RECORD_LAYOUT

TABLE: Table = {
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
    "343e2894228cdb9349a5d8794de3aaecfdc9bf282f6a67a3637bff63c95bcfc6": (
        e.CertificateCorrected,
        1,
        "bytes32 uint32 bytes32 address address",
    ),
    "c9e5b09796d1e402add4f922a0c695a0ffc77f3d32ef3d9eae2a389a85ade395": (
        e.CertificateRenewed,
        1,
        "bytes32 uint32 uint40 uint40 bytes32 address address",
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
    "9fc5fd7df7ce8f65e7b1bd648a01178931eb02cffc59ca039bd4b93689c6efb5": (
        e.CertificateSuperseded,
        1,
        "bytes32 uint32 bytes32 bytes32 address address",
    ),
    "41a830a62957e186e296de7d93b3e8c728b0db43e9054b6dab1a34d834228f91": (
        e.NounAdmitted,
        1,
        "address uint24",
    ),
    "88e83e82dee51d8905614ec24e54f065badba991ccec408fc1899771c7a02981": (
        e.MigrationOpened,
        1,
        "uint24 uint40",
    ),
}

SLOTS: Mapping[str, int] = {
    "_records": 0,
    "_heads": 1,
    "_shares": 2,
    "_claimants": 3,
    "_nouns": 4,
    "_versions": 5,
    "_migrations": 6,
    "_keepers": 7,
    "_holdings": 8,
}

RECORD_FIELDS = ("holder", "sequence", "valid_from", "valid_to", "flags", "rights", "state", "ordinal")


def record_word(certificate: Certificate) -> int:
    """The storage word of a certificate (contracts/Record.sol)."""
    number = certificate.number << 192
    shifts = {name: shift for name, shift, _ in RECORD_LAYOUT}
    return number | sum(int(getattr(certificate, name)) << shifts[name] for name in RECORD_FIELDS)


def _certificate(pin: Pin, fact: Certificate, _: Facts) -> Iterator[Slot]:
    subject = f"certificate 0x{fact.id.hex()}"
    record = mapped(SLOTS["_records"], fact.id)
    yield Slot(pin.certificates, record, record_word(fact), "RecordDifferent", subject, fact.changed)
    head = mapped(SLOTS["_heads"], fact.number)
    yield Slot(pin.certificates, head, int.from_bytes(fact.head, "big"), "HeadDifferent", subject, fact.changed)
    version = 0 if fact.version == 1 else fact.version  # the first one is not written
    yield fact_slot(pin.certificates, mapped(SLOTS["_versions"], fact.id), version, subject)
    words = [packed((part.holder, 32), (part.rights, 8), (part.share, 16)) for part in fact.shares]
    if words:
        yield from list_slots(pin.certificates, mapped(SLOTS["_shares"], fact.id), words, subject)


def _claim(pin: Pin, fact: Claim, _: Facts) -> Iterator[Slot]:
    subject = f"claim 0x{fact.id.hex()}"
    yield fact_slot(pin.certificates, mapped(SLOTS["_claimants"], fact.id), fact.certificate_id, subject)
    yield fact_slot(pin.certificates, mapped(SLOTS["_records"], fact.id), State.CLAIMED << 176, subject)


def _noun(pin: Pin, fact: Noun, _: Facts) -> Iterator[Slot]:
    key = mapped(SLOTS["_nouns"], fact.address)
    yield fact_slot(pin.certificates, key, fact.flags, f"noun 0x{fact.address.hex()}")


def _keeper(pin: Pin, fact: Keeper, _: Facts) -> Iterator[Slot]:
    key = mapped(SLOTS["_keepers"], fact.flag)
    yield fact_slot(pin.certificates, key, int.from_bytes(fact.noun, "big"), f"keeper {fact.flag}")


def _migration(pin: Pin, fact: Migration, _: Facts) -> Iterator[Slot]:
    key = mapped(SLOTS["_migrations"], fact.register)
    yield fact_slot(pin.certificates, key, fact.until, f"migration {fact.register}")


def holding_slot(pin: Pin, participant: int, head: bytes) -> Slot:
    """The slot that says what came into a participant's hands and left them; zero if nothing ever did."""
    return fact_slot(pin.certificates, mapped(SLOTS["_holdings"], participant), head, f"holding of {participant}")


def _holding(pin: Pin, fact: Holding, _: Facts) -> Iterator[Slot]:
    yield holding_slot(pin, fact.participant, fact.head)


WRITERS: Mapping[str, Writer] = {
    "certificate": _certificate,
    "claim": _claim,
    "noun": _noun,
    "keeper": _keeper,
    "migration": _migration,
    Holding.KIND: _holding,
    Passing.KIND: no_slots,
}
"""By kind of fact.  A number stands in its certificate's record; what passed, in the holders' heads."""
