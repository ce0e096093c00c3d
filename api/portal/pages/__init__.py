"""The portal's pages: one module a page or a group of pages, each with a `router`."""

from __future__ import annotations

from api.portal.pages import (
    account,
    acts,
    applying,
    assets,
    audits,
    board,
    cases,
    certificates,
    explorer,
    governing,
    history,
    inbox,
    instructions,
    login,
    numbers,
    officers,
    portfolio,
    reports,
    schemas,
    statistics,
    verify,
    watching,
)

PAGES = (
    verify,
    portfolio,
    watching,
    history,
    certificates,
    explorer,
    board,
    applying,
    cases,
    assets,
    inbox,
    instructions,
    acts,
    statistics,
    governing,
    audits,
    reports,
    numbers,
    schemas,
    officers,
    account,
    login,
)
"""All of them, in the order of the navigation."""
