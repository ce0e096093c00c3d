"""What a line of the log looks like: for a program, for a person, and without anybody's keys."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from ledger import log
from ledger.errors import Unavailable
from ledger.index import Projected, Troubled, Undone


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the log goes, which is no terminal."""
    there = io.StringIO()
    log.configure(there)
    yield there
    log.configure()
    structlog.reset_defaults()


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_a_stable_name_and_the_time_in_utc(stream: io.StringIO) -> None:
    log.tell(Projected(first=3, last=7, entries=12, head=9, seconds=0.25, time=1_764_000_000))
    (line,) = _lines(stream)
    when = datetime.fromisoformat(line.pop("timestamp"))
    assert when.tzinfo == UTC
    facts = {"first": 3, "last": 7, "blocks": 5, "entries": 12, "head": 9, "seconds": 0.25, "time": 1_764_000_000}
    assert line == {"event": "projected", "level": "info", **facts}


def test_what_went_wrong_is_a_warning_with_its_code(stream: io.StringIO) -> None:
    log.tell(Undone(8, 10))
    log.tell(Troubled(Unavailable("NodeUnreachable", url="http://127.0.0.1:8545", reason="refused"), pause=1.0))
    undone, troubled = _lines(stream)
    assert (undone["event"], undone["blocks"]) == ("undone", 3)
    assert (troubled["event"], troubled["level"], troubled["code"]) == ("troubled", "warning", "NodeUnreachable")


def test_blocks_that_say_nothing_make_no_line(stream: io.StringIO) -> None:
    log.tell(Projected(first=3, last=3, entries=0, head=3, seconds=0.01, time=1_764_000_000))
    assert stream.getvalue() == ""


def test_no_line_has_more_of_an_address_than_scheme_host_and_port(stream: io.StringIO) -> None:
    address = "postgresql+psycopg://clerk:hunter2@db.example:5432/mirror?sslkey=hunter2"
    logger = structlog.get_logger()
    logger.info("opened", database=address, note=f'connection to "{address}" is up')
    logging.getLogger("another.library").warning("see %s", "https://me:hunter2@node.example/v3/hunter2")
    try:
        raise ValueError(f"cannot reach {address}")
    except ValueError:
        logger.exception("failed")
    text = stream.getvalue()
    assert "hunter2" not in text
    assert "clerk" not in text
    assert text.count("postgresql+psycopg://db.example:5432") == 3
    assert "https://node.example" in text


def test_another_librarys_line_is_json_too_and_comes_once(stream: io.StringIO) -> None:
    log.configure(stream)
    logging.getLogger("another.library").warning("slow")
    assert [(line["event"], line["level"]) for line in _lines(stream)] == [("slow", "warning")]


def test_on_a_terminal_a_line_is_for_reading() -> None:
    terminal = _Terminal()
    log.configure(terminal)
    log.tell(Undone(8, 10))
    log.configure()
    structlog.reset_defaults()
    (line,) = terminal.getvalue().splitlines()
    assert "undone" in line
    assert not line.startswith("{")
