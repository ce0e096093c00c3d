"""
A chain that could be: blocks of valid events with genuine London headers, and forks of it.

What our contracts say comes from `store_histories`; here it is put into transactions between what others say, and
sealed: the roots, the bloom filter, the link to the parent and the block's hash are right, and transactions are signed,
so that whoever hashes anew finds nothing.  What they call is made up.  The hashing is the audit's, which has no line in
common with the reader's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from coincurve import PrivateKey

from ledger.audit import header, receipt, transaction
from ledger.audit.encoding import encode, keccak, minimal
from ledger.audit.trie import ordered_root
from ledger.chain.decode import CONTRACTS
from ledger.chain.deployment import Deployment
from ledger.domain.certificates import event_digest
from ledger.domain.events import Block, Digest, Entry, Event, Position
from ledger.domain.state import Fact, FactKey, apply
from tests.simulation.acts import attempt
from tests.simulation.words import words_of
from tests.store_histories import ACTS, BEGINNING, BLOCK_SECONDS, History

Json = dict[str, Any]

CHAIN_ID = 31_337
FIRST_BLOCK = 2
"""The block in which the simulated ledger is founded: the genesis and one block of others are before it."""

CODES = {name: keccak(f"code of {name}".encode()) for name in CONTRACTS}
ADDRESSES = {name: keccak(f"address of {name}".encode())[12:] for name in CONTRACTS}
STRANGERS = [keccak(bytes([number]))[12:] for number in range(4)]

SENDER_SECRET = PrivateKey(keccak(b"DataDeed test key, worthless: simulated sender"))
SENDER = keccak(SENDER_SECRET.public_key.format(compressed=False)[1:])[12:]
"""Who sends every transaction.  Whether it may is not asked of a simulated chain."""

GAS_OF_LOG = 1_400
GAS_OF_TRANSACTION = 21_000
GAS_LIMIT = 0x1C9C380
BATCH_MAX = 25
FORMS = {"London": 1, "Shanghai": 2, "Cancun": 5, "Prague": 6}
"""Header's forms, and how many of the later fields each has."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A block as the node keeps it, in the words of JSON-RPC, and as it ought to be read; `facts` are those after."""

    block: Block
    header: Json
    transactions: tuple[Json, ...]
    receipts: tuple[Json, ...]
    facts: Mapping[FactKey, Fact]

    @property
    def logs(self) -> list[Json]:
        return [log for each in self.receipts for log in each["logs"]]


