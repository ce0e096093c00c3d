"""What all long searches share: a line now and then, figures at the end, a folder in memory, databases by name."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.simulation.stores import PostgresqlStore, SqliteStore, Store
from tests.store_fixtures import postgresql_server

SECONDS_BETWEEN_LINES = 10.0
MEMORY = Path("/dev/shm")  # noqa: S108  (a database of a campaign needs no disk that lasts)
DATABASES = ("sqlite", "postgresql")


class Teller:
    """Tells how far a campaign is, every so many seconds: `tell` may be called as often as one likes."""

    def __init__(self, goal: int, of: str) -> None:
        self.began = time.monotonic()
        self._goal = goal
        self._of = of
        self._next = self.began + SECONDS_BETWEEN_LINES

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def tell(self, done: int, more: str = "") -> None:
        """Print a line if it is time: how much is done, at which rate, and how long it will take."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SECONDS_BETWEEN_LINES
        rate = done / self.seconds
        left = (self._goal - done) / rate if rate else float("inf")
        print(f"{done:,} of {self._goal:,} {self._of}, {rate:.1f}/s, {left:.0f} s left  {more}", flush=True)

    def end(self, done: int, figures: object) -> None:
        """Print the last line."""
        print(f"\n{done:,} {self._of} in {self.seconds:.0f} s ({done / max(self.seconds, 1e-9):.1f}/s): {figures}")


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder that is in memory where the system has such, and gone at the end."""
    with tempfile.TemporaryDirectory(prefix="deed-campaign-", dir=MEMORY if MEMORY.is_dir() else None) as made:
        yield Path(made)


@contextmanager
def store(database: str) -> Iterator[Store]:
    """Give a database for worlds, by the name of its kind."""
    if database == "sqlite":
        with folder() as place:
            yield SqliteStore(place)
        return
    with postgresql_server() as server:
        made = PostgresqlStore(server, f"campaign_{secrets.token_hex(6)}")
        yield made
        made.close()
