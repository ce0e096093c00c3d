"""The outbox as answers show it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas.base import DIGEST, Given


class NoticeView(Given):
    """
    Blocks were taken over, or were taken back because the chain has others instead; both ends included.

    `hash` is of the last block that the service has after it, and null if it has none.
    """

    number: int = Field(examples=[17])
    what: Literal["taken", "takenBack"] = Field(examples=["taken"])
    first_block: int = Field(examples=[1201])
    last_block: int = Field(examples=[1204])
    hash: str | None = Field(examples=[DIGEST])


class NoticePage(Given):
    """Notices in order and without a gap; ask again with `after`, the number of the last one acted on."""

    items: list[NoticeView]
    after: int = Field(examples=[17])
