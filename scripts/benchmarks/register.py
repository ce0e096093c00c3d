"""
`scripts/benchmark register`: certificates per second, from an import file until the mirror can answer for them all.

A founded ledger on a local node that makes a block for each transaction.  Each centre imports a file of its own in a
process of its own, while one more process mirrors the chain.  Then the node goes back to where it was, and the very
transactions that the centres signed are pushed into it as fast as it takes them: that is the chain's ceiling, with
nothing to read, check, store or sign.
"""

from __future__ import annotations

import json
import multiprocessing
import queue
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ledger.chain.deployment import Deployment
from ledger.chain.node import LocalNode, free_port
from ledger.chain.reader import Reader
from ledger.chain.rpc import Rpc, to_hex
from ledger.commands.context import Context
from ledger.config import Settings
from ledger.desk.import_book import ImportBook
from ledger.desk.importing import Import
from ledger.desk.registration import BATCH_MAX
from ledger.domain.certificates import Regime
from ledger.domain.numbers import SERIAL_MAX, CertificateNumber
from ledger.index import index_once
from ledger.sheets.source import taken
from ledger.sheets.table import sheet_of
from ledger.store.mirror import Mirror
from scripts.benchmarks.report import Target, machine
from tests.cli_fixtures import PASSPHRASE, SAMPLES, Office, code_of

BATCHED_OF_CEILING = 0.7
ALONE_OF_CEILING = 0.5
PATIENCE_SECONDS, PATIENCE_SECONDS_ROW = 120.0, 0.05
"""How long a lap is waited for: so long, and so much more for each row; a slow machine takes a tenth of it."""

KIB_PER_MIB = 1024
PUSHED_AT_ONCE = 20
"""Transactions in one round trip of the pusher."""

FIRST_CODE = 200
"""The first centre's registry code; the samples' centres have lower ones."""

_FORK = multiprocessing.get_context("fork")


class Failed(Exception):
    """An import did not register all of its rows."""


@dataclass(frozen=True)
class Options:
    """How many rows each centre imports in batches, how many one by one, and how many centres work at once."""

    rows: int = 2_000
    alone: int = 300
    centres: tuple[int, ...] = (1, 10)


@dataclass(frozen=True)
class Lap:
    """One measurement: certificates, and seconds until registered, until mirrored, and for the bare transactions."""

    centres: int
    batch: int
    certificates: int
    registered: float
    mirrored: float
    bare: float
    grown: float
    """MiB by which the process that imports most of them grew at its peak."""

    @property
    def of_ceiling(self) -> float:
        return self.bare / self.mirrored

    def line(self) -> str:
        rates = [f"{self.certificates / each:,.0f}" for each in (self.mirrored, self.registered, self.bare)]
        return (
            f"| {self.centres} | {self.batch} | {self.certificates:,} | {' | '.join(rates)} | {self.of_ceiling:.2f}"
            f" | {self.grown:.0f} |"
        )

    def target(self) -> Target:
        promised = BATCHED_OF_CEILING if self.batch > 1 else ALONE_OF_CEILING
        return Target(f"{self.centres} centres, {self.batch} in an act: of the ceiling", self.of_ceiling, promised)


def lines(laps: list[Lap]) -> Iterator[str]:
    """Return the report as Markdown."""
    yield f"Machine: {', '.join(machine())}.  Certificates per second."
    yield ""
    yield "| centres | in an act | certificates | mirrored | registered | ceiling | mirrored ÷ ceiling | grown MiB |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|"
    yield from (each.line() for each in laps)
    yield ""
    for target in (each.target() for each in laps):
        yield f"{'PASS' if target.met else 'MISS'}  {target.what}: {target.found:.2f} ≥ {target.promised:g}"


def as_json(laps: list[Lap]) -> dict[str, Any]:
    return {"machine": machine(), "laps": [asdict(each) | {"ofCeiling": each.of_ceiling} for each in laps]}


