"""Sentences about bundles that are checked without a network."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {}
