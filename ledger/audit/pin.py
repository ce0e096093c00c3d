"""
What the auditor pins: which chain, which contracts, which code, from which block on.

It comes from a deployment record that the auditor obtained and keeps, never from the service that is audited (P5).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger.audit.encoding import octets
from ledger.errors import Misconfigured

RECORD_VERSION = 1


@dataclass(frozen=True, slots=True)
class Pin:
    """The pins of one ledger.  `code_hashes` are the Keccak-256 of the runtime code, by address."""

    chain_id: int
    genesis_hash: bytes
    first_block: int
    participants: bytes
    certificates: bytes
    code_hashes: Mapping[bytes, bytes]

    @property
    def addresses(self) -> tuple[bytes, bytes]:
        """The contracts of the ledger, in the order in which they were deployed."""
        return self.participants, self.certificates

    @classmethod
    def load(cls, file: Path) -> Pin:
        """Read a deployment record.  Raises `Misconfigured` ("AuditPinMissing", "AuditPinUnreadable")."""
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
            if record["version"] != RECORD_VERSION:
                raise ValueError(f"version {record['version']}")
            contracts = {
                octets(contract["address"], 20): octets(contract["codeHash"], 32)
                for contract in (record["contracts"][name] for name in ("Participants", "Certificates"))
            }
            participants, certificates = contracts
            return cls(
                int(record["chainId"]),
                octets(record["genesisHash"], 32),
                int(record["firstBlock"]),
                participants,
                certificates,
                contracts,
            )
        except FileNotFoundError:
            raise Misconfigured("AuditPinMissing", file=str(file)) from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
            raise Misconfigured("AuditPinUnreadable", file=str(file), reason=repr(broken)[:200]) from None

    def as_dict(self) -> dict[str, object]:
        """The pins as a report names them."""
        return {
            "chainId": self.chain_id,
            "genesisHash": "0x" + self.genesis_hash.hex(),
            "firstBlock": self.first_block,
            "participants": "0x" + self.participants.hex(),
            "certificates": "0x" + self.certificates.hex(),
            "codeHashes": {"0x" + address.hex(): "0x" + code.hex() for address, code in self.code_hashes.items()},
        }
