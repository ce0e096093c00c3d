"""
A real chain for the tests: Anvil, the contracts on it, institutions with keys, and short words for their acts.

Fixtures
    anvil          one node for all tests of a run, in a home of its own, a block for each transaction
    ledger_chain   the ledger founded on it; what a test does is undone after the test

Every key is derived from a seed that says that it is a test key.  The codes of the institutions are made up, with the
check character that the rule gives.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from eth_hash.auto import keccak

from ledger.chain.acts import Acts, Prepared
from ledger.chain.approvals import ActDigests, Approval
from ledger.chain.contracts import Founding, deploy
from ledger.chain.deployment import Deployment
from ledger.chain.node import Clock, LocalNode, free_port
from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc
from ledger.chain.signer import MemorySigner
from ledger.chain.writer import Receipt, Writer
from ledger.domain.acts.certificates import Cancel, Revoke, Transfer
from ledger.domain.acts.filed import Asked
from ledger.domain.acts.governance import GovernedCall, SetCharter
from ledger.domain.acts.issue import Issuance
from ledger.domain.acts.participants import Admission, KeyGrant
from ledger.domain.certificates import CancelReason, Regime, Right, Share, certificate_id
from ledger.domain.doors import Migration
from ledger.domain.events import Digest, ParticipantNumber
from ledger.domain.numbers import CertificateNumber, identity_of, uscc_check_character
from ledger.domain.participants import Charge, Duty, Kind, Role
from ledger.domain.records import Record
from tests.http_server import Served

YEAR_SECONDS = 365 * 86_400
CHARTER = SetCharter(threshold=2, ordinary_delay=3_600, grave_delay=86_400)
NO_ROLES = Role(0)
ALL_RIGHTS = Right.HOLD | Right.USE | Right.OPERATE

FOUNDERS: tuple[tuple[str, Kind, Role], ...] = (
    ("first registry", Kind.PUBLIC_BODY, Role.REGISTRY),
    ("second registry", Kind.LEGAL_PERSON, Role.REGISTRY),
    ("bank", Kind.LEGAL_PERSON, Role.BANK),
    ("supervisor", Kind.PUBLIC_BODY, Role.SUPERVISOR),
    ("guardian", Kind.PUBLIC_BODY, Role.GUARDIAN),
    ("first governor", Kind.PUBLIC_BODY, Role.GOVERNOR),
    ("second governor", Kind.LEGAL_PERSON, Role.GOVERNOR),
    ("third governor", Kind.LEGAL_PERSON, Role.GOVERNOR),
)
CODES = {"first registry": 111, "second registry": 112}


def digest_of(text: str) -> Digest:
    """Return a digest of its own for each text."""
    return Digest(keccak(text.encode()))


def signer_for(seed: str) -> MemorySigner:
    """Return the signer of a test key: whoever reads this can sign with it."""
    return MemorySigner(keccak(f"DataDeed test key, worthless: {seed}".encode()))


def code_for(name: str) -> str:
    """Return a made-up unified social credit code for a name, its check character right."""
    body = "91110108" + f"{int.from_bytes(keccak(name.encode())[:4], 'big') % 10**9:09d}"
    return body + uscc_check_character(body)


@dataclass(frozen=True)
class Party:
    """A participant with its keys, one for each duty, and a second administrator."""

    number: ParticipantNumber
    name: str
    kind: Kind = Kind.LEGAL_PERSON
    roles: Role = NO_ROLES

    @property
    def uscc(self) -> str:
        return code_for(self.name)

    def key(self, duty: str) -> MemorySigner:
        return signer_for(f"{self.name}, {duty}")

    @property
    def maker(self) -> MemorySigner:
        return self.key("maker")

    @property
    def checker(self) -> MemorySigner:
        return self.key("checker")

    @property
    def consent(self) -> MemorySigner:
        return self.key("consent")

    @property
    def admin(self) -> MemorySigner:
        return self.key("admin")

    @property
    def second_admin(self) -> MemorySigner:
        return self.key("second admin")

    @property
    def voter(self) -> MemorySigner:
        return self.key("vote")

    @property
    def admission(self) -> Admission:
        grants = [
            KeyGrant(self.maker.key, Duty.MAKER),
            KeyGrant(self.checker.key, Duty.CHECKER),
            KeyGrant(self.consent.key, Duty.CONSENT),
            KeyGrant(self.admin.key, Duty.ADMIN),
            KeyGrant(self.second_admin.key, Duty.ADMIN),
            KeyGrant(self.voter.key, Duty.VOTE),
        ]
        if not self.roles:
            grants = [KeyGrant(self.consent.key, Duty.CONSENT), KeyGrant(self.admin.key, Duty.ADMIN)]
        profile = digest_of(f"profile of {self.name}")
        return Admission(identity_of(self.uscc), self.kind, self.roles, profile, tuple(grants))


MIGRATE_UNTIL = 4_102_444_800  # 2100-01-01: the tests issue without applications


def founders() -> dict[str, Party]:
    """Return the founding institutions by name, numbered from 1."""
    return {
        name: Party(ParticipantNumber(number), name, kind, roles)
        for number, (name, kind, roles) in enumerate(FOUNDERS, start=1)
    }


def founding() -> Founding:
    """Return how the test ledger begins: each registry keeps the four regimes under its own code."""
    parties = founders()
    charges = tuple(
        Charge(regime | code << 8, parties[name].number) for name, code in CODES.items() for regime in Regime
    )
    migrations = tuple(Migration(each.register, MIGRATE_UNTIL) for each in charges)
    return Founding(tuple(each.admission for each in parties.values()), CHARTER, charges, migrations)


@dataclass
class LedgerChain:
    """A founded ledger and short words for what its institutions do; every word raises `ActRefused` if refused."""

    url: str
    rpc: Rpc
    deployment: Deployment
    writer: Writer
    parties: dict[str, Party] = field(default_factory=founders)
    _serials: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _requests: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.acts = Acts(self.rpc, self.writer, self.deployment)
        self.clock = Clock(self.rpc)
        self.digests = ActDigests(self.deployment)

    @property
    def registry(self) -> Party:
        return self.parties["first registry"]

    @property
    def second_registry(self) -> Party:
        return self.parties["second registry"]

    @property
    def bank(self) -> Party:
        return self.parties["bank"]

    @property
    def supervisor(self) -> Party:
        return self.parties["supervisor"]

    @property
    def guardian(self) -> Party:
        return self.parties["guardian"]

    @property
    def governors(self) -> list[Party]:
        return [each for each in self.parties.values() if each.roles & Role.GOVERNOR]

    @property
    def deadline(self) -> int:
        """A day from now."""
        return self.clock.now() + 86_400

    def reader(self, confirmations: int = 0) -> Reader:
        return Reader(self.rpc, self.deployment, confirmations)

    def request_key(self) -> str:
        """Return a request key that was not used before."""
        return f"test-{next(self._requests)}"

    def do(self, act: Prepared) -> Receipt:
        return self.acts.do(act, self.request_key())

    def admit(self, *names: str, registry: Party | None = None) -> list[Party]:
        """Have holders admitted."""
        by = registry or self.registry
        first = ParticipantNumber(self.acts.ask("Participants", "participantCount") + 1)
        parties = [Party(ParticipantNumber(first + place), name) for place, name in enumerate(names)]
        self.do(self.acts.admit_holders(by.maker, by.checker, [each.admission for each in parties], self.deadline))
        self.parties.update({each.name: each for each in parties})
        return parties

    def issuance(
        self,
        holder: Party,
        *,
        registry: Party | None = None,
        regime: Regime = Regime.DPR,
        fingerprint: Digest | None = None,
        rights: Right = ALL_RIGHTS,
        seconds: int = 2 * YEAR_SECONDS,
        serial: int | None = None,
        ordinal: int = 0,
        valid_from: int | None = None,
    ) -> Issuance:
        """Return a certificate to be issued, its number and fingerprint not used before unless given."""
        by = registry or self.registry
        number = serial or next(self._serials)
        since = valid_from or self.clock.now()
        record = Record(
            holder=holder.number,
            sequence=0,
            valid_from=since,
            valid_to=since + seconds,
            flags=0,
            rights=int(rights),
            state=0,
            ordinal=ordinal,
            serial=number,
            period=2026_11,
            regime=int(regime),
            code=CODES[by.name],
        )
        return Issuance(
            record,
            fingerprint or digest_of(f"data {number} of {by.name}"),
            digest_of(f"document {number} of {by.name}"),
        )

    def issue(self, *issues: Issuance, registry: Party | None = None) -> Receipt:
        by = registry or self.registry
        return self.do(self.acts.issue(by.maker, by.checker, issues, self.deadline))

    def issue_shared(self, issued: Issuance, *shares: Share, registry: Party | None = None) -> Receipt:
        by = registry or self.registry
        return self.do(self.acts.issue_shared(by.maker, by.checker, issued, shares, self.deadline))

    def issue_to(self, holder: Party, registry: Party | None = None) -> Issuance:
        """Issue one certificate with nothing special about it; its id is `.certificate_id`."""
        issued = self.issuance(holder, registry=registry)
        self.issue(issued, registry=registry)
        return issued

    def transfer(self, issued: Issuance, from_: Party, to: Party, registry: Party | None = None) -> Receipt:
        """Transfer a certificate that one party holds alone."""
        by = registry or self.registry
        document = digest_of(f"transfer of {issued.certificate_id.hex()} to {to.name}")
        asked = Transfer(issued.certificate_id, from_.number, to.number, document)
        return self.file(asked, by, from_.consent, to.consent)

    def cancel(self, issued: Issuance, holder: Party, reason: CancelReason = CancelReason.VOLUNTARY) -> Receipt:
        consents = [holder.consent] if reason in {CancelReason.VOLUNTARY, CancelReason.DESTROYED} else []
        asked = Cancel(issued.certificate_id, reason, digest_of("cancelled"))
        return self.file(asked, self.registry, *consents)

    def revoke(self, issued: Issuance, by: Party | None = None) -> Receipt:
        return self.file(Revoke(issued.certificate_id, digest_of("revoked")), by or self.registry)

    def prepared(
        self, asked: Asked, by: Party, *consents: MemorySigner | Approval, sequence: int | None = None
    ) -> Prepared:
        """Return any act of an institution, with its checker's and the parties' signatures."""
        number = sequence or self.next_sequence(asked.certificate_id)  # type: ignore[attr-defined]
        signers = [by.checker, *consents]
        return self.acts.file(by.maker, signers, asked, deadline=self.deadline, sequence=number)

    def file(self, asked: Asked, by: Party, *consents: MemorySigner | Approval) -> Receipt:
        """Do any act of an institution, with the parties' consents in their order."""
        return self.do(self.prepared(asked, by, *consents))

    def next_sequence(self, certificate_id: bytes) -> int:
        """Return the number that the next act on a certificate will have."""
        return self.acts.record_of(certificate_id).sequence + 1

    def govern(self, call: GovernedCall) -> Receipt:
        """Have the governors propose, vote, wait and execute."""
        first, second = self.governors[:2]
        self.do(self.acts.propose(first.voter, call, digest_of("reason")))
        proposal = int(self.acts.ask("Participants", "proposalCount"))
        self.do(self.acts.vote(second.voter, proposal))
        self.clock.travel(CHARTER.grave_delay)
        return self.do(self.acts.execute(first.voter, proposal, call))


