"""
The proof of a mirror: whatever cell somebody changes, it is named by table, key and column, and nothing else is.

The mirrors are of a simulated chain that speaks of every noun; the node is asked over HTTP.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Table, text

from ledger import proof as module
from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc
from ledger.config import Settings
from ledger.errors import Unavailable
from ledger.index import origin_of
from ledger.proof import prove
from ledger.store import compare, rows
from ledger.store.compare import OF_ITSELF, Difference, Kind, differences, tables
from ledger.store.mirror import Mirror, Sight
from tests.cli_fixtures import Office
from tests.simulation.chain import FIRST_BLOCK, Chain, deployment_on
from tests.simulation.node import Node
from tests.simulation.server import SimulatedServer
from tests.store_fixtures import OpenMirror, raw

BLOCKS = 150
SETTINGS = Settings(range_blocks_max=40)


def _grown(blocks: int) -> Chain:
    chain = Chain(Random(11))  # noqa: S311
    chain.grow(blocks)
    return chain


def _quiet(*_: object) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def chain() -> Chain:
    """A chain of every noun; who lets it grow takes a branch."""
    return _grown(BLOCKS)


@pytest.fixture(scope="module")
def expected(chain: Chain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mirror]:
    """The mirror of it, on SQLite."""
    with Mirror(f"sqlite:///{tmp_path_factory.mktemp('expected') / 'mirror.sqlite'}") as mirror:
        yield _filled(mirror, chain)


@pytest.fixture
def live(open_mirror: OpenMirror, chain: Chain) -> Mirror:
    """The mirror of it that is examined, on either database."""
    return _filled(open_mirror(), chain)


def _filled(mirror: Mirror, chain: Chain) -> Mirror:
    deployment = deployment_on(chain)
    mirror.migrate()
    mirror.adopt(origin_of(Reader(Rpc("http://127.0.0.1:1"), deployment)))  # which asks nothing
    for start in range(FIRST_BLOCK, len(chain.blocks), 40):
        mirror.project(chain.blocks[start : start + 40], Sight(chain.height, 1_795_000_000))
    mirror.saw(Sight(chain.height + 3, 1_795_000_009))
    return mirror


def _differences(live: Mirror, expected: Mirror) -> list[Difference]:
    with live.sessions() as found, expected.sessions() as other:
        return list(differences(found, other, _quiet))


# CELL BY CELL


def test_mirrors_of_one_chain_do_not_differ_whatever_their_databases(live: Mirror, expected: Mirror) -> None:
    counted: dict[str, int] = {}
    with live.sessions() as found, expected.sessions() as other:
        assert list(differences(found, other, counted.__setitem__)) == []
    assert counted["blocks"] == BLOCKS
    assert sum(1 for count in counted.values() if count) > 60, "the chain speaks of nearly everything"


def test_a_change_of_any_cell_is_named_and_nothing_else(live: Mirror, expected: Mirror) -> None:
    chance, tried = Random(5), 0  # noqa: S311
    with raw(live) as connection:
        for table in tables():
            with live.sessions() as session:
                found = list(rows.raw(session, table))
            for place, column in enumerate(table.columns):
                if not found or column.name in (OF_ITSELF.get(table.name) or ()):
                    continue
                row = chance.choice(found)
                other = _other(column, row[place])
                _put(connection, table, row, place, other)
                _is_named(table, row, place, _differences_of(table, live, expected))
                _put(connection, table, (*row[:place], other, *row[place + 1 :]), place, row[place])
                tried += 1
    assert tried > 500
    assert _differences(live, expected) == []


def _differences_of(table: Table, live: Mirror, expected: Mirror) -> list[Difference]:
    with live.sessions() as found, expected.sessions() as other:
        return list(compare._of_table(table, found, other, _quiet))


def _other(column: Column[Any], value: Any) -> Any:
    """Return another value of a column, which no other row has."""
    if rows.is_truth(column):
        return not value
    kind = rows.kind_of(column)
    if kind is int:
        return (value or 0) ^ 1 << 21
    if kind is bytes:
        return bytes([(value or b"\x00")[0] ^ 0x40]) + (value or b"\x00")[1:]
    return (value or "") + " "


def _put(connection: Connection, table: Table, row: rows.Row, place: int, value: Any) -> None:
    """Write another value into one cell of a row."""
    columns = list(table.columns)
    where = [at for at, column in enumerate(columns) if column.primary_key]
    typed = {f"key{at}": _typed(connection, columns[at], row[at]) for at in where}
    keys = " AND ".join(f'"{columns[at].name}" = :key{at}' for at in where)
    update = f'UPDATE "{table.name}" SET "{columns[place].name}" = :value WHERE {keys}'  # noqa: S608
    done = connection.execute(text(update), {**typed, "value": _typed(connection, columns[place], value)})
    assert done.rowcount == 1
    connection.commit()


def _typed(connection: Connection, column: Column[Any], value: Any) -> Any:
    is_truth = rows.is_truth(column) and connection.dialect.name == "postgresql"
    return bool(value) if is_truth and value is not None else value


def _is_named(table: Table, row: rows.Row, place: int, found: list[Difference]) -> None:
    column = list(table.columns)[place]
    key = {each.name: value for each, value in zip(table.columns, row, strict=True) if each.primary_key}
    if column.primary_key:
        assert {each.kind for each in found} == {Kind.EXTRA, Kind.MISSING}, (table.name, column.name, found)
        (missing,) = (each for each in found if each.kind is Kind.MISSING)
        assert (missing.table, missing.key) == (table.name, key)
        assert missing.expected[column.name] == row[place]
        return
    (one,) = found
    assert (one.table, one.key, one.column, one.expected) == (table.name, key, column.name, row[place])
    assert (one.kind, one.found) == (Kind.CHANGED, _other(column, row[place]))


def test_a_row_that_is_gone_or_too_much_is_named_whole(live: Mirror, expected: Mirror) -> None:
    with raw(live) as connection:
        gone = connection.execute(text("SELECT * FROM certificates ORDER BY id LIMIT 1 OFFSET 7")).mappings().one()
        connection.execute(text("DELETE FROM certificates WHERE id = :id"), {"id": gone["id"]})
        connection.execute(text("INSERT INTO blocks VALUES (77000, :h, :h, 5)"), {"h": b"\x07" * 32})
        connection.commit()
    extra, missing = sorted(_differences(live, expected), key=lambda each: each.kind)
    assert (missing.table, missing.key, missing.kind) == ("certificates", {"id": gone["id"]}, Kind.MISSING)
    assert (missing.found, missing.expected["document_digest"]) == (None, gone["document_digest"])
    assert (extra.table, extra.key, extra.kind) == ("blocks", {"number": 77_000}, Kind.EXTRA)
    assert (extra.found["time"], extra.expected) == (5, None)


@pytest.mark.parametrize(
    ("change", "table", "column"),
    [
        ("UPDATE entries SET payload = CAST(payload AS BLOB) WHERE rowid = 9", "entries", "payload"),
        ("UPDATE entries SET payload = CAST(x'7bff7d' AS TEXT) WHERE rowid = 9", "entries", "payload"),
        ("UPDATE entries SET digest = 'not bytes' WHERE rowid = 9", "entries", "digest"),
        ("UPDATE entries SET time = 'never' WHERE rowid = 9", "entries", "time"),
        ("UPDATE cursor SET time = 1.5", "cursor", "time"),
    ],
)
def test_a_value_of_another_type_is_named(
    expected: Mirror, tmp_path: Path, change: str, table: str, column: str
) -> None:
    file = tmp_path / "mirror.sqlite"
    with closing(sqlite3.connect(str(expected.url.database))) as whole, closing(sqlite3.connect(file)) as copy:
        whole.backup(copy)
        copy.execute(change)
        copy.commit()
    with Mirror(f"sqlite:///{file}") as live:
        (one,) = _differences(live, expected)
    assert (one.table, one.column) == (table, column)


# FROM THE NODE


@pytest.fixture
def node(chain: Chain) -> Iterator[tuple[Node, Rpc]]:
    """A node of the chain, and the road to it."""
    there = Node(chain.branch(chain.height), Random(2))  # noqa: S311
    with SimulatedServer(there, Random(2)) as server, Rpc(server.url) as rpc:  # noqa: S311
        yield there, rpc


def _proven(live: Mirror, node: tuple[Node, Rpc], tmp_path: Path, tell: module.Tell = _quiet) -> module.Proof:
    reader = Reader(node[1], deployment_on(node[0].chain))
    with Mirror(f"sqlite:///{tmp_path / 'scratch' / 'mirror.sqlite'}") as scratch:
        proof = prove(live, scratch, reader, SETTINGS, tell)
    assert proof is not None
    return proof


def test_a_mirror_that_is_as_the_node_says_is_proven(live: Mirror, node: tuple[Node, Rpc], tmp_path: Path) -> None:
    proof = _proven(live, node, tmp_path)
    assert (proof.block, proof.count) == (node[0].chain.height, 0)
    assert proof.rows > BLOCKS


def test_an_empty_mirror_has_nothing_to_prove(
    open_mirror: OpenMirror, node: tuple[Node, Rpc], expected: Mirror
) -> None:
    empty = open_mirror()
    empty.migrate()
    assert prove(empty, expected, Reader(node[1], deployment_on(node[0].chain)), SETTINGS, _quiet) is None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE cursor SET number = number - 1", ["cursor.number"]),
        ("UPDATE cursor SET number = number + 1", ["cursor.number"]),
        ("UPDATE cursor SET number = 1000000000", ["cursor.number"]),
        ("UPDATE cursor SET hash = :other", ["cursor.hash"]),
        ("UPDATE cursor SET time = time + 1", ["cursor.time"]),
        ("UPDATE blocks SET hash = :other WHERE number = (SELECT number FROM cursor)", ["blocks.hash"]),
        ("UPDATE blocks SET number = 2000000000 WHERE number = (SELECT number FROM cursor)", ["blocks", "blocks"]),
        ("DELETE FROM blocks WHERE number = (SELECT number FROM cursor)", ["blocks"]),
        ("DELETE FROM cursor", ["cursor"]),
        ("UPDATE origin SET genesis_hash = :other", ["origin.genesis_hash"]),
    ],
)
def test_the_end_of_a_mirror_is_proven_as_any_other_row(
    live: Mirror, node: tuple[Node, Rpc], tmp_path: Path, change: str, named: list[str]
) -> None:
    _changed(live, change)
    found = [
        f"{one.table}.{one.column}" if one.column else one.table for one in _proven(live, node, tmp_path).differences
    ]
    assert found == named


def test_a_mirror_that_is_behind_is_proven_up_to_where_it_is(
    live: Mirror, node: tuple[Node, Rpc], tmp_path: Path
) -> None:
    before = node[0].chain.height
    node[0].chain.grow(4)
    _changed(live, "UPDATE cursor SET number = number + 2")
    proof = _proven(live, node, tmp_path)
    assert proof.block == before
    assert [(one.table, one.column, one.expected) for one in proof.differences] == [("cursor", "number", before)]


def _changed(live: Mirror, change: str) -> None:
    with raw(live) as connection:
        connection.execute(text(change), {"other": b"\x5a" * 32} if ":other" in change else {})
        connection.commit()


def test_a_mirror_of_which_both_ends_were_altered_is_proven_too(
    live: Mirror, node: tuple[Node, Rpc], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOKS_MAX", 1)
    _changed(live, "UPDATE blocks SET hash = :other WHERE number = (SELECT number FROM cursor)")
    _changed(live, "UPDATE cursor SET hash = :other")
    found = _proven(live, node, tmp_path).differences
    assert sorted(f"{one.table}.{one.column}" for one in found) == ["blocks.hash", "cursor.hash"]


def test_a_mirror_that_goes_on_meanwhile_is_proven_up_to_where_it_came(
    live: Mirror, node: tuple[Node, Rpc], tmp_path: Path
) -> None:
    there, _ = node
    before = there.chain.height

    def meanwhile(stage: str, done: int, total: int | None) -> None:
        if stage == "building" and done == total and there.chain.height == before:
            there.chain.grow(5)
            live.project(there.chain.blocks[before + 1 :])

    proof = _proven(live, node, tmp_path, meanwhile)
    assert (proof.block, proof.count) == (before + 5, 0)


def test_a_chain_that_is_rewritten_meanwhile_proves_nothing_and_accuses_nobody(
    live: Mirror, node: tuple[Node, Rpc], tmp_path: Path
) -> None:
    there, _ = node
    before = there.chain.height

    def meanwhile(stage: str, done: int, total: int | None) -> None:
        if stage == "building" and done == total and there.former is None:
            there.rewrite(3, 3)
            live.undo(before - 3)
            live.project(there.chain.blocks[before - 2 :])

    with pytest.raises(Unavailable) as unsteady:
        _proven(live, node, tmp_path, meanwhile)
    assert unsteady.value.code == "ChainUnsteady"


# THE COMMAND


def test_deed_doctor_deep_names_the_cell_that_was_changed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    number = office.number()
    sound = office.deed("doctor", "--deep", "--json")
    assert (sound.code, sound.json["differences"]) == (0, [])
    assert {"check": "ROWS", "level": "ok"}.items() <= sound.json["findings"][-1].items()
    with closing(sqlite3.connect(office.home / "mirror.sqlite")) as mirror:
        held = mirror.execute("SELECT holder FROM certificates ORDER BY issued_block DESC LIMIT 1").fetchone()[0]
        mirror.execute("UPDATE certificates SET holder = 1, rights = 0 WHERE holder = ?", (held,))
        mirror.commit()
    said = office.deed("doctor", "--deep", "--json")
    assert said.code == 1
    assert said.json["findings"][-1]["code"] == "ROWS_DIFFER"
    assert {"table": "certificates", "column": "holder", "found": 1, "expected": held}.items() <= said.json[
        "differences"
    ][0].items()
    monkeypatch.setattr(module, "DIFFERENCES_MAX", 1)
    shown = office.deed("doctor", "--deep")
    assert "certificates" in shown.out
    assert "more differences are not listed" in shown.err
    assert not [each for each in office.home.iterdir() if each.name.startswith(".proof-")]
    office.done("index", "--rebuild")
    assert office.deed("doctor", "--deep").code == 0
    assert number in office.done("show", number).out


def test_deed_doctor_deep_does_not_prove_by_a_node_that_is_silent(office: Office) -> None:
    said = office.deed("doctor", "--deep", "--json", DEED_RPC_URL="http://127.0.0.1:1")
    assert said.json["findings"][-1] | {"sentence": ""} == {
        "check": "ROWS",
        "level": "unknown",
        "code": "NOT_LOOKED",
        "facts": {"needed": "NODE"},
        "sentence": "",
    }
