"""
Seals: blocks signed with test keys by the rules of QBFT and IBFT2, and every way in which they can be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from coincurve import PrivateKey

from ledger.chain.decode import CONTRACTS
from ledger.chain.deployment import Deployment
from ledger.chain.header import Header, plain_hash_of, read_header
from ledger.chain.seals import Seals, check_seals, quorum, read_extra, seals_of
from ledger.chain.tally import EPOCH_BLOCKS
from ledger.domain.events import ZERO_DIGEST, Digest
from ledger.errors import Inconsistent, Misconfigured
from tests.unit.sealing import IBFT2, QBFT, Extra, address_of, fields_of, key_of, sealed

KEYS = {address_of(key): key for key in map(key_of, "abcdefg")}
NAMES = sorted(KEYS)
FOUR = NAMES[:4]
CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def keys_of(addresses: Sequence[bytes]) -> list[PrivateKey]:
    return [KEYS[each] for each in addresses]


def block(
    extra: Extra | None = None,
    signers: Sequence[bytes] = FOUR[:3],
    kind: str = QBFT,
    *,
    number: int = 7,
    proposer: bytes = b"",
) -> Header:
    made = extra or Extra(FOUR)
    return read_header(sealed(fields_of(number), made, keys_of(signers), kind, proposer=proposer))


def refusal(header: Header, validators: Sequence[bytes] = FOUR) -> Inconsistent:
    with pytest.raises(Inconsistent) as caught:
        check_seals(header, frozenset(validators))
    assert caught.value.facts["block"] == header.number
    assert caught.value.explain("zh")
    return caught.value


# ONE BLOCK


@pytest.mark.parametrize(
    ("validators", "seals"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (10, 7), (13, 9)]
)
def test_quorum_is_two_thirds_rounded_up(validators: int, seals: int) -> None:
    assert quorum(validators) == seals


@pytest.mark.parametrize("kind", [QBFT, IBFT2])
@pytest.mark.parametrize("round_", [0, 1, 300])
@pytest.mark.parametrize("vote", [None, (NAMES[5], True), (NAMES[0], False)])
def test_block_that_enough_validators_sealed_is_right(kind: str, round_: int, vote: Any) -> None:
    header = block(Extra(FOUR, vote, round_), kind=kind)
    extra = check_seals(header, frozenset(FOUR))
    assert header.hash == header.stated
    assert (extra.validators, extra.vote, extra.round) == (tuple(FOUR), vote, round_)


@pytest.mark.parametrize("count", range(1, 8))
def test_one_seal_less_than_the_quorum_is_too_few(count: int) -> None:
    validators = NAMES[:count]
    enough = validators[: quorum(count)]
    check_seals(block(Extra(validators), enough), frozenset(validators))
    error = refusal(block(Extra(validators), enough[:-1], proposer=validators[0]), validators)
    assert (error.code, error.facts["count"], error.facts["quorum"]) == ("SealsTooFew", len(enough) - 1, len(enough))


def test_seal_of_a_stranger_is_named_even_beside_enough_others() -> None:
    error = refusal(block(signers=[*FOUR[:3], NAMES[5]]))
    assert (error.code, error.facts["signer"]) == ("SealForeign", "0x" + NAMES[5].hex())


def test_seal_given_twice_is_named() -> None:
    assert refusal(block(signers=[*FOUR[:2], FOUR[0], FOUR[2]])).code == "SealTwice"


def test_second_form_of_a_seal_is_no_second_seal() -> None:
    """Of a signature (r, s, v) one can make (r, -s, 1 - v), which is right too."""
    answer = sealed(fields_of(7), Extra(FOUR), keys_of(FOUR[:2]))
    (first, *_) = seals_in(read_header(answer))
    s = CURVE_ORDER - int.from_bytes(first[32:64], "big")
    other = first[:32] + s.to_bytes(32, "big") + bytes([1 - first[64]])
    header = read_header(sealed(fields_of(7), Extra(FOUR, seals=[other]), keys_of(FOUR[:2])))
    assert refusal(header).code == "SealTwice"


def seals_in(header: Header) -> Sequence[bytes]:
    return read_extra(header).seals


@pytest.mark.parametrize("seal", [bytes(65), b"\xff" * 65, b"\x01" * 64 + b"\x1b", b"\x01" * 64 + b"\x02"])
def test_seal_that_nobody_can_have_made_is_named(seal: bytes) -> None:
    assert refusal(block(Extra(FOUR, seals=[seal]))).code == "SealForeign"


@pytest.mark.parametrize("name", ["stateRoot", "receiptsRoot", "parentHash", "timestamp", "extraData"])
def test_seals_of_another_header_are_seals_of_strangers(name: str) -> None:
    good = sealed(fields_of(7), Extra(FOUR), keys_of(FOUR[:3]))
    other = sealed({**fields_of(7), "stateRoot": b"\x99" * 32}, Extra(FOUR), keys_of(FOUR[:3]))
    value = good[name]
    changed = {**good, name: other[name] if name == "extraData" else value[:-1] + ("0" if value[-1] != "0" else "1")}
    assert refusal(read_header(changed)).code == "SealForeign"


def test_seals_of_another_round_are_seals_of_strangers() -> None:
    first = block(Extra(FOUR, round=0))
    moved = Extra(FOUR, round=1, seals=seals_in(first))
    header = read_header(sealed(fields_of(7), moved, [], proposer=FOUR[0]))
    assert header.hash == first.hash, "the round is not in the block's hash"
    assert refusal(header).code == "SealForeign"


@pytest.mark.parametrize("stated", [FOUR[:3], NAMES[:5], [*FOUR[1:], FOUR[0]], [FOUR[0], *FOUR]])
def test_other_validators_than_it_must_have_are_named(stated: list[bytes]) -> None:
    error = refusal(block(Extra(stated)))
    assert error.code == "ValidatorsWrong"
    assert all("0x" + each.hex() in error.facts["expected"] for each in FOUR)


def test_proposer_that_is_no_validator_is_named() -> None:
    error = refusal(block(proposer=NAMES[6]))
    assert (error.code, error.facts["proposer"]) == ("ProposerForeign", "0x" + NAMES[6].hex())


def test_validators_that_a_contract_keeps_are_not_in_the_header() -> None:
    check_seals(block(Extra([])), frozenset(FOUR))
    assert refusal(block(Extra([], vote=(NAMES[5], True)))).code == "ValidatorsWrong"
    assert refusal(block(Extra([]), signers=NAMES[1:5])).code == "SealForeign"


def test_plain_block_is_unsealed() -> None:
    plain = {**sealed(fields_of(7), Extra(FOUR), keys_of(FOUR[:3])), "mixHash": "0x" + "00" * 32}
    assert refusal(read_header(plain)).code == "HeaderUnsealed"


@pytest.mark.parametrize(("name", "value"), [("difficulty", "0x2"), ("sha3Uncles", "0x" + "11" * 32)])
def test_fixed_field_with_another_value_is_unsealed(name: str, value: str) -> None:
    answer = {**sealed(fields_of(7), Extra(FOUR), keys_of(FOUR[:3])), name: value}
    assert refusal(read_header(answer)).code == "HeaderUnsealed"


@pytest.mark.parametrize(
    "damage",
    [
        lambda extra: replace(extra, validators=[b"\x01" * 19]),
        lambda extra: replace(extra, seals=[bytes(64)]),
        lambda extra: replace(extra, vote=(b"\x01" * 19, True)),
    ],
)
def test_extra_data_with_parts_of_another_length_is_unreadable(damage: Callable[[Extra], Extra]) -> None:
    assert refusal(block(damage(Extra(FOUR)))).code == "SealsUnreadable"


@pytest.mark.parametrize("extra", ["0x", "0xc0", "0xc480808080", "0xff"])
def test_extra_data_that_is_none_is_unreadable(extra: str) -> None:
    answer = sealed(fields_of(7), Extra(FOUR), keys_of(FOUR[:3]))
    assert refusal(read_header({**answer, "extraData": extra})).code == "SealsUnreadable"


# A CHAIN


@dataclass
class Chain:
    """A sealed chain from its genesis on; `asked` are the ranges of headers that were read again."""

    headers: list[Header] = field(default_factory=list)
    asked: list[range] = field(default_factory=list)

    def __post_init__(self) -> None:
        answer = sealed(fields_of(0), Extra(FOUR), [], proposer=FOUR[0])
        plain = read_header(answer)
        self.headers.append(replace(plain, hash=Digest(plain_hash_of(plain.items))))

    def grow(
        self, validators: Sequence[bytes], vote: tuple[bytes, bool] | None = None, proposer: bytes | None = None
    ) -> None:
        fields = {**fields_of(len(self.headers)), "parentHash": self.headers[-1].hash}
        names = sorted(validators)
        proposed_by = proposer or names[len(self.headers) % len(names)]
        signers = keys_of(names[: quorum(len(names))])
        self.headers.append(read_header(sealed(fields, Extra(names, vote), signers, proposer=proposed_by)))

    def read(self, numbers: range) -> Sequence[Header]:
        self.asked.append(numbers)
        return self.headers[numbers.start : numbers.stop]

    def check(self, seals: Seals, first: int, last: int) -> None:
        seals.check(self.headers[first : last + 1], self.headers[first - 1].hash, self.read)


def chain_of_changes(before: int = 3) -> Chain:
    """Four validators; the first three vote to add a fifth, which is in from the next block on."""
    chain = Chain()
    for _ in range(before):
        chain.grow(FOUR)
    for proposer in FOUR[:3]:
        chain.grow(FOUR, (NAMES[4], True), proposer)
    for _ in range(5):
        chain.grow(NAMES[:5])
    return chain


def test_validators_follow_their_votes() -> None:
    chain = chain_of_changes()
    seals = Seals(FOUR, first_block=1)
    chain.check(seals, 1, 4)
    chain.check(seals, 5, len(chain.headers) - 1)


def test_votes_before_the_first_block_count() -> None:
    """Two of the three votes are older than the ledger."""
    chain = chain_of_changes()
    Seals(FOUR, first_block=6).check(chain.headers[6:], None, chain.read)
    assert chain.asked == [range(6)]


def test_reading_goes_on_after_a_block_that_is_known() -> None:
    """As after a restart: the votes since the epoch began are counted again."""
    chain = chain_of_changes()
    for first in range(2, len(chain.headers)):
        chain.check(Seals(FOUR, first_block=1), first, len(chain.headers) - 1)


def test_votes_are_counted_once_while_reading_goes_on() -> None:
    chain = chain_of_changes()
    seals = Seals(FOUR, first_block=1)
    for number in range(1, len(chain.headers)):
        chain.check(seals, number, number)
    assert chain.asked == [range(1)], "for the first block only"
    chain.check(seals, 3, 5)
    assert chain.asked == [range(1)], "what is read again is remembered"


def test_epoch_begins_with_the_validators_that_its_first_block_states() -> None:
    chain = chain_of_changes(before=3)
    seals = Seals(FOUR, 1, epoch_blocks=8)
    chain.check(seals, 10, 11)
    assert chain.asked == [range(8, 10)]


def test_votes_of_another_epoch_do_not_count() -> None:
    chain = chain_of_changes(before=3)  # votes in 4, 5 and 6; an epoch that begins with 5 forgets the first
    with pytest.raises(Inconsistent) as caught:
        chain.check(Seals(FOUR, 1, epoch_blocks=5), 1, 7)
    assert (caught.value.code, caught.value.facts["block"]) == ("ValidatorsWrong", 7)
    assert EPOCH_BLOCKS == 30_000


def test_validators_that_nobody_voted_for_are_named() -> None:
    chain = Chain()
    chain.grow(FOUR)
    chain.grow(NAMES[:5])
    with pytest.raises(Inconsistent) as caught:
        chain.check(Seals(FOUR, 1), 1, 2)
    assert (caught.value.code, caught.value.facts["block"]) == ("ValidatorsWrong", 2)


def test_pinned_validators_that_are_not_the_chains_are_named() -> None:
    chain = Chain()
    chain.grow(FOUR)
    with pytest.raises(Inconsistent) as caught:
        chain.check(Seals(NAMES[1:5], 1), 1, 1)
    assert caught.value.code == "ValidatorsWrong"


def test_genesis_with_other_validators_does_not_link() -> None:
    """Nodes state the hash of block 0; here it is made from its fields."""
    chain = chain_of_changes()
    other = Chain()
    forged = read_header(sealed(fields_of(0), Extra(NAMES[3:]), [], proposer=NAMES[3]))
    other.headers = [replace(forged, hash=chain.headers[0].hash), *chain.headers[1:]]
    with pytest.raises(Inconsistent) as caught:
        other.check(Seals(FOUR, 1), 3, 4)
    assert caught.value.code == "BlockUnlinked"


def test_headers_that_do_not_lead_to_the_known_block_are_named() -> None:
    chain, other = chain_of_changes(before=3), chain_of_changes(before=3)
    other.headers[2] = block(Extra(FOUR), number=2)
    with pytest.raises(Inconsistent) as caught:
        Seals(FOUR, 1).check(chain.headers[5:], chain.headers[4].hash, other.read)
    assert caught.value.code == "BlockUnlinked"


def test_headers_of_another_chain_that_links_are_named() -> None:
    """It is a chain of sealed blocks too; but it does not lead to the block that is known."""
    chain, other = chain_of_changes(before=3), chain_of_changes(before=2)
    with pytest.raises(Inconsistent) as caught:
        Seals(FOUR, 1).check(chain.headers[5:], chain.headers[4].hash, other.read)
    assert (caught.value.code, caught.value.facts["block"]) == ("BlockUnlinked", 5)


def test_blocks_after_none_that_is_known_are_not_read() -> None:
    chain = chain_of_changes()
    with pytest.raises(AssertionError):
        Seals(FOUR, 1).check(chain.headers[3:], None, chain.read)


# SETTINGS


def deployment(validators: tuple[bytes, ...] = ()) -> Deployment:
    return Deployment(1, ZERO_DIGEST, 1, {}, {}, validators)


def test_validators_are_the_operators_or_the_records() -> None:
    chain = Chain()
    chain.grow(FOUR)
    written = ", ".join("0x" + each.hex() for each in FOUR)
    for seals in (seals_of(deployment(), written), seals_of(deployment(tuple(FOUR)))):
        chain.check(seals, 1, 1)
    chain.check(seals_of(deployment(tuple(NAMES[3:])), written), 1, 1)


def test_no_validators_at_all_are_the_operators_business() -> None:
    with pytest.raises(Misconfigured) as caught:
        seals_of(deployment(), " , ")
    assert caught.value.code == "ValidatorsMissing"


@pytest.mark.parametrize("given", ["x", "0x12", "0x" + "11" * 21, "11" * 20])
def test_validator_that_is_no_address_is_the_operators_business(given: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        seals_of(deployment(), f"0x{'11' * 20},{given}")
    assert (caught.value.code, caught.value.facts["given"]) == ("ValidatorsInvalid", given)


def test_validators_are_kept_in_the_deployment_record(tmp_path: Path) -> None:
    file = tmp_path / "deployment.json"
    addresses = {name: bytes([place]) * 20 for place, name in enumerate(CONTRACTS)}
    hashes = {name: ZERO_DIGEST for name in CONTRACTS}
    kept = Deployment(1, ZERO_DIGEST, 1, addresses, hashes, tuple(FOUR))
    kept.save(file)
    assert Deployment.load(file) == kept
    replace(kept, validators=()).save(file)
    assert "validators" not in file.read_text(), "a record without them is as it was"
    assert Deployment.load(file).validators == ()
