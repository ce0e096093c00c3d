"""Tokens that the audit reads: one content has one text, by the short way and by the long."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ledger.audit import token
from ledger.audit.token import TokenBroken
from ledger.domain import jose
from ledger.domain.document import canonical

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
OWN = jose.thumbprint(PUBLIC)

NOT_CANONICAL = (
    b'{"a":1.0}', b'{"a":1,"a":1}', b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":"\\u0041"}', b'{"a":NaN}', b'{"a":01}',
    b'{"a":9007199254740993}', b'{"a":1e2}', b'{"a":-0}', b'{"a":"\xff"}', b'\xef\xbb\xbf{"a":1}', b"[1]", b"1", b"",
    '{"a":1}'.encode("utf-16"), b"[" * 100_000,
)  # fmt: skip


def made(payload: bytes, header: Any = None) -> str:
    """Return bytes as a token by the test key, whatever they are."""
    head = canonical(header or {"alg": "EdDSA", "kid": OWN, "typ": "test+jws"})
    content = f"{jose.written(head)}.{jose.written(payload)}"
    return f"{content}.{jose.written(KEY.sign(content.encode()))}"


def read(text: str) -> Any:
    return token.read(text, {OWN: PUBLIC}, "test+jws")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab\u6570\U0001f600"), inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.text("abcé\u6570\ufb33\U0001f600", max_size=3), JSON, max_size=4))
def test_what_is_canonical_is_read_as_it_was_written(payload: dict[str, Any]) -> None:
    assert read(made(canonical(payload))) == (payload, OWN)


@pytest.mark.parametrize("payload", NOT_CANONICAL, ids=range(len(NOT_CANONICAL)))
def test_what_is_not_canonical_is_no_payload_though_it_is_signed(payload: bytes) -> None:
    with pytest.raises(TokenBroken, match=r"payload|JWS"):
        read(made(payload))


def test_a_token_of_another_form_key_or_signature_is_told_apart() -> None:
    good = made(b'{"a":1}')
    head, body, signature = good.split(".")
    for text, what in (
        (f"{head}.{body}", "JWS"),
        (f"{good}=", "JWS"),
        (made(b'{"a":1}', {"alg": "none", "kid": OWN, "typ": "test+jws"}), "header"),
        (made(b'{"a":1}', {"alg": "EdDSA", "kid": OWN, "typ": "other+jws"}), "header"),
        (made(b'{"a":1}', {"alg": "EdDSA", "kid": "stranger", "typ": "test+jws"}), "key"),
        (f"{head}.{jose.written(b'{}')}.{signature}", "signature"),
    ):
        with pytest.raises(TokenBroken) as broken:
            read(text)
        assert broken.value.what == what
