"""Signed notes, checkpoints, cosignatures and proofs as text: as C2SP has them, and nothing beside."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.answers.note import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Note,
    Signature,
    Verifier,
    cosigned,
    parse_proof,
    proof_text,
    signed,
)
from ledger.errors import Inconsistent, InvalidInput

SECRET = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"a test key").digest())
PUBLIC = SECRET.public_key().public_bytes_raw()
LOG = Verifier("datadeed/1/0xab", ED25519, PUBLIC)
CHECKPOINT = Checkpoint("datadeed/1/0xab", 7, hashlib.sha256(b"root").digest())

PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_NOTE = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
"""The example of the signed note's specification."""


def test_the_note_of_the_specification_is_signed_by_its_key() -> None:
    verifier = Verifier.parse(PUBLISHED_KEY)
    note = Note.parse(PUBLISHED_NOTE)
    assert note.signed_by([LOG, verifier]) == verifier
    assert (str(note), verifier.text) == (PUBLISHED_NOTE, PUBLISHED_KEY)
    assert Note.parse(PUBLISHED_NOTE.replace("problem is", "Problem is")).signed_by([verifier]) is None


def test_a_checkpoint_is_three_lines_signed_under_the_logs_name() -> None:
    note = signed(CHECKPOINT.origin, CHECKPOINT.text, SECRET)
    again = Note.parse(str(note))
    assert Checkpoint.parse(again.text) == CHECKPOINT
    assert again.signed_by([LOG]) == LOG
    assert again.signed_by([Verifier("datadeed/1/0xac", ED25519, PUBLIC)]) is None
    assert again.signed_by([Verifier(LOG.name, COSIGNATURE, PUBLIC)]) is None


def test_a_cosignature_says_its_time_and_holds_for_that_time_only() -> None:
    witness = Verifier("bank.example", COSIGNATURE, PUBLIC)
    made = cosigned("bank.example", CHECKPOINT.text, SECRET, 1_795_000_000)
    assert made.time == 1_795_000_000
    assert witness.accepts(CHECKPOINT.text, Signature.parse(made.line))
    message = f"cosignature/v1\ntime 1795000000\n{CHECKPOINT.text}".encode()
    assert made.signature == (1_795_000_000).to_bytes(8, "big") + SECRET.sign(message)
    later = Signature(made.name, made.id, (1_795_000_001).to_bytes(8, "big") + made.signature[8:])
    assert not witness.accepts(CHECKPOINT.text, later)
    assert not witness.accepts(CHECKPOINT.text.replace("7", "8"), made)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name AAAAAAAA",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n— na+me AAAAAAAA\n",
        "text\n\n— name AAAA\n",
        "text\n\n— name AAAAAAAA=\n",
        "text\n\n— name AAAAAAAB!\n",
        "text\n\n— name AAAAAAAA\n\n",
        "text\n\n— name AAAAAAAA extra\n",
        "\n\n— name AAAAAAAA\n",
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(Inconsistent, match="no signed note"):
        Note.parse(note)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n7\n", "\n07\n"),
        ("\n7\n", "\n+7\n"),
        ("\n7\n", "\n-7\n"),
        ("\n7\n", "\n٧\n"),
        ("\n7\n", "\n99999999999999999\n"),
        ("datadeed/1/0xab", ""),
        ("=\n", "=\nextension\n"),
        ("=\n", "=\n\n"),
        ("=\n", "="),
        ("=\n", "\n"),
    ],
)
def test_a_checkpoint_of_another_form_is_refused(old: str, new: str) -> None:
    assert old in CHECKPOINT.text
    with pytest.raises(Inconsistent):
        Checkpoint.parse(CHECKPOINT.text.replace(old, new))


def test_a_proof_is_read_as_it_is_written() -> None:
    path = [hashlib.sha256(bytes([n])).digest() for n in range(3)]
    note = signed(CHECKPOINT.origin, CHECKPOINT.text, SECRET)
    for hashes in (path, []):
        text = proof_text(4, hashes, note)
        assert parse_proof(text) == (4, hashes, note)
    text = proof_text(4, path, note)
    for old, new in (("tlog-proof@v1", "tlog-proof@v2"), ("index 4", "index 04"), ("index 4", "4"), ("=\n", "\n")):
        with pytest.raises(Inconsistent):
            parse_proof(text.replace(old, new, 1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        PUBLISHED_KEY[:-4],
        PUBLISHED_KEY.replace("c74f20a3", "c74f20a4"),
        PUBLISHED_KEY.replace("PeterNeumann", "Peter Neumann"),
        PUBLISHED_KEY.replace("+AR", "+Ah"),
    ],
)
def test_a_verifier_key_that_does_not_fit_itself_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Verifier.parse(text)
