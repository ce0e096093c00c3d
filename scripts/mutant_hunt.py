"""
Who notices a fault in `ledger/domain`?  Plants one mutant at a time and asks, until one says no:

    refusal   walks on record (tests/invariant/recorded.py): what the contracts refused, and why
    storage   the same walks folded: the contracts' storage, compared word by word as the audit compares it
    error     the same walks, where the fold itself breaks
    unit      the unit tests that run its lines, the quickest first

A function's mutant is planted in a fork of one process that has all tests ready: its code object is exchanged.  What
runs while modules are imported cannot be exchanged afterwards.  If nobody has noticed it by then, it is tried in a fork
that has imported nothing of the ledger yet, with the mutated module in the place of the true one: the records first,
then the files of tests that import the module, then all others, the quickest that run a line of the domain first.

A mutant that lives is a gap in the tests or a change that means nothing.  `survivors.txt` has those with a reason.
"""

from __future__ import annotations

import ast
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import pickle
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from scripts.domain_mutants import DOMAIN, ROOT, Mutant, codes_in, codes_of, modules, mutants_of
from scripts.forks import forked, told_by
from scripts.traced import Line, Traced, lines_of

UNIT = "tests/unit"
SURVIVORS = Path(__file__).with_name("survivors.txt")
RECORDS = 60
RECORD_STEPS = 400
ASKED_WHOLE = 6
"""So many records are asked where nothing of the ledger is imported yet, for then they are asked from end to end."""

TRACED_SECONDS_MAX = 1_200
"""The tests are traced line by line once, some of which draw many examples."""

COLD_SECONDS_MAX = 180
"""Of a processor, for a mutant that is to be imported: if nobody notices it, all imports and all unit tests."""

ALIVE = ""
COLD = "cold"
"""The answer about a mutant that nobody noticed where it was planted, but that is to be imported to be tried."""

