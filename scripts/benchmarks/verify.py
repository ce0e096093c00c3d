"""
`scripts/benchmark verify`: how many verified answers one worker gives in a second, and how long each takes.

Beside it, in the same run: a bare route of the same framework that answers as many bytes with nothing in them; and what
a bank would do without us, the same facts read through web3.py from the same node.  The mirrors are crowds (`crowd`),
whose node is a responder of a few lines; the ledger beside web3.py is founded on Anvil.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx

from ledger.chain.decode import CONTRACTS
from ledger.chain.deployment import Deployment
from ledger.chain.node import free_port
from ledger.domain.events import Digest
from ledger.domain.numbers import CertificateNumber
from ledger.kit.check import check
from ledger.store.service import Service, clients
from scripts.benchmarks.chain import ROOT
from scripts.benchmarks.crowd import Crowd, digest, fill, time_of
from scripts.benchmarks.load import UNSIGNED, Pace, pace, post
from scripts.benchmarks.report import Target, machine
from tests.http_server import Served

CHAIN_ID = 31_337
PATIENCE_SECONDS = 60.0
PORTFOLIO = 10_000
ASKED_MAX = 5_000
"""Different certificates that are asked for, in turn: more than any cache of a database page keeps apart."""

BURDENS_EVERY = 210
"""In a crowd, what rests on a certificate of these divisors names things that are no rows; it cannot be judged."""

UNSIGNED_TIMES_BARE, SIGNED_TIMES_BARE = 1 / 2, 1 / 3
P99_TIMES_P50, LARGE_TIMES_SMALL = 4.0, 1.3
TIMES_WEB3, PORTFOLIO_RATE, OFFLINE_MS_MAX = 10.0, 5_000.0, 50.0

CHECKS = 100
"""Of one bundle, offline."""

BASIS = {"kind": "consent", "reference": "C-2026-0412"}


class Silent(Exception):
    """A server did not start, or did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Options:
    """How large the mirrors are, how long each measurement is, on how many connections, and where crowds are kept."""

    certificates: tuple[int, ...] = (1_000, 1_000_000)
    seconds: float = 10.0
    connections: int = 4
    portfolio: int = PORTFOLIO
    chain_certificates: int = 50
    keep: Path | None = None


@dataclass(slots=True)
class Measured:
    """What was found of one mirror: paces by name, and the portfolio's certificates per second and per CPU second."""

    certificates: int
    paces: dict[str, Pace] = field(default_factory=dict)
    portfolio: tuple[float, float] = (0.0, 0.0)


@dataclass(slots=True)
class Report:
    """What was found of the crowds, beside web3.py, and of checks of a bundle offline."""

    crowds: list[Measured]
    chain: dict[str, Pace]
    offline: Pace

    def targets(self) -> Iterator[Target]:
        for each in self.crowds:
            bare = each.paces["bare"]
            for name, promised in (("unsigned", UNSIGNED_TIMES_BARE), ("signed", SIGNED_TIMES_BARE)):
                where = f"{each.certificates:,} certificates, {name}"
                yield Target(f"{where}: times the bare route", each.paces[name].rate / bare.rate, promised)
                times = each.paces[name].at(99) / each.paces[name].at(50)
                yield Target(f"{where}: p99, times p50", times, P99_TIMES_P50, at_most=True)
            yield Target(
                f"{each.certificates:,} certificates, portfolio: per CPU second", each.portfolio[1], PORTFOLIO_RATE
            )
        if len(self.crowds) > 1:
            small, large = self.crowds[0].paces, self.crowds[-1].paces
            for name in ("unsigned", "signed"):
                times = small[name].rate / large[name].rate
                yield Target(f"{name}: the largest mirror, times slower", times, LARGE_TIMES_SMALL, at_most=True)
        times = self.chain["signed"].rate / self.chain["web3.py"].rate
        yield Target("signed: times web3.py", times, TIMES_WEB3)
        yield Target("offline check of a bundle: p50 ms", 1_000 * self.offline.at(50), OFFLINE_MS_MAX, at_most=True)

    def lines(self) -> Iterator[str]:
        """Return the report as Markdown."""
        yield f"Machine: {', '.join(machine())}."
        yield ""
        yield "| mirror | what | answers/s | p50 ms | p99 ms | bytes |"
        yield "|---|---|--:|--:|--:|--:|"
        for each in self.crowds:
            yield from (_line(f"{each.certificates:,}", name, one) for name, one in each.paces.items())
            wall, cpu = each.portfolio
            yield f"| {each.certificates:,} | portfolio, certificates | {wall:,.0f} ({cpu:,.0f} per CPU second) | | | |"
        yield from (_line("on Anvil", name, one) for name, one in self.chain.items())
        yield _line("none", "offline check", self.offline)
        yield ""
        for target in self.targets():
            sign, word = ("≤", "at most") if target.at_most else ("≥", "at least")
            verdict = "PASS" if target.met else "MISS"
            yield f"{verdict}  {target.what}: {target.found:,.2f} {sign} {target.promised:.3g} ({word})"

    def as_json(self) -> dict[str, Any]:
        return {
            "machine": machine(),
            "crowds": [
                {
                    "certificates": each.certificates,
                    "paces": {name: one.as_json() for name, one in each.paces.items()},
                    "portfolio": {"perSecond": each.portfolio[0], "perCpuSecond": each.portfolio[1]},
                }
                for each in self.crowds
            ],
            "chain": {name: one.as_json() for name, one in self.chain.items()},
            "offline": self.offline.as_json(),
            "targets": [
                {"what": each.what, "found": each.found, "promised": each.promised, "met": each.met}
                for each in self.targets()
            ],
        }


