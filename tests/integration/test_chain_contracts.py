"""
The deployment: founded on a real chain, recorded, and refused when the chain or the contracts are others.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_hash.auto import keccak

from ledger.chain.contracts import NOUN_DOORS, deploy
from ledger.chain.decode import CONTRACTS
from ledger.chain.deployment import Deployment, check
from ledger.chain.node import LocalNode, free_port
from ledger.chain.rpc import Rpc, octets
from ledger.domain.acts.governance import SetCharter
from ledger.domain.numbers import identity_of
from ledger.domain.participants import Charge
from ledger.errors import ActRefused, Misconfigured
from tests.chain_fixtures import CHARTER, CODES, LedgerChain, founders, founding, signer_for


def test_founders_stand_as_they_were_founded(ledger_chain: LedgerChain) -> None:
    ask = ledger_chain.acts.ask
    assert ask("Participants", "participantCount") == len(founders())
    for party in founders().values():
        identity, profile, kind, roles, suspended = ask("Participants", "participantOf", party.number)
        admission = party.admission
        assert identity == identity_of(party.uscc)
        assert (profile, kind, roles, suspended) == (admission.profile_digest, party.kind, party.roles, False)
        assert ask("Participants", "keysOf", party.number) == tuple(grant.key for grant in admission.keys)


def test_charter_and_registers_stand_as_they_were_founded(ledger_chain: LedgerChain) -> None:
    ask = ledger_chain.acts.ask
    assert ask("Participants", "charterOf") == (CHARTER.threshold, CHARTER.ordinary_delay, CHARTER.grave_delay)
    for name, code in CODES.items():
        for regime in (1, 2, 3, 4):
            assert ask("Participants", "inCharge", regime | code << 8) == founders()[name].number


def test_deployer_keeps_no_power(ledger_chain: LedgerChain) -> None:
    with pytest.raises(ActRefused) as caught:
        ledger_chain.do(ledger_chain.acts.pause(signer_for("deployer"), bytes(32)))
    assert caught.value.code == "KeyUnknown"


def test_founding_against_the_rules_is_refused_with_the_contracts_error(anvil: LocalNode) -> None:
    lonely = replace(founding(), charter=SetCharter(threshold=1, ordinary_delay=0, grave_delay=0))
    with Rpc(anvil.url) as rpc, pytest.raises(ActRefused) as caught:
        deploy(rpc, signer_for("second deployer"), lonely)
    assert caught.value.code == "CharterInvalid"
    assert caught.value.facts == {"threshold": 1, "governors": 3}


def test_register_of_a_participant_that_is_no_registry_is_refused(anvil: LocalNode) -> None:
    wrong = replace(founding(), charges=(Charge(1 | 111 << 8, founders()["bank"].number),))
    with Rpc(anvil.url) as rpc, pytest.raises(ActRefused) as caught:
        deploy(rpc, signer_for("third deployer"), wrong)
    assert caught.value.code == "RoleMissing"


def test_first_block_is_where_the_first_event_is(ledger_chain: LedgerChain) -> None:
    deployment = ledger_chain.deployment
    logs = ledger_chain.rpc.call("eth_getLogs", [{"fromBlock": "0x0", "toBlock": "latest"}])
    assert int(logs[0]["blockNumber"], 16) == deployment.first_block


def test_code_hashes_are_of_the_code_on_the_chain(ledger_chain: LedgerChain) -> None:
    deployment = ledger_chain.deployment
    for name, address in deployment.addresses.items():
        code = octets(ledger_chain.rpc.call("eth_getCode", ["0x" + address.hex(), "latest"]))
        assert deployment.code_hashes[name] == keccak(code)
        assert 0 < len(code) <= 24_576


def test_record_is_read_as_it_was_written(ledger_chain: LedgerChain, tmp_path: Path) -> None:
    file = tmp_path / "home" / "deployment.json"
    ledger_chain.deployment.save(file)
    assert Deployment.load(file) == ledger_chain.deployment
    assert [each.name for each in file.parent.iterdir()] == ["deployment.json"], "no half file is left"


def test_missing_record_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as caught:
        Deployment.load(tmp_path / "deployment.json")
    assert caught.value.code == "DeploymentMissing"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 1),
        (("chainId",), "x"),
        (("genesisHash",), "0x1234"),
        (("firstBlock",), None),
        (("contracts",), {}),
        (("contracts", "Participants", "address"), "0x12"),
        (("contracts", "Certificates", "codeHash"), "zz"),
    ],
)
def test_record_that_is_not_whole_is_told(
    ledger_chain: LedgerChain, tmp_path: Path, path: tuple[str, ...], value: object
) -> None:
    file = tmp_path / "deployment.json"
    ledger_chain.deployment.save(file)
    record = json.loads(file.read_text())
    inner: Any = record
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    file.write_text(json.dumps(record))
    with pytest.raises(Misconfigured) as caught:
        Deployment.load(file)
    assert caught.value.code == "DeploymentUnreadable"


def test_record_that_is_no_json_is_told(tmp_path: Path) -> None:
    file = tmp_path / "deployment.json"
    file.write_text("{")
    with pytest.raises(Misconfigured) as caught:
        Deployment.load(file)
    assert caught.value.code == "DeploymentUnreadable"


def test_own_deployment_passes_the_check(ledger_chain: LedgerChain) -> None:
    check(ledger_chain.rpc, ledger_chain.deployment)


def test_other_chain_id_is_told(ledger_chain: LedgerChain) -> None:
    with pytest.raises(Misconfigured) as caught:
        check(ledger_chain.rpc, replace(ledger_chain.deployment, chain_id=1))
    assert (caught.value.code, caught.value.facts) == ("WrongChain", {"expected": 1, "given": 31337})


def test_other_chain_with_the_same_id_is_told(ledger_chain: LedgerChain, tmp_path: Path) -> None:
    other = LocalNode(tmp_path, free_port(), started_at=1_600_000_000)
    with other, Rpc(other.url) as rpc, pytest.raises(Misconfigured) as caught:
        check(rpc, ledger_chain.deployment)
    assert caught.value.code == "WrongChain"


def test_contract_that_is_not_there_is_told(ledger_chain: LedgerChain) -> None:
    addresses = {**ledger_chain.deployment.addresses, "Certificates": signer_for("nobody").key}
    elsewhere = replace(ledger_chain.deployment, addresses=addresses)
    with pytest.raises(Misconfigured) as caught:
        check(ledger_chain.rpc, elsewhere)
    assert (caught.value.code, caught.value.facts["contract"]) == ("ContractsMissing", "Certificates")


def test_changed_code_is_told(ledger_chain: LedgerChain) -> None:
    address = "0x" + ledger_chain.deployment.certificates.hex()
    code = ledger_chain.rpc.call("eth_getCode", [address, "latest"])
    try:
        ledger_chain.rpc.call("anvil_setCode", [address, code[:-2] + ("00" if code[-2:] != "00" else "01")])
        with pytest.raises(Misconfigured) as caught:
            check(ledger_chain.rpc, ledger_chain.deployment)
    finally:
        ledger_chain.rpc.call("anvil_setCode", [address, code])
    assert (caught.value.code, caught.value.facts["contract"]) == ("CodeChanged", "Certificates")


def test_contracts_stand_where_certificates_looks_for_them(ledger_chain: LedgerChain) -> None:
    addresses = ledger_chain.deployment.addresses
    assert list(addresses) == list(CONTRACTS)
    for name, flags in NOUN_DOORS.items():
        assert ledger_chain.acts.ask("Certificates", "nounFlags", addresses[name]) == flags
        assert ledger_chain.acts.ask(name, "CERTIFICATES") == addresses["Certificates"]
