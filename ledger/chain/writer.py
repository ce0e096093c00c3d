"""
Acts on their way to the chain: signed, kept, sent, awaited.

Many may be sent before the first is awaited.  A request key makes a send idempotent, across crashes too, because the
signed bytes are in the journal before they are on the wire (`journal`).  What happened to a transaction that a node
refuses is not guessed from its words, which differ from engine to engine, but asked: is it known, is its nonce used
up?  A node that forgot transactions (a killed local chain, an emptied pool) gets the same bytes again.

Gas is free here: transactions are of the legacy kind with price 0, as a zero-base-fee Besu network takes them.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.chain.decode import decode_error, revert_data
from ledger.chain.journal import Journal, Line, Request
from ledger.chain.rpc import NodeRefused, Rpc, members, octets, quantity, to_hex
from ledger.domain.events import Key
from ledger.domain.keccak import keccak
from ledger.errors import ActRefused, Inconsistent, Misconfigured, Unavailable

if TYPE_CHECKING:
    from ledger.chain.signer import Signer

AWAIT_SECONDS_MAX = 60.0
RESEND_SECONDS = 3.0
"""A transaction without a receipt is sent again this often: a node may have lost its pool."""

POLL_SECONDS = 0.1
POLL_SECONDS_MAX = 0.5
RENEWALS_MAX = 3
GAS_MARGIN_PERCENT = 25
FILLS_MAX = 1_000
"""Most holes in a key's nonces that are filled; more, and the journal is not this chain's."""

_EMPTY_GAS = 21_000


@dataclass(frozen=True, slots=True)
class Outgoing:
    """
    One act to be sent: `data` to the contract at `to`, a new contract without one; estimated gas if none is given.
    """

    signer: Signer
    to: bytes | None
    data: bytes
    request_key: str
    gas: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """An act on its way."""

    request_key: str
    key: Key
    to: bytes | None
    data: bytes
    nonce: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """An act in a block, done."""

    hash: bytes
    block: int
    block_hash: bytes
    transaction: int
    gas_used: int
    contract: bytes | None
    logs: tuple[Mapping[str, Any], ...]


class Writer:
    """Sends to the chain `chain_id` through `rpc`, keeping its journal in a file or, for tests, in memory."""

    def __init__(self, rpc: Rpc, chain_id: int, journal: Path | None = None) -> None:
        """Raises `Misconfigured` ("WrongChain") if the node is of another chain; `Unavailable` as `Rpc` does."""
        given = quantity(rpc.call("eth_chainId"))
        if given != chain_id:
            raise Misconfigured("WrongChain", expected=chain_id, given=given)
        genesis = members(rpc.call("eth_getBlockByNumber", ["0x0", False]))
        self.rpc = rpc
        self.chain_id = chain_id
        self._journal = Journal(journal, f"{chain_id}:{genesis['hash']}")
        self._caught_up: set[Key] = set()

    def close(self) -> None:
        self._journal.close()

    def send(self, signer: Signer, to: bytes | None, data: bytes, request_key: str, gas: int | None = None) -> Sent:
        """Send one act.  Raises as `send_many` does."""
        return self.send_many([Outgoing(signer, to, data, request_key, gas)])[0]

    def send_many(self, acts: Sequence[Outgoing]) -> list[Sent]:
        """
        Send acts in this order; return once the node has them.  Under a known request key the first act is sent again.

        Raises `ActRefused` if the contract would refuse an act whose gas has to be estimated: then nothing is sent.
        Raises `NodeRefused` if the node takes an act under no nonce, `Unavailable` if the road is blocked: then the
        acts are in the journal, and sending them again under their request keys loses and doubles nothing.
        """
        requests = [self._request(each) for each in acts]
        counts: dict[Key, int] = {}
        for act in acts:
            self._catch_up(act.signer, counts)
        lines = self._journal.enter(requests, counts)
        new = {line.request_key for line, is_new in lines if is_new}
        signers = {each.request_key: each.signer for each in acts if each.request_key in new}
        self._post([line for line, _ in lines], {each.request_key: each for each in requests}, signers)
        sent = []
        for act in acts:
            line = self._journal.find(act.request_key)
            assert line is not None, "a line that was sent stays"
            sent.append(Sent(line.request_key, line.key, act.to, act.data, line.nonce, line.hash))
        return sent

    def has(self, request_key: str) -> bool:
        """Say whether something was signed under a request key."""
        return self._journal.find(request_key) is not None

    def holding(self, wanted: Collection[bytes]) -> dict[bytes, bytes]:
        """Return, for each of these bytes that stand in something signed here, the hash of that transaction."""
        return self._journal.holding(wanted)

    def resume(self) -> int:
        """Send again all that is signed and in no block, as after a crash; return how many."""
        waiting = self._journal.waiting()
        self.rpc.attempt(("eth_sendRawTransaction", [to_hex(each.raw)]) for each in waiting)
        return len(waiting)

    def await_(self, sent: Sent, seconds_max: float = AWAIT_SECONDS_MAX) -> Receipt:
        """
        Wait until an act is in a block.

        Raises `ActRefused` with the contract's own error if it was refused there, `Unavailable` ("ActPending") if it
        is in no block after `seconds_max`: it may still come, and the same request key asks for it again.
        """
        (outcome,) = self.await_all([sent], seconds_max)
        if isinstance(outcome, ActRefused):
            raise outcome
        return outcome

    def await_all(self, sent: Sequence[Sent], seconds_max: float = AWAIT_SECONDS_MAX) -> list[Receipt | ActRefused]:
        """
        Wait until all acts are in blocks; a refused one is an `ActRefused` in its place.  Raises as `await_` does.
        """
        outcomes: dict[bytes, Receipt | ActRefused] = {}
        began = resent = time.monotonic()
        wait = POLL_SECONDS
        while True:
            open_acts = [each for each in sent if each.hash not in outcomes]
            self._collect(open_acts, outcomes)
            open_acts = [each for each in open_acts if each.hash not in outcomes]
            if not open_acts:
                return [outcomes[each.hash] for each in sent]
            now = time.monotonic()
            if now - began > seconds_max:
                first = open_acts[0]
                raise Unavailable(
                    "ActPending", request_key=first.request_key, count=len(open_acts), seconds=seconds_max
                )
            if now - resent > RESEND_SECONDS:
                self._resend({each.key for each in open_acts})
                resent = now
            time.sleep(wait)
            wait = min(wait * 1.2, POLL_SECONDS_MAX)

    def simulate(self, sender: Key, to: bytes | None, data: bytes, block: str = "latest") -> bytes:
        """
        Ask the node what an act would return, without sending it.

        Raises `ActRefused` with the contract's own error if it would be refused.
        """
        try:
            return octets(self.rpc.call("eth_call", [_call(sender, to, data), block]))
        except NodeRefused as refused:
            raise as_refusal(refused) from None

    # Sending

    def _request(self, act: Outgoing) -> Request:
        content = keccak(act.signer.key + (act.to or b"") + b"|" + act.data)
        gas = act.gas
        if gas is None and self._journal.find(act.request_key) is None:
            gas = self._estimate(act)

        def sign(nonce: int) -> tuple[bytes, bytes]:
            return self._sign(act.signer, nonce, act.to, act.data, gas or 0)

        return Request(act.request_key, act.signer.key, content, sign)

    def _estimate(self, act: Outgoing) -> int:
        try:
            used = quantity(self.rpc.call("eth_estimateGas", [_call(act.signer.key, act.to, act.data)]))
        except NodeRefused as refused:
            raise as_refusal(refused) from None
        return used * (100 + GAS_MARGIN_PERCENT) // 100

    def _sign(self, signer: Signer, nonce: int, to: bytes | None, data: bytes, gas: int) -> tuple[bytes, bytes]:
        transaction: dict[str, Any] = {
            "nonce": nonce,
            "gasPrice": 0,
            "gas": gas,
            "value": 0,
            "data": data,
            "chainId": self.chain_id,
        }
        if to is not None:
            transaction["to"] = to
        raw = signer.sign_transaction(transaction)
        return raw, keccak(raw)

    def _post(self, lines: Sequence[Line], requests: Mapping[str, Request], signers: Mapping[str, Signer]) -> None:
        """
        Send lines; find out about each that the node refuses, and renew or withdraw it.

        `signers` are those of the new lines: only what no node has ever been given may be withdrawn.
        """
        for _ in range(RENEWALS_MAX + 1):
            answers = self.rpc.attempt(("eth_sendRawTransaction", [to_hex(each.raw)]) for each in lines)
            renewed: list[Line] = []
            refusal: NodeRefused | None = None
            for line, answer in zip(lines, answers, strict=True):
                if not isinstance(answer, NodeRefused):
                    if octets(answer, 32) != line.hash:
                        raise Inconsistent("SendHashDiffers", expected=line.hash, given=answer)
                elif self._known(line):
                    continue
                elif self._count(line.key, "latest") > line.nonce:
                    renewed.append(self._journal.renew(requests[line.request_key], self._count(line.key)))
                else:
                    refusal = refusal or answer
                    if line.request_key in signers:
                        self._withdraw(line, signers[line.request_key])
            if refusal is not None:
                raise refusal
            if not renewed:
                return
            lines = renewed
        raise Unavailable("NonceContested", key=to_hex(lines[0].key))

    def _withdraw(self, line: Line, signer: Signer) -> None:
        """Take back a line that the node refuses; let nothing that follows wait for its nonce."""
        if self._journal.withdraw(line):
            self._fill(signer, line.nonce)

    def _fill(self, signer: Signer, nonce: int) -> None:
        """Use up a nonce with an empty transaction of the key to itself."""

        def sign(at: int) -> tuple[bytes, bytes]:
            return self._sign(signer, at, signer.key, b"", _EMPTY_GAS)

        request = Request(f"fill:{signer.key.hex()}:{nonce}", signer.key, b"", sign)
        line = self._journal.fill(request, nonce)
        if line is not None:
            self.rpc.attempt([("eth_sendRawTransaction", [to_hex(line.raw)])])

    def _catch_up(self, signer: Signer, counts: dict[Key, int]) -> None:
        """Learn a key's count once; if the node forgot what the journal knows it had, send that again."""
        key = signer.key
        if key in self._caught_up or key in counts:
            return
        counts[key] = count = self._count(key)
        kept = self._journal.since(key, count)
        if kept:
            missing = set(range(count, kept[-1].nonce)) - {each.nonce for each in kept}
            if len(missing) > FILLS_MAX:
                raise Inconsistent("JournalForeign", key=to_hex(key), nonce=kept[-1].nonce, count=count)
            for nonce in sorted(missing):
                self._fill(signer, nonce)
            self.rpc.attempt(("eth_sendRawTransaction", [to_hex(each.raw)]) for each in kept)
        self._caught_up.add(key)

    def _resend(self, keys: set[Key]) -> None:
        for key in keys:
            kept = self._journal.since(key, self._count(key, "latest"))
            self.rpc.attempt(("eth_sendRawTransaction", [to_hex(each.raw)]) for each in kept)

    def _known(self, line: Line) -> bool:
        return self.rpc.call("eth_getTransactionByHash", [to_hex(line.hash)]) is not None

    def _count(self, key: Key, at: str = "pending") -> int:
        return quantity(self.rpc.call("eth_getTransactionCount", [to_hex(key), at]))

    # Awaiting

    def _collect(self, sent: Sequence[Sent], outcomes: dict[bytes, Receipt | ActRefused]) -> None:
        answers = self.rpc.batch(("eth_getTransactionReceipt", [to_hex(each.hash)]) for each in sent)
        settled = []
        for act, answer in zip(sent, answers, strict=True):
            if answer is None or answer.get("blockNumber") is None:
                continue
            receipt = read_receipt(members(answer))
            outcomes[act.hash] = receipt if quantity(answer["status"]) else self._refusal(act, receipt)
            settled.append(act.request_key)
        if settled:
            self._journal.settle(settled)

    def _refusal(self, act: Sent, receipt: Receipt) -> ActRefused:
        """Find out why a contract refused an act: by asking again, before and after the block that holds it."""
        for block in (hex(receipt.block - 1), hex(receipt.block), "latest"):
            try:
                self.rpc.call("eth_call", [_call(act.key, act.to, act.data), block])
            except NodeRefused as refused:
                refusal = as_refusal(refused)
                if refusal.code != "ActReverted":
                    return refusal
        return ActRefused("ActReverted", message="", hash=act.hash)


