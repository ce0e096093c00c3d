"""
Keys behind a Web3Signer: what it signs is what the chain takes, and whatever else it answers is told and not used.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
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
