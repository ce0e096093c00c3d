"""Sentences about many certificates in one answer."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {}
