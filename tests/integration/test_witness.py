"""The witness and the commands about answers: what continues is co-signed, a fork is refused, an edit is named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from api.app import create_app
from ledger.answers.give import Answers, Request
from ledger.answers.keys import Keys
from ledger.answers.note import Note, Verifier
from ledger.answers.witnesses import FILE
from ledger.store.service import Service
from tests.cli_fixtures import PASSPHRASE, Office, Said, deed
from tests.house_fixtures import House, number_text, serving


class Bank:
    """A bank's witness in a home of its own, watching a service by its address."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def look(self, client: httpx.Client, *more: str) -> Said:
        return deed(
            self.home, "http://127.0.0.1:1", "witness", client.base_url, "--name", "bank.example", "--once", *more
        )

    @property
    def key(self) -> Verifier:
        said = deed(
            self.home, "http://127.0.0.1:1", "witness", "http://127.0.0.1:1", "--name", "bank.example", "--once"
        )
        return Verifier.parse(next(line for line in said.err.splitlines() if "bank.example+" in line).split(": ")[1])

    @property
    def evidence(self) -> list[Path]:
        return sorted((self.home / "witness").glob("fork-*.txt"))


@pytest.fixture
def bank(house: House, tmp_path: Path) -> Bank:
    made = Bank(tmp_path / "bank")
    (house.settings.answer_keys_dir / FILE).write_text(made.key.text + "\n")
    return made


@contextmanager
def _second_face(house: House, tmp_path: Path) -> Iterator[httpx.Client]:
    """Serve another past of the same log, with the same keys: what an operator would show to somebody else."""
    settings = house.settings.model_copy(update={"service_url": f"sqlite:///{tmp_path / 'other.sqlite'}"})
    with serving(create_app(settings, clock=house.clock, mirror=house.mirror)) as client:
        yield client


def _ask(client: httpx.Client, serial: int = 1) -> None:
    asked = {"purpose": "public", "number": number_text("SJ111", serial)}
    assert client.post("/v1/verifications", json=asked).status_code == 200


def test_a_witness_co_signs_what_continues_what_it_knows(house: House, bank: Bank) -> None:
    assert "no answers yet" in bank.look(house.client).err
    for size in (1, 2, 3):
        _ask(house.client)
        said = bank.look(house.client, "--json")
        assert (said.code, said.json["size"]) == (0, size), said.err
        shown = Note.parse(house.client.get("/v1/log/checkpoint", params={"witnessed": "true"}).text)
        assert shown.signed_by([bank.key]) == bank.key
        assert shown.text.split("\n")[1] == str(size)
    assert bank.look(house.client).code == 0
    assert bank.evidence == []


def test_a_split_view_is_refused_and_both_checkpoints_are_kept(house: House, bank: Bank, tmp_path: Path) -> None:
    for serial in (1, 2, 3):
        _ask(house.client, serial)
    assert bank.look(house.client).code == 0
    honest = house.client.get("/v1/log/checkpoint").text
    with _second_face(house, tmp_path) as other:
        for size in (2, 3, 5):
            while other.get("/v1/log/checkpoint").text.split("\n")[1:2] != [str(size)]:
                _ask(other, 9)
            said = bank.look(other)
            assert said.code == 1, said.err
            assert "two pasts" in said.err
            assert "bank.example" not in other.get("/v1/log/checkpoint").text
        assert len(bank.evidence) == 3
        kept = bank.evidence[0].read_text()
        assert Note.parse(honest).text in kept
    _ask(house.client)
    assert bank.look(house.client).code == 0


def test_a_log_that_lost_its_answers_is_refused(house: House, bank: Bank, tmp_path: Path) -> None:
    _ask(house.client)
    assert bank.look(house.client).code == 0
    with _second_face(house, tmp_path) as other:
        assert bank.look(other).code == 1


def test_a_log_under_another_key_than_the_one_pinned_is_not_signed(house: House, bank: Bank) -> None:
    _ask(house.client)
    published = house.client.get("/.well-known/jwks.json").json()["keys"]
    assert len(published) == 1
    keys = Keys(house.settings.answer_keys_dir, house.settings.passphrase.get_secret_value())
    origin = house.client.get("/v1/log/checkpoint").text.split("\n")[0]
    assert bank.look(house.client, "--log-key", keys.current.verifier("other").text).code == 2
    assert bank.look(house.client, "--log-key", keys.current.verifier(origin).text).code == 0


