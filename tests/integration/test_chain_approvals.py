"""
What is signed under an act: every approval's digest is what a wallet would sign.

The digests are held against eth-account's own EIP-712 encoder, the types against the interfaces' NatSpec.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from eth_abi.abi import encode as abi_encode
from eth_account.messages import _hash_eip191_message, encode_typed_data
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain.approvals import TYPES, ActDigests
from ledger.chain.contracts import Deployment
from ledger.domain.certificates import Right, Share
from ledger.domain.events import Digest, Key, ParticipantNumber
from tests.chain_fixtures import LedgerChain, Party

ROOT = Path(__file__).resolve().parents[2]
DEPLOYMENT = Deployment(31337, Digest(bytes(32)), 1, b"\x0a" * 20, b"\x0c" * 20, {})
DIGESTS = ActDigests(DEPLOYMENT)
ACTS_ON_PARTICIPANTS = {"AdmitHolders", "Rename", "EnrolKey", "RevokeKey"}

words = st.binary(min_size=32, max_size=32)
numbers = st.integers(0, 2**32 - 1)
instants = st.integers(0, 2**64 - 1)


def members_of(name: str) -> list[dict[str, str]]:
    """Return an act's members as typed data has them."""
    inside = TYPES[name].removeprefix(f"{name}(").removesuffix(")")
    return [dict(zip(("type", "name"), each.split(" "), strict=True)) for each in inside.split(",")]


def wallet_digest(name: str, *values: Any) -> bytes:
    """Return what a wallet signs for an act: eth-account's encoding of the same typed data."""
    contract = DEPLOYMENT.participants if name in ACTS_ON_PARTICIPANTS else DEPLOYMENT.certificates
    members = members_of(name)
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


def test_types_are_those_of_the_interfaces() -> None:
    """Each type stands in the NatSpec, between backquotes, broken over lines as the comment needs it."""
    text = "".join(
        (ROOT / "contracts" / "interfaces" / f"{each}.sol").read_text() for each in ("ICertificates", "IParticipants")
    )
    text = re.sub(r"\n\s*///\s*", " ", text)
    written = {re.sub(r",\s+", ",", each) for each in re.findall(r"`([A-Z]\w+\([^`()]*\))`", text)}
    assert set(TYPES.values()) <= written
    assert {each.split("(")[0] for each in written if "deadline" in each} == set(TYPES)


@given(certificate=words, from_=numbers, to=numbers, document=words, sequence=numbers, deadline=instants)
def test_transfer_is_signed_as_a_wallet_signs_it(
    *, certificate: bytes, from_: int, to: int, document: bytes, sequence: int, deadline: int
) -> None:
    ours = DIGESTS.transfer(
        certificate, from_=from_, to=to, document_digest=document, sequence=sequence, deadline=deadline
    )
    assert ours == wallet_digest("Transfer", certificate, from_, to, document, sequence, deadline)


@given(
    certificate=words,
    fingerprint=words,
    document=words,
    valid_to=st.integers(0, 2**40 - 1),
    rights=st.integers(0, 7),
    sequence=numbers,
    deadline=instants,
)
def test_amendment_is_signed_as_a_wallet_signs_it(
    *, certificate: bytes, fingerprint: bytes, document: bytes, valid_to: int, rights: int, sequence: int, deadline: int
) -> None:
    ours = DIGESTS.amend(
        certificate,
        fingerprint=fingerprint,
        document_digest=document,
        valid_to=valid_to,
        rights=rights,
        sequence=sequence,
        deadline=deadline,
    )
    assert ours == wallet_digest("Amend", certificate, fingerprint, document, valid_to, rights, sequence, deadline)


@given(words, st.integers(0, 4), words, numbers, instants)
def test_ends_are_signed_as_a_wallet_signs_them(
    certificate: bytes, reason: int, document: bytes, sequence: int, deadline: int
) -> None:
    cancelled = DIGESTS.cancel(
        certificate, reason=reason, document_digest=document, sequence=sequence, deadline=deadline
    )
    revoked = DIGESTS.revoke(certificate, document_digest=document, sequence=sequence, deadline=deadline)
    assert cancelled == wallet_digest("Cancel", certificate, reason, document, sequence, deadline)
    assert revoked == wallet_digest("Revoke", certificate, document, sequence, deadline)


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
    here = DIGESTS.revoke(b"\x01" * 32, document_digest=b"\x02" * 32, sequence=1, deadline=1)
    for other in (
        Deployment(1, DEPLOYMENT.genesis_hash, 1, DEPLOYMENT.participants, DEPLOYMENT.certificates, {}),
        Deployment(31337, DEPLOYMENT.genesis_hash, 1, DEPLOYMENT.participants, b"\x0d" * 20, {}),
    ):
        there = ActDigests(other).revoke(b"\x01" * 32, document_digest=b"\x02" * 32, sequence=1, deadline=1)
        assert there != here
