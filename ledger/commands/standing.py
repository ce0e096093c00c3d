"""
deed audit --watch: a standing watch that prints what it finds at once, one line each.

With --json a line is a JSON object: `finding`, `remark` or, at the end, `report`.  Ctrl-C and SIGTERM end it with the
report so far; a second one ends it at once.
"""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from ledger.audit import Options, run
from ledger.audit.report import Finding, Remark, Report
from ledger.audit.text import alarm
from ledger.audit.watching import FULL_HOURS, Standing
from ledger.commands.context import Context
from ledger.commands.progress import watched


def keep_watch(context: Context, options: Options, full_hours: float | None) -> Report:
    """Audit, and watch until a signal comes; return the report of all of it."""

    def tell(said: Finding | Remark) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        if context.as_json:
            kind = "finding" if isinstance(said, Finding) else "remark"
            print(line({"at": now, kind: said.as_dict()}), flush=True)
        else:
            print(f"{now}  {alarm(said, context.locale)}", flush=True)

    with _until_signalled() as stop, watched(context) as progress:
        hours = FULL_HOURS if full_hours is None else full_hours
        standing = Standing(tell, stop, full_hours=hours, depth=context.settings.finality_blocks)
        return run(options, progress, standing=standing)


def line(value: object) -> str:
    """One JSON object on one line."""
    return json.dumps(value, ensure_ascii=False, default=str).encode(errors="replace").decode()


@contextmanager
def _until_signalled() -> Iterator[threading.Event]:
    """Give what is set by the first Ctrl-C or SIGTERM; the second does what it does elsewhere."""
    stop = threading.Event()
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}

    def end(*_: object) -> None:
        stop.set()
        for each, handler in before.items():
            signal.signal(each, handler)

    for each in before:
        signal.signal(each, end)
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
