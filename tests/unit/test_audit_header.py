"""
The auditor's headers: every form from London on, as nodes give them and as chains hash them.

The expected hashes are made by the rlp library from the rules, not by the code under test.
"""

from __future__ import annotations

from typing import Any

import pytest
import rlp
from eth_hash.auto import keccak

from ledger.audit.header import BFT_MIX_HASH, FIELDS, LATER_FIELDS, read, read_raw, unknown_fields
from tests.unit.sealing import IBFT2, QBFT, Extra, address_of, answer_of, fields_of, key_of, rows_of, sealed

LATER = [name for name, _ in LATER_FIELDS]
FORMS = {"before London": 0, "London": 1, "Shanghai": 2, "Cancun": 5, "Prague": 6, "all that are defined": len(LATER)}
KEYS = sorted(map(key_of, "abcd"), key=address_of)
NAMES = [address_of(key) for key in KEYS]


@pytest.mark.parametrize("form", FORMS)
def test_a_header_of_every_form_has_the_hash_of_its_fields(form: str) -> None:
    fields = fields_of(7, later=LATER[: FORMS[form]])
    encoded = rlp.encode(rows_of(fields))
    header = read(answer_of(fields))
    assert header.hash == header.stated_hash == keccak(encoded)
    assert read_raw(encoded) == header
    assert (header.number, header.parent, header.time) == (7, fields["parentHash"], fields["timestamp"])
    assert header.base_fee == fields.get("baseFeePerGas", 0)


@pytest.mark.parametrize("name", [name for name, _ in (*FIELDS, *LATER_FIELDS)])
def test_every_field_is_in_the_hash(name: str) -> None:
    fields = fields_of(7, later=LATER)
    value = fields[name]
    other = value + 1 if isinstance(value, int) else bytes([value[0] ^ 1]) + value[1:]
    changed = read({**answer_of(fields), **answer_of({**fields, name: other}, only=name)})
    assert changed.hash != changed.stated_hash


def test_a_field_that_nobody_knows_is_named_and_what_nodes_say_beside_is_not() -> None:
    answer: dict[str, Any] = answer_of(fields_of(7, later=LATER)) | {"size": "0x1", "uncles": [], "withdrawals": []}
    assert unknown_fields(answer) == []
    assert unknown_fields(answer | {"laterRoot": "0x00", "noneYet": None}) == ["laterRoot"]


@pytest.mark.parametrize("kind", [QBFT, IBFT2])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("round_", [0, 1, 300])
def test_a_sealed_header_of_every_form_is_hashed_without_round_and_seals(kind: str, form: str, round_: int) -> None:
    fields = fields_of(7, later=LATER[: FORMS[form]])
    header = read(sealed(fields, Extra(NAMES, (NAMES[0], True), round_), KEYS[:3], kind))
    assert header.is_bft
    assert header.hash == header.stated_hash


@pytest.mark.parametrize("extra", [b"", b"\xc0", b"\x80", rlp.encode([b"", [], [], b""]), b"\xf8"])
def test_extra_data_that_nobody_sealed_is_hashed_as_it_is(extra: bytes) -> None:
    fields = {**fields_of(7), "mixHash": BFT_MIX_HASH, "extraData": extra}
    assert read(answer_of(fields)).hash == keccak(rlp.encode(rows_of(fields)))


def test_the_first_block_is_hashed_with_all_that_it_says() -> None:
    header = read(sealed(fields_of(0), Extra(NAMES, round=1, seals=[bytes(65)]), [], proposer=NAMES[0]))
    assert header.hash == header.stated_hash


@pytest.mark.parametrize("raw", [b"", b"\x80", b"\xc0", rlp.encode([b"\0"] * 14), rlp.encode([b"\0"] * 24), b"\xff"])
def test_bytes_that_are_no_header_are_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"header|RLP"):
        read_raw(raw)


def test_a_number_with_a_leading_zero_is_no_field_of_a_header() -> None:
    rows = rows_of(fields_of(7))
    rows[8] = b"\0\7"
    with pytest.raises(ValueError, match="field"):
        read_raw(rlp.encode(rows))