def _line(where: str, name: str, one: Pace) -> str:
    p50, p99 = (1_000 * one.at(percent) for percent in (50, 99))
    return f"| {where} | {name} | {one.rate:,.0f} | {p50:,.2f} | {p99:,.2f} | {one.size:,} |"


# MEASURING


def measure(options: Options, say: Callable[[str], None]) -> Report:
    """Measure all.  Raises `Silent`, and `Refusal` for an answer that is none."""
    from scripts.benchmarks.eth_calls import beside  # noqa: PLC0415 - web3 is slow to load

    with tempfile.TemporaryDirectory(prefix="deed-benchmark-") as made:
        crowds = [_crowd(options, size, Path(made), say) for size in options.certificates]
        say(f"{options.chain_certificates} certificates on Anvil, beside web3.py")
        return Report(crowds, beside(Path(made), options, say), _offline())


def _offline() -> Pace:
    """Check a bundle of a chain with seals, that the tests forge, offline."""
    from tests.unit.forging import VALIDATORS, address_of, load, made, on_qbft, trust  # noqa: PLC0415

    content, pinned = made(on_qbft()), trust(validators=[address_of(key) for key in VALIDATORS])
    now, took = load("signed")["payload"]["iat"] + 1, []
    for _ in range(CHECKS):
        began = time.monotonic()
        report = check(content, now=now, trust=pinned)
        took.append(time.monotonic() - began)
        if report.failed is not None:
            raise Silent(str(report.steps[-1]))
    return Pace(sorted(took), sum(took), len(content))


def _crowd(options: Options, size: int, made: Path, say: Callable[[str], None]) -> Measured:
    crowd, home = Crowd(size), (options.keep or made) / f"crowd-{size}"
    _prepare(crowd, home, say)
    found = Measured(size)
    numbers = [CertificateNumber.from_packed(crowd.number(n)).text for n in _judgeable(crowd)]
    with _node(crowd) as rpc_url, served(home, rpc_url) as (url, key, process):
        asked = [asked_of(number) for number in numbers[:ASKED_MAX]]
        for name, path in (("unsigned", UNSIGNED), ("signed", "/v1/verifications")):
            say(f"{size:,} certificates, {name}")
            requests = [post(url + path, body, key) for body in asked]
            found.paces[name] = pace(url, requests, options.seconds, options.connections)
        say(f"{size:,} certificates, portfolio of {options.portfolio:,}")
        found.portfolio = _portfolio(url, key, process, list(islice(cycle(numbers), options.portfolio)))
    with _bare(found.paces["unsigned"].size) as url:
        say("a bare route")
        found.paces["bare"] = pace(url, [post(url, body) for body in asked], options.seconds, options.connections)
    return found


def asked_of(number: str) -> bytes:
    """Return what is asked of one certificate."""
    loan = {"maturity": "2028-06-30", "amountFen": 1_000_000_000}
    return json.dumps({"purpose": "financing", "basis": BASIS, "number": number, "loan": loan}).encode()


