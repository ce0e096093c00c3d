"""
The source tree as the tidy tests see it: which files there are, and each module's imports.

The list of files comes from git where there is a repository, so that what is ignored is not judged; in an exported copy
it comes from the folder itself, less what .gitignore names.
"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

GENERATED = ("contracts/build/", "ledger/chain/abi/", "package-lock.json", "requirements")
"""Path prefixes of files that a program writes: no hand keeps their lines short."""


@cache
def files() -> tuple[str, ...]:
    """Every file that is, or would be, committed; as paths relative to the root."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split("\0")
        names = [name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text().split()} | {".git", "__pycache__"}
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        names = [path.as_posix() for path in found if not ignored & set(path.parts) and ".egg-info" not in str(path)]
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def by_suffix(*suffixes: str, under: str = "") -> list[str]:
    """The files below the folder `under` whose names end in one of `suffixes`."""
    return [name for name in files() if name.startswith(under) and name.endswith(suffixes)]


@cache
def text(name: str) -> str:
    """The content of the file `name`."""
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def tree(name: str) -> ast.Module:
    """The syntax tree of the Python file `name`."""
    return ast.parse(text(name), filename=name)


def module_of(name: str) -> str:
    """`ledger/domain/state.py` -> `ledger.domain.state`; a package is its folder."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@dataclass(frozen=True)
class Import:
    """One imported module, and where."""

    file: str
    line: int
    module: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


@cache
def imports(name: str) -> tuple[Import, ...]:
    """All that the file `name` imports, inside functions too; of `from a import b` also `a.b` if that is a module."""
    return tuple(_imports(name))


def _imports(name: str) -> Iterator[Import]:
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{name}:{node.lineno}: relative import; say the whole name"
            yield Import(name, node.lineno, node.module)
            for alias in node.names:
                if is_module(f"{node.module}.{alias.name}"):
                    yield Import(name, node.lineno, f"{node.module}.{alias.name}")


@cache
def is_module(dotted: str) -> bool:
    """Whether `dotted` is a module or package of ours."""
    path = ROOT / dotted.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def none(culprits: Iterable[object]) -> None:
    """Fail with the culprits, one a line; pass if there is none."""
    lines = [str(culprit) for culprit in culprits]
    if lines:
        pytest.fail("\n".join([f"{len(lines)} found:", *lines]), pytrace=False)
