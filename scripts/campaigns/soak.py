"""`scripts/campaign soak`: a real node, acts and API reads for a long time, while everything is disturbed."""

from __future__ import annotations

import argparse
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from scripts.campaigns.telling import DATABASES, Teller
from tests.simulation.soaking import Soak
from tests.store_fixtures import postgresql_server


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be chosen."""
    parser.add_argument("--minutes", type=float, default=30.0, help="for how long (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9), help="the seed (default: chance)")
    parser.add_argument("--database", choices=DATABASES, default="sqlite", help="which one (default: %(default)s)")


def run(chosen: argparse.Namespace) -> int:
    """Go on until the time is over; return 1 if the audit has a finding or the mirror is not the chain's fold."""
    print(f"{chosen.database}, seed {chosen.seed}", flush=True)
    seconds = int(chosen.minutes * 60)
    teller = Teller(seconds, "seconds")
    with tempfile.TemporaryDirectory(prefix="deed-soak-") as folder, _database(chosen.database) as url:
        with Soak(chosen.seed, Path(folder), url) as soak:
            while teller.seconds < seconds:
                soak.step()
                teller.tell(int(teller.seconds), str(dict(soak.happened)))
            faults = soak.end()
        teller.end(int(teller.seconds), soak)
    print(*faults, sep="\n")
    return 1 if faults else 0


@contextmanager
def _database(name: str) -> Iterator[str]:
    """Give the URL of an empty database; an empty one means SQLite in the ledger's home."""
    if name == "sqlite":
        yield ""
        return
    with postgresql_server() as server:
        schema = f"soak_{secrets.token_hex(6)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}".encode())
        url = make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
        yield url.render_as_string(hide_password=False)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())
