"""
Facts as rows, and back.  No rule is here: a fact's fields are its columns.

A field that is a position is three columns.  A certificate is the one fact of more than one row: its co-holders' parts
have a table of their own, because holders are looked up by them.  Two kinds of fact have no row: `Identity` is read
from `participants` and `Numbered` from `certificates`, whose unique keys they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, TypeVar, cast, get_type_hints

from sqlalchemy import Column, Connection, RowMapping, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ledger.domain.certificates import Certificate, Numbered, Share
from ledger.domain.events import Position
from ledger.domain.participants import Identity, Participant
from ledger.domain.state import Fact, FactKey
from ledger.store import tables
from ledger.store.payload import from_json
from ledger.store.tables import Base, CertificateRow, ParticipantRow, ShareRow

KEYS_MAX = 500
"""Most keys in one SELECT … IN: below the parameter limits of both databases, and a plan of one size."""

INTEGER_MAX = 2**63 - 1
"""Largest key that a database integer holds.  No fact has a larger one; a question may."""

Row = dict[str, Any]
Reader = Connection | Session
F = TypeVar("F")
One = TypeVar("One", bound=Fact)


@dataclass(frozen=True)
class Shelf:
    """Where facts of one class stand: the table, its key column, and how a row is made and read."""

    fact: type[Any]
    table: Table
    key: Column[Any]
    row_of: Callable[[Any], Row]
    fact_of: Callable[[RowMapping], Any]

    def key_bytes(self, key: int | bytes) -> bytes:
        """Return the key as the journal keeps it."""
        return key if isinstance(key, bytes) else key.to_bytes(8, "big")

    def key_from(self, kept: bytes) -> int | bytes:
        """Return the key that the journal kept."""
        return int.from_bytes(kept, "big") if self.key.type.python_type is int else kept


# ROWS

SHARES = cast(Table, ShareRow.__table__)
POSITION = tuple(field.name for field in fields(Position))
ONLY = "id"
"""The key column, always 0, of a kind of fact of which there is only one."""


def _table(row: type[Base]) -> Table:
    return cast(Table, row.__table__)


def _columns(fact: type[Any], without: str = "") -> Iterator[tuple[str, str]]:
    """The columns of a fact's fields, each with the path to its value."""
    hints = get_type_hints(fact)
    for name in (field.name for field in fields(fact) if field.name != without):
        if hints[name] is Position:
            yield from ((f"{name}_{part}", f"{name}.{part}") for part in POSITION)
        else:
            yield name, name


def _row_of(fact: type[Any], without: str = "") -> Callable[[Any], Row]:
    read = tuple((column, attrgetter(path)) for column, path in _columns(fact, without))
    key: Row = {} if fact.KEY else {ONLY: 0}
    return lambda made: key | {column: of(made) for column, of in read}


def _fields_of(fact: type[Any], without: str = "") -> Callable[[RowMapping], Row]:
    hints = get_type_hints(fact)
    names = tuple(field.name for field in fields(fact) if field.name != without)
    places = tuple(name for name in names if hints[name] is Position)
    plain = tuple(name for name in names if name not in places)

    def read(found: RowMapping) -> Row:
        made = {name: found[name] for name in plain}
        for name in places:
            made[name] = Position(*(found[f"{name}_{part}"] for part in POSITION))
        return made

    return read


def shelf_of(fact: type[Any], row: type[Base]) -> Shelf:
    """Return the shelf of a fact whose fields are the columns of `row`."""
    table, read = _table(row), _fields_of(fact)
    return Shelf(fact, table, table.c[fact.KEY or ONLY], _row_of(fact), lambda found: fact(**read(found)))


_read_certificate = _fields_of(Certificate, without="shares")


def certificate_of(found: RowMapping, shares: Iterable[RowMapping] = ()) -> Certificate:
    """Return the certificate of its row and its co-holders' rows, in order."""
    parts = tuple(Share(part["holder"], part["rights"], part["share"]) for part in shares)
    return Certificate(**_read_certificate(found), shares=parts)


def _share_rows(made: Certificate) -> Iterator[Row]:
    for place, part in enumerate(made.shares):
        yield {
            "certificate_id": made.id,
            "place": place,
            "holder": part.holder,
            "rights": part.rights,
            "share": part.share,
            "issued_block": made.issued.block,
            "issued_log": made.issued.log,
        }


SHELVES: dict[str, Shelf] = {
    fact.KIND: shelf_of(fact, row) for fact, row in tables.SHELVES.items() if fact is not Certificate
} | {
    "certificate": Shelf(
        Certificate,
        _table(CertificateRow),
        _table(CertificateRow).c.id,
        _row_of(Certificate, without="shares"),
        certificate_of,
    )
}
"""By kind of fact; a new kind is a row class in `tables` and nothing here.  Certificates are the last."""

_DERIVED: dict[str, tuple[type[Any], Column[Any], Column[Any]]] = {
    "identity": (Identity, _table(ParticipantRow).c.identity, _table(ParticipantRow).c.number),
    "number": (Numbered, _table(CertificateRow).c.number, _table(CertificateRow).c.id),
}


