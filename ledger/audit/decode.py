"""
The auditor's own decoder, by written tables from topic hash to field types, into the domain's event classes.

The tables (`audit.tables`, one module a contract) are written by hand, on purpose.  The indexer decodes by the ABI
that the compiler makes; were that file swapped, both would be misled if both used it.  `tests/vectors/events.json`
holds the two decoders to the same answers.  Decoding is strict: a number that is wider than its type, an address with
dirt above it, a missing or an extra byte is no event of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.audit.abi import CallMalformed, value_of
from ledger.audit.layout import WORD
from ledger.audit.receipt import Log
from ledger.domain import events as e

Row = tuple[type[Any], int, str]
"""The event's class, how many of its fields are topics, and the types of all its fields in order, topics first."""

Table = Mapping[str, Row]
"""One contract's events by the Keccak-256 of their signatures in hex: the first topic of their logs."""


class EventUnknown(ValueError):
    """The first topic is in no row of the table: the contract says something that this auditor cannot read."""


class EventMalformed(ValueError):
    """The log has the topic of an event and not its shape."""


def decode(log: Log, table: Table) -> e.Event:
    """Return what `log` says by `table`.  Raises `EventUnknown` or `EventMalformed`."""
    row = table.get(log.topics[0].hex()) if log.topics else None
    if row is None:
        raise EventUnknown(log.topics[0].hex() if log.topics else "no topic")
    event, indexed, types = row
    names = types.split()
    if len(log.topics) != 1 + indexed:
        raise EventMalformed(f"{event.__name__}: {len(log.topics)} topics instead of {1 + indexed}")
    if len(log.data) != WORD * (len(names) - indexed):
        raise EventMalformed(f"{event.__name__}: {len(log.data)} bytes of data")
    words = [*log.topics[1:], *(log.data[at : at + WORD] for at in range(0, len(log.data), WORD))]
    try:
        decoded: e.Event = event(*map(value_of, names, words))
    except CallMalformed as dirty:
        raise EventMalformed(f"{event.__name__}: {dirty}") from dirty
    return decoded
