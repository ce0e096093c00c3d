"""
The documents keep pace: what they show exists, what exists is shown, links lead somewhere, decisions are numbered.

A test fails with the command, the setting, the link or the decision that is wrong.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache

import typer
from click import Command

from ledger.cli import COMMANDS, build
from ledger.config import Settings
from tests.tidy.tree import ROOT, by_suffix, files, none, text

DOCUMENTS = by_suffix(".md")
FOLDERS = ("contracts", "ledger", "api", "scripts", "tests")

CODE = re.compile(r"^(?: {4}|\t).*$|`[^`\n]+`|^```.*?^```", re.M | re.S)
SHOWN_COMMAND = re.compile(r"(?:^|[\s`/])deed ([a-z][a-z-]*)((?: [a-z][a-z-]*)?)")
SHOWN_SCRIPT = re.compile(r"\bscripts/[a-z_]+(?:\.py)?\b(?!/)")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
DECISION = re.compile(r"^#+ D(\d+)\b.*?(?=^#+ |\Z)", re.M | re.S)
CITED = re.compile(r"\(([PRD])(\d+)\)|\b[Rr]ules? ([R])(\d+)\b")


def _commands() -> set[str]:
    """Every command of `deed`, as it is typed after it: "verify", "proposal vote"."""

    def below(group: object, words: tuple[str, ...]) -> set[str]:
        inner = getattr(group, "commands", {})
        runs = not inner or getattr(group, "invoke_without_command", False)
        own = {" ".join(words)} if runs else set()
        return own | {name for word, command in inner.items() for name in below(command, (*words, word))}

    return {name for group in _groups() for word, command in group.items() for name in below(command, (word,))}


@cache
def _groups() -> list[Mapping[str, Command]]:
    """What each module of `ledger.commands` has under `deed`."""
    firsts = [next(iter(commands)) for commands in COMMANDS.values()]
    return [getattr(typer.main.get_command(build([first])), "commands", {}) for first in firsts]


def _shown() -> list[tuple[str, str]]:
    """Each piece of code in a document, with the document's name."""
    return [(name, piece) for name in DOCUMENTS for piece in CODE.findall(text(name))]


def test_every_command_of_deed_is_shown_somewhere() -> None:
    shown = "\n".join(piece for _, piece in _shown())
    none(f"deed {command} is in no document" for command in sorted(_commands()) if f"deed {command}" not in shown)


def test_the_list_of_commands_says_of_each_what_its_own_help_begins_with() -> None:
    for listed, group in zip(COMMANDS.values(), _groups(), strict=True):
        assert listed.keys() == group.keys()
        none(
            f"deed {name}: {' '.join((group[name].help or '').split())}"
            for name, words in listed.items()
            if not " ".join((group[name].help or "").split()).startswith(words)
        )


def test_every_command_shown_exists() -> None:
    commands = _commands()
    first_words = {command.split()[0] for command in commands}
    groups = {command.split()[0] for command in commands if " " in command}
    none(
        f"{name}: deed {word}{rest}"
        for name, piece in _shown()
        for word, rest in SHOWN_COMMAND.findall(piece)
        if word not in first_words or (word in groups and rest and word + rest not in commands)
    )


def test_every_script_shown_exists_and_runs() -> None:
    shown = {(name, script) for name in DOCUMENTS for script in SHOWN_SCRIPT.findall(text(name))}
    none(f"{name}: {script}" for name, script in sorted(shown) if not (ROOT / script).exists())
    programs = [name for name in files() if name.startswith(("scripts/", ".ci/")) and text(name).startswith("#!")]
    assert {"scripts/demo", "scripts/test", "scripts/setup", ".ci/run"} <= set(programs)
    none(f"{name} has no run bit" for name in programs if not os.access(ROOT / name, os.X_OK))


def test_every_setting_is_documented() -> None:
    everything = "\n".join(text(name) for name in DOCUMENTS)
    settings = [f"DEED_{name.upper()}" for name in Settings.model_fields]
    none(f"{setting} is in no document" for setting in settings if not re.search(rf"\b{setting}\b", everything))
    known = re.findall(r"\bDEED_(?!TEST_)[A-Z_]+\b", everything)
    none(f"{setting} is documented and unknown" for setting in sorted(set(known) - set(settings)))


def test_every_link_leads_somewhere() -> None:
    none(
        f"{name}: {target}"
        for name in DOCUMENTS
        for target in LINK.findall(text(name))
        if not ((ROOT / name).parent / target).exists()
    )


def test_every_folder_of_the_map_has_its_readme() -> None:
    none(f"{folder}/README.md is missing" for folder in FOLDERS if f"{folder}/README.md" not in DOCUMENTS)


def test_decisions_are_numbered_without_a_gap_and_admit_their_cost() -> None:
    decisions = {int(found[1]): found[0] for found in DECISION.finditer(text("DESIGN.md"))}
    assert list(decisions) == list(range(1, len(decisions) + 1))
    none(
        f"D{number} says nothing of its {part}"
        for number, decision in decisions.items()
        for part in ("context", "choice", "cost")
        if f"{part}:" not in decision.lower()
    )


def test_every_principle_rule_and_decision_that_is_cited_exists() -> None:
    design = text("DESIGN.md")
    sources = by_suffix(".py", ".sol", ".md")
    cited = {(name, (a or c) + (b or d)) for name in sources for a, b, c, d in CITED.findall(text(name))}
    assert cited
    none(f"{name} cites {rule}" for name, rule in sorted(cited) if not re.search(rf"^(\| |#+ ){rule}\b", design, re.M))
