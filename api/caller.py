"""
Who asks: the client or the officer that the access layer found behind a request, and what he may do.

What a route needs stands in the table of `api.needs`; a route that needs more for some questions takes `CallerDep`
and asks `require`.  Who has no credentials is the public.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Request

from ledger.domain.officers import Duty
from ledger.domain.officers import written as written_duties
from ledger.domain.participants import Role
from ledger.errors import Refused

NO_ROLE = Role(0)


class Scope(StrEnum):
    """What a client may do."""

    READ = "read"  # all facts of the ledger, not only the public ones
    VERIFY = "verify"  # verifications for a purpose; its own answers
    WATCH = "watch"  # subscriptions
    PREPARE = "prepare"  # instructions in its participant's name, for a person to approve
    SUPERVISE = "supervise"  # all answers, and who asked what


class AccessRefused(Refused):
    """The caller may not do this."""

    status = 403


class CallerUnknown(Refused):
    """Nobody is known to ask, and the public may not (RFC 9110 §15.5.2)."""

    status = 401


Need = Scope | Duty
"""What a route may need: a scope of whoever asks, or a duty of an officer."""


@dataclass(frozen=True, slots=True)
class Caller:
    """
    A client: its id, the participant that it acts for, that one's roles, and its scopes.

    Or an officer who has signed in: `officer` is his id and `duties` are his own; participant, roles and scopes are his
    institution's, and `client` is its desk, so that colleagues share what they ask and watch.

    The public has an empty id, participant 0 and no scope; `stranger` is the code that tells it why it is not known.
    `address` is where the request came from.
    """

    address: str
    client: str = ""
    participant: int = 0
    roles: Role = NO_ROLE
    scopes: frozenset[Scope] = frozenset()
    officer: str = ""
    duties: frozenset[Duty] = frozenset()
    stranger: str = "TokenMissing"

    @property
    def is_public(self) -> bool:
        return not self.client

    def may(self, need: Need) -> bool:
        return need in (self.duties if isinstance(need, Duty) else self.scopes)

    def require(self, *any_of: Need) -> None:
        """
        Raise `CallerUnknown` if nobody is known to ask, or `AccessRefused` if he may do none of these: ScopeMissing, or
        as `require_duty` does where an officer's duty is all that would do.
        """
        if self.is_public:
            raise CallerUnknown(self.stranger)
        if any(self.may(need) for need in any_of):
            return
        scopes = [need for need in any_of if isinstance(need, Scope)]
        if scopes:
            raise AccessRefused("ScopeMissing", needed=written(scopes))
        self.require_duty(*(need for need in any_of if isinstance(need, Duty)))

    def require_duty(self, *any_of: Duty) -> None:
        """
        Raise unless an officer asks who has one of these duties: `CallerUnknown`, `AccessRefused` OfficerNeeded for a
        client, OfficerDutyMissing.
        """
        if self.is_public:
            raise CallerUnknown(self.stranger)
        if not self.officer:
            raise AccessRefused("OfficerNeeded")
        if not self.duties & frozenset(any_of):
            raise AccessRefused("OfficerDutyMissing", needed=written_duties(any_of))

    def require_preparer(self) -> str:
        """
        Return who prepares: an officer with the duty, or a client with the scope, which never approves.

        Raises as `require` does.
        """
        self.require(Scope.PREPARE, Duty.PREPARE)
        return self.officer or self.client


def written(scopes: Iterable[Scope]) -> str:
    """Return scopes as OAuth writes them."""
    return " ".join(sorted(scopes))


def caller_of(request: Request) -> Caller:
    """Return who asks, as the access layer found it."""
    found: Caller = request.state.caller
    return found


async def _caller(request: Request) -> Caller:
    return caller_of(request)


CallerDep = Annotated[Caller, Depends(_caller)]
