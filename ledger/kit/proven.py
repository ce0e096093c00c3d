"""
What is read of the chain's state: words of storage that stand under the state root of a checked header.

Which words a bundle must prove, is said here once: whoever gathers the evidence asks for just these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from ledger.audit.encoding import decode, keccak
from ledger.audit.layout import Slot, mapped, word
from ledger.audit.pin import CONTRACTS, Pin
from ledger.audit.tables import WRITERS
from ledger.audit.tables.certificates import SLOTS as CERTIFICATES
from ledger.audit.tables.participants import SLOTS as PARTICIPANTS
from ledger.audit.trie import EMPTY_ROOT, Nodes, ProofInvalid, prove
from ledger.domain.certificates import Certificate, Claim, Right, State
from ledger.domain.events import ZERO_DIGEST, CertificateId, Digest, ParticipantNumber, Position
from ledger.domain.facts import Fact, FactKey, Facts
from ledger.domain.participants import Kind, Participant, Role
from ledger.domain.records import unpack
from ledger.kit.report import Broken

__all__ = ["PARTIAL", "Pin", "Storage", "named_in", "slots_of", "wanted"]

PARTIAL = ("holding", "passing", "number", "claims")
"""Kinds of fact of which one certificate's events tell only a part, or that no storage keeps apart."""

_PAUSED = 8 + 32 * 5
"""Where in the word of governance the pause stands: after the charter's threshold and five counters."""

_ACCOUNT_ITEMS = 4


class Storage:
    """The contracts' storage at one block; a word is read only if the proof leads to it."""

    def __init__(self, pin: Pin, state_root: bytes, nodes: Nodes) -> None:
        self._pin = pin
        self._state_root = state_root
        self._nodes = nodes
        self._roots: dict[bytes, bytes] = {}

    def open(self, contracts: Iterable[str], *, is_pinned: bool) -> None:
        """
        Prove the accounts of these contracts, and their code where it is pinned.

        Raises `Broken`: BundleAccountUnproven, BundleCodeOther.
        """
        for name in contracts:
            address = self._pin.address(name)
            try:
                value = prove(self._state_root, keccak(address), self._nodes)
                items = decode(value) if value is not None else b""
            except (ProofInvalid, ValueError):
                raise Broken("BundleAccountUnproven", contract=name) from None
            if isinstance(items, bytes) or len(items) != _ACCOUNT_ITEMS:
                raise Broken("BundleAccountUnproven", contract=name)
            root, code = (bytes(each) for each in items[2:])  # type: ignore[arg-type]
            if is_pinned and code != self._pin.code_hashes[address]:
                raise Broken("BundleCodeOther", contract=name)
            self._roots[address] = root

    def read(self, contract: bytes, key: bytes) -> int:
        """Return a word.  Raises `Broken` BundleSlotUnproven."""
        root = self._roots.get(contract)
        if root is None:
            raise Broken("BundleSlotUnproven", slot="0x" + key.hex())
        try:
            value = prove(root, keccak(key), self._nodes) if root != EMPTY_ROOT else None
            found = decode(value) if value is not None else b""
        except (ProofInvalid, ValueError):
            raise Broken("BundleSlotUnproven", slot="0x" + key.hex()) from None
        if not isinstance(found, bytes):
            raise Broken("BundleSlotUnproven", slot="0x" + key.hex())
        return int.from_bytes(found, "big")

    def participant(self, number: int) -> Participant:
        """Return a participant as its words have it; its keys are not read."""
        start = int.from_bytes(mapped(PARTICIPANTS["_participants"], number), "big")
        identity, profile, rest = (self.read(self._pin.participants, word(start + place)) for place in range(3))
        return Participant(
            ParticipantNumber(number),
            word(identity),
            Kind(rest & 0xFF),
            Role(rest >> 8 & 0xFFFF),
            Digest(word(profile)),
            bool(rest >> 24 & 0xFF),
        )

    def keeper(self, register: int) -> int:
        """Return the number of the participant that keeps a register; 0 if none does."""
        return self.read(self._pin.participants, mapped(PARTICIPANTS["_inCharge"], register))

    def numbered(self, identity: bytes) -> int:
        """Return the number of the participant with an identity; 0 if there is none."""
        return self.read(self._pin.participants, mapped(PARTICIPANTS["_numbers"], identity))

    def predecessor(self, own: bytes) -> Certificate | Claim:
        """Return what stands under the id of a certificate's predecessor; of it only its record's word is known."""
        record = unpack(self.read(self._pin.certificates, mapped(CERTIFICATES["_records"], own)))
        if record.state == State.CLAIMED:
            return Claim(CertificateId(own), CertificateId(own))
        nowhere = Position(0, 0, 0)
        return Certificate(
            id=CertificateId(own),
            number=record.number,
            holder=ParticipantNumber(record.holder),
            applicant=ParticipantNumber(record.holder),
            rights=Right(record.rights),
            state=State(record.state),
            ordinal=record.ordinal,
            valid_from=record.valid_from,
            valid_to=record.valid_to,
            flags=record.flags,
            sequence=record.sequence,
            version=1,
            head=ZERO_DIGEST,
            fingerprint=ZERO_DIGEST,
            document_digest=ZERO_DIGEST,
            issued=nowhere,
            issued_at=0,
            changed=nowhere,
            changed_at=0,
        )

    @property
    def is_paused(self) -> bool:
        """Whether the governors have paused the ledger."""
        return bool(self.read(self._pin.participants, word(PARTICIPANTS["_status"])) >> _PAUSED & 0xFF)


# WHAT MUST BE PROVEN


def slots_of(pin: Pin, facts: Facts) -> Iterator[Slot]:
    """Return every word that the facts of one certificate put into the storage of the contracts."""
    for (kind, _), fact in facts.items():
        if kind in WRITERS and kind not in PARTIAL:
            yield from WRITERS[kind][1](pin, fact, facts)


def wanted(
    pin: Pin, facts: Facts, participants: Iterable[int], identities: Iterable[bytes], predecessor: bytes | None
) -> dict[str, list[bytes]]:
    """Return which slots of which contract a bundle proves; every contract is there, for the hash of its code."""
    found: dict[bytes, dict[bytes, None]] = {pin.address(name): {} for name in CONTRACTS}
    for slot in slots_of(pin, facts):
        found[slot.contract][slot.key] = None
    parties = found[pin.participants]
    parties[word(PARTICIPANTS["_status"])] = None
    for fact in facts.values():
        if isinstance(fact, Certificate):
            parties[mapped(PARTICIPANTS["_inCharge"], fact.register)] = None
    for number in participants:
        start = int.from_bytes(mapped(PARTICIPANTS["_participants"], number), "big")
        parties.update({word(start + place): None for place in range(3)})
    if predecessor is not None:
        found[pin.certificates][mapped(CERTIFICATES["_records"], predecessor)] = None
    for identity in identities:
        parties[mapped(PARTICIPANTS["_numbers"], identity)] = None
    return {name: list(found[pin.address(name)]) for name in CONTRACTS}


def named_in(facts: Mapping[FactKey, Fact]) -> frozenset[int]:
    """Return every participant that the facts name, by number."""
    return frozenset(number for fact in facts.values() for number in _named(fact) if number)


def _named(part: Any) -> Iterator[int]:
    for field in fields(part):
        value = getattr(part, field.name)
        if "ParticipantNumber" in str(field.type):
            yield from (int(each) for each in (value if isinstance(value, tuple) else (value,)))
        elif isinstance(value, tuple):
            for each in value:
                if is_dataclass(each) and not isinstance(each, type):
                    yield from _named(each)
