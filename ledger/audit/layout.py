"""
Where the contracts keep each fact: a written table of slots, and the words that the facts must have there.

Solidity places a mapping's value at keccak256(key ‖ slot), a list's items from keccak256(slot), and packs small fields
from the lowest bits up (Solidity documentation, "Layout of state variables in storage").  The slot numbers are written
by hand; a test compares them with what the compiler says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.audit.encoding import keccak
from ledger.audit.pin import Pin
from ledger.domain.certificates import RECORD_LAYOUT, Certificate, Claim, State
from ledger.domain.participants import Charge, EnrolledKey, Governance, Noun, Participant, Proposal, Role
from ledger.domain.state import Facts

PARTICIPANTS_SLOTS: Mapping[str, int] = {
    "_status": 0,
    "_participants": 1,
    "_authorities": 2,
    "_keys": 3,
    "_proposals": 4,
    "_voters": 5,
    "_numbers": 6,
    "_inCharge": 7,
}
CERTIFICATES_SLOTS: Mapping[str, int] = {
    "_records": 0,
    "_heads": 1,
    "_shares": 2,
    "_claimants": 3,
    "_nouns": 4,
}

WORD = 32
ALL_BITS = (1 << 256) - 1
VOTERS_IN_A_WORD = 8
AUTHORITY_KEPT = 0xFF << 64 | 0xFF << 48 | 0xFFFFFFFF
"""Of a revoked key: participant, duties and the mark.  Its copies of roles and suspension are no longer kept up."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A word that must be in a contract's storage; `code` is the finding if its bits under `mask` differ."""

    contract: bytes
    key: bytes
    word: int
    code: str
    subject: str
    position: Any = None
    mask: int = ALL_BITS


def slots_of(pin: Pin, facts: Facts) -> Iterator[Slot]:
    """Every word that `facts` put into the storage of the two contracts."""
    governors = sum(
        isinstance(fact, Participant) and bool(fact.roles & Role.GOVERNOR) and not fact.suspended
        for fact in facts.values()
    )
    yield _governance(pin, facts.get(("governance", 0), Governance()), governors)  # there always is one: see `_status`
    for (kind, _), fact in facts.items():
        if kind in WRITERS:
            yield from WRITERS[kind](pin, fact, facts)


def mapped(slot: int | bytes, key: int | bytes) -> bytes:
    """The slot of a mapping's value: `key` is a value type, addresses and numbers on the right."""
    return keccak(_word(key) + _word(slot))


def items(slot: bytes, count: int) -> list[bytes]:
    """The slots of a list's first `count` words."""
    start = int.from_bytes(keccak(slot), "big")
    return [((start + place) & ALL_BITS).to_bytes(WORD, "big") for place in range(count)]


def packed(*fields: tuple[int, int]) -> int:
    """Pack (value, bits) pairs into a word, from the lowest bits up."""
    word = shift = 0
    for value, bits in fields:
        word |= int(value) << shift
        shift += bits
    return word


def record_word(certificate: Certificate) -> int:
    """The storage word of a certificate (contracts/Record.sol)."""
    number = certificate.number << 192
    shifts = {name: shift for name, shift, _ in RECORD_LAYOUT}
    return number | sum(int(getattr(certificate, name)) << shifts[name] for name in RECORD_FIELDS)


RECORD_FIELDS = ("holder", "sequence", "valid_from", "valid_to", "flags", "rights", "state", "ordinal")

# ONE FUNCTION A KIND OF FACT


def _governance(pin: Pin, fact: Any, governors: int) -> Slot:
    charter: Governance = fact
    word = packed(
        (charter.threshold, 8),
        (charter.ordinary_delay, 32),
        (charter.grave_delay, 32),
        (charter.participants, 32),
        (charter.proposals, 32),
        (governors, 32),
        (charter.paused, 8),
    )
    return Slot(pin.participants, _word(PARTICIPANTS_SLOTS["_status"]), word, "FactDifferent", "governance")


def _participant(pin: Pin, fact: Participant, _: Facts) -> Iterator[Slot]:
    subject = f"participant {fact.number}"
    start = int.from_bytes(mapped(PARTICIPANTS_SLOTS["_participants"], fact.number), "big")
    words = (
        int.from_bytes(fact.identity, "big"),
        int.from_bytes(fact.profile_digest, "big"),
        packed((fact.kind, 8), (fact.roles, 16), (fact.suspended, 8)),
    )
    for place, word in enumerate(words):
        yield _fact(pin.participants, (start + place).to_bytes(WORD, "big"), word, subject)
    yield _fact(pin.participants, mapped(PARTICIPANTS_SLOTS["_numbers"], fact.identity), fact.number, subject)
    keys = mapped(PARTICIPANTS_SLOTS["_keys"], fact.number)
    yield from _list(pin.participants, keys, [int.from_bytes(key, "big") for key in fact.keys], subject)


