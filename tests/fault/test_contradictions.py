"""
Two nodes that disagree, and one that contradicts itself.

A difference is one finding with both values; what may be a chain that moves, or a node that is behind, leaves the audit
undecided.  Nothing that a node answers, whatever its type, has the audit end without a report.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledger.audit import Exit, Options, Report, run
from ledger.audit.text import text
from ledger.chain.node import free_port
from tests.fault.proxy import LyingNode
from tests.fault.stand import Stand, codes

Answer = Callable[[Any], Any]

WRONG: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**400,
    1e308,
    "",
    "0x",
    "0x-1",
    "latest",
    "0x" + "f" * 600,
    "\ud800",
    [],
    [None],
    [[]],
    {},
    {"hash": None},
    {"number": "0x1", "hash": "0x" + "00" * 32},
)
"""What no method answers."""

METHODS = (
    "eth_chainId",
    "eth_blockNumber",
    "eth_getBlockByNumber",
    "eth_getBlockByHash",
    "eth_getBlockReceipts",
    "eth_getProof",
)


def audit_with(stand: Stand, first: str | None = None, **options: Any) -> Report:
    return run(Options(stand.settings.deployment_file, first or stand.chain.url, **options))


def beside(stand: Stand, lie: Callable[[str, list[Any], Any], Any]) -> Report:
    """Audit the true node with a second one beside it that lies."""
    with LyingNode(stand.chain.url, lie) as liar:
        report = audit_with(stand, second_rpc_url=liar.url)
        assert liar.told, "the lie was never told"
    return report


def told_by(stand: Stand, lie: Callable[[str, list[Any], Any], Any]) -> Report:
    with LyingNode(stand.chain.url, lie) as liar:
        return audit_with(stand, liar.url)


def undecided(report: Report) -> list[str]:
    assert report.findings == ()
    assert report.exit is Exit.UNDECIDED
    assert text(report, "zh")
    return [remark.code for remark in report.notes.undecided]


def header_of(stand: Stand, name: str, change: dict[str, Any]) -> Callable[[str, list[Any], Any], Any]:
    """A lie about the header of the block in which a certificate was issued."""

    def lie(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and params[0] == hex(stand.block_of(name)):
            return {**result, **change}
        return result

    return lie


# TWO NODES


def test_two_nodes_that_agree_are_clean_and_counted(stand: Stand) -> None:
    report = audit_with(stand, second_rpc_url=stand.chain.url)
    assert codes(report) == []
    anchors = report.counts["anchors"]  # type: ignore[index]
    blocks = stand.chain.reader().head().number - stand.chain.deployment.first_block + 1
    assert anchors["blocks on the second node"] == blocks
    assert report.inputs["secondNode"] == stand.chain.url


def test_a_second_node_that_has_another_block_is_named_with_both_hashes(stand: Stand) -> None:
    other = "0x" + "77" * 32
    report = beside(stand, header_of(stand, "alone", {"hash": other}))
    (finding,) = report.findings
    true = stand.chain.rpc.call("eth_getBlockByNumber", [hex(stand.block_of("alone")), False])["hash"]
    assert (finding.code, finding.position) == ("NodesDisagree", stand.block_of("alone"))
    assert (finding.subject, finding.expected, finding.found) == ("hash", true, other)
    assert true in text(report, "en")
    assert other in text(report, "zh")


def test_a_second_node_that_has_another_receipts_root_under_the_hash_is_named(stand: Stand) -> None:
    report = beside(stand, header_of(stand, "alone", {"receiptsRoot": "0x" + "77" * 32}))
    (finding,) = report.findings
    assert (finding.code, finding.subject, finding.found) == ("NodesDisagree", "receiptsRoot", "0x" + "77" * 32)


def test_a_second_node_that_is_silent_leaves_the_audit_undecided(stand: Stand) -> None:
    report = audit_with(stand, second_rpc_url=f"http://127.0.0.1:{free_port()}", timeout_seconds=1.0)
    assert undecided(report) == ["AuditNodeSilent"]
    assert report.counts["storage"]["slots"]  # type: ignore[index]


def test_a_second_node_that_is_behind_leaves_the_audit_undecided(stand: Stand) -> None:
    block = stand.block_of("one of two")

    def behind(method: str, params: list[Any], result: Any) -> Any:
        return None if method == "eth_getBlockByNumber" and int(params[0], 16) > block else result

    report = beside(stand, behind)
    assert undecided(report) == ["AuditSecondBehind"]
    assert report.notes.undecided[0].facts["block"] == block + 1


@pytest.mark.parametrize("wrong", WRONG[::4])
def test_a_second_node_that_answers_nonsense_leaves_the_audit_undecided(stand: Stand, wrong: Any) -> None:
    def nonsense(method: str, _: list[Any], result: Any) -> Any:
        return wrong if method == "eth_getBlockByNumber" else result

    assert undecided(beside(stand, nonsense)) == ["AuditSecondBehind" if wrong is None else "AuditNodeAnswer"]


# ONE NODE AGAINST ITSELF


@pytest.mark.parametrize("change", [None, {"stateRoot": "0x" + "77" * 32}, {"hash": "0x" + "77" * 32}])
def test_a_node_that_has_another_block_by_hash_than_by_number_contradicts_itself(stand: Stand, change: Any) -> None:
    def lie(method: str, _: list[Any], result: Any) -> Any:
        return (change and {**result, **change}) if method == "eth_getBlockByHash" else result

    (finding,) = told_by(stand, lie).findings
    assert (finding.code, finding.position) == ("NodeContradicts", stand.chain.reader().head().number)


def test_a_head_that_moves_backwards_leaves_the_audit_undecided(stand: Stand) -> None:
    asked: list[Any] = []

    def lie(method: str, _: list[Any], result: Any) -> Any:
        if method != "eth_blockNumber":
            return result
        asked.append(result)
        return result if len(asked) == 1 else hex(int(result, 16) - 1)

    assert undecided(told_by(stand, lie)) == ["AuditHeadBackwards"]


def test_a_newest_block_that_is_another_at_the_end_leaves_the_audit_undecided(stand: Stand) -> None:
    last = hex(stand.chain.reader().head().number)
    asked: list[Any] = []

    def lie(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and params[0] == last:
            asked.append(result)
            return result if len(asked) == 1 else {**result, "hash": "0x" + "77" * 32}
        return result

    assert undecided(told_by(stand, lie)) == ["AuditChainMoved"]


def test_a_header_with_a_field_that_nobody_knows_leaves_the_audit_undecided(stand: Stand) -> None:
    lie = header_of(stand, "alone", {"laterRoot": "0x" + "77" * 32, "hash": "0x" + "88" * 32})
    report = told_by(stand, lie)
    assert undecided(report) == ["AuditHeaderForm"]
    assert "laterRoot" in text(report, "en")


@pytest.mark.slow
@pytest.mark.parametrize("place", range(len(METHODS)))
def test_no_answer_of_another_type_has_the_audit_end_without_a_report(stand: Stand, place: int) -> None:
    """Each method with a third of the types; what the types do to each field is tried without a node."""
    for wrong in WRONG[place % 3 :: 3]:
        told = 0

        def lie(method: str, _: list[Any], result: Any, wrong: Any = wrong) -> Any:
            nonlocal told
            told += method == METHODS[place]
            return wrong if method == METHODS[place] and told > place % 2 else result

        report = told_by(stand, lie)
        assert report.exit is not Exit.CLEAN or told <= place % 2, wrong
        assert report.json()
        assert text(report, "zh")
