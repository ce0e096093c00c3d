"""
The auditor as the judge of a simulated mirror: the audit as it runs, by the node and by what the mirror publishes.

Blocks, receipts and signatures of a simulated chain are genuine, so all that hashes cover and all that is published is
judged, and that every event could have been.  Nothing keeps its contracts' storage, and its acts are by nobody: proofs
and authority are asked of real chains only (tests/fault, `scripts/campaign soak`).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

from ledger.audit import Layer, Options, run
from ledger.audit.report import KINDS
from ledger.store.mirror import Mirror
from ledger.store.queries.blocks import cursor
from ledger.store.queries.publication import published
from tests.simulation.chain import ADDRESSES, CHAIN_ID, deployment_on
from tests.simulation.node import Node
from tests.simulation.server import SimulatedServer

JUDGED = {code for code, kind in KINDS.items() if kind.layer in {Layer.BYTES, Layer.DERIVED, Layer.MIRROR}} | {
    "ChainDifferent", "GenesisDifferent", "EventUnknown", "EventMalformed", "TransitionIllegal",
}  # fmt: skip
UNPROVEN = "eth_getProof"
"""What a simulated node refuses, which leaves the audit undecided and nothing else."""


def found_by_audit(node: Node, mirror: Mirror) -> list[str]:
    """Return what the audit finds wrong in what `mirror` publishes, at the end of whatever happened to it."""
    honest = SimulatedServer(node, Random(0))  # noqa: S311 - nothing is spoilt
    with tempfile.TemporaryDirectory(prefix="audited-") as folder, honest as server:
        pins, snapshot = Path(folder) / "pins.json", Path(folder) / "snapshot.ndjson"
        deployment_on(node.chain).save(pins)
        with mirror.sessions() as session:
            at = cursor(session)
            assert at is not None, "the mirror has no block"
            snapshot.write_bytes(b"".join(published(session, at, CHAIN_ID, ADDRESSES)))
        report = run(Options(pins, server.url, str(snapshot)))
    mirrored = report.counts.get(Layer.MIRROR, {}).get("participant rows", 0)
    return [
        *(f"audit: {each.as_dict()}" for each in report.findings if each.code in JUDGED),
        *(f"audit: undecided: {each}" for each in report.notes.undecided if each.facts.get("method") != UNPROVEN),
        *(["audit: nothing was compared"] if not mirrored else []),
    ]
