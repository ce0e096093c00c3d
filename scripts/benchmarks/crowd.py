"""
A mirror of a crowd: as many certificates as asked, with all that rests on them and all that they were, written straight
into its tables.

No act made these rows, and no audit would pass them; but each is a row as the mirror writes it, the keys lead to one
another, and there are as many of each as a city's registers would have.  The same number gives the same rows.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, Table, create_engine
from sqlalchemy.pool import NullPool

from ledger.domain.burdens import Forbidden, QueuedFreeze
from ledger.domain.certificates import State
from ledger.domain.encumbrances import EncumbranceState, Listed
from ledger.domain.events import (
    CertificateCorrected,
    CertificateId,
    CertificateTransferred,
    Digest,
    Instant,
    Key,
    ParticipantNumber,
    ThingId,
)
from ledger.domain.flags import SHARED, Flag
from ledger.store import schema
from ledger.store.bulk import Row, bulk_of
from ledger.store.database import parse
from ledger.store.payload import to_json
from ledger.store.tables import PAST, Base, Coded, Word
from ledger.store.tables import Listed as ListColumn
from ledger.store.tables.past import SINCE

BEGINNING, BLOCK_SECONDS = 1_767_196_800, 50
"""2026-01-01 in Asia/Shanghai, and a pace at which a million certificates take some three years."""

PER_BLOCK = 10
"""Certificates issued in one block."""

CO_HELD = 50
"""Of so many certificates one has two holders."""

INDUSTRIES = ("A01", "C36", "I65", "J67", "M74", "N77", "S92")
CODES, REGIMES, MONTHS = tuple(range(110, 127)), (1, 2, 3, 4), 36
BANKS, ORGANS, ATTESTERS = 50, 20, 100
DAY_SECONDS = 86_400
TERM_SECONDS = 3 * 365 * DAY_SECONDS
ROWS_AT_A_TIME = 20_000
EMITTER = Key(bytes(20))

SIZES = {
    "participants": 0.05,
    "keys": 0.06,
    "cases": 0.3,
    "publicity_objections": 0.01,
    "encumbrances": 0.3,
    "encumbrance_lists": 0.15,
    "filings": 0.1,
    "pledge_objections": 0.01,
    "licences": 0.1,
    "licences_on": 0.05,
    "freezes": 0.02,
    "controls": 0.01,
    "objections": 0.02,
    "source_objections": 0.01,
    "disputes": 0.01,
    "burdens": 0.02,
    "surrenders": 0.005,
    "contributions": 0.02,
    "contributions_on": 0.02,
    "attestations": 0.3,
    "bookers": 0.05,
    "regradings": 0.02,
    "renewal_requests": 0.05,
    "links": 0.05,
    "links_on": 0.03,
    "successions": 0.05,
    "claims": 0.05,
}
"""Rows of each table beside one certificate; half as many were different once."""


@dataclass(frozen=True)
class Crowd:
    """What is in a mirror of so many certificates, by the numbers from 0 that its rows were made of."""

    certificates: int

    @property
    def blocks(self) -> int:
        return self.certificates // PER_BLOCK * 2

    @property
    def participants(self) -> int:
        return max(BANKS + ORGANS + ATTESTERS + 1, int(self.certificates * SIZES["participants"]))

    def size(self, table: str) -> int:
        return self.participants if table == "participants" else int(self.certificates * SIZES[table])

    # CERTIFICATES

    @staticmethod
    def id(n: int) -> bytes:
        return digest("certificate", n)

    def number(self, n: int) -> int:
        """Return the packed number: registers take turns, months follow one another."""
        registers = len(CODES) * len(REGIMES)
        month = n * MONTHS // self.certificates
        period = (2026 + month // 12) * 100 + month % 12 + 1
        serial = (n - -(-month * self.certificates // MONTHS)) // registers + 1
        return CODES[n % len(CODES)] << 48 | REGIMES[n // len(CODES) % 4] << 40 | period << 16 | serial

    def holder(self, n: int) -> int:
        return 1 + n * 7_919 % self.participants

    def fingerprint(self, n: int) -> bytes:
        """Return what the data are; of every hundred certificates two are of the same."""
        return digest("data", n - 1 if n % 100 == 1 else n)

    def issued_block(self, n: int) -> int:
        return 1 + n // PER_BLOCK

    def versions(self, n: int) -> list[int]:
        """Return the blocks in which a certificate changed, its issue the first."""
        first = self.issued_block(n)
        return [first + place * (self.blocks - first) // 4 for place in range(1 + n % 4)]


def digest(kind: str, n: int) -> Digest:
    return Digest(hashlib.sha256(f"{kind} {n}".encode()).digest())


def time_of(block: int) -> int:
    return BEGINNING + block * BLOCK_SECONDS


# FILLING


def fill(url: str, crowd: Crowd, say: Callable[[str], None]) -> None:
    """Make the tables of an empty database, fill them, then make their indices, as a mirror is made."""
    engine = create_engine(parse(url), poolclass=NullPool)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _hasten(connection.connection.driver_connection)
        schema.create(connection)
        for name, rows in _tables(crowd):
            _insert(connection, Base.metadata.tables[name], rows)
            say(f"  {name}")
        schema.complete(connection)
        connection.commit()


def _hasten(connection: Any) -> None:
    """Write without care: what is lost with the power is filled again."""
    assert isinstance(connection, sqlite3.Connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -1000000")


def _insert(connection: Connection, table: Table, rows: Iterator[Row]) -> None:
    bulk = bulk_of(connection)
    while part := list(islice(rows, ROWS_AT_A_TIME)):
        bulk.insert(table, part)


def _tables(crowd: Crowd) -> Iterator[tuple[str, Iterator[Row]]]:
    """The rows of every table, and of its twin."""
    last = crowd.blocks
    yield "blocks", ((n, digest("block", n), digest("block", n - 1), time_of(n)) for n in range(1, last + 1))
    yield "cursor", iter([(1, last, digest("block", last), time_of(last), last, time_of(last), "a crowd")])
    yield "entries", _entries(crowd)
    yield "certificates", (row for n in range(crowd.certificates) for row in _certificate(crowd, n)[-1:])
    yield "certificates_past", (row for n in range(crowd.certificates) for row in _certificate(crowd, n)[:-1])
    yield "shares", (row for n in range(0, crowd.certificates, CO_HELD) for row in _shares(crowd, n)[-2:])
    yield "shares_past", (row for n in range(0, crowd.certificates, CO_HELD) for row in _shares(crowd, n)[:-2])
    yield (
        "papers",
        (
            (digest("document", n), crowd.issued_block(n), INDUSTRIES[n % len(INDUSTRIES)], 1_000 * n, n)
            for n in range(crowd.certificates)
        ),
    )
    registers = [code << 8 | regime for code in CODES for regime in REGIMES]
    yield "charges", ((register, 1 + register % len(CODES), 1) for register in registers)
    yield "governance", iter([(0, 2, 60, 60, False, crowd.participants, 0, 1)])
    for name in SIZES:
        table = Base.metadata.tables[name]
        yield name, (_row(crowd, table, n)[0] for n in range(crowd.size(name)))
        yield PAST[name].name, (_row(crowd, table, n)[1] for n in range(0, crowd.size(name), 2))


# CERTIFICATES AND THEIR LINES


def _certificate(crowd: Crowd, n: int) -> list[Row]:
    """All that a certificate was, the oldest first, and what it is; each with its first block, and the next one's."""
    number, holder = crowd.number(n), crowd.holder(n)
    blocks = crowd.versions(n)
    start = time_of(blocks[0])
    documents = digest("head", n), crowd.fingerprint(n), digest("document", n)
    issued = blocks[0], 0, n % PER_BLOCK, start
    rows: list[Row] = []
    for place, (since, until) in enumerate(zip(blocks, [*blocks[1:], None], strict=True)):
        state = State.CANCELLED if until is None and n % 16 == 3 else State.ACTIVE
        holds = 1 + (holder + place) % crowd.participants, holder, 7, int(state), 0
        term = start, start + TERM_SECONDS, _flags(crowd, n), place + 1, 1
        changed = since, 0, n % 97, time_of(since)
        row = (crowd.id(n), number, *holds, *term, *documents, *issued, *changed, since)
        rows.append(row if until is None else (*row, until))
    return rows


