"""
Files that people hand in: kept whole or not at all, on a folder and behind S3's protocol, and of the few kinds only.

The bucket is a small server of our own that checks each request's signature; the scanner answers as clamd does.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import re
import socket
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from pydantic import SecretStr

from ledger.config import Settings
from ledger.errors import Inconsistent, InvalidInput, LedgerError, Misconfigured, NotFound, Unavailable
from ledger.store.files import Files
from ledger.store.media import CHUNK_BYTES, Medium
from tests.http_server import Served

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n"
ACCESS, SECRET = "test-access", "worthless test secret"


class Bucket(Served):
    """One bucket in memory that speaks S3's path style and refuses what is not signed with the test secret."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.is_broken = False
        bucket = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, answer = bucket.answer(self, body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.send_header("Content-Type", "application/xml" if status >= 400 else "application/octet-stream")
                self.send_header("ETag", '"0"')
                self.send_header("Last-Modified", "Fri, 27 Nov 2026 08:00:00 GMT")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer)

            do_PUT = do_HEAD = do_DELETE = do_GET  # noqa: N815 - the server's own names

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Handler)

    def answer(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        """Return status and body for a request."""
        name = urlsplit(request.path).path.removeprefix("/files/")
        if self.is_broken:
            return 500, b"<Error><Code>InternalError</Code></Error>"
        if not _is_signed(request):
            return 403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>"
        if request.command == "PUT":
            self.objects[name] = body
            return 200, b""
        if request.command == "DELETE":
            self.objects.pop(name, None)
            return 204, b""
        if name not in self.objects:
            return 404, b"<Error><Code>NoSuchKey</Code></Error>"
        return 200, self.objects[name]


def _is_signed(request: BaseHTTPRequestHandler) -> bool:
    """Whether a request is signed by AWS Signature Version 4, worked out from its description."""
    words = dict(re.findall(r"(\w+)=([^,\s]+)", request.headers.get("Authorization", "")))
    day, region, service, end = words["Credential"].split("/")[1:]
    names = words["SignedHeaders"].split(";")
    parts = urlsplit(request.path)
    query = "&".join(f"{quote(k, '')}={quote(v, '')}" for k, v in sorted(parse_qsl(parts.query, True)))
    headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in names)
    digest = request.headers["x-amz-content-sha256"]
    canonical = "\n".join([request.command, parts.path, query, headers, words["SignedHeaders"], digest])
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    scope = "/".join([day, region, service, end])
    text = "\n".join(["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, hashed])
    key = f"AWS4{SECRET}".encode()
    for part in (day, region, service, end):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), words["Signature"])


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    with Bucket() as server:
        yield server


@pytest.fixture(params=["folder", "bucket"])
def files(request: pytest.FixtureRequest, tmp_path: Path, bucket: Bucket) -> Files:
    """A store of files in a folder, and one behind S3's protocol."""
    return Files.of(_settings(tmp_path, bucket.url if request.param == "bucket" else ""))


def _settings(home: Path, endpoint: str = "", **more: str) -> Settings:
    url = {"files_url": f"s3://files?endpoint={endpoint}"} if endpoint else {}
    keys = {"files_access_key": ACCESS, "files_secret_key": SECRET}
    return Settings(home=home, file_bytes_max=1 << 20, **keys, **url, **more)  # type: ignore[arg-type]


def _read(files: Files, digest: bytes) -> bytes:
    with files.open(digest) as file:
        return file.read()


