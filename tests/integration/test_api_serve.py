"""
The whole service as `deed serve` runs it: a process with uvicorn and the indexer beside it, over a real chain.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.serve import following, serve
from ledger.chain.node import free_port
from ledger.config import Settings
from ledger.errors import Misconfigured
from ledger.store.mirror import Mirror
from tests.chain_fixtures import LedgerChain
from tests.house_fixtures import settings_for


def _wait_until(is_so: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_the_mirror_follows_the_chain_while_the_service_runs(ledger_chain: LedgerChain, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, ledger_chain.url)
    ledger_chain.deployment.save(settings.deployment_file)
    with Mirror(settings.database) as mirror:
        mirror.migrate()
        with following(settings, mirror) as thread:
            for _ in range(2):
                ledger_chain.clock.mine(3)
                head = ledger_chain.reader().head()
                _wait_until(lambda head=head: mirror.cursor() == (head.number, head.hash))  # type: ignore[misc]
        assert not thread.is_alive()


def test_of_two_indexers_one_stops_and_the_other_goes_on(ledger_chain: LedgerChain, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, ledger_chain.url)
    ledger_chain.deployment.save(settings.deployment_file)
    with Mirror(settings.database) as first, Mirror(settings.database) as second:
        first.migrate()
        first.close()
        with following(settings, first) as one, following(settings, second) as other:
            _wait_until(lambda: one.is_alive() != other.is_alive())
            ledger_chain.clock.mine()
            head = ledger_chain.reader().head()
            _wait_until(lambda: first.cursor() == (head.number, head.hash))
            assert one.is_alive() != other.is_alive()


def test_the_service_runs_answers_and_stops_at_a_signal(ledger_chain: LedgerChain, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, ledger_chain.url)
    ledger_chain.deployment.save(settings.deployment_file)
    port = free_port()
    environment = os.environ | {
        "DEED_HOME": str(tmp_path),
        "DEED_RPC_URL": ledger_chain.url,
        "DEED_API_PORT": str(port),
        "DEED_POLL_SECONDS": "0.05",
    }
    run = "from api.serve import serve; from ledger.config import Settings; serve(Settings())"
    with subprocess.Popen([sys.executable, "-c", run], env=environment, stderr=subprocess.PIPE) as process:
        try:

            def is_ready() -> bool:
                assert process.poll() is None, process.stderr.read() if process.stderr else b""
                try:
                    return httpx.get(f"http://127.0.0.1:{port}/health/live").status_code == 200
                except httpx.TransportError:
                    return False

            _wait_until(is_ready)
            url = f"http://127.0.0.1:{port}/health/ready"
            _wait_until(lambda: httpx.get(url).json()["evidence"]["lagBlocks"] == 0)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
        assert process.returncode in (0, -signal.SIGTERM)


def test_the_service_refuses_to_start_without_a_deployment_or_a_schema(
    ledger_chain: LedgerChain, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, api_port=free_port())
    with pytest.raises(Misconfigured) as missing:
        create_app(settings)
    assert missing.value.code == "DeploymentMissing"
    ledger_chain.deployment.save(settings.deployment_file)
    with pytest.raises(Misconfigured) as schema:
        serve(settings, index=False)
    assert schema.value.code == "SchemaMissing"
