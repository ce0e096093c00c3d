"""
Credentials over HTTP and by the command line, and what is left of a document that was erased: nothing.

The API runs on a real mirror of a real chain; the registry's key is endorsed by one that is enrolled there.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from api.caller import Scope
from ledger.answers.keys import Keys
from ledger.credentials.checking import IssuerKey, issuer_keys, read
from ledger.credentials.claims import FIELDS
from ledger.credentials.presenting import disclose
from ledger.domain.document import canonical
from ledger.errors import LedgerError
from ledger.store.archive import Archive
from ledger.store.backup import Home, back_up, restore
from ledger.store.documents import DocumentErased, Documents, ErasureReason, Tombstone
from ledger.store.mirror import Mirror
from ledger.store.service import Service
from tests.chain_fixtures import Party
from tests.cli_fixtures import Said, deed
from tests.house_fixtures import House, Registered, new_key
from tests.unit.issuing import endorsement_by

CANARY = "金丝雀"


@pytest.fixture
def holder(house: House) -> Party:
    return house.admit("甲")


@pytest.fixture
def registered(house: House, holder: Party) -> Registered:
    """A certificate with words in its document that stand nowhere else, and a registry that may issue credentials."""
    words = {"zh": f"{CANARY}{secrets.token_hex(8)}", "en": f"canary {secrets.token_hex(8)}"}
    issued = house.issue(holder, overview=words)
    house.sync()
    _endorse(house, house.chain.registry)
    return issued


def _endorse(house: House, registry: Party) -> None:
    made = Keys(house.settings.answer_keys_dir, "").make(
        int(house.clock()), lambda key_id: endorsement_by(registry.maker, registry.number, registry.uscc, key_id)
    )
    house.now = made.since + 1


def _keys(house: House) -> dict[str, IssuerKey]:
    return issuer_keys(house.client.get("/.well-known/jwks.json").content)


def _asked(house: House, registered: Registered, participant: int, *scopes: Scope) -> Any:
    with Service(house.settings.service_database) as service:
        key = new_key(service, *scopes, participant=participant)
    return house.client.get(f"/v1/certificates/{registered.number}/credential", headers={"X-Api-Key": key})


def _credential(house: House, registered: Registered, holder: Party) -> str:
    answer = _asked(house, registered, holder.number, Scope.READ)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def _erase(house: House, registered: Registered) -> Tombstone:
    uscc = house.chain.registry.uscc
    made = Tombstone(registered.issued.document_digest, int(house.clock()), ErasureReason.REQUEST, uscc)
    return house.documents.erase(made)


# THE API


def test_a_holder_gets_a_credential_that_the_published_keys_know(
    house: House, registered: Registered, holder: Party
) -> None:
    answer = _asked(house, registered, holder.number, Scope.READ)
    assert answer.headers["content-type"] == "application/dc+sd-jwt"
    assert answer.headers["cache-control"] == "no-store"
    shown = read(answer.text, _keys(house))
    assert shown.document == canonical(registered.document)
    assert shown.anchor.contract == house.chain.deployment.certificates
    assert read(disclose(answer.text, ["grade"]), _keys(house)).fields == {"grade": "general"}
    assert _credential(house, registered, holder) != answer.text


def test_only_a_party_the_registry_a_bank_or_the_supervisor_gets_one(
    house: House, registered: Registered, holder: Party
) -> None:
    stranger = house.admit("乙")
    house.sync()
    chain = house.chain
    for party in (holder, chain.registry, chain.bank, chain.supervisor):
        assert _asked(house, registered, party.number, Scope.READ).status_code == 200, party.name
    for number in (stranger.number, chain.second_registry.number, 0):
        answer = _asked(house, registered, number, Scope.READ)
        assert (answer.status_code, answer.json()["code"]) == (403, "CredentialNotYours")
    assert _asked(house, registered, holder.number, Scope.VERIFY).json()["code"] == "ScopeMissing"
    unknown = house.client.get(
        f"/v1/certificates/{registered.number}/credential", headers={"X-Api-Key": "deed_key_of_nobody"}
    )
    assert unknown.status_code == 401


def test_a_registry_that_does_not_keep_the_certificate_issues_none(
    house: House, registered: Registered, holder: Party
) -> None:
    _endorse(house, house.chain.second_registry)
    answer = _asked(house, registered, holder.number, Scope.READ)
    assert (answer.status_code, answer.json()["code"]) == (409, "CredentialIssuerOther")


def test_without_its_document_a_certificate_has_no_credential(house: House, holder: Party) -> None:
    absent = house.issue(holder, on_file=False)
    house.sync()
    _endorse(house, house.chain.registry)
    assert _asked(house, absent, holder.number, Scope.READ).json()["code"] == "DocumentNotHere"


# THE COMMAND LINE


@pytest.fixture
def home(house: House, registered: Registered, holder: Party, tmp_path: Path) -> Path:
    """A file with the holder's credential."""
    file = tmp_path / "credential.sd-jwt"
    file.write_text(_credential(house, registered, holder))
    return file