OPTIONS = (
    "-q", "--noconftest", "--tb=no", "-p", "no:faulthandler", "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
"""Unit tests need none of the fixtures, which import everything there is."""

PRELOADED = (
    "hypothesis", "coincurve", "httpx", "pydantic", "pydantic_settings", "sqlalchemy", "eth_abi", "eth_account",
    "pyrevm", "pyarrow", "openpyxl", "fpdf", "fontTools.ttLib", "pypdf", "typer", "rich.progress", "structlog",
    "jwcrypto.jws", "sd_jwt", "jsonschema", "starlette", "websockets", "standardwebhooks", "psycopg",
)  # fmt: skip
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
    hot = [each for each in mutants if each.functions]
    cold = [each for each in mutants if not each.functions]

    def settle(mutant: Mutant, killer: str) -> None:
        verdicts.add(mutant, killer)
        told(mutant, killer)

    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        kept = Path(folder)
        for place, killer in told_by(lambda tell: _Ready(hot, workers, kept, tell).run()):
            if killer == COLD:
                cold.append(hot[place])
            else:
                settle(hot[place], killer)
        if not (kept / "files").exists():
            raise SystemExit("the tests fail without any mutant, or no walk could be recorded")
        imports = {file: _imports(file) for file in (kept / "files").read_text().splitlines()}
        answers = forked(len(cold), workers, lambda number: _cold(cold[number], imports, kept), COLD_SECONDS_MAX)
        for place, killer in answers:
            settle(cold[place], killer)
    return verdicts


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
        with Traced() as self._importing:
            pytest.main([UNIT, *OPTIONS], plugins=[self])

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running the tests: see which lines each of them runs, and plant the mutants one by one."""
        from scripts.retold import Retold  # noqa: PLC0415 - the fork alone imports the ledger
        from tests.invariant.recorded import recorded  # noqa: PLC0415

        sys.settrace(None)
        _restrain()
        imported = self._importing.lines
        records = [recorded(seed, RECORD_STEPS) for seed in range(1, RECORDS + 1)]
        retold = [Retold(record) for record in records]
        (self._kept / "records").write_bytes(pickle.dumps(records[:ASKED_WHOLE]))
        reached = self._reached(session)
        order = sorted({each for found in reached.values() for each in found})
        paths = [session.items[number].path for number in order] + [item.path for item in session.items]
        (self._kept / "files").write_text("\n".join(dict.fromkeys(str(path.relative_to(ROOT)) for path in paths)))
        planter = Planter()
        for module in {each.module for each in self._mutants}:
            codes_of(module)
        gc.freeze()

        def work(number: int) -> str:
            mutant = self._mutants[number]
            lines = lines_of(mutant)
            if not planter.plant(mutant):
                return COLD
            said = _first(each.contradictions(lines) for each in retold)
            return said or _by_tests(session, _tests_of(lines, reached)) or (COLD if lines & imported else ALIVE)

        for number, killer in forked(len(self._mutants), self._workers, work):
            self._tell(f"{number} {killer}")
        return True

    def _reached(self, session: pytest.Session) -> dict[Line, list[int]]:
        """By line of the domain, the tests that run it; all tests are put into order, the quickest first."""
        place = self._kept / "reached"

        def trace(_: int) -> str:
            place.write_bytes(pickle.dumps(_traced(session)))
            return "failed" if session.testsfailed else ""

        ((_, said),) = forked(1, 1, trace, TRACED_SECONDS_MAX)
        assert not said, f"without a mutant: {said}"
        found: list[tuple[float, int, frozenset[Line]]] = pickle.loads(place.read_bytes())  # noqa: S301 - our own
        found.sort()
        session.items[:] = [session.items[number] for _, number, _ in found]
        reached: dict[Line, list[int]] = defaultdict(list)
        for place_in_order, (_, _, lines) in enumerate(found):
            for line in lines:
                reached[line].append(place_in_order)
        return dict(reached)


def _traced(session: pytest.Session) -> list[tuple[float, int, frozenset[Line]]]:
    """Run every test once: its seconds of a processor, its number, and the lines of the domain that it runs."""
    tests = []
    for number, item in enumerate(session.items):
        began = time.process_time()
        with Traced() as traced:
            _run(item, session.items[number + 1] if number + 1 < len(session.items) else None)
        tests.append((time.process_time() - began, number, frozenset(traced.lines)))
    return tests


def _tests_of(lines: Iterable[Line], reached: Mapping[Line, list[int]]) -> list[int]:
    return sorted({number for line in lines for number in reached.get(line, ())})


def _imports(file: str) -> frozenset[str]:
    """Dotted names of the modules that a file of tests imports from, and of what it imports of them."""
    nodes = ast.walk(ast.parse((ROOT / file).read_text()))
    found = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return frozenset(f"{node.module}{name}" for node in found for name in ("", *(f".{to.name}" for to in node.names)))


def _dotted(module: str) -> str:
    return module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _run(item: pytest.Item, following: pytest.Item | None) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _by_tests(session: pytest.Session, numbers: Iterable[int]) -> str:
    """Run tests until one fails, and return its name."""
    for number in numbers:
        _run(session.items[number], None)
        if session.testsfailed:
            return f"unit {session.items[number].nodeid}"
    return ALIVE


def _first(told: Iterable[Iterator[str]]) -> str:
    """Return the first thing that contradicts a record."""
    for contradictions in told:
        for contradiction in contradictions:
            return contradiction.replace(":", "", 1)[:200]
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
        """Exchange the code of the functions that have it; return what they had: nothing where one cannot take it."""
        true, false = codes_of(mutant.module), tuple(codes_in(mutant.code()))
        had: dict[FunctionType, CodeType] = {}
        if len(true) != len(false):
            return had
        changed = [
            (function, before, after)
            for before, after in zip(true, false, strict=True)
            for function in (self._functions.get(before, ()) if before != after else ())
        ]
        if any(before.co_freevars != after.co_freevars for _, before, after in changed):
            return had
        for function, before, after in changed:
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


def _cold(mutant: Mutant, imports: Mapping[str, frozenset[str]], kept: Path) -> str:
    """Import the ledger with the mutant in it; ask the records, then the files of tests, by what each `imports`."""
    assert not any(name.startswith("ledger") for name in sys.modules), "the ledger was imported before its mutant"
    sys.meta_path.insert(0, _Mutated(mutant))
    near = [file for file, names in imports.items() if _dotted(mutant.module) in names]
    records = pickle.loads((kept / "records").read_bytes())  # noqa: S301 - our own
    return (
        _first(record.contradictions() for record in records)
        or _by_files(near)
        or _by_files([file for file in imports if file not in near])
    )


def _by_files(files: Sequence[str]) -> str:
    _quiet()
    failed = _FirstFailure()
    ended = pytest.main([*files, "-x", *OPTIONS], plugins=[failed]) if files else pytest.ExitCode.OK
    return ALIVE if ended == pytest.ExitCode.OK else f"unit {failed.name}"


class _FirstFailure:
    """Remembers which test failed first."""

    name = "collection"

    def pytest_collection_finish(self) -> None:
        _restrain()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.name = report.nodeid


def _restrain() -> None:
    """Do what tests/conftest.py does when all tests are imported, which is not asked here."""
    from ledger.chain import restrain_recursion  # noqa: PLC0415 - the fork alone imports the ledger

    restrain_recursion()


def _quiet() -> None:
    """Have Hypothesis draw the same examples each time, and keep none."""
    from hypothesis import settings  # noqa: PLC0415 - the profile is for forks only

    settings.register_profile("mutants", deadline=None, derandomize=True, database=None, max_examples=30)
    settings.load_profile("mutants")
