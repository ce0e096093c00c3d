"""
What the mirror says, as it is published for auditors: NDJSON, pinned to one block, and the same compressed.

The first line says which chain, contracts and block; then comes one line a fact, in the order of `snapshot`; the last
line gives the number of facts and the SHA-256 over all bytes before it, line ends included.  Facts are in the same
JSON as the journal's (`store.payload`).  It is made while it is read: memory stays flat however large the ledger is.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from sqlalchemy.orm import Session

from ledger.store.payload import to_json
from ledger.store.queries.blocks import Cursor
from ledger.store.queries.snapshot import snapshot

SCHEMA = "datadeed/snapshot/3"

LINES_AT_A_TIME = 500
"""Lines in one part: some hundred kilobytes, far more than a part costs by itself."""

COMPRESSION = 3
"""zlib's level: the text is mostly hexadecimal, of which higher levels make little less in twice the time."""

GZIP_WINDOW = 31
"""zlib's largest window, in the form of a gzip file (RFC 1952)."""


def published(session: Session, at: Cursor, chain_id: int, contracts: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the snapshot of the state that `session` sees, whose last block is `at`, in parts of whole lines."""
    first = {
        "schema": SCHEMA,
        "chainId": chain_id,
        "contracts": {name: "0x" + address.hex() for name, address in contracts.items()},
        "block": at.number,
        "hash": "0x" + at.hash.hex(),
        "time": at.time,
    }
    content = _line(first)
    sum_, count = hashlib.sha256(content), 0
    yield content
    facts = snapshot(session)
    while part := [f'{{"kind":"{key[0]}","fact":{to_json(fact)}}}\n' for key, fact in islice(facts, LINES_AT_A_TIME)]:
        count += len(part)
        content = "".join(part).encode()
        sum_.update(content)
        yield content
    yield _line({"count": count, "sha256": sum_.hexdigest()})


def compressed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes as a gzip file, as it comes."""
    packer = zlib.compressobj(COMPRESSION, zlib.DEFLATED, GZIP_WINDOW)
    for part in parts:
        if packed := packer.compress(part):
            yield packed
    yield packer.flush()


def _line(record: Mapping[str, object]) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"
