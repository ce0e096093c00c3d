"""
Who lives in the contract tests' world: institutions, holders, one key for each duty; and ordinary things to register.

Keys are derived from names and guard nothing.  The codes are nobody's; only their check characters are right.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from eth_abi.abi import encode
from eth_account import Account
from eth_utils.crypto import keccak

START = 1_793_000_000  # 2026-10-26, when the tests' ledger is founded
DAY = 86_400
ZERO_ADDRESS = "0x" + "00" * 20
ZERO_DIGEST = bytes(32)
NO_APPROVAL = (ZERO_ADDRESS, b"")
FOREVER = START + 3650 * DAY

REGISTRY, BANK, EVALUATOR, AUDITOR, ORGAN, ARBITRATION, CUSTODIAN, EXCHANGE, SUPERVISOR, GOVERNOR, GUARDIAN = (
    1 << bit for bit in range(11)
)
MAKER, CHECKER, CONSENT, ADMIN, VOTE = (1 << bit for bit in range(5))
HOLD, USE, OPERATE = (1 << bit for bit in range(3))
LEGAL_PERSON, NATURAL_PERSON, PUBLIC_BODY = 1, 3, 4
DPR, PDR, DAR, DIP = 1, 2, 3, 4


def digest(text: str) -> bytes:
    """Return 32 bytes that stand for `text`."""
    return hashlib.sha256(text.encode()).digest()


def synthetic_uscc(serial: int, prefix: str = "91110112MA") -> str:
    """Return a code with a right check character (GB 32100-2015) that is nobody's."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"{prefix}{serial:07d}"
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + alphabet[-total % 31]


def identity_of(uscc: str) -> bytes:
    return uscc.encode("ascii").ljust(32, b"\0")


@dataclass(frozen=True)
class Actor:
    """A test key, derived from its name; it guards nothing."""

    name: str

    @property
    def secret(self) -> bytes:
        return hashlib.sha256(f"datadeed test key: {self.name}".encode()).digest()

    @property
    def address(self) -> str:
        return str(Account.from_key(self.secret).address).lower()

    def sign(self, message_digest: bytes) -> bytes:
        """Return the 65 bytes of a signature over a digest."""
        return bytes(Account.unsafe_sign_hash(message_digest, self.secret).signature)


@dataclass(frozen=True)
class Party:
    """A participant of the tests' world: who it is, and one key for each duty, named by it."""

    name: str
    number: int
    roles: int = 0
    kind: int = LEGAL_PERSON
    duties: dict[str, int] = field(default_factory=dict, hash=False)

    def __getattr__(self, name: str) -> Actor:
        if name in self.duties:
            return Actor(f"{self.name}/{name}")
        raise AttributeError(name)

    @property
    def keys(self) -> tuple[Actor, ...]:
        """All its keys, in the order in which they are enrolled."""
        return tuple(Actor(f"{self.name}/{name}") for name in self.duties)

    @property
    def identity(self) -> bytes:
        if self.kind == NATURAL_PERSON:
            return digest(f"commitment of {self.name}")
        return identity_of(synthetic_uscc(500 + self.number))

    @property
    def admission(self) -> tuple[Any, ...]:
        """The participant as the contract's `Admission`."""
        keys = [(getattr(self, name).address, duties) for name, duties in self.duties.items()]
        return (self.identity, self.kind, self.roles, digest(f"profile of {self.name}"), keys)


_OFFICE = {"maker": MAKER, "checker": CHECKER, "admin": ADMIN, "deputy": ADMIN}
_VOTER = {"voter": VOTE, "admin": ADMIN}
_HOLDER = {"consent": CONSENT, "admin": ADMIN, "deputy": ADMIN}

