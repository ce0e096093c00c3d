"""Waiting until the mirror has seen what the chain has, so that who must sign is asked of today's facts."""

from __future__ import annotations

import time

from ledger.chain.head import read_head
from ledger.commands.context import Context
from ledger.store.queries import blocks

WAIT_SECONDS_MAX = 5
"""How long an act waits for a mirror that follows; then the contract has the last word anyway."""

LOOK_SECONDS = 0.1


def await_mirror(context: Context) -> None:
    """Wait until the mirror is where the chain is; remark it if it does not come."""
    head = read_head(context.rpc).number
    until = time.monotonic() + WAIT_SECONDS_MAX
    while True:
        with context.mirror.sessions() as session:
            at = blocks.cursor(session)
        if at is not None and at.number >= head:
            return
        if time.monotonic() >= until:
            behind = head - (at.number if at else -1)
            context.note(
                f"镜像落后 {behind} 个区块，以链上结果为准。",
                f"The mirror is {behind} blocks behind; the chain has the last word.",
            )
            return
        time.sleep(LOOK_SECONDS)
