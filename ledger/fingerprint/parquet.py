"""Parquet, read by pyarrow where it is installed (the extra `parquet`); times are digested as the integers they are."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from ledger.errors import InvalidInput, Misconfigured
from ledger.fingerprint.rows import Gathering, Table, require_few
from ledger.fingerprint.steady import Steady

BATCH_ROWS = 16_384
"""Rows that are made of columns at a time."""

SIGNATURE = b"PAR1"
"""What a Parquet file begins with."""


def read_parquet(file: Steady, gathering: Gathering) -> Table:
    """
    Read a whole Parquet file: once for its digest, once for its rows.

    A row is a JSON array of its values.  Raises `Misconfigured` ParquetExtraMissing; `InvalidInput`: ParquetUnreadable,
    ColumnsTooMany, FileChangedWhileRead.
    """
    try:
        import pyarrow  # noqa: PLC0415 - an extra
        import pyarrow.parquet  # noqa: PLC0415 - an extra
    except ImportError:
        raise Misconfigured("ParquetExtraMissing", file=str(file.path)) from None
    file.read_through()
    path = str(file.path)
    try:
        with pyarrow.parquet.ParquetFile(path) as opened:
            schema = opened.schema_arrow
            require_few(schema.names, path)
            first = 1
            for batch in opened.iter_batches(BATCH_ROWS):
                columns = [_plain(pyarrow, column).to_pylist() for column in batch.columns]
                rows = [_WRITER.encode(row) for row in zip(*columns, strict=True)]
                gathering.add(range(first, first + len(rows)), rows)
                first += len(rows)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        file.check()
        raise InvalidInput("ParquetUnreadable", path, reason=str(error)) from error
    file.check()
    return Table(tuple((one.name, str(one.type)) for one in schema), {})


def _plain(pyarrow: Any, column: Any) -> Any:
    """Return a column of times as the integers it is made of; any other as it is."""
    if pyarrow.types.is_temporal(column.type) and column.type.bit_width in (32, 64):
        return column.view(pyarrow.int32() if column.type.bit_width == 32 else pyarrow.int64())
    return column


def _written(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Decimal):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise ValueError(f"a value of type {type(value).__name__}")


_WRITER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, default=_written)