class Chain(History):
    """
    A branch of a simulated chain, from its genesis.  `known` has every block that any of its branches ever had.
    """

    def __init__(self, random: Random, form: str = "London", known: dict[Digest, Sealed] | None = None) -> None:
        super().__init__(first_block=0)
        self.sealed: list[Sealed] = []
        self.form = form
        self.known = {} if known is None else known
        self._parent = Digest(bytes(32))
        self._random = random
        self._jitter = 0
        self._receipts: list[Json] = []
        if known is None:
            self.seal()
            self.say_foreign()
            self.seal()

    @property
    def time(self) -> int:
        return BEGINNING + BLOCK_SECONDS * self._number + self._jitter

    @property
    def height(self) -> int:
        return self._number - 1

    # GROWING

    def branch(self, after: int) -> Chain:
        """Return a chain that is this one up to the block number `after`, and goes on differently."""
        other = Chain(self._random, self.form, self.known)
        other.sealed = self.sealed[: after + 1]
        other.blocks = self.blocks[: after + 1]
        last = other.sealed[-1]
        other.facts, other._serial = dict(last.facts), self._serial + 1_000
        other._number, other._parent = last.block.number + 1, last.block.hash
        other._jitter = self._random.randrange(BLOCK_SECONDS)
        return other

    def grow(self, blocks: int) -> None:
        """Add so many blocks: empty ones, such with some acts, and now and then one that is full of one batch."""
        for _ in range(blocks):
            self._jitter = self._random.randrange(BLOCK_SECONDS)
            shape = self._random.random()
            if self._number < FIRST_BLOCK or shape < 0.2:
                acts: Iterable[Any] = ()
            elif shape < 0.93:
                acts = [self._random.choice(ACTS) if self._random.random() < 0.6 else attempt for _ in range(4)]
            else:
                acts = [self._random.choice((History.issue, History.admit))] * self._random.randint(8, BATCH_MAX)
            if self._number == FIRST_BLOCK:
                acts = [History.admit, History.admit, History.admit, *acts]
            for act in acts:
                act(self, self._random)
            if self._random.random() < 0.3:
                self.say_foreign()
            self.seal()

    def emit(self, event: Event) -> None:
        """Let a contract say `event` in the block that is being made; sometimes others speak before it."""
        chance = self._random.random()
        if chance < 0.1:
            self.say_foreign()
        if not self._receipts or chance < 0.4 or self._receipts[-1]["status"] == "0x0":
            self._begin_transaction()
        if chance > 0.95:
            self._log(self._random.choice(STRANGERS), [keccak(b"Transfer")], bytes(32))
        contract, topics, data = words_of(event)
        emitter = ADDRESSES[contract]
        position = Position(self._number, len(self._receipts) - 1, self._count_logs())
        entry = Entry(position, self.time, emitter, event_digest(emitter, topics, data), event)
        self.facts.update(apply(self.facts, entry))
        self._pending.append(entry)
        self._log(emitter, topics, data)

    def say_foreign(self) -> None:
        """Add a transaction of others: with a log, without one, or one that failed."""
        self._begin_transaction()
        chance = self._random.random()
        if chance < 0.2:
            self._receipts[-1]["status"] = "0x0"
        elif chance < 0.8:
            topics = [self._random.randbytes(32) for _ in range(self._random.randrange(5))]
            self._log(self._random.choice(STRANGERS), topics, self._random.randbytes(self._random.randrange(100)))

    def seal(self, salt: object = "") -> Block:
        """Close the block: derive what is hashed, hash it, and keep it."""
        sent = [
            _signed(place, fields, repr(salt).encode() + self._random.randbytes(40))
            for place, fields in enumerate(self._receipts)
        ]
        read = self._with_gas()
        block_header = self._header([row["hash"] for row, _ in sent], [encoded for _, encoded in sent], read)
        named = Digest(header.read(block_header | {"hash": _hex(bytes(32))}).hash)
        block_header["hash"] = _hex(named)
        for fields, (row, _) in zip(self._receipts, sent, strict=True):
            _tell_place(fields, block_header)
            row |= {name: fields[name] for name in ("blockHash", "blockNumber", "transactionIndex")}
        block = Block(self._number, named, self._parent, self.time, tuple(self._pending))
        sealed = Sealed(block, block_header, tuple(row for row, _ in sent), tuple(self._receipts), dict(self.facts))
        self.blocks.append(block)
        self.sealed.append(sealed)
        self.known[named] = sealed
        self._number, self._parent, self._pending, self._receipts = self._number + 1, named, [], []
        return block

    # WHAT IS HASHED

    def _begin_transaction(self) -> None:
        kind = self._random.choice((0, 0, 2, 2, 2, 1))
        place = hex(len(self._receipts))
        self._receipts.append({"type": hex(kind), "status": "0x1", "transactionIndex": place, "logs": []})

    def _log(self, address: bytes, topics: Iterable[bytes], data: bytes) -> None:
        log = {"address": _hex(address), "topics": [_hex(each) for each in topics], "data": _hex(data)}
        self._receipts[-1]["logs"].append(log | {"logIndex": hex(self._count_logs()), "removed": False})

    def _count_logs(self) -> int:
        return sum(len(each["logs"]) for each in self._receipts)

    def _with_gas(self) -> list[receipt.Receipt]:
        """Write gas and bloom into the receipts, and return them as they are hashed."""
        made, gas = [], 0
        for fields in self._receipts:
            used = GAS_OF_TRANSACTION + GAS_OF_LOG * len(fields["logs"]) + self._random.randrange(9_999)
            gas += used
            fields |= {"cumulativeGasUsed": hex(gas), "gasUsed": hex(used), "effectiveGasPrice": "0x7"}
            made.append(receipt.read(fields))
            fields["logsBloom"] = _hex(made[-1].bloom.to_bytes(receipt.BLOOM_BYTES, "big"))
        return made

    def _header(self, hashes: list[str], bodies: list[bytes], read: list[receipt.Receipt]) -> Json:
        bloom = 0
        for each in read:
            bloom |= each.bloom
        made = {name: _hex(bytes(max(size, 0))) if size else "0x0" for name, size in header.FIELDS}
        made |= dict.fromkeys((name for name, size in header.LATER_FIELDS[: FORMS[self.form]] if not size), "0x0")
        later = [name for name, size in header.LATER_FIELDS[: FORMS[self.form]] if size]
        made |= {name: _hex(keccak(f"{name} {self._number}".encode())) for name in later}
        return made | {
            "parentHash": _hex(self._parent),
            "sha3Uncles": _hex(keccak(b"\xc0")),
            "stateRoot": _hex(keccak(self._parent + self._random.randbytes(8))),
            "transactionsRoot": _hex(ordered_root(bodies)),
            "receiptsRoot": _hex(ordered_root([each.encoded for each in read])),
            "logsBloom": _hex(bloom.to_bytes(receipt.BLOOM_BYTES, "big")),
            "number": hex(self._number),
            "gasLimit": hex(GAS_LIMIT),
            "gasUsed": hex(read[-1].cumulative_gas if read else 0),
            "timestamp": hex(self.time),
            "extraData": _hex(b"simulated"),
            "baseFeePerGas": "0x7",
            "transactions": hashes,
            "uncles": [],
            "size": hex(600 + 40 * len(bodies)),
            "totalDifficulty": "0x0",
        }


