"""
The second opinion: whether the book is right, from evidence of one's own (design §7).

`audit` reads whole blocks from the auditor's node, recomputes every hash, decodes with tables of its own (`tables`,
one module a contract), folds `ledger.domain`, and compares with the contracts' storage by proof, with the published
snapshot and with the documents.
`run` is the same from options as a command line has them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from ledger.audit.node import Node, host_of
from ledger.audit.pin import Pin
from ledger.audit.report import Exit, Finding, Layer, Notes, Report
from ledger.audit.work import STAGES, Progress, Sources, Work
from ledger.errors import Unavailable

__all__ = ["STAGES", "Exit", "Finding", "Layer", "Options", "Pin", "Progress", "Report", "audit", "run"]


@dataclass(frozen=True, slots=True)
class Options:
    """
    What an auditor may set.

    `snapshot` and `documents` are a base URL of the audited service or a file and a directory; empty leaves that
    comparison out, and the report says so; `api_key` is shown to that service.  `until` is the last block to audit;
    without it the snapshot's, or the newest.
    """

    pin_file: Path
    rpc_url: str
    snapshot: str = ""
    documents: str = ""
    until: int | None = None
    timeout_seconds: float = 20.0
    api_key: str = field(default="", repr=False)


def run(options: Options, progress: Progress | None = None) -> Report:
    """
    Audit as `options` say.

    Raises `Misconfigured` for what the auditor must mend first: a pin file or a source that is not there (exit code 2).
    Everything else, a silent node included, is in the report.
    """
    return audit(
        Pin.load(options.pin_file),
        options.rpc_url,
        snapshot=options.snapshot,
        documents=options.documents,
        until=options.until,
        timeout_seconds=options.timeout_seconds,
        api_key=options.api_key,
        progress=progress,
    )


def audit(
    pin: Pin,
    rpc_url: str,
    *,
    snapshot: str = "",
    documents: str = "",
    until: int | None = None,
    timeout_seconds: float = 20.0,
    api_key: str = "",
    progress: Progress | None = None,
) -> Report:
    """Audit the ledger behind `pin` on the node at `rpc_url`; raises only `Misconfigured`, as `run` does."""
    began, started = datetime.now(UTC), time.perf_counter()
    work = Work(pin, Notes(), progress or (lambda *_: None))
    try:
        with Node(rpc_url, timeout_seconds) as node:
            work.do(node, Sources(snapshot, documents, until, timeout_seconds, api_key))
    except Unavailable as silent:
        work.notes.doubt(silent)
        work.leave_out_the_rest()
    work.notes.elapsed = time.perf_counter() - started
    inputs = {
        "node": host_of(rpc_url),
        "snapshot": host_of(snapshot) if "://" in snapshot else snapshot,
        "documents": host_of(documents) if "://" in documents else documents,
        "pin": pin.as_dict(),
        "version": metadata.version("datadeed"),
        "began": began.isoformat(timespec="seconds"),
    }
    return Report(work.scope, inputs, work.notes)
