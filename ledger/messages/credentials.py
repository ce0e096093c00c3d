"""Sentences about credentials that are shown in part."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {}
