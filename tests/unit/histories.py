"""
Small histories for the pure tests: entries with made-up positions, whose digests are hashes of the event's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eth_hash.auto import keccak

from ledger.domain.certificates import Certificate, Right, certificate_id
from ledger.domain.events import (
    CertificateIssued,
    Digest,
    Entry,
    Event,
    Key,
    KeyEnrolled,
    ParticipantAdmitted,
    ParticipantNumber,
    Position,
    RegisterAssigned,
)
from ledger.domain.numbers import identity_of, uscc_check_character
from ledger.domain.participants import Duty, Kind, Role
from ledger.domain.records import Record
from ledger.domain.state import Fact, FactKey, fold

EMITTER = bytes.fromhex("5fbdb2315678afecb367f032d93f642f64180aa3")
BORN = 1_795_363_200  # 2026-11-23 in Asia/Shanghai
YEAR = 365 * 86_400
REGISTER = 111 << 8 | 1
NO_ROLES = Role(0)


def hashed(text: str) -> Digest:
    """Return 32 bytes that stand for `text`."""
    return Digest(keccak(text.encode()))


def key(name: str) -> Key:
    """Return the 20 bytes of a key that has this name here."""
    return Key(hashed(name)[12:])


def number(value: int) -> ParticipantNumber:
    return ParticipantNumber(value)


def entries(events: Iterable[Event], time: int = BORN, first_block: int = 1) -> Iterator[Entry]:
    """Place events one a block, a second apart."""
    for place, event in enumerate(events):
        yield Entry(Position(first_block + place, 0, 0), time + place, EMITTER, hashed(repr(event)), event)


def facts_after(*events: Event, time: int = BORN) -> dict[FactKey, Fact]:
    """Fold events from nothing."""
    facts: dict[FactKey, Fact] = {}
    fold(facts, entries(events, time))
    return facts


def admitted(who: int, roles: Role = NO_ROLES, kind: Kind = Kind.LEGAL_PERSON) -> ParticipantAdmitted:
    body = f"91110112MA{who:07d}"
    identity = identity_of(body + uscc_check_character(body))
    return ParticipantAdmitted(
        number(who), identity, kind, roles, hashed(f"profile {who}"), key("maker"), key("checker")
    )


def enrolled(who: int, name: str, duties: Duty) -> KeyEnrolled:
    return KeyEnrolled(number(who), key(name), duties, key("maker"), key("checker"))


def a_record(holder: int = 2, serial: int = 1, **fields: int) -> Record:
    """Return an ordinary certificate's word as it is issued, with `fields` changed."""
    usual = {
        "holder": holder,
        "sequence": 1,
        "valid_from": BORN,
        "valid_to": BORN + YEAR,
        "flags": 0,
        "rights": int(Right.HOLD | Right.USE | Right.OPERATE),
        "state": 1,
        "ordinal": 0,
        "serial": serial,
        "period": 202611,
        "regime": 1,
        "code": 111,
    }
    return Record(**{**usual, **fields})


def issued(record: Record | None = None, data: str = "data") -> CertificateIssued:
    word = record or a_record()
    own = certificate_id(word.holder, word.regime, hashed(data), word.ordinal)
    return CertificateIssued(own, word.word, hashed(data), hashed(f"document of {data}"), key("maker"), key("checker"))


def a_certificate() -> Certificate:
    event = issued()
    found = facts_after(event)[("certificate", event.certificate_id)]
    assert isinstance(found, Certificate)
    return found


REGISTRY_BORN: tuple[Event, ...] = (
    admitted(1, Role.REGISTRY, Kind.PUBLIC_BODY),
    enrolled(1, "maker", Duty.MAKER),
    enrolled(1, "checker", Duty.CHECKER),
    admitted(2),
    enrolled(2, "holder", Duty.CONSENT),
    admitted(3),
    enrolled(3, "other", Duty.CONSENT),
    RegisterAssigned(REGISTER, number(0), number(1), hashed("founding")),
)
"""A registry (1) with two keys that keeps one register, and two holders (2, 3) with one key each."""