def _deed(house: House, *arguments: object) -> Said:
    database = house.mirror.url.render_as_string(hide_password=False)
    more = {"DEED_DATABASE_URL": database, "DEED_PASSPHRASE": ""}
    return deed(house.settings.home, house.settings.rpc_url, *arguments, **more)


def _standings(said: Said) -> dict[str, str]:
    return {each["name"]: each["standing"] for each in said.json["fields"]}


def test_a_part_is_verified_field_by_field_against_the_record(
    house: House, registered: Registered, home: Path, tmp_path: Path
) -> None:
    part = tmp_path / "part"
    said = _deed(house, "credential", "disclose", home, "--field", "holders", "--field", "grade", "--to", part)
    assert said.code == 0, said.err
    said = _deed(house, "credential", "verify", part, "--json")
    assert said.code == 0, said.err
    assert said.json["document"] == "current"
    hidden = dict.fromkeys(FIELDS, "hidden")
    assert _standings(said) == hidden | {"holders": "agrees", "grade": "issuer"}
    offline = _standings(_deed(house, "credential", "verify", part, "--offline", "--json"))
    assert offline == hidden | {"holders": "shown", "grade": "shown"}
    document = tmp_path / "document.json"
    document.write_bytes(canonical(registered.document))
    proven = _standings(_deed(house, "credential", "verify", part, "--document", document, "--json"))
    assert proven == hidden | {"holders": "agrees", "grade": "digest"}
    for language, words in (("zh", "与链上一致"), ("en", "agrees with the chain")):
        assert words in _deed(house, "credential", "verify", part, "--lang", language).out


def test_the_record_outranks_an_older_credential(
    house: House, registered: Registered, holder: Party, home: Path
) -> None:
    other = house.admit("乙")
    house.transfer(registered, holder, other)
    house.sync()
    said = _deed(house, "credential", "verify", home, "--json")
    assert (said.code, said.json["document"], _standings(said)["holders"]) == (1, "earlier", "differs")


def test_a_credential_is_issued_by_the_command_line_too(house: House, registered: Registered, home: Path) -> None:
    made = home.with_name("made")
    said = _deed(house, "credential", "issue", registered.number, "--to", made)
    assert said.code == 0, said.err
    assert made.stat().st_mode & 0o077 == 0, "others may not read it"
    assert read(made.read_text(), _keys(house)).document == canonical(registered.document)


def test_an_altered_credential_and_a_foreign_key_are_refused(house: House, home: Path, tmp_path: Path) -> None:
    token, *disclosures = home.read_text().split("~")
    swapped = token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:]
    (tmp_path / "altered").write_text("~".join((swapped, *disclosures)))
    (tmp_path / "nobody.json").write_text('{"keys": []}')
    for arguments in ((tmp_path / "altered",), (home, "--keys", tmp_path / "nobody.json")):
        said = _deed(house, "credential", "verify", *arguments)
        assert (said.code, said.out) == (2, "")
        assert "o not rely on it" in said.err


# ERASURE


