"""Imports of old certificates: what was found in a file, and how far its registration is."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.base import Given, Text
from ledger.store.service.imports import ImportState

IMPORT = "import_5f0c7c5e8f7d4a3f"


class ImportLine(Given):
    """
    One file: how many rows it has, how many of them are faulty with how many faults, and how many are registered.

    `preparedBy` and `approvedBy` are officers' ids.
    """

    id: str = Field(examples=[IMPORT])
    name: str = Field(examples=["旧证书.csv"])
    format: str = Field(examples=["csv"])
    state: ImportState = Field(examples=[ImportState.EXAMINED])
    rows: int = Field(examples=[4_000])
    faulty: int = Field(examples=[2])
    faults: int = Field(examples=[3])
    registered: int = Field(examples=[0])
    prepared_by: str = Field(examples=["officer-5f0c7c5e8f7d4a3f"])
    prepared_at: datetime
    approved_by: str | None = Field(examples=[None])
    approved_at: datetime | None
    trouble: Text | None = Field(examples=[None])


class ImportList(Given):
    """A registry's imports, the newest first."""

    items: list[ImportLine]


class RemarkView(Given):
    """What is wrong in a row; `field` is empty for the row as a whole."""

    row: int = Field(examples=[3])
    field: str = Field(examples=["industry"])
    words: Text


class ImportView(ImportLine):
    """One file with the first remarks; the file that is given back has all."""

    remarks: list[RemarkView]
