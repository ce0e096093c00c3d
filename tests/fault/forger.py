"""
A node that rewrites its whole history: blocks of a real chain, changed and sealed anew, so that every hash fits.

It is what a false block of all validators would look like.  Contents, roots, blooms, gas and parent links are derived
again, and what no hash covers besides; the state roots stay, so that the real node's proofs go on to prove.  The
hashing is the audit's, which the vectors hold to what real nodes say.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ledger.audit import header, receipt, transaction
from ledger.audit.encoding import encode, keccak, minimal
from ledger.audit.trie import ordered_root
from ledger.chain.acts import Prepared
from ledger.chain.rpc import Rpc, to_hex
from ledger.chain.signer import MemorySigner
from tests.fault.proxy import LyingNode

Json = dict[str, Any]
CHAIN_ID = 31_337


class Past:
    """The blocks of a real chain as its node gives them, and the snapshot that was published of them."""

    def __init__(self, rpc: Rpc, published: str) -> None:
        newest = int(rpc.call("eth_blockNumber"), 16)
        numbers = [hex(number) for number in range(newest + 1)]
        self.blocks: list[Json] = rpc.batch([("eth_getBlockByNumber", [number, True]) for number in numbers])
        self.receipts: list[list[Json]] = rpc.batch([("eth_getBlockReceipts", [number]) for number in numbers])
        self.published = published

    def block_of(self, topic: str, nth: int = 0) -> int:
        """Return the number of a block in which an event with this first topic stands."""
        found = [
            number
            for number, receipts in enumerate(self.receipts)
            if any(log["topics"][:1] == [topic] for each in receipts for log in each["logs"])
        ]
        return found[nth]


class Forger:
    """
    A past to be changed; `url` is a node that tells it, for as long as a context lasts.

    Change `blocks` and `receipts`, then `seal` from the first changed block on; what of its header is not derived stays
    as it was changed.
    """

    def __init__(self, past: Past, url: str) -> None:
        self.blocks = copy.deepcopy(past.blocks)
        self.receipts = copy.deepcopy(past.receipts)
        self._published = past.published
        self._stack = ExitStack()
        self._node = LyingNode(url, self._told)

    def __enter__(self) -> Self:
        self._stack.enter_context(self._node)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def url(self) -> str:
        return self._node.url

    def logs(self, number: int) -> list[Json]:
        """The logs of a block; change them, or their lists in `receipts`."""
        return [log for each in self.receipts[number] for log in each["logs"]]

    def sign(self, number: int, signer: MemorySigner, act: Prepared | None = None, chain_id: int = CHAIN_ID) -> None:
        """Have a block's only transaction signed by `signer`, and say what `act` says if one is given."""
        (row,) = self.blocks[number]["transactions"]
        assert row["type"] == "0x0", "the ledger's writer sends legacy transactions"
        if act is not None:
            row |= {"to": to_hex(act.to), "input": to_hex(act.data)}
        unsigned = [part(row) for part in transaction.UNSIGNED[0]]
        signature = signer.sign_digest(keccak(encode([*unsigned, minimal(chain_id), b"", b""])))
        r, s = (hex(int.from_bytes(part, "big")) for part in (signature[:32], signature[32:64]))
        mark = transaction.PROTECTED_FROM + 2 * chain_id + signature[64] - 27
        row |= {"r": r, "s": s, "v": hex(mark), "chainId": hex(chain_id), "from": to_hex(signer.key)}

    def seal(self, first: int, **fields: Any) -> None:
        """Derive and hash every block from `first` on; `fields` are of the first one's header, against derivation."""
        for number in range(first, len(self.blocks)):
            block = self.blocks[number]
            block["parentHash"] = self.blocks[number - 1]["hash"]
            self._derive(number)
            block |= fields if number == first else {}
            block["hash"] = to_hex(header.read(block).hash)
            self._place(number)

    def snapshot(self, folder: Path, change: Callable[[Json], Json] = lambda line: line) -> str:
        """Return a file with what an honest service publishes of this past, each line changed on its way."""
        head, *facts, _ = (json.loads(line) for line in self._published.splitlines())
        head["hash"] = self.blocks[head["block"]]["hash"]
        return written([head, *map(change, facts)], folder)

    def _derive(self, number: int) -> None:
        block, receipts = self.blocks[number], self.receipts[number]
        sent = [transaction.read(each) for each in block["transactions"]]
        bloom, gas = 0, 0
        for row, each in zip(receipts, sent, strict=True):
            read = receipt.read(row)
            bloom, gas = bloom | read.bloom, read.cumulative_gas
            row["logsBloom"] = to_hex(read.bloom.to_bytes(receipt.BLOOM_BYTES, "big"))
            row["from"] = to_hex(each.sender or each.stated_sender)
            row["to"] = to_hex(each.to) if each.to else None
        block |= {
            "transactionsRoot": to_hex(ordered_root([each.encoded for each in sent])),
            "receiptsRoot": to_hex(ordered_root([receipt.read(row).encoded for row in receipts])),
            "logsBloom": to_hex(bloom.to_bytes(receipt.BLOOM_BYTES, "big")),
            "gasUsed": hex(gas),
        }

    def _place(self, number: int) -> None:
        """Write into transactions, receipts and logs where they stand, as nodes do."""
        block, place = self.blocks[number], 0
        at = {"blockHash": block["hash"], "blockNumber": block["number"]}
        for index, (sent, received) in enumerate(zip(block["transactions"], self.receipts[number], strict=True)):
            sent.update(at, hash=to_hex(transaction.read(sent).hash), transactionIndex=hex(index))
            here = {**at, "transactionHash": sent["hash"], "transactionIndex": hex(index)}
            received.update(here)
            for log in received["logs"]:
                log |= {**here, "logIndex": hex(place), "blockTimestamp": block["timestamp"]}
                place += 1

    def _told(self, method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockReceipts":
            return self.receipts[int(params[0], 16)]
        named = {"eth_getBlockByNumber": "number", "eth_getBlockByHash": "hash"}.get(method)
        if named is None:
            return result
        block = next((each for each in self.blocks if each[named] == params[0]), None)
        if block is None or params[1]:
            return block
        return {**block, "transactions": [each["hash"] for each in block["transactions"]]}


def written(lines: list[Json], folder: Path) -> str:
    """Write the lines of a snapshot with a last line that fits them; return the file."""
    body = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    end = {"count": len(lines) - 1, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    file = folder / "forged.ndjson"
    file.write_text(body + json.dumps(end))
    return str(file)
