"""
The commands in scripts/ have no suffix, so that neither mypy nor ruff looks at them: what they import of ours is there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module

from tests.tidy.tree import ROOT, files, none, text

OURS = ("api", "ledger", "scripts", "tests")


def commands() -> list[str]:
    """The Python files in scripts/ that are run by their names."""
    named = [name for name in files() if name.startswith("scripts/") and "." not in name]
    return [name for name in named if text(name).partition("\n")[0].endswith("python3")]


def imported(name: str) -> Iterator[tuple[str, str]]:
    """Yield the modules of ours that a command imports, each with a name out of it."""
    for node in ast.walk(ast.parse(text(name))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in OURS:
            yield from ((node.module, each.name) for each in node.names)


def is_there(module: str, name: str) -> bool:
    try:
        found = import_module(module)
    except ModuleNotFoundError:
        return False
    return hasattr(found, name) or (ROOT / module.replace(".", "/") / f"{name}.py").exists()


def test_there_are_commands() -> None:
    assert {"scripts/benchmark", "scripts/campaign", "scripts/screenshots"} <= set(commands())


def test_what_a_command_imports_is_there() -> None:
    none(
        f"{command} imports {module}.{name}, which is not there"
        for command in commands()
        for module, name in imported(command)
        if not is_there(module, name)
    )
