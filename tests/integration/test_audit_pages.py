"""
The auditor's pages: an audit that the service makes of itself, a signed report that is handed in, and who may see them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from ledger.config import Settings
from ledger.store.service import Service, clients
from ledger.store.service.clients import New
from tests.cli_fixtures import Office
from tests.house_fixtures import serving

SECONDS_MAX = 60


def _key(office: Office, *scopes: str) -> str:
    with Service(f"sqlite:///{office.home / 'service.sqlite'}") as service, service.writing() as session:
        client = clients.add(session, New("a test client", 0, frozenset(scopes)), int(time.time()))
        return clients.issue(session, client, clients.Kind.KEY, int(time.time()))


@pytest.fixture(scope="module")
def portal(office: Office) -> Iterator[httpx.Client]:
    """The portal of an office with a certificate, asked by who supervises."""
    office.register()
    app = create_app(Settings(home=office.home, rpc_url=office.node.url))
    with serving(app, public=True) as client:
        client.headers["X-Api-Key"] = _key(office, "read", "supervise")
        client.headers["Accept"] = "text/html"
        yield client


def _reports(portal: httpx.Client) -> list[str]:
    return re.findall(r"/audits/([0-9a-f]{64})", portal.get("/audits").text)


def test_a_signed_report_is_checked_kept_and_shown(portal: httpx.Client, office: Office, tmp_path: Path) -> None:
    key, signed = tmp_path / "auditor.key", tmp_path / "audit.jws"
    office.done("audit", "key", key)
    (snapshot := tmp_path / "snapshot.ndjson").touch()
    office.done("export", "--snapshot", snapshot)
    office.done("audit", "--snapshot", snapshot, "--sign", key, "--out", signed)
    public = key.with_name("auditor.key.jwk").read_text()
    answer = portal.post("/audits", files={"report": ("a.jws", signed.read_bytes())}, data={"key": public})
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    shown = portal.get(path).text
    assert "没有发现。" in shown
    assert "未签名" not in shown
    assert "Nothing was found." in portal.get(path, params={"lang": "en"}).text
    assert portal.get(f"{path}/report").content == signed.read_bytes()
    assert portal.get(f"{path}/paper").content.startswith(b"%PDF")

    token = signed.read_bytes()
    swapped = token[:-10] + (b"A" if token[-10:-9] != b"A" else b"B") + token[-9:]
    for wrong, given in ((swapped, ""), (b"no report", ""), (token, "no key")):
        refused = portal.post("/audits", files={"report": ("a.jws", wrong)}, data={"key": given})
        assert refused.status_code == 422
        assert "没有收存" in refused.text
    assert len(_reports(portal)) == 1


def test_the_service_audits_itself_once_at_a_time(portal: httpx.Client) -> None:
    before = set(_reports(portal))
    wrong = portal.post("/audits/runs", data={"begin": "now", "until": "x"})
    assert wrong.status_code == 422
    assert portal.post("/audits/runs", data={"begin": "now"}).status_code == 303
    assert portal.post("/audits/runs", data={"begin": "now"}).status_code == 409
    assert "审计正在进行" in portal.get("/audits").text
    until = time.monotonic() + SECONDS_MAX
    while not (made := set(_reports(portal)) - before):
        assert time.monotonic() < until, portal.get("/audits").text
        time.sleep(0.2)
    shown = portal.get(f"/audits/{made.pop()}").text
    assert "本服务对自身的审计" in shown
    assert "没有发现。" in shown


def test_who_only_reads_sees_none_of_it(portal: httpx.Client, office: Office) -> None:
    headers = {"X-Api-Key": _key(office, "read")}
    for path in ("/audits", "/audits/pin.json", f"/audits/{'0' * 64}"):
        assert portal.get(path, headers=headers).status_code == 403