def is_derived(kind: str) -> bool:
    """Say whether facts of this kind are read from another fact's row."""
    return kind in _DERIVED


# READING


def load(reader: Reader, keys: Iterable[FactKey]) -> dict[FactKey, Fact]:
    """Return those facts of `keys` that exist."""
    wanted: dict[str, list[int | bytes]] = defaultdict(list)
    for kind, key in dict.fromkeys(keys):
        if isinstance(key, bytes) or key <= INTEGER_MAX:
            wanted[kind].append(key)
    found: dict[FactKey, Fact] = {}
    for kind, of_kind in wanted.items():
        for start in range(0, len(of_kind), KEYS_MAX):
            found.update(_load(reader, kind, of_kind[start : start + KEYS_MAX]))
    return found


def one(reader: Reader, fact: type[One], own: int | bytes) -> One | None:
    """Return the fact of this class with this key."""
    key = (fact.KIND, own)
    found = load(reader, [key]).get(key)
    return found if isinstance(found, fact) else None


def _load(reader: Reader, kind: str, keys: Sequence[int | bytes]) -> Iterator[tuple[FactKey, Fact]]:
    if kind in _DERIVED:
        fact, key, value = _DERIVED[kind]
        for row in reader.execute(select(key, value).where(key.in_(keys))):
            yield (kind, row[0]), fact(row[0], row[1])
        return
    shelf = SHELVES[kind]
    rows = reader.execute(select(shelf.table).where(shelf.key.in_(keys))).mappings().all()
    if kind == "certificate":
        for certificate in with_shares(reader, rows):
            yield (kind, certificate.id), certificate
        return
    for found in rows:
        yield (kind, found[shelf.key.name]), shelf.fact_of(found)


def with_shares(reader: Reader, rows: Sequence[RowMapping]) -> Iterator[Certificate]:
    """Return the certificates of these rows, in their order, each with its co-holders' parts."""
    parts: dict[bytes, list[RowMapping]] = defaultdict(list)
    for start in range(0, len(rows), KEYS_MAX):
        ids = [row["id"] for row in rows[start : start + KEYS_MAX]]
        ordered = (
            select(SHARES).where(SHARES.c.certificate_id.in_(ids)).order_by(SHARES.c.certificate_id, SHARES.c.place)
        )
        for part in reader.execute(ordered).mappings():
            parts[part["certificate_id"]].append(part)
    return (certificate_of(row, parts.get(row["id"], ())) for row in rows)


def fact_from_json(kind: str, text: str) -> Fact:
    """Return the fact that the journal kept."""
    fact: Fact = from_json(SHELVES[kind].fact, text)
    return fact


# WRITING


def save(connection: Connection, facts: Mapping[FactKey, Fact]) -> None:
    """Write these facts over whatever stands under their keys."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for (kind, _), fact in facts.items():
        if kind in _DERIVED:
            _check_derived(facts, fact)
        else:
            rows[kind].append(SHELVES[kind].row_of(fact))
    for kind, of_kind in rows.items():
        _upsert(connection, SHELVES[kind].table, of_kind)
    _save_shares(connection, [fact for fact in facts.values() if isinstance(fact, Certificate)])


def remove(connection: Connection, keys: Iterable[FactKey]) -> None:
    """Delete the facts under these keys."""
    for kind, of_kind in _by_kind(keys).items():
        shelf = SHELVES[kind]
        connection.execute(delete(shelf.table).where(shelf.key == bindparam("gone")), [{"gone": k} for k in of_kind])
        if kind == "certificate":
            _remove_shares(connection, of_kind)


def _by_kind(keys: Iterable[FactKey]) -> dict[str, list[int | bytes]]:
    sorted_out: dict[str, list[int | bytes]] = defaultdict(list)
    for kind, key in keys:
        sorted_out[kind].append(key)
    return sorted_out


def _save_shares(connection: Connection, made: Sequence[Certificate]) -> None:
    """Replace the parts of these certificates.  A certificate without any never had one: parts move, none is lost."""
    _remove_shares(connection, [one.id for one in made if one.shares])
    parts = [row for one in made for row in _share_rows(one)]
    if parts:
        connection.execute(SHARES.insert(), parts)


def _remove_shares(connection: Connection, ids: Sequence[int | bytes]) -> None:
    if ids:
        gone = delete(SHARES).where(SHARES.c.certificate_id == bindparam("gone"))
        connection.execute(gone, [{"gone": one} for one in ids])


def _upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table)
    keys = list(table.primary_key)
    changed = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed), list(rows))


def _check_derived(facts: Mapping[FactKey, Fact], fact: Fact) -> None:
    """Assert that the row from which a derived fact will be read is written beside it."""
    if isinstance(fact, Identity):
        owner = facts.get(("participant", fact.participant))
        assert isinstance(owner, Participant), fact
        assert owner.identity == fact.identity, fact
    elif isinstance(fact, Numbered):
        numbered = facts.get(("certificate", fact.certificate_id))
        assert isinstance(numbered, Certificate), fact
        assert numbered.number == fact.number, fact
