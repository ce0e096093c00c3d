"""
The auditor as a judge of simulated mirrors: a sound one passes, in every form of headers, and a false one does not.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, text

from ledger.chain.reader import Reader
from ledger.config import Settings
from ledger.index import index_once
from ledger.store.mirror import Mirror
from tests.simulation.auditing import found_by_audit
from tests.simulation.chain import FORMS, Chain, deployment_on
from tests.simulation.node import Node, SimulatedRpc
from tests.simulation.stores import SqliteStore

BLOCKS = 12


def mirrored(folder: Path, form: str) -> tuple[Node, SqliteStore]:
    """Return the node of a small chain, and the mirror of what it says."""
    random = Random(6)  # noqa: S311
    chain, store = Chain(random, form), SqliteStore(folder)
    chain.grow(BLOCKS)
    node = Node(chain, random)
    store.renew()
    with Mirror(store.url) as mirror:
        rpc = SimulatedRpc(node, random)
        index_once(Reader(rpc, deployment_on(chain)), mirror, Settings())  # type: ignore[arg-type]
    return node, store


def findings(node: Node, store: SqliteStore) -> list[str]:
    with Mirror(store.url) as mirror:
        return found_by_audit(node, mirror)


@pytest.mark.parametrize("form", FORMS)
def test_a_sound_mirror_passes(tmp_path: Path, form: str) -> None:
    assert findings(*mirrored(tmp_path, form)) == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE participants SET kind = 5 - kind WHERE number = 1", "MirrorRowAltered"),
        ("DELETE FROM participants WHERE number = 2", "MirrorRowMissing"),
        (
            "INSERT INTO keys (key, participant, duties, revoked, since_block) VALUES (x'66', 1, 3, 0, 1)",
            "MirrorRowAdded",
        ),
        ("UPDATE cursor SET hash = zeroblob(32)", "SnapshotBlockDifferent"),
    ],
)
def test_a_false_mirror_does_not_pass(tmp_path: Path, statement: str, code: str) -> None:
    node, store = mirrored(tmp_path, "London")
    engine = create_engine(store.url)
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount == 1
    engine.dispose()
    (found,) = findings(node, store)[:1]
    assert f"'code': '{code}'" in found


def test_a_block_that_the_node_changed_later_does_not_pass(tmp_path: Path) -> None:
    node, store = mirrored(tmp_path, "London")
    receipts = next(sealed.receipts for sealed in reversed(node.chain.sealed) if sealed.logs)
    next(each["logs"] for each in receipts if each["logs"]).pop()
    found = findings(node, store)
    assert "'code': 'ReceiptsRootWrong'" in found[0]
