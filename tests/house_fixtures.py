"""
The API as a bank meets it: a real server on a real port, over a real mirror of a real chain, with real documents.

Fixtures
    house       a ledger with documents and profiles on file, mirrored on SQLite and on PostgreSQL, and the API on it
    still_api   an API on the founding blocks only, for requests that need no certificate; one for a module

The clock of the API is the chain's, unless a test sets `house.now`: then verdicts do not hang on how fast a test runs.
"""

from __future__ import annotations

import hashlib
import itertools
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.caller import Scope
from ledger.chain.deployment import Deployment
from ledger.chain.node import LocalNode
from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc
from ledger.config import Settings
from ledger.domain.acts.certificates import Amend, Transfer
from ledger.domain.acts.issue import Issuance
from ledger.domain.applications import Institution, amended, new_fingerprint, profile, record_of, transferred
from ledger.domain.calendar import day_of
from ledger.domain.certificates import Right, Share
from ledger.domain.document import SCHEMA, canonical, rights_of
from ledger.domain.events import Digest, Instant, ParticipantNumber
from ledger.domain.numbers import CertificateNumber
from ledger.domain.participants import Kind
from ledger.domain.rules import REGIMES
from ledger.index import index_once
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror
from ledger.store.service import Service, clients
from ledger.store.service.clients import New
from ledger.tls import trusted
from tests.chain_fixtures import CODES, LedgerChain, Party

ALL = ("hold", "use", "operate")
SALT = "5a" * 32


def new_key(service: Service, *scopes: Scope, participant: int = 0, expires: int | None = None) -> str:
    """Return an API key of a new client, with these scopes or all of them."""
    named = frozenset(map(str, scopes or Scope))
    with service.writing() as session:
        client = clients.add(session, New("a test client", participant, named, expires=expires), int(time.time()))
        return clients.issue(session, client, clients.Kind.KEY, int(time.time()))


@contextmanager
def serving(app: FastAPI, *, public: bool = False) -> Iterator[httpx.Client]:
    """Serve `app` on a free port; the client speaks HTTP to it, with a key for everything unless it is the public."""
    headers = {} if public else {"X-Api-Key": new_key(app.state.ledger.service)}
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # so that asyncio sets TCP_NODELAY
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", server_header=False, proxy_headers=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "the server stopped before it began"
        assert time.monotonic() < deadline, "the server does not begin"
        time.sleep(0.01)
    try:
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with httpx.Client(base_url=base, verify=trusted(), timeout=30, headers=headers) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@dataclass
class Registered:
    """A certificate that was issued, with its document."""

    issued: Issuance
    document: dict[str, Any]

    @property
    def number(self) -> str:
        return str(self.document["number"])

    @property
    def id(self) -> str:
        return "0x" + self.issued.certificate_id.hex()


