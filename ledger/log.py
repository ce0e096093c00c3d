"""
How this program logs: one line an event, readable where a person reads, JSON where a program does, times in UTC.

An event has a stable name and its facts as fields (block, blocks, entries, seconds, code); sentences for a person stand
in `messages`.  What other libraries log goes the same way.  No line carries more of an address than scheme, host and
port: user, path and query are where people put their keys.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from dataclasses import fields, is_dataclass
from typing import Any, TextIO

import structlog

from ledger.errors import LedgerError

_ADDRESS = re.compile(r"\b([a-z][a-z0-9+.-]*://)(?:[^\s/@'\"]*@)?([^\s/?#'\"]*)[^\s'\"]*", re.I)

Line = MutableMapping[str, Any]


def configure(stream: TextIO | None = None) -> None:
    """Log to `stream`, standard error unless given: readable lines on a terminal, JSON otherwise."""
    to = stream or sys.stderr
    shared = (
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
        structlog.processors.format_exc_info,
        without_secrets,
    )
    written = _readable() if to.isatty() else structlog.processors.JSONRenderer(ensure_ascii=False, default=_plain)
    structlog.configure(
        processors=[*shared, written],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(to),
        cache_logger_on_first_use=False,
    )
    _OTHERS.setStream(to)
    _OTHERS.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, written]
        )
    )
    logging.getLogger().addHandler(_OTHERS)  # once: a handler that is there is not added again


def without_secrets(_logger: object, _method: str, line: Line) -> Line:
    """Shorten every address in a line to scheme, host and port."""
    return {name: shortened(value) if isinstance(value, str) else value for name, value in line.items()}


def shortened(text: str) -> str:
    """Return `text` with nothing of its addresses but scheme, host and port."""
    return _ADDRESS.sub(r"\1\2", text)


def tell(happening: object) -> None:
    """
    Log what happened to the index: the class says what, its fields are the facts.

    A happening that holds an error is a warning, with the error's code; one of blocks that say nothing is no line: an
    idle chain makes one a second.
    """
    assert is_dataclass(happening)
    facts = {field.name: getattr(happening, field.name) for field in fields(happening)}
    if hasattr(happening, "blocks"):
        facts["blocks"] = happening.blocks
    log, event, error = structlog.get_logger(), type(happening).__name__.lower(), facts.pop("error", None)
    if isinstance(error, LedgerError):
        log.warning(event, code=error.code, reason=error.explain("en"), **facts)
    elif facts.get("entries") == 0:
        log.debug(event, **facts)
    else:
        log.info(event, **facts)


def _readable() -> structlog.typing.Processor:
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)


def _plain(value: Any) -> Any:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)


_OTHERS = logging.StreamHandler()
"""Through which the lines of other libraries come: warnings, as Python has it."""
