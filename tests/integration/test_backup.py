"""
Backups: what is restored is what was, on either database from either, and an archive that is not whole is named.

The drill at the end runs `deed` as an operator would: back up, lose the home, restore, index on, audit.
"""

from __future__ import annotations

import hashlib
import json
import random
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from api.app import create_app
from ledger.chain.deployment import Deployment
from ledger.config import Settings
from ledger.errors import Inconsistent, LedgerError, Misconfigured
from ledger.index import index_once
from ledger.store import schema
from ledger.store.archive import Archive, new_archive
from ledger.store.backup import Home, back_up, restore
from ledger.store.documents import Documents
from ledger.store.mirror import Mirror
from tests.cli_fixtures import HANDS, Office
from tests.house_fixtures import House, serving
from tests.store_fixtures import dump, raw

NOON = 1_795_000_000


def _silent(_: str) -> None:
    """Tell nobody."""


def _home(folder: Path) -> Home:
    return Home(folder / "deployment.json", folder / "documents", folder / "requests", folder / "journal.sqlite")


def _backed_up(house: House, file: Path) -> Path:
    back_up(house.mirror, _home(house.settings.home), file, program="1", at=NOON, tell=_silent)
    return file


@pytest.fixture
def stocked(house: House) -> House:
    """A house with certificates, co-holders, documents and a plan of the desk."""
    first, second = house.admit("甲"), house.admit("乙")
    sole = house.issue(first)
    house.issue_shared((first, ("hold", "use"), 6_000), (second, ("operate",), 4_000))
    house.transfer(sole, first, second)
    house.sync()
    house.chain.deployment.save(house.settings.deployment_file)
    requests = house.settings.home / "requests"
    requests.mkdir()
    (requests / f"{'ab' * 20}.json").write_text('{"request": "one", "act": "11"}')
    return house


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mirror]:
    """An absent mirror to restore into, on each database."""
    if request.param == "sqlite":
        with Mirror(f"sqlite:///{tmp_path / 'restored' / 'mirror.sqlite'}") as mirror:
            yield mirror
        return
    server, name = request.getfixturevalue("postgresql_url"), f"target_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        url = make_url(server).update_query_dict({"options": f"-csearch_path={name}"})
        with Mirror(url.render_as_string(hide_password=False)) as mirror:
            yield mirror
        connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


