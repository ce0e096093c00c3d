"""Sentences about subscriptions and deliveries."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {}
