"""
Work that may break the process that does it: each piece in a fork, in silence, within its time.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress

SECONDS_MAX = 60
"""Seconds of a processor that a fork may use, twice what all unit tests take: one that uses more loops, is ended, and
its answer is `time`."""


def forked(
    count: int, workers: int, work: Callable[[int], str], seconds_max: int = SECONDS_MAX
) -> Iterator[tuple[int, str]]:
    """Do each of so many works in a fork, some at a time; yield (number, answer) in the order in which they end."""
    running: dict[int, tuple[int, int]] = {}
    waiting = iter(range(count))
    while True:
        while len(running) < workers and (number := next(waiting, None)) is not None:
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(reading)
                _answer(writing, work, number, seconds_max)
            os.close(writing)
            running[child] = number, reading
        if not running:
            return
        child, status = os.wait()
        if child not in running:
            continue  # it is the one that has all tests ready
        number, reading = running.pop(child)
        with os.fdopen(reading, encoding="utf-8") as pipe:
            said = pipe.read()
        code = os.waitstatus_to_exitcode(status)
        yield number, said if code == 0 else "time" if code == -signal.SIGPROF else f"error exit {code}"


def _answer(writing: int, work: Callable[[int], str], number: int, seconds_max: int) -> None:
    """In the fork: do the work in silence, within its time, and say what came of it."""
    signal.setitimer(signal.ITIMER_PROF, seconds_max)  # not the wall's: others may be at work on the machine
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    try:
        said = work(number)
    except BaseException as broken:
        said = f"error {type(broken).__name__}"
    with suppress(BrokenPipeError), os.fdopen(writing, "w", encoding="utf-8") as pipe:
        pipe.write(said)
        pipe.flush()
        os._exit(0)


def told_by(run: Callable[[Callable[[str], None]], None]) -> Iterator[tuple[int, str]]:
    """Have a fork tell lines of a number and an answer, and yield them as they come."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:

            def tell(line: str) -> None:
                pipe.write(line + "\n")
                pipe.flush()

            run(tell)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        for line in pipe:
            number, _, killer = line.rstrip("\n").partition(" ")
            yield int(number), killer
    with suppress(ChildProcessError):
        os.waitpid(child, 0)
