"""
A letter checked by its reader, without any node: the signature, and that its list of certificates is whole.

The header has the hash that the letter states; under its state root stands the contract with its code, and there the
slot with the head to which exactly these moves fold.  That the header is the ledger's, the reader sees by its hash: in
his own node, or by whoever else keeps it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ledger.audit import header, signing
from ledger.audit.encoding import decode, keccak, octets
from ledger.audit.layout import mapped
from ledger.audit.letter import KIND, SCHEMA
from ledger.audit.report import Remark
from ledger.audit.tables.certificates import SLOTS
from ledger.audit.token import TokenBroken
from ledger.audit.trie import EMPTY_ROOT, Nodes, ProofInvalid, prove
from ledger.domain.document import parse
from ledger.domain.events import CertificateId, Instant, Position
from ledger.domain.holdings import Move, fold_moves
from ledger.domain.numbers import CertificateNumber
from ledger.errors import InvalidInput, Misconfigured

MALFORMED = (KeyError, ValueError, TypeError, AttributeError, IndexError)
"""What reading a letter raises that has not the form of one."""

_NOWHERE = Position(0, 0, 0)


def check(text: str, keys: Mapping[str, bytes] | None = None) -> tuple[Mapping[str, Any], str, list[Remark]]:
    """
    Return a letter, the thumbprint of the key that signed it (empty if none did), and what is wrong with it.

    `keys` are the public keys that may have signed it; without them the one that the letter names is taken.  Raises
    `Misconfigured` LetterUnreadable for what is no letter.
    """
    letter, key, faults = _read(text, keys)
    try:
        if letter["schema"] != SCHEMA:
            raise ValueError(str(letter["schema"])[:80])
        faults += _faults(letter)
    except MALFORMED as broken:
        raise Misconfigured("LetterUnreadable", reason=repr(broken)[:200]) from None
    return letter, key, faults


def _read(text: str, keys: Mapping[str, bytes] | None) -> tuple[Mapping[str, Any], str, list[Remark]]:
    if text.lstrip().startswith("{"):
        try:
            return parse(text.encode()), "", [Remark("LetterUnsigned", {})]
        except InvalidInput as broken:
            raise Misconfigured("LetterUnreadable", reason=str(broken)[:200]) from None
    try:
        letter, key = signing.opened(text, KIND, keys)
    except TokenBroken as broken:
        return signing.content(text), "", [Remark("LetterSignatureWrong", {"reason": str(broken)})]
    return letter, key, []


def _faults(letter: Mapping[str, Any]) -> Iterator[Remark]:
    proof = letter["proof"]
    seen = header.read_raw(octets(proof["header"]))
    if (seen.number, "0x" + seen.hash.hex()) != (proof["block"], proof["blockHash"]):
        yield Remark("LetterHeaderOther", {"block": proof["block"]})
        return
    contract = letter["ledger"]["contracts"]["Certificates"]
    if contract["address"] != proof["contract"]:
        yield Remark("LetterUnproven", {"subject": proof["contract"]})
        return
    nodes = Nodes([octets(each) for each in proof["nodes"]])
    try:
        root, code = _account(seen.state_root, octets(contract["address"]), nodes)
        if code != octets(contract["codeHash"]):
            yield Remark("LetterUnproven", {"subject": "code"})
        moves = _moves(letter["moves"]) + _moves(proof["movesSince"])
        slot = mapped(SLOTS["_holdings"], letter["entity"]["participant"])
        if _word(root, slot, nodes) != fold_moves(moves):
            yield Remark("LetterIncomplete", {"moves": len(moves)})
        yield from _heads(letter, root, nodes)
    except ProofInvalid as broken:
        yield Remark("LetterUnproven", {"subject": str(broken)})
    yield from _rows(letter)


def _heads(letter: Mapping[str, Any], root: bytes, nodes: Nodes) -> Iterator[Remark]:
    """Each certificate as the contract has it, where it is proven at the letter's own block."""
    if letter["proof"]["block"] != letter["asOf"]["block"]:
        return
    for row in letter["certificates"]:
        slot = mapped(SLOTS["_heads"], CertificateNumber.parse(row["number"]).packed)
        if _word(root, slot, nodes) != octets(row["head"]):
            yield Remark("LetterCertificateOther", {"number": row["number"]})


def _rows(letter: Mapping[str, Any]) -> Iterator[Remark]:
    """There is a row for each certificate that moved, and it says rightly whether it is held."""
    held: Counter[str] = Counter()
    for move in letter["moves"]:
        held[move["certificateId"]] += 1 if move["entered"] else -1
    rows = {row["id"]: row["isHeld"] for row in letter["certificates"]}
    if rows != {own: count > 0 for own, count in held.items()} or len(rows) != len(letter["certificates"]):
        yield Remark("LetterRowsOther", {"rows": len(letter["certificates"]), "moved": len(held)})


def _account(root: bytes, address: bytes, nodes: Nodes) -> tuple[bytes, bytes]:
    """Storage root and code hash.  Raises `ProofInvalid`, `ValueError` for what is no account."""
    value = prove(root, keccak(address), nodes)
    _, _, storage, code = decode(value or b"")
    return bytes(storage), bytes(code)  # type: ignore[arg-type]


def _word(root: bytes, slot: bytes, nodes: Nodes) -> bytes:
    value = prove(root, keccak(slot), nodes) if root != EMPTY_ROOT else None
    return bytes(decode(value)).rjust(32, b"\0") if value else bytes(32)  # type: ignore[arg-type]


def _moves(rows: list[Mapping[str, Any]]) -> list[Move]:
    return [
        Move(CertificateId(octets(row["certificateId"])), bool(row["entered"]), _NOWHERE, Instant(0)) for row in rows
    ]
