"""What a person sees of an audit under way: every stage has its name in both languages, and looks are not too many."""

from __future__ import annotations

import io

from rich.console import Console

from ledger import audit
from ledger.commands.context import Context
from ledger.commands.progress import STAGES, watched
from ledger.config import Settings


def test_every_stage_of_an_audit_has_a_name() -> None:
    assert set(audit.STAGES) <= set(STAGES)


def _seen(*, is_terminal: bool) -> str:
    context = Context(Settings(), "en", as_json=False)
    written = io.StringIO()
    context.err = Console(file=written, force_terminal=is_terminal, width=100)
    with watched(context) as tell:
        for done in range(1, 20_001):
            tell("receipts", done, 20_000)
    return written.getvalue()


def test_a_terminal_is_shown_how_far_an_audit_is_and_how_fast() -> None:
    seen = _seen(is_terminal=True)
    assert "blocks and receipts" in seen
    assert "20000/20000" in seen
    assert len(seen) < 20_000


def test_nothing_but_the_result_goes_into_a_pipe() -> None:
    assert _seen(is_terminal=False) == ""
