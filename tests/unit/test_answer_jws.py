"""Signed answers are read strictly: one header, one algorithm, one text for each; and keys are what they say."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from ledger.answers import jws
from ledger.answers.jws import AnswerInvalid
from ledger.answers.keys import Endorsement, Keys, endorsed_digest, endorser
from ledger.chain.signer import MemorySigner
from ledger.domain.document import canonical
from ledger.domain.jose import thumbprint
from ledger.errors import Misconfigured

PAYLOAD = {"schema": "datadeed/answer/1", "number": 1, "text": '通过 \u2028 \u007f "\\/\b\f\n\r\t\u0001😀'}


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    made = Keys(tmp_path / "answer-keys", "")
    made.make(1_000)
    return made


def _header(keys: Keys, **changes: Any) -> dict[str, Any]:
    header = {"alg": "EdDSA", "kid": keys.current.id, "typ": jws.TYPE, **changes}
    return {name: value for name, value in header.items() if value is not None}


def _signed(keys: Keys, header: dict[str, Any] | str, payload: bytes) -> str:
    """Sign with the library, whatever the header says of it."""
    text = header if isinstance(header, str) else json.dumps(header, separators=(",", ":"))
    content = _base64(text.encode()) + "." + _base64(payload)
    return content + "." + _base64(keys.current.secret.sign(content.encode()))


def _base64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def test_an_answer_is_read_by_another_library_and_anothers_by_us(keys: Keys) -> None:
    token = jws.sign(keys.current, jws.written(PAYLOAD))
    assert jws.verify(token, keys.public) == PAYLOAD
    x = _base64(keys.current.public)
    read = JWS()
    read.allowed_algs = ["EdDSA"]
    read.deserialize(token, JWK(kty="OKP", crv="Ed25519", x=x))
    assert json.loads(read.payload) == PAYLOAD
    theirs = JWS(canonical(PAYLOAD))
    secret = JWK(kty="OKP", crv="Ed25519", x=x, d=_base64(keys.current.secret.private_bytes_raw()))
    theirs.add_signature(secret, alg="EdDSA", protected=canonical(_header(keys)).decode())
    assert theirs.serialize(compact=True) == token


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"alg": "none"}, "AnswerHeaderOther"),
        ({"alg": "HS256"}, "AnswerHeaderOther"),
        ({"alg": "Ed25519"}, "AnswerHeaderOther"),
        ({"alg": None}, "AnswerHeaderOther"),
        ({"typ": "JWT"}, "AnswerHeaderOther"),
        ({"typ": None}, "AnswerHeaderOther"),
        ({"kid": None}, "AnswerHeaderOther"),
        ({"crit": ["exp"]}, "AnswerHeaderOther"),
        ({"jwk": {"kty": "OKP"}}, "AnswerHeaderOther"),
        ({"b64": False}, "AnswerHeaderOther"),
        ({"kid": "another"}, "AnswerKeyUnknown"),
        ({"kid": 7}, "AnswerKeyUnknown"),
    ],
)
def test_another_header_is_refused_though_it_is_signed(keys: Keys, changes: dict[str, Any], code: str) -> None:
    header = canonical(_header(keys, **changes)).decode()
    with pytest.raises(AnswerInvalid) as refused:
        jws.verify(_signed(keys, header, canonical(PAYLOAD)), keys.public)
    assert refused.value.code == code


def test_a_header_or_payload_that_is_not_canonical_is_refused_though_it_is_signed(keys: Keys) -> None:
    header, payload = canonical(_header(keys)).decode(), canonical(PAYLOAD)
    assert jws.verify(_signed(keys, header, payload), keys.public) == PAYLOAD
    for other, content in (
        (header.replace(",", ", "), payload),
        (header.replace('{"alg"', '{"alg":"none","alg"'), payload),
        (header, payload.replace(b",", b", ", 1)),
        (header, b'{"a":1.0}'),
        (header, b'{"a":1,"a":2}'),
        (header, b"[]"),
        (header, b"\xff"),
        ("[]", payload),
    ):
        with pytest.raises(AnswerInvalid):
            jws.verify(_signed(keys, other, content), keys.public)


def test_an_answer_without_a_signature_or_with_parts_more_is_refused(keys: Keys) -> None:
    token = jws.sign(keys.current, jws.written(PAYLOAD))
    head, payload, signature = token.split(".")
    for bad in (
        "",
        "..",
        f"{head}.{payload}.",
        f"{head}.{payload}",
        f"{token}.",
        f"{token}=",
        f" {token}",
        f"{token}\n",
    ):
        with pytest.raises(AnswerInvalid):
            jws.verify(bad, keys.public)
    json_form = {"payload": payload, "protected": head, "signature": signature}
    with pytest.raises(AnswerInvalid):
        jws.verify(json.dumps(json_form), keys.public)


def test_a_letter_changed_anywhere_is_found(keys: Keys) -> None:
    token = jws.sign(keys.current, jws.written(PAYLOAD))
    for place, letter in enumerate(token):
        changed = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        with pytest.raises(AnswerInvalid):
            jws.verify(changed, keys.public)


def test_the_bits_that_base64_leaves_over_are_none_to_play_with(keys: Keys) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = jws.sign(keys.current, jws.written(PAYLOAD))
    same_bytes = token[:-1] + letters[letters.index(token[-1]) + 1]
    assert base64.urlsafe_b64decode(same_bytes.split(".")[2] + "==") == base64.urlsafe_b64decode(
        token.split(".")[2] + "=="
    )
    with pytest.raises(AnswerInvalid):
        jws.verify(same_bytes, keys.public)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcXYZ_09", max_size=6), inner, max_size=4),
)


@given(st.dictionaries(st.text("abcXYZ_09", max_size=6), JSON, max_size=5))
def test_the_quick_canonical_form_is_the_canonical_form(value: dict[str, Any]) -> None:
    assert jws.written(value) == canonical(value)


# KEYS


def test_a_thumbprint_is_that_of_the_rfc() -> None:
    """RFC 8037 appendix A.3."""
    x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert thumbprint(base64.urlsafe_b64decode(x + "=")) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_key_is_its_owners_alone_and_opens_by_its_passphrase_only(tmp_path: Path) -> None:
    made = Keys(tmp_path, "a worthless passphrase").make(1_000)
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert b"ENCRYPTED" in made.file.read_bytes()
    opened = Keys(tmp_path, "a worthless passphrase").current
    assert opened.secret.private_bytes_raw() == made.secret.private_bytes_raw()
    for wrong in ("another", ""):
        with pytest.raises(Misconfigured, match="does not open"):
            assert Keys(tmp_path, wrong).current.secret
    made.file.chmod(0o640)
    with pytest.raises(Misconfigured, match="0640"):
        assert Keys(tmp_path, "").all


def test_a_key_file_that_was_altered_is_refused(tmp_path: Path) -> None:
    keys = Keys(tmp_path, "")
    made, other = keys.make(1_000), keys.make(1_000)
    assert other.since == 1_001
    text = made.file.read_text()
    for name, value in (("x", _base64(other.public)), ("schema", "other"), ("since", "soon"), ("sealed", "nothing")):
        made.file.write_text(json.dumps({**json.loads(text), name: value}))
        with pytest.raises(Misconfigured, match="damaged"):
            assert [each.secret for each in Keys(tmp_path, "").all]


def test_an_endorsement_is_a_personal_message_over_the_thumbprint(tmp_path: Path) -> None:
    from eth_account import Account
    from eth_account.messages import encode_defunct

    signer = MemorySigner(b"\x07" * 32)

    def endorse(key_id: str) -> Endorsement:
        return Endorsement(2, "91119900000000000X", signer.key, signer.sign_digest(endorsed_digest(key_id)))

    made = Keys(tmp_path, "").make(1_000, endorse)
    endorsement = Keys(tmp_path, "").current.endorsement
    assert endorsement is not None
    found = Account.recover_message(encode_defunct(text=made.id), signature=endorsement.signature)
    assert bytes.fromhex(found[2:]) == signer.key == endorser(made.id, endorsement.signature)
    assert endorser(made.id + "x", endorsement.signature) != signer.key
    assert endorser(made.id, endorsement.signature[:-1]) is None
    assert endorser(made.id, bytes(65)) is None
    kept = json.loads(made.file.read_text())
    kept["endorsement"]["key"] = "0x" + "11" * 20
    made.file.write_text(json.dumps(kept))
    with pytest.raises(Misconfigured, match="damaged"):
        assert Keys(tmp_path, "").all
