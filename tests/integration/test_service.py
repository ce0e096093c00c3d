"""The service database: made, grown and written by many, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from ledger.store.service import Service


def _write_twice(service: Service, *statements: str) -> None:
    with service.writing() as session:
        for each in statements:
            session.execute(text(each))


@pytest.fixture
def service(database_url: str) -> Iterator[Service]:
    with Service(database_url) as made:
        made.migrate()
        yield made


def test_a_reader_cannot_write(service: Service) -> None:
    with service.writing() as session:
        session.execute(text("CREATE TABLE t (n integer)"))
    with pytest.raises(Exception, match=r"read-?only"), service.reading() as session:
        session.execute(text("INSERT INTO t VALUES (1)"))


def test_what_fails_leaves_nothing(service: Service) -> None:
    with service.writing() as session:
        session.execute(text("CREATE TABLE t (n integer)"))
    with pytest.raises(ProgrammingError if "postgresql" in str(service.url) else OperationalError):
        _write_twice(service, "INSERT INTO t VALUES (1)", "INSERT INTO nowhere VALUES (1)")
    with service.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM t")) == 0


def test_many_write_at_once_and_none_is_lost(service: Service) -> None:
    with service.writing() as session:
        session.execute(text("CREATE TABLE t (n integer)"))
        session.execute(text("INSERT INTO t VALUES (0)"))

    def add(_: int) -> None:
        with service.writing() as session:
            session.execute(text("UPDATE t SET n = n + 1"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(40)))
    with service.reading() as session:
        assert session.scalar(text("SELECT n FROM t")) == 40


def test_tables_are_made_once_and_again_without_harm(service: Service) -> None:
    service.migrate()
    with Service(service.url.render_as_string(hide_password=False)) as other:
        other.migrate()
