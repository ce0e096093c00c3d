"""
The desk's plans on a real file system: one request has one plan, whoever asks first and however many ask at once.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from ledger.desk.requests import Requests


def test_two_desks_that_plan_one_request_at_once_have_one_plan(tmp_path: Path) -> None:
    """Two acts under one request would be two proposals, or two numbers."""
    both_plan = threading.Barrier(2)
    plans: list[dict[str, Any]] = []

    def make() -> dict[str, Any]:
        both_plan.wait(10)
        return {"document": "00"}

    def ask() -> None:
        plans.append(Requests(tmp_path / "requests", "chain").plan("the request", make))

    desks = [threading.Thread(target=ask) for _ in range(2)]
    for each in desks:
        each.start()
    for each in desks:
        each.join(20)
    assert len(plans) == 2
    assert plans[0] == plans[1]
    assert Requests(tmp_path / "requests", "chain").find("the request") == plans[0]
    assert len(list((tmp_path / "requests").iterdir())) == 1


def test_a_plan_can_be_replaced_and_forgotten(tmp_path: Path) -> None:
    requests = Requests(tmp_path / "requests", "chain")
    first = requests.plan("the request", lambda: {"number": 1})
    requests.keep("the request", first | {"number": 2})
    assert requests.plan("the request", lambda: {"number": 3})["number"] == 2
    requests.forget("the request")
    assert requests.plan("the request", lambda: {"number": 3})["number"] == 3
