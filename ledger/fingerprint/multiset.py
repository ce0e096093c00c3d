"""
One digest of many row digests in whatever order they come, equal digests counted as often as they come.

It is the SHA-256 of a heading and of all digests in ascending order.  Two tables with one content digest then have the
same rows, or somebody has a collision of SHA-256; no other assumption is made.  Adding digests up needs no sorting but
numbers of 2,048 bytes and more (with 32, equal sums of other rows are found in 2^32 steps), which costs ten times as
much a row as the sorting does here.  Any language does the same in a line: digest, sort, digest.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import IO

DIGEST_BYTES = 32

RUN_DIGESTS = 2**18
"""Digests that are sorted in memory at a time, some 20 MB; more are put on disk, 32 bytes each."""

PREFIXES = 256
"""First bytes of a digest.  Runs are merged one first byte at a time: 2^26 rows in the memory of one run."""


class Multiset:
    """Digests as they come; `digest` gives the one of all.  A context: its file on disk is gone at the end."""

    def __init__(self, run_digests: int = RUN_DIGESTS) -> None:
        self._run_digests = run_digests
        self._held: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._runs: list[list[int]] = []
        self.count = 0

    def __enter__(self) -> Multiset:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, digests: Sequence[bytes]) -> None:
        """Take more digests of `DIGEST_BYTES` each."""
        self._held.extend(digests)
        self.count += len(digests)
        if len(self._held) >= self._run_digests:
            self._put_by()

    def digest(self, heading: bytes) -> str:
        """Return the digest of the heading and of all that was added, as 64 digits."""
        whole = hashlib.sha256(heading)
        if self._file is None:
            whole.update(b"".join(sorted(self._held)))
            return whole.hexdigest()
        self._put_by()
        for prefix in range(PREFIXES):
            whole.update(b"".join(sorted(self._with(prefix))))
        return whole.hexdigest()

    def _put_by(self) -> None:
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115 - closed with the context
        self._held.sort()
        start = sum(run[-1] for run in self._runs[-1:])
        bounds = [bisect_left(self._held, bytes([prefix])) for prefix in range(PREFIXES)] + [len(self._held)]
        self._runs.append([start + bound for bound in bounds])
        self._file.write(b"".join(self._held))
        self._held.clear()

    def _with(self, prefix: int) -> list[bytes]:
        """Return all digests with this first byte, each run's in order."""
        assert self._file is not None
        found: list[bytes] = []
        for run in self._runs:
            first, last = run[prefix], run[prefix + 1]
            self._file.seek(first * DIGEST_BYTES)
            data = self._file.read((last - first) * DIGEST_BYTES)
            found += [data[place : place + DIGEST_BYTES] for place in range(0, len(data), DIGEST_BYTES)]
        return found
