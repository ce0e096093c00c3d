"""
What is signed under an act: every approval's digest is what a wallet would sign.

The digests are held against eth-account's own EIP-712 encoder, the types against what the contracts hash.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode as abi_encode
from eth_account.messages import _hash_eip191_message, encode_typed_data
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain.approvals import TYPES, ActDigests, signed_type
from ledger.chain.decode import CONTRACTS, abi
from ledger.chain.deployment import Deployment
from ledger.chain.encode import struct_of
from ledger.domain.acts import CHECKS
from ledger.domain.acts.certificates import Revoke
from ledger.domain.acts.filed import Asked
from ledger.domain.certificates import Right, Share
from ledger.domain.events import CertificateId, Digest, Key, ParticipantNumber
from tests.chain_fixtures import LedgerChain, Party

ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = {name: bytes([place + 1]) * 20 for place, name in enumerate(CONTRACTS)}
DEPLOYMENT = Deployment(31337, Digest(bytes(32)), 1, ADDRESSES, {})
DIGESTS = ActDigests(DEPLOYMENT)
ACTS_ON_PARTICIPANTS = {"AdmitHolders", "Rename", "EnrolKey", "RevokeKey"}

words = st.binary(min_size=32, max_size=32)
numbers = st.integers(0, 2**32 - 1)
instants = st.integers(0, 2**64 - 1)


def members_of(kind: str) -> list[dict[str, str]]:
    """Return an act's members as typed data has them."""
    inside = kind.partition("(")[2].removesuffix(")")
    return [dict(zip(("type", "name"), each.split(" "), strict=True)) for each in inside.split(",")]


def wallet_digest(name: str, *values: Any, contract: bytes = b"", kind: str = "") -> bytes:
    """Return what a wallet signs for an act: eth-account's encoding of the same typed data."""
    contract = contract or (DEPLOYMENT.participants if name in ACTS_ON_PARTICIPANTS else DEPLOYMENT.certificates)
    members = members_of(kind or TYPES[name])
    encoded = encode_typed_data(
        full_message={
            "types": {
                "EIP712Domain": [
                    {"name": "name", "type": "string"},
                    {"name": "version", "type": "string"},
                    {"name": "chainId", "type": "uint256"},
                    {"name": "verifyingContract", "type": "address"},
                ],
                name: members,
            },
            "primaryType": name,
            "domain": {
                "name": "DataDeed",
                "version": "1",
                "chainId": DEPLOYMENT.chain_id,
                "verifyingContract": "0x" + contract.hex(),
            },
            "message": {each["name"]: value for each, value in zip(members, values, strict=True)},
        }
    )
    return bytes(_hash_eip191_message(encoded))


def test_types_are_those_of_the_contracts() -> None:
    """Every type that a contract hashes is one that we sign, and the other way round."""
    sources = "".join(each.read_text() for each in sorted((ROOT / "contracts").glob("*.sol")))
    constants = re.findall(r"keccak256\(\s*((?:\"[^\"]*\"\s*)+)\)", sources)
    hashed = {re.sub(r"\"\s*\"", "", each).strip().strip('"') for each in constants}
    signed = {signed_type(struct_of(asked.CONTRACT, asked.FUNCTION)) for asked in CHECKS}
    assert {each for each in hashed if "deadline" in each} == signed | set(TYPES.values())


def test_every_function_that_takes_a_struct_and_approvals_is_an_act_of_ours() -> None:
    filed = {(asked.CONTRACT, asked.FUNCTION) for asked in CHECKS}
    for contract in CONTRACTS:
        for element in abi(contract):
            names = [each["name"] for each in element.get("inputs", ())]
            if element["type"] == "function" and names[-2:] == ["deadline", "approvals"]:
                assert (contract, element["name"]) in filed


@pytest.mark.parametrize("asked", CHECKS, ids=lambda asked: asked.__name__)
@given(data=st.data(), sequence=numbers, deadline=instants)
def test_what_is_filed_is_signed_as_a_wallet_signs_it(
    asked: type[Asked], data: st.DataObject, sequence: int, deadline: int
) -> None:
    struct = struct_of(asked.CONTRACT, asked.FUNCTION)
    values = [data.draw(_values(kind)) for kind, _ in struct.members]
    ours = DIGESTS.filed(asked(*values), sequence, deadline)
    theirs = wallet_digest(
        struct.name,
        *values,
        sequence,
        deadline,
        contract=ADDRESSES[asked.CONTRACT],
        kind=signed_type(struct),
    )
    assert ours == theirs
    assert struct.name == asked.__name__


def _values(kind: str) -> st.SearchStrategy[Any]:
    if kind == "bool":
        return st.booleans()
    if kind == "bytes32":
        return words
    return st.integers(0, (1 << int(kind.removeprefix("uint"))) - 1)


@given(
    participant=numbers,
    digest=words,
    previous=words,
    deadline=instants,
    key=st.binary(min_size=20, max_size=20),
    duties=st.integers(1, 31),
)
def test_acts_on_participants_are_signed_as_a_wallet_signs_them(
    *, participant: int, digest: bytes, previous: bytes, deadline: int, key: bytes, duties: int
) -> None:
    shown = "0x" + key.hex()
    assert DIGESTS.rename(participant, digest, previous, deadline) == wallet_digest(
        "Rename", participant, digest, previous, deadline
    )
    assert DIGESTS.enrol_key(participant, Key(key), duties, deadline) == wallet_digest(
        "EnrolKey", participant, shown, duties, deadline
    )
    assert DIGESTS.revoke_key(Key(key), digest, deadline) == wallet_digest("RevokeKey", shown, digest, deadline)


def test_issues_and_admissions_are_signed_as_a_wallet_signs_them(ledger_chain: LedgerChain) -> None:
    issues = [ledger_chain.issuance(ledger_chain.bank) for _ in range(3)]
    joined = b"".join(each.record.word.to_bytes(32, "big") + each.fingerprint + each.document_digest for each in issues)
    assert DIGESTS.issue(issues, 9) == wallet_digest("Issue", keccak(joined), 3, 9)

    shares = [Share(ParticipantNumber(n), Right.USE, 5_000) for n in (1, 2)]
    shares_digest = keccak(abi_encode(["(uint32,uint8,uint16)[]"], [[(1, 2, 5_000), (2, 2, 5_000)]]))
    assert DIGESTS.issue_shared(issues[0], shares, 9) == wallet_digest(
        "IssueShared", keccak(joined[:96]), shares_digest, 9
    )

    admission = Party(ParticipantNumber(1), "Alpha").admission
    grants = [("0x" + each.key.hex(), each.duties) for each in admission.keys]
    tuple_ = (admission.identity, admission.kind, admission.roles, admission.profile_digest, grants)
    admissions_digest = keccak(abi_encode(["(bytes32,uint8,uint16,bytes32,(address,uint8)[])[]"], [[tuple_]]))
    assert DIGESTS.admit_holders([admission], 9) == wallet_digest("AdmitHolders", admissions_digest, 9)


def test_another_chain_or_contract_is_another_digest() -> None:
    asked = Revoke(CertificateId(b"\x01" * 32), Digest(b"\x02" * 32))
    here = DIGESTS.filed(asked, 1, 1)
    for other in (
        Deployment(1, DEPLOYMENT.genesis_hash, 1, ADDRESSES, {}),
        Deployment(31337, DEPLOYMENT.genesis_hash, 1, {**ADDRESSES, "Certificates": b"\xdd" * 20}, {}),
    ):
        assert ActDigests(other).filed(asked, 1, 1) != here
