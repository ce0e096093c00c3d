"""
Proofs from the operator's node: accounts and storage under a block's state root (EIP-1186), raw headers, seals' way.

Nothing is checked here beyond its form: the offline verifier believes no node, and this one's answers neither.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from ledger.chain.header import Header, read_header
from ledger.chain.items import sequence
from ledger.chain.rpc import Call, NodeRefused, Rpc, members, octets, to_hex
from ledger.chain.seals import read_extra, signer_of
from ledger.errors import Inconsistent, Unavailable

HEADERS_MAX = 1_000
"""Most headers on the way from the pinned validators to a block: several changes of a council of a dozen."""


class StateForgotten(Unavailable):
    """The node no longer keeps the state of that block."""


def raw_header(rpc: Rpc, block: int) -> tuple[Header, bytes]:
    """
    Return a block's header and its raw RLP.  Raises `Unavailable`, also where its fields do not hash to its hash.
    """
    answer = members(rpc.call("eth_getBlockByNumber", [hex(block), False]))
    header = read_header(answer)
    if header.hash != header.stated or header.number != block:
        raise Unavailable("NodeAnswerInvalid", url=rpc.shown, method="block", reason="its hash is another's")
    return header, sequence(b"".join(header.items))


def proof_nodes(rpc: Rpc, block: int, wanted: Mapping[bytes, Sequence[bytes]]) -> list[bytes]:
    """
    Return the nodes, none twice, that prove accounts and their slots at a block; `wanted` are slots by address.

    Raises `StateForgotten` if the node has pruned that state, `Unavailable` as `Rpc` does.
    """
    calls: list[Call] = [
        ("eth_getProof", [to_hex(address), [to_hex(slot) for slot in slots], hex(block)])
        for address, slots in wanted.items()
    ]
    found: dict[str, None] = {}
    for answer in rpc.attempt(calls):
        if isinstance(answer, NodeRefused):
            raise StateForgotten("StateForgotten", block=block, reason=answer.message)
        found.update(dict.fromkeys(_nodes(rpc, answer)))
    return [octets(node) for node in found]


def _nodes(rpc: Rpc, answer: object) -> Iterable[str]:
    try:
        proof = members(answer)
        return [*proof["accountProof"], *(node for slot in proof["storageProof"] for node in slot["proof"])]
    except (KeyError, TypeError):
        raise Unavailable("NodeAnswerInvalid", url=rpc.shown, method="eth_getProof", reason="no proof") from None


def way_of_seals(
    header: Header, pinned: Collection[bytes], first_block: int, header_at: Callable[[int], Header]
) -> list[Header]:
    """
    Return the headers that lead from the pinned validators of `first_block` to a block's, without the block's own.

    Each is sealed by so many of the validators known before that one of them at least is honest; where the set changed
    too much for that, a header from between is put in.  Raises `Inconsistent` if no header between helps.
    """
    way: list[Header] = []
    known, number = frozenset(pinned), first_block - 1
    waiting = [header]
    while waiting:
        goal = waiting[-1]
        extra = read_extra(goal)
        validators = frozenset(extra.validators)
        vouching = known & {signer_of(seal, extra.signed) for seal in extra.seals}
        if validators == known or len(vouching) > (len(known) - 1) // 3:
            way.append(waiting.pop())
            known, number = validators, goal.number
            continue
        middle = (number + goal.number) // 2
        if middle in (number, goal.number) or len(way) + len(waiting) > HEADERS_MAX:
            raise Inconsistent("ValidatorsUnlinked", block=goal.number)
        waiting.append(header_at(middle))
    return way[:-1]
