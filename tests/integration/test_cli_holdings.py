"""
deed holdings: everything that a holder holds or held, checked against the mirror and, by proof, against the contracts.

On a real chain and a real mirror; faults are planted in the mirror's rows.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.cli_fixtures import HANDS, Office, code_of


@pytest.fixture
def mirror(office: Office) -> Iterator[sqlite3.Connection]:
    """The mirror's own database, which is put back afterwards."""
    file, kept = office.home / "mirror.sqlite", office.home / "mirror.kept"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(file, kept)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(kept, file)


@pytest.fixture(scope="module")
def moved(office: Office) -> str:
    """A certificate that the first holder had and the second has; the first has others."""
    office.number()
    number = office.number()
    consents = ("--consent", "first-consent", "--consent", "second-consent")
    parties = ("--from", office.holders["first"], "--to", office.holders["second"])
    office.done("transfer", number, *parties, *HANDS, *consents)
    office.mirror()
    return number


def _said(office: Office, holder: str, *more: str, code: int = 0) -> Any:
    said = office.deed("holdings", office.holders[holder], "--json", *more)
    assert said.code == code, said.err
    return said.json


def test_holdings_are_complete_by_proof_with_what_came_and_what_left(office: Office, moved: str) -> None:
    first, second = _said(office, "first", "--proof"), _said(office, "second", "--proof")
    assert (first["complete"], first["proven"]) == (True, True)
    ways = [each["entered"] for each in first["moves"] if each["certificateNumber"] == moved]
    assert ways == [True, False]
    assert first["held"] == len(first["moves"]) - 2
    assert [(each["certificateNumber"], each["entered"]) for each in second["moves"]] == [(moved, True)]


def test_holdings_are_shown_in_both_languages(office: Office, moved: str) -> None:
    english = office.done("holdings", office.holders["first"], "--proof").out
    assert "complete" in english
    assert "not complete" not in english
    assert moved in english
    assert "齐全" in office.done("holdings", office.holders["first"], "--lang", "zh").out


def test_that_nothing_is_registered_for_a_holder_is_proven_too(office: Office, moved: str) -> None:
    nothing = _said(office, "third", "--proof")
    assert moved
    assert (nothing["complete"], nothing["head"], nothing["moves"]) == (True, "0x" + "00" * 32, [])


def test_a_transfer_kept_back_is_not_complete(office: Office, moved: str, mirror: sqlite3.Connection) -> None:
    assert moved
    mirror.execute("DELETE FROM passings")
    assert _said(office, "first", code=1)["complete"] is False
    assert _said(office, "second", "--proof", code=1)["complete"] is False
    assert "not complete" in office.deed("holdings", office.holders["second"], "--proof").out


def test_a_head_made_to_fit_the_moves_is_found_out_by_proof_alone(
    office: Office, moved: str, mirror: sqlite3.Connection
) -> None:
    assert moved
    mirror.execute("DELETE FROM passings")
    (who,) = mirror.execute("SELECT holder FROM certificates WHERE holder != applicant").fetchone()
    mirror.execute("DELETE FROM holdings WHERE participant = ?", (who,))
    assert _said(office, "second")["complete"] is True
    proven = _said(office, "second", "--proof", code=1)
    assert [each["code"] for each in proven["findings"]] == ["FactDifferent"]
    assert proven["findings"][0]["subject"] == f"holding of {who}"


def test_an_event_left_out_of_a_certificate_is_found_out_by_its_own_head(
    office: Office, moved: str, mirror: sqlite3.Connection
) -> None:
    mirror.execute("UPDATE certificates SET head = zeroblob(32) WHERE holder != applicant")
    assert moved
    findings = _said(office, "second", "--proof", code=1)["findings"]
    assert [each["code"] for each in findings] == ["HeadDifferent"]


def test_without_a_node_nothing_is_said(office: Office, moved: str) -> None:
    assert moved
    said = office.deed("holdings", office.holders["first"], "--proof", DEED_RPC_URL="http://127.0.0.1:1")
    assert said.code == 3
    assert "127.0.0.1:1" in said.err


def test_a_stranger_and_a_wrong_code_are_named(office: Office) -> None:
    stranger = office.deed("holdings", code_of("nobody at all"))
    assert stranger.code == 2
    assert code_of("nobody at all") in stranger.err
    assert office.deed("holdings", "1234").code == 2