NORTH = Party("registry north", 1, REGISTRY, PUBLIC_BODY, _OFFICE)
SOUTH = Party("registry south", 2, REGISTRY, PUBLIC_BODY, {**_OFFICE, "consent": CONSENT})
CITY_BANK = Party("bank", 3, BANK, LEGAL_PERSON, {**_OFFICE, "consent": CONSENT})
BUREAU = Party("supervisor", 4, SUPERVISOR, PUBLIC_BODY, _OFFICE)
WARDEN = Party("guardian", 5, GUARDIAN, PUBLIC_BODY, _VOTER)
GOVERNORS = tuple(Party(f"governor {n}", 5 + n, GOVERNOR, PUBLIC_BODY, _VOTER) for n in (1, 2, 3))
_CONSENTING = {**_OFFICE, "consent": CONSENT}
RIVER_BANK = Party("second bank", 9, BANK, LEGAL_PERSON, _CONSENTING)
COURT = Party("court", 10, ORGAN, PUBLIC_BODY, _CONSENTING)
SECOND_COURT = Party("second court", 11, ORGAN, PUBLIC_BODY, _CONSENTING)
ARBITER = Party("arbitration commission", 12, ARBITRATION, PUBLIC_BODY, _CONSENTING)
APPRAISER = Party("evaluator", 13, EVALUATOR, LEGAL_PERSON, {**_CONSENTING, "second": CONSENT})
AUDIT_FIRM = Party("auditor", 14, AUDITOR, LEGAL_PERSON, _CONSENTING)
VAULT = Party("custodian", 15, CUSTODIAN, LEGAL_PERSON, _CONSENTING)
BOURSE = Party("exchange", 16, EXCHANGE, LEGAL_PERSON, _CONSENTING)
FOUNDERS = (
    NORTH,
    SOUTH,
    CITY_BANK,
    BUREAU,
    WARDEN,
    *GOVERNORS,
    RIVER_BANK,
    COURT,
    SECOND_COURT,
    ARBITER,
    APPRAISER,
    AUDIT_FIRM,
    VAULT,
    BOURSE,
)

ALPHA = Party("holder alpha", 17, duties=_HOLDER)
BETA = Party("holder beta", 18, duties=_HOLDER)
GAMMA = Party("holder gamma", 19, duties=_HOLDER)
PERSON = Party("a natural person", 20, 0, NATURAL_PERSON, {"consent": CONSENT})
DELTA = Party("company delta", 21, duties={**_HOLDER, **_OFFICE})
INSTITUTE = Party("a public institution", 22, 0, PUBLIC_BODY, _HOLDER)
HOLDERS = (ALPHA, BETA, GAMMA, PERSON, DELTA, INSTITUTE)
STRANGER = Actor("stranger")

THRESHOLD, ORDINARY_DELAY, GRAVE_DELAY = 2, DAY, 3 * DAY
NORTH_CODE, SOUTH_CODE = 110, 111


def register_of(code: int, regime: int) -> int:
    return regime | code << 8


CHARGES = (
    *((register_of(NORTH_CODE, regime), NORTH.number) for regime in (DPR, PDR, DAR, DIP)),
    (register_of(SOUTH_CODE, DPR), SOUTH.number),
)


# What the founding sets: the same for all four regimes but for the validity and the publicity.

PARAMETERS = (
    ("VALIDITY_MONTHS", 60),
    ("RENEWAL_MONTHS", 6),
    ("RENEWAL_DECISION_DAYS", 20),
    ("ACCEPTANCE_DAYS", 3),
    ("SUPPLEMENT_DAYS", 10),
    ("DECISION_DAYS", 10),
    ("EXTENSION_DAYS", 10),
    ("PUBLICITY_DAYS", 5),
    ("INQUIRY_DAYS", 10),
    ("NOTICE_DAYS", 5),
    ("ANSWER_DAYS", 10),
    ("SUIT_DAYS", 30),
    ("FREEZE_MONTHS", 36),
    ("CONTROL_MONTHS", 12),
    ("HOLD_DAYS", 5),
    ("REPORT_MONTHS", 12),
    ("RESERVATION_DAYS", 90),
    ("CONFIRMATION_DAYS", 60),
    ("LICENCE_MONTHS", 60),
    ("CUSTODY_MONTHS", 6),
)
"""Name and value of each parameter, in the order of the contract's numbers from 1."""

_OTHERWISE = {(PDR, 1): 36, (DIP, 1): 36, (PDR, 8): 10, (DIP, 8): 10}
RULES = tuple(
    (regime, number, _OTHERWISE.get((regime, number), value), 1)
    for regime in (DPR, PDR, DAR, DIP)
    for number, (_, value) in enumerate(PARAMETERS, 1)
)
"""Regime, parameter, value, and the unix second from which it holds: all that can come up in a test."""

