"""Words of the portal's pages: what all pages share in `layout`, and one module for each page or group of pages."""

from __future__ import annotations

from ledger.messages.portal import (
    assets,
    audits,
    bank,
    cases,
    certificate,
    desk,
    events,
    explorer,
    glossary,
    governing,
    help,
    layout,
    officers,
    registers,
    reports,
    statistics,
    verify,
    words,
)

PARTS = (
    layout,
    words,
    events,
    verify,
    reports,
    officers,
    registers,
    certificate,
    explorer,
    assets,
    statistics,
    governing,
    audits,
    desk,
    cases,
    bank,
    help,
    glossary,
)
