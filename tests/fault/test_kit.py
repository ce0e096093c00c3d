"""
The audit kit: what is audited from it is what was audited from the node, and an altered kit is refused or found out.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from importlib.metadata import packages_distributions
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ledger.audit import Exit, Options, Report, run
from ledger.audit.archive import MANIFEST, SNAPSHOT
from ledger.audit.export import export_kit
from ledger.audit.kit import Kit
from ledger.chain.node import free_port
from ledger.errors import Misconfigured
from ledger.store.documents import ErasureReason, Tombstone
from tests.cli_fixtures import deed
from tests.fault.proxy import LyingNode
from tests.fault.sealer import KEYS, VALIDATORS, Plan, Sealer, but
from tests.fault.stand import Stand, codes
from tests.fault.test_seals import PINNED
from tests.unit.sealing import Extra

Spoil = Callable[[dict[str, bytes]], None]


@pytest.fixture(scope="module")
def _made(_lived: Stand, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return _lived.settings.deployment_file, exported(_lived, tmp_path_factory.mktemp("kit"))[1]


@pytest.fixture
def kit(_made: tuple[Path, Path], tmp_path: Path) -> Path:
    """The kit of the ledger with its short history, to be spoiled; its pins are beside it."""
    for file in _made:
        shutil.copy(file, tmp_path)
    return tmp_path / _made[1].name


def exported(stand: Stand, folder: Path) -> tuple[Report, Path]:
    """Make a kit through the API as it runs, and return the report of the audit that made it."""
    file = folder / "kit.zip"
    with stand.served() as url:
        options = Options(stand.settings.deployment_file, stand.chain.url, url, url, api_key=stand.api_key)
        report, digest = export_kit(options, file)
    assert digest == hashlib.sha256(file.read_bytes()).hexdigest()
    return report, file


def audited(kit: Path) -> Report:
    """Audit by a kit and the pins beside it: no node, no service."""
    return run(Options(kit.with_name("deployment.json"), "", kit=kit))


def altered(kit: Path, spoil: Spoil, *, sealed: bool = True) -> Path:
    """Return a kit with other members; `sealed`, its manifest says what it has, as a forger's would."""
    with zipfile.ZipFile(kit) as old:
        members = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(members.pop(MANIFEST))
    spoil(members)
    if sealed:
        manifest["members"] = [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in members.items()
        ]
    file = kit.with_name("altered.zip")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in {**members, MANIFEST: json.dumps(manifest).encode()}.items():
            new.writestr(name, content)
    return file


def test_an_audit_by_the_kit_says_what_the_audit_by_the_node_said(stand: Stand, tmp_path: Path) -> None:
    stand.edit("UPDATE certificates SET rights = 1 WHERE id = :id", id=stand.issued["alone"].certificate_id)
    stand.documents.path(stand.issued["shared"].document_digest).write_bytes(b"{}")
    stand.documents.path(stand.issued["one of two"].document_digest).unlink()
    by_node, kit = exported(stand, tmp_path)
    shutil.copy(stand.settings.deployment_file, tmp_path)
    by_kit = audited(kit)
    assert sorted(codes(by_node)) == ["DocumentAltered", "DocumentMissing", "MirrorRowAltered"]
    assert by_kit.findings == by_node.findings
    assert by_kit.counts == by_node.counts
    assert by_kit.scope == by_node.scope
    assert by_kit.inputs["node"] == f"kit sha256:{hashlib.sha256(kit.read_bytes()).hexdigest()}"


def test_seals_and_a_second_node_are_checked_from_a_kit_too(stand: Stand, tmp_path: Path) -> None:
    kit, block = tmp_path / "kit.zip", stand.block_of("alone")
    plan = but({block: Plan(Extra(VALIDATORS), KEYS[:2])})
    with LyingNode(stand.chain.url, Sealer(stand.chain.url, plan)) as node:
        assert export_kit(Options(stand.settings.deployment_file, node.url), kit)[0].exit is Exit.CLEAN
    sealed = Options(stand.settings.deployment_file, "", kit=kit, validators=PINNED)
    assert codes(run(sealed)) == ["SealsTooFew"]
    beside = Options(stand.settings.deployment_file, "", kit=kit, second_rpc_url=stand.chain.url)
    assert codes(run(beside)) == ["NodesDisagree"]


# FORGED: a whole kit whose manifest was made anew


