"""
The audit kit: what is audited from it is what was audited from the node, and an altered kit is refused or found out.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.audit import Options, Report, run
from ledger.audit.archive import MANIFEST, SNAPSHOT
from ledger.audit.export import export_kit
from ledger.errors import Misconfigured
from tests.fault.stand import Stand, codes

Spoil = Callable[[dict[str, bytes]], None]


@pytest.fixture
def kit(stand: Stand, tmp_path: Path) -> Path:
    """The kit of the ledger as it stands."""
    return exported(stand, tmp_path)[1]


def exported(stand: Stand, folder: Path) -> tuple[Report, Path]:
    """Make a kit through the API as it runs, and return the report of the audit that made it."""
    file = folder / "kit.zip"
    with stand.served() as url:
        options = Options(stand.settings.deployment_file, stand.chain.url, url, url, api_key=stand.api_key)
        report, digest = export_kit(options, file)
    assert digest == hashlib.sha256(file.read_bytes()).hexdigest()
    return report, file


def audited(stand: Stand, kit: Path, **options: Any) -> Report:
    """Audit by a kit alone: no node, no service."""
    return run(Options(stand.settings.deployment_file, "", kit=kit, **options))


def altered(kit: Path, spoil: Spoil, *, sealed: bool = True) -> Path:
    """Return a kit with other members; `sealed`, its manifest says what it has, as a forger's would."""
    with zipfile.ZipFile(kit) as old:
        members = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(members.pop(MANIFEST))
    spoil(members)
    if sealed:
        manifest["members"] = [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in members.items()
        ]
    file = kit.with_name("altered.zip")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in {**members, MANIFEST: json.dumps(manifest).encode()}.items():
            new.writestr(name, content)
    return file


def test_an_audit_by_the_kit_says_what_the_audit_by_the_node_said(stand: Stand, tmp_path: Path) -> None:
    stand.edit("UPDATE certificates SET rights = 1 WHERE id = :id", id=stand.issued["alone"].certificate_id)
    stand.documents.path(stand.issued["shared"].document_digest).write_bytes(b"{}")
    stand.documents.path(stand.issued["one of two"].document_digest).unlink()
    by_node, kit = exported(stand, tmp_path)
    by_kit = audited(stand, kit)
    assert sorted(codes(by_node)) == ["DocumentAltered", "DocumentMissing", "MirrorRowAltered"]
    assert by_kit.findings == by_node.findings
    assert by_kit.counts == by_node.counts
    assert by_kit.scope == by_node.scope
    assert by_kit.inputs["node"] == f"kit sha256:{hashlib.sha256(kit.read_bytes()).hexdigest()}"
