"""
Every code has its sentence in Chinese and in English, and every sentence names only facts that come with its code.

The codes are gathered from where they are given: the errors of the Solidity interfaces, each place in Python that makes
a `LedgerError` with its code written out, the policy's checks and reasons, and the audit's kinds of finding.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from string import Formatter

from ledger.audit.report import KINDS
from ledger.domain.policy import POLICY, Outcome
from ledger.messages import LOCALES, PARTS, TABLE
from tests.tidy.tree import by_suffix, none, text, tree

SOLIDITY_ERROR = re.compile(r"^\s*error\s+(\w+)\s*\(([^)]*)\)", re.M)
SOURCES = by_suffix(".py", under="ledger/") + by_suffix(".py", under="api/")


@dataclass(frozen=True)
class Given:
    """A code, where it is given, and the names of the facts that come with it; `None` where they cannot be read off."""

    place: str
    kind: str
    code: str
    facts: frozenset[str] | None


def _snake(name: str) -> str:
    word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return "from_" if word == "from" else word


def _solidity_errors() -> dict[str, frozenset[str]]:
    """Solidity error -> its arguments as Python names them."""
    return {
        error: frozenset(_snake(argument.split()[-1]) for argument in arguments.split(",") if argument.strip())
        for name in by_suffix(".sol", under="contracts/")
        for error, arguments in SOLIDITY_ERROR.findall(text(name))
    }


def _kinds_of_error() -> set[str]:
    """The names of `LedgerError` and of every class that descends from it."""
    parents = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for name in SOURCES
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ClassDef)
    }
    kinds = {"LedgerError"}
    while more := {name for name, bases in parents.items() if bases & kinds} - kinds:
        kinds |= more
    return kinds


def _facts(call: ast.Call, kind: str) -> frozenset[str] | None:
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    named = {keyword.arg for keyword in call.keywords if keyword.arg}
    return frozenset(named | {"field"} if kind == "InvalidInput" or len(call.args) > 1 else named)


@cache
def given_in_python() -> tuple[Given, ...]:
    """All codes that are given in Python."""
    return tuple(_search())


def _search() -> Iterator[Given]:
    kinds = _kinds_of_error()
    for name in SOURCES:
        for node in ast.walk(tree(name)):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            code, kind = node.args[0].value, ast.unparse(node.func).rsplit(".", 1)[-1]
            if kind in kinds or ast.unparse(node.func) == "super().__init__":
                assert isinstance(code, str)
                yield Given(f"{name}:{node.lineno}", kind, code, _facts(node, kind))


def _placeholders(template: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(template) if field}


ERRORS = _solidity_errors()


def test_the_search_finds_the_codes() -> None:
    assert len(ERRORS) > 40
    assert {"UsccCheckCharacter", "NodeUnreachable", "DocumentAltered"} <= {
        given.code for given in given_in_python()
    } | set(TABLE)
    assert len({given.code for given in given_in_python()}) > 60


def test_every_solidity_error_has_sentences() -> None:
    none(f"{error} is in no table of ledger/messages" for error in ERRORS if error not in TABLE)


def test_every_code_in_python_has_sentences() -> None:
    none(
        f"{given.place}: {given.code} is in no table of ledger/messages"
        for given in given_in_python()
        if given.code not in TABLE
    )


def test_every_check_and_every_reason_has_sentences() -> None:
    wanted = {f"{check}_TITLE" for check in POLICY.checks}
    wanted |= {f"VERDICT_{outcome}" for outcome in Outcome if outcome is not Outcome.NOT_APPLICABLE}
    for (_, reason), row in POLICY.rows.items():
        wanted.add(reason)
        if set(row.letters) - set("NP"):
            wanted.add(f"{reason}_REMEDY")
    none(f"{code} is in no table of ledger/messages" for code in sorted(wanted) if code not in TABLE)


def test_every_finding_and_every_remedy_has_sentences() -> None:
    wanted = [f"Audit{code}" for code in KINDS] + [kind.remedy for kind in KINDS.values()]
    none(f"{code} is in no table of ledger/messages" for code in sorted(set(wanted)) if code not in TABLE)


def test_every_row_has_both_languages_with_the_same_facts() -> None:
    none(f"{code}: {sorted(row)}" for code, row in TABLE.items() if set(row) != set(LOCALES))
    none(f"{code} says nothing" for code, row in TABLE.items() if not all(part.strip() for part in row.values()))
    none(
        f"{code}: zh names {sorted(_placeholders(row['zh']))}, en names {sorted(_placeholders(row['en']))}"
        for code, row in TABLE.items()
        if _placeholders(row["zh"]) != _placeholders(row["en"])
    )


def test_the_chinese_is_chinese_and_the_english_is_not() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    none(f"{code}: {row['zh']}" for code, row in TABLE.items() if not chinese.search(row["zh"]))
    none(f"{code}: {row['en']}" for code, row in TABLE.items() if chinese.search(row["en"]))


def test_the_chinese_has_chinese_punctuation() -> None:
    """Commas, colons, semicolons, brackets and the like are full-width; the colon of an address is not."""
    halfwidth = re.compile(r"[,;()?!]|:(?!//|\{port\})")
    rows = {code: row["zh"] for part in PARTS for code, row in part.ROWS.items()}
    none(f"{code}: {zh}" for code, zh in rows.items() if halfwidth.search(zh))


def test_a_code_stands_in_one_table_only() -> None:
    count = Counter(code for part in PARTS for code in part.ROWS)
    none(f"{code} stands in {times} tables" for code, times in count.items() if times > 1)


def test_a_sentence_names_only_facts_that_come_with_its_code() -> None:
    for_sure = [(given.place, given.code, given.facts) for given in given_in_python() if given.facts is not None]
    for_sure += [("the Solidity error", error, arguments) for error, arguments in ERRORS.items()]
    none(
        f"{code}: the sentence names {{{fact}}}, which {place} does not give"
        for place, code, facts in for_sure
        if code in TABLE
        for fact in sorted(_placeholders(TABLE[code]["en"]) - facts)
    )


def test_a_refusal_in_python_carries_the_arguments_of_the_solidity_error() -> None:
    none(
        f"{given.place}: {given.code} has {sorted(given.facts)}, in Solidity {sorted(ERRORS[given.code])}"
        for given in given_in_python()
        if given.kind == "ActRefused" and given.code in ERRORS and given.facts not in (None, ERRORS[given.code])
    )
