"""
What a verifier pins, in a file of its own: which ledger it is, who seals its blocks, whose answers it believes.

Whoever checks bundles gets the file from the operator once, by a road that it trusts, compares it with what others
have, and keeps it.  What is not pinned is believed of nobody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.audit.pin import CONTRACTS, Pin
from ledger.errors import Misconfigured

SCHEMA = "datadeed/trust/1"

TRUST_BYTES_MAX = 1024 * 1024
"""Largest trust file: some dozen contracts, and up to some hundred validators, keys and witnesses."""

_MEMBERS = frozenset(
    {"schema", "chainId", "genesisHash", "firstBlock", "contracts", "validators", "answerKeys", "witnesses"}
)


@dataclass(frozen=True, slots=True)
class Trust:
    """
    The pins: the ledger, the addresses that seal its first block (none where blocks are not sealed), the thumbprints
    (RFC 7638) of the keys that sign answers, and the verifier keys of witnesses (C2SP signed notes).
    """

    pin: Pin
    validators: frozenset[bytes]
    answer_keys: frozenset[str]
    witnesses: tuple[str, ...]

    @classmethod
    def load(cls, file: Path) -> Trust:
        """Read a trust file.  Raises `Misconfigured` TrustUnreadable."""
        try:
            if file.stat().st_size > TRUST_BYTES_MAX:
                raise ValueError("too large")
            return cls.read(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
            raise Misconfigured("TrustUnreadable", file=str(file), reason=repr(broken)[:200]) from None

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Trust:
        """Read the object of a trust file.  Raises `ValueError`, `KeyError`, `TypeError` or `AttributeError`."""
        if record["schema"] != SCHEMA or record.keys() != _MEMBERS:
            raise ValueError("another schema")
        written = {name: record["contracts"][name] for name in CONTRACTS}
        addresses = {name: _octets(each["address"], 20) for name, each in written.items()}
        pin = Pin(
            int(record["chainId"]),
            _octets(record["genesisHash"], 32),
            int(record["firstBlock"]),
            addresses,
            {addresses[name]: _octets(each["codeHash"], 32) for name, each in written.items()},
        )
        return cls(
            pin,
            frozenset(_octets(each, 20) for each in record["validators"]),
            frozenset(str(each) for each in record["answerKeys"]),
            tuple(str(each) for each in record["witnesses"]),
        )

    @property
    def record(self) -> dict[str, Any]:
        """What a trust file says."""
        return {
            "schema": SCHEMA,
            **self.pin.as_dict(),
            "validators": ["0x" + each.hex() for each in sorted(self.validators)],
            "answerKeys": sorted(self.answer_keys),
            "witnesses": list(self.witnesses),
        }


def _octets(written: str, size: int) -> bytes:
    found = bytes.fromhex(written.removeprefix("0x"))
    if len(found) != size:
        raise ValueError(f"{len(found)} bytes instead of {size}")
    return found
