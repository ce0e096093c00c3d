"""The inbox 收件箱."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.base import Asked, Given, Text
from api.schemas.instructions import INSTRUCTION
from ledger.instructions.inbox import NOTICES_MAX

NOTICE = f"approve:{INSTRUCTION}"


class NoticeView(Given):
    """One notice in words, and where to look; `id` is the same whenever it is asked for."""

    id: str = Field(examples=[NOTICE])
    kind: str = Field(examples=["approve"])
    at: datetime
    read: bool
    sentence: Text
    link: str = Field(examples=[f"/instructions/{INSTRUCTION}"])


class NoticePage(Given):
    """Notices, the unread first; `unread` counts all that are."""

    items: list[NoticeView]
    unread: int = Field(examples=[3])
    next: str | None = Field(examples=[None])


class ReadRequest(Asked):
    """The notices that have been read."""

    notices: Annotated[
        list[Annotated[str, Field(max_length=160)]],
        Field(min_length=1, max_length=4 * NOTICES_MAX, examples=[[NOTICE]]),
    ]


class ReadView(Given):
    unread: int = Field(examples=[2])
