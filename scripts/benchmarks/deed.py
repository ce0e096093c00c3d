"""The product: reader, mirror and the loop between them, on an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ledger.chain.deployment import Deployment
from ledger.chain.head import read_head
from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc
from ledger.config import Settings
from ledger.index import index_once
from ledger.store.mirror import Mirror
from scripts.benchmarks.databases import ask
from scripts.benchmarks.history import together
from scripts.benchmarks.task import Task, perform


def work(task: Task) -> None:
    settings = Settings(
        rpc_url=task.rpc_url,
        database_url=task.database_url,
        checks=task.variant,  # type: ignore[arg-type]  # the settings check it
    )
    deployment = Deployment.load(Path(task.deployment_file))
    with Rpc(task.rpc_url) as rpc, Mirror(task.database_url) as mirror:
        beyond = read_head(rpc).number - task.last  # blocks of the history that are not wanted
        mirror.migrate()
        index_once(Reader(rpc, deployment, beyond, settings.checks), mirror, settings)


def tally(task: Task) -> dict[str, Any]:
    """Count the mirror's entries, and join all certificates' heads: equal heads are equal histories (P4)."""
    heads = [bytes(row[0]) for row in ask(task.database_url, "SELECT head FROM certificates")]
    return {"events": ask(task.database_url, "SELECT count(*) FROM entries")[0][0], "heads": together(heads)}


if __name__ == "__main__":
    perform(work, tally)