def _edit(members: dict[str, bytes], kind: str, change: Callable[[dict[str, Any]], bool]) -> None:
    """Change the first line of a kind on which `change` does something."""
    for name, content in members.items():
        if name.startswith(f"{kind}/"):
            lines = [json.loads(line) for line in content.splitlines()]
            if any(change(line) for line in lines):
                members[name] = b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines)
                return
    raise AssertionError(f"nothing to change in {kind}")


def _take_a_log(line: dict[str, Any]) -> bool:
    return any(receipt["logs"].pop() for receipt in line["value"] if receipt["logs"])


def _send_other_words(line: dict[str, Any]) -> bool:
    for sent in line["value"]["transactions"]:
        sent["input"] = "0x" + sent["input"][2:-2] + ("00" if sent["input"][-2:] != "00" else "01")
        return True
    return False


def _later(line: dict[str, Any]) -> bool:
    line["value"]["timestamp"] = hex(int(line["value"]["timestamp"], 16) + 1)
    return True


def _of_another_chain(line: dict[str, Any]) -> bool:
    if line["value"]["method"] != "eth_chainId":
        return False
    line["value"]["answer"] = "0x1"
    return True


def _other_bytes(line: dict[str, Any]) -> bool:
    line["value"] = "e30K"
    return True


def _last_digit(line: dict[str, Any]) -> bool:
    digits = line["value"]
    line["value"] = digits[:-1] + ("0" if digits[-1] != "0" else "1")
    return True


