"""
The published snapshot on both databases: its order, its compression, and what the auditor's reader accepts of it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy import text as sql

from api.routes.snapshot import _takes_gzip
from ledger.audit.snapshot import Snapshot, SnapshotBroken
from ledger.store.mirror import Mirror
from ledger.store.queries import blocks
from ledger.store.queries.publication import compressed, published
from tests.house_fixtures import House
from tests.store_histories import sample

CONTRACTS = {"Participants": b"\x01" * 20}


@pytest.fixture
def text(mirror: Mirror) -> bytes:
    """The snapshot of a random history."""
    mirror.project(sample(150).blocks)
    with mirror.sessions() as session:
        at = blocks.cursor(session)
        assert at is not None
        return b"".join(published(session, at, 31337, CONTRACTS))


def _read(tmp_path: Path, content: bytes) -> list[tuple[str, int | bytes]]:
    file = tmp_path / "snapshot"
    file.write_bytes(content)
    with Snapshot(str(file), 1.0) as opened:
        return [row.key for row in opened.rows()]


def test_facts_are_in_the_order_of_kinds_and_keys_on_both_databases(text: bytes, tmp_path: Path) -> None:
    keys = _read(tmp_path, text)
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert len({kind for kind, _ in keys}) > 10
    assert {type(key) for _, key in keys} == {int, bytes}


def test_compressed_it_is_the_same_and_read_as_it_is(text: bytes, tmp_path: Path) -> None:
    packed = b"".join(compressed([text[:100], text[100:]]))
    assert gzip.decompress(packed) == text
    assert len(packed) < len(text) / 2
    assert _read(tmp_path, packed) == _read(tmp_path, text)


def _resealed(lines: list[bytes]) -> bytes:
    body = b"".join(lines)
    end = {"count": len(lines) - 1, "sha256": hashlib.sha256(body).hexdigest()}
    return body + json.dumps(end).encode() + b"\n"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]],
        lambda lines: [*lines[:5], lines[5], *lines[5:]],
        lambda lines: [lines[0], *lines[:0:-1]],
    ],
    ids=["two exchanged", "one twice", "backwards"],
)
def test_facts_in_another_order_break_a_snapshot(
    text: bytes, tmp_path: Path, spoil: Callable[[list[bytes]], list[bytes]]
) -> None:
    *lines, _ = text.splitlines(keepends=True)
    with pytest.raises(SnapshotBroken, match="in the order"):
        _read(tmp_path, _resealed(spoil(lines)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_compressed_snapshot_that_breaks_off_is_broken(text: bytes, tmp_path: Path) -> None:
    packed = gzip.compress(text)
    for spoiled in (packed[: len(packed) // 2], packed[:-4], packed[:200] + b"\xff" * 20 + packed[220:]):
        with pytest.raises(SnapshotBroken):
            _read(tmp_path, spoiled)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_takes_gzip_is_given_gzip_and_no_other(house: House) -> None:
    plain = house.client.get("/v1/snapshot", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    packed = house.client.get("/v1/snapshot", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content == plain.content
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "X-Api-Key" in packed.headers["Vary"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_snapshot_of_the_same_block_is_not_sent_again(house: House) -> None:
    tag = house.client.get("/v1/snapshot").headers["ETag"]
    again = house.client.get("/v1/snapshot", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    house.issue(house.admit("甲"))
    house.sync()
    later = house.client.get("/v1/snapshot", headers={"If-None-Match": tag})
    assert later.status_code == 200
    assert later.headers["ETag"] != tag


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [("gzip", True), ("deflate, GZIP", True), ("gzip; q=0.1", True), ("", False), ("br", False), ("gzip;q=0", False),
     ("gzip;q=0.000", False), ("x-gzip-not", False)],
)  # fmt: skip
def test_gzip_is_taken_by_whom_says_so(accepted: str, takes: bool) -> None:
    assert _takes_gzip(accepted) is takes


MANY_KEYS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) INSERT INTO keys"
    " (key, participant, duties, revoked, since_block) SELECT CAST(printf('%020d', i) AS BLOB), 1, 3, 0, 1 FROM n",
    "postgresql": "INSERT INTO keys (key, participant, duties, revoked, since_block)"
    " SELECT convert_to(lpad(i::text, 20, '0'), 'UTF8'), 1, 3, false, 1 FROM generate_series(1, :count) i",
}


def _peak(database_url: str, mirror: Mirror, keys: int) -> int:
    """Publish a mirror with so many keys, compressed, and return the most bytes that were in memory at a time."""
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sql("DELETE FROM keys"))
        connection.execute(sql(MANY_KEYS[engine.dialect.name]), {"count": keys})
    engine.dispose()
    with mirror.sessions() as session:
        at = blocks.cursor(session)
        assert at is not None
        tracemalloc.start()
        sizes = [len(part) for part in compressed(published(session, at, 31337, CONTRACTS))]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert sum(sizes) > keys
    return peak


@pytest.mark.slow
def test_memory_is_flat_however_much_is_published(database_url: str, mirror: Mirror) -> None:
    mirror.project(sample(30).blocks)
    few, many = (_peak(database_url, mirror, keys) for keys in (4_000, 24_000))
    assert many < few * 1.3
