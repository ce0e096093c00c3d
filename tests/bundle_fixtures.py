"""
Bundles for tests: answers signed by a test key and logged in a log of one, over evidence of a real chain.

Whoever reads this can sign with the keys: they are derived from fixed seeds and worth nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eth_hash.auto import keccak

from ledger.audit.pin import Pin
from ledger.chain.deployment import Deployment
from ledger.domain.document import canonical
from ledger.domain.jose import thumbprint
from ledger.domain.merkle import leaf_hash
from ledger.kit.bundle import write_bundle
from ledger.kit.trust import Trust

VALID_SECONDS = 900
NONCE = "test-nonce-0000000000000001"


def secret_of(seed: str) -> Ed25519PrivateKey:
    """Return a test key, always the same for a seed."""
    return Ed25519PrivateKey.from_private_bytes(keccak(f"DataDeed test key, worthless: {seed}".encode()))


def public_of(secret: Ed25519PrivateKey) -> bytes:
    return secret.public_key().public_bytes_raw()


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def jws_of(payload: Mapping[str, Any], secret: Ed25519PrivateKey, **header: Any) -> str:
    """Return a payload as a compact JWS of the agreed form, or of another header."""
    fields = {"alg": "EdDSA", "kid": thumbprint(public_of(secret)), "typ": "datadeed-answer+jws"} | header
    signed = f"{base64url(canonical(fields))}.{base64url(canonical(payload))}"
    return f"{signed}.{base64url(secret.sign(signed.encode()))}"


def key_set_of(*secrets: Ed25519PrivateKey) -> dict[str, Any]:
    return {
        "keys": [
            {"kty": "OKP", "crv": "Ed25519", "x": base64url(public_of(each)), "kid": thumbprint(public_of(each))}
            for each in secrets
        ]
    }


def log_of_one(answer: str, origin: str, secret: Ed25519PrivateKey, witness: Ed25519PrivateKey | None = None) -> str:
    """Return the proof that an answer is the only one of a log, by C2SP's forms."""
    root = base64.b64encode(leaf_hash(hashlib.sha256(answer.encode()).digest())).decode()
    text = f"{origin}\n1\n{root}\n"
    lines = [_line(origin, 1, secret, secret.sign(text.encode()))]
    if witness is not None:
        made = (1).to_bytes(8, "big") + witness.sign(f"cosignature/v1\ntime 1\n{text}".encode())
        lines.append(_line("witness", 4, witness, made))
    return f"c2sp.org/tlog-proof@v1\nindex 0\n\n{text}\n" + "".join(lines)


def verifier_of(name: str, kind: int, secret: Ed25519PrivateKey) -> str:
    """Return the verifier key of a signer of notes."""
    key = bytes([kind]) + public_of(secret)
    own = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex()
    return f"{name}+{own}+{base64.b64encode(key).decode()}"


def _line(name: str, kind: int, secret: Ed25519PrivateKey, made: bytes) -> str:
    own = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public_of(secret)).digest()[:4]
    return f"\u2014 {name} {base64.b64encode(own + made).decode()}\n"


OPERATOR, WITNESS = secret_of("operator"), secret_of("witness")


@dataclass(frozen=True)
class Operator:
    """Who answers in tests: a ledger, a key, a witness."""

    chain: Mapping[str, Any]
    pin: Pin
    validators: Sequence[bytes] = ()
    secret: Ed25519PrivateKey = OPERATOR
    witness: Ed25519PrivateKey = WITNESS

    @classmethod
    def of(cls, deployment: Deployment, validators: Sequence[bytes] = ()) -> Operator:
        addresses = deployment.addresses
        hashes = {addresses[name]: digest for name, digest in deployment.code_hashes.items()}
        chain = {
            "chainId": deployment.chain_id,
            "genesisHash": "0x" + deployment.genesis_hash.hex(),
            "contracts": {name: "0x" + address.hex() for name, address in addresses.items()},
        }
        pin = Pin(deployment.chain_id, deployment.genesis_hash, deployment.first_block, addresses, hashes)
        return cls(chain, pin, validators)

    @property
    def trust(self) -> Trust:
        return Trust(
            self.pin,
            frozenset(self.validators),
            frozenset({thumbprint(public_of(self.secret))}),
            (verifier_of("witness", 4, self.witness),),
        )

    @property
    def origin(self) -> str:
        return f"datadeed/{self.chain['chainId']}/{self.chain['contracts']['Certificates']}"

    def payload(self, verification: Mapping[str, Any], evidence: Any, at: int, **others: Any) -> dict[str, Any]:
        """Return what is signed for a verification with evidence, at a unix second."""
        digest = "0x" + hashlib.sha256(canonical(evidence)).hexdigest() if evidence is not None else None
        return {
            "schema": "datadeed/answer/1",
            "number": 1,
            "iat": at,
            "exp": at + VALID_SECONDS,
            "nonce": NONCE,
            "client": hashlib.sha256(b"").hexdigest(),
            "requestDigest": "0x" + hashlib.sha256(b"{}").hexdigest(),
            "operator": None,
            "chain": dict(self.chain),
            "verification": dict(verification),
            "evidenceDigest": digest,
        } | others

    def bundle(self, payload: Mapping[str, Any], evidence: Any, documents: Mapping[bytes, bytes]) -> bytes:
        """Return the bundle of a payload, signed and logged."""
        answer = jws_of(payload, self.secret)
        log = log_of_one(answer, self.origin, self.secret, self.witness)
        return write_bundle(answer, log, key_set_of(self.secret), evidence, documents)
