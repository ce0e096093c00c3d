"""Officers, their sessions and what is logged of them, as requests and answers show them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from api.schemas.base import Asked, Given, checked
from ledger.domain.officers import login_of, name_of
from ledger.store.service.officer_log import Event
from ledger.store.service.sessions import Stage

OFFICER = "officer-5f0c7c5e8f7d4a3f"
LOGIN = "bank.maker"
NAME = "信贷部经办员"

Duties = Annotated[list[str], Field(max_length=4, examples=[["prepare", "read"]])]
"""Words: administer, prepare, approve, read; an administrator neither prepares nor approves."""

Secret = Annotated[str, Field(max_length=1_000)]
Code = Annotated[str, Field(max_length=64, examples=["492 039"])]


class SignInRequest(Asked):
    """A login and its password."""

    login: str = Field(max_length=200, examples=[LOGIN])
    password: Secret = Field(examples=["…"])


class CodeRequest(Asked):
    """The code that the telephone shows, or a recovery code."""

    code: Code


class PasswordRequest(Asked):
    """The present password, needed in an open session, and the one to be; ten characters at least, hard to guess."""

    present: Secret = Field("", examples=["…"])
    chosen: Secret = Field(examples=["…"])


class SecondFactorRequest(Asked):
    """A code of the secret that was proposed; in an open session the password too."""

    code: Code
    present: Secret = Field("", examples=["…"])


class SessionState(Given):
    """
    One's own session.  `stage` is what it still wants: `code`, `password` (one of one's own choice), `enrol` (a second
    factor), or nothing more: `open`.

    `csrf` goes with every request that changes something, as `X-CSRF-Token`.
    """

    officer: str = Field(examples=[OFFICER])
    login: str = Field(examples=[LOGIN])
    name: str = Field(examples=[NAME])
    participant: int = Field(examples=[4])
    duties: Duties
    stage: Stage = Field(examples=[Stage.OPEN])
    csrf: str = Field(examples=["3f5b…"])
    expires: datetime = Field(examples=["2026-11-27T12:00:00Z"])


class SecondFactorProposed(Given):
    """A secret for a telephone, by itself and as the address that a QR code carries."""

    secret: str = Field(examples=["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"])
    address: str = Field(examples=["otpauth://totp/DataDeed:bank.maker?secret=…&issuer=DataDeed"])


class SecondFactorSet(Given):
    """Recovery codes, each good once in place of a code; they are not shown again."""

    recovery_codes: list[str] = Field(examples=[["5f0c7-c5e8f-7d4a3-f9d9a"]])
    session: SessionState


class SessionView(Given):
    """A session that is good now; `isThis` marks the one that asks."""

    id: str = Field(examples=["session-9f86d081884c7d65"])
    stage: Stage = Field(examples=[Stage.OPEN])
    address: str = Field(examples=["203.0.113.7"])
    agent: str = Field(examples=["Mozilla/5.0 …"])
    created: datetime = Field(examples=["2026-11-27T01:00:00Z"])
    seen: datetime = Field(examples=["2026-11-27T01:20:00Z"])
    expires: datetime = Field(examples=["2026-11-27T13:00:00Z"])
    is_this: bool = Field(examples=[True])


class SessionList(Given):
    items: list[SessionView]


class SessionsEnded(Given):
    count: int = Field(examples=[2])


class OfficerRequest(Asked):
    """An officer to be, of the administrator's own institution."""

    login: Annotated[str, Field(max_length=200, examples=[LOGIN]), checked(login_of)]
    name: Annotated[str, Field(max_length=200, examples=[NAME]), checked(name_of)]
    duties: Duties


class DutiesRequest(Asked):
    duties: Duties


class OfficerState(StrEnum):
    """How far an account is."""

    INVITED = "invited"  # has a temporary password
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class OfficerView(Given):
    """An officer as his administrator sees him."""

    id: str = Field(examples=[OFFICER])
    login: str = Field(examples=[LOGIN])
    name: str = Field(examples=[NAME])
    participant: int = Field(examples=[4])
    duties: Duties
    state: OfficerState = Field(examples=[OfficerState.ACTIVE])
    has_second_factor: bool = Field(examples=[True])
    created: datetime = Field(examples=["2026-11-27T01:00:00Z"])
    ended: datetime | None = Field(examples=[None])


class OfficerList(Given):
    items: list[OfficerView]


class OfficerMade(Given):
    """An officer with his temporary password, which is not shown again; it is good for seven days."""

    officer: OfficerView
    password: str = Field(examples=["…"])


class OfficerEvent(Given):
    """
    One event: who acted (`by`: an officer's id, `operator`, or nobody known), on whom, from where.

    `detail`: the duties, or those before and after; how many sessions ended, or recovery codes are left.
    """

    number: int = Field(examples=[12])
    at: datetime = Field(examples=["2026-11-27T01:00:00Z"])
    event: Event = Field(examples=[Event.SIGNED_IN])
    by: str = Field(examples=[OFFICER])
    by_login: str = Field(examples=[LOGIN])
    officer: str = Field(examples=[OFFICER])
    login: str = Field(examples=[LOGIN])
    participant: int = Field(examples=[4])
    address: str = Field(examples=["203.0.113.7"])
    detail: str = Field(examples=[""])


class OfficerEventPage(Given):
    items: list[OfficerEvent]
    next: str | None = Field(examples=[None])
