"""
Audits of this ledger that are made or shown here: one that runs in a process of its own, and reports that are kept.

An audit that the operator runs on his own node shows whether his own book is in order.  It is no substitute for an
auditor's own: he brings his node, his pins and his key, and his signed report is checked here as by `deed audit check`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock, Thread
from typing import Annotated, Any

from fastapi import Depends, Request

from ledger.audit import checking
from ledger.audit.signing import keys_in
from ledger.config import Settings
from ledger.errors import InvalidInput, LedgerError, Misconfigured, Refused
from ledger.messages import sentence
from ledger.store.service import Service, audit_reports
from ledger.store.service.audit_reports import AuditReportRow

REPORT_BYTES_MAX = 4 * 1_048_576
"""Longest report that is handed in: some thousand findings.  `deed audit check` reads longer ones."""

AUDIT_SECONDS_MAX = 6 * 3_600
"""How long an audit may run: a night; longer ones are resumed at the command line (`--resume`)."""

NICENESS = 5
"""By how much answers go before an audit."""

CLOSING_SECONDS_MAX = 10.0
"""How long a service that ends waits for an audit to let go."""

FAULTS_TOLD_MAX = 5
SAID_MAX = 2_000
"""Characters of what a failed audit said that are shown."""

UNSIGNED = "ReportUnsigned"
UNDECIDED_CODES = (0, 1, 3)
"""Exit codes of an audit that made a report."""

COMMAND = (sys.executable, "-m", "ledger.cli", "--lang")


class AuditRunning(Refused):
    """One audit runs at a time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be audited: until which block, as of which day, and how many certificates' storage is proven."""

    until: int | None = None
    as_of: date | None = None
    sample: int | None = None

    @property
    def options(self) -> list[str]:
        given = {"--until": self.until, "--as-of": self.as_of, "--sample": self.sample}
        return [part for name, value in given.items() if value is not None for part in (name, str(value))]


@dataclass(frozen=True, slots=True)
class Run:
    """An audit: since which unix second, for whom, and what went wrong if it made no report; `until` when it ended."""

    since: int
    by: str
    until: int | None = None
    failure: str = ""


class Audits:
    """The audits of one service; one runs at a time."""

    def __init__(self, settings: Settings, service: Service, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._service = service
        self._clock = clock
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: Thread | None = None
        self._last: Run | None = None
        self._is_closed = False

    @property
    def last(self) -> Run | None:
        """Return the run that is under way, or the last that ended; none since this process began."""
        return self._last

    def start(self, wanted: Wanted, by: str, locale: str) -> None:
        """Begin an audit in the background.  Raises `AuditRunning`."""
        with self._lock:
            if self._last is not None and self._last.until is None:
                raise AuditRunning("AuditRunning")
            self._last = run = Run(int(self._clock()), by)
        self._thread = Thread(target=self._audit, args=(run, wanted, locale), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End what runs."""
        self._is_closed = True
        if (process := self._process) is not None:
            process.kill()
        if self._thread is not None:
            self._thread.join(CLOSING_SECONDS_MAX)

    def keep(self, content: bytes, by: str, *, public: str = "", is_own: bool = False, locale: str = "zh") -> str:
        """
        Check a report and keep it; return the SHA-256 of its text.  `public` is the key that is to have signed it.

        Raises `InvalidInput` ReportTooLarge; ReportFaulty with the first faults, also for no report or key.
        """
        if len(content) > REPORT_BYTES_MAX and not is_own:
            raise InvalidInput("ReportTooLarge", "report", maximum=REPORT_BYTES_MAX)
        try:
            found = checking.check(content.decode("utf-8", "replace"), keys_in(public) if public.strip() else None)
        except Misconfigured as unreadable:
            raise InvalidInput("ReportFaulty", "report", faults=unreadable.explain(locale)) from None
        faults = [each for each in found.faults if each.code != UNSIGNED]
        if faults or (public.strip() and not found.key):
            told = [sentence(each.code, locale, each.facts) for each in found.faults[:FAULTS_TOLD_MAX]]
            raise InvalidInput("ReportFaulty", "report", faults=" ".join(told))
        report = found.report
        row = AuditReportRow(
            digest=hashlib.sha256(content).hexdigest(),
            content=content,
            key=found.key,
            by=by,
            is_own=is_own,
            outcome=report["outcome"],
            last_block=report["scope"].get("lastBlock"),
            findings=len(report["findings"]) + report["findingsNotListed"],
            kept_at=int(self._clock()),
        )
        digest = row.digest
        with self._service.writing() as session:
            audit_reports.keep(session, row)
        return digest

    # IN THE BACKGROUND

    def _audit(self, run: Run, wanted: Wanted, locale: str) -> None:
        failure = "?"
        try:
            with tempfile.TemporaryDirectory(prefix="deed-audit-") as folder:
                failure = self._audited(Path(folder), run, wanted, locale)
        except (LedgerError, OSError) as error:
            failure = error.explain(locale) if isinstance(error, LedgerError) else str(error)
        finally:
            self._process = None
            self._last = Run(run.since, run.by, int(self._clock()), failure[-SAID_MAX:])

    def _audited(self, folder: Path, run: Run, wanted: Wanted, locale: str) -> str:
        """Audit and keep the report; return what went wrong, if no report was made."""
        snapshot, report = folder / "snapshot.ndjson", folder / "report.json"
        documents = self._settings.documents_dir
        compared = ["--snapshot", str(snapshot), *(["--documents", str(documents)] if documents.is_dir() else [])]
        deadline = time.monotonic() + AUDIT_SECONDS_MAX
        for arguments in (
            ["export", "--snapshot", str(snapshot)],
            ["audit", *compared, "--report", str(report), *wanted.options],
        ):
            if self._is_closed:
                return ""
            code, said = self._ended([*COMMAND, locale, *arguments], deadline)
            if code not in UNDECIDED_CODES:
                return said or f"exit code {code}"
        self.keep(report.read_bytes(), run.by, is_own=True)
        return ""

    def _ended(self, command: list[str], deadline: float) -> tuple[int, str]:
        """Run a command to its end; return its exit code and what it said of a failure."""
        settings = self._settings
        own = {
            "DEED_HOME": str(settings.home),
            "DEED_RPC_URL": settings.rpc_url,
            "DEED_DATABASE_URL": settings.database,
            "DEED_SERVICE_URL": settings.service_database,
        }
        environment = {name: value for name, value in os.environ.items() if name != "DEED_PASSPHRASE"} | own
        process = subprocess.Popen(  # noqa: S603 - our own program
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self._process = process
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
        try:
            _, said = process.communicate(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return -1, f"{AUDIT_SECONDS_MAX} s"
        return process.returncode, said.decode("utf-8", "replace").strip()


def audits_of(request: Request) -> Audits:
    """Return the audits of the service that is asked."""
    found: Audits = request.app.state.audits
    return found


AuditsDep = Annotated[Audits, Depends(audits_of)]


def read(row: AuditReportRow) -> dict[str, Any]:
    """Return a kept report as JSON has it."""
    return dict(checking.check(row.content.decode("utf-8", "replace")).report)
