"""
The desks of all institutions on one ledger: officers by name, the house's own keys, and the sender that brings to the
chain what all have agreed to.

Fixtures
    desks      all desks over one office, shared by the tests of a module: each test registers data of its own
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from api.serve import following
from ledger.chain.deployment import Deployment
from ledger.chain.head import read_head
from ledger.chain.node import Clock
from ledger.chain.rpc import Rpc
from ledger.config import Settings
from ledger.desk.requests import Requests
from ledger.domain.acts.filed import Asked
from ledger.domain.certificates import Certificate
from ledger.domain.events import Digest, ParticipantNumber, ThingId
from ledger.domain.facts import thing_id
from ledger.domain.instructions import State
from ledger.domain.numbers import CertificateNumber
from ledger.instructions import agreeing
from ledger.instructions.agreeing import House, Officer, Wanted
from ledger.instructions.keyring import Keyring
from ledger.instructions.sending import Place, Sender
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror
from ledger.store.queries import blocks, certificates, participants
from ledger.store.queries.facts import MirrorFacts
from ledger.store.service import Service
from ledger.store.service import instructions as store
from ledger.store.service.instructions import Instruction
from tests.cli_fixtures import PASSPHRASE, SAMPLES, Office

DAY = 86_400
SENDER_SECONDS_MAX = 20
GOVERNORS = ("centre-public", "centre-social", "supervisor", "bank-one")


def digest(text: str) -> Digest:
    return Digest(hashlib.sha256(text.encode()).digest())


@dataclass
class Desks:
    """All desks of one office; a person is named by the institution and what he does there."""

    office: Office
    settings: Settings
    rpc: Rpc
    mirror: Mirror
    service: Service
    place: Place
    sender: Sender
    _numbers: dict[str, ParticipantNumber] = field(default_factory=dict)

    def number(self, name: str) -> ParticipantNumber:
        """Return the participant of an institution or a holder of the office."""
        if name not in self._numbers:
            with self.mirror.sessions() as session:
                found = participants.by_uscc(session, self.code(name))
            assert found is not None, name
            self._numbers[name] = found.number
        return self._numbers[name]

    def code(self, name: str) -> str:
        if name in self.office.holders:
            return self.office.holders[name]
        listed = json.loads((SAMPLES / "participants.json").read_text())["institutions"]
        return str(next(each["uscc"] for each in listed if each["key"] == name))

    def who(self, name: str, person: str) -> Officer:
        return Officer(self.number(name), f"{name} {person}")

    def now(self) -> int:
        with self.mirror.sessions() as session:
            at = blocks.cursor(session)
            assert at is not None
            return at.time

    def sync(self) -> None:
        self.office.mirror()

    def travel(self, seconds: int) -> None:
        Clock(self.rpc).travel(seconds)
        self.sync()

    # CERTIFICATES

    def certificate(self, **changes: Any) -> Certificate:
        """Register data of the first holder's and return the certificate."""
        number = self.office.number(**changes)
        with self.mirror.sessions() as session:
            found = certificates.by_number(session, CertificateNumber.parse(number).packed)
        assert found is not None
        return found

    def again(self, certificate: Certificate) -> Certificate:
        with self.mirror.sessions() as session:
            found = certificates.by_id(session, certificate.id)
        assert found is not None
        return found

    def next(self, certificate: Certificate) -> ThingId:
        """Return the id of what the certificate's next act makes."""
        return thing_id(certificate.id, self.again(certificate).sequence + 1)

    # INSTRUCTIONS

    @contextmanager
    def house(self) -> Iterator[House]:
        with self.mirror.sessions() as session:
            yield House(MirrorFacts(session), self.place.keyring, int(self.place.clock()))

    @property
    def requests(self) -> Requests:
        """What is planned at the desks of this ledger."""
        made = self.place.deployment
        ledger = f"0x{made.genesis_hash.hex()}:0x{made.certificates.hex()}"
        return Requests(self.settings.home / "requests", ledger)

    def prepare(self, name: str, asked: Asked, **more: Any) -> str:
        with self.house() as house, self.service.writing() as session:
            return agreeing.prepare(session, house, self.who(name, "maker"), Wanted(asked, **more)).id

    def approve(self, name: str, own: str, person: str = "checker") -> Instruction:
        with self.house() as house, self.service.writing() as session:
            return agreeing.approve(session, house, self.who(name, person), own)

    def consent(self, name: str, own: str, person: str = "signer") -> Instruction:
        with self.house() as house, self.service.writing() as session:
            return agreeing.consent(session, house, self.who(name, person), own)

    def found(self, own: str) -> Instruction:
        with self.service.reading() as session:
            row = store.by_id(session, own)
        assert row is not None
        return row

    def passes(self, own: str) -> Instruction:
        """Bring an instruction to the chain and mirror it; return it as it is then."""
        self.sender.passed()
        self.sync()
        self.sender.passed()
        return self.found(own)

    def carry(self, name: str, asked: Asked, *parties: str, **more: Any) -> Instruction:
        """Have an act prepared, approved, consented to and done."""
        own = self.prepare(name, asked, **more)
        self.approve(name, own)
        for party in parties:
            self.consent(party, own)
        done = self.passes(own)
        assert done.state == State.FINAL, (done.state, done.refusal)
        return done

    def killed_sender(self) -> None:
        """Let a sender of its own process run until it moves an instruction, and kill it that instant."""
        process = multiprocessing.get_context("fork").Process(target=_send, args=(self.settings,))
        before, until = self._waiting(), time.monotonic() + SENDER_SECONDS_MAX
        process.start()
        while before and self._waiting() == before and time.monotonic() < until:
            time.sleep(0.002)
        process.kill()
        process.join()
        self.free_leases()

    def _waiting(self) -> int:
        with self.service.reading() as session:
            return len(store.in_state(session, State.READY, 100))

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Have the mirror follow the chain while inside, as it does beside the API."""
        with Mirror(self.settings.database) as mirror, following(self.settings, mirror):
            self.office.follower = self._caught_up
            try:
                yield
            finally:
                self.office.follower = None

    def _caught_up(self) -> None:
        """Wait until the mirror has the node's newest block."""
        head, until = read_head(self.rpc).number, time.monotonic() + SENDER_SECONDS_MAX
        while time.monotonic() < until:
            with self.mirror.sessions() as session:
                at = blocks.cursor(session)
            if at is not None and at.number >= head:
                return
            time.sleep(0.02)
        raise AssertionError("nobody follows the chain")

    def free_leases(self) -> None:
        """Let the turns of a dead sender be over, as they are by themselves after some minutes."""
        with self.service.writing() as session:
            for state in (State.READY, State.SIGNED, State.SENT):
                for row in store.in_state(session, state, 100):
                    row.due_at = 0

    def govern(self, call: dict[str, Any]) -> None:
        """Have the governors vote a call."""
        file = self.office.file(call)
        number = self.office.done("propose", file, "--key", "centre-public-maker", "--json").json["proposal"]
        for name in GOVERNORS[1:3]:
            self.office.done("vote", number, "--key", f"{name}-maker")
        Clock(self.rpc).travel(200)
        self.office.done("execute", number, file, "--key", "centre-public-maker")
        self.sync()


