"""
Confirmation letters: whole by the chain's own head, whoever hides a certificate; and none where the evidence is false.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger.audit import Options, storage
from ledger.audit.export import export_kit
from ledger.audit.letter import KIND, Asked, Refused, confirm
from ledger.audit.letter_check import check
from ledger.audit.signing import AuditorKey
from ledger.domain.calendar import day_of
from ledger.domain.document import canonical
from ledger.errors import LedgerError, Misconfigured
from tests.chain_fixtures import code_for
from tests.cli_fixtures import Said, deed
from tests.fault.proxy import LyingNode, Refuse
from tests.fault.stand import Stand

Letter = dict[str, Any]


def letter(stand: Stand, place: int = 0, **options: Any) -> Letter:
    """Make the letter of a holder by its place."""
    settings = stand.settings
    chosen: dict[str, Any] = {
        "pin_file": settings.deployment_file,
        "rpc_url": settings.rpc_url,
        "uscc": stand.holders[place].uscc,
    }
    return confirm(Asked(**(chosen | options)))


def faults(made: Letter) -> list[str]:
    """Check a letter that nobody signed, and say what else is wrong."""
    _, _, found = check(canonical(made).decode())
    assert found[0].code == "LetterUnsigned"
    return [each.code for each in found[1:]]


def ids(made: Letter) -> set[str]:
    return {row["id"] for row in made["certificates"]}


def test_a_letter_has_all_that_a_holder_holds_and_held(stand: Stand) -> None:
    first, second = letter(stand), letter(stand, 1)
    issued = {name: "0x" + each.certificate_id.hex() for name, each in stand.issued.items()}
    assert ids(first) == set(issued.values())
    held = {row["id"]: row["isHeld"] for row in first["certificates"]}
    assert held == {own: name != "alone" for name, own in issued.items()}
    assert ids(second) == {issued["alone"], issued["shared"]}
    shared = next(row for row in second["certificates"] if row["id"] == issued["shared"])
    assert shared["share"] == 4_000
    assert faults(first) == faults(second) == []
    assert first["proof"]["block"] == first["asOf"]["block"]
    assert letter(stand, 0)["proof"]["head"] == first["proof"]["head"] != second["proof"]["head"]


def test_a_signed_letter_is_its_signers_and_checked_alone(stand: Stand, tmp_path: Path) -> None:
    key, other = (AuditorKey.make(tmp_path / name, "") for name in ("key", "other"))
    text = key.sign(letter(stand), KIND)
    made, signer, found = check(text, {key.id: key.public})
    assert (signer, found) == (key.id, [])
    assert made["entity"]["uscc"] == stand.holders[0].uscc
    _, signer, found = check(text, {other.id: other.public})
    assert (signer, [each.code for each in found]) == ("", ["LetterSignatureWrong"])
    with pytest.raises(Misconfigured, match="no confirmation letter"):
        check("{}")


def hide(made: Letter) -> None:
    """Leave out one certificate wherever it stands."""
    own = made["certificates"].pop(0)["id"]
    made["moves"] = [move for move in made["moves"] if move["certificateId"] != own]
    made["proof"]["heads"].pop(own)


SPOILED: dict[str, tuple[Callable[[Letter], object], list[str]]] = {
    "a certificate hidden": (hide, ["LetterIncomplete"]),
    "a row hidden": (lambda made: made["certificates"].pop(), ["LetterRowsOther"]),
    "a certificate that is not held": (
        lambda made: made["certificates"][0].update(isHeld=not made["certificates"][0]["isHeld"]),
        ["LetterRowsOther"],
    ),
    "a history": (lambda made: made["certificates"][0].update(head="0x" + "ab" * 32), ["LetterCertificateOther"]),
    "a move turned": (lambda made: made["moves"].reverse(), ["LetterIncomplete"]),
    "another holder": (lambda made: made["entity"].update(participant=1), ["LetterUnproven"]),
    "the header": (lambda made: made["proof"].update(blockHash="0x" + "ab" * 32), ["LetterHeaderOther"]),
    "a node": (lambda made: made["proof"]["nodes"].pop(), ["LetterUnproven"]),
    "the code": (
        lambda made: made["ledger"]["contracts"]["Certificates"].update(codeHash="0x" + "ab" * 32),
        ["LetterUnproven"],
    ),
}


def test_a_letter_that_was_spoiled_does_not_hold(stand: Stand) -> None:
    made = letter(stand)
    found = {}
    for name, (spoil, _) in SPOILED.items():
        spoiled = copy.deepcopy(made)
        spoil(spoiled)
        found[name] = faults(spoiled)
    assert found == {name: codes for name, (_, codes) in SPOILED.items()}


# THE NODE


def test_there_is_no_letter_from_a_node_that_withholds_an_issue(stand: Stand) -> None:
    number = stand.block_of("alone")

    def withhold(method: str, asked: list[Any], true: Any) -> Any:
        if method == "eth_getBlockReceipts" and asked == [hex(number)]:
            true[0]["logs"] = []
        return true

    with LyingNode(stand.chain.url, withhold) as node, pytest.raises(Refused) as refused:
        letter(stand, rpc_url=node.url)
    assert [each.code for each in refused.value.findings] == ["ReceiptsRootWrong"]


def test_there_is_no_letter_from_a_node_that_proves_another_state(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "WAIT_SECONDS", 0.01)

    def lie(method: str, asked: list[Any], true: Any) -> Any:
        if method == "eth_getProof" and asked:
            true["accountProof"][-1] = "0x" + "ab" * 40
        return true

    with LyingNode(stand.chain.url, lie) as node, pytest.raises(Refused) as refused:
        letter(stand, rpc_url=node.url)
    assert {each.code for each in refused.value.findings} == {"ProofInvalid"}


def test_a_letter_as_of_a_day_is_proven_though_the_node_has_forgotten_that_state(stand: Stand) -> None:
    day, before = day_of(stand.chain.clock.now()), letter(stand)
    stand.chain.rpc.call("evm_increaseTime", [3 * 86_400])
    stand.chain.rpc.call("evm_mine")
    stand.issue("of later")
    stand.transfer("one of two")
    then = letter(stand, as_of=day)
    assert then["moves"] == before["moves"]
    assert [row["isHeld"] for row in then["certificates"]] == [row["isHeld"] for row in before["certificates"]]
    assert (then["asOf"]["day"], then["proof"]["movesSince"]) == (day.isoformat(), [])
    last = then["asOf"]["block"]

    def forget(method: str, asked: list[Any], true: Any) -> Any:
        if method == "eth_getProof" and int(asked[2], 16) <= last:
            raise Refuse("the state of that block is gone")
        return true

    with LyingNode(stand.chain.url, forget) as node:
        later = letter(stand, rpc_url=node.url, as_of=day)
    assert later["proof"]["block"] > later["asOf"]["block"] == last
    assert len(later["proof"]["movesSince"]) == 2
    assert {**later, "proof": 0, "made": 0, "inputs": 0} == {**then, "proof": 0, "made": 0, "inputs": 0}
    assert faults(then) == faults(later) == []
    later["proof"]["movesSince"].pop()
    assert faults(later) == ["LetterIncomplete"]


def test_who_was_not_on_the_ledger_then_has_no_letter(stand: Stand) -> None:
    for options, code in (
        ({"uscc": code_for("nobody who was ever admitted")}, "NotAdmitted"),
        ({"as_of": date(2020, 12, 31)}, "AuditNothingAt"),
        ({"uscc": "no code"}, "UsccLength"),
    ):
        with pytest.raises(LedgerError) as refused:
            letter(stand, **options)
        assert refused.value.code == code, json.dumps(options, default=str)


# THE KIT


def test_a_letter_from_a_kit_is_that_from_the_node(stand: Stand, tmp_path: Path) -> None:
    day = day_of(stand.chain.clock.now())
    stand.chain.rpc.call("evm_increaseTime", [3 * 86_400])
    stand.chain.rpc.call("evm_mine")
    stand.transfer("one of two")
    documents = str(stand.settings.documents_dir)
    options = Options(stand.settings.deployment_file, stand.chain.url, documents=documents)
    kit = tmp_path / "kit.zip"
    export_kit(options, kit)
    from_node, from_kit = letter(stand, documents=documents), letter(stand, kit=kit, rpc_url="")
    assert from_kit["inputs"]["node"].startswith("kit sha256:")
    for made in (from_node, from_kit):
        made["proof"]["nodes"].sort()
    assert {**from_kit, "made": 0, "inputs": 0} == {**from_node, "made": 0, "inputs": 0}
    then = letter(stand, kit=kit, rpc_url="", as_of=day)
    assert then["proof"]["block"] == from_node["proof"]["block"] > then["asOf"]["block"]
    assert len(then["proof"]["movesSince"]) == 1
    assert faults(from_kit) == faults(then) == []


def test_who_never_held_anything_has_a_letter_from_a_kit_too(stand: Stand, tmp_path: Path) -> None:
    kit, bank = tmp_path / "kit.zip", stand.chain.bank.uscc
    export_kit(Options(stand.settings.deployment_file, stand.chain.url), kit)
    made = letter(stand, uscc=bank, kit=kit, rpc_url="")
    assert made["certificates"] == []
    assert faults(made) == []


# THE COMMAND


def test_the_command_writes_signs_prints_and_checks_a_letter(stand: Stand, tmp_path: Path) -> None:
    def run(*arguments: object) -> Said:
        return deed(stand.home, stand.chain.url, "audit", *arguments)

    uscc, key, out, paper = stand.holders[0].uscc, tmp_path / "key.pem", tmp_path / "a.jws", tmp_path / "a.pdf"
    assert run("key", key).code == 0
    assert run("letter", "--entity", uscc, "--sign", key, "--out", out).code == 0
    checked = run("letter", "--check", out, "--key", f"{key}.jwk", "--json")
    assert (checked.code, checked.json["faults"], checked.json["entity"]) == (0, [], uscc)
    assert run("letter", "--entity", uscc, "--out", paper, "--lang", "zh").code == 0
    assert paper.read_bytes().startswith(b"%PDF-")
    kit = tmp_path / "kit.zip"
    assert deed(stand.home, stand.chain.url, "export", "--audit-kit", kit).code == 0
    shown = deed(stand.home, "http://127.0.0.1:1", "audit", "letter", "--entity", uscc, "--kit", kit)
    assert shown.code == 0
    assert "no other certificate ever came" in shown.out.replace("\n", " ")
    out.write_text(out.read_text().replace(".", ".A", 1))
    assert run("letter", "--check", out).code == 2
    assert run("letter", "--entity", uscc, "--as-of", "2026-13-01").code == 2
    assert run("letter", "--entity", uscc, "--rpc", "http://127.0.0.1:1").code == 3


def test_the_command_names_what_is_wrong_where_there_is_no_letter(stand: Stand) -> None:
    def withhold(method: str, asked: list[Any], true: Any) -> Any:
        if method == "eth_getBlockReceipts" and asked == [hex(stand.block_of("alone"))]:
            true[0]["logs"] = []
        return true

    with LyingNode(stand.chain.url, withhold) as node:
        said = deed(stand.home, node.url, "audit", "letter", "--entity", stand.holders[0].uscc)
    assert said.code == 1
    assert "1 faults were found" in said.err
    assert "withheld" in said.err
