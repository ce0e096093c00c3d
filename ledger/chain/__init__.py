"""
The node: everything that speaks to a chain, and the only place where keys sign.

    rpc        one JSON-RPC connection: limits, retries, errors by whose fault it is
    node       the local chain: Anvil's native binary, kept in the home folder
    contracts  the deployment: addresses, code hashes, the founding of a ledger
    encode     arguments -> call data, a view's answer -> values
    decode     raw log -> domain event; revert data -> error name and facts
    ahead      ranges of blocks, the next one read while the last is written
    reader     confirmed blocks with their entries, checked; a reorganisation is a value
    receipts   logs by a block's receipts, proven by their root in its header
    logs       logs by the node's log index, as far as they fit
    header     a block's header, hashed anew
    seals      the validators' signatures in it, where they make a block final
    tally      who the validators are
    trie       the root of a list, as a header has it
    items      RLP, the encoding that is hashed
    head       the newest block and its age
    heads      news of new blocks, by WebSocket
    signer     keys: encrypted keystore files behind one small protocol
    journal    what was signed and sent, kept before it is sent
    writer     one nonce manager a key: pipelined, idempotent, with limits on retries
    approvals  the EIP-712 digest of each act that needs a signature
    calls      what may be voted, as call data
    acts       one method for each contract function

Nothing here knows a rule of registration: that is `domain`.  Nothing here keeps what it reads: that is `store`.
"""

import sys

RECURSION_MAX = 1_000
"""Python's own limit."""


def restrain_recursion() -> None:
    """
    Set Python's limit of recursion back, after a library was loaded that raises it.

    py_ecc, below eth_account, raises it a hundredfold; then a deeply nested answer of a node would not be an error but
    overflow the stack, and end the process.
    """
    sys.setrecursionlimit(RECURSION_MAX)
