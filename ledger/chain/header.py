"""
Block headers, hashed anew from their fields, in every form from London to the newest that is defined.

A header is a list that forks only ever lengthened; the fields that are there say which form it has.  A block sealed by
QBFT or IBFT2 says so in its mixHash; its hash is of the header without the round and the seals, which are known only
when the block is (Besu, BftBlockHashing).  The auditor reads headers by a road of its own (P5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.chain.items import EMPTY_SEQUENCE, EMPTY_TEXT, ItemInvalid, content, number, parts, sequence, text
from ledger.chain.rpc import octets, quantity
from ledger.domain.events import Digest
from ledger.domain.keccak import keccak
from ledger.errors import Unavailable

FIELDS: tuple[tuple[str, int | None], ...] = (
    ("parentHash", 32),
    ("sha3Uncles", 32),
    ("miner", 20),
    ("stateRoot", 32),
    ("transactionsRoot", 32),
    ("receiptsRoot", 32),
    ("logsBloom", 256),
    ("difficulty", 0),
    ("number", 0),
    ("gasLimit", 0),
    ("gasUsed", 0),
    ("timestamp", 0),
    ("extraData", None),
    ("mixHash", 32),
    ("nonce", 8),
    ("baseFeePerGas", 0),  # London
    ("withdrawalsRoot", 32),  # Shanghai
    ("blobGasUsed", 0),  # Cancun
    ("excessBlobGas", 0),
    ("parentBeaconBlockRoot", 32),
    ("requestsHash", 32),  # Prague
    ("blockAccessListHash", 32),  # Amsterdam
    ("slotNumber", 0),
)
"""Name in JSON-RPC and number of bytes, 0 for a quantity and None for any; in the order in which they are hashed."""

ALWAYS_FIELDS = 15
"""So many fields every header has; of the later ones, those up to the first that is absent."""

EXTRA_DATA = 12
"""Where the extra data stands among the fields."""

BFT_MIX_HASH = bytes.fromhex("63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365")
"""The mixHash of IBFT2 and QBFT blocks: "ctical byzantine fault tolerance" in ASCII."""

IBFT2_ROUND_BYTES = 5
"""IBFT2 writes the round as four bytes with one before them; QBFT as a number, shorter for 16 million rounds."""


@dataclass(frozen=True, slots=True)
class Header:
    """
    A block's header.  `hash` is what its fields have, `stated` what the node says; `time` is in unix seconds.

    `shown` is the stated hash as the node wrote it.  `items` are the encoded fields in the order of `FIELDS`.  Block 0
    has the stated hash: nodes for development make it without hashing it, and it is pinned by the deployment.
    """

    number: int
    hash: Digest
    stated: Digest
    shown: str
    parent: Digest
    time: int
    receipts_root: Digest
    bloom: bytes
    items: tuple[bytes, ...]
    transactions: Sequence[str]

    @property
    def is_bft(self) -> bool:
        """Whether it says that it was sealed by QBFT or IBFT2."""
        return _is_bft(self.items)


def read_header(answer: Mapping[str, Any]) -> Header:
    """Read a block as JSON-RPC gives it.  Raises `Unavailable` ("NodeAnswerInvalid") if a field is missing or none."""
    try:
        items = [_item(answer[name], size) for name, size in FIELDS[:ALWAYS_FIELDS]]
        for name, size in FIELDS[ALWAYS_FIELDS:]:
            if answer.get(name) is None:
                break
            items.append(_item(answer[name], size))
        height = quantity(answer["number"])
        stated = Digest(octets(answer["hash"], 32))
        transactions = answer["transactions"]
    except KeyError as missing:
        raise Unavailable("NodeAnswerInvalid", url="the node", method="block", reason=f"it has no {missing}") from None
    if not isinstance(transactions, list):
        raise Unavailable("NodeAnswerInvalid", url="the node", method="block", reason="its transactions are no list")
    return Header(
        number=height,
        hash=Digest(hash_of(items)) if height else stated,
        stated=stated,
        shown=answer["hash"],
        parent=Digest(items[0][1:]),
        time=quantity(answer["timestamp"]),
        receipts_root=Digest(items[5][1:]),
        bloom=items[6][3:],
        items=tuple(items),
        transactions=transactions,
    )


def hash_of(items: Sequence[bytes]) -> bytes:
    """Return the hash of the block whose header has these encoded fields; for any block but block 0."""
    return plain_hash_of(_unsealed(items) if _is_bft(items) else items)


def plain_hash_of(items: Sequence[bytes]) -> bytes:
    """Return the hash of a header's encoded fields as they are: of block 0, and of what validators sign."""
    return keccak(sequence(b"".join(items)))


def _is_bft(items: Sequence[bytes]) -> bool:
    return items[13][1:] == BFT_MIX_HASH


def _unsealed(items: Sequence[bytes]) -> Sequence[bytes]:
    """Return the fields with the extra data as the block's hash has it; as they are, where nobody sealed so."""
    try:
        kept, is_ibft2 = extra_parts(items)
    except ItemInvalid:
        return items
    unsealed = kept[:3] if is_ibft2 else [*kept[:3], EMPTY_TEXT, EMPTY_SEQUENCE]
    return with_extra(items, unsealed)


def extra_parts(items: Sequence[bytes]) -> tuple[list[bytes], bool]:
    """
    Return the encoded parts of a sealed header's extra data, and whether they are IBFT2's.

    They are: 32 bytes of the proposer's choice, validators, vote, round, seals.  Raises `ItemInvalid` if they are not.
    """
    found = parts(content(items[EXTRA_DATA]))
    if len(found) < 5:
        raise ItemInvalid
    return found, len(found[3]) == IBFT2_ROUND_BYTES


def with_extra(items: Sequence[bytes], extra: Sequence[bytes]) -> Sequence[bytes]:
    """Return a header's fields with other extra data, given by its encoded parts."""
    return [*items[:EXTRA_DATA], text(sequence(b"".join(extra))), *items[EXTRA_DATA + 1 :]]


def _item(value: Any, size: int | None) -> bytes:
    return number(quantity(value)) if size == 0 else text(octets(value, size))
