"""
The portal's templates: each word exists in both languages and is used, nothing is inline, and no other host is named.

A test fails with the template and what is wrong in it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from api.portal.navigation import ENTRIES
from ledger.messages import TABLE
from ledger.messages.portal import PARTS
from tests.tidy.tree import by_suffix, none, text, tree

TEMPLATES = by_suffix(".html", under="api/portal/templates/")
PYTHON = [*by_suffix(".py", under="api/"), *by_suffix(".py", under="ledger/paper/")]

WORD = re.compile(r"\bt\(\s*\"(\w+)\"")
NAMED = re.compile(r"\"([A-Z]\w+)\"")
"""A code in a template that is chosen before it is said: in a table of words, or given to a macro."""

BEGINNING = re.compile(r"\bt\(\s*\"(\w+)\"\s*~")
"""The beginning of a code whose end is a fact's name."""

BEGINS = re.compile(r"Event|[A-Z][A-Za-z]{2,}_")
"""What a beginning looks like: one word and a line beneath it, or the word for events."""

CHINESE = re.compile(r"[\u4e00-\u9fff]")
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.I)
ELSEWHERE = re.compile(r"(?:\b(?:src|action|srcset|data)=|<(?:link|use)\b[^>]*href=)\"(?:https?:)?//", re.I)
LANGUAGE_NAMES = {"api/portal/templates/layout.html": ("数契", "中文")}


def _lines() -> Iterator[tuple[str, str]]:
    """Each line of each template, with its place."""
    for name in TEMPLATES:
        for number, line in enumerate(text(name).splitlines(), 1):
            yield f"{name}:{number}", line


def _constants() -> set[str]:
    """Every text that stands in the API's Python, and every beginning of a text that is put together there."""
    return {
        node.value
        for name in PYTHON
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_word_of_a_template_is_in_the_table() -> None:
    said = [(place, code) for place, line in _lines() for code in WORD.findall(line)]
    begun = {code for _, line in _lines() for code in BEGINNING.findall(line)}
    assert len(said) > 20
    none(f"{place}: {code}" for place, code in said if code not in TABLE and code not in begun)


def test_every_word_of_the_portal_is_used() -> None:
    named = {code for name in TEMPLATES for code in (*WORD.findall(text(name)), *NAMED.findall(text(name)))}
    begun = {code for name in TEMPLATES for code in BEGINNING.findall(text(name))}
    used = named | _constants()
    beginnings = tuple(each for each in used | begun if BEGINS.fullmatch(each))
    none(
        f"{part.__name__}: {code}"
        for part in PARTS
        for code in part.ROWS
        if code not in used and not code.startswith(beginnings)
    )


def test_no_template_speaks_a_language_by_itself() -> None:
    none(
        f"{place}: {line.strip()}"
        for place, line in _lines()
        if CHINESE.search(line) and not any(word in line for word in LANGUAGE_NAMES.get(place.rsplit(":", 1)[0], ()))
    )


def test_the_english_of_the_portal_has_no_apostrophe_that_a_chinese_typeface_widens() -> None:
    none(f"{code}: {row['en']}" for part in PARTS for code, row in part.ROWS.items() if set(row["en"]) & set("‘’"))


def test_every_way_has_its_words_and_its_help() -> None:
    codes = [code for entry in ENTRIES for code in (entry.words, f"Help_{entry.words}")]
    none(code for code in codes if code not in TABLE)


def test_nothing_in_a_template_is_inline() -> None:
    none(f"{place}: {line.strip()}" for place, line in _lines() if INLINE.search(line))


def test_no_template_leads_to_another_host() -> None:
    none(f"{place}: {line.strip()}" for place, line in _lines() if ELSEWHERE.search(line))
