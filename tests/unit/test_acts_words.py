"""Acts in words: everything that the command line makes of the acts' dataclasses has its words in both languages."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Any

import pytest

from ledger.desk.values import READERS, SPELLED, choices, kinds_of
from ledger.domain.acts import CHECKS
from ledger.domain.acts.filed import Asked
from ledger.messages.acts import ACTS, CONTRACTS, FIELDS

FILED = sorted((each for each in CHECKS if issubclass(each, Asked)), key=lambda each: each.__name__)


def test_every_noun_and_act_is_called_something() -> None:
    assert len(FILED) > 60
    assert {each.CONTRACT for each in FILED} - set(CONTRACTS) <= {"Certificates"}
    assert {each.__name__ for each in FILED} <= set(ACTS)


@pytest.mark.parametrize("asked", FILED, ids=lambda each: each.__name__)
def test_every_value_of_an_act_has_its_words_and_its_reader(asked: type[Asked]) -> None:
    _, *others = kinds_of(asked).items()
    for field, kind in others:
        if field == "shares":  # a deposit is made from the applicant's file
            continue
        assert field in FIELDS, f"{asked.__name__}.{field}"
        assert readable(field, kind), f"{asked.__name__}.{field}: {kind}"


def readable(field: str, kind: Any) -> bool:
    if field in SPELLED or kind in (*READERS, bool, int):
        return True
    return isinstance(kind, type) and issubclass(kind, IntEnum | IntFlag) and bool(choices(kind))


def test_no_words_are_left_of_what_is_gone() -> None:
    used = {field for each in FILED for field in kinds_of(each)}
    assert set(FIELDS) - used == set()
    assert {row[locale] for table in (ACTS, FIELDS, CONTRACTS) for row in table.values() for locale in row} - {""}
