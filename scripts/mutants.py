"""
Do the contract tests notice a fault?  Plants one small fault at a time in the Solidity sources and runs the tests.

A mutant is one change of one place: a comparison turned or shifted by one, an `and` for an `or`, a plus for a minus, a
check left out, an event left out.  It is killed if it does not compile or if a contract test fails.  A mutant that
lives is a place that no test looks at, or one where the change means nothing; each is printed with its line.

The tests that run first are those of the contract that has the page, by name: `Pledges` has
tests/contract/test_pledges*.py.  What they do not notice is tried with the whole shelf, but for the tests of figures
(sizes, gas), which notice any change.  Nothing in the checkout is touched: each mutant lives in a copy.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests" / "contract"
COPIED = ("contracts", "scripts", "tests", "ledger", "api", "pyproject.toml", "package.json")
LINKED = (".venv", "node_modules")
WHOLE_SHELF = ("tests/contract", "--ignore=tests/contract/test_artifacts.py")
PYTEST = ("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider")
SECONDS_MAX = 600
"""A mutant whose tests do not end by then loops, and is killed."""

COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)

# Pattern and replacement; each match is a mutant.
OPERATORS = (
    (r" < ", " <= "),
    (r" <= ", " < "),
    (r" > ", " >= "),
    (r" >= ", " > "),
    (r" == ", " != "),
    (r" != ", " == "),
    (r" && ", " || "),
    (r" \|\| ", " && "),
    (r" \+ ", " - "),
    (r" - ", " + "),
    (r"if \(([^;{}]*?)\) revert", r"if (false && (\1)) revert"),
    (r"\n( +)_require\w+\([^;]*\);", r"\n\1"),
    (r"\n( +)emit \w+\([^;]*\);", r"\n\1"),
)


@dataclass(frozen=True)
class Mutant:
    """One change of one source: characters `start` to `end` become `text`."""

    source: str
    start: int
    end: int
    text: str
    line: int

    def __str__(self) -> str:
        before = (ROOT / self.source).read_text()[self.start : self.end]
        return f"{self.source}:{self.line}  {' '.join(before.split())}  →  {' '.join(self.text.split()) or 'nothing'}"


def mutants_of(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a source, in the order of the operators."""
    text = (ROOT / source).read_text()
    code = COMMENT.sub(lambda found: re.sub(r"[^\n]", "\0", found[0]), text)
    body = code.index("{", code.find("contract ") if "contract " in code else 0)
    for pattern, replacement in OPERATORS:
        for found in re.finditer(pattern, code):
            if found.start() > body and "\0" not in found[0] and "import" not in found[0]:
                yield Mutant(
                    source, found.start(), found.end(), found.expand(replacement), text.count("\n", 0, found.end()) + 1
                )


def tests_of(source: str) -> list[str]:
    """Return the contract tests that a page is tried with."""
    contracts = {path.stem.lower() for path in (ROOT / "contracts" / "build").glob("*.json")}
    users = [name for name in contracts if _has(name, source)]
    if len(users) != 1:
        return list(WHOLE_SHELF)
    noun = users[0]
    found = sorted(TESTS.glob(f"test_{noun}*.py"))
    return [path.relative_to(ROOT).as_posix() for path in found] or list(WHOLE_SHELF)


def _has(noun: str, source: str) -> bool:
    """Whether the contract of this name is made with this page."""
    path = next(path for path in (ROOT / "contracts").glob("*.sol") if path.stem.lower() == noun)
    waiting, seen = [path], set()
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        imports = re.findall(r'from "(\./[^"]+)"', page.read_text())
        waiting += [(page.parent / imported).resolve() for imported in imports]
    return (ROOT / source) in seen


def lives(mutant: Mutant) -> bool:
    """Whether the mutant compiles and all its tests pass."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder)
        for name in COPIED:
            origin = ROOT / name
            if origin.is_dir():
                shutil.copytree(origin, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(origin, copy / name)
        for name in LINKED:
            (copy / name).symlink_to(ROOT / name)
        path = copy / mutant.source
        text = path.read_text()
        path.write_text(text[: mutant.start] + mutant.text + text[mutant.end :])
        if not _passes(copy, ["scripts/compile.py"]):
            return False
        stages = dict.fromkeys((tuple(tests_of(mutant.source)), WHOLE_SHELF))
        return all(_passes(copy, [*PYTEST, *tests]) for tests in stages)


def _passes(folder: Path, command: list[str]) -> bool:
    try:
        ended = subprocess.run(
            [sys.executable, *command], cwd=folder, capture_output=True, timeout=SECONDS_MAX, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode == 0


def run(count: int, seed: int, sources: list[str], workers: int) -> int:
    """Try `count` mutants drawn by `seed`, of all sources or of those given; print the share that was killed."""
    names = sources or sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "contracts").glob("*.sol"))
    every = [mutant for name in names for mutant in mutants_of(name)]
    drawn = random.Random(seed).sample(every, min(count, len(every)))  # noqa: S311 - a draw, no secret
    print(f"{len(drawn)} of {len(every)} mutants, seed {seed}", flush=True)
    alive = []
    with ThreadPoolExecutor(workers) as pool:
        for done, (mutant, living) in enumerate(zip(drawn, pool.map(lives, drawn), strict=True), 1):
            print(f"{done:4} {'LIVES ' if living else 'killed'} {mutant}", flush=True)
            if living:
                alive.append(mutant)
    killed = len(drawn) - len(alive)
    print(f"\n{killed} of {len(drawn)} killed ({killed / len(drawn):.1%}); alive:", *alive, sep="\n  ")
    return 1 if alive else 0
