"""
Facts as rows, and back.  No rule is here: a fact's fields are its columns.

A field that is a position is three columns.  A certificate is the one fact of more than one row: its co-holders' parts
have a table of their own, because holders are looked up by them.  Two kinds of fact have no row: `Identity` is read
from `participants` and `Numbered` from `certificates`, whose unique keys they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any, TypeVar, cast, get_type_hints

from sqlalchemy import Boolean, Column, Connection, RowMapping, Table, select
from sqlalchemy.orm import Session

from ledger.domain.certificates import Certificate, Numbered, Right, Share
from ledger.domain.events import Position
from ledger.domain.flags import SHARED
from ledger.domain.participants import Identity
from ledger.domain.state import Fact, FactKey, key_of
from ledger.store import tables
from ledger.store.bulk import KEYS_MAX, Key, Look, Reading, Row
from ledger.store.tables import CertificateRow, Kept, ParticipantRow, ShareRow
from ledger.store.tables.past import SINCE

INTEGER_MAX = 2**63 - 1
"""Largest key that a database integer holds.  No fact has a larger one; a question may."""

PAST_MARK = "past"
"""Under this name a session that sees a past block says so."""

Reader = Connection | Session
F = TypeVar("F")
One = TypeVar("One", bound=Fact)


@dataclass(frozen=True)
class Shelf:
    """
    Where facts of one class stand, and how they become rows and come back.

    `row_of` gives the table's columns in order but the last, `since_block`; `made_of` takes `columns` as the driver
    gives them, `fact_of` a row as SQLAlchemy gives it.
    """

    fact: type[Any]
    table: Table
    key: Column[Any]
    row_of: Callable[[Any], Row]
    columns: tuple[str, ...]
    made_of: Callable[[Row], Any]
    fact_of: Callable[[RowMapping], Any]

    def rows_of(self, fact: Any) -> tuple[Row]:
        """Return the one row of a fact, as `share_rows` returns the many."""
        return (self.row_of(fact),)


# ROWS

SHARES = cast(Table, ShareRow.__table__)
POSITION = tuple(field.name for field in fields(Position))
ONLY = "id"
"""The key column, always 0, of a kind of fact of which there is only one."""


def _table(row: type[Kept]) -> Table:
    return cast(Table, row.__table__)


def _paths(fact: type[Any], without: str) -> dict[str, str]:
    """The columns of a fact's fields, in their order, each with the path to its value."""
    hints = get_type_hints(fact)
    found: dict[str, str] = {}
    for name in (field.name for field in fields(fact) if field.name != without):
        if hints[name] is Position:
            found |= {f"{name}_{part}": f"{name}.{part}" for part in POSITION}
        else:
            found[name] = name
    return found


def _row_of(fact: type[Any], table: Table, without: str = "") -> Callable[[Any], Row]:
    """Return what makes a row of a fact, in the order of the table's columns."""
    paths = _paths(fact, without)
    names = [column.name for column in table.columns if column.name in paths]
    read = attrgetter(*(paths[name] for name in names))
    one_only = len(names) == 1
    only: Row = () if fact.KEY else (0,)
    assert [*([] if fact.KEY else [ONLY]), *names, SINCE] == [column.name for column in table.columns], table
    change = [
        (place, into)
        for place, name in enumerate(names)
        if (into := getattr(table.c[name].type, "written", None)) is not None
    ]

    def row(made: Any) -> Row:
        values: Row = (read(made),) if one_only else read(made)
        if change:
            changed = list(values)
            for place, into in change:
                changed[place] = into(changed[place])
            return (*only, *changed)
        return (*only, *values)

    return row


def _put_together(fact: type[Any], without: str = "") -> Callable[..., Any]:
    """Return what makes a fact of the values of its columns, in the order of `_paths`, and of what is without one."""
    hints = get_type_hints(fact)
    places: list[tuple[int, bool]] = []  # of each field's first value, and whether it is a position
    place = 0
    for name in (field.name for field in fields(fact) if field.name != without):
        is_position = hints[name] is Position
        places.append((place, is_position))
        place += len(POSITION) if is_position else 1

    def made(values: Sequence[Any], **others: Any) -> Any:
        return fact(
            *[Position(*values[at : at + 3]) if is_position else values[at] for at, is_position in places], **others
        )

    return made


def _made_of(made: Callable[..., Any], table: Table, columns: Iterable[str]) -> Callable[[Row], Any]:
    """Return what makes a fact of its columns as the driver gives them."""
    kinds = [table.c[name].type for name in columns]
    converts = [bool if isinstance(kind, Boolean) else getattr(kind, "found", None) for kind in kinds]
    return lambda row: made([value if into is None else into(value) for into, value in zip(converts, row, strict=True)])


