"""
The founding of a ledger: its contracts on a chain, and what they begin with.

A ledger is founded by anybody, one transaction a contract: the constructors take the founding institutions, the
charter, the registers in charge, the rules and the calendar, so that the deployer keeps no power.  Certificates begins
with the other nouns admitted at the addresses where the next transactions put them.  What is left of it is the record,
`deployment`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ledger.chain.decode import artifact
from ledger.chain.deployment import Deployment, chain_of, code_hash
from ledger.chain.encode import encode_creation
from ledger.chain.items import number, sequence, text
from ledger.chain.rpc import Rpc, to_hex
from ledger.chain.writer import Writer
from ledger.domain.acts.governance import SetCharter
from ledger.domain.acts.participants import Admission
from ledger.domain.doors import Migration
from ledger.domain.flags import Flag, Power
from ledger.domain.keccak import keccak
from ledger.domain.participants import Charge
from ledger.domain.rules import FOUNDING_RULES, FOUNDING_YEARS, RuleRow, WorkingYear
from ledger.errors import Misconfigured

if TYPE_CHECKING:
    from ledger.chain.signer import Signer


NOUN_DOORS: Mapping[str, int] = {
    "Renewals": Flag.RENEWING | Power.EXTENDS,
    "Successions": Flag.LINKED | Power.MOVES | Power.ENDS | Power.ISSUES | Power.AMENDS,
    "Licences": Flag.LICENSED,
    "Pledges": Flag.PLEDGED | Power.MOVES,
    "Restraints": Flag.FROZEN
    | Flag.OBJECTED
    | Flag.CONTROLLED
    | Flag.SOURCE_OBJECTED
    | Flag.DISPUTED
    | Flag.SURRENDERED
    | Power.MOVES
    | Power.ENDS,
    "Equity": Flag.RESERVED | Flag.CONTRIBUTED | Power.MOVES,
    "Attestations": Flag.ATTESTED,
    "Applications": Power.ISSUES,
}
"""The nouns in the order in which they are deployed and asked, each with its flags and powers."""


@dataclass(frozen=True, slots=True)
class Founding:
    """
    With what a ledger begins; the founders are numbered from 1 in this order.

    `migrations` are the registers that take over old certificates without applications, and until when.
    """

    founders: tuple[Admission, ...]
    charter: SetCharter
    charges: tuple[Charge, ...]
    migrations: tuple[Migration, ...] = ()
    rules: tuple[RuleRow, ...] = FOUNDING_RULES
    years: tuple[WorkingYear, ...] = FOUNDING_YEARS


def deploy(rpc: Rpc, signer: Signer, founding: Founding) -> Deployment:
    """
    Found a ledger on the chain behind `rpc`; `signer` pays nothing and keeps no power.

    Raises `ActRefused` if the founding is against the rules (a wrong code, too few governors), `Misconfigured` if the
    contracts are not compiled, `Unavailable` as `Rpc` does.
    """
    chain_id, genesis = chain_of(rpc)
    writer = Writer(rpc, chain_id)
    try:
        addresses, first_block = _deploy_all(writer, signer, founding)
    finally:
        writer.close()
    hashes = {name: code_hash(rpc, address) for name, address in addresses.items()}
    return Deployment(chain_id, genesis, first_block, addresses, hashes)


def _deploy_all(writer: Writer, signer: Signer, founding: Founding) -> tuple[dict[str, bytes], int]:
    """
    Create all contracts; return their addresses by noun, and the first one's block.

    Raises `Misconfigured` FoundingInterrupted if somebody else used the signer's key meanwhile, so that the nouns do
    not stand where Certificates looks for them; then the ledger is founded anew.
    """
    participants, first_block = _create(writer, signer, "Participants", _founding_arguments(founding))
    rules, _ = _create(writer, signer, "Rules", [participants, *_rules_arguments(founding)])
    certificates, *nouns = _addresses_after(signer.key, rules, 1 + len(NOUN_DOORS))
    doors = [{"noun": address, "flags": int(flags)} for address, flags in zip(nouns, NOUN_DOORS.values(), strict=True)]
    migrations = [{"register": each.register, "until": each.until} for each in founding.migrations]
    made = {"Participants": participants, "Rules": rules}
    made["Certificates"], _ = _create(writer, signer, "Certificates", [rules, doors, migrations])
    for name in NOUN_DOORS:
        made[name], _ = _create(writer, signer, name, [made["Certificates"]])
    if [made[name] for name in ("Certificates", *NOUN_DOORS)] != [certificates, *nouns]:
        raise Misconfigured("FoundingInterrupted", key=to_hex(signer.key))
    return made, first_block


def _addresses_after(creator: bytes, address: bytes, count: int) -> list[bytes]:
    """Return where the next `count` contracts of an account will stand, from where its last one stands."""
    last = next(nonce for nonce in range(NONCES_MAX) if _created(creator, nonce) == address)
    return [_created(creator, last + 1 + place) for place in range(count)]


def _created(creator: bytes, nonce: int) -> bytes:
    """Return the address of the contract that an account creates with its transaction of this number (EIP-161)."""
    return keccak(sequence(text(creator) + number(nonce)))[12:]


NONCES_MAX = 1_000_000
"""Most transactions of the founding account that are looked through for its last one: a second's work."""

NO_APPROVAL_WORDS = {"key": bytes(20), "signature": b""}
"""An approval where the contract reads none, as the ABI names it."""


def _founding_arguments(founding: Founding) -> list[Any]:
    return [
        [admission_words(each) for each in founding.founders],
        charter_words(founding.charter),
        [{"register": each.register, "participant": each.participant} for each in founding.charges],
    ]


def _rules_arguments(founding: Founding) -> list[Any]:
    return [
        [
            {
                "regime": int(each.regime),
                "parameter": int(each.parameter),
                "value": each.value,
                "effectiveFrom": each.effective_from,
            }
            for each in founding.rules
        ],
        [
            {"year": each.year, "working": list(each.working), "noticeDigest": each.notice_digest}
            for each in founding.years
        ],
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
