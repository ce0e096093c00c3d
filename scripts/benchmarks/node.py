"""The node's floor: all logs, or all receipts, fetched over one connection and thrown away."""

from __future__ import annotations

from typing import Any

from scripts.benchmarks import wire
from scripts.benchmarks.task import Task, perform

SEEN = [0]
"""How many logs came: written by `work`, read by `tally` of the same process."""


def work(task: Task) -> None:
    answers = wire.logs if task.variant == "logs" else wire.receipts
    for body in answers(task.rpc_url, task.last):
        SEEN[0] += body.count(b'"logIndex"')


def tally(_: Task) -> dict[str, Any]:
    return {"events": SEEN[0]}


if __name__ == "__main__":
    perform(work, tally)
