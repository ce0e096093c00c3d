"""CSV and NDJSON: text in UTF-8, UTF-16 with its mark, or GB 18030 (which GBK is part of)."""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections.abc import Iterator, Mapping
from typing import IO, Any

from ledger.domain.document import parse
from ledger.errors import InvalidInput
from ledger.sheets.row import Row
from ledger.sheets.source import CHUNK_BYTES

CELL_CHARACTERS_MAX = 32_767
"""Longest cell, as spreadsheets have it; a quote that is never closed runs into it soon."""

LINE_BYTES_MAX = 1 << 20
"""Longest line of NDJSON: a hundred times an application."""

DELIMITERS = (",", "\t", ";")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(file: IO[bytes]) -> str:
    """
    Return a file's encoding: by its mark, UTF-8 if all of it is, GB 18030 if all of it is that.

    Raises `InvalidInput` SheetEncodingUnknown with the first byte, from 1, that is neither.
    """
    file.seek(0)
    beginning = file.read(4)
    marked = next((name for mark, name in _MARKS if beginning.startswith(mark)), None)
    wrong = 0
    for name in (marked,) if marked else ("utf-8", "gb18030"):
        place = _first_undecodable(file, name)
        if place is None:
            return name
        wrong = max(wrong, place)
    raise InvalidInput("SheetEncodingUnknown", "file", position=wrong)


def _first_undecodable(file: IO[bytes], encoding: str) -> int | None:
    """Return about where, from 1, a file is not of an encoding; None if it is."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    before = 0
    while True:
        chunk = file.read(CHUNK_BYTES)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return before + error.start + 1
        if not chunk:
            return None
        before += len(chunk)


def _opened(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    file.seek(0)
    # A file of its own, so that closing the reader does not close the copy.
    return io.TextIOWrapper(os.fdopen(os.dup(file.fileno()), "rb"), encoding=encoding, newline="")


def csv_rows(file: IO[bytes], encoding: str) -> Iterator[tuple[int, list[str]]]:
    """
    Return the rows of a CSV with the number, from 1, of each, blank ones too.

    Raises `InvalidInput` RowUnreadable where quotes are not as they should be: nothing behind it could be told apart.
    """
    with _opened(file, encoding) as text:
        first = text.readline(CELL_CHARACTERS_MAX)
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(CELL_CHARACTERS_MAX)
    with _opened(file, encoding) as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, 1):
                yield number, cells
        except csv.Error as error:
            raise InvalidInput(
                "RowUnreadable", "file", row=number + 1, line=reader.line_num, reason=str(error)
            ) from None


class Lines:
    """NDJSON: an application a line, strictly, because a program wrote it.  `blank` counts lines passed over."""

    columns = ()

    def __init__(self, file: IO[bytes]) -> None:
        """Raises `InvalidInput` SheetEncodingUnknown."""
        self._file = file
        self._encoding = encoding_of(file)
        self.blank = 0

    def rows(self) -> Iterator[Row]:
        """Return the rows, from the first."""
        self.blank = 0
        with _opened(self._file, self._encoding) as text:
            number = 0
            while line := text.readline(LINE_BYTES_MAX):
                number += 1
                if len(line) == LINE_BYTES_MAX:
                    raise InvalidInput("RowUnreadable", "file", row=number, line=number, reason=f"> {LINE_BYTES_MAX}")
                if line.isspace():
                    self.blank += 1
                else:
                    yield _read(number, line.strip())


def _read(number: int, line: str) -> Row:
    try:
        content: Any = parse(line.encode())
    except InvalidInput as error:
        return Row(number, (line,), None, (error,))
    if not isinstance(content, Mapping):
        return Row(number, (line,), None, (InvalidInput("FieldType", "document", expected="object"),))
    return Row(number, (line,), content, ())
