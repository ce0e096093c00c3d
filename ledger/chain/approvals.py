"""
What a signature under an act says: the EIP-712 digest of each act that needs one (P8).

Every act has one digest, which all who must agree sign: checker, parties, co-holders.  It is bound to this chain and
this contract by the domain, to this act by its struct, and to this moment by the sequence number that the act will
have.  An act that is filed is signed as its Solidity struct, whose type the ABI says; the types of the others stand
here as the contracts' NatSpec has them.  All members are static, so that hashing is joining words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eth_abi.abi import encode as abi_encode

from ledger.chain.deployment import Deployment
from ledger.chain.encode import Struct, struct_of
from ledger.chain.rpc import to_hex
from ledger.domain.acts.deposits import Deposit, deposits_digest
from ledger.domain.acts.filed import Asked
from ledger.domain.acts.issue import Issuance
from ledger.domain.acts.participants import Admission
from ledger.domain.certificates import Share
from ledger.domain.events import Key
from ledger.domain.keccak import Hashed, keccak

if TYPE_CHECKING:
    from ledger.chain.signer import Signer

DOMAIN_NAME = "DataDeed"
DOMAIN_VERSION = "1"
_DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"

TYPES = {
    "Issue": "Issue(bytes32 issuesDigest,uint256 count,uint64 deadline)",
    "IssueShared": "IssueShared(bytes32 issueDigest,bytes32 sharesDigest,uint64 deadline)",
    "DepositMany": "DepositMany(bytes32 depositsDigest,uint256 count,uint64 deadline)",
    "AdmitHolders": "AdmitHolders(bytes32 admissionsDigest,uint64 deadline)",
    "Rename": "Rename(uint32 participant,bytes32 profileDigest,bytes32 previousDigest,uint64 deadline)",
    "EnrolKey": "EnrolKey(uint32 participant,address key,uint8 duties,uint64 deadline)",
    "RevokeKey": "RevokeKey(address key,bytes32 reasonDigest,uint64 deadline)",
}
"""The EIP-712 types of the acts that are not filed: those of many items, and those of Participants."""

_ADMISSIONS_TYPE = "(bytes32,uint8,uint16,bytes32,(address,uint8)[])[]"
_SHARES_TYPE = "(uint32,uint8,uint16)[]"


@dataclass(frozen=True, slots=True)
class Approval:
    """A key's signature under an act; as the contracts take it."""

    key: Key
    signature: bytes


def approve(digest: Hashed, *signers: Signer) -> tuple[Approval, ...]:
    """Let each sign the act, in this order."""
    return tuple(Approval(each.key, each.sign_digest(digest)) for each in signers)


class ActDigests:
    """The digests of all acts of one deployment."""

    def __init__(self, deployment: Deployment) -> None:
        self._separators = {
            name: separator(deployment.chain_id, address) for name, address in deployment.addresses.items()
        }

    def issue(self, issues: Sequence[Issuance], deadline: int) -> Hashed:
        words = keccak(b"".join(issue_words(each) for each in issues))
        return _digest(self._separators["Certificates"], TYPES["Issue"], words, len(issues), deadline)

    def issue_shared(self, issued: Issuance, shares: Sequence[Share], deadline: int) -> Hashed:
        parts = [(each.holder, int(each.rights), each.share) for each in shares]
        shares_digest = keccak(abi_encode([_SHARES_TYPE], [parts]))
        return _digest(
            self._separators["Certificates"], TYPES["IssueShared"], keccak(issue_words(issued)), shares_digest, deadline
        )

    def deposit_many(self, deposits: Sequence[tuple[Deposit, int]], deadline: int) -> Hashed:
        """Return the digest of a batch of deposits, each with the number that it will have in its case."""
        digest = deposits_digest(tuple(deposits))
        return _digest(self._separators["Applications"], TYPES["DepositMany"], digest, len(deposits), deadline)

    def filed(self, asked: Asked, sequence: int, deadline: int) -> Hashed:
        """Return the digest of any act that is filed: its struct's members, its number and its deadline."""
        struct = struct_of(asked.CONTRACT, asked.FUNCTION)
        values = (*(_plain(getattr(asked, name)) for name in struct.fields), sequence, deadline)
        return _digest(self._separators[asked.CONTRACT], signed_type(struct), *values)

    def admit_holders(self, admissions: Sequence[Admission], deadline: int) -> Hashed:
        words = [
            (
                each.identity,
                int(each.kind),
                int(each.roles),
                each.profile_digest,
                [(to_hex(grant.key), int(grant.duties)) for grant in each.keys],
            )
            for each in admissions
        ]
        return _digest(
            self._separators["Participants"],
            TYPES["AdmitHolders"],
            keccak(abi_encode([_ADMISSIONS_TYPE], [words])),
            deadline,
        )

    def rename(self, participant: int, profile_digest: bytes, previous_digest: bytes, deadline: int) -> Hashed:
        return _digest(
            self._separators["Participants"], TYPES["Rename"], participant, profile_digest, previous_digest, deadline
        )

    def enrol_key(self, participant: int, key: Key, duties: int, deadline: int) -> Hashed:
        return _digest(self._separators["Participants"], TYPES["EnrolKey"], participant, key, duties, deadline)

    def revoke_key(self, key: Key, reason_digest: bytes, deadline: int) -> Hashed:
        return _digest(self._separators["Participants"], TYPES["RevokeKey"], key, reason_digest, deadline)


def issue_words(issued: Issuance) -> bytes:
    """Return a certificate to be issued as the contract hashes it: three words."""
    return issued.record.word.to_bytes(32, "big") + issued.fingerprint + issued.document_digest


def separator(chain_id: int, contract: bytes) -> bytes:
    """Return what binds a signature to one contract on one chain (EIP-712, domain separator)."""
    hashes = [keccak(each.encode()) for each in (_DOMAIN_TYPE, DOMAIN_NAME, DOMAIN_VERSION)]
    return keccak(_words((*hashes, chain_id, contract)))


def signed_type(struct: Struct) -> str:
    """Return the EIP-712 type of an act that is filed: its struct's, its number on the certificate and its deadline."""
    members = [f"{kind} {name}" for kind, name in struct.members]
    return f"{struct.name}({','.join([*members, 'uint32 sequence', 'uint64 deadline'])})"


def _plain(value: object) -> int | bytes:
    assert isinstance(value, int | bytes), "all members of an act are static"
    return value if isinstance(value, bytes) else int(value)


def _digest(domain: bytes, kind: str, *values: int | bytes) -> Hashed:
    struct = keccak(_words((keccak(kind.encode()), *values)))
    return Hashed(b"\x19\x01" + domain + struct)


def _words(values: Iterable[int | bytes]) -> bytes:
    """Join numbers, addresses and 32-byte values, each as one word; nothing else is a member of our structs."""
    joined = []
    for value in values:
        assert isinstance(value, int) or len(value) in (20, 32), "a digest has 32 bytes, an address 20"
        joined.append(value.to_bytes(32, "big") if isinstance(value, int) else value.rjust(32, b"\0"))
    return b"".join(joined)
