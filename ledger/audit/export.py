"""
A kit is made by auditing: what the audit was answered is what another audit needs.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from ledger.audit import Exit, Options, Progress, Report, run
from ledger.audit.pin import Pin
from ledger.audit.recording import Recording
from ledger.audit.snapshot import fetch
from ledger.errors import Misconfigured


def export_kit(options: Options, file: Path, progress: Progress | None = None) -> tuple[Report, str]:
    """
    Audit as `options` say, write the kit from which that audit can be repeated, and return the report with the kit's
    SHA-256 in hexadecimal; nothing is written, and the digest empty, if the audit could not be decided.

    `options.answers` is a file.  Raises `Misconfigured` as `run` does, and if `file` cannot be written; `Unavailable`
    if the snapshot cannot be had.
    """
    if not file.parent.is_dir():
        raise Misconfigured("FileUnwritable", file=str(file), reason="no such directory")
    pin = Pin.load(options.pin_file)
    with ExitStack() as opened:
        if options.snapshot.startswith(("http://", "https://")):
            fetched = opened.enter_context(tempfile.NamedTemporaryFile(prefix="deed-snapshot-"))
            fetch(options.snapshot, fetched, options.timeout_seconds, options.api_key)
            fetched.flush()
            options = replace(options, snapshot=fetched.name)
        recording = opened.enter_context(closing(Recording()))
        report = run(options, progress, recording)
        if report.exit is Exit.UNDECIDED or report.notes.undecided:
            return report, ""
        snapshot, answers = (Path(each) if each else None for each in (options.snapshot, options.answers))
        return report, recording.write(file, pin.as_dict(), snapshot, answers)
