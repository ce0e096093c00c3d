"""
One real ledger with a certificate in every state, for questions about what rests on them.

Fixtures
    burdened    the ledger mirrored on SQLite, and the API on it twice: once by a bank's own policy; one for a module
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from api.app import create_app
from ledger.chain.deployment import Deployment
from ledger.chain.node import LocalNode
from ledger.chain.rpc import Rpc
from ledger.chain.writer import Writer
from ledger.domain import kinds
from ledger.domain.acts.attestations import Attest
from ledger.domain.acts.pledge_changes import PerfectPledge
from ledger.domain.acts.renewals import RequestRenewal
from ledger.domain.acts.successions import (
    ConvertCertificate,
    LinkCertificates,
    SplitCertificate,
    SucceedCertificate,
)
from ledger.domain.applications import profile
from ledger.domain.burdens import Forbidden
from ledger.domain.calendar import SHANGHAI
from ledger.domain.certificates import certificate_id
from ledger.domain.document import canonical
from ledger.domain.events import ZERO_DIGEST, ZERO_THING, Digest, Fen, Instant, ParticipantNumber, ThingId
from ledger.domain.facts import thing_id
from ledger.domain.kinds import AttestedKind
from ledger.domain.licences import LicenceKind
from ledger.domain.successions import Relation, SuccessionGround
from ledger.kit.check import check
from ledger.kit.report import Report
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror
from tests.bundle_fixtures import Operator
from tests.chain_fixtures import LedgerChain, Party, digest_of
from tests.house_fixtures import House, Registered, digest_of_file, serving, settings_for
from tests.office_fixtures import DAY, Offices

PAPER = digest_of("paper")
EVERYTHING = Forbidden(sum(Forbidden))
NOBODY = ParticipantNumber(0)
MILLION = 100_000_000

OWN_POLICY = b"""schema = "datadeed/policy/1"
name = "\xe7\xa4\xba\xe4\xbe\x8b\xe9\x93\xb6\xe8\xa1\x8c"
version = "2026-12"
base = "2026-11-27"
marginDays = 1200
valuePercent = 30
[outcomes.REPORTS.REPORTS_NONE]
financing = "UNDETERMINED"
[outcomes.LICENCES.NOT_LICENSED]
financing = "WARN"
"""


@dataclass
class Burdened:
    """A ledger with a certificate in every state, and who asks about them."""

    house: House
    offices: Offices
    strict: httpx.Client
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What is asked of each certificate, by what rests on it."""
    serials: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def bundle(self, client: httpx.Client, **asked: Any) -> tuple[dict[str, Any], Report]:
        """Ask, fetch the bundle, check it offline; return the verification and the report."""
        if asked.get("purpose") != "public":
            asked.setdefault("basis", {"kind": "consent", "reference": "C-1"})
        nonce = f"nonce-of-the-bundle-{next(self.serials):06d}"
        given = client.post("/v1/verifications", json={"nonce": nonce, **asked})
        assert given.status_code == 200, given.text
        said: dict[str, Any] = given.json()
        fetched = client.get(f"/v1/verifications/{said['number']}/bundle")
        assert fetched.status_code == 200, fetched.text
        return said, self.checked(client, fetched.content, nonce)

    def checked(self, client: httpx.Client, bundle: bytes, nonce: str) -> Report:
        keys = client.get("/.well-known/jwks.json").json()["keys"]
        trust = Operator.of(self.house.chain.deployment).trust
        pinned = replace(trust, answer_keys=frozenset(each["kid"] for each in keys))
        return check(bundle, now=int(self.house.clock()), trust=pinned, nonce=nonce)


def attest(on: Burdened, certificate: Registered, by: Party, *consents: Any, **members: Any) -> ThingId:
    """Have something attested of a certificate; what is not named is nothing."""
    chain, own = on.house.chain, certificate.issued.certificate_id
    made = thing_id(own, chain.next_sequence(own))
    nothing: dict[str, Any] = {
        "subtype": 0,
        "party": NOBODY,
        "amount": Fen(0),
        "base_date": Instant(0),
        "valid_to": Instant(0),
        "refers": ZERO_THING,
        "linked_id": ZERO_DIGEST,
        "document_digest": PAPER,
    }
    chain.file(Attest(certificate_id=own, **{**nothing, **members}), by, *consents)
    return made


# WHAT RESTS ON WHAT


def asked_of(certificate: Registered, party: Party, purpose: str = "financing", **more: Any) -> dict[str, Any]:
    return {"purpose": purpose, "number": certificate.number, "holder": {"uscc": party.uscc}, **more}


