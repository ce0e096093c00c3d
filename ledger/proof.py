"""
The proof of a mirror: it is built anew from the node, and every row compared.

The mirror goes on meanwhile.  Most is built before its state is held, the last blocks after; then both are read side by
side.  What a mirror says can be wrong in any cell, its cursor and its last block too, so that how far it is said to be
is believed only where the node has that block.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ledger.chain.ahead import ranges
from ledger.chain.reader import Reader, Reorg
from ledger.config import Settings
from ledger.doctor import Finding, Level, Patient
from ledger.errors import LedgerError, Unavailable
from ledger.index import origin_of, reader_of
from ledger.store import compare
from ledger.store.compare import Difference
from ledger.store.mirror import Mirror
from ledger.store.queries import ReadSession

DIFFERENCES_MAX = 200
"""Differences told one by one; beyond, they are only counted: nobody reads more, and what is wrong is built anew."""

LOOKS_MAX = 5
"""Looks at a mirror whose last block the node does not have, a second apart, before it counts as altered: an indexer
undoes within that time what the chain took back."""

CHECK, NEEDS = "ROWS", ("NODE", "CONTRACTS", "SCHEMA")
"""The proof as a check of the doctor, and what it rests on."""

Tell = Callable[[str, int, int | None], None]
"""Is told a stage ("building", "comparing"), how much of it is done, and of how much."""


@dataclass(slots=True)
class Proof:
    """What came out: up to which block, how many rows were compared, and the differences, the first of them by name."""

    block: int
    rows: int = 0
    count: int = 0
    differences: list[Difference] = field(default_factory=list)


def prove(live: Mirror, scratch: Mirror, reader: Reader, settings: Settings, tell: Tell) -> Proof | None:
    """
    Compare `live` with what the node says, built into `scratch`, an empty mirror; none if nothing is mirrored.

    Raises `Unavailable` if node or database do not answer, or the chain is rewritten while it is read; `Inconsistent`
    if the node says what cannot be.
    """
    number = _goal(live, reader)
    if number is None:
        return None
    scratch.migrate()
    scratch.adopt(origin_of(reader))
    _build(scratch, reader, number, settings, tell)
    with live.sessions() as found:
        said, is_confirmed = _said(found, reader)
        number = said if said is not None and is_confirmed else number
        scratch.undo(number)
        _build(scratch, reader, number, settings, tell)
        if scratch.hash_of(number) != reader.hash_at(number):
            raise Unavailable("ChainUnsteady", block=number, rewrites=1)
        proof = Proof(number)

        def compared(table: str, rows: int) -> None:
            del table
            proof.rows += rows
            tell("comparing", proof.rows, None)

        with scratch.sessions() as expected:
            for each in compare.differences(found, expected, compared):
                proof.count += 1
                if len(proof.differences) < DIFFERENCES_MAX:
                    proof.differences.append(each)
    return proof


def _goal(live: Mirror, reader: Reader) -> int | None:
    """Return up to which block the mirror says that it is; after some looks, although the node has another there."""
    for _ in range(LOOKS_MAX):
        with live.sessions() as session:
            block, is_confirmed = _said(session, reader)
        if block is None or is_confirmed:
            return block
        time.sleep(1.0)
    return block


def _said(session: ReadSession, reader: Reader) -> tuple[int | None, bool]:
    """
    Return up to which block a mirror says that it is, and whether the node has that block just so.

    Its rows count in any case, its cursor only where the node agrees: a cursor alone brings no rows.
    """
    head = reader.head().number
    cursor, rows = compare.ends(session, head)
    if not cursor and not rows:
        return None, True
    ours = [end for end in (*cursor, *rows) if reader.first_block <= end[0] <= head]
    confirmed = {number for number, known in ours if known is not None and reader.hash_at(number) == known}
    block = max(confirmed.union(number for number, _ in rows if number >= reader.first_block), default=head)
    return block, block in confirmed


def _build(scratch: Mirror, reader: Reader, last: int, settings: Settings, tell: Tell) -> None:
    """Mirror up to block `last`.  Raises `Unavailable` ChainUnsteady if the chain is rewritten meanwhile."""
    number, known = scratch.cursor() or (reader.first_block - 1, None)
    if number >= last:
        return
    first = number + 1
    coming = ranges(reader, first, last, known, blocks_max=settings.range_blocks_max, bytes_aim=settings.range_bytes)
    with closing(coming):
        for found in coming:
            if isinstance(found, Reorg):
                raise Unavailable("ChainUnsteady", block=found.number, rewrites=1)
            scratch.project(found)
            tell("building", found[-1].number - first + 1, last - first + 1)


def proven(patient: Patient, findings: Sequence[Finding], tell: Tell) -> tuple[Finding, Proof | None]:
    """Prove the patient's mirror, unless the findings say that it cannot be; say as a finding what came out."""
    failed = {each.check for each in findings if each.level in (Level.FAIL, Level.UNKNOWN)}
    missing = next((each for each in NEEDS if each in failed), None)
    if missing is not None:
        return Finding(CHECK, Level.UNKNOWN, "NOT_LOOKED", {"needed": missing}), None
    settings, mirror = patient.settings, patient.mirror
    try:
        reader = reader_of(patient.rpc, patient.deployment, settings)
        with tempfile.TemporaryDirectory(prefix=".proof-", dir=settings.home) as folder, _scratch(folder) as scratch:
            proof = prove(mirror, scratch, reader, settings, tell)
    except Unavailable as error:
        return Finding(CHECK, Level.UNKNOWN, error.code, error.facts), None
    except LedgerError as error:
        return Finding(CHECK, Level.FAIL, error.code, error.facts), None
    if proof is None:
        return Finding(CHECK, Level.OK, "NOTHING_TO_PROVE", {}), None
    facts = {"block": proof.block, "rows": f"{proof.rows:,}", "count": proof.count}
    if proof.count:
        return Finding(CHECK, Level.FAIL, "ROWS_DIFFER", facts), proof
    return Finding(CHECK, Level.OK, "ROWS_PROVEN", facts), proof


def _scratch(folder: str) -> Mirror:
    return Mirror(f"sqlite:///{Path(folder) / 'mirror.sqlite'}")
