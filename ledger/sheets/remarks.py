"""The same file again, with a column of remarks: what a clerk mends and gives back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from itertools import chain
from typing import IO, Any

from ledger.sheets.columns import REMARKS
from ledger.sheets.row import Row
from ledger.sheets.source import Format, Source
from ledger.sheets.table import Sheet, Table

Remark = Callable[[int], str]
"""Row -> what is to be said of it; empty for a row without fault."""


def write_remarks(source: Source, sheet: Sheet, remark: Remark, file: IO[bytes]) -> None:
    """
    Write a sheet's rows into `file` in the format that they came in, each with its remark.

    CSV comes in UTF-8 with a mark, so that a spreadsheet opens it rightly.  A line of NDJSON that is no object is
    given back as the text `line`.  Raises `OSError` as the disk does.
    """
    if not isinstance(sheet, Table):
        _write_lines(sheet.rows(), remark, file)
    elif source.format is Format.XLSX:
        _write_workbook(sheet, remark, file)
    else:
        _write_csv(sheet, remark, file)


def _write_lines(rows: Any, remark: Remark, file: IO[bytes]) -> None:
    for row in rows:
        content = row.content if row.content is not None else {"line": row.cells[0]}
        said = remark(row.number)
        made = {**content, "remarks": said} if said else content
        file.write(json.dumps(made, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")


def _placed(sheet: Table, row: Row | None, said: str) -> list[Any]:
    """Return a row's cells with the remark in the column of remarks, a new one behind the titles if there is none."""
    titles = [str(title).strip() if title is not None else None for title in sheet.titles]
    while titles and not titles[-1]:
        titles.pop()
    place = titles.index(REMARKS) if REMARKS in titles else len(titles)
    cells: Sequence[Any] = sheet.titles if row is None else row.cells
    width = place + 1 if REMARKS not in titles else len(titles)
    made = [cells[each] if each < len(cells) else None for each in range(width)]
    made[place] = said
    return made


def _write_csv(sheet: Table, remark: Remark, file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(_placed(sheet, None, REMARKS))
    for row in sheet.rows():
        writer.writerow(_placed(sheet, row, remark(row.number)))
    text.flush()
    text.detach()


def _write_workbook(sheet: Table, remark: Remark, file: IO[bytes]) -> None:
    from ledger.sheets.workbook import write_rows  # noqa: PLC0415 - slow to load, and for workbooks only

    rows = (_placed(sheet, row, remark(row.number)) for row in sheet.rows())
    write_rows(chain([_placed(sheet, None, REMARKS)], rows), file)