@dataclass
class House:
    """A ledger with all that the API reads, and short words for what a test does with it."""

    chain: LedgerChain
    mirror: Mirror
    documents: Documents
    settings: Settings
    now: int | None = None
    client: httpx.Client = field(init=False)
    _serials: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def clock(self) -> float:
        return self.now if self.now is not None else self.chain.clock.now()

    @property
    def today(self) -> date:
        return day_of(self.chain.clock.now())

    def sync(self) -> None:
        """Mirror the chain, and let the API forget what it saw of the node."""
        index_once(self.chain.reader(), self.mirror, self.settings)
        time.sleep(self.settings.poll_seconds)

    # PARTIES

    def admit(self, name: str, kind: Kind = Kind.LEGAL_PERSON, former: tuple[Mapping[str, str], ...] = ()) -> Party:
        """Have a holder admitted whose profile is on file."""
        number = ParticipantNumber(self.chain.acts.ask("Participants", "participantCount") + 1)
        party = Party(number, name, kind)
        kept = self.documents.put(canonical(profile(self.institution(party), former)))
        admission = replace(party.admission, profile_digest=kept)
        by = self.chain.registry
        self.chain.do(self.chain.acts.admit_holders(by.maker, by.checker, [admission], self.chain.deadline))
        return party

    @staticmethod
    def institution(party: Party) -> Institution:
        return Institution(party.uscc, f"{party.name}有限公司", f"{party.name} Ltd")

    # CERTIFICATES

    def document(self, *parts: tuple[Party, tuple[str, ...], int], **changes: Any) -> dict[str, Any]:
        """Return a certificate document of the first registry for these holders, with their rights and shares."""
        serial = next(self._serials)
        regime = changes.pop("regime", "DPR")
        registry = self.chain.registry
        prefix = next(rule.prefix for rule in REGIMES.values() if rule.regime.name == regime)
        document = {
            "schema": SCHEMA,
            "salt": SALT,
            "number": f"{prefix}{CODES[registry.name]}{202611}{serial:04d}",
            "regime": regime,
            "registrationType": "initial",
            "registry": self.institution(registry).as_field,
            "holders": [
                {**self.institution(party).as_field, "rights": list(rights), "share": share}
                for party, rights, share in parts
            ],
            "dataName": {"zh": "通州区公共停车场泊位数据", "en": "Parking spaces in Tongzhou"},
            "overview": {"zh": "各停车场的位置与泊位数。", "en": "Places and capacities of car parks."},
            "objectKind": "dataset",
            "industry": "I64",
            "sources": [{"kind": "collected", "authorisationEnds": None}],
            "spatialScope": "district",
            "temporalFrom": None,
            "temporalTo": None,
            "updateFrequency": "daily",
            "volume": {"records": 1200, "bytes": None},
            "grade": "general",
            "personalInformation": "none",
            "fingerprint": {"algorithm": "sha-256", "value": hashlib.sha256(f"data {serial}".encode()).hexdigest()},
            "validFrom": self.today.isoformat(),
            "lastValidDay": (self.today + timedelta(days=1000)).isoformat(),
        }
        return document | changes

    def issue(self, party: Party, *, rights: tuple[str, ...] = ALL, on_file: bool = True, **changes: Any) -> Registered:
        """Issue a certificate to a sole holder."""
        document = self.document((party, rights, 10_000), **changes)
        registered = self.made(document, party, on_file)
        self.chain.issue(registered.issued)
        return registered

    def issue_shared(self, *parts: tuple[Party, tuple[str, ...], int], **changes: Any) -> Registered:
        """Issue a co-held certificate."""
        registered = self.made(self.document(*parts, **changes), parts[0][0], on_file=True)
        shares = [Share(party.number, rights_of(rights), share) for party, rights, share in parts]
        self.chain.issue_shared(registered.issued, *shares)
        return registered

    def made(self, document: dict[str, Any], holder: Party, on_file: bool) -> Registered:
        """Return what a document asks to be issued to `holder`, not yet issued."""
        content = canonical(document)
        if on_file:
            self.documents.put(content)
        fingerprint = Digest(bytes.fromhex(document["fingerprint"]["value"]))
        digest = Digest(hashlib.sha256(content).digest())
        return Registered(Issuance(record_of(document, holder.number, 0), fingerprint, digest), document)

    def transfer(self, registered: Registered, from_: Party, to: Party) -> Registered:
        """Transfer a certificate that one party holds alone, with its new document."""
        document = transferred(registered.document, from_.uscc, self.institution(to), SALT)
        by, digest = self.chain.registry, self.documents.put(canonical(document))
        asked = Transfer(registered.issued.certificate_id, from_.number, to.number, digest)
        self.chain.file(asked, by, from_.consent, to.consent)
        return Registered(registered.issued, document)

    def amend(self, registered: Registered, party: Party, **changes: Any) -> Registered:
        """Amend a certificate's document."""
        document = amended(registered.document, changes, SALT)
        by, digest = self.chain.registry, self.documents.put(canonical(document))
        fingerprint = new_fingerprint(registered.document, document)
        asked = Amend(registered.issued.certificate_id, fingerprint, digest, Instant(0), Right(0))
        self.chain.file(asked, by, party.consent)
        return Registered(registered.issued, document)

    # QUESTIONS

    def verify(self, **asked: Any) -> dict[str, Any]:
        """Ask for a verification, by the holder's consent where nothing else is said, and return the answer."""
        if asked.get("purpose") != "public":
            asked.setdefault("basis", {"kind": "consent", "reference": "C-1"})
        answer = self.client.post("/v1/verifications", json=asked)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def reason_of(answer: Mapping[str, Any], code: str) -> str:
    """Return `outcome reason` of one check of an answer."""
    check = next(check for check in answer["checks"] if check["code"] == code)
    return f"{check['outcome']} {check['reason']}"


def digest_of_file(document: Mapping[str, Any]) -> str:
    """Return the digest of a document's file, as a browser computes it."""
    return hashlib.sha256(canonical(document)).hexdigest()


def settings_for(home: Path, rpc_url: str, database_url: str = "") -> Settings:
    return Settings(home=home, rpc_url=rpc_url, database_url=database_url, poll_seconds=0.02)


@pytest.fixture
def house(ledger_chain: LedgerChain, mirror: Mirror, tmp_path: Path) -> Iterator[House]:
    """The API on a mirror that has the founding blocks; on SQLite and on PostgreSQL."""
    settings = settings_for(tmp_path / "home", ledger_chain.url, mirror.url.render_as_string(hide_password=False))
    ledger_chain.deployment.save(settings.deployment_file)
    house = House(ledger_chain, mirror, Documents(settings.documents_dir), settings)
    house.sync()
    with serving(create_app(settings, clock=house.clock, mirror=mirror)) as client:
        house.client = client
        yield house


@pytest.fixture(scope="module")
def still_api(
    anvil: LocalNode, _founded: tuple[Rpc, Deployment], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """The API on a mirror of the founding blocks, on SQLite; nothing happens on it."""
    rpc, deployment = _founded
    settings = settings_for(tmp_path_factory.mktemp("still"), anvil.url)
    deployment.save(settings.deployment_file)
    with Mirror(settings.database) as mirror:
        mirror.migrate()
        index_once(Reader(rpc, deployment), mirror, settings)
        at = mirror.cursor()
        assert at is not None
        with serving(create_app(settings, mirror=mirror)) as client:
            yield client


@pytest.fixture
def founded(anvil: LocalNode, _founded: tuple[Rpc, Deployment], tmp_path: Path) -> Iterator[tuple[Settings, Mirror]]:
    """A mirror of the founding blocks on SQLite that waits a moment only for a lock, not yet served."""
    rpc, deployment = _founded
    settings = settings_for(tmp_path, anvil.url)
    deployment.save(settings.deployment_file)
    with Mirror(settings.database, busy_seconds=0.2) as mirror:
        mirror.migrate()
        index_once(Reader(rpc, deployment), mirror, settings)
        mirror.close()
        yield settings, mirror


def number_text(register: str, serial: int) -> str:
    """Return a well-formed number of the month that tests register in."""
    return CertificateNumber.parse(f"{register}202611{serial:04d}").text
