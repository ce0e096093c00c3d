"""
Faults in the contracts: code, storage and authority changed by force, which Anvil allows and a chain does not.

The contracts' storage is proven against checked headers; whoever changed it without an event is found out.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from eth_hash.auto import keccak

from ledger.audit import storage
from ledger.chain.rpc import to_hex
from ledger.domain import certificates, state
from ledger.domain.acts.governance import AssignRegister
from ledger.domain.events import CertificateCancelled
from tests.chain_fixtures import signer_for
from tests.fault.proxy import LyingNode, Refuse
from tests.fault.stand import Stand, codes

PAUSED_BIT = 8 + 32 * 5
"""Where the word of governance has the mark of a pause, as the last of its fields."""


def slot_of(key: bytes, slot: int) -> str:
    """Where Solidity keeps a mapping's value."""
    return to_hex(keccak(key.rjust(32, b"\0") + slot.to_bytes(32, "big")))


def read_slot(stand: Stand, address: bytes, slot: str) -> int:
    return int(stand.chain.rpc.call("eth_getStorageAt", [to_hex(address), slot, "latest"]), 16)


def write_slot(stand: Stand, address: bytes, slot: str, word: int) -> None:
    assert stand.chain.rpc.call("anvil_setStorageAt", [to_hex(address), slot, f"{word:#066x}"])


def go_on(stand: Stand) -> None:
    """Mine a block, so that a header has the new state root, and mirror it."""
    stand.chain.rpc.call("evm_mine")
    stand.index()


def test_replaced_code_is_named(stand: Stand) -> None:
    address = stand.chain.deployment.certificates
    code = stand.chain.rpc.call("eth_getCode", [to_hex(address), "latest"])
    stand.chain.rpc.call("anvil_setCode", [to_hex(address), code + "00"])
    go_on(stand)
    report = stand.audit()
    assert codes(report) == ["CodeDifferent"]
    (finding,) = report.findings
    assert finding.subject == to_hex(address)
    assert finding.found == to_hex(keccak(bytes.fromhex(code[2:] + "00")))


def test_a_record_changed_without_an_event_is_named(stand: Stand) -> None:
    issued, address = stand.issued["one of two"], stand.chain.deployment.certificates
    slot = slot_of(issued.certificate_id, 0)
    word = read_slot(stand, address, slot)
    write_slot(stand, address, slot, word ^ 1 << 2)  # another holder
    go_on(stand)
    report = stand.audit()
    assert codes(report) == ["RecordDifferent"]
    (finding,) = report.findings
    assert finding.subject == f"certificate {to_hex(issued.certificate_id)}"
    assert (finding.expected, finding.found) == (f"{word:#066x}", f"{word ^ 1 << 2:#066x}")


def test_a_record_erased_without_an_event_is_named(stand: Stand) -> None:
    issued, address = stand.issued["alone"], stand.chain.deployment.certificates
    write_slot(stand, address, slot_of(issued.certificate_id, 0), 0)
    go_on(stand)
    assert codes(stand.audit()) == ["RecordDifferent"]


def test_a_head_changed_without_an_event_is_named(stand: Stand) -> None:
    issued, address = stand.issued["shared"], stand.chain.deployment.certificates
    slot = slot_of(issued.record.number.to_bytes(32, "big"), 1)
    write_slot(stand, address, slot, read_slot(stand, address, slot) ^ 1)
    go_on(stand)
    assert codes(stand.audit()) == ["HeadDifferent"]


def test_a_holding_changed_without_an_event_is_named(stand: Stand) -> None:
    issued, address = stand.issued["alone"], stand.chain.deployment.certificates
    slot = slot_of(issued.record.holder.to_bytes(32, "big"), 8)
    write_slot(stand, address, slot, read_slot(stand, address, slot) ^ 1)
    go_on(stand)
    report = stand.audit()
    assert codes(report) == ["FactDifferent"]
    assert report.findings[0].subject == f"holding of {issued.record.holder}"


