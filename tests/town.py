"""
A town: the desks of one office, served, with an account for each and some life on its ledger; and its visitors.

What a page logs as an error, and what it asks of another host, fails the test that opened it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from api.app import create_app
from api.serve import delivering, instructing
from api.sessions import COOKIE
from ledger.chain.node import LocalNode, free_port
from ledger.domain.acts.attestations import Attest
from ledger.domain.acts.freezes import FreezeCertificate
from ledger.domain.acts.pledges import CreatePledge, HoldRank
from ledger.domain.burdens import Forbidden
from ledger.domain.certificates import Certificate
from ledger.domain.encumbrances import SecurityForm
from ledger.domain.events import ZERO_DIGEST, ZERO_THING, Fen, Instant, ParticipantNumber
from ledger.domain.kinds import AttestedKind, Purpose
from ledger.domain.numbers import CertificateNumber
from ledger.officers.door import Door, Visit
from scripts import accounts
from tests.cli_fixtures import SAMPLES, found
from tests.desk_fixtures import DAY, Desks, desks_of, digest
from tests.house_fixtures import serving

if TYPE_CHECKING:
    import httpx
    from fastapi import FastAPI
    from playwright.sync_api import Browser, BrowserContext, Page

DESKTOP, PHONE = (1280, 900), (390, 844)
"""Widths and heights in CSS pixels."""

NOBODY = ParticipantNumber(0)
HERE = Visit("203.0.113.7", "203.0.113.7", "a test")


@dataclass
class Town:
    """The server, what is on its ledger, and who may ask; certificates by what rests on them."""

    desks: Desks
    app: FastAPI
    client: httpx.Client
    url: str
    made: dict[str, str] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    def certificate(self, name: str) -> Certificate:
        """Register data of the first holder's under a name of the tests'."""
        certificate = self.desks.certificate()
        self.made[name] = CertificateNumber.from_packed(certificate.number).text
        return certificate

    def token(self, login: str) -> str:
        """Return the token of an open session of one of the accounts."""
        if login not in self._tokens:
            listed = json.loads(self.desks.settings.demo_accounts_file.read_text())
            account = next(each for each in listed if each["login"] == login)
            door = Door(self.desks.service, self.desks.settings, self.desks.place.clock)
            self._tokens[login] = door.sign_in(login, account["password"], HERE).token
        return self._tokens[login]


# ITS LIFE


def settle(town: Town) -> None:
    """Bring some life to the town: certificates in several states, and what rests on them."""
    desks = town.desks
    town.certificate("sound")
    pledged, frozen = town.certificate("pledged"), town.certificate("frozen")
    _value(desks, pledged)
    desks.carry("bank-one", _pledge(desks, pledged, "bank-one"), "first")
    desks.carry("bank-two", HoldRank(pledged.id, desks.number("bank-two")), "first", "bank-one")
    desks.carry("court", freezing(frozen, desks.now()))


def freezing(certificate: Certificate, now: int) -> FreezeCertificate:
    """Return the order of a court that a certificate be frozen from now on."""
    return FreezeCertificate(
        certificate_id=certificate.id,
        case_digest=digest("case"),
        order_digest=digest("order"),
        served_at=Instant(now),
        term=180 * DAY,
        forbidden=Forbidden.TRANSFER | Forbidden.PLEDGE,
        holder=NOBODY,
    )


def _value(desks: Desks, certificate: Certificate) -> None:
    """Have a certificate valued, by an evaluator whom the governors admit for it, with a second signer's key."""
    evaluator = desks.code("evaluator")
    address = desks.office.done("key", "create", "evaluator-second", "--light").out.strip()
    hands = ("--maker", "evaluator-maker", "--checker", "evaluator-checker")
    desks.office.done("key", "enrol", evaluator, address, *hands, "--duty", "CONSENT")
    desks.govern({"call": "admitEvaluator", "uscc": evaluator, "kinds": ["VALUE"], "reason": "admitted"})
    desks.carry("evaluator", _valuation(certificate), "evaluator")


def _valuation(certificate: Certificate) -> Attest:
    return Attest(
        certificate_id=certificate.id,
        kind=AttestedKind.VALUE,
        subtype=Purpose.PLEDGE,
        party=NOBODY,
        amount=Fen(500_000_000),
        base_date=Instant(certificate.valid_from),
        valid_to=Instant(certificate.valid_from + 300 * DAY),
        refers=ZERO_THING,
        linked_id=ZERO_DIGEST,
        document_digest=digest("valuation"),
    )


def _pledge(desks: Desks, certificate: Certificate, bank: str) -> CreatePledge:
    return CreatePledge(
        certificate_id=certificate.id,
        creditor=desks.number(bank),
        debtor=NOBODY,
        amount=Fen(200_000_000),
        maximum=False,
        form=SecurityForm.PLEDGE,
        until=Instant(certificate.valid_to - 30 * DAY),
        debt_digest=digest("loan"),
        resolution_digest=ZERO_DIGEST,
        report_id=ZERO_THING,
    )


def _accounts(desks: Desks) -> None:
    """Open an account for each desk; the holder's is the first holder's."""
    listed = json.loads((SAMPLES / "participants.json").read_text())["institutions"]
    names = {each["key"]: each["name"] for each in listed} | {"operator-one": {"zh": "测试公司", "en": "Test Company"}}
    numbers = {desk.institution: desks.number(_known_as(desk.institution)) for desk in accounts.DESKS}
    accounts.make(desks.service, desks.settings, numbers, names)


def _known_as(institution: str) -> str:
    return "first" if institution == "operator-one" else institution


@contextmanager
def founded_town(home: Path) -> Iterator[Town]:
    """Found a town on a node of its own, and serve it with the follower and the senders beside."""
    with ExitStack() as stack:
        node = stack.enter_context(LocalNode(home, free_port(), block_seconds=0))
        desks = stack.enter_context(contextmanager(desks_of)(found(home, node)))
        _accounts(desks)
        quiet = {"lag_seconds_max": DAY}  # blocks are made for acts only, and other tests may come between
        settings = desks.settings.model_copy(update={"demo": True, "public_per_minute": 100_000, **quiet})
        desks.settings = settings
        app = create_app(settings, clock=desks.place.clock, mirror=desks.mirror, caller_seconds=0)
        client = stack.enter_context(serving(app, public=True))
        town = Town(desks, app, client, str(client.base_url).rstrip("/"))
        settle(town)
        stack.enter_context(desks.followed())
        stack.enter_context(instructing(app.state.ledger, app.state.keyring))
        stack.enter_context(delivering(settings, desks.mirror, app.state.ledger))
        yield town


# ITS VISITORS


@contextmanager
def visiting(town: Town, browser: Browser, login: str, locale: str, size: tuple[int, int]) -> Iterator[Page]:
    """Open the portal for an account, or for the public; what went wrong on it is told at the end."""
    wrong: list[str] = []
    languages = {"zh": "zh-CN", "en": "en-GB"}
    context: BrowserContext = browser.new_context(
        base_url=town.url, viewport={"width": size[0], "height": size[1]}, locale=languages[locale]
    )
    if login:
        context.add_cookies([{"name": COOKIE, "value": town.token(login), "url": town.url}])
    page = context.new_page()
    page.set_default_timeout(30_000)  # the machine may be busy with other tests
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((town.url, "data:")) else wrong.append(asked.url))
    try:
        yield page
    finally:
        context.close()
    refusals = [each for each in wrong if "Failed to load resource" not in each]  # a refusal is an answer like others
    assert not refusals, refusals


Visits = Callable[..., "Page"]
