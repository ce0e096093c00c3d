"""
How results are shown: a table or a card for a person, JSON for a program.

Hexadecimal is shortened for the eye and whole in JSON; times are Beijing time for a person and UTC seconds in JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from ledger.commands.context import Context, whole
from ledger.domain.calendar import SHANGHAI
from ledger.errors import InvalidInput
from ledger.messages.printing import printed

if TYPE_CHECKING:
    from ledger.desk.desk import Done
    from ledger.domain.applications import Fault


def emit(value: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print a value as JSON on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def table(context: Context, titles: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows under titles, each title in both languages."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for zh, en in titles:
        made.add_column(context.say(zh, en), overflow="fold")
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    context.out.print(made)


def card(context: Context, rows: Iterable[tuple[str, str, Any]]) -> None:
    """Print names and values below one another; each name in both languages, a value being text or a table."""
    made = Table.grid(padding=(0, 2))
    made.add_column(style="bold", no_wrap=True)
    made.add_column(overflow="fold")
    for zh, en, value in rows:
        made.add_row(context.say(zh, en), value if isinstance(value, (Text, Table)) else Text(str(value)))
    context.out.print(made)


def moment(instant: int) -> str:
    """Return a unix second as a person in Beijing reads it."""
    return datetime.fromtimestamp(instant, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S (UTC+8)")


def short(value: bytes) -> str:
    """Return bytes shortened in the middle."""
    digits = value.hex()
    return f"0x{digits}" if len(digits) <= 16 else f"0x{digits[:8]}…{digits[-6:]}"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return whole(value)
    return str(value)


def bits(context: Context, name: str, value: int) -> str:
    """Return the names of bits, as sentences print them: rights, roles, duties."""
    return printed(name, int(value), context.locale) if value else "—"


def acted(context: Context, done: Done) -> None:
    """Say that one act is on the chain."""
    if context.as_json:
        emit(
            {
                "transaction": whole(done.transaction),
                "block": done.block,
                "documentDigest": whole(done.digest),
                "gasUsed": done.gas_used,
            }
        )
        return
    context.out.print(
        context.say(f"已上链：区块 {done.block}", f"Done, in block {done.block}") + f"  {whole(done.transaction)}",
        markup=False,
    )


def faulty_rows(context: Context, faults: Sequence[Fault]) -> None:
    """List what is wrong with the rows of a file: on standard output with --json, for reading otherwise."""
    if context.as_json:
        emit([{"row": one.row, **_fault(context, one.error)} for one in faults])
        return
    for one in faults:
        row = context.say(f"第 {one.row} 行", f"row {one.row}")
        context.err.print(f"{row}  {one.error.explain(context.locale)}", markup=False)


def faulty_fields(context: Context, faults: Sequence[InvalidInput]) -> None:
    """List what is wrong with the fields of one document."""
    if context.as_json:
        emit([_fault(context, one) for one in faults])
        return
    for one in faults:
        context.err.print(one.explain(context.locale), markup=False)


def _fault(context: Context, error: InvalidInput) -> dict[str, Any]:
    return {"field": error.field, "code": error.code, "detail": error.explain(context.locale)}
