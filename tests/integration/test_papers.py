"""Certificates on paper over HTTP and by the command line: who gets one, and which version."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from api.caller import Scope
from ledger.answers.keys import Keys
from ledger.credentials.sealing import unsealed
from ledger.domain.document import canonical
from ledger.store.service import Service
from tests.chain_fixtures import Party
from tests.cli_fixtures import deed
from tests.house_fixtures import House, Registered, new_key
from tests.unit.issuing import endorsement_by


@pytest.fixture
def holder(house: House) -> Iterator[Party]:
    """A holder; the registry's key is endorsed, so that papers are sealed."""
    registry = house.chain.registry
    made = Keys(house.settings.answer_keys_dir, "").make(
        int(house.clock()), lambda key_id: endorsement_by(registry.maker, registry.number, registry.uscc, key_id)
    )
    house.now = made.since + 1
    yield house.admit("甲")
    house.now = None


def _asked(house: House, registered: Registered, participant: int, **asked: object) -> Any:
    with Service(house.settings.service_database) as service:
        key = new_key(service, Scope.READ, participant=participant)
    parameters = {name: str(value) for name, value in asked.items()}
    path = f"/v1/certificates/{registered.number}/paper"
    return house.client.get(path, params=parameters, headers={"X-Api-Key": key})


def _said(content: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def test_a_holder_prints_each_version_and_a_stranger_none(house: House, holder: Party, tmp_path: Path) -> None:
    taker = house.admit("乙")
    registered = house.issue(holder)
    house.sync()
    first = _asked(house, registered, holder.number)
    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf"), first.text
    attached = PdfReader(io.BytesIO(first.content)).attachments
    document, token = (next(iter(each)) for each in attached.values())
    assert document == canonical(registered.document)
    seal = unsealed(token.decode(), Keys(house.settings.answer_keys_dir, "").public)
    assert seal["anchor"]["documentDigest"] == "0x" + registered.issued.document_digest.hex()
    assert seal["version"] == 1

    house.transfer(registered, holder, taker)
    house.sync()
    assert _asked(house, registered, holder.number).json()["code"] == "PaperNotYours"
    former = _said(_asked(house, registered, taker.number, version=1).content)
    assert "已被第 2 版取代" in former
    assert f"{holder.name}有限公司" in former
    gone = _asked(house, registered, taker.number, version=3)
    assert (gone.status_code, gone.json()["code"]) == (422, "VersionUnknown")

    file = tmp_path / "paper.pdf"
    more = {
        "DEED_DATABASE_URL": house.mirror.url.render_as_string(hide_password=False),
        "DEED_PASSPHRASE": "",
        "DEED_PUBLIC_URL": "https://deed.example.cn",
    }
    said = deed(house.settings.home, house.settings.rpc_url, "paper", registered.number, "--to", file, **more)
    assert said.code == 0, said.err
    printed = _said(file.read_bytes())
    assert f"{taker.name}有限公司" in printed
    assert "取代" not in printed
    refused = deed(house.settings.home, house.settings.rpc_url, "paper", registered.number, "--to", file,
                   **(more | {"DEED_PUBLIC_URL": "http://deed.example.cn"}))  # fmt: skip
    assert (refused.code, "DEED_PUBLIC_URL" in refused.err) == (2, True)


def test_a_paper_whose_holders_changed_without_a_document_is_not_printed(house: House, holder: Party) -> None:
    other = house.admit("丙")
    house.sync()
    registered = house.made(house.document((other, ("use",), 10_000)), holder, on_file=True)
    house.chain.issue(registered.issued)
    house.sync()
    answer = _asked(house, registered, holder.number)
    assert (answer.status_code, answer.json()["code"]) == (409, "PaperBehindRecord")
