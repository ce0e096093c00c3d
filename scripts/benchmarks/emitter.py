"""
Contracts that say whatever they are told: a long history in minutes instead of days.

Real acts cost the local node more with every certificate that it keeps.  A history made for measuring is therefore
spoken by an emitter at each contract's address: it emits the log that its calldata spells, and keeps nothing.  A
conductor calls the emitters in turn, so that one transaction holds the logs of several contracts, as real acts do.

What a log costs to serve, to check and to read is what it would cost from the real contract; only how it came about
differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.chain.decode import CONTRACTS
from ledger.domain.keccak import keccak

ADDRESSES = {name: keccak(f"a benchmark's {name}".encode())[12:] for name in CONTRACTS}
"""Where the emitters stand."""

CONDUCTOR = keccak(b"a benchmark's conductor")[12:]
"""Where the conductor stands."""

TOPICS_MAX = 4

PAYLOAD_BYTES_MAX = 0xFFFF
"""Of one log: its length is two bytes of the conductor's calldata."""

# THE EMITTER: calldata is the landing for n topics (1 byte), the topics, the data

_ENTRY = (
    "6000"  # PUSH1 0
    "35"  # CALLDATALOAD      the first word of the calldata
    "60f8"  # PUSH1 248
    "1c"  # SHR               its first byte
    "56"  # JUMP              to that place
)


def _landing(topics: int) -> str:
    """The instructions that emit one log of so many topics."""
    pushed = "".join(f"60{1 + 32 * place:02x}35" for place in reversed(range(topics)))  # PUSH1 place, CALLDATALOAD
    start = 1 + 32 * topics
    return (
        "5b"  # JUMPDEST
        + pushed  # the last topic first, so that the first is on top
        + f"60{start:02x}"  # PUSH1 where the data begins
        "36"  # CALLDATASIZE
        "03"  # SUB            the data's length
        "80"  # DUP1
        f"60{start:02x}"  # PUSH1 where the data begins
        "6000"  # PUSH1 0
        "37"  # CALLDATACOPY   the data to memory 0
        "6000"  # PUSH1 0      the log's data: memory from 0, so long
        f"{0xA0 + topics:02x}"  # LOG0 to LOG4
        "00"  # STOP
    )


_LANDINGS = [_landing(topics) for topics in range(TOPICS_MAX + 1)]

EMITTER_CODE = bytes.fromhex(_ENTRY + "".join(_LANDINGS))

_PLACES = [len(bytes.fromhex(_ENTRY + "".join(_LANDINGS[:topics]))) for topics in range(TOPICS_MAX + 1)]
"""Where the landing for 0, 1, 2, 3 and 4 topics begins."""

# THE CONDUCTOR: calldata is, for each call, the address (20 bytes), the length (2 bytes), the emitter's calldata

CONDUCTOR_CODE = bytes.fromhex(
    "6000"  # 00 PUSH1 0        p: where the next call stands
    "5b"  # 02 JUMPDEST         another call             p
    "80"  # 03 DUP1
    "35"  # 04 CALLDATALOAD     head: the word at p      p head
    "80"  # 05 DUP1
    "6050"  # 06 PUSH1 80
    "1c"  # 08 SHR              its first 22 bytes
    "61ffff"  # 09 PUSH2 0xffff
    "16"  # 0c AND              n: the length            p head n
    "90"  # 0d SWAP1
    "6060"  # 0e PUSH1 96
    "1c"  # 10 SHR              to: the address          p n to
    "81"  # 11 DUP2
    "83"  # 12 DUP4
    "6016"  # 13 PUSH1 22
    "01"  # 15 ADD              where the emitter's calldata begins
    "6000"  # 16 PUSH1 0
    "37"  # 18 CALLDATACOPY     n bytes from there to memory 0
    "6000"  # 19 PUSH1 0        no answer wanted
    "6000"  # 1b PUSH1 0
    "83"  # 1d DUP4             n bytes
    "6000"  # 1e PUSH1 0        from memory 0
    "6000"  # 20 PUSH1 0        no money
    "85"  # 22 DUP6             to
    "5a"  # 23 GAS              all the gas there is
    "f1"  # 24 CALL             did it go well           p n to ok
    "15"  # 25 ISZERO
    "6035"  # 26 PUSH1 0x35
    "57"  # 28 JUMPI            if not: give up          p n to
    "50"  # 29 POP
    "01"  # 2a ADD
    "6016"  # 2b PUSH1 22
    "01"  # 2d ADD              p + n + 22               p
    "36"  # 2e CALLDATASIZE
    "81"  # 2f DUP2
    "10"  # 30 LT               is there more
    "6002"  # 31 PUSH1 0x02
    "57"  # 33 JUMPI            if so: another call      p
    "00"  # 34 STOP
    "5b"  # 35 JUMPDEST         give up
    "6000"  # 36 PUSH1 0
    "80"  # 38 DUP1
    "fd"  # 39 REVERT
)


def call_of(contract: str, topics: Sequence[bytes], data: bytes) -> bytes:
    """Return the conductor's calldata for one log; those of several logs are joined."""
    payload = b"".join((_PLACES[len(topics)].to_bytes(1, "big"), *topics, data))
    assert len(payload) <= PAYLOAD_BYTES_MAX
    return ADDRESSES[contract] + len(payload).to_bytes(2, "big") + payload


def codes() -> Iterable[tuple[bytes, bytes]]:
    """Return each address with the code that stands there."""
    yield CONDUCTOR, CONDUCTOR_CODE
    for address in ADDRESSES.values():
        yield address, EMITTER_CODE
