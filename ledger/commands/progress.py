"""How far an audit has come, on standard error, for a person who watches a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from ledger.commands.context import Context

STAGES = {
    "answers": ("答复", "answers"),
    "blocks": ("区块头", "headers"),
    "receipts": ("区块与回执", "blocks and receipts"),
    "replay": ("重放事件", "events replayed"),
    "compare": ("比对", "compared"),
}
"""What each stage of `ledger.audit.STAGES` is called."""

REDRAWN_SECONDS = 0.1
"""Between two looks at the same stage: a bar costs more than checking what it counts."""


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}/s", style="progress.data.speed")


@contextmanager
def watched(context: Context) -> Iterator[Callable[[str, int, int | None], None]]:
    """Give what an audit tells its progress; it is shown with rate and time left, and gone at the end."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=context.err, transient=True, disable=not context.err.is_terminal) as bars:
        tasks = {}
        drawn: dict[str, float] = {}

        def tell(stage: str, done: int, total: int | None) -> None:
            now = time.monotonic()
            if now - drawn.get(stage, 0.0) < REDRAWN_SECONDS and done != total:
                return
            drawn[stage] = now
            if stage not in tasks:
                tasks[stage] = bars.add_task(context.say(*STAGES.get(stage, (stage, stage))), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell
