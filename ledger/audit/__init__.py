"""
The second opinion: whether the book is right, from evidence of one's own (design §7).

`run` reads whole blocks from the auditor's node, recomputes every hash, decodes with tables of its own (`tables`,
one module a contract), folds `ledger.domain`, and compares with the contracts' storage by proof, with the published
snapshot and with the documents.
"""

from __future__ import annotations

import platform
import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from ledger.audit.book import BROKEN, unusable
from ledger.audit.bookmark import Bookmark, Earlier
from ledger.audit.documents import Documents, documents_at
from ledger.audit.kit import Kit
from ledger.audit.node import Node, host_of
from ledger.audit.note import Checkpoint, kept_checkpoint
from ledger.audit.pin import Pin
from ledger.audit.recording import Recording
from ledger.audit.report import Exit, Finding, Layer, Notes, Report
from ledger.audit.sampling import Asked
from ledger.audit.seals import checkpoint_of
from ledger.audit.second import Second
from ledger.audit.sources import Sources
from ledger.audit.watching import WAITING_MAX, Interrupted, Standing, Watch
from ledger.audit.work import STAGES, Progress, Work
from ledger.errors import Unavailable

__all__ = ["STAGES", "Exit", "Finding", "Layer", "Options", "Pin", "Progress", "Report", "run"]


@dataclass(frozen=True, slots=True)
class Options:
    """
    What an auditor may set.

    `snapshot` and `documents` are a base URL of the audited service or a file and a directory, or where documents are;
    empty leaves that comparison out, and the report says so; `api_key` is shown to that service. `until` is the last
    block to audit; without it the snapshot's, or the newest. `validators` and `checkpoint` are what
    `seals.checkpoint_of` takes; `second_rpc_url` is another node, whose headers must be the same. `answers` is the
    service or a file of what it answered, `log_checkpoint` the file of a checkpoint of their log, kept from earlier. A
    `kit` takes the place of the node and of every source that is empty. `resume` is the file of a book, kept so that an
    interrupted audit goes on; `earlier` a signed report whose book that is, so that this audit goes on where that one
    ended.
    """

    pin_file: Path
    rpc_url: str
    snapshot: str = ""
    documents: str | Documents = ""
    until: int | None = None
    timeout_seconds: float = 20.0
    api_key: str = field(default="", repr=False)
    validators: str = ""
    checkpoint: str = ""
    second_rpc_url: str = ""
    answers: str = ""
    log_checkpoint: Path | None = None
    sample: int | None = None
    seed: str = ""
    as_of: date | None = None
    kit: Path | None = None
    resume: Path | None = None
    earlier: Path | None = None


def run(
    options: Options,
    progress: Progress | None = None,
    recording: Recording | None = None,
    standing: Standing | None = None,
) -> Report:
    """
    Audit as `options` say; with a `recording`, what was answered is kept there; `standing` watches from there on.

    Raises `Misconfigured` for what the auditor must mend first: a pin file or a source that is not there, a kit that is
    not whole (exit code 2).  Everything else, a silent node included, is in the report.
    """
    pin = Pin.load(options.pin_file)
    checkpoint = checkpoint_of(pin, options.validators, options.checkpoint)
    held = kept_checkpoint(options.log_checkpoint)
    began, started = datetime.now(UTC), time.perf_counter()
    bookmark = Bookmark.open(
        options.resume, _identity(options, pin, held), Earlier.load(options.earlier) if options.earlier else None
    )
    watch, tell = Watch(standing, pin) if standing else None, progress or (lambda *_: None)
    work = Work(pin, Notes(), watch.stopping(tell) if watch else tell, bookmark)
    try:
        with ExitStack() as opened:
            opened.callback(bookmark.close)
            node = opened.enter_context(_node(options, recording))
            sources = Sources(
                options.snapshot,
                options.documents,
                options.until,
                options.timeout_seconds,
                options.api_key,
                checkpoint,
                _second(options, opened, work.notes, WAITING_MAX if watch else 0),
                options.answers,
                held,
                Asked(options.sample, options.seed) if options.sample else None,
                options.as_of,
            )
            sources = _filled(sources, node, recording)
            work.do(node, watch.added_to(sources) if watch else sources)
    except Unavailable as silent:
        work.notes.doubt(silent)
        work.leave_out_the_rest()
    except Interrupted:
        work.notes.doubt(Unavailable("AuditInterrupted"))
        work.leave_out_the_rest()
    except BROKEN as broken:
        raise unusable(options.resume, broken) from broken
    if watch:
        watch.tell(work.notes)
    work.notes.elapsed = time.perf_counter() - started
    inputs = {
        "node": host_of(options.rpc_url) if options.kit is None else node.host,
        "secondNode": host_of(options.second_rpc_url) if options.second_rpc_url else "",
        "checkpoint": checkpoint.text if checkpoint else "",
        "snapshot": _named(options.snapshot or _in_kit(node, "snapshot")),
        "documents": _named(options.documents or _in_kit(node, "documents")),
        "answers": _named(options.answers or _in_kit(node, "answers")),
        "logCheckpoint": held.text if held else "",
        "pin": pin.as_dict(),
        "version": metadata.version("datadeed"),
        "python": platform.python_version(),
        "began": began.isoformat(timespec="seconds"),
    }
    return Report(work.scope, inputs, work.notes)


def _identity(options: Options, pin: Pin, held: Checkpoint | None) -> dict[str, Any]:
    """What must be the same when an audit goes on."""
    return {
        "pin": pin.as_dict(),
        "version": metadata.version("datadeed"),
        "asOf": options.as_of.isoformat() if options.as_of else "",
        "kit": str(options.kit or ""),
        "node": "" if options.kit else host_of(options.rpc_url),
        "secondNode": host_of(options.second_rpc_url) if options.second_rpc_url else "",
        "validators": options.validators,
        "checkpoint": options.checkpoint,
        "snapshot": _named(options.snapshot),
        "documents": _named(options.documents),
        "answers": _named(options.answers),
        "logCheckpoint": held.text if held else "",
        "until": options.until,
    }


def _second(options: Options, opened: ExitStack, notes: Notes, patience: int) -> Second | None:
    if not options.second_rpc_url:
        return None
    return Second(opened.enter_context(Node(options.second_rpc_url, options.timeout_seconds)), notes, patience)


def _node(options: Options, recording: Recording | None) -> Node:
    if options.kit is not None:
        return Kit(options.kit)
    if recording is not None:
        return recording.node(options.rpc_url, options.timeout_seconds)
    return Node(options.rpc_url, options.timeout_seconds)


def _filled(sources: Sources, node: Node, recording: Recording | None) -> Sources:
    """The sources with what a kit has in the place of the empty ones, or recorded."""
    if isinstance(node, Kit):
        return replace(
            sources,
            snapshot=sources.snapshot or node.snapshot,
            documents=sources.documents or node.documents or "",
            answers=sources.answers or node.answers,
        )
    if recording is not None and sources.documents:
        opened = documents_at(sources.documents, sources.timeout_seconds, sources.api_key)
        return replace(sources, documents=recording.documents(opened))
    return sources


def _in_kit(node: Node, source: str) -> str:
    return "kit" if isinstance(node, Kit) and getattr(node, source) else ""


def _named(source: str | Documents) -> str:
    """A source as a report names it: a path, or a URL without what may be a credential."""
    if not isinstance(source, str):
        return source.name
    return host_of(source) if "://" in source else source
