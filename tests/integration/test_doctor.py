"""
The doctor: on a ledger that is well it finds nothing, and each fault that is planted is named by its check.

The chain, the mirror, the documents and the locks are real; what cannot be had in a test, such as a full disk, is had
by the limit.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from ledger import doctor
from ledger.chain.decode import artifact
from ledger.chain.node import free_port
from ledger.chain.rpc import Rpc, octets
from ledger.config import Settings
from ledger.doctor import CHECKS, Finding, Level, Patient, examine, exit_code, is_of_build
from ledger.domain.events import Digest
from ledger.messages import TABLE
from ledger.store.mirror import Mirror, Sight
from tests.chain_fixtures import BadNode
from tests.cli_fixtures import Office
from tests.house_fixtures import House
from tests.store_fixtures import raw


@pytest.fixture
def patient(house: House) -> Patient:
    """A ledger of which everything is well: its mirror is fresh, its documents are there, its indexer runs."""
    house.admit("甲")
    house.sync()
    return Patient(house.settings, house.chain.deployment, house.chain.rpc, house.mirror, house.clock)


def _found(patient: Patient) -> dict[str, Finding]:
    """The findings by code, each with a sentence and all the facts that it names."""
    findings = list(examine(patient))
    for each in findings:
        assert each.code in TABLE, each
        named = {field for _, field, _, _ in Formatter().parse(TABLE[each.code]["en"]) if field}
        assert named <= set(each.facts), each
    return {each.code: each for each in findings}


def _levels(patient: Patient) -> dict[str, Level]:
    """What is not well.  Tests go by the chain's clock, which may be ahead of the database server's."""
    found = _found(patient).items()
    return {code: each.level for code, each in found if each.level is not Level.OK and each.check != "DATABASE_CLOCK"}


def _with(patient: Patient, **settings: Any) -> Patient:
    return replace(patient, settings=patient.settings.model_copy(update=settings))


def test_a_ledger_that_is_well_has_no_other_finding(patient: Patient) -> None:
    assert _levels(patient) == {}
    found = list(examine(patient))
    assert exit_code(found) == 0
    looked = {each.check for each in found}
    silent = {"DATABASE_CLOCK"} if patient.mirror.url.get_backend_name() == "sqlite" else set()
    assert looked == {check.code for check in CHECKS} - silent


# THE NODE


def test_a_silent_node_is_named_and_what_rests_on_it_is_not_guessed(patient: Patient) -> None:
    with Rpc(f"http://127.0.0.1:{free_port()}", 1.0, 0) as nobody:
        found = list(examine(replace(patient, rpc=nobody)))
    assert [each.code for each in found if each.level is Level.FAIL] == ["NodeUnreachable"]
    unseen = {each.check for each in found if each.level is Level.UNKNOWN}
    assert unseen == {"SYNC", "CHAIN_CLOCK", "CONTRACTS", "MIRROR", "LAG"}
    assert exit_code(found) == 1
    assert exit_code([each for each in found if each.level is not Level.FAIL]) == 2


def test_a_node_of_another_chain_is_named(patient: Patient) -> None:
    other = replace(patient.deployment, genesis_hash=Digest(b"\x11" * 32))
    assert _levels(replace(patient, deployment=other))["WrongChain"] is Level.FAIL


def test_a_node_that_is_catching_up_is_named(patient: Patient) -> None:
    assert patient.rpc.call("eth_syncing") is False
    real = patient.rpc

    def play(_: int, body: Any) -> tuple[int, dict[str, str], bytes]:
        calls = body if isinstance(body, list) else [body]
        answers = [{"jsonrpc": "2.0", "id": each["id"], "result": _syncing_or(real, each)} for each in calls]
        return 200, {}, json.dumps(answers if isinstance(body, list) else answers[0]).encode()

    with closing(BadNode(play)) as node, Rpc(node.url) as rpc:
        found = _found(replace(patient, rpc=rpc))
    assert found["NODE_SYNCING"].facts == {"current": 16, "highest": 255}


def _syncing_or(real: Rpc, call: Mapping[str, Any]) -> Any:
    if call["method"] == "eth_syncing":
        return {"startingBlock": "0x0", "currentBlock": "0x10", "highestBlock": "0xff"}
    return real.call(call["method"], call["params"])


def test_a_chain_that_stands_still_or_is_ahead_of_us_is_named(patient: Patient) -> None:
    now = patient.clock()
    late = replace(patient, clock=lambda: now + doctor.HEAD_SECONDS_MAX + 60)
    early = replace(patient, clock=lambda: now - doctor.SKEW_SECONDS_MAX - 60)
    assert _levels(late)["HEAD_OLD"] is Level.WARN
    assert _levels(early)["CHAIN_CLOCK_IS_AHEAD"] is Level.WARN


# THE CONTRACTS


def test_a_contract_that_is_gone_or_replaced_is_named(patient: Patient) -> None:
    deployment = patient.deployment
    gone = replace(deployment, addresses={**deployment.addresses, "Pledges": b"\x99" * 20})
    assert _found(replace(patient, deployment=gone))["ContractsMissing"].facts["contract"] == "Pledges"
    changed = replace(deployment, code_hashes={**deployment.code_hashes, "Rules": Digest(b"\x22" * 32)})
    fault = _found(replace(patient, deployment=changed))["CodeChanged"]
    assert (fault.level, fault.facts["contract"]) == (Level.FAIL, "Rules")


def test_a_contract_of_another_build_is_named(patient: Patient) -> None:
    names = ("Rules", "Licences")
    first, second = (patient.deployment.addresses[each] for each in names)
    hashes = patient.deployment.code_hashes
    swapped = replace(
        patient.deployment,
        addresses={**patient.deployment.addresses, "Rules": second, "Licences": first},
        code_hashes={**hashes, "Rules": hashes["Licences"], "Licences": hashes["Rules"]},
    )
    found = [each for each in examine(replace(patient, deployment=swapped)) if each.check == "CONTRACTS"]
    assert [(each.code, each.level, each.facts["contract"]) for each in found] == [
        ("CODE_OF_ANOTHER_BUILD", Level.WARN, name) for name in names
    ]


def test_one_byte_of_code_makes_another_build_but_an_immutable_does_not() -> None:
    code = bytearray(octets(artifact("Certificates")["runtimeCode"]))
    start, length = artifact("Certificates")["immutables"][0]
    code[start : start + length] = b"\xaa" * length
    assert is_of_build("Certificates", bytes(code))
    code[start - 1] ^= 1
    assert not is_of_build("Certificates", bytes(code))


# THE MIRROR


def test_a_mirror_without_tables_or_without_blocks_is_named(patient: Patient, tmp_path: Path) -> None:
    with Mirror(f"sqlite:///{tmp_path / 'new' / 'mirror.sqlite'}") as empty:
        without = _found(replace(patient, mirror=empty))
        assert without["SchemaMissing"].level is Level.FAIL
        assert without["NOT_LOOKED"].facts == {"needed": "SCHEMA"}
        empty.migrate()
        assert _levels(replace(patient, mirror=empty)) == {"MIRROR_IS_EMPTY": Level.WARN}


def test_a_mirror_of_another_ledger_is_named(patient: Patient) -> None:
    addresses = {**patient.deployment.addresses, "Equity": patient.deployment.addresses["Rules"]}
    hashes = {**patient.deployment.code_hashes, "Equity": patient.deployment.code_hashes["Rules"]}
    other = replace(patient.deployment, addresses=addresses, code_hashes=hashes)
    assert _levels(replace(patient, deployment=other))["MIRROR_OF_ANOTHER_LEDGER"] is Level.FAIL


def test_a_block_that_the_node_has_otherwise_or_not_at_all_is_named(patient: Patient) -> None:
    _change(patient, "UPDATE cursor SET hash = :it", b"\x33" * 32)
    assert _levels(patient)["MIRROR_DIFFERS"] is Level.FAIL
    _change(patient, "UPDATE cursor SET number = :it", 10**9)
    assert _levels(patient)["NODE_LACKS_BLOCK"] is Level.FAIL


def _change(patient: Patient, statement: str, it: object) -> None:
    with raw(patient.mirror) as connection:
        connection.exec_driver_sql(
            statement.replace(":it", "%(it)s" if connection.dialect.name == "postgresql" else ":it"), {"it": it}
        )
        connection.commit()


def test_a_lag_and_an_index_that_no_longer_looks_are_named(patient: Patient, house: House) -> None:
    house.chain.clock.mine(house.settings.lag_blocks_max)
    assert _found(patient)["LAG_SHORT"].facts["lag"] == house.settings.lag_blocks_max
    house.chain.clock.mine()
    assert _levels(patient) == {"LAG_TOO_LONG": Level.FAIL}
    cursor = house.mirror.cursor()
    assert cursor is not None
    house.mirror.saw(Sight(cursor[0], int(house.clock()) - house.settings.lag_seconds_max - 5))
    assert _levels(patient)["LOOK_OLD"] is Level.FAIL


def test_an_indexer_is_seen_by_its_lock_and_looking_leaves_it_free(patient: Patient) -> None:
    assert _found(patient)["INDEXER_RUNS"].level is Level.OK
    patient.mirror.close()
    assert _levels(patient) == {"INDEXER_ABSENT": Level.WARN}
    with Mirror(patient.settings.database) as other:
        other.saw(Sight(10**6, int(patient.clock())))
        assert "INDEXER_RUNS" in _found(patient)


def test_the_clock_of_the_database_server_is_compared_with_ours(patient: Patient) -> None:
    found = _found(replace(patient, clock=lambda: time.time() - 40))
    if patient.mirror.url.get_backend_name() == "sqlite":
        assert not [code for code in found if code.startswith("DATABASE_CLOCK")]
    else:
        assert 35 < found["DATABASE_CLOCK_DIFFERS"].facts["seconds"] < 45
        assert _found(replace(patient, clock=time.time))["DATABASE_CLOCK_AGREES"].level is Level.OK


def test_a_database_that_does_not_answer_is_named(patient: Patient) -> None:
    with Mirror("postgresql://nobody@127.0.0.1:1/nothing") as lost:
        found = _found(replace(patient, mirror=lost))
    assert found["DatabaseUnavailable"].level is Level.FAIL


# THE MACHINE


def test_a_disk_that_fills_up_is_named(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FREE_BYTES_MIN", 2**60)
    assert _levels(patient) == {"DISK_NEARLY_FULL": Level.WARN}
    monkeypatch.setattr(doctor, "FREE_BYTES_LAST", 2**60)
    assert _levels(patient) == {"DISK_FULL": Level.FAIL}


def test_documents_that_are_gone_or_altered_are_named(patient: Patient, house: House) -> None:
    file = next(each for each in house.settings.documents_dir.rglob("*") if each.is_file())
    for each in house.settings.documents_dir.rglob("*"):
        if each.is_file():
            each.write_bytes(b"altered")
    assert _levels(patient)["DocumentAltered"] is Level.FAIL
    shutil.rmtree(file.parents[1])
    assert _levels(patient) == {"DOCUMENTS_ABSENT": Level.WARN}


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"finality": "seals"}, "SEALS_WITHOUT_VALIDATORS"),
        ({"validators": "0x" + "11" * 20}, "VALIDATORS_WITHOUT_SEALS"),
        ({"finality": "seals", "validators": "0x" + "11" * 20, "finality_blocks": 3}, "SEALS_AND_DEPTH"),
        ({"poll_seconds": 60.0}, "POLL_SLOWER_THAN_LIMIT"),
        ({"rpc_timeout_seconds": 61.0}, "PATIENCE_LONGER_THAN_LIMIT"),
        ({"ws_url": "ws://192.0.2.1:8546"}, "NEWS_OF_ANOTHER_NODE"),
    ],
)
def test_settings_that_contradict_each_other_are_named(settings: dict[str, Any], code: str) -> None:
    said = [(level, found) for level, found, _ in doctor._settings(_of(Settings(**settings)))]
    assert said == [(Level.WARN, code)]
    assert [found for _, found, _ in doctor._settings(_of(Settings()))] == ["SETTINGS_AGREE"]


def _of(settings: Settings) -> Patient:
    return Patient(settings, None, None, None)  # type: ignore[arg-type]  # of which settings need nothing


# THE COMMAND


def test_deed_doctor_says_what_is_wrong_by_its_exit_code(office: Office) -> None:
    said = office.deed("doctor", "--json")
    assert {each["code"] for each in said.json["findings"] if each["level"] == "fail"} <= {"LOOK_OLD"}
    office.mirror()
    said = office.deed("doctor", "--json")
    assert (said.code, said.json["well"]) == (0, True), said.out
    assert {"zh", "en"} <= set(said.json["findings"][0]["sentence"])
    dead = office.deed("doctor", DEED_RPC_URL=f"http://127.0.0.1:{free_port()}")
    assert dead.code == 1
    assert "✗ NODE" in dead.out
    chinese = office.deed("doctor", "--lang", "zh")
    assert "镜像位于区块" in chinese.out


def test_deed_doctor_cannot_look_where_there_is_no_ledger(bare_home: Path, office: Office) -> None:
    said = office.deed("doctor", DEED_HOME=str(bare_home))
    assert said.code == 2
    assert "deed deploy" in said.err or "deployment" in said.err