def valued(on: Burdened, **changes: Any) -> tuple[Registered, Party]:
    holder = on.house.admit(f"holder {next(on.serials)}")
    return on.offices.value(on.house.issue(holder, **changes)), holder


def pledge(on: Burdened) -> None:
    """Two pledges of one certificate, the first perfected; a perfected one alone; one that was released."""
    made, holder = valued(on)
    first = on.offices.pledge(made, holder)
    number, now = Digest(b"0123456789ABCDEF".ljust(32, b"\0")), Instant(on.house.chain.clock.now())
    chain = on.house.chain
    chain.file(PerfectPledge(made.issued.certificate_id, first, number, now, PAPER), chain.bank)
    on.offices.pledge(made, holder, Fen(MILLION))
    loan = {"maturity": (on.house.today + timedelta(days=365)).isoformat(), "amountFen": 3 * MILLION}
    on.made["pledge"] = asked_of(made, holder, loan=loan)
    made, holder = valued(on)
    own = on.offices.pledge(made, holder)
    other = Digest(b"FEDCBA9876543210".ljust(32, b"\0"))
    chain.file(PerfectPledge(made.issued.certificate_id, own, other, now, PAPER), chain.bank)
    on.made["perfected pledge"] = asked_of(made, holder)
    released, holder = valued(on)
    on.offices.release(released, on.offices.pledge(released, holder))
    on.made["released pledge"] = asked_of(released, holder)


def hold(on: Burdened) -> None:
    made, holder = valued(on)
    on.offices.hold(made, holder)
    on.made["hold"] = asked_of(made, holder)


def restrained(on: Burdened) -> None:
    """A freeze that binds with one in its queue, an objection to the registration, a control, a source's objection."""
    house, offices = on.house, on.offices
    objector = house.admit("objector")
    made, holder = valued(on)
    offices.freeze(made, days=300, forbidden=Forbidden.AMEND)
    offices.freeze(made, days=400, forbidden=EVERYTHING, court=offices.second_court)
    on.made["freezes"] = asked_of(made, holder)
    made, holder = valued(on)
    offices.lift(made, offices.freeze(made, days=300, forbidden=EVERYTHING))
    on.made["lifted freeze"] = asked_of(made, holder)
    made, holder = valued(on)
    offices.object(made, objector)
    on.made["objection"] = asked_of(made, holder, "transfer")
    made, holder = valued(on)
    offices.control(made, days=30)
    on.made["control"] = asked_of(made, holder)
    made, holder = valued(on)
    offices.surrender(made, holder)
    on.made["surrender"] = asked_of(made, holder)
    made, holder = valued(on)
    offices.raise_source(made, objector)
    on.made["source objection"] = asked_of(made, holder)
    made, holder = valued(on)
    offices.settle_by_deleting(made, offices.raise_source(made, objector), holder)
    on.made["deletion due"] = asked_of(made, holder)


def used(on: Burdened) -> None:
    """An exclusive licence, and a contribution that is reserved; who is asked about as the company is another."""
    house, offices = on.house, on.offices
    licensee, investee, other = (house.admit(name) for name in ("licensee", "investee", "other company"))
    made, holder = valued(on)
    offices.grant_licence(made, holder, licensee, LicenceKind.EXCLUSIVE, days=200)
    on.made["licence"] = asked_of(made, holder)
    made, holder = valued(on)
    offices.reserve(made, holder, investee, days=60)
    for name, company in (("reservation", investee), ("reservation for another", other)):
        equity = {"investee": company.uscc, "agreedValueFen": 4 * MILLION}
        on.made[name] = asked_of(made, holder, "equity", equity=equity)


def attested(on: Burdened) -> None:
    """Booked and then impaired, kept by a custodian, listed, regraded, annotated, with a beneficiary of a trust."""
    house, offices, now = on.house, on.offices, on.house.chain.clock.now()
    made, holder = valued(on)
    registry, data = house.chain.registry, made.issued.fingerprint
    dated = {"base_date": Instant(now - DAY)}
    booked = {**dated, "party": holder.number, "amount": Fen(2 * MILLION)}
    entry = attest(on, made, registry, holder.consent, kind=AttestedKind.BOOKING, subtype=2, **booked)
    lost = {**booked, "amount": Fen(MILLION), "refers": entry}
    attest(on, made, registry, holder.consent, kind=AttestedKind.IMPAIRMENT, **lost)
    kept = {**dated, "valid_to": Instant(now + 90 * DAY), "linked_id": data}
    attest(on, made, offices.custodian, holder.consent, kind=AttestedKind.CUSTODY, **kept)
    attest(on, made, registry, kind=AttestedKind.ANNOTATION, subtype=1)
    beneficiary = house.admit("beneficiary")
    signed = holder.consent, beneficiary.consent
    attest(on, made, registry, *signed, kind=AttestedKind.BENEFICIARY, subtype=1, party=beneficiary.number)
    attest(on, made, registry, holder.consent, kind=AttestedKind.REGRADE, subtype=kinds.Grade.GENERAL_PERSONAL)
    on.made["attestations"] = asked_of(made, holder, "booking")
    on.made["attestations, financing"] = asked_of(made, holder)


