"""
Documents by digest, on a real disk: what is put is got, and what was altered, cut or swapped there is found.
"""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest

from ledger.domain.events import Digest
from ledger.errors import Inconsistent, Unavailable
from ledger.store.documents import DocumentErased, Documents, ErasureReason, Tombstone

TEXT = "数据产权登记证书".encode()


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    return Documents(tmp_path / "documents")


@pytest.mark.parametrize("content", [b"", b"\0", TEXT, bytes(range(256)) * 5_000])
def test_what_is_put_is_got_by_its_digest(documents: Documents, content: bytes) -> None:
    digest = documents.put(content)
    assert digest == hashlib.sha256(content).digest()
    assert documents.get(digest) == content
    assert documents.put(content) == digest


def test_what_was_never_put_is_not_there(documents: Documents) -> None:
    assert documents.get(bytes(32)) is None


@pytest.mark.parametrize(
    "alter",
    [
        lambda path: path.write_bytes(TEXT + b" "),
        lambda path: path.write_bytes(TEXT[:-1]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(bytes([TEXT[0] ^ 1]) + TEXT[1:]),
    ],
    ids=["longer", "cut", "emptied", "one bit"],
)
def test_a_document_altered_on_disk_is_found_and_can_be_put_again(documents: Documents, alter: object) -> None:
    digest = documents.put(TEXT)
    assert callable(alter)
    alter(documents.path(digest))
    with pytest.raises(Inconsistent) as refused:
        documents.get(digest)
    assert refused.value.code == "DocumentAltered"
    assert refused.value.facts["digest"] == digest.hex()
    documents.put(TEXT)
    assert documents.get(digest) == TEXT


def test_a_document_in_another_s_place_is_found(documents: Documents) -> None:
    first, second = documents.put(b"first"), documents.put(b"second")
    documents.path(first).replace(documents.path(second))
    assert documents.get(first) is None
    with pytest.raises(Inconsistent):
        documents.get(second)


def test_a_put_that_fails_leaves_nothing(documents: Documents, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable) as refused:
        documents.put(TEXT)
    assert refused.value.code == "DocumentsUnavailable"
    monkeypatch.undo()
    digest = hashlib.sha256(TEXT).digest()
    assert documents.get(digest) is None
    assert list(documents.path(digest).parent.iterdir()) == []


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    documents = Documents(tmp_path / "file" / "documents")
    with pytest.raises(Unavailable) as refused:
        documents.put(TEXT)
    assert refused.value.code == "DocumentsUnavailable"
    with pytest.raises(Unavailable):
        documents.get(bytes(32))


def test_many_at_once_put_the_same_and_read_it_whole(documents: Documents) -> None:
    content = os.urandom(300_000)
    digest = hashlib.sha256(content).digest()
    seen: list[bytes | None] = []

    def put_and_get() -> None:
        for _ in range(10):
            documents.put(content)
            seen.append(documents.get(digest))

    threads = [threading.Thread(target=put_and_get) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [content] * 60


# ERASING


def _tombstone(content: bytes = TEXT, at: int = 1_795_000_000) -> Tombstone:
    return Tombstone(Digest(hashlib.sha256(content).digest()), at, ErasureReason.REQUEST, "91110108MA01ABCD1X")


def test_an_erased_document_is_gone_and_its_tombstone_outlives_a_restart(documents: Documents, tmp_path: Path) -> None:
    digest = documents.put(TEXT)
    documents.erase(_tombstone())
    again = Documents(tmp_path / "documents")
    assert again.tombstone(digest) == _tombstone()
    assert list(again.tombstones()) == [_tombstone()]
    with pytest.raises(DocumentErased) as refused:
        again.get(digest)
    assert (refused.value.code, refused.value.status) == ("DocumentErased", 410)
    assert not any(TEXT in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_an_erased_document_is_never_kept_again(documents: Documents) -> None:
    digest = documents.put(TEXT)
    documents.erase(_tombstone())
    with pytest.raises(DocumentErased):
        documents.put(TEXT)
    assert not documents.path(digest).exists()
    assert documents.put(b"another") == hashlib.sha256(b"another").digest()


def test_the_first_tombstone_stays(documents: Documents) -> None:
    documents.put(TEXT)
    documents.erase(_tombstone(at=1))
    assert documents.erase(_tombstone(at=2)).erased_at == 1
    assert [each.erased_at for each in documents.tombstones()] == [1]


def test_what_is_not_here_can_be_erased_before_it_comes(documents: Documents) -> None:
    documents.erase(_tombstone())
    with pytest.raises(DocumentErased):
        documents.put(TEXT)


def test_a_crash_between_tombstone_and_document_is_finished_by_erasing_again(
    documents: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = documents.put(TEXT)

    def crash(_path: Path, **_: bool) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "unlink", crash)
    with pytest.raises(Unavailable):
        documents.erase(_tombstone())
    monkeypatch.undo()
    with pytest.raises(DocumentErased):
        documents.get(digest)
    documents.erase(_tombstone())
    assert not documents.path(digest).exists()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"digest": "00", "erased_at": 1, "reason": "request", "by": "x"}'])
def test_a_damaged_tombstone_is_named_and_hides_the_document_still(
    documents: Documents, tmp_path: Path, text: str
) -> None:
    digest = documents.put(TEXT)
    documents.erase(_tombstone())
    (tmp_path / "erased" / f"{digest.hex()}.json").write_text(text)
    with pytest.raises(Inconsistent) as refused:
        documents.get(digest)
    assert refused.value.code == "TombstoneDamaged"
    with pytest.raises(Inconsistent):
        documents.put(TEXT)


def test_the_tombstone_of_another_document_is_found(documents: Documents, tmp_path: Path) -> None:
    digest = documents.put(TEXT)
    documents.erase(_tombstone(b"another"))
    other = hashlib.sha256(b"another").hexdigest()
    (tmp_path / "erased" / f"{other}.json").rename(tmp_path / "erased" / f"{digest.hex()}.json")
    with pytest.raises(Inconsistent):
        documents.get(digest)
