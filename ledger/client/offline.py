"""Checking a bundle with no network and no trust in the operator: the offline kit, for one who writes Python."""

from __future__ import annotations

from pathlib import Path

from ledger.kit.check import check
from ledger.kit.report import Report
from ledger.kit.trust import Trust


def check_bundle(bundle: Path | bytes, *, now: int, trust: Path | None = None, nonce: str | None = None) -> Report:
    """
    Check a `*.deed.json` file, or its bytes, as of `now`, a unix second; `trust` is one's own file of pins.

    Raises `OSError` if a file cannot be read, `Misconfigured` TrustUnreadable.
    """
    content = bundle if isinstance(bundle, bytes) else bundle.read_bytes()
    return check(content, now=now, trust=Trust.load(trust) if trust is not None else None, nonce=nonce)
