"""The portal's pages: one module a page or a group of pages, each with a `router`."""

from __future__ import annotations

from api.portal.pages import account, login, numbers, officers, reports, schemas, verify

PAGES = (verify, reports, numbers, schemas, officers, account, login)
"""All of them, in the order of the navigation."""
