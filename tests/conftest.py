"""
What every shelf shares: fixtures, Hypothesis' profiles and seed, the order of tests, and no test skipped in silence.

The fixtures themselves stand in the files named `*_fixtures.py`: Anvil and deployed contracts in `chain_fixtures.py`,
SQLite and PostgreSQL in `store_fixtures.py`.  Nothing here starts anything.
"""

from __future__ import annotations

import os
import secrets
import zlib
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from ledger.chain import restrain_recursion

pytest_plugins = [f"tests.{path.stem}" for path in sorted(Path(__file__).parent.glob("*_fixtures.py"))]

settings.register_profile("gate", deadline=None, print_blob=True)
settings.register_profile("long", settings.get_profile("gate"), max_examples=2_000, stateful_step_count=100)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

DATABASES = ("sqlite", "postgresql")

ABOVE_THE_STORE = frozenset({"house", "founded"})
"""Fixtures of a whole ledger on a node.  What they try is above the store, whose own tests run on both databases."""

SHARING = frozenset({"browser", "tidy"})
"""Shelves whose files share what is dear to make: a town before a browser, the syntax trees of all sources."""

_seconds: dict[str, float] = defaultdict(float)
_tests: dict[str, int] = defaultdict(int)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed of this run here, so that it can be told; a worker has it from whoever started it."""
    if config.getoption("hypothesis_seed") is None:
        given = getattr(config, "workerinput", {}).get("hypothesis_seed")
        config.option.hypothesis_seed = given or str(secrets.randbelow(2**32))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give a worker the seed of this run: xdist passes on what was asked for, not what was chosen here."""
    node.workerinput["hypothesis_seed"] = node.config.getoption("hypothesis_seed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """
    Leave each test above the store to one of the two databases, and put what takes long first.

    The name of a test says on which database it runs, so that it is always the same and each file has some on both;
    DEED_TEST_DATABASES=both, or asking for a test by its name, runs it on each.  The browser's shelf comes first, since
    it is one worker's, then long files, then those with many tests: what comes last should not keep one waiting.
    """
    restrain_recursion()  # all tests are imported by now, and with some of them a library that raises the limit
    if os.environ.get("DEED_TEST_DATABASES") != "both" and not any("::" in each for each in config.args):
        left_out = {item for item in items if _is_for_the_other_database(item)}
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    slow: dict[Path, int] = defaultdict(int)
    tests: dict[Path, int] = defaultdict(int)
    for item in items:
        slow[item.path] += item.get_closest_marker("slow") is not None
        tests[item.path] += 1
    items.sort(key=lambda item: (item.path.parent.name != "browser", -slow[item.path], -tests[item.path]))
    # sorting is stable: a file's tests keep their order


def _is_for_the_other_database(item: pytest.Item) -> bool:
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return False
    database = item.callspec.params.get("database_url")
    if database not in DATABASES or not ABOVE_THE_STORE.intersection(item.fixturenames):
        return False
    name = item.nodeid.replace(str(database), "")
    return DATABASES[zlib.crc32(name.encode()) % 2] != database


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Give each worker whole files, and one of them the whole of a shelf whose files share what is dear."""

    def _split_scope(self, nodeid: str) -> str:
        shelf = nodeid.rpartition("::")[0].split("/")[:2]
        return "/".join(shelf) if shelf[-1] in SHARING else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Choose how tests are given to workers."""
    return ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one: it proves nothing, and nobody reads the number of skips."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, which proves nothing: {report.longrepr}"
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the time of each shelf."""
    shelf = report.nodeid.split("/")[1] if report.nodeid.count("/") > 1 else "tests"
    _seconds[shelf] += report.duration
    _tests[shelf] += report.when == "call"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how long each shelf took, all workers together, and how to draw the same examples again."""
    for shelf in sorted(_tests):
        terminalreporter.write_line(f"   {_seconds[shelf]:6.1f} s  {_tests[shelf]:4d} tests  {shelf}")
    seed = terminalreporter.config.option.hypothesis_seed
    terminalreporter.write_line(f"   seed {seed}; the same examples again: --hypothesis-seed={seed}")
