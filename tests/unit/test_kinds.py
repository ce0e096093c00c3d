"""
The table of attested kinds, as the contract keeps it: a row's word is read back here, bit by bit.
"""

from __future__ import annotations

import pytest

from ledger.domain.kinds import MEMBERS, SCHEMAS, AttestedKind


@pytest.mark.parametrize("kind", SCHEMAS, ids=lambda kind: kind.name)
def test_a_rows_word_has_each_part_in_its_place(kind: AttestedKind) -> None:
    """Roles 16 bits, kinds followed 32, members 2 each in 16, traits 16, subtypes 4, highest grade 4, period 8."""
    schema, word = SCHEMAS[kind], SCHEMAS[kind].packed
    assert word & 0xFFFF == schema.roles
    assert {each for each in AttestedKind if word >> 16 & 0xFFFFFFFF & 1 << each} == set(schema.follows)
    assert [word >> 48 + 2 * place & 3 for place in range(len(MEMBERS))] == [schema.need(each) for each in MEMBERS]
    assert word >> 64 & 0xFFFF == schema.traits
    assert word >> 80 & 0xF == (len(schema.subtypes) - 1 if schema.subtypes else 0)
    assert word >> 84 & 0xF == schema.highest
    assert word >> 88 == schema.period
    assert word < 1 << 96


def test_some_kind_has_each_part() -> None:
    parts = [(row.follows, row.traits, row.subtypes, row.highest, row.period) for row in SCHEMAS.values()]
    assert all(any(each) for each in zip(*parts, strict=True))
