"""Code at the deployment: an auditor who trusts only the newest block would not learn what stood there before."""

from __future__ import annotations

from typing import Any

from eth_hash.auto import keccak

from ledger.audit.pin import CONTRACTS
from ledger.audit.report import Layer
from ledger.chain.rpc import to_hex
from tests.fault.proxy import LyingNode, Refuse
from tests.fault.stand import Stand, codes

UNSEEN = {"AuditCreationUnseen", "AuditCodeUnproven", "AuditCodeUnswept"}


def test_every_contract_was_seen_being_made_and_its_code_swept(stand: Stand) -> None:
    report = stand.audit(snapshot="", documents="")
    assert codes(report) == []
    assert report.counts[Layer.ANCHORS]["deployments"] == len(CONTRACTS)
    assert report.counts[Layer.ANCHORS]["codes swept"] == len(CONTRACTS)
    assert not UNSEEN.intersection(remark.code for remark in report.notes.unchecked)


def test_code_that_is_pinned_and_was_not_there_from_the_first_is_named(stand: Stand) -> None:
    address = stand.chain.deployment.addresses["Licences"]
    made = stand.chain.rpc.call("eth_getCode", [to_hex(address), "latest"])
    other = bytes([0xF4]) + bytes.fromhex(made[2:])  # it begins with DELEGATECALL
    stand.chain.rpc.call("anvil_setCode", [to_hex(address), to_hex(other)])
    stand.chain.rpc.call("evm_mine")
    stand.index()
    report = stand.audit(snapshot="", documents="", pin_file=_pin_of(stand, "Licences", keccak(other)))
    assert codes(report) == ["CodeDifferent", "CodeReplaceable"]
    first, second = report.findings
    assert (first.subject, first.found) == (to_hex(address), to_hex(keccak(bytes.fromhex(made[2:]))))
    assert first.position == stand.chain.deployment.first_block + CONTRACTS.index("Licences")
    assert (second.subject, second.found) == ("Licences", "DELEGATECALL at 0")


def test_a_deployment_whose_state_is_pruned_is_a_remark_and_no_doubt(stand: Stand) -> None:
    head = stand.chain.reader().head().number

    def prune(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getProof" and int(params[2], 16) < head:
            raise Refuse("the state of that block was pruned")
        return result

    with LyingNode(stand.chain.url, prune) as node:
        report = stand.audit(snapshot="", documents="", rpc_url=node.url)
    assert codes(report) == []
    (remark,) = (each for each in report.notes.unchecked if each.code in UNSEEN)
    assert (remark.code, remark.facts) == ("AuditCodeUnproven", {"count": len(CONTRACTS)})


def _pin_of(stand: Stand, contract: str, code_hash: bytes) -> Any:
    """The true pins but for one code hash."""
    deployment = stand.chain.deployment
    return stand.pin_with(
        contracts={
            name: {
                "address": to_hex(address),
                "codeHash": to_hex(code_hash if name == contract else deployment.code_hashes[name]),
            }
            for name, address in deployment.addresses.items()
        }
    )