def renewing(on: Burdened) -> None:
    """A requested renewal, a succession, a second certificate of the same data, one of claimed data, a part, a link."""
    house, chain = on.house, on.house.chain
    registry = chain.registry
    made, holder = valued(on, lastValidDay=(house.today + timedelta(days=100)).isoformat())
    chain.file(RequestRenewal(made.issued.certificate_id, PAPER), registry, holder.consent)
    on.made["renewal"] = asked_of(made, holder)
    made, holder = valued(on)
    heir = house.admit("heir")
    asked = SucceedCertificate(made.issued.certificate_id, holder.number, heir.number, SuccessionGround.MERGER, PAPER)
    chain.file(asked, registry, heir.consent)
    on.made["succession"] = asked_of(made, heir)
    on.made["succession, former holder"] = asked_of(made, holder)
    other, keeper = valued(on)
    link = LinkCertificates(other.issued.certificate_id, made.issued.certificate_id, Relation.DERIVED_FROM, PAPER)
    chain.file(link, registry)
    on.made["link"] = asked_of(other, keeper)
    on.made["linked"] = asked_of(made, heir)


def again(on: Burdened, holder: Party, fingerprint: str) -> Registered:
    """Have the data of a certificate that has ended registered anew."""
    house = on.house
    data = {"algorithm": "sha-256", "value": fingerprint}
    second = house.made(house.document((holder, ("hold", "use", "operate"), 10_000), fingerprint=data), holder, True)
    issued = replace(second.issued, record=replace(second.issued.record, ordinal=1))
    house.chain.issue(issued)
    return Registered(issued, second.document)


def anew(on: Burdened) -> None:
    """Data registered a second time: after a cancellation, and after an amendment had claimed them."""
    house, chain = on.house, on.house.chain
    made, holder = valued(on)
    chain.cancel(made.issued, holder)
    on.made["cancelled"] = asked_of(made, holder)
    second = again(on, holder, made.document["fingerprint"]["value"])
    on.made["second of the same data"] = asked_of(second, holder)
    made, holder = valued(on)
    newer = digest_of("newer data").hex()
    house.amend(made, holder, fingerprint={"algorithm": "sha-256", "value": newer})
    chain.revoke(made.issued)
    on.made["revoked"] = asked_of(made, holder)
    on.made["second of claimed data"] = asked_of(again(on, holder, newer), holder)


def divided(on: Burdened) -> None:
    """A part and what remains of its whole; a conversion; a certificate of two holders, pledged."""
    house, chain = on.house, on.house.chain
    registry = chain.registry
    made, holder = valued(on)
    taker = house.admit("taker")
    part = house.made(house.document((taker, ("operate",), 10_000)), taker, on_file=True)
    own, data = made.issued.certificate_id, made.issued.fingerprint
    issued = part.issued
    split = SplitCertificate(own, issued.record.word, data, issued.document_digest, ZERO_DIGEST, PAPER)
    chain.file(split, registry, holder.consent, taker.consent)
    on.made["what remains"] = asked_of(made, holder)
    into = "0x" + certificate_id(taker.number, 1, data, 0).hex()
    on.made["part"] = {"purpose": "financing", "id": into, "holder": {"uscc": taker.uscc}}
    made, holder = valued(on)
    converted = house.made(house.document((holder, ("hold", "use"), 10_000), regime="DAR"), holder, on_file=True)
    word, digest = converted.issued.record.word, converted.issued.document_digest
    conversion = ConvertCertificate(made.issued.certificate_id, word, made.issued.fingerprint, digest, PAPER)
    chain.file(conversion, registry, holder.consent)
    on.made["superseded"] = asked_of(made, holder)
    on.made["conversion"] = asked_of(converted, holder)
    first, second = house.admit("first of two"), house.admit("second of two")
    shared = house.issue_shared((first, ("hold", "use"), 6_000), (second, ("operate",), 4_000))
    on.made["two holders"] = asked_of(shared, second)


