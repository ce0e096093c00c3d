"""
Sessions of officers: what a browser shows after a sign-in, kept as its digest, and until when it is good.

A session goes through stages; only in the last one is it good for anything but its own next step.  Each stage has a
token of its own, so that what was seen before the second factor is worth nothing behind it.
"""

from __future__ import annotations

import secrets
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.store.service.base import ServiceBase
from ledger.store.service.clients import digest_of
from ledger.store.service.officers import Officer

TOKEN_BYTES = 32
"""Random bytes of a session's token: nobody finds one by trying, so that its SHA-256 is enough to keep."""

FORGOTTEN_SECONDS = 86_400
"""How long an ended session is still known as one, so that its browser is told that it ended; then it is deleted."""

AGENT_LENGTH_MAX = 200
"""So much of what a browser calls itself is kept, for its owner to know it by."""


class Stage(StrEnum):
    """What a session still wants before it is open."""

    CODE = "code"  # the second factor's code
    PASSWORD = "password"  # noqa: S105 - a word, no secret: a password of his own choice
    ENROL = "enrol"  # a second factor
    OPEN = "open"


class OfficerSession(ServiceBase):
    """
    One session, by its token's digest (32 bytes); `id` is what it is called by.

    It ends at `expires` in any case, and sooner if it is not used; `ended` is when it was ended.
    """

    __tablename__ = "officer_sessions"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    officer: Mapped[str] = mapped_column(index=True)
    stage: Mapped[str]
    address: Mapped[str]
    agent: Mapped[str]
    created: Mapped[int]
    seen: Mapped[int]
    expires: Mapped[int]
    ended: Mapped[int | None]

    def is_good(self, now: int, idle_seconds: int) -> bool:
        """Whether it is good at a unix second, where one that is unused for so long is not."""
        return self.ended is None and now < self.expires and now < self.seen + idle_seconds


def begin(session: Session, officer: Officer, stage: Stage, where: tuple[str, str], times: tuple[int, int]) -> str:
    """
    Begin a session and return its token, which is seen this once.

    `where` is the address and what the browser calls itself, `times` are now and when it ends.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now, expires = times
    session.execute(delete(OfficerSession).where(OfficerSession.expires < now - FORGOTTEN_SECONDS))
    session.add(
        OfficerSession(
            digest=digest_of(token),
            id=f"session-{secrets.token_hex(8)}",
            officer=officer.id,
            stage=stage,
            address=where[0],
            agent=where[1][:AGENT_LENGTH_MAX],
            created=now,
            seen=now,
            expires=expires,
            ended=None,
        )
    )
    session.flush()
    return token


def by_token(session: Session, token: str) -> tuple[OfficerSession, Officer] | None:
    """Return the session of a token, and whose it is, whether it is good or not."""
    found = session.get(OfficerSession, digest_of(token))
    if found is None:
        return None
    officer = session.get(Officer, found.officer)
    assert officer is not None, "no account is deleted"
    return found, officer


def touch(session: Session, digest: bytes, now: int) -> None:
    """Note that a session was used."""
    session.execute(update(OfficerSession).where(OfficerSession.digest == digest).values(seen=now))


def end(session: Session, digest: bytes, now: int) -> None:
    """End a session."""
    ended = update(OfficerSession).where(OfficerSession.digest == digest, OfficerSession.ended.is_(None))
    session.execute(ended.values(ended=now))


def end_all(session: Session, officer: Officer, now: int) -> int:
    """End all sessions of an officer; return how many there were."""
    ended = update(OfficerSession).where(OfficerSession.officer == officer.id, OfficerSession.ended.is_(None))
    return int(session.execute(ended.values(ended=now)).rowcount)  # type: ignore[attr-defined]


def of_officer(session: Session, officer: Officer, now: int, idle_seconds: int) -> list[OfficerSession]:
    """Return an officer's sessions that are good at a unix second, the newest first."""
    wanted = select(OfficerSession).where(OfficerSession.officer == officer.id, OfficerSession.ended.is_(None))
    found = session.scalars(wanted.order_by(OfficerSession.created.desc(), OfficerSession.id))
    return [each for each in found if each.is_good(now, idle_seconds)]