def id_of(issued: Issuance) -> bytes:
    """Return the id that the contract derives for what is to be issued."""
    record = issued.record
    return certificate_id(record.holder, record.regime, issued.fingerprint, record.ordinal)


def number_of(issued: Issuance) -> CertificateNumber:
    """Return the number of what is to be issued."""
    return CertificateNumber.from_packed(issued.record.number)


Answer = tuple[int, dict[str, str], bytes]


class BadNode(Served):
    """A server that answers the n-th request as `play` says; `asked` keeps what came in."""

    def __init__(self, play: Callable[[int, Any], Answer]) -> None:
        self.asked: list[Any] = []
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                node.asked.append(body)
                status, headers, content = play(len(node.asked), body)
                self.send_response(status)
                for name, value in {"content-length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Handler)
        self.start()


@pytest.fixture(scope="session")
def anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalNode]:
    """One node for a test run; it makes a block for each transaction, at once."""
    home: Path = tmp_path_factory.mktemp("anvil")
    with LocalNode(home, free_port(), block_seconds=0) as node:
        yield node


@pytest.fixture(scope="session")
def _founded(anvil: LocalNode) -> Iterator[tuple[Rpc, Deployment]]:
    with Rpc(anvil.url) as rpc:
        yield rpc, deploy(rpc, signer_for("deployer"), founding())


@pytest.fixture
def ledger_chain(anvil: LocalNode, _founded: tuple[Rpc, Deployment]) -> Iterator[LedgerChain]:
    """The founded ledger, as it was founded: what the test before did is undone."""
    rpc, deployment = _founded
    snapshot = rpc.call("evm_snapshot")
    writer = Writer(rpc, deployment.chain_id)
    yield LedgerChain(anvil.url, rpc, deployment, writer)
    writer.close()
    assert rpc.call("evm_revert", [snapshot]) is True
