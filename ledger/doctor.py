"""
The doctor: whether everything that a ledger runs on is well, one finding after another.

A check looks at one thing and says what it found by a code with facts; the sentences, which say what to do too, are in
`messages`.  What cannot be looked at is a finding as well, and a check that rests on another one is not made where that
one failed.  Nothing is written, and nothing is repaired.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ledger.chain.decode import artifact
from ledger.chain.deployment import Deployment, check_chain
from ledger.chain.head import Head, read_hash, read_head
from ledger.chain.rpc import Rpc, octets, quantity, to_hex
from ledger.config import Settings
from ledger.domain.keccak import keccak
from ledger.errors import Inconsistent, LedgerError, Misconfigured, Unavailable
from ledger.store import vitals
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror
from ledger.store.queries import blocks
from ledger.store.queries.blocks import Cursor

FREE_BYTES_MIN = 2 * 1024**3
"""Less room than this on a disk, and it is time to make some: weeks of a city's ledger."""

FREE_BYTES_LAST = 200 * 1024**2
"""Less room than this, and the next range of blocks, or SQLite's log, may not fit."""

SKEW_SECONDS_MAX = 5
"""How far two clocks may differ: a block time or two, and any clock that is set by NTP."""

HEAD_SECONDS_MAX = 600
"""A node whose newest block is older is cut off, or its chain stands still; the slowest chains make one a minute."""


class Level(StrEnum):
    """How a finding is: well, to be looked at soon, wrong now, or not to be seen."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: `code` is a row of `messages` that `facts` complete."""

    check: str
    level: Level
    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Patient:
    """All that is looked at.  `clock` gives unix seconds."""

    settings: Settings
    deployment: Deployment
    rpc: Rpc
    mirror: Mirror
    clock: Callable[[], float] = time.time

    def head(self) -> Head:
        """Return the newest block that the mirror should have."""
        return read_head(self.rpc, self.settings.finality_blocks)

    def cursor(self) -> Cursor | None:
        with self.mirror.sessions() as session:
            return blocks.cursor(session)


