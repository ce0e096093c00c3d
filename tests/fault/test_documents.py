"""
Faults in the documents: altered or missing, behind the API and in a directory.

The digests are on the chain; a document that was altered cannot have its own.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ledger.audit.report import Severity
from tests.fault.stand import Stand, codes


def file_of(stand: Stand, name: str) -> Path:
    return stand.documents.path(stand.issued[name].document_digest)


def test_an_altered_document_is_named_though_the_service_holds_it_back(stand: Stand) -> None:
    file_of(stand, "alone").write_bytes(b'{"document":"another"}')
    report = stand.audit()
    assert codes(report) == ["DocumentAltered"]
    (finding,) = report.findings
    assert finding.subject == "0x" + stand.issued["alone"].document_digest.hex()
    assert finding.position is not None
    assert str(finding.position).startswith(f"{stand.block_of('alone')}.")


def test_an_altered_document_in_a_directory_is_named_with_its_digest(stand: Stand) -> None:
    content = b'{"document":"another"}'
    file_of(stand, "shared").write_bytes(content)
    report = stand.audit(documents=str(stand.settings.documents_dir))
    assert codes(report) == ["DocumentAltered"]
    assert report.findings[0].found == "0x" + hashlib.sha256(content).hexdigest()


def test_a_missing_document_is_a_doubt(stand: Stand) -> None:
    file_of(stand, "alone").unlink()
    for source in ({}, {"documents": str(stand.settings.documents_dir)}):
        report = stand.audit(**source)
        assert codes(report) == ["DocumentMissing"]
        assert report.findings[0].severity is Severity.DOUBT
        assert report.exit_code == 1


def test_documents_in_a_flat_directory_are_found_too(stand: Stand, tmp_path: Path) -> None:
    flat = tmp_path / "flat"
    flat.mkdir()
    for file in stand.settings.documents_dir.rglob("*"):
        if file.is_file():
            (flat / f"0x{file.parent.name}{file.name}.json").write_bytes(file.read_bytes())
    assert codes(stand.audit(documents=str(flat))) == []