def _archive(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(
                zipfile.ZipInfo(name.replace("__", "/").replace("_dot_", ".")), content, zipfile.ZIP_DEFLATED
            )
    return made.getvalue()


def _refused(code: str, act: Callable[[], object], kind: type[LedgerError] = InvalidInput) -> None:
    with pytest.raises(kind) as refused:
        act()
    assert refused.value.code == code


# KEEPING


def test_a_file_is_kept_by_its_digest_once_and_comes_back_whole(files: Files) -> None:
    kept = files.put([PDF[:9], PDF[9:]], "folder/合同 附件.pdf")
    assert (kept.digest, kept.size, kept.medium) == (hashlib.sha256(PDF).digest(), len(PDF), Medium.PDF)
    assert kept.name == "合同 附件.pdf"
    assert files.put([PDF], "again.pdf").digest == kept.digest
    assert _read(files, kept.digest) == PDF
    files.remove(kept.digest)
    _refused("FileUnknown", lambda: _read(files, kept.digest), NotFound)


def test_nothing_is_left_of_a_file_that_breaks_off_or_is_too_large(files: Files, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield PDF
        raise ConnectionError("the client went away")

    with pytest.raises((ConnectionError, Unavailable)):
        files.put(broken(), "half.pdf")
    _refused("UploadTooLarge", lambda: files.put(iter([PDF] + [b" " * CHUNK_BYTES] * 17), "large.pdf"))
    assert [each for each in (tmp_path / "files").rglob("*") if each.is_file()] == []
    _refused("FileUnknown", lambda: _read(files, hashlib.sha256(PDF).digest()), NotFound)


def test_bytes_that_were_altered_on_the_shelf_are_not_handed_out(tmp_path: Path) -> None:
    files = Files.of(_settings(tmp_path))
    kept = files.put([PDF], "a.pdf")
    name = kept.digest.hex()
    (tmp_path / "files" / name[:2] / name[2:]).write_bytes(PDF.replace(b"Catalog", b"catalog"))
    _refused("FileAltered", lambda: _read(files, kept.digest), Inconsistent)


def test_a_broken_bucket_and_wrong_credentials_are_told_and_nothing_is_kept(tmp_path: Path) -> None:
    with Bucket() as own:
        settings = _settings(tmp_path, own.url)
        stranger = Files.of(settings.model_copy(update={"files_secret_key": SecretStr("another")}))
        _refused("FilesUnavailable", lambda: stranger.put([PDF], "a.pdf"), Unavailable)
        own.is_broken = True
        _refused("FilesUnavailable", lambda: Files.of(settings).put([PDF], "a.pdf"), Unavailable)
        assert own.objects == {}


@pytest.mark.parametrize("url", ["s3://b", "http://b?endpoint=http://h", "s3://b?endpoint=http://u:p@h", "s3://k:s@b"])
def test_a_url_that_is_none_or_has_credentials_in_it_is_refused(tmp_path: Path, url: str) -> None:
    settings = _settings(tmp_path).model_copy(update={"files_url": url})
    _refused("FilesUrlInvalid", lambda: Files.of(settings), Misconfigured)


# KINDS

CONTENT_TYPES = b"<Types/>"


@pytest.mark.parametrize(
    ("name", "content", "medium"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n....", Medium.PNG),
        ("a.JPG", b"\xff\xd8\xff\xe0....", Medium.JPEG),
        ("a.csv", "名称,数量\n甲,１\n".encode("gb18030"), Medium.CSV),
        ("a.json", b'\xef\xbb\xbf {"a": 1}', Medium.JSON),
        ("a.xlsx", _archive(**{"[Content_Types].xml": CONTENT_TYPES, "xl__workbook.xml": b""}), Medium.XLSX),
        ("a.docx", _archive(**{"[Content_Types].xml": CONTENT_TYPES, "word__document.xml": b""}), Medium.DOCX),
        ("a.ofd", _archive(**{"OFD.xml": b"", "Doc_0__Document.xml": b""}), Medium.OFD),
        ("a.zip", _archive(**{"scan.pdf": PDF}), Medium.ZIP),
    ],
)
def test_a_kind_is_known_by_its_bytes(tmp_path: Path, name: str, content: bytes, medium: Medium) -> None:
    assert Files.of(_settings(tmp_path)).put([content], name).medium is medium


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "UploadEmpty"),
        ("a.exe", b"MZ\x90\x00\x03", "FileKindRefused"),
        ("a.csv", b"#!/bin/sh\necho", "FileKindRefused"),
        ("a.csv", b"<script>alert(1)</script>", "FileKindRefused"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n....", "FileNameOther"),
        ("a.pdf.exe", PDF, "FileNameOther"),
        ("a.pdf", PDF + b" " * CHUNK_BYTES + b"/JavaScript (app.alert(1))", "FileActive"),
        (
            "a.xlsx",
            _archive(**{"[Content_Types].xml": b"", "xl__workbook.xml": b"", "xl__vbaProject.bin": b""}),
            "FileActive",
        ),
        ("a.zip", _archive(**{"invoice.pdf.exe": b""}), "FileActive"),
        ("a.zip", _archive(x=b"0")[:-8], "FileDamaged"),
        (".pdf", PDF, "FileNameInvalid"),
        ("a\u202efdp.exe", PDF, "FileNameInvalid"),
    ],
)
def test_what_is_no_proof_is_refused_with_its_reason(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    _refused(code, lambda: Files.of(_settings(tmp_path)).put([content], name))


# THE SCANNER


@contextmanager
def _clamd(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A clamd for one file, which keeps what it was sent."""
    listener = socket.create_server(("127.0.0.1", 0))
    seen: list[bytes] = []

    def serve() -> None:
        line, _ = listener.accept()
        with line, line.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            while size := struct.unpack(">I", sent.read(4))[0]:
                seen.append(sent.read(size))
            line.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}", seen
    thread.join(5)
    listener.close()


def test_a_scanner_is_given_every_byte_and_its_find_is_refused(tmp_path: Path) -> None:
    with _clamd(b"stream: OK\0") as (address, seen):
        Files.of(_settings(tmp_path, clamd=address)).put([PDF], "a.pdf")
        assert b"".join(seen) == PDF
    with _clamd(b"stream: Eicar-Test-Signature FOUND\0") as (address, _):
        _refused("FileInfected", lambda: Files.of(_settings(tmp_path, clamd=address)).put([PDF], "a.pdf"))


def test_what_nobody_scanned_is_not_taken(tmp_path: Path) -> None:
    files = Files.of(_settings(tmp_path, clamd=f"unix:{tmp_path}/none"))
    _refused("ScannerSilent", lambda: files.put([PDF], "a.pdf"), Unavailable)
    _refused("ScannerAddress", lambda: Files.of(_settings(tmp_path, clamd="clamd")), Misconfigured)
