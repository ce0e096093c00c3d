"""
A ledger to plant faults in: contracts on a real node, a history of acts, its mirror, its documents and its API.

Everything is what runs in production, SQLite and Anvil included; only the acts are few.  `audit` looks at it as an
outside auditor does: by a node, a pin file, the published snapshot and the documents.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import create_engine, text

from api.app import create_app
from api.caller import Scope
from ledger.audit import Options, Report, run
from ledger.chain.rpc import Rpc
from ledger.config import Settings
from ledger.domain.acts.certificates import Cancel, Transfer
from ledger.domain.acts.issue import Issuance
from ledger.domain.certificates import CancelReason, Share
from ledger.domain.events import Digest
from ledger.index import index_once
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror
from tests.chain_fixtures import ALL_RIGHTS, LedgerChain, Party, founding
from tests.house_fixtures import new_key


def digest_of_text(words: str) -> Digest:
    """Return the SHA-256 of a document that has only these words."""
    return Digest(hashlib.sha256(words.encode()).digest())


def profile_of(name: str) -> str:
    return f'{{"profile":"{name}"}}'


def founding_with_profiles() -> Any:
    """Return the test founding with digests that documents can have."""
    plain = founding()
    founders = tuple(
        replace(each, profile_digest=digest_of_text(profile_of(str(number))))
        for number, each in enumerate(plain.founders, start=1)
    )
    return replace(plain, founders=founders)


@dataclass
class Stand:
    """One ledger in `home`, with what the tests know of it."""

    home: Path
    chain: LedgerChain
    holders: list[Party] = field(default_factory=list)
    issued: dict[str, Issuance] = field(default_factory=dict)
    _blocks: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.settings = Settings(home=self.home, rpc_url=self.chain.url)
        self.documents = Documents(self.settings.documents_dir)
        self.chain.deployment.save(self.settings.deployment_file)
        for number in range(1, len(self.chain.parties) + 1):
            self.documents.put(profile_of(str(number)).encode())

    def copied(self, home: Path, chain: LedgerChain) -> Stand:
        """Return the same ledger with its files in another place, and serial numbers that go on."""
        shutil.copytree(self.home, home)
        for _ in self.issued:
            chain.issuance(self.holders[0])
        return Stand(home, chain, list(self.holders), dict(self.issued), dict(self._blocks))

    # ACTS

    def document(self, name: str) -> Digest:
        """Write a document and keep it."""
        return self.documents.put(f'{{"document":"{name}"}}'.encode())

    def admit(self, *names: str) -> None:
        """Have holders admitted, with profiles on file."""
        chain = self.chain
        first = int(chain.acts.ask("Participants", "participantCount")) + 1
        for place, name in enumerate(names):
            self.holders.append(Party(number=first + place, name=name))  # type: ignore[arg-type]
            self.documents.put(profile_of(name).encode())
        admissions = [
            replace(each.admission, profile_digest=digest_of_text(profile_of(each.name))) for each in self.holders
        ]
        chain.do(chain.acts.admit_holders(chain.registry.maker, chain.registry.checker, admissions, chain.deadline))

    def blank(self, name: str) -> Issuance:
        """Return a certificate for the first holder, not yet issued, its document on file."""
        self.issued[name] = replace(self.chain.issuance(self.holders[0]), document_digest=self.document(name))
        return self.issued[name]

    def issue(self, *names: str) -> None:
        """Issue certificates in one transaction."""
        receipt = self.chain.issue(*(self.blank(name) for name in names))
        self._blocks.update(dict.fromkeys(names, receipt.block))

    def block_of(self, name: str) -> int:
        """The block in which a certificate was issued."""
        return self._blocks[name]

    def issue_shared(self, name: str) -> None:
        first, second = self.holders[:2]
        blank = self.chain.issuance(first)
        self.issued[name] = replace(blank, document_digest=self.document(name))
        self.chain.issue_shared(
            self.issued[name], Share(first.number, ALL_RIGHTS, 6_000), Share(second.number, ALL_RIGHTS, 4_000)
        )

    def transfer_act(self, name: str) -> Any:
        """Return the transfer of a certificate from the first to the second holder, signed by all, not yet sent."""
        first, second = self.holders[:2]
        by = self.chain.registry
        document = self.document(f"{name}, transferred")
        asked = Transfer(self.issued[name].certificate_id, first.number, second.number, document)
        return self.chain.prepared(asked, by, first.consent, second.consent)

    def transfer(self, name: str) -> None:
        self.chain.do(self.transfer_act(name))

    def cancel(self, name: str) -> None:
        by, holder = self.chain.registry, self.holders[0]
        document = self.document(f"{name}, cancelled")
        asked = Cancel(self.issued[name].certificate_id, CancelReason.VOLUNTARY, document)
        self.chain.file(asked, by, holder.consent)

    def transfer_in_one_block(self, *names: str) -> int:
        """Transfer several certificates in one block and return its number."""
        rpc = self.chain.rpc
        acts = [(self.transfer_act(name), self.chain.request_key()) for name in names]
        rpc.call("evm_setAutomine", [False])
        try:
            sent = self.chain.acts.send_many(acts)
            rpc.call("evm_mine")
        finally:
            rpc.call("evm_setAutomine", [True])
        (block,) = {self.chain.writer.await_(each).block for each in sent}
        return block

    def live(self) -> None:
        """A short history that has every kind of certificate act but revocation."""
        self.admit("first holder", "second holder")
        self.issue("alone")
        self.issue("one of two", "other of two")
        self.issue_shared("shared")
        self.transfer("alone")
        self.cancel("other of two")

    # THE SERVICE

    def index(self, rpc: Rpc | None = None) -> None:
        """Mirror everything; through another node if one is given, whose log index then is believed."""
        reader = self.chain.reader()
        if rpc is not None:
            reader = type(reader)(rpc, self.chain.deployment, checks="headers")
        with closing(Mirror(self.settings.database)) as mirror:
            mirror.migrate()
            index_once(reader, mirror, self.settings)

    def edit(self, statement: str, **values: Any) -> None:
        """Change the mirror by hand, behind everybody's back; exactly one row."""
        engine = create_engine(self.settings.database)
        with engine.begin() as connection:
            assert connection.execute(text(statement), values).rowcount == 1
        engine.dispose()

    @contextmanager
    def served(self) -> Iterator[str]:
        """The API on a port of its own, as `deed serve` runs it; yields its address."""
        app = create_app(self.settings)
        self.api_key = new_key(app.state.ledger.service, Scope.READ)
        config = uvicorn.Config(app, port=0, log_level="error", ws="none", proxy_headers=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the server did not start"
                time.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()

    def audit(self, **options: Any) -> Report:
        """
        Audit the ledger: by default all of it, through the API as it runs and the true node.

        `snapshot` and `documents` set to "" leave these out.
        """
        with self.served() as url:
            chosen: dict[str, Any] = {
                "pin_file": self.settings.deployment_file,
                "rpc_url": self.chain.url,
                "snapshot": url,
                "documents": url,
                "api_key": self.api_key,
            }
            return run(Options(**(chosen | options)))

    def pin_with(self, **changes: Any) -> Path:
        """Return a pin file that differs from the true one."""
        record = json.loads(self.settings.deployment_file.read_text())
        file = self.home / "other-pin.json"
        file.write_text(json.dumps(record | changes))
        return file


def codes(report: Report) -> list[str]:
    """Return the codes of all findings, in their order."""
    assert not report.notes.undecided, report.notes.undecided
    return [finding.code for finding in report.findings]
