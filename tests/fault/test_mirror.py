"""
Faults planted in the mirror, or on its way: the audit names each one and nothing else.

The mirror is real SQLite filled by the real index; the audit reads it as published, through the real API.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from ledger.audit import Exit, Layer
from ledger.audit.tables import TABLES
from ledger.audit.text import text
from ledger.chain import decode
from ledger.chain.rpc import Rpc
from ledger.domain.certificates import State
from ledger.domain.events import CertificateCancelled, CertificateRevoked
from tests.fault.forger import written
from tests.fault.proxy import LyingNode
from tests.fault.stand import Stand, codes


def test_an_honest_ledger_is_clean(stand: Stand) -> None:
    report = stand.audit()
    assert codes(report) == []
    assert report.exit is Exit.CLEAN
    assert report.exit_code == 0
    counts = report.counts
    assert counts[Layer.MEANING]["events"] > 70
    assert counts[Layer.MIRROR]["certificate rows"] == 4
    assert counts[Layer.DOCUMENTS]["documents"] == 8 + 2 + 4 + 2
    assert counts[Layer.STORAGE]["slots"] > 100
    assert counts[Layer.ANCHORS] == {
        "chain": 1, "genesis": 1, "code hashes": 11, "deployments": 11, "codes swept": 11
    }  # fmt: skip
    assert report.scope["storageBlock"] == report.scope["lastBlock"]
    assert "Clean" in text(report, "en")
    assert "审计通过" in text(report, "zh")


def test_a_row_edited_by_hand_is_named(stand: Stand) -> None:
    certificate = stand.issued["one of two"].certificate_id
    stand.edit("UPDATE certificates SET valid_to = valid_to + 86400 WHERE id = :id", id=certificate)
    report = stand.audit()
    assert codes(report) == ["MirrorRowAltered"]
    (finding,) = report.findings
    valid_to = stand.issued["one of two"].record.valid_to
    assert finding.subject == f"certificate 0x{certificate.hex()}"
    assert (finding.expected, finding.found) == ({"valid_to": valid_to}, {"valid_to": valid_to + 86_400})
    assert report.exit_code == 1
    assert certificate.hex() in text(report, "zh")


def test_a_participant_edited_by_hand_is_named(stand: Stand) -> None:
    stand.edit("UPDATE participants SET suspended = 1 WHERE number = :number", number=stand.holders[1].number)
    report = stand.audit()
    assert codes(report) == ["MirrorRowAltered"]
    assert report.findings[0].found == {"suspended": True}


def test_a_share_edited_by_hand_is_named(stand: Stand) -> None:
    certificate = stand.issued["shared"].certificate_id
    stand.edit("UPDATE shares SET share = 5000 WHERE certificate_id = :id AND place = 1", id=certificate)
    report = stand.audit()
    assert codes(report) == ["MirrorRowAltered"]
    assert set(report.findings[0].as_dict()["expected"]) == {"shares"}


def test_a_row_deleted_by_hand_is_named(stand: Stand) -> None:
    certificate = stand.issued["alone"].certificate_id
    stand.edit("DELETE FROM certificates WHERE id = :id", id=certificate)
    report = stand.audit()
    assert codes(report) == ["MirrorRowMissing"]
    assert report.findings[0].subject == f"certificate 0x{certificate.hex()}"


def test_a_row_added_by_hand_is_named(stand: Stand) -> None:
    stand.edit(
        "INSERT INTO keys (key, participant, duties, revoked, since_block) VALUES (:key, 1, 3, 0, 1)", key=b"\x66" * 20
    )
    report = stand.audit()
    assert codes(report) == ["MirrorRowAdded"]
    assert report.findings[0].subject == "key 0x" + "66" * 20


def test_a_log_withheld_from_the_indexer_is_named(stand: Stand) -> None:
    stand.issue("first of a block", "second of a block")
    block = stand.transfer_in_one_block("first of a block", "second of a block")

    def withhold(method: str, _: list[Any], result: Any) -> Any:
        if method != "eth_getLogs":
            return result
        mine = [log for log in result if int(log["blockNumber"], 16) == block]
        return [log for log in result if log not in mine[:1]]

    with LyingNode(stand.chain.url, withhold) as liar, Rpc(liar.url) as rpc:
        stand.index(rpc)
        assert liar.told
    report = stand.audit()
    assert codes(report) == ["MirrorEventMissing"]
    (finding,) = report.findings
    assert finding.subject == f"certificate 0x{stand.issued['first of a block'].certificate_id.hex()}"
    assert finding.as_dict()["expected"]["sequence"] == 2
    assert finding.as_dict()["found"]["sequence"] == 1


def test_an_old_snapshot_under_a_new_blocks_name_is_named(stand: Stand) -> None:
    old = _published(stand)
    stand.transfer("one of two")
    stand.index()
    head, new = json.loads(old.splitlines()[0]), json.loads(_published(stand).splitlines()[0])
    assert head["block"] < new["block"]
    stale = written([new, *map(json.loads, old.splitlines()[1:-1])], stand.home)
    report = stand.audit(snapshot=stale)
    assert codes(report) == ["MirrorEventMissing"]
    (finding,) = report.findings
    assert finding.subject == f"certificate 0x{stand.issued['one of two'].certificate_id.hex()}"
    assert (finding.as_dict()["expected"]["sequence"], finding.as_dict()["found"]["sequence"]) == (2, 1)


# DECODERS


def _told_as_revoked(*fields: Any) -> CertificateRevoked:
    """Read a cancellation as a revocation."""
    told = CertificateCancelled(*fields)
    return CertificateRevoked(told.certificate_id, told.sequence, told.document_digest, told.maker, told.checker)


def _cancellation() -> bytes:
    (topic,) = (topic for topic, shape in decode._events().items() if shape.make is CertificateCancelled)
    return topic


def test_a_swapped_decoder_of_the_indexer_is_named(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    topic, events = _cancellation(), decode._events()
    monkeypatch.setitem(events, topic, replace(events[topic], make=_told_as_revoked))
    stand.settings.home.joinpath("mirror.sqlite").unlink()
    stand.index()
    report = stand.audit()
    assert codes(report) == ["MirrorRowAltered"]
    (finding,) = report.findings
    assert finding.subject == f"certificate 0x{stand.issued['other of two'].certificate_id.hex()}"
    assert (finding.expected, finding.found) == ({"state": State.CANCELLED}, {"state": State.REVOKED})


def test_a_swapped_decoder_of_the_auditor_is_contradicted_by_call_mirror_and_storage(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic, table = _cancellation().hex(), TABLES["Certificates"]
    monkeypatch.setitem(table, topic, (_told_as_revoked, *table[topic][1:]))
    report = stand.audit()
    assert sorted(codes(report)) == ["ActDifferent", "MirrorRowAltered", "RecordDifferent"]
    call, mirror, storage = sorted(report.findings, key=lambda each: each.code)
    assert (call.subject, call.expected) == ("Certificates.cancel", "CertificateCancelled")  # what was signed
    assert mirror.subject == storage.subject == f"certificate 0x{stand.issued['other of two'].certificate_id.hex()}"
    assert (mirror.expected, mirror.found) == ({"state": State.REVOKED}, {"state": State.CANCELLED})


# SNAPSHOTS


def test_a_snapshot_that_was_cut_off_is_one_finding(stand: Stand) -> None:
    report = stand.audit(snapshot=str(_cut(stand, lines=-3)))
    assert codes(report) == ["SnapshotBroken"]


def test_a_snapshot_with_one_changed_byte_is_one_finding(stand: Stand) -> None:
    report = stand.audit(snapshot=str(_cut(stand, lines=None, old='"ordinal":0', new='"ordinal":1')))
    assert codes(report) == ["SnapshotBroken"]


def test_a_snapshot_of_another_ledger_is_named(stand: Stand) -> None:
    report = stand.audit(snapshot=str(_cut(stand, lines=None, old='"chainId":31337', new='"chainId":31338')))
    assert codes(report) == ["SnapshotForeign"]


def test_a_snapshot_of_a_block_that_is_not_on_the_chain_is_named(stand: Stand) -> None:
    number, digest = stand.chain.reader().head().number, stand.chain.reader().head().hash.hex()
    report = stand.audit(snapshot=str(_cut(stand, lines=None, old=digest, new="ab" * 32)))
    assert codes(report) == ["SnapshotBlockDifferent"]
    assert report.findings[0].position == number


def _cut(stand: Stand, lines: int | None, old: str = "", new: str = "") -> Path:
    """Save the published snapshot as a file, without its end or with a text replaced."""
    content = "".join(_published(stand).splitlines(keepends=True)[:lines])
    assert old in content
    file = stand.home / "snapshot.ndjson"
    file.write_text(content.replace(old, new, 1) if old else content)
    return file


def _published(stand: Stand) -> str:
    with stand.served() as url:
        return httpx.get(f"{url}/v1/snapshot", headers={"X-Api-Key": stand.api_key}).text
