"""
The client against the real API: what it returns holds, what does not hold it refuses, and its README runs.

Lies are told by a road between the two, which alters what the real service said.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.caller import Scope
from ledger.answers.keys import Keys
from ledger.client import (
    AnswerRefused,
    Client,
    Faulty,
    Forbidden,
    Invalid,
    Missing,
    TooOften,
    Unauthorised,
    Unreachable,
    check_bundle,
)
from ledger.store.service import Service, clients
from tests.chain_fixtures import Party
from tests.house_fixtures import House, Registered, new_key
from tests.http_server import Served
from tests.unit.issuing import endorsement_by

README = Path(__file__).parents[2] / "ledger" / "client" / "README.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.M | re.S)
BASIS = {"kind": "consent", "reference": "C-2026-7"}


@pytest.fixture
def holder(house: House) -> Party:
    return house.admit("甲")


@pytest.fixture
def registered(house: House, holder: Party) -> Registered:
    issued = house.issue(holder)
    house.sync()
    return issued


def _key(house: House, *scopes: Scope) -> str:
    with Service(house.settings.service_database) as service:
        return new_key(service, *scopes, participant=house.chain.bank.number)


def _url(house: House) -> str:
    return str(house.client.base_url).rstrip("/")


@pytest.fixture
def client(house: House) -> Iterator[Client]:
    with Client(_url(house), api_key=_key(house)) as made:
        yield made


# THE README


def test_every_example_of_the_readme_runs(
    house: House, registered: Registered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if house.chain.clock.now() < (present := int(time.time())):
        house.chain.clock.travel_to(present)  # the examples check by the machine's clock
        house.sync()
    registry = house.chain.registry
    made = Keys(house.settings.answer_keys_dir, "").make(
        int(house.clock()), lambda key_id: endorsement_by(registry.maker, registry.number, registry.uscc, key_id)
    )
    house.now = made.since + 1
    time.sleep(max(0.0, house.now - time.time()))
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall(README.read_text())
    assert len(blocks) >= 6
    names: dict[str, Any] = {}
    real = {
        "https://ledger.example": _url(house),
        "deed_key_of_the_bank": _key(house),
        "SJ1112026110001": registered.number,
    }
    for block in blocks:
        for example, given in real.items():
            block = block.replace(example, given)  # noqa: PLW2901 - the same block, made real
        exec(compile(block, str(README), "exec"), names)  # noqa: S102 - it is ours
    assert names["answer"].certificate["number"] == registered.number
    assert names["report"].failed is None
    assert names["portfolio"].lines[0].certificate["number"] == registered.number
    assert names["told"].data["certificate"]["number"] == registered.number


# ANSWERS


def test_an_answer_is_what_was_signed_and_can_be_fetched_again(client: Client, registered: Registered) -> None:
    answer = client.verify("booking", number=registered.number, basis=BASIS)
    assert (answer.verdict, answer.check("REGISTERED").outcome) in {("PASS", "PASS"), ("WARN", "PASS")}
    assert answer.expires > answer.issued
    again = client.answer(answer.number)
    assert (again.signed, again.raw) == (answer.signed, answer.raw)
    with pytest.raises(KeyError):
        answer.check("NO_SUCH_CHECK")


def test_the_same_question_under_one_key_is_answered_once(client: Client, registered: Registered) -> None:
    asked: dict[str, Any] = {
        "number": registered.number,
        "basis": BASIS,
        "nonce": "f3c1a9d27b6e4c58",
        "idempotency_key": "deal-1",
    }
    first, second = client.verify("booking", **asked), client.verify("booking", **asked)
    assert first.number == second.number
    assert client.verify("booking", number=registered.number, basis=BASIS).number > first.number


def test_a_bundle_of_an_answer_holds_offline_and_an_altered_one_does_not(
    house: House, client: Client, registered: Registered
) -> None:
    bundle = client.verify("booking", number=registered.number, basis=BASIS).bundle
    assert check_bundle(bundle, now=int(house.clock())).failed is None
    changed = json.loads(bundle)
    changed["answer"] = changed["answer"][:-3] + ("A" if changed["answer"][-3] != "A" else "B") + changed["answer"][-2:]
    assert check_bundle(json.dumps(changed).encode(), now=int(house.clock())).failed is not None


def test_the_public_asks_without_credentials(house: House, registered: Registered) -> None:
    with Client(_url(house)) as public:
        assert public.verify("public", number=registered.number).certificate
        with pytest.raises(Unauthorised) as refused:
            public.verify("booking", number=registered.number, basis=BASIS)
    assert refused.value.code == "TokenMissing"


def test_a_portfolio_is_one_answer(client: Client, registered: Registered) -> None:
    items: list[str | dict[str, str]] = [registered.number, {"id": registered.id}, registered.number]
    found = client.portfolio("booking", items, basis=BASIS)
    assert [line.index for line in found.lines] == [0, 1, 2]
    assert sum(found.tally.values()) == 3
    assert {line.certificate["id"] for line in found.lines if line.certificate} == {registered.id}


# WHO ASKS


def test_a_token_is_got_and_renewed_when_it_is_no_longer_good(house: House, registered: Registered) -> None:
    with Service(house.settings.service_database) as service, service.writing() as session:
        new = clients.New("a bank", house.chain.bank.number, frozenset({"read", "verify"}))
        made = clients.add(session, new, int(time.time()))
        secret = clients.issue(session, made, clients.Kind.SECRET, int(time.time()))
    with Client(_url(house), client_id=made.id, client_secret=secret) as bank:
        assert bank.verify("booking", number=registered.number, basis=BASIS)
        first = bank._road._token
        bank._road._token = "deed_token_that_has_ended"
        assert bank.verify("booking", number=registered.number, basis=BASIS)
        assert bank._road._token not in ("", first)
    with Client(_url(house), client_id=made.id, client_secret="wrong") as stranger:
        with pytest.raises(Unauthorised) as refused:
            stranger.verify("booking", number=registered.number, basis=BASIS)
        assert refused.value.code == "invalid_client"


# TROUBLE


def test_each_trouble_is_an_exception_of_its_own_with_a_code(
    house: House, client: Client, registered: Registered
) -> None:
    with pytest.raises(Invalid) as wrong:
        client.verify("booking", number=registered.number, basis=BASIS, colour="red")
    assert [(each.name, each.code) for each in wrong.value.fields] == [("colour", "FieldNotExpected")]
    assert wrong.value.explain()
    with pytest.raises(Missing) as missing:
        client.answer(10**9)
    assert missing.value.code == "AnswerNotFound"
    with Client(_url(house), api_key=_key(house, Scope.READ)) as reader, pytest.raises(Forbidden) as forbidden:
        reader.verify("booking", number=registered.number, basis=BASIS)
    assert forbidden.value.code == "ScopeMissing"
    with Client(_url(house), api_key="deed_key_of_nobody") as nobody, pytest.raises(Unauthorised):
        nobody.answer(1)


def test_a_service_that_is_not_there_is_named_in_both_languages() -> None:
    with Client("http://127.0.0.1:9", retries_max=1) as client, pytest.raises(Unreachable) as away:
        client.answer(1)
    assert away.value.code == "ServiceUnreachable"
    assert away.value.explain("zh") != away.value.explain("en")


# THE ROAD BETWEEN

Alter = Callable[[str, int, httpx.Response], tuple[int, dict[str, str], bytes]]


@contextlib.contextmanager
def _between(house: House, alter: Alter) -> Iterator[Client]:
    """Give a client whose answers `alter` makes of path, running number and the real service's answer."""
    counted = iter(range(10**6))
    behind = _url(house)

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {
                name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")
            }
            real = httpx.request(self.command, behind + self.path, content=body, headers=headers)
            status, more, content = alter(self.path, next(counted), real)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with Served(Handler) as served, Client(served.url, api_key=_key(house), retries_max=2) as client:
        yield client


