"""
Officers at the counter over HTTP: a registry's and its applicants' people, each signed in, before the real API.

Fixtures
    counter    the desks of an office with the API on them, shared by the tests of a module
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.sessions import COOKIE, TOKEN_HEADER, token_of
from ledger.domain.officers import Duty
from ledger.store.service import officers, sessions
from ledger.store.service.officers import New
from ledger.store.service.sessions import Stage
from tests.cli_fixtures import Office
from tests.desk_fixtures import Desks, desks_of
from tests.house_fixtures import serving

REGISTRY = "centre-social"
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n"


@dataclass
class ClerksCounter:
    """The API of an office, and who stands before it: a person is named by institution and work."""

    desks: Desks
    public: httpx.Client
    _people: dict[tuple[str, str], httpx.Client] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        return self.desks.office

    def person(self, institution: str, work: str) -> httpx.Client:
        """Return the browser of an officer who has signed in; `work` is one of his duties."""
        if (institution, work) not in self._people:
            token = self.sign_in(institution, work)
            headers = {"Cookie": f"{COOKIE}={token}", TOKEN_HEADER: token_of(token)}
            base = self.public.base_url
            self._people[institution, work] = httpx.Client(base_url=base, headers=headers, timeout=30)
        return self._people[institution, work]

    def sign_in(self, institution: str, work: str) -> str:
        """Give an institution an officer with a duty, and return the token of his open session."""
        now = int(time.time())
        with self.desks.service.writing() as session:
            name = f"{institution} {work}"
            new = New(name.replace(" ", "-"), name, self.desks.number(institution), frozenset({Duty(work)}))
            officer = officers.add(session, new, "not a password", now)
            return sessions.begin(session, officer, Stage.OPEN, ("", ""), (now, now + 86_400))

    def close(self) -> None:
        for each in self._people.values():
            each.close()

    # WORDS

    def told(self, answer: httpx.Response, status: int = 200) -> Any:
        assert answer.status_code == status, answer.text
        return answer.json()

    def draft(self, application: dict[str, Any], by: str = "first", **more: Any) -> dict[str, Any]:
        """Open a draft at the registry and return it."""
        asked = {"registry": self.desks.code(REGISTRY), "application": application, **more}
        found: dict[str, Any] = self.told(self.person(by, "prepare").post("/v1/cases", json=asked), 201)
        return found

    def handed_in(self, **changes: Any) -> dict[str, Any]:
        """Open a draft without fault and hand it in."""
        made = self.draft(self.office.application(**changes))
        path = f"/v1/cases/{made['id']}/submission"
        found: dict[str, Any] = self.told(self.person("first", "prepare").post(path, json={"version": made["version"]}))
        return found

    def case(self, name: str, by: tuple[str, str] = (REGISTRY, "prepare")) -> dict[str, Any]:
        found: dict[str, Any] = self.told(self.person(*by).get(f"/v1/cases/{name}"))
        return found

    def prepare(self, name: str, step: str, status: int = 201, **asked: Any) -> Any:
        """Prepare a step at the registry."""
        body = {"step": step, **asked}
        return self.told(self.person(REGISTRY, "prepare").post(f"/v1/cases/{name}/steps", json=body), status)

    def take(self, name: str, step: str, *consents: str, **asked: Any) -> None:
        """Prepare a step, have it approved and consented to, and bring it to the chain."""
        own = self.prepare(name, step, **asked)["instruction"]
        path, body = f"/v1/instructions/{own}/steps", {"step": "approve"}
        self.told(self.person(REGISTRY, "approve").post(path, json=body))
        for party in consents:
            self.told(self.person(party, "approve").post(path, json={"step": "consent"}))
        done = self.desks.passes(own)
        assert done.state == "final", (done.state, done.refusal)


@pytest.fixture(scope="module")
def counter(office: Office) -> Iterator[ClerksCounter]:
    """The counter of the module's office."""
    for desks in desks_of(office):
        app = create_app(desks.settings, clock=desks.place.clock, mirror=desks.mirror)
        with serving(app, public=True) as public:
            made = ClerksCounter(desks, public)
            yield made
            made.close()