def test_a_witness_that_is_not_known_is_told_so(house: House, bank: Bank) -> None:
    _ask(house.client)
    (house.settings.answer_keys_dir / FILE).unlink()
    said = bank.look(house.client)
    assert said.code == 2
    assert "bank.example" in said.err


def test_an_address_without_a_log_is_a_sentence(bare_home: Path) -> None:
    said = deed(bare_home, "", "witness", "http://127.0.0.1:1", "--name", "w", "--once")
    assert (said.code, "Traceback" in said.err) == (2, False)
    assert deed(bare_home, "", "witness", "ftp://x", "--name", "w", "--once").code == 2
    assert deed(bare_home, "", "witness", "http://127.0.0.1:1", "--name", "a+b", "--once").code == 2
    assert deed(bare_home, "", "witness", "http://127.0.0.1:1", "--name", "w", "--once", "--log-key", "x").code == 2


# THE OPERATOR'S COMMANDS


def test_a_key_is_endorsed_by_an_enrolled_key_and_by_no_other(office: Office) -> None:
    made = office.done("answers", "rotate", "--endorse", "first-consent", "--json").json
    assert made["endorsement"]["uscc"] == office.holders["first"]
    plain = office.done("answers", "rotate")
    assert "No participant endorses" in plain.err
    listed = office.done("answers", "keys", "--json").json
    assert [each["endorsement"] is None for each in listed] == [False, True]
    office.done("key", "create", "stranger", "--light")
    refused = office.deed("answers", "rotate", "--endorse", "stranger")
    assert (refused.code, "not enrolled" in refused.err) == (2, True)
    assert len(office.done("answers", "keys", "--json").json) == 2


def test_the_log_is_looked_through_and_an_edit_is_named(office: Office) -> None:
    office.done("answers", "rotate")
    origin = office.done("answers", "keys", "--json").json[0]["verifier"].split("+")[0]
    with Service(f"sqlite:///{office.home / 'service.sqlite'}") as service:
        service.migrate()
        keys = Keys(office.home / "answer-keys", PASSPHRASE)
        answers = Answers(service, keys, chain={}, origin=origin, seconds=600, clock=lambda: 1_795_000_000)
        for n in range(4):
            digest = hashlib.sha256(str(n).encode()).digest()
            answers.give(Request("bank", 2, "booking", digest, "consent: C-1"), {"verification": {}})
        answers.close()
        said = office.done("answers", "log", "--json").json
        assert (said["size"], said["findings"]) == (4, [])
        export = office.done("answers", "access").out
        file = office.home / "access.ndjson"
        file.write_text(export)
        assert office.done("answers", "access", file, "--json").json == {"lines": 4, "first": 1, "broken": []}
        file.write_text("".join(export.splitlines(keepends=True)[2:]))
        assert office.done("answers", "access", file, "--json").json == {"lines": 2, "first": 3, "broken": []}
        lines = export.splitlines(keepends=True)
        file.write_text(lines[0] + lines[1].replace("C-1", "C-2") + lines[2] + lines[3])
        broken = office.deed("answers", "access", file, "--json")
        assert (broken.code, broken.json["broken"]) == (1, [3])
        with service.writing() as session:
            session.execute(text("UPDATE access_log SET line = replace(line, 'C-1', 'C-2') WHERE number = 2"))
            session.execute(text("UPDATE answers SET jws = replace(jws, substr(jws, 150, 1), '_') WHERE number = 4"))
    found = office.deed("answers", "log", "--json")
    codes = [(each["code"], each["answer"]) for each in json.loads(found.out)["findings"] if "answer" in each]
    assert found.code == 1
    assert codes == [("LogAccessLineAltered", 2), ("LogAnswerAltered", 4), ("LogAccessLineAltered", 4)]
    assert "Line 2 of the access log was altered" in office.deed("answers", "log").err
