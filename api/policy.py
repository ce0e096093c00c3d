"""The policy that answers are judged by: the ledger's own, or that of a bank's file, which may only be stricter."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ledger.domain.policy import POLICY, Policy
from ledger.domain.tightening import tightened
from ledger.errors import Misconfigured


@cache
def policy_in(file: Path | None) -> Policy:
    """
    Return the policy of the file at this path, which is read once; without one, the ledger's own.

    Raises `Misconfigured` FileUnreadable, and `InvalidInput` as `tightened` does.
    """
    if file is None:
        return POLICY
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Misconfigured("FileUnreadable", file=str(file), reason=error.strerror) from None
    return tightened(content, POLICY)
