"""
A writer that is killed: whatever the instant, the database is whole, and what follows goes on from its cursor.

Crashes are real: a child process is killed while it writes.  The long form is `scripts/campaign kills`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from random import Random

import pytest

from ledger.errors import Misconfigured
from ledger.store.mirror import Mirror, Sight
from tests.store_fixtures import dump
from tests.store_histories import sample

CHILD = """
import sys
from tests.store_histories import sample
from ledger.store.mirror import Mirror
mirror = Mirror(sys.argv[1])
history = sample(int(sys.argv[2]))
print("ready", flush=True)
while True:
    mirror.undo(0)
    for start in range(0, len(history.blocks), 7):
        mirror.project(history.blocks[start : start + 7])
"""


@pytest.mark.slow
def test_a_writer_killed_at_any_instant_loses_and_repeats_nothing(mirror: Mirror, database_url: str) -> None:
    acts, kills, random = 160, 2, Random(11)  # noqa: S311
    history = sample(acts)
    then = {0: dump(mirror)}
    for start in range(0, len(history.blocks), 7):
        mirror.project(history.blocks[start : start + 7])
        then[history.blocks[: start + 7][-1].number] = dump(mirror)
    mirror.close()
    for _ in range(kills):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, database_url, str(acts)], stdout=subprocess.PIPE, env={**os.environ}
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(random.uniform(0.05, 0.6))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        _take_over(mirror)
        cursor = mirror.cursor()
        assert dump(mirror) == then[cursor[0] if cursor else 0]
        mirror.close()
    mirror.undo(0)
    mirror.project(history.blocks)
    assert dump(mirror) == then[len(history.blocks)]


def _take_over(mirror: Mirror) -> None:
    """Become the writer; PostgreSQL may need a moment to notice that the killed one is gone."""
    for attempt in range(200):
        try:
            mirror.saw(Sight(0, attempt))
        except Misconfigured:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the killed writer's lock was never let go")
