"""
What one measured process is asked, and how it answers.

A runner is a module with two functions: `work` does what is measured, `tally` counts afterwards what came of it.  The
process says when the work is done, so that neither the counting nor the interpreter's end is measured; its beginning
is.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import resource
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Task:
    """
    What to do: read blocks 1 to `last` of the node at `rpc_url`, write to the database at `database_url`.

    `variant` chooses among what the runner can do, `rows` is a folder of prepared rows.  `profile` is the file for a
    profile of the work, none if empty.
    """

    rpc_url: str
    deployment_file: str
    last: int
    database_url: str = ""
    variant: str = ""
    rows: str = ""
    profile: str = ""

    def written(self) -> str:
        return json.dumps(asdict(self))


def perform(work: Callable[[Task], None], tally: Callable[[Task], Mapping[str, Any]]) -> None:
    """Do the task of the command line; write a line when it is done, and another with what came of it."""
    task = Task(**json.loads(sys.argv[1]))
    if task.profile:
        _profiled(work, task)
    else:
        work(task)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"peak": peak_bytes(), "cpu": used.ru_utime + used.ru_stime}), flush=True)
    print(json.dumps(tally(task)), flush=True)


def _profiled(work: Callable[[Task], None], task: Task) -> None:
    """Do the work under a profile of all its threads together; what they wait for is in it too."""
    profiles = [cProfile.Profile()]
    run = threading.Thread.run

    def profiled(thread: threading.Thread) -> None:
        profiles.append(cProfile.Profile())
        profiles[-1].runcall(run, thread)

    threading.Thread.run = profiled  # type: ignore[assignment,method-assign]
    profiles[0].runcall(work, task)
    threading.Thread.run = run  # type: ignore[method-assign]
    found = pstats.Stats(*profiles)
    found.dump_stats(task.profile)
    with Path(task.profile).with_suffix(".txt").open("w") as found.stream:  # type: ignore[attr-defined]
        found.sort_stats("tottime").print_stats(40).sort_stats("cumtime").print_stats(40)


def peak_bytes() -> int:
    """Return the most memory that this process had; what its parent had before the start of the program is left out."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return used if sys.platform == "darwin" else used * 1024
