"""
Keys behind a Web3Signer: what it signs is what the chain takes, and whatever else it answers is told and not used.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from eth_account import Account
from eth_keys.datatypes import Signature

from ledger.answers.keys import endorsed_digest, endorser
from ledger.chain.remote import RemoteKeys, open_key, refer
from ledger.chain.signer import LIGHT_WORK, KeystoreSigner, keystore_key
from ledger.config import Settings
from ledger.domain.acts.certificates import Cancel
from ledger.domain.certificates import CancelReason
from ledger.domain.events import Key
from ledger.domain.keccak import Hashed, keccak
from ledger.errors import Inconsistent, LedgerError, Misconfigured, Unavailable
from tests.chain_fixtures import LedgerChain, digest_of, signer_for
from tests.signing_service import SigningService

MAKER, CHECKER, CONSENT = (signer_for(name) for name in ("remote maker", "remote checker", "remote consent"))


@pytest.fixture
def service() -> Iterator[SigningService]:
    with SigningService(MAKER, CHECKER, CONSENT) as running:
        yield running


@pytest.fixture
def keys(service: SigningService) -> Iterator[RemoteKeys]:
    with RemoteKeys(service.url) as opened:
        yield opened


def test_its_keys_are_listed_by_their_addresses(keys: RemoteKeys) -> None:
    assert set(keys.addresses()) == {MAKER.key, CHECKER.key, CONSENT.key}


@pytest.mark.parametrize("mood", ["", "high"])
def test_a_digest_is_signed_by_what_it_is_of_with_a_low_s(service: SigningService, keys: RemoteKeys, mood: str) -> None:
    service.mood = mood
    digest = Hashed(b"\x19\x01" + bytes(64))
    assert digest == keccak(digest.preimage)
    signed = keys.signer(MAKER.key).sign_digest(digest)
    assert signed == MAKER.sign_digest(digest)
    assert service.asked == [digest.preimage]
    recovered = Signature(signed[:64] + bytes([signed[64] - 27])).recover_public_key_from_msg_hash(digest)
    assert recovered.to_canonical_address() == MAKER.key


@pytest.mark.parametrize("to", [bytes(19) + b"\x01", None])
def test_a_transaction_is_byte_for_byte_what_the_key_itself_signs(keys: RemoteKeys, to: bytes | None) -> None:
    transaction = {"nonce": 0, "gasPrice": 0, "gas": 90_000, "value": 0, "data": b"\x00\x01", "chainId": 31337}
    transaction |= {} if to is None else {"to": to}
    raw = keys.signer(MAKER.key).sign_transaction(transaction)
    assert raw == MAKER.sign_transaction(transaction)
    assert Account.recover_transaction(raw).lower() == "0x" + MAKER.key.hex()


def test_an_endorsement_is_signed_too(keys: RemoteKeys) -> None:
    signature = keys.signer(MAKER.key).sign_digest(endorsed_digest("a-thumbprint"))
    assert endorser("a-thumbprint", signature) == MAKER.key


def test_acts_of_remote_hands_are_accepted_by_the_chain(ledger_chain: LedgerChain, keys: RemoteKeys) -> None:
    """Maker, checker and consenting party sign elsewhere: transaction, approval and consent."""
    chain, (holder,) = ledger_chain, ledger_chain.admit("Holder")
    registry = chain.registry
    for party, hands, duty in ((registry, MAKER, 1), (registry, CHECKER, 2), (holder, CONSENT, 4)):
        chain.do(
            chain.acts.enrol_key(
                party.admin, party.second_admin if party is registry else registry.checker, party.number,
                key=hands.key, duties=duty, deadline=chain.deadline,
            )
            if party is registry
            else chain.acts.enrol_key(
                registry.maker, registry.checker, party.number, key=hands.key, duties=duty, deadline=chain.deadline
            )
        )  # fmt: skip
    maker, checker, consent = (keys.signer(each.key) for each in (MAKER, CHECKER, CONSENT))
    issued = chain.issuance(holder)
    chain.do(chain.acts.issue(maker, checker, [issued], chain.deadline))
    asked = Cancel(issued.certificate_id, CancelReason.VOLUNTARY, digest_of("cancelled"))
    act = chain.acts.file(maker, [checker, consent], asked, deadline=chain.deadline, sequence=2)
    assert chain.do(act).logs
    assert chain.acts.record_of(issued.certificate_id).state == 2


@pytest.mark.parametrize(
    ("mood", "kind", "code"),
    [
        ("slow", Unavailable, "SignerUnreachable"),
        ("broken", Unavailable, "SignerAnswerInvalid"),
        ("garbage", Unavailable, "SignerAnswerInvalid"),
        ("denied", Misconfigured, "SignerDenied"),
        ("foreign", Inconsistent, "SignatureForeign"),
    ],
)
def test_trouble_is_told_and_nothing_is_signed(
    service: SigningService, mood: str, kind: type[LedgerError], code: str
) -> None:
    service.mood = mood
    with RemoteKeys(service.url, timeout_seconds=0.2) as keys, pytest.raises(kind) as caught:
        keys.signer(MAKER.key).sign_digest(Hashed(b"anything"))
    assert caught.value.code == code
    assert all("?" not in caught.value.explain(locale) for locale in ("zh", "en"))


def test_a_key_that_it_has_not_and_one_that_it_lost_are_named(service: SigningService, keys: RemoteKeys) -> None:
    with pytest.raises(Misconfigured) as caught:
        keys.signer(Key(b"\x07" * 20)).sign_digest(Hashed(b"x"))
    assert caught.value.code == "SignerKeyUnknown"
    keys.signer(MAKER.key).sign_digest(Hashed(b"x"))
    del service.secrets[service.public(MAKER)]
    with pytest.raises(Misconfigured) as caught:
        keys.signer(MAKER.key).sign_digest(Hashed(b"x"))
    assert caught.value.code == "SignerKeyUnknown"


def test_a_signer_that_is_gone_is_told_without_its_addresses_secrets() -> None:
    with RemoteKeys("http://user:secret@127.0.0.1:9/?token=secret") as keys, pytest.raises(Unavailable) as caught:
        keys.addresses()
    assert caught.value.code == "SignerUnreachable"
    assert "secret" not in caught.value.explain("en")


@pytest.mark.parametrize("url", ["", "signer", "ftp://127.0.0.1", "http://signer.example", "http://[bad"])
def test_an_address_without_tls_is_for_this_machine_only(url: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        RemoteKeys(url)
    assert caught.value.code == "SignerUrlInvalid"


def test_settings_name_it_or_it_is_missing(tmp_path: Path, service: SigningService) -> None:
    with pytest.raises(Misconfigured) as caught:
        RemoteKeys.of(Settings())
    assert caught.value.code == "SignerMissing"
    with RemoteKeys.of(Settings(signer_url=service.url)) as keys:
        assert MAKER.key in keys.addresses()
    with pytest.raises(Misconfigured) as caught:
        RemoteKeys.of(Settings(signer_url=service.url, signer_certificate_file=tmp_path / "none.pem"))
    assert caught.value.code == "SignerTlsInvalid"


def test_a_file_names_a_remote_key_and_is_opened_without_a_passphrase(tmp_path: Path, keys: RemoteKeys) -> None:
    def no_passphrase() -> str:
        raise AssertionError("nobody asks for one")

    file = tmp_path / "keys" / "maker.json"
    refer(file, MAKER.key)
    assert keystore_key(file) == MAKER.key
    assert open_key(file, no_passphrase, lambda: keys).sign_digest(Hashed(b"x")) == MAKER.sign_digest(Hashed(b"x"))
    with pytest.raises(Misconfigured) as caught:
        refer(file, CHECKER.key)
    assert caught.value.code == "KeystoreExists"
    with pytest.raises(Misconfigured) as caught:
        KeystoreSigner.load(file, "a passphrase of none")
    assert caught.value.code == "KeystoreDamaged"


def test_a_keystore_is_opened_without_the_signer(tmp_path: Path) -> None:
    def no_signer() -> RemoteKeys:
        raise AssertionError("nobody asks for it")

    file = tmp_path / "local.json"
    made = KeystoreSigner.create(file, "a long passphrase", work=LIGHT_WORK)
    assert open_key(file, lambda: "a long passphrase", no_signer).key == made.key


# TLS


class Papers:
    """An authority of the test's own, and certificates of it: for the signer's address, and for a client."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an authority of a test")])
        made = self._made(self._name, self._key.public_key()).add_extension(x509.BasicConstraints(True, 0), True)
        self.authority = self._kept("authority", made.sign(self._key, hashes.SHA256()), None)

    def certificate(self, name: str) -> Path:
        """Return a file with a certificate for this machine's address and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        made = self._made(subject, key.public_key()).add_extension(address, False)
        return self._kept(name, made.sign(self._key, hashes.SHA256()), key)

    def _made(self, subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        made = x509.CertificateBuilder(self._name, subject, public, x509.random_serial_number())
        made = made.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        named = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
        return named.add_extension(own, False)

    def _kept(self, name: str, made: x509.Certificate, key: ec.EllipticCurvePrivateKey | None) -> Path:
        file = self._folder / f"{name}.pem"
        content = made.public_bytes(Encoding.PEM)
        if key is not None:
            content += key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(content)
        return file


def test_over_tls_each_side_shows_a_certificate_that_the_other_trusts(tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=papers.authority)
    server.load_cert_chain(papers.certificate("signer"))
    server.verify_mode = ssl.CERT_REQUIRED
    with SigningService(MAKER, tls=server) as service:
        trusting = Settings(signer_url=service.url, signer_authority_file=papers.authority)
        known = trusting.model_copy(update={"signer_certificate_file": papers.certificate("registry")})
        with RemoteKeys.of(known) as keys:
            assert keys.signer(MAKER.key).sign_digest(Hashed(b"x")) == MAKER.sign_digest(Hashed(b"x"))
        for settings in (Settings(signer_url=service.url), trusting):
            with RemoteKeys.of(settings) as keys, pytest.raises(Unavailable) as caught:
                keys.addresses()
            assert caught.value.code == "SignerUnreachable"
