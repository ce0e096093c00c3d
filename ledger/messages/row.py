"""
One row of the table of sentences: a template for each locale.

A template is one sentence of what happened and one of what to do.  It names facts in braces; `printing` says how each
is printed.
"""

from __future__ import annotations

Row = dict[str, str]
LOCALES = ("zh", "en")
