"""
An import killed again and again: real processes, SIGKILL at any instant, a real chain.

When an import has come to its end, each of its rows must be on the chain once: by the receipts, by the mirror, and by
an audit that replays the chain and holds it against storage, mirror and documents.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from tests.cli_fixtures import HANDS, PASSPHRASE, Office

ROOT = Path(__file__).parents[2]

CO_HELD = 0.05
"""Share of rows with two holders: each is an act of its own, planned apart."""

FAULTY = 0.05
"""Share of rows that cannot be registered, and must not hold up the others."""

OVERTIME = 1.1
"""Kills come within so many times what an import takes: most in its work, some when it is done."""

SECONDS_AT_FIRST = 0.6
"""What an import is taken to last until one has ended, from the first line of its book on."""

ENDED = (0, 1)
"""Exit codes of an import that came to its end: all rows registered, or some of them faulty."""


class KilledImport:
    """Imports at one office, each killed until one ends; `happened` counts how processes ended and files were whole."""

    def __init__(self, office: Office, seed: int, rows: int) -> None:
        self.happened: Counter[str] = Counter()
        self._office = office
        self._random = Random(seed)  # noqa: S311
        self._rows = rows
        self._seconds = SECONDS_AT_FIRST
        self._said = office.home / "said.json"
        self._begin()

    def kill(self) -> None:
        """Start the import and kill it, unless it ends before: then check what it did, and begin with another file."""
        since = time.time()
        process = self._started()
        while process.poll() is None and not self._has_begun(since):
            time.sleep(0.005)
        began = time.monotonic()
        try:
            _, err = process.communicate(timeout=self._random.uniform(0, OVERTIME * self._seconds))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            self.happened["killed"] += 1
            return
        self._seconds = time.monotonic() - began
        self._check(process.returncode, err)

    def finish(self) -> None:
        """Let the import come to its end, and check what it did."""
        process = self._started()
        _, err = process.communicate()
        self._check(process.returncode, err)

    def audit(self) -> None:
        """Have the whole ledger audited: nothing may be found."""
        office = self._office
        snapshot = office.home / "snapshot.ndjson"
        office.done("export", "--snapshot", snapshot)
        documents = office.home / "documents"
        said = office.deed("audit", "--snapshot", snapshot, "--documents", documents, "--json")
        assert said.code == 0, said.out[:2_000] + said.err
        self.happened["audited"] += 1

    # WITHIN

    def _begin(self) -> None:
        drawn = [self._row() for _ in range(self._rows)]
        self._sound = [place for place, (_, is_sound) in enumerate(drawn, 1) if is_sound]
        self._file = self._office.file(*(row for row, _ in drawn))
        self._batch = self._random.choice((1, 2, 5, 20))
        self._before = self._office.count()

    def _row(self) -> tuple[dict[str, Any], bool]:
        """Return a row, and whether it can be registered."""
        chance = self._random.random()
        if chance < CO_HELD:
            holders = [self._office.holding("first", 6_000), self._office.holding("second", 4_000)]
            return self._office.application(holders=holders), True
        if chance < CO_HELD + FAULTY:
            return self._office.application(industry="nonsense"), False
        return self._office.application(), True

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", "from ledger.cli import main; main()"]
        command += ["import", str(self._file), *HANDS, "--batch", str(self._batch), "--json"]
        office = self._office
        own = {"DEED_HOME": str(office.home), "DEED_RPC_URL": office.node.url, "DEED_PASSPHRASE": PASSPHRASE}
        with self._said.open("wb") as into:  # a pipe would fill up while nobody reads
            return subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stdout=into, stderr=subprocess.PIPE)

    def _has_begun(self, since: float) -> bool:
        """Whether a book was written to since a unix second: before that, there is nothing to lose."""
        return any(file.stat().st_mtime >= since for file in (self._office.home / "imports").glob("*-wal"))

    def _check(self, code: int, err: bytes) -> None:
        assert code in ENDED, err.decode()
        said = json.loads(self._said.read_bytes())
        receipts = said["receipts"]
        assert sorted(one["row"] for one in receipts) == self._sound, "each sound row has one receipt"
        assert len({one["number"] for one in receipts}) == len(receipts), "no number is given twice"
        assert said["faulty"] == self._rows - len(self._sound)
        assert self._office.count() == self._before + len(self._sound), "the chain has each once"
        self.happened["whole"] += 1
        self._begin()