def _everything(house: House, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Return all bytes that the ledger keeps: files, databases, the chain's transactions, and what is in archives."""
    for file in (each for root in {house.settings.home, folder} for each in root.rglob("*") if each.is_file()):
        yield str(file), file.read_bytes()
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                yield from ((f"{file}:{name}", archive.read(name)) for name in archive.namelist())
        if file.suffix == ".sqlite":
            with closing(sqlite3.connect(file)) as database:
                yield f"{file} in words", "\n".join(database.iterdump()).encode()
    assert (folder / "after.zip").exists(), "the mirror, on whatever database, is in it"
    for number in range(house.chain.reader().head().number + 1):
        block = house.chain.rpc.call("eth_getBlockByNumber", [hex(number), True])
        yield f"block {number}", json.dumps(block).encode()


def _traces(house: House, folder: Path, registered: Registered) -> list[str]:
    overview = registered.document["overview"]
    words = [overview["zh"], overview["en"]]
    forms = {
        form
        for word in words
        for form in (word.encode(), json.dumps(word)[1:-1].encode(), word.encode().hex().encode())
    }
    return [place for place, content in _everything(house, folder) if any(form in content for form in forms)]


def _home(folder: Path) -> Home:
    return Home(folder / "deployment.json", folder / "documents", folder / "requests", folder / "journal.sqlite")


def _back_up(house: House, file: Path) -> Path:
    back_up(house.mirror, _home(house.settings.home), file, program="1", at=1, tell=lambda _: None)
    return file


def test_nothing_of_an_erased_document_is_left_anywhere(
    house: House, registered: Registered, holder: Party, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    credential = _credential(house, registered, holder)
    asked = {"number": registered.number, "purpose": "booking", "basis": {"kind": "consent", "reference": "C-2026-7"}}
    house.verify(**asked)
    before = _back_up(house, tmp_path / "before.zip")
    _back_up(house, kept / "after.zip")
    assert _traces(house, kept, registered), "the search finds it while it is there"
    (kept / "after.zip").unlink()
    _erase(house, registered)
    _back_up(house, kept / "after.zip")
    assert _traces(house, kept, registered) == []
    checks = {each["code"]: each["reason"] for each in house.verify(**asked)["checks"]}
    assert checks["DOCUMENT_INTACT"] == "DOCUMENT_ERASED"
    answer = house.client.get(f"/v1/documents/0x{registered.issued.document_digest.hex()}")
    assert (answer.status_code, answer.json()["code"]) == (410, "DocumentErased")
    assert _asked(house, registered, holder.number, Scope.READ).status_code == 410
    assert read(credential, _keys(house)).document, "what the holder has stays checkable against the chain"
    assert before.exists()


@pytest.mark.parametrize("where", ["here", "elsewhere, by the newer backup", "elsewhere, with the tombstones"])
def test_no_backup_brings_an_erased_document_back(
    house: House, registered: Registered, tmp_path: Path, where: str
) -> None:
    before = _back_up(house, tmp_path / "before.zip")
    tombstone = _erase(house, registered)
    after = _back_up(house, tmp_path / "after.zip")
    new = house.settings.home if where == "here" else tmp_path / "new"
    if where.endswith("tombstones"):
        Documents(new / "documents").erase(tombstone)
    file = after if where.endswith("newer backup") else before
    with Mirror(f"sqlite:///{tmp_path / 'restored.sqlite'}") as mirror:
        restore(file, mirror, _home(new), force=True, tell=lambda _: None)
    kept = Documents(new / "documents")
    with pytest.raises(DocumentErased):
        kept.get(tombstone.digest)
    assert not kept.path(tombstone.digest).exists()
    assert kept.tombstone(tombstone.digest) == tombstone
    with Archive(after) as archive:
        assert archive.manifest.parts["erased.ndjson"].rows == 1


def test_a_document_is_erased_by_number_with_all_its_versions(
    house: House, registered: Registered, holder: Party
) -> None:
    amended = house.amend(registered, holder, dataName={"zh": "另一名称", "en": "Another name"})
    house.sync()
    said = _deed(house, "document", "erase", registered.number, "--reason", "request", "--by", holder.uscc, "--json")
    assert said.code == 0, said.err
    assert len(said.json) == 2
    for document in (registered.document, amended.document):
        with pytest.raises(LedgerError):
            house.documents.put(canonical(document))
    listed = _deed(house, "document", "erased", "--json").json
    assert {(each["reason"], each["by"]) for each in listed} == {("request", holder.uscc)}
    assert "request" in _deed(house, "document", "erased").out
