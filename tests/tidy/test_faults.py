"""
The catalogue of planted faults, tests/fault/README.md: every finding that the audit can make has been provoked.
"""

from __future__ import annotations

import ast
import re

from ledger.audit.report import KINDS
from tests.tidy.tree import none, text, tree

CATALOGUE = "tests/fault/README.md"
ROW = re.compile(r"^\| (?P<fault>.+) \| `?(?P<said>\w+)`? \| `(?P<file>\S+)::(?P<test>\w+)` \|$", re.M)
ENDS = {"undecided", "clean"}
FAULTS_MIN = 30

ROWS = tuple(ROW.finditer(text(CATALOGUE)))


def words_in(file: str) -> set[str]:
    """Every text that stands in a file by itself."""
    return {
        node.value for node in ast.walk(tree(file)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_the_catalogue_is_read_whole() -> None:
    assert len(ROWS) == sum(line.startswith("| ") for line in text(CATALOGUE).splitlines()) - 1
    assert len(ROWS) >= FAULTS_MIN
    assert len({row["fault"] for row in ROWS}) == len(ROWS)


def test_every_finding_is_provoked_by_a_planted_fault() -> None:
    said = {row["said"] for row in ROWS}
    none(
        f"{code} is provoked by no planted fault: write its test, and its line in {CATALOGUE}"
        for code in KINDS.keys() - said
    )
    none(f"{CATALOGUE}: {code} is no finding" for code in said - KINDS.keys() - ENDS)


def test_every_planted_fault_has_its_test_which_names_it() -> None:
    for row in ROWS:
        file = f"tests/{row['file']}"
        tests = {node.name for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef)}
        none([f"{file} has no test {row['test']}"] if row["test"] not in tests else [])
        none([f"{file} does not expect {row['said']}"] if row["said"] not in {*words_in(file), *ENDS} else [])
