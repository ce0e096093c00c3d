"""
Who notices a fault in `ledger/domain`?  Plants one mutant at a time and asks, until one says no:

    refusal   walks on record (tests/invariant/recorded.py): what the contracts refused, and why
    storage   the same walks folded: the contracts' storage, compared word by word as the audit compares it
    error     the same walks, where the fold itself breaks
    unit      the unit tests that run its function, the quickest first

A function's mutant is planted in a fork of one process that has all tests ready: its code object is exchanged.  What
runs when a module is imported, and whatever nobody noticed so far, is tried again in a fork that has imported nothing
of the ledger yet, with the mutated module in the place of the true one, and with every file of tests that runs its
function or imports its module.

A mutant that lives is a gap in the tests or a change that means nothing.  `survivors.txt` has those with a reason.
"""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import pickle
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import pytest

from scripts.domain_mutants import DOMAIN, ROOT, Mutant, codes_in, codes_of, modules, mutants_of
from scripts.forks import forked, lines_of

UNIT = "tests/unit"
SURVIVORS = Path(__file__).with_name("survivors.txt")
RECORDS = 3
RECORD_STEPS = 400
TRACED_SECONDS_MAX = 1_200
"""The tests are traced call by call once, some of which draw many examples."""

ALIVE = ""
Function = tuple[str, int]
"""A function of the domain, or a part of one: the module's path, and the first line."""

Reached = dict[Function, list[int]]
"""By function, the numbers of the tests that call it."""

