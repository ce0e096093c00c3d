"""
How far an audit goes: a random sample of certificates that anybody can draw again, and a balance-sheet date with the
events after it.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.audit.checking import check
from ledger.audit.printed import pdf as printed
from ledger.audit.report import Exit, Layer, Report
from ledger.audit.sampling import Asked, Sample, Sampled, draw
from ledger.audit.subsequent import SILENT
from ledger.audit.text import text
from ledger.domain.calendar import day_of
from ledger.domain.certificates import Certificate
from ledger.domain.events import EVENTS, Position
from ledger.messages import TABLE
from tests.fault.stand import Stand, codes
from tests.fault.test_resume import signed
from tests.fault.test_storage import go_on, read_slot, slot_of, write_slot


def sample_of(report: Report) -> dict[str, Any]:
    found = report.scope["sample"]
    assert isinstance(found, dict)
    return found


def named(report: Report) -> list[str]:
    return [each.code for each in report.notes.unchecked]


def alone(stand: Stand, **options: Any) -> Report:
    """Audit with the node alone."""
    return stand.audit(snapshot="", documents="", **options)


# THE SAMPLE


def test_a_sample_is_stated_and_drawn_again_by_its_seed(stand: Stand) -> None:
    first = alone(stand, sample=2)
    assert codes(first) == []
    assert sample_of(first)["seed"] == first.scope["lastBlockHash"]
    assert (sample_of(first)["size"], sample_of(first)["of"], sample_of(first)["sure"]) == (2, 4, 3)
    assert sample_of(first)["missed"] == {"1": "50.00%"}
    assert "AuditSampled" in named(first)
    assert "2 of 4 certificates" in text(first, "en")
    assert "种子" in text(first, "zh")
    assert [each.code for each in check(first.json()).faults] == ["ReportUnsigned"]
    again = alone(stand, sample=2, seed=sample_of(first)["seed"])
    assert again.scope["sample"] == first.scope["sample"]
    assert again.counts[Layer.STORAGE] == first.counts[Layer.STORAGE]
    whole = alone(stand)
    assert "sample" not in whole.scope
    assert whole.counts[Layer.STORAGE]["slots"] > first.counts[Layer.STORAGE]["slots"]


def test_a_bad_certificate_is_found_where_it_is_drawn_and_else_missed(stand: Stand) -> None:
    address, own = stand.chain.deployment.certificates, stand.issued["alone"].certificate_id
    slot = slot_of(own, 0)
    write_slot(stand, address, slot, read_slot(stand, address, slot) ^ 1 << 200)
    go_on(stand)
    assert codes(alone(stand)) == ["RecordDifferent"]
    facts: Any = {(Certificate.KIND, bytes(each.certificate_id)): None for each in stand.issued.values()}
    drawn = {seed: own in draw(facts, Asked(1, seed), b"").ids for seed in "abcdefghijklmnop"}
    hit, miss = (next(seed for seed, is_in in drawn.items() if is_in is wanted) for wanted in (True, False))
    assert codes(alone(stand, sample=1, seed=hit)) == ["RecordDifferent"]
    assert codes(alone(stand, sample=1, seed=miss)) == []


def test_how_likely_a_sample_misses_is_the_hypergeometric_chance() -> None:
    sample = Sample("seed", 1_000, frozenset(bytes([n]) for n in range(100)))
    assert sample.missed(1) == pytest.approx(0.9)
    assert sample.missed(2) == pytest.approx(900 * 899 / (1_000 * 999))
    assert sample.missed(901) == 0.0
    assert sample.missed(sample.sure) <= 0.05 < sample.missed(sample.sure - 1)
    assert sample.sure == 29
    assert Sample("seed", 3, frozenset({b"1", b"2", b"3"})).missed(1) == 0.0


def test_a_draw_depends_on_seed_and_ids_alone() -> None:
    facts: Any = {(Certificate.KIND, bytes([n])): None for n in range(200)}
    facts[("participant", 1)] = None
    first = draw(facts, Asked(20, "seed"), bytes(32))
    turned = draw(dict(reversed(facts.items())), Asked(20, "seed"), bytes(31) + b"\1")
    assert (first, first.of, first.size) == (turned, 200, 20)
    assert draw(facts, Asked(20, "another"), bytes(32)).ids != first.ids
    assert draw(facts, Asked(20), bytes(32)).seed == "0x" + "00" * 32
    assert ("participant", 1) in Sampled(facts, first)
    assert draw(facts, Asked(900, "seed"), bytes(32)).missed(1) == 0.0


# THE DATE


def later(stand: Stand, days: int) -> date:
    """Return the present day on the chain, and let it go on some days later."""
    rpc = stand.chain.rpc
    today = day_of(stand.chain.clock.now())
    rpc.call("evm_increaseTime", [days * 86_400])
    rpc.call("evm_mine")
    return today


def test_an_audit_as_of_a_date_lists_what_touched_it_afterwards(stand: Stand) -> None:
    day = later(stand, 3)
    stand.issue("of later")
    stand.transfer("one of two")
    stand.transfer("of later")
    stand.index()
    report = stand.audit(as_of=day)
    assert codes(report) == []
    listed = report.notes.lists["subsequentEvents"]
    assert [item.code for item in listed.items] == ["ActCertificateTransferred"]
    (item,) = listed.items
    assert item.subject == f"certificate 0x{stand.issued['one of two'].certificate_id.hex()}"
    assert isinstance(item.position, Position)
    assert len(item.facts["parties"]) == 2
    as_of = report.scope["asOf"]
    assert as_of["day"] == day.isoformat()
    assert as_of["block"] == item.position.block - 3, "the last but the mined block, the issue and the transfer"
    assert day_of(as_of["time"]) == day
    assert report.scope["storageBlock"] == report.scope["lastBlock"]
    assert [each.code for each in check(report.json()).faults] == ["ReportUnsigned"]
    assert printed(report.as_dict(), "zh").startswith(b"%PDF-")


def test_the_lists_of_an_as_of_audit_are_those_of_its_date(stand: Stand) -> None:
    day = later(stand, 800)
    stand.index()
    now, then = alone(stand), alone(stand, as_of=day)
    assert now.notes.lists["expiries"].count > 0
    assert "expiries" not in then.notes.lists or then.notes.lists["expiries"].count == 0


def test_a_date_that_is_not_over_is_said(stand: Stand) -> None:
    day = day_of(stand.chain.clock.now()) + timedelta(days=2)
    report = alone(stand, as_of=day)
    assert codes(report) == []
    assert "AuditDayNotOver" in named(report)
    assert report.scope["asOf"]["block"] == report.scope["lastBlock"]


def test_a_date_before_the_ledger_is_undecided(stand: Stand) -> None:
    report = alone(stand, as_of=date(2020, 12, 31))
    assert report.exit is Exit.UNDECIDED
    assert [each.code for each in report.notes.undecided] == ["AuditNothingAt"]


def test_an_audit_that_goes_on_knows_no_date_that_is_behind_it(stand: Stand, tmp_path: Path) -> None:
    book, first = tmp_path / "audit.book", later(stand, 3)
    report = signed(alone(stand, resume=book), tmp_path)
    second = later(stand, 3)
    stand.transfer("one of two")
    behind = alone(stand, resume=book, earlier=report, as_of=first)
    assert [each.code for each in behind.notes.undecided] == ["AuditDayBehind"]
    book.unlink()
    report = signed(alone(stand, resume=book, until=behind.scope["from"]["block"]), tmp_path)
    made = alone(stand, resume=book, earlier=report, as_of=second)
    assert made.scope["asOf"]["block"] == made.scope["from"]["block"]
    assert [item.code for item in made.notes.lists["subsequentEvents"].items] == ["ActCertificateTransferred"]


def test_every_act_after_a_date_has_its_sentence() -> None:
    acts = {f"Act{event.__name__}" for event in EVENTS.values() if event not in SILENT}
    assert acts <= TABLE.keys()
    assert not {f"Act{event.__name__}" for event in SILENT} & TABLE.keys()
