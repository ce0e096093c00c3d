"""
A registration office for the tests of the command line: a home with a chain, a ledger founded by `deed deploy`, keys,
holders, and words to run `deed` in this process.

Fixtures
    office     a whole office, shared by the tests of a module: each test registers data of its own
    bare_home  an empty home, with nothing running

The institutions are those of scripts/samples; the keys are made anew each time and are test keys.
"""

from __future__ import annotations

import io
import itertools
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from eth_hash.auto import keccak

from ledger.chain.node import LocalNode, free_port
from ledger.cli import main
from ledger.domain.numbers import uscc_check_character

SAMPLES = Path(__file__).parents[1] / "scripts" / "samples"
PASSPHRASE = "worthless, of test keys"
MAKER, CHECKER = "centre-social-maker", "centre-social-checker"
HANDS = ("--maker", MAKER, "--checker", CHECKER)


@dataclass(frozen=True)
class Said:
    """What one run of `deed` said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def code_of(name: str) -> str:
    """Return a synthetic unified social credit code; its division, 119900, is nobody's."""
    body = "91119900" + f"{int.from_bytes(keccak(name.encode())[:4], 'big') % 10**9:09d}"
    return body + uscc_check_character(body)


def deed(home: Path, url: str, *arguments: object, stdin: str = "", **settings: str) -> Said:
    """Run `deed` in this process, with a home and a node."""
    given = {"DEED_HOME": str(home), "DEED_RPC_URL": url, "DEED_PASSPHRASE": PASSPHRASE, "DEED_RPC_RETRIES_MAX": "0"}
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name, value in (given | {"LANG": "en_GB.UTF-8", "COLUMNS": "200"} | settings).items():
            patch.setenv(name, value)
        for name in ("LC_ALL", "LC_MESSAGES"):
            patch.delenv(name, raising=False)
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in arguments])
    return Said(int(ended.value.code or 0), out.getvalue(), err.getvalue())


@dataclass
class Office:
    """A founded ledger with holders, and a home to run `deed` in."""

    home: Path
    node: LocalNode
    holders: dict[str, str] = field(default_factory=dict)
    follower: Callable[[], None] | None = None
    _counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def deed(self, *arguments: object, **more: str) -> Said:
        """Run `deed`; a test looks at the exit code itself."""
        return deed(self.home, self.node.url, *arguments, **more)

    def done(self, *arguments: object, **more: str) -> Said:
        """Run `deed`, which must succeed."""
        said = self.deed(*arguments, **more)
        assert said.code == 0, said.err
        return said

    def file(self, *rows: Any) -> Path:
        """Write rows as NDJSON into a new file."""
        file = self.home / f"input-{next(self._counter)}.ndjson"
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        return file

    def application(self, holder: str = "first", **changes: Any) -> dict[str, Any]:
        """Return an application without fault, for data that nobody has registered."""
        number = next(self._counter)
        row = {
            "regime": "DPR",
            "holders": [self.holding(holder)],
            "dataName": {"zh": f"2026年测试数据集{number}", "en": f"Test data {number}, 2026"},
            "overview": {"zh": "测试用数据。", "en": "Data for a test."},
            "objectKind": "dataset",
            "industry": "I64",
            "sources": [{"kind": "collected", "authorisationEnds": None}],
            "spatialScope": "national",
            "temporalFrom": "2026-01-01",
            "temporalTo": "2026-06-30",
            "updateFrequency": "monthly",
            "volume": {"records": 10, "bytes": 1000},
            "grade": "general",
            "personalInformation": "none",
            "fingerprint": {"algorithm": "sha-256", "value": keccak(f"{self.home} {number}".encode()).hex()},
        }
        return row | changes

    def holding(self, holder: str, share: int = 10_000) -> dict[str, Any]:
        """Return a holder as an application names it."""
        name = {"zh": f"测试公司{holder}", "en": f"Test Company {holder}"}
        return {"uscc": self.holders[holder], "name": name, "rights": ["hold", "use", "operate"], "share": share}

    def register(self, *rows: dict[str, Any]) -> list[dict[str, Any]]:
        """Register applications and mirror them; return what `deed register` printed."""
        said = self.done("register", self.file(*(rows or [self.application()])), *HANDS, "--json")
        self.mirror()
        registered: list[dict[str, Any]] = said.json
        return registered

    def number(self, **changes: Any) -> str:
        """Register one application and return its certificate's number."""
        return str(self.register(self.application(**changes))[0]["number"])

    def mirror(self) -> None:
        """Mirror the chain, or wait for who follows it."""
        if self.follower is not None:
            self.follower()
        else:
            self.done("index", "--once")

    def count(self) -> int:
        """Return how many certificates the mirror has, once it has caught up."""
        self.mirror()
        with closing(sqlite3.connect(self.home / "mirror.sqlite")) as mirror:
            return int(mirror.execute("SELECT COUNT(*) FROM certificates").fetchone()[0])


def found(home: Path, node: LocalNode) -> Office:
    """Found a ledger in `home` and admit three holders, each with a key of its own."""
    office = Office(home, node, {name: code_of(f"{home} {name}") for name in ("first", "second", "third")})
    office.done("deploy", SAMPLES / "participants.json", "--create-keys")
    rows = []
    for name, uscc in office.holders.items():
        address = office.done("key", "create", f"{name}-consent", "--light").out.strip()
        keys = [{"key": address, "duties": ["CONSENT", "ADMIN"]}]
        called = {"zh": f"测试公司{name}", "en": f"Test Company {name}"}
        rows.append({"uscc": uscc, "name": called, "kind": "LEGAL_PERSON", "keys": keys})
    office.done("participant", "admit", office.file(*rows), *HANDS)
    office.mirror()
    return office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office for the tests of one module."""
    home = tmp_path_factory.mktemp("office")
    with LocalNode(home, free_port(), block_seconds=0) as node:
        yield found(home, node)


@pytest.fixture
def bare_home(tmp_path: Path) -> Path:
    """An empty home."""
    return tmp_path / "home"
