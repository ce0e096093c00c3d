"""
Starts processes that index, quickly: `python -m tests.simulation.runner URL DEPLOYMENT DATABASE RANGE`.

Whatever an index needs is imported once; then, for each line that comes in, a child is forked that mirrors the chain up
to its head, as `deed index --once` does.  The child's process id is written, and, when it has ended, how, and after how
many seconds: 0 if it came to the head, minus the signal if it was killed.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from ledger.chain.deployment import Deployment
from ledger.chain.reader import Reader
from ledger.chain.rpc import NodeRefused, Rpc
from ledger.config import Settings
from ledger.errors import Misconfigured, Unavailable
from ledger.index import index_once
from ledger.store.mirror import Mirror

TIMEOUT_SECONDS = 10.0
PAUSE_SECONDS = 0.01
ENDED_OTHERWISE = 9
"""The exit code of a child that could not go on, and said why."""


def index(url: str, deployment: Deployment, database: str, settings: Settings) -> None:
    """Mirror up to the head, trying again while node or database are in the way."""
    reader = Reader(Rpc(url, TIMEOUT_SECONDS, retries_max=0), deployment)
    while True:
        try:
            with Mirror(database) as mirror:
                mirror.migrate()
                index_once(reader, mirror, settings)
                return
        except (Unavailable, NodeRefused):
            time.sleep(PAUSE_SECONDS)
        except Misconfigured as error:
            if error.code != "MirrorInUse":  # a server may need a moment to learn that the one before was killed
                raise
            time.sleep(PAUSE_SECONDS)


def main() -> None:
    """Serve until the input ends."""
    url, file, database, range_blocks = sys.argv[1:]
    deployment = Deployment.load(Path(file))
    settings = Settings(range_blocks_max=int(range_blocks), undo_blocks=1_000)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            code = ENDED_OTHERWISE
            try:
                index(url, deployment, database, settings)
                code = 0
            except BaseException as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            finally:
                os._exit(code)
        print(child, flush=True)
        began = time.monotonic()
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), time.monotonic() - began, flush=True)


if __name__ == "__main__":
    main()
