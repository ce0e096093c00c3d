"""
The root of a list, against the auditor's trie, which is built by another road.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.audit import trie as theirs
from ledger.chain.trie import EMPTY_ROOT, ordered_root

SIZES = [*range(20), 127, 128, 129, 130, 200, 255, 256, 257, 300, 1_000]


def values(count: int) -> list[bytes]:
    return [b"%d" % place * 40 for place in range(count)]


@pytest.mark.parametrize("count", SIZES)
def test_root_is_the_auditors_for_every_length(count: int) -> None:
    assert ordered_root(values(count)) == theirs.ordered_root(values(count))


@given(st.lists(st.binary(min_size=32, max_size=400), max_size=40))
def test_root_is_the_auditors_for_any_values(some: list[bytes]) -> None:
    assert ordered_root(some) == theirs.ordered_root(some)


def test_root_of_nothing_is_the_one_that_empty_blocks_have() -> None:
    assert ordered_root([]) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"


def test_root_depends_on_the_order() -> None:
    assert ordered_root(values(3)) != ordered_root(values(3)[::-1])


def test_value_shorter_than_a_hash_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        ordered_root([b"short"])
