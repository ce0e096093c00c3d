"""
The auditor's rule of seals: who may seal, how many must, and how a set of validators becomes another.

Headers are sealed here with test keys; those that real networks sealed are tried where they are at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from coincurve import PrivateKey

from ledger.audit.encoding import decode
from ledger.audit.header import Header, read, read_raw
from ledger.audit.pin import Pin
from ledger.audit.report import Notes
from ledger.audit.seals import (
    Checkpoint,
    Sealing,
    SealsBroken,
    checkpoint_of,
    enough_to_trust,
    follow,
    quorum,
    seals_of,
)
from ledger.errors import Misconfigured
from tests.unit.sealing import IBFT2, QBFT, Extra, address_of, fields_of, key_of, sealed
from tests.unit.vectors import raw, real_headers

KEYS = {address_of(key): key for key in map(key_of, "abcdefg")}
NAMES = sorted(KEYS)
FOUR = NAMES[:4]
CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def keys_of(addresses: Sequence[bytes]) -> list[PrivateKey]:
    return [KEYS[each] for each in addresses]


def block(
    validators: Sequence[bytes] = FOUR,
    signers: Sequence[bytes] = FOUR[:3],
    kind: str = QBFT,
    *,
    number: int = 7,
    **others: Any,
) -> Header:
    extra = Extra(validators, **{name: others.pop(name) for name in ("vote", "seals", "round") if name in others})
    return read(sealed({**fields_of(number), **others}, extra, keys_of(signers), kind, proposer=signers[0]))


def broken(header: Header, known: Sequence[bytes] = FOUR) -> SealsBroken:
    with pytest.raises(SealsBroken) as caught:
        follow(frozenset(known), header)
    return caught.value


# ONE BLOCK


@pytest.mark.parametrize("kind", [QBFT, IBFT2])
@pytest.mark.parametrize("round_", [0, 1, 300])
@pytest.mark.parametrize("vote", [None, (NAMES[5], True), (NAMES[0], False)])
def test_a_block_that_enough_validators_sealed_is_right(kind: str, round_: int, vote: Any) -> None:
    seals = seals_of(block(kind=kind, round=round_, vote=vote))
    assert (seals.validators, seals.signers) == (frozenset(FOUR), tuple(FOUR[:3]))


@pytest.mark.parametrize("count", range(1, 8))
def test_one_seal_less_than_two_thirds_is_too_few(count: int) -> None:
    validators, needed = NAMES[:count], -(-2 * count // 3)
    assert quorum(count) == needed
    follow(frozenset(validators), block(validators, validators[:needed]))
    if needed > 1:
        error = broken(block(validators, validators[: needed - 1]), validators)
        assert (error.code, error.expected, error.found) == ("SealsTooFew", needed, needed - 1)


def test_a_second_form_of_a_seal_is_no_second_seal() -> None:
    first = bytes(FOUR[0]), seals_in(block(signers=FOUR[:2]))[0]
    s = CURVE_ORDER - int.from_bytes(first[1][32:64], "big")
    other = first[1][:32] + s.to_bytes(32, "big") + bytes([1 - first[1][64]])
    assert broken(block(signers=FOUR[:2], seals=[other])).code == "SealTwice"


def seals_in(header: Header) -> list[bytes]:
    parts: Any = decode(header.item("extraData"))
    return list(parts[4])


@pytest.mark.parametrize("seal", [bytes(65), b"\xff" * 65, b"\x01" * 64 + b"\x1b", b"\x01" * 64 + b"\x02"])
def test_a_seal_that_nobody_can_have_made_is_a_strangers(seal: bytes) -> None:
    assert broken(block(seals=[seal])).code == "SealForeign"


@pytest.mark.parametrize("seal", [b"", bytes(64), bytes(66)])
def test_a_seal_of_another_length_has_not_its_shape(seal: bytes) -> None:
    assert broken(block(seals=[seal])).code == "SealsMalformed"


@pytest.mark.parametrize("named", [[*FOUR[1:], FOUR[0]], [FOUR[0], *FOUR], [b"\1" * 19]])
def test_validators_out_of_order_twice_or_of_another_length_have_not_their_shape(named: list[bytes]) -> None:
    assert broken(block(named)).code == "SealsMalformed"


def test_a_proposer_that_is_no_validator_is_named() -> None:
    header = read(sealed(fields_of(7), Extra(FOUR), keys_of(FOUR[:3]), proposer=NAMES[6]))
    assert (broken(header).code, broken(header).found) == ("ProposerForeign", "0x" + NAMES[6].hex())


@pytest.mark.parametrize(("name", "value"), [("difficulty", "0x2"), ("sha3Uncles", "0x" + "11" * 32)])
def test_a_fixed_field_of_another_value_is_no_seal(name: str, value: str) -> None:
    answer = {**sealed(fields_of(7), Extra(FOUR), keys_of(FOUR[:3])), name: value}
    assert broken(read(answer)).code == "HeaderUnsealed"


# SETS


@pytest.mark.parametrize(("count", "trusted"), [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (10, 4)])
def test_more_than_may_be_false_vouch(count: int, trusted: int) -> None:
    assert enough_to_trust(count) == trusted


def test_another_set_is_believed_of_two_known_validators_and_not_of_one() -> None:
    new = sorted([*FOUR[:2], *NAMES[4:6]])
    vouched = block(new, sorted([*FOUR[:2], NAMES[4]]))
    assert follow(frozenset(FOUR), vouched).validators == frozenset(new)
    error = broken(block(new, sorted([FOUR[0], *NAMES[4:6]])))
    assert (error.code, error.expected, error.found) == ("ValidatorsOther", 2, 1)


def test_validators_of_a_contract_are_those_known_until_others_seal() -> None:
    assert follow(frozenset(FOUR), block([])).validators == frozenset(FOUR)
    assert broken(block([], [*FOUR[:2], NAMES[5]])).code == "ValidatorsUnnamed"
    assert broken(block([], [FOUR[0], *NAMES[4:6]])).code == "SealForeign"
    assert broken(block([], FOUR[:2])).code == "SealsTooFew"
    assert broken(block([], vote=(NAMES[5], True))).code == "SealsMalformed"


def test_nothing_is_checked_before_the_checkpoint_nor_after_the_first_fault() -> None:
    notes = Notes()
    sealing = Sealing(Checkpoint(8, None, frozenset(FOUR)), notes)
    assert sealing.take(block(NAMES[4:], NAMES[4:]))
    assert sealing.take(block(number=8))
    assert not sealing.take(block(number=9, signers=FOUR[:2]))
    assert sealing.take(block(NAMES[4:], NAMES[4:], number=10))
    assert [(each.code, each.position) for each in notes.findings] == [("SealsTooFew", 9)]


def test_a_set_changed_step_by_step_is_followed_to_the_end() -> None:
    sets = [FOUR, sorted([*FOUR[1:], NAMES[4]]), sorted([*FOUR[2:], *NAMES[4:6]]), sorted([FOUR[3], *NAMES[4:]])]
    notes = Notes()
    sealing = Sealing(Checkpoint(1, None, frozenset(FOUR)), notes)
    assert all(sealing.take(block(each, each, number=place)) for place, each in enumerate(sets, 1))
    assert (sealing.known, notes.findings) == (frozenset(sets[-1]), [])
    assert [change["block"] for change in sealing.changes] == [2, 3, 4]
    jump = Sealing(Checkpoint(1, None, frozenset(FOUR)), notes)
    assert jump.take(block(number=1))
    assert not jump.take(block(sets[-1], sets[-1], number=2))


def test_the_block_of_the_checkpoint_is_checked_itself() -> None:
    header = block(signers=FOUR[:2])
    notes = Notes()
    assert not Sealing(Checkpoint(7, None, frozenset(FOUR)), notes).take(header)
    assert not Sealing(Checkpoint(7, bytes(32), frozenset(FOUR)), notes).take(block())
    assert [each.code for each in notes.findings] == ["SealsTooFew", "CheckpointDifferent"]


# WHAT AN AUDITOR GIVES


PIN = Pin(1, bytes(32), 5, {}, {})
TWO = "0x" + "11" * 20 + ", 0x" + "22" * 20


def test_validators_are_those_given_or_those_of_the_pin_file_or_none() -> None:
    found = checkpoint_of(PIN, TWO)
    assert found == Checkpoint(5, None, frozenset({b"\x11" * 20, b"\x22" * 20}))
    assert checkpoint_of(Pin(1, bytes(32), 5, {}, {}, (b"\x11" * 20, b"\x22" * 20))) == found
    assert checkpoint_of(PIN) is None


def test_a_checkpoint_is_read_as_it_is_written() -> None:
    found = checkpoint_of(PIN, checkpoint=f"9:0x{'77' * 32}:{TWO}")
    assert found is not None
    assert checkpoint_of(PIN, checkpoint=found.text) == found


@pytest.mark.parametrize("given", ["1", "x:0x:", f"9:0x{'77' * 31}:{TWO}", f"9:0x{'77' * 32}:", f"9::{TWO}", "::"])
def test_a_checkpoint_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(Misconfigured, match="names no validators"):
        checkpoint_of(PIN, checkpoint=given)


@pytest.mark.parametrize("given", ["x", "0x11", "0x" + "11" * 20 + ",", "0x" + "11" * 20 + ",0x" + "11" * 20])
def test_validators_that_are_none_or_twice_are_refused(given: str) -> None:
    with pytest.raises(Misconfigured, match="names no validators"):
        checkpoint_of(PIN, given)


# REAL NETWORKS


def test_headers_that_real_networks_sealed_have_their_hash_and_their_signers() -> None:
    for vector in real_headers("vectors"):
        header = read_raw(raw(vector["header_rlp"]))
        seals = follow(frozenset(raw(each) for each in vector["validators"]), header)
        assert header.hash == raw(vector["block_hash"]), vector["name"]
        assert list(seals.signers) == [raw(each) for each in vector["signers"]], vector["name"]


def test_headers_of_real_networks_that_were_forged_are_refused() -> None:
    for vector in real_headers("negative"):
        known = [raw(each) for each in vector["validators"]]
        assert broken(read_raw(raw(vector["header_rlp"])), known).code in {"SealForeign", "SealsTooFew", "SealTwice"}