def _judgeable(crowd: Crowd) -> list[int]:
    """Return the certificates that can be judged, some of each age: what rests on them are rows."""
    step = max(1, crowd.certificates // (40 * ASKED_MAX)) | 1
    every = range(1, crowd.certificates, step)
    return [n for n in every if math.gcd(n, BURDENS_EVERY) == 1 and n % 100 > 1][: 4 * ASKED_MAX]


def _portfolio(url: str, key: str, process: subprocess.Popen[bytes], numbers: Sequence[str]) -> tuple[float, float]:
    """Return the certificates per second, and per second of the worker's processor; the second time counts."""
    asked = {"purpose": "financing", "basis": BASIS, "items": [{"number": number} for number in numbers]}
    rates = (0.0, 0.0)
    for _ in range(2):
        began, used = time.monotonic(), _cpu_seconds(process.pid)
        answer = httpx.post(f"{url}/v1/portfolios", json=asked, headers={"X-Api-Key": key}, timeout=PATIENCE_SECONDS)
        rates = len(numbers) / (time.monotonic() - began), len(numbers) / (_cpu_seconds(process.pid) - used)
        *_, last = answer.text.strip().split("\n")
        if answer.status_code != 200 or "answer" not in json.loads(last):
            raise Silent(answer.text[:2_000])
    return rates


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# SERVERS


def _prepare(crowd: Crowd, home: Path, say: Callable[[str], None]) -> None:
    """Fill a mirror unless it is there; the service begins anew."""
    ready = home / "ready"
    if not ready.exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        say(f"a crowd of {crowd.certificates:,}")
        fill(f"sqlite:///{home / 'mirror.sqlite'}", crowd, lambda _: None)
        ready.touch()
    for old in home.glob("service.sqlite*"):
        old.unlink()
    addresses = {name: digest(name, 0)[:20] for name in CONTRACTS}
    codes = {name: Digest(digest(name, 1)) for name in CONTRACTS}
    Deployment(CHAIN_ID, digest("block", 0), 1, addresses, codes).save(home / "deployment.json")


@contextmanager
def _node(crowd: Crowd) -> Iterator[str]:
    """Answer for a node whose newest block is the crowd's last."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # headers and body leave together, or each answer waits 40 ms for an acknowledgement

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            calls = asked if isinstance(asked, list) else [asked]
            told = [{"jsonrpc": "2.0", "id": each["id"], "result": _told(crowd, each)} for each in calls]
            body = json.dumps(told if isinstance(asked, list) else told[0]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with Served(Handler) as node:
        yield node.url


def _told(crowd: Crowd, call: Mapping[str, Any]) -> Any:
    if call["method"] == "eth_chainId":
        return hex(CHAIN_ID)
    tag = call["params"][0]
    number = crowd.blocks if tag == "latest" else int(tag, 16)
    hash_ = "0x" + digest("block", number).hex()
    return {"number": hex(number), "hash": hash_, "timestamp": hex(time_of(number))}


@contextmanager
def served(home: Path, rpc_url: str, database_url: str = "") -> Iterator[tuple[str, str, subprocess.Popen[bytes]]]:
    """Run one worker of the API on a home; give its URL, a client's key for everything, and its process."""
    settings = {
        "DEED_HOME": str(home), "DEED_RPC_URL": rpc_url, "DEED_DATABASE_URL": database_url,
        "DEED_LAG_SECONDS_MAX": str(10**9), "DEED_CLIENT_PER_MINUTE": str(10_000_000),
    }  # fmt: skip
    port = free_port()
    with _process(home / "worker.log", settings, "worker", str(port)) as (url, process):
        with Service(f"sqlite:///{home / 'service.sqlite'}") as service, service.writing() as session:
            new = clients.New("a benchmark", 0, frozenset({"read", "verify", "watch", "supervise"}))
            client = clients.add(session, new, int(time.time()))
            key = clients.issue(session, client, clients.Kind.KEY, int(time.time()))
        yield url, key, process


@contextmanager
def _bare(size: int) -> Iterator[str]:
    with (
        tempfile.TemporaryDirectory(prefix="deed-benchmark-") as made,
        _process(Path(made) / "bare.log", {}, "bare", str(free_port()), str(size)) as (url, _),
    ):
        yield url


@contextmanager
def _process(
    log: Path, settings: Mapping[str, str], module: str, port: str, *more: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    command = [sys.executable, "-m", f"scripts.benchmarks.{module}", port, *more]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=out, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        _await(process, url, log)
        yield url, process
    finally:
        process.terminate()
        process.wait()


def _await(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"{url}/health/live", timeout=1.0)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise Silent(log.read_text(errors="replace")[-2_000:])