def shelf_of(fact: type[Any], row: type[Kept]) -> Shelf:
    """Return the shelf of a fact whose fields are the columns of `row`."""
    table, columns, made = _table(row), tuple(_paths(fact, "")), _put_together(fact)
    return Shelf(
        fact,
        table,
        table.c[fact.KEY or ONLY],
        _row_of(fact, table),
        columns,
        _made_of(made, table, columns),
        lambda found: made([found[name] for name in columns]),
    )


_CERTIFICATES = _table(CertificateRow)
_CERTIFICATE_COLUMNS = tuple(_paths(Certificate, "shares"))
_certificate = _put_together(Certificate, without="shares")


def certificate_of(found: RowMapping, shares: Iterable[RowMapping] = ()) -> Certificate:
    """Return the certificate of its row and its co-holders' rows, in order."""
    parts = tuple(Share(part["holder"], part["rights"], part["share"]) for part in shares)
    made: Certificate = _certificate([found[name] for name in _CERTIFICATE_COLUMNS], shares=parts)
    return made


def share_rows(made: Certificate) -> Iterator[Row]:
    """Return the rows of a certificate's co-holders, but for their last column."""
    issued = made.issued
    for place, part in enumerate(made.shares):
        yield (made.id, place, part.holder, int(part.rights), part.share, issued.block, issued.log)


SHELVES: dict[str, Shelf] = {
    fact.KIND: shelf_of(fact, row) for fact, row in tables.SHELVES.items() if fact is not Certificate
} | {
    "certificate": Shelf(
        Certificate,
        _CERTIFICATES,
        _CERTIFICATES.c.id,
        _row_of(Certificate, _CERTIFICATES, without="shares"),
        _CERTIFICATE_COLUMNS,
        _made_of(_certificate, _CERTIFICATES, _CERTIFICATE_COLUMNS),
        certificate_of,
    )
}
"""By kind of fact; a new kind is a row class in `tables` and nothing here.  Certificates are the last."""

_DERIVED: dict[str, tuple[type[Any], Column[Any], Column[Any]]] = {
    "identity": (Identity, _table(ParticipantRow).c.identity, _table(ParticipantRow).c.number),
    "number": (Numbered, _CERTIFICATES.c.number, _CERTIFICATES.c.id),
}


def is_derived(kind: str) -> bool:
    """Say whether facts of this kind are read from another fact's row."""
    return kind in _DERIVED


# READING


def load(reader: Reader, keys: Iterable[FactKey]) -> dict[FactKey, Fact]:
    """Return those facts of `keys` that exist; of the present by the quick road."""
    if isinstance(reader, Session) and PAST_MARK not in reader.info:
        return fetch(Reading(reader.connection()), keys)
    found: dict[FactKey, Fact] = {}
    for kind, of_kind in _by_kind(keys).items():
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


# THE QUICK ROAD


def fetch(look: Look, keys: Iterable[FactKey]) -> dict[FactKey, Fact]:
    """Return those facts of `keys` that exist, as `load` does, by the quick road."""
    found: dict[FactKey, Fact] = {}
    for kind, of_kind in _by_kind(keys).items():
        if kind in _DERIVED:
            fact, key, value = _DERIVED[kind]
            rows = look.rows(key.table, (key.name, value.name), key.name, of_kind)
            found.update(((kind, row[0]), fact(*row)) for row in rows)
        else:
            found.update((key_of(fact), fact) for fact in _fetch(look, kind, of_kind))
    return found


def _fetch(look: Look, kind: str, keys: Sequence[Key]) -> Iterator[Fact]:
    shelf = SHELVES[kind]
    made = [shelf.made_of(row) for row in look.rows(shelf.table, shelf.columns, shelf.key.name, keys)]
    if kind != "certificate":
        yield from made
        return
    parts: dict[bytes, list[Row]] = defaultdict(list)
    shared = [one.id for one in made if one.flags & SHARED]
    for row in look.rows(SHARES, ("certificate_id", "place", "holder", "rights", "share"), "certificate_id", shared):
        parts[row[0]].append(row)
    for one in made:
        rows = sorted(parts.get(one.id, ()))
        shares = tuple(Share(holder, Right(rights), share) for _, _, holder, rights, share in rows)
        yield replace(one, shares=shares) if shares else one


def _by_kind(keys: Iterable[FactKey]) -> dict[str, list[Key]]:
    sorted_out: dict[str, list[Key]] = defaultdict(list)
    for kind, key in set(keys):
        if isinstance(key, bytes) or key <= INTEGER_MAX:
            sorted_out[kind].append(key)
    return sorted_out