def papers(on: Burdened) -> None:
    """QR codes of the present and an earlier paper, papers that are shown, and one that is not on file."""
    house = on.house
    made, holder = valued(on)
    amended = house.amend(made, holder, updateFrequency="weekly")
    before, now = digest_of_file(made.document), digest_of_file(amended.document)
    for name, digest in (("present", now), ("earlier", before), ("forged", "0" * 64)):
        code = f"DATADEED:{made.number}:{digest[:16]}"
        on.made[f"{name} QR code"] = {"purpose": "financing", "qr": code, "holder": {"uscc": holder.uscc}}
        on.made[f"{name} paper"] = asked_of(made, holder, documentDigest="0x" + digest)
    on.made["named by its paper"] = {"purpose": "transfer", "documentDigest": "0x" + before}
    on.made["by the holder's name"] = asked_of(made, holder) | {"holder": {"name": f"{holder.name} Ltd"}}
    holder = house.admit("holder without paper")
    on.made["paper not on file"] = asked_of(house.issue(holder, on_file=False), holder)
    ending = [{"kind": "agreement", "authorisationEnds": (house.today + timedelta(days=1_000)).isoformat()}]
    made, holder = valued(on, sources=ending)
    on.made["sources"] = asked_of(made, holder)


def rename(house: House, party: Party) -> None:
    """Have a holder take another name, with the profile that says so."""
    before = canonical(profile(house.institution(party)))
    renamed = replace(house.institution(party), zh="新名有限公司", en="New Name Ltd")
    former = ({"zh": f"{party.name}有限公司", "en": f"{party.name} Ltd", "until": house.today.isoformat()},)
    digests = {
        "profile_digest": house.documents.put(canonical(profile(renamed, former))),
        "previous_digest": hashlib.sha256(before).digest(),
    }
    by, chain = house.chain.registry, house.chain
    chain.do(chain.acts.rename(by.maker, by.checker, party.number, **digests, deadline=chain.deadline))


def past(on: Burdened) -> None:
    """A certificate that was sound, then frozen and revoked; its holder has another name by now."""
    house = on.house
    made, holder = valued(on)
    house.sync()
    sound, then = house.mirror.cursor(), house.chain.clock.now()
    assert sound is not None
    house.chain.clock.travel(60)
    on.offices.freeze(made, days=30, forbidden=Forbidden.PLEDGE)
    house.chain.revoke(made.issued)
    rename(house, holder)
    on.made["past block"] = asked_of(made, holder, asOfBlock=sound[0])
    at = datetime.fromtimestamp(then, SHANGHAI).isoformat()
    on.made["past instant"] = asked_of(made, holder, asOf=at)
    on.made["renamed holder"] = asked_of(made, holder) | {"holder": {"name": "New Name Ltd"}}


ACTS = (pledge, hold, restrained, used, attested, renewing, anew, divided, papers, past)


@pytest.fixture(scope="module")
def burdened(
    anvil: LocalNode, _founded: tuple[Rpc, Deployment], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Burdened]:
    """One ledger with all certificates, on SQLite, and the API on it twice: the second by a bank's own policy."""
    rpc, deployment = _founded
    home = tmp_path_factory.mktemp("nouns")
    settings = settings_for(home, anvil.url)
    (home / "policy.toml").write_bytes(OWN_POLICY)
    deployment.save(settings.deployment_file)
    snapshot = rpc.call("evm_snapshot")
    with ExitStack() as stack:
        stack.callback(rpc.call, "evm_revert", [snapshot])
        writer = Writer(rpc, deployment.chain_id)
        stack.callback(writer.close)
        mirror = stack.enter_context(Mirror(settings.database))
        mirror.migrate()
        chain = LedgerChain(anvil.url, rpc, deployment, writer)
        house = House(chain, mirror, Documents(settings.documents_dir), settings)
        house.sync()
        house.client = stack.enter_context(serving(create_app(settings, clock=house.clock, mirror=mirror)))
        strict = settings.model_copy(update={"policy_file": home / "policy.toml"})
        client = stack.enter_context(serving(create_app(strict, clock=house.clock, mirror=mirror)))
        found = Burdened(house, Offices(house), client)
        offices = found.offices
        assert all((offices.court, offices.second_court, offices.evaluator, offices.custodian, offices.exchange))
        for act in ACTS:
            act(found)
        house.now = chain.clock.now()
        house.sync()
        yield found
