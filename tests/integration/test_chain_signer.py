"""
Keys: what they sign is what others recover, and an encrypted file opens for its owner and passphrase only.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from eth_account import Account
from eth_keys.datatypes import Signature
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain.signer import LIGHT_WORK, KeystoreSigner, MemorySigner, keystore_key
from ledger.errors import InvalidInput, Misconfigured
from tests.chain_fixtures import signer_for

PASSPHRASE = "correct horse battery staple"
HALF_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141 // 2


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A keystore file, with a key in it."""
    file = tmp_path / "keys" / "maker.json"
    KeystoreSigner.create(file, PASSPHRASE, signer_for("kept")._secret.secret, work=LIGHT_WORK)
    return file


@given(digest=st.binary(min_size=32, max_size=32), seed=st.text(max_size=5))
def test_signature_is_the_keys_own_with_a_low_s(digest: bytes, seed: str) -> None:
    signer = signer_for(seed)
    signed = signer.sign_digest(digest)
    assert len(signed) == 65
    assert signed[64] in {27, 28}
    assert int.from_bytes(signed[32:64], "big") <= HALF_ORDER
    recovered = Signature(signed[:64] + bytes([signed[64] - 27])).recover_public_key_from_msg_hash(digest)
    assert recovered.to_canonical_address() == signer.key


def test_message_that_is_no_digest_is_not_signed() -> None:
    with pytest.raises(AssertionError):
        signer_for("x").sign_digest(b"pay everything")


def test_transaction_is_recovered_as_the_keys() -> None:
    signer = signer_for("x")
    raw = signer.sign_transaction(
        {"nonce": 1, "gasPrice": 0, "gas": 21_000, "to": bytes(20), "value": 0, "data": b"", "chainId": 31337}
    )
    assert Account.recover_transaction(raw).lower() == "0x" + signer.key.hex()


def test_secret_is_in_no_repr() -> None:
    signer = signer_for("x")
    assert signer._secret.secret.hex() not in repr(signer)
    assert signer.key.hex() in repr(signer)


@pytest.mark.parametrize("secret", [b"", bytes(32), b"\xff" * 32, b"short"])
def test_bytes_that_are_no_key_are_refused(secret: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        MemorySigner(secret)


def test_key_in_a_file_signs_as_the_key_itself(file: Path) -> None:
    signer = KeystoreSigner.load(file, PASSPHRASE)
    assert signer.key == signer_for("kept").key
    assert signer.sign_digest(b"\x07" * 32) == signer_for("kept").sign_digest(b"\x07" * 32)


def test_file_is_the_owners_alone_and_holds_no_secret(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert signer_for("kept")._secret.secret.hex() not in file.read_text()
    assert [each.name for each in file.parent.iterdir()] == ["maker.json"]


def test_file_is_a_version_3_keystore_that_others_open(file: Path) -> None:
    kept = json.loads(file.read_text())
    assert (kept["version"], kept["crypto"]["kdf"]) == (3, "scrypt")
    assert bytes(Account.decrypt(kept, PASSPHRASE)) == signer_for("kept")._secret.secret


def test_new_key_is_another_each_time(tmp_path: Path) -> None:
    keys = {KeystoreSigner.create(tmp_path / f"{n}.json", PASSPHRASE, work=LIGHT_WORK).key for n in range(3)}
    assert len(keys) == 3


def test_key_of_a_file_is_known_without_the_passphrase(file: Path) -> None:
    assert keystore_key(file) == signer_for("kept").key


def test_wrong_passphrase_is_told(file: Path) -> None:
    with pytest.raises(Misconfigured) as caught:
        KeystoreSigner.load(file, "another passphrase")
    assert caught.value.code == "KeystorePassphraseWrong"


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as caught:
        KeystoreSigner.load(tmp_path / "none.json", PASSPHRASE)
    assert caught.value.code == "KeystoreMissing"


def test_file_open_to_others_is_told(file: Path) -> None:
    file.chmod(0o640)
    with pytest.raises(Misconfigured) as caught:
        KeystoreSigner.load(file, PASSPHRASE)
    assert (caught.value.code, caught.value.facts["mode"]) == ("KeystoreOpenToOthers", "0640")


def test_existing_key_is_never_replaced(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(Misconfigured) as caught:
        KeystoreSigner.create(file, PASSPHRASE, work=LIGHT_WORK)
    assert caught.value.code == "KeystoreExists"
    assert file.read_bytes() == before


def test_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        KeystoreSigner.create(tmp_path / "a.json", "1234567", work=LIGHT_WORK)
    assert (caught.value.code, caught.value.field) == ("PassphraseTooShort", "passphrase")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "nonsense", '{"version": 3}', '{"version": 1, "crypto": {}}', '{"version": 3, "crypto": {}}'],
)
def test_damaged_file_is_told(file: Path, content: str) -> None:
    file.write_text(content)
    with pytest.raises(Misconfigured) as caught:
        KeystoreSigner.load(file, PASSPHRASE)
    assert caught.value.code == "KeystoreDamaged"
    with pytest.raises(Misconfigured):
        keystore_key(file)


@pytest.mark.parametrize(("name", "value"), [("ciphertext", "zz"), ("kdf", "none"), ("kdfparams", {}), ("mac", None)])
def test_file_with_a_damaged_part_is_told(file: Path, name: str, value: object) -> None:
    kept = json.loads(file.read_text())
    kept["crypto"][name] = value
    file.write_text(json.dumps(kept))
    with pytest.raises(Misconfigured) as caught:
        KeystoreSigner.load(file, PASSPHRASE)
    assert caught.value.code in {"KeystoreDamaged", "KeystorePassphraseWrong"}


def test_file_that_names_another_key_than_it_holds_is_told(file: Path) -> None:
    kept = json.loads(file.read_text())
    kept["address"] = signer_for("other").key.hex()
    file.write_text(json.dumps(kept))
    with pytest.raises(Misconfigured) as caught:
        KeystoreSigner.load(file, PASSPHRASE)
    assert caught.value.code == "KeystoreDamaged"


def test_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    os.mkdir(tmp_path / "maker.json", 0o700)  # noqa: PTH102 - with a mode of its own
    with pytest.raises(Misconfigured) as caught:
        KeystoreSigner.load(tmp_path / "maker.json", PASSPHRASE)
    assert caught.value.code == "KeystoreDamaged"


def test_what_signs_leaves_pythons_limit_of_recursion_alone() -> None:
    """With a limit raised by a library, a nested answer of a node would end the process instead of being an error."""
    asked = "import sys, api.serve; print(sys.getrecursionlimit())"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert int(told.stdout) == 1_000
