"""What the tests of this shelf share: a database for worlds, of each kind."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.stores import PostgresqlStore, SqliteStore, Store


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database for worlds, which is empty after `renew`."""
    if request.param == "sqlite":
        yield SqliteStore(tmp_path)
        return
    made = PostgresqlStore(request.getfixturevalue("postgresql_url"), f"simulation_{secrets.token_hex(6)}")
    yield made
    made.close()


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The seed of this run, which its last lines tell."""
    return int(request.config.getoption("hypothesis_seed"))
