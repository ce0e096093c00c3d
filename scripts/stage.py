"""
What the demonstration stands on: node, keys, desks, mirror and API, each started and stopped by one word.

The keys are for show: their passphrase stands below, and they are made anew each time.
"""

from __future__ import annotations

import json
import logging
import secrets
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast

import structlog
import uvicorn

from api.app import create_app
from api.caller import Scope
from api.serve import instructing
from ledger import index
from ledger.chain.acts import Acts
from ledger.chain.contracts import deploy
from ledger.chain.node import Clock, LocalNode
from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc
from ledger.chain.signer import LIGHT_WORK, KeystoreSigner, MemorySigner
from ledger.chain.writer import Writer
from ledger.commands.chain import listen
from ledger.config import Settings
from ledger.desk import admission, casework, dealing, registration
from ledger.desk.book import Book
from ledger.desk.desk import Desk
from ledger.desk.founding import FIRST_KEYS, read_founding
from ledger.desk.registration import Outcome
from ledger.desk.requests import Requests
from ledger.domain.acts.filed import Asked
from ledger.domain.acts.governance import GovernedCall
from ledger.domain.acts.participants import KeyGrant
from ledger.domain.certificates import CancelReason, Regime, certificate_id
from ledger.domain.events import CertificateId, Digest
from ledger.domain.participants import Duty
from ledger.errors import LedgerError, Misconfigured
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror
from ledger.store.service import Service, clients
from ledger.store.service.clients import New
from scripts import accounts

PASSPHRASE = "for-demonstration-only"  # noqa: S105 - of keys that guard nothing and live in the demonstration's folder
PORTS_TRIED = 50
JOIN_SECONDS = 10.0
BLOCK_SECONDS_HURRIED = 0.2
GOVERNORS = ("centre-public", "centre-social", "supervisor")
BANK = "bank-one"
GRAVE_DELAY_SECONDS = 121
"""The sample charter's delay, and a second."""