def measure(options: Options, say: Callable[[str], None]) -> list[Lap]:
    """Measure each number of centres, in batches and one by one.  Raises `Failed`."""
    laps = []
    with tempfile.TemporaryDirectory(prefix="deed-benchmark-") as made:
        home = Path(made)
        with LocalNode(home, free_port(), block_seconds=0) as node:
            office = _founded(home, node, max(options.centres))
            with Rpc(node.url, timeout_seconds=60) as rpc:
                for centres in options.centres:
                    for batch, rows in ((BATCH_MAX, options.rows), (1, options.alone)):
                        say(f"{centres} centres, {rows:,} rows together, {batch} in an act")
                        laps.append(_lap(office, rpc, centres, batch, rows // centres))
    return laps


def _founded(home: Path, node: LocalNode, centres: int) -> Office:
    sample = json.loads((SAMPLES / "participants.json").read_text())
    for number in range(centres):
        name = {"zh": f"示范登记中心（第{number}）", "en": f"Demonstration Registration Centre {number}"}
        register = {"code": FIRST_CODE + number, "regime": "DPR", "migrateUntil": "2027-12-31"}
        sample["institutions"].append(
            {
                "key": f"centre-{number}", "uscc": code_of(f"benchmark centre {number}"), "name": name,
                "kind": "LEGAL_PERSON", "roles": ["REGISTRY"], "registers": [register],
            }
        )  # fmt: skip
    founding = home / "founding.json"
    founding.write_text(json.dumps(sample))
    office = Office(home, node, {"first": code_of("benchmark holder")})
    office.done("deploy", founding, "--create-keys")
    called = {"zh": "测试公司first", "en": "Test Company first"}
    holder = office.file({"uscc": office.holders["first"], "name": called, "kind": "LEGAL_PERSON"})
    office.done("participant", "admit", holder, "--maker", "centre-0-maker", "--checker", "centre-0-checker")
    return office


def _settings(office: Office) -> Settings:
    return Settings(home=office.home, rpc_url=office.node.url, passphrase=PASSPHRASE)  # type: ignore[arg-type]


def _lap(office: Office, rpc: Rpc, centres: int, batch: int, rows: int) -> Lap:
    before = rpc.call("evm_snapshot")
    known = _journal(office).keys()
    files = [_file(office, FIRST_CODE + number, rows) for number in range(centres)]
    ready, ended = _FORK.Barrier(centres + 2), _FORK.Queue()
    wanted = centres * rows
    patience = PATIENCE_SECONDS + PATIENCE_SECONDS_ROW * wanted
    workers = [
        _FORK.Process(target=_import, args=(office, (number, file, batch), ready, ended))
        for number, file in enumerate(files)
    ]
    workers.append(_FORK.Process(target=_mirror, args=(office, wanted, ready, ended)))
    for each in workers:
        each.start()
    ready.wait(PATIENCE_SECONDS)
    began = time.monotonic()
    try:
        told = {name: rest for name, *rest in [ended.get(timeout=patience) for _ in workers]}
    except queue.Empty:
        raise Failed(f"not done after {patience:g} s") from None
    for each in workers:
        each.join()
    if sum(count for name, (count, *_) in told.items() if name != "mirror") != wanted:
        raise Failed(str(told))
    registered = max(at for name, (_, at, *_) in told.items() if name != "mirror") - began
    mirrored = told["mirror"][1] - began
    signed = [raw for key, raw in _journal(office).items() if key not in known]
    rpc.call("evm_revert", [before])
    grown = max(rest[0] for name, (_, _, *rest) in told.items() if name != "mirror")
    return Lap(centres, batch, wanted, registered, mirrored, _pushed(rpc, signed), grown)


def _file(office: Office, code: int, rows: int) -> Path:
    """
    Write a file of applications, in memory that does not grow with it: the processes to come inherit ours.

    More than a month's serials are old certificates, with numbers of the months of ten years.
    """
    file = office.file()
    with file.open("w") as into:
        for place in range(rows):
            old = {}
            if rows > SERIAL_MAX:
                month, serial = divmod(place, SERIAL_MAX)
                period = (2010 + month // 12) * 100 + month % 12 + 1
                number = CertificateNumber(code, Regime.DPR, period, serial + 1)
                old = {"number": number.text, "registrationType": "conversion"}
            into.write(json.dumps(office.application(**old), ensure_ascii=False) + "\n")
    return file


def _journal(office: Office) -> dict[str, bytes]:
    """Return what was signed by request key, each key's transactions in their order, the keys in turn."""
    query = "SELECT request_key, raw FROM sent ORDER BY nonce, key"
    with closing(sqlite3.connect(office.home / "journal.sqlite")) as journal:
        return dict(journal.execute(query).fetchall())


def _pushed(rpc: Rpc, signed: list[bytes]) -> float:
    """Push transactions as fast as the node takes them; return the seconds until the last is in a block."""
    began = time.monotonic()
    hashes: list[Any] = []
    for first in range(0, len(signed), PUSHED_AT_ONCE):
        some = signed[first : first + PUSHED_AT_ONCE]
        hashes += rpc.batch([("eth_sendRawTransaction", [to_hex(raw)]) for raw in some])
    for each in reversed(hashes):
        while (receipt := rpc.call("eth_getTransactionReceipt", [each])) is None:
            time.sleep(0.002)
        if receipt["status"] != "0x1":
            raise Failed("a transaction was refused when pushed again")
    return time.monotonic() - began


def _import(office: Office, job: tuple[int, Path, int], ready: Any, ended: Any) -> None:
    number, file, batch = job
    context = Context(_settings(office), "en", as_json=False)
    with context.stack:
        desk = context.desk(f"centre-{number}-maker", f"centre-{number}-checker")
        ready.wait(PATIENCE_SECONDS)
        before = _resident()
        with taken(file) as source, closing(ImportBook(file.with_suffix(".sqlite"))) as book:
            outcome = Import(desk, sheet_of(source), book).register(batch)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MIB - before
        ended.put((f"centre {number}", outcome.registered, time.monotonic(), grown))


def _resident() -> float:
    """Return the MiB that this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / KIB_PER_MIB / 1024


def _mirror(office: Office, wanted: int, ready: Any, ended: Any) -> None:
    """Mirror the chain until all certificates are there."""
    file = office.home / "lap.sqlite"
    for each in office.home.glob("lap.sqlite*"):
        each.unlink()
    settings = _settings(office)
    patience = PATIENCE_SECONDS + PATIENCE_SECONDS_ROW * wanted
    deployment = Deployment.load(settings.deployment_file)
    with Rpc(office.node.url) as rpc, Mirror(f"sqlite:///{file}") as mirror:
        mirror.migrate()
        reader = Reader(rpc, deployment, 0, settings.checks)
        index_once(reader, mirror, settings)
        with closing(sqlite3.connect(file)) as seen:
            wanted += seen.execute("SELECT count(*) FROM certificates").fetchone()[0]
            ready.wait(PATIENCE_SECONDS)
            until = time.monotonic() + patience
            while seen.execute("SELECT count(*) FROM certificates").fetchone()[0] < wanted:
                if time.monotonic() > until:
                    break
                index_once(reader, mirror, settings)
                time.sleep(0.02)
    ended.put(("mirror", wanted, time.monotonic()))
