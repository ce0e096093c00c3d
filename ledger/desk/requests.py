"""
What was asked of the desk, kept before it is done, so that a request repeated changes nothing.

A request's numbers, salts and deadlines are chosen once.  They are written down, whole, before anything is sent; who
asks again under the same request key gets the same act, byte for byte, which the writer's journal then sends once.  The
plan of an act that a contract refused is forgotten, so that the request may be tried anew when the cause is mended.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ledger.errors import Misconfigured, Unavailable
from ledger.store.documents import sync_folder


class Requests:
    """A directory of plans, one file a request."""

    def __init__(self, directory: Path, chain: str) -> None:
        """`chain` names the ledger, so that a plan for one is never used on another."""
        self._directory = directory
        self._chain = chain

    def plan(self, request_key: str, make: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
        """
        Return the plan of a request; `make` it and keep it if there is none.

        Each plan gets an `act`: the key under which the writer knows its transactions.  Raises `Misconfigured`
        RequestUnreadable, `Unavailable` RequestsUnavailable.
        """
        known = self.find(request_key)
        if known is not None:
            return known
        made = {"request": request_key, "act": secrets.token_hex(16), **make()}
        if not self._write(self._file(request_key), made, anew=True):
            return self.plan(request_key, make)  # another process was first: its plan is the request's
        return made

    def find(self, request_key: str) -> dict[str, Any] | None:
        """Return the plan of a request that was asked before."""
        file = self._file(request_key)
        try:
            plan = json.loads(file.read_text())
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise Misconfigured("RequestUnreadable", file=str(file)) from None
        if not isinstance(plan, dict) or plan.get("request") != request_key or "act" not in plan:
            raise Misconfigured("RequestUnreadable", file=str(file))
        return plan

    def keep(self, request_key: str, plan: Mapping[str, Any]) -> None:
        """Put a plan in the place of the one that was made.  Raises `Unavailable` RequestsUnavailable."""
        self._write(self._file(request_key), plan)

    def forget(self, request_key: str) -> None:
        """Forget a plan that a contract refused: nothing of it was done."""
        self._file(request_key).unlink(missing_ok=True)

    def _file(self, request_key: str) -> Path:
        name = hashlib.sha256(f"{self._chain}\n{request_key}".encode()).hexdigest()[:40]
        return self._directory / f"{name}.json"

    def _write(self, file: Path, plan: Mapping[str, Any], *, anew: bool = False) -> bool:
        """Write a plan whole, safe on disk; where it is to be `anew` and one is there, write nothing and say so."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, beside = tempfile.mkstemp(prefix=".new-", dir=file.parent)
            with os.fdopen(handle, "w") as part:
                json.dump(plan, part)
                part.flush()
                os.fsync(part.fileno())
            if anew:
                try:
                    os.link(beside, file)
                except FileExistsError:
                    return False
                finally:
                    Path(beside).unlink()
            else:
                Path(beside).replace(file)
            sync_folder(file.parent)
            return True
        except OSError as error:
            raise Unavailable("RequestsUnavailable", path=str(file), reason=error.strerror) from error