class Stage:
    """The demonstration's ledger in one home; everything it starts is stopped by `stack`."""

    def __init__(self, settings: Settings, stack: ExitStack, listener: socket.socket) -> None:
        self.settings = settings
        self.uscc: dict[str, str] = {}
        self.short: dict[str, str] = {}
        self.names: dict[str, dict[str, str]] = {}
        self.api_key = ""
        self.accounts: list[dict[str, Any]] = []
        self.documents = Documents(settings.documents_dir)
        self._stack = stack
        self._listener = listener
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._mutex = threading.Lock()
        self._signers: dict[str, KeystoreSigner] = {}

    # THE CHAIN

    def start(self, started_at: int) -> None:
        """Start the node with its clock at `started_at`."""
        self.node = LocalNode(self.settings.home, self.settings.node_port, started_at=started_at)
        self.node.start()
        self._stack.callback(self.node.stop)
        self.rpc = self._stack.enter_context(Rpc(self.settings.rpc_url))

    def found(self, file: Path) -> None:
        """Found the ledger of a founding file, with keys made for its institutions."""
        founded = read_founding(file.read_bytes(), self._founder_keys)
        for profile in founded.profiles:
            self.documents.put(profile)
        self.deployment = deploy(self.rpc, MemorySigner(b"\x01" * 32), founded.founding)
        self.deployment.save(self.settings.deployment_file)
        self.writer = Writer(self.rpc, self.deployment.chain_id, self.settings.home / "journal.sqlite")
        self._stack.callback(self.writer.close)
        self.book = Book(self.rpc, self.deployment, self.documents)
        self._know(json.loads(file.read_text())["institutions"])

    def _founder_keys(self, name: str) -> tuple[KeyGrant, ...]:
        return tuple(KeyGrant(self.signer(f"{name}-{duty}").key, int(duties)) for duty, duties in FIRST_KEYS)

    def signer(self, name: str) -> KeystoreSigner:
        """Return the key of this name, made at first use."""
        with self._mutex:
            if name not in self._signers:
                file = self.settings.keystore_dir / f"{name}.json"
                self._signers[name] = KeystoreSigner.create(file, PASSPHRASE, work=LIGHT_WORK)
            return self._signers[name]

    def _know(self, everybody: Iterable[dict[str, Any]]) -> None:
        for one in everybody:
            self.uscc[one["key"]] = one["uscc"]
            self.names[one["key"]] = one["name"]
            self.short[one["uscc"]] = one["key"]

    def put_clock_on_to(self, now: int) -> None:
        """Let the chain's clock go on from `now`, or from this moment if that is later."""
        Clock(self.rpc).travel_to(max(now, int(time.time())))

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Make blocks at once while much is registered, rather than one a second."""
        done = threading.Event()
        clock = Clock(self.rpc)

        def hurry() -> None:
            while not done.wait(BLOCK_SECONDS_HURRIED):
                clock.mine()

        thread = threading.Thread(target=hurry, name="hurry", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    # THE DESKS

    def desk(self, centre: str) -> Desk:
        """Return a registration centre's desk."""
        return Desk(
            acts=Acts(self.rpc, self.writer, self.deployment),
            writer=self.writer,
            book=self.book,
            documents=self.documents,
            requests=Requests(self.settings.home / "requests", self.deployment.certificates.hex()),
            maker=self.signer(f"{centre}-maker"),
            checker=self.signer(f"{centre}-checker"),
        )

    def admit(self, centre: str, holders: list[dict[str, Any]]) -> None:
        """Admit holders; the illustrative companies and operators with keys, the real publishers without."""
        self._know(holders)
        rows = []
        for one in holders:
            grants = []
            if one["key"].startswith(("operator-", "data-company-", "collector-")) or one["key"] in ("cei",):
                duties = ["CONSENT", "ADMIN"]
                grants = [{"key": "0x" + self.signer(one["key"]).key.hex(), "duties": duties}]
            rows.append(one | {"keys": grants})
        admission.admit(self.desk(centre), _lines(rows))

    def register(self, centre: str, rows: list[dict[str, Any]]) -> Outcome:
        """Register applications."""
        outcome = registration.register(self.desk(centre), _lines(rows))
        if outcome.refused:
            raise outcome.refused[0][1]
        return outcome

    def transfer(self, centre: str, row: dict[str, Any], digest: bytes, taker: str) -> None:
        """Transfer a certificate to the holder with this short name."""
        giver = self.short[row["holders"][0]["uscc"]]
        dealing.transfer(
            self.desk(centre),
            self.id_of(row),
            Digest(digest),
            from_=self.uscc[giver],
            to=self.uscc[taker],
            consents=[self.signer(giver), self.signer(taker)],
        )

    def cancel(self, centre: str, row: dict[str, Any], digest: bytes) -> None:
        """Cancel a certificate at its holder's wish."""
        holder = self.signer(self.short[row["holders"][0]["uscc"]])
        reason = CancelReason.VOLUNTARY
        dealing.cancel(self.desk(centre), self.id_of(row), Digest(digest), reason=reason, consents=[holder])

    def file(self, who: str, asked: Asked, *consents: str, sequence: int | None = None) -> None:
        """File any act of an institution with its two keys and the parties' consents, in their order."""
        desk = self.desk(who)
        own = getattr(asked, "certificate_id", None)  # a case has its sequence told
        number = sequence or self.book.certificate(cast(CertificateId, own)).record.sequence + 1
        signers = [desk.checker, *(self.signer(name) for name in consents)]
        act = desk.acts.file(desk.maker, signers, asked, deadline=desk.deadline(), sequence=number)
        desk.acts.do(act, secrets.token_hex(16))

    def submit(self, centre: str, text: bytes, applicant: str) -> None:
        """File an application with its applicant's consent."""
        desk = self.desk(centre)
        self.file(centre, casework.submission(desk, casework.read(desk, text)), applicant, sequence=1)

    def deposit(self, centre: str, text: bytes, sequence: int) -> bytes:
        """Deposit a case and issue its certificate; return the digest of its document."""
        desk = self.desk(centre)
        asked = casework.deposition(desk, casework.read(desk, text))
        self.file(centre, asked, sequence=sequence)
        return asked.document_digest

    def enrol(self, who: str, name: str) -> None:
        """Enrol one more consenting key of an institution, by its two administrators."""
        desk = self.desk(who)
        number = self.book.participant(self.uscc[who]).number
        key, deadline = self.signer(name).key, desk.deadline()
        act = desk.acts.enrol_key(desk.maker, desk.checker, number, key=key, duties=Duty.CONSENT, deadline=deadline)
        desk.acts.do(act, secrets.token_hex(16))

    def govern(self, call: GovernedCall) -> None:
        """Have the governors propose, vote, wait and execute."""
        acts = self.desk(GOVERNORS[0]).acts
        voters = [self.signer(f"{name}-maker") for name in GOVERNORS]
        acts.do(acts.propose(voters[0], call, bytes(32)), secrets.token_hex(16))
        proposal = int(acts.ask("Participants", "proposalCount"))
        for voter in voters[1:]:
            acts.do(acts.vote(voter, proposal), secrets.token_hex(16))
        self.travel(GRAVE_DELAY_SECONDS)
        acts.do(acts.execute(voters[0], proposal, call), secrets.token_hex(16))

    def travel(self, seconds: int) -> None:
        """Let the chain's clock go on by so much."""
        Clock(self.rpc).travel(seconds)

    def id_of(self, row: dict[str, Any]) -> CertificateId:
        """Return the id of an application's certificate."""
        applicant = self.book.participant(row["holders"][0]["uscc"]).number
        fingerprint = bytes.fromhex(row["fingerprint"]["value"])
        return certificate_id(applicant, Regime[row["regime"]], fingerprint, 0)

    # MIRROR AND API

    def mirror_now(self) -> None:
        """Mirror the chain as far as it is."""
        self.mirror = self._stack.enter_context(Mirror(self.settings.database))
        self.mirror.migrate()
        self._reader = Reader(self.rpc, self.deployment)
        index.index_once(self._reader, self.mirror, self.settings)

    def serve(self) -> None:
        """Follow the chain and serve the API, both beside the walk."""
        structlog.configure(
            wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
            processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)],
        )
        app = create_app(self.settings)
        self.api_key = self._new_key(app.state.ledger.service)
        numbers = {
            desk.institution: self.book.participant(self.uscc[desk.institution]).number for desk in accounts.DESKS
        }
        self.accounts = accounts.make(app.state.ledger.service, self.settings, numbers, self.names)
        config = uvicorn.Config(app, log_level="error", access_log=False, proxy_headers=False)
        server = uvicorn.Server(config)
        self._stack.enter_context(instructing(app.state.ledger, app.state.keyring))
        api = threading.Thread(target=self._run_api, args=(server, self._listener), name="api", daemon=True)
        follower = threading.Thread(target=self._follow, name="index", daemon=True)
        for thread in (api, follower):
            thread.start()

        def stop() -> None:
            self._stop.set()
            server.should_exit = True
            for thread in (api, follower):
                thread.join(JOIN_SECONDS)

        self._stack.callback(stop)
        while not server.started and api.is_alive():
            time.sleep(0.02)

    def _new_key(self, service: Service) -> str:
        """Enter a client of the demonstration's bank that may do everything, and return its API key."""
        bank = self.book.participant(self.uscc[BANK]).number
        now = int(time.time())
        with service.writing() as session:
            client = clients.add(session, New(BANK, bank, frozenset(map(str, Scope))), now)
            return clients.issue(session, client, clients.Kind.KEY, now)

    def _run_api(self, server: uvicorn.Server, listener: socket.socket) -> None:
        try:
            server.run(sockets=[listener])
        finally:
            self._ended.set()

    def _follow(self) -> None:
        try:
            index.follow(self._reader, self.mirror, self.settings, self._stop)
        except LedgerError as error:
            print(error.explain("zh"), error.explain("en"), sep="\n")
            self._ended.set()

    def catch_up(self) -> None:
        """Wait until the mirror has the node's newest block."""
        head = self._reader.head().number
        deadline = time.monotonic() + 30
        while (self.mirror.cursor() or (0,))[0] < head:
            if time.monotonic() > deadline:
                raise TimeoutError("the mirror does not follow")
            time.sleep(0.05)

    def wait(self) -> None:
        """Wait until the API or the follower ends, or the demonstration is interrupted."""
        while not self._ended.wait(1):
            pass


def listener_from(first: int) -> socket.socket:
    """
    Take `first`, or the next port on which nobody listens, and keep it.

    Raises `Misconfigured` PortTaken if all are taken.
    """
    for port in range(first, min(first + PORTS_TRIED, 65_536)):
        try:
            listener = listen("127.0.0.1", port)
        except Misconfigured:
            continue
        try:
            listener.listen()
        except OSError:
            listener.close()
            continue
        return listener
    raise Misconfigured("PortTaken", host="127.0.0.1", port=first, reason=f"+{PORTS_TRIED}")


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
