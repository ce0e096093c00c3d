"""
What papers on file say: a document is read, or told to be unreadable; a profile names a participant, or nothing does.
"""

from __future__ import annotations

from ledger.domain.document import canonical
from ledger.domain.papers import read_document, read_profile
from ledger.domain.question import OnFile
from tests.unit.test_applications import completed
from tests.unit.test_document import PROFILE


def test_a_document_is_read_whole() -> None:
    made = completed()
    assert read_document(canonical(made)) == (OnFile.INTACT, made)


def test_a_core_grade_keeps_nobody_from_reading() -> None:
    core = {**completed(), "grade": "core"}
    assert read_document(canonical(core)) == (OnFile.INTACT, core)


def test_what_is_no_document_is_unreadable() -> None:
    for found in (b"not JSON", canonical({"a": 1}), canonical({**completed(), "grade": "other"})):
        assert read_document(found) == (OnFile.UNREADABLE, None)


def test_a_profile_is_read_if_it_is_one() -> None:
    assert read_profile(canonical(PROFILE)) == PROFILE
    for found in (None, b"not JSON", canonical({"a": 1}), canonical({**PROFILE, "name": 1})):
        assert read_profile(found) is None
