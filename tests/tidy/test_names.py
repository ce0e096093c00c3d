"""
One thing, one name, in every place where it stands: the grid of nouns, the events, and the words of the glossary.

The contracts lead: a noun is what has an interface `contracts/interfaces/I<Noun>.sol`, and each noun needs its file in
every stage.  A test fails with the file that is missing or the name that does not fit.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import get_args

from ledger.domain import events
from tests.tidy.tree import by_suffix, files, none, text, tree

INTERFACES = by_suffix(".sol", under="contracts/interfaces/")

WHAT_ALL_SHARE = "contracts/interfaces/INoun.sol"
"""No noun of its own: what every noun answers to Certificates."""

GRID = (
    "contracts/{Noun}.sol",
    "ledger/domain/{noun}.py",
    "ledger/store/queries/{noun}.py",
    "api/routes/{noun}.py",
    "tests/unit/test_{noun}.py",
    "tests/contract/test_{noun}.py",
)

DRAWERS = {"common", "helper", "helpers", "manager", "misc", "processor", "services", "util", "utils"}
"""Words that say nothing about what is inside; so neither a file nor anything in it is called by one."""

SYNONYMS = {
    "owner": "holder",
    "mint": "issue",
    "burn": "cancel",
    "lender": "bank",
    "licensor": "holder",
    "license": "licence",
}
"""Words that the glossary has another word for.  A name of ours uses the glossary's."""

SOLIDITY_NAME = re.compile(
    r"^\s*(?:contract|library|interface|struct|enum|event|error|function|modifier)\s+(\w+)", re.M
)
EVENT = re.compile(r"^\s*event\s+(\w+)\s*\(([^)]*)\)", re.M)


def _words(name: str) -> set[str]:
    """`recordedOwner_of` -> {recorded, owner, of}."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _solidity_events() -> dict[str, list[str]]:
    """Event -> the names of its parameters as Python has them."""
    found = {}
    for name in INTERFACES:
        for event, parameters in EVENT.findall(text(name)):
            names = [_snake(parameter.split()[-1]) for parameter in parameters.split(",") if parameter.strip()]
            found[event] = ["from_" if parameter == "from" else parameter for parameter in names]
    return found


def _python_events() -> dict[str, list[str]]:
    return {kind.__name__: [field.name for field in fields(kind)] for kind in get_args(events.Event)}


def _own_names() -> Iterator[tuple[str, str]]:
    """Each name that this project gave, and where: files, and what is defined in them."""
    for file in by_suffix(".py", ".sol", ".js"):
        yield file, file.rsplit("/", 1)[-1].split(".")[0]
        if file.endswith(".sol"):
            yield from ((file, name) for name in SOLIDITY_NAME.findall(text(file)))
        elif file.endswith(".py"):
            for node in ast.walk(tree(file)):
                if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{file}:{node.lineno}", node.name


def test_every_noun_has_its_file_in_every_stage() -> None:
    interfaces = [name.split("/")[-1] for name in INTERFACES if name != WHAT_ALL_SHARE]
    nouns = [file.removeprefix("I").removesuffix(".sol") for file in interfaces]
    assert {"Participants", "Certificates"} <= set(nouns)
    wanted = [place.format(Noun=noun, noun=noun.lower()) for noun in nouns for place in GRID]
    none(f"{place} is missing" for place in wanted if place not in files())


def test_a_solidity_event_is_the_python_class_of_its_name() -> None:
    assert _python_events() == _solidity_events()


def test_no_name_is_a_drawer() -> None:
    named = [(place, name) for place, name in _own_names() if not name.startswith("test_")]  # those are sentences
    none(f"{place}: {name}" for place, name in named if _words(name) & DRAWERS)


def test_no_name_is_a_synonym_of_a_word_in_the_glossary() -> None:
    none(
        f"{place}: {name}; we say {SYNONYMS[word]}"
        for place, name in _own_names()
        for word in sorted(_words(name) & set(SYNONYMS))
    )


def test_a_tests_name_is_a_sentence() -> None:
    tests = [(place, name) for place, name in _own_names() if "/test_" in place and name.startswith("test_")]
    none(f"{place}: {name} says too little" for place, name in tests if ":" in place and name.count("_") < 2)