Said = Iterator[tuple[Level, str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at; not looked at where one of those that it `needs` is not well."""

    code: str
    look: Callable[[Patient], Said]
    needs: tuple[str, ...] = ()


def examine(patient: Patient) -> Iterator[Finding]:
    """Make all checks, in the order of `CHECKS`.  Raises nothing that a check can say."""
    failed: set[str] = set()
    for check in CHECKS:
        missing = next((each for each in check.needs if each in failed), None)
        found = [_not_looked(check, missing)] if missing else list(_looked(check, patient))
        if any(each.level in (Level.FAIL, Level.UNKNOWN) for each in found):
            failed.add(check.code)
        yield from found


def exit_code(findings: list[Finding]) -> int:
    """Return 1 if something is wrong, 2 if something could not be looked at, 0 otherwise; a warning is no fault yet."""
    levels = {each.level for each in findings}
    return 1 if Level.FAIL in levels else 2 if Level.UNKNOWN in levels else 0


def _looked(check: Check, patient: Patient) -> Iterator[Finding]:
    try:
        for level, code, facts in check.look(patient):
            yield Finding(check.code, level, code, facts)
    except LedgerError as error:
        is_first = not check.needs  # it is this check that says whether its part answers at all
        wrong = isinstance(error, Misconfigured | Inconsistent) or is_first
        yield Finding(check.code, Level.FAIL if wrong else Level.UNKNOWN, error.code, error.facts)


def _not_looked(check: Check, missing: str) -> Finding:
    return Finding(check.code, Level.UNKNOWN, "NOT_LOOKED", {"needed": missing})


# SETTINGS


def _settings(patient: Patient) -> Said:
    """Settings that each are right and together are not."""
    settings = patient.settings
    wrong = [(code, facts) for is_so, code, facts in _contradictions(settings) if is_so]
    yield from ((Level.WARN, code, facts) for code, facts in wrong)
    if not wrong:
        yield Level.OK, "SETTINGS_AGREE", {}


def _contradictions(settings: Settings) -> tuple[tuple[bool, str, Mapping[str, Any]], ...]:
    by_seals, named = settings.finality == "seals", bool(settings.validators.strip())
    there, here = urlsplit(settings.ws_url).hostname, urlsplit(settings.rpc_url).hostname
    poll, limit = settings.poll_seconds, settings.lag_seconds_max
    return (
        (by_seals and not named, "SEALS_WITHOUT_VALIDATORS", {}),
        (named and not by_seals, "VALIDATORS_WITHOUT_SEALS", {}),
        (by_seals and settings.finality_blocks > 0, "SEALS_AND_DEPTH", {"blocks": settings.finality_blocks}),
        (poll >= limit, "POLL_SLOWER_THAN_LIMIT", {"poll_seconds": poll, "limit_seconds": limit}),
        (
            settings.rpc_timeout_seconds > limit,
            "PATIENCE_LONGER_THAN_LIMIT",
            {"patience_seconds": settings.rpc_timeout_seconds, "limit_seconds": limit},
        ),
        (there is not None and there != here, "NEWS_OF_ANOTHER_NODE", {"news": there, "node": here}),
    )


# THE CHAIN


def _node(patient: Patient) -> Said:
    """The node answers, and its chain is the deployment's."""
    rpc, deployment = patient.rpc, patient.deployment
    check_chain(rpc, deployment)
    (client,) = rpc.attempt([("web3_clientVersion", [])])  # which some nodes keep to themselves
    yield (
        Level.OK,
        "NODE_ANSWERS",
        {"node": rpc.shown, "client": client if isinstance(client, str) else "-", "chain": deployment.chain_id},
    )


def _sync(patient: Patient) -> Said:
    syncing = patient.rpc.call("eth_syncing")
    if isinstance(syncing, Mapping):
        current, highest = (quantity(syncing.get(name, "0x0")) for name in ("currentBlock", "highestBlock"))
        yield Level.WARN, "NODE_SYNCING", {"current": current, "highest": highest}
    else:
        yield Level.OK, "NODE_SYNCED", {"head": patient.head().number}


def _chain_clock(patient: Patient) -> Said:
    """The newest block's time, by our clock."""
    head = read_head(patient.rpc)
    seconds = int(patient.clock()) - head.time
    facts = {"head": head.number, "seconds": abs(seconds)}
    if seconds < -SKEW_SECONDS_MAX:
        yield Level.WARN, "CHAIN_CLOCK_IS_AHEAD", facts
    elif seconds > HEAD_SECONDS_MAX:
        yield Level.WARN, "HEAD_OLD", facts | {"limit_seconds": HEAD_SECONDS_MAX}
    else:
        yield Level.OK, "HEAD_RECENT", facts


def _contracts(patient: Patient) -> Said:
    """Each contract has the code that was deployed, and that is the code of this program's build."""
    addresses = patient.deployment.addresses
    codes = patient.rpc.batch(("eth_getCode", [to_hex(address), "latest"]) for address in addresses.values())
    is_well = True
    for (name, address), code in zip(addresses.items(), codes, strict=True):
        facts, found = {"contract": name, "address": to_hex(address)}, octets(code)
        if not found:
            fault = (Level.FAIL, "ContractsMissing")
        elif keccak(found) != patient.deployment.code_hashes[name]:
            fault = (Level.FAIL, "CodeChanged")
        elif not is_of_build(name, found):
            fault = (Level.WARN, "CODE_OF_ANOTHER_BUILD")
        else:
            continue
        is_well = False
        yield (*fault, facts)
    if is_well:
        yield Level.OK, "CONTRACTS_AS_DEPLOYED", {"count": len(addresses)}


def is_of_build(name: str, code: bytes) -> bool:
    """Say whether a contract's code is that of this program's build, whatever its immutables are."""
    built = artifact(name)
    expected, found = bytearray(octets(built["runtimeCode"])), bytearray(code)
    if len(expected) != len(found):
        return False
    for start, length in built["immutables"]:
        expected[start : start + length] = found[start : start + length] = bytes(length)
    return expected == found


# THE MIRROR


def _schema(patient: Patient) -> Said:
    patient.mirror.check()
    yield Level.OK, "SCHEMA_CURRENT", {"database": patient.mirror.url.render_as_string(hide_password=True)}


def _mirror(patient: Patient) -> Said:
    """The mirror is of this deployment, and the node has its last block."""
    origin, cursor, deployment = patient.mirror.origin(), patient.cursor(), patient.deployment
    if cursor is None:
        yield Level.WARN, "MIRROR_IS_EMPTY", {}
        return
    if origin is None or (origin.chain_id, origin.genesis_hash, dict(origin.contracts)) != (
        deployment.chain_id,
        deployment.genesis_hash,
        dict(deployment.addresses),
    ):
        yield Level.FAIL, "MIRROR_OF_ANOTHER_LEDGER", {"certificates": deployment.certificates}
        return
    facts = {"block": cursor.number, "hash": cursor.hash}
    given = read_hash(patient.rpc, cursor.number)
    if given == cursor.hash:
        yield Level.OK, "MIRROR_AGREES", facts
    elif given is None:
        yield Level.FAIL, "NODE_LACKS_BLOCK", facts
    else:
        yield Level.FAIL, "MIRROR_DIFFERS", facts | {"given": given}


def _lag(patient: Patient) -> Said:
    """How far the mirror is behind the node, in blocks and in seconds since the index last looked."""
    cursor, head, settings = patient.cursor(), patient.head(), patient.settings
    if cursor is None:
        return
    lag = max(0, head.number - cursor.number)
    yield (
        Level.FAIL if lag > settings.lag_blocks_max else Level.OK,
        "LAG_TOO_LONG" if lag > settings.lag_blocks_max else "LAG_SHORT",
        {"lag": lag, "lag_seconds": max(0, head.time - cursor.time), "limit": settings.lag_blocks_max},
    )


def _look(patient: Patient) -> Said:
    cursor = patient.cursor()
    if cursor is None:
        return
    seconds, limit = int(patient.clock()) - cursor.seen_at, patient.settings.lag_seconds_max
    facts = {"seconds": max(0, seconds), "limit_seconds": limit}
    yield (Level.FAIL, "LOOK_OLD", facts) if seconds > limit else (Level.OK, "LOOK_RECENT", facts)


def _indexer(patient: Patient) -> Said:
    if vitals.has_writer(patient.mirror):
        yield Level.OK, "INDEXER_RUNS", {}
    else:
        yield Level.WARN, "INDEXER_ABSENT", {}


def _database_clock(patient: Patient) -> Said:
    """The database server's clock, against the middle of our question and its answer."""
    before = patient.clock()
    theirs = vitals.clock(patient.mirror)
    if theirs is None:
        return
    skew = abs(theirs - (before + patient.clock()) / 2)
    facts = {"seconds": round(skew, 1), "limit_seconds": SKEW_SECONDS_MAX}
    yield (
        (Level.WARN, "DATABASE_CLOCK_DIFFERS", facts)
        if skew > SKEW_SECONDS_MAX
        else (
            Level.OK,
            "DATABASE_CLOCK_AGREES",
            facts,
        )
    )


# THE MACHINE


def _disk(patient: Patient) -> Said:
    """The room where SQLite and the documents are."""
    file = vitals.file_of(patient.mirror)
    folders = [patient.settings.home, *([file.parent] if file else [])]
    rooms = {room.place.stat().st_dev: room for room in map(vitals.room_at, folders)}
    for room in rooms.values():
        facts = {"place": str(room.place), "free": _megabytes(room.free_bytes), "limit": _megabytes(FREE_BYTES_MIN)}
        if room.free_bytes < FREE_BYTES_LAST:
            yield Level.FAIL, "DISK_FULL", facts
        elif room.free_bytes < FREE_BYTES_MIN:
            yield Level.WARN, "DISK_NEARLY_FULL", facts
        else:
            yield Level.OK, "DISK_HAS_ROOM", facts


def _size(patient: Patient) -> Said:
    yield Level.OK, "DATABASE_SIZE", {"size": _megabytes(vitals.size_bytes(patient.mirror))}


def _documents(patient: Patient) -> Said:
    """The folder of documents can be read, and so can one of them."""
    folder = patient.settings.documents_dir
    if not folder.exists():
        yield Level.WARN, "DOCUMENTS_ABSENT", {"folder": str(folder)}
        return
    try:
        sample = next((each for part in folder.iterdir() for each in part.iterdir() if _is_document(each)), None)
    except OSError as error:
        raise Unavailable("DocumentsUnavailable", path=str(folder), reason=error.strerror) from error
    if sample is not None:
        Documents(folder).get(bytes.fromhex(sample.parent.name + sample.name))
    yield Level.OK, "DOCUMENTS_READABLE", {"folder": str(folder)}


def _is_document(file: Path) -> bool:
    return not file.name.startswith(".")


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:,.0f} MiB"


CHECKS = (
    Check("SETTINGS", _settings),
    Check("NODE", _node),
    Check("SYNC", _sync, ("NODE",)),
    Check("CHAIN_CLOCK", _chain_clock, ("NODE",)),
    Check("CONTRACTS", _contracts, ("NODE",)),
    Check("SCHEMA", _schema),
    Check("MIRROR", _mirror, ("SCHEMA", "NODE")),
    Check("LAG", _lag, ("SCHEMA", "NODE")),
    Check("LOOK", _look, ("SCHEMA",)),
    Check("INDEXER", _indexer, ("SCHEMA",)),
    Check("DATABASE_CLOCK", _database_clock, ("SCHEMA",)),
    Check("DATABASE_SIZE", _size, ("SCHEMA",)),
    Check("DISK", _disk),
    Check("DOCUMENTS", _documents),
)
"""What is looked at, in the order in which it is told."""