OPTIONS = (
    "-q", "-p", "no:faulthandler", "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
PRELOADED = ("hypothesis", "coincurve", "httpx", "pydantic", "sqlalchemy", "eth_abi", "eth_account", "pyrevm")
"""What forks share; nothing of the ledger, which each imports anew where its module is mutated."""


@dataclass
class Verdicts:
    """Who killed which mutant; `alive` are those that nobody noticed."""

    killers: Counter[str] = field(default_factory=Counter)
    by_module: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    alive: list[Mutant] = field(default_factory=list)

    def add(self, mutant: Mutant, killer: str) -> None:
        kind = killer.partition(" ")[0] or "alive"
        self.killers[kind] += 1
        self.by_module[mutant.module][kind] += 1
        if not killer:
            self.alive.append(mutant)

    def of(self, module: str) -> str:
        """A line about one module."""
        counts = self.by_module[module]
        return f"{module:48} {counts.total():5}  {dict(sorted(counts.items()))}"


def drawn(sources: Sequence[str], count: int | None, seed: int) -> list[Mutant]:
    """All mutants of these modules, or of the whole domain; so many of them by chance if `count` is given."""
    every = [mutant for module in sources or modules() for mutant in mutants_of(module)]
    if count is None or count >= len(every):
        return every
    return sorted(random.Random(seed).sample(every, count), key=lambda each: (each.module, each.number))  # noqa: S311


def hunt(mutants: Sequence[Mutant], workers: int, told: Callable[[Mutant, str], None]) -> Verdicts:
    """Plant each of the mutants; `told` hears of each who killed it, or nothing, as soon as it is known."""
    for name in PRELOADED:
        importlib.import_module(name)
    verdicts = Verdicts()
    by_module: dict[str, list[Mutant]] = defaultdict(list)
    for each in mutants:
        by_module[each.module].append(each)
    hot = [each for each in mutants if each.functions]
    left = Counter(each.module for each in hot)
    again = {module: [each for each in found if not each.functions] for module, found in by_module.items()}

    def settle(mutant: Mutant, killer: str) -> None:
        verdicts.add(mutant, killer)
        told(mutant, killer)

    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        kept = Path(folder)
        for place, killer in lines_of(lambda tell: _Ready(hot, workers, kept, tell).run()):
            mutant = hot[place]
            if killer:
                settle(mutant, killer)
            else:
                again[mutant.module].append(mutant)
            left[mutant.module] -= 1
            if not left[mutant.module]:
                _settle_cold(again.pop(mutant.module), workers, kept, settle)
        if not (kept / "records").exists():
            raise SystemExit("the tests fail without any mutant, or no walk could be recorded")
        for rest in again.values():
            _settle_cold(rest, workers, kept, settle)
    return verdicts


def _settle_cold(mutants: list[Mutant], workers: int, kept: Path, settle: Callable[[Mutant, str], None]) -> None:
    """Try what nobody noticed, or an import runs, where nothing of the ledger is imported yet."""
    for place, killer in forked(len(mutants), workers, lambda number: _cold(mutants[number], kept)):
        settle(mutants[place], killer)


def explained() -> Mapping[str, str]:
    """The survivors that are known, by name, with the reason why nobody needs to notice."""
    lines = (line for line in SURVIVORS.read_text().splitlines() if line.strip() and not line.startswith("#"))
    return {name.strip(): reason.strip() for name, _, reason in (line.partition("  # ") for line in lines)}


# ALL TESTS READY


class _Ready:
    """A pytest session that has collected the unit tests and runs them in forks, as a plugin of its own."""

    def __init__(self, mutants: Sequence[Mutant], workers: int, kept: Path, tell: Callable[[str], None]) -> None:
        self._mutants = mutants
        self._workers = workers
        self._kept = kept
        self._tell = tell

    def run(self) -> None:
        """Run the session to its end."""
        _quiet()
        pytest.main([UNIT, *OPTIONS], plugins=[self])

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running the tests: see which lines each of them runs, and plant the mutants one by one."""
        from tests.invariant.recorded import recorded  # noqa: PLC0415 - the fork alone imports the ledger

        records = [recorded(seed, RECORD_STEPS) for seed in range(1, RECORDS + 1)]
        assert not any(True for record in records for _ in record.contradictions())
        reached = self._reached(session)
        (self._kept / "files").write_bytes(pickle.dumps(_files(reached, session.items)))
        (self._kept / "records").write_bytes(pickle.dumps(records))
        planter = Planter()
        for module in {each.module for each in self._mutants}:
            codes_of(module)
        gc.freeze()

        def work(number: int) -> str:
            mutant = self._mutants[number]
            functions = {_place(code) for code in planter.plant(mutant).values()}
            if not functions:
                return ALIVE
            return _by_records(records) or _by_tests(session, _tests_of(functions, reached))

        for number, killer in forked(len(self._mutants), self._workers, work):
            self._tell(f"{number} {killer}")
        return True

    def _reached(self, session: pytest.Session) -> Reached:
        """By function of the domain, the tests that call it, the quickest first."""
        place = self._kept / "reached"

        def trace(_: int) -> str:
            place.write_bytes(pickle.dumps(_traced(session)))
            return "failed" if session.testsfailed else ""

        ((_, said),) = forked(1, 1, trace, TRACED_SECONDS_MAX)
        assert not said, f"without a mutant: {said}"
        found: Reached = pickle.loads(place.read_bytes())  # noqa: S301 - our own
        return found


def _traced(session: pytest.Session) -> Reached:
    """Run every test once and see which functions of the domain it calls."""
    called: set[Function] = set()
    prefix = f"{DOMAIN}{os.sep}"

    def entering(frame: FrameType, _: str, __: object) -> None:
        if frame.f_code.co_filename.startswith(prefix):
            called.add(_place(frame.f_code))

    by_test: list[tuple[float, int, frozenset[Function]]] = []
    for number, item in enumerate(session.items):
        called.clear()
        began = time.perf_counter()
        sys.settrace(entering)
        _run(item, session.items[number + 1] if number + 1 < len(session.items) else None)
        sys.settrace(None)
        by_test.append((time.perf_counter() - began, number, frozenset(called)))
    found: dict[Function, list[int]] = defaultdict(list)
    for _, number, reached in sorted(by_test, key=lambda each: each[0]):
        for function in reached:
            found[function].append(number)
    return dict(found)


def _place(code: CodeType) -> Function:
    return str(Path(code.co_filename).relative_to(ROOT)), code.co_firstlineno


def _files(reached: Reached, items: Sequence[pytest.Item]) -> dict[Function, list[str]]:
    """By function of the domain, the files of tests that call it."""
    names = [str(item.path.relative_to(ROOT)) for item in items]
    return {function: list(dict.fromkeys(names[number] for number in found)) for function, found in reached.items()}


def _files_of(mutant: Mutant, kept: Path) -> list[str]:
    """The files of tests that call a mutant's function, and those that import its module themselves."""
    known: Mapping[Function, list[str]] = pickle.loads((kept / "files").read_bytes())  # noqa: S301 - our own
    codes = zip(codes_of(mutant.module), codes_in(mutant.code()), strict=False)
    reaching = [name for true, false in codes if true != false for name in known.get(_place(true), ())]
    name = _dotted(mutant.module)
    parent, _, own = name.rpartition(".")
    importing = re.compile(rf"^from {re.escape(name)} import|^from {re.escape(parent)} import .*\b{own}\b", re.M)
    files = (path.relative_to(ROOT).as_posix() for path in sorted((ROOT / UNIT).glob("test_*.py")))
    found = [each for each in files if each in reaching or importing.search((ROOT / each).read_text())]
    return found or [UNIT]


def _dotted(module: str) -> str:
    return module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _tests_of(functions: Iterable[Function], reached: Reached) -> list[int]:
    return list(dict.fromkeys(number for function in sorted(functions) for number in reached.get(function, ())))


def _run(item: pytest.Item, following: pytest.Item | None) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _by_tests(session: pytest.Session, numbers: Iterable[int]) -> str:
    """Run tests until one fails, and return its name."""
    for number in numbers:
        _run(session.items[number], None)
        if session.testsfailed:
            return f"unit {session.items[number].nodeid}"
    return ALIVE


def _by_records(records: Iterable[Any]) -> str:
    for record in records:
        for contradiction in record.contradictions():
            return str(contradiction).replace("refusal:", "refusal", 1).replace("storage:", "storage", 1)[:200]
    return ALIVE


class Planter:
    """Puts mutants into the functions of a process that has imported the domain; make it when all is imported."""

    def __init__(self) -> None:
        gc.collect()
        self._functions: dict[CodeType, list[FunctionType]] = defaultdict(list)
        self._caches: list[Any] = []
        for each in gc.get_objects():
            if isinstance(each, FunctionType) and each.__code__.co_filename.startswith(str(DOMAIN)):
                self._functions[each.__code__].append(each)
            elif callable(getattr(type(each), "cache_clear", None)) and str(each.__module__).startswith("ledger."):
                self._caches.append(each)

    def plant(self, mutant: Mutant) -> dict[FunctionType, CodeType]:
        """Exchange the code of the functions that have it; return what they had, which is nothing if there are none."""
        true, false = codes_of(mutant.module), tuple(codes_in(mutant.code()))
        had: dict[FunctionType, CodeType] = {}
        if len(true) != len(false):
            return had
        for before, after in zip(true, false, strict=True):
            if before != after and before.co_freevars == after.co_freevars:
                for function in self._functions.get(before, ()):
                    had[function], function.__code__ = before, after
        for each in self._caches:
            each.cache_clear()
        return had

    @contextmanager
    def planted(self, mutant: Mutant) -> Iterator[None]:
        """Have a mutant in the place of what is true, within this context."""
        had = self.plant(mutant)
        assert had, f"{mutant} cannot be planted in a process that has imported its module"
        try:
            yield
        finally:
            for function, code in had.items():
                function.__code__ = code


# NOTHING IMPORTED YET


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutated module in the place of the true one."""

    def __init__(self, mutant: Mutant) -> None:
        self._name = _dotted(mutant.module)
        self._code = mutant.code()
        self._file = ROOT / mutant.module

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(
            fullname, self._file, loader=self,
            submodule_search_locations=[str(self._file.parent)] if self._file.name == "__init__.py" else None,
        )  # fmt: skip

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:  # noqa: ARG002
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)  # noqa: S102 - that is what is tried


def _cold(mutant: Mutant, kept: Path) -> str:
    """Import the ledger with the mutant in it; ask the records, then the tests."""
    assert not any(name.startswith("ledger") for name in sys.modules), "the ledger was imported before its mutant"
    sys.meta_path.insert(0, _Mutated(mutant))
    if said := _by_records(pickle.loads((kept / "records").read_bytes())):  # noqa: S301 - our own
        return said
    _quiet()
    failed = _FirstFailure()
    ended = pytest.main([*_files_of(mutant, kept), "-x", *OPTIONS], plugins=[failed])
    return ALIVE if ended == pytest.ExitCode.OK else f"unit {failed.name}"


class _FirstFailure:
    """Remembers which test failed first."""

    name = "collection"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.name = report.nodeid


def _quiet() -> None:
    """Have Hypothesis draw the same examples each time, and keep none."""
    from hypothesis import settings  # noqa: PLC0415 - the profile is for forks only

    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    settings.register_profile("mutants", deadline=None, derandomize=True, database=None, max_examples=30)
