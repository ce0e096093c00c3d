"""
RLP as the reader writes and takes it apart: against the rlp library, and against bytes that no encoder writes.
"""

from __future__ import annotations

import pytest
import rlp
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain.items import ItemInvalid, content, number, parts, sequence, text


@given(st.binary(max_size=300))
def test_text_is_what_the_library_writes(value: bytes) -> None:
    assert text(value) == rlp.encode(value)
    assert content(text(value)) == value


@given(st.integers(0, 2**256))
def test_number_is_what_the_library_writes(value: int) -> None:
    assert number(value) == rlp.encode(value)


@given(st.lists(st.binary(max_size=80), max_size=12))
def test_sequence_is_what_the_library_writes_and_comes_apart_again(values: list[bytes]) -> None:
    encoded = sequence(b"".join(text(each) for each in values))
    assert encoded == rlp.encode(values)
    assert [content(each) for each in parts(encoded)] == values


def test_sequence_within_a_sequence_is_one_part() -> None:
    assert parts(rlp.encode([[b"a", b"b"], b"c"])) == [rlp.encode([b"a", b"b"]), b"c"]


LONG = 70_000


@pytest.mark.parametrize("length", [0, 1, 55, 56, 255, 256, LONG])
def test_every_form_of_a_length_is_written_and_read(length: int) -> None:
    assert content(text(b"\xff" * length)) == b"\xff" * length
    assert text(b"\xff" * length) == rlp.encode(b"\xff" * length)


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\x81\x05",  # stands for itself
        b"\xb8\x05hello",  # so short a length needs no digits
        b"\xb9\x00\x40" + bytes(64),  # a leading zero
        b"\x85hell",
        b"\x85hello!",
        b"\xc3abcd",
        b"\xc3ab",
        b"\xc2\x82a",
        b"\xf8",
    ],
)
def test_bytes_that_no_encoder_writes_are_refused(damaged: bytes) -> None:
    for read in (parts, content):
        with pytest.raises(ItemInvalid):
            read(damaged)


def test_text_and_sequence_are_not_taken_for_each_other() -> None:
    with pytest.raises(ItemInvalid):
        parts(text(b"hello"))
    with pytest.raises(ItemInvalid):
        content(sequence(b"hello"))


@given(st.binary(max_size=60))
def test_whatever_comes_apart_is_what_is_put_together(value: bytes) -> None:
    try:
        found = parts(value)
    except ItemInvalid:
        return
    assert sequence(b"".join(found)) == value
