"""A sheet of titled rows, whatever file it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ledger.errors import InvalidInput
from ledger.sheets import cells
from ledger.sheets.columns import Column, application_of, columns_of
from ledger.sheets.lines import Lines, csv_rows, encoding_of
from ledger.sheets.row import Row
from ledger.sheets.source import Format, Source

if TYPE_CHECKING:
    from ledger.sheets.workbook import Area

Raw = Iterator[tuple[int, Sequence[Any]]]

ROWS_MAX = 1_048_576
"""Most rows of a file, as spreadsheets have it, blank ones counted."""


class Table:
    """CSV or XLSX: the first row that is not blank holds the titles.  `blank` counts rows passed over."""

    def __init__(self, raw: Callable[[], Raw], merged: Sequence[Area] = ()) -> None:
        """Read the titles.  Raises `InvalidInput` as `columns_of` and the file's reader do."""
        self._raw = raw
        self._merged = merged
        self.blank = 0
        self.title_row, self.titles = next(self._filled(), (0, ()))
        self.columns: Sequence[Column] = columns_of(self.titles)

    def rows(self) -> Iterator[Row]:
        """Return the rows under the titles, from the first."""
        filled = self._filled()
        next(filled)
        areas = iter(self._merged)
        area = next(areas, None)
        for number, given in filled:
            while area and area[1] < number:
                area = next(areas, None)
            content, faults = application_of(self.columns, given)
            if area and area[0] <= number:
                faults.append(InvalidInput("CellMerged", "row", first=area[0], last=area[1]))
            beyond = [place for place in range(len(self.titles), len(given)) if cells.tidy(given[place]) is not None]
            if beyond:
                faults.append(InvalidInput("CellBeyondTitles", "row", position=beyond[0] + 1))
            yield Row(number, given, content, faults)

    def _filled(self) -> Raw:
        self.blank = 0
        for number, given in self._raw():
            if number > ROWS_MAX:
                raise InvalidInput("RowsTooMany", "file", maximum=ROWS_MAX)
            if any(each is not None and cells.tidy(each) is not None for each in given):
                yield number, given
            else:
                self.blank += 1


Sheet = Table | Lines


def sheet_of(source: Source) -> Sheet:
    """Open a file's sheet.  Raises `InvalidInput` where the file as a whole cannot be read."""
    if source.format is Format.NDJSON:
        return Lines(source.file)
    if source.format is Format.XLSX:
        from ledger.sheets.workbook import merged_areas, workbook_rows  # noqa: PLC0415 - slow to load

        return Table(lambda: workbook_rows(source.file), merged_areas(source.file))
    encoding = encoding_of(source.file)
    return Table(lambda: csv_rows(source.file, encoding))
