"""Sentences about signed answers, their log and who witnesses it."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {}
