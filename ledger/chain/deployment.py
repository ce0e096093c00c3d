"""
Where a ledger stands: the record that its founding leaves, and whether a node's chain is the one that it speaks of.

The record, `deployment.json`, pins the chain by its genesis hash and the contracts by the hashes of their code; `check`
refuses to go on with anything else.  Whoever reads the ledger needs this and no more; how one is founded, is
`contracts`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger.chain.decode import CONTRACTS
from ledger.chain.rpc import Rpc, members, octets, quantity, to_hex
from ledger.domain.events import Digest
from ledger.domain.keccak import keccak
from ledger.errors import LedgerError, Misconfigured

RECORD_VERSION = 2

_NO_CODE = Digest(keccak(b""))


@dataclass(frozen=True, slots=True)
class Deployment:
    """
    Where a ledger stands: on which chain, from which block, at which addresses, with which code.

    `validators` are the addresses that seal the first block, on a chain whose blocks are sealed; see `seals`.
    """

    chain_id: int
    genesis_hash: Digest
    first_block: int
    addresses: Mapping[str, bytes]
    code_hashes: Mapping[str, Digest]
    validators: tuple[bytes, ...] = ()

    @property
    def participants(self) -> bytes:
        return self.addresses["Participants"]

    @property
    def certificates(self) -> bytes:
        return self.addresses["Certificates"]

    def save(self, file: Path) -> None:
        """Write the record whole or not at all."""
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        record = {
            "version": RECORD_VERSION,
            "chainId": self.chain_id,
            "genesisHash": to_hex(self.genesis_hash),
            "firstBlock": self.first_block,
            "contracts": {
                name: {"address": to_hex(address), "codeHash": to_hex(self.code_hashes[name])}
                for name, address in self.addresses.items()
            },
        }
        if self.validators:
            record["validators"] = [to_hex(each) for each in self.validators]
        part = file.with_suffix(".part")
        part.write_text(json.dumps(record, indent=2) + "\n")
        part.replace(file)

    @classmethod
    def load(cls, file: Path) -> Deployment:
        """Read the record.  Raises `Misconfigured`: there is none ("DeploymentMissing"), or it cannot be read."""
        try:
            record = json.loads(file.read_text())
            contracts = record["contracts"]
            if record["version"] != RECORD_VERSION:
                raise Misconfigured("DeploymentUnreadable", file=str(file))
            return cls(
                int(record["chainId"]),
                Digest(octets(record["genesisHash"], 32)),
                int(record["firstBlock"]),
                {name: octets(contracts[name]["address"], 20) for name in CONTRACTS},
                {name: Digest(octets(contracts[name]["codeHash"], 32)) for name in CONTRACTS},
                tuple(octets(each, 20) for each in record.get("validators", ())),
            )
        except FileNotFoundError:
            raise Misconfigured("DeploymentMissing", file=str(file)) from None
        except (OSError, ValueError, KeyError, TypeError, LedgerError):
            raise Misconfigured("DeploymentUnreadable", file=str(file)) from None


def check(rpc: Rpc, deployment: Deployment) -> None:
    """
    Make sure that the node's chain is the deployment's, and the contracts on it are those that were deployed.

    Raises `Misconfigured`: "WrongChain", "ContractsMissing" or "CodeChanged"; `Unavailable` as `Rpc` does.
    """
    check_chain(rpc, deployment)
    for name, address in deployment.addresses.items():
        given = code_hash(rpc, address)
        if given == _NO_CODE:
            raise Misconfigured("ContractsMissing", contract=name, address=to_hex(address))
        if given != deployment.code_hashes[name]:
            raise Misconfigured("CodeChanged", contract=name, address=to_hex(address))


def check_chain(rpc: Rpc, deployment: Deployment) -> None:
    """Make sure that the node's chain is the deployment's.  Raises `Misconfigured` "WrongChain", and as `Rpc` does."""
    chain_id, genesis = chain_of(rpc)
    if chain_id != deployment.chain_id:
        raise Misconfigured("WrongChain", expected=deployment.chain_id, given=chain_id)
    if genesis != deployment.genesis_hash:
        raise Misconfigured("WrongChain", expected=to_hex(deployment.genesis_hash), given=to_hex(genesis))


def chain_of(rpc: Rpc) -> tuple[int, Digest]:
    """Return the id and the genesis hash of the node's chain."""
    chain_id, header = rpc.batch([("eth_chainId", []), ("eth_getBlockByNumber", ["0x0", False])])
    return quantity(chain_id), Digest(octets(members(header).get("hash"), 32))


def code_hash(rpc: Rpc, address: bytes) -> Digest:
    """Return the hash of the code at an address, that of nothing if there is none."""
    return Digest(keccak(octets(rpc.call("eth_getCode", [to_hex(address), "latest"]))))
