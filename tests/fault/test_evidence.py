"""
Faults in the evidence: what the auditor's own node withholds, forges or does not say.

The node is a real Anvil behind a real HTTP server that changes some of its answers.  Where evidence is false, the audit
names that one fault and compares nothing that would rest on it; where evidence is missing, it could not decide.
"""

from __future__ import annotations

from typing import Any

import pytest

from ledger.audit import Exit, Options, Report, header, node, run
from ledger.audit.text import text
from ledger.chain.node import free_port
from tests.fault.proxy import Lie, LyingNode, Refuse
from tests.fault.stand import Stand, codes


def audit_through(stand: Stand, lie: Lie, **options: Any) -> Report:
    with LyingNode(stand.chain.url, lie) as liar:
        report = stand.audit(rpc_url=liar.url, **options)
        assert liar.told, "the lie was never told"
    return report


def left_out(report: Report) -> set[str]:
    return {remark.facts["layer"] for remark in report.notes.unchecked if remark.code == "AuditNotCompared"}


def undecided(report: Report) -> list[str]:
    assert report.findings == ()
    assert report.exit is Exit.UNDECIDED
    assert report.exit_code == 3
    assert "could not decide" in text(report, "en")
    return [remark.code for remark in report.notes.undecided]


def logs_in(result: Any) -> list[dict[str, Any]]:
    """The logs of a block's receipts, as lists that can be changed in place."""
    return [log for row in result for log in row["logs"]]


def is_block_of(stand: Stand, name: str, params: list[Any]) -> bool:
    """Say whether a question is about the block in which a certificate was issued."""
    return bool(params) and params[0] == hex(stand.block_of(name))


# WITHHELD AND FORGED