def _true(real: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    return real.status_code, {}, real.content


def test_what_is_busy_is_tried_again_and_asked_once(house: House, registered: Registered) -> None:
    def busy_at_first(path: str, count: int, real: httpx.Response) -> tuple[int, dict[str, str], bytes]:
        del path
        return (503, {"Retry-After": "0"}, b"") if count == 0 else _true(real)

    with _between(house, busy_at_first) as client:
        answer = client.verify("booking", number=registered.number, basis=BASIS)
        assert client.verify("booking", number=registered.number, basis=BASIS).number == answer.number + 1


@pytest.mark.parametrize(("status", "kind"), [(429, TooOften), (503, Unreachable), (500, Faulty)])
def test_what_stays_away_is_told_after_some_attempts(house: House, status: int, kind: type[Exception]) -> None:
    seen = []

    def away(path: str, count: int, real: httpx.Response) -> tuple[int, dict[str, str], bytes]:
        del path, real
        seen.append(count)
        return status, {"Retry-After": "0"}, b"<html>"

    with _between(house, away) as client, pytest.raises(kind):
        client.answer(1)
    assert len(seen) == (1 if status == 500 else 3)


@pytest.mark.parametrize("lie", ["verdict", "signature", "log", "another answer", "foreign keys"])
def test_an_answer_that_does_not_hold_is_never_returned(house: House, registered: Registered, lie: str) -> None:
    honest = house.client.post(
        "/v1/verifications", json={"purpose": "booking", "number": registered.number, "basis": BASIS}
    ).json()

    def lying(path: str, count: int, real: httpx.Response) -> tuple[int, dict[str, str], bytes]:
        del count
        said = real.json()
        if path.endswith("jwks.json"):
            if lie == "foreign keys":
                said["keys"] = []
        elif lie == "verdict":
            head, payload, signature = said["answer"].split(".")
            said["answer"] = f"{head}.{payload[:-6]}{'AAAAAA' if payload[-6:] != 'AAAAAA' else 'BBBBBB'}.{signature}"
        elif lie == "signature":
            said["answer"] = said["answer"][:-20] + "A" * 20
        elif lie == "log":
            said["log"] = honest["log"]
        elif lie == "another answer":
            said = honest
        return real.status_code, {}, json.dumps(said).encode()

    with _between(house, lying) as client, pytest.raises(AnswerRefused) as refused:
        client.verify("booking", number=registered.number, basis=BASIS)
    assert refused.value.code == ("AnswerToAnother" if lie == "another answer" else "AnswerDoesNotHold")
    assert refused.value.explain("zh") != refused.value.explain("en")


def test_a_key_that_is_not_pinned_is_not_believed(house: House, registered: Registered) -> None:
    own = house.client.get("/.well-known/jwks.json").json()["keys"][0]["kid"]
    asked: dict[str, Any] = {"number": registered.number, "basis": BASIS}
    with Client(_url(house), api_key=_key(house), answer_keys=[own]) as client:
        assert client.verify("booking", **asked)
    with Client(_url(house), api_key=_key(house), answer_keys=["another"]) as client, pytest.raises(AnswerRefused):
        client.verify("booking", **asked)


@pytest.mark.parametrize("lie", ["a line", "no line", "the answer"])
def test_a_portfolio_that_was_altered_is_never_returned(house: House, registered: Registered, lie: str) -> None:
    def lying(path: str, count: int, real: httpx.Response) -> tuple[int, dict[str, str], bytes]:
        del count
        if path != "/v1/portfolios":
            return _true(real)
        first, *lines, last, _ = real.content.split(b"\n")
        if lie == "a line":
            lines[0] = lines[0].replace(b'"index":0', b'"index":7')
        elif lie == "no line":
            lines = lines[1:]
        else:
            said = json.loads(last)
            last = json.dumps({**said, "answer": said["answer"][:-20] + "A" * 20}).encode()
        return real.status_code, {}, b"\n".join([first, *lines, last, b""])

    with _between(house, lying) as client, pytest.raises(AnswerRefused) as refused:
        client.portfolio("booking", [registered.number, registered.number], basis=BASIS)
    assert refused.value.code == ("AnswerDoesNotHold" if lie == "the answer" else "PortfolioLinesOther")


# WATCHING


def test_who_watches_misses_nothing_when_the_stream_breaks(
    house: House, client: Client, registered: Registered, holder: Party
) -> None:
    seen: list[tuple[str, int]] = []
    begun = threading.Event()
    start = next(client.watch([registered.number], after="0.0.0"))

    def watch(place: str, most: int) -> str:
        begun.set()
        for told in client.watch([registered.number], after=place):
            seen.append((told.data["kind"], told.data["sequence"]))
            place = told.place
            if len(seen) == most:
                break
        return place

    house.amend(registered, holder, dataName={"zh": "另一名称", "en": "Another name"})
    house.sync()
    place = watch(start.place, 1)
    house.transfer(registered, holder, house.admit("乙"))
    house.sync()
    watch(place, 2)
    assert begun.is_set()
    assert seen == [("CertificateAmended", 2), ("CertificateTransferred", 3)]