FORGED: dict[str, tuple[str, Callable[[dict[str, Any]], bool], set[str]]] = {
    "a log withheld": ("receipts", _take_a_log, {"ReceiptsRootWrong"}),
    "a transaction changed": ("blocks", _send_other_words, {"SenderForged", "TransactionsRootWrong"}),
    "a header changed": ("blocks", _later, {"HeaderHashWrong"}),
    "another chain": ("calls", _of_another_chain, {"ChainDifferent"}),
    "a document replaced": ("documents", _other_bytes, {"DocumentAltered"}),
    "a document held back": ("documents", lambda line: bool(line.update(value=None)) or True, {"DocumentAltered"}),
    "a proof changed": ("nodes", _last_digit, {"ProofInvalid"}),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_kit_is_found_out(kit: Path, name: str) -> None:
    kind, change, expected = FORGED[name]
    report = audited(altered(kit, lambda members: _edit(members, kind, change)))
    assert {finding.code for finding in report.findings} == expected


def test_a_forged_snapshot_in_a_kit_is_found_out(kit: Path) -> None:
    def spoil(members: dict[str, bytes]) -> None:
        *lines, _ = members[SNAPSHOT].splitlines(keepends=True)
        place = next(number for number, line in enumerate(lines) if b'"kind":"certificate"' in line)
        lines[place] = lines[place].replace(b'"sequence":', b'"sequence":9')
        body = b"".join(lines)
        end = {"count": len(lines) - 1, "sha256": hashlib.sha256(body).hexdigest()}
        members[SNAPSHOT] = body + json.dumps(end).encode() + b"\n"

    assert codes(audited(altered(kit, spoil))) == ["MirrorRowAltered"]


def _without(kind: str) -> Spoil:
    def spoil(members: dict[str, bytes]) -> None:
        for name in [name for name in members if name.startswith(f"{kind}/")]:
            *lines, _ = members[name].splitlines(keepends=True)
            members[name] = b"".join(lines)

    return spoil


@pytest.mark.parametrize("kind", ["blocks", "receipts", "nodes"])
def test_a_kit_that_lacks_evidence_leaves_the_audit_undecided(kit: Path, kind: str) -> None:
    report = audited(altered(kit, _without(kind)))
    assert report.exit_code == 3, report.as_dict()
    assert not report.findings


def test_a_document_that_the_kit_lacks_is_missing(kit: Path) -> None:
    assert codes(audited(altered(kit, _without("documents")))) == ["DocumentMissing"]


# REFUSED: no kit at all


def refusal(kit: Path) -> str:
    with pytest.raises(Misconfigured) as refused:
        audited(kit)
    for locale in ("zh", "en"):
        assert kit.name in refused.value.explain(locale)
    return refused.value.code


def _put(name: str, content: bytes) -> Spoil:
    return lambda members: members.update({name: content})


def _reverse(members: dict[str, bytes]) -> None:
    turned = dict(reversed(members.items()))
    members.clear()
    members.update(turned)


def _turned(members: dict[str, bytes]) -> None:
    members["blocks/000000.ndjson"] = b"".join(reversed(members["blocks/000000.ndjson"].splitlines(keepends=True)))


HARMFUL: dict[str, tuple[Spoil, bool, str]] = {
    "one byte": (lambda members: members.update({SNAPSHOT: members[SNAPSHOT].replace(b"1", b"2", 1)}), False,
                 "AuditKitAltered"),
    "a member too many": (_put("readme.txt", b"hello"), False, "AuditKitForeign"),
    "a path that leads out": (_put("../../readme.ndjson", b"hello"), True, "AuditKitForeign"),
    "an absolute path": (_put("/blocks/000000.ndjson", b"hello"), True, "AuditKitForeign"),
    "a member too few": (lambda members: members.__delitem__(SNAPSHOT), False, "AuditKitIncomplete"),
    "another order": (_reverse, True, "AuditKitUnordered"),
    "lines in another order": (_turned, True, "AuditKitBroken"),
    "a line of another form": (_put("blocks/000000.ndjson", b'{"value":1,"key":2}\n'), True, "AuditKitBroken"),
    "a number for a hash": (_put("nodes/000000.ndjson", b'{"key":3,"value":4}\n'), True, "AuditKitBroken"),
    "a bomb of lines": (_put("blocks/000000.ndjson", b"0" * 70_000_000), True, "AuditKitTooLarge"),
    "a bomb of a snapshot": (_put(SNAPSHOT, b"\n" * 70_000_000), True, "AuditKitTooLarge"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_kit_is_refused_by_name(kit: Path, name: str) -> None:
    spoil, sealed, expected = HARMFUL[name]
    assert refusal(altered(kit, spoil, sealed=sealed)) == expected


def test_a_kit_that_is_not_whole_is_refused(kit: Path) -> None:
    content = kit.read_bytes()
    for spoiled in (content[: len(content) // 2], content[:-10], content[100:], b"", b"PK\x03\x04" + b"\0" * 100):
        kit.write_bytes(spoiled)
        assert refusal(kit) == "AuditKitBroken"
    kit.unlink()
    assert refusal(kit) == "AuditKitMissing"


def test_a_kit_of_another_version_is_refused(kit: Path) -> None:
    file = kit.with_name("later.zip")
    with zipfile.ZipFile(file, "w") as later:
        later.writestr(MANIFEST, json.dumps({"schema": "datadeed/audit-kit/2", "members": [], "lastBlock": 1}))
    assert refusal(file) == "AuditKitVersion"


def test_a_value_nested_without_end_leaves_the_audit_undecided(kit: Path) -> None:
    def spoil(members: dict[str, bytes]) -> None:
        first, *rest = members["blocks/000000.ndjson"].splitlines(keepends=True)
        key = first[: first.index(b'"value":')]
        members["blocks/000000.ndjson"] = b"".join([key, b'"value":', b"[" * 100_000, b"]" * 100_000, b"}\n", *rest])

    report = audited(altered(kit, spoil))
    assert [remark.code for remark in report.notes.undecided] == ["AuditNodeAnswer"]


def test_a_flipped_byte_changes_nothing_or_is_refused(kit: Path) -> None:
    content, random = kit.read_bytes(), Random(6)  # noqa: S311 - which bytes
    with Kit(kit) as true:
        last = true.last_block
        expected = (true.value("blocks", last), Path(true.snapshot).read_bytes(), true.node(b""))
    refused = 0
    for place in random.sample(range(len(content)), 150):
        flipped = bytearray(content)
        flipped[place] ^= 1 << random.randrange(8)
        kit.write_bytes(flipped)
        try:
            with Kit(kit) as opened:
                found = (opened.value("blocks", last), Path(opened.snapshot).read_bytes(), opened.node(b""))
        except Misconfigured:
            refused += 1
        else:
            assert found == expected
    assert refused > 130


# ON THE COMMAND LINE


def test_export_writes_what_audit_reads(stand: Stand, tmp_path: Path) -> None:
    home, url, kit, snapshot = stand.home, stand.chain.url, tmp_path / "kit.zip", tmp_path / "snapshot.ndjson.gz"
    answers = tmp_path / "answers.ndjson"
    answers.write_text(deed(home, url, "answers", "export").out)
    said = deed(home, url, "export", "--audit-kit", kit, "--snapshot", snapshot, "--answers", answers, "--json")
    assert (said.code, said.json["sha256"]) == (0, hashlib.sha256(kit.read_bytes()).hexdigest())
    by_kit = deed(home, "http://127.0.0.1:1", "audit", "--kit", kit, "--json")
    sources = ("--snapshot", snapshot, "--documents", home / "documents", "--answers", answers)
    by_node = deed(home, url, "audit", *sources, "--json")
    assert by_kit.code == by_node.code == 0, by_kit.out
    assert by_kit.json["counts"] == by_node.json["counts"]
    assert "kit sha256:" in deed(home, url, "audit", "--kit", kit).out
    assert deed(home, url, "audit", "--kit", altered(kit, lambda members: _edit(members, "blocks", _later))).code == 1


def test_an_erased_document_is_in_no_kit_even_if_its_file_was_left(stand: Stand, tmp_path: Path) -> None:
    digest, kit = stand.issued["alone"].document_digest, tmp_path / "kit.zip"
    content = stand.documents.path(digest).read_bytes()
    stand.documents.erase(Tombstone(digest, 1, ErasureReason.REQUEST, "91119900DD00001177"))
    stand.documents.path(digest).parent.mkdir(exist_ok=True)
    stand.documents.path(digest).write_bytes(content)
    assert deed(stand.home, stand.chain.url, "export", "--audit-kit", kit).code == 1
    with Kit(kit) as opened:
        assert opened.documents is not None
        assert opened.documents.get(digest) is None
        assert opened.documents.get(stand.issued["shared"].document_digest) is not None
    assert deed(stand.home, "http://127.0.0.1:1", "audit", "--kit", kit, "--json").json["findings"][0]["subject"] == (
        f"0x{digest.hex()}"
    )


def test_export_that_is_not_possible_leaves_nothing(stand: Stand, tmp_path: Path) -> None:
    kit = tmp_path / "kit.zip"
    silent = deed(stand.home, f"http://127.0.0.1:{free_port()}", "export", "--audit-kit", kit)
    assert (silent.code, silent.out) == (3, "")
    assert deed(stand.home, stand.chain.url, "export", "--audit-kit", tmp_path / "no" / "kit.zip").code == 2
    both = deed(stand.home, stand.chain.url, "audit", "--kit", kit, "--rpc", stand.chain.url)
    assert (both.code, "--second-rpc" in both.err) == (2, True)
    still = deed(stand.home, stand.chain.url, "audit", "--kit", kit, "--watch")
    assert (still.code, "--watch, not both" in still.err) == (2, True)
    nothing = deed(stand.home, stand.chain.url, "export")
    assert (nothing.code, "--audit-kit FILE" in nothing.err) == (2, True)
    assert list(tmp_path.glob("*kit*")) == []


SHUT = """
import sys
class Shut:
    def find_spec(self, name, path=None, target=None):
        if any(name == each or name.startswith(each + ".") for each in {shut!r}):
            raise ImportError(name + " is not for auditors")
sys.meta_path.insert(0, Shut())
from ledger.cli import main
main()
"""


def test_an_auditor_needs_only_what_the_readme_has_him_install(kit: Path) -> None:
    readme = Path("ledger/audit/README.md").read_text(encoding="utf-8")
    wanted = set(re.findall(r"[a-z][a-z0-9-]+", readme.partition("pip install --only-binary")[2].partition("\n\n")[0]))
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.match(r"[a-z0-9-]+", each)[0] for each in project["dependencies"]}  # type: ignore[index]
    shut = ["api", "ledger.store", "ledger.chain", "ledger.kit", "ledger.client"]
    shut += [
        module
        for module, homes in packages_distributions().items()
        if (names - wanted) & {each.lower() for each in homes}
    ]
    assert {"web3", "fastapi", "sqlalchemy"} < set(shut)
    asked = ["audit", "--kit", str(kit), "--pin", str(kit.with_name("deployment.json")), "--json"]
    said = subprocess.run([sys.executable, "-c", SHUT.format(shut=shut), *asked], capture_output=True, check=False)
    assert (said.returncode, said.stderr.decode()) == (0, "")
    assert json.loads(said.stdout)["outcome"] == "clean"
