"""The fingerprints of one path, as plain fields that are written down and compared again."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger.fingerprint.delimited import Dialect, read_delimited
from ledger.fingerprint.folder import folder_digest, members, paths_below
from ledger.fingerprint.json_lines import read_json_lines
from ledger.fingerprint.parquet import SIGNATURE, read_parquet
from ledger.fingerprint.rows import Gathering, Sample, Table
from ledger.fingerprint.steady import Steady, Tell, looked_at

SCHEMA = "datadeed/fingerprint/1"

KINDS = {"csv": "cells", "json": "json", "parquet": "json-array"}
"""Kind of table -> how its rows are written for their digests; CSV of two dialects may have one content."""

SUFFIXES = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".psv"), "csv"),
    **dict.fromkeys((".jsonl", ".ndjson", ".jsonlines"), "json"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
}


@dataclass(frozen=True)
class How:
    """What is asked: the kind of file if it is not to be told from its name, a CSV's dialect, a sample of rows."""

    kind: str | None = None
    dialect: Dialect = field(default_factory=Dialect)
    sample: int = 0
    seed: int = 0


@dataclass(frozen=True)
class Taken:
    """The result's fields, and the rows of the sample: row number, row as it is digested."""

    fields: dict[str, Any]
    sample: list[tuple[int, str]] = field(default_factory=list)


def size_of(path: Path) -> int:
    """Return the bytes of a file or of all files below a folder."""
    found = looked_at(path)
    if stat.S_ISDIR(found.st_mode):
        return sum(looked_at(each).st_size for each in paths_below(path).values())
    return found.st_size


def take(path: Path, how: How, tell: Tell) -> Taken:
    """
    Return the fingerprints of a file or a folder; only names below `path` are in them, and of it the last part.

    Raises `InvalidInput` as the readers do, each naming the path; `Misconfigured` ParquetExtraMissing.
    """
    if stat.S_ISDIR(looked_at(path).st_mode):
        found = members(path, tell)
        fields = _fields(path, "folder", folder_digest(found), sum(each.size for each in found))
        return Taken({**fields, "files": [each.fields for each in found]})
    file = Steady(path, tell)
    kind = how.kind or kind_of(file)
    if kind == "bytes":
        file.read_through()
        return Taken(_fields(path, kind, file.sha256, file.size))
    with Gathering(Sample(how.sample, how.seed) if how.sample else None) as gathering:
        table = _read(file, kind, how, gathering)
        content = gathering.multiset.digest(f"datadeed/rows/1 {KINDS[kind]}\n".encode())
        shown = table.fields(content, gathering.multiset.count)
        sampled = gathering.sample.rows() if gathering.sample else []
    return Taken({**_fields(path, kind, file.sha256, file.size), "table": shown}, sampled)


def kind_of(file: Steady) -> str:
    """Tell the kind of a file from its name or its first bytes; `bytes` for what is no table."""
    return "parquet" if file.start(4) == SIGNATURE else SUFFIXES.get(file.path.suffix.lower(), "bytes")


def _read(file: Steady, kind: str, how: How, gathering: Gathering) -> Table:
    if kind == "csv":
        return read_delimited(file, how.dialect, gathering)
    return read_json_lines(file, gathering) if kind == "json" else read_parquet(file, gathering)


def _fields(path: Path, kind: str, fingerprint: str, size: int) -> dict[str, Any]:
    return {
        "name": path.absolute().name,
        "kind": kind,
        "fingerprint": {"algorithm": "sha-256", "value": fingerprint},
        "bytes": size,
    }


# COMPARING


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was; None where it was not, or is not any more."""

    what: str
    was: Any
    now: Any


def asked_again(was: Mapping[str, Any]) -> How:
    """Return how a result was made, to make it again the same way."""
    table = was.get("table", {})
    encoding = {"utf-8 (BOM)": "utf-8-sig"}.get(table.get("encoding"), table.get("encoding"))
    dialect = Dialect(encoding, table.get("delimiter"), table.get("header", True))
    kind = was["kind"]
    return How(None if kind == "folder" else kind, dialect if kind == "csv" else Dialect())


def differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """Return what differs, the fingerprint first; of a folder each file, of a table rows, schema and content."""
    return list(_differences(was, now))


def _differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    yield from _one("fingerprint", was["fingerprint"].get("value"), now["fingerprint"]["value"])
    yield from _one("bytes", was.get("bytes"), now["bytes"])
    if "table" in was or "table" in now:
        for name in ("rows", "schemaDigest", "contentDigest"):
            yield from _one(name, was.get("table", {}).get(name), now.get("table", {}).get(name))
    before = {each["name"]: each["sha256"] for each in was.get("files", [])}
    after = {each["name"]: each["sha256"] for each in now.get("files", [])}
    for name in sorted(before | after):
        yield from _one(name, before.get(name), after.get(name))


def _one(what: str, was: Any, now: Any) -> Iterator[Difference]:
    if was != now:
        yield Difference(what, was, now)
