"""
The log of answers, rebuilt from the answers themselves: are they all there, signed by whom, and is the tree that of the
checkpoint?

An answer that is missing or forged has no leaf of its own; then the tree cannot be rebuilt from there on, and its root
is not compared: that would only say the same again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from ledger.audit import token
from ledger.audit.answers import Answers, AnswersBroken, Opening
from ledger.audit.encoding import keccak
from ledger.audit.note import Checkpoint
from ledger.audit.pin import Pin
from ledger.audit.report import Layer, Notes
from ledger.audit.transaction import recover
from ledger.domain.events import Key
from ledger.domain.merkle import Node, appended, hash_of, leaf_hash, nodes_of

TYPE = "datadeed-answer+jws"

_SIGNATURE_BYTES = 65
_SIGNATURE_V = 27

Keep = Callable[[int, Mapping[str, Any], str], None]
"""Called with number, payload and the signing key's thumbprint of each answer that is the log's."""


class Logged:
    """One walk through the answers of `source`; `keep` is given each that is sound, in order."""

    def __init__(self, source: Answers, pin: Pin, notes: Notes, keep: Keep) -> None:
        self.opening: Opening = source.opening()
        self._source = source
        self._pin = pin
        self._notes = notes
        self._keep = keep
        self._edge: dict[Node, bytes] = {}
        self._size = 0
        self._whole = True

    @property
    def origin(self) -> str:
        """The name of the pinned ledger's log."""
        return f"datadeed/{self._pin.chain_id}/0x{self._pin.certificates.hex()}"

    def walk(self, held: Checkpoint | None, progress: Callable[[int], None]) -> None:
        """
        Check all answers.  `held` is a checkpoint that the auditor has kept from earlier.

        Raises `AnswersBroken` for what is no log of answers, `Unavailable` if the source is silent.
        """
        checkpoint = self.opening.checkpoint
        said = [self.opening.origin, *([checkpoint.origin] if checkpoint else [])]
        foreign = next((each for each in said if each not in ("", self.origin)), None)
        if foreign is not None:
            self._notes.find("AnswersForeign", None, self._source.name, self.origin, foreign)
            return
        stated = [each for each in (checkpoint, held) if each is not None]
        for each in stated:
            if not self._is_signed(each):
                self._notes.find("LogForked", None, f"checkpoint {each.size}", "signed by a published key", "it is not")
        for number, text in self._source.answers():
            self._take(number, text)
            for each in stated:
                if each.size == number:
                    self._compare(each)
            progress(number)
        self._end(checkpoint.size if checkpoint else 0, held)

    def _is_signed(self, checkpoint: Checkpoint) -> bool:
        self._notes.count(Layer.ANSWERS, "checkpoints")
        return checkpoint.origin == self.origin and any(map(checkpoint.is_signed, self.opening.keys.values()))

    # EACH ANSWER

    def _take(self, number: int, text: str) -> None:
        if number <= self._size:
            raise AnswersBroken(f"answer {self._size + 1}", f"answer {number}")
        if number > self._size + 1:
            self._miss(self._size + 1, number - 1)
        leaf = leaf_hash(hashlib.sha256(text.encode()).digest())
        if self._whole:
            made = appended(self._size, [leaf], self._edge)
            self._edge = {node: {**self._edge, **made}[node] for node in nodes_of((0, number))}
        self._size = number
        self._notes.count(Layer.ANSWERS, "signatures")
        forged = self._read(number, text)
        if forged is not None:
            self._whole = False
            self._notes.find("AnswerForged", None, f"answer {number}", "signed by a published key", forged)

    def _read(self, number: int, text: str) -> str | None:
        """Give a sound answer on; of another, say what is false."""
        try:
            payload, key = token.read(text, self.opening.keys, TYPE)
        except token.TokenBroken as broken:
            return str(broken)
        if payload.get("number") != number:
            return f"number {payload.get('number')}"
        chain = payload.get("chain")
        contracts = chain.get("contracts") if isinstance(chain, dict) else None
        if not isinstance(chain, dict) or not isinstance(contracts, dict) or not self._is_ours(chain, contracts):
            return "another ledger"
        if not self._is_in_time(payload.get("iat"), self.opening.published.get(key, {})):
            return f"at {payload.get('iat')}, when the key {key} did not sign"
        self._keep(number, payload, key)
        return None

    def _is_ours(self, chain: Mapping[str, Any], contracts: Mapping[str, Any]) -> bool:
        ours = {name: "0x" + address.hex() for name, address in self._pin.contracts.items()}
        genesis = "0x" + self._pin.genesis_hash.hex()
        return (chain.get("chainId"), chain.get("genesisHash"), contracts) == (self._pin.chain_id, genesis, ours)

    def _is_in_time(self, at: Any, published: Mapping[str, Any]) -> bool:
        begins, ends = published.get("nbf"), published.get("exp")
        if not isinstance(at, int):
            return False
        return (not isinstance(begins, int) or begins <= at) and (not isinstance(ends, int) or at <= ends)

    def _miss(self, first: int, last: int) -> None:
        self._whole = False
        named = f"answer {first}" if first == last else f"answers {first} to {last}"
        self._notes.find("AnswerMissing", None, named)

    # THE TREE

    def _compare(self, stated: Checkpoint) -> None:
        if not self._whole:
            self._notes.skip("AuditLogNotRebuilt", size=stated.size)
            return
        self._notes.count(Layer.ANSWERS, "tree roots")
        root = hash_of((0, self._size), self._edge)
        if root != stated.root:
            expected, found = "0x" + root.hex(), "0x" + stated.root.hex()
            self._notes.find("LogForked", None, f"checkpoint {stated.size}", expected, found)

    def _end(self, size: int, held: Checkpoint | None) -> None:
        if held is not None and held.size > size:
            self._notes.find("LogForked", None, f"checkpoint {held.size}", f">= {held.size}", size)
        if self._size < size:
            self._miss(self._size + 1, size)
            self._notes.skip("AuditLogNotRebuilt", size=size)
        elif self._size > size:
            self._notes.find("LogForked", None, f"checkpoint {size}", self._size, size)


def endorser(thumbprint: str, signature: bytes) -> Key | None:
    """Return the address whose key signed a thumbprint as a personal message (EIP-191), if that is a signature."""
    if len(signature) != _SIGNATURE_BYTES or signature[-1] not in (_SIGNATURE_V, _SIGNATURE_V + 1):
        return None
    message = f"\x19Ethereum Signed Message:\n{len(thumbprint)}{thumbprint}".encode()
    r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:64]))
    found = recover(keccak(message), signature[-1] - _SIGNATURE_V, r, s)
    return Key(found) if found is not None else None