def test_a_log_withheld_by_the_auditors_node_is_named(stand: Stand) -> None:
    def withhold(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockReceipts" and is_block_of(stand, "one of two", params):
            result[0]["logs"].pop(0)
        return result

    report = audit_through(stand, withhold)
    assert codes(report) == ["ReceiptsRootWrong"]
    assert report.findings[0].position == stand.block_of("one of two")
    assert left_out(report) == {"mirror", "storage", "documents", "lists"}


@pytest.mark.parametrize("field", ["status", "cumulativeGasUsed", "data"])
def test_a_forged_receipt_is_named(stand: Stand, field: str) -> None:
    def forge(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockReceipts" and is_block_of(stand, "alone", params):
            changed = result[0] if field in result[0] else result[0]["logs"][0]
            changed[field] = changed[field][:-1] + ("0" if changed[field][-1] != "0" else "1")
        return result

    report = audit_through(stand, forge)
    assert codes(report) == ["ReceiptsRootWrong"]
    assert report.findings[0].position == stand.block_of("alone")


def test_a_receipt_withheld_whole_is_named(stand: Stand) -> None:
    def withhold(method: str, params: list[Any], result: Any) -> Any:
        return [] if method == "eth_getBlockReceipts" and is_block_of(stand, "alone", params) else result

    assert codes(audit_through(stand, withhold)) == ["ReceiptsRootWrong"]


def test_receipts_in_another_order_are_named(stand: Stand) -> None:
    stand.issue("a third")
    block = stand.transfer_in_one_block("one of two", "a third")
    stand.index()

    def reorder(method: str, params: list[Any], result: Any) -> Any:
        return result[::-1] if method == "eth_getBlockReceipts" and params[0] == hex(block) else result

    report = audit_through(stand, reorder)
    assert codes(report) == ["ReceiptsRootWrong"]
    assert report.findings[0].position == block


def test_a_transaction_of_another_block_is_named(stand: Stand) -> None:
    other = stand.chain.rpc.call("eth_getBlockByNumber", [hex(stand.block_of("one of two")), True])["transactions"]

    def swap(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and params[1] and is_block_of(stand, "alone", params):
            result["transactions"] = other
        return result

    report = audit_through(stand, swap)
    assert codes(report) == ["TransactionsRootWrong"]
    (finding,) = report.findings
    assert finding.position == stand.block_of("alone")
    assert finding.expected != finding.found


def test_a_transaction_withheld_is_named(stand: Stand) -> None:
    def withhold(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and params[1] and is_block_of(stand, "alone", params):
            result["transactions"] = []
        return result

    assert codes(audit_through(stand, withhold)) == ["TransactionsRootWrong"]


def test_a_forged_transaction_is_named(stand: Stand) -> None:
    def forge(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and params[1] and is_block_of(stand, "alone", params):
            result["transactions"][0]["input"] += "00"
        return result

    report = audit_through(stand, forge)
    assert "TransactionsRootWrong" in codes(report)
    assert set(codes(report)) <= {"TransactionsRootWrong", "SenderForged"}


def test_a_forged_sender_is_named(stand: Stand) -> None:
    def forge(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and params[1] and is_block_of(stand, "alone", params):
            result["transactions"][0]["from"] = "0x" + "66" * 20
        return result

    report = audit_through(stand, forge)
    assert codes(report) == ["SenderForged"]
    assert report.findings[0].expected == "0x" + stand.chain.registry.maker.key.hex()
    assert left_out(report) == set(), "who signed is known by the signature, so that the replay goes on"


def test_a_forged_header_is_named(stand: Stand) -> None:
    def forge(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and is_block_of(stand, "alone", params):
            result["timestamp"] = hex(int(result["timestamp"], 16) + 1)
        return result

    report = audit_through(stand, forge)
    assert codes(report) == ["HeaderHashWrong"]
    assert report.findings[0].position == stand.block_of("alone")
    assert left_out(report) == {"mirror", "storage", "documents", "lists"}


def test_no_field_of_a_header_can_be_forged(stand: Stand) -> None:
    """All that is hashed; the number alone is missed at once, as an answer about another block."""
    block = stand.block_of("alone")
    true = stand.chain.rpc.call("eth_getBlockByNumber", [hex(block), True])
    hashed = {name: size for name, size in (*header.FIELDS, *header.LATER_FIELDS) if name in true and name != "number"}
    assert len(hashed) > 15
    for field, size in hashed.items():
        with LyingNode(stand.chain.url, _forging(block, field, is_number=size == 0)) as liar:
            report = run(Options(stand.settings.deployment_file, liar.url, until=block))
        found = codes(report)
        assert found[0] == "HeaderHashWrong", field
        assert found[1:] == ["ParentLinkBroken"] * (field == "parentHash"), field
        assert {each.position for each in report.findings} == {block}


def _forging(block: int, field: str, *, is_number: bool) -> Lie:
    def forge(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and params[0] == hex(block):
            content = bytes.fromhex(result[field][2:]) if not is_number else b""
            forged = (content[:-1] + bytes([content[-1] ^ 1]) if content else b"\1").hex()
            result[field] = hex(int(result[field], 16) ^ 1) if is_number else f"0x{forged}"
        return result

    return forge


def test_a_broken_parent_link_is_named(stand: Stand) -> None:
    rpc = stand.chain.rpc
    before = rpc.call("evm_snapshot")
    rpc.call("evm_setNextBlockTimestamp", [stand.chain.clock.now() + 1_000])
    rpc.call("evm_mine")
    other = rpc.call("eth_getBlockByNumber", ["latest", True])
    assert rpc.call("evm_revert", [before])
    rpc.call("evm_mine")
    rpc.call("evm_setNextBlockTimestamp", [stand.chain.clock.now() + 2_000])
    rpc.call("evm_mine")
    stand.index()

    def fork(method: str, params: list[Any], result: Any) -> Any:
        named = {"eth_getBlockByNumber": other["number"], "eth_getBlockByHash": other["hash"]}
        return other if method in named and params[0] == named[method] else result

    report = audit_through(stand, fork)
    assert codes(report) == ["ParentLinkBroken"]
    (finding,) = report.findings
    assert finding.position == int(other["number"], 16) + 1
    assert finding.expected == other["hash"]
    assert left_out(report) == {"mirror", "storage", "documents", "lists"}


@pytest.mark.parametrize("field", ["logIndex", "transactionIndex", "blockNumber", "transactionHash"])
def test_a_lie_that_no_hash_covers_is_named_and_changes_nothing(stand: Stand, field: str) -> None:
    def lie(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockReceipts" and is_block_of(stand, "one of two", params):
            value = result[0]["logs"][1][field]
            result[0]["logs"][1][field] = value[:-1] + ("7" if value[-1] != "7" else "8")
        return result

    report = audit_through(stand, lie)
    assert codes(report) == ["FieldUnfounded"]
    assert report.findings[0].subject == f"logs[1].{field}"
    assert left_out(report) == set()


def test_an_act_that_nobody_signed_is_named(stand: Stand) -> None:
    rpc, by = stand.chain.rpc, stand.chain.registry
    act = stand.transfer_act("one of two")
    rpc.call("anvil_impersonateAccount", ["0x" + by.maker.key.hex()])
    call = {
        "from": "0x" + by.maker.key.hex(),
        "to": "0x" + act.to.hex(),
        "data": "0x" + act.data.hex(),
        "gas": hex(10**6),
    }
    rpc.call("eth_sendTransaction", [call | {"gasPrice": "0x0"}])
    rpc.call("anvil_stopImpersonatingAccount", ["0x" + by.maker.key.hex()])
    rpc.call("evm_mine")
    stand.index()
    report = stand.audit()
    assert codes(report)[0] == "SenderForged"
    assert set(codes(report)) <= {"SenderForged", "FieldUnfounded"}


# THE WRONG CHAIN


def test_another_chain_is_named_and_nothing_else_is_asked(stand: Stand) -> None:
    report = stand.audit(pin_file=stand.pin_with(chainId=5))
    assert codes(report) == ["ChainDifferent"]
    assert (report.findings[0].expected, report.findings[0].found) == (5, 31337)
    assert report.exit_code == 1
    assert "headers" not in str(report.counts)


def test_another_genesis_is_named(stand: Stand) -> None:
    report = stand.audit(pin_file=stand.pin_with(genesisHash="0x" + "77" * 32))
    assert codes(report) == ["GenesisDifferent"]


# MISSING EVIDENCE


def test_a_silent_node_leaves_the_audit_undecided(stand: Stand) -> None:
    report = stand.audit(rpc_url=f"http://user:secret@127.0.0.1:{free_port()}", timeout_seconds=1.0)
    assert undecided(report) == ["AuditNodeSilent"]
    assert "secret" not in report.json()


def test_a_node_that_is_gone_in_the_middle_leaves_the_audit_undecided(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "WAIT_SECONDS", 0.001)

    def go(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockReceipts" and is_block_of(stand, "alone", params):
            raise ConnectionError
        return result

    with LyingNode(stand.chain.url, go) as liar:
        report = stand.audit(rpc_url=liar.url)
    assert undecided(report) == ["AuditNodeSilent"]
    assert {each.facts["layer"] for each in report.notes.unchecked} == {"mirror", "storage", "documents", "lists"}


def test_a_node_that_answers_nonsense_leaves_the_audit_undecided(stand: Stand) -> None:
    def nonsense(method: str, params: list[Any], result: Any) -> Any:
        return {"number": 7} if method == "eth_getBlockByNumber" and params[1] else result

    assert undecided(audit_through(stand, nonsense)) == ["AuditNodeAnswer"]


def test_a_node_that_lacks_a_block_leaves_the_audit_undecided(stand: Stand) -> None:
    report = stand.audit(until=stand.chain.reader().head().number + 5, snapshot="")
    assert undecided(report) == ["AuditBlockMissing"]


def test_a_node_that_proves_nothing_leaves_the_audit_undecided(stand: Stand) -> None:
    def refuse(method: str, _: list[Any], result: Any) -> Any:
        if method == "eth_getProof":
            raise Refuse("the method eth_getProof does not exist")
        return result

    with LyingNode(stand.chain.url, refuse) as liar:
        report = stand.audit(rpc_url=liar.url)
    assert undecided(report) == ["AuditNodeRefused"]


def test_a_chain_that_moves_while_it_is_read_is_no_fault(stand: Stand) -> None:
    block = stand.block_of("alone")
    seen: list[str] = []

    def move(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockReceipts" and params[0] == hex(block):
            result[0]["logs"].clear()
        if method == "eth_getBlockByNumber" and params[0] == hex(block):
            seen.append(result["hash"])
            if len(seen) > 1:
                result["hash"] = "0x" + "99" * 32
        return result

    assert undecided(audit_through(stand, move)) == ["AuditChainMoved"]


def test_a_block_that_only_claims_to_be_sealed_has_another_hash(stand: Stand) -> None:
    def seal(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and is_block_of(stand, "alone", params):
            result["mixHash"] = "0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365"
        return result

    assert codes(audit_through(stand, seal)) == ["HeaderHashWrong"]


def test_a_node_without_receipts_by_block_is_asked_for_each(stand: Stand) -> None:
    def refuse(method: str, _: list[Any], result: Any) -> Any:
        if method == "eth_getBlockReceipts":
            raise Refuse("the method eth_getBlockReceipts does not exist")
        return result

    with LyingNode(stand.chain.url, refuse) as liar:
        report = stand.audit(rpc_url=liar.url)
    assert codes(report) == []
    assert report.exit_code == 0


def test_the_service_being_down_leaves_the_audit_undecided(stand: Stand) -> None:
    report = stand.audit(snapshot=f"http://127.0.0.1:{free_port()}", timeout_seconds=1.0)
    assert undecided(report) == ["AuditSourceSilent"]
