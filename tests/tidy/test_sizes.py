"""
Limits of size: 70 lines a function, 400 lines a file, 120 columns; for Python, Solidity and the shell alike.

A test fails with every file or function that is too large, and its size.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.tidy.tree import GENERATED, by_suffix, files, none, text, tree

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 400
COLUMNS_MAX = 120

SCRIPTS = [name for name in files() if name.startswith(("scripts/", ".ci/")) and "." not in name.rsplit("/", 1)[-1]]
WRITTEN = [name for name in [*by_suffix(".py", ".sol", ".config.js"), *SCRIPTS] if not name.startswith(GENERATED)]

SOLIDITY_FUNCTION = re.compile(r"^\s*(?:function\s+(\w+)|(constructor)|modifier\s+(\w+))\b", re.M)
NOT_CODE = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"", re.S)


def _python_functions(name: str) -> Iterator[tuple[str, int, int]]:
    """Name, first line and number of lines of each function in the Python file `name`."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def solidity_functions(source: str) -> Iterator[tuple[str, int, int]]:
    """Name, first line and number of lines of each function that has a body in the Solidity text `source`."""
    code = NOT_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    for found in SOLIDITY_FUNCTION.finditer(code):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        body, end = code.find("{", start), code.find(";", start)
        if body < 0 or 0 <= end < body:
            continue
        depth = 0
        for at in range(body, len(code)):
            depth += (code[at] == "{") - (code[at] == "}")
            if depth == 0:
                first = code.count("\n", 0, start) + 1
                yield next(filter(None, found.groups())), first, code.count("\n", start, at) + 1
                break


def test_no_function_is_longer_than_a_page() -> None:
    python = by_suffix(".py")
    sizes = [(file, *found) for file in python for found in _python_functions(file)]
    sizes += [(file, *found) for file in by_suffix(".sol") for found in solidity_functions(text(file))]
    none(f"{file}:{line} {name}: {lines} lines" for file, name, line, lines in sizes if lines > FUNCTION_LINES_MAX)


def test_no_file_is_longer_than_its_limit() -> None:
    lengths = {name: len(text(name).splitlines()) for name in WRITTEN}
    none(f"{name}: {lines} lines" for name, lines in lengths.items() if lines > FILE_LINES_MAX)


def test_no_line_is_wider_than_its_limit() -> None:
    none(
        f"{name}:{number}: {len(line)} columns"
        for name in WRITTEN
        for number, line in enumerate(text(name).splitlines(), 1)
        if len(line) > COLUMNS_MAX
    )


def test_the_reader_of_solidity_counts_right() -> None:
    lines = ["contract C {", "  function f() external;", "  function g() external {", "    s = '}'; // }", "  }", "}"]
    source = "\n".join(lines).replace("'", '"')
    assert list(solidity_functions(source)) == [("g", 3, 3)]
