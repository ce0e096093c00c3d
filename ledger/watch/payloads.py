"""
What a delivery says: canonical JSON (RFC 8785) of `type`, `timestamp` and `data`, as Standard Webhooks proposes.

Every `data` names the subscription and the delivery's running number in it; of a certificate's event also its own
sequence number and the position in the chain, so that the receiver sees that it missed nothing.  Bytes are hexadecimal
with 0x, instants RFC 3339 in UTC, sums in fen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from ledger.domain.certificates import Certificate
from ledger.domain.document import canonical
from ledger.domain.events import Entry
from ledger.domain.numbers import CertificateNumber
from ledger.store.payload import plain
from ledger.store.queries.blocks import Cursor
from ledger.store.queries.following import News
from ledger.watch.alerts import Alert

EVENT, TAKEN_BACK, ALERT, DISABLED = "ledger.event", "ledger.takenBack", "certificate.alert", "subscription.disabled"
"""The types of deliveries: an event, events that are void, what time brought, and that nothing is sent any more."""


def moment(instant: int) -> str:
    """Return a unix second as RFC 3339 in UTC."""
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def written(kind: str, instant: int, own: tuple[str, int], data: Mapping[str, Any]) -> str:
    """Return the body of a delivery; `own` is the subscription's id and the running number."""
    told = {"subscription": own[0], "number": own[1], **data}
    return canonical({"type": kind, "timestamp": moment(instant), "data": told}).decode()


def event(news: News, block_hash: bytes, number: int | None) -> dict[str, Any]:
    """Return what is said of an event; `number` is the certificate's, if it is about one."""
    line, entry = news.line, news.line.entry
    about: dict[str, Any] = {}
    if news.certificate_id is not None and number is not None:
        about["certificate"] = {"id": _hex(news.certificate_id), "number": CertificateNumber.from_packed(number).text}
        about |= {"sequence": line.sequence, "head": None if line.head is None else _hex(line.head)}
    at = entry.position
    return about | {
        "position": {"block": at.block, "transaction": at.transaction, "log": at.log},
        "blockHash": _hex(block_hash),
        "time": moment(entry.time),
        "kind": type(entry.event).__name__,
        "digest": _hex(entry.digest),
        "emitter": _hex(entry.emitter),
        "facts": _facts(entry),
    }


def taken_back(block: int, numbers: Sequence[int]) -> dict[str, Any]:
    """Return what is said when the chain has other blocks from one on: which deliveries are void."""
    return {"fromBlock": block, "void": list(numbers)}


def alert(found: Alert, certificate: Certificate, at: Cursor) -> dict[str, Any]:
    """Return what is said of an alert, and as of which block it was found."""
    return {
        "certificate": {
            "id": _hex(certificate.id),
            "number": CertificateNumber.from_packed(certificate.number).text,
        },
        "alert": {
            "kind": found.kind.value,
            "thing": None if found.thing is None else _hex(found.thing),
            "endsAt": moment(found.at) if found.at else None,
            "daysAhead": found.days_ahead,
            "daysLeft": found.days_left,
        },
        "asOf": {"block": at.number, "blockHash": _hex(at.hash), "sequence": certificate.sequence},
    }


def _facts(entry: Entry) -> dict[str, Any]:
    own = {field.name.rstrip("_"): plain(getattr(entry.event, field.name)) for field in fields(entry.event)}
    if "record" in own:
        own["record"] = _hex(int(own["record"]).to_bytes(32, "big"))
    return own


def _hex(value: bytes) -> str:
    return "0x" + value.hex()
