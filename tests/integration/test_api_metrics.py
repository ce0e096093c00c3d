"""
Figures and lag: what `/metrics` counts, what every answer says of its lag, and when the service says it is not ready.

Over a real server, a real mirror and a real chain; what the index tells is told by the index.
"""

from __future__ import annotations

import json
import time

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.metrics import Metrics, exposed
from ledger.chain.node import free_port
from ledger.config import Settings
from ledger.errors import Unavailable
from ledger.index import Troubled, Undone, index_once
from ledger.store.mirror import Mirror, Sight
from tests.chain_fixtures import LedgerChain
from tests.house_fixtures import House, serving

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def _figures(text: str) -> Figures:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _asked(client: httpx.Client) -> Figures:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return _figures(answer.text)


def _plain(figures: Figures, name: str) -> float:
    return figures[name, ()]


def test_the_figures_say_how_far_the_mirror_is_and_how_large(house: House) -> None:
    figures = _asked(house.client)
    cursor = house.mirror.cursor()
    assert cursor is not None
    assert _plain(figures, "deed_mirror_block") == cursor[0]
    assert _plain(figures, "deed_node_block") == cursor[0]
    assert _plain(figures, "deed_lag_blocks") == 0
    assert _plain(figures, "deed_database_bytes") > 100_000
    assert _plain(figures, "process_resident_memory_bytes") > 0
    house.mirror.saw(Sight(cursor[0] + 7, int(house.clock()) - 30))
    figures = _asked(house.client)
    assert _plain(figures, "deed_lag_blocks") == 7
    assert 29 <= _plain(figures, "deed_look_seconds") <= 40


def test_the_figures_count_what_happens_to_the_index(ledger_chain: LedgerChain, mirror: Mirror) -> None:
    metrics = Metrics(mirror, ledger_chain.clock.now)
    settings = Settings(range_blocks_max=5)
    head = index_once(ledger_chain.reader(), mirror, settings, observe=metrics.observe)
    figures = _figures(metrics.text().decode())
    first = mirror.first()
    assert first is not None
    assert _plain(figures, "deed_index_blocks_total") == head.number - first + 1
    assert _plain(figures, "deed_index_entries_total") > 0
    assert _plain(figures, "deed_index_range_blocks_count") == _plain(figures, "deed_index_range_seconds_count") > 1
    assert _plain(figures, "deed_index_visible_seconds_count") == 0, "a block that was there before is not new"
    ledger_chain.clock.mine()
    index_once(ledger_chain.reader(), mirror, settings, observe=metrics.observe)
    assert _plain(_figures(metrics.text().decode()), "deed_index_visible_seconds_count") == 1


def test_the_figures_count_what_goes_wrong(mirror: Mirror) -> None:
    metrics = Metrics(mirror)
    metrics.observe(Undone(8, 10))
    metrics.observe(Troubled(Unavailable("NodeUnreachable", url="http://127.0.0.1"), 1.0))
    figures = _figures(metrics.text().decode())
    assert _plain(figures, "deed_index_reorganisations_total") == 1
    assert _plain(figures, "deed_index_undone_blocks_total") == 3
    assert figures["deed_index_troubles_total", (("code", "NodeUnreachable"),)] == 1


def test_requests_are_counted_by_the_template_of_their_route(house: House) -> None:
    for number in ("SJ1112026110001", "SJ1112026110002"):
        assert house.client.get(f"/v1/certificates/{number}").status_code == 404
    house.client.get("/v1/nothing/of/this/name")
    house.client.request("BREW", "/health/live")
    figures = _asked(house.client)
    of_certificates = (("method", "GET"), ("route", "/v1/certificates/{name}"), ("status", "404"))
    assert figures["deed_http_requests_total", of_certificates] == 2
    assert figures["deed_http_requests_total", (("method", "GET"), ("route", "-"), ("status", "404"))] == 1
    methods = {dict(labels)["method"] for name, labels in figures if name == "deed_http_requests_total"}
    assert methods <= {"GET", "OTHER"}
    assert figures["deed_http_request_seconds_count", of_certificates[:2]] == 2


def test_the_figures_hold_no_address_and_no_key(house: House) -> None:
    secret = house.settings.model_copy(update={"rpc_url": "http://user:hunter2@127.0.0.1:1/key/of/mine"})
    with serving(create_app(secret, mirror=house.mirror)) as client:
        client.get("/health/ready")
        text = client.get("/metrics").text
    assert "hunter2" not in text
    assert "127.0.0.1" not in text
    assert str(house.settings.home) not in text


def test_a_database_that_does_not_answer_is_a_figure(house: House) -> None:
    lost = Mirror("postgresql://nobody@127.0.0.1:1/nothing")
    with serving(create_app(house.settings, mirror=lost)) as client:
        figures = _asked(client)
    lost.close()
    assert _plain(figures, "deed_database_up") == 0
    assert ("deed_mirror_block", ()) not in figures


def test_an_index_without_an_api_shows_its_figures_on_this_machine_only(mirror: Mirror) -> None:
    port = free_port()
    with exposed(Metrics(mirror), port):
        assert "deed_build_info" in httpx.get(f"http://127.0.0.1:{port}/metrics").text
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.2:{port}/metrics")
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/metrics")


def test_every_answer_with_a_block_says_its_lag_as_last_known(house: House) -> None:
    holder = house.admit("甲")
    sound = house.issue(holder)
    house.sync()
    cursor = house.mirror.cursor()
    assert cursor is not None
    seen_at = int(time.time()) - 5
    house.mirror.saw(Sight(cursor[0] + 3, seen_at))
    paths = [f"/v1/certificates/{sound.number}", "/v1/status", "/v1/snapshot", "/health/ready", "/v1/rules"]
    paths += ["/v1/certificates/SJ1112026119999"]
    for path in paths:
        headers = house.client.get(path).headers
        assert headers["ledger-block"] == str(cursor[0]), path
        assert (headers["ledger-lag"], headers["ledger-lag-at"]) == ("3", f"@{seen_at}"), path
    assert "ledger-lag" not in house.client.get("/health/live").headers


def test_the_service_is_ready_only_while_its_answers_can_be_relied_on(house: House) -> None:
    answer = house.client.get("/health/ready")
    evidence = answer.json()["evidence"]
    assert (answer.status_code, answer.json()["ready"]) == (200, True), answer.text
    assert evidence["lagBlocks"] == 0
    assert evidence["lagSeconds"] is not None
    house.chain.clock.mine(house.settings.lag_blocks_max + 1)
    time.sleep(house.settings.poll_seconds)
    behind = house.client.get("/health/ready")
    assert (behind.status_code, behind.json()["reason"]) == (503, "MIRROR_BEHIND")
    assert behind.json()["evidence"]["lagBlocks"] == house.settings.lag_blocks_max + 1
    house.sync()
    assert house.client.get("/health/ready").status_code == 200


def test_a_mirror_that_is_no_database_is_not_ready_and_says_nothing_of_it(house: House) -> None:
    house.settings.home.joinpath("broken.sqlite").write_bytes(b"no database " * 1_000)
    broken = Mirror(f"sqlite:///{house.settings.home / 'broken.sqlite'}")
    with serving(create_app(house.settings, mirror=broken)) as client:
        answer = client.get("/health/ready")
    broken.close()
    assert (answer.status_code, answer.json()["reason"]) == (503, "DatabaseDamaged")
    assert str(house.settings.home) not in json.dumps(answer.json())