def as_refusal(refused: NodeRefused) -> ActRefused:
    """Return the contract's refusal that a node reports; "ActReverted" with the node's words if it cannot be read."""
    decoded = decode_error(revert_data(refused.data))
    if decoded is None:
        return ActRefused("ActReverted", message=refused.message, hash=b"")
    name, facts = decoded
    return ActRefused(name, **facts)


def read_receipt(answer: Mapping[str, Any]) -> Receipt:
    """Read a JSON-RPC receipt.  Raises `Unavailable` ("NodeAnswerInvalid") if it is none."""
    contract = answer.get("contractAddress")
    try:
        return Receipt(
            octets(answer["transactionHash"], 32),
            quantity(answer["blockNumber"]),
            octets(answer["blockHash"], 32),
            quantity(answer["transactionIndex"]),
            quantity(answer["gasUsed"]),
            octets(contract, 20) if contract else None,
            tuple(answer["logs"]),
        )
    except KeyError as missing:
        raise Unavailable(
            "NodeAnswerInvalid", url="the node", method="receipt", reason=f"it has no {missing}"
        ) from None


def _call(sender: Key, to: bytes | None, data: bytes) -> dict[str, str]:
    call = {"from": to_hex(sender), "data": to_hex(data)}
    return call if to is None else {**call, "to": to_hex(to)}