def test_a_role_given_without_an_event_is_named(stand: Stand) -> None:
    address, key = stand.chain.deployment.participants, stand.chain.bank.maker.key
    slot = slot_of(key, 2)
    write_slot(stand, address, slot, read_slot(stand, address, slot) | 1 << 32)  # the bank's maker as a registry's
    go_on(stand)
    report = stand.audit()
    assert codes(report) == ["FactDifferent"]
    assert report.findings[0].subject == f"key {to_hex(key)}"


def test_a_calendar_changed_without_an_event_is_named(stand: Stand) -> None:
    address = stand.chain.deployment.addresses["Rules"]
    slot = slot_of((2026).to_bytes(32, "big"), 2)
    working = read_slot(stand, address, slot)
    write_slot(stand, address, slot, working ^ 1 << 9)  # the tenth of January
    go_on(stand)
    report = stand.audit()
    assert codes(report) == ["FactDifferent"]
    (finding,) = report.findings
    assert finding.subject == "calendar 2026"
    assert (finding.expected, finding.found) == (f"{working:#066x}", f"{working ^ 1 << 9:#066x}")


def test_a_rule_changed_without_an_event_is_named(stand: Stand) -> None:
    address = stand.chain.deployment.addresses["Rules"]
    slot = to_hex((0).to_bytes(32, "big"))
    write_slot(stand, address, slot, read_slot(stand, address, slot) + 1)
    go_on(stand)
    report = stand.audit()
    assert codes(report) == ["FactDifferent"]
    assert report.findings[0].subject == "rules"


def test_a_contract_that_is_not_there_is_named(stand: Stand) -> None:
    record = json.loads(stand.settings.deployment_file.read_text())
    nowhere = "0x" + "de" * 20
    record["contracts"]["Attestations"]["address"] = nowhere
    report = stand.audit(pin_file=stand.pin_with(contracts=record["contracts"]), snapshot="")
    assert codes(report) == ["ContractMissing"]
    assert report.findings[0].subject == nowhere


def test_storage_that_no_header_commits_to_is_named(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "WAIT_SECONDS", 0.001)
    issued, address = stand.issued["alone"], stand.chain.deployment.certificates
    write_slot(stand, address, slot_of(issued.certificate_id, 0), 7)
    assert set(codes(stand.audit())) == {"ProofInvalid"}


