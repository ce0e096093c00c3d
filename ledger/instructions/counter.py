"""
The counter: an institution's desk, opened with the keys that this house keeps, for what is examined before it is asked.

It looks at the chain itself, as every desk does; what it finds out is put into an instruction or shown to an officer.
"""

from __future__ import annotations

import threading
from functools import cached_property

from ledger.chain.acts import Acts
from ledger.chain.deployment import Deployment
from ledger.chain.rpc import Rpc
from ledger.chain.writer import Writer
from ledger.config import Settings
from ledger.desk.book import Book
from ledger.desk.desk import Desk
from ledger.desk.requests import Requests
from ledger.domain.facts import Facts
from ledger.domain.participants import Duty
from ledger.instructions.keyring import Keyring
from ledger.store.documents import Documents


class Counter:
    """Opens desks; the node is asked when a desk first asks it."""

    def __init__(self, settings: Settings, deployment: Deployment, documents: Documents, keyring: Keyring) -> None:
        self._settings = settings
        self._deployment = deployment
        self._documents = documents
        self.keyring = keyring
        self._lock = threading.Lock()

    def desk(self, facts: Facts, participant: int) -> Desk:
        """Return a participant's desk.  Raises `Refused` NoKeyHere, `Misconfigured` as `Keyring.signer` does."""
        maker = self.keyring.choose(facts, participant, Duty.MAKER)
        checker = self.keyring.choose(facts, participant, Duty.CHECKER, (maker,))
        with self._lock:
            writer, rpc = self._writer, self._rpc
        return Desk(
            acts=Acts(rpc, writer, self._deployment),
            writer=writer,
            book=Book(rpc, self._deployment, self._documents),
            documents=self._documents,
            requests=Requests(self._settings.home / "requests", self.ledger),
            maker=self.keyring.signer(maker),
            checker=self.keyring.signer(checker),
        )

    @property
    def ledger(self) -> str:
        """Name the ledger, so that nothing planned for one is used on another."""
        return f"0x{self._deployment.genesis_hash.hex()}:0x{self._deployment.certificates.hex()}"

    def close(self) -> None:
        """Let go of the node and of the journal."""
        if "_writer" in self.__dict__:
            self._writer.close()
        if "_rpc" in self.__dict__:
            self._rpc.close()

    @cached_property
    def _rpc(self) -> Rpc:
        return Rpc(self._settings.rpc_url, self._settings.rpc_timeout_seconds, self._settings.rpc_retries_max)

    @cached_property
    def _writer(self) -> Writer:
        return Writer(self._rpc, self._deployment.chain_id, self._settings.home / "journal.sqlite")
