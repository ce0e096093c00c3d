"""XLSX: the first sheet that has cells, streamed; formulas and merged cells are seen, never evaluated."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any
from xml.parsers import expat

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import WINDOWS_EPOCH

from ledger.errors import InvalidInput
from ledger.sheets.cells import Formula
from ledger.sheets.source import CHUNK_BYTES

MERGED_MAX = 100_000
"""Most merged ranges that are kept: more is a page laid out by hand, not a table."""

Area = tuple[int, int]
"""First and last row of a merged range that spans several cells."""


def workbook_rows(file: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    """
    Return the rows of the first visible sheet with the number of each, blank ones too.

    Raises `InvalidInput` WorkbookUnreadable, WorkbookEpoch for one that counts its days from 1904.
    """
    file.seek(0)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        try:
            if book.epoch != WINDOWS_EPOCH:
                raise InvalidInput("WorkbookEpoch", "file")
            sheet = _first(book)
            sheet.reset_dimensions()  # what a file says of its own size is often wrong
            for number, cells in enumerate(sheet.iter_rows(), 1):
                yield number, [_value(cell) for cell in cells]
        finally:
            book.close()
    except (InvalidInput, GeneratorExit):
        raise
    except Exception as error:  # the library tells of a broken file by whatever it stumbles over
        raise InvalidInput("WorkbookUnreadable", "file", reason=type(error).__name__) from None


def _first(book: Any) -> Any:
    return next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), book.worksheets[0])


def _value(cell: Any) -> Any:
    value = cell.value
    if cell.data_type == "f":
        return Formula(str(getattr(value, "text", value)))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{value * 100:.4f}".rstrip("0").rstrip(".") + "%"
    return value


def merged_areas(file: IO[bytes]) -> list[Area]:
    """
    Return the rows that merged cells cover, of the sheet that `workbook_rows` reads, in order.

    They stand behind the rows in the file, so that the sheet is gone through once for them alone.
    """
    file.seek(0)
    try:
        book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
        part = _first(book)._worksheet_path
        book.close()
        file.seek(0)
        with zipfile.ZipFile(file) as packed, packed.open(part) as sheet:
            return sorted(_merged(sheet))
    except InvalidInput:
        raise
    except Exception as error:
        raise InvalidInput("WorkbookUnreadable", "file", reason=type(error).__name__) from None


def _merged(sheet: IO[bytes]) -> list[Area]:
    found: list[Area] = []

    def begun(name: str, attributes: dict[str, str]) -> None:
        if name.rsplit(":", 1)[-1] != "mergeCell":
            return
        _, first, _, last = range_boundaries(attributes["ref"])
        found.append((first, last))
        if len(found) > MERGED_MAX:
            raise InvalidInput("WorkbookUnreadable", "file", reason=f"> {MERGED_MAX} merged cells")

    def refused(*_: Any) -> None:
        raise InvalidInput("WorkbookUnreadable", "file", reason="DOCTYPE")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begun
    parser.StartDoctypeDeclHandler = refused
    while chunk := sheet.read(CHUNK_BYTES):
        parser.Parse(chunk)
    parser.Parse(b"", True)
    return found


def write_rows(rows: Iterable[Sequence[Any]], file: IO[bytes]) -> None:
    """Write rows into a workbook of one sheet; a text that looks like a formula stays a text."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("数契")
    for row in rows:
        page.append([_cell(page, each) for each in row])
    book.save(file)


def _cell(page: Any, value: Any) -> Any:
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, str) and value.startswith("="):
        cell = WriteOnlyCell(page, value)
        cell.data_type = "s"
        return cell
    return value