def test_a_forged_proof_is_named(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "WAIT_SECONDS", 0.001)
    address = to_hex(stand.chain.deployment.certificates)

    def forge(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getProof" and params[0] == address and params[1]:
            leaf = result["storageProof"][0]["proof"][-1]
            result["storageProof"][0]["proof"][-1] = leaf[:-2] + ("01" if leaf[-2:] != "01" else "02")
        return result

    with LyingNode(stand.chain.url, forge) as liar:
        report = stand.audit(rpc_url=liar.url)
    assert codes(report) == ["ProofInvalid"]


def test_a_proof_from_the_block_in_the_making_is_asked_for_again(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anvil answers so, when it is asked in the instant in which it makes the next block."""
    monkeypatch.setattr(storage, "WAIT_SECONDS", 0.001)
    told: set[str] = set()

    def early(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getProof" and repr(params) not in told:
            told.add(repr(params))
            result["accountProof"] = result["accountProof"][1:]
            for row in result["storageProof"]:
                row["proof"] = row["proof"][1:]
        return result

    with LyingNode(stand.chain.url, early) as node:
        report = stand.audit(rpc_url=node.url)
    assert node.told > 0
    assert codes(report) == []


def test_a_wrong_rule_that_indexer_and_auditor_share_is_found_by_storage(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = certificates.cancel

    def wrong(*given: Any) -> Any:
        return replace(right(*given), state=certificates.State.REVOKED)

    monkeypatch.setitem(state._CHANGES, CertificateCancelled, wrong)
    stand.settings.home.joinpath("mirror.sqlite").unlink()
    stand.index()
    report = stand.audit()
    assert codes(report) == ["RecordDifferent"]
    assert report.findings[0].subject == f"certificate {to_hex(stand.issued['other of two'].certificate_id)}"


# AUTHORITY


def test_an_act_by_a_key_that_was_never_enrolled_is_named(stand: Stand) -> None:
    stranger, by = signer_for("stranger"), stand.chain.registry
    address = stand.chain.deployment.participants
    slot = slot_of(stranger.key, 2)
    write_slot(stand, address, slot, read_slot(stand, address, slot_of(by.maker.key, 2)))
    issued = stand.blank("by a stranger")
    stand.chain.do(stand.chain.acts.issue(stranger, by.checker, [issued], stand.chain.deadline))
    write_slot(stand, address, slot, 0)
    go_on(stand)
    report = stand.audit()
    assert codes(report) == ["AuthorityKeyUnknown"]
    assert report.findings[0].subject == to_hex(stranger.key)


def test_an_act_by_a_revoked_key_is_named(stand: Stand) -> None:
    by, address = stand.chain.registry, stand.chain.deployment.participants
    stand.chain.do(
        stand.chain.acts.revoke_key(
            by.admin, None, by.maker.key, reason_digest=stand.document("lost"), deadline=stand.chain.deadline
        )
    )
    slot = slot_of(by.maker.key, 2)
    revoked = read_slot(stand, address, slot)
    write_slot(stand, address, slot, revoked & (1 << 64) - 1)
    stand.issue("by a revoked key")
    write_slot(stand, address, slot, revoked)
    go_on(stand)
    report = stand.audit()
    assert codes(report) == ["AuthorityKeyRevoked"]
    assert report.findings[0].subject == to_hex(by.maker.key)


def test_an_act_during_a_pause_is_named(stand: Stand) -> None:
    chain, address, slot = stand.chain, stand.chain.deployment.participants, to_hex(bytes(32))
    chain.do(chain.acts.pause(chain.guardian.voter, stand.document("paused")))
    paused = read_slot(stand, address, slot)
    write_slot(stand, address, slot, paused & (1 << PAUSED_BIT) - 1)
    stand.issue("during a pause")
    write_slot(stand, address, slot, paused)
    go_on(stand)
    report = stand.audit()
    assert codes(report) == ["AuthorityPaused"]
    (finding,) = report.findings
    assert finding.subject == to_hex(chain.registry.maker.key)
    assert str(finding.position).startswith(f"{stand.block_of('during a pause')}.")


def test_an_act_in_the_register_of_another_is_named(stand: Stand) -> None:
    chain, address = stand.chain, stand.chain.deployment.participants
    by, other = chain.registry, chain.second_registry
    register = stand.issued["alone"].record.register
    slot = slot_of(register.to_bytes(32, "big"), 7)
    assert read_slot(stand, address, slot) == by.number
    chain.govern(AssignRegister(register, other.number, stand.document("reassigned")))
    write_slot(stand, address, slot, by.number)
    stand.issue("in another's register")
    write_slot(stand, address, slot, other.number)
    go_on(stand)
    report = stand.audit()
    assert codes(report) == ["AuthorityNotInCharge"]
    (finding,) = report.findings
    assert finding.subject == to_hex(by.maker.key)
    assert (finding.expected, finding.found) == (other.number, by.number)


# PRUNED STATE


def test_a_pruned_state_is_proven_at_a_newer_block_instead(stand: Stand) -> None:
    published = stand.chain.reader().head().number
    stand.chain.rpc.call("evm_mine")

    def prune(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getProof" and int(params[2], 16) <= published:
            raise Refuse("the state of that block was pruned")
        return result

    with LyingNode(stand.chain.url, prune) as liar:
        report = stand.audit(rpc_url=liar.url)
    assert codes(report) == []
    assert report.exit_code == 0
    assert report.scope["storageBlock"] == published + 1