def _key(pin: Pin, fact: EnrolledKey, facts: Facts) -> Iterator[Slot]:
    owner = facts.get(("participant", fact.participant))
    roles, suspended = (owner.roles, owner.suspended) if isinstance(owner, Participant) else (0, False)
    yield Slot(
        pin.participants,
        mapped(PARTICIPANTS_SLOTS["_authorities"], fact.key),
        packed((fact.participant, 32), (roles, 16), (fact.duties, 8), (suspended, 8), (fact.revoked, 8)),
        "FactDifferent",
        f"key 0x{fact.key.hex()}",
        mask=AUTHORITY_KEPT if fact.revoked else ALL_BITS,
    )


def _charge(pin: Pin, fact: Charge, _: Facts) -> Iterator[Slot]:
    key = mapped(PARTICIPANTS_SLOTS["_inCharge"], fact.register)
    yield _fact(pin.participants, key, fact.participant, f"register {fact.register}")


def _proposal(pin: Pin, fact: Proposal, _: Facts) -> Iterator[Slot]:
    subject = f"proposal {fact.number}"
    start = int.from_bytes(mapped(PARTICIPANTS_SLOTS["_proposals"], fact.number), "big")
    words = (
        int.from_bytes(fact.target, "big"),
        int.from_bytes(fact.call_digest, "big"),
        packed((int.from_bytes(fact.selector, "big"), 32), (fact.executable_at, 40), (fact.closed, 8)),
    )
    for place, word in enumerate(words):
        yield _fact(pin.participants, (start + place).to_bytes(WORD, "big"), word, subject)
    voters = mapped(PARTICIPANTS_SLOTS["_voters"], fact.number)
    full = [
        packed(*((voter, 32) for voter in fact.voters[start : start + VOTERS_IN_A_WORD]))
        for start in range(0, len(fact.voters), VOTERS_IN_A_WORD)
    ]
    yield from _list(pin.participants, voters, full, subject, count=len(fact.voters))


def _noun(pin: Pin, fact: Noun, _: Facts) -> Iterator[Slot]:
    key = mapped(CERTIFICATES_SLOTS["_nouns"], fact.address)
    yield _fact(pin.certificates, key, fact.flags, f"noun 0x{fact.address.hex()}")


def _certificate(pin: Pin, fact: Certificate, _: Facts) -> Iterator[Slot]:
    subject = f"certificate 0x{fact.id.hex()}"
    record = mapped(CERTIFICATES_SLOTS["_records"], fact.id)
    yield Slot(pin.certificates, record, record_word(fact), "RecordDifferent", subject, fact.changed)
    head = mapped(CERTIFICATES_SLOTS["_heads"], fact.number)
    yield Slot(pin.certificates, head, int.from_bytes(fact.head, "big"), "HeadDifferent", subject, fact.changed)
    shares = mapped(CERTIFICATES_SLOTS["_shares"], fact.id)
    words = [packed((part.holder, 32), (part.rights, 8), (part.share, 16)) for part in fact.shares]
    if words:
        yield from _list(pin.certificates, shares, words, subject)


def _claim(pin: Pin, fact: Claim, _: Facts) -> Iterator[Slot]:
    subject = f"claim 0x{fact.id.hex()}"
    claimant = mapped(CERTIFICATES_SLOTS["_claimants"], fact.id)
    yield _fact(pin.certificates, claimant, int.from_bytes(fact.certificate_id, "big"), subject)
    record = mapped(CERTIFICATES_SLOTS["_records"], fact.id)
    yield _fact(pin.certificates, record, State.CLAIMED << 176, subject)


WRITERS: Mapping[str, Callable[[Pin, Any, Facts], Iterable[Slot]]] = {
    "participant": _participant,
    "key": _key,
    "register": _charge,
    "proposal": _proposal,
    "noun": _noun,
    "certificate": _certificate,
    "claim": _claim,
}
"""By kind of fact.  An identity stands beside its participant, a number in its certificate's record."""


def _fact(contract: bytes, key: bytes, word: int, subject: str) -> Slot:
    return Slot(contract, key, word, "FactDifferent", subject)


def _list(contract: bytes, slot: bytes, words: list[int], subject: str, count: int | None = None) -> Iterator[Slot]:
    yield _fact(contract, slot, len(words) if count is None else count, subject)
    for key, word in zip(items(slot, len(words)), words, strict=True):
        yield _fact(contract, key, word, subject)


def _word(value: int | bytes) -> bytes:
    return value.to_bytes(WORD, "big") if isinstance(value, int) else value.rjust(WORD, b"\0")
