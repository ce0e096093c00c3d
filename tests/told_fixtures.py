"""
A service that has answered for a while, and what an auditor gets of it: one for a module, on SQLite.

Fixtures
    told        a house with a short history that was asked about it at several blocks, and the export of all answers
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.caller import Scope
from ledger.answers import export
from ledger.answers.give import origin
from ledger.answers.jws import content, sign, written
from ledger.answers.keys import Endorsement, Keys, endorsed_digest
from ledger.audit import Options, Report, run
from ledger.chain.deployment import Deployment
from ledger.chain.node import LocalNode
from ledger.chain.rpc import Rpc
from ledger.chain.writer import Writer
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror
from ledger.store.service import Service
from ledger.store.service import answers as store
from tests.chain_fixtures import LedgerChain, Party
from tests.house_fixtures import House, Registered, new_key, serving, settings_for

Line = dict[str, Any]


@dataclass
class Told:
    """The house, whose lines are those of the export, and what happened there."""

    house: House
    keys: Keys
    lines: list[Line]
    first: Party
    second: Party
    moved: Registered
    twin: Registered
    url: str
    api_key: str

    def audit(self, folder: Path, lines: list[Line] | None = None, **options: Any) -> Report:
        """Audit the ledger with answers from a file of these lines, or of all as they were given."""
        return run(self.options(folder, lines, **options))

    def options(self, folder: Path, lines: list[Line] | None = None, **options: Any) -> Options:
        """What `audit` asks."""
        file = folder / "answers.ndjson"
        file.write_bytes(b"".join(written(line) + b"\n" for line in lines or self.lines))
        settings = self.house.settings
        chosen: dict[str, Any] = {
            "pin_file": settings.deployment_file,
            "rpc_url": settings.rpc_url,
            "documents": str(settings.documents_dir),
            "answers": str(file),
        }
        return Options(**(chosen | options))

    def altered(self, number: int, alter: Callable[[dict[str, Any]], object]) -> list[Line]:
        """Return the lines with one answer altered and signed anew by the operator's own key."""
        lines: list[Line] = json.loads(json.dumps(self.lines))
        payload = content(lines[number]["answer"])
        alter(payload)
        lines[number]["answer"] = sign(self.keys.current, written(payload))
        return lines

    def numbered(self, purpose: str) -> int:
        """Return the number of the first answer of a purpose."""
        return next(each for each in range(1, len(self.lines)) if self.said(each).get("purpose") == purpose)

    def said(self, number: int) -> Mapping[str, Any]:
        """Return what an answer says."""
        said: Mapping[str, Any] = content(self.lines[number]["answer"]).get("verification", {})
        return said


@pytest.fixture(scope="module")
def told(
    anvil: LocalNode, _founded: tuple[Rpc, Deployment], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    rpc, deployment = _founded
    before = rpc.call("evm_snapshot")
    writer = Writer(rpc, deployment.chain_id)
    settings = settings_for(tmp_path_factory.mktemp("told"), anvil.url)
    deployment.save(settings.deployment_file)
    with Mirror(settings.database) as mirror:
        mirror.migrate()
        chain = LedgerChain(anvil.url, rpc, deployment, writer)
        house = House(chain, mirror, Documents(settings.documents_dir), settings)
        keys = Keys(settings.answer_keys_dir, "")
        keys.make(chain.clock.now() - 100, lambda own: _endorsed(chain, own))
        house.sync()
        with serving(create_app(settings, clock=house.clock, mirror=mirror)) as client:
            house.client = client
            with Service(settings.service_database) as service:
                yield _lived(house, keys, service)
    writer.close()
    assert rpc.call("evm_revert", [before]) is True


def _endorsed(chain: LedgerChain, key_id: str) -> Endorsement:
    registry = chain.registry
    return Endorsement(
        int(registry.number), registry.uscc, registry.maker.key, registry.maker.sign_digest(endorsed_digest(key_id))
    )


def _lived(house: House, keys: Keys, service: Service) -> Told:
    first, second = house.admit("first holder told of"), house.admit("second holder told of")
    fingerprint: dict[str, Any] = {"fingerprint": {"algorithm": "sha-256", "value": "ab" * 32}}
    moved, twin = house.issue(first, **fingerprint), house.issue(second, **fingerprint)
    house.sync()
    old = house.documents.get(moved.issued.document_digest)
    assert old is not None
    digest = "0x" + moved.issued.document_digest.hex()
    house.verify(number=moved.number, purpose="financing", holder={"uscc": first.uscc}, documentDigest=digest)
    house.verify(number=moved.number, purpose="booking", holder={"name": f"{first.name}有限公司"})
    block = house.verify(id=twin.id, purpose="public")["evidence"]["block"]
    moved = house.transfer(moved, first, second)
    house.issue(first)
    house.sync()
    house.verify(number=moved.number, purpose="financing", holder={"uscc": first.uscc}, documentDigest=digest)
    house.verify(documentDigest=digest, purpose="transfer")
    house.verify(number=moved.number, purpose="equity", holder={"uscc": first.uscc}, asOfBlock=block)
    house.verify(number=f"{twin.number[:-4]}9999", purpose="transfer")
    asked = {"purpose": "financing", "basis": {"kind": "consent", "reference": "C-1"}, "items": [{"id": twin.id}]}
    assert house.client.post("/v1/portfolios", json=asked).status_code == 200
    with service.reading() as session:
        size = store.size(session)
        name = origin(house.chain.deployment.chain_id, house.chain.deployment.certificates)
        text = [export.opening(session, keys, name, size), *export.lines(session, size, 3)]
    api_key = new_key(service, Scope.SUPERVISE)
    lines = [json.loads(line) for line in text]
    return Told(house, keys, lines, first, second, moved, twin, str(house.client.base_url), api_key)
