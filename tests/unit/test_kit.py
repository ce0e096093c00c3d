"""The offline check: good bundles of both engines, and every forged one at the step that must refuse it."""

from __future__ import annotations

import pytest

from ledger.kit.check import check
from ledger.kit.report import Report, Result
from ledger.messages import TABLE
from tests.bundle_fixtures import NONCE
from tests.unit.forging import VALIDATORS, Forged, address_of, forgeries, load, made, on_qbft, promised, sealed, trust

ISSUED = load("signed")["payload"]["iat"]
ADDRESSES = [address_of(key) for key in VALIDATORS]


def checked(content: bytes, *, is_sealed: bool = False, later: int = 1, nonce: str = NONCE) -> Report:
    pinned = trust(validators=ADDRESSES if is_sealed else ())
    return check(content, now=ISSUED + later, trust=pinned, nonce=nonce)


def stated(report: Report) -> list[str]:
    return [step.name for step in report.steps if step.result is Result.STATED]


def test_a_good_bundle_of_a_chain_without_seals_is_proven_but_for_its_header() -> None:
    report = checked(made(load("signed")))
    assert (report.failed, report.verdict, report.exit_code) == (None, "WARN", 0)
    assert stated(report) == ["finality"]


def test_a_good_bundle_of_qbft_is_proven_in_every_step() -> None:
    report = checked(made(on_qbft()), is_sealed=True)
    assert (report.failed, report.verdict, report.exit_code) == (None, "WARN", 0)
    assert stated(report) == []


def test_validators_who_changed_are_known_by_headers_that_the_former_ones_sealed() -> None:
    parts = on_qbft(signers=VALIDATORS)
    pinned = trust(validators=[*ADDRESSES[:2], b"\1" * 20])
    report = check(made(parts), now=ISSUED + 1, trust=pinned, nonce=NONCE)
    assert report.failed is None


def test_without_pins_the_check_says_that_nothing_is_pinned() -> None:
    report = check(made(load("signed")), now=ISSUED + 1)
    assert (report.failed, report.is_pinned, report.exit_code) == (None, False, 3)
    assert {"signature", "time", "log", "finality", "accounts"} <= set(stated(report))


def test_there_are_at_least_forty_forged_bundles() -> None:
    assert len({each.name for each in forgeries()}) == len(forgeries()) >= 40


@pytest.mark.parametrize("forged", forgeries(), ids=lambda each: each.name)
def test_a_forged_bundle_is_refused_at_its_step(forged: Forged) -> None:
    report = checked(forged.content, is_sealed=forged.is_sealed, later=forged.later, nonce=forged.nonce)
    assert report.failed == forged.step, report.steps[-1]
    assert report.steps[-1].code in TABLE
    assert (report.verdict, report.exit_code) == (None, 1)


def test_a_header_that_is_resealed_has_the_same_hash() -> None:
    raw = load("signed")["evidence"]["header"]
    assert sealed(raw, VALIDATORS[:3])[1] == sealed(raw, VALIDATORS[1:])[1]


def test_a_proof_without_one_of_its_nodes_is_refused_or_proves_no_less() -> None:
    parts = load("signed")
    nodes = parts["evidence"]["nodes"]
    found = []
    for place in range(0, len(nodes), 4):
        parts["evidence"]["nodes"] = nodes[:place] + nodes[place + 1 :]
        found.append(checked(made(promised(parts))).failed)
    assert set(found) <= {None, "accounts", "slots", "facts", "verdict"}
    assert found.count(None) <= 2  # a participant that an event names, and no check asks for
