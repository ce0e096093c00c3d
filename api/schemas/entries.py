"""The lines of the ledger as answers show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.base import DIGEST, PLACE, Given, Place


class LineView(Given):
    """
    One event, of whatever subject.

    `sequence` and `head` are a certificate's after it, null for an event that is about none; `facts` are the event's
    fields.
    """

    position: Place = Field(examples=[PLACE])
    kind: str = Field(examples=["CertificateIssued"])
    time: datetime
    emitter: str
    digest: str = Field(examples=[DIGEST])
    sequence: int | None = Field(examples=[1])
    head: str | None = Field(examples=[DIGEST])
    facts: dict[str, Any] = Field(examples=[{"certificateId": DIGEST}])


class LinePage(Given):
    """Events in the order of the chain; `next` is the `cursor` of the next page, null on the last."""

    items: list[LineView]
    next: str | None = Field(examples=["1204.2"])