def _send(settings: Settings) -> None:
    """Send in a process of its own, until it is killed."""
    with Mirror(settings.database) as mirror, Service(settings.service_database) as service:
        Sender(_place(settings, mirror, service, time.time)).run(threading.Event())


def _place(settings: Settings, mirror: Mirror, service: Service, clock: Callable[[], float]) -> Place:
    return Place(
        settings=settings,
        deployment=Deployment.load(settings.deployment_file),
        mirror=mirror,
        service=service,
        documents=Documents(settings.documents_dir),
        keyring=Keyring(settings.keystore_dir, settings.passphrase),
        clock=clock,
    )


def desks_of(office: Office) -> Iterator[Desks]:
    """Give the desks of an office."""
    settings = Settings(home=office.home, rpc_url=office.node.url, passphrase=SecretStr(PASSPHRASE), poll_seconds=0.02)
    with (
        Mirror(settings.database) as mirror,
        Service(settings.service_database) as service,
        Rpc(office.node.url) as rpc,
    ):
        service.migrate()
        place = _place(settings, mirror, service, lambda: max(time.time(), Clock(rpc).now()))
        sender = Sender(place)
        try:
            yield Desks(office, settings, rpc, mirror, service, place, sender)
        finally:
            sender.close()


@pytest.fixture(scope="module")
def desks(office: Office) -> Iterator[Desks]:
    """All desks over the module's office."""
    yield from desks_of(office)