def _signed(place: int, fields: Json, content: bytes) -> tuple[Json, bytes]:
    """Return the transaction of a receipt as a node tells it, without its place, and as its block's root covers it."""
    kind = int(fields["type"], 16)
    row: Json = {
        **{"type": fields["type"], "chainId": hex(CHAIN_ID), "nonce": hex(place), "gas": hex(GAS_LIMIT)},
        **{"gasPrice": "0x7", "maxFeePerGas": "0x7", "maxPriorityFeePerGas": "0x0", "value": "0x0"},
        **{"to": _hex(STRANGERS[1]), "from": _hex(SENDER), "input": _hex(content), "accessList": []},
    }
    unsigned = [part(row) for part in transaction.UNSIGNED[kind]]
    prefix = bytes([kind]) if kind else b""
    ending = [] if kind else [minimal(CHAIN_ID), b"", b""]
    signature = SENDER_SECRET.sign_recoverable(keccak(prefix + encode([*unsigned, *ending])), hasher=None)
    r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:64]))
    mark = signature[64] + (0 if kind else transaction.PROTECTED_FROM + 2 * CHAIN_ID)
    encoded = prefix + encode([*unsigned, minimal(mark), minimal(r), minimal(s)])
    row |= {"r": hex(r), "s": hex(s), "v": hex(mark), "hash": _hex(keccak(encoded))}
    return (row | {"yParity": hex(mark)} if kind else row), encoded


def _tell_place(fields: Json, block_header: Json) -> None:
    """Write into a receipt and its logs where they stand, as nodes do."""
    place = {
        "blockHash": block_header["hash"],
        "blockNumber": block_header["number"],
        "transactionHash": block_header["transactions"][int(fields["transactionIndex"], 16)],
        "transactionIndex": fields["transactionIndex"],
    }
    fields |= {**place, "from": _hex(SENDER), "to": _hex(STRANGERS[1]), "contractAddress": None}
    for log in fields["logs"]:
        log |= {**place, "blockTimestamp": block_header["timestamp"]}


def deployment_on(chain: Chain) -> Deployment:
    """Return the record of the simulated ledger on this chain."""
    hashes = {name: Digest(keccak(code)) for name, code in CODES.items()}
    return Deployment(CHAIN_ID, chain.blocks[0].hash, FIRST_BLOCK, ADDRESSES, hashes)


def _hex(content: bytes) -> str:
    return "0x" + content.hex()