def test_what_is_restored_is_what_was_and_the_index_goes_on(stocked: House, target: Mirror, tmp_path: Path) -> None:
    file, home = _backed_up(stocked, tmp_path / "backup.zip"), _home(tmp_path / "new")
    manifest = restore(file, target, home, force=False, tell=_silent)
    before = dump(stocked.mirror)
    assert dump(target) == before
    assert manifest.cursor == {"number": before["cursor"][0][1], "hash": before["cursor"][0][2].hex()}
    with raw(target) as connection:
        assert schema.is_complete(connection)
    assert Deployment.load(home.deployment) == stocked.chain.deployment
    assert _contents(home.documents) == _contents(stocked.settings.documents_dir) != {}
    assert _contents(home.requests) == _contents(stocked.settings.home / "requests") != {}
    stocked.issue(stocked.admit("丙"))
    for mirror in (stocked.mirror, target):
        index_once(stocked.chain.reader(), mirror, stocked.settings)
    assert dump(target) == dump(stocked.mirror) != before


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_a_backup_is_of_one_state_while_the_indexer_writes(stocked: House, tmp_path: Path) -> None:
    before, writes = dump(stocked.mirror), iter(range(3))

    def meanwhile(part: str) -> None:
        if next(writes, None) is not None:
            stocked.issue(stocked.admit(f"while {part} is kept"))
            stocked.sync()

    home = _home(stocked.settings.home)
    file = tmp_path / "backup.zip"
    back_up(stocked.mirror, home, file, program="1", at=NOON, tell=meanwhile)
    assert dump(stocked.mirror) != before
    with Mirror(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        restore(file, other, _home(tmp_path / "new"), force=False, tell=_silent)
        assert dump(other) == before


def test_nothing_secret_is_in_a_backup(stocked: House, tmp_path: Path) -> None:
    keys = stocked.settings.keystore_dir
    keys.mkdir(exist_ok=True)
    (keys / "maker.json").write_text("the key of the maker")
    file = _backed_up(stocked, tmp_path / "backup.zip")
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        everything = b"".join(archive.read(name) for name in names)
    assert b"the key of the maker" not in everything
    single = {
        "manifest.json",
        "documents.ndjson",
        "erased.ndjson",
        "requests.ndjson",
        "deployment.json",
        "journal.sqlite",
    }
    assert {name for name in names if not name.startswith("tables/")} <= single
    assert file.stat().st_mode & 0o077 == 0, "others may not read it"


# WHAT IS THERE ALREADY


def test_a_mirror_that_is_there_is_replaced_only_by_force(stocked: House, tmp_path: Path) -> None:
    file, before = _backed_up(stocked, tmp_path / "backup.zip"), dump(stocked.mirror)
    stocked.issue(stocked.admit("丙"))
    stocked.sync()
    later = dump(stocked.mirror)
    stocked.mirror.close()
    with pytest.raises(Misconfigured) as there:
        restore(file, stocked.mirror, _home(tmp_path / "new"), force=False, tell=_silent)
    assert there.value.code == "MirrorNotEmpty"
    assert dump(stocked.mirror) == later
    restore(file, stocked.mirror, _home(tmp_path / "new"), force=True, tell=_silent)
    assert dump(stocked.mirror) == before


def test_a_mirror_with_an_indexer_is_not_replaced(stocked: House, tmp_path: Path) -> None:
    file = _backed_up(stocked, tmp_path / "backup.zip")
    before = dump(stocked.mirror)
    with pytest.raises(Misconfigured) as busy:
        restore(file, stocked.mirror, _home(tmp_path / "new"), force=True, tell=_silent)
    assert busy.value.code == "MirrorInUse"
    assert dump(stocked.mirror) == before


def test_a_deployment_of_another_ledger_is_not_replaced(stocked: House, target: Mirror, tmp_path: Path) -> None:
    file, home = _backed_up(stocked, tmp_path / "backup.zip"), _home(tmp_path / "new")
    replace(stocked.chain.deployment, first_block=99).save(home.deployment)
    with pytest.raises(Misconfigured) as other:
        restore(file, target, home, force=False, tell=_silent)
    assert other.value.code == "FileOfAnother"
    assert target.digest() is None
    restore(file, target, home, force=True, tell=_silent)
    assert Deployment.load(home.deployment) == stocked.chain.deployment


def test_a_restore_that_was_broken_off_can_be_repeated(stocked: House, target: Mirror, tmp_path: Path) -> None:
    file, home = _backed_up(stocked, tmp_path / "backup.zip"), _home(tmp_path / "new")

    def break_off(part: str) -> None:
        if part == "entries":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(file, target, home, force=False, tell=break_off)
    assert target.digest() is None, "half a mirror is none"
    restore(file, target, home, force=False, tell=_silent)
    assert dump(target) == dump(stocked.mirror)


# ARCHIVES THAT ARE NOT WHOLE


def test_an_archive_that_was_cut_off_anywhere_is_named(stocked: House, target: Mirror, tmp_path: Path) -> None:
    whole = _backed_up(stocked, tmp_path / "backup.zip").read_bytes()
    for length in [0, 3, 4, 30, 1_000, *(len(whole) * part // 10 for part in range(1, 10)), len(whole) - 1]:
        code = _refused(whole[:length], target, tmp_path)
        assert code == ("ArchiveForeign" if length < 4 else "ArchiveDamaged"), length


def test_an_archive_with_a_changed_byte_is_named_or_restores_what_was(
    stocked: House, target: Mirror, tmp_path: Path
) -> None:
    whole = _backed_up(stocked, tmp_path / "backup.zip").read_bytes()
    chance = random.Random(4)  # noqa: S311 - no secret
    refused = 0
    for _ in range(120):
        spoilt = bytearray(whole)
        spoilt[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        if _refused(bytes(spoilt), target, tmp_path, may_be_whole=True) is not None:
            refused += 1
    assert 90 < refused <= 120


def _refused(content: bytes, target: Mirror, tmp_path: Path, *, may_be_whole: bool = False) -> str | None:
    """Return how an archive is refused; nothing was touched then.  None for one that is whole, by its digests."""
    file, home = tmp_path / "spoilt.zip", _home(tmp_path / "untouched")
    file.write_bytes(content)
    if may_be_whole:
        with suppress(LedgerError), Archive(file) as archive:
            archive.verify()
            return None
    with pytest.raises((Misconfigured, Inconsistent)) as refusal:
        restore(file, target, home, force=True, tell=_silent)
    assert target.digest() is None
    assert not home.deployment.parent.exists()
    return refusal.value.code


def test_a_part_that_is_another_than_its_manifest_says_is_named(stocked: House, target: Mirror, tmp_path: Path) -> None:
    file, name = _backed_up(stocked, tmp_path / "backup.zip"), "tables/blocks.ndjson"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(tmp_path / "made.zip", "w") as new:
        for each in old.namelist():
            content = old.read(each)
            new.writestr(each, content.replace(b"1", b"2", 1) if each == name else content)
    assert _refused((tmp_path / "made.zip").read_bytes(), target, tmp_path) == "ArchiveDamaged"


def test_what_is_no_archive_of_ours_is_named(target: Mirror, tmp_path: Path) -> None:
    assert _refused(b"{}", target, tmp_path) == "ArchiveForeign"
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("letter.txt", "to somebody else")
    assert _refused((tmp_path / "other.zip").read_bytes(), target, tmp_path) == "ArchiveDamaged"
    with pytest.raises(Misconfigured) as absent:
        restore(tmp_path / "nothing.zip", target, _home(tmp_path), force=False, tell=_silent)
    assert absent.value.code == "FileUnreadable"


def _remade(file: Path, into: Path, **changed: object) -> Path:
    """Write an archive anew, with right digests, some of its parts or of its manifest replaced."""
    with Archive(file) as old, new_archive(into) as new:
        for name in old.manifest.parts:
            part = changed.pop(name, None)
            new.put(name, part if isinstance(part, list) else old.lines(name))
        new.finish(replace(old.manifest, parts=new.parts, **changed))  # type: ignore[arg-type]
    return into


def test_a_row_that_no_table_takes_is_named_and_nothing_stays(stocked: House, target: Mirror, tmp_path: Path) -> None:
    file, name = _backed_up(stocked, tmp_path / "backup.zip"), "tables/blocks.ndjson"
    with Archive(file) as archive:
        row = next(archive.lines(name))
    number, *rest = json.loads(row)
    for wrong in ([row, row], [json.dumps([number]).encode()], [json.dumps([number, "zz", *rest[1:]]).encode()]):
        made = _remade(file, tmp_path / "made.zip", **{name: wrong})
        with pytest.raises(Inconsistent) as unfit:
            restore(made, target, _home(tmp_path / "new"), force=False, tell=_silent)
        assert (unfit.value.code, unfit.value.facts["part"]) == ("ArchiveDamaged", name)
        assert target.digest() is None


def test_two_rows_where_there_must_be_one_are_named(stocked: House, target: Mirror, tmp_path: Path) -> None:
    file, name = _backed_up(stocked, tmp_path / "backup.zip"), "tables/entries.ndjson"
    with Archive(file) as archive:
        lines = list(archive.lines(name))
    twin = next(row for row in map(json.loads, lines) if row[6] is not None)
    twin[0] += 1_000
    made = _remade(file, tmp_path / "made.zip", **{name: [*lines, json.dumps(twin).encode() + b"\n"]})
    with pytest.raises(Inconsistent) as double:
        restore(made, target, _home(tmp_path / "new"), force=False, tell=_silent)
    assert double.value.code == "ArchiveDamaged"
    assert target.digest() is None


def test_an_archive_of_other_tables_is_named(stocked: House, target: Mirror, tmp_path: Path) -> None:
    made = _remade(_backed_up(stocked, tmp_path / "backup.zip"), tmp_path / "made.zip", schema="0" * 16)
    with pytest.raises(Misconfigured) as other:
        restore(made, target, _home(tmp_path / "new"), force=False, tell=_silent)
    assert other.value.code == "ArchiveOfAnotherProgram"


def test_the_manifest_says_what_each_part_is(stocked: House, tmp_path: Path) -> None:
    file = _backed_up(stocked, tmp_path / "backup.zip")
    rows = {name: len(of) for name, of in dump(stocked.mirror).items() if name != "schema"} | {"outbox": 2}
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        for name, part in manifest["parts"].items():
            content = archive.read(name)
            assert part["sha256"] == hashlib.sha256(content).hexdigest(), name
            assert (part["bytes"], part["rows"]) == (len(content), content.count(b"\n")), name
    assert {f"tables/{name}.ndjson": count for name, count in rows.items()} == {
        name: part["rows"] for name, part in manifest["parts"].items() if name.startswith("tables/")
    }
    assert manifest["origin"]["chain_id"] == stocked.chain.deployment.chain_id
    with Archive(file) as read:
        assert {"format": "datadeed/backup/1", **asdict(read.manifest)} == manifest


def test_a_backup_that_fails_leaves_the_one_before(stocked: House, tmp_path: Path) -> None:
    file = _backed_up(stocked, tmp_path / "backup.zip")
    before = file.read_bytes()
    document = next(each for each in stocked.settings.documents_dir.rglob("*") if each.is_file())
    document.write_bytes(b"altered")
    with pytest.raises(Inconsistent) as altered:
        _backed_up(stocked, file)
    assert altered.value.code == "DocumentAltered"
    assert file.read_bytes() == before
    assert [each for each in tmp_path.iterdir() if each.name.startswith(".new-")] == []
    with pytest.raises(Misconfigured) as nowhere:
        back_up(stocked.mirror, _home(tmp_path), tmp_path / "no" / "b.zip", program="1", at=NOON, tell=_silent)
    assert nowhere.value.code == "FileUnwritable"


# THE DRILL


def test_an_office_that_lost_its_home_goes_on_from_its_backup(office: Office, tmp_path: Path, target: Mirror) -> None:
    numbers = [office.number(), office.number()]
    file = tmp_path / "backup.zip"
    made = office.done("backup", file, "--json").json
    assert made["documents"] > 0
    home = tmp_path / "after"
    shutil.copytree(office.home / "keys", home / "keys")
    url = target.url.render_as_string(hide_password=False)
    office_after = Office(home, office.node, office.holders, _counter=iter(range(1_000, 2_000)))

    def deed(*arguments: object) -> str:
        return office_after.done(*arguments, DEED_DATABASE_URL=url).out

    assert "block" in deed("restore", file)
    deed("index", "--once")
    assert all(number in deed("show", number) for number in numbers)
    row = office_after.application()
    (issued,) = json.loads(deed("register", office_after.file(row), *HANDS, "--json"))
    deed("index", "--once")
    assert issued["number"] in deed("show", issued["number"])
    settings = Settings(home=home, rpc_url=office.node.url, database_url=url)
    with serving(create_app(settings)) as client:
        shown = {"DEED_DATABASE_URL": url, "DEED_API_KEY": client.headers["X-Api-Key"]}
        report = office_after.done("audit", "--api", str(client.base_url), "--json", **shown).json
    assert report["findings"] == []
    assert json.loads(deed("doctor", "--json"))["well"] is True
    again = office_after.deed("restore", file, DEED_DATABASE_URL=url)
    assert again.code == 2
    assert "--force" in again.err
    assert Documents(home / "documents").get(bytes.fromhex(issued["documentDigest"].removeprefix("0x")))
    shutil.copytree(home / "documents", office.home / "documents", dirs_exist_ok=True)  # for who drills next