def _shares(crowd: Crowd, n: int) -> list[Row]:
    """The parts of two co-holders in all that a certificate was."""
    blocks, holder = crowd.versions(n), crowd.holder(n)
    rows: list[Row] = []
    for since, until in zip(blocks, [*blocks[1:], None], strict=True):
        for place in range(2):
            row = (
                crowd.id(n),
                place,
                1 + (holder + place) % crowd.participants,
                7,
                5_000,
                blocks[0],
                n % PER_BLOCK,
                since,
            )
            rows.append(row if until is None else (*row, until))
    return rows


def _flags(crowd: Crowd, n: int) -> int:
    flags = Flag.PLEDGED if n % 3 == 0 and _pledge_state(crowd, n // 3) is not EncumbranceState.RELEASED else Flag(0)
    if n % 50 == 0:
        flags |= Flag.FROZEN | Flag.CONTRIBUTED if n % 100 else Flag(0)
    return int(flags) | (0 if n % CO_HELD else SHARED)


def _entries(crowd: Crowd) -> Iterator[Row]:
    """The lines of all certificates; which line of its block each is, is counted."""
    logs = [0] * (crowd.blocks + 2)
    for n in range(crowd.certificates):
        own = CertificateId(crowd.id(n))
        for place, block in enumerate(crowd.versions(n)):
            log = logs[block]
            logs[block] += 1
            kind, payload, document = _line(own, place + 1, crowd.holder(n), digest("document", n))
            yield (
                block, log, 0, time_of(block), EMITTER, kind, own, place + 1, None, None, None, None,
                crowd.fingerprint(n) if place == 0 else None, document, own, own, 0, payload,
            )  # fmt: skip


def _line(own: CertificateId, sequence: int, holder: int, document: Digest) -> tuple[str, str, Digest]:
    event: CertificateCorrected | CertificateTransferred
    if sequence == 2:
        event = CertificateCorrected(own, sequence, document, EMITTER, EMITTER)
    else:
        from_, to = ParticipantNumber(holder), ParticipantNumber(holder + 1)
        event = CertificateTransferred(own, sequence, from_, to, document, EMITTER, EMITTER)
    return type(event).__name__, to_json(event), document


# ALL OTHER FACTS


def _row(crowd: Crowd, table: Table, n: int) -> tuple[Row, Row]:
    """A row of a table and the one of its twin before it; every second fact never changed."""
    first = 1 + n * 2 * (crowd.blocks // 3) // max(1, crowd.size(table.name)) // 2
    since = first + crowd.blocks // 4 if n % 2 == 0 else first
    values = [make(crowd, n, first) for make in _makers(table)]
    return (*values, since), (*values, first, since)


Make = Callable[[Crowd, int, int], Any]


@cache
def _makers(table: Table) -> tuple[Make, ...]:
    return tuple(_maker(table.name, column) for column in table.columns if column.name != SINCE)


_PARTICIPANTS: dict[str, Make] = {
    "holder": lambda crowd, n, _: crowd.holder(n * 25),
    "creditor": lambda _, n, __: 1 + n % BANKS,
    "organ": lambda _, n, __: 1 + BANKS + n % ORGANS,
    "institution": lambda _, n, __: 1 + BANKS + n % ORGANS,
    "by": lambda _, n, __: 1 + BANKS + ORGANS + n % ATTESTERS,
} | dict.fromkeys(
    ("participant", "applicant", "debtor", "licensee", "objector", "contributor", "investee", "party", "from_", "to"),
    lambda crowd, n, _: crowd.holder(n),
)


def _maker(table: str, column: Column[Any]) -> Make:
    """Return what makes the values of a column, by its name or else by its type."""
    name = column.name
    special = _SPECIAL.get((table, name)) or _PARTICIPANTS.get(name)
    if special is not None:
        return special
    if name in ("certificate_id", "other_id"):
        every = max(1, int(1 / SIZES[table]))
        return lambda crowd, n, _: crowd.id(n * every % crowd.certificates)
    if name.endswith(("_at", "until", "decide_by", "prove_by", "valid_to")):
        return lambda _, __, block: time_of(block) + DAY_SECONDS * 30
    return (lambda _, __, block: block) if name.endswith("_block") else _typed(table, name, column.type)


def _typed(table: str, name: str, kind: Any) -> Make:
    if isinstance(kind, Coded):
        members = [int(code) for code in kind.code if int(code)]
        return lambda _, n, __: members[n % len(members)]
    if isinstance(kind, ListColumn):
        return lambda *_: "[]"
    if isinstance(kind, Word | LargeBinary):
        return lambda _, n, __: digest(f"{table} {name}", n)
    if isinstance(kind, Boolean):
        return lambda *_: False
    assert isinstance(kind, Integer), (table, name)
    return lambda _, n, __: n % 1_000


def _live_on(crowd: Crowd, n: int, _: int) -> str:
    """What is live on the certificate of the list: the one pledge, or nothing any more."""
    is_live = _pledge_state(crowd, 2 * n) is not EncumbranceState.RELEASED
    return to_json((Listed(ThingId(digest("encumbrances id", 2 * n)), 2, Instant(0)),)) if is_live else "[]"


def _frozen_by(crowd: Crowd, n: int, block: int) -> str:
    """The one freeze on the certificate of the list, or nothing any more."""
    organ, served = ParticipantNumber(1 + BANKS + n % ORGANS), Instant(time_of(block))
    freeze = QueuedFreeze(2, organ, served, TERM_SECONDS, Forbidden.TRANSFER, ParticipantNumber(0), served)
    return to_json((freeze,)) if n % 2 and n < crowd.size("burdens") else "[]"


_SPECIAL: dict[tuple[str, str], Make] = {
    ("participants", "number"): lambda _, n, __: n + 1,
    ("cases", "register"): lambda crowd, n, _: crowd.number(n) >> 40,
    ("keys", "key"): lambda _, n, __: digest("key", n)[:20],
    ("encumbrances", "state"): lambda crowd, n, _: int(_pledge_state(crowd, n)),
    ("encumbrances", "amount"): lambda _, n, __: 100_000_000 + n,
    ("encumbrance_lists", "live"): _live_on,
    ("burdens", "freezes"): _frozen_by,
    ("freezes", "lifted_at"): lambda _, n, block: 0 if n % 2 else time_of(block) + DAY_SECONDS,
    ("licences", "ended_at"): lambda _, n, block: 0 if n % 2 else time_of(block) + DAY_SECONDS,
    ("contributions", "closed_at"): lambda _, n, block: 0 if n % 2 else time_of(block) + DAY_SECONDS,
    ("attestations", "closed_at"): lambda _, n, block: 0 if n % 2 else time_of(block) + DAY_SECONDS,
}


def _pledge_state(crowd: Crowd, n: int) -> EncumbranceState:
    """The oldest pledges have ended, as everywhere."""
    ended = n < crowd.size("encumbrances") * 2 // 3
    return EncumbranceState.RELEASED if ended else EncumbranceState.PLEDGED if n % 10 else EncumbranceState.HELD