HOLIDAYS = {
    (2026, 10, 1), (2026, 10, 2), (2026, 10, 5), (2026, 10, 6), (2026, 10, 7), (2027, 1, 1), (2027, 2, 5), (2027, 2, 8),
}  # fmt: skip
WORKED_WEEKENDS = {(2026, 9, 20), (2026, 10, 10)}


def working_year(year: int) -> tuple[int, tuple[int, int], bytes]:
    """Return a year's working days as the contract's `WorkingYear`."""
    first = date(year, 1, 1)
    bits = 0
    for place in range((date(year + 1, 1, 1) - first).days):
        day = first + timedelta(place)
        key = (day.year, day.month, day.day)
        if key in WORKED_WEEKENDS or (day.weekday() < 5 and key not in HOLIDAYS):
            bits |= 1 << place
    return year, (bits & (1 << 256) - 1, bits >> 256), digest(f"notice for {year}")


YEARS = tuple(working_year(year) for year in range(2026, 2042))

MIGRATIONS = (*((register, START + 3650 * DAY) for register, _ in CHARGES),)
"""The tests' registers take over old certificates, so that a test need not walk through an application."""

# The nouns, in the order in which they are deployed and admitted, with flags and powers

MOVES, ENDS, ISSUES, AMENDS, EXTENDS = (1 << bit for bit in range(16, 21))
PLEDGED, LICENSED, FROZEN, OBJECTED, CONTROLLED, SOURCE_OBJECTED, DISPUTED, SURRENDERED, RESERVED, CONTRIBUTED = (
    1 << bit for bit in range(10)
)
ATTESTED, LINKED, RENEWING = (1 << bit for bit in range(10, 13))
NOUNS = (
    ("Renewals", RENEWING | EXTENDS),
    ("Successions", LINKED | MOVES | ENDS | ISSUES | AMENDS),
    ("Licences", LICENSED),
    ("Pledges", PLEDGED | MOVES),
    ("Restraints", FROZEN | OBJECTED | CONTROLLED | SOURCE_OBJECTED | DISPUTED | SURRENDERED | MOVES | ENDS),
    ("Equity", RESERVED | CONTRIBUTED | MOVES),
    ("Attestations", ATTESTED),
    ("Applications", ISSUES),
)


_FIELDS = (
    ("holder", 32),
    ("sequence", 32),
    ("valid_from", 40),
    ("valid_to", 40),
    ("flags", 24),
    ("rights", 8),
    ("state", 8),
    ("ordinal", 8),
    ("serial", 16),
    ("period", 24),
    ("regime", 8),
    ("code", 16),
)
SHARED = 1 << 23


def pack(**fields: int) -> int:
    """Return a record word; the fields that are not named are zero."""
    word, shift = 0, 0
    for name, bits in _FIELDS:
        value = fields.pop(name, 0)
        assert 0 <= value < 1 << bits, name
        word |= value << shift
        shift += bits
    assert not fields, f"no such field: {fields}"
    return word


def unpack(word: int) -> dict[str, int]:
    """Return the fields of a record word."""
    fields = {}
    for name, bits in _FIELDS:
        fields[name] = word & ((1 << bits) - 1)
        word >>= bits
    return fields


def number_of(word: int) -> int:
    return word >> 192


def id_of(holder: int, regime: int, fingerprint: bytes, ordinal: int = 0) -> bytes:
    return keccak(encode(["uint32", "uint8", "bytes32", "uint8"], [holder, regime, fingerprint, ordinal]))


def thing_of(certificate: bytes, sequence: int) -> bytes:
    """Return the id of what the certificate's event of this number made."""
    return keccak(encode(["bytes32", "uint32"], [certificate, sequence]))


def a_record(holder: Party = ALPHA, /, serial: int = 1, **fields: int) -> int:
    """Return the word of an ordinary certificate to be issued, with `fields` changed."""
    usual = {
        "holder": holder.number,
        "valid_from": START,
        "valid_to": START + 365 * DAY,
        "rights": HOLD | USE | OPERATE,
        "serial": serial,
        "period": 202610,
        "regime": DPR,
        "code": NORTH_CODE,
    }
    return pack(**{**usual, **fields})


def an_issue(holder: Party = ALPHA, /, serial: int = 1, **fields: int) -> tuple[int, bytes, bytes]:
    """Return an ordinary issue; its fingerprint and document follow from the serial."""
    return a_record(holder, serial, **fields), digest(f"data {serial}"), digest(f"document {serial}")
