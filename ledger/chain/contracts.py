"""
The contracts on a chain: their founding, their addresses, and whether they are still what was deployed.

A ledger is founded in two transactions by anybody: the constructor of `Participants` takes the founding institutions,
the charter and the registers in charge, so that the deployer keeps no power.  The record of it, `deployment.json`,
pins the chain by its genesis hash and the contracts by the hashes of their code; `check` refuses to go on with
anything else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eth_hash.auto import keccak

from ledger.chain.decode import CONTRACTS, artifact
from ledger.chain.encode import encode_creation
from ledger.chain.rpc import Rpc, members, octets, to_hex
from ledger.chain.writer import Writer
from ledger.domain.acts.governance import SetCharter
from ledger.domain.acts.participants import Admission
from ledger.domain.events import Digest
from ledger.domain.participants import Charge
from ledger.errors import LedgerError, Misconfigured

if TYPE_CHECKING:
    from ledger.chain.signer import Signer

RECORD_VERSION = 1


@dataclass(frozen=True, slots=True)
class Founding:
    """With what a ledger begins; the founders are numbered from 1 in this order."""

    founders: tuple[Admission, ...]
    charter: SetCharter
    charges: tuple[Charge, ...]


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where a ledger stands: on which chain, from which block, at which addresses, with which code."""

    chain_id: int
    genesis_hash: Digest
    first_block: int
    participants: bytes
    certificates: bytes
    code_hashes: Mapping[str, Digest]

    @property
    def addresses(self) -> dict[str, bytes]:
        """The address of each contract, by its noun."""
        return {"Participants": self.participants, "Certificates": self.certificates}

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
                octets(contracts["Participants"]["address"], 20),
                octets(contracts["Certificates"]["address"], 20),
                {name: Digest(octets(contracts[name]["codeHash"], 32)) for name in CONTRACTS},
            )
        except FileNotFoundError:
            raise Misconfigured("DeploymentMissing", file=str(file)) from None
        except (OSError, ValueError, KeyError, TypeError, LedgerError):
            raise Misconfigured("DeploymentUnreadable", file=str(file)) from None


def deploy(rpc: Rpc, signer: Signer, founding: Founding) -> Deployment:
    """
    Found a ledger on the chain behind `rpc`; `signer` pays nothing and keeps no power.

    Raises `ActRefused` if the founding is against the rules (a wrong code, too few governors), `Misconfigured` if the
    contracts are not compiled, `Unavailable` as `Rpc` does.
    """
    chain_id, genesis = _chain(rpc)
    writer = Writer(rpc, chain_id)
    try:
        participants = _create(writer, signer, "Participants", _founding_arguments(founding))
        certificates = _create(writer, signer, "Certificates", [participants[0]])
    finally:
        writer.close()
    addresses = {"Participants": participants[0], "Certificates": certificates[0]}
    hashes = {name: _code_hash(rpc, address) for name, address in addresses.items()}
    return Deployment(chain_id, genesis, participants[1], participants[0], certificates[0], hashes)


def check(rpc: Rpc, deployment: Deployment) -> None:
    """
    Make sure that the node's chain is the deployment's, and the contracts on it are those that were deployed.

    Raises `Misconfigured`: "WrongChain", "ContractsMissing" or "CodeChanged"; `Unavailable` as `Rpc` does.
    """
    chain_id, genesis = _chain(rpc)
    if chain_id != deployment.chain_id:
        raise Misconfigured("WrongChain", expected=deployment.chain_id, given=chain_id)
    if genesis != deployment.genesis_hash:
        raise Misconfigured("WrongChain", expected=to_hex(deployment.genesis_hash), given=to_hex(genesis))
    for name, address in deployment.addresses.items():
        given = _code_hash(rpc, address)
        if given == _NO_CODE:
            raise Misconfigured("ContractsMissing", contract=name, address=to_hex(address))
        if given != deployment.code_hashes[name]:
            raise Misconfigured("CodeChanged", contract=name, address=to_hex(address))


NO_APPROVAL_WORDS = {"key": bytes(20), "signature": b""}
"""An approval where the contract reads none, as the ABI names it."""

_NO_CODE = Digest(keccak(b""))


def _chain(rpc: Rpc) -> tuple[int, Digest]:
    chain_id, header = rpc.batch([("eth_chainId", []), ("eth_getBlockByNumber", ["0x0", False])])
    return int(chain_id, 16), Digest(octets(members(header).get("hash"), 32))


def _code_hash(rpc: Rpc, address: bytes) -> Digest:
    return Digest(keccak(octets(rpc.call("eth_getCode", [to_hex(address), "latest"]))))


def _founding_arguments(founding: Founding) -> list[Any]:
    return [
        [admission_words(each) for each in founding.founders],
        charter_words(founding.charter),
        [{"register": each.register, "participant": each.participant} for each in founding.charges],
    ]


def admission_words(admission: Admission) -> dict[str, Any]:
    """Return an admission as the ABI names it."""
    return {
        "identity": admission.identity,
        "kind": int(admission.kind),
        "roles": int(admission.roles),
        "profileDigest": admission.profile_digest,
        "keys": [{"key": each.key, "duties": int(each.duties)} for each in admission.keys],
    }


def charter_words(charter: SetCharter) -> dict[str, int]:
    """Return a charter as the ABI names it."""
    return {
        "threshold": charter.threshold,
        "ordinaryDelay": charter.ordinary_delay,
        "graveDelay": charter.grave_delay,
    }


def _create(writer: Writer, signer: Signer, name: str, arguments: list[Any]) -> tuple[bytes, int]:
    """Create one contract; return its address and its block."""
    data = encode_creation(name, artifact(name)["bytecode"], arguments)
    receipt = writer.await_(writer.send(signer, None, data, f"create:{name}"))
    if receipt.contract is None:
        raise Misconfigured("ContractsMissing", contract=name, address="")
    return receipt.contract, receipt.block
