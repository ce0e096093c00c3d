"""
Faults in the seals: a chain whose blocks the validators did not seal, though all else about them is right.

The node is a real Anvil, whose headers a server before it seals with test keys; so roots, receipts, proofs and storage
are true, and only the seals tell the chain from a rewritten one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledger.audit import Exit, Options, Report, run
from tests.fault.proxy import LyingNode
from tests.fault.sealer import KEYS, STRANGERS, VALIDATORS, Plan, Sealer, but, steady
from tests.fault.stand import Stand, codes
from tests.unit.sealing import IBFT2, Extra, address_of

PINNED = ",".join("0x" + each.hex() for each in VALIDATORS)
PINS = {"validators": PINNED}
STRANGE = [address_of(each) for each in STRANGERS]


def audit_sealed(stand: Stand, plan: Callable[[int], Plan] = steady, **options: Any) -> Report:
    with LyingNode(stand.chain.url, Sealer(stand.chain.url, plan)) as node:
        chosen: dict[str, Any] = {"pin_file": stand.settings.deployment_file, "rpc_url": node.url} | PINS
        return run(Options(**chosen | options))


def skipped(report: Report) -> set[str]:
    return {remark.code for remark in report.notes.unchecked}


def test_a_chain_that_the_validators_sealed_is_clean_and_says_where_to_begin_next_time(stand: Stand) -> None:
    report = audit_sealed(stand)
    assert (codes(report), report.exit) == ([], Exit.CLEAN)
    blocks = stand.chain.reader().head().number - stand.chain.deployment.first_block + 1
    assert report.counts["anchors"]["sealed blocks"] == blocks  # type: ignore[index]
    assert report.counts["anchors"]["seals"] == 3 * blocks  # type: ignore[index]
    said: Any = report.scope["validators"]
    again = audit_sealed(stand, validators="", checkpoint=said["checkpoint"])
    assert (codes(again), again.counts["anchors"]["sealed blocks"]) == ([], 1)  # type: ignore[index]


def test_a_chain_of_ibft2_is_clean_too(stand: Stand) -> None:
    assert codes(audit_sealed(stand, lambda _: Plan(Extra(VALIDATORS), kind=IBFT2))) == []


def test_validators_of_the_pin_file_count(stand: Stand) -> None:
    pin = stand.pin_with(validators=PINNED.split(","))
    assert "sealed blocks" in audit_sealed(stand, validators="", pin_file=pin).counts["anchors"]  # type: ignore[index]


def test_without_validators_the_report_says_that_no_seal_was_checked(stand: Stand) -> None:
    report = audit_sealed(stand, lambda _: Plan(Extra(STRANGE), STRANGERS[:3]), validators="")
    assert codes(report) == []
    assert "AuditNoSeals" in skipped(report)


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (Plan(Extra(VALIDATORS), KEYS[:2]), "SealsTooFew"),
        (Plan(Extra(VALIDATORS), (*KEYS[:3], STRANGERS[0])), "SealForeign"),
        (Plan(Extra(VALIDATORS), (*KEYS[:3], KEYS[1])), "SealTwice"),
        (Plan(Extra(VALIDATORS), proposer=STRANGE[0]), "ProposerForeign"),
        (Plan(Extra(STRANGE), STRANGERS[:3]), "ValidatorsOther"),
        (Plan(Extra(sorted([*STRANGE[:3], VALIDATORS[0]])), (*STRANGERS[:3], KEYS[0])), "ValidatorsOther"),
    ],
)
def test_a_block_that_is_not_rightly_sealed_is_the_only_finding(stand: Stand, plan: Plan, code: str) -> None:
    block = stand.block_of("alone")
    report = audit_sealed(stand, but({block: plan}))
    assert codes(report) == [code]
    assert report.findings[0].position == block
    assert {"AuditStopped", "AuditNotCompared"} <= skipped(report)


def test_a_chain_without_seals_is_found_by_whoever_pinned_validators(stand: Stand) -> None:
    report = run(Options(stand.settings.deployment_file, stand.chain.url, validators=PINNED))
    assert codes(report) == ["HeaderUnsealed"]
    assert report.findings[0].position == stand.chain.deployment.first_block


def test_a_rewrite_by_strangers_from_a_block_on_is_found_at_that_block(stand: Stand) -> None:
    start = stand.block_of("one of two")
    report = audit_sealed(stand, lambda number: Plan(Extra(STRANGE), STRANGERS[:3]) if number >= start else steady(0))
    assert codes(report) == ["ValidatorsOther"]
    assert report.findings[0].position == start


def test_a_set_that_its_validators_changed_is_followed_and_listed(stand: Stand) -> None:
    start = stand.block_of("one of two")
    keys = sorted([*KEYS[1:], STRANGERS[0]], key=address_of)
    new = Plan(Extra([address_of(each) for each in keys]), keys[:3])
    report = audit_sealed(stand, lambda number: new if number >= start else steady(0))
    assert codes(report) == []
    said: Any = report.scope["validators"]
    (change,) = said["changes"]
    assert (change["block"], change["added"], change["removed"]) == (start, f"0x{STRANGE[0].hex()}", PINNED[:42])
    assert STRANGE[0].hex() in said["checkpoint"]


def test_a_set_of_a_contract_that_changed_is_a_doubt_that_names_the_block(stand: Stand) -> None:
    start = stand.block_of("one of two")
    keys = [*KEYS[:2], STRANGERS[0]]
    report = audit_sealed(stand, lambda number: Plan(Extra([]), KEYS[:3] if number < start else keys))
    assert codes(report) == ["ValidatorsUnnamed"]
    assert (report.findings[0].position, report.findings[0].severity) == (start, "doubt")
    assert "AuditStopped" not in skipped(report)


def test_another_block_than_the_checkpoint_names_is_the_finding(stand: Stand) -> None:
    block = stand.block_of("alone")
    report = audit_sealed(stand, checkpoint=f"{block}:0x{'77' * 32}:{PINNED}")
    assert codes(report) == ["CheckpointDifferent"]


def test_a_checkpoint_after_the_last_block_is_said_to_have_checked_nothing(stand: Stand) -> None:
    report = audit_sealed(stand, checkpoint=f"{10**6}:0x{'77' * 32}:{PINNED}")
    assert codes(report) == []
    assert "AuditCheckpointAhead" in skipped(report)
