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

RECORD_VERSION = 2

CONTRACTS = (
    "Participants",
    "Rules",
    "Certificates",
    "Renewals",
    "Successions",
    "Licences",
    "Pledges",
    "Restraints",
    "Equity",
    "Attestations",
    "Applications",
)
"""The contracts of a ledger by name, in the order in which they are deployed."""


@dataclass(frozen=True, slots=True)
class Pin:
    """
    The pins of one ledger: its contracts' addresses by name, and by address the Keccak-256 of their code.

    `validators` are the addresses that seal the first block; none where blocks are not sealed, or nobody is pinned.
    """

    chain_id: int
    genesis_hash: bytes
    first_block: int
    contracts: Mapping[str, bytes]
    code_hashes: Mapping[bytes, bytes]
    validators: tuple[bytes, ...] = ()

    def address(self, name: str) -> bytes:
        """Where the contract of this name is."""
        return self.contracts[name]

    @property
    def participants(self) -> bytes:
        return self.contracts["Participants"]

    @property
    def certificates(self) -> bytes:
        return self.contracts["Certificates"]

    @property
    def addresses(self) -> frozenset[bytes]:
        """All addresses of the ledger's contracts."""
        return frozenset(self.code_hashes)

    @classmethod
    def load(cls, file: Path) -> Pin:
        """Read a deployment record.  Raises `Misconfigured` ("AuditPinMissing", "AuditPinUnreadable")."""
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
            if record["version"] != RECORD_VERSION:
                raise ValueError(f"version {record['version']}")
            written = {name: record["contracts"][name] for name in CONTRACTS}
            addresses = {name: octets(contract["address"], 20) for name, contract in written.items()}
            return cls(
                int(record["chainId"]),
                octets(record["genesisHash"], 32),
                int(record["firstBlock"]),
                addresses,
                {addresses[name]: octets(contract["codeHash"], 32) for name, contract in written.items()},
                tuple(octets(each, 20) for each in record.get("validators", ())),
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
            "contracts": {
                name: {"address": "0x" + address.hex(), "codeHash": "0x" + self.code_hashes[address].hex()}
                for name, address in self.contracts.items()
            },
            **({"validators": ["0x" + each.hex() for each in self.validators]} if self.validators else {}),
        }


def ledger_named(chain_id: int, contracts: Mapping[str, bytes]) -> dict[str, int | str]:
    """Which ledger it is: the chain, and the contracts on it by name."""
    return {"chainId": chain_id} | {name: "0x" + contracts[name].hex() for name in sorted(contracts)}
